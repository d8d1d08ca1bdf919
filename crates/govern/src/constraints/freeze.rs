//! Pins of several interpreters merged into constraints.

use core::fmt;
use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::{Version, normalise_name};

/// What an interpreter has installed: its version, `3.12` say, and names with their versions, both as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freeze {
    /// The interpreter's version.
    pub python: String,
    /// What is installed.
    pub pins: Vec<(String, String)>,
}

/// Why freezes cannot be read or merged.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FreezeError {
    /// A line that is not `name==version`: an option, an editable, a URL.
    IrregularLine {
        /// The line.
        line: String,
    },
    /// Two freezes of one interpreter.
    DuplicatePython {
        /// Its version.
        python: String,
    },
}

impl fmt::Display for FreezeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IrregularLine { line } => write!(formatter, "`{line}` is not `name==version`"),
            Self::DuplicatePython { python } => write!(formatter, "there are two freezes of Python {python}"),
        }
    }
}

impl core::error::Error for FreezeError {}

/// Reads what `pip freeze` prints: names and versions, comments and blank lines left out.
///
/// # Errors
/// [`FreezeError::IrregularLine`].
///
/// ```
/// use haggle_govern::constraints::parse_freeze;
///
/// let pins = parse_freeze("# c\nsix==1.16\n").unwrap();
/// assert_eq!(pins, [("six".to_owned(), "1.16".to_owned())]);
/// assert!(parse_freeze("-e .\n").is_err());
/// ```
pub fn parse_freeze(text: &str) -> Result<Vec<(String, String)>, FreezeError> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let mut parts = line.split("==");
            match (parts.next(), parts.next()) {
                (Some(name), Some(version)) if !line.starts_with('-') => {
                    Ok((name.to_owned(), version.to_owned()))
                }
                _ => Err(FreezeError::IrregularLine { line: line.to_owned() }),
            }
        })
        .collect()
}

/// Adds a copy of a freeze for every interpreter that is to have the same and has none of its own; copies are copied on.
pub fn clone_versions(freezes: &mut Vec<Freeze>, same: &BTreeMap<String, Vec<String>>) {
    let mut at = 0;
    while let Some(freeze) = freezes.get(at).cloned() {
        for python in same.get(&freeze.python).into_iter().flatten() {
            if !freezes.iter().any(|other| other.python == *python) {
                freezes.push(Freeze { python: python.clone(), pins: freeze.pins.clone() });
            }
        }
        at += 1;
    }
}

/// The constraints that several freezes come to, sorted by name, then by version.
///
/// A version that all interpreters have gets no marker. Where the versions of a name follow the interpreters' (each Python has
/// one, and a later Python no lower version), the first holds up to its last Python and the last from its first Python on;
/// everything else is given for each Python by itself; where a name has one version, these are in the order of their texts
/// (`3.10` before `3.9`), as the tool of `OpenStack` writes them.
///
/// # Errors
/// [`FreezeError::DuplicatePython`].
///
/// ```
/// use haggle_govern::constraints::{Freeze, combine};
///
/// let freeze = |python: &str, version: &str| Freeze {
///     python: python.to_owned(),
///     pins: vec![("a".to_owned(), version.to_owned())],
/// };
/// let lines = combine(&[freeze("3.9", "9.0"), freeze("3.10", "10.0")], &[]).unwrap();
/// assert_eq!(lines, ["a===9.0;python_version<='3.9'", "a===10.0;python_version>='3.10'"]);
/// ```
pub fn combine(freezes: &[Freeze], denied: &[&str]) -> Result<Vec<String>, FreezeError> {
    let denied: BTreeSet<String> = denied.iter().map(|name| normalise_name(name)).collect();
    let mut pythons: Vec<&str> = Vec::new();
    let mut versions: BTreeMap<&str, BTreeMap<VersionKey<'_>, Vec<&str>>> = BTreeMap::new();
    for freeze in freezes {
        if pythons.contains(&freeze.python.as_str()) {
            return Err(FreezeError::DuplicatePython { python: freeze.python.clone() });
        }
        pythons.push(&freeze.python);
        for (name, version) in &freeze.pins {
            let pythons = versions.entry(name).or_default().entry(version_key(version)).or_default();
            pythons.push(&freeze.python);
        }
    }
    pythons.sort_by_key(|python| version_key(python));
    let mut lines = Vec::new();
    for (name, mut versions) in versions {
        if denied.contains(&normalise_name(name)) {
            continue;
        }
        for pythons in versions.values_mut() {
            pythons.sort_by_key(|python| version_key(python));
        }
        let versions: Vec<(&str, Vec<&str>)> =
            versions.into_iter().map(|((_, version), pythons)| (version, pythons)).collect();
        lines.extend(lines_of(name, &versions, &pythons));
    }
    Ok(lines)
}

