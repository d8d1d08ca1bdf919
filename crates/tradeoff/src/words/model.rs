//! What looks wrong with a model.

use super::setting::Words;
use crate::analysis::Lint;

impl Words<'_> {
    /// Something to look at in the model.
    pub fn lint(&self, lint: &Lint) -> String {
        let criteria =
            |ids: &[String]| ids.iter().map(|id| self.criterion_quoted(id)).collect::<Vec<_>>().join(", ");
        match lint {
            Lint::SharedFact { fact, criteria: moved } => format!(
                "the fact {} moves several criteria, {}, and may be counted twice",
                self.fact_quoted(fact),
                criteria(moved)
            ),
            Lint::SameValues { first, second } => format!(
                "the criteria {} and {} value every option the same, and may be one criterion",
                self.criterion_quoted(first),
                self.criterion_quoted(second)
            ),
            Lint::NoDifference { criterion } => format!(
                "the criterion {} values every option the same, so that its weight decides nothing",
                self.criterion_quoted(criterion)
            ),
            Lint::BeyondScale { criterion, alternative } => format!(
                "the measure of {} may leave the scale of {}, where it counts as the end",
                self.name(alternative),
                self.criterion_quoted(criterion)
            ),
            Lint::PreferenceDependence { fact, factor_of, alone_in } => format!(
                "the fact {} is a factor in {} and counts by itself in {}: what one is worth may depend on the other",
                self.fact_quoted(fact),
                self.criterion_quoted(factor_of),
                self.criterion_quoted(alone_in)
            ),
            Lint::Inconsistent { stakeholder, percent } => format!(
                "the comparisons of {} have a consistency ratio of {percent}%, and 10% are usually accepted",
                self.name(stakeholder)
            ),
            Lint::MissingFact { fact } => {
                format!(
                    "the fact {} is missing: it is taken to be anywhere in its range",
                    self.fact_quoted(fact)
                )
            }
        }
    }
}
