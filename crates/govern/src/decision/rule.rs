//! The family's rule on popular and advanced features, as a visible step before the values.
//!
//! Source: the process that OpenStack's Image service follows. A feature that most of the community's members do not deploy is
//! *advanced*: an operator who wants it sets up what it needs, and it is not put forward for `requirements.txt` unless the project's
//! lead waives that. One that most deploy is *popular* and is put forward, unless a veto or a stated burden on packagers speaks
//! against it. Where the evidence does not tell, everything stays until somebody has counted.

use haggle_tradeoff::{AdoptionClass, Veto, VetoVerdict, wilson_interval};
use serde::Serialize;

use super::environment::Counted;
use super::facts::{FeatureFacts, Usage};
use crate::data::{Placement, RuleSettings, Waivers};

/// The name of the rule among the vetoes.
const ID: &str = "family-rule";

/// What the family's rule says of a feature.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct FamilyRule {
    /// Whether most deploy it.
    pub class: AdoptionClass,
    /// What follows.
    pub says: RuleStep,
    /// The role that may waive the rule, if any may.
    pub waivable_by: Option<String>,
}

/// What follows from the class.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "step")]
#[non_exhaustive]
pub enum RuleStep {
    /// Core is not among the alternatives, or no code uses the requirements: there is nothing to put forward.
    NoQuestion,
    /// Most deploy it: it is put forward for core.
    PutForward,
    /// Most deploy it, and yet it is not put forward.
    Held {
        /// What speaks against core.
        by: Vec<String>,
    },
    /// Most do not deploy it: it is not put forward for core. Where it is in core today, that is a placement like any other.
    NotPutForward {
        /// It is in core today.
        in_core: bool,
    },
    /// The evidence does not tell: it stays as it is until somebody has counted.
    Undetermined {
        /// The count that would decide it.
        measurement: Measurement,
        /// It cannot stay, as another veto strikes out today's placement.
        cannot_stay: bool,
    },
}

/// A count of deployments, drawn at random, that decides whether a feature is popular or advanced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct Measurement {
    /// How many deployments are asked.
    pub sample: u64,
    /// The feature is advanced if at most so many have it.
    pub advanced_up_to: u64,
    /// And popular if at least so many have it.
    pub popular_from: u64,
}

impl Measurement {
    /// The count for a sample of this size: where the whole Wilson interval at 95 % lies on one side of one half.
    pub fn of(sample: u64) -> Self {
        let is_advanced = |count: &u64| wilson_interval(*count, sample).high() < 0.5;
        let advanced_up_to = (0..=sample).take_while(is_advanced).last().unwrap_or(0);
        Self { sample, advanced_up_to, popular_from: sample - advanced_up_to }
    }
}

/// Deployments to ask where more of the same evidence would not settle it: enough for a clear majority to show.
const SAMPLE: u64 = 30;

/// Applies the rule to a feature, after the other vetoes; what it strikes out is a veto like these.
pub fn family_rule(
    facts: &FeatureFacts,
    (alternatives, today): (&[Placement], Option<Placement>),
    vetoes: &[Veto],
    settings: &RuleSettings,
    waivers: &Waivers,
) -> (FamilyRule, Option<Veto>) {
    let class = facts.share.class;
    let waivable_by = waivers.role(ID).map(str::to_owned);
    let is_unused = matches!(facts.usage().value(), Some(Usage::Nowhere(_)));
    let says = if is_unused || !alternatives.contains(&Placement::Core) {
        RuleStep::NoQuestion
    } else {
        step(facts, today, vetoes, settings)
    };
    let strikes: Vec<Placement> = match &says {
        RuleStep::NoQuestion | RuleStep::Held { .. } | RuleStep::NotPutForward { in_core: true } => {
            Vec::new()
        }
        RuleStep::PutForward => all_but(Some(Placement::Core), alternatives),
        RuleStep::NotPutForward { in_core: false } | RuleStep::Undetermined { cannot_stay: true, .. } => {
            vec![Placement::Core]
        }
        RuleStep::Undetermined { cannot_stay: false, .. } => all_but(today, alternatives),
    };
    let verdict = if strikes.is_empty() { VetoVerdict::Pass } else { VetoVerdict::Fail };
    let rule = FamilyRule { class, says, waivable_by: waivable_by.clone() };
    let veto = (rule.says != RuleStep::NoQuestion).then(|| Veto {
        id: ID.into(),
        label: "the family's rule on popular and advanced features allows it".into(),
        verdict,
        evidence: rule.says.evidence(),
        strikes: strikes.into_iter().map(|one| one.id().to_owned()).collect(),
        waivable_by,
        waiver: None,
    });
    (rule, veto)
}

