//! The fast grammar of requirements.
//!
//! ```text
//! requirement = name [ "[" [ extra *( "," extra ) ] "]" ] ( "@" url / specifiers / "(" specifiers ")" ) [ ";" marker ]
//! name        = 1*( letter / digit / "-" / "_" / "." )      ; starting and ending as a word does
//! ```
//! Blanks may stand between any two tokens; one must follow a URL.

use core::str::FromStr;

use super::{Rare, Requirement, RequirementError, diagnose, suggest};
use crate::grammar::{Parsed, as_text, blanks, fill, reject};
use crate::marker::marker;
use crate::name::{NamePlace, name_length, scan_name};
use crate::specifier::{SpecifierSink, specifiers};
use crate::{ExtraName, SpecifierSet};

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
pub(super) fn diagnosed(text: &str) -> RequirementError {
    suggest::with_suggestion(text, diagnose::diagnose(text))
}

/// Whether `text` is a requirement.
pub(super) fn is_requirement(text: &str) -> bool {
    grammar(text, &mut Requirement::blank())
}

/// Where the parts of a requirement go.
pub(super) trait Parts {
    /// What takes the specifiers.
    type Specifiers: SpecifierSink;

    /// Takes the name that `input` starts with, and gives its length.
    fn name(&mut self, input: &[u8]) -> Option<usize>;
    /// Takes the extras that `input` starts with, behind `[`, and gives what follows `]` and blanks.
    fn extras<'a>(&mut self, input: &'a [u8]) -> Option<&'a [u8]>;
    fn specifiers(&mut self) -> &mut Self::Specifiers;
    fn url(&mut self, url: &str);
    /// Takes the marker that `input`, which `text` ends with, is; `None` where it is none.
    fn marker(&mut self, text: &str, input: &[u8]) -> Option<()>;
}

impl Parts for Requirement {
    type Specifiers = SpecifierSet;

    #[inline]
    fn name(&mut self, input: &[u8]) -> Option<usize> {
        scan_name(input, NamePlace { name: &mut self.name, written: &mut self.written })
    }

    fn extras<'a>(&mut self, input: &'a [u8]) -> Option<&'a [u8]> {
        let (rest, rare) = extras(input).ok()?;
        self.rare = rare;
        Some(rest)
    }

    #[inline]
    fn specifiers(&mut self) -> &mut SpecifierSet {
        &mut self.specifiers
    }

    fn url(&mut self, url: &str) {
        self.rare.get_or_insert_default().url = Some(url.into());
    }

    #[inline]
    fn marker(&mut self, text: &str, input: &[u8]) -> Option<()> {
        let Ok((b"", marker)) = marker(text, input) else { return None };
        fill(&mut self.marker, Some(marker));
        Some(())
    }
}

/// Whether `text` is a requirement; its parts go to `parts`, some of them also where it is none.
#[inline]
pub(super) fn grammar(text: &str, parts: &mut impl Parts) -> bool {
    requirement(text, parts).is_some()
}

#[inline]
fn requirement(text: &str, parts: &mut impl Parts) -> Option<()> {
    let input = blanks(text.as_bytes());
    let length = parts.name(input)?;
    let mut rest = blanks(&input[length..]);
    if let [b'[', tail @ ..] = rest {
        rest = parts.extras(tail)?;
    }
    if let [b'@', tail @ ..] = rest {
        rest = url(tail, parts)?;
    } else {
        let in_parentheses = rest.first() == Some(&b'(');
        let start = if in_parentheses { blanks(&rest[1..]) } else { rest };
        rest = specifiers(start, parts.specifiers())?;
        if in_parentheses {
            let [b')', after @ ..] = rest else { return None };
            rest = blanks(after);
        }
    }
    match rest {
        [] => Some(()),
        [b';', tail @ ..] => parts.marker(text, tail),
        _ => None,
    }
}

/// The URL behind `@`; gives what follows it and blanks.
#[inline(never)]
fn url<'a>(input: &'a [u8], parts: &mut impl Parts) -> Option<&'a [u8]> {
    let url = blanks(input);
    let length = url.iter().take_while(|byte| !matches!(byte, b' ' | b'\t')).count();
    if length == 0 {
        return None;
    }
    parts.url(as_text(&url[..length]));
    Some(blanks(&url[length..]))
}

/// Extras and `]`, with blanks around; nothing where there are none between the brackets.
pub(super) fn extras(input: &[u8]) -> Parsed<'_, Option<Box<Rare>>> {
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
