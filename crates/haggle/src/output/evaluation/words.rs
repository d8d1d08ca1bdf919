//! Phrases that both views use, beside the words of a decision, which are those of `haggle_tradeoff::words`.

use haggle_govern::evaluation::{FeatureReport, Placing, ShareReport};
use haggle_tradeoff::words::{Words, percent};
use haggle_tradeoff::{AdoptionClass, DecisionOutcome};

/// A share of deployments: `advanced, 12% to 37%`.
pub fn share(share: &ShareReport) -> String {
    let range = if share.evidence.is_empty() {
        "no figures".to_owned()
    } else if (share.high - share.low) < 0.005 {
        percent(share.low)
    } else {
        format!("{} to {}", percent(share.low), percent(share.high))
    };
    format!("{} ({range})", class(share.class))
}

/// Popular, advanced or undetermined.
fn class(class: AdoptionClass) -> &'static str {
    match class {
        AdoptionClass::Popular => "popular",
        AdoptionClass::Advanced => "advanced",
        AdoptionClass::Undetermined => "undetermined",
    }
}

/// What the rule says, in a few words.
pub fn outcome(feature: &FeatureReport) -> String {
    let Placing::Requirements { record, unused_since, .. } = &feature.placing else {
        return "nothing to place".to_owned();
    };
    let decision = record.decision();
    match &decision.outcome {
        DecisionOutcome::Recommended { alternative, .. } if unused_since.is_some() => {
            format!("{alternative}: no code uses it")
        }
        _ => Words::plain(record.problem(), decision).outcome_in_short(),
    }
}

/// A number with as many digits as people need.
pub fn number(value: f64) -> String {
    if (value - value.round()).abs() < 1e-9 { format!("{value:.0}") } else { format!("{value:.2}") }
}
