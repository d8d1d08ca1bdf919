//! Asking where a requirement would go.

use std::collections::BTreeSet;

use haggle_spec::PackageName;
use serde::Serialize;

use super::facts::{FactSet, FactValues, Facts, PrecedentFact, Subject, facts_of};
use super::model::{ModelMove, probabilities};
use crate::data::Placement;
use crate::day::Day;
use crate::history::event::{Event, EventPlacement};
use crate::history::imported_by::ImportedBy;
use crate::history::read::Kinds;

/// The placements of any history.
const USUAL: [Placement; 4] = [Placement::Core, Placement::Test, Placement::Extra, Placement::Reject];

/// A history to ask.
#[derive(Debug, Clone, PartialEq)]
pub struct PrecedentModel<'a> {
    kinds: &'a Kinds,
    moves: Vec<&'a Event>,
    places: Vec<EventPlacement>,
    values: FactValues,
    /// The moves as the model sees them, in the same order.
    seen: Vec<ModelMove>,
}

/// What is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrecedentQuestion {
    /// The distribution.
    pub package: PackageName,
    /// The repository whose requirement it is.
    pub repository: String,
    /// The day: what happened on it or later is not asked for facts.
    pub date: Day,
    /// Which moves are asked.
    pub about: Asked,
    /// What imports it.
    pub imports: Option<ImportedBy>,
}

/// Which moves are asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Asked {
    /// Those into a requirement file, wherever from: where comparable requirements were put.
    Put,
    /// Those from a placement: where comparable requirements went from there.
    From(EventPlacement),
}

impl Asked {
    /// Whether a move from one place to another is asked.
    fn takes(&self, from: &EventPlacement, to: &EventPlacement) -> bool {
        match self {
            Self::Put => *to != EventPlacement::NOWHERE,
            Self::From(place) => from == place,
        }
    }

    /// What cannot be the destination.
    fn impossible(&self) -> &EventPlacement {
        match self {
            Self::Put => &EventPlacement::NOWHERE,
            Self::From(place) => place,
        }
    }
}

/// Where a requirement would go, if it went.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Precedent {
    /// Which moves are asked.
    pub about: Asked,
    /// What is known of it.
    pub facts: Vec<PrecedentFact>,
    /// Each destination, the most probable first.
    pub places: Vec<PrecedentPlace>,
    /// The moves that are most like it.
    pub comparable: Comparable,
}

/// A destination.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PrecedentPlace {
    /// The placement.
    pub place: EventPlacement,
    /// How probable it is.
    pub probability: f64,
}

/// Moves of those asked that agree on as many facts as leaves [`Comparable::ENOUGH`] of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparable {
    /// The facts that they agree on with what is asked.
    pub agree_on: Vec<PrecedentFact>,
    /// How many moves there are, of how many distributions.
    pub moves: u64,
    /// Their repositories, by name.
    pub repositories: Vec<String>,
    /// Where they went, the most frequent first.
    pub went: Vec<WentTo>,
}

/// Where comparable moves went.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WentTo {
    /// The placement.
    pub place: EventPlacement,
    /// How many of them.
    pub moves: u64,
    /// Those, the newest first.
    pub examples: Vec<ComparableMove>,
}

/// A move, to be named.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparableMove {
    /// The distribution.
    pub package: PackageName,
    /// The repository.
    pub repository: String,
    /// The day.
    pub date: Day,
}

impl Comparable {
    /// The fewest moves that are worth a comparison.
    pub const ENOUGH: usize = 10;
}

impl Precedent {
    /// The most probable destination.
    pub fn most_probable(&self) -> Option<&PrecedentPlace> {
        self.places.first()
    }
}

impl<'a> PrecedentModel<'a> {
    /// A model of these moves. Facts about each come from those of days before it.
    pub fn new(moves: Vec<&'a Event>, kinds: &'a Kinds) -> Self {
        let values = FactValues::new(kinds, &moves);
        let mut places: Vec<EventPlacement> = USUAL.map(EventPlacement::Known).into();
        let found: BTreeSet<&EventPlacement> =
            moves.iter().flat_map(|event| [&event.from, &event.to]).collect();
        let others: Vec<EventPlacement> =
            found.into_iter().filter(|place| !places.contains(place)).cloned().collect();
        places.extend(others);
        let number = |place: &EventPlacement| places.iter().position(|known| known == place).unwrap_or(0);
        let seen = moves.iter().map(|event| {
            let subject = Subject {
                package: &event.package,
                repository: &event.repository,
                date: event.date,
                imports: event.imports,
            };
            let facts = facts_of(&subject, &moves, kinds, &values);
            ModelMove { from: number(&event.from), to: number(&event.to), facts }
        });
        let seen = seen.collect();
        Self { kinds, moves, places, values, seen }
    }

