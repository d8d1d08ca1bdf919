//! The fast grammar of requirements.
//!
//! ```text
//! requirement = name [ "[" [ extra *( "," extra ) ] "]" ] ( "@" url / specifiers / "(" specifiers ")" ) [ ";" marker ]
//! name        = 1*( letter / digit / "-" / "_" / "." )      ; starting and ending as a word does
//! ```
//! Blanks may stand between any two tokens; one must follow a URL.

use core::str::FromStr;

use super::{Rare, Requirement, RequirementError, diagnose, suggest};
use crate::grammar::{Parsed, as_text, blanks, reject, starts_with_word};
use crate::marker::marker;
use crate::specifier::specifiers;
use crate::{ExtraName, PackageName, SpecifierSet};

impl FromStr for Requirement {
    type Err = RequirementError;

    fn from_str(text: &str) -> Result<Self, RequirementError> {
        match requirement(text.as_bytes()) {
            Ok((_, requirement)) => Ok(requirement),
            Err(_) => Err(suggest::with_suggestion(text, diagnose::diagnose(text))),
        }
    }
}

/// A requirement that takes up the whole input.
fn requirement(input: &[u8]) -> Parsed<'_, Requirement> {
    let input = blanks(input);
    let length = identifier(input);
    if length == 0 {
        return reject();
    }
    let written = as_text(&input[..length]);
    let mut rare: Option<Box<Rare>> = None;
    let name = PackageName::from_scanned(written);
    if name.as_str() != written {
        rare.get_or_insert_default().name_as_written = Some(written.into());
    }
    let mut rest = blanks(&input[length..]);
    if let [b'[', tail @ ..] = rest {
        rest = extras(tail, rare.get_or_insert_default())?.0;
    }
    let mut specifier_set = SpecifierSet::new();
    match rest {
        [b'@', tail @ ..] => {
            let url = blanks(tail);
            let length = url.iter().take_while(|byte| !matches!(byte, b' ' | b'\t')).count();
            if length == 0 {
                return reject();
            }
            rare.get_or_insert_default().url = Some(as_text(&url[..length]).into());
            rest = blanks(&url[length..]);
        }
        [b'(', tail @ ..] => {
            let (after, set) = specifiers(blanks(tail))?;
            let [b')', after @ ..] = after else { return reject() };
            specifier_set = set;
            rest = blanks(after);
        }
        [] | [b';', ..] => {}
        _ => (rest, specifier_set) = specifiers(rest)?,
    }
    let mut found_marker = None;
    match rest {
        [] => {}
        [b';', tail @ ..] => match marker(tail) {
            Ok((b"", marker)) => found_marker = Some(marker),
            _ => return reject(),
        },
        _ => return reject(),
    }
    let rare =
        rare.filter(|rare| rare.name_as_written.is_some() || !rare.extras.is_empty() || rare.url.is_some());
    Ok((b"", Requirement { name, specifiers: specifier_set, marker: found_marker, rare }))
}

/// Extras and `]`, with blanks around.
fn extras<'a>(input: &'a [u8], rare: &mut Rare) -> Parsed<'a, ()> {
    let mut rest = blanks(input);
    let mut written = Vec::new();
    let mut length = identifier(rest);
    while length > 0 {
        written.push(as_text(&rest[..length]));
        rest = blanks(&rest[length..]);
        let [b',', tail @ ..] = rest else { break };
        rest = blanks(tail);
        length = identifier(rest);
        if length == 0 {
            return reject();
        }
    }
    let [b']', rest @ ..] = rest else { return reject() };
    set_extras(rare, written);
    Ok((blanks(rest), ()))
}

fn set_extras(rare: &mut Rare, mut written: Vec<&str>) {
    written.sort_unstable();
    written.dedup();
    let mut extras: Vec<ExtraName> = written.iter().map(|extra| ExtraName::from_scanned(extra)).collect();
    let is_normalised = extras.iter().zip(&written).all(|(extra, written)| extra.as_str() == *written);
    if !is_normalised {
        rare.extras_as_written = written.into_iter().map(Into::into).collect();
        extras.sort_unstable();
        extras.dedup();
    }
    rare.extras = extras;
}

/// How long the name is that `input` starts with, nought where it starts with none. A name ends where a word does or
/// starts, as the regular expression of the reference has it; so it may end in `_`.
pub(super) fn identifier(input: &[u8]) -> usize {
    if !input.first().is_some_and(u8::is_ascii_alphanumeric) {
        return 0;
    }
    let mut length = input
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        .count();
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    while length > 0 && is_word(input[length - 1]) == starts_with_word(&input[length..]) {
        length -= 1;
    }
    length
}
