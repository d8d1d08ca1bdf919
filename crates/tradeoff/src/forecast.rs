//! Probabilities against what happened: accuracy, log loss, Brier score, and how often what was called likely came true.

use std::collections::{BTreeMap, BTreeSet};

use crate::numeric::{index_to_f64, ln, to_f64};

/// One past case: how probable each outcome was said to be, and what happened.
#[derive(Debug, Clone, PartialEq)]
pub struct ForecastCase {
    /// What is reported together, such as the repository.
    pub group: String,
    /// Each possible outcome with its probability, in an order of the caller's; they sum to one.
    pub probabilities: Vec<(String, f64)>,
    /// What happened.
    pub actual: String,
}

impl ForecastCase {
    /// The most probable outcome, the first among equals; none where there is no outcome.
    pub fn predicted(&self) -> Option<&(String, f64)> {
        self.probabilities.iter().reduce(|best, next| if next.1 > best.1 { next } else { best })
    }

    /// The probability of what happened; 0 for what was not thought possible.
    pub fn of_actual(&self) -> f64 {
        let actual = self.probabilities.iter().find(|(outcome, _)| *outcome == self.actual);
        actual.map_or(0.0, |(_, probability)| *probability)
    }
}

/// How good forecasts were.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct ForecastReport {
    /// All cases.
    pub total: ForecastScore,
    /// The cases of each group, by its name.
    pub groups: Vec<ForecastScore>,
    /// The cases that ended in each outcome, by its name: the accuracy here is the share of them that was foreseen.
    pub outcomes: Vec<ForecastScore>,
    /// The cases by the probability of what was predicted, in tenths.
    pub reliability: Vec<ReliabilityBin>,
    /// The mean distance of probability and frequency over these tenths, by their cases; none without cases.
    pub calibration_error: Option<f64>,
}

/// How good the forecasts of some cases were.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct ForecastScore {
    /// The group or the outcome; empty for all.
    pub name: String,
    /// The cases.
    pub cases: u64,
    /// Those where what was most probable happened.
    pub hits: u64,
    /// `hits / cases`; none without cases.
    pub accuracy: Option<f64>,
    /// The mean of `-ln p` of what happened, at most [`LARGEST_LOSS`] for one case; 0 is perfect. None without cases.
    pub log_loss: Option<f64>,
    /// The mean of the sum over the outcomes of `(p - 1 if it happened, else 0)^2`, from 0 to 2 (Brier 1950). None without cases.
    pub brier: Option<f64>,
    /// The mean probability of what happened; none without cases.
    pub mean_probability: Option<f64>,
}

/// The cases whose prediction had a probability in one tenth.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct ReliabilityBin {
    /// How many.
    pub cases: u64,
    /// The mean probability of what was predicted.
    pub mean_probability: f64,
    /// The share of them in which it happened.
    pub came_true: f64,
}

/// The loss of a case that was not thought possible: that of a probability of one in ten thousand million.
pub const LARGEST_LOSS: f64 = 23.025_850_929_940_457;

/// Scores forecasts. The order of the cases is irrelevant, except for the last digits of sums.
///
/// ```
/// use haggle_tradeoff::forecast::{ForecastCase, score};
///
/// let probabilities = vec![("core".to_owned(), 0.75), ("extra".to_owned(), 0.25)];
/// let case = ForecastCase { group: "glance".to_owned(), probabilities, actual: "core".to_owned() };
/// let found = score(&[case]);
/// assert_eq!((found.total.cases, found.total.hits), (1, 1));
/// assert!((found.total.log_loss.unwrap() - (4.0_f64 / 3.0).ln()).abs() < 1e-12);
/// ```
pub fn score(cases: &[ForecastCase]) -> ForecastReport {
    let all: Vec<&ForecastCase> = cases.iter().collect();
    let by = |name_of: fn(&ForecastCase) -> &String| -> Vec<ForecastScore> {
        let names: BTreeSet<&String> = cases.iter().map(name_of).collect();
        let of = |name: &String| -> Vec<&ForecastCase> {
            cases.iter().filter(|case| name_of(case) == name).collect()
        };
        names.into_iter().map(|name| score_of(name, &of(name))).collect()
    };
    let reliability = reliability(&all);
    let distance = |bin: &ReliabilityBin| (bin.mean_probability - bin.came_true).abs() * to_f64(bin.cases);
    let calibration_error = (!cases.is_empty())
        .then(|| reliability.iter().map(distance).sum::<f64>() / index_to_f64(cases.len()));
    ForecastReport {
        total: score_of("", &all),
        groups: by(|case| &case.group),
        outcomes: by(|case| &case.actual),
        reliability,
        calibration_error,
    }
}

