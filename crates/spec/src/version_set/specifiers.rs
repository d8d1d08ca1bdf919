//! What specifiers stand for, as sets of versions.

use super::VersionSet;
use crate::version::cut::{Cut, first_of_release};
use crate::{Operator, Prereleases, Specifier, SpecifierSet, Version};

impl Specifier {
    /// The versions this specifier takes. For `===` that is the version its text spells, if it is one.
    pub fn to_set(&self) -> VersionSet {
        VersionSet::from(self)
    }
}

impl SpecifierSet {
    /// The versions this set takes: see [`Specifier::to_set`].
    pub fn to_set(&self) -> VersionSet {
        VersionSet::from(self)
    }

    /// Whether nothing can match: no version, nor for `===` any text.
    ///
    /// ```
    /// use haggle_spec::{Prereleases, SpecifierSet};
    /// let set: SpecifierSet = ">=1.0rc1,<1.0".parse()?;
    /// assert!(set.is_unsatisfiable(Prereleases::Default));
    /// # Ok::<(), haggle_spec::SpecifierError>(())
    /// ```
    pub fn is_unsatisfiable(&self, prereleases: Prereleases) -> bool {
        if let Some(arbitrary) = self.iter().find(|specifier| specifier.operator() == Operator::Arbitrary) {
            // Only the text itself can match, so that one is tried.
            return !self.contains_text(&arbitrary.version_text(), prereleases);
        }
        let set = self.to_set();
        set.is_empty() || (prereleases == Prereleases::Exclude && set.has_only_prereleases())
    }
}

impl From<&Specifier> for VersionSet {
    fn from(specifier: &Specifier) -> Self {
        let Some(version) = specifier.version() else {
            return match specifier.version_text().parse() {
                Ok(version) => VersionSet::singleton(&version),
                Err(_) => VersionSet::empty(),
            };
        };
        let version = version.clone();
        match specifier.operator() {
            Operator::Equal if specifier.is_prefix() => prefix_set(&version, version.n_release()),
            Operator::NotEqual if specifier.is_prefix() => {
                prefix_set(&version, version.n_release()).complement()
            }
            Operator::Equal => equal_set(version),
            Operator::NotEqual => equal_set(version).complement(),
            Operator::GreaterEqual => VersionSet::between(Cut::before(version), None),
            Operator::LessEqual => VersionSet::below(Cut::after_labels(&version)),
            Operator::Greater => VersionSet::between(Cut::above(&version), None),
            Operator::Less => VersionSet::below(Cut::before_prereleases(version)),
            Operator::Compatible => {
                let family = prefix_set(&version, version.n_release() - 1);
                VersionSet::between(Cut::before(version), None).intersection(&family)
            }
            Operator::Arbitrary => VersionSet::empty(),
        }
    }
}

impl From<&SpecifierSet> for VersionSet {
    fn from(specifiers: &SpecifierSet) -> Self {
        if specifiers.has_arbitrary() && specifiers.is_unsatisfiable(Prereleases::Default) {
            // Two spellings of one version exclude each other.
            return VersionSet::empty();
        }
        let mut specifiers = specifiers.iter();
        let Some(first) = specifiers.next() else { return VersionSet::full() };
        specifiers
            .fold(VersionSet::from(first), |set, specifier| set.intersection(&VersionSet::from(specifier)))
    }
}

impl VersionSet {
    /// Everything up to `upper`; nothing where that is the very start.
    fn below(upper: Option<Cut>) -> Self {
        match upper {
            Some(upper) => VersionSet::between(None, Some(upper)),
            None => VersionSet::empty(),
        }
    }
}

fn equal_set(version: Version) -> VersionSet {
    let upper = if version.local().is_some() {
        Some(Cut::after(version.clone()))
    } else {
        Cut::after_labels(&version)
    };
    VersionSet::between(Cut::before(version), upper)
}

/// All versions whose release starts with the first `length` numbers of this one's.
fn prefix_set(version: &Version, length: usize) -> VersionSet {
    let lower = first_of_release(version, length, false);
    let upper = first_of_release(version, length, true);
    VersionSet::between(Cut::before(lower), Cut::before(upper))
}
