//! What would change the outcome.

use super::numbers::{moved, percents, points, short};
use super::setting::Words;
use crate::analysis::{Flip, Lever};
use crate::decision::{VetoChange, WhatIf, WhyNotBest};
use crate::model::Quantity;

impl<'a> Words<'a> {
    /// The change that would hand the lead to another option: the smallest of what can still change, else of a veto.
    pub fn would_flip(&self) -> String {
        if let Some(smallest) = self.open_flips().next() {
            return self.flip(smallest);
        }
        let leader = self.decision.outcome.leader();
        let differs = |what_if: &&WhatIf| what_if.leader.is_some() && what_if.leader.as_deref() != leader;
        let of_veto = self.decision.what_if.iter().find(differs);
        of_veto.map_or_else(|| "no single change".to_owned(), |what_if| self.what_if(what_if))
    }

    /// The flips of what is not settled: first facts that are not known exactly, since they can be measured, then weights and powers;
    /// each smallest first.
    pub fn open_flips(&self) -> impl Iterator<Item = &'a Flip> {
        let (facts, flips) = (&self.problem.facts, &self.decision.flips);
        let of_open_fact = |flip: &&Flip| match &flip.lever {
            Lever::Fact { fact, .. } => {
                facts.iter().any(|known| known.id == *fact && !matches!(known.quantity, Quantity::Point(_)))
            }
            Lever::Weight { .. } | Lever::Power { .. } => false,
        };
        let of_values = |flip: &&Flip| !matches!(flip.lever, Lever::Fact { .. });
        flips.iter().filter(of_open_fact).chain(flips.iter().filter(of_values))
    }

    /// One flip.
    pub fn flip(&self, flip: &Flip) -> String {
        format!("{} leads if {}", self.name(&flip.winner), self.flip_condition(flip))
    }

    /// What has to hold for the flip; beyond it the winner leads.
    pub fn flip_condition(&self, flip: &Flip) -> String {
        let (from, to) = percents(flip.from, flip.to);
        match &flip.lever {
            Lever::Weight { stakeholder, criterion } => {
                format!("{} weigh {} at {to} (now {from})", self.name(stakeholder), self.criterion(criterion))
            }
            Lever::Power { stakeholder } => {
                format!("{} have {to} of the say (now {from})", self.name(stakeholder))
            }
            Lever::Fact { fact, unit } => {
                let (from, to) = self.amounts(flip.from, flip.to, unit);
                format!("{} are {to} (taken as {from})", self.fact(fact))
            }
        }
    }

    /// Two numbers with their unit; shares as percentages.
    pub(super) fn amounts(&self, a: f64, b: f64, unit: &str) -> (String, String) {
        if unit == "share" {
            return percents(a, b);
        }
        let amount = |value| format!("{} {}", short(value), self.text(unit));
        (amount(a), amount(b))
    }

    /// What would lead if a veto went the other way.
    pub fn what_if(&self, what_if: &WhatIf) -> String {
        let leads = match &what_if.leader {
            Some(leader) => format!("{} leads", self.name(leader)),
            None => "nothing is left".to_owned(),
        };
        let veto = self.veto(&what_if.veto);
        match &what_if.change {
            VetoChange::Waived { by } => format!("{leads} if {veto} is waived by the {}", self.text(by)),
            VetoChange::Failed => format!("{leads} if {veto} turns out to fail"),
        }
    }

    /// What it would take for an option to win.
    pub fn why_not(&self, why_not: &WhyNotBest) -> String {
        let mut parts = Vec::new();
        if !why_not.struck_out_by.is_empty() {
            let vetoes: Vec<String> = why_not.struck_out_by.iter().map(|id| self.veto(id)).collect();
            parts.push(format!("vetoed by {}", vetoes.join(", ")));
        }
        if why_not.behind > 0.0 {
            parts.push(format!("{} points behind", points(why_not.behind)));
        }
        if let Some(loss) = &why_not.largest_loss {
            parts.push(format!(
                "loses most on {} ({} points)",
                self.criterion(&loss.criterion),
                points(loss.by)
            ));
        }
        match &why_not.smallest_change {
            Some(flip) => parts.push(self.flip(flip)),
            None if why_not.struck_out_by.is_empty() => {
                parts.push("no single weight, power or fact would change that".to_owned());
                parts.push(why_not.weight_change.as_ref().map_or_else(
                    || "no weights at all would bring it level".to_owned(),
                    |change| {
                        let moved = moved(change.total / 2.0);
                        format!("moving {moved} of the group's weight would bring it level with the leader")
                    },
                ));
            }
            None => {}
        }
        format!("why not {}: {}", self.name(&why_not.alternative), parts.join("; "))
    }
}
