//! What the answers come to.

use std::collections::BTreeMap;

use haggle_tradeoff::methods::{ComparisonMatrix, RandomIndex};

use super::answer::{ElicitationError, ElicitationErrorKind};
use super::question::ElicitationQuestion;
use crate::data::Identifier;

/// The weights of a stakeholder, and how far the answers go together.
#[derive(Debug, Clone, PartialEq)]
pub struct ElicitedWeights {
    /// Swing points, lower and upper, 100 for what matters most.
    pub weights: BTreeMap<Identifier, [f64; 2]>,
    /// The consistency ratio of comparisons in pairs: 0 where they go together, and up to 0.1 is usually accepted. None for swing points,
    /// of which nothing is asked twice, and for more criteria than the tables have.
    pub consistency: Option<f64>,
}

/// The table that the consistency ratio is taken against.
const TABLE: RandomIndex = RandomIndex::AlonsoLamata2006;

/// The weights that follow from the answers to all questions.
///
/// Comparisons in pairs are read in three usual ways (the principal eigenvector, the geometric mean, the mean of the normalised columns),
/// which agree where they are consistent: the interval is what these leave open, in whole points.
///
/// # Errors
/// No criterion has 100 points.
pub fn elicited(
    questions: &[ElicitationQuestion<'_>],
    answers: &[[f64; 2]],
) -> Result<ElicitedWeights, ElicitationError> {
    let mut ids: Vec<&Identifier> = Vec::new();
    for question in questions {
        let (first, second) = question.criteria();
        for id in [Some(first), second].into_iter().flatten() {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    let is_pairs = questions.iter().any(|question| question.criteria().1.is_some());
    if is_pairs {
        return Ok(of_pairs(questions, answers, &ids));
    }
    if !answers.iter().any(|[_, high]| *high >= 100.0) {
        return Err(ElicitationError::new(0..0, ElicitationErrorKind::NoHundred));
    }
    let weights = ids.into_iter().cloned().zip(answers.iter().copied()).collect();
    Ok(ElicitedWeights { weights, consistency: None })
}

fn of_pairs(
    questions: &[ElicitationQuestion<'_>],
    answers: &[[f64; 2]],
    ids: &[&Identifier],
) -> ElicitedWeights {
    let place = |id: &Identifier| ids.iter().position(|other| *other == id).unwrap_or(0);
    let mut rows = vec![vec![1.0; ids.len()]; ids.len()];
    for (question, [times, _]) in questions.iter().zip(answers) {
        if let (first, Some(second)) = question.criteria() {
            let (a, b) = (place(first), place(second));
            rows[a][b] = *times;
            rows[b][a] = 1.0 / times;
        }
    }
    let matrix = ComparisonMatrix::new(rows).expect("answers are positive, and reciprocals are made here");
    let readings = [matrix.eigenvector().weights, matrix.geometric(), matrix.mean_of_normalised_columns()];
    let points = |reading: &Vec<f64>, at: usize| {
        let most = reading.iter().copied().fold(0.0, f64::max);
        reading[at] / most * 100.0
    };
    let interval = |at: usize| {
        let all = readings.iter().map(|reading| points(reading, at));
        let (low, high) = all.fold((100.0_f64, 0.0_f64), |(low, high), x| (low.min(x), high.max(x)));
        // A weight that is not zero stays above it.
        [(low + 1e-6).floor().max(1.0), (high - 1e-6).ceil().max(1.0)]
    };
    let weights = ids.iter().enumerate().map(|(at, id)| ((*id).clone(), interval(at))).collect();
    ElicitedWeights { weights, consistency: matrix.consistency_ratio(TABLE) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{CriterionEntry, ElicitationMethod};
    use crate::elicit::{questions, read_answers};

    fn criteria() -> Vec<&'static CriterionEntry> {
        let named = |id: &&str| CriterionEntry::default_set().iter().find(|one| one.id.as_str() == *id);
        ["pins", "staleness", "duplicates"].iter().filter_map(named).collect()
    }

    #[track_caller]
    fn check(method: ElicitationMethod, text: &str, weights: [[f64; 2]; 3], ratio: Option<f64>) {
        let criteria = criteria();
        let asked = questions(method, &criteria);
        let found = elicited(&asked, &read_answers(text, &asked).unwrap()).unwrap();
        let of = |id: &str| {
            found.weights.iter().find(|(one, _)| one.as_str() == id).map(|(_, points)| *points).unwrap()
        };
        assert_eq!([of("pins"), of("staleness"), of("duplicates")], weights);
        match (found.consistency, ratio) {
            (Some(found), Some(ratio)) => assert!((found - ratio).abs() < 5e-4, "{found}"),
            (found, ratio) => assert_eq!(found, ratio),
        }
    }

    #[test]
    fn answers_come_to_points() {
        let swing = "pins: 100\nduplicates: 20 to 40 # about\n\nstaleness:50\n";
        check(ElicitationMethod::Swing, swing, [[100.0; 2], [50.0; 2], [20.0, 40.0]], None);
        // Consistent: 4, 2 and 1.
        let pairs = "pins / staleness: 2\npins / duplicates: 4\nstaleness / duplicates: 2\n";
        check(ElicitationMethod::Pairs, pairs, [[100.0; 2], [50.0; 2], [25.0; 2]], Some(0.0));
        // The other way round, and with a contradiction.
        let turned = "staleness / pins: 1/2\npins / duplicates: 4\nduplicates / staleness: 1\n";
        check(ElicitationMethod::Pairs, turned, [[100.0; 2], [39.0, 41.0], [31.0, 33.0]], Some(0.0516));
    }

    #[test]
    fn an_answer_is_wrong_where_it_is_wrong() {
        let criteria = criteria();
        for (method, text, place, message) in [
            (
                ElicitationMethod::Swing,
                "pins: 101\n",
                " 101",
                "`101` is not points: write `90`, or `80 to 100`",
            ),
            (ElicitationMethod::Swing, "pins\n", "pins", "this is not an answer: write `pins: 90`"),
            (ElicitationMethod::Swing, "pin: 1\n", "pin: 1", "`pin` is not asked, and `pins` is"),
            (ElicitationMethod::Swing, "pins: 1\npins: 2\n", "pins: 2", "`pins` is answered twice"),
            (ElicitationMethod::Swing, "pins: 100\n", "", "there is no answer to `staleness`, `duplicates`"),
            (
                ElicitationMethod::Pairs,
                "pins / staleness: 10",
                " 10",
                "`10` is not from 1/9 to 9: write `3`, or `1/3`",
            ),
        ] {
            let error = read_answers(text, &questions(method, &criteria)).unwrap_err();
            assert_eq!((&text[error.span()], error.to_string().as_str()), (place, message));
        }
        let asked = questions(ElicitationMethod::Swing, &criteria);
        assert!(elicited(&asked, &[[10.0, 20.0]; 3]).is_err(), "nothing has 100 points");
    }
}
