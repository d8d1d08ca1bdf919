//! The kinds of faults, and what is said about each.

use core::fmt;

use crate::{Version, visible};

/// Why a text is not a requirement, or not a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RequirementErrorKind {
    /// There is nothing.
    ExpectedName,
    /// Something with which no name starts.
    InvalidStart,
    /// An operator, extras or a marker without a name before them.
    MissingName,
    /// The requirement as a whole is in quotes.
    QuotedRequirement,
    /// `${X}`, `{{ x }}`, `%(x)s`: something that a program should have put a text in the place of.
    Placeholder,
    /// A line of a merge that was not resolved.
    MergeConflict,
    /// A command, such as `pip install six`.
    Command,
    /// A character that has no place in a requirement: a no-break space, a dash that is not a hyphen.
    InvalidCharacter,
    /// `#` without a blank before it.
    CommentWithoutBlank,
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
    /// A `;` that is a part of the URL, as no blank is before it.
    SemicolonInUrl,
    /// Something behind a name that is neither a specifier nor a `;`.
    ExpectedSemicolonAfterName,
    /// Something behind specifiers that is neither a comma nor a `;`.
    ExpectedCommaOrSemicolon,
    /// Something that belongs to no part of a requirement.
    UnexpectedText,
    /// Two specifiers without a comma between them.
    MissingComma,
    /// A comma with nothing behind it, or nothing before it.
    StrayComma,
    /// A version without an operator.
    MissingOperator,
    /// An operator that version specifiers do not have.
    UnknownOperator,
    /// An operator without a version.
    MissingVersion,
    /// What follows an operator is not a version.
    InvalidVersion,
    /// A version in quotes.
    QuotedVersion,
    /// `~=` with a version of one number.
    CompatibleWithOneSegment,
    /// conda's `name=version=build`.
    CondaPin,
    /// `.*` with another operator than `==` and `!=`.
    PrefixWithOperator,
    /// `.*` behind more than a release.
    PrefixAfterSuffix,
    /// A local label with another operator than `==` and `!=`.
    LocalLabel,
    /// A part behind the comma of `===a,b` that is not a specifier.
    InvalidSpecifier,
    /// A colon before a marker, as pbr's extras have it.
    ColonBeforeMarker,
    /// Neither a variable nor a quoted text where one side of a comparison should be.
    ExpectedMarkerSide,
    /// A semicolon without a marker behind it.
    EmptyMarker,
    /// A word that is not the name of a variable.
    UnknownVariable,
    /// A value without quotes.
    UnquotedValue,
    /// A quote in a marker without the same quote behind it.
    UnclosedQuote,
    /// A quoted text that is not a literal of Python.
    InvalidQuotedString,
    /// No operator between two sides.
    ExpectedMarkerOperator,
    /// An operator that markers do not have.
    UnknownMarkerOperator,
    /// `&&`, `||`, `!` and the like.
    SymbolInMarker,
    /// `not` before a comparison.
    Negation,
    /// `not` without a blank behind it.
    ExpectedBlankAfterNot,
    /// `not` without `in`.
    ExpectedInAfterNot,
    /// `(` without `)` in a marker.
    UnclosedMarker,
    /// Something behind a marker.
    ExpectedEndOfMarker,
    /// A semicolon behind a marker.
    TrailingSemicolon,
    /// Something behind a requirement.
    ExpectedEnd,
    /// A marker of more than half a GiB.
    MarkerTooLong,
}

/// A text of others in a message, cut where it is long.
struct Quoted<'text>(&'text str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 60;
        match self.0.char_indices().nth(LONGEST) {
            Some((end, _)) => write!(f, "`{}…`", visible(&self.0[..end])),
            None => write!(f, "`{}`", visible(self.0)),
        }
    }
}

