//! What the parties would have to give, and what bargaining gives.

use super::numbers::moved;
use super::setting::Words;
use crate::analysis::{Concession, FactConcession, NamedBargain};
use crate::model::Disagreement;

impl Words<'_> {
    /// The least change of weights that a party would have to concede.
    pub fn concession(&self, concession: &Concession) -> String {
        format!(
            "{} would have to move {} of the weight for {} to draw level",
            self.name(&concession.stakeholder),
            moved(concession.change.total / 2.0),
            self.name(&concession.towards)
        )
    }

    /// The least change of a fact that a party would have to grant.
    pub fn fact_concession(&self, concession: &FactConcession) -> String {
        let open = if concession.is_open { "which the evidence leaves open" } else { "against the evidence" };
        let (from, to) = self.amounts(concession.from, concession.to, &concession.unit);
        format!(
            "{} would have to grant that {} are {to} instead of {from}, {open}, for {} to draw level",
            self.name(&concession.stakeholder),
            self.fact(&concession.fact),
            self.name(&concession.towards)
        )
    }

    /// What bargaining from a disagreement point gives.
    pub fn bargain(&self, bargain: &NamedBargain) -> String {
        let names =
            |ids: &[String]| if ids.is_empty() { "nothing".to_owned() } else { self.names(ids, ", ") };
        let from = match &bargain.disagreement {
            Disagreement::Alternative(id) => self.name(id),
            Disagreement::Utilities(_) => "the stated disagreement point".to_owned(),
        };
        format!(
            "a bargain from {from} gives {} (Nash), {} (Kalai-Smorodinsky), {} (leximin), {} (the largest sum)",
            names(&bargain.nash),
            names(&bargain.kalai_smorodinsky),
            names(&bargain.leximin),
            names(&bargain.utilitarian),
        )
    }
}
