//! The grammar of specifiers (PEP 440 and PEP 508).
//!
//! ```text
//! specifiers = specifier *( "," specifier )
//! specifier  = ( "==" / "!=" ) version [ ".*" ]
//!            / ( "<=" / ">=" / "<" / ">" / "~=" ) version
//!            / "===" *( any but white space, ";", ")" )
//! ```
//! White space may stand around versions and commas.

use core::str::FromStr;

use super::set::List;
use super::{Operand, Operator, Specifier, SpecifierError, SpecifierSet};
use crate::grammar::{Parsed, as_text, blanks, fill, first_character, is_python_space, reject, strip};
use crate::{Span, version};

impl FromStr for Specifier {
    type Err = SpecifierError;

    fn from_str(text: &str) -> Result<Self, SpecifierError> {
        match specifier(strip(text).as_bytes()) {
            Ok((b"", specifier)) => Ok(specifier),
            _ => Err(SpecifierError { text: text.to_owned(), span: Span::new(0, text.len()) }),
        }
    }
}

impl FromStr for SpecifierSet {
    type Err = SpecifierError;

    /// Commas with nothing between them are let pass, as the reference does.
    fn from_str(text: &str) -> Result<Self, SpecifierError> {
        let mut list = List::default();
        let mut start = 0;
        for part in text.split(',') {
            let stripped = strip(part);
            if !stripped.is_empty() {
                let Ok((b"", specifier)) = specifier(stripped.as_bytes()) else {
                    let leading = part.len() - part.trim_start_matches(is_python_space).len();
                    let span = Span::new(start + leading, start + leading + stripped.len());
                    return Err(SpecifierError { text: stripped.to_owned(), span });
                };
                list.push(specifier);
            }
            start += part.len() + 1;
        }
        Ok(SpecifierSet::from_list(list))
    }
}

/// The specifiers of a requirement: the longest list that `input` starts with, white space around it included. A comma
/// may end it. They go to `found`, which is empty; what follows them is returned.
#[inline]
pub(crate) fn specifiers<'a>(input: &'a [u8], found: &mut SpecifierSet) -> Option<&'a [u8]> {
    if !starts_specifier(input) {
        return Some(input);
    }
    let Some((rest, first)) = quick_specifier(input) else { return any_specifiers(input, found) };
    let rest = blanks(rest);
    let [b',', tail @ ..] = rest else {
        fill(found, SpecifierSet::from_list(List::One(first)));
        return Some(rest);
    };
    // 97% of all lists end here.
    if let Some((after, second)) = quick_specifier(blanks(tail)) {
        let after = blanks(after);
        if after.first() != Some(&b',') {
            fill(found, SpecifierSet::from_list(List::Two([first, second])));
            return Some(after);
        }
    }
    more_specifiers(rest, first, found)
}

/// Specifiers of any shape, at least one.
#[inline(never)]
fn any_specifiers<'a>(input: &'a [u8], found: &mut SpecifierSet) -> Option<&'a [u8]> {
    let (rest, first) = specifier(input).ok()?;
    more_specifiers(blanks(rest), first, found)
}

/// A specifier with a version of a common shape; `None` for any other, right or wrong.
#[allow(clippy::inline_always, reason = "measured: saves a tenth of a requirement")]
#[inline(always)]
fn quick_specifier(input: &[u8]) -> Option<(&[u8], Specifier)> {
    let [first, second, ..] = input else { return None };
    let (operator, width) = match (first, second) {
        (b'>', b'=') => (Operator::GreaterEqual, 2),
        (b'=', b'=') => (Operator::Equal, 2),
        (b'<', b'=') => (Operator::LessEqual, 2),
        (b'!', b'=') => (Operator::NotEqual, 2),
        (b'~', b'=') => (Operator::Compatible, 2),
        (b'<', _) => (Operator::Less, 1),
        (b'>', _) => (Operator::Greater, 1),
        _ => return None,
    };
    let rest = &input[width..];
    let rest = if let [b' ', rest @ ..] = rest { rest } else { rest };
    let (version, length) = version::quick_version(rest)?;
    let mut rest = &rest[length..];
    let mut prefix = false;
    if let [b'.', tail @ ..] = rest {
        // Nothing but `.*` continues a version of a common shape.
        rest = tail.strip_prefix(b"*")?;
        prefix = true;
    }
    let fits = match operator {
        Operator::Equal | Operator::NotEqual => true,
        Operator::Compatible => !prefix && version.n_release() > 1,
        _ => !prefix,
    };
    fits.then_some((rest, Specifier { operator, prefix, operand: Operand::Version(version) }))
}

