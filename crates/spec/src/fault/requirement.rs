//! What can be wrong with a requirement or a marker.

use core::fmt;

use crate::span::{Edit, Span};

/// The text is not a requirement, or not a marker: where it stops being one, why, and how to repair it where that is plain.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequirementError {
    span: Span,
    kind: RequirementErrorKind,
    suggestion: Option<Edit>,
}

impl RequirementError {
    pub(crate) fn new(span: Span, kind: RequirementErrorKind) -> Self {
        RequirementError { span, kind, suggestion: None }
    }

    pub(crate) fn with_suggestion(self, suggestion: Option<Edit>) -> Self {
        RequirementError { suggestion, ..self }
    }

    /// Where, in bytes of what was parsed.
    pub fn span(&self) -> Span {
        self.span
    }

    /// What.
    pub fn kind(&self) -> RequirementErrorKind {
        self.kind
    }

    /// The edit that repairs it, where the intent is plain.
    pub fn suggestion(&self) -> Option<&Edit> {
        self.suggestion.as_ref()
    }
}

impl fmt::Display for RequirementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)?;
        match &self.suggestion {
            Some(edit) => write!(f, ": write `{}`", edit.replacement.escape_debug()),
            None => Ok(()),
        }
    }
}

impl core::error::Error for RequirementError {}

/// Why a text is not a requirement, or not a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum RequirementErrorKind {
    /// The text does not start with a name.
    ExpectedName,
    /// Two extras without a comma between them.
    ExpectedCommaBetweenExtras,
    /// No extra behind a comma.
    ExpectedExtra,
    /// `[` without `]`.
    UnclosedExtras,
    /// `(` without `)` around specifiers.
    UnclosedSpecifiers,
    /// No URL behind `@`.
    ExpectedUrl,
    /// Something behind a URL and blanks that is no `;`.
    ExpectedSemicolonAfterUrl,
    /// Something behind a name that is neither a specifier nor a `;`.
    ExpectedSemicolonAfterName,
    /// Something behind specifiers that is neither a comma nor a `;`.
    ExpectedCommaOrSemicolon,
    /// `.*` with another operator than `==` and `!=`.
    PrefixWithOperator,
    /// `.*` behind more than a release.
    PrefixAfterSuffix,
    /// A local label with another operator than `==` and `!=`.
    LocalLabel,
    /// A part behind the comma of `===a,b` that is not a specifier.
    InvalidSpecifier,
    /// Neither a variable nor a quoted text where one side of a comparison should be.
    ExpectedMarkerSide,
    /// A quote in a marker without the same quote behind it.
    UnclosedQuote,
    /// A quoted text that is not a literal of Python.
    InvalidQuotedString,
    /// No operator between two sides.
    ExpectedMarkerOperator,
    /// `not` without a blank behind it.
    ExpectedBlankAfterNot,
    /// `not` without `in`.
    ExpectedInAfterNot,
    /// `(` without `)` in a marker.
    UnclosedMarker,
    /// Something behind a marker.
    ExpectedEndOfMarker,
    /// Something behind a requirement.
    ExpectedEnd,
    /// A marker of more than half a GiB.
    MarkerTooLong,
}

impl fmt::Display for RequirementErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RequirementErrorKind::ExpectedName => "expected the name of a distribution",
            RequirementErrorKind::ExpectedCommaBetweenExtras => "expected a comma between extras",
            RequirementErrorKind::ExpectedExtra => "expected an extra after the comma",
            RequirementErrorKind::UnclosedExtras => "expected `]` after the extras",
            RequirementErrorKind::UnclosedSpecifiers => "expected `)` after the version specifiers",
            RequirementErrorKind::ExpectedUrl => "expected a URL after `@`",
            RequirementErrorKind::ExpectedSemicolonAfterUrl => {
                "expected a blank and `;` after the URL, or the end"
            }
            RequirementErrorKind::ExpectedSemicolonAfterName => {
                "expected a version specifier or `;` after the name, or the end"
            }
            RequirementErrorKind::ExpectedCommaOrSemicolon => {
                "expected `,` or `;` after the version specifier, or the end"
            }
            RequirementErrorKind::PrefixWithOperator => "`.*` goes with `==` and `!=` only",
            RequirementErrorKind::PrefixAfterSuffix => {
                "`.*` does not go with a pre-, post- or development release or a local label"
            }
            RequirementErrorKind::LocalLabel => "a local label goes with `==` and `!=` only",
            RequirementErrorKind::InvalidSpecifier => "this is not a version specifier",
            RequirementErrorKind::ExpectedMarkerSide => "expected a marker variable or a quoted text",
            RequirementErrorKind::UnclosedQuote => "this quote is not closed",
            RequirementErrorKind::InvalidQuotedString => "this quoted text is not one that Python can read",
            RequirementErrorKind::ExpectedMarkerOperator => {
                "expected one of `<=`, `<`, `!=`, `==`, `>=`, `>`, `~=`, `===`, `in`, `not in`"
            }
            RequirementErrorKind::ExpectedBlankAfterNot => "expected a blank after `not`",
            RequirementErrorKind::ExpectedInAfterNot => "expected `in` after `not`",
            RequirementErrorKind::UnclosedMarker => "expected `)` after this part of the marker",
            RequirementErrorKind::ExpectedEndOfMarker => "expected `and`, `or` or the end of the marker",
            RequirementErrorKind::ExpectedEnd => "expected the end of the requirement",
            RequirementErrorKind::MarkerTooLong => "the marker is too long",
        })
    }
}
