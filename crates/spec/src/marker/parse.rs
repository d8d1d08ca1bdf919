//! The grammar of markers.
//!
//! ```text
//! marker     = operand *( ( "and" / "or" ) operand )        ; "and" binds more closely
//! operand    = "(" marker ")" / comparison
//! comparison = side operator side
//! side       = variable / quoted
//! operator   = "<=" / "<" / "!=" / "==" / ">=" / ">" / "~=" / "===" / "in" / "not" "in"
//! ```
//! Blanks may stand between any two tokens.

use core::str::FromStr;
use std::borrow::Cow;

use super::{Key, Marker, MarkerOperator, MarkerVariable, Program, Step, Term, TextSpan, quoted};
use crate::grammar::{as_text, blanks, starts_with_word, strip};
use crate::{RequirementError, RequirementErrorKind, Span, Specifier, normalise_name};

/// Where and why a marker stops making sense, in bytes from the end of the input: cheap to make, and right wherever the
/// marker stands in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) kind: RequirementErrorKind,
    pub(crate) start_left: usize,
    pub(crate) end_left: usize,
}

impl Failure {
    fn at(kind: RequirementErrorKind, rest: &[u8]) -> Self {
        Failure { kind, start_left: rest.len(), end_left: rest.len() }
    }

    pub(crate) fn span(self, length: usize) -> Span {
        Span::new(length - self.start_left, length - self.end_left)
    }
}

impl FromStr for Marker {
    type Err = RequirementError;

    fn from_str(text: &str) -> Result<Self, RequirementError> {
        let input = text.as_bytes();
        let failure = match marker(input) {
            Ok((b"", marker)) => return Ok(marker),
            Ok((rest, _)) => Failure::at(RequirementErrorKind::ExpectedEndOfMarker, rest),
            Err(failure) => failure,
        };
        Err(RequirementError::new(failure.span(input.len()), failure.kind))
    }
}

/// The longest marker that `input` starts with, blanks around it included.
pub(crate) fn marker(input: &[u8]) -> Result<(&[u8], Marker), Failure> {
    let start = blanks(input);
    if start.first() != Some(&b'(') {
        // A single comparison, by far the most common marker, needs no list.
        let (rest, comparison) = comparison(start)?;
        if boolean(rest).is_none() {
            let mut printer = Printer::new(input.len());
            let term = printer.comparison(&comparison);
            return printer.finish(term.map(Program::One), 1, rest);
        }
    }
    expression(start)
}

/// An open parenthesis, or the marker as a whole.
#[derive(Default)]
struct Frame {
    /// How much input is left at the parenthesis.
    left: usize,
    /// The place of the parenthesis among the printed parts.
    opened: usize,
    n_operands: usize,
    /// The places of the parentheses around the only operand, if that is a group.
    only_group: Option<(usize, usize)>,
    joins_and: bool,
    joins_or: bool,
}

/// The parts of a marker in the order of its text.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Open,
    Close,
    /// A parenthesis around one operand only, which is not printed.
    Needless,
    Comparison,
    And,
    Or,
}

/// The parts of a marker in postfix order.
#[derive(Clone, Copy)]
enum PostfixPart {
    Comparison,
    And,
    Or,
}

#[derive(Default)]
struct Parts<'a> {
    comparisons: Vec<Comparison<'a>>,
    infix: Vec<Part>,
    postfix: Vec<PostfixPart>,
    depth: usize,
    deepest: usize,
}

impl Parts<'_> {
    fn join(&mut self, part: PostfixPart) {
        self.postfix.push(part);
        self.depth -= 1;
    }
}

