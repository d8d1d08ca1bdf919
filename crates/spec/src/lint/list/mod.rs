//! Rules about requirements beside each other: one file for each, with its page beside it.

mod conflicting;
mod duplicate;
mod hash_without_pin;
mod invalid_digest;
mod mixed_hashes;

use std::collections::{BTreeMap, HashMap};

use super::lists::{Item, List, Purpose};
use super::report::Report;
use super::rule::Rule;
use crate::file::requirements::RequirementsFile;
use crate::{MarkerNode, PackageName};

pub(super) static RULES: [&Rule; 5] = [
    &conflicting::RULE,
    &duplicate::RULE,
    &hash_without_pin::RULE,
    &invalid_digest::RULE,
    &mixed_hashes::RULE,
];

pub(super) use invalid_digest::check as check_digests;

/// With how many others of its name a requirement is compared, so that a file of one name takes linear time.
const MAX_COMPARED: usize = 16;

/// Runs the rules on the lists of a file.
pub(super) fn check(lists: &[List<'_>], lines: Option<&RequirementsFile>, report: &mut Report<'_>) {
    for list in lists {
        check_names(list, report);
        if let Some(file) = lines.filter(|_| list.purpose == Purpose::Lines) {
            mixed_hashes::check(file, list, report);
            hash_without_pin::check(list, report);
        }
    }
    check_extras(lists, report);
}

/// A requirement, and where it holds.
struct Placed<'l, 'f> {
    item: &'l Item<'f>,
    node: MarkerNode,
}

/// Those of one name in one list are compared with each other.
fn check_names(list: &List<'_>, report: &mut Report<'_>) {
    for items in by_name(&list.items) {
        let mut earlier: Vec<Placed<'_, '_>> = Vec::new();
        for item in items {
            let Some(node) = report.markers.node(item.requirement.marker()) else { continue };
            let here = Placed { item, node };
            let overlapping = overlapping(&here, &earlier, report);
            if !conflicting::check(&here, &overlapping, None, report) {
                duplicate::check(&here, &overlapping, report);
            }
            if earlier.len() < MAX_COMPARED {
                earlier.push(here);
            }
        }
    }
}

/// Those of an extra are compared with what the project always needs, as both are installed together.
fn check_extras(lists: &[List<'_>], report: &mut Report<'_>) {
    let Some(core) = lists.iter().find(|list| list.purpose == Purpose::Core) else { return };
    let mut names: HashMap<&PackageName, Vec<&Item<'_>>> = HashMap::new();
    for item in &core.items {
        names.entry(item.name()).or_default().push(item);
    }
    for list in lists {
        let Purpose::Extra(extra) = list.purpose else { continue };
        for item in &list.items {
            let Some(core) = names.get(item.name()) else { continue };
            let Some(node) = report.markers.node(item.requirement.marker()) else { continue };
            let core = core.iter().take(MAX_COMPARED).filter_map(|item| {
                Some(Placed { item, node: report.markers.node(item.requirement.marker())? })
            });
            let core: Vec<Placed<'_, '_>> = core.collect();
            let here = Placed { item, node };
            let overlapping = overlapping(&here, &core, report);
            conflicting::check(&here, &overlapping, Some(extra), report);
        }
    }
}

/// The requirements of each name that is there more than once, in the order of the file. Only their markers are looked at.
fn by_name<'l, 'f>(items: &'l [Item<'f>]) -> Vec<Vec<&'l Item<'f>>> {
    let mut first: HashMap<&PackageName, usize> = HashMap::with_capacity(items.len());
    let mut groups: BTreeMap<usize, Vec<&'l Item<'f>>> = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        let start = *first.entry(item.name()).or_insert(index);
        if start != index {
            groups.entry(start).or_insert_with(|| vec![&items[start]]).push(item);
        }
    }
    groups.into_values().collect()
}

/// Those of the others that hold somewhere where this one does, by proof.
fn overlapping<'p, 'l, 'f>(
    here: &Placed<'l, 'f>,
    others: &'p [Placed<'l, 'f>],
    report: &mut Report<'_>,
) -> Vec<&'p Placed<'l, 'f>> {
    others.iter().filter(|other| report.markers.overlap(other.node, here.node)).collect()
}
