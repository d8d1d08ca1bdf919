//! Sentences from the data of a decision. They hold every number that they rest on, and nothing that is not in the data.

use crate::analysis::{Certainty, Concession, CrossCheck, FactConcession, Flip, Lever};
use crate::decision::{Decision, DecisionOutcome, Doubt, Point, VetoChange, WhyNotBest};

impl Point {
    /// The point as a sentence: fact, unit, value, weight and source.
    pub fn sentence(&self) -> String {
        let facts: Vec<String> = self
            .facts
            .iter()
            .map(|fact| {
                let date = fact.date.as_ref().map_or_else(String::new, |date| format!(", {date}"));
                let bounds = if fact.bounds.width() > 0.0 {
                    format!(" (between {} and {})", short(fact.bounds.low()), short(fact.bounds.high()))
                } else {
                    String::new()
                };
                format!(
                    "{}: {} {}{bounds}, source: {}{date}",
                    fact.label,
                    short(fact.value),
                    fact.unit,
                    fact.source
                )
            })
            .chain(self.because.iter().map(|because| format!("by definition: {because}")))
            .collect();
        format!(
            "`{}` gets {} of {} points on `{}`: {} {} is worth {} at weight {} ({})",
            self.alternative,
            short(self.contribution * 100.0),
            short(self.weight * 100.0),
            self.criterion,
            short(self.measure),
            self.unit,
            short(self.value),
            short(self.weight),
            facts.join("; "),
        )
    }
}

impl Flip {
    /// The flip as a sentence.
    pub fn sentence(&self) -> String {
        let (from, to) = (short(self.from), short(self.to));
        match &self.lever {
            Lever::Weight { stakeholder, criterion } => format!(
                "`{}` draws level if the weight of `{criterion}` for `{stakeholder}` goes from {from} to {to}",
                self.winner
            ),
            Lever::Power { stakeholder } => {
                format!(
                    "`{}` draws level if the power of `{stakeholder}` goes from {from} to {to}",
                    self.winner
                )
            }
            Lever::Fact { fact, unit } => {
                format!("`{}` draws level if the fact `{fact}` goes from {from} to {to} {unit}", self.winner)
            }
        }
    }
}

impl WhyNotBest {
    /// The answer as a sentence.
    pub fn sentence(&self) -> String {
        let mut parts = Vec::new();
        if !self.struck_out_by.is_empty() {
            parts.push(format!("struck out by `{}`", self.struck_out_by.join("`, `")));
        }
        if self.behind > 0.0 {
            parts.push(format!("{} points behind", short(self.behind * 100.0)));
        }
        if let Some(loss) = &self.largest_loss {
            parts.push(format!("loses most on `{}` ({} points)", loss.criterion, short(loss.by * 100.0)));
        }
        match &self.smallest_change {
            Some(flip) => parts.push(flip.sentence()),
            None if self.struck_out_by.is_empty() => {
                parts.push("no single weight, power or fact would change that".into());
                let together = self.weight_change.as_ref().map(|change| short(change.total / 2.0));
                parts.push(together.map_or_else(
                    || "no weights at all would bring it level".into(),
                    |moved| {
                        format!("moving {moved} of the group's weight would bring it level with the leader")
                    },
                ));
            }
            None => {}
        }
        format!("why not `{}`: {}", self.alternative, parts.join("; "))
    }
}

impl DecisionOutcome {
    /// The outcome as a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Recommended { alternative, lead: Some(lead) } => {
                format!("recommended: `{alternative}`, {} points ahead of the next", short(lead * 100.0))
            }
            Self::Recommended { alternative, lead: None } => {
                format!("recommended: `{alternative}`, the only one that no veto strikes out")
            }
            Self::NoClearWinner { between, why } => {
                let doubts: Vec<String> = why.iter().map(Doubt::sentence).collect();
                format!(
                    "no clear winner: the lead decides between `{}` ({})",
                    between.join("` and `"),
                    doubts.join("; ")
                )
            }
            Self::NothingLeft => "vetoes strike out every alternative".to_owned(),
        }
    }
}

impl Doubt {
    /// The doubt as a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::WithinTolerance { lead, tolerance } => format!(
                "the lead of {} points is within the tolerance of {}",
                short(lead * 100.0),
                short(tolerance * 100.0)
            ),
            Self::Unstable { first_share, required } => format!(
                "the leader comes first in {} % of what facts and weights leave open, and {} % are asked for",
                short(first_share * 100.0),
                short(required * 100.0)
            ),
        }
    }
}

