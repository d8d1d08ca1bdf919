//! The tokens of markers: sides, operators, `and` and `or`, each with where it stops making sense.

use std::borrow::Cow;

use super::{MarkerOperator, MarkerVariable, quoted};
use crate::RequirementErrorKind;
use crate::diagnostic::Failure;
use crate::grammar::{as_text, blanks, starts_with_word};

/// One comparison.
pub(super) struct Comparison<'a> {
    pub(super) left: Side<'a>,
    pub(super) operator: MarkerOperator,
    pub(super) right: Side<'a>,
}

pub(super) enum Side<'a> {
    Variable(MarkerVariable),
    Literal(Cow<'a, str>),
}

impl Side<'_> {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Side::Variable(variable) => variable.as_str(),
            Side::Literal(value) => value,
        }
    }
}

/// `side operator side`, with blanks around it.
pub(super) fn comparison<'a>(text: &'a str, input: &'a [u8]) -> Result<(&'a [u8], Comparison<'a>), Failure> {
    let (rest, left) = side(text, blanks(input))?;
    let (rest, operator) = operator(blanks(rest))?;
    let (rest, right) = side(text, blanks(rest))?;
    Ok((blanks(rest), Comparison { left, operator, right }))
}

/// The part of `text` from one rest of it to a later one.
fn between<'a>(text: &'a str, from: &[u8], to: &[u8]) -> &'a str {
    text.get(text.len() - from.len()..text.len() - to.len()).unwrap_or("")
}

fn side<'a>(text: &'a str, input: &'a [u8]) -> Result<(&'a [u8], Side<'a>), Failure> {
    let unexpected = Failure::at(RequirementErrorKind::ExpectedMarkerSide, input);
    let [quote @ (b'"' | b'\''), tail @ ..] = input else {
        let (rest, variable) = variable(input).ok_or(unexpected)?;
        return Ok((rest, Side::Variable(variable)));
    };
    let unclosed = Failure::at(RequirementErrorKind::UnclosedQuote, input);
    let length = tail.iter().position(|byte| byte == quote).ok_or(unclosed)?;
    let rest = &tail[length + 1..];
    match quoted::unescape(between(text, tail, &tail[length..])) {
        Some(value) => Ok((rest, Side::Literal(value))),
        None => Err(Failure::between(RequirementErrorKind::InvalidQuotedString, input, rest)),
    }
}

/// A variable's name; `os.name`, `sys.platform`, `platform.version`, `platform.machine`,
/// `platform.python_implementation` and `python_implementation` are names of old.
fn variable(input: &[u8]) -> Option<(&[u8], MarkerVariable)> {
    let mut length = word(input);
    let variable = match &input[..length] {
        b"os" | b"sys" | b"platform" if input.get(length) == Some(&b'.') => {
            length += 1 + word(&input[length + 1..]);
            match &input[..length] {
                b"os.name" => MarkerVariable::OsName,
                b"sys.platform" => MarkerVariable::SysPlatform,
                b"platform.version" => MarkerVariable::PlatformVersion,
                b"platform.machine" => MarkerVariable::PlatformMachine,
                b"platform.python_implementation" => MarkerVariable::PlatformPythonImplementation,
                _ => return None,
            }
        }
        b"python_implementation" => MarkerVariable::PlatformPythonImplementation,
        name => MarkerVariable::from_name(as_text(name))?,
    };
    let rest = &input[length..];
    (!starts_with_word(rest)).then_some((rest, variable))
}

/// How many lowercase letters and `_` come first.
fn word(input: &[u8]) -> usize {
    input.iter().take_while(|byte| byte.is_ascii_lowercase() || **byte == b'_').count()
}

#[inline]
pub(super) fn operator(input: &[u8]) -> Result<(&[u8], MarkerOperator), Failure> {
    let (length, operator) = match input {
        [b'=', b'=', b'=', ..] => (3, MarkerOperator::Arbitrary),
        [b'=', b'=', ..] => (2, MarkerOperator::Equal),
        [b'~', b'=', ..] => (2, MarkerOperator::Compatible),
        [b'!', b'=', ..] => (2, MarkerOperator::NotEqual),
        [b'<', b'=', ..] => (2, MarkerOperator::LessEqual),
        [b'>', b'=', ..] => (2, MarkerOperator::GreaterEqual),
        [b'<', ..] => (1, MarkerOperator::Less),
        [b'>', ..] => (1, MarkerOperator::Greater),
        [b'i', b'n', tail @ ..] if !starts_with_word(tail) => (2, MarkerOperator::In),
        [b'n', b'o', b't', tail @ ..] if !starts_with_word(tail) => return not_in(tail),
        _ => return Err(Failure::at(RequirementErrorKind::ExpectedMarkerOperator, input)),
    };
    Ok((&input[length..], operator))
}

fn not_in(input: &[u8]) -> Result<(&[u8], MarkerOperator), Failure> {
    let rest = blanks(input);
    if rest.len() == input.len() {
        return Err(Failure::at(RequirementErrorKind::ExpectedBlankAfterNot, input));
    }
    match rest {
        [b'i', b'n', tail @ ..] if !starts_with_word(tail) => Ok((tail, MarkerOperator::NotIn)),
        _ => Err(Failure::at(RequirementErrorKind::ExpectedInAfterNot, rest)),
    }
}

/// `and` or `or`: whether it is `and`, and what follows.
#[inline]
pub(super) fn boolean(input: &[u8]) -> Option<(bool, &[u8])> {
    match input {
        [b'a', b'n', b'd', tail @ ..] if !starts_with_word(tail) => Some((true, tail)),
        [b'o', b'r', tail @ ..] if !starts_with_word(tail) => Some((false, tail)),
        _ => None,
    }
}
