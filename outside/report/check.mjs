// Looks at the page of `haggle report` in Chromium: node check.mjs FOLDER CHROMIUM HAGGLE ANSWERS [SCREENSHOTS]
//
// Nothing is logged or refused by the policy, axe finds nothing at WCAG 2.2 AA in any view, nothing is wider than the window, 1,000 random
// settings give what the engine gives natively on the problems of `haggle evaluate --format json`, each within the time of a frame, and
// without its script the page says all of it.
import { spawnSync } from "node:child_process";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { largeFamily } from "./family.mjs";

const [folder, executablePath, program, answers, screenshots] = process.argv.slice(2);
const haggle = resolve(program);
const require = createRequire(resolve(folder, "package.json"));
const { chromium } = require("playwright-core");
const axe = require("axe-core").source;

const SETTINGS = 1000;
// After how many of them the deal over all features is compared, too.
const DEAL_EVERY = 10;
// What a page of the demo may weigh, and a movement may take (the median; a machine that does other work beside is slower at times).
const MOST_BYTES = 400_000;
const MOST_BYTES_LARGE = 1_200_000;
const MOST_MILLISECONDS = 16;
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

const faults = [];
const check = (holds, what) => {
  if (!holds) faults.push(what);
};
const run = (program, words, input, cwd) => {
  const done = spawnSync(program, words, { input, cwd, encoding: "utf8", maxBuffer: 1 << 30 });
  if (done.status !== 0) throw new Error(`${program} ${words.join(" ")}: ${done.stderr}`);
  return done.stdout;
};

// Numbers that look random and are the same in every run.
let state = 20261129;
const random = () => {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};
const below = (n) => Math.floor(random() * n);

const pages = new Map();
const write = (name, words, cwd) => {
  const path = resolve(folder, `${name}.html`);
  const start = performance.now();
  run(haggle, ["report", ...words, "-o", path], undefined, cwd);
  pages.set(name, path);
  return { bytes: statSync(path).size, seconds: ((performance.now() - start) / 1000).toFixed(1) };
};
const { bytes } = write("glance", ["--demo"]);
check(bytes <= MOST_BYTES, `the demo's page has ${bytes} bytes, more than ${MOST_BYTES}`);
write("harbour", ["--demo=harbour"]);
// The demo with a change that was drafted and is under review, and a batch with its forecast.
const given = (name, text) => {
  writeFileSync(resolve(folder, name), text);
  return resolve(folder, name);
};
const drafted = run(haggle, ["place", "castellan", "--placement", "extra", "--extra", "signing", "--override", "guarded", "--demo", "--format", "json"]);
const [draft] = JSON.parse(drafted).changes;
const review = { schema: 1, topic: "signing", changes: [{
  url: "https://review.example/c/7", number: 7, project: draft.project, branch: draft.branch, change_id: draft.change_id,
  subject: draft.message.split("\n", 1)[0], revision: "0", state: "voted", votes: [{ label: "Code-Review", value: 1 }, { label: "Verified", value: -1 }],
  remark: "its branch moved on since",
}] };
const finding = { project: draft.project, change: { change: "gone", path: "amqp.Message" }, is_certain: true, places: [{ path: "glance/notifier.py", line: 31 }] };
const foreseen = { fact: { value: { findings: [finding], n_uses: 4, n_unknown: 1 }, source: "wheels", date: null } };
const batch = { schema: 1, groups: [{ name: "others", step: "minor", moves: [
  { name: "amqp", from: "5.3.1", to: "5.4.2", step: "minor" }, { name: "webob", from: "1.8.9", to: "1.8.10", step: "patch" }] }],
  forecast: { schema: 1, pins: [{ name: "amqp", from: "5.3.1", to: "5.4.2", forecast: foreseen },
    { name: "webob", from: "1.8.9", to: "1.8.10", forecast: { unknown: { because: "there is no wheel of 1.8.9" } } }] } };
write("given", ["--demo", "--changes", given("drafts.json", drafted), "--changes", given("review.json", JSON.stringify(review)),
  "--pins", given("batch.json", JSON.stringify(batch))]);
// A family of 600 packages.
const large = resolve(folder, "large");
mkdirSync(large, { recursive: true });
largeFamily(large, "crates/haggle/demo/glance");
const ofLarge = write("large", ["--manifest", "haggle.toml"], large);
check(ofLarge.bytes <= MOST_BYTES_LARGE, `the page of 600 packages has ${ofLarge.bytes} bytes, more than ${MOST_BYTES_LARGE}`);

