//! Text for people, as lines of pieces.
//!
//! Line breaks and styles are parts of a page and never of a text in it. Whatever a text holds, a line of a page stays one line and
//! gets no style and no control of the terminal from it: [`visible`] is applied to every text that enters.

use std::fmt::{self, Display};

use anstyle::Style;
use haggle_spec::visible;

use super::width::fill;

/// Lines for people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    lines: Vec<Line>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Line {
    pieces: Vec<Piece>,
    /// Whether the line ends as on Windows: in a diff of such a file.
    is_crlf: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// Text with nothing hidden in it.
    Text(String),
    /// The sequence that sets or resets a style.
    Style(String),
}

impl Page {
    /// A page without lines.
    pub fn new() -> Self {
        Self::default()
    }

    /// A page of one line.
    pub fn of(text: impl Display) -> Self {
        let mut page = Self::new();
        page.line(text);
        page
    }

    /// A page of a text that was made by us: its line breaks count.
    pub fn of_block(text: &str) -> Self {
        let mut page = Self::new();
        page.block(text);
        page
    }

    /// A page of a text that was rendered by us with styles (SGR sequences). What entered it from outside was made visible before.
    pub(super) fn of_styled(text: &str) -> Self {
        Self { lines: split(text).map(|(line, is_crlf)| Line { pieces: pieces(line), is_crlf }).collect() }
    }

    /// Adds a line.
    pub fn line(&mut self, text: impl Display) {
        let text = text.to_string();
        self.lines.push(Line { pieces: vec![Piece::text(&text)], is_crlf: false });
    }

    /// Adds a line that begins with a word in a style: `error: what happened`.
    pub fn labelled(&mut self, label: &str, style: Style, text: impl Display) {
        let pieces = vec![
            Piece::Style(style.render().to_string()),
            Piece::text(label),
            Piece::Style(style.render_reset().to_string()),
            Piece::text(&format!(": {text}")),
        ];
        self.lines.push(Line { pieces, is_crlf: false });
    }

    /// Adds a text in lines of at most so many characters, each behind the indent and none with a broken word.
    pub fn filled(&mut self, indent: &str, text: &str, width: usize) {
        for line in fill(&visible(text), width.saturating_sub(indent.len())) {
            self.line(format_args!("{indent}{line}"));
        }
    }

    /// Adds an empty line, then a line.
    pub fn paragraph(&mut self, text: impl Display) {
        self.blank();
        self.line(text);
    }

    /// Adds an empty line.
    pub fn blank(&mut self) {
        self.lines.push(Line::default());
    }

    /// Adds the lines of a text that was made by us (a table, a diff): its line breaks count.
    pub fn block(&mut self, text: &str) {
        let lines = split(text).map(|(line, is_crlf)| Line { pieces: vec![Piece::text(line)], is_crlf });
        self.lines.extend(lines);
    }

    /// Adds the lines of another page.
    pub fn append(&mut self, other: Self) {
        self.lines.extend(other.lines);
    }

    /// The page with this before each line.
    #[must_use]
    pub fn indented(mut self, indent: &str) -> Self {
        for line in &mut self.lines {
            line.pieces.insert(0, Piece::text(indent));
        }
        self
    }

    /// Whether there is no line.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The lines with the sequences that set styles, for a terminal.
    pub fn to_ansi(&self) -> String {
        self.rendered(|piece| match piece {
            Piece::Text(text) | Piece::Style(text) => text,
        })
    }

    fn rendered(&self, shown: impl Fn(&Piece) -> &str) -> String {
        let mut text = String::new();
        for line in &self.lines {
            line.pieces.iter().for_each(|piece| text.push_str(shown(piece)));
            text.push_str(if line.is_crlf { "\r\n" } else { "\n" });
        }
        text
    }
}

/// The lines without styles, each with its end.
impl Display for Page {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.rendered(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Style(_) => "",
        }))
    }
}

impl Piece {
    fn text(text: &str) -> Self {
        Self::Text(visible(text).into_owned())
    }
}

