//! The tokens of markers: sides, operators, `and` and `or`, each with where it stops making sense.

#[cfg(feature = "lint")]
use core::ops::Range;
use std::borrow::Cow;

use super::{MarkerOperator, MarkerVariable, quoted};
use crate::RequirementErrorKind;
use crate::fault::Failure;
use crate::grammar::{blanks, starts_with_word};

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

/// What follows a comparison, and the ranges of its sides and its operator in the text.
#[cfg(feature = "lint")]
pub(super) fn comparison_ranges<'a>(
    text: &'a str,
    input: &'a [u8],
) -> Result<(&'a [u8], [Range<usize>; 3]), Failure> {
    let place = |from: &[u8], to: &[u8]| text.len() - from.len()..text.len() - to.len();
    let start = blanks(input);
    let (after_left, _) = side(text, start)?;
    let operator_start = blanks(after_left);
    let (after_operator, _) = operator(operator_start)?;
    let right_start = blanks(after_operator);
    let (rest, _) = side(text, right_start)?;
    Ok((rest, [place(start, after_left), place(operator_start, after_operator), place(right_start, rest)]))
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

/// A variable's name, of today or of old, and what follows it.
#[inline]
pub(super) fn variable(input: &[u8]) -> Option<(&[u8], MarkerVariable)> {
    let names = match input.first()? {
        b'e' => E,
        b'p' => P,
        b's' => S,
        b'o' => O,
        b'i' => I,
        b'd' => D,
        _ => return None,
    };
    names.iter().find_map(|(name, variable)| {
        let rest = input.strip_prefix(name.as_bytes())?;
        (!starts_with_word(rest)).then_some((rest, *variable))
    })
}

/// The names of variables that start with one letter, the common ones first.
type Names = &'static [(&'static str, MarkerVariable)];

const E: Names = &[("extra", MarkerVariable::Extra), ("extras", MarkerVariable::Extras)];
const P: Names = &[
    ("python_version", MarkerVariable::PythonVersion),
    ("python_full_version", MarkerVariable::PythonFullVersion),
    ("platform_system", MarkerVariable::PlatformSystem),
    ("platform_machine", MarkerVariable::PlatformMachine),
    ("platform_python_implementation", MarkerVariable::PlatformPythonImplementation),
    ("platform_release", MarkerVariable::PlatformRelease),
    ("platform_version", MarkerVariable::PlatformVersion),
    ("platform.version", MarkerVariable::PlatformVersion),
    ("platform.machine", MarkerVariable::PlatformMachine),
    ("platform.python_implementation", MarkerVariable::PlatformPythonImplementation),
    ("python_implementation", MarkerVariable::PlatformPythonImplementation),
];
const S: Names =
    &[("sys_platform", MarkerVariable::SysPlatform), ("sys.platform", MarkerVariable::SysPlatform)];
const O: Names = &[("os_name", MarkerVariable::OsName), ("os.name", MarkerVariable::OsName)];
const I: Names = &[
    ("implementation_name", MarkerVariable::ImplementationName),
    ("implementation_version", MarkerVariable::ImplementationVersion),
];
const D: Names = &[("dependency_groups", MarkerVariable::DependencyGroups)];

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