const browser = await chromium.launch({ executablePath, chromiumSandbox: false });
const open = async (demo, options, view) => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on("console", (message) => faults.push(`${view}: the console says ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`${view}: ${error.message}`));
  page.on("request", (request) => check(request.url().startsWith("file:"), `${view}: it asks for ${request.url()}`));
  await page.goto(pathToFileURL(pages.get(demo)).href);
  if (options.javaScriptEnabled !== false) await page.waitForSelector("html[data-ready]");
  return page;
};
const picture = async (page, name) => {
  if (!screenshots) return;
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: resolve(screenshots, `${name}.png`) });
};
const look = async (page, view) => {
  // From the top: there nothing lies below what stays in view while a page is scrolled, which axe counts as too small a target.
  await page.evaluate(() => scrollTo(0, 0));
  const { violations } = await page.evaluate(`${axe}; axe.run(document, { runOnly: ${JSON.stringify(RULES)} })`);
  for (const one of violations) faults.push(`${view}: axe: ${one.id}: ${one.nodes[0].html}`);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(over <= 0, `${view}: it is ${over} pixels too wide`);
};

for (const demo of ["given", "harbour"]) {
  for (const colorScheme of ["light", "dark"]) {
    for (const [width, height] of [[1440, 1000], [820, 1100], [360, 800]]) {
      const view = `${demo}, ${width} wide, ${colorScheme}`;
      const name = `${demo}-${width}-${colorScheme}`;
      const page = await open(demo, { colorScheme, viewport: { width, height } }, view);
      await picture(page, `${name}-top`);
      const feature = page.locator("details.feature:has(.result)").first();
      await feature.evaluate((one) => (one.open = true));
      await page.waitForSelector(".settings:not([hidden]) .weights");
      await feature.evaluate((one) => one.scrollIntoView());
      await picture(page, `${name}-feature`);
      for (const section of ["deal", "changes", "projects", "pins", "values"]) {
        if (!(await page.locator(`#${section}`).count())) continue;
        await page.locator(`#${section}`).evaluate((one) => {
          for (const inside of one.querySelectorAll("details")) inside.open = true;
          one.scrollIntoView();
        });
        await picture(page, `${name}-${section}`);
      }
      await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
      await look(page, view);
      await page.context().close();
    }
  }
}

// Without its script: the same texts, and no field that does nothing.
{
  const page = await open("glance", { javaScriptEnabled: false, viewport: { width: 1100, height: 900 } }, "without script");
  check((await page.locator("input:visible, button:visible").count()) === 0, "without script: there are fields");
  await page.locator("#feature-image-signing > summary").click();
  check(await page.locator("#feature-image-signing .verdict").isVisible(), "without script: a feature does not open");
  await picture(page, "without-script");
  await page.emulateMedia({ media: "print" });
  await picture(page, "print");
  check(await page.locator("#feature-store-s3 .verdict").isVisible(), "printed without script: a feature is not there");
  await page.context().close();
}

// A family of 600 packages opens as quickly, and its table finds one of them.
const start = performance.now();
const wide = await open("large", { viewport: { width: 1440, height: 1000 } }, "600 packages");
const opened = Math.round(performance.now() - start);
await wide.locator("#filter").fill("part-599");
check((await wide.locator("#pin-table tbody tr:visible").count()) === 1, "600 packages: the filter does not find one");
await picture(wide, "large-pins");
await look(wide, "600 packages");
await wide.context().close();

// A link from a feature opens the change.
{
  const page = await open("given", { viewport: { width: 1440, height: 1000 } }, "links");
  await page.locator("#feature-image-signing").evaluate((one) => (one.open = true));
  await page.locator("#feature-image-signing a[href='#change-1']").evaluate((one) => (one.closest("details").open = true));
  await page.locator("#feature-image-signing a[href='#change-1']").click();
  check(await page.locator("#change-1 .diff").isVisible(), "links: a change does not open");
  await page.context().close();
}

// By keyboard alone: a feature opens, a slider moves, and the outcome is decided again.
const page = await open("glance", { viewport: { width: 1440, height: 1000 } }, "settings");
const summary = page.locator("#feature-image-signing > summary");
await summary.focus();
await page.keyboard.press("Enter");
await page.locator("#feature-image-signing .weights input[type=range]").first().focus();
await page.keyboard.press("ArrowLeft");
await page.waitForSelector("#feature-image-signing .result[data-settings]");
await page.getByRole("button", { name: "Set all back" }).click();
check((await page.locator(".result[data-settings]").count()) === 0, "settings: not all is set back");

