//! Words of an option string, the way `shlex.split` in POSIX mode splits them.

use std::borrow::Cow;
use std::ops::Range;

/// A word, unquoted, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word<'text> {
    pub(super) text: Cow<'text, str>,
    /// The range of the string that it comes from, quotes included.
    pub(super) range: Range<usize>,
}

/// What ends the splitting early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum WordError {
    /// A quote that is not closed: the range from the quote on.
    UnterminatedQuote(Range<usize>),
    /// A backslash with nothing after it.
    UnterminatedEscape(Range<usize>),
}

/// Splits at blanks. Single quotes keep everything; double quotes keep everything but `\"` and `\\`; outside quotes a
/// backslash keeps the next character.
pub(super) fn split(text: &str) -> Result<Vec<Word<'_>>, WordError> {
    let mut words = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((start, character)) = characters.peek().copied() {
        if is_blank(character) {
            characters.next();
            continue;
        }
        let end = text[start..].find(is_blank).map_or(text.len(), |at| start + at);
        if text[start..end].contains(['\'', '"', '\\']) {
            let (word, end) = unquote(text, start)?;
            words.push(Word { text: Cow::Owned(word), range: start..end });
            while characters.next_if(|(at, _)| *at < end).is_some() {}
        } else {
            words.push(Word { text: Cow::Borrowed(&text[start..end]), range: start..end });
            while characters.next_if(|(at, _)| *at < end).is_some() {}
        }
    }
    Ok(words)
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

/// The word that starts at `start`, and where it ends.
fn unquote(text: &str, start: usize) -> Result<(String, usize), WordError> {
    let mut word = String::new();
    let mut quote: Option<(char, usize)> = None;
    let mut characters =
        text[start..].char_indices().map(|(at, character)| (start + at, character)).peekable();
    while let Some((at, character)) = characters.next() {
        match (quote, character) {
            (None, blank) if is_blank(blank) => return Ok((word, at)),
            (None, '\'' | '"') => quote = Some((character, at)),
            (Some((open, _)), close) if open == close => quote = None,
            (None, '\\') => match characters.next() {
                Some((_, escaped)) => word.push(escaped),
                None => return Err(WordError::UnterminatedEscape(at..text.len())),
            },
            (Some(('"', _)), '\\') => match characters.next() {
                Some((_, escaped @ ('"' | '\\'))) => word.push(escaped),
                Some((_, other)) => word.extend(['\\', other]),
                None => return Err(WordError::UnterminatedEscape(at..text.len())),
            },
            (_, other) => word.push(other),
        }
    }
    match quote {
        Some((_, open)) => Err(WordError::UnterminatedQuote(open..text.len())),
        None => Ok((word, text.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let words = split(text).unwrap();
        assert_eq!(words.iter().map(|word| &*word.text).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn words_are_split_as_a_posix_shell_splits_them() {
        check(" -r  a.txt\t-c b ", &["-r", "a.txt", "-c", "b"]);
        check(r#"-r "my file.txt" -c 'it is' "#, &["-r", "my file.txt", "-c", "it is"]);
        check(r#"-e ./my\ dir"[x, y]"'#z'"#, &["-e", "./my dir[x, y]#z"]);
        check(r#""a\"b\\c\d" 'e\f'"#, &[r#"a"b\c\d"#, r"e\f"]);
        check("'' \"\"", &["", ""]);
        check("caf\u{e9} \u{a0}x", &["caf\u{e9}", "\u{a0}x"]);
    }

    #[test]
    fn ranges_include_the_quotes() {
        let words = split("-r 'a b' c").unwrap();
        assert_eq!(words.iter().map(|word| word.range.clone()).collect::<Vec<_>>(), [0..2, 3..8, 9..10]);
    }

    #[test]
    fn what_is_not_closed_is_said() {
        assert_eq!(split("-r 'a b"), Err(WordError::UnterminatedQuote(3..7)));
        assert_eq!(split("-r x\"a b"), Err(WordError::UnterminatedQuote(4..8)));
        assert_eq!(split("-r a\\"), Err(WordError::UnterminatedEscape(4..5)));
    }
}
