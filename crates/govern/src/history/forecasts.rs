//! Precedent held against what happened: each repository asked of the others.

use std::collections::{BTreeMap, BTreeSet};

use haggle_tradeoff::forecast::{ForecastCase, ForecastReport, ForecastScore, score};
use serde::Serialize;

use super::cleaning::{Noise, cleaned, noise};
use super::event::Event;
use super::precedent::{Asked, FactName, FactSet, PrecedentModel, PrecedentQuestion};
use super::read::Kinds;

/// How well precedent foretells where requirements go.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PrecedentBacktest {
    /// Moves that say nothing of where a requirement belongs, by rule: how many of each sort.
    pub noise: BTreeMap<Noise, u64>,
    /// How many moves are left out for that.
    pub left_out: u64,
    /// For how many moves it is known what imports the distribution.
    pub imports_known: u64,
    /// Whether it is known what kind of thing each distribution is.
    pub kinds_known: bool,
    /// Each set of moves, with each choice of what is left out.
    pub runs: Vec<PrecedentRun>,
}

/// One set of moves, each foretold from others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PrecedentRun {
    /// Which moves.
    pub moves: MoveSet,
    /// What no prediction learns from.
    pub left_out: LeftOut,
    /// The share of each destination among the moves from the same placement, smoothed as precedent is, and no other fact.
    pub baseline: ForecastReport,
    /// Precedent.
    pub precedent: ForecastReport,
    /// Precedent without one of its facts.
    pub without: Vec<(FactName, ForecastScore)>,
    /// Precedent with what imported the distribution just before the commit. None where that is not known of any.
    pub imports_before: Option<ForecastScore>,
}

/// Which moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MoveSet {
    /// All.
    Raw,
    /// Those that say where a requirement belongs.
    Cleaned,
}

/// What a prediction does not learn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeftOut {
    /// The repository that is asked about: no move of it enters, neither as a comparable one nor in a fact about another.
    Repository,
    /// That, and the other repositories' moves of the same calendar year and of later ones.
    RepositoryAndLater,
}

/// Foretells every move.
pub fn foretell(moves: &[Event], kinds: &Kinds) -> PrecedentBacktest {
    let mut sorts: BTreeMap<Noise, u64> = BTreeMap::new();
    for sort in noise(moves).iter().flatten() {
        *sorts.entry(*sort).or_default() += 1;
    }
    let (raw, cleaned): (Vec<&Event>, _) = (moves.iter().collect(), cleaned(moves));
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let left_out = count(raw.len() - cleaned.len());
    let mut runs = Vec::new();
    for (set, moves) in [(MoveSet::Raw, &raw), (MoveSet::Cleaned, &cleaned)] {
        for left_out in [LeftOut::Repository, LeftOut::RepositoryAndLater] {
            runs.push(run(set, moves, left_out, kinds));
        }
    }
    PrecedentBacktest {
        noise: sorts,
        left_out,
        imports_known: count(moves.iter().filter(|event| event.imports.is_some()).count()),
        kinds_known: *kinds != Kinds::default(),
        runs,
    }
}

/// Every move with the probability of each destination, in the order of the moves.
pub fn forecasts(moves: &[&Event], left_out: LeftOut, kinds: &Kinds) -> Vec<ForecastCase> {
    foretold(moves, left_out, kinds, &[ALL]).pop().unwrap_or_default()
}

/// What the other repositories say of each move, in the order of the moves: the destination that they make most probable.
pub(super) fn most_probable(moves: &[Event], kinds: &Kinds) -> Vec<String> {
    let moves: Vec<&Event> = moves.iter().collect();
    let cases = forecasts(&moves, LeftOut::Repository, kinds);
    let predicted = cases.iter().map(|case| case.predicted().map(|(place, _)| place.clone()));
    predicted.map(Option::unwrap_or_default).collect()
}

const ALL: FactSet = [true; 4];
const NONE: FactSet = [false; 4];

fn run(set: MoveSet, moves: &[&Event], left_out: LeftOut, kinds: &Kinds) -> PrecedentRun {
    let all_but = |without: usize| -> FactSet { std::array::from_fn(|fact| fact != without) };
    let mut counting = vec![NONE, ALL];
    counting.extend((0..FactName::ALL.len()).map(all_but));
    let cases = foretold(moves, left_out, kinds, &counting);
    let reports: Vec<ForecastReport> = cases.iter().map(|cases| score(cases)).collect();
    let before: Vec<Event> =
        moves.iter().map(|event| Event { imports: event.imports_before, ..(*event).clone() }).collect();
    let imports_before = before.iter().any(|event| event.imports.is_some()).then(|| {
        let before: Vec<&Event> = before.iter().collect();
        score(&forecasts(&before, left_out, kinds)).total
    });
    let without = FactName::ALL.into_iter().zip(&reports[2..]);
    PrecedentRun {
        moves: set,
        left_out,
        baseline: reports[0].clone(),
        precedent: reports[1].clone(),
        without: without.map(|(fact, report)| (fact, report.total.clone())).collect(),
        imports_before,
    }
}

/// For each set of facts that counts, every move with the probabilities that the moves left to learn from give it, in the order of the
/// moves.
fn foretold(
    moves: &[&Event],
    left_out: LeftOut,
    kinds: &Kinds,
    counting: &[FactSet],
) -> Vec<Vec<ForecastCase>> {
    let mut found: Vec<Vec<Option<ForecastCase>>> = vec![vec![None; moves.len()]; counting.len()];
    let repositories: BTreeSet<&str> = moves.iter().map(|event| event.repository.as_str()).collect();
    for repository in repositories {
        let others = moves.iter().copied().filter(|event| event.repository != repository).collect();
        let model = PrecedentModel::new(others, kinds);
        let asked = moves.iter().enumerate().filter(|(_, event)| event.repository == repository);
        for (at, event) in asked {
            let question = PrecedentQuestion {
                package: event.package.clone(),
                repository: event.repository.clone(),
                date: event.date,
                about: Asked::From(event.from.clone()),
                imports: event.imports,
            };
            let facts = model.facts(&question);
            let is_asked =
                |other: &Event| left_out == LeftOut::Repository || other.date.year() < event.date.year();
            for (cases, counting) in found.iter_mut().zip(counting) {
                let places = model.forecast(&question, &facts, *counting, is_asked);
                cases[at] = Some(ForecastCase {
                    group: event.repository.clone(),
                    probabilities: places
                        .into_iter()
                        .map(|place| (place.place.to_string(), place.probability))
                        .collect(),
                    actual: event.to.to_string(),
                });
            }
        }
    }
    found.into_iter().map(|cases| cases.into_iter().flatten().collect()).collect()
}