/// The first specifier, and those behind it if a comma follows, or is in it.
#[inline(never)]
fn more_specifiers<'a>(input: &'a [u8], first: Specifier, found: &mut SpecifierSet) -> Option<&'a [u8]> {
    let mut rest = input;
    let mut list = List::default();
    let mut next = Some(first);
    while let Some(specifier) = next.take() {
        if specifier.has_comma() {
            push_arbitrary_parts(&mut list, &specifier.version_text()).ok()?;
        } else {
            list.push(specifier);
        }
        let [b',', tail @ ..] = rest else { break };
        rest = blanks(tail);
        if starts_specifier(rest) {
            let (after, specifier) = self::specifier(rest).ok()?;
            rest = blanks(after);
            next = Some(specifier);
        }
    }
    *found = SpecifierSet::from_list(list);
    Some(rest)
}

#[inline]
fn starts_specifier(input: &[u8]) -> bool {
    matches!(input.first(), Some(b'<' | b'>' | b'=' | b'!' | b'~'))
}

/// `===a,>=1` is one token of a requirement, and two specifiers.
#[cold]
fn push_arbitrary_parts(list: &mut List, text: &str) -> Result<(), nom::Err<crate::grammar::Reject>> {
    for (index, part) in text.split(',').enumerate() {
        if index == 0 {
            list.push(Specifier {
                operator: Operator::Arbitrary,
                prefix: false,
                operand: Operand::text(part),
            });
        } else if !part.is_empty() {
            match part.parse() {
                Ok(specifier) => list.push(specifier),
                Err(_) => return reject(),
            }
        }
    }
    Ok(())
}

/// The specifier of an operator and the text behind it, which is all of it: `None` where it makes none.
pub(crate) fn specifier_of(operator: Operator, text: &str) -> Option<Specifier> {
    let text = strip(text);
    if operator == Operator::Arbitrary {
        let length = arbitrary_length(text.as_bytes());
        let operand = Operand::text(text);
        return (length == text.len()).then_some(Specifier { operator, prefix: false, operand });
    }
    let (rest, version) = version::version(text.as_bytes()).ok()?;
    match operand(operator, rest, version) {
        Ok((b"", specifier)) => Some(specifier),
        _ => None,
    }
}

/// The longest specifier that `input` starts with.
#[inline]
pub(crate) fn specifier(input: &[u8]) -> Parsed<'_, Specifier> {
    let (rest, operator) = operator(input)?;
    let rest = spaces(rest);
    if operator == Operator::Arbitrary {
        let length = arbitrary_length(rest);
        let operand = Operand::text(as_text(&rest[..length]));
        return Ok((&rest[length..], Specifier { operator, prefix: false, operand }));
    }
    let (rest, version) = version::version(rest)?;
    operand(operator, rest, version)
}

/// What follows a version: `.*`, or nothing.
#[inline]
fn operand(operator: Operator, rest: &[u8], version: crate::Version) -> Parsed<'_, Specifier> {
    let mut rest = rest;
    let mut prefix = false;
    if let [b'.', b'*', tail @ ..] = rest {
        let plain = !version.is_prerelease() && !version.is_postrelease() && version.local().is_none();
        if !plain || !matches!(operator, Operator::Equal | Operator::NotEqual) {
            return reject();
        }
        prefix = true;
        rest = tail;
    } else if !matches!(operator, Operator::Equal | Operator::NotEqual) {
        let too_short = operator == Operator::Compatible && version.n_release() < 2;
        if too_short || version.local().is_some() {
            return reject();
        }
    }
    Ok((rest, Specifier { operator, prefix, operand: Operand::Version(version) }))
}