/// A marker of any shape.
fn expression(input: &[u8]) -> Result<(&[u8], Marker), Failure> {
    let mut parts = Parts::default();
    let mut open: Vec<Frame> = Vec::new();
    let mut frame = Frame::default();
    let mut rest = input;
    loop {
        rest = blanks(rest);
        if let [b'(', tail @ ..] = rest {
            let inner = Frame { left: rest.len(), opened: parts.infix.len(), ..Frame::default() };
            open.push(core::mem::replace(&mut frame, inner));
            parts.infix.push(Part::Open);
            rest = tail;
            continue;
        }
        let (after, found) = comparison(rest)?;
        rest = after;
        parts.comparisons.push(found);
        parts.infix.push(Part::Comparison);
        parts.postfix.push(PostfixPart::Comparison);
        parts.depth += 1;
        parts.deepest = parts.deepest.max(parts.depth);
        let mut group = None;
        // Behind an operand: close what closes, until a word asks for another operand.
        loop {
            frame.n_operands += 1;
            frame.only_group = if frame.n_operands == 1 { group } else { None };
            if core::mem::take(&mut frame.joins_and) {
                parts.join(PostfixPart::And);
            }
            rest = blanks(rest);
            if let Some((is_and, tail)) = boolean(rest) {
                rest = tail;
                parts.infix.push(if is_and { Part::And } else { Part::Or });
                if is_and {
                    frame.joins_and = true;
                } else if core::mem::replace(&mut frame.joins_or, true) {
                    parts.join(PostfixPart::Or);
                }
                break;
            }
            if frame.joins_or {
                parts.join(PostfixPart::Or);
            }
            let Some(outer) = open.pop() else {
                if let Some((opened, closed)) = frame.only_group {
                    parts.infix[opened] = Part::Needless;
                    parts.infix[closed] = Part::Needless;
                }
                return print(&parts, input.len(), rest);
            };
            let [b')', tail @ ..] = rest else {
                return Err(Failure {
                    kind: RequirementErrorKind::UnclosedMarker,
                    start_left: frame.left,
                    end_left: rest.len(),
                });
            };
            rest = tail;
            let inner = core::mem::replace(&mut frame, outer);
            let closed = parts.infix.len();
            parts.infix.push(Part::Close);
            if inner.n_operands == 1 {
                parts.infix[inner.opened] = Part::Needless;
                parts.infix[closed] = Part::Needless;
                group = inner.only_group;
            } else {
                group = Some((inner.opened, closed));
            }
        }
    }
}

/// Prints the parts and points the comparisons into what was printed.
fn print<'a>(parts: &Parts<'_>, length: usize, rest: &'a [u8]) -> Result<(&'a [u8], Marker), Failure> {
    let mut printer = Printer::new(length);
    let mut terms = Vec::with_capacity(parts.comparisons.len());
    let mut comparisons = parts.comparisons.iter();
    for part in &parts.infix {
        match part {
            Part::Open => printer.text.push('('),
            Part::Close => printer.text.push(')'),
            Part::Needless => {}
            Part::And => printer.text.push_str(" and "),
            Part::Or => printer.text.push_str(" or "),
            Part::Comparison => {
                terms.extend(comparisons.next().map(|comparison| printer.comparison(comparison)));
            }
        }
    }
    let mut terms = terms.into_iter();
    let steps: Option<Vec<Step>> = parts
        .postfix
        .iter()
        .map(|part| match part {
            PostfixPart::Comparison => terms.next().flatten().map(Step::Term),
            PostfixPart::And => Some(Step::And),
            PostfixPart::Or => Some(Step::Or),
        })
        .collect();
    let program = steps.map(|mut steps| match steps.len() {
        1 => match steps.pop() {
            Some(Step::Term(term)) => Program::One(term),
            _ => Program::Many(steps),
        },
        _ => Program::Many(steps),
    });
    printer.finish(program, parts.deepest, rest)
}

/// Writes the normalised text of a marker.
struct Printer {
    text: String,
    /// Values that cannot be printed as they are; they follow the text, unprinted.
    beyond: String,
    mentions_extra: bool,
}

impl Printer {
    fn new(length: usize) -> Self {
        Printer { text: String::with_capacity(length + 4), beyond: String::new(), mentions_extra: false }
    }

