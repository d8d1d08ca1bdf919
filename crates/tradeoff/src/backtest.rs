//! Predictions against what happened: hit rates beside a baseline, and calibration.

use std::collections::{BTreeMap, BTreeSet};

use crate::numeric::{index_to_f64, to_f64};

/// One past decision: what was predicted, how acceptable that was, and what happened.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Case {
    /// What is held out together, such as the repository.
    pub group: String,
    /// The prediction; none where too few facts are known to make one (or the rule sees no clear winner).
    pub predicted: Option<String>,
    /// Its acceptability: the share of samples in which it comes first, between 0 and 1.
    pub acceptability: f64,
    /// What happened.
    pub actual: String,
    /// What could not happen, known beforehand, so that neither the prediction nor the baseline may say it: where the requirement
    /// is already, when all that is asked is where it goes.
    #[cfg_attr(feature = "serde", serde(default))]
    pub ruled_out: Option<String>,
}

/// Predictions beside the baseline of always predicting the most common outcome of the other groups.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Backtest {
    /// Each group.
    pub groups: Vec<GroupScore>,
    /// All usable cases together.
    pub total: GroupScore,
    /// The mean of `(acceptability - 1 if it was right, else 0)^2`; none without usable cases.
    pub brier_score: Option<f64>,
    /// Confidence against hit rate in ten bins; none below [`CALIBRATION_CASES`] usable cases.
    pub calibration: Option<Calibration>,
}

/// Hits among the usable cases: those with a prediction.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct GroupScore {
    /// The group; empty for the total.
    pub group: String,
    /// All cases.
    pub cases: u64,
    /// Those with a prediction.
    pub usable: u64,
    /// Predictions that came true.
    pub hits: u64,
    /// Usable cases that the baseline gets right. It predicts the most common outcome of all other groups' cases that is not ruled out
    /// (the first by name among equals), or nothing if there is no other group.
    pub baseline_hits: u64,
    /// `hits / usable`; none without usable cases.
    pub hit_rate: Option<f64>,
    /// `baseline_hits / usable`; none without usable cases, or where no other group says what is common.
    pub baseline_rate: Option<f64>,
}

impl GroupScore {
    fn new(group: &str) -> Self {
        let group = group.to_owned();
        Self { group, cases: 0, usable: 0, hits: 0, baseline_hits: 0, hit_rate: None, baseline_rate: None }
    }

    fn with_rates(mut self, has_baseline: bool) -> Self {
        let rate = |hits: u64| (self.usable > 0).then(|| to_f64(hits) / to_f64(self.usable));
        (self.hit_rate, self.baseline_rate) =
            (rate(self.hits), rate(self.baseline_hits).filter(|_| has_baseline));
        self
    }
}

/// How far acceptability can be taken for a probability.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Calibration {
    /// The bins that have cases, by ascending acceptability.
    pub bins: Vec<CalibrationBin>,
    /// The mean distance of acceptability and hit rate over the bins, by their cases.
    pub expected_error: f64,
}

/// The cases with an acceptability in one tenth.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct CalibrationBin {
    /// How many.
    pub cases: u64,
    /// Their mean acceptability.
    pub mean_acceptability: f64,
    /// The share that came true.
    pub hit_rate: f64,
}

/// Fewer cases than this say nothing of calibration.
pub const CALIBRATION_CASES: usize = 50;

/// Scores predictions. An acceptability outside `[0, 1]` counts as the nearer end, and one that is not a number as 0.
pub fn backtest(cases: &[Case]) -> Backtest {
    let names: BTreeSet<&str> = cases.iter().map(|case| case.group.as_str()).collect();
    let groups: Vec<GroupScore> = names.into_iter().map(|group| group_score(cases, group)).collect();
    let sum = |of: fn(&GroupScore) -> u64| groups.iter().map(of).sum();
    let total = GroupScore {
        cases: sum(|score| score.cases),
        usable: sum(|score| score.usable),
        hits: sum(|score| score.hits),
        baseline_hits: sum(|score| score.baseline_hits),
        ..GroupScore::new("")
    };
    let total = total.with_rates(groups.len() > 1);
    let usable: Vec<(f64, f64)> = cases
        .iter()
        .filter_map(|case| {
            let hit = if case.predicted.as_ref()? == &case.actual { 1.0 } else { 0.0 };
            let acceptability =
                if case.acceptability.is_nan() { 0.0 } else { case.acceptability.clamp(0.0, 1.0) };
            Some((acceptability, hit))
        })
        .collect();
    let squares: f64 =
        usable.iter().map(|(acceptability, hit)| (acceptability - hit) * (acceptability - hit)).sum();
    Backtest {
        groups,
        total,
        brier_score: (!usable.is_empty()).then(|| squares / index_to_f64(usable.len())),
        calibration: (usable.len() >= CALIBRATION_CASES).then(|| calibration(&usable)),
    }
}

