//! Answers about a solved graph: for people as lines, for programs as JSON.

use std::collections::{BTreeMap, BTreeSet};

use haggle_resolve::analysis::{Graph, TreeLine};
use haggle_resolve::python::{Requirer, Solution, SolutionDifference, WhyNot};
use haggle_spec::PackageName;
use serde_json::{Value, json};

use crate::output::page::Page;
use crate::output::resolution;

/// An answer in both forms. The JSON has `schema` 1.
#[derive(Debug)]
pub struct Report {
    /// For people.
    pub page: Page,
    /// Data.
    pub value: Value,
}

/// The answer about some of many environments.
#[derive(Debug)]
pub enum PartReport {
    /// What is asked about is not there.
    Nothing,
    /// There was no time to ask.
    Unasked,
    /// An answer.
    Answer(Report),
}

impl PartReport {
    /// Whether they say the same.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Answer(one), Self::Answer(other)) => one.page == other.page && one.value == other.value,
            (Self::Nothing, Self::Nothing) | (Self::Unasked, Self::Unasked) => true,
            _ => false,
        }
    }
}

/// The answers about many environments, each with the marker that holds in its own; an empty one holds in all. `nothing` is what is
/// said where what is asked about is not there.
pub fn of_parts(answers: Vec<(String, PartReport)>, nothing: &Page) -> Report {
    let mut page = Page::new();
    let mut values = Vec::new();
    for (marker, report) in answers {
        let (text, mut value) = match report {
            PartReport::Nothing => (nothing.clone(), json!({"schema": 1, "required": false})),
            PartReport::Unasked => (Page::of("not asked about"), json!({"schema": 1, "asked": false})),
            PartReport::Answer(report) => (report.page, report.value),
        };
        if marker.is_empty() {
            page.append(text);
        } else {
            page.line(format_args!("where `{marker}`:"));
            page.append(text.indented("  "));
        }
        if let Value::Object(fields) = &mut value {
            fields.remove("schema");
            fields.insert("marker".to_owned(), Value::String(marker));
        }
        values.push(value);
    }
    Report { page, value: json!({"schema": 1, "environments": values}) }
}

/// The pins of a solution by position.
struct Pins {
    shown: Vec<String>,
    graph: Graph,
}

impl Pins {
    fn of(solution: &Solution) -> Self {
        let shown = solution.pins.iter().map(|(name, pin)| format!("{name} {}", pin.version)).collect();
        Self { shown, graph: solution.graph() }
    }

    fn all(&self, positions: &[usize]) -> Vec<&str> {
        positions.iter().map(|position| self.shown[*position].as_str()).collect()
    }

    fn tree(&self, lines: &[TreeLine]) -> Report {
        let value: Vec<Value> = lines
            .iter()
            .map(|line| json!({"depth": line.depth, "package": self.shown[line.node], "repeated": line.is_repeated}))
            .collect();
        Report { page: drawn(lines, &self.shown), value: json!({"schema": 1, "tree": value}) }
    }
}

/// What requires what, from the requirements down.
pub fn tree(solution: &Solution) -> Report {
    let pins = Pins::of(solution);
    // What another root brings is shown there, unless nothing does.
    let roots = solution.roots();
    let below: BTreeSet<usize> = roots
        .iter()
        .flat_map(|root| pins.graph.requires(*root))
        .flat_map(|child| pins.graph.reachable(&[child]))
        .collect();
    let mut tops: Vec<usize> = roots.iter().copied().filter(|root| !below.contains(root)).collect();
    let reached: BTreeSet<usize> = pins.graph.reachable(&tops).into_iter().collect();
    tops.extend(roots.iter().filter(|root| !reached.contains(root)));
    tops.sort_unstable();
    pins.tree(&pins.graph.tree(&tops))
}

/// What requires a package.
pub fn inverted_tree(solution: &Solution, position: usize) -> Report {
    let pins = Pins::of(solution);
    pins.tree(&pins.graph.inverted_tree(&[position]))
}

/// For each package, what is there only through it.
pub fn dominators(solution: &Solution) -> Report {
    let pins = Pins::of(solution);
    let roots = solution.roots();
    let by: Vec<Option<usize>> = pins.graph.dominators(&roots);
    let edges: Vec<(usize, usize)> =
        by.iter().enumerate().filter_map(|(node, by)| Some(((*by)?, node))).collect();
    let tops: Vec<usize> = (0..by.len()).filter(|node| by[*node].is_none()).collect();
    pins.tree(&Graph::new(by.len(), &edges).tree(&tops))
}

/// A shortest chain of requirements.
pub fn why(solution: &Solution, name: &PackageName) -> Report {
    let chain = solution.why(name).unwrap_or_default();
    let version =
        |name: &PackageName| solution.pins.get(name).map(|pin| pin.version.to_string()).unwrap_or_default();
    let mut page = Page::new();
    let mut steps = Vec::new();
    for edge in chain {
        let by = match &edge.requirer {
            Requirer::Root { source, .. } => source.to_string(),
            Requirer::Package { name, extra: Some(extra) } => format!("{name}[{extra}] {}", version(name)),
            Requirer::Package { name, extra: None } => format!("{name} {}", version(name)),
        };
        let target = format!("{} {}", edge.target, version(&edge.target));
        page.line(format_args!("{target}: {by} requires {}", edge.requirement));
        steps.push(json!({"package": target, "by": by, "requirement": edge.requirement.to_string()}));
    }
    Report { page, value: json!({"schema": 1, "why": steps}) }
}

