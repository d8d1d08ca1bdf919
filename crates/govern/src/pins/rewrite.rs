//! The lines of a name in the constraints, for the version that each Python is to have.

use haggle_resolve::python::PythonVersion;
use haggle_spec::file::constraints::ConstraintPin;
use haggle_spec::file::requirements::{Line, LineKind};
use haggle_spec::{Edit, PackageName, Version};

use super::lists::PinLists;
use super::pythons::{Reach, is_of_python, reach};

/// The versions that a name is to have: for each Python of the family, in order; none where it is to have no pin.
pub(crate) type Wanted = Vec<Option<Version>>;

/// The version that a name has on each Python of the family; that of the first line whose marker can hold there.
pub(super) fn current(lists: &PinLists, name: &PackageName) -> Wanted {
    let pins = lists.pins_of(name);
    let on = |python: &PythonVersion| {
        let holds = |pin: &&ConstraintPin<'_>| {
            reach(pin.line.requirement.marker(), std::slice::from_ref(python)) != Reach::Nowhere
        };
        pins.iter().find(holds).and_then(ConstraintPin::version)
    };
    lists.pythons.iter().map(on).collect()
}

/// The edits that give a name other versions. Where each line can keep its marker, only versions are edited; else all lines of the
/// name are written anew, where the first of them is.
///
/// A name that neither the constraints nor the global list have is spelled as `published` says, else normalised.
pub(super) fn rewrite(
    lists: &PinLists,
    name: &PackageName,
    wanted: &Wanted,
    published: Option<&str>,
) -> Vec<Edit> {
    let pins = lists.pins_of(name);
    if let Some(edits) = in_place(lists, &pins, wanted) {
        return edits;
    }
    let lines = lists.constraints.file().lines();
    let place = |pin: &ConstraintPin<'_>| lines.iter().find(|line| holds(line, pin));
    let others = of_other_conditions(&pins);
    let mut edits = Vec::new();
    let is_new = lists.pins_of(name).is_empty() && lists.global_lines(name).is_empty();
    let written = published.filter(|_| is_new).map_or_else(|| lists.written(name), str::to_owned);
    let texts = texts(&written, wanted, &lists.pythons);
    let replaced: Vec<&ConstraintPin<'_>> =
        pins.iter().filter(|pin| !others.contains(&pin.line.span.start)).collect();
    match replaced.split_first() {
        Some((first, rest)) if !texts.is_empty() => {
            edits.push(Edit::new(first.line.span, texts.join(line_ending(lists))));
            edits.extend(rest.iter().filter_map(|pin| place(pin)).map(|line| lists.constraints.remove(line)));
        }
        Some(_) => {
            edits.extend(
                replaced.iter().filter_map(|pin| place(pin)).map(|line| lists.constraints.remove(line)),
            );
        }
        None => edits.extend(texts.iter().map(|text| super::order::insert(lists, text))),
    }
    edits
}

/// Whether a line is the one of a pin.
pub(super) fn holds(line: &Line, pin: &ConstraintPin<'_>) -> bool {
    matches!(&line.kind, LineKind::Requirement(requirement) if requirement.span == pin.line.span)
}

fn line_ending(lists: &PinLists) -> &'static str {
    if lists.texts.constraints.bytes.windows(2).any(|pair| pair == b"\r\n") { "\r\n" } else { "\n" }
}