impl RequirementErrorKind {
    /// Writes what is wrong with the text that was found.
    #[allow(clippy::too_many_lines, reason = "one line for each kind")]
    pub(crate) fn write(self, found: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use RequirementErrorKind as Kind;
        let it = Quoted(found);
        match self {
            Kind::ExpectedName => f.write_str("there is no requirement here"),
            Kind::InvalidStart => write!(f, "a requirement starts with a name, not with {it}"),
            Kind::MissingName => write!(f, "there is no name before {it}"),
            Kind::QuotedRequirement => f.write_str("the requirement is in quotes"),
            Kind::Placeholder => write!(f, "nothing was put in the place of {it}"),
            Kind::MergeConflict => write!(f, "{it} is left of a merge that was not resolved"),
            Kind::Command => write!(f, "{it} is a command, not a requirement"),
            Kind::InvalidCharacter => match found.chars().next() {
                Some(character) => {
                    write!(f, "{} is not allowed in a requirement", Character(character))
                }
                None => f.write_str("a character is not allowed in a requirement"),
            },
            Kind::CommentWithoutBlank => f.write_str("a comment needs a blank before its `#`"),
            Kind::ExpectedCommaBetweenExtras => f.write_str("a comma is missing between two extras"),
            Kind::ExpectedExtra => f.write_str("no extra follows the comma"),
            Kind::UnclosedExtras => f.write_str("the `[` of the extras is not closed"),
            Kind::UnclosedSpecifiers => f.write_str("the `(` of the version specifiers is not closed"),
            Kind::ExpectedUrl => f.write_str("no URL follows the `@`"),
            Kind::ExpectedSemicolonAfterUrl => write!(f, "{it} follows the URL"),
            Kind::SemicolonInUrl => {
                f.write_str("this `;` is a part of the URL: a marker needs a blank before it")
            }
            Kind::ExpectedSemicolonAfterName => write!(f, "{it} follows the name"),
            Kind::ExpectedCommaOrSemicolon => write!(f, "something follows the version specifier {it}"),
            Kind::UnexpectedText => write!(f, "{it} does not belong to the requirement before it"),
            Kind::MissingComma => write!(f, "a comma is missing before {it}"),
            Kind::StrayComma => f.write_str("this comma separates nothing"),
            Kind::MissingOperator => write!(f, "the version {it} has no operator before it, such as `==`"),
            Kind::UnknownOperator => write!(f, "{it} is not an operator of version specifiers"),
            Kind::MissingVersion => write!(f, "no version follows {it}"),
            Kind::InvalidVersion => match found.parse::<Version>() {
                Err(error) => write!(f, "{error}"),
                Ok(_) => write!(f, "{it} is not a valid version here"),
            },
            Kind::QuotedVersion => write!(f, "the version is in quotes: {it}"),
            Kind::CompatibleWithOneSegment => {
                write!(f, "{it} has one number: `~=` needs two at least")
            }
            Kind::CondaPin => write!(f, "{it} is conda's form of a pin"),
            Kind::PrefixWithOperator => write!(f, "{it} has `.*`, which goes with `==` and `!=` only"),
            Kind::PrefixAfterSuffix => {
                write!(f, "{it} has `.*` after a pre-, post- or development release or a local label")
            }
            Kind::LocalLabel => write!(f, "{it} has a local label, which goes with `==` and `!=` only"),
            Kind::InvalidSpecifier => write!(f, "{it} is not a version specifier"),
            Kind::ColonBeforeMarker => f.write_str("a marker follows `;`, not `:`"),
            Kind::ExpectedMarkerSide if found.is_empty() => f.write_str("there is nothing to compare with"),
            Kind::ExpectedMarkerSide => write!(f, "{it} is neither a marker variable nor a quoted text"),
            Kind::EmptyMarker => f.write_str("no marker follows the `;`"),
            Kind::UnknownVariable => write!(f, "markers have no variable {it}"),
            Kind::UnquotedValue => write!(f, "the value {it} needs quotes"),
            Kind::UnclosedQuote => f.write_str("this quote is not closed"),
            Kind::InvalidQuotedString => write!(f, "{it} is not a text that Python can read"),
            Kind::ExpectedMarkerOperator if found.is_empty() => {
                f.write_str("no operator follows, such as `==`, `>=` or `in`")
            }
            Kind::ExpectedMarkerOperator | Kind::UnknownMarkerOperator => {
                write!(f, "{it} is not an operator of markers")
            }
            Kind::SymbolInMarker => {
                write!(f, "{it} is not a word of markers: they have `and`, `or` and `not in`")
            }
            Kind::Negation => f.write_str("markers have no `not` except in `not in`"),
            Kind::ExpectedBlankAfterNot => f.write_str("there is no blank after `not`"),
            Kind::ExpectedInAfterNot => f.write_str("no `in` follows the `not`"),
            Kind::UnclosedMarker => f.write_str("this `(` is not closed"),
            Kind::ExpectedEndOfMarker | Kind::ExpectedEnd => write!(f, "{it} follows the marker"),
            Kind::TrailingSemicolon => f.write_str("nothing follows this `;`"),
            Kind::MarkerTooLong => f.write_str("the marker is too long"),
        }
    }
}

/// A character by what it is called, where it cannot be told by its looks.
struct Character(char);

impl fmt::Display for Character {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.0 {
            '\u{a0}' | '\u{202f}' => "a no-break space",
            '\u{200b}' => "a zero-width space",
            '\u{200c}' | '\u{200d}' => "a zero-width joiner",
            '\u{feff}' => "a byte order mark",
            '\u{ad}' => "a soft hyphen",
            '\u{2010}' | '\u{2011}' => "a hyphen other than `-`",
            '\u{2012}' | '\u{2013}' => "an en dash",
            '\u{2014}' | '\u{2015}' => "an em dash",
            '\u{2212}' => "a minus sign",
            '\u{3000}' => "an ideographic space",
            '\0' => "a NUL character",
            '\t' => "a tab",
            other if other.is_whitespace() => "a blank of another kind",
            other => return write!(f, "`{}`", other.escape_debug()),
        };
        write!(f, "{name} (U+{:04X})", u32::from(self.0))
    }
}
