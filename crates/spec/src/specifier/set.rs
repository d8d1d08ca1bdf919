//! Sets of specifiers: all of them must match.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use std::collections::BTreeSet;

use super::{Operand, Operator, Prereleases, Specifier};
use crate::Version;

/// Specifiers that must all match: what is between a requirement's name and its marker.
///
/// Up to two specifiers, 97% of all sets, take no allocation.
///
/// Laws:
/// - Iterating gives the specifiers in the order they were written.
/// - Printing gives them sorted by their text and without repetition; parsing that gives an equal set.
/// - Sets are equal when what they print is equal, except for the spelling of versions.
///
/// ```
/// use haggle_spec::{Prereleases, SpecifierSet};
/// let set: SpecifierSet = ">=1.0, !=1.3, <2".parse()?;
/// assert_eq!(set.to_string(), "!=1.3,<2,>=1.0");
/// assert!(set.contains(&"1.4".parse()?, Prereleases::Default));
/// assert!(!set.contains(&"2.0rc1".parse()?, Prereleases::Allow));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct SpecifierSet(List);

/// The specifiers as written.
#[derive(Clone, Default)]
pub(crate) enum List {
    #[default]
    Empty,
    One(Specifier),
    Two([Specifier; 2]),
    Many(Vec<Specifier>),
}

impl List {
    #[inline]
    pub(super) fn push(&mut self, specifier: Specifier) {
        *self = match core::mem::take(self) {
            List::Empty => List::One(specifier),
            List::One(first) => List::Two([first, specifier]),
            List::Two([first, second]) => List::Many(vec![first, second, specifier]),
            List::Many(mut many) => {
                many.push(specifier);
                List::Many(many)
            }
        };
    }

    fn as_slice(&self) -> &[Specifier] {
        match self {
            List::Empty => &[],
            List::One(specifier) => core::slice::from_ref(specifier),
            List::Two(specifiers) => specifiers,
            List::Many(specifiers) => specifiers,
        }
    }
}

/// One of several that [`SpecifierSet::filter_candidates`] chooses from: a version, or any text.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate<'a> {
    text: std::borrow::Cow<'a, str>,
    version: Option<std::borrow::Cow<'a, Version>>,
}

impl<'a> Candidate<'a> {
    /// The candidate that `text` spells, version or not.
    pub fn from_text(text: &'a str) -> Self {
        Candidate { text: text.into(), version: text.parse().ok().map(std::borrow::Cow::Owned) }
    }

    /// The candidate that is this version.
    pub fn from_version(version: &'a Version) -> Self {
        Candidate { text: version.as_written(), version: Some(std::borrow::Cow::Borrowed(version)) }
    }

    /// `None` where it is not a version.
    fn is_prerelease(&self) -> Option<bool> {
        self.version.as_ref().map(|version| version.is_prerelease())
    }
}

impl SpecifierSet {
    /// The set that takes everything.
    pub fn new() -> Self {
        SpecifierSet::default()
    }

    pub(super) fn from_list(list: List) -> Self {
        SpecifierSet(list)
    }

