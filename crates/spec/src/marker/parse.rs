//! The grammar of markers.
//!
//! ```text
//! marker     = operand *( ( "and" / "or" ) operand )        ; "and" binds more closely
//! operand    = "(" marker ")" / comparison
//! comparison = side operator side
//! side       = variable / quoted
//! operator   = "<=" / "<" / "!=" / "==" / ">=" / ">" / "~=" / "===" / "in" / "not" "in"
//! ```
//! Blanks may be between any two tokens. Reading writes the program and the normalised text at once.

use core::str::FromStr;

use super::printer::Printer;
use super::quick::Found;
use super::tokens::boolean;
use super::{Marker, describe, quick, suggest, tokens};
use crate::fault::Failure;
use crate::grammar::{blanks, fill};
use crate::{RequirementError, RequirementErrorKind};

impl FromStr for Marker {
    type Err = RequirementError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, RequirementError> {
        match value(text) {
            Ok((b"", marker)) => Ok(marker),
            Ok((rest, _)) => Err(error(text, Failure::at(RequirementErrorKind::ExpectedEndOfMarker, rest))),
            Err(failure) => Err(error(text, failure)),
        }
    }
}

/// The longest marker that a text starts with, as a value: what is put into a place and moved from there takes longer.
#[inline]
fn value(text: &str) -> Result<(&[u8], Marker), Failure> {
    let input = text.as_bytes();
    let start = if let [b' ', tail @ ..] = input { tail } else { input };
    match quick::one_comparison(start) {
        Some(marker) => Ok((b"", marker)),
        None => any_marker(text, blanks(start)),
    }
}

#[cold]
fn error(text: &str, failure: Failure) -> RequirementError {
    let error = describe::described(text, failure.into_error(text));
    suggest::first_that_repairs(text, error, &suggest::FIXES, |text| {
        match marker(text, text.as_bytes(), &mut None) {
            Ok(b"") => None,
            Ok(rest) => Some(text.len() - rest.len()),
            Err(failure) => Some(failure.into_error(text).stop().1.end),
        }
    })
}

/// Places in what is printed are kept in 32 bits; printing takes less than four times the room.
const LONGEST: usize = 1 << 29;

/// The longest marker that `input`, which `text` ends with, starts with, blanks around it included, goes to its place, which is empty; gives
/// what follows it.
#[inline]
pub(crate) fn marker<'a>(
    text: &'a str,
    input: &'a [u8],
    place: &mut Option<Marker>,
) -> Result<&'a [u8], Failure> {
    let start = if let [b' ', tail @ ..] = input { tail } else { input };
    // One comparison, and nothing behind it.
    if quick::is_one_comparison(start, place) {
        return Ok(b"");
    }
    let (rest, marker) = any_marker(text, blanks(start))?;
    fill(place, Some(marker));
    Ok(rest)
}

#[inline(never)]
fn any_marker<'a>(text: &'a str, input: &'a [u8]) -> Result<(&'a [u8], Marker), Failure> {
    if input.len() > LONGEST {
        return Err(Failure::at(RequirementErrorKind::MarkerTooLong, input));
    }
    if input.first() != Some(&b'(')
        && let Some((rest, found)) = quick::comparison(input)
    {
        if matches!(rest, [b'a' | b'o', ..]) {
            return expression(text, rest, Some(found));
        }
        return Ok((rest, found.into_marker()));
    }
    expression(text, input, None)
}

/// An open parenthesis, or the marker as a whole.
#[derive(Clone, Copy, Default)]
struct Frame {
    /// How much of the input is left at the parenthesis.
    left: usize,
    /// The place of the parenthesis in what is printed.
    opened: usize,
    /// The places of the parentheses around the only operand, if that is a group.
    only_group: Option<(usize, usize)>,
    has_many_operands: bool,
    joins_and: bool,
    joins_or: bool,
}

/// A marker that is being read.
struct Reader {
    printer: Printer,
    /// The parentheses around the one that is being read.
    open: Vec<Frame>,
    frame: Frame,
}

impl Reader {
    /// Opens the parenthesis that this much of the input is left at.
    fn open(&mut self, left: usize) {
        let inner = Frame { left, opened: self.printer.parenthesis(b'('), ..Frame::default() };
        self.open.push(core::mem::replace(&mut self.frame, inner));
    }

    /// Opens the parenthesis before a comparison that was read and not printed. Around one comparison it is needless, and what
    /// closes it is passed.
    #[inline]
    fn open_unless_closed<'a>(&mut self, parenthesis: Option<usize>, rest: &'a [u8]) -> &'a [u8] {
        let Some(left) = parenthesis else { return rest };
        if let [b')', tail @ ..] = rest {
            return blanks(tail);
        }
        self.open(left);
        rest
    }

    /// Reads an operand's parentheses and its first comparison; gives what follows that and blanks.
    #[inline]
    fn comparison<'a>(&mut self, text: &'a str, input: &'a [u8]) -> Result<&'a [u8], Failure> {
        let mut rest = blanks(input);
        let mut parenthesis: Option<usize> = None;
        while let [b'(', tail @ ..] = rest {
            if let Some(left) = parenthesis.replace(rest.len()) {
                self.open(left);
            }
            rest = blanks(tail);
        }
        if let Some((after, found)) = quick::comparison(rest) {
            let rest = self.open_unless_closed(parenthesis, after);
            self.printer.plain(&found);
            return Ok(rest);
        }
        let (after, found) = tokens::comparison(text, rest)?;
        let rest = self.open_unless_closed(parenthesis, after);
        self.printer.comparison(&found);
        Ok(rest)
    }
}

/// A marker of any shape, whose first comparison may have been read.
fn expression<'a>(
    text: &'a str,
    input: &'a [u8],
    first: Option<Found<'a>>,
) -> Result<(&'a [u8], Marker), Failure> {
    let printer = Printer::new(input.len());
    let mut reader = Reader { printer, open: Vec::new(), frame: Frame::default() };
    let mut rest = input;
    let mut first = first;
    loop {
        match first.take() {
            Some(found) => reader.printer.plain(&found),
            None => rest = reader.comparison(text, rest)?,
        }
        // Behind an operand: close what closes, until a word asks for another operand.
        loop {
            let Reader { printer, open, frame } = &mut reader;
            if core::mem::take(&mut frame.joins_and) {
                printer.and();
            }
            if let Some((is_and, tail)) = boolean(rest) {
                rest = tail;
                frame.has_many_operands = true;
                frame.only_group = None;
                if is_and {
                    printer.word(b" and ");
                    frame.joins_and = true;
                } else {
                    printer.word(b" or ");
                    if core::mem::replace(&mut frame.joins_or, true) {
                        printer.or();
                    }
                }
                break;
            }
            if frame.joins_or {
                printer.or();
            }
            let Some(outer) = open.pop() else {
                if let Some((opened, closed)) = frame.only_group {
                    printer.drop_parenthesis(opened);
                    printer.drop_parenthesis(closed);
                }
                return Ok((rest, reader.printer.finish()));
            };
            let [b')', tail @ ..] = rest else {
                let start = &input[input.len() - frame.left..];
                return Err(Failure::between(RequirementErrorKind::UnclosedMarker, start, rest));
            };
            rest = blanks(tail);
            let group = if frame.has_many_operands {
                Some((frame.opened, printer.parenthesis(b')')))
            } else {
                printer.drop_parenthesis(frame.opened);
                frame.only_group
            };
            *frame = outer;
            frame.only_group = if frame.has_many_operands { None } else { group };
        }
    }
}
