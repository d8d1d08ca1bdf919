//! What every grammar of this crate is built of: nom over bytes, an error that costs nothing, character classes.
//!
//! A text is read once, to say yes or no as fast as possible. Where it says no, the same grammar reads the text again for
//! a listener that hears what is wrong, and where (see `fault::listener`).

use nom::error::{ErrorKind, ParseError};
use nom::{Err, IResult, Parser};

/// The error of the fast grammars: the input does not match, and nobody asks why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reject;

impl<I> ParseError<I> for Reject {
    fn from_error_kind(_: I, _: ErrorKind) -> Self {
        Reject
    }

    fn append(_: I, _: ErrorKind, other: Self) -> Self {
        other
    }
}

/// The result of a fast grammar: what is left, and what was found.
pub(crate) type Parsed<'a, T> = IResult<&'a [u8], T, Reject>;

/// The way to say no.
pub(crate) fn reject<T>() -> Result<T, Err<Reject>> {
    Err(Err::Error(Reject))
}

/// Puts a value in the place of one that has nothing to drop, so that no time goes into finding that out.
#[inline]
pub(crate) fn fill<T>(place: &mut T, value: T) {
    core::mem::forget(core::mem::replace(place, value));
}

/// `whitespace = *( SP / HTAB )`, as PEP 508 has it between tokens.
#[inline]
pub(crate) fn blanks(input: &[u8]) -> &[u8] {
    match input {
        [first, ..] if *first > b' ' => input,
        _ => {
            let mut rest = input;
            while let [b' ' | b'\t', tail @ ..] = rest {
                rest = tail;
            }
            rest
        }
    }
}

/// `digits = 1*DIGIT`
pub(crate) fn digits(input: &[u8]) -> Parsed<'_, &[u8]> {
    nom::bytes::complete::take_while1(|byte: u8| byte.is_ascii_digit()).parse_complete(input)
}

/// What Python's `\s` takes for white space, which is a little more than Unicode's property.
pub(crate) fn is_python_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

/// `text` without the white space around it, as Python's `strip` has it.
pub(crate) fn strip(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim_matches(is_python_space),
    }
}

/// Whether a regular expression's `\w` takes this character: letters, digits and `_` of any script.
pub(crate) fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Whether `rest` starts with a character that would continue a word.
#[inline]
pub(crate) fn starts_with_word(rest: &[u8]) -> bool {
    match rest.first() {
        None => false,
        Some(byte) if byte.is_ascii() => byte.is_ascii_alphanumeric() || *byte == b'_',
        Some(_) => first_character(rest).is_some_and(is_word),
    }
}

/// The first character of bytes that are a part of a string.
pub(crate) fn first_character(bytes: &[u8]) -> Option<char> {
    let head = &bytes[..bytes.len().min(4)];
    let valid = match core::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) => core::str::from_utf8(&head[..error.valid_up_to()]).ok()?,
    };
    valid.chars().next()
}

/// The string that these bytes are a part of, cut at token boundaries.
pub(crate) fn as_text(bytes: &[u8]) -> &str {
    core::str::from_utf8(bytes).expect("tokens end at the boundaries of characters")
}
