//! A criterion of a family: what is measured at each placement, and the fixed scale that it is valued on.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;
use toml::Spanned;

use crate::data::error::InputErrorKind;
use crate::data::formula::{CriterionMeasure, Formula};
use crate::data::identifier::Identifier;
use crate::data::placement::Placement;
use crate::data::reader::{self, Names, TableReader, word};

/// A criterion.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct CriterionEntry {
    /// Its name in the files.
    pub id: Identifier,
    /// The name that people read.
    pub name: String,
    /// The unit of the amounts.
    pub unit: String,
    /// The amount worth 0. Less is better where it is above `best`, more where it is below.
    pub worst: f64,
    /// The amount worth 1.
    pub best: f64,
    /// The amounts occur once and are spread over the horizon; else they recur.
    pub once: bool,
    /// The amount at a placement. One that is not there has the best amount.
    pub at: BTreeMap<Placement, Formula>,
    /// Why a placement that is not there has the best amount.
    pub otherwise: Option<String>,
}

/// The default set, as the crate's file has it.
const DEFAULT: &str = include_str!("default-criteria.toml");

/// Read once: the file is a part of the program, and a test reads it as a family's file is read.
static DEFAULT_SET: LazyLock<Vec<CriterionEntry>> = LazyLock::new(|| {
    let read = reader::read(DEFAULT, "the default criteria", 1, |file| {
        let mut names = Names::of("criteria");
        file.required_tables(("criterion", "`[[criterion]]`"), |table| {
            CriterionEntry::of(table, &mut names, &[])
        })
    });
    read.unwrap_or_default()
});

impl CriterionEntry {
    /// The default set, in the order of reports.
    pub fn default_set() -> &'static [Self] {
        &DEFAULT_SET
    }

    /// Whether a measure plays a part at any placement.
    pub fn has(&self, measure: CriterionMeasure) -> bool {
        self.at.values().any(|formula| formula.has(measure))
    }

    /// Reads one: in full, or the name of one of the defaults with what differs from it.
    pub(super) fn of(
        table: &mut TableReader<'_, '_>,
        names: &mut Names,
        defaults: &'static [Self],
    ) -> Option<Self> {
        let measure: Option<Option<Spanned<String>>> = table.optional("measure");
        let words: Vec<(&'static str, &'static Self)> =
            defaults.iter().map(|entry| (entry.id.as_str(), entry)).collect();
        let is_named = matches!(measure, Some(Some(_)) | None);
        let default = measure.flatten().map(|text| (text.span(), word(&text, table.errors, &words)));
        let default = match default {
            Some((span, Some(entry))) => Some((span, entry)),
            None if !is_named => None,
            _ => {
                table.skip(&["id", "name", "unit", "worst", "best", "once", "at", "otherwise"]);
                return None;
            }
        };
        let id = match (&default, table.optional::<Spanned<Identifier>>("id")) {
            (Some((span, entry)), Some(None)) => Some(Spanned::new(span.clone(), entry.id.clone())),
            (None, Some(None)) => table.missing("id"),
            (_, id) => id.flatten(),
        };
        let id = names.next(id, table);
        let default = default.map(|(_, entry)| entry);
        let name = or(table.optional("name"), default.map(|one| one.name.clone()), "name", table);
        let unit = or(table.optional("unit"), default.map(|one| one.unit.clone()), "unit", table);
        let (worst, best) = scale(table)?;
        let once = table.optional("once").map(|once| once.unwrap_or(default.is_some_and(|one| one.once)));
        let at = table.optional_table(("at", "`at`"), amounts);
        let at = or(at, default.map(|one| one.at.clone()), "at", table);
        let otherwise = table.optional("otherwise");
        let otherwise = otherwise
            .map(|text: Option<String>| text.or_else(|| default.and_then(|one| one.otherwise.clone())));
        Some(Self {
            id: id?,
            name: name?,
            unit: unit?,
            worst,
            best,
            once: once?,
            at: at?,
            otherwise: otherwise?,
        })
    }
}

/// What is there, else what the default has, else an error.
#[expect(clippy::option_option, reason = "the outer one is an error, the inner one a field that is left out")]
fn or<T>(
    found: Option<Option<T>>,
    default: Option<T>,
    field: &'static str,
    table: &mut TableReader<'_, '_>,
) -> Option<T> {
    match (found, default) {
        (Some(None), Some(default)) => Some(default),
        (Some(None), None) => table.missing(field),
        (found, _) => found.flatten(),
    }
}

fn scale(table: &mut TableReader<'_, '_>) -> Option<(f64, f64)> {
    let (worst, best) = (table.required::<f64>("worst"), table.required::<Spanned<f64>>("best"));
    let (worst, best) = (worst?, best?);
    if (worst - best.get_ref()).abs() <= 0.0 {
        table.errors.add(best.span(), InputErrorKind::Scale);
        return None;
    }
    Some((worst, best.into_inner()))
}

/// The amount at each placement that is named.
fn amounts(table: &mut TableReader<'_, '_>) -> Option<BTreeMap<Placement, Formula>> {
    let mut amounts = Some(BTreeMap::new());
    for (name, formula) in table.rest::<Formula>()? {
        match (word(&name, table.errors, &Placement::WORDS), &mut amounts) {
            (Some(placement), Some(amounts)) => {
                amounts.insert(placement, formula);
            }
            _ => amounts = None,
        }
    }
    amounts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_set_is_read_as_a_familys_file_is() {
        let ids: Vec<&str> = CriterionEntry::default_set().iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(ids.len(), DEFAULT.matches("[[criterion]]").count());
        let reasons = CriterionEntry::default_set().iter().filter(|entry| entry.otherwise.is_some());
        assert_eq!(reasons.count(), ids.len() - 1, "every placement has files to change");
        assert!(ids.contains(&"pins") && ids.contains(&"security-record"), "{ids:?}");
    }
}
