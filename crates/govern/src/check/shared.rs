//! The shared files against each other.

use std::collections::BTreeSet;

use haggle_spec::file::{Entry, EntryFile};
use haggle_spec::{Operator, PackageName, Prereleases};

use super::line::entries;

/// What needs neither a pin nor a place on the denylist: it comes with Python, or with one platform only.
pub(crate) const UNCONSTRAINABLE: [&str; 7] =
    ["argparse", "pip", "setuptools", "wheel", "wmi", "pywin32", "pymi"];

/// The constraints that no line of the global list for their name takes. Markers are not looked at.
///
/// ```
/// use haggle_govern::check::incompatible;
/// use haggle_spec::file::{EntryFile, Urls};
///
/// let file = |text: &str| EntryFile::parse(text, Urls::Allowed).0;
/// let (global, constraints) = (file("six<2\n"), file("six===2.0\nother===1\n"));
/// assert_eq!(incompatible(&global, &constraints).iter().map(|pin| pin.to_line()).collect::<Vec<_>>(), ["six===2.0"]);
/// ```
pub fn incompatible<'file>(global: &EntryFile, constraints: &'file EntryFile) -> Vec<&'file Entry> {
    let allowed = entries(global);
    let fails = |pin: &&Entry| {
        let Some(lines) = pin.package_name().and_then(|name| allowed.get(&name)) else { return false };
        let Some(specifier) = pin.specifiers.iter().next() else { return false };
        let version = specifier.version_text();
        !lines.iter().any(|line| line.specifiers.contains_text(&version, Prereleases::Default))
    };
    constraints.entries().filter(fails).collect()
}

/// The constraints that do not pin: their specifiers, sorted by text, do not start with `===`.
pub fn unpinned(constraints: &EntryFile) -> Vec<&Entry> {
    let is_named = |entry: &&Entry| entry.package_name().is_some();
    constraints
        .entries()
        .filter(is_named)
        .filter(|pin| !pin.specifiers.to_string().starts_with("==="))
        .collect()
}

/// A name that is not in exactly one of the constraints and the denylist.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum CoverageFault {
    /// The global list has the name, and neither of them.
    Unconstrained(PackageName),
    /// Both have it.
    ConstrainedAndDenied(PackageName),
}

/// Names of the global list that are neither pinned nor denied, then names that are both; each sorted.
pub fn coverage(global: &EntryFile, constraints: &EntryFile, denylist: &EntryFile) -> Vec<CoverageFault> {
    let names =
        |file: &EntryFile| file.entries().filter_map(Entry::package_name).collect::<BTreeSet<PackageName>>();
    let (pinned, denied) = (names(constraints), names(denylist));
    let covered = |name: &PackageName| {
        pinned.contains(name) || denied.contains(name) || UNCONSTRAINABLE.contains(&name.as_str())
    };
    let unconstrained = names(global).into_iter().filter(|name| !covered(name));
    let both = pinned.intersection(&denied).cloned();
    unconstrained
        .map(CoverageFault::Unconstrained)
        .chain(both.map(CoverageFault::ConstrainedAndDenied))
        .collect()
}

/// The entries of the global list with a `>=`, which is for projects to say. Of several lines for a name, the first counts.
pub fn lower_bounded(global: &EntryFile) -> Vec<&Entry> {
    let first = entries(global).into_values().filter_map(|lines| lines.first().copied());
    let is_bounded = |entry: &&Entry| {
        entry.specifiers.iter().any(|specifier| specifier.operator() == Operator::GreaterEqual)
    };
    first.filter(is_bounded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use haggle_spec::file::Urls;

    fn file(text: &str) -> EntryFile {
        EntryFile::parse(text, Urls::Allowed).0
    }

    #[test]
    fn every_name_is_pinned_or_denied_and_not_both() {
        let faults = coverage(&file("a\nb\npip\nc\n"), &file("a===1\nc===1\nd===1\n"), &file("c\n"));
        let names: Vec<String> = faults.iter().map(|fault| format!("{fault:?}")).collect();
        assert!(names[0].starts_with("Unconstrained") && names[0].contains("\"b\""), "{names:?}");
        assert!(names[1].starts_with("ConstrainedAndDenied") && names[1].contains("\"c\""), "{names:?}");
        assert_eq!(names.len(), 2);
    }

    #[test]
    fn a_pin_has_three_equals_signs_and_nothing_else() {
        let constraints = file("a===1\nb==1\nc===1,!=2\nd\n# e\n");
        let names: Vec<&str> = unpinned(&constraints).iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, ["b", "c", "d"]);
    }

    #[test]
    fn one_line_that_takes_the_pin_is_enough() {
        let global = file("a<2;python_version<'3.9'\na>=2;python_version>='3.9'\nb<1\n");
        assert_eq!(incompatible(&global, &file("a===2.5\nc===1\n")), [] as [&Entry; 0]);
        assert_eq!(incompatible(&global, &file("b===1\n")).len(), 1);
        assert_eq!(lower_bounded(&file("a>=1\nb>1\nc\nc>=1\n")).len(), 1);
    }
}
