//! What is recommended, and on what grounds: today's placement, unless a change leads it clearly.

use haggle_tradeoff::{Decision, DecisionOutcome, Veto, VetoVerdict};
use serde::Serialize;

use super::rule::{FamilyRule, RuleStep};
use crate::data::{PlacementChoice, RuleSettings, Waivers};

/// The name of the rule among the vetoes.
pub(crate) const ID: &str = "clear-lead";

/// What is recommended, and on what grounds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct Advice {
    /// The placement, with its side condition; none where the lead decides, or nothing is left.
    pub recommended: Option<PlacementChoice>,
    /// Why.
    pub grounds: AdviceGrounds,
    /// What the family's rule says.
    pub rule: FamilyRule,
    /// Each change that no other veto strikes out against today's placement, the one of highest value first.
    pub changes: Vec<ChangeReport>,
}

/// Why a placement is recommended, or none.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "because")]
#[non_exhaustive]
pub enum AdviceGrounds {
    /// The family's rule says so.
    Rule,
    /// Vetoes leave nothing else.
    Vetoes,
    /// It has the highest value, by enough.
    Leads,
    /// It is today's placement, and no change leads it clearly.
    NoClearLead,
    /// Several placements are too close to call.
    TooClose {
        /// These.
        between: Vec<PlacementChoice>,
    },
    /// Vetoes strike out every placement.
    NothingLeft,
}

/// A change from today's placement, and whether it leads clearly.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct ChangeReport {
    /// The placement, with its side condition.
    pub placement: PlacementChoice,
    /// By how much its value is above today's, on the scale of 0 to 1.
    pub lead: f64,
    /// The group's weight of the criteria on which the two differ.
    pub differing_weight: f64,
    /// The lead on that weight alone.
    pub margin: f64,
    /// The share of what facts and weights leave open in which it beats today's.
    pub winning: f64,
    /// What the stakeholder loses who loses most, and its name; none where nobody loses.
    pub most_lost: Option<StakeholderLoss>,
    /// What it lacks to be recommended; nothing where it leads clearly.
    pub lacks: Vec<Shortfall>,
}

/// What a change costs a stakeholder.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct StakeholderLoss {
    /// The stakeholder.
    pub stakeholder: String,
    /// On the stakeholder's scale of 0 to 1.
    pub loss: f64,
}

/// What a change lacks to be recommended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Shortfall {
    /// Its value is not above today's by more than the tolerance.
    Tolerance,
    /// The lead is too small on the criteria that differ.
    Margin,
    /// It beats today's placement too rarely.
    Stability,
    /// It costs a stakeholder too much.
    Loss,
}

/// Each change that is left against today's placement; nothing where today's placement is vetoed.
pub(crate) fn changes(decision: &Decision, settings: &RuleSettings) -> Vec<ChangeReport> {
    let eligible = &decision.screening.eligible;
    let Some(today) = decision.alternatives.iter().position(|one| one.status_quo && !one.struck_out) else {
        return Vec::new();
    };
    let mut found: Vec<ChangeReport> = (0..decision.alternatives.len())
        .filter(|&at| at != today && !decision.alternatives[at].struck_out)
        .filter_map(|at| change(decision, (at, today), eligible, settings))
        .collect();
    found.sort_by(|a, b| b.lead.total_cmp(&a.lead));
    found
}

fn change(
    decision: &Decision,
    (at, today): (usize, usize),
    eligible: &[String],
    settings: &RuleSettings,
) -> Option<ChangeReport> {
    let (new, old) = (&decision.alternatives[at], &decision.alternatives[today]);
    let place = |id: &str| eligible.iter().position(|one| one == id);
    let winning = decision.robustness.pairwise_winning.get(place(&new.id)?)?.get(place(&old.id)?)?;
    let differing = decision.points_of(&new.id).zip(decision.points_of(&old.id));
    let differing = differing.filter(|(new, old)| (new.value - old.value).abs() > 1e-9);
    let differing_weight: f64 = differing.map(|(new, _)| new.weight).sum();
    let lead = new.value - old.value;
    let margin = if differing_weight > 0.0 { lead / differing_weight } else { 0.0 };
    let losses = decision.stakeholders.iter().map(|one| StakeholderLoss {
        stakeholder: one.id.clone(),
        loss: one.utilities[today] - one.utilities[at],
    });
    let most_lost = losses.filter(|one| one.loss > 0.0).max_by(|a, b| a.loss.total_cmp(&b.loss));
    let lost = most_lost.as_ref().map_or(0.0, |one| one.loss);
    let checks = [
        (lead <= settings.tolerance, Shortfall::Tolerance),
        (margin < settings.margin, Shortfall::Margin),
        (*winning < settings.stability, Shortfall::Stability),
        (lost > settings.most_lost, Shortfall::Loss),
    ];
    Some(ChangeReport {
        placement: new.id.parse().ok()?,
        lead,
        differing_weight,
        margin,
        winning: *winning,
        most_lost,
        lacks: checks.into_iter().filter(|(fails, _)| *fails).map(|(_, lack)| lack).collect(),
    })
}

