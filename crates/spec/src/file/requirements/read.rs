//! Reading a file, logical line by logical line.

use std::ops::Range;

use super::reader::Reader;
use super::{Line, LineKind, RequirementLine, RequirementsFile};
use super::{location, options};
use crate::file::FileErrorKind;
use crate::file::diagnostics::{declared_encoding_diagnostics, drop_unsafe_edits};
use crate::file::logical::{DASH, DOLLAR, LogicalLine, LogicalLines, PlainLine, Variables, variable_names};
use crate::file::source::SourceText;
use crate::{Diagnostic, DiagnosticKind, Requirement};

impl RequirementsFile {
    /// Parses a file; `${VARIABLES}` stay as they are. Never fails as a whole: a line that pip would refuse is kept as
    /// [`LineKind::Invalid`] and reported.
    ///
    /// O(n) time and space.
    pub fn parse(bytes: impl Into<Vec<u8>>) -> (Self, Vec<Diagnostic>) {
        Self::parse_source(SourceText::new(bytes), None)
    }

    /// Parses a file and puts the values of `${VARIABLES}` in. As in pip, a variable without a value, or with an empty one,
    /// stays as it is.
    ///
    /// ```
    /// use haggle_spec::file::requirements::{LineKind, RequirementsFile};
    ///
    /// let text = "--index-url https://${TOKEN}@example.org/simple\n";
    /// let (file, _) = RequirementsFile::parse_with(text, &|name| (name == "TOKEN").then(|| "secret".to_owned()));
    /// let LineKind::Options(line) = &file.lines()[0].kind else { panic!() };
    /// assert_eq!(line.options[0].value.as_deref(), Some("https://secret@example.org/simple"));
    /// assert_eq!(file.text(line.options[0].value_span), "https://${TOKEN}@example.org/simple");
    /// ```
    pub fn parse_with(
        bytes: impl Into<Vec<u8>>,
        variables: &dyn Fn(&str) -> Option<String>,
    ) -> (Self, Vec<Diagnostic>) {
        Self::parse_source(SourceText::new(bytes), Some(variables))
    }

    fn parse_source(source: SourceText, variables: Option<Variables<'_>>) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = declared_encoding_diagnostics(&source);
        // One line more than there are line feeds is room enough for most files, and no line moves later.
        let mut lines = Vec::with_capacity(n_line_feeds(source.as_bytes()) + 1);
        let mut logical = LogicalLines::new(source.text(), variables);
        loop {
            if let Some(plain) = logical.plain()
                && let Some(requirement) = read_plain(&plain)
            {
                let span = source.span(plain.content.clone());
                let (options, comment) = (Vec::new(), None);
                let kind = LineKind::Requirement(RequirementLine { requirement, span, options, comment });
                lines.push(Line { span: source.span(plain.full.clone()), kind });
                logical.pass(&plain);
                continue;
            }
            let Some(line) = logical.next() else { break };
            let span = source.span(line.full.clone());
            let before = diagnostics.len();
            let kind = read(&line, &source, &mut diagnostics);
            if line.seen & DOLLAR != 0 {
                report_unset(&line, &source, variables.is_some(), before, &mut diagnostics);
            }
            lines.push(Line { span, kind });
        }
        if !diagnostics.is_empty() {
            diagnostics.sort_by_key(|diagnostic| diagnostic.span);
            drop_unsafe_edits(&source, &mut diagnostics);
        }
        (Self { source, lines }, diagnostics)
    }
}

/// Reports the variables of a line that have no value, in the place of what is wrong because of that. Where nobody gave values, they
/// count only if something is wrong.
fn report_unset(
    line: &LogicalLine<'_>,
    source: &SourceText,
    has_values: bool,
    before: usize,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let unset: Vec<(Range<usize>, String)> = variable_names(&line.content.text)
        // A value that looks like a variable is a value.
        .filter(|(range, _)| line.content.is_literal(range.clone()))
        .map(|(range, name)| (range, name.to_owned()))
        .collect();
    if unset.is_empty() || !has_values && diagnostics.len() == before {
        return;
    }
    diagnostics.truncate(before);
    for (range, name) in unset {
        let span = source.span(line.content.range(range));
        let kind = DiagnosticKind::File(FileErrorKind::UnsetVariable { name });
        diagnostics.push(Diagnostic { span, kind, suggestion: None });
    }
}

fn n_line_feeds(bytes: &[u8]) -> usize {
    // A byte counts the line feeds of a chunk.
    let in_chunk = |chunk: &[u8]| chunk.iter().fold(0, |feeds: u8, byte| feeds + u8::from(*byte == b'\n'));
    bytes.chunks(255).map(|chunk| usize::from(in_chunk(chunk))).sum()
}

/// Reads a line, and reports what is wrong with it.
fn read(line: &LogicalLine<'_>, source: &SourceText, diagnostics: &mut Vec<Diagnostic>) -> LineKind {
    let comment = line.comment.clone().map(|range| source.span(range));
    let text = &*line.content.text;
    if text.is_empty() {
        return comment.map_or(LineKind::Blank, LineKind::Comment);
    }
    let mut reader = Reader { content: &line.content, source, comment, diagnostics };
    let options_at = if line.seen & DASH == 0 { None } else { options::options_start(text) };
    match options_at {
        Some(0) => reader.options(),
        Some(at) => reader.requirement(at, line.seen),
        None => reader.requirement(text.len(), line.seen),
    }
}

/// The requirement that a plain line is; nothing if it has options, looks like a path or is wrong.
#[inline]
fn read_plain(line: &PlainLine<'_>) -> Option<Requirement> {
    if line.may_have_options && options::options_start(line.text).is_some() {
        return None;
    }
    let parts = if line.has_parts { line.text.find([';', '[']) } else { None };
    if location::is_archive(line.text[..parts.unwrap_or(line.text.len())].trim_end()) {
        return None;
    }
    line.text.parse().ok()
}
