//! What is wrong in a file that holds requirements: for people with the line and carets, for programs as JSON.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Snippet};
use haggle_spec::file::{FileErrorKind, SourceText};
use haggle_spec::{Diagnostic, DiagnosticKind, LineIndex, TextPosition, visible};
use serde::Serialize;

use super::page::Page;
use super::snippet::{self, on_borders, visible_lines};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The tool that reads the file refuses it, or what is meant cannot be known.
    Error,
    /// The tool that reads the file drops it without a word.
    Warning,
}

impl Severity {
    /// How bad a diagnostic is.
    pub fn of(diagnostic: &Diagnostic) -> Self {
        match &diagnostic.kind {
            DiagnosticKind::File(FileErrorKind::IgnoredOption { .. } | FileErrorKind::IgnoredText) => {
                Self::Warning
            }
            _ => Self::Error,
        }
    }
}

/// The lines of a file, found once, so that each of many faults is shown in the time that its own lines take.
#[derive(Debug)]
pub struct Lines<'file> {
    source: &'file SourceText,
    index: LineIndex<'file>,
}

impl<'file> Lines<'file> {
    /// The lines of a file. Linear time.
    pub fn of(source: &'file SourceText) -> Self {
        Self { source, index: LineIndex::new(source.text()) }
    }

    /// The part of the text that is the lines that a range touches, and the number of the first.
    fn window(&self, range: &Range<usize>) -> (Range<usize>, usize) {
        let text = self.source.text();
        // The place behind the last line break is shown at the end of the line that it ends.
        let at_end = usize::from(range.start == text.len());
        let first = (self.index.line(range.start) - at_end).max(1);
        let end = self.index.range(self.index.line(range.end)).end;
        (self.index.range(first).start..end, first)
    }

    /// The snippet of those lines, and where the range is in it.
    fn snippet<T: Clone>(&self, path: &'file str, range: Range<usize>) -> (Snippet<'file, T>, Range<usize>) {
        let range = on_borders(range, self.source.text());
        let (window, number) = self.window(&range);
        let within = range.start - window.start..range.end - window.start;
        let (shown, within) = visible_lines(&self.source.text()[window], within);
        (Snippet::source(shown).path(visible(path)).line_start(number), within)
    }
}

/// Renders a diagnostic with its line, carets, and what a suggestion would change.
pub fn render(path: &str, lines: &Lines<'_>, diagnostic: &Diagnostic) -> Page {
    let level = match Severity::of(diagnostic) {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let (snippet, span) = lines.snippet(path, lines.source.range(diagnostic.span));
    let snippet = snippet.annotation(AnnotationKind::Primary.span(span));
    let message = diagnostic.message();
    let mut report: Vec<Group<'_>> = vec![level.primary_title(visible(&message)).element(snippet)];
    if let Some(edit) = &diagnostic.suggestion {
        let (snippet, span) = lines.snippet(path, lines.source.range(edit.span));
        let replacement = visible(&edit.replacement);
        let title = match replacement.as_ref() {
            "" => "leave this out".to_owned(),
            replacement => format!("write `{replacement}`"),
        };
        let patch = Patch::new(span, replacement);
        report.push(Level::HELP.secondary_title(title).element(snippet.patch(patch)));
    }
    snippet::rendered(&report)
}

/// A diagnostic for programs. Offsets are bytes of the file; lines and columns count from 1, columns in characters.
#[derive(Debug, Serialize)]
pub struct Report<'file> {
    path: &'file str,
    severity: Severity,
    message: String,
    start: Place,
    end: Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<Suggestion<'file>>,
}

#[derive(Debug, Serialize)]
struct Place {
    offset: usize,
    line: usize,
    column: usize,
}

#[derive(Debug, Serialize)]
struct Suggestion<'file> {
    start: usize,
    end: usize,
    replacement: &'file str,
}

impl<'file> Report<'file> {
    /// The report of a diagnostic.
    pub fn new(path: &'file str, lines: &Lines<'_>, diagnostic: &'file Diagnostic) -> Self {
        let range = on_borders(lines.source.range(diagnostic.span), lines.source.text());
        Self {
            path,
            severity: Severity::of(diagnostic),
            message: diagnostic.message(),
            start: Place::of(lines, range.start, diagnostic.span.start),
            end: Place::of(lines, range.end, diagnostic.span.end),
            suggestion: diagnostic.suggestion.as_ref().map(|edit| Suggestion {
                start: edit.span.start,
                end: edit.span.end,
                replacement: &edit.replacement,
            }),
        }
    }
}

impl Place {
    fn of(lines: &Lines<'_>, position: usize, offset: usize) -> Self {
        let TextPosition { line, column } = lines.index.position(position);
        Self { offset, line, column }
    }
}

#[cfg(test)]
mod tests {
    use haggle_spec::file::requirements::RequirementsFile;
    use haggle_spec::{Edit, Span, SpecifierErrorKind};

    use super::*;

    fn rendered(text: &str) -> String {
        let (file, diagnostics) = RequirementsFile::parse(text);
        let lines = Lines::of(file.source());
        let rendered: Vec<String> =
            diagnostics.iter().map(|found| render("requirements.txt", &lines, found).to_string()).collect();
        rendered.join("\n")
    }

    #[test]
    fn an_error_shows_its_line_and_a_caret() {
        insta::assert_snapshot!(rendered("six\nfoo bar  # MIT\n-r\n--hash=sha256:a\n"));
    }

    #[test]
    fn a_suggestion_shows_what_to_write() {
        let (file, _) = RequirementsFile::parse("six\nfoo => 1.0  # MIT\n");
        let found = Diagnostic {
            span: Span::new(8, 10),
            kind: DiagnosticKind::InvalidSpecifier(SpecifierErrorKind::MissingOperator),
            suggestion: Some(Edit::new(Span::new(8, 10), ">=")),
        };
        let text = render("requirements.txt", &Lines::of(file.source()), &found);
        insta::assert_snapshot!(text.to_string());
    }

    #[test]
    fn an_error_in_a_joined_line_shows_its_lines() {
        insta::assert_snapshot!(rendered("foo>=1, \\\n   oops # c\n"));
    }

    #[test]
    fn places_count_lines_and_characters_from_one() {
        let text = "# \u{e9}\nfoo bar\n";
        let (file, diagnostics) = RequirementsFile::parse(text);
        let lines = Lines::of(file.source());
        let report = Report::new("a.txt", &lines, &diagnostics[0]);
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!((json["end"]["line"].as_u64(), json["end"]["column"].as_u64()), (Some(2), Some(8)));
        assert_eq!(json["end"]["offset"].as_u64(), Some(12));
    }
}
