//! Codes of faults: short names for programs, which never change their meaning.

use super::{DiagnosticKind, FileErrorKind};
use crate::RequirementErrorKind;

/// Gives each variant of a kind its code, and lists the codes.
macro_rules! codes {
    ($kind:ident, $codes:ident { $($variant:ident => $code:literal,)* }) => {
        const $codes: &[&str] = &[$($code),*];

        impl $kind {
            /// The code of the fault: words in lower case with hyphens.
            pub fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $code,)*
                }
            }
        }
    };
}

codes!(RequirementErrorKind, REQUIREMENT {
    ExpectedName => "expected-name",
    InvalidStart => "invalid-start",
    MissingName => "missing-name",
    QuotedRequirement => "quoted-requirement",
    Placeholder => "placeholder",
    MergeConflict => "merge-conflict",
    Command => "command",
    InvalidCharacter => "invalid-character",
    CommentWithoutBlank => "comment-without-blank",
    ExpectedCommaBetweenExtras => "expected-comma-between-extras",
    ExpectedExtra => "expected-extra",
    UnclosedExtras => "unclosed-extras",
    UnclosedSpecifiers => "unclosed-specifiers",
    ExpectedUrl => "expected-url",
    ExpectedSemicolonAfterUrl => "expected-semicolon-after-url",
    SemicolonInUrl => "semicolon-in-url",
    ExpectedSemicolonAfterName => "expected-semicolon-after-name",
    ExpectedCommaOrSemicolon => "expected-comma-or-semicolon",
    UnexpectedText => "unexpected-text",
    MissingComma => "missing-comma",
    StrayComma => "stray-comma",
    MissingOperator => "missing-operator",
    UnknownOperator => "unknown-operator",
    MissingVersion => "missing-version",
    InvalidVersion => "invalid-version",
    QuotedVersion => "quoted-version",
    CompatibleWithOneSegment => "compatible-with-one-segment",
    CondaPin => "conda-pin",
    PrefixWithOperator => "prefix-with-operator",
    PrefixAfterSuffix => "prefix-after-suffix",
    LocalLabel => "local-label",
    InvalidSpecifier => "invalid-specifier",
    ColonBeforeMarker => "colon-before-marker",
    ExpectedMarkerSide => "expected-marker-side",
    EmptyMarker => "empty-marker",
    UnknownVariable => "unknown-variable",
    UnquotedValue => "unquoted-value",
    UnclosedQuote => "unclosed-quote",
    InvalidQuotedString => "invalid-quoted-string",
    ExpectedMarkerOperator => "expected-marker-operator",
    UnknownMarkerOperator => "unknown-marker-operator",
    SymbolInMarker => "symbol-in-marker",
    Negation => "negation",
    ExpectedBlankAfterNot => "expected-blank-after-not",
    ExpectedInAfterNot => "expected-in-after-not",
    UnclosedMarker => "unclosed-marker",
    ExpectedEndOfMarker => "expected-end-of-marker",
    TrailingSemicolon => "trailing-semicolon",
    ExpectedEnd => "expected-end",
    MarkerTooLong => "marker-too-long",
});

codes!(FileErrorKind, FILE {
    InvalidEncoding => "invalid-encoding",
    UnterminatedQuote => "unterminated-quote",
    UnterminatedEscape => "unterminated-escape",
    UnknownOption => "unknown-option",
    GoneOption => "gone-option",
    AmbiguousOption => "ambiguous-option",
    MissingValue => "missing-value",
    UnexpectedValue => "unexpected-value",
    InvalidHash => "invalid-hash",
    InvalidConfigSetting => "invalid-config-setting",
    IgnoredText => "ignored-text",
    IgnoredOption => "ignored-option",
    IgnoredMarker => "ignored-marker",
    CutValue => "cut-value",
    InvalidEditable => "invalid-editable",
    UnknownScheme => "unknown-scheme",
    ScpAddress => "scp-address",
    InvalidEgg => "invalid-egg",
    OtherKind => "other-kind",
    UnknownEncoding => "unknown-encoding",
    EncodingNotRead => "encoding-not-read",
    UnsetVariable => "unset-variable",
    InvalidWheelName => "invalid-wheel-name",
    NotAConstraint => "not-a-constraint",
    InvalidLine => "invalid-line",
    UrlNotAllowed => "url-not-allowed",
    UnnamedUrl => "unnamed-url",
    InvalidIni => "invalid-ini",
    Duplicate => "duplicate-section-or-option",
    InvalidInterpolation => "invalid-interpolation",
    UnknownReference => "unknown-reference",
    EndlessReference => "endless-reference",
    MarkerOnOptionLine => "marker-on-option-line",
    DroppedRequirement => "dropped-requirement",
    InvalidToml => "invalid-toml",
    WrongType => "wrong-type",
    IncludeCycle => "include-cycle",
    UnknownGroup => "unknown-group",
});

const INVALID_NAME: &str = "invalid-name";

impl DiagnosticKind {
    /// The code of the fault: words in lower case with hyphens.
    ///
    /// ```
    /// use haggle_spec::file::requirements::RequirementsFile;
    ///
    /// let (_, diagnostics) = RequirementsFile::parse("six --hash=sha1:ab\n");
    /// assert_eq!(diagnostics[0].kind.code(), "invalid-hash");
    /// ```
    pub fn code(&self) -> &'static str {
        match self {
            Self::Requirement { kind, .. } => kind.code(),
            Self::InvalidName(_) => INVALID_NAME,
            Self::InvalidVersion(_) => RequirementErrorKind::InvalidVersion.code(),
            Self::InvalidSpecifier(_) => RequirementErrorKind::InvalidSpecifier.code(),
            Self::File(kind) => kind.code(),
        }
    }
}

/// The codes of all faults.
pub fn fault_codes() -> impl Iterator<Item = &'static str> {
    REQUIREMENT.iter().chain(FILE).chain(&[INVALID_NAME]).copied()
}

/// Whether a name is the code of a fault.
pub fn is_fault_code(name: &str) -> bool {
    fault_codes().any(|code| code == name)
}
