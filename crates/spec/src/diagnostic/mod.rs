//! Where something is wrong, what, and the edit that repairs it. Texts are rendered outside this crate.

mod code;
mod file;

use core::fmt;

use crate::{
    Edit, NameErrorKind, RequirementError, RequirementErrorKind, Span, SpecifierErrorKind, VersionErrorKind,
};

pub use code::{fault_codes, is_fault_code};
pub use file::FileErrorKind;

/// One thing that is wrong in a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// Where, in bytes of the text that was parsed.
    pub span: Span,
    /// What.
    pub kind: DiagnosticKind,
    /// An edit that a machine may apply, where the intent is plain.
    pub suggestion: Option<Edit>,
}

impl Diagnostic {
    /// What is wrong, in words: lowercase, no full stop.
    pub fn message(&self) -> String {
        self.kind.to_string()
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

/// `span`, `code`, `message` and `suggestion`, which is left out where there is none.
#[cfg(feature = "serde")]
impl serde::Serialize for Diagnostic {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Shown<'a> {
            span: Span,
            code: &'static str,
            message: String,
            #[serde(skip_serializing_if = "Option::is_none")]
            suggestion: Option<&'a Edit>,
        }
        let Self { span, kind, suggestion } = self;
        Shown { span: *span, code: kind.code(), message: self.message(), suggestion: suggestion.as_ref() }
            .serialize(serializer)
    }
}

impl RequirementError {
    /// The same as a diagnostic of a text that this one starts at byte `offset` of.
    pub fn to_diagnostic(&self, offset: usize) -> Diagnostic {
        Diagnostic {
            span: self.span().shifted(offset),
            kind: DiagnosticKind::Requirement { kind: self.kind(), found: self.found().to_owned() },
            suggestion: self.suggestion().cloned().map(|edit| edit.shifted(offset)),
        }
    }
}

/// What a [`Diagnostic`] is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DiagnosticKind {
    /// A requirement, or a part of one, does not follow the grammar.
    Requirement {
        /// Why.
        kind: RequirementErrorKind,
        /// The text that the message is about.
        found: String,
    },
    /// A name is not one.
    InvalidName(NameErrorKind),
    /// A version is not one.
    InvalidVersion(VersionErrorKind),
    /// A version specifier is not one.
    InvalidSpecifier(SpecifierErrorKind),
    /// Something about a file, beside the requirements in it.
    File(FileErrorKind),
}

impl fmt::Display for DiagnosticKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DiagnosticKind::Requirement { kind, found } => kind.write(found, f),
            DiagnosticKind::InvalidName(kind) => kind.fmt(f),
            DiagnosticKind::InvalidVersion(kind) => kind.fmt(f),
            DiagnosticKind::InvalidSpecifier(kind) => kind.fmt(f),
            DiagnosticKind::File(kind) => kind.fmt(f),
        }
    }
}
