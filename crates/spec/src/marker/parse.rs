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

use super::printer::Printer;
use super::program::Step;
use super::tokens::{Comparison, boolean, comparison};
use super::{Marker, quick, suggest};
use crate::diagnostic::Failure;
use crate::grammar::blanks;
use crate::{RequirementError, RequirementErrorKind};
use core::str::FromStr;

impl FromStr for Marker {
    type Err = RequirementError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, RequirementError> {
        match quick::marker(text.as_bytes()) {
            Some((b"", marker)) => Ok(marker),
            _ => any_marker(text),
        }
    }
}

fn any_marker(text: &str) -> Result<Marker, RequirementError> {
    let input = text.as_bytes();
    let failure = match marker(text, input) {
        Ok((b"", marker)) => return Ok(marker),
        Ok((rest, _)) => Failure::at(RequirementErrorKind::ExpectedEndOfMarker, rest),
        Err(failure) => failure,
    };
    Err(suggest::with_suggestion(text, failure.into_error(input.len()), |text| {
        matches!(marker(text, text.as_bytes()), Ok((b"", _)))
    }))
}

/// The longest marker that `input`, which `text` ends with, starts with; blanks around it included.
#[inline]
pub(crate) fn marker<'a>(text: &'a str, input: &'a [u8]) -> Result<(&'a [u8], Marker), Failure> {
    match quick::marker(input) {
        Some(found) => Ok(found),
        None => expression(text, blanks(input)),
    }
}

/// An open parenthesis, or the marker as a whole.
#[derive(Default)]
struct Frame<'a> {
    /// The input from the parenthesis on.
    start: &'a [u8],
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
#[cold]
fn expression<'a>(text: &'a str, input: &'a [u8]) -> Result<(&'a [u8], Marker), Failure> {
    let mut parts = Parts::default();
    let mut open: Vec<Frame<'a>> = Vec::new();
    let mut frame = Frame::default();
    let mut rest = input;
    loop {
        rest = blanks(rest);
        if let [b'(', tail @ ..] = rest {
            let inner = Frame { start: rest, opened: parts.infix.len(), ..Frame::default() };
            open.push(core::mem::replace(&mut frame, inner));
            parts.infix.push(Part::Open);
            rest = tail;
            continue;
        }
        let (after, found) = comparison(text, rest)?;
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
                return Err(Failure::between(RequirementErrorKind::UnclosedMarker, frame.start, rest));
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
    let steps = steps.ok_or(Failure::at(RequirementErrorKind::MarkerTooLong, rest))?;
    printer.finish(steps, parts.deepest, rest)
}
