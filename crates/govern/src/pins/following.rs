//! Caps that follow from a cap: names that moved for it and whose newer releases cannot be had with it.

use haggle_resolve::python::{Explanation, PremiseKind, PythonVersion, Request, ResolveOutcome, resolve};
use haggle_spec::file::EntryLine;
use haggle_spec::release::{MissingFact, ReleaseFacts};
use haggle_spec::{Operator, PackageName, Prereleases, Requirement, Specifier, Version};

use super::draft::Edits;
use super::lists::PinLists;
use super::moved::{ASKED, LIST, PINS, Settled, any_version, line, list_constraints, target};
use super::releases::{finals, is_allowed};
use super::rewrite::{Wanted, current};
use super::specifiers::LineSpecifiers;

/// A cap of the global list, and the pins that moved for it.
pub(super) struct Capped<'a> {
    pub(super) lists: &'a PinLists,
    pub(super) facts: &'a ReleaseFacts,
    pub(super) name: &'a PackageName,
    pub(super) cap: &'a Specifier,
    pub(super) settled: &'a Settled,
}

/// A cap that another makes necessary.
struct Bound {
    /// `<V`, where V and every later release that is known cannot be had.
    specifier: Specifier,
    /// The requirements that say so.
    because: String,
}

/// Why it is not known whether a cap is needed: the facts that are missing, if it is that.
type Undecided = Vec<MissingFact>;

impl Capped<'_> {
    /// Caps the names that moved, have no upper bound in the global list, and of which no release from some version on goes with the
    /// cap. What was capped and why, in words.
    pub(super) fn cap_others(&self, edits: &mut Edits) -> Vec<String> {
        let mut said = Vec::new();
        for (name, wanted) in self.settled {
            let lines = self.lists.global_lines(name);
            let open: Vec<&EntryLine> = lines.into_iter().filter(|line| is_open(line)).collect();
            if name == self.name || open.is_empty() || current(self.lists, name) == *wanted {
                continue;
            }
            let written = self.lists.written(name);
            match self.bound(name, wanted) {
                Ok(None) => {}
                Ok(Some(bound)) => {
                    for line in open {
                        let mut specifiers = LineSpecifiers::of(self.lists.global.file(), line);
                        if let Some(specifiers) = &mut specifiers {
                            specifiers.cap(&bound.specifier);
                        }
                        edits.global.extend(specifiers.and_then(LineSpecifiers::edit));
                    }
                    let below = bound.specifier.version_text();
                    said.push(format!("- {written} below {below}: {}", bound.because));
                }
                Err(missing) => {
                    let lacking = missing.first().map(|fact| format!(" without {fact}"));
                    edits.notes.push(format!(
                        "whether newer releases of {written} go with the cap is not known{}: it is not capped",
                        lacking.unwrap_or_default()
                    ));
                    edits.missing.extend(missing);
                }
            }
        }
        said
    }

    /// The cap of a name that refuses least: below the first release after the newest that goes with the cap on some Python. None where
    /// the newest that is allowed goes with it, or where it is not the cap that keeps it out.
    fn bound(&self, name: &PackageName, wanted: &Wanted) -> Result<Option<Bound>, Undecided> {
        let Some(mut highest) = wanted.iter().flatten().max().cloned() else { return Ok(None) };
        let mut because = None;
        for (at, python) in self.lists.pythons.iter().enumerate() {
            if wanted.get(at).is_none_or(Option::is_none) {
                continue;
            }
            let lowest = self.settled.get(self.name).and_then(|wanted| wanted.get(at)?.as_ref());
            loop {
                if self.first_after(name, &highest).is_none() {
                    return Ok(None);
                }
                match self.newer(name, &highest, lowest, python)? {
                    Ok(version) if version > highest => highest = version,
                    Ok(_) => return Err(Undecided::new()),
                    Err(reason) => {
                        because = because.or(reason);
                        break;
                    }
                }
            }
        }
        let bound = because.zip(self.first_after(name, &highest)).and_then(|(because, first)| {
            let specifier = format!("<{}", short(first)).parse().ok()?;
            Some(Bound { specifier, because })
        });
        Ok(bound)
    }

    /// The first release after a version that the global list allows.
    fn first_after(&self, name: &PackageName, version: &Version) -> Option<&Version> {
        let above: Specifier = format!(">{version}").parse().ok()?;
        let releases = finals(self.facts, name).ok()?.map(|(version, _)| version);
        let after = releases.filter(|release| above.contains(release, Prereleases::Allow));
        after.filter(|release| is_allowed(self.lists, name, release)).last()
    }

    /// A release after a version that goes with the cap on a Python; else the requirements that are in its way, where the cap is part of
    /// it. The capped name goes no lower than where its pin goes: what older releases of it would take keeps nobody from the cap.
    fn newer(
        &self,
        name: &PackageName,
        after: &Version,
        lowest: Option<&Version>,
        python: &PythonVersion,
    ) -> Result<Result<Version, Option<String>>, Undecided> {
        let mut request = Request::for_target(&target(python));
        let parsed = |text: String| text.parse::<Requirement>().map_err(|_| Undecided::new());
        if let Some(lowest) = lowest {
            let capped = parsed(format!("{}{},>={lowest}", self.name, self.cap))?;
            request.requirements.push(line(capped, ASKED, 0));
        }
        request.requirements.push(line(parsed(format!("{name}>{after}"))?, PINS, 0));
        let others = self.settled.keys().filter(|other| *other != self.name && *other != name);
        let others = others.filter_map(any_version);
        request.requirements.extend(others.map(|anything| line(anything, PINS, 0)));
        let listed = list_constraints(self.lists).map(|requirement| line(requirement, LIST, 0));
        request.constraints.extend(listed);
        request.exclusions = self.lists.denied();
        match resolve(self.facts, &request) {
            ResolveOutcome::Solved(solution) => {
                let found = solution.pins.get(name).map(|pin| pin.version.clone());
                found.map(Ok).ok_or_else(Undecided::new)
            }
            ResolveOutcome::Unsolvable(explanation) => reason(&explanation, &request).map(Err),
            ResolveOutcome::Missing(missing) => Err(missing),
            ResolveOutcome::Stopped(_) => Err(Undecided::new()),
        }
    }
}

/// The requirements that a conflict rests on, in words, where the cap is part of it.
fn reason(explanation: &Explanation, request: &Request) -> Result<Option<String>, Undecided> {
    let is_cap = |kind: &PremiseKind| match kind {
        PremiseKind::Requirement(at) | PremiseKind::Bound(at) => {
            request.requirements.get(*at).is_some_and(|line| line.source.file == ASKED)
        }
        _ => false,
    };
    if !explanation.conflict.iter().any(|premise| is_cap(&premise.kind)) {
        return Ok(None);
    }
    if explanation.is_minimal { Ok(Some(explanation.because.join("; "))) } else { Err(Undecided::new()) }
}

/// Whether a line sets no upper bound.
fn is_open(line: &EntryLine) -> bool {
    line.entry().is_some_and(|entry| {
        let mut operators = entry.specifiers.iter().map(Specifier::operator);
        operators.all(|operator| {
            matches!(operator, Operator::NotEqual | Operator::GreaterEqual | Operator::Greater)
        })
    })
}

/// A version as people write it in a cap: `1.36` for 1.36.0.
fn short(version: &Version) -> String {
    let mut text = version.to_string();
    while !text.contains('+') && text.ends_with(".0") {
        text.truncate(text.len() - 2);
    }
    text
}
