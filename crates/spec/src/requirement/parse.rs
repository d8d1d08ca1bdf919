//! The fast grammar of requirements.
//!
//! ```text
//! requirement = name [ "[" [ extra *( "," extra ) ] "]" ] ( "@" url / specifiers / "(" specifiers ")" ) [ ";" marker ]
//! name        = 1*( letter / digit / "-" / "_" / "." )      ; starting and ending as a word does
//! ```
//! Blanks may stand between any two tokens; one must follow a URL.

use core::str::FromStr;

use super::{Rare, Requirement, diagnose, suggest};
use crate::grammar::{Parsed, as_text, blanks, fill, reject};
use crate::marker::marker;
use crate::name::{NamePlace, name_length, scan_name};
use crate::specifier::specifiers;
use crate::{ExtraName, RequirementError};

impl FromStr for Requirement {
    type Err = RequirementError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, RequirementError> {
        // Filled where the caller wants it: a requirement is too large to be moved about.
        let mut parsed = Ok(Requirement::blank());
        if let Ok(requirement) = &mut parsed
            && !grammar(text, requirement)
        {
            parsed = Err(diagnosed(text));
        }
        parsed
    }
}

/// Why a text that is no requirement is none, and how to mend it.
#[cold]
#[inline(never)]
fn diagnosed(text: &str) -> RequirementError {
    suggest::with_suggestion(text, diagnose::diagnose(text), is_requirement)
}

/// Whether `text` is a requirement.
fn is_requirement(text: &str) -> bool {
    grammar(text, &mut Requirement::blank())
}

/// Whether `text` is a requirement; its parts go to `parts`, some of them also where it is none.
#[inline]
fn grammar(text: &str, parts: &mut Requirement) -> bool {
    requirement(text, parts).is_some()
}

#[inline]
fn requirement(text: &str, parts: &mut Requirement) -> Option<()> {
    let input = blanks(text.as_bytes());
    let place = NamePlace { name: &mut parts.name, written: &mut parts.written };
    let length = scan_name(input, place)?;
    let mut rest = blanks(&input[length..]);
    if let [b'[', tail @ ..] = rest {
        (rest, parts.rare) = extras(tail).ok()?;
    }
    if let [b'@', tail @ ..] = rest {
        rest = url(tail, parts)?;
    } else {
        let in_parentheses = rest.first() == Some(&b'(');
        let start = if in_parentheses { blanks(&rest[1..]) } else { rest };
        rest = specifiers(start, &mut parts.specifiers)?;
        if in_parentheses {
            let [b')', after @ ..] = rest else { return None };
            rest = blanks(after);
        }
    }
    match rest {
        [] => Some(()),
        [b';', tail @ ..] => {
            let Ok((b"", marker)) = marker(text, tail) else { return None };
            fill(&mut parts.marker, Some(marker));
            Some(())
        }
        _ => None,
    }
}

/// The URL behind `@`; gives what follows it and blanks.
#[inline(never)]
fn url<'a>(input: &'a [u8], parts: &mut Requirement) -> Option<&'a [u8]> {
    let url = blanks(input);
    let length = url.iter().take_while(|byte| !matches!(byte, b' ' | b'\t')).count();
    if length == 0 {
        return None;
    }
    parts.rare.get_or_insert_default().url = Some(as_text(&url[..length]).into());
    Some(blanks(&url[length..]))
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
