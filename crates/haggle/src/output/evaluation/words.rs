//! Phrases that both views use.

use haggle_govern::evaluation::{FeatureReport, Placing, ShareReport};
use haggle_tradeoff::{
    AdoptionClass, Decision, DecisionOutcome, Draft, Flip, Lever, Quantity, RobustnessBasis, VetoChange,
    VetoVerdict,
};

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

/// A share as a percentage.
pub fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
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
        DecisionOutcome::Recommended { alternative, .. } => {
            let only = decision.screening.eligible.len() == 1;
            if only { format!("{alternative}: all else is struck out") } else { alternative.clone() }
        }
        DecisionOutcome::NoClearWinner { between, .. } => {
            format!("no clear winner: the lead decides between {}", between.join(", "))
        }
        DecisionOutcome::NothingLeft => "nothing: vetoes strike out every placement".to_owned(),
    }
}

/// How often the leader comes first.
pub fn robustness(decision: &Decision) -> String {
    let Some(leader) = decision.outcome.leader() else { return "-".to_owned() };
    if decision.screening.eligible.len() == 1 {
        return "nothing else is left".to_owned();
    }
    let Some(at) = decision.screening.eligible.iter().position(|id| id == leader) else {
        return "-".to_owned();
    };
    let first = decision.robustness.rank_acceptability.get(at).and_then(|ranks| ranks.first()).copied();
    match (first, decision.robustness.basis) {
        (Some(share), RobustnessBasis::Sampled { .. } | RobustnessBasis::Exact { .. }) => {
            format!("first in {}", percent(share))
        }
        (Some(_), RobustnessBasis::Certain) => "certain".to_owned(),
        _ => "-".to_owned(),
    }
}

/// The change that would hand the lead to another placement: the smallest of what can still change, else of a veto.
pub fn would_flip(decision: &Decision, problem: &Draft) -> String {
    if let Some(smallest) = open_flips(decision, problem).next() {
        return flip(smallest, problem);
    }
    let leader = decision.outcome.leader();
    for what_if in &decision.what_if {
        let Some(next) = what_if.leader.as_deref() else { continue };
        if Some(next) == leader {
            continue;
        }
        let label = problem
            .vetoes
            .iter()
            .find(|veto| veto.id == what_if.veto)
            .map_or(what_if.veto.as_str(), |veto| veto.label.as_str());
        return match &what_if.change {
            VetoChange::Waived { by } => format!("{next} leads if `{label}` is waived by the {by}"),
            VetoChange::Failed => format!("{next} leads if `{label}` turns out to fail"),
        };
    }
    "no single change".to_owned()
}

/// The flips, smallest first, of what is not settled: weights, powers, and facts that are not known exactly.
pub fn open_flips<'a>(decision: &'a Decision, problem: &'a Draft) -> impl Iterator<Item = &'a Flip> {
    decision.flips.iter().filter(|flip| match &flip.lever {
        Lever::Fact { fact, .. } => problem
            .facts
            .iter()
            .any(|known| known.id == *fact && !matches!(known.quantity, Quantity::Point(_))),
        _ => true,
    })
}

/// One flip in words.
pub fn flip(flip: &Flip, problem: &Draft) -> String {
    match &flip.lever {
        Lever::Weight { stakeholder, criterion } => format!(
            "{} leads if {stakeholder} weigh {} at {} (now {})",
            flip.winner,
            criterion_label(problem, criterion),
            percent(flip.to),
            percent(flip.from)
        ),
        Lever::Power { stakeholder } => format!(
            "{} leads if {stakeholder} have {} of the say (now {})",
            flip.winner,
            percent(flip.to),
            percent(flip.from)
        ),
        Lever::Fact { fact, unit } => {
            let label = problem
                .facts
                .iter()
                .find(|known| known.id == *fact)
                .map_or(fact.as_str(), |known| known.label.as_str());
            let amount = |value: f64| {
                if unit == "share" { percent(value) } else { format!("{} {unit}", number(value)) }
            };
            format!(
                "{} leads if {label} are {} (taken as {})",
                flip.winner,
                amount(flip.to),
                amount(flip.from)
            )
        }
    }
}

/// The label of a criterion.
pub fn criterion_label<'a>(problem: &'a Draft, id: &'a str) -> &'a str {
    problem
        .criteria
        .iter()
        .find(|criterion| criterion.id == id)
        .map_or(id, |criterion| criterion.label.as_str())
}

/// A number with as many digits as people need.
pub fn number(value: f64) -> String {
    if (value - value.round()).abs() < 1e-9 { format!("{value:.0}") } else { format!("{value:.2}") }
}

/// A verdict in one word.
pub fn verdict(verdict: VetoVerdict) -> &'static str {
    match verdict {
        VetoVerdict::Pass => "pass",
        VetoVerdict::Fail => "FAIL",
        VetoVerdict::Unknown => "unknown",
    }
}
