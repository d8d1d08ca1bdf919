//! The first place of a source file that is not Python.

use core::fmt;

use haggle_spec::{Span, TextPosition};

use crate::lines::Lines;

/// Where a source file stops to be Python, and why. What comes after it is still read where the next line allows.
///
/// What decides the structure of a file is checked: its encoding, its tokens, brackets, indentation and the shape of `import`
/// statements and blocks. Of expressions only that operands have something between them.
///
/// ```
/// use haggle_scan::{SourceErrorKind, imports};
///
/// let source = b"import os\nx = 'open\nimport six\n";
/// let scan = imports(source);
/// let error = scan.error.unwrap();
/// assert_eq!(error.kind(), SourceErrorKind::UnterminatedString);
/// assert_eq!(&source[error.span().range()], b"'open");
/// assert_eq!(error.position(source).line, 2);
/// assert_eq!(scan.imports.len(), 2);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SourceError {
    span: Span,
    kind: SourceErrorKind,
}

impl SourceError {
    pub(crate) fn new(start: usize, end: usize, kind: SourceErrorKind) -> Self {
        SourceError { span: Span::new(start, end), kind }
    }

    /// The bytes that are wrong.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Where they are in the source that was scanned. O(n).
    pub fn position(&self, source: &[u8]) -> TextPosition {
        Lines::new(source).cursor().position(self.span.start.min(source.len()))
    }

    /// What is wrong with them.
    pub fn kind(&self) -> SourceErrorKind {
        self.kind
    }
}

/// What is wrong with a source file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SourceErrorKind {
    /// The file has 4 GiB or more; nothing of it was read.
    TooLong,
    /// The encoding that the file declares is not known, or is not one in which ASCII bytes are ASCII characters.
    UnknownEncoding,
    /// Bytes that are not UTF-8 in a file that declares no other encoding.
    InvalidUtf8,
    /// A NUL byte, or a character that no token starts with.
    InvalidCharacter,
    /// A number that is not one, as `0x` or `1_`.
    InvalidNumber,
    /// A string without its closing quote.
    UnterminatedString,
    /// An f-string whose braces do not match.
    InvalidFormatString,
    /// A bracket that is not closed.
    UnclosedBracket,
    /// A closing bracket without its opening one.
    UnmatchedBracket,
    /// More than 200 brackets, 150 f-strings or 100 blocks inside each other, which CPython refuses as well.
    TooDeep,
    /// A backslash that is not the last character of its line.
    StrayBackslash,
    /// Tabs and blanks mixed so that the depth of a block depends on the width of a tab.
    InconsistentTabs,
    /// A line less indented than its block, at the depth of no other block.
    InvalidDedent,
    /// A line that is more indented although no block starts there.
    UnexpectedIndent,
    /// The line after one that ends with `:` is not more indented.
    MissingBlock,
    /// `import` or `from` without what has to follow.
    InvalidImport,
    /// Two operands beside each other, as in Python 2's `print "text"`, or its `<>` and `raise A, "text"`.
    InvalidExpression,
    /// `else`, `elif`, `except` or `finally` without the statement that it belongs to, or `try` without either.
    InvalidBlock,
}

impl SourceErrorKind {
    /// Every kind, in the order of their numbers where a scan is stored.
    pub(crate) const ALL: [Self; 18] = [
        Self::TooLong,
        Self::UnknownEncoding,
        Self::InvalidUtf8,
        Self::InvalidCharacter,
        Self::InvalidNumber,
        Self::UnterminatedString,
        Self::InvalidFormatString,
        Self::UnclosedBracket,
        Self::UnmatchedBracket,
        Self::TooDeep,
        Self::StrayBackslash,
        Self::InconsistentTabs,
        Self::InvalidDedent,
        Self::UnexpectedIndent,
        Self::MissingBlock,
        Self::InvalidImport,
        Self::InvalidExpression,
        Self::InvalidBlock,
    ];
}

impl fmt::Display for SourceErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SourceErrorKind::TooLong => "the file is too long to read: 4 GiB or more",
            SourceErrorKind::UnknownEncoding => "the declared encoding is not supported",
            SourceErrorKind::InvalidUtf8 => "the file is not UTF-8 and declares no other encoding",
            SourceErrorKind::InvalidCharacter => "not a character of Python source",
            SourceErrorKind::InvalidNumber => "not a valid number",
            SourceErrorKind::UnterminatedString => "the string has no closing quote",
            SourceErrorKind::InvalidFormatString => "the braces of the f-string do not match",
            SourceErrorKind::UnclosedBracket => "the bracket is not closed",
            SourceErrorKind::UnmatchedBracket => "the bracket closes nothing",
            SourceErrorKind::TooDeep => "too many brackets or blocks inside each other",
            SourceErrorKind::StrayBackslash => "a backslash is only allowed at the end of a line",
            SourceErrorKind::InconsistentTabs => "tabs and blanks are mixed in the indentation",
            SourceErrorKind::InvalidDedent => "the indentation matches that of no outer block",
            SourceErrorKind::UnexpectedIndent => "the line is indented and no block starts here",
            SourceErrorKind::MissingBlock => "an indented block is missing",
            SourceErrorKind::InvalidImport => "not a valid import statement",
            SourceErrorKind::InvalidExpression => "not a valid expression in Python 3",
            SourceErrorKind::InvalidBlock => "the clause belongs to no statement",
        })
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl core::error::Error for SourceError {}