fn step(
    facts: &FeatureFacts,
    today: Option<Placement>,
    vetoes: &[Veto],
    settings: &RuleSettings,
) -> RuleStep {
    match facts.share.class {
        AdoptionClass::Popular => {
            let against = vetoes.iter().filter(|veto| strikes(veto, Placement::Core));
            let mut by: Vec<String> = against.map(|veto| format!("`{}` fails", veto.label)).collect();
            // What is not known never excludes.
            let new = facts.brought(Counted::New).value().map_or(0, |brought| brought.least);
            if f64::from(u32::try_from(new).unwrap_or(u32::MAX)) > settings.packaging_burden {
                let most = settings.packaging_burden;
                by.push(format!("packagers would carry {new} new packages, more than {most}"));
            }
            if by.is_empty() { RuleStep::PutForward } else { RuleStep::Held { by } }
        }
        AdoptionClass::Advanced => RuleStep::NotPutForward { in_core: today == Some(Placement::Core) },
        AdoptionClass::Undetermined => RuleStep::Undetermined {
            measurement: measurement(facts),
            cannot_stay: today.is_none_or(|today| vetoes.iter().any(|veto| strikes(veto, today))),
        },
    }
}

/// The survey that settles the share as it is known; where its evidence contradicts itself, a count of its own.
fn measurement(facts: &FeatureFacts) -> Measurement {
    let survey = facts.share.measurement;
    let found = survey.and_then(|survey| {
        let (advanced_up_to, popular_from) = (survey.advanced_to?, survey.popular_from?);
        Some(Measurement { sample: survey.asked, advanced_up_to, popular_from })
    });
    found.unwrap_or_else(|| Measurement::of(SAMPLE))
}

fn strikes(veto: &Veto, placement: Placement) -> bool {
    veto.strikes_out() && veto.strikes.iter().any(|id| id == placement.id())
}

fn all_but(kept: Option<Placement>, alternatives: &[Placement]) -> Vec<Placement> {
    alternatives.iter().copied().filter(|alternative| Some(*alternative) != kept).collect()
}

impl RuleStep {
    /// What the record says of it.
    fn evidence(&self) -> String {
        match self {
            Self::NoQuestion => String::new(),
            Self::PutForward => "most deployments have it: it is put forward for core".to_owned(),
            Self::Held { by } => {
                format!("most deployments have it, but it is not put forward for core: {}", by.join("; "))
            }
            Self::NotPutForward { in_core: false } => {
                "most deployments do not have it: it is not put forward for core".to_owned()
            }
            Self::NotPutForward { in_core: true } => {
                "most deployments do not have it, and it is in core today: the values decide".to_owned()
            }
            Self::Undetermined { measurement, cannot_stay } => {
                let Measurement { sample, advanced_up_to, popular_from } = measurement;
                let until = if *cannot_stay { "it is not put forward for core" } else { "it stays" };
                format!(
                    "whether most deployments have it is not known: {until} until somebody has counted (of {sample} drawn at \
                     random, at most {advanced_up_to} make it advanced, at least {popular_from} popular)"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measurement_leaves_no_doubt_on_either_side() {
        for (sample, advanced_up_to, popular_from) in [(10, 1, 9), (30, 9, 21), (100, 40, 60)] {
            assert_eq!(Measurement::of(sample), Measurement { sample, advanced_up_to, popular_from });
        }
    }
}