/// The lines of a text, and whether each ends as on Windows. An end of a line that ends the text begins no other.
fn split(text: &str) -> impl Iterator<Item = (&str, bool)> {
    text.split_inclusive('\n').map(|line| {
        let line = line.strip_suffix('\n').unwrap_or(line);
        line.strip_suffix('\r').map_or((line, false), |line| (line, true))
    })
}

/// The texts and the styles of one line. An escape that sets no style is text.
fn pieces(line: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('\u{1b}') {
        text.push_str(&visible(&rest[..at]));
        rest = &rest[at..];
        let length = style_length(rest);
        if length == 0 {
            text.push_str(&visible(&rest[..1]));
            rest = &rest[1..];
            continue;
        }
        pieces.push(Piece::Text(std::mem::take(&mut text)));
        pieces.push(Piece::Style(rest[..length].to_owned()));
        rest = &rest[length..];
    }
    text.push_str(&visible(rest));
    pieces.push(Piece::Text(text));
    pieces
}

/// The bytes of the style (`ESC [ numbers m`) at the start of a text; zero where there is none.
fn style_length(text: &str) -> usize {
    let Some(parameters) = text.strip_prefix("\u{1b}[") else { return 0 };
    let end = parameters.find(|character: char| !character.is_ascii_digit() && character != ';');
    match end {
        Some(end) if parameters[end..].starts_with('m') => "\u{1b}[".len() + end + 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use anstyle::AnsiColor;
    use haggle_spec::is_hidden;

    use super::*;

    const HOSTILE: &str =
        "a\u{1b}[31mred\u{1b}]0;title\u{7}\nerror: forged\r\u{9b}2J\u{202e}\u{2028}b\u{7f}\u{85}";

    fn is_clean(text: &str) -> bool {
        !text.contains(|character| character != '\n' && is_hidden(character))
    }

    #[test]
    fn a_text_stays_one_line_without_controls() {
        let mut page = Page::of(HOSTILE);
        page.line(format_args!("{HOSTILE} and {HOSTILE}"));
        let shown = page.to_ansi();
        assert!(is_clean(&shown), "{shown:?}");
        assert_eq!(shown.lines().count(), 2);
        assert!(
            shown.starts_with("a␛[31mred␛]0;title␇␊error: forged␍\\u{9b}2J\\u{202e}\\u{2028}b␡\\u{85}\n")
        );
    }

    #[test]
    fn line_breaks_of_a_block_count_and_nothing_else() {
        let page = Page::of_block("one\r\ntwo\u{1b}[1m\rtwo\n\nend");
        assert_eq!(page.to_string(), "one\r\ntwo␛[1m␍two\n\nend\n");
        assert_eq!(Page::of_block("").to_string(), "");
        assert_eq!(Page::of_block("\n").to_string(), "\n");
    }

    #[test]
    fn a_label_has_its_style_and_the_text_none() {
        let mut page = Page::new();
        page.labelled("error", Style::new().fg_color(Some(AnsiColor::Red.into())), "\u{1b}[32mx");
        assert_eq!(page.to_ansi(), "\u{1b}[31merror\u{1b}[0m: ␛[32mx\n");
        assert_eq!(page.to_string(), "error: ␛[32mx\n");
    }

    #[test]
    fn styled_text_keeps_styles_and_no_other_sequence() {
        let page =
            Page::of_styled("\u{1b}[1;31mred\u{1b}[0m \u{1b}]0;t\u{7} \u{1b}[2J\u{1b}[\u{1b}\n\u{1b}[1mx");
        assert_eq!(page.to_string(), "red ␛]0;t␇ ␛[2J␛[␛\nx\n");
        assert_eq!(page.to_ansi(), "\u{1b}[1;31mred\u{1b}[0m ␛]0;t␇ ␛[2J␛[␛\n\u{1b}[1mx\n");
    }

    #[test]
    fn an_indent_is_before_each_line() {
        let mut page = Page::of("a");
        page.append(Page::of("b"));
        assert_eq!(page.indented("  ").to_string(), "  a\n  b\n");
    }
}
