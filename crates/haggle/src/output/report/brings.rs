//! What a feature's requirements bring: the way to each package, and only those that nothing else reaches.

use std::collections::BTreeMap;

use haggle_govern::decision::{EnvironmentFacts, EnvironmentOutcome};
use haggle_govern::evaluation::{FeatureReport, Placing};
use haggle_govern::known::Known;
use haggle_spec::PackageName;
use haggle_spec::release::ReleaseId;

use crate::output::html::Markup;

/// A section that says it for each group of environments that agree.
pub fn brings(feature: &FeatureReport) -> Markup {
    let Placing::Requirements { environments, .. } = &feature.placing else { return Markup::new() };
    let mut page = Markup::of("<details class=\"more\"><summary>What it brings</summary>", &[]);
    match environments {
        Known::Unknown { because } => page.put("<p>Unknown: {}.</p>", &[because]),
        Known::Fact { value, .. } => {
            let mut groups: Vec<(Vec<&str>, Markup)> = Vec::new();
            for one in value {
                let said = environment(one);
                match groups.iter_mut().find(|(_, other)| *other == said) {
                    Some((names, _)) => names.push(one.environment.as_str()),
                    None => groups.push((vec![one.environment.as_str()], said)),
                }
            }
            for (names, said) in &groups {
                page.put("<h5>{}</h5>", &[&names.join(", ")]);
                page.add(said);
            }
        }
    }
    page.put("</details>", &[]);
    page
}

fn environment(one: &EnvironmentFacts) -> Markup {
    match &one.outcome {
        EnvironmentOutcome::Solved { packages, brings, through, new, incomplete, changes, .. } => {
            let mut page = Markup::of(
                "<p>{} of {} packages are reached through it alone; {} of them are kept by nothing else in the family.</p>",
                &[&brings.len(), packages, &new.len()],
            );
            page.add(&tree(brings, through, new));
            for change in changes {
                page.put("<p>Moves {} from {} to {}.</p>", &[&change.name, &change.without, &change.with]);
            }
            for release in incomplete {
                page.put("<p class=\"warn\">It may bring more: what {} requires is unknown.</p>", &[release]);
            }
            page
        }
        EnvironmentOutcome::Unsolvable { explanation } => {
            Markup::of("<p>No solution.</p><pre>{}</pre>", &[&explanation.trim()])
        }
        EnvironmentOutcome::Stopped { because } => {
            Markup::of("<p>Unknown, as the search was stopped: {}.</p>", &[because])
        }
        EnvironmentOutcome::Missing { facts } => {
            Markup::of("<p>Unknown, as {} facts are missing.</p>", &[&facts.len()])
        }
        _ => Markup::of("<p>Unknown.</p>", &[]),
    }
}

/// Each package below the one that it is reached through.
fn tree(brings: &[ReleaseId], through: &[Option<PackageName>], new: &[ReleaseId]) -> Markup {
    let mut below: BTreeMap<Option<&PackageName>, Vec<&ReleaseId>> = BTreeMap::new();
    let here = |name: &PackageName| brings.iter().any(|release| release.name == *name);
    for (release, parent) in brings.iter().zip(through) {
        // What is reached through a package that is there anyway is at the top.
        let parent = parent.as_ref().filter(|parent| here(parent) && **parent != release.name);
        below.entry(parent).or_default().push(release);
    }
    let mut page = Markup::new();
    level(&mut page, None, &below, new, 0);
    page
}

/// Deeper than any way is that a person follows.
const DEEPEST: usize = 30;

fn level(
    page: &mut Markup,
    parent: Option<&PackageName>,
    below: &BTreeMap<Option<&PackageName>, Vec<&ReleaseId>>,
    new: &[ReleaseId],
    depth: usize,
) {
    let Some(releases) = below.get(&parent).filter(|_| depth < DEEPEST) else { return };
    page.put("<ul class=\"tree\">", &[]);
    for release in releases {
        page.put("<li>{} {}", &[&release.name, &release.version]);
        if new.contains(release) {
            page.put(" <em>new</em>", &[]);
        }
        level(page, Some(&release.name), below, new, depth + 1);
        page.put("</li>", &[]);
    }
    page.put("</ul>", &[]);
}
