//! A project's lines of one name against the global list.

use core::fmt;
use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::file::{Entry, EntryFile, LinesByName};
use haggle_spec::{Operator, PackageName, Specifier};

/// The entries of a file by normalised name, in the order of the file inside each.
pub type EntriesByName<'file> = BTreeMap<PackageName, Vec<&'file Entry>>;

/// Why a project's lines of one name do not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LineFault {
    /// The global list does not have the name.
    NotInGlobal,
    /// No line of the global list has this spelling of the name, this location and a marker that goes with this one.
    NoGlobalMatch,
    /// A version is excluded or capped that the global list does not exclude or cap so.
    ExtraExclusion,
    /// Neither `>=` nor `>`.
    NoLowerBound,
    /// Another number of lines, for an extra or for none, than the global list has for the name.
    LineCount,
}

impl LineFault {
    /// A word for reports that programs read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotInGlobal => "not-in-global",
            Self::NoGlobalMatch => "no-global-match",
            Self::ExtraExclusion => "extra-exclusion",
            Self::NoLowerBound => "no-lower-bound",
            Self::LineCount => "line-count",
        }
    }
}

impl fmt::Display for LineFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NotInGlobal => "the global list does not have the name",
            Self::NoGlobalMatch => "no line of the global list has this name and marker",
            Self::ExtraExclusion => "a version is excluded that the global list does not exclude",
            Self::NoLowerBound => "there is no lower bound",
            Self::LineCount => "the global list has another number of lines for the name",
        })
    }
}

impl core::error::Error for LineFault {}

/// The entries behind the lines of a file.
pub(super) fn entries<'file>(file: &'file EntryFile) -> EntriesByName<'file> {
    let lines: LinesByName<'file> = file.by_name();
    lines
        .into_iter()
        .map(|(name, lines)| (name, lines.into_iter().filter_map(|line| line.entry()).collect()))
        .collect()
}

/// Whether a specifier excludes: `!=`, or a cap.
pub(super) fn excludes(specifier: &Specifier) -> bool {
    matches!(specifier.operator(), Operator::NotEqual | Operator::Less | Operator::LessEqual)
}

/// What a requirement excludes or caps, in the order in which it is written.
///
/// ```
/// use haggle_govern::check::exclusions;
/// use haggle_spec::file::{Entry, Urls};
///
/// let entry = Entry::parse("six>=1,!=1.4,<2", Urls::Forbidden).unwrap();
/// assert_eq!(exclusions(&entry).map(ToString::to_string).collect::<Vec<_>>(), ["!=1.4", "<2"]);
/// ```
pub fn exclusions(entry: &Entry) -> impl Iterator<Item = &Specifier> {
    entry.specifiers.iter().filter(|specifier| excludes(specifier))
}

/// Whether a line of a project is allowed by a line of the global list, of several for its name: by one with the same spelling,
/// location and marker that excludes and caps all that it does.
///
/// Of markers, two differences are fine: only one of them is there, and it asks for a Python 3; or the name is on the
/// family's list of backports, both ask for a Python 3, and the project's is for up to one (`==`, `<`, `<=`).
///
/// # Errors
/// [`LineFault::NoGlobalMatch`], or [`LineFault::ExtraExclusion`] where only the exclusions are the reason.
pub fn is_allowed_by(
    local: &Entry,
    global: &[&Entry],
    backports: &BTreeSet<String>,
) -> Result<(), LineFault> {
    let mut fault = LineFault::NoGlobalMatch;
    for other in global {
        let is_same = local.name == other.name && local.location == other.location;
        if !is_same || !markers_match(local, other, backports) {
            continue;
        }
        if exclusions(local).all(|own| exclusions(other).any(|shared| shared == own)) {
            return Ok(());
        }
        fault = LineFault::ExtraExclusion;
    }
    Err(fault)
}

fn markers_match(local: &Entry, global: &Entry, backports: &BTreeSet<String>) -> bool {
    let is_python_of_list = is_python(&global.marker, &["==", ">=", ">"]);
    local.marker == global.marker
        || local.marker.is_empty() && is_python_of_list
        || global.marker.is_empty() && is_python(&local.marker, &["==", ">=", ">", "<=", "<"])
        || backports.contains(&local.name)
            && is_python_of_list
            && is_python(&local.marker, &["==", "<=", "<"])
}

/// Whether a marker starts with `python_version`, one of the operators and a quoted Python 3, without blanks.
fn is_python(marker: &str, operators: &[&str]) -> bool {
    let Some(rest) = marker.strip_prefix("python_version") else { return false };
    operators.iter().any(|operator| {
        let version = rest.strip_prefix(operator).and_then(|rest| rest.strip_prefix(['\'', '"']));
        let Some(minor) = version.and_then(|rest| rest.strip_prefix("3.")) else { return false };
        let after = minor.trim_start_matches(|digit: char| digit.is_ascii_digit());
        after.len() < minor.len() && after.starts_with(['\'', '"'])
    })
}

