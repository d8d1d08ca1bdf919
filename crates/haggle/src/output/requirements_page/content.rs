//! What a page of external requirements says.

use std::collections::BTreeMap;

use haggle_govern::data::{Catalogue, Feature, Kind, Manifest, PlacedRequirement, Placement, ProjectEntry};
use haggle_govern::external::external_requirements;

use super::block::{Block, Inline};

/// The generated part of a project's page.
pub(super) fn blocks(manifest: &Manifest, catalogue: &Catalogue, project: &ProjectEntry) -> Vec<Block> {
    let external = external_requirements(catalogue, &project.name);
    // What is left of a feature whose requirements nothing uses any more is history.
    let is_removed = |id: &str| catalogue.requirement(id).is_some_and(|one| one.removed.is_some());
    let is_there = |feature: &&Feature| {
        let mut needs = feature.requires.iter();
        feature.project == project.name
            && (feature.requires.is_empty() || !needs.all(|id| is_removed(id.as_str())))
    };
    let features: Vec<&Feature> = catalogue.features.iter().filter(is_there).collect();
    let mut blocks = vec![Block::Paragraph(vec![
        text("What "),
        Inline::Code(format!("pip install {}", project.distribution)),
        text(format!(
            " does not bring, and which features need it. Generated from the family's catalogue as of {}.",
            manifest.family.as_of
        )),
    ])];
    if external.is_empty() {
        blocks.push(Block::Paragraph(vec![text("No feature needs anything more.")]));
    }
    if !external.is_empty() {
        blocks.push(Block::Section(vec![text("Requirements to set up")]));
        for one in external {
            requirement(&mut blocks, catalogue, project, one);
        }
    }
    if !features.is_empty() {
        blocks.push(Block::Section(vec![text("Features")]));
        for one in features {
            feature(&mut blocks, catalogue, project, one);
        }
    }
    blocks
}

fn text(text: impl Into<String>) -> Inline {
    Inline::Text(text.into())
}

/// An item that begins with a word and a colon.
fn item(label: &str, pieces: Vec<Inline>) -> Vec<Inline> {
    let mut item = vec![text(format!("{label}: "))];
    item.extend(pieces);
    item
}

fn requirement(
    blocks: &mut Vec<Block>,
    catalogue: &Catalogue,
    project: &ProjectEntry,
    one: &PlacedRequirement,
) {
    blocks.push(Block::Part(vec![Inline::Code(one.id.to_string())]));
    if let Some(purpose) = &one.purpose {
        blocks.push(Block::Paragraph(vec![text(purpose)]));
    }
    let needing = catalogue.features.iter().filter(|feature| feature.requires.contains(&one.id));
    let mut items = vec![item("Needed by", vec![text(listed(needing.map(|feature| feature.title.clone())))])];
    items.extend(install(project, one).map(|pieces| item("Install", pieces)));
    if let Some(names) = one.names.value().filter(|names| !names.is_empty()) {
        items.push(item("Packages", packages(names)));
    }
    if let Some(limits) = one.platforms.value().filter(|limits| !limits.excluded.is_empty()) {
        let platforms = listed(limits.excluded.iter().map(|platform| platform.sys_platform().to_owned()));
        let because = limits.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        items.push(item("Does not work on", vec![text(format!("{platforms}{because}"))]));
    }
    if let Some(behaviour) = &one.missing_behaviour {
        items.push(item("Without it", vec![text(behaviour)]));
    }
    if let Some(alternatives) = one.alternatives.value().filter(|alternatives| !alternatives.is_empty()) {
        items.push(item("Instead of it", vec![text(alternatives.join("; "))]));
    }
    items.extend(one.documentation.clone().map(|address| item("More", vec![Inline::Link(address)])));
    blocks.push(Block::Items(items));
}

/// What pip is asked for, of a Python distribution.
fn install(project: &ProjectEntry, one: &PlacedRequirement) -> Option<Vec<Inline>> {
    let written = one.requirement.as_ref()?;
    let line = match (one.placement, &one.extra) {
        (Placement::Extra, Some(extra)) => format!("pip install '{}[{extra}]'", project.distribution),
        _ => format!("pip install '{}{}'", written.requirement().name(), written.requirement().specifiers()),
    };
    let mut pieces = vec![Inline::Code(line)];
    if let Some(marker) = written.requirement().marker() {
        pieces.extend([text(", where "), Inline::Code(marker.to_string())]);
    }
    Some(pieces)
}

/// `debian: python3-xattr, redhat: python3-pyxattr`.
fn packages(names: &BTreeMap<String, String>) -> Vec<Inline> {
    let mut pieces = Vec::new();
    for (system, name) in names {
        let comma = if pieces.is_empty() { "" } else { ", " };
        pieces.extend([text(format!("{comma}{system} ")), Inline::Code(name.clone())]);
    }
    pieces
}

fn feature(blocks: &mut Vec<Block>, catalogue: &Catalogue, project: &ProjectEntry, one: &Feature) {
    blocks.push(Block::Part(vec![text(&one.title)]));
    if let Some(summary) = &one.summary {
        blocks.push(Block::Paragraph(vec![text(summary)]));
    }
    let mut items = Vec::new();
    if let Some(deprecation) = &one.deprecated {
        items.push(item("Deprecated since", vec![text(deprecation.since.to_string())]));
    }
    let needed = one.requires.iter().filter_map(|id| catalogue.requirement(id.as_str()));
    for needed in needed.filter(|needed| needed.removed.is_none()) {
        items.push(item("Needs", vec![Inline::Code(needed.id.to_string()), text(origin(project, needed))]));
    }
    if !one.config.is_empty() {
        let mut options = Vec::new();
        for option in &one.config {
            let comma = if options.is_empty() { "" } else { ", " };
            options.extend([text(comma), Inline::Code(option.clone())]);
        }
        items.push(item("Switched on by", options));
    }
    items.extend(one.documentation.clone().map(|address| item("More", vec![Inline::Link(address)])));
    if !items.is_empty() {
        blocks.push(Block::Items(items));
    }
}

/// Where a requirement of a feature comes from.
fn origin(project: &ProjectEntry, needed: &PlacedRequirement) -> String {
    match (needed.kind, needed.placement) {
        (Kind::Service, _) => ", a service".to_owned(),
        (_, Placement::Core) => format!(", which comes with {}", project.distribution),
        (_, Placement::Extra) => match &needed.extra {
            Some(extra) => format!(", in the extra {extra}"),
            None => ", in an extra".to_owned(),
        },
        _ => ", set up by hand".to_owned(),
    }
}

fn listed(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(", ")
}
