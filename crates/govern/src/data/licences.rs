//! The table `[licences]`: which licences a family allows.

use toml::Spanned;

use super::error::InputErrorKind;
use super::reader::TableReader;

/// Licences against which those of requirements are judged: SPDX identifiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Licences {
    /// Those that the family allows.
    pub allowed: Vec<String>,
    /// Those that somebody judges case by case: neither allowed nor refused.
    pub judged: Vec<String>,
}

impl Licences {
    pub(super) fn of(table: &mut TableReader<'_, '_>) -> Option<Self> {
        let (allowed, judged) = (table.required("allowed"), table.list("judged"));
        let (allowed, judged) = (identifiers(allowed?, table), identifiers(judged?, table));
        Some(Self { allowed: allowed?, judged: judged? })
    }
}

/// SPDX identifiers.
fn identifiers(texts: Vec<Spanned<String>>, table: &mut TableReader<'_, '_>) -> Option<Vec<String>> {
    let mut are_known = true;
    for text in &texts {
        if spdx::license_id(text.get_ref()).is_none() {
            table.errors.add(text.span(), InputErrorKind::Licence(text.get_ref().clone()));
            are_known = false;
        }
    }
    are_known.then(|| texts.into_iter().map(Spanned::into_inner).collect())
}