    /// Prints a comparison; `None` where the text gets too long.
    fn comparison(&mut self, comparison: &Comparison<'_>) -> Option<Term> {
        let Comparison { left, operator, right } = comparison;
        let normalised = |value: &'_ str, other: &Side<'_>, is_left: bool| match other {
            Side::Variable(MarkerVariable::Extra) => Some(normalise_name(value)),
            Side::Variable(other) if is_left && other.is_set() => Some(normalise_name(value)),
            _ => None,
        };
        let left_span = match left {
            Side::Variable(variable) => self.word(variable.as_str()),
            Side::Literal(value) => match normalised(value, right, true) {
                Some(value) => self.value(&value),
                None => self.value(value),
            },
        }?;
        self.text.push(' ');
        self.text.push_str(operator.as_str());
        self.text.push(' ');
        let right_span = match right {
            Side::Variable(variable) => self.word(variable.as_str()),
            Side::Literal(value) => match normalised(value, left, false) {
                Some(value) => self.value(&value),
                None => self.value(value),
            },
        }?;
        let key = match (left, right) {
            (Side::Variable(variable), _) | (Side::Literal(_), Side::Variable(variable)) => {
                Key::Variable(*variable)
            }
            (Side::Literal(_), Side::Literal(name)) => {
                MarkerVariable::from_name(name).map_or(Key::Undefined, Key::Variable)
            }
        };
        let key_is_left = matches!(left, Side::Variable(_));
        let specifier = match (key, right) {
            (Key::Variable(variable), right) if key_is_left && variable.is_version() => {
                specifier(*operator, right.as_str())
            }
            _ => None,
        };
        self.mentions_extra |= key == Key::Variable(MarkerVariable::Extra);
        Some(Term {
            left: left_span,
            right: right_span,
            key,
            operator: *operator,
            key_is_left,
            left_is_variable: key_is_left,
            right_is_variable: matches!(right, Side::Variable(_)),
            specifier,
        })
    }

    fn word(&mut self, word: &str) -> Option<TextSpan> {
        let start = u32::try_from(self.text.len()).ok()?;
        self.text.push_str(word);
        let end = u32::try_from(self.text.len()).ok()?;
        (end & BEYOND == 0).then_some(TextSpan { start, end })
    }

    fn value(&mut self, value: &str) -> Option<TextSpan> {
        let quote = match (value.contains('"'), value.contains('\'')) {
            (false, _) => '"',
            (true, false) => '\'',
            (true, true) => {
                self.text.push_str(&quoted::quote(value));
                let start: usize = self.beyond.len();
                self.beyond.push_str(value);
                return beyond_span(start, self.beyond.len());
            }
        };
        self.text.push(quote);
        let span = self.word(value);
        self.text.push(quote);
        span
    }

    fn finish(
        self,
        program: Option<Program>,
        deepest: usize,
        rest: &[u8],
    ) -> Result<(&[u8], Marker), Failure> {
        let too_long = Failure::at(RequirementErrorKind::MarkerTooLong, rest);
        let printed = u32::try_from(self.text.len()).map_err(|_| too_long)?;
        let mut text = self.text;
        let mut program = program.ok_or(too_long)?;
        if !self.beyond.is_empty() {
            text.push_str(&self.beyond);
            move_beyond(&mut program, printed);
        }
        let marker = Marker {
            text: text.into_boxed_str(),
            printed,
            program,
            mentions_extra: self.mentions_extra,
            is_deep: deepest > 64,
        };
        Ok((rest, marker))
    }
}

/// The bit that tells a place among the values beyond the text from one in it, until the text is done.
const BEYOND: u32 = 1 << 31;

fn beyond_span(start: usize, end: usize) -> Option<TextSpan> {
    let place = |place: usize| {
        u32::try_from(place).ok().filter(|place| place & BEYOND == 0).map(|place| place | BEYOND)
    };
    Some(TextSpan { start: place(start)?, end: place(end)? })
}

