//! What the rule says, and how it holds.

use super::numbers::{percent, points};
use super::setting::Words;
use crate::analysis::{Shortfall, StatusQuoChange};
use crate::decision::{DecisionOutcome, Doubt};
use crate::uncertainty::RobustnessBasis;

impl Words<'_> {
    /// What the rule says, in a few words: the option, and why there is no choice where there is none.
    pub fn outcome_in_short(&self) -> String {
        match &self.decision.outcome {
            DecisionOutcome::Recommended { alternative, lead: Some(_) } => self.name(alternative),
            DecisionOutcome::Recommended { alternative, lead: None } => {
                format!("{}: {}", self.name(alternative), self.reason())
            }
            DecisionOutcome::Kept { alternative } => {
                format!("{}, as today", self.name(alternative))
            }
            DecisionOutcome::NoClearWinner { between, .. } => {
                format!("no clear winner: the lead decides between {}", self.names(between, ", "))
            }
            DecisionOutcome::NothingLeft => format!("nothing: {}", self.reason()),
        }
    }

    /// What the rule says and why.
    pub fn outcome(&self) -> String {
        match &self.decision.outcome {
            DecisionOutcome::Recommended { alternative, .. } => {
                format!("{} is recommended: {}", self.name(alternative), self.reason())
            }
            DecisionOutcome::Kept { alternative } => {
                format!("{} stays: {}", self.name(alternative), self.reason())
            }
            DecisionOutcome::NoClearWinner { .. } => {
                format!("{} ({})", self.outcome_in_short(), self.reason())
            }
            DecisionOutcome::NothingLeft => format!("nothing can be recommended: {}", self.reason()),
        }
    }

    /// Why the rule says so.
    pub fn reason(&self) -> String {
        match &self.decision.outcome {
            DecisionOutcome::Recommended { lead: Some(lead), .. } => {
                format!("it is {} points ahead of the next", points(*lead))
            }
            DecisionOutcome::Recommended { lead: None, .. } => "every other option is vetoed".to_owned(),
            DecisionOutcome::Kept { .. } => match self.decision.changes.first() {
                Some(closest) => format!("no change leads it clearly; {}", self.change(closest)),
                None => "no change leads it clearly".to_owned(),
            },
            DecisionOutcome::NoClearWinner { why, .. } => {
                why.iter().map(|doubt| self.doubt(doubt)).collect::<Vec<_>>().join("; ")
            }
            DecisionOutcome::NothingLeft => "every option is vetoed".to_owned(),
        }
    }

    /// A change against the status quo: by how much it is better or worse, and what it lacks.
    pub fn change(&self, change: &StatusQuoChange) -> String {
        let side = if change.lead < 0.0 { "worse" } else { "better" };
        let lost = change.most_lost.as_ref().map(|lost| {
            format!("; {} lose most, {:.1} points", self.name(&lost.stakeholder), lost.loss * 100.0)
        });
        let lacks: Vec<&str> = change.lacks.iter().map(|lack| shortfall(*lack)).collect();
        let verdict = if lacks.is_empty() {
            "a clear lead".to_owned()
        } else {
            format!("short of {}", lacks.join(", "))
        };
        format!(
            "{} is {:.1} points {side} ({:.1} on what differs) and wins in {}{}: {verdict}",
            self.name(&change.alternative),
            change.lead.abs() * 100.0,
            change.margin.abs() * 100.0,
            percent(change.winning),
            lost.unwrap_or_default(),
        )
    }

    /// Why the option of highest value is not recommended.
    fn doubt(&self, doubt: &Doubt) -> String {
        let leader =
            self.decision.outcome.leader().map_or_else(|| "the first".to_owned(), |id| self.name(id));
        match doubt {
            Doubt::WithinTolerance { lead, tolerance } => format!(
                "{leader} is {} points ahead, which is within the tolerance of {}",
                points(*lead),
                points(*tolerance)
            ),
            Doubt::Unstable { first_share, required } => format!(
                "{leader} comes first in {} of what facts and weights leave open, and {} are asked for",
                percent(*first_share),
                percent(*required)
            ),
        }
    }

    /// How often the leader comes first: `first in 92%`, `certain`, or that nothing else is left. Where the status quo stays, how often the
    /// closest change wins, and what it lacks.
    pub fn robustness(&self) -> String {
        let nothing = || "-".to_owned();
        let Some(leader) = self.decision.outcome.leader() else { return nothing() };
        let eligible = &self.decision.screening.eligible;
        if eligible.len() == 1 {
            return "nothing else is left".to_owned();
        }
        if let (DecisionOutcome::Kept { .. }, Some(closest)) =
            (&self.decision.outcome, self.decision.changes.first())
        {
            let lacks: Vec<&str> = closest.lacks.iter().map(|lack| shortfall(*lack)).collect();
            let (name, winning) = (self.name(&closest.alternative), percent(closest.winning));
            return format!("{name} wins in {winning}, short of {}", lacks.join(", "));
        }
        let Some(at) = eligible.iter().position(|id| id == leader) else { return nothing() };
        let robustness = &self.decision.robustness;
        match (robustness.rank_acceptability.get(at).and_then(|ranks| ranks.first()), robustness.basis) {
            (None, _) => nothing(),
            (Some(_), RobustnessBasis::Certain) => "certain".to_owned(),
            (Some(share), RobustnessBasis::Exact { .. } | RobustnessBasis::Sampled { .. }) => {
                format!("first in {}", percent(*share))
            }
        }
    }
}

/// What is asked for, by the name of its setting.
fn shortfall(lack: Shortfall) -> &'static str {
    match lack {
        Shortfall::Tolerance => "the tolerance",
        Shortfall::Margin => "the margin",
        Shortfall::Stability => "stability",
        Shortfall::Loss => "what may be lost",
    }
}