    /// The specifiers in the order they were written, repetitions included.
    pub fn iter(&self) -> core::slice::Iter<'_, Specifier> {
        self.0.as_slice().iter()
    }

    /// The specifiers in the order they were written, repetitions included.
    pub fn as_slice(&self) -> &[Specifier] {
        self.0.as_slice()
    }

    /// How many specifiers were written.
    pub fn len(&self) -> usize {
        self.0.as_slice().len()
    }

    /// Whether there is none, so that everything matches.
    pub fn is_empty(&self) -> bool {
        self.0.as_slice().is_empty()
    }

    /// Whether every specifier takes `version`, looked at alone: see [`Specifier::contains`].
    pub fn contains(&self, version: &Version, prereleases: Prereleases) -> bool {
        if prereleases == Prereleases::Exclude && version.is_prerelease() {
            return false;
        }
        self.iter().all(|specifier| specifier.matches(version))
    }

    /// As [`SpecifierSet::contains`] for any text: what is not a version matches `===` and the empty set only.
    pub fn contains_text(&self, text: &str, prereleases: Prereleases) -> bool {
        let candidate = Candidate::from_text(text);
        if prereleases == Prereleases::Exclude && candidate.is_prerelease() == Some(true) {
            return false;
        }
        self.matches_candidate(&candidate)
    }

    /// The versions among `versions` that match, in their order. With [`Prereleases::Default`] prereleases are taken
    /// where a specifier names one, and otherwise only if nothing else matches.
    pub fn filter<'v>(
        &self,
        versions: impl IntoIterator<Item = &'v Version>,
        prereleases: Prereleases,
    ) -> Vec<&'v Version> {
        self.filter_candidates(versions, |version| Candidate::from_version(version), prereleases)
    }

    /// As [`SpecifierSet::filter`], for items of any kind. Texts that are not versions match `===` and the empty set.
    pub fn filter_candidates<T>(
        &self,
        items: impl IntoIterator<Item = T>,
        candidate: impl Fn(&T) -> Candidate<'_>,
        prereleases: Prereleases,
    ) -> Vec<T> {
        let prereleases = match prereleases {
            Prereleases::Default if self.names_prerelease() => Prereleases::Allow,
            other => other,
        };
        let mut matching = Vec::new();
        let mut found_final = false;
        for item in items {
            let candidate = candidate(&item);
            if self.matches_candidate(&candidate) {
                let is_prerelease = candidate.is_prerelease();
                found_final |= is_prerelease == Some(false);
                drop(candidate);
                matching.push((item, is_prerelease));
            }
        }
        let drops_prereleases = match prereleases {
            Prereleases::Default => found_final,
            Prereleases::Allow => false,
            Prereleases::Exclude => true,
        };
        matching
            .into_iter()
            .filter(|(_, is_prerelease)| !(drops_prereleases && *is_prerelease == Some(true)))
            .map(|(item, _)| item)
            .collect()
    }

    /// Whether a specifier asks for prereleases by naming one.
    pub fn names_prerelease(&self) -> bool {
        self.iter().any(|specifier| specifier.names_prerelease() == Some(true))
    }

    /// This set's specifiers and then the other's.
    #[must_use]
    pub fn and(&self, other: &SpecifierSet) -> SpecifierSet {
        self.iter().chain(other.iter()).cloned().collect()
    }

    fn matches_candidate(&self, candidate: &Candidate<'_>) -> bool {
        self.iter().all(|specifier| match &specifier.operand {
            Operand::Text(text) => super::matches::same_spelling(text, &candidate.text),
            Operand::Version(_) => {
                candidate.version.as_ref().is_some_and(|version| specifier.matches(version))
            }
        })
    }

    /// The specifiers with their texts, sorted by these, repetitions left out.
    fn sorted(&self) -> Vec<(String, &Specifier)> {
        let mut sorted: Vec<_> = self.iter().map(|specifier| (specifier.to_string(), specifier)).collect();
        sorted.sort_by(|left, right| left.0.cmp(&right.0));
        let mut seen = BTreeSet::new();
        sorted.retain(|(_, specifier)| seen.insert(*specifier));
        sorted
    }

    /// The specifiers in their own order, repetitions left out.
    fn canonical(&self) -> Vec<&Specifier> {
        let mut specifiers: Vec<&Specifier> = self.iter().collect();
        specifiers.sort_unstable();
        specifiers.dedup();
        specifiers
    }

    /// Whether a specifier compares spellings (`===`), so that the set of versions does not tell all.
    pub fn has_arbitrary(&self) -> bool {
        self.iter().any(|specifier| specifier.operator == Operator::Arbitrary)
    }
}

impl FromIterator<Specifier> for SpecifierSet {
    fn from_iter<I: IntoIterator<Item = Specifier>>(specifiers: I) -> Self {
        let mut list = List::default();
        for specifier in specifiers {
            list.push(specifier);
        }
        SpecifierSet(list)
    }
}

impl From<Specifier> for SpecifierSet {
    fn from(specifier: Specifier) -> Self {
        SpecifierSet(List::One(specifier))
    }
}

impl<'a> IntoIterator for &'a SpecifierSet {
    type Item = &'a Specifier;
    type IntoIter = core::slice::Iter<'a, Specifier>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for SpecifierSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [specifier] = self.as_slice() {
            return specifier.fmt(f);
        }
        for (index, (text, _)) in self.sorted().iter().enumerate() {
            if index > 0 {
                f.write_str(",")?;
            }
            f.write_str(text)?;
        }
        Ok(())
    }
}

impl fmt::Debug for SpecifierSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SpecifierSet({self})")
    }
}

impl PartialEq for SpecifierSet {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for SpecifierSet {}

impl PartialOrd for SpecifierSet {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SpecifierSet {
    /// By the specifiers in their own order, one after another: how they were written does not matter.
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.as_slice(), other.as_slice()) {
            ([], []) => Ordering::Equal,
            ([left], [right]) => left.cmp(right),
            _ => self.canonical().cmp(&other.canonical()),
        }
    }
}

impl Hash for SpecifierSet {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for specifier in self.canonical() {
            specifier.hash(state);
        }
    }
}
