// An invented family for the size of a report: node family.mjs FOLDER DEMO [PACKAGES] [FEATURES]
//
// The packages are required in chains below the requirements of the features; some are behind, one is held. The stakeholders are the demo's.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

export const largeFamily = (folder, demo, nPackages = 600, nFeatures = 60) => {
  const write = (path, lines) => {
    mkdirSync(resolve(folder, path, ".."), { recursive: true });
    writeFileSync(resolve(folder, path), `${lines.join("\n")}\n`);
  };
  const names = Array.from({ length: nPackages }, (_, at) => `part-${String(at).padStart(3, "0")}`);
  const below = nPackages / nFeatures;
  const projects = Array.from({ length: 6 }, (_, at) => `example/service-${at}`);
  const project = (feature) => projects[feature % projects.length];
  const table = (head, fields) => [head, ...Object.entries(fields).map(([key, value]) => `${key} = ${JSON.stringify(value)}`), ""];

  write("haggle.toml", [
    "schema = 1", "target-distributions = []", "",
    ...table("[family]", { name: "large", title: `An invented family of ${nPackages} packages`, "as-of": "2026-11-22" }),
    ...table("[requirements]", { project: "example/requirements", branch: "main", path: ".", global: "global.txt", constraints: "constraints.txt" }),
    ...projects.flatMap((name, at) => table("[[project]]", {
      name, distribution: `service-${at}`, release: "1.0.0", branch: "main", path: `service-${at}`, requirements: "requirements.txt", "setup-cfg": "setup.cfg",
    })),
    ...["3.12", "3.13"].flatMap((python) => table("[[environment]]", { id: `cp${python.replace(".", "")}-linux`, python, platform: "linux" })),
    ...table("[licences]", { allowed: ["Apache-2.0", "MIT"] }),
    ...table("[process]", { frozen: false, stable: false }),
    ...table("[data]", { features: "features.toml", adoption: "adoption.toml", stakeholders: "stakeholders.toml", snapshot: "snapshot.json" }),
  ]);
  copyFileSync(resolve(demo, "stakeholders.toml"), resolve(folder, "stakeholders.toml"));

  // Every fifth package has a newer release than its pin.
  const releases = (at) => (at % 5 ? ["1.0.0"] : ["1.0.0", "1.1.0"]);
  write("global.txt", ["## section:general", "", ...names.map((name) => `${name}  # MIT`)]);
  write("constraints.txt", names.map((name) => `${name}===1.0.0`));
  const facts = (at) => {
    // A feature's packages are a tree: each requires the two behind it.
    const [first, place] = [Math.floor(at / below) * below, at % below];
    const requires = [2 * place + 1, 2 * place + 2].filter((child) => child < below).map((child) => `${names[first + child]}>=1.0`);
    return { files: [`${names[at].replace("-", "_")}-*-py3-none-any.whl 20000`], licence: "MIT", python: ">=3.9", requires, uploaded: "2026-03-01T10:00:00Z" };
  };
  const packages = names.map((name, at) => [name, { releases: Object.fromEntries(releases(at).map((version) => [version, facts(at)])) }]);
  write("snapshot.json", [JSON.stringify({
    format: "haggle-snapshot", version: 1, recorded: "2026-11-22T12:00:00Z", command: "invented",
    scope: { environments: ["python 3.12.0 on linux", "python 3.13.0 on linux"], for: ["evaluate"], versions: 1 },
    packages: Object.fromEntries(packages),
  })]);

  const places = ["core", "extra", "documented"];
  const [requirements, features, adoption] = [["schema = 1", 'evidence = "invented"', ""], [], ["schema = 1", ""]];
  const [core, extras] = [projects.map(() => ["# What it needs."]), projects.map(() => [])];
  for (let number = 0; number < nFeatures; number += 1) {
    const [name, at, place] = [names[number * below], number % projects.length, places[number % places.length]];
    if (place === "core") core[at].push(`${name}>=1.0  # MIT`);
    if (place === "extra") extras[at].push(`feature-${number} =`, `  ${name}>=1.0 # MIT`);
    requirements.push(
      "[[requirement]]", `id = "${name}"`, 'kind = "python"', `project = "${project(number)}"`, `requirement = "${name}>=1.0"`, `placement = "${place}"`,
      ...(place === "extra" ? [`extra = "feature-${number}"`] : []),
      `purpose = "Does what feature ${number} is there for."`,
      `imports = [{ module = "${name.replace("-", "_")}", site = "service/feature_${number}.py:${number + 3}", guarded = ${number % 4 !== 0}, evidence = "invented" }]`,
      "tested = true", 'licence = "MIT"', 'licence-source = "metadata"', `missing-behaviour = "Feature ${number} is refused with a message."`, "required-by = []", "duplicates = []",
      "",
    );
    features.push(...table("[[feature]]", {
      id: `feature-${number}`, title: `The invented feature ${number}`, project: project(number), summary: "What it does is in the name, and what it is for in a sentence.",
      requires: [name], places: [name],
    }));
    adoption.push(...table("[[adoption]]", {
      feature: `feature-${number}`, kind: "sample", count: (number * 7) % 100, n: 100, date: "2026-10-01", source: "a survey of a hundred deployments, invented",
    }));
  }
  write("features.toml", [...requirements, ...features]);
  write("adoption.toml", adoption);
  for (const at of projects.keys()) {
    write(`service-${at}/requirements.txt`, core[at]);
    write(`service-${at}/setup.cfg`, ["[metadata]", `name = service-${at}`, "", "[extras]", ...extras[at]]);
  }
};

if (process.argv[1] === import.meta.filename) {
  const [folder, demo, ...sizes] = process.argv.slice(2);
  largeFamily(folder, demo, ...sizes.map(Number));
}