fn group_score(cases: &[Case], group: &str) -> GroupScore {
    let mut outcomes: BTreeMap<&str, u64> = BTreeMap::new();
    for case in cases.iter().filter(|case| case.group != group) {
        *outcomes.entry(&case.actual).or_default() += 1;
    }
    // The most common first; the first by name among equals, as the sort is stable.
    let mut common: Vec<(&str, u64)> = outcomes.into_iter().collect();
    common.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut score = GroupScore::new(group);
    for case in cases.iter().filter(|case| case.group == group) {
        score.cases += 1;
        if let Some(predicted) = &case.predicted {
            let possible = |outcome: &&str| Some(*outcome) != case.ruled_out.as_deref();
            let baseline = common.iter().map(|(outcome, _)| *outcome).find(possible);
            score.usable += 1;
            score.hits += u64::from(*predicted == case.actual);
            score.baseline_hits += u64::from(baseline == Some(&case.actual));
        }
    }
    score.with_rates(!common.is_empty())
}

fn calibration(usable: &[(f64, f64)]) -> Calibration {
    let mut bins = Vec::new();
    let mut expected_error = 0.0;
    for tenth in 0..10_u32 {
        let (low, high) = (f64::from(tenth) / 10.0, f64::from(tenth + 1) / 10.0);
        let within = |acceptability: f64| acceptability >= low && (acceptability < high || tenth == 9);
        let cases: Vec<&(f64, f64)> =
            usable.iter().filter(|(acceptability, _)| within(*acceptability)).collect();
        if cases.is_empty() {
            continue;
        }
        let n = index_to_f64(cases.len());
        let mean_acceptability = cases.iter().map(|(acceptability, _)| acceptability).sum::<f64>() / n;
        let hit_rate = cases.iter().map(|(_, hit)| hit).sum::<f64>() / n;
        expected_error += (mean_acceptability - hit_rate).abs() * n / index_to_f64(usable.len());
        bins.push(CalibrationBin {
            cases: u64::try_from(cases.len()).unwrap_or(u64::MAX),
            mean_acceptability,
            hit_rate,
        });
    }
    Calibration { bins, expected_error }
}

#[cfg(test)]
mod tests {
    use super::{Case, backtest};

    fn case(group: &str, predicted: Option<&str>, acceptability: f64, actual: &str) -> Case {
        let predicted = predicted.map(str::to_owned);
        Case { group: group.to_owned(), predicted, acceptability, actual: actual.to_owned(), ruled_out: None }
    }

    #[test]
    fn the_baseline_learns_from_other_groups_only() {
        let cases = [
            case("glance", Some("core"), 0.9, "core"),
            case("glance", Some("core"), 0.8, "extra"),
            case("glance", None, 0.0, "core"),
            case("cinder", Some("extra"), 0.7, "extra"),
            case("cinder", Some("core"), 0.6, "extra"),
        ];
        let found = backtest(&cases);
        // Cinder learns `core` (two of three in glance), glance learns `extra`.
        assert_eq!(found.groups[0].baseline_hits, 0);
        assert_eq!(found.groups[1].baseline_hits, 1);
        assert_eq!((found.total.cases, found.total.usable, found.total.hits), (5, 4, 2));
        assert_eq!(found.calibration, None);
    }

    #[test]
    fn what_is_ruled_out_is_nobodys_prediction() {
        let mut cases = vec![case("a", Some("core"), 1.0, "extra"), case("b", Some("extra"), 1.0, "extra")];
        cases.extend((0..3).map(|_| case("b", None, 0.0, "core")));
        assert_eq!(backtest(&cases).groups[0].baseline_hits, 0);
        cases[0].ruled_out = Some("core".to_owned());
        assert_eq!(backtest(&cases).groups[0].baseline_hits, 1);
    }

    #[test]
    fn a_lone_group_has_no_baseline() {
        let found = backtest(&[case("a", Some("core"), 1.0, "core")]);
        assert_eq!((found.total.hit_rate, found.total.baseline_rate), (Some(1.0), None));
        assert_eq!(backtest(&[]).total.hit_rate, None);
    }

    #[test]
    fn calibration_is_perfect_where_acceptability_is_the_hit_rate() {
        let cases: Vec<Case> =
            (0..100).map(|at| case("g", Some("a"), 0.75, if at % 4 == 0 { "b" } else { "a" })).collect();
        let found = backtest(&cases).calibration.expect("there are enough cases");
        assert!(found.expected_error < 1e-12 && found.bins.len() == 1);
    }
}
