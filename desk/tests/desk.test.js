/** Walks every page of `marsad serve --demo` in both languages, in Debian's Chromium. MARSAD names the binary. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const MARSAD = process.env.MARSAD ?? fileURLToPath(new URL("../../target/release/marsad", import.meta.url));
const SHOTS = process.env.SHOTS;
const AXE = readFileSync(fileURLToPath(new URL("../node_modules/axe-core/axe.min.js", import.meta.url)), "utf8");
const skip = existsSync(CHROMIUM) ? false : `${CHROMIUM} is not there: install Debian's chromium, or name another with CHROMIUM`;

let server, base, browser;

before(async () => {
  if (skip) return;
  server = spawn(MARSAD, ["serve", "--demo", "--listen", "127.0.0.1:0"], { stdio: ["ignore", "ignore", "pipe"] });
  base = await new Promise((found, failed) => {
    let said = "";
    server.stderr.on("data", (data) => {
      said += data;
      const address = /http:\/\/\S+?(?=\/ )/.exec(said);
      if (address) found(address[0]);
    });
    server.on("exit", (code) => failed(new Error(`marsad ended with ${code}: ${said}`)));
  });
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
});

after(async () => {
  await browser?.close();
  server?.kill("SIGINT");
});

/** A page whose errors, refused requests and broken policies fail the test. */
async function open({ language = "en", theme = "light", width = 1280 } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  await context.addInitScript(
    ([language, theme]) => {
      if (localStorage.getItem("marsad.language")) return;
      localStorage.setItem("marsad.language", language);
      localStorage.setItem("marsad.theme", theme);
    },
    [language, theme],
  );
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (e) => faults.push(String(e)));
  page.on("console", (m) => m.type() === "error" && faults.push(m.text()));
  page.on("request", (r) => !r.url().startsWith(base) && !/^(data|blob):/.test(r.url()) && faults.push(`asks ${r.url()}`));
  return { page, faults, close: () => context.close() };
}

const api = async (path) => (await fetch(`${base}/api/${path}`)).json();

/** The views with addresses that show something. */
async function views() {
  const { acts } = await api("acts?actor=IRN&limit=50");
  const act = acts.find((a) => a.reports > 2);
  const { tracks } = await api("tracks?limit=1");
  const day = tracks[0]?.from ?? "2015-07-01";
  return {
    today: "/",
    article: `/article?id=${encodeURIComponent(act.first.article)}&event=${encodeURIComponent(act.first.event)}`,
    act: `/act?id=${encodeURIComponent(act.id)}`,
    actor: "/actor?q=IRN",
    pair: "/pair?a=IRN&b=USA&step=month",
    tracks: "/tracks",
    track: `/track?id=${encodeURIComponent(tracks[0]?.id ?? act.id)}`,
    agenda: `/agenda?from=${day.slice(0, 4)}-01-01&to=${day.slice(0, 4)}-12-31&today=${day}`,
    map: "/map",
    search: `/search?q=${encodeURIComponent("الاتفاق النووي")}`, // "the nuclear agreement"
    method: "/method",
  };
}

for (const language of ["en", "ar"]) {
  test(`every view works in ${language}, without a serious fault of access`, { skip }, async () => {
    for (const [name, address] of Object.entries(await views())) {
      for (const [theme, width] of [["light", 1280], ["dark", 360]]) {
        const { page, faults, close } = await open({ language, theme, width });
        await page.goto(base + address);
        await page.waitForSelector("main h1");
        await page.waitForLoadState("networkidle");
        assert.equal(await page.getAttribute("html", "dir"), language === "ar" ? "rtl" : "ltr");
        assert.equal(await page.locator("[role=alert]").count(), 0, `${name}: ${await page.locator("main").innerText()}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${name} is ${wide} px wider than a screen of ${width} px`);
        // The debugger's door lets the checker in, which the page's own policy would not.
        await page.evaluate(AXE);
        const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
        const grave = found.violations.filter((v) => ["serious", "critical"].includes(v.impact));
        assert.deepEqual(grave.map((v) => `${v.id}: ${v.nodes[0].html}`), [], `${name} in ${language}, ${theme}`);
        assert.deepEqual(faults, [], name);
        if (SHOTS) {
          mkdirSync(SHOTS, { recursive: true });
          await page.screenshot({ path: `${SHOTS}/${name}.${language}.${theme}.${width}.png`, fullPage: name !== "today" });
        }
        await close();
      }
    }
  });
}

test("pointing at a record lights its words, and at words their record", { skip }, async () => {
  const { page, close } = await open();
  await page.goto(base + (await views()).article);
  const record = page.locator(".events > li").first();
  await record.hover();
  assert.ok((await page.locator("article mark.trigger.lit").count()) > 0);
  await page.locator("article mark.trigger").first().hover();
  assert.equal(await page.locator(".events > li.lit").count(), 1);
  await close();
});

test("an article is corrected by keyboard, seen after reloading, and the correction undone", { skip }, async () => {
  const { page, close } = await open({ language: "ar" });
  await page.goto(base + (await views()).article);
  await page.waitForSelector(".events > li");
  await page.keyboard.press("r");
  await page.waitForFunction(() => document.querySelector(".message").textContent.includes("اسمك")); // "your name"
  await page.fill("#who", "ن. ع.");
  await page.locator("main h1").click();
  await page.keyboard.press("r");
  await page.waitForSelector(".events > li.rejected");
  await page.keyboard.press("u");
  await page.waitForSelector(".events > li.confirmed");
  const event = await page.locator(".events > li.confirmed").first().getAttribute("id");
  await page.keyboard.press("e");
  await page.selectOption("form.edit select[name=status]", "denied");
  await page.click("form.edit button[type=submit]");
  await page.waitForSelector(".events > li.edited .status.denied");
  await page.reload();
  await page.waitForSelector(`[id="${event}"].edited .status.denied`);
  const { corrections } = await api("corrections");
  assert.deepEqual(corrections.map((c) => c.kind), ["reject", "confirm", "edit"]);
  assert.ok(corrections.every((c) => c.who === "ن. ع."));
  await close();
});

test("a report is split off its act and joined again", { skip }, async () => {
  const { page, close } = await open();
  const { acts } = await api("acts?limit=200");
  const act = acts.find((a) => a.reports === 2);
  await page.goto(`${base}/act?id=${encodeURIComponent(act.id)}`);
  await page.fill("#who", "n");
  assert.equal(await page.locator(".side > li").count(), 2);
  await page.getByRole("button", { name: "Split off" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".side > li").length === 1);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".side > li").length === 2);
  await close();
});

test("what is on the screen is handed out, charts too, and every view has its address", { skip }, async () => {
  const { page, close } = await open();
  await page.goto(base);
  await page.selectOption("select[name=type]", "CONSULT");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.waitForURL(/type=CONSULT/);
  await page.waitForSelector(".acts > li");
  const [csv] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV" }).click()]);
  const lines = readFileSync(await csv.path(), "utf8").trim().split("\r\n");
  assert.ok(lines.length > 2 && lines.slice(1).every((l) => l.includes("CONSULT")));
  await page.goto(`${base}/pair?a=IRN&b=USA`);
  await page.waitForSelector(".chart svg");
  const [svg] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "SVG" }).click()]);
  assert.match(readFileSync(await svg.path(), "utf8"), /^<svg[\s\S]*<\/svg>$/);
  const [png] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "PNG" }).click()]);
  assert.equal(readFileSync(await png.path()).subarray(1, 4).toString(), "PNG");
  await close();
});
