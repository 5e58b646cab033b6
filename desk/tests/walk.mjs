// Walks every page of the desk in both languages, with Chromium: reads, lights spans, corrects, joins, exports, is refused as a reader;
// asks axe-core about each page. `node tests/walk.mjs MARSAD [SHOTS]` with the binary, and a folder for screenshots if they are wanted.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const MARSAD = process.argv[2] ?? "../target/debug/marsad";
const SHOTS = process.argv[3];
const AXE = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
if (!executablePath) {
  console.log("Chromium is not installed (apt-get install chromium): the browser tests are skipped");
  process.exit(0);
}

const port = () => new Promise((done) => { const s = createServer().listen(0, "127.0.0.1", () => { const { port } = s.address(); s.close(() => done(port)); }); });

/** A running desk. */
async function serve(...options) {
  const at = `127.0.0.1:${await port()}`;
  const child = spawn(MARSAD, ["serve", "--listen", at, ...options], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  await new Promise((done, fail) => {
    child.stderr.on("data", (d) => { said += d; if (said.includes("the desk is at")) done(); });
    child.on("exit", (code) => fail(new Error(`marsad ended with ${code}: ${said}`)));
  });
  return { url: `http://${at}`, stop: () => child.kill("SIGTERM") };
}

const folder = mkdtempSync(join(tmpdir(), "marsad-walk-"));
const browser = await chromium.launch({ executablePath, args: FLAGS });
let checks = 0;
/** What is wrong on any page: all are told at once. */
const problems = [];
const ok = (value, what) => { assert.ok(value, what); checks += 1; };

/** A page that fails the test on any error, breach of the policy, or request to another host. */
async function open(desk, choice, size = { width: 1280, height: 900 }) {
  const context = await browser.newContext({ viewport: size, colorScheme: choice.theme ?? "light", acceptDownloads: true });
  await context.addInitScript((c) => { if (!localStorage.getItem("marsad")) localStorage.setItem("marsad", JSON.stringify(c)); }, choice);
  const page = await context.newPage();
  page.wrong = [];
  page.on("pageerror", (e) => page.wrong.push(String(e)));
  page.on("console", (m) => { if (m.type() === "error" && !/status of 40[13]/.test(m.text())) page.wrong.push(m.text()); });
  page.on("request", (r) => { if (!r.url().startsWith(desk.url) && !r.url().startsWith("blob:")) page.wrong.push(`asks ${r.url()}`); });
  page.to = async (path) => { await page.goto(desk.url + path); await page.waitForSelector("main h1"); await page.waitForFunction(() => !document.querySelector("[aria-busy]")); };
  return page;
}

/** Nothing serious by axe-core, and no width beyond the window. */
async function look(page, name) {
  await page.evaluate(`${AXE};undefined`);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const serious = found.violations.filter((v) => v.impact === "serious" || v.impact === "critical");
  problems.push(...serious.map((v) => `${name}: ${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 160)} ${n.any[0]?.message ?? ""}`).join(" | ")}`));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) problems.push(`${name}: ${wide} px wider than the window`);
  problems.push(...page.wrong.splice(0).map((w) => `${name}: ${w}`));
  checks += 3;
}

const demo = await serve("--demo");
const api = async (path) => (await fetch(`${demo.url}/api/v1/${path}`)).json();
const acts = (await api("acts?limit=300")).items;
const many = acts.find((a) => a.reports > 2);
const tracks = await api("tracks");
const planned = (await api("agenda?today=2025-10-14&from=2012-01-01&to=2025-12-31"))[0];
const year = planned.start.slice(0, 4);
const read = (await api(`act?id=${encodeURIComponent(many.id)}`)).told[0];
const e = encodeURIComponent;
/** An article of which words were set aside. */
let aside;
for (const { id } of (await api("articles?limit=300")).items) if ((await api(`aside?id=${e(id)}`)).length > 0) { aside = id; break; }
const PAGES = {
  today: "/today", article: `/article?id=${e(read.article)}`, act: `/act?id=${e(many.id)}`, actor: "/actor?who=IRN", pair: "/pair?a=IRN&b=USA",
  agenda: `/agenda?today=${planned.start}&from=${year}-01-01&to=${year}-12-31`, tracks: "/tracks", track: `/tracks?id=${e(tracks[0].id)}`, aside: `/article?id=${e(aside)}`, map: "/map",
  search: `/search?q=${e("الاتفاق النووي")}`, // "the nuclear agreement"
  method: "/method", changes: "/changes",
};

try {
  for (const lang of ["en", "ar"]) {
    for (const theme of ["light", "dark"]) {
      for (const width of [1280, 360]) {
        const page = await open(demo, { lang, theme }, { width, height: width === 360 ? 760 : 900 });
        for (const [name, path] of Object.entries(PAGES)) {
          await page.to(path);
          ok(await page.evaluate((l) => document.documentElement.lang === l && document.documentElement.dir === (l === "ar" ? "rtl" : "ltr"), lang), `${name}: ${lang}`);
          await look(page, `${name} ${lang} ${theme} ${width}`);
          if (SHOTS) { mkdirSync(SHOTS, { recursive: true }); await page.screenshot({ path: join(SHOTS, `${name}-${lang}-${theme}-${width}.png`) }); }
        }
        await page.context().close();
      }
    }
  }

  for (const lang of ["en", "ar"]) {
    const page = await open(demo, { lang, author: "Salma" });
    // Hovering a record lights its spans, and the other way round.
    await page.to(PAGES.article);
    const card = page.locator(".card").first();
    const id = await card.getAttribute("data-event");
    await page.mouse.move(0, 0);
    await card.hover();
    ok(await page.locator(".text .lit, .title .lit").count() > 0, "a record lights its spans");
    const trigger = page.locator(`.text .trigger[data-of~="${id}"]`).first();
    await page.locator("header.top").hover();
    await trigger.hover();
    ok((await card.getAttribute("class")).includes("lit"), "a span lights its record");
    // Corrected by keyboard, seen after reload, taken back.
    await card.focus();
    await page.keyboard.press("c");
    await page.waitForSelector(".card .verdict");
    await page.reload();
    await page.waitForSelector(".card .verdict");
    await page.locator(".card").first().getByRole("button").nth(1).click();
    await page.locator("dialog select[name=status]").selectOption("denied");
    await page.locator("dialog textarea").fill("the ministry denied it");
    await page.locator("dialog button[type=submit]").click();
    await page.waitForSelector(".card .tag.denied");
    await page.keyboard.press("z");
    await page.waitForFunction(() => !document.querySelector(".card .tag.denied"));
    ok(true, "an edit is taken back");
    // A citation names the record and its words.
    await page.locator(".card").first().focus();
    await page.keyboard.press("y");
    await page.waitForSelector("dialog[open] .citation");
    ok((await page.locator(".citation").innerText()).includes(id), "the citation names the record");
    await page.keyboard.press("Escape");
    // A note.
    await page.locator("#note").fill("<b>read</b>");
    await page.locator("#note").locator("xpath=ancestor::form").getByRole("button").click();
    await page.waitForFunction(() => [...document.querySelectorAll("li bdi")].some((b) => b.textContent === "<b>read</b>"));
    ok(true, "a note stays text");
    // Words that were set aside say why, and light where they stand.
    await page.to(`/article?id=${e(aside)}`);
    const words = page.locator(".aside-words li").first();
    ok((await words.locator(".why").innerText()).length > 5, "what was set aside has a reason");
    await page.locator("header.top").hover();
    await words.hover();
    ok(await page.locator(".text .lit, .title .lit").count() > 0, "what was set aside is lit");
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV", exact: true }).click()]);
    ok(readFileSync(await file.path(), "utf8").split("\n").slice(1, -1).every((line) => line.startsWith(`${aside}#`)), "an article's file holds its own events");
    // Two acts joined from the list.
    await page.to("/today?from=2015-01-01&to=2015-12-31");
    const before = await api("counts?from=2015-01-01&to=2015-12-31");
    const boxes = page.locator(".act input[type=checkbox]");
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await page.keyboard.press("+");
    await page.locator("dialog textarea").fill("one act");
    await page.locator("dialog button[type=submit]").click();
    await page.waitForSelector(".said p");
    await page.waitForFunction(() => !document.querySelector(".act input:checked"));
    const after = await api("counts?from=2015-01-01&to=2015-12-31");
    ok(after.acts < before.acts, "joined acts are one");
    await page.keyboard.press("z");
    await page.waitForFunction(async (n) => (await (await fetch("/api/v1/counts?from=2015-01-01&to=2015-12-31")).json()).acts === n, before.acts);
    // A report split off its act, and put back.
    const reports = async () => (await api(`act?id=${e(many.id)}`)).told.length;
    await page.to(PAGES.act);
    await page.locator(".card .tools").last().getByRole("button").nth(1).click();
    await page.locator("dialog textarea").fill("another meeting");
    await page.locator("dialog button[type=submit]").click();
    await page.waitForFunction((n) => document.querySelectorAll(".reports .card").length === n - 1, many.reports);
    ok(await reports() === many.reports - 1, "a report that is split off has left the act");
    await page.keyboard.press("z");
    await page.waitForFunction((n) => document.querySelectorAll(".reports .card").length === n, many.reports);
    ok(await reports() === many.reports, "the split is taken back");
    // Keys are those of a Latin layout, under an Arabic one too: there the key of "j" writes another letter.
    await page.evaluate(() => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "\u062A", code: "KeyJ", bubbles: true })));
    ok(await page.evaluate(() => document.activeElement.matches(".reports .card")), "the keyboard goes through the reports");
    await page.keyboard.press("j");
    await page.keyboard.press("c");
    await page.waitForSelector(".reports .card:focus .verdict");
    await page.keyboard.press("z");
    await page.waitForFunction(() => document.activeElement.matches(".reports .card:not(:has(.verdict))"));
    await page.keyboard.press("o");
    await page.waitForSelector(".card.lit");
    ok(page.url().includes("event="), "a report leads to its record");
    // A correction of another day is taken back from the list of changes.
    await page.to("/changes");
    const back = page.locator("main table button");
    const standing = await back.count();
    ok(standing > 0 && (await page.locator("main table").innerText()).includes("the ministry denied it"), "changes say why");
    await back.first().click();
    await page.waitForFunction((n) => document.querySelectorAll("main table button").length < n, standing);
    // People with their offices and years, in the reader's language.
    await page.to("/actor?who=IRN");
    const offices = await page.locator("main table").first().innerText();
    ok(offices.includes("2013") && offices.includes(lang === "en" ? "Mohammad Javad Zarif" : "\u0638\u0631\u064A\u0641"), "offices have years");
    // What passed in silence, by itself.
    await page.to("/agenda?today=2025-10-14&from=2012-01-01&to=2025-12-31");
    await page.locator('.chip[href*="passed"]').click();
    await page.waitForSelector(".chip[aria-current]");
    ok(await page.locator(".agenda > li").count() > 0 && await page.locator(".agenda > li:not(.passed-without-report)").count() === 0, "only what passed in silence");
    await page.to("/no-such-page");
    ok(await page.locator(".acts").count() === 0, "an address that is none is no view");
    // The calendar leads to its acts.
    await page.to(PAGES.agenda);
    const mark = page.locator(".month .mark").first();
    ok((await mark.getAttribute("aria-label")).length > 10, "a mark says what it stands for");
    await mark.click();
    await page.waitForSelector(".reports .card");
    // The Tab key begins at the way past the menu.
    await page.to("/today");
    await page.keyboard.press("Tab");
    ok(await page.evaluate(() => document.activeElement.className === "skip"), "the keyboard begins at the beginning");
    // Files of a view, and of a chart.
    await page.to("/today?from=2015-01-01&to=2015-12-31");
    for (const format of ["CSV", "JSON", "PARQUET"]) {
      const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: format, exact: true }).click()]);
      ok(readFileSync(await file.path()).length > 100, format);
    }
    for (const format of ["SVG", "PNG"]) {
      const [file] = await Promise.all([page.waitForEvent("download"), page.locator(".chart button", { hasText: format }).first().click()]);
      ok(readFileSync(await file.path()).length > 500, format);
    }
    // The language is switched and stays.
    await page.locator(".controls button").first().click();
    await page.reload();
    ok(await page.evaluate((l) => document.documentElement.lang !== l, lang), "the language stays switched");
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  }
} finally { demo.stop(); }