/// What a version sorts by: what is none comes first.
type VersionKey<'text> = (Option<Version>, &'text str);

fn version_key(text: &str) -> VersionKey<'_> {
    (text.parse().ok(), text)
}

/// The lines of a name: its versions with their interpreters, both in order.
fn lines_of(name: &str, versions: &[(&str, Vec<&str>)], pythons: &[&str]) -> Vec<String> {
    if let [(version, only)] = versions
        && only == pythons
    {
        return vec![format!("{name}==={version}")];
    }
    if let [(version, only)] = versions {
        let mut only = only.clone();
        only.sort_unstable();
        return only.iter().map(|python| format!("{name}==={version};python_version=='{python}'")).collect();
    }
    let follow = versions.iter().flat_map(|(_, pythons)| pythons).eq(pythons);
    let n_versions = versions.len();
    let mut lines = Vec::new();
    for (index, (version, own)) in versions.iter().enumerate() {
        match (own.first(), own.last()) {
            (_, Some(last)) if follow && index == 0 => {
                lines.push(format!("{name}==={version};python_version<='{last}'"));
            }
            (Some(first), _) if follow && index + 1 == n_versions => {
                lines.push(format!("{name}==={version};python_version>='{first}'"));
            }
            _ => lines
                .extend(own.iter().map(|python| format!("{name}==={version};python_version=='{python}'"))),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(freezes: &[(&str, &str)], expected: &[&str]) {
        let pin = |version: &&str| ("a".to_owned(), (*version).to_owned());
        let freezes: Vec<Freeze> = freezes
            .iter()
            .map(|(python, version)| Freeze {
                python: (*python).to_owned(),
                pins: Some(version).filter(|version| !version.is_empty()).iter().map(|v| pin(v)).collect(),
            })
            .collect();
        assert_eq!(combine(&freezes, &[]).unwrap(), expected);
    }

    #[test]
    fn markers_say_no_more_than_the_freezes_do() {
        check(&[("3.9", "1"), ("3.10", "1")], &["a===1"]);
        check(
            &[("3.9", "1"), ("3.10", "1"), ("3.11", "")],
            &["a===1;python_version=='3.10'", "a===1;python_version=='3.9'"],
        );
        check(
            &[("3.9", "1"), ("3.10", "2"), ("3.11", "2"), ("3.12", "3")],
            &[
                "a===1;python_version<='3.9'",
                "a===2;python_version=='3.10'",
                "a===2;python_version=='3.11'",
                "a===3;python_version>='3.12'",
            ],
        );
        // A later Python with an earlier version, and one without any: neither end may reach over the others.
        check(
            &[("3.9", "2"), ("3.10", "1")],
            &["a===1;python_version=='3.10'", "a===2;python_version=='3.9'"],
        );
        check(
            &[("3.9", "1"), ("3.10", ""), ("3.11", "2")],
            &["a===1;python_version=='3.9'", "a===2;python_version=='3.11'"],
        );
    }
}