/// Puts the places of values beyond the text where these are in the end.
fn move_beyond(program: &mut Program, printed: u32) {
    let terms: Vec<&mut Term> = match program {
        Program::One(term) => vec![term],
        Program::Many(steps) => steps
            .iter_mut()
            .filter_map(|step| match step {
                Step::Term(term) => Some(term),
                Step::And | Step::Or => None,
            })
            .collect(),
    };
    for term in terms {
        for span in [&mut term.left, &mut term.right] {
            if span.start & BEYOND != 0 {
                *span =
                    TextSpan { start: (span.start & !BEYOND) + printed, end: (span.end & !BEYOND) + printed };
            }
        }
    }
}

struct Comparison<'a> {
    left: Side<'a>,
    operator: MarkerOperator,
    right: Side<'a>,
}

enum Side<'a> {
    Variable(MarkerVariable),
    Literal(Cow<'a, str>),
}

impl Side<'_> {
    fn as_str(&self) -> &str {
        match self {
            Side::Variable(variable) => variable.as_str(),
            Side::Literal(value) => value,
        }
    }
}

/// `side operator side`, with blanks around it.
fn comparison(input: &[u8]) -> Result<(&[u8], Comparison<'_>), Failure> {
    let (rest, left) = side(blanks(input))?;
    let (rest, operator) = operator(blanks(rest))?;
    let (rest, right) = side(blanks(rest))?;
    Ok((blanks(rest), Comparison { left, operator, right }))
}

fn side(input: &[u8]) -> Result<(&[u8], Side<'_>), Failure> {
    match input {
        [quote @ (b'"' | b'\''), tail @ ..] => {
            let Some(length) = tail.iter().position(|byte| byte == quote) else {
                return Err(Failure::at(RequirementErrorKind::ExpectedMarkerSide, input));
            };
            let rest = &tail[length + 1..];
            match quoted::unescape(as_text(&tail[..length])) {
                Some(value) => Ok((rest, Side::Literal(value))),
                None => Err(Failure {
                    kind: RequirementErrorKind::InvalidQuotedString,
                    start_left: input.len(),
                    end_left: rest.len(),
                }),
            }
        }
        _ => match variable(input) {
            Some((rest, variable)) => Ok((rest, Side::Variable(variable))),
            None => Err(Failure::at(RequirementErrorKind::ExpectedMarkerSide, input)),
        },
    }
}

/// A variable's name; `os.name`, `sys.platform`, `platform.version`, `platform.machine`,
/// `platform.python_implementation` and `python_implementation` are names of old.
fn variable(input: &[u8]) -> Option<(&[u8], MarkerVariable)> {
    let word =
        |input: &[u8]| input.iter().take_while(|byte| byte.is_ascii_lowercase() || **byte == b'_').count();
    let mut length = word(input);
    let name = as_text(&input[..length]);
    let variable = match (name, input.get(length)) {
        ("os" | "sys" | "platform", Some(b'.')) => {
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
        ("python_implementation", _) => MarkerVariable::PlatformPythonImplementation,
        _ => MarkerVariable::from_name(name)?,
    };
    let rest = &input[length..];
    (!starts_with_word(rest)).then_some((rest, variable))
}

fn operator(input: &[u8]) -> Result<(&[u8], MarkerOperator), Failure> {
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
fn boolean(input: &[u8]) -> Option<(bool, &[u8])> {
    match input {
        [b'a', b'n', b'd', tail @ ..] if !starts_with_word(tail) => Some((true, tail)),
        [b'o', b'r', tail @ ..] if !starts_with_word(tail) => Some((false, tail)),
        _ => None,
    }
}

/// The comparison with `value` as a specifier, if it makes one.
fn specifier(operator: MarkerOperator, value: &str) -> Option<Specifier> {
    if matches!(operator, MarkerOperator::In | MarkerOperator::NotIn) || strip(value).is_empty() {
        return None;
    }
    format!("{}{value}", operator.as_str()).parse().ok()
}
