//! Phrases that both views use, beside the words of a decision, which are those of `haggle_tradeoff::words`.

use haggle_govern::data::{AdoptionEntry, AdoptionKind, PlacementChoice};
use haggle_govern::decision::{Advice, AdviceGrounds, RuleStep};
use haggle_govern::evaluation::{FeatureReport, Placing, ShareReport};
use haggle_tradeoff::AdoptionClass;
use haggle_tradeoff::words::{Words, percent};

/// A share of deployments: `advanced, 12% to 37%`.
pub fn share(share: &ShareReport) -> String {
    let range = if share.pooled.rests_on_prior {
        "no figures".to_owned()
    } else if (share.high - share.low) < 0.005 {
        percent(share.low)
    } else {
        format!("{} to {}", percent(share.low), percent(share.high))
    };
    format!("{} ({range})", class(share.class))
}

/// A piece of evidence: `3 of 10 asked`.
pub fn evidence(entry: &AdoptionEntry) -> String {
    match entry.kind {
        AdoptionKind::Sample { count, n } => format!("{count} of {n} asked"),
        AdoptionKind::Tally { on, conditional, n } => {
            format!("{on} of {n} deployment tools switch it on, {conditional} on a condition")
        }
        AdoptionKind::Bound { lower, upper } => format!("between {} and {}", percent(lower), percent(upper)),
        _ => "other evidence".to_owned(),
    }
}

/// Popular, advanced or undetermined.
fn class(class: AdoptionClass) -> &'static str {
    match class {
        AdoptionClass::Popular => "popular",
        AdoptionClass::Advanced => "advanced",
        AdoptionClass::Undetermined => "undetermined",
    }
}

/// What was decided and is not due, else what the rule says, in a few words.
pub fn outcome(feature: &FeatureReport) -> String {
    match &feature.placing {
        Placing::Requirements { decided: Some(decided), today, .. } if decided.due.is_empty() => {
            let as_today = if decided.choice.is(*today) { ", as today" } else { "" };
            format!("{}{as_today}: decided {}", terms(feature, &decided.choice), decided.date)
        }
        _ => recommended(feature),
    }
}

/// What the rule says, in a few words.
pub fn recommended(feature: &FeatureReport) -> String {
    let Placing::Requirements { advice, today, unused_since, record, .. } = &feature.placing else {
        return "nothing to place".to_owned();
    };
    let Some(recommended) = &advice.recommended else {
        return Words::plain(record.problem(), record.decision()).outcome_in_short();
    };
    let as_today = if recommended.is(*today) { ", as today" } else { "" };
    format!("{}{as_today}: {}", terms(feature, recommended), reason(advice, unused_since.is_some()))
}

/// A choice in words: the placement, and what is done with it.
pub fn terms(feature: &FeatureReport, choice: &PlacementChoice) -> String {
    let Placing::Requirements { conditions, .. } = &feature.placing else { return choice.to_string() };
    match conditions.iter().find(|entry| entry.choice() == *choice) {
        Some(entry) => format!("{}, {}", choice.placement.id(), entry.terms),
        None => choice.to_string(),
    }
}

/// Why a placement is recommended, in a few words.
fn reason(advice: &Advice, is_unused: bool) -> &'static str {
    match (&advice.grounds, &advice.rule.says) {
        _ if is_unused => "no code uses it",
        (AdviceGrounds::Rule, RuleStep::PutForward) => "most deploy it",
        (AdviceGrounds::Rule, RuleStep::NotPutForward { .. }) => "most do not deploy it",
        (AdviceGrounds::Rule, _) => "nobody has counted who deploys it",
        (AdviceGrounds::Vetoes, _) => "every other option is vetoed",
        (AdviceGrounds::Leads, _) => "it has the highest value",
        (AdviceGrounds::NoClearLead, _) => "no change leads it clearly",
        _ => "the lead decides",
    }
}

/// What is recommended at each share of deployments, where that makes a difference.
pub fn by_share(feature: &FeatureReport) -> Option<String> {
    let Placing::Requirements { by_share, .. } = &feature.placing else { return None };
    let ranges: Vec<String> = by_share
        .iter()
        .map(|range| {
            let placement =
                range.recommended.as_ref().map_or_else(|| "nothing".to_owned(), ToString::to_string);
            format!("{placement} from {} to {}", percent(range.from), percent(range.to))
        })
        .collect();
    (ranges.len() > 1).then(|| ranges.join(", "))
}

/// A number with as many digits as people need.
pub fn number(value: f64) -> String {
    if (value - value.round()).abs() < 1e-9 { format!("{value:.0}") } else { format!("{value:.2}") }
}
