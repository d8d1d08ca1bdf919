//! What goes with the outcome: vetoes, dominance, votes and what would change it.

use super::setting::Words;
use crate::analysis::{Certainty, Dominated};

impl Words<'_> {
    /// What vetoes did, who disagrees and what would change the outcome.
    pub fn consequences(&self) -> Vec<String> {
        let decision = self.decision;
        let screening = &decision.screening;
        let mut sentences = Vec::new();
        for struck in &screening.struck_out {
            let vetoes: Vec<String> = struck.vetoes.iter().map(|id| self.veto(id)).collect();
            let name = self.name(&struck.alternative);
            sentences.push(format!("{name} is vetoed by {}", vetoes.join(", ")));
        }
        for unknown in &screening.unknown {
            let names = self.names(&unknown.would_strike, ", ");
            let veto = self.veto(&unknown.veto);
            sentences.push(format!("nobody knows whether {veto} holds; it would strike out {names}"));
        }
        sentences.extend(screening.dominated.iter().map(|dominated| self.dominated(dominated)));
        sentences.extend(decision.what_if.iter().map(|what_if| self.what_if(what_if)));
        if let Some(group) = decision.group.as_ref().filter(|group| !group.dissenting_rules.is_empty()) {
            let rules = self.text(&group.dissenting_rules.join(", "));
            sentences.push(format!("voted on, another option would win by {rules}"));
        }
        sentences.push(match decision.smallest_flip() {
            Some(flip) => format!("the smallest change that flips it: {}", self.flip(flip)),
            None => "no single weight, power or fact flips it".to_owned(),
        });
        if decision.illustrative {
            sentences.push("the stakeholders' values are illustrative".to_owned());
        }
        sentences
    }

    /// That an option is beaten or equalled everywhere.
    pub fn dominated(&self, dominated: &Dominated) -> String {
        let surely = match dominated.certainty {
            Certainty::Certain => "whatever the facts turn out to be",
            Certainty::Possible => "at the facts as taken",
        };
        let (loser, winner) = (self.name(&dominated.alternative), self.name(&dominated.by));
        format!("{loser} is dominated by {winner}, {surely}")
    }
}