// Random settings, through the fields of the page.
const placings = new Map();
for (const { id, placing } of JSON.parse(run(haggle, ["evaluate", "--demo", "--format", "json", "--no-records"])).features) {
  if (!placing.problem) continue;
  const conditions = placing.conditions.map(({ id, of, terms, asks }) => ({ option: `${of}+${id}`, of, terms, asks }));
  placings.set(id, [placing.problem, conditions]);
}
const ids = [...placings.keys()];
const question = (settings) => JSON.stringify(settings.map(([id, set]) => [id, ...placings.get(id), set]));
const shown = [];
const deals = [];
for (let number = 0; number < SETTINGS; number += 1) {
  const id = ids[number % ids.length];
  const moves = Array.from({ length: 1 + below(4) }, () => [random(), random()]);
  shown.push(
    await page.evaluate(
      async ([id, moves]) => {
        const details = document.getElementById(`feature-${id}`);
        for (const other of document.querySelectorAll("details.feature[open]")) if (other !== details) other.open = false;
        if (!details.open) {
          details.open = true;
          await new Promise((done) => details.addEventListener("toggle", done, { once: true }));
        }
        const result = details.querySelector(".result");
        delete result.dataset.settings;
        const inputs = [...details.querySelectorAll(".settings input")];
        for (const [which, value] of moves) {
          const input = inputs[Math.floor(which * inputs.length)];
          if (input.type === "checkbox") input.click();
          else {
            const [low, high] = [Number(input.min), Number(input.max)];
            input.value = input.type === "range" ? Math.round(low + value * (high - low)) : low + value * (high - low);
            input.dispatchEvent(new Event("input", { bubbles: true }));
          }
        }
        for (let frame = 0; frame < 100 && !result.dataset.settings; frame += 1) await new Promise(requestAnimationFrame);
        return { id, settings: JSON.parse(result.dataset.settings), html: result.innerHTML, milliseconds: Number(result.dataset.milliseconds) };
      },
      [id, moves],
    ),
  );
  if (number % DEAL_EVERY === DEAL_EVERY - 1) {
    deals.push(
      await page.evaluate(async () => {
        const deal = document.getElementById("deal-found");
        delete deal.dataset.decided;
        document.querySelector("details.feature[open] .settings input").dispatchEvent(new Event("change", { bubbles: true }));
        for (let frame = 0; frame < 1000 && deal.dataset.decided === undefined; frame += 1) await new Promise(requestAnimationFrame);
        return { settings: deal.dataset.decided.split(";").map((set) => set.split(",").map(Number)), html: deal.innerHTML, milliseconds: Number(deal.dataset.milliseconds) };
      }),
    );
  }
}
const questions = [
  ids.map((id) => [id, [0, 0, 0, 0]]),
  ...shown.map(({ id, settings }) => [[id, settings]]),
  ...deals.map(({ settings }) => ids.map((id, at) => [id, settings[at]])),
];
const native = run(answers, [], questions.map(question).join("\n")).trimEnd().split("\n").map((line) => JSON.parse(line));
const written = native.shift();
// Texts of the engine, natively and in the page, that are not the same HTML.
const others = (page, pairs) =>
  page.evaluate((pairs) => {
    const template = document.createElement("template");
    return pairs.filter(([native, html]) => {
      template.innerHTML = native;
      return template.innerHTML !== html;
    }).length;
  }, pairs);
const n_others = await others(page, shown.map(({ html }, at) => [native[at][0], html]));
check(n_others === 0, `settings: ${n_others} answers of the page differ from the engine`);
const n_other_deals = await others(page, deals.map(({ html }, at) => [native[shown.length + at].at(-1), html]));
check(n_other_deals === 0, `settings: ${n_other_deals} deals of the page differ from the engine`);
const fresh = await open("glance", { viewport: { width: 1440, height: 1000 } }, "as written");
const first = await fresh.evaluate((ids) => [...ids.map((id) => document.querySelector(`#feature-${id} .result`)), document.querySelector("#deal-found")].map((one) => one.innerHTML), ids);
const n_unlike = await others(fresh, first.map((html, at) => [written[at], html]));
check(n_unlike === 0, `as written: ${n_unlike} parts are not what the engine gives`);
const times = shown.map((one) => one.milliseconds).sort((a, b) => a - b);
const at = (share) => times[Math.floor(share * (times.length - 1))];
check(at(0.5) <= MOST_MILLISECONDS, `settings: a movement takes ${at(0.5)} ms`);
check(!shown.some(({ html }) => html.includes("cannot be")), "settings: the engine refuses some");
const outcomes = new Set(shown.map(({ id, html }) => `${id} ${/<strong>(.*?)<\/strong>/.exec(html)?.[1]}`));

await browser.close();
const deal_times = deals.map((one) => one.milliseconds).sort((a, b) => a - b);
console.log(`${bytes} bytes; 600 packages: ${ofLarge.bytes} bytes, written in ${ofLarge.seconds} s, open after ${opened} ms; ${shown.length} settings with ${outcomes.size} outcomes, ${shown.length - n_others} as natively, ${deals.length - n_other_deals} of ${deals.length} deals (${new Set(deals.map((one) => one.html)).size} different ones, median ${deal_times[deals.length >> 1]} ms); a movement takes ${at(0.5)} ms, 95 in 100 at most ${at(0.95)} ms`);
for (const fault of faults) console.error(fault);
process.exitCode = faults.length ? 1 : 0;
