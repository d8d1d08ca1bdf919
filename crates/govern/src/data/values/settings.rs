//! When a change is recommended: the settings of a family's rule.

use serde::Serialize;
use toml::Spanned;

use crate::data::error::InputErrorKind;
use crate::data::reader::TableReader;

/// The settings of a family's rule, each with a default.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct RuleSettings {
    /// Two placements within this difference of mean value are too close to call, 0 to 1.
    pub tolerance: f64,
    /// A change is recommended only if it beats today's placement in at least this share of what facts and weights leave open.
    pub stability: f64,
    /// And only if it leads by this much on the weight of the criteria on which the two differ, 0 to 1.
    pub margin: f64,
    /// And only if it costs no stakeholder more than this, on its own scale of 0 to 1.
    pub most_lost: f64,
    /// The years over which a cost that occurs once is spread.
    pub horizon: f64,
    /// A popular feature that brings more packages than this which nothing else in the family keeps is not put forward for core.
    pub packaging_burden: f64,
}

impl Default for RuleSettings {
    fn default() -> Self {
        Self {
            tolerance: 0.02,
            stability: 0.8,
            margin: 0.05,
            most_lost: 0.1,
            horizon: 5.0,
            packaging_burden: 5.0,
        }
    }
}

impl RuleSettings {
    pub(super) fn of(file: &mut TableReader<'_, '_>) -> Option<Self> {
        let defaults = Self::default();
        let tolerance = number(file.required("tolerance"), file, is_share, SHARE);
        let stability =
            or(defaults.stability, file, "stability", |value| (0.5..=1.0).contains(&value), "from 0.5 to 1");
        let margin = or(defaults.margin, file, "margin", is_share, SHARE);
        let most_lost = or(defaults.most_lost, file, "most-lost", is_share, SHARE);
        let horizon = or(defaults.horizon, file, "horizon", |value| value >= 1.0, "1 or more");
        let packaging_burden =
            or(defaults.packaging_burden, file, "packaging-burden", |value| value >= 0.0, "0 or more");
        Some(Self {
            tolerance: tolerance?,
            stability: stability?,
            margin: margin?,
            most_lost: most_lost?,
            horizon: horizon?,
            packaging_burden: packaging_burden?,
        })
    }
}

const SHARE: &str = "from 0 to 1";

fn is_share(value: f64) -> bool {
    (0.0..=1.0).contains(&value)
}

/// A setting that may be left out.
fn or(
    default: f64,
    file: &mut TableReader<'_, '_>,
    field: &'static str,
    is_inside: impl FnOnce(f64) -> bool,
    range: &'static str,
) -> Option<f64> {
    match file.optional(field) {
        Some(None) => Some(default),
        found => number(found.flatten(), file, is_inside, range),
    }
}

/// A number in its range.
pub(in crate::data) fn number(
    number: Option<Spanned<f64>>,
    table: &mut TableReader<'_, '_>,
    is_inside: impl FnOnce(f64) -> bool,
    range: &'static str,
) -> Option<f64> {
    let number = number?;
    if is_inside(*number.get_ref()) {
        return Some(number.into_inner());
    }
    let kind = InputErrorKind::Range { number: number.get_ref().to_string(), range };
    table.errors.add(number.span(), kind);
    None
}
