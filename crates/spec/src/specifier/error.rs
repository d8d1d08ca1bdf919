//! What can be wrong with a specifier.

use core::fmt;

use crate::Span;

/// The text is not a version specifier.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SpecifierError {
    text: String,
    span: Span,
    kind: SpecifierErrorKind,
}

impl SpecifierError {
    pub(super) fn new(text: &str, span: Span, kind: SpecifierErrorKind) -> Self {
        SpecifierError { text: text.to_owned(), span, kind }
    }

    /// The part of the text that is not a specifier.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where that part is, in bytes of what was parsed.
    pub fn span(&self) -> Span {
        self.span
    }

    /// What is wrong with it.
    pub fn kind(&self) -> SpecifierErrorKind {
        self.kind
    }
}

impl fmt::Display for SpecifierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a valid version specifier: {}", self.text.escape_debug(), self.kind)
    }
}

impl core::error::Error for SpecifierError {}

/// Why a text is not a version specifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SpecifierErrorKind {
    /// It does not start with an operator.
    MissingOperator,
    /// What follows the operator is not a version.
    InvalidVersion,
    /// `~=` with a release of one number.
    CompatibleWithOneSegment,
    /// A local label with another operator than `==` and `!=`.
    LocalLabel,
    /// `.*` with another operator than `==` and `!=`.
    PrefixWithOperator,
    /// `.*` behind more than a release.
    PrefixAfterSuffix,
    /// Something follows the specifier.
    TrailingText,
}

impl fmt::Display for SpecifierErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SpecifierErrorKind::MissingOperator => {
                "a version specifier starts with one of `==`, `!=`, `<=`, `>=`, `<`, `>`, `~=` and `===`"
            }
            SpecifierErrorKind::InvalidVersion => "no version follows the operator",
            SpecifierErrorKind::CompatibleWithOneSegment => "`~=` needs a release of two numbers at least",
            SpecifierErrorKind::LocalLabel => "a local label goes with `==` and `!=` only",
            SpecifierErrorKind::PrefixWithOperator => "`.*` goes with `==` and `!=` only",
            SpecifierErrorKind::PrefixAfterSuffix => {
                "`.*` does not go with a pre-, post- or development release or a local label"
            }
            SpecifierErrorKind::TrailingText => "something follows the specifier",
        })
    }
}

/// Operator and version do not go together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SpecifierPartsError {
    /// A local label goes with `==` and `!=` only.
    LocalLabel,
    /// `~=` needs two numbers at least.
    CompatibleWithOneSegment,
    /// A prefix (`.*`) is a release, and goes with `==` and `!=` only.
    Prefix,
}

impl fmt::Display for SpecifierPartsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SpecifierPartsError::LocalLabel => "a local label goes with `==` and `!=` only",
            SpecifierPartsError::CompatibleWithOneSegment => "`~=` needs a release of two numbers at least",
            SpecifierPartsError::Prefix => "`.*` goes with `==` and `!=` and a release only",
        })
    }
}

impl core::error::Error for SpecifierPartsError {}
