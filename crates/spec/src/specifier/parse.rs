//! The grammar of specifiers (PEP 440 and PEP 508).
//!
//! ```text
//! specifiers = specifier *( "," specifier )
//! specifier  = ( "==" / "!=" ) version [ ".*" ]
//!            / ( "<=" / ">=" / "<" / ">" / "~=" ) version
//!            / "===" *( any but white space, ";", ")" )
//! ```
//! White space may be around versions and commas.

use core::str::FromStr;

use super::set::List;
use super::{Operand, Operator, Specifier, SpecifierError, SpecifierErrorKind, SpecifierSet};
use crate::fault::{Failure, Listener};
use crate::grammar::{Parsed, as_text, blanks, fill, first_character, is_python_space, reject, strip};
use crate::{RequirementErrorKind, Span, version};

impl FromStr for Specifier {
    type Err = SpecifierError;

    fn from_str(text: &str) -> Result<Self, SpecifierError> {
        whole(text, 0)
    }
}

impl FromStr for SpecifierSet {
    type Err = SpecifierError;

    /// Commas with nothing between them are let pass, as the reference does.
    fn from_str(text: &str) -> Result<Self, SpecifierError> {
        let mut list = List::default();
        let mut start = 0;
        for part in text.split(',') {
            if !strip(part).is_empty() {
                list.push(whole(part, start)?);
            }
            start += part.len() + 1;
        }
        Ok(SpecifierSet::from_list(list))
    }
}

/// The specifier that a text is, which starts at a byte of what is parsed.
#[inline]
fn whole(text: &str, start: usize) -> Result<Specifier, SpecifierError> {
    let stripped = strip(text);
    let kind = match specifier(stripped.as_bytes()) {
        Ok((b"", specifier)) => return Ok(specifier),
        Ok(_) => SpecifierErrorKind::TrailingText,
        Err(kind) => kind,
    };
    let start = start + text.len() - text.trim_start_matches(is_python_space).len();
    Err(SpecifierError::new(stripped, Span::new(start, start + stripped.len()), kind))
}

/// The specifiers of a requirement: the longest list that `input` starts with, white space around it included. A comma
/// may end it. They go to `found`, which is empty; what follows them is returned.
#[inline]
pub(crate) fn specifiers<'a, L: Listener>(
    input: &'a [u8],
    found: &mut SpecifierSet,
    listener: &mut L,
) -> Result<&'a [u8], L::Fault> {
    if !starts_specifier(input) {
        return Ok(input);
    }
    let Some((rest, first)) = quick_specifier(input) else {
        return any_specifiers(input, List::default(), found, listener);
    };
    let rest = blanks(rest);
    let [b',', tail @ ..] = rest else {
        fill(found, SpecifierSet::from_list(List::One(first)));
        return Ok(rest);
    };
    // 97% of all lists end here.
    let tail = blanks(tail);
    if let Some((after, second)) = quick_specifier(tail) {
        let after = blanks(after);
        if after.first() != Some(&b',') {
            fill(found, SpecifierSet::from_list(List::Two([first, second])));
            return Ok(after);
        }
    }
    any_specifiers(tail, List::One(first), found, listener)
}

/// Specifiers of any shape, behind those of a list.
#[inline(never)]
fn any_specifiers<'a, L: Listener>(
    input: &'a [u8],
    mut list: List,
    found: &mut SpecifierSet,
    listener: &mut L,
) -> Result<&'a [u8], L::Fault> {
    let mut rest = input;
    while starts_specifier(rest) {
        match specifier(rest) {
            Ok((after, specifier)) => {
                if matches!(after.first(), Some(b'.' | b'+')) {
                    trail(rest, specifier.operator, after, listener)?;
                }
                if specifier.has_comma() {
                    arbitrary_parts(&mut list, rest, rest.len() - after.len(), listener)?;
                } else {
                    list.push(specifier);
                }
                rest = blanks(after);
            }
            Err(kind) => {
                rest = end_at_fault(rest, kind, listener)?;
                break;
            }
        }
        let [b',', tail @ ..] = rest else { break };
        rest = blanks(tail);
    }
    *found = SpecifierSet::from_list(list);
    Ok(rest)
}

/// A specifier with a version of a common shape; `None` for any other, right or wrong. Never another answer than that of
/// [`specifier`]: a test compares both.
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
        rest = tail.strip_prefix(b"*").filter(|rest| !matches!(rest.first(), Some(b'.' | b'+')))?;
        prefix = true;
    }
    let fits = match operator {
        Operator::Equal | Operator::NotEqual => true,
        Operator::Compatible => !prefix && version.n_release() > 1,
        _ => !prefix,
    };
    fits.then_some((rest, Specifier { operator, prefix, operand: Operand::Version(version) }))
}

#[inline]
fn starts_specifier(input: &[u8]) -> bool {
    matches!(input.first(), Some(b'<' | b'>' | b'=' | b'!' | b'~'))
}

/// `===a,>=1` is one token of a requirement, of the given length, and two specifiers. The reference looks at the second one
/// when all else is right.
#[cold]
fn arbitrary_parts<L: Listener>(
    list: &mut List,
    input: &[u8],
    length: usize,
    listener: &mut L,
) -> Result<(), L::Fault> {
    let mut start = 0;
    for part in input[..length].split(|&byte| byte == b',') {
        let end = start + part.len();
        match as_text(part).parse() {
            _ if part.is_empty() => {}
            Ok(specifier) => list.push(specifier),
            Err(_) => {
                let kind = RequirementErrorKind::InvalidSpecifier;
                listener.late_fault(Failure::between(kind, &input[start..], &input[end..]))?;
            }
        }
        start = end + 1;
    }
    Ok(())
}

