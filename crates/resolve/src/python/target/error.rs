//! Why a text names no target.

use std::fmt;

use haggle_spec::Span;

/// The text is not the name of a Python, of a platform, or of both.
///
/// ```
/// use haggle_resolve::python::{Target, TargetErrorKind};
///
/// let error = Target::new("banana", "linux").unwrap_err();
/// assert_eq!(error.kind(), TargetErrorKind::NotAVersion);
/// assert_eq!(error.to_string(), "`banana` is not a version of Python 3");
/// assert_eq!(error.help(), "write it like `3.12` or `3.12.4`");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetError {
    text: String,
    span: Span,
    kind: TargetErrorKind,
}

/// What is wrong with the name of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum TargetErrorKind {
    /// The Python is not a version at all (PEP 440).
    NotAVersion,
    /// The Python is a version of another Python than 3.
    NotPython3,
    /// The Python has one segment, or more than three.
    NumberOfSegments,
    /// A prerelease or a local version of Python, whose last segment is not given.
    NoPatchSegment,
    /// The platform is none that is known here.
    UnknownPlatform,
    /// The platform's system is known, and does not run on the machine.
    UnknownMachine,
    /// The text is not `python VERSION on PLATFORM`.
    Form,
}

impl TargetError {
    pub(super) fn whole(text: &str, kind: TargetErrorKind) -> Self {
        Self { text: text.to_owned(), span: Span::new(0, text.len()), kind }
    }

    /// The same error of a text in which this one starts at byte `offset`.
    #[must_use]
    pub(super) fn shifted(mut self, offset: usize) -> Self {
        self.span = self.span.shifted(offset);
        self
    }

    /// What is wrong.
    pub fn kind(&self) -> TargetErrorKind {
        self.kind
    }

    /// The bytes of the text that was read which are wrong.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The name that is wrong: of a Python, of a platform, or the whole.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What to write instead.
    pub fn help(&self) -> &'static str {
        match self.kind {
            TargetErrorKind::NotAVersion
            | TargetErrorKind::NotPython3
            | TargetErrorKind::NumberOfSegments => "write it like `3.12` or `3.12.4`",
            TargetErrorKind::NoPatchSegment => "write it like `3.15.0b1`",
            TargetErrorKind::UnknownPlatform | TargetErrorKind::UnknownMachine => {
                "write `linux`, `macos`, `windows`, or for example `aarch64-unknown-linux-gnu` or `x86_64-manylinux2014`"
            }
            TargetErrorKind::Form => "write it like `python 3.12 on linux`",
        }
    }
}

impl fmt::Display for TargetError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text.escape_debug();
        match self.kind {
            TargetErrorKind::NotAVersion | TargetErrorKind::NotPython3 => {
                write!(formatter, "`{text}` is not a version of Python 3")
            }
            TargetErrorKind::NumberOfSegments => {
                write!(formatter, "`{text}` is not a version of Python 3: it has two or three numbers")
            }
            TargetErrorKind::NoPatchSegment => {
                write!(formatter, "`{text}` is not a version of Python 3: its third number is missing")
            }
            TargetErrorKind::UnknownPlatform => write!(formatter, "`{text}` is not the name of a platform"),
            TargetErrorKind::UnknownMachine => {
                write!(formatter, "`{text}` is not the name of a platform: the system does not run there")
            }
            TargetErrorKind::Form => write!(formatter, "`{text}` does not name a Python and a platform"),
        }
    }
}

impl std::error::Error for TargetError {}
