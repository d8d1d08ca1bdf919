//! `requirements.txt`: every line that pip takes, and what is wrong with those that it does not.
//!
//! Source: pip's documentation, "Requirements File Format", and pip 26.3, observed; options say which versions know them. Lines are split, joined,
//! stripped of comments and given their variables as pip does it; then a line is a requirement with its options, a location
//! (URL, path, editable), or options of the whole file.
//!
//! Where it differs from pip, of purpose:
//!
//! - Tabs in quoted texts of markers stay; that pip reads them as blanks.
//! - Blanks that are not ASCII, such as the no-break space, are not blanks beside the `;` of a marker, as PEP 508 has it; pip strips
//!   them.
//! - No URL is taken apart: pip refuses one with a lone bracket in its host.
//! - UTF-32 is told from UTF-16, and a file without a mark is UTF-8 rather than in the locale's encoding.
//! - What pip drops without a word (words after options, options that have no effect where they are) is reported. So is a
//!   semicolon with nothing behind it, though the requirement counts, as in pip.
//! - Values of options are not checked but for `--hash` and `--config-settings`: `--use-feature`, whose choices change from
//!   version to version, takes any.
//!
//! What this does not do: open the files that `-r` and `-c` name, look for paths on the file system, or read variables from
//! an environment (the caller gives their values, see [`RequirementsFile::parse_with`]). Where pip asks the file system, a
//! text is taken for a path if it has a slash, starts with a dot, or ends like an archive.

mod edits;
mod located;
mod location;
mod named;
mod option_lines;
mod options;
mod read;
mod reader;
mod words;

use super::source::SourceText;
use crate::{ExtraName, Marker, PackageName, Requirement, Span};

pub use location::LocationKind;
pub use options::{FileOption, OptionKind, PipVersions};

/// A parsed requirements file.
///
/// Laws: [`to_bytes`](Self::to_bytes) gives the bytes that were parsed; the spans of [`lines`](Self::lines) tile them after
/// the byte order mark; an edit changes the bytes of its span and no others.
///
/// ```
/// use haggle_spec::file::requirements::RequirementsFile;
///
/// let text = "-c constraints.txt\r\nsix>=1.16, \\\r\n  <2  # MIT\r\nfoo => 1\r\n";
/// let (file, diagnostics) = RequirementsFile::parse(text);
/// let requirements: Vec<String> = file.requirements().map(|line| line.requirement.to_string()).collect();
/// assert_eq!(requirements, ["six<2,>=1.16"]);
/// assert_eq!(diagnostics.len(), 1);
/// assert_eq!(file.to_bytes(), text.as_bytes());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequirementsFile {
    source: SourceText,
    lines: Vec<Line>,
}

/// A logical line: a physical one, or several that backslashes join.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Line {
    /// The whole line, line endings included.
    pub span: Span,
    /// What is on it.
    pub kind: LineKind,
}

/// What is on a line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[allow(
    clippy::large_enum_variant,
    reason = "a requirement in place saves an allocation, and most items are one"
)]
pub enum LineKind {
    /// Nothing.
    Blank,
    /// Only a comment, from its `#` on.
    Comment(Span),
    /// A requirement with a name.
    Requirement(RequirementLine),
    /// A URL, a path or an editable.
    Location(Box<LocationLine>),
    /// Options of the whole file.
    Options(OptionLine),
    /// Something that pip refuses; a diagnostic says why.
    Invalid(InvalidLine),
}

/// A requirement and what its line says about it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequirementLine {
    /// The requirement, variables put in.
    pub requirement: Requirement,
    /// The requirement as it is written, without options and comment.
    pub span: Span,
    /// Its own options: `--hash`, `--config-settings`, `--global-option`.
    pub options: Vec<FileOption>,
    /// The comment, from its `#` on.
    pub comment: Option<Span>,
}

/// A requirement that is a place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LocationLine {
    /// URL or path.
    pub kind: LocationKind,
    /// Whether it follows `-e`.
    pub editable: bool,
    /// The URL with its fragment, or the path; without quotes, variables put in.
    pub location: String,
    /// The project's name, if the location says it: by `#egg=`, or by the name of a wheel.
    pub name: Option<PackageName>,
    /// Extras, of `#egg=name[extra]` or of `path[extra]`.
    pub extras: Vec<ExtraName>,
    /// The marker.
    pub marker: Option<Marker>,
    /// The location as it is written, `-e` and options excluded.
    pub span: Span,
    /// Its own options.
    pub options: Vec<FileOption>,
    /// The comment, from its `#` on.
    pub comment: Option<Span>,
}

/// A line of options.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OptionLine {
    /// The options that have an effect, in order. Those that pip drops are reported, and not here.
    pub options: Vec<FileOption>,
    /// All options as they are written.
    pub span: Span,
    /// The comment, from its `#` on.
    pub comment: Option<Span>,
}

/// A line that pip refuses.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InvalidLine {
    /// The line as it is written, without white space around it and without its comment.
    pub span: Span,
    /// The comment, from its `#` on.
    pub comment: Option<Span>,
}

impl RequirementsFile {
    /// All lines in order.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The requirements with a name, in order.
    pub fn requirements(&self) -> impl Iterator<Item = &RequirementLine> {
        self.lines.iter().filter_map(|line| match &line.kind {
            LineKind::Requirement(requirement) => Some(requirement),
            _ => None,
        })
    }

    /// The options of the whole file, in order.
    pub fn options(&self) -> impl Iterator<Item = &FileOption> {
        self.lines.iter().flat_map(|line| match &line.kind {
            LineKind::Options(line) => line.options.as_slice(),
            _ => &[],
        })
    }

    /// The text of a span.
    pub fn text(&self, span: Span) -> &str {
        self.source.slice(span)
    }

    /// The file's text and encoding.
    pub fn source(&self) -> &SourceText {
        &self.source
    }

    /// The bytes that were parsed.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.source.as_bytes().to_vec()
    }
}

#[cfg(test)]
mod tests;
