// How quickly a running desk answers: `node tests/load.mjs URL [SECONDS] [REQUESTS_A_SECOND] [PID]`. Prints the times of the first view, of 200
// requests with filters one after the other, and of a steady stream; with the server's process id, its memory.

import { readFileSync } from "node:fs";
import { Agent, get } from "node:http";

const [url = "http://127.0.0.1:8642", seconds = "60", rate = "200", pid] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Milliseconds until the whole answer is there. */
const ask = (path) => new Promise((done, fail) => {
  const start = performance.now();
  get(`${url}/api/v1/${path}`, { agent }, (r) => {
    r.resume();
    r.on("end", () => (r.statusCode === 200 ? done(performance.now() - start) : fail(new Error(`${r.statusCode} ${path}`))));
  }).on("error", fail);
});
const share = (times, q) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * q))];
const told = (name, times) => console.log(`${name}: ${times.length} requests, median ${share(times, 0.5).toFixed(0)} ms, p95 ${share(times, 0.95).toFixed(0)} ms, longest ${Math.max(...times).toFixed(0)} ms`);
const memory = () => (pid ? `${(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024).toFixed(0)} MB at most` : "not asked");

const TYPES = ["AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST", "COERCE", "ASSAULT"];
const CODES = "IRN USA SAU SYR EGY TUR ISR RUS IRQ YEM FRA DEU GBR CHN IND PAK AFG LBN JOR KWT QAT BHR ARE OMN LBY TUN DZA MAR SDN ETH SOM DJI MRT ITA ESP JPN KOR PRK".split(" ");
const pick = (list, i) => list[i % list.length];
const day = (i) => `20${10 + (i % 10)}-0${1 + (i % 9)}-${10 + (i % 19)}`;
const FILTERS = [
  (i) => `type=${pick(TYPES, i)}`,
  (i) => `actor=${pick(CODES, i)}`,
  (i) => `actor=${pick(CODES, i)}&actor=${pick(CODES, i + 3)}`,
  (i) => `from=${day(i)}&to=${day(i + 1)}`,
  (i) => `country=${pick(CODES, i)}&status=occurred`,
  (i) => `type=${pick(TYPES, i)}&actor=${pick(CODES, i)}&from=${day(i)}`,
];

const first = [];
for (let i = 0; i < 5; i += 1) first.push((await Promise.all([ask("head"), ask("acts?limit=50"), ask("counts?from=2019-12-01")])).reduce((a, b) => Math.max(a, b)));
told("first view", first);
for (const list of ["acts", "events"]) {
  const times = [];
  for (let i = 0; i < 200; i += 1) times.push(await ask(`${list}?${pick(FILTERS, i)(Math.floor(i / FILTERS.length))}`));
  told(`${list} by filter`, times);
}
const steady = [];
let failed = 0;
const end = performance.now() + Number(seconds) * 1000;
const running = [];
for (let i = 0; performance.now() < end; i += 1) {
  // Each filter for acts and for events, with thousands of different values.
  const filter = pick(FILTERS, i >> 1)(Math.floor(i / (2 * FILTERS.length)));
  running.push(ask(i % 2 ? `acts?${filter}` : `events?limit=20&${filter}`).then((t) => steady.push(t), () => { failed += 1; }));
  await new Promise((r) => setTimeout(r, Math.max(0, end - Number(seconds) * 1000 + (i + 1) * (1000 / Number(rate)) - performance.now())));
}
await Promise.all(running);
told(`${rate} a second for ${seconds} s`, steady);
console.log(`failed: ${failed}; memory: ${memory()}`);
agent.destroy();