/// The starts of the lines whose markers ask for more than Python: they are left alone where lines are written anew.
fn of_other_conditions(pins: &[ConstraintPin<'_>]) -> Vec<usize> {
    let is_other =
        |pin: &&ConstraintPin<'_>| pin.line.requirement.marker().is_some_and(|marker| !is_of_python(marker));
    pins.iter().filter(is_other).map(|pin| pin.line.span.start).collect()
}

/// Edits of versions alone, where every Python of a line is to have the same version, and every Python that is to have one has a line.
fn in_place(lists: &PinLists, pins: &[ConstraintPin<'_>], wanted: &Wanted) -> Option<Vec<Edit>> {
    let mut is_covered = vec![false; wanted.len()];
    let mut edits = Vec::new();
    for pin in pins {
        let mut versions: Vec<&Version> = Vec::new();
        for (at, (python, version)) in lists.pythons.iter().zip(wanted).enumerate() {
            if is_covered[at]
                || reach(pin.line.requirement.marker(), std::slice::from_ref(python)) == Reach::Nowhere
            {
                continue;
            }
            is_covered[at] = true;
            versions.push(version.as_ref()?);
        }
        let Some((first, rest)) = versions.split_first() else { continue };
        if rest.iter().any(|version| version != first) {
            return None;
        }
        if pin.version().as_ref() != Some(first) {
            edits.push(lists.constraints.set_version(pin, first));
        }
    }
    let is_missing = is_covered.iter().zip(wanted).any(|(covered, version)| !covered && version.is_some());
    (!is_missing).then_some(edits)
}

/// The lines of a name. One version everywhere has no marker. One version on some of the Pythons is given for each by itself; where
/// there are several, the oldest Pythons get `==` or `<=`, the newest `>=`, and others are given one by one.
pub(super) fn texts(written: &str, wanted: &Wanted, pythons: &[PythonVersion]) -> Vec<String> {
    let mut runs: Vec<(Option<&Version>, Vec<&PythonVersion>)> = Vec::new();
    for (python, version) in pythons.iter().zip(wanted) {
        match runs.last_mut() {
            Some((last, run)) if *last == version.as_ref() => run.push(python),
            _ => runs.push((version.as_ref(), vec![python])),
        }
    }
    let minor = |python: &PythonVersion| format!("3.{}", python.minor());
    let each = |version: &Version, run: &[&PythonVersion]| -> Vec<String> {
        run.iter()
            .map(|python| format!("{written}==={version};python_version=='{}'", minor(python)))
            .collect()
    };
    let n_versions = runs.iter().filter(|(version, _)| version.is_some()).count();
    let n_runs = runs.len();
    let mut lines = Vec::new();
    for (at, (version, run)) in runs.iter().enumerate() {
        let (Some(version), Some(first), Some(last)) = (version, run.first(), run.last()) else { continue };
        match (n_runs, n_versions) {
            (1, _) => lines.push(format!("{written}==={version}")),
            (_, 1) => lines.extend(each(version, run)),
            _ if at == 0 && run.len() > 1 => {
                lines.push(format!("{written}==={version};python_version<='{}'", minor(last)));
            }
            _ if at > 0 && at + 1 == n_runs => {
                lines.push(format!("{written}==={version};python_version>='{}'", minor(first)));
            }
            _ => lines.extend(each(version, run)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(wanted: &[(&str, &str)], expected: &[&str]) {
        let pythons: Vec<PythonVersion> = wanted.iter().map(|(python, _)| python.parse().unwrap()).collect();
        let versions = wanted.iter().map(|(_, version)| version.parse().ok()).collect();
        assert_eq!(texts("a", &versions, &pythons), expected);
    }

    #[test]
    fn lines_tell_the_pythons_apart() {
        check(&[("3.9", "1"), ("3.10", "1")], &["a===1"]);
        check(
            &[("3.9", "1"), ("3.10", "2")],
            &["a===1;python_version=='3.9'", "a===2;python_version>='3.10'"],
        );
        check(
            &[("3.8", "1"), ("3.9", "1"), ("3.10", "2"), ("3.11", "2")],
            &["a===1;python_version<='3.9'", "a===2;python_version>='3.10'"],
        );
        check(
            &[("3.9", "1"), ("3.10", "2"), ("3.11", "3")],
            &["a===1;python_version=='3.9'", "a===2;python_version=='3.10'", "a===3;python_version>='3.11'"],
        );
        check(&[("3.9", "1"), ("3.10", "")], &["a===1;python_version=='3.9'"]);
        check(
            &[("3.9", ""), ("3.10", "1"), ("3.11", "1")],
            &["a===1;python_version=='3.10'", "a===1;python_version=='3.11'"],
        );
    }
}
