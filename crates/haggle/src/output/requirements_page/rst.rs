//! reStructuredText.
//!
//! Source: the specification of docutils, "reStructuredText Markup Specification": escaping, inline markup, sections.

use std::fmt::Write as _;

use super::block::{Block, Inline, plain};
/// The blocks, each followed by an empty line but the last.
pub(super) fn render(blocks: &[Block]) -> String {
    let blocks: Vec<String> = blocks.iter().map(block).collect();
    blocks.join("\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Title(text) => {
            let text = line(text);
            let rule = "=".repeat(columns(&text));
            format!("{rule}\n{text}\n{rule}\n")
        }
        Block::Section(text) => heading(text, "~"),
        Block::Part(text) => heading(text, "^"),
        Block::Paragraph(text) => line(text) + "\n",
        Block::Items(items) => items.iter().fold(String::new(), |mut text, item| {
            let _ = writeln!(text, "* {}", line(item));
            text
        }),
    }
}

fn heading(text: &[Inline], rule: &str) -> String {
    let text = line(text);
    format!("{text}\n{}\n", rule.repeat(columns(&text)))
}

/// At least the columns that a text takes: a rule may be longer than its title, and no shorter.
fn columns(text: &str) -> usize {
    text.chars().map(|character| if character.is_ascii() { 1 } else { 2 }).sum()
}

/// A line whose start begins neither a list nor a directive nor another block.
fn line(pieces: &[Inline]) -> String {
    let line: String = pieces.iter().map(piece).collect();
    let starts_block = |first: char| first.is_ascii_punctuation() && !"`\\".contains(first);
    let is_enumerated = || {
        let end = line.find(|character: char| !character.is_ascii_alphanumeric());
        end.is_some_and(|end| end > 0 && line[end..].starts_with(['.', ')']))
    };
    if line.starts_with(starts_block) || is_enumerated() { format!("\\{line}") } else { line }
}

fn piece(piece: &Inline) -> String {
    match piece {
        Inline::Text(text) => escaped(text),
        Inline::Code(text) => {
            let text = plain(text);
            // A literal cannot hold its own end; such a text is shown without the typeface.
            if text.is_empty() || text.contains('`') || text.ends_with('\\') {
                escaped(&text)
            } else {
                format!("``{text}``")
            }
        }
        Inline::Link(address) if is_web(address) => address.clone(),
        Inline::Link(address) => escaped(address),
    }
}

/// Whether the text is the address of a page, and of nothing that runs in a browser, without a sign that markup gives a meaning.
pub(super) fn is_web(address: &str) -> bool {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-._/?#=&%+:@,".contains(character);
    let ends_plainly = address.ends_with(|last: char| last.is_ascii_alphanumeric() || last == '/');
    (address.starts_with("https://") || address.starts_with("http://"))
        && address.chars().all(is_plain)
        && ends_plainly
}

fn escaped(text: &str) -> String {
    let text = plain(text);
    let mut escaped = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek();
        let is_marked = match character {
            '\\' | '`' | '*' | '|' => true,
            // A reference ends with it.
            '_' => !next.is_some_and(|next| next.is_alphanumeric()),
            // Two announce a literal block, where the paragraph ends.
            ':' => next == Some(&':'),
            _ => false,
        };
        if is_marked {
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
            ("snake_case and ref_ and a_", "snake_case and ref\\_ and a\\_"),
            ("*bold* `x` |y| \\", "\\*bold\\* \\`x\\` \\|y\\| \\\\"),
            ("code::", "code\\::"),
            (".. directive\n:: x", "\\.. directive \\:: x"),
            ("1. first", "\\1. first"),
            ("- item\u{1b}[31m", "\\- item␛[31m"),
            (":field: x", "\\:field: x"),
        ] {
            assert_eq!(line(&[Inline::Text(text.to_owned())]), expected, "{text:?}");
        }
    }

    #[test]
    fn only_a_plain_address_is_a_link() {
        for (address, expected) in [
            ("https://localhost/a_b", "https://localhost/a_b"),
            ("https://localhost/a_", "https://localhost/a\\_"),
            ("javascript:x", "javascript:x"),
            ("https://localhost/`x`", "https://localhost/\\`x\\`"),
        ] {
            assert_eq!(line(&[Inline::Link(address.to_owned())]), expected);
        }
    }

    #[test]
    fn code_that_cannot_be_code_is_text() {
        for (code, expected) in [("a >= 1", "``a >= 1``"), ("a`b", "a\\`b"), ("a\\", "a\\\\"), ("", "")] {
            assert_eq!(line(&[Inline::Code(code.to_owned())]), expected);
        }
    }
}
