//! Strings of a source file that name a module: what it may import in ways that no scan can follow.

use haggle_spec::{Span, TextPosition};

use crate::encoding;
use crate::lexer::{Lexer, TokenKind};
use crate::lines::Lines;

/// A string that consists of a module's name, or starts with it as a path does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct StringMention {
    /// Which of the names that were looked for.
    pub name: usize,
    /// Where the string is.
    pub position: TextPosition,
    /// Its bytes, with prefix and quotes.
    pub span: Span,
}

/// The strings that are one of the names, or the name with `.`, `:`, `[` or a comparison behind it. Text in prose is not looked
/// at: the whole string has to be such a path.
///
/// A module that is declared and imported nowhere may still be used through such a string. O(n) for each name, with a quick
/// search first; only a file that has the name somewhere is read.
///
/// ```
/// use haggle_scan::mentions;
///
/// let source = b"DRIVER = 'eventlet.green:os'  # six\nLOG.info('retrying it')\n";
/// let found = mentions(source, &["six", "eventlet", "retrying"]);
/// assert_eq!(found.len(), 1);
/// assert_eq!((found[0].name, found[0].position.line), (1, 1));
/// ```
pub fn mentions(source: &[u8], names: &[&str]) -> Vec<StringMention> {
    named(source, names, is_path_of)
}

/// The strings that run one of the programs, by what they say: the program alone, as the first word of a command is given, or
/// `sudo` and the program, with arguments behind it. O(n) for each program, as [`mentions`].
///
/// ```
/// use haggle_scan::program_mentions;
///
/// let source = b"execute('qemu-img', 'info', path)\nLOG.info('qemu-img fails')\nhelper = 'sudo qemu-img %s'\n";
/// let lines: Vec<usize> = program_mentions(source, &["qemu-img"]).iter().map(|found| found.position.line).collect();
/// assert_eq!(lines, [1, 3]);
/// ```
pub fn program_mentions(source: &[u8], programs: &[&str]) -> Vec<StringMention> {
    named(source, programs, is_run_of)
}

fn named(source: &[u8], names: &[&str], is_it: fn(&[u8], &[u8]) -> bool) -> Vec<StringMention> {
    let wanted: Vec<(usize, &str)> = names
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, name)| memchr::memmem::find(source, name.as_bytes()).is_some())
        .collect();
    if wanted.is_empty() || u32::try_from(source.len()).is_err() {
        return Vec::new();
    }
    let lines = Lines::new(source);
    let mut cursor = lines.cursor();
    let mut found = Vec::new();
    let (start, _) = encoding::start(source);
    let mut lexer = Lexer::new(source, start, false);
    loop {
        let token = lexer.next();
        match token.kind {
            TokenKind::End => return found,
            TokenKind::String => {
                let literal = token.of(source);
                for (name, text) in &wanted {
                    if is_it(literal, text.as_bytes()) {
                        let range = token.range();
                        let span = Span::new(range.start, range.end);
                        found.push(StringMention {
                            name: *name,
                            position: cursor.position(range.start),
                            span,
                        });
                    }
                }
            }
            _ => {}
        }
    }
}

/// What is between the quotes of a literal.
fn content(literal: &[u8]) -> Option<&[u8]> {
    let quote = literal.iter().position(|byte| matches!(byte, b'"' | b'\'')).unwrap_or(0);
    let inner = literal[quote..].trim_ascii();
    let is_quote = |byte: &u8| matches!(byte, b'"' | b'\'');
    let from = inner.iter().take_while(|byte| is_quote(byte)).count();
    let to = inner.len() - inner.iter().rev().take_while(|byte| is_quote(byte)).count();
    inner.get(from..to)
}

/// Whether a literal is the program, or `sudo` with the program as the word behind it.
fn is_run_of(literal: &[u8], program: &[u8]) -> bool {
    let Some(text) = content(literal) else { return false };
    let behind_sudo = || text.strip_prefix(b"sudo ")?.split(u8::is_ascii_whitespace).next();
    text == program || behind_sudo() == Some(program)
}

/// Whether a literal is the name and at most a path or a version behind it.
fn is_path_of(literal: &[u8], name: &[u8]) -> bool {
    let Some(rest) = content(literal).and_then(|text| text.strip_prefix(name)) else { return false };
    let is_one_word = !rest.iter().any(u8::is_ascii_whitespace);
    is_one_word && matches!(rest.first(), None | Some(b'.' | b':' | b'[' | b'=' | b'>' | b'<' | b'!' | b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: bool) {
        assert_eq!(!mentions(source.as_bytes(), &["six"]).is_empty(), expected, "in {source:?}");
    }

    #[test]
    fn the_whole_string_names_the_module() {
        check("x = 'six'", true);
        check("x = \"\"\"six\"\"\"", true);
        check("x = ['a', r'six.moves']", true);
        check("x = 'six:main'", true);
        check("x = 'six>=1.0'", true);
        check("x = b'six'", true);
    }

    #[test]
    fn other_text_does_not() {
        check("x = 'sixty'", false);
        check("x = 'a six'", false);
        check("x = 'six of them'", false);
        check("x = 'six. Of them'", false);
        check("six = 1  # 'six'", false);
        check("x = ''", false);
        check("x = 'si' 'x'", false);
    }
}