fn score_of(name: &str, cases: &[&ForecastCase]) -> ForecastScore {
    let mean = |of: &dyn Fn(&ForecastCase) -> f64| {
        let sum: f64 = cases.iter().map(|case| of(case)).sum();
        (!cases.is_empty()).then(|| sum / index_to_f64(cases.len()))
    };
    let is_hit = |case: &ForecastCase| case.predicted().is_some_and(|(outcome, _)| *outcome == case.actual);
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    ForecastScore {
        name: name.to_owned(),
        cases: count(cases.len()),
        hits: count(cases.iter().filter(|case| is_hit(case)).count()),
        accuracy: mean(&|case| if is_hit(case) { 1.0 } else { 0.0 }),
        log_loss: mean(&|case| (-ln(case.of_actual())).min(LARGEST_LOSS)),
        brier: mean(&brier),
        mean_probability: mean(&ForecastCase::of_actual),
    }
}

fn brier(case: &ForecastCase) -> f64 {
    let square = |(outcome, probability): &(String, f64)| {
        let happened = if *outcome == case.actual { 1.0 } else { 0.0 };
        (probability - happened) * (probability - happened)
    };
    let missed =
        if case.probabilities.iter().any(|(outcome, _)| *outcome == case.actual) { 0.0 } else { 1.0 };
    case.probabilities.iter().map(square).sum::<f64>() + missed
}

fn reliability(cases: &[&ForecastCase]) -> Vec<ReliabilityBin> {
    let mut tenths: BTreeMap<u32, (u64, f64, f64)> = BTreeMap::new();
    for case in cases {
        let Some((outcome, probability)) = case.predicted() else { continue };
        let tenth = (1..10_u32).filter(|tenth| *probability >= f64::from(*tenth) / 10.0).count();
        let (n, sum, hits) = tenths.entry(u32::try_from(tenth).unwrap_or(0)).or_default();
        *n += 1;
        *sum += probability;
        *hits += if *outcome == case.actual { 1.0 } else { 0.0 };
    }
    let bin = |(cases, sum, hits): (u64, f64, f64)| ReliabilityBin {
        cases,
        mean_probability: sum / to_f64(cases),
        came_true: hits / to_f64(cases),
    };
    tenths.into_values().map(bin).collect()
}

#[cfg(test)]
mod tests {
    use super::{ForecastCase, LARGEST_LOSS, score};

    fn case(group: &str, core: f64, actual: &str) -> ForecastCase {
        let probabilities = vec![("core".to_owned(), core), ("extra".to_owned(), 1.0 - core)];
        ForecastCase { group: group.to_owned(), probabilities, actual: actual.to_owned() }
    }

    #[track_caller]
    fn near(found: Option<f64>, expected: f64) {
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-12), "{found:?} is not {expected}");
    }

    #[test]
    fn scores_by_hand() {
        let found = score(&[case("a", 0.8, "core"), case("a", 0.8, "extra"), case("b", 0.5, "core")]);
        assert_eq!((found.total.cases, found.total.hits), (3, 2));
        near(found.total.log_loss, -(0.8_f64.ln() + 0.2_f64.ln() + 0.5_f64.ln()) / 3.0);
        near(found.total.brier, (2.0 * 0.04 + 2.0 * 0.64 + 2.0 * 0.25) / 3.0);
        near(found.groups[0].accuracy, 0.5);
        near(found.outcomes[1].mean_probability, 0.2);
        assert_eq!(found.outcomes[1].name, "extra");
        // A tie goes to the first outcome.
        near(found.groups[1].accuracy, 1.0);
        let bins: Vec<u64> = found.reliability.iter().map(|bin| bin.cases).collect();
        assert_eq!(bins, [1, 2]);
        near(found.calibration_error, (0.5 + 2.0 * 0.3) / 3.0);
    }

    #[test]
    fn what_was_not_thought_possible_costs_a_lot_and_not_everything() {
        near(score(&[case("a", 1.0, "extra")]).total.log_loss, LARGEST_LOSS);
        let found = score(&[case("a", 1.0, "vendored")]);
        near(found.total.log_loss, LARGEST_LOSS);
        near(found.total.brier, 2.0);
        assert_eq!(score(&[]).total.log_loss, None);
    }

    #[test]
    fn certainty_that_comes_true_is_perfect() {
        let found = score(&[case("a", 1.0, "core"), case("b", 0.0, "extra")]);
        near(found.total.log_loss, 0.0);
        near(found.total.brier, 0.0);
        near(found.calibration_error, 0.0);
    }
}
