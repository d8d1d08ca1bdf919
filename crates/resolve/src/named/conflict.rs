//! Why there is no solution, in words.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use super::{Need, Packages};
use crate::ranges;
use crate::solver::{Refutation, RefutationStep, StepId, TermView};
use crate::table::Table;

/// Why the needs have no solution. It prints as a derivation: numbered statements, each with those it follows from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct NamedConflict {
    /// Needs, by their position, that cannot hold together; any of them left out, the others can.
    pub needs: Vec<usize>,
    /// The derivation: what is given and what follows, in order; the last step is that there is no solution.
    pub steps: Vec<NamedStep>,
}

/// A statement of a derivation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct NamedStep {
    /// The statement: `menu 2 needs dropdown 2`.
    pub text: String,
    /// The steps that it follows from, by position; none for what is given.
    pub from: Vec<usize>,
}

impl Display for NamedConflict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n_steps = self.steps.len();
        for (position, step) in self.steps.iter().enumerate() {
            if position + 1 < n_steps {
                write!(formatter, "{}. ", position + 1)?;
            }
            formatter.write_str(&step.text)?;
            let n_from = step.from.len();
            for (index, from) in step.from.iter().enumerate() {
                let before = if index == 0 {
                    ", by"
                } else if index + 1 == n_from {
                    " and"
                } else {
                    ","
                };
                write!(formatter, "{before} {}", from + 1)?;
            }
            if position + 1 < n_steps {
                writeln!(formatter)?;
            }
        }
        Ok(())
    }
}

/// The proof as statements. A step that only says again what the one before it says is left out.
pub(super) fn steps<N: Display, V: Ord + Display>(
    proof: &Refutation,
    packages: &Packages<'_, N, V>,
    table: &Table,
    needs: &[Need<N, V>],
) -> Vec<NamedStep> {
    let mut steps: Vec<NamedStep> = Vec::new();
    let mut said: BTreeMap<StepId, usize> = BTreeMap::new();
    for (id, step, terms) in proof.steps() {
        let from = match step {
            RefutationStep::Derived(from) => {
                let mut from: Vec<usize> = from.iter().filter_map(|id| said.get(id).copied()).collect();
                from.sort_unstable();
                from.dedup();
                from
            }
            RefutationStep::Clause(_) | RefutationStep::Edge(_) => Vec::new(),
        };
        // What no version meets leaves no term behind.
        let unmet = match step {
            RefutationStep::Clause(clause) if terms.is_empty() => {
                needs.get(clause.index()).map(ToString::to_string)
            }
            RefutationStep::Edge(edge) => {
                let target = table.target_of(*edge);
                let target = target.filter(|target| terms.iter().all(|term| term.package != *target));
                target.map(|target| packages[target.index()].0.to_string())
            }
            _ => None,
        };
        let text = match unmet {
            Some(need) if terms.is_empty() => format!("{need} is needed, and there is no such version"),
            Some(name) => format!("{} needs a version of {name} that is not there", present(terms, packages)),
            None => statement(terms, packages),
        };
        if let [only] = *from
            && steps[only].text == text
        {
            said.insert(id, only);
            continue;
        }
        said.insert(id, steps.len());
        steps.push(NamedStep { text, from });
    }
    steps
}

/// Terms that cannot all hold, as what follows from some of them for the others.
fn statement<N: Display, V: Ord + Display>(terms: &[TermView], packages: &Packages<'_, N, V>) -> String {
    let needed: Vec<String> = terms
        .iter()
        .filter(|term| term.absent)
        .map(|term| at(term, packages, |number| !term.versions.contains(&number)))
        .collect();
    let n_present = terms.len() - needed.len();
    let (present, needed) = (present(terms, packages), needed.join(" or "));
    match (n_present, needed.is_empty()) {
        (0, true) => "There is no solution".to_owned(),
        (0, false) => format!("{needed} is needed"),
        (1, true) => format!("{present} cannot be used"),
        (_, true) => format!("{present} do not go together"),
        (_, false) => format!("{present} needs {needed}"),
    }
}

/// The packages that have to be there for the terms to say anything.
fn present<N: Display, V: Ord + Display>(terms: &[TermView], packages: &Packages<'_, N, V>) -> String {
    let present = terms.iter().filter(|term| !term.absent);
    let texts: Vec<String> =
        present.map(|term| at(term, packages, |number| term.versions.contains(&number))).collect();
    texts.join(" with ")
}

/// A package at some of its versions.
fn at<N: Display, V: Ord + Display>(
    term: &TermView,
    packages: &Packages<'_, N, V>,
    is_in: impl Fn(u32) -> bool,
) -> String {
    let (name, versions) = &packages[term.package.index()];
    let chosen: Vec<&V> =
        (0u32..).zip(versions).filter(|(number, _)| is_in(*number)).map(|(_, version)| *version).collect();
    match ranges::words(versions, &chosen).as_str() {
        "" => name.to_string(),
        which => format!("{name} {which}"),
    }
}
