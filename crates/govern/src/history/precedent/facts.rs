//! The facts by which moves are comparable.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::PackageName;
use serde::Serialize;

use crate::data::Placement;
use crate::day::Day;
use crate::history::event::{Event, EventPlacement};
use crate::history::imported_by::ImportedBy;
use crate::history::read::Kinds;

/// The name of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FactName {
    /// What imports the distribution: nothing, tests, drivers only, other code.
    ImportedBy,
    /// What kind of thing it is, in the family's own words.
    Kind,
    /// Where the other repositories have it: nowhere yet, one placement, several, or nowhere any more.
    Siblings,
    /// How finely the family sorts its requirements by that day: core only, tests apart, extras too.
    Practice,
}

impl FactName {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::ImportedBy, Self::Kind, Self::Siblings, Self::Practice];

    /// Its name in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::ImportedBy => "imported-by",
            Self::Kind => "kind",
            Self::Siblings => "siblings",
            Self::Practice => "practice",
        }
    }
}

/// A fact and its value, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrecedentFact {
    /// The fact.
    pub fact: FactName,
    /// Its value.
    pub value: String,
}

/// The values of the facts, by number; none where nobody knows. The order is that of [`FactName::ALL`].
pub(in crate::history) type Facts = [Option<u16>; 4];

/// Which facts count; the order is that of [`FactName::ALL`].
pub(in crate::history) type FactSet = [bool; 4];

/// The values of facts as numbers, and back.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FactValues {
    words: Vec<String>,
}

impl FactValues {
    /// Numbers for every value that these kinds and moves can lead to.
    pub(super) fn new(kinds: &Kinds, moves: &[&Event]) -> Self {
        let fixed = [SEVERAL, NEVER, GONE, CORE_ONLY, TESTS_APART, EXTRAS_TOO];
        let imports = ImportedBy::WORDS.map(|(word, _)| word);
        let places = moves.iter().flat_map(|event| [event.from.as_str(), event.to.as_str()]);
        let words: BTreeSet<&str> =
            fixed.into_iter().chain(imports).chain(kinds.words()).chain(places).collect();
        Self { words: words.into_iter().map(str::to_owned).collect() }
    }

    fn number(&self, word: &str) -> Option<u16> {
        let at = self.words.binary_search_by(|known| known.as_str().cmp(word)).ok()?;
        u16::try_from(at).ok()
    }

    /// The values in words.
    pub(super) fn words(&self, facts: &Facts) -> Vec<PrecedentFact> {
        let known = FactName::ALL.into_iter().zip(facts).filter_map(|(fact, value)| Some((fact, (*value)?)));
        known
            .map(|(fact, value)| PrecedentFact { fact, value: self.words[usize::from(value)].clone() })
            .collect()
    }
}

const SEVERAL: &str = "several";
const NEVER: &str = "never";
const GONE: &str = "gone";
const CORE_ONLY: &str = "core-only";
const TESTS_APART: &str = "tests-apart";
const EXTRAS_TOO: &str = "extras-too";

/// What a fact is asked about.
pub(super) struct Subject<'a> {
    pub(super) package: &'a PackageName,
    pub(super) repository: &'a str,
    pub(super) date: Day,
    pub(super) imports: Option<ImportedBy>,
}

/// The facts about a subject on the eve of its day; of the moves those of days before count.
pub(super) fn facts_of(subject: &Subject<'_>, moves: &[&Event], kinds: &Kinds, values: &FactValues) -> Facts {
    let before: Vec<&Event> = moves.iter().copied().filter(|other| other.date < subject.date).collect();
    let words: [Option<&str>; 4] = [
        subject.imports.map(ImportedBy::as_str),
        kinds.of(subject.package),
        Some(siblings(subject, &before)),
        Some(practice(&before)),
    ];
    words.map(|word| word.and_then(|word| values.number(word)))
}

/// Where the other repositories have the distribution, by the last move of each.
fn siblings<'a>(subject: &Subject<'_>, before: &[&'a Event]) -> &'a str {
    let mut last: BTreeMap<&str, &Event> = BTreeMap::new();
    for other in before {
        if other.package == *subject.package && other.repository != subject.repository {
            let latest = last.entry(&other.repository).or_insert(other);
            // Of two moves on one day, the one that begins where the other ended is the later.
            if other.date > latest.date || (other.date == latest.date && other.from == latest.to) {
                *latest = other;
            }
        }
    }
    let places: BTreeSet<&EventPlacement> =
        last.values().map(|event| &event.to).filter(|to| **to != EventPlacement::NOWHERE).collect();
    match (last.is_empty(), places.len(), places.first()) {
        (true, ..) => NEVER,
        (false, 1, Some(place)) => place.as_str(),
        (false, 0, _) => GONE,
        _ => SEVERAL,
    }
}

/// The finest sorting that any move of before shows.
fn practice(before: &[&Event]) -> &'static str {
    let has = |place: Placement| before.iter().any(|event| event.to == EventPlacement::Known(place));
    if has(Placement::Extra) {
        EXTRAS_TOO
    } else if has(Placement::Test) {
        TESTS_APART
    } else {
        CORE_ONLY
    }
}
