//! What is asked for.

use std::collections::BTreeMap;

use haggle_spec::file::{Entry, EntryFile};
use haggle_spec::release::ReleaseFacts;
use haggle_spec::{PackageName, Version};

use crate::data::{Manifest, PlacedRequirement, Placement, ProjectName};
use crate::day::Day;
use crate::evaluation::FeatureReport;
use crate::pins::PinLists;

/// The files of a project, by their paths in it.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// What is to happen with a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Projects get it.
    Include,
    /// Projects lose it.
    Remove,
    /// Projects ask for a later release.
    Raise,
    /// It moves to another list of the project.
    Place,
}

/// One requirement that a change is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject<'a> {
    /// Name, extras, specifiers and marker as they are asked for; a name alone gets the release that is tested for its bound.
    pub entry: Entry,
    /// What the family's catalogue says of it.
    pub catalogue: Option<&'a PlacedRequirement>,
    /// The evaluation of the feature whose decision is about it.
    pub report: Option<&'a FeatureReport>,
}

/// A change that is asked for: one verb, for some requirements and some projects.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal<'a> {
    /// What is to happen.
    pub verb: Verb,
    /// With which requirements; at least one.
    pub subjects: Vec<Subject<'a>>,
    /// In which projects; at least one.
    pub projects: Vec<ProjectName>,
    /// Where they are to go.
    pub placement: Placement,
    /// The extras that are to hold them, where they go into extras; of a removal, those that lose them, all lists where there is none.
    pub extras: Vec<String>,
    /// The section of the global list that a new line goes to; where nobody names one, that of similar names.
    pub section: Option<String>,
    /// Whether a removal takes them out of the shared files, too.
    pub drops: bool,
    /// The names of objections that are overridden.
    pub overrides: Vec<String>,
    /// Whether it is to be pushed: then it has to be known that no freeze is in force.
    pub is_published: bool,
    /// Why, for the messages.
    pub reason: Option<String>,
    /// What goes below the messages.
    pub footers: Footers,
}

/// What goes below the messages of all changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Footers {
    /// The change to the shared files, once it is pushed: its URL, or its Change-Id.
    pub first_change: Option<String>,
    /// Other changes that come first: those of a library and its release, say.
    pub depends_on: Vec<String>,
    /// Changes that need this one, for the first of the changes.
    pub needed_by: Vec<String>,
    /// Bugs that the projects' changes close.
    pub closed_bugs: Vec<String>,
    /// Bugs that the changes are about.
    pub bugs: Vec<String>,
    /// The program that drafts them.
    pub generated_by: Option<String>,
    /// Who signs them off: name and address.
    pub signed_off_by: Option<String>,
    /// Who commits, and when, in git's words; empty where no Change-Id is wanted.
    pub committer: String,
    /// The commit that each repository is at.
    pub heads: BTreeMap<ProjectName, String>,
}

/// What a change is drafted from.
#[derive(Debug, Clone, Copy)]
pub struct ProposalSources<'a> {
    /// The family.
    pub manifest: &'a Manifest,
    /// The shared files.
    pub lists: &'a PinLists,
    /// The names that are backports of parts of Python's own library.
    pub backports: &'a EntryFile,
    /// The files of every project of the family, by their paths in it.
    pub projects: &'a BTreeMap<ProjectName, BTreeMap<String, Vec<u8>>>,
    /// What is known of releases.
    pub facts: Option<&'a ReleaseFacts>,
    /// Where that is from, for people, and of which day.
    pub facts_from: (&'a str, Option<Day>),
    /// Whether nothing more can be had than these facts.
    pub facts_are_final: bool,
}

impl Subject<'_> {
    /// The normalised name; none of what is not a distribution.
    pub fn name(&self) -> Option<PackageName> {
        self.entry.package_name()
    }

    /// The version of the lower bound that is asked for.
    pub fn bound(&self) -> Option<Version> {
        lower_bound(&self.entry)
    }

    /// Whether a name alone is asked for, by nobody who would know its bound.
    pub fn is_bare(&self) -> bool {
        self.entry.specifiers.is_empty() && self.catalogue.is_none()
    }
}

/// The version of a lower bound: of `>=`, `>` or `~=`.
pub(super) fn lower_bound(entry: &Entry) -> Option<Version> {
    use haggle_spec::Operator::{Compatible, Greater, GreaterEqual};

    let is_lower = |specifier: &&haggle_spec::Specifier| {
        matches!(specifier.operator(), GreaterEqual | Greater | Compatible)
    };
    entry.specifiers.iter().find(is_lower)?.version().cloned()
}