/// What requirements bring.
pub fn brings(solution: &Solution, names: &BTreeSet<PackageName>) -> Report {
    let pins = solution.pins.iter().filter(|(name, _)| names.contains(*name));
    let lines: Vec<String> = pins.map(|(name, pin)| format!("{name}=={}", pin.version)).collect();
    Report { page: lines_of(&lines), value: json!({"schema": 1, "brings": lines}) }
}

/// Packages that require each other.
pub fn cycles(solution: &Solution) -> Report {
    let pins = Pins::of(solution);
    let cycles: Vec<Vec<&str>> = pins.graph.cycles().iter().map(|cycle| pins.all(cycle)).collect();
    let lines: Vec<String> = cycles.iter().map(|cycle| cycle.join(", ")).collect();
    let page = if lines.is_empty() { Page::of("no packages require each other") } else { lines_of(&lines) };
    Report { page, value: json!({"schema": 1, "cycles": cycles}) }
}

/// What has to be built first: a line for each step, cycles in one.
pub fn build_order(solution: &Solution) -> Report {
    let pins = Pins::of(solution);
    let order: Vec<Vec<&str>> = pins.graph.build_order().iter().map(|step| pins.all(step)).collect();
    let page = lines_of(&order.iter().map(|step| step.join(", ")).collect::<Vec<_>>());
    Report { page, value: json!({"schema": 1, "build_order": order}) }
}

/// What differs, earlier to later.
pub fn difference(difference: &SolutionDifference) -> Report {
    let mut lines: BTreeMap<&PackageName, String> = BTreeMap::new();
    for (name, version) in &difference.added {
        lines.insert(name, format!("+ {name} {version}"));
    }
    for (name, version) in &difference.removed {
        lines.insert(name, format!("- {name} {version}"));
    }
    for (name, change) in &difference.changed {
        lines.insert(name, format!("~ {name} {} -> {}", change.before, change.after));
    }
    let lines: Vec<String> = lines.into_values().collect();
    let page = if lines.is_empty() { Page::of("nothing differs") } else { lines_of(&lines) };
    Report { page, value: json!({"schema": 1, "difference": difference}) }
}

/// What holds a package below a release, or lets it have it.
pub fn why_not(name: &PackageName, answer: &WhyNot) -> Report {
    match answer {
        WhyNot::Held { version, chosen, explanation } => Report {
            page: resolution::explanation(&format!("{name} is at {chosen}, not {version}"), explanation),
            value: json!({
                "schema": 1, "name": name.to_string(), "chosen": chosen.to_string(), "asked": version.to_string(),
                "possible": false, "explanation": explanation,
            }),
        },
        WhyNot::Possible { version, chosen, difference: differs } => {
            let mut page = Page::of(format_args!(
                "nothing holds {name} at {chosen}: with `{name}=={version}` required, this changes"
            ));
            page.append(difference(differs).page);
            let value = json!({
                "schema": 1, "name": name.to_string(), "chosen": chosen.to_string(), "asked": version.to_string(),
                "possible": true, "difference": differs,
            });
            Report { page, value }
        }
        WhyNot::Chosen(version) => Report {
            page: Page::of(format_args!("{name} is at {version}")),
            value: json!({
                "schema": 1, "name": name.to_string(), "chosen": version.to_string(),
                "asked": version.to_string(), "possible": true,
            }),
        },
        // The command has dealt with the others.
        _ => Report { page: Page::new(), value: Value::Null },
    }
}

fn lines_of(lines: &[String]) -> Page {
    let mut page = Page::new();
    for line in lines {
        page.line(line);
    }
    page
}

/// Draws a tree whose lines come parents first.
fn drawn(lines: &[TreeLine], shown: &[String]) -> Page {
    let mut page = Page::new();
    // For each depth, whether a later line of that depth belongs to the same parent.
    let mut is_open: Vec<bool> = Vec::new();
    let mut is_any_repeated = false;
    for (index, line) in lines.iter().enumerate() {
        is_open.truncate(line.depth);
        let later = lines[index + 1..].iter().take_while(|other| other.depth >= line.depth);
        let goes_on = later.clone().any(|other| other.depth == line.depth);
        let mut text: String =
            is_open.iter().skip(1).map(|open| if *open { "│   " } else { "    " }).collect();
        if line.depth > 0 {
            text.push_str(if goes_on { "├── " } else { "└── " });
        }
        is_open.push(goes_on);
        text.push_str(&shown[line.node]);
        if line.is_repeated {
            is_any_repeated = true;
            text.push_str(" (*)");
        }
        page.line(text);
    }
    if is_any_repeated {
        page.line("(*) what is below is shown further up");
    }
    page
}