/// Where a list ends whose next specifier is not one: before it, or behind the part of it that would be one, if what follows
/// that is not a fault of its own.
#[cold]
fn end_at_fault<'a, L: Listener>(
    input: &'a [u8],
    kind: SpecifierErrorKind,
    listener: &mut L,
) -> Result<&'a [u8], L::Fault> {
    let Ok((rest, operator)) = operator(input) else { return Ok(input) };
    let version = spaces(rest);
    let Ok((after, _)) = version::version(version) else { return Ok(input) };
    let end = match kind {
        SpecifierErrorKind::PrefixWithOperator | SpecifierErrorKind::PrefixAfterSuffix => after,
        SpecifierErrorKind::LocalLabel => {
            let label = version.iter().position(|&byte| byte == b'+');
            label.map_or(after, |plus| &version[plus..])
        }
        _ => return Ok(input),
    };
    trail(input, operator, end, listener)?;
    Ok(end)
}

/// What the reference finds wrong with what follows the specifier that `input` starts with: a prefix or a label too much. It
/// takes a label that starts with a capital letter for something else.
#[cold]
fn trail<L: Listener>(
    input: &[u8],
    operator: Operator,
    end: &[u8],
    listener: &mut L,
) -> Result<(), L::Fault> {
    let (kind, end) = match end {
        [b'.', b'*', ..] if matches!(operator, Operator::Equal | Operator::NotEqual) => {
            (RequirementErrorKind::PrefixAfterSuffix, &end[1..])
        }
        [b'.', b'*', ..] => (RequirementErrorKind::PrefixWithOperator, &end[1..]),
        [b'+', label, ..] if label.is_ascii_lowercase() || label.is_ascii_digit() => {
            (RequirementErrorKind::LocalLabel, end)
        }
        _ => return Ok(()),
    };
    Err(listener.fault(Failure::between(kind, input, end)))
}

/// The specifier of an operator and the text behind it, which is all of it: `None` where it makes none.
pub(crate) fn specifier_of(operator: Operator, text: &str) -> Option<Specifier> {
    match behind_operator(operator, strip(text).as_bytes()) {
        Ok((b"", specifier)) => Some(specifier),
        _ => None,
    }
}

/// The longest specifier that `input` starts with.
#[inline]
fn specifier(input: &[u8]) -> Result<(&[u8], Specifier), SpecifierErrorKind> {
    let (rest, operator) = operator(input).map_err(|_| SpecifierErrorKind::MissingOperator)?;
    behind_operator(operator, spaces(rest))
}

/// The specifier of an operator and the longest text of it that `input` starts with.
#[inline]
fn behind_operator(operator: Operator, input: &[u8]) -> Result<(&[u8], Specifier), SpecifierErrorKind> {
    if operator == Operator::Arbitrary {
        let length = arbitrary_length(input);
        let operand = Operand::text(as_text(&input[..length]));
        return Ok((&input[length..], Specifier { operator, prefix: false, operand }));
    }
    let (mut rest, version) = version::version(input).map_err(|_| SpecifierErrorKind::InvalidVersion)?;
    let takes_all = matches!(operator, Operator::Equal | Operator::NotEqual);
    if !takes_all {
        if operator == Operator::Compatible && version.n_release() < 2 {
            return Err(SpecifierErrorKind::CompatibleWithOneSegment);
        }
        if version.local().is_some() {
            return Err(SpecifierErrorKind::LocalLabel);
        }
    }
    let mut prefix = false;
    if let [b'.', b'*', tail @ ..] = rest {
        if !takes_all {
            return Err(SpecifierErrorKind::PrefixWithOperator);
        }
        if version.is_prerelease() || version.is_postrelease() || version.local().is_some() {
            return Err(SpecifierErrorKind::PrefixAfterSuffix);
        }
        prefix = true;
        rest = tail;
    }
    Ok((rest, Specifier { operator, prefix, operand: Operand::Version(version) }))
}

/// The longest operator that `input` starts with.
#[inline]
fn operator(input: &[u8]) -> Parsed<'_, Operator> {
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
    fn a_common_shape_is_what_the_general_grammar_reads() {
        let operators = ["==", "!=", "<=", ">=", "<", ">", "~=", "===", "=", "!", "<>"];
        let versions =
            ["1", "1.0", "1.10.3", "2024.1", "1.0a1", "1.0.post2", "v1", "01", "1!1", "1.0+x", "x", ""];
        let ends = ["", ".*", ",", " ", ";", ")", ".*.*", ".*+x", ".*,<2", ".* ", "+x", ".x", "*", "-1"];
        let mut n_covered = 0;
        for operator in operators {
            for blank in ["", " ", "  ", "\t"] {
                for version in versions {
                    for end in ends {
                        let text = format!("{operator}{blank}{version}{end}");
                        let Some((rest, quick)) = quick_specifier(text.as_bytes()) else { continue };
                        let (rest_in_general, general) = specifier(text.as_bytes()).expect("a specifier");
                        assert_eq!((rest, &quick), (rest_in_general, &general), "{text:?}");
                        assert_eq!(quick.to_string(), general.to_string(), "{text:?}");
                        n_covered += 1;
                    }
                }
            }
        }
        assert!(n_covered > 400, "{n_covered}");
    }

    #[test]
    fn the_span_is_that_of_the_part() {
        let error = ">=1 , oops".parse::<SpecifierSet>().expect_err("no set");
        assert_eq!(error.span(), Span::new(6, 10));
    }
}
