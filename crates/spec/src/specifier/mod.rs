//! Version specifiers (PEP 440): an operator and what it compares with.

mod error;
mod matches;
mod parse;
mod set;

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use std::borrow::Cow;

use crate::Version;

pub use error::{SpecifierError, SpecifierErrorKind, SpecifierPartsError};
pub(crate) use parse::{specifier_of, specifiers};
pub use set::{Candidate, SpecifierSet};

/// The eight comparisons of PEP 440, each with the range it stands for.
///
/// A range is over all versions in PEP 440's order; `.dev0` is the first of its release. A version with a local label
/// counts as its public part wherever the specifier names no label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operator {
    /// `~=V`, compatible: `>=V` and `==P.*`, with `P` the release of `V` without its last number.
    Compatible,
    /// `==V`: exactly `V`. `==V.*`: from `V.dev0` up to, not including, `.dev0` of the next release of that length.
    Equal,
    /// `!=V` and `!=V.*`: everything that `==` does not take.
    NotEqual,
    /// `<=V`: up to and including `V`.
    LessEqual,
    /// `>=V`: from `V` on.
    GreaterEqual,
    /// `<V`: below `V`, and unless `V` is a prerelease itself, below its prereleases (below `V.dev0`).
    Less,
    /// `>V`: above `V`, and unless `V` is a post-release itself, above its post-releases.
    Greater,
    /// `===text`: what is written exactly so, except for upper and lower case; the text may be anything.
    Arbitrary,
}

impl Operator {
    /// The operator as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Operator::Compatible => "~=",
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::LessEqual => "<=",
            Operator::GreaterEqual => ">=",
            Operator::Less => "<",
            Operator::Greater => ">",
            Operator::Arbitrary => "===",
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One comparison: an operator and a version, a version prefix (`1.2.*`), or for `===` any text.
///
/// Laws:
/// - Printing keeps the version's spelling, and parsing what was printed gives an equal specifier.
/// - `==1.0` and `==1.0.0` are equal; `~=1.0` and `~=1.0.0` are not, as they mean different ranges.
///
/// ```
/// use haggle_spec::{Operator, Prereleases, Specifier};
/// let specifier: Specifier = "~= 1.4.2".parse()?;
/// assert_eq!(specifier.operator(), Operator::Compatible);
/// assert_eq!(specifier.to_string(), "~=1.4.2");
/// assert!(specifier.contains(&"1.4.5".parse()?, Prereleases::Default));
/// assert!(!specifier.contains(&"1.5".parse()?, Prereleases::Default));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Specifier {
    operator: Operator,
    /// Whether the version is a prefix: `.*` follows it. With `==` and `!=` only.
    prefix: bool,
    operand: Operand,
}

/// What is compared with. `Text` goes with `===` and nothing else.
#[derive(Clone)]
enum Operand {
    Version(Version),
    /// Rare: a thin pointer keeps the common specifier small.
    Text(Box<Box<str>>),
}

impl Operand {
    fn text(text: &str) -> Self {
        Operand::Text(Box::new(text.into()))
    }
}

/// Whether prereleases (a pre- or development segment) may match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Prereleases {
    /// PEP 440's recommendation: for one version alone, yes; among several, where a specifier names one, or where
    /// nothing else matches.
    #[default]
    Default,
    /// Always.
    Allow,
    /// Never.
    Exclude,
}

impl Specifier {
    /// The specifier of an operator and a version; for `===`, of the version's spelling.
    ///
    /// # Errors
    /// Where PEP 440 does not let the operator compare with such a version.
    pub fn new(operator: Operator, version: Version) -> Result<Self, SpecifierPartsError> {
        let takes_label = matches!(operator, Operator::Equal | Operator::NotEqual);
        if operator == Operator::Arbitrary {
            return Ok(Specifier { operator, prefix: false, operand: Operand::text(&version.as_written()) });
        }
        if version.local().is_some() && !takes_label {
            return Err(SpecifierPartsError::LocalLabel);
        }
        if operator == Operator::Compatible && version.n_release() < 2 {
            return Err(SpecifierPartsError::CompatibleWithOneSegment);
        }
        Ok(Specifier { operator, prefix: false, operand: Operand::Version(version) })
    }

