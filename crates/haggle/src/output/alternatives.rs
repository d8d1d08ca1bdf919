//! Several newest answers side by side: what differs, and for each of the others what changes with it.

use haggle_resolve::python::{Alternatives, Solution};
use haggle_spec::PackageName;
use serde_json::{Value, json};

use crate::output::graph::Report;
use crate::output::page::Page;

/// The answers, numbered; of each, the versions of what is required and differs, and how many other packages change.
pub fn report(found: &Alternatives) -> Report {
    let mut page = Page::new();
    let solutions = found.solutions.iter().zip(1..);
    for (solution, number) in solutions {
        page.line(format_args!("{number}: {}", versions(solution, &found.differing)));
        if number > 1 {
            let difference = found.solutions[0].difference(solution);
            let is_other = |name: &&PackageName| !found.differing.contains(name);
            let names =
                difference.added.keys().chain(difference.removed.keys()).chain(difference.changed.keys());
            let others: Vec<String> = names.filter(is_other).map(ToString::to_string).collect();
            if !others.is_empty() {
                page.line(format_args!("   changes with it: {}", others.join(", ")));
            }
        }
    }
    page.line(match (found.is_all, found.solutions.len()) {
        (true, 1) => "what is required has its newest versions together: there is no other newest answer",
        (true, _) => "there are no others; `--prefer NAME` takes the one in which NAME is the newest",
        (false, _) => "there may be others; `--prefer NAME` takes the one in which NAME is the newest",
    });
    let pins = |solution: &Solution| {
        let pins = solution.pins.iter();
        pins.map(|(name, pin)| json!({"name": name.to_string(), "version": pin.version.to_string()}))
            .collect::<Vec<Value>>()
    };
    let answers: Vec<Value> =
        found.solutions.iter().map(|solution| json!({"pins": pins(solution)})).collect();
    let differing: Vec<String> = found.differing.iter().map(ToString::to_string).collect();
    let value = json!({"schema": 1, "is_all": found.is_all, "differing": differing, "alternatives": answers});
    Report { page, value }
}

fn versions(solution: &Solution, names: &[PackageName]) -> String {
    let of_name = |name: &PackageName| match solution.pins.get(name) {
        Some(pin) => format!("{name} {}", pin.version),
        None => format!("no {name}"),
    };
    if names.is_empty() {
        return format!("{} packages", solution.pins.len());
    }
    names.iter().map(of_name).collect::<Vec<_>>().join(", ")
}