// Articles that mean harm, and a reader who may not edit.
const hostile = join(folder, "hostile.jsonl");
// "Iran condemned the attack": a title with markup and a mark that turns what follows around, and an address that is a script.
writeFileSync(hostile, `${JSON.stringify({ id: "h1", title: "<img src=x onerror=\"window.hurt=1\">\u202Eأدانت إيران الهجوم", text: "أدانت إيران الهجوم على السعودية أمس. <script>window.hurt=1</script>", published: "2016-01-03", outlet: "<b>outlet</b>", url: "javascript:window.hurt=1" })}\n`);
const ledger = join(folder, "ledger.sqlite");
const run = (args, input) => { const done = spawnSync(MARSAD, args, { input, encoding: "utf8" }); assert.equal(done.status, 0, done.stderr); };
run(["ledger", "add", "--articles", "--ledger", ledger, hostile]);
const accounts = join(folder, "accounts.tsv");
for (const [name, role] of [["omar", "reader"], ["salma", "editor"]]) run(["serve", "--accounts", accounts, "--add-account", name, "--role", role], "a long password\n");
const refused = spawnSync(MARSAD, ["serve", "--ledger", ledger, "--listen", "0.0.0.0:0"], { encoding: "utf8", timeout: 20_000 });
ok(refused.status === 1 && refused.stderr.includes("--accounts"), "no other address without accounts");
const desk = await serve("--ledger", ledger, "--accounts", accounts);
try {
  const page = await open(desk, { lang: "en" });
  await page.goto(desk.url);
  await look(page, "log in");
  const enter = async (name, password) => { await page.locator("input[name=name]").fill(name); await page.locator("input[name=password]").fill(password); await page.locator("form button").click(); };
  await enter("omar", "wrong password");
  await page.waitForSelector(".wrong");
  await enter("omar", "a long password");
  await page.waitForSelector("header.top");
  await page.to("/article?id=h1");
  ok(await page.evaluate(() => window.hurt === undefined && !document.querySelector("main img, main script, main b")), "markup of an article stays text");
  ok(await page.locator('a[href^="javascript"]').count() === 0, "no script behind a link");
  ok(!(await page.locator("main").innerText()).includes("\u202E"), "nothing turns the page around");
  ok(await page.getByRole("button", { name: "Reject" }).count() === 0, "a reader sees no button to reject");
  const status = await page.evaluate(async () => {
    const { token } = await (await fetch("/api/v1/session")).json();
    const body = JSON.stringify({ kind: "confirm", event: "h1#e1" });
    return (await fetch("/api/v1/corrections", { method: "POST", headers: { "content-type": "application/json", "x-marsad-token": token }, body })).status;
  });
  ok(status === 403, "a reader is refused an edit");
  assert.deepEqual(page.wrong, []);
  await page.context().close();
} finally {
  desk.stop();
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
assert.deepEqual(problems, []);
console.log(`the desk was walked in both languages: ${checks} checks, ${Object.keys(PAGES).length} pages`);
