//! The Pythons that comparisons tell apart.

use std::collections::BTreeSet;

use haggle_spec::{Prereleases, SpecifierSet, Version};

/// The minor versions of Python 3 that exist or are planned.
const MINORS: std::ops::Range<u64> = 0..21;

/// Versions of Python at which some comparison may begin or cease to hold. Only final releases count, unless a prerelease
/// is asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Bounds {
    found: BTreeSet<Version>,
    prereleases: BTreeSet<Version>,
    takes_prereleases: bool,
}

impl Bounds {
    /// Notes the versions of a text: those of a comparison, or of a list of versions.
    pub(super) fn note(&mut self, text: &str) {
        let is_part = |character: char| character.is_ascii_alphanumeric() || ".*+!".contains(character);
        for piece in text.split(|character| !is_part(character)) {
            let piece = piece.trim_end_matches(['*', '.']);
            if let Ok(version) = piece.parse::<Version>() {
                self.note_version(&version);
            }
        }
    }

    /// Notes the versions of a range.
    pub(super) fn note_range(&mut self, range: &SpecifierSet) {
        for specifier in range {
            match specifier.version() {
                Some(version) => self.note_version(version),
                None => self.note(&specifier.version_text()),
            }
        }
    }

    /// Notes a prerelease that is asked for.
    pub(super) fn note_prerelease(&mut self, version: &Version) {
        self.found.insert(version.public());
        self.takes_prereleases |= version.is_prerelease();
    }

    fn note_version(&mut self, version: &Version) {
        if version.is_prerelease() {
            self.prereleases.insert(version.public());
        }
        let segment = |index: usize| version.segment(index).as_u64().filter(|value| *value < u64::MAX);
        let (Some(major), Some(minor), Some(patch)) = (segment(0), segment(1), segment(2)) else { return };
        for text in [
            format!("{major}.{minor}.0"),
            format!("{major}.{minor}.{patch}"),
            format!("{major}.{minor}.{}", patch.saturating_add(1)),
            format!("{major}.{}.0", minor.saturating_add(1)),
        ] {
            self.found.extend(text.parse::<Version>());
        }
    }

    /// The Pythons of the range, ascending. Each stands for all up to the next. A Python 4 exists only where the range
    /// itself names one.
    pub(super) fn pythons(mut self, range: &SpecifierSet) -> Vec<Version> {
        self.note("2.7");
        for minor in MINORS {
            self.note(&format!("3.{minor}"));
        }
        if self.takes_prereleases {
            self.found.append(&mut self.prereleases);
        }
        let is_major = |specifier: &haggle_spec::Specifier| {
            specifier.version().and_then(|version| version.segment(0).as_u64()).is_some_and(|major| major > 3)
        };
        let most = if range.iter().any(is_major) { u64::MAX } else { 3 };
        let exists = |version: &Version| {
            let (major, minor) = (version.segment(0).as_u64(), version.segment(1).as_u64());
            major == Some(2) && minor == Some(7) || major.is_some_and(|major| (3..=most).contains(&major))
        };
        let within = |version: &Version| range.contains(version, Prereleases::Allow);
        self.found.into_iter().filter(|version| exists(version) && within(version)).collect()
    }
}

/// The Pythons of a range that nothing but it tells apart, ascending.
pub(super) fn of_range(range: &SpecifierSet) -> Vec<Version> {
    let mut bounds = Bounds::default();
    bounds.note_range(range);
    bounds.pythons(range)
}

/// The order in which Pythons are tried: the newest that is in wide use first, then older ones, then those to come.
pub(super) fn by_use(pythons: &[Version]) -> Vec<u32> {
    const NEWEST: u64 = 14;
    let is_to_come = |version: &Version| {
        version.segment(0).as_u64().is_some_and(|major| major > 3)
            || version.segment(1).as_u64().is_some_and(|minor| minor > NEWEST)
    };
    let mut order: Vec<(bool, u32)> =
        (0u32..).zip(pythons).map(|(index, version)| (is_to_come(version), index)).collect();
    order.sort_by_key(|(is_to_come, index)| {
        (*is_to_come, if *is_to_come { *index } else { u32::MAX - index })
    });
    order.into_iter().map(|(_, index)| index).collect()
}
