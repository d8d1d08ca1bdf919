//! An error in a file: path, line, column, the line itself and a caret.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use haggle_spec::{is_hidden, masked_secrets, push_visible, visible, without_secrets};

use super::page::Page;

/// Renders an error, without colours where the stream is not a terminal.
pub fn error(path: &str, text: &str, span: Option<Range<usize>>, message: &str, help: Option<&str>) -> Page {
    let (message, masked) = (without_secrets(message), masked_secrets(text));
    let (path, message, text) = (visible(path), visible(&message), masked.as_ref());
    let title = Level::ERROR.primary_title(message);
    let shown = span.map(|span| visible_lines(text, span));
    let mut group = match &shown {
        Some((text, span)) => title.element(
            Snippet::source(text.as_ref()).path(path).annotation(AnnotationKind::Primary.span(span.clone())),
        ),
        None => title.element(annotate_snippets::Origin::path(path)),
    };
    if let Some(help) = help {
        group = group.element(Level::HELP.message(visible(help)));
    }
    rendered(&[group])
}

/// A report as a page. Every text in it has been made visible: what is left of controls are the styles of the renderer.
pub(super) fn rendered(report: &[Group<'_>]) -> Page {
    Page::of_styled(&Renderer::styled().render(report))
}

/// The range inside the text and on the borders of characters: it grows where it has to.
pub(super) fn on_borders(range: Range<usize>, text: &str) -> Range<usize> {
    let is_border = |at: &usize| text.is_char_boundary(*at);
    let start = (0..=range.start.min(text.len())).rev().find(is_border).unwrap_or(0);
    let end = (range.end.clamp(start, text.len())..=text.len()).find(is_border).unwrap_or(text.len());
    start..end
}

/// The text with symbols for what is hidden in its lines, and the range at the same characters. A range beyond the text or within a
/// character is brought to the next border. Ends of lines stay, with a carriage return before them.
pub(super) fn visible_lines(text: &str, range: Range<usize>) -> (Cow<'_, str>, Range<usize>) {
    let Range { start, end } = on_borders(range, text);
    if !text.contains(|character| character != '\n' && is_hidden(character)) {
        return (Cow::Borrowed(text), start..end);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut moved = 0..0;
    for (at, character) in text.char_indices() {
        if at == start {
            moved.start = shown.len();
        }
        if at == end {
            moved.end = shown.len();
        }
        let ends_line = character == '\n' || (character == '\r' && text[at + 1..].starts_with('\n'));
        if ends_line { shown.push(character) } else { push_visible(&mut shown, character) }
    }
    if start == text.len() {
        moved.start = shown.len();
    }
    if end == text.len() {
        moved.end = shown.len();
    }
    (Cow::Owned(shown), moved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_stay_at_their_characters() {
        let text = "a\u{1b}b\r\nc\u{9b}d\r";
        for (range, expected) in
            [(0..1, "a"), (1..2, "␛"), (2..5, "b\r\n"), (6..8, "\\u{9b}"), (9..10, "␍"), (10..10, "")]
        {
            let (shown, moved) = visible_lines(text, range.clone());
            assert_eq!(&shown[moved], expected, "{range:?}");
        }
        assert_eq!(visible_lines("é", 1..9).1, 0..2);
        assert_eq!(visible_lines("\u{1b}", 7..9), (Cow::Borrowed("␛"), 3..3));
    }

    #[test]
    fn nothing_of_the_file_reaches_the_terminal_as_a_control() {
        let hostile = "\u{1b}[31mred\u{1b}]0;t\u{7}\u{9b}\u{202e}\r";
        let text = format!("x\n{hostile}y\n");
        let page = error(&format!("{hostile}.toml"), &text, Some(2..3), hostile, Some(hostile));
        let plain = page.to_string();
        assert!(!plain.contains(|character| character != '\n' && is_hidden(character)), "{plain:?}");
        // Styles of the renderer are the only sequences: without them, both forms are the same.
        assert_eq!(anstream::adapter::strip_str(&page.to_ansi()).to_string(), plain);
        assert!(page.to_ansi().contains("\u{1b}["));
        assert!(plain.contains("␛[31mred"), "{plain}");
    }
}