/// The veto that keeps today's placement: none where it has the highest value, or every change leads it clearly.
pub(crate) fn clear_lead(
    decision: &Decision,
    changes: &[ChangeReport],
    settings: &RuleSettings,
    waivers: &Waivers,
) -> Option<Veto> {
    let today = decision.alternatives.iter().find(|one| one.status_quo && !one.struck_out)?;
    let stays = match &decision.outcome {
        DecisionOutcome::Recommended { alternative, .. } => *alternative == today.id,
        // The values do not decide: then today's placement stays, and what is close is shown.
        DecisionOutcome::NoClearWinner { between, .. } => between.first() == Some(&today.id),
        _ => true,
    };
    let unclear: Vec<&ChangeReport> = changes.iter().filter(|change| !change.lacks.is_empty()).collect();
    let closest = *unclear.first()?;
    if stays {
        return None;
    }
    Some(Veto {
        id: ID.into(),
        label: "a change leads today's placement clearly".into(),
        verdict: VetoVerdict::Fail,
        evidence: closest.words(settings),
        strikes: unclear.iter().map(|change| change.placement.to_string()).collect(),
        waivable_by: waivers.role(ID).map(str::to_owned),
        waiver: None,
    })
}

impl ChangeReport {
    /// What it lacks, in words.
    fn words(&self, settings: &RuleSettings) -> String {
        let points = |value: f64| format!("{:.1}", value * 100.0);
        let said = self.lacks.iter().map(|lack| match lack {
            Shortfall::Tolerance => format!(
                "its value is {} points above today's, and {} are too close to call",
                points(self.lead),
                points(settings.tolerance)
            ),
            Shortfall::Margin => format!(
                "it leads by {} points of what differs, and {} are asked for",
                points(self.margin),
                points(settings.margin)
            ),
            Shortfall::Stability => format!(
                "it beats today's in {:.0}% of what facts and weights leave open, and {:.0}% are asked for",
                self.winning * 100.0,
                settings.stability * 100.0
            ),
            Shortfall::Loss => {
                let (who, loss) =
                    self.most_lost.as_ref().map_or(("", 0.0), |one| (one.stakeholder.as_str(), one.loss));
                format!(
                    "it costs {who} {} points of 100, and {} are allowed without a side condition",
                    points(loss),
                    points(settings.most_lost)
                )
            }
        });
        format!("{}: {}", self.placement, said.collect::<Vec<_>>().join("; "))
    }
}

impl Advice {
    /// What a decision recommends, after the family's rule and the comparison with today's placement.
    pub(crate) fn of(decision: &Decision, rule: FamilyRule, changes: Vec<ChangeReport>) -> Self {
        let (recommended, grounds) = match &decision.outcome {
            DecisionOutcome::Recommended { alternative, lead } => {
                let by = |id: &str| {
                    let struck = &decision.screening.struck_out;
                    struck.iter().any(|one| one.vetoes.iter().any(|veto| veto == id))
                };
                let is_by_rule = match rule.says {
                    RuleStep::PutForward | RuleStep::Undetermined { .. } => true,
                    RuleStep::NotPutForward { in_core } => !in_core,
                    _ => false,
                };
                let grounds = match lead {
                    Some(_) => AdviceGrounds::Leads,
                    None if by(ID) => AdviceGrounds::NoClearLead,
                    None if is_by_rule && by("family-rule") => AdviceGrounds::Rule,
                    None => AdviceGrounds::Vetoes,
                };
                (alternative.parse().ok(), grounds)
            }
            DecisionOutcome::NoClearWinner { between, .. } => {
                let today = decision.alternatives.iter().find(|one| one.status_quo);
                let stays = today.filter(|today| between.first() == Some(&today.id));
                if let Some(today) = stays {
                    (today.id.parse().ok(), AdviceGrounds::NoClearLead)
                } else {
                    let between = between.iter().filter_map(|id| id.parse().ok()).collect();
                    (None, AdviceGrounds::TooClose { between })
                }
            }
            _ => (None, AdviceGrounds::NothingLeft),
        };
        Self { recommended, grounds, rule, changes }
    }
}
