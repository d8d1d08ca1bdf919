//! Markdown. Source: the `CommonMark` specification 0.31.2.

use std::fmt::Write as _;

use super::block::{Block, Inline, plain};
use super::rst::is_web;

/// The blocks, each followed by an empty line but the last.
pub(super) fn render(blocks: &[Block]) -> String {
    let blocks: Vec<String> = blocks.iter().map(block).collect();
    blocks.join("\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Title(text) => format!("# {}\n", line(text)),
        Block::Section(text) => format!("## {}\n", line(text)),
        Block::Part(text) => format!("### {}\n", line(text)),
        Block::Paragraph(text) => line(text) + "\n",
        Block::Items(items) => items.iter().fold(String::new(), |mut text, item| {
            let _ = writeln!(text, "* {}", line(item));
            text
        }),
    }
}

/// A line whose start begins neither a list nor a heading nor another block.
fn line(pieces: &[Inline]) -> String {
    let line: String = pieces.iter().map(piece).collect();
    let digits = line.find(|character: char| !character.is_ascii_digit()).unwrap_or(0);
    if digits > 0 && line[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    if line.starts_with(['-', '+', '=', ':']) { format!("\\{line}") } else { line }
}

fn piece(piece: &Inline) -> String {
    match piece {
        Inline::Text(text) => escaped(text),
        Inline::Code(text) => code(&plain(text)),
        Inline::Link(address) if is_web(address) => format!("<{address}>"),
        Inline::Link(address) => escaped(address),
    }
}

/// A code span, between more backticks than the text has in a row.
fn code(text: &str) -> String {
    let (mut longest, mut run) = (0, 0);
    for character in text.chars() {
        run = if character == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    if text.is_empty() { String::new() } else { format!("{fence}{space}{text}{space}{fence}") }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in plain(text).chars() {
        if "\\`*_[]<>#|&~!$".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_no_meaning_in_the_markup() {
        for (text, expected) in [
            ("# a *b* [c](d) <e>", "\\# a \\*b\\* \\[c\\](d) \\<e\\>"),
            ("- item\n# no", "\\- item \\# no"),
            ("12. first", "12\\. first"),
            ("a && b | c", "a \\&\\& b \\| c"),
        ] {
            assert_eq!(line(&[Inline::Text(text.to_owned())]), expected, "{text:?}");
        }
    }

    #[test]
    fn code_is_between_enough_backticks() {
        for (code, expected) in [("a", "`a`"), ("a``b", "```a``b```"), ("`", "`` ` ``"), ("", "")] {
            assert_eq!(line(&[Inline::Code(code.to_owned())]), expected);
        }
    }
}
