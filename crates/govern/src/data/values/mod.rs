//! `stakeholders.toml`: what the stakeholders value, on fixed scales.

mod criterion;
mod edit;
mod elicited;
mod settings;

use std::collections::BTreeMap;

use serde::Serialize;
use toml::Spanned;

use super::error::{InputErrorKind, InputErrors};
use super::formula::CriterionMeasure;
use super::identifier::Identifier;
use super::reader::{self, Names, TableReader, parsed};
pub(super) use settings::number;

pub use criterion::CriterionEntry;
pub use elicited::{ElicitationMethod, Elicited};
pub use settings::RuleSettings;

/// Criteria with their scales, the settings of the rule, and the stakeholders' weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    /// Printed with every result where the values are nobody's own, only examples.
    pub illustrative: Option<String>,
    /// When a change is recommended.
    pub settings: RuleSettings,
    /// The criteria, in the order of reports; at least one.
    pub criteria: Vec<CriterionEntry>,
    /// The stakeholders, in the order of reports; at least one.
    pub stakeholders: Vec<StakeholderEntry>,
}

/// A stakeholder and its values.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct StakeholderEntry {
    /// Its name in the files.
    pub id: Identifier,
    /// The name that people read.
    pub name: String,
    /// Its share of the group's mean, relative to the others; above 0, and 1 if left out.
    pub power: f64,
    /// Swing weights, lower and upper, of each criterion by its name: how much going from worst to best on it matters, 0 or more.
    /// A criterion that is left out weighs nothing.
    pub weights: BTreeMap<Identifier, [f64; 2]>,
    /// How the weights were elicited, where somebody asked.
    pub elicited: Option<Elicited>,
}

impl Values {
    /// The schema that this version reads.
    pub const SCHEMA: u32 = 1;

    /// Reads stakeholders and criteria. A file without a criterion has the default set.
    ///
    /// # Errors
    /// All that is wrong: text that is not TOML or is of another schema; a field that is missing, unknown or of another type; no
    /// stakeholder; two criteria or two stakeholders of one name; a scale without extent; a formula with a word that is neither a
    /// number nor a measure; weights that are negative, crossed, or on a name that no criterion has; a number outside its range.
    pub fn read(text: &str) -> Result<Self, InputErrors> {
        reader::read(text, "a file of values", Self::SCHEMA, Self::of)
    }

    fn of(file: &mut TableReader<'_, '_>) -> Option<Self> {
        let illustrative = file.optional("illustrative");
        let settings = RuleSettings::of(file);
        let mut names = Names::of("criteria");
        let defaults = CriterionEntry::default_set();
        let criteria = file.optional_tables(("criterion", "`[[criterion]]`"), |table| {
            CriterionEntry::of(table, &mut names, defaults)
        });
        let criteria = match criteria {
            Some(Some(criteria)) if criteria.is_empty() => file.missing("criterion"),
            criteria => criteria.map(|criteria| criteria.unwrap_or_else(|| defaults.to_vec())),
        };
        let known: Option<Vec<&Identifier>> =
            criteria.as_ref().map(|criteria| criteria.iter().map(|criterion| &criterion.id).collect());
        let mut names = Names::of("stakeholders");
        let stakeholders = file.required_tables(("stakeholder", "`[[stakeholder]]`"), |table| {
            StakeholderEntry::of(table, known.as_deref(), &mut names)
        });
        Some(Self {
            illustrative: illustrative?,
            settings: settings?,
            stakeholders: stakeholders?,
            criteria: criteria?,
        })
    }

    /// The text of a file of values with other weights of a stakeholder, and how they were elicited. Comments, order and line ends
    /// stay, and so does everything else; a criterion of the stakeholder that is not among the weights weighs nothing. None where the
    /// stakeholder is not there, or is written within braces.
    pub fn with_weights(
        text: &str,
        stakeholder: &Identifier,
        weights: &BTreeMap<Identifier, [f64; 2]>,
        elicited: &Elicited,
    ) -> Option<String> {
        edit::with_weights(text, stakeholder, weights, elicited)
    }

    /// Whether a measure plays a part in a criterion.
    pub fn has(&self, measure: CriterionMeasure) -> bool {
        self.criteria.iter().any(|criterion| criterion.has(measure))
    }
}

impl StakeholderEntry {
    fn of(table: &mut TableReader<'_, '_>, known: Option<&[&Identifier]>, names: &mut Names) -> Option<Self> {
        let id = table.required("id");
        let (id, name) = (names.next(id, table), table.required("name"));
        let power = match table.optional("power") {
            Some(None) => Some(1.0),
            power => number(power.flatten(), table, |value| value > 0.0, "above 0"),
        };
        let elicited = table.optional_table(("elicited", "`elicited`"), Elicited::of);
        let weights = table.table(("weights", "the weights"), |table| weights(table, known));
        Some(Self { id: id?, name: name?, power: power?, weights: weights?, elicited: elicited? })
    }
}

fn weights(
    table: &mut TableReader<'_, '_>,
    known: Option<&[&Identifier]>,
) -> Option<BTreeMap<Identifier, [f64; 2]>> {
    let mut weights = Some(BTreeMap::new());
    for (name, interval) in table.rest::<Spanned<Vec<f64>>>()? {
        let id: Option<Identifier> = parsed(&name, table.errors, InputErrorKind::Identifier);
        if let (Some(id), Some(known)) = (&id, known)
            && !known.contains(&id)
        {
            let kind = InputErrorKind::NotThere { what: "`[[criterion]]`", name: name.get_ref().clone() };
            table.errors.add(name.span(), kind);
        }
        let interval = match interval.get_ref()[..] {
            [lower, upper] if lower >= 0.0 && lower <= upper => Some([lower, upper]),
            _ => {
                table.errors.add(interval.span(), InputErrorKind::Interval);
                None
            }
        };
        match (id.zip(interval), &mut weights) {
            (Some((id, interval)), Some(weights)) => {
                weights.insert(id, interval);
            }
            _ => weights = None,
        }
    }
    if weights.as_ref()?.values().all(|[lower, _]| *lower <= 0.0) {
        table.errors.add(table.span(), InputErrorKind::NoWeight);
        return None;
    }
    weights
}