impl CrossCheck {
    /// What the method says, and why it differs, as a sentence.
    pub fn sentence(&self) -> String {
        let names = |ids: &[String]| format!("`{}`", ids.join("` and `"));
        let mut parts = vec![match (&self.difference, self.winners.is_empty()) {
            (_, true) => format!("{} puts nothing first", self.method),
            (None, _) => format!("{} puts {} first too", self.method, names(&self.winners)),
            (Some(_), _) => {
                format!("{} puts {} first, as {}", self.method, names(&self.winners), self.because)
            }
        }];
        if let Some(difference) = &self.difference {
            let points = short(difference.behind * 100.0);
            parts.push(format!("by the rule `{}` is {points} points behind", difference.winner));
            let sides = [("gains", &difference.largest_gain), ("loses", &difference.largest_loss)];
            for (verb, part) in sides.into_iter().filter_map(|(verb, part)| Some((verb, part.as_ref()?))) {
                parts.push(format!("it {verb} most on `{}` ({})", part.criterion, short(part.by * 100.0)));
            }
        }
        for reversal in &self.reversals {
            parts.push(format!("without `{}` it puts {} first", reversal.dropped, names(&reversal.winners)));
        }
        parts.join("; ")
    }
}

impl Concession {
    /// The concession as a sentence.
    pub fn sentence(&self) -> String {
        format!(
            "`{}` would have to move {} of the weight for `{}` to draw level",
            self.stakeholder,
            short(self.change.total / 2.0),
            self.towards
        )
    }
}

impl FactConcession {
    /// The concession as a sentence.
    pub fn sentence(&self) -> String {
        let open = if self.is_open { "which the evidence leaves open" } else { "against the evidence" };
        format!(
            "`{}` would have to grant {} {} for `{}` in place of {}, {open}, for `{}` to draw level",
            self.stakeholder,
            short(self.to),
            self.unit,
            self.fact,
            short(self.from),
            self.towards
        )
    }
}

impl Decision {
    /// The decision in sentences: the outcome, what vetoes did, who disagrees and what would change it.
    pub fn sentences(&self) -> Vec<String> {
        let mut sentences = vec![self.outcome.sentence()];
        for struck in &self.screening.struck_out {
            sentences.push(format!(
                "`{}` is struck out by `{}`",
                struck.alternative,
                struck.vetoes.join("`, `")
            ));
        }
        for unknown in &self.screening.unknown {
            sentences.push(format!(
                "nobody knows whether `{}` holds; it would strike out `{}`",
                unknown.veto,
                unknown.would_strike.join("`, `")
            ));
        }
        for dominated in &self.screening.dominated {
            let surely = match dominated.certainty {
                Certainty::Certain => "whatever the facts turn out to be",
                Certainty::Possible => "at the nominal facts",
            };
            sentences
                .push(format!("`{}` is dominated by `{}`, {surely}", dominated.alternative, dominated.by));
        }
        for what_if in &self.what_if {
            let change = match &what_if.change {
                VetoChange::Waived { by } => format!("if {by} waived `{}`", what_if.veto),
                VetoChange::Failed => format!("if `{}` turned out to fail", what_if.veto),
            };
            let leader = what_if.leader.as_ref().map_or("nothing".to_owned(), |leader| format!("`{leader}`"));
            sentences.push(format!("{change}, {leader} would lead"));
        }
        if let Some(group) = &self.group
            && !group.dissenting_rules.is_empty()
        {
            sentences.push(format!("voted on, another would win by {}", group.dissenting_rules.join(", ")));
        }
        match self.smallest_flip() {
            Some(flip) => sentences.push(format!("the smallest change that flips it: {}", flip.sentence())),
            None => sentences.push("no single weight, power or fact flips it".to_owned()),
        }
        if self.illustrative {
            sentences.push("the stakeholders' values are illustrative".to_owned());
        }
        sentences
    }
}

/// A number with at most three decimals and no trailing zeros.
pub(crate) fn short(x: f64) -> String {
    let mut text = format!("{x:.3}");
    while text.ends_with('0') {
        text.pop();
    }
    if text.ends_with('.') {
        text.pop();
    }
    if text == "-0" { "0".to_owned() } else { text }
}
