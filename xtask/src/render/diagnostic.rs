//! What is wrong in a file that holds requirements: for people with the line and carets, for programs as JSON.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use haggle_spec::file::{FileErrorKind, SourceText};
use haggle_spec::{Diagnostic, DiagnosticKind};
use serde::Serialize;

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

/// Renders a diagnostic with its line, carets, and what a suggestion would change. Colours are stripped by the stream.
pub fn render(path: &str, source: &SourceText, diagnostic: &Diagnostic) -> String {
    let text = source.text();
    let level = match Severity::of(diagnostic) {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let span = clamp(source.range(diagnostic.span), text);
    let snippet = Snippet::source(text).path(path).annotation(AnnotationKind::Primary.span(span));
    let mut report: Vec<Group<'_>> = vec![level.primary_title(diagnostic.message()).element(snippet)];
    if let Some(edit) = &diagnostic.suggestion {
        let span = clamp(source.range(edit.span), text);
        let patch = Patch::new(span, edit.replacement.as_str());
        let title = match edit.replacement.as_str() {
            "" => "leave this out".to_owned(),
            replacement => format!("write `{replacement}`"),
        };
        report
            .push(Level::HELP.secondary_title(title).element(Snippet::source(text).path(path).patch(patch)));
    }
    Renderer::styled().render(&report)
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
    pub fn new(path: &'file str, source: &SourceText, diagnostic: &'file Diagnostic) -> Self {
        let range = clamp(source.range(diagnostic.span), source.text());
        Self {
            path,
            severity: Severity::of(diagnostic),
            message: diagnostic.message(),
            start: Place::of(source.text(), range.start, diagnostic.span.start),
            end: Place::of(source.text(), range.end, diagnostic.span.end),
            suggestion: diagnostic.suggestion.as_ref().map(|edit| Suggestion {
                start: edit.span.start,
                end: edit.span.end,
                replacement: &edit.replacement,
            }),
        }
    }
}

impl Place {
    fn of(text: &str, position: usize, offset: usize) -> Self {
        let before = &text[..position];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            offset,
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// Keeps a range inside the text and on the borders of characters.
fn clamp(range: Range<usize>, text: &str) -> Range<usize> {
    let start = text.floor_char_boundary(range.start.min(text.len()));
    let end = text.ceil_char_boundary(range.end.clamp(start, text.len()));
    start..end
}

#[cfg(test)]
mod tests {
    use haggle_spec::file::requirements::RequirementsFile;
    use haggle_spec::{Edit, Span};

    use super::*;

    fn rendered(text: &str) -> String {
        let (file, diagnostics) = RequirementsFile::parse(text);
        let rendered: Vec<String> =
            diagnostics.iter().map(|found| render("requirements.txt", file.source(), found)).collect();
        anstream::adapter::strip_str(&rendered.join("\n\n")).to_string()
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
            kind: DiagnosticKind::InvalidSpecifier,
            suggestion: Some(Edit::new(Span::new(8, 10), ">=")),
        };
        let text = render("requirements.txt", file.source(), &found);
        insta::assert_snapshot!(anstream::adapter::strip_str(&text).to_string());
    }

    #[test]
    fn an_error_in_a_joined_line_shows_its_lines() {
        insta::assert_snapshot!(rendered("foo>=1, \\\n   oops # c\n"));
    }

    #[test]
    fn places_count_lines_and_characters_from_one() {
        let text = "# \u{e9}\nfoo bar\n";
        let (file, diagnostics) = RequirementsFile::parse(text);
        let report = Report::new("a.txt", file.source(), &diagnostics[0]);
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!((json["end"]["line"].as_u64(), json["end"]["column"].as_u64()), (Some(2), Some(5)));
        assert_eq!(json["end"]["offset"].as_u64(), Some(9));
    }
}
