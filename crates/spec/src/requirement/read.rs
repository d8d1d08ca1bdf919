//! The grammar of requirements. Everything that reads a requirement reads it here: what makes a requirement, what finds
//! the places of its parts, and what says where and why a text is not one.
//!
//! ```text
//! requirement = name [ "[" [ extra *( "," extra ) ] "]" ] ( "@" url / specifiers / "(" specifiers ")" ) [ ";" marker ]
//! name        = 1*( letter / digit / "-" / "_" / "." )      ; starting and ending as a word does
//! ```
//! Blanks may be between any two tokens; one must follow a URL.

use crate::fault::{Failure, Listener};
use crate::grammar::{as_text, blanks};
use crate::marker::marker;
use crate::name::name_length;
use crate::specifier::specifiers;
use crate::{Marker, RequirementErrorKind as Kind, SpecifierSet};

/// Where the parts of a requirement go. A rest of the text says where it starts.
pub(super) trait Parts<'a> {
    /// Takes the name that `input` starts with, and gives its length; `None` where there is none.
    fn name(&mut self, input: &'a [u8]) -> Option<usize>;

    /// Takes the extras, written between the brackets that `from` starts with and `to` follows.
    fn extras(&mut self, written: Vec<&'a str>, from: &'a [u8], to: &'a [u8]);

    /// What takes the specifiers; empty so far.
    fn specifiers(&mut self) -> &mut SpecifierSet;

    /// The specifiers are there, from `from` up to `to` with the blanks before that, and parentheses if there are some.
    fn end_of_specifiers(&mut self, from: &'a [u8], to: &'a [u8]);

    /// Takes the URL, which `rest` starts with.
    fn url(&mut self, url: &'a str, rest: &'a [u8]);

    /// What takes the marker; empty so far.
    fn marker(&mut self) -> &mut Option<Marker>;

    /// The marker is there, and is all of `input`.
    fn end_of_marker(&mut self, input: &'a [u8]);
}

/// Reads a requirement; some of its parts are taken also where the text is not one.
#[inline]
pub(super) fn read<'a, L: Listener>(
    text: &'a str,
    parts: &mut impl Parts<'a>,
    mut listener: L,
) -> Result<(), L::Fault> {
    let input = blanks(text.as_bytes());
    let Some(length) = parts.name(input) else {
        return Err(listener.fault(Failure::at(Kind::ExpectedName, input)));
    };
    let mut rest = blanks(&input[length..]);
    if rest.first() == Some(&b'[') {
        rest = extras(rest, parts, &mut listener)?;
    }
    let (start, expected);
    if let [b'@', tail @ ..] = rest {
        start = blanks(tail);
        expected = Kind::ExpectedSemicolonAfterUrl;
        rest = url(start, parts, &mut listener)?;
    } else {
        start = rest;
        let in_parentheses = rest.first() == Some(&b'(');
        let list = if in_parentheses { blanks(&rest[1..]) } else { rest };
        rest = specifiers(list, parts.specifiers(), &mut listener)?;
        let is_empty = rest.len() == list.len();
        expected = if is_empty { Kind::ExpectedSemicolonAfterName } else { Kind::ExpectedCommaOrSemicolon };
        if in_parentheses {
            let [b')', after @ ..] = rest else {
                return Err(listener.fault(Failure::between(Kind::UnclosedSpecifiers, start, rest)));
            };
            rest = blanks(after);
        }
        parts.end_of_specifiers(start, rest);
    }
    match rest {
        [] => {}
        [b';', tail @ ..] => match marker(text, tail, parts.marker()) {
            Ok(b"") => parts.end_of_marker(tail),
            Ok(rest) => return Err(listener.fault(Failure::at(Kind::ExpectedEnd, rest))),
            Err(failure) => return Err(listener.fault(failure)),
        },
        _ => return Err(listener.fault(Failure::between(expected, start, rest))),
    }
    listener.end()
}

/// The URL behind `@` and blanks; gives what follows it and blanks.
#[inline(never)]
fn url<'a, L: Listener>(
    input: &'a [u8],
    parts: &mut impl Parts<'a>,
    listener: &mut L,
) -> Result<&'a [u8], L::Fault> {
    let length = input.iter().take_while(|byte| !matches!(byte, b' ' | b'\t')).count();
    if length == 0 {
        return Err(listener.fault(Failure::at(Kind::ExpectedUrl, input)));
    }
    parts.url(as_text(&input[..length]), input);
    Ok(blanks(&input[length..]))
}

/// The extras in brackets; gives what follows them and blanks.
#[inline(never)]
fn extras<'a, L: Listener>(
    input: &'a [u8],
    parts: &mut impl Parts<'a>,
    listener: &mut L,
) -> Result<&'a [u8], L::Fault> {
    let mut rest = blanks(&input[1..]);
    let mut written = Vec::new();
    let mut length = name_length(rest);
    while length > 0 {
        written.push(as_text(&rest[..length]));
        rest = blanks(&rest[length..]);
        let [b',', tail @ ..] = rest else {
            if name_length(rest) > 0 {
                return Err(listener.fault(Failure::at(Kind::ExpectedCommaBetweenExtras, rest)));
            }
            break;
        };
        rest = blanks(tail);
        length = name_length(rest);
        if length == 0 {
            return Err(listener.fault(Failure::at(Kind::ExpectedExtra, rest)));
        }
    }
    let [b']', after @ ..] = rest else {
        return Err(listener.fault(Failure::between(Kind::UnclosedExtras, input, rest)));
    };
    parts.extras(written, input, after);
    Ok(blanks(after))
}
