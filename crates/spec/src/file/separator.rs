//! What is between a requirement and its marker.

use crate::RequirementParts;

/// How a requirement is set apart from its marker. Behind a URL there is always a blank before the semicolon too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MarkerSeparator {
    /// `name;marker`, as the requirements process of `OpenStack` writes it.
    Tight,
    /// `name; marker`, as `packaging` prints it.
    Spaced,
}

impl MarkerSeparator {
    /// The separator as text.
    pub fn as_str(self) -> &'static str {
        match self {
            MarkerSeparator::Tight => ";",
            MarkerSeparator::Spaced => "; ",
        }
    }

    /// What most of the requirements with a marker have, as they are written: spaced where there are as many of both.
    pub(super) fn habit<'text>(written: impl Iterator<Item = &'text str>) -> Self {
        let mut n_tight = 0_i64;
        for text in written.filter(|text| text.contains(';')) {
            let Ok(RequirementParts { marker: Some(marker), url: None, .. }) = RequirementParts::of(text)
            else {
                continue;
            };
            n_tight += if text[..marker.start].ends_with(';') { 1 } else { -1 };
        }
        if n_tight > 0 { MarkerSeparator::Tight } else { MarkerSeparator::Spaced }
    }
}