/// Checks a project's lines of one name against the global list's. Names on the denylist are for the caller to leave out.
///
/// Lines that say the same count once; the number of lines is compared for each extra, and for the lines without one.
///
/// # Errors
/// The first fault.
///
/// ```
/// use haggle_govern::check::{LineFault, check_lines};
/// use haggle_spec::file::{Entry, Urls};
///
/// let entry = |line| Entry::parse(line, Urls::Forbidden).unwrap();
/// let (global, local) = (entry("six!=1.4"), entry("six>=1,<2"));
/// assert_eq!(check_lines(&[&local], &[&global], &Default::default()), Err(LineFault::ExtraExclusion));
/// ```
pub fn check_lines(
    local: &[&Entry],
    global: &[&Entry],
    backports: &BTreeSet<String>,
) -> Result<(), LineFault> {
    if global.is_empty() {
        return Err(LineFault::NotInGlobal);
    }
    let (local, global) = (distinct(local), distinct(global));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in &local {
        for extra in &entry.extras {
            *counts.entry(extra).or_default() += 1;
        }
        if entry.extras.is_empty() {
            *counts.entry("").or_default() += 1;
        }
        is_allowed_by(entry, &global, backports)?;
        let has_lower_bound = |specifier: &Specifier| {
            matches!(specifier.operator(), Operator::Greater | Operator::GreaterEqual)
        };
        if !entry.specifiers.iter().any(has_lower_bound) {
            return Err(LineFault::NoLowerBound);
        }
    }
    if counts.values().any(|count| *count != global.len()) {
        return Err(LineFault::LineCount);
    }
    Ok(())
}

fn distinct<'file>(entries: &[&'file Entry]) -> Vec<&'file Entry> {
    let mut distinct: Vec<&Entry> = Vec::with_capacity(entries.len());
    for entry in entries {
        if !distinct.contains(entry) {
            distinct.push(entry);
        }
    }
    distinct
}

#[cfg(test)]
mod tests {
    use super::*;
    use haggle_spec::file::Urls;

    fn file(text: &str) -> EntryFile {
        let (file, diagnostics) = EntryFile::parse(text, Urls::Forbidden);
        assert_eq!(diagnostics, []);
        file
    }

    #[track_caller]
    fn check(local: &str, global: &str, expected: Result<(), LineFault>) {
        let (local_file, global_file) = (file(local), file(global));
        let (ours, theirs): (Vec<&Entry>, Vec<&Entry>) =
            (local_file.entries().collect(), global_file.entries().collect());
        let backports = BTreeSet::from(["backport".to_owned()]);
        assert_eq!(check_lines(&ours, &theirs, &backports), expected, "{local:?} against {global:?}");
    }

    #[test]
    fn exclusions_and_caps_are_the_global_lists() {
        check("a>=1,!=1.4", "a!=1.4,!=1.5", Ok(()));
        check("a>=1,!=1.4.0", "a!=1.4", Ok(()));
        check("a>=1,!=1.6", "a!=1.4,!=1.5", Err(LineFault::ExtraExclusion));
        check("a>=1,<2", "a<3", Err(LineFault::ExtraExclusion));
    }

    #[test]
    fn a_lower_bound_is_wanted_and_a_pin_is_none() {
        check("a>1", "a", Ok(()));
        check("a~=1.0", "a", Err(LineFault::NoLowerBound));
        check("a==1.0", "a", Err(LineFault::NoLowerBound));
        check("a>=1", "", Err(LineFault::NotInGlobal));
    }

    #[test]
    fn markers_differ_by_a_python_only() {
        check("a>=1;python_version<'3.9'", "a", Ok(()));
        check("a>=1", "a;python_version>=\"3.9\"", Ok(()));
        check("a>=1", "a;python_version<'3.9'", Err(LineFault::NoGlobalMatch));
        check("a>=1;python_version<'2.7'", "a", Err(LineFault::NoGlobalMatch));
        check("a>=1;python_version <'3.9'", "a", Err(LineFault::NoGlobalMatch));
        check("a>=1;os_name=='nt'", "a", Err(LineFault::NoGlobalMatch));
        check("a>=1;python_version<'3.9'", "a;python_version>='3.10'", Err(LineFault::NoGlobalMatch));
        check("backport>=1;python_version<'3.9'", "backport;python_version>='3.10'", Ok(()));
    }

    #[test]
    fn lines_are_counted_for_each_extra() {
        check("a>=1\na[x]>=1", "a", Ok(()));
        check("a>=1\na>=1", "a", Ok(()));
        check("a[x]>=1\na[x,y]>=2", "a", Err(LineFault::LineCount));
        check("a>=1", "a;python_version=='3.9'\na;python_version=='3.10'", Err(LineFault::LineCount));
    }
}
