//! Where something is wrong, what, and the edit that mends it. Texts are rendered outside this crate.

mod file;
mod listener;
mod requirement;

use core::fmt;

use crate::span::{Edit, Span};

pub use file::FileErrorKind;
pub(crate) use listener::{Failure, FirstFault, Listener, No, YesOrNo};
pub use requirement::{RequirementError, RequirementErrorKind};

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

impl RequirementError {
    /// The same as a diagnostic of a text that this one starts at byte `offset` of.
    pub fn to_diagnostic(&self, offset: usize) -> Diagnostic {
        Diagnostic {
            span: self.span().shifted(offset),
            kind: DiagnosticKind::Requirement(self.kind()),
            suggestion: self.suggestion().cloned().map(|edit| edit.shifted(offset)),
        }
    }
}

/// What a [`Diagnostic`] is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DiagnosticKind {
    /// A requirement, or a part of one, does not follow the grammar.
    Requirement(RequirementErrorKind),
    /// A name is none.
    InvalidName,
    /// A version is none.
    InvalidVersion,
    /// A version specifier is none.
    InvalidSpecifier,
    /// Something about a file, beside the requirements in it.
    File(FileErrorKind),
}

impl fmt::Display for DiagnosticKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DiagnosticKind::Requirement(kind) => kind.fmt(f),
            DiagnosticKind::InvalidName => f.write_str("this is no name"),
            DiagnosticKind::InvalidVersion => f.write_str("this is no version"),
            DiagnosticKind::InvalidSpecifier => f.write_str("this is no version specifier"),
            DiagnosticKind::File(kind) => kind.fmt(f),
        }
    }
}
