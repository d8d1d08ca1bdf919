//! `stakeholders.toml`: what the stakeholders value, on fixed scales.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_spanned::Spanned;

use super::error::{InputError, check_schema, read};

/// Criteria with their scales, and the stakeholders' weights.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Values {
    schema: Spanned<u32>,
    /// Printed with every result where the values are nobody's own, only examples.
    pub illustrative: Option<String>,
    /// Two alternatives within this difference of mean value are too close to call, 0 to 1.
    pub tolerance: f64,
    /// The criteria, in the order of reports.
    #[serde(rename = "criterion")]
    pub criteria: Vec<CriterionEntry>,
    /// The stakeholders, in the order of reports.
    #[serde(rename = "stakeholder")]
    pub stakeholders: Vec<StakeholderEntry>,
}

/// A criterion: a measure and the fixed scale that it is valued on.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CriterionEntry {
    /// What is measured.
    pub measure: CriterionMeasure,
    /// The amount worth 0, in the measure's unit.
    pub worst: f64,
    /// The amount worth 1, in the measure's unit.
    pub best: f64,
}

/// What haggle can measure of an alternative. Less is better in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CriterionMeasure {
    /// Steps that operators take by hand, per 100 deployments.
    HandSteps,
    /// Deployments that lose the feature, per 100.
    FeatureLost,
    /// Packages that a deployment carries without using the feature, on average.
    UnusedPackages,
    /// Packages that a distribution must carry as hard dependencies of the project.
    HardDependencies,
    /// Pins that the requirements team keeps in the constraints.
    Pins,
    /// Years since the newest release of the least kept requirement that the project then depends on.
    Staleness,
    /// Environments of the family where it is declared but cannot be installed.
    BrokenEnvironments,
    /// Import sites that must be guarded first.
    GuardWork,
    /// Files that must change.
    ChangedFiles,
}

/// A stakeholder and its values.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct StakeholderEntry {
    /// Its name in the files.
    pub id: String,
    /// The name that people read.
    pub name: String,
    /// Its share of the group's mean, relative to the others; 1 if left out.
    #[serde(default = "one")]
    pub power: f64,
    /// Swing weights, lower and upper, of each measure: how much going from worst to best on it matters, 0 to 100.
    /// A measure that is left out weighs nothing.
    pub weights: BTreeMap<CriterionMeasure, [f64; 2]>,
}

fn one() -> f64 {
    1.0
}

impl Values {
    /// The schema that this version reads.
    pub const SCHEMA: u32 = 1;

    /// Reads stakeholders and criteria.
    ///
    /// # Errors
    /// Text that is not TOML or of another schema; no criterion or no stakeholder; a scale without extent; weights that
    /// are negative, crossed, or on a measure that is no criterion; a tolerance outside 0 to 1.
    pub fn read(text: &str) -> Result<Self, InputError> {
        let values: Self = read(text)?;
        check_schema(&values.schema, Self::SCHEMA)?;
        if values.criteria.is_empty() || values.stakeholders.is_empty() {
            return Err(InputError::whole(
                "values need at least one `[[criterion]]` and one `[[stakeholder]]`",
            ));
        }
        if !(0.0..1.0).contains(&values.tolerance) {
            return Err(InputError::whole(format!("tolerance {} is not from 0 to 1", values.tolerance)));
        }
        for criterion in &values.criteria {
            if !(criterion.worst.is_finite()
                && criterion.best.is_finite()
                && criterion.worst > criterion.best)
            {
                return Err(InputError::whole(format!(
                    "the scale of `{:?}` must run from a larger worst to a smaller best",
                    criterion.measure
                )));
            }
        }
        for stakeholder in &values.stakeholders {
            stakeholder.check(&values.criteria)?;
        }
        Ok(values)
    }
}

impl StakeholderEntry {
    fn check(&self, criteria: &[CriterionEntry]) -> Result<(), InputError> {
        if !(self.power.is_finite() && self.power > 0.0) {
            return Err(InputError::whole(format!("the power of `{}` must be above 0", self.id)));
        }
        for (measure, [lower, upper]) in &self.weights {
            if !(*lower >= 0.0 && lower <= upper && upper.is_finite()) {
                return Err(InputError::whole(format!(
                    "`{}` weighs `{measure:?}` from {lower} to {upper}, which is no interval",
                    self.id
                )));
            }
            if !criteria.iter().any(|criterion| criterion.measure == *measure) {
                return Err(InputError::whole(format!(
                    "`{}` weighs `{measure:?}`, which is no criterion here",
                    self.id
                )));
            }
        }
        if self.weights.values().all(|[lower, _]| *lower <= 0.0) {
            return Err(InputError::whole(format!("`{}` weighs nothing for sure", self.id))
                .help("give at least one measure a lower weight above 0"));
        }
        Ok(())
    }
}