    /// `==V.*` or `!=V.*`.
    ///
    /// # Errors
    /// Where `operator` is another one, or the version has more than epoch and release.
    pub fn with_prefix(operator: Operator, version: Version) -> Result<Self, SpecifierPartsError> {
        let plain = !version.is_prerelease() && !version.is_postrelease() && version.local().is_none();
        if plain && matches!(operator, Operator::Equal | Operator::NotEqual) {
            Ok(Specifier { operator, prefix: true, operand: Operand::Version(version) })
        } else {
            Err(SpecifierPartsError::Prefix)
        }
    }

    /// The operator.
    pub fn operator(&self) -> Operator {
        self.operator
    }

    /// The version, or the version that is a prefix; none for `===`.
    pub fn version(&self) -> Option<&Version> {
        match &self.operand {
            Operand::Version(version) => Some(version),
            Operand::Text(_) => None,
        }
    }

    /// Whether the version is a prefix: `.*` follows it.
    pub fn is_prefix(&self) -> bool {
        self.prefix
    }

    /// What follows the operator, as written: `1.0`, `1.*`, `anything`.
    pub fn version_text(&self) -> Cow<'_, str> {
        match &self.operand {
            Operand::Version(version) if self.prefix => Cow::Owned(format!("{}.*", version.as_written())),
            Operand::Version(version) => version.as_written(),
            Operand::Text(text) => Cow::Borrowed(text),
        }
    }

    /// Whether the text of `===` holds a comma, which divides specifiers.
    #[inline]
    fn has_comma(&self) -> bool {
        matches!(&self.operand, Operand::Text(text) if text.contains(','))
    }

    /// Whether this specifier asks for prereleases by naming one: `None` where its text is not a version.
    ///
    /// `!=` and prefixes never do.
    pub fn names_prerelease(&self) -> Option<bool> {
        match &self.operand {
            _ if self.operator == Operator::NotEqual || self.prefix => Some(false),
            Operand::Version(version) => Some(version.is_prerelease()),
            Operand::Text(text) => text.parse().ok().map(|version: Version| version.is_prerelease()),
        }
    }
}

impl fmt::Display for Specifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.operator.as_str())?;
        match &self.operand {
            Operand::Version(version) => version.write_as_written(f)?,
            Operand::Text(text) => f.write_str(text)?,
        }
        if self.prefix { f.write_str(".*") } else { Ok(()) }
    }
}

impl fmt::Debug for Specifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Specifier({self})")
    }
}

impl PartialEq for Specifier {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl PartialOrd for Specifier {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Specifier {
    /// By operator, then by version: an order to sort and search by, which says nothing of what matches.
    fn cmp(&self, other: &Self) -> Ordering {
        let by_operator = (self.operator, self.prefix).cmp(&(other.operator, other.prefix));
        by_operator.then_with(|| match (&self.operand, &other.operand) {
            (Operand::Version(left), Operand::Version(right)) if self.prefix => {
                left.cmp(right).then_with(|| left.as_written().cmp(&right.as_written()))
            }
            (Operand::Version(left), Operand::Version(right)) => {
                let by_length = match self.operator {
                    Operator::Compatible => left.n_release().cmp(&right.n_release()),
                    _ => Ordering::Equal,
                };
                left.cmp(right).then(by_length)
            }
            (Operand::Text(left), Operand::Text(right)) => left.cmp(right),
            (Operand::Version(_), Operand::Text(_)) => Ordering::Less,
            (Operand::Text(_), Operand::Version(_)) => Ordering::Greater,
        })
    }
}

impl Eq for Specifier {}

impl Hash for Specifier {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.operator, self.prefix).hash(state);
        match &self.operand {
            Operand::Version(version) => version.hash(state),
            Operand::Text(text) => text.hash(state),
        }
    }
}
