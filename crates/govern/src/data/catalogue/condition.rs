//! Side conditions: a placement on terms, as an option of its own.

use std::collections::BTreeMap;
use std::ops::Range;

use haggle_tradeoff::DealCondition;
use serde::Serialize;
use toml::Spanned;

use super::kind::Kind;
use crate::data::error::{InputError, InputErrorKind};
use crate::data::formula::Formula;
use crate::data::identifier::Identifier;
use crate::data::placement::{Placement, PlacementChoice};
use crate::data::process::Waivers;
use crate::data::reader::{Names, TableReader, parsed, word};

/// Something that is done so that a placement can be chosen, or costs less: "an extra, once the imports are guarded".
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct SideConditionEntry {
    /// Its name in the catalogue.
    pub id: Identifier,
    /// The placement that it is added to.
    pub of: Placement,
    /// What is done; goes on after the placement: `once the seven imports are guarded`.
    pub terms: String,
    /// The amounts of criteria that differ from those of the placement alone.
    pub amounts: BTreeMap<Identifier, Formula>,
    /// The vetoes that no longer fail once it is done.
    pub lifts: Vec<&'static str>,
    /// The vetoes that it does not lift and that whoever may waive them has to waive: these are the terms on which that is asked.
    pub asks: Vec<&'static str>,
    /// What was looked at.
    pub evidence: String,
    /// Where the names of the criteria are in the text.
    #[serde(skip)]
    places: Vec<Range<usize>>,
}

impl SideConditionEntry {
    /// The vetoes about facts that work can change. The others are rules of the family, and for somebody to waive.
    const LIFTED: [&'static str; 5] = ["guarded", "artefact", "satisfiable", "advisory", "deprecation"];

    /// Reads one of a feature that places requirements of these kinds.
    pub(super) fn of(
        table: &mut TableReader<'_, '_>,
        names: &mut Names,
        kinds: &[Kind],
        waivers: &Waivers,
    ) -> Option<Self> {
        let id = table.required("id");
        let (id, of) = (names.next(id, table), placement(table, kinds));
        let terms = table.required("terms");
        let amounts = table.optional_table(("amounts", "`amounts`"), amounts);
        let (lifts, asks) = (table.list::<Spanned<String>>("lifts"), table.list::<Spanned<String>>("asks"));
        let evidence = table.required("evidence");
        let (amounts, places) = amounts?.unwrap_or_default();
        let lifts = words(&lifts?, table, &Self::LIFTED);
        let waivable: Vec<&'static str> =
            Waivers::names().filter(|veto| waivers.role(veto).is_some()).collect();
        let asks = words(&asks?, table, &waivable);
        Some(Self {
            id: id?,
            of: of?,
            terms: terms?,
            amounts,
            lifts: lifts?,
            asks: asks?,
            evidence: evidence?,
            places,
        })
    }

    /// What is chosen with it.
    pub fn choice(&self) -> PlacementChoice {
        PlacementChoice::with(self.of, self.id.clone())
    }

    /// The same as a part of a deal.
    pub fn in_deal(&self) -> DealCondition {
        DealCondition {
            option: self.choice().to_string(),
            of: self.of.id().to_owned(),
            terms: self.terms.clone(),
            asks: self.asks.iter().map(|veto| (*veto).to_owned()).collect(),
        }
    }

    /// The criteria that it names and the family does not have.
    pub(super) fn unknown_criteria<'a>(
        &'a self,
        is_known: impl Fn(&Identifier) -> bool + 'a,
    ) -> impl Iterator<Item = InputError> + 'a {
        let unknown = self.amounts.keys().zip(&self.places).filter(move |(id, _)| !is_known(id));
        unknown.map(|(id, place)| {
            let kind = InputErrorKind::NotThere { what: "`[[criterion]]`", name: id.to_string() };
            InputError::new(place.clone(), kind)
        })
    }
}

/// The placement that a condition is added to: one that requirements of these kinds can have.
fn placement(table: &mut TableReader<'_, '_>, kinds: &[Kind]) -> Option<Placement> {
    let text = table.required("of")?;
    let words: Vec<(&'static str, Placement)> =
        Placement::open_to(kinds.iter().all(|kind| *kind == Kind::Python))
            .iter()
            .map(|placement| (placement.id(), *placement))
            .collect();
    word(&text, table.errors, &words)
}

type Amounts = (BTreeMap<Identifier, Formula>, Vec<Range<usize>>);

/// The amounts by criterion, and where the names are, in the order of the map.
fn amounts(table: &mut TableReader<'_, '_>) -> Option<Amounts> {
    let mut found = BTreeMap::new();
    let mut are_names = true;
    for (name, formula) in table.rest::<Formula>()? {
        match parsed::<Identifier>(&name, table.errors, InputErrorKind::Identifier) {
            Some(id) => drop(found.insert(id, (formula, name.span()))),
            None => are_names = false,
        }
    }
    let places = found.values().map(|(_, place)| place.clone()).collect();
    let amounts = found.into_iter().map(|(id, (formula, _))| (id, formula)).collect();
    are_names.then_some((amounts, places))
}

/// Words that are all known.
fn words(
    texts: &[Spanned<String>],
    table: &mut TableReader<'_, '_>,
    known: &[&'static str],
) -> Option<Vec<&'static str>> {
    let known: Vec<(&'static str, &'static str)> = known.iter().map(|one| (*one, *one)).collect();
    let found: Vec<Option<&'static str>> =
        texts.iter().map(|text| word(text, table.errors, &known)).collect();
    found.into_iter().collect()
}
