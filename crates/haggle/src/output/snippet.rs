//! An error in a file: path, line, column, the line itself and a caret.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// Renders an error for the terminal; colours are stripped where the stream is not one.
pub fn error(
    path: &str,
    text: &str,
    span: Option<Range<usize>>,
    message: &str,
    help: Option<&str>,
) -> String {
    let title = Level::ERROR.primary_title(message);
    let mut group = match span {
        Some(span) => {
            let span = clamp(span, text);
            title.element(Snippet::source(text).path(path).annotation(AnnotationKind::Primary.span(span)))
        }
        None => title.element(annotate_snippets::Origin::path(path)),
    };
    if let Some(help) = help {
        group = group.element(Level::HELP.message(help));
    }
    let report: [Group<'_>; 1] = [group];
    Renderer::styled().render(&report)
}

/// Keeps a span inside the text and on the borders of characters.
fn clamp(span: Range<usize>, text: &str) -> Range<usize> {
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let end = text.ceil_char_boundary(span.end.clamp(start, text.len()));
    start..end
}
