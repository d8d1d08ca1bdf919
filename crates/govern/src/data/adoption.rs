//! `adoption.toml`: what is known about who deploys a feature.

use serde::Serialize;
use toml::Spanned;

use super::catalogue::Catalogue;
use super::error::{InputErrorKind, InputErrors};
use super::identifier::Identifier;
use super::reader::{self, TableReader, word};
use super::values::number;
use crate::day::Day;

/// Everything that is known, entry by entry.
#[derive(Debug, Clone, PartialEq)]
pub struct AdoptionEvidence {
    /// What is taken for a share before there is evidence; every share as likely as any other where nothing is said.
    pub prior: Option<AdoptionPrior>,
    /// The entries; several may speak of one feature.
    pub entries: Vec<AdoptionEntry>,
}

/// What a family takes for the share of a feature's deployments before there is evidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AdoptionPrior {
    /// The share, between 0 and 1.
    pub share: f64,
    /// What it is worth, in members of a random sample; above 0.
    pub members: f64,
}

/// One piece of evidence about a feature's share of deployments.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AdoptionEntry {
    /// The feature.
    pub feature: Identifier,
    /// What was counted or bounded.
    pub kind: AdoptionKind,
    /// The day of the evidence.
    pub date: Day,
    /// What was looked at.
    pub source: String,
    /// What one member is worth, in members of a random sample, 0 to 1; the usual of its sort where nothing is said. Bounds have none.
    pub quality: Option<f64>,
    /// What it does not say.
    pub caveat: Option<String>,
}

/// The sort of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
#[non_exhaustive]
pub enum AdoptionKind {
    /// `count` of `n` members of a stated sample.
    Sample {
        /// Members that have it.
        count: u32,
        /// Members asked.
        n: u32,
    },
    /// Shipped defaults of `n` deployment tools.
    Tally {
        /// Tools that switch it on.
        on: u32,
        /// Tools that switch it on under a condition.
        conditional: u32,
        /// Tools looked at.
        n: u32,
    },
    /// Bounds on the share that follow from something else.
    Bound {
        /// At least this share, 0 to 1.
        lower: f64,
        /// At most this share, 0 to 1.
        upper: f64,
    },
}

impl AdoptionEvidence {
    /// The schema that this version reads.
    pub const SCHEMA: u32 = 1;

    /// Reads adoption data about the features of a catalogue.
    ///
    /// # Errors
    /// All that is wrong: text that is not TOML or is of another schema; a field that is missing, unknown or of another type; a
    /// feature that the catalogue does not have; an entry whose figures cannot be.
    pub fn read(text: &str, catalogue: &Catalogue) -> Result<Self, InputErrors> {
        reader::read(text, "adoption data", Self::SCHEMA, |file| {
            let prior = file.optional_table(("prior", "`prior`"), AdoptionPrior::of);
            let entries =
                file.tables(("adoption", "`[[adoption]]`"), |table| AdoptionEntry::of(table, catalogue));
            Some(Self { prior: prior?, entries })
        })
    }

    /// The entries that speak of a feature.
    pub fn of<'a>(&'a self, feature: &'a Identifier) -> impl Iterator<Item = &'a AdoptionEntry> {
        self.entries.iter().filter(move |entry| entry.feature == *feature)
    }
}

impl AdoptionPrior {
    fn of(table: &mut TableReader<'_, '_>) -> Option<Self> {
        let is_between = |value: f64| value > 0.0 && value < 1.0;
        let share = number(table.required("share"), table, is_between, "between 0 and 1");
        let members = number(table.required("members"), table, |value| value > 0.0, "above 0");
        Some(Self { share: share?, members: members? })
    }
}

