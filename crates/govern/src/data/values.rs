//! `stakeholders.toml`: what the stakeholders value, on fixed scales.

use std::collections::BTreeMap;

use serde::Serialize;
use toml::Spanned;

use super::error::{InputErrorKind, InputErrors};
use super::identifier::Identifier;
use super::reader::{self, Names, TableReader, word};

/// Criteria with their scales, and the stakeholders' weights.
#[derive(Debug, Clone)]
pub struct Values {
    /// Printed with every result where the values are nobody's own, only examples.
    pub illustrative: Option<String>,
    /// Two alternatives within this difference of mean value are too close to call, 0 to 1.
    pub tolerance: f64,
    /// The criteria, in the order of reports; at least one.
    pub criteria: Vec<CriterionEntry>,
    /// The stakeholders, in the order of reports; at least one.
    pub stakeholders: Vec<StakeholderEntry>,
}

/// A criterion: a measure and the fixed scale that it is valued on.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionEntry {
    /// What is measured.
    pub measure: CriterionMeasure,
    /// The amount worth 0, in the measure's unit.
    pub worst: f64,
    /// The amount worth 1, in the measure's unit.
    pub best: f64,
}

/// What haggle can measure of an alternative. Less is better in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CriterionMeasure {
    /// Steps that operators take by hand, per 100 deployments.
    HandSteps,
    /// Deployments that lose the feature, per 100.
    FeatureLost,
    /// Packages that a deployment carries without using the feature, on average.
    UnusedPackages,
    /// Packages that a distribution must carry as hard dependencies of the project.
    HardDependencies,
    /// Pins that the requirements team keeps in the constraints.
    Pins,
    /// Years since the newest release of the requirement whose newest release is the oldest.
    Staleness,
    /// Environments of the family where it is declared but cannot be installed.
    BrokenEnvironments,
    /// Import sites that must be guarded first.
    GuardWork,
    /// Files that must change.
    ChangedFiles,
}

/// A stakeholder and its values.
#[derive(Debug, Clone, PartialEq)]
pub struct StakeholderEntry {
    /// Its name in the files.
    pub id: Identifier,
    /// The name that people read.
    pub name: String,
    /// Its share of the group's mean, relative to the others; above 0, and 1 if left out.
    pub power: f64,
    /// Swing weights, lower and upper, of each measure: how much going from worst to best on it matters, 0 or more.
    /// A measure that is left out weighs nothing.
    pub weights: BTreeMap<CriterionMeasure, [f64; 2]>,
}

impl Values {
    /// The schema that this version reads.
    pub const SCHEMA: u32 = 1;

    /// Reads stakeholders and criteria.
    ///
    /// # Errors
    /// All that is wrong: text that is not TOML or is of another schema; a field that is missing, unknown or of another type; no
    /// criterion or no stakeholder, or two of one name; a scale without extent; weights that are negative, crossed, or on a measure
    /// that is not a criterion; a power that is not above 0; a tolerance outside 0 to 1.
    pub fn read(text: &str) -> Result<Self, InputErrors> {
        reader::read(text, "a file of values", Self::SCHEMA, Self::of)
    }

    fn of(file: &mut TableReader<'_, '_>) -> Option<Self> {
        let illustrative = file.optional("illustrative");
        let tolerance =
            number(file.required("tolerance"), file, |value| (0.0..1.0).contains(&value), "from 0 to 1");
        let mut names = Names::of("criteria");
        let criteria = file
            .required_tables(("criterion", "`[[criterion]]`"), |table| CriterionEntry::of(table, &mut names));
        let measures: Option<Vec<CriterionMeasure>> =
            criteria.as_ref().map(|criteria| criteria.iter().map(|criterion| criterion.measure).collect());
        let mut names = Names::of("stakeholders");
        let stakeholders = file.required_tables(("stakeholder", "`[[stakeholder]]`"), |table| {
            StakeholderEntry::of(table, measures.as_deref(), &mut names)
        });
        Some(Self {
            illustrative: illustrative?,
            tolerance: tolerance?,
            criteria: criteria?,
            stakeholders: stakeholders?,
        })
    }
}

impl CriterionMeasure {
    /// The words for the measures.
    const WORDS: [(&'static str, Self); 9] = [
        ("hand-steps", Self::HandSteps),
        ("feature-lost", Self::FeatureLost),
        ("unused-packages", Self::UnusedPackages),
        ("hard-dependencies", Self::HardDependencies),
        ("pins", Self::Pins),
        ("staleness", Self::Staleness),
        ("broken-environments", Self::BrokenEnvironments),
        ("guard-work", Self::GuardWork),
        ("changed-files", Self::ChangedFiles),
    ];

    /// Its name in files and records.
    pub fn id(self) -> &'static str {
        Self::WORDS.iter().find(|(_, measure)| *measure == self).map_or("", |(word, _)| word)
    }
}

impl CriterionEntry {
    fn of(table: &mut TableReader<'_, '_>, names: &mut Names) -> Option<Self> {
        let text: Option<Spanned<String>> = table.required("measure");
        let measure = text.as_ref().and_then(|text| word(text, table.errors, &CriterionMeasure::WORDS));
        let named = names.next(text, table);
        let (worst, best) = (table.required("worst"), table.required::<Spanned<f64>>("best"));
        let (worst, best): (f64, Spanned<f64>) = (worst?, best?);
        if worst <= *best.get_ref() {
            table.errors.add(best.span(), InputErrorKind::Scale);
            return None;
        }
        named?;
        Some(Self { measure: measure?, worst, best: best.into_inner() })
    }
}

impl StakeholderEntry {
    fn of(
        table: &mut TableReader<'_, '_>,
        measures: Option<&[CriterionMeasure]>,
        names: &mut Names,
    ) -> Option<Self> {
        let id = table.required("id");
        let (id, name) = (names.next(id, table), table.required("name"));
        let power = match table.optional("power") {
            Some(None) => Some(1.0),
            power => number(power.flatten(), table, |value| value > 0.0, "above 0"),
        };
        let weights = table.table(("weights", "the weights"), |table| weights(table, measures));
        Some(Self { id: id?, name: name?, power: power?, weights: weights? })
    }
}

fn weights(
    table: &mut TableReader<'_, '_>,
    measures: Option<&[CriterionMeasure]>,
) -> Option<BTreeMap<CriterionMeasure, [f64; 2]>> {
    let mut weights = Some(BTreeMap::new());
    for (name, interval) in table.rest::<Spanned<Vec<f64>>>()? {
        let measure = word(&name, table.errors, &CriterionMeasure::WORDS);
        if let (Some(measure), Some(measures)) = (measure, measures)
            && !measures.contains(&measure)
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
        match (measure.zip(interval), &mut weights) {
            (Some((measure, interval)), Some(weights)) => {
                weights.insert(measure, interval);
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

/// A number in its range.
fn number(
    number: Option<Spanned<f64>>,
    table: &mut TableReader<'_, '_>,
    is_inside: impl FnOnce(f64) -> bool,
    range: &'static str,
) -> Option<f64> {
    let number = number?;
    if is_inside(*number.get_ref()) {
        return Some(number.into_inner());
    }
    let kind = InputErrorKind::Range { number: number.get_ref().to_string(), range };
    table.errors.add(number.span(), kind);
    None
}
