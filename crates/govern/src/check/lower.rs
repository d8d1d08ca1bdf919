//! Lower constraints: a file that pins the least version of everything. The family gave it up; old branches have it.

use core::cmp::Ordering;
use std::collections::BTreeMap;

use haggle_spec::file::{Entry, EntryFile};
use haggle_spec::{MarkerAnswer, MarkerArena, Operator, PackageName, Prereleases, Specifier, Version};

use super::line::entries;

/// How many nodes the algebra may make for two markers; past that, one is not taken to imply the other.
const IMPLICATION_NODES: usize = 10_000;

/// Why a requirement and its lower constraint do not go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LowerFault {
    /// No lower constraint, or none for the requirement's marker.
    Missing,
    /// The requirement does not take the version.
    OutsideRange,
    /// The version is not the least that the requirement names.
    NotTheMinimum,
}

impl LowerFault {
    /// A word for reports that programs read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::OutsideRange => "outside-range",
            Self::NotTheMinimum => "not-the-minimum",
        }
    }
}

/// Checks the requirements of a file, except for those on the denylist, against the lower constraints. A project without lower
/// constraints has nothing to check, and requirements of documentation ([`is_exempt_from_lower`]) have no lower constraints.
///
/// # Errors
/// The first fault, and the requirement that it is about.
pub fn check_lower<'file>(
    requirements: &'file EntryFile,
    lower: Option<&EntryFile>,
    denylist: &EntryFile,
) -> Result<(), (LowerFault, &'file Entry)> {
    let Some(lower) = lower else { return Ok(()) };
    let (pins, denied) = (entries(lower), entries(denylist));
    for (name, lines) in entries(requirements) {
        if denied.contains_key(&name) {
            continue;
        }
        let pins = pins.get(&name).map(Vec::as_slice).unwrap_or_default();
        for line in lines {
            check_line(line, pins).map_err(|fault| (fault, line))?;
        }
    }
    Ok(())
}

/// Whether the requirements of a file at this path of a project have no lower constraints.
pub fn is_exempt_from_lower(path: &str) -> bool {
    path == "doc/requirements.txt"
}

fn check_line(line: &Entry, pins: &[&Entry]) -> Result<(), LowerFault> {
    let pin = pin_for(line, pins).and_then(|pin| pin.specifiers.iter().next()).ok_or(LowerFault::Missing)?;
    let version = pin.version_text();
    if !line.specifiers.contains_text(&version, Prereleases::Default) {
        return Err(LowerFault::OutsideRange);
    }
    let minimum = line.specifiers.iter().find(|specifier| is_lower_bound(specifier));
    match minimum {
        Some(minimum) if !is_same_version(&minimum.version_text(), &version) => {
            Err(LowerFault::NotTheMinimum)
        }
        _ => Ok(()),
    }
}

/// The pin with the line's marker; else one whose marker says that the line's holds; else one without a marker.
fn pin_for<'file>(line: &Entry, pins: &[&'file Entry]) -> Option<&'file Entry> {
    let same = pins.iter().find(|pin| pin.marker == line.marker);
    let implied = || pins.iter().find(|pin| implies(&pin.marker, &line.marker));
    let bare = || pins.iter().find(|pin| pin.marker.is_empty());
    same.or_else(implied).or_else(bare).copied()
}

fn implies(narrow: &str, wide: &str) -> bool {
    let (Ok(narrow), Ok(wide)) = (narrow.parse(), wide.parse()) else { return false };
    let mut arena = MarkerArena::with_budget(IMPLICATION_NODES);
    let (Ok(narrow), Ok(wide)) = (arena.node(&narrow), arena.node(&wide)) else { return false };
    arena.implies(narrow, wide) == Ok(MarkerAnswer::Yes)
}

fn is_pin_or_bound(specifier: &Specifier) -> bool {
    matches!(specifier.operator(), Operator::GreaterEqual | Operator::Equal | Operator::Arbitrary)
}

pub(super) fn is_lower_bound(specifier: &Specifier) -> bool {
    matches!(specifier.operator(), Operator::Greater | Operator::GreaterEqual)
}

pub(super) fn is_same_version(left: &str, right: &str) -> bool {
    match (left.parse::<Version>(), right.parse::<Version>()) {
        (Ok(left), Ok(right)) => left == right,
        _ => left == right,
    }
}

/// The highest lower constraint of each name and marker, of several files: whole lines, sorted by name.
///
/// ```
/// use haggle_govern::check::merge_lower;
/// use haggle_spec::file::{EntryFile, Urls};
///
/// let file = |text: &str| EntryFile::parse(text, Urls::Forbidden).0;
/// let merged = merge_lower(&[file("six==1.9\n"), file("six==1.10 # why\n")]);
/// assert_eq!(merged.iter().map(|entry| entry.to_line()).collect::<Vec<_>>(), ["six==1.10 # why"]);
/// ```
pub fn merge_lower(files: &[EntryFile]) -> Vec<Entry> {
    let mut highest: BTreeMap<(PackageName, &str), &Entry> = BTreeMap::new();
    for entry in files.iter().flat_map(EntryFile::entries) {
        let Some(name) = entry.package_name() else { continue };
        let kept = highest.entry((name, &entry.marker)).or_insert(entry);
        if compare(entry, kept) == Ordering::Greater {
            *kept = entry;
        }
    }
    highest.into_values().cloned().collect()
}

fn compare(left: &Entry, right: &Entry) -> Ordering {
    let version = |entry: &Entry| -> Option<Version> {
        entry.specifiers.iter().find(|it| is_pin_or_bound(it)).and_then(|it| it.version_text().parse().ok())
    };
    version(left).cmp(&version(right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use haggle_spec::file::Urls;

    #[track_caller]
    fn check(requirements: &str, lower: &str, expected: Result<(), LowerFault>) {
        let file = |text: &str| EntryFile::parse(text, Urls::Forbidden).0;
        let requirements = file(requirements);
        let found = check_lower(&requirements, Some(&file(lower)), &file("denied\n"));
        assert_eq!(found.map_err(|(fault, _)| fault), expected);
    }

    #[test]
    fn the_pin_is_the_minimum() {
        check("a>=1.2,!=1.4", "a==1.2", Ok(()));
        check("a>=1.2", "a==1.2.0", Ok(()));
        check("a!=1.4", "a==1.2", Ok(()));
        check("a>=1.2", "", Err(LowerFault::Missing));
        check("denied>=1.2", "", Ok(()));
        check("a>=1.3", "a==1.2", Err(LowerFault::OutsideRange));
        check("a>=1.2", "a==1.3", Err(LowerFault::NotTheMinimum));
    }

    #[test]
    fn a_pin_for_a_narrower_marker_does() {
        let lower = "a==1;python_version=='2.7'\na==2;python_version=='3.5'\n";
        check("a>=2;python_version>='3.0'", lower, Ok(()));
        check("a>=2;python_version>='3.6'", lower, Err(LowerFault::Missing));
    }
}
