//! What is wrong in a file that holds requirements: for people with the line and carets, for programs as JSON.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Patch, Snippet};
use haggle_spec::file::{FileErrorKind, SourceText};
use haggle_spec::{Diagnostic, DiagnosticKind, LineIndex, Span, TextPosition, visible};
use serde::Serialize;

use super::page::Page;
use super::snippet::{self, on_borders, visible_lines};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The tool that reads the file refuses it, or what is meant cannot be known.
    Error,
    /// The tool that reads the file drops it without a word, or it depends on the environment.
    Warning,
}

impl Severity {
    /// How bad a diagnostic is.
    pub fn of(diagnostic: &Diagnostic) -> Self {
        match &diagnostic.kind {
            DiagnosticKind::File(
                FileErrorKind::IgnoredOption { .. }
                | FileErrorKind::IgnoredText
                | FileErrorKind::IgnoredMarker
                | FileErrorKind::UnsetVariable { .. },
            ) => Self::Warning,
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

    /// The range of the text at a span.
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        self.source.range(span)
    }

    /// Where a span starts and ends.
    pub fn places(&self, span: Span) -> [Place; 2] {
        let range = on_borders(self.source.range(span), self.source.text());
        [Place::of(self, range.start, span.start), Place::of(self, range.end, span.end)]
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

    /// The snippet of those lines, and where the range is in it. Of lines that are long only what is around the range: then the
    /// origin says where that is.
    pub(super) fn snippet<T: Clone>(&self, path: &'file str, range: Range<usize>) -> Shown<'file, T> {
        let text = self.source.text();
        let range = on_borders(range, text);
        let (window, number) = self.window(&range);
        let cut = around(&window, &range, text);
        let within = range.start - cut.start..range.end.min(cut.end) - cut.start;
        let (shown, span) = visible_lines(&text[cut.clone()], within);
        let snippet = Snippet::source(shown);
        if cut == window {
            return Shown { origin: None, snippet: snippet.path(visible(path)).line_start(number), span };
        }
        let TextPosition { line, column } = self.index.position(range.start);
        let origin = Origin::path(visible(path)).line(line).char_column(column);
        Shown { origin: Some(origin), snippet: snippet.line_start(self.index.line(cut.start)), span }
    }
}

/// Lines that are shown, and where something is in them.
pub(super) struct Shown<'file, T> {
    /// Where that is in the file, if the snippet does not say it.
    pub(super) origin: Option<Origin<'file>>,
    pub(super) snippet: Snippet<'file, T>,
    pub(super) span: Range<usize>,
}

/// So much of the lines around a range is shown.
const LONGEST: usize = 400;

/// The part of the lines around a range that is shown: all where it is not long, so that each of many faults of a line takes as much
/// time as its own place.
fn around(window: &Range<usize>, range: &Range<usize>, text: &str) -> Range<usize> {
    if window.len() <= LONGEST {
        return window.clone();
    }
    let start = range.start.saturating_sub(LONGEST / 4).max(window.start);
    let end = (range.end.min(range.start + LONGEST / 2) + LONGEST / 4).min(window.end);
    on_borders(start..end, text)
}

/// Renders a diagnostic with its line, carets, and what a suggestion would change.
pub fn render(path: &str, lines: &Lines<'_>, diagnostic: &Diagnostic) -> Page {
    let level = match Severity::of(diagnostic) {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let Shown { origin, snippet, span } = lines.snippet(path, lines.source.range(diagnostic.span));
    let snippet = snippet.annotation(AnnotationKind::Primary.span(span));
    let message = diagnostic.message();
    let mut report: Vec<Group<'_>> =
        vec![level.primary_title(visible(&message)).elements(origin).element(snippet)];
    if let Some(edit) = &diagnostic.suggestion {
        let Shown { origin, snippet, span } = lines.snippet(path, lines.source.range(edit.span));
        let replacement = visible(&edit.replacement);
        let title = match replacement.as_ref() {
            "" => "leave this out".to_owned(),
            replacement => format!("write `{replacement}`"),
        };
        let patch = Patch::new(span, replacement);
        report.push(Level::HELP.secondary_title(title).elements(origin).element(snippet.patch(patch)));
    }
    snippet::rendered(&report)
}

/// A place of a file: an offset in bytes, and a line and a column from 1, the column in characters.
#[derive(Debug, Serialize)]
pub struct Place {
    /// The byte.
    pub offset: usize,
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
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
    fn of_a_long_line_its_place_is_shown() {
        let text = format!(
            "[project]\nname = 'x'\nversion = '1'\ndependencies = [{}'b=>1', {}]\n",
            "'a', ".repeat(200),
            "'c', ".repeat(200)
        );
        let (file, diagnostics) = haggle_spec::file::pyproject::PyProject::parse(text);
        let shown = render("pyproject.toml", &Lines::of(file.source()), &diagnostics[0]).to_string();
        assert!(shown.contains("pyproject.toml:4:1019"), "{shown}");
        assert!(shown.contains("'b=>1'") && shown.len() < 1500, "{shown}");
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
        let [_, end] = lines.places(diagnostics[0].span);
        assert_eq!((end.line, end.column, end.offset), (2, 8, 12));
    }
}