impl AdoptionEntry {
    fn of(table: &mut TableReader<'_, '_>, catalogue: &Catalogue) -> Option<Self> {
        let feature: Option<Spanned<Identifier>> = table.required("feature");
        if let Some(feature) = feature.as_ref().filter(|feature| !catalogue.has(feature.get_ref())) {
            let name = feature.get_ref().to_string();
            table
                .errors
                .add(feature.span(), InputErrorKind::NotThere { what: "feature of the catalogue", name });
        }
        let kind = AdoptionKind::of(table);
        // A bound holds or does not: there the field is unknown.
        let quality = if matches!(kind, Some(AdoptionKind::Bound { .. })) {
            Some(None)
        } else {
            share(table, "quality")
        };
        let quality = quality.map(|quality| quality.map(Spanned::into_inner));
        let (date, source) = (table.required("date"), table.required("source"));
        let caveat = table.optional("caveat");
        Some(Self {
            feature: feature?.into_inner(),
            kind: kind?,
            date: date?,
            source: source?,
            quality: quality?,
            caveat: caveat?,
        })
    }
}

/// The fields whose meaning depends on the sort.
const FIGURES: [&str; 6] = ["count", "n", "on", "conditional", "lower", "upper"];

/// The words for the sorts of evidence.
#[derive(Clone, Copy)]
enum Sort {
    Sample,
    Tally,
    Bound,
}

impl AdoptionKind {
    fn of(table: &mut TableReader<'_, '_>) -> Option<Self> {
        let Some(text) = table.required("kind") else {
            table.skip(&FIGURES);
            return None;
        };
        let sorts = [("sample", Sort::Sample), ("tally", Sort::Tally), ("bound", Sort::Bound)];
        let Some(sort) = word(&text, table.errors, &sorts) else {
            table.skip(&FIGURES);
            return None;
        };
        match sort {
            Sort::Sample => {
                let (count, n) = (table.required("count"), table.required::<Spanned<u32>>("n"));
                let (count, n) = (count?, n?);
                counted(count, &n, table)?;
                Some(Self::Sample { count, n: n.into_inner() })
            }
            Sort::Tally => {
                let (on, n) = (table.required::<u32>("on"), table.required::<Spanned<u32>>("n"));
                let conditional = table.optional("conditional");
                let (on, conditional, n) = (on?, conditional?.unwrap_or(0), n?);
                counted(on.saturating_add(conditional), &n, table)?;
                Some(Self::Tally { on, conditional, n: n.into_inner() })
            }
            Sort::Bound => {
                let (lower, upper) = (share(table, "lower"), share(table, "upper"));
                let (lower, upper) = (lower?, upper?);
                let span = upper.as_ref().or(lower.as_ref()).map(Spanned::span);
                let lower = lower.map_or(0.0, Spanned::into_inner);
                let upper = upper.map_or(1.0, Spanned::into_inner);
                match span {
                    Some(_) if lower <= upper => Some(Self::Bound { lower, upper }),
                    Some(span) => {
                        table.errors.add(span, InputErrorKind::Interval);
                        None
                    }
                    None => table.missing("lower"),
                }
            }
        }
    }
}

/// Says so where more are counted than there are, or where nobody was looked at.
fn counted(count: u32, n: &Spanned<u32>, table: &mut TableReader<'_, '_>) -> Option<()> {
    if *n.get_ref() > 0 && count <= *n.get_ref() {
        return Some(());
    }
    table.errors.add(n.span(), InputErrorKind::Count);
    None
}

#[expect(clippy::option_option, reason = "the outer one is an error, the inner one a field that is left out")]
fn share(table: &mut TableReader<'_, '_>, field: &'static str) -> Option<Option<Spanned<f64>>> {
    let share: Option<Spanned<f64>> = table.optional(field)?;
    if let Some(share) = share.as_ref().filter(|share| !(0.0..=1.0).contains(share.get_ref())) {
        let number = share.get_ref().to_string();
        table.errors.add(share.span(), InputErrorKind::Range { number, range: "from 0 to 1" });
        return None;
    }
    Some(share)
}
