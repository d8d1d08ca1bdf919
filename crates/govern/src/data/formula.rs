//! The amount of a criterion at a placement, as a family's file writes it: `100 * share * steps`.

use std::fmt::{self, Display};
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// What haggle can measure of a feature's requirements: the words of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CriterionMeasure {
    /// `share`: the share of deployments that have the feature, 0 to 1.
    Share,
    /// `rest`: the share that does not; multiplies counts only.
    Rest,
    /// `carried`: packages that a deployment installs for it alone.
    Carried,
    /// `new-packages`: packages that nothing else in the family keeps.
    NewPackages,
    /// `staleness`: years since the newest release of the requirement whose newest release is the oldest.
    Staleness,
    /// `broken`: environments that cannot install it.
    Broken,
    /// `pythons`: environments whose Python the newest release does not support.
    Pythons,
    /// `unguarded`: import sites without a guard.
    Unguarded,
    /// `duplicates`: listed libraries that do the same.
    Duplicates,
    /// `releasers`: the people who release it, of the requirement that has the fewest.
    Releasers,
    /// `lacking`: target distributions that ship no fitting version.
    Lacking,
    /// `advisories`: advisories against it of the last five years.
    Advisories,
    /// `unlisted`: requirements that no list governs where the project does not declare them.
    Unlisted,
    /// `placed`: the requirements that are placed.
    Placed,
    /// `steps`: what an operator does by hand: find the page, then install each requirement.
    Steps,
    /// `used`: 1, or 0 where no code uses it.
    Used,
    /// `files`: the files that a change to the placement touches; none where it is there today.
    Files,
}

/// A sum of products of numbers and measures.
///
/// ```
/// use haggle_govern::data::Formula;
///
/// let formula: Formula = "100 * share * steps".parse()?;
/// assert_eq!(formula.to_string(), "100 * share * steps");
/// assert!("100 * shares".parse::<Formula>().is_err() && "share *".parse::<Formula>().is_err());
/// # Ok::<(), haggle_govern::data::FormulaError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    text: String,
    products: Vec<FormulaProduct>,
}

/// A number times measures.
#[derive(Debug, Clone, PartialEq)]
pub struct FormulaProduct {
    /// The product of the numbers.
    pub factor: f64,
    /// The measures, in the order of the text.
    pub measures: Vec<CriterionMeasure>,
}

/// Why a text is not a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormulaError {
    /// A word that is neither a number nor something that haggle measures.
    Word(String),
    /// `rest` times something that is not a count.
    Rest,
    /// A sum in which several uncertain measures are multiplied.
    Sum,
}

impl CriterionMeasure {
    const WORDS: [(&'static str, Self); 17] = [
        ("share", Self::Share),
        ("rest", Self::Rest),
        ("carried", Self::Carried),
        ("new-packages", Self::NewPackages),
        ("staleness", Self::Staleness),
        ("broken", Self::Broken),
        ("pythons", Self::Pythons),
        ("unguarded", Self::Unguarded),
        ("duplicates", Self::Duplicates),
        ("releasers", Self::Releasers),
        ("lacking", Self::Lacking),
        ("advisories", Self::Advisories),
        ("unlisted", Self::Unlisted),
        ("placed", Self::Placed),
        ("steps", Self::Steps),
        ("used", Self::Used),
        ("files", Self::Files),
    ];

    /// Its word, which is the name of the fact in records, too.
    pub fn id(self) -> &'static str {
        Self::WORDS.iter().find(|(_, measure)| *measure == self).map_or("", |(word, _)| word)
    }

    /// A number that is known for each placement, with nothing uncertain about it.
    pub(crate) fn is_count(self) -> bool {
        matches!(self, Self::Placed | Self::Steps | Self::Used)
    }
}

impl Formula {
    /// The products that are added.
    pub fn products(&self) -> &[FormulaProduct] {
        &self.products
    }

    /// Whether a measure plays a part.
    pub fn has(&self, measure: CriterionMeasure) -> bool {
        self.products.iter().any(|product| product.measures.contains(&measure))
    }
}

impl FormulaProduct {
    fn of(text: &str) -> Result<Self, FormulaError> {
        let mut product = Self { factor: 1.0, measures: Vec::new() };
        for word in text.split('*').map(str::trim) {
            let measure = CriterionMeasure::WORDS.iter().find(|(known, _)| *known == word);
            match (measure, word.parse::<f64>()) {
                (Some((_, measure)), _) => product.measures.push(*measure),
                (None, Ok(number)) if number.is_finite() && number >= 0.0 => product.factor *= number,
                _ => return Err(FormulaError::Word(word.to_owned())),
            }
        }
        let counts = |measure: &CriterionMeasure| measure.is_count() || *measure == CriterionMeasure::Carried;
        let has_rest = product.measures.contains(&CriterionMeasure::Rest);
        let others = product.measures.iter().filter(|measure| **measure != CriterionMeasure::Rest);
        if has_rest && (!others.clone().all(counts) || others.count() + 1 < product.measures.len()) {
            return Err(FormulaError::Rest);
        }
        Ok(product)
    }

    fn n_uncertain(&self) -> usize {
        self.measures.iter().filter(|measure| !measure.is_count()).count()
    }
}

impl FromStr for Formula {
    type Err = FormulaError;

    fn from_str(text: &str) -> Result<Self, FormulaError> {
        let products = text.split('+').map(FormulaProduct::of).collect::<Result<Vec<_>, _>>()?;
        let special = |product: &FormulaProduct| {
            product.n_uncertain() > 1
                || product
                    .measures
                    .iter()
                    .any(|one| matches!(one, CriterionMeasure::Rest | CriterionMeasure::Files))
        };
        if products.len() > 1 && products.iter().any(special) {
            return Err(FormulaError::Sum);
        }
        Ok(Self { text: text.to_owned(), products })
    }
}

impl Display for Formula {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl Serialize for Formula {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl FormulaError {
    /// The words that a formula may have.
    pub fn known() -> impl Iterator<Item = &'static str> {
        CriterionMeasure::WORDS.iter().map(|(word, _)| *word)
    }
}

impl Display for FormulaError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => {
                write!(formatter, "`{}` is neither a number nor a measure", word.escape_debug())
            }
            Self::Rest => formatter.write_str("`rest` multiplies counts only: `carried`, `placed`, `steps`"),
            Self::Sum => {
                formatter.write_str("a sum may not have `rest`, `files` or a product of two measures in it")
            }
        }
    }
}

impl std::error::Error for FormulaError {}