/// A stretch that looks like a specifier, fit or not for what follows it.
pub(crate) struct Token {
    pub(crate) operator: Operator,
    pub(crate) length: usize,
}

/// The longest specifier that `input` starts with, whatever may follow: for the parse that looks for faults. A local
/// label is no part of it where the operator takes none.
pub(crate) fn specifier_token(input: &[u8]) -> Option<Token> {
    let (rest, operator) = operator(input).ok()?;
    let start = spaces(rest);
    let takes_label = matches!(operator, Operator::Equal | Operator::NotEqual);
    let rest = if operator == Operator::Arbitrary {
        &start[arbitrary_length(start)..]
    } else {
        let (rest, version) = version::version(start).ok()?;
        if operator == Operator::Compatible && version.n_release() < 2 {
            return None;
        }
        let plain = !version.is_prerelease() && !version.is_postrelease() && version.local().is_none();
        match rest {
            [b'.', b'*', tail @ ..] if takes_label && plain => tail,
            _ if !takes_label && version.local().is_some() => {
                let label = start.iter().position(|&byte| byte == b'+')?;
                &start[label..]
            }
            _ => rest,
        }
    };
    Some(Token { operator, length: input.len() - rest.len() })
}

/// The longest operator that `input` starts with.
#[inline]
pub(crate) fn operator(input: &[u8]) -> Parsed<'_, Operator> {
    let (length, operator) = match input {
        [b'>', b'=', ..] => (2, Operator::GreaterEqual),
        [b'=', b'=', b'=', ..] => (3, Operator::Arbitrary),
        [b'=', b'=', ..] => (2, Operator::Equal),
        [b'<', b'=', ..] => (2, Operator::LessEqual),
        [b'<', ..] => (1, Operator::Less),
        [b'~', b'=', ..] => (2, Operator::Compatible),
        [b'!', b'=', ..] => (2, Operator::NotEqual),
        [b'>', ..] => (1, Operator::Greater),
        _ => return reject(),
    };
    Ok((&input[length..], operator))
}

/// Skips what Python's `\s*` would.
#[inline]
fn spaces(input: &[u8]) -> &[u8] {
    let mut rest = input;
    while let Some(byte) = rest.first() {
        if byte.is_ascii_graphic() {
            break;
        }
        match first_character(rest).filter(|&character| is_python_space(character)) {
            Some(character) => rest = &rest[character.len_utf8()..],
            None => break,
        }
    }
    rest
}

/// How many bytes are neither white space nor `;` nor `)`.
fn arbitrary_length(input: &[u8]) -> usize {
    let text = as_text(input);
    text.find(|character| is_python_space(character) || matches!(character, ';' | ')')).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, printed: Option<&str>) {
        let specifier = text.parse::<Specifier>().ok();
        assert_eq!(specifier.as_ref().map(ToString::to_string).as_deref(), printed, "{text:?}");
    }

    #[test]
    fn specifiers_keep_the_spelling_of_the_version() {
        check(">=1.0", Some(">=1.0"));
        check(" >=\u{a0}v1.0 ", Some(">=v1.0"));
        check("==2024.01.*", Some("==2024.01.*"));
        check("===any thing", None);
        check("===", Some("==="));
        check("=== Any", Some("===Any"));
    }

    #[test]
    fn operators_take_only_the_versions_they_can_compare_with() {
        check("~=1", None);
        check("~=1.0", Some("~=1.0"));
        check(">=1.0.*", None);
        check("==1.0a1.*", None);
        check(">=1.0+local", None);
        check("!=1.0+local", Some("!=1.0+local"));
        check("=1.0", None);
        check("1.0", None);
    }

    #[test]
    fn the_span_is_that_of_the_part() {
        let error = ">=1 , oops".parse::<SpecifierSet>().expect_err("no set");
        assert_eq!(error.span(), Span::new(6, 10));
    }
}