    /// Where a requirement would go. Moves of the same distribution in the same repository are not asked: they are what is in question.
    pub fn ask(&self, question: &PrecedentQuestion) -> Precedent {
        let facts = self.facts(question);
        let is_asked =
            |event: &Event| event.package != question.package || event.repository != question.repository;
        let places = self.forecast(question, &facts, [true; 4], is_asked);
        let comparable = self.comparable(question, &facts, is_asked);
        Precedent { about: question.about.clone(), facts: self.values.words(&facts), places, comparable }
    }

    /// The facts about what is asked.
    pub(in crate::history) fn facts(&self, question: &PrecedentQuestion) -> Facts {
        let subject = Subject {
            package: &question.package,
            repository: &question.repository,
            date: question.date,
            imports: question.imports,
        };
        facts_of(&subject, &self.moves, self.kinds, &self.values)
    }

    /// The probability of each destination from the moves that `is_asked` keeps, the most probable first.
    pub(in crate::history) fn forecast(
        &self,
        question: &PrecedentQuestion,
        facts: &Facts,
        counting: FactSet,
        is_asked: impl Fn(&Event) -> bool,
    ) -> Vec<PrecedentPlace> {
        // A place that a family has made up is possible once a move has been there.
        let (mut asked, mut possible) = (Vec::new(), vec![false; self.places.len()]);
        possible[..USUAL.len()].fill(true);
        for (event, seen) in self.moves.iter().zip(&self.seen).filter(|(event, _)| is_asked(event)) {
            possible[seen.from] = true;
            possible[seen.to] = true;
            if question.about.takes(&event.from, &event.to) {
                asked.push(seen);
            }
        }
        if let Some(place) = self.number(question.about.impossible()) {
            possible[place] = false;
        }
        let found = probabilities(&asked, facts, counting, &possible);
        let mut places: Vec<PrecedentPlace> = self
            .places
            .iter()
            .zip(found)
            .zip(possible)
            .filter(|(_, possible)| *possible)
            .map(|((place, probability), _)| PrecedentPlace { place: place.clone(), probability })
            .collect();
        places.sort_by(|one, other| other.probability.total_cmp(&one.probability));
        places
    }

    /// The number of a place; none for one that no move has.
    fn number(&self, place: &EventPlacement) -> Option<usize> {
        self.places.iter().position(|known| known == place)
    }

    fn comparable(
        &self,
        question: &PrecedentQuestion,
        facts: &Facts,
        is_asked: impl Fn(&Event) -> bool,
    ) -> Comparable {
        let of_place: Vec<(&Event, &ModelMove)> = self
            .moves
            .iter()
            .zip(&self.seen)
            .filter(|(event, _)| question.about.takes(&event.from, &event.to) && is_asked(event))
            .map(|(event, seen)| (*event, seen))
            .collect();
        let agreeing = |set: FactSet| -> Vec<&Event> {
            let agrees = |seen: &ModelMove| {
                (0..set.len())
                    .all(|fact| !set[fact] || (facts[fact].is_some() && seen.facts[fact] == facts[fact]))
            };
            of_place.iter().filter(|(_, seen)| agrees(seen)).map(|(event, _)| *event).collect()
        };
        // The most facts, and of as many the most moves; the first of these sets where there are several.
        let sets = (0..16_u8).map(|bits| -> FactSet { std::array::from_fn(|fact| bits >> fact & 1 == 1) });
        let (mut best, mut chosen): (FactSet, Vec<&Event>) = ([false; 4], agreeing([false; 4]));
        let n_facts = |set: &FactSet| set.iter().filter(|counts| **counts).count();
        for set in sets {
            let found = agreeing(set);
            if found.len() >= Comparable::ENOUGH
                && (n_facts(&set), found.len()) > (n_facts(&best), chosen.len())
            {
                (best, chosen) = (set, found);
            }
        }
        let shared: Facts = std::array::from_fn(|fact| facts[fact].filter(|_| best[fact]));
        Comparable::of(&chosen, self.values.words(&shared))
    }
}

impl Comparable {
    fn of(moves: &[&Event], agree_on: Vec<PrecedentFact>) -> Self {
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let repositories: BTreeSet<&String> = moves.iter().map(|event| &event.repository).collect();
        let places: BTreeSet<&EventPlacement> = moves.iter().map(|event| &event.to).collect();
        let went = |place: &EventPlacement| {
            let mut there: Vec<&Event> = moves.iter().copied().filter(|event| event.to == *place).collect();
            there.sort_by(|one, other| {
                let key = |event: &'_ Event| (event.date, event.package.clone(), event.repository.clone());
                key(other).cmp(&key(one))
            });
            let example = |event: &&Event| ComparableMove {
                package: event.package.clone(),
                repository: event.repository.clone(),
                date: event.date,
            };
            WentTo {
                place: place.clone(),
                moves: count(there.len()),
                examples: there.iter().map(example).collect(),
            }
        };
        let mut went: Vec<WentTo> = places.into_iter().map(went).collect();
        went.sort_by_key(|went| std::cmp::Reverse(went.moves));
        Self {
            agree_on,
            moves: count(moves.len()),
            repositories: repositories.into_iter().cloned().collect(),
            went,
        }
    }
}
