// Writes the pictures of README from real output: node pictures.mjs FOLDER CHROMIUM HAGGLE DOCS
//
// DOCS/report.png is the page of `haggle report`, open at a feature; DOCS/terminal.png is what commands print on a terminal of 100 columns.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, executablePath, program, docs] = process.argv.slice(2);
const haggle = resolve(program);
const { chromium } = createRequire(resolve(folder, "package.json"))("playwright-core");

// The last one is about a file with faults.
const COMMANDS = ["status --demo", "lint requirements.txt"];
const FAULTY = "oslo.config=>9.0\nsqlalchemy>=2.0,>=1.4\n";

const run = (words) => {
  const { CLICOLOR_FORCE, NO_COLOR, HAGGLE_MANIFEST, ...rest } = process.env;
  const done = spawnSync(haggle, words, { cwd: folder, encoding: "utf8", env: { ...rest, COLUMNS: "100" } });
  if (done.status === null || done.status > 1) throw new Error(`haggle ${words.join(" ")}: ${done.stderr}`);
  return (done.stdout + done.stderr).trimEnd();
};
writeFileSync(resolve(folder, "requirements.txt"), FAULTY);
const escaped = (text) => text.replace(/[&<>]/g, (one) => `&#${one.charCodeAt(0)};`);
// What commands write of the escapes of ECMA-48: bold, and eight colours.
const coloured = (text) => {
  let open = 0;
  const spans = escaped(text).replace(/\x1b\[([0-9;]*)m/g, (_, codes) => {
    const classes = codes.split(";").filter((code) => Number(code)).map((code) => `c${code.replace(/^9/, "3")}`);
    const shut = "</span>".repeat(open);
    open = classes.length ? 1 : 0;
    return shut + (open ? `<span class="${classes.join(" ")}">` : "");
  });
  return spans + "</span>".repeat(open);
};
const shown = COMMANDS.map((line) => {
  const printed = run(["--color", "always", ...line.split(" ")]);
  return `<b>$ haggle ${escaped(line)}</b>\n${coloured(printed)}`;
});
const terminal = `<!doctype html><meta charset=utf-8><style>
  body { margin: 0; background: #15181d; color: #e6e7ea; } pre { margin: 0; padding: 22px 26px; font: 15px/1.42 "DejaVu Sans Mono", monospace; width: 100ch; white-space: pre-wrap; overflow-wrap: anywhere; }
  b { color: #8fcf9c; font-weight: 400; } .c1 { font-weight: 700; } .c31 { color: #f0968a; } .c32 { color: #8fcf9c; } .c33 { color: #dcc06a; } .c34 { color: #8cbcec; }
  .c36 { color: #7fd0d0; }
</style><pre>${shown.join("\n\n")}</pre>`;

const browser = await chromium.launch({ executablePath, chromiumSandbox: false });
const page = await browser.newPage({ viewport: { width: 980, height: 600 } });
await page.setContent(terminal);
await page.locator("pre").screenshot({ path: resolve(docs, "terminal.png") });

const path = resolve(folder, "picture.html");
run(["report", "--demo", "-o", path]);
await page.setViewportSize({ width: 1120, height: 700 });
await page.goto(pathToFileURL(path).href);
await page.waitForSelector("html[data-ready]");
const feature = page.locator("#feature-image-signing");
await feature.evaluate((one) => (one.open = true));
await page.waitForSelector(".settings:not([hidden]) .weights");
await feature.evaluate((one) => one.scrollIntoView());
await page.screenshot({ path: resolve(docs, "report.png") });
await browser.close();
