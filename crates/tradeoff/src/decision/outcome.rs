//! What the rule says.

use crate::analysis::StatusQuoChange;
use crate::model::GroupRule;
use crate::numeric::sort_by;
use crate::uncertainty::Robustness;

/// The outcome of the rule: the highest value for the group among what no veto strikes out, if the lead is a lead.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum DecisionOutcome {
    /// One alternative leads by more than the tolerance and stably.
    Recommended {
        /// The alternative.
        alternative: String,
        /// By how much it leads the next, in value between 0 and 1; none where nothing else is left.
        lead: Option<f64>,
    },
    /// Things stay as they are: no change leads the status quo clearly.
    Kept {
        /// The status quo.
        alternative: String,
    },
    /// The values do not decide: the lead does.
    NoClearWinner {
        /// The alternatives to decide between, the one of highest value first.
        between: Vec<String>,
        /// Why.
        why: Vec<Doubt>,
    },
    /// Vetoes strike out every alternative.
    NothingLeft,
}

impl DecisionOutcome {
    /// The alternative that the rule takes; where the values do not decide, that of highest value.
    pub fn leader(&self) -> Option<&str> {
        match self {
            Self::Recommended { alternative, .. } | Self::Kept { alternative } => Some(alternative),
            Self::NoClearWinner { between, .. } => between.first().map(String::as_str),
            Self::NothingLeft => None,
        }
    }
}

/// Why the alternative of highest value is not recommended.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Doubt {
    /// The next is within the tolerance.
    WithinTolerance {
        /// The lead.
        lead: f64,
        /// The tolerance.
        tolerance: f64,
    },
    /// Within what facts and weights leave open, it comes first too rarely.
    Unstable {
        /// The share of the samples in which it comes first.
        first_share: f64,
        /// The share that the rule asks for.
        required: f64,
    },
}

/// Applies the rule with a status quo, at the place `today` of the eligible alternatives, that stays unless a change leads it clearly.
pub(crate) fn keep_or_change(
    names: &[String],
    today: usize,
    changes: &[StatusQuoChange],
    (values, robustness): (&[f64], &Robustness),
    rule: GroupRule,
) -> DecisionOutcome {
    let first_shares: Vec<f64> = robustness.rank_acceptability.iter().map(|row| row[0]).collect();
    let clear: Vec<&StatusQuoChange> = changes.iter().filter(|change| change.lacks.is_empty()).collect();
    let Some(best) = clear.first() else {
        return match apply_rule(names, values, &first_shares, rule) {
            DecisionOutcome::Recommended { alternative, lead } if alternative == names[today] => {
                DecisionOutcome::Recommended { alternative, lead }
            }
            _ => DecisionOutcome::Kept { alternative: names[today].clone() },
        };
    };
    let place = |change: &StatusQuoChange| names.iter().position(|name| *name == change.alternative);
    let Some(leader) = place(best) else {
        return DecisionOutcome::Kept { alternative: names[today].clone() };
    };
    // Several changes may lead the status quo clearly, and not each other.
    let mut why = Vec::new();
    let mut between = vec![best.alternative.clone()];
    for rival in &clear[1..] {
        let Some(at) = place(rival) else { continue };
        let (lead, winning) = (best.lead - rival.lead, robustness.pairwise_winning[leader][at]);
        let is_close = lead <= rule.tolerance && first_shares[at] > 0.0;
        if is_close {
            why.push(Doubt::WithinTolerance { lead, tolerance: rule.tolerance });
        }
        if winning < rule.stability {
            why.push(Doubt::Unstable { first_share: winning, required: rule.stability });
        }
        if is_close || winning < rule.stability {
            between.push(rival.alternative.clone());
        }
    }
    if between.len() > 1 {
        return DecisionOutcome::NoClearWinner { between, why };
    }
    let next = clear.get(1).map_or(0.0, |second| second.lead.max(0.0));
    DecisionOutcome::Recommended { alternative: best.alternative.clone(), lead: Some(best.lead - next) }
}

/// Applies the rule to the eligible alternatives: `values` and `first_shares` go with `names`.
pub(crate) fn apply_rule(
    names: &[String],
    values: &[f64],
    first_shares: &[f64],
    rule: GroupRule,
) -> DecisionOutcome {
    let mut order: Vec<usize> = (0..names.len()).collect();
    sort_by(&mut order, |&a, &b| values[b].total_cmp(&values[a]));
    let Some(&leader) = order.first() else { return DecisionOutcome::NothingLeft };
    let Some(&second) = order.get(1) else {
        return DecisionOutcome::Recommended { alternative: names[leader].clone(), lead: None };
    };
    let lead = values[leader] - values[second];
    let mut why = Vec::new();
    let mut between: Vec<usize> = Vec::new();
    // What never comes first within what facts and weights leave open is not a rival, however close.
    let is_close = |at: &usize| values[leader] - values[*at] <= rule.tolerance && first_shares[*at] > 0.0;
    let mut close = order[1..].iter().copied().filter(is_close).peekable();
    if lead <= rule.tolerance && close.peek().is_some() {
        why.push(Doubt::WithinTolerance { lead, tolerance: rule.tolerance });
        between.extend(close);
    }
    if first_shares[leader] < rule.stability {
        why.push(Doubt::Unstable { first_share: first_shares[leader], required: rule.stability });
        // The fewest alternatives that come first often enough together, the leader among them.
        let mut likely = order.clone();
        sort_by(&mut likely, |&a, &b| first_shares[b].total_cmp(&first_shares[a]));
        let mut together = first_shares[leader];
        for at in likely.into_iter().filter(|&at| at != leader) {
            if together >= rule.stability {
                break;
            }
            together += first_shares[at];
            between.push(at);
        }
    }
    if why.is_empty() {
        return DecisionOutcome::Recommended { alternative: names[leader].clone(), lead: Some(lead) };
    }
    let between = order
        .iter()
        .filter(|&&at| at == leader || (between.contains(&at) && first_shares[at] > 0.0))
        .map(|&at| names[at].clone())
        .collect();
    DecisionOutcome::NoClearWinner { between, why }
}
