//! The fast grammar of requirements.
//!
//! ```text
//! requirement = name [ "[" [ extra *( "," extra ) ] "]" ] ( "@" url / specifiers / "(" specifiers ")" ) [ ";" marker ]
//! name        = 1*( letter / digit / "-" / "_" / "." )      ; starting and ending as a word does
//! ```
//! Blanks may stand between any two tokens; one must follow a URL.

use core::str::FromStr;

use super::{Rare, Requirement, RequirementError, diagnose, suggest};
use crate::grammar::{Parsed, as_text, blanks, reject};
use crate::marker::marker;
use crate::name::{ScannedName, name_length, scan_name};
use crate::specifier::specifiers;
use crate::{ExtraName, SpecifierSet};

impl FromStr for Requirement {
    type Err = RequirementError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, RequirementError> {
        requirement(text, diagnosed)
    }
}

#[cold]
#[inline(never)]
fn diagnosed(text: &str) -> RequirementError {
    suggest::with_suggestion(text, diagnose::diagnose(text))
}

/// Whether `text` is a requirement.
pub(super) fn is_requirement(text: &str) -> bool {
    requirement(text, |_| ()).is_ok()
}

/// The requirement that `text` is. Where it is none, `fail` finds out why; the result is that of the caller, so that a
/// requirement is put where it is wanted and moved nowhere else.
#[inline]
fn requirement<E>(text: &str, fail: impl Fn(&str) -> E) -> Result<Requirement, E> {
    let input = blanks(text.as_bytes());
    let Some(ScannedName { name, written, length }) = scan_name(input) else { return Err(fail(text)) };
    let mut rest = blanks(&input[length..]);
    let mut rare: Option<Box<Rare>> = None;
    if let [b'[', tail @ ..] = rest {
        match extras(tail) {
            Ok((after, found)) => (rest, rare) = (after, found),
            Err(_) => return Err(fail(text)),
        }
    }
    let mut found = SpecifierSet::new();
    match rest {
        [] | [b';', ..] => {}
        [b'@', tail @ ..] => {
            let url = blanks(tail);
            let length = url.iter().take_while(|byte| !matches!(byte, b' ' | b'\t')).count();
            if length == 0 {
                return Err(fail(text));
            }
            rare.get_or_insert_default().url = Some(as_text(&url[..length]).into());
            rest = blanks(&url[length..]);
        }
        [b'(', tail @ ..] => match specifiers(blanks(tail), &mut found) {
            Some([b')', after @ ..]) => rest = blanks(after),
            _ => return Err(fail(text)),
        },
        _ => match specifiers(rest, &mut found) {
            Some(after) => rest = after,
            None => return Err(fail(text)),
        },
    }
    let marker = match rest {
        [] => None,
        [b';', tail @ ..] => match marker(text, tail) {
            Ok((b"", marker)) => Some(marker),
            _ => return Err(fail(text)),
        },
        _ => return Err(fail(text)),
    };
    Ok(Requirement { name, written, specifiers: found, marker, rare })
}

/// Extras and `]`, with blanks around; nothing where there are none between the brackets.
fn extras(input: &[u8]) -> Parsed<'_, Option<Box<Rare>>> {
    let mut rest = blanks(input);
    let mut written = Vec::new();
    let mut length = name_length(rest);
    while length > 0 {
        written.push(as_text(&rest[..length]));
        rest = blanks(&rest[length..]);
        let [b',', tail @ ..] = rest else { break };
        rest = blanks(tail);
        length = name_length(rest);
        if length == 0 {
            return reject();
        }
    }
    let [b']', rest @ ..] = rest else { return reject() };
    let rare = (!written.is_empty()).then(|| Box::new(with_extras(written)));
    Ok((blanks(rest), rare))
}

fn with_extras(mut written: Vec<&str>) -> Rare {
    written.sort_unstable();
    written.dedup();
    let mut extras: Vec<ExtraName> = written.iter().map(|extra| ExtraName::from_scanned(extra)).collect();
    let is_normalised = extras.iter().zip(&written).all(|(extra, written)| extra.as_str() == *written);
    if is_normalised {
        return Rare { extras, ..Rare::default() };
    }
    extras.sort_unstable();
    extras.dedup();
    Rare { extras, extras_as_written: written.into_iter().map(Into::into).collect(), url: None }
}
