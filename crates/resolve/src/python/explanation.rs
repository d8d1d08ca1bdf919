//! Why a request has no solution, and what would give it one: as data, and as short text.

use std::fmt;

use haggle_spec::{ExtraName, PackageName, Version};

use super::candidates::Policy;
use super::request::SourceLocation;

/// What a conflict rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum PremiseKind {
    /// A requirement asks for the package: its position in the request.
    Requirement(usize),
    /// A requirement bounds the package's version: its position in the request.
    Bound(usize),
    /// A constraint bounds the package's version: its position in the request.
    Constraint(usize),
    /// A policy of the request rules releases out.
    Policy {
        /// The package.
        name: PackageName,
        /// The policy.
        policy: Policy,
    },
    /// The package has no list of releases, or an empty one.
    Unavailable(PackageName),
}

/// A line of the request, or a policy of it, that a conflict rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Premise {
    /// What it is.
    pub kind: PremiseKind,
    /// It in words.
    pub text: String,
    /// Where it is written, for lines.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub source: Option<SourceLocation>,
}

/// A term of a derivation: a package at some of its releases.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct DerivationTerm {
    /// The package.
    pub name: PackageName,
    /// The extra of it that is meant.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub extra: Option<ExtraName>,
    /// The releases, ascending.
    pub versions: Vec<Version>,
    /// Whether not being there is meant too.
    pub absent: bool,
    /// The term in words.
    pub text: String,
}

/// Where a step of a derivation comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum DerivationReason {
    /// A premise: its position in [`Explanation::conflict`], if it is one of these.
    Premise(Option<usize>),
    /// Releases of a package require another.
    Requires {
        /// The requirement as the newest of these releases writes it.
        requirement: String,
    },
    /// Earlier steps, by position.
    Steps(Vec<usize>),
}

/// A step of a derivation: its terms cannot all hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct DerivationStep {
    /// Where it comes from.
    pub reason: DerivationReason,
    /// The terms. The last step has none: the premises cannot hold.
    pub terms: Vec<DerivationTerm>,
}

/// What a repair does to one line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum RepairAction {
    /// Widen the requirement at this position of the request.
    Relax(usize),
    /// Change or take away the constraint at this position of the request.
    Unpin(usize),
    /// Take the requirement at this position of the request away.
    Drop(usize),
    /// Let releases through that a policy rules out.
    Allow {
        /// The package.
        name: PackageName,
        /// The policy.
        policy: Policy,
    },
}

/// An edit of one line, or of an option.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RepairEdit {
    /// What is done.
    pub action: RepairAction,
    /// Where the line is.
    pub source: SourceLocation,
    /// The requirement as it is; empty for what is not a line.
    pub before: String,
    /// The requirement as it would be; `None` takes the line away. What is not a line has the option or the requirement that
    /// would be added.
    pub after: Option<String>,
    /// Whether the requirements of the release that the line would take are known: if not, it may need what the repair does
    /// not give it. True where the line goes.
    pub is_known: bool,
}

/// A set of edits after which the request has a solution: it was solved.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repair {
    /// The edits; each is needed.
    pub edits: Vec<RepairEdit>,
    /// Whether the solution rests on known facts alone. If not, a fact that nobody asked for may break it.
    pub is_certain: bool,
}

impl Repair {
    /// What is not known about the repair, in words; empty for a certain one.
    pub fn doubt(&self) -> &'static str {
        if !self.is_certain {
            " (as far as the facts are known)"
        } else if !self.edits.iter().all(|edit| edit.is_known) {
            " (the requirements of that release are unknown)"
        } else {
            ""
        }
    }
}

/// Why a request has no solution.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Explanation {
    /// Lines and policies that cannot hold together; without any one of them the others can, if `is_minimal`.
    pub conflict: Vec<Premise>,
    /// Whether every premise of the conflict is needed. It took too long to find out if not.
    pub is_minimal: bool,
    /// What releases require that makes them conflict, in words, in the order of the proof.
    pub because: Vec<String>,
    /// The proof as data: premises and requirements first, each step after those it follows from.
    pub derivation: Vec<DerivationStep>,
    /// The smallest repairs, gentler ones first: all single ones, or else all of the smallest number of edits.
    pub repairs: Vec<Repair>,
    /// Whether all repairs of that size were looked at.
    pub repairs_are_complete: bool,
}

/// The short text: what conflicts, why, and what would help.
impl fmt::Display for Explanation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines: Vec<String> = Vec::new();
        for premise in &self.conflict {
            let line = match &premise.source {
                Some(source) => format!("  {} ({source})", premise.text),
                None => format!("  {}", premise.text),
            };
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        let what = if lines.len() == 1 { "this cannot hold" } else { "these cannot hold together" };
        writeln!(formatter, "{what}:")?;
        for line in &lines {
            writeln!(formatter, "{line}")?;
        }
        if !self.is_minimal {
            writeln!(formatter, "  (perhaps without some of these: it took too long to find out)")?;
        }
        if !self.because.is_empty() {
            writeln!(formatter, "because")?;
            for line in &self.because {
                writeln!(formatter, "  {line}")?;
            }
        }
        if self.repairs.is_empty() {
            let most = if self.repairs_are_complete { "no" } else { "no small" };
            return write!(formatter, "{most} change of these lines helps");
        }
        write!(formatter, "any of these changes helps:")?;
        for repair in &self.repairs {
            let edits: Vec<String> = repair
                .edits
                .iter()
                .map(|edit| match &edit.after {
                    Some(after) if edit.before.is_empty() => after.clone(),
                    Some(after) => format!("change `{}` to `{after}` ({})", edit.before, edit.source),
                    None => format!("remove `{}` ({})", edit.before, edit.source),
                })
                .collect();
            write!(formatter, "\n  {}{}", edits.join(" and "), repair.doubt())?;
        }
        Ok(())
    }
}
