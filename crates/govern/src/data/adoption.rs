//! `adoption.toml`: what is known about who deploys a feature.

use serde::{Deserialize, Serialize};
use serde_spanned::Spanned;

use super::error::{InputError, check_schema, read};

/// Everything that is known, entry by entry.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AdoptionEvidence {
    schema: Spanned<u32>,
    /// The entries; several may speak of one feature.
    #[serde(rename = "adoption", default)]
    pub entries: Vec<AdoptionEntry>,
}

/// One piece of evidence about a feature's share of deployments.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", try_from = "RawEntry")]
pub struct AdoptionEntry {
    /// The feature.
    pub feature: String,
    /// What was counted or bounded.
    pub kind: AdoptionKind,
    /// The day of the evidence, `YYYY-MM-DD`.
    pub date: String,
    /// What was looked at.
    pub source: String,
    /// What it does not say.
    pub caveat: Option<String>,
}

/// The sort of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
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

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawEntry {
    feature: String,
    kind: String,
    count: Option<u32>,
    n: Option<u32>,
    on: Option<u32>,
    conditional: Option<u32>,
    lower: Option<f64>,
    upper: Option<f64>,
    date: String,
    source: String,
    caveat: Option<String>,
}

impl TryFrom<RawEntry> for AdoptionEntry {
    type Error = String;

    fn try_from(raw: RawEntry) -> Result<Self, String> {
        let needed = |field: &str, value: Option<u32>| {
            value.ok_or_else(|| format!("an entry of kind `{}` needs `{field}`", raw.kind))
        };
        let kind = match raw.kind.as_str() {
            "sample" => AdoptionKind::Sample { count: needed("count", raw.count)?, n: needed("n", raw.n)? },
            "tally" => AdoptionKind::Tally {
                on: needed("on", raw.on)?,
                conditional: raw.conditional.unwrap_or(0),
                n: needed("n", raw.n)?,
            },
            "bound" => {
                AdoptionKind::Bound { lower: raw.lower.unwrap_or(0.0), upper: raw.upper.unwrap_or(1.0) }
            }
            other => return Err(format!("`{other}` is not a kind of evidence: use sample, tally or bound")),
        };
        let sound = match kind {
            AdoptionKind::Sample { count, n } => n > 0 && count <= n,
            AdoptionKind::Tally { on, conditional, n } => {
                n > 0 && on.checked_add(conditional).is_some_and(|sum| sum <= n)
            }
            AdoptionKind::Bound { lower, upper } => {
                (0.0..=1.0).contains(&lower) && lower <= upper && upper <= 1.0
            }
        };
        if !sound {
            return Err(format!("the figures of `{}` cannot be: {kind:?}", raw.feature));
        }
        Ok(Self { feature: raw.feature, kind, date: raw.date, source: raw.source, caveat: raw.caveat })
    }
}

impl AdoptionEvidence {
    /// The schema that this version reads.
    pub const SCHEMA: u32 = 1;

    /// Reads adoption data.
    ///
    /// # Errors
    /// Text that is not TOML or of another schema; an entry whose figures cannot be.
    pub fn read(text: &str) -> Result<Self, InputError> {
        let adoption: Self = read(text)?;
        check_schema(&adoption.schema, Self::SCHEMA)?;
        Ok(adoption)
    }

    /// The entries that speak of a feature.
    pub fn of<'a>(&'a self, feature: &'a str) -> impl Iterator<Item = &'a AdoptionEntry> {
        self.entries.iter().filter(move |entry| entry.feature == feature)
    }
}
