//! Which versions a specifier takes.

use core::cmp::Ordering;

use super::{Operand, Operator, Prereleases, Specifier};
use crate::Version;
use crate::version::cut::Cut;
use crate::version::{exclusive_order, has_prefix};

impl Specifier {
    /// Whether this specifier takes `version`, looked at alone: with [`Prereleases::Default`] a prerelease matches as
    /// any other version does, since there is nothing it could give way to. For `===` the spelling is compared.
    pub fn contains(&self, version: &Version, prereleases: Prereleases) -> bool {
        if prereleases == Prereleases::Exclude && version.is_prerelease() {
            return false;
        }
        self.matches(version)
    }

    /// As [`Specifier::contains`] for any text: what is not a version matches `===` only.
    pub fn contains_text(&self, text: &str, prereleases: Prereleases) -> bool {
        match (&self.operand, text.parse::<Version>()) {
            (_, Ok(version)) if prereleases == Prereleases::Exclude && version.is_prerelease() => false,
            (Operand::Text(expected), _) => same_spelling(expected, text),
            (Operand::Version(_), Ok(version)) => self.matches(&version),
            (Operand::Version(_), Err(_)) => false,
        }
    }

    /// Whether the version is in the range, prereleases or not.
    pub(crate) fn matches(&self, version: &Version) -> bool {
        let bound = match &self.operand {
            Operand::Version(bound) => bound,
            Operand::Text(text) => {
                // No text in ASCII that spells another version, or none, is the text of this one.
                let may_be = !text.is_ascii() || text.parse::<Version>().is_ok_and(|named| named == *version);
                return may_be && same_spelling(text, &version.as_written());
            }
        };
        match self.operator {
            Operator::GreaterEqual => version >= bound,
            Operator::LessEqual => version <= bound || equal_but_for_label(version, bound),
            Operator::Equal if self.prefix => has_prefix(version, bound, bound.n_release()),
            Operator::NotEqual if self.prefix => !has_prefix(version, bound, bound.n_release()),
            Operator::Equal => version == bound || equal_but_for_label(version, bound),
            Operator::NotEqual => !(version == bound || equal_but_for_label(version, bound)),
            Operator::Compatible => version >= bound && has_prefix(version, bound, bound.n_release() - 1),
            Operator::Less => match exclusive_order(version, bound) {
                Some(order) => order == Ordering::Less,
                None => is_below_exclusive(version, bound),
            },
            Operator::Greater => match exclusive_order(version, bound) {
                Some(order) => order == Ordering::Greater,
                None => is_above_exclusive(version, bound),
            },
            Operator::Arbitrary => false,
        }
    }
}

/// `<bound` for versions of any shape.
#[cold]
fn is_below_exclusive(version: &Version, bound: &Version) -> bool {
    Cut::before_prereleases(bound.clone()).is_some_and(|cut| !cut.is_below(version))
}

/// `>bound` for versions of any shape.
#[cold]
fn is_above_exclusive(version: &Version, bound: &Version) -> bool {
    Cut::above(bound).is_none_or(|cut| cut.is_below(version))
}

/// Whether `version` has a label that `bound` does not have, and is equal to it without.
fn equal_but_for_label(version: &Version, bound: &Version) -> bool {
    version.local().is_some() && bound.local().is_none() && version.public() == *bound
}

pub(super) fn same_spelling(left: &str, right: &str) -> bool {
    left == right || left.to_lowercase() == right.to_lowercase()
}
