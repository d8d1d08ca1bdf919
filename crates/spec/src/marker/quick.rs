//! The fast grammar of markers: comparisons of a variable with a plain literal, under parentheses that are not deep and
//! needless around single comparisons only. It writes the program and the normalised text as it reads.
//!
//! Every function says `None` for what it does not cover, right or wrong; the general grammar looks at it then.

use super::program::{INLINE, Key, Long, Repr, Shape, Short, Step, StoredTerm, TextSpan, specifier};
use super::tokens::boolean;
use super::{Marker, MarkerOperator, MarkerVariable};
use crate::Specifier;
use crate::grammar::{blanks, starts_with_word};
use crate::name::is_normalised;

/// How deep parentheses may be.
const DEPTH: usize = 8;

/// The longest marker that `input` starts with; blanks around it included.
#[inline]
pub(super) fn marker(input: &[u8]) -> Option<(&[u8], Marker)> {
    let start = if let [b' ', tail @ ..] = input { tail } else { input };
    if let Some((found, length)) = exact(start)
        && length == start.len()
        && let Some(short) = found.short()
    {
        return Some((&[], Marker(Repr::Short(short))));
    }
    any_marker(blanks(start))
}

fn any_marker(input: &[u8]) -> Option<(&[u8], Marker)> {
    if input.first() == Some(&b'(') {
        return compound(input, None);
    }
    let (rest, found) = comparison(input)?;
    if matches!(rest, [b'a' | b'o', ..]) {
        return compound(rest, Some(found));
    }
    Some((rest, found.into_marker()))
}

/// A variable and a literal that is printed as it is, in double quotes.
struct Found<'a> {
    variable: MarkerVariable,
    operator: MarkerOperator,
    key_is_left: bool,
    /// Whether it is printed as it is written, but for the quotes.
    is_exact: bool,
    /// From its first byte to its last.
    written: &'a [u8],
    literal: &'a [u8],
}

/// `variable operator literal` with one blank on either side of the operator, and how long that is.
#[inline]
fn exact(input: &[u8]) -> Option<(Found<'_>, usize)> {
    let (variable, start) = match input {
        [b'e', b'x', b't', b'r', b'a', b' ', ..] => (MarkerVariable::Extra, 6),
        _ if input.starts_with(b"python_version ") => (MarkerVariable::PythonVersion, 15),
        _ if input.starts_with(b"sys_platform ") => (MarkerVariable::SysPlatform, 13),
        _ if input.starts_with(b"platform_system ") => (MarkerVariable::PlatformSystem, 16),
        _ if input.starts_with(b"os_name ") => (MarkerVariable::OsName, 8),
        _ => return None,
    };
    let (operator, length) = match &input[start..] {
        [b'=', b'=', b' ', ..] => (MarkerOperator::Equal, 3),
        [b'>', b'=', b' ', ..] => (MarkerOperator::GreaterEqual, 3),
        [b'<', b' ', ..] => (MarkerOperator::Less, 2),
        [b'!', b'=', b' ', ..] => (MarkerOperator::NotEqual, 3),
        [b'<', b'=', b' ', ..] => (MarkerOperator::LessEqual, 3),
        [b'>', b' ', ..] => (MarkerOperator::Greater, 2),
        _ => return None,
    };
    let [quote @ (b'"' | b'\''), tail @ ..] = &input[start + length..] else { return None };
    let (length, classes) = until(tail, *quote);
    let literal = tail.get(..length)?;
    let length = input.len() - tail.len() + length + 1;
    let written = input.get(..length)?;
    let found = Found { variable, operator, key_is_left: true, is_exact: true, written, literal };
    found.is_covered(classes).then_some((found, length))
}

/// `variable operator literal` or `literal operator variable`, and the blanks behind it.
#[inline]
fn comparison(input: &[u8]) -> Option<(&[u8], Found<'_>)> {
    match exact(input) {
        Some((found, length)) => Some((blanks(&input[length..]), found)),
        None => spaced(input),
    }
}

/// A comparison with any blanks.
fn spaced(input: &[u8]) -> Option<(&[u8], Found<'_>)> {
    if let Some((variable, length)) = variable(input) {
        let rest = blanks(&input[length..]);
        let (operator, length) = operator(rest)?;
        let rest = blanks(&rest[length..]);
        let (literal, classes) = literal(rest)?;
        let after = rest.get(literal.len() + 2..)?;
        let written = &input[..input.len() - after.len()];
        let found = Found { variable, operator, key_is_left: true, is_exact: false, written, literal };
        return found.is_covered(classes).then(|| (blanks(after), found));
    }
    let (literal, classes) = literal(input)?;
    let rest = blanks(input.get(literal.len() + 2..)?);
    let (operator, length) = operator(rest)?;
    let rest = blanks(&rest[length..]);
    let (variable, length) = variable(rest)?;
    let after = &rest[length..];
    let written = &input[..input.len() - after.len()];
    let found = Found { variable, operator, key_is_left: false, is_exact: false, written, literal };
    found.is_covered(classes).then(|| (blanks(after), found))
}

/// A variable by today's name, and how long that is.
#[inline]
fn variable(input: &[u8]) -> Option<(MarkerVariable, usize)> {
    let known: &[MarkerVariable] = match input.first()? {
        b'e' => &[MarkerVariable::Extra],
        b'p' => &PLATFORM_OR_PYTHON,
        b's' => &[MarkerVariable::SysPlatform],
        b'o' => &[MarkerVariable::OsName],
        b'i' => &[MarkerVariable::ImplementationName, MarkerVariable::ImplementationVersion],
        _ => return None,
    };
    let variable = known.iter().find(|variable| input.starts_with(variable.as_str().as_bytes()))?;
    let length = variable.as_str().len();
    (!starts_with_word(&input[length..])).then_some((*variable, length))
}

const PLATFORM_OR_PYTHON: [MarkerVariable; 7] = [
    MarkerVariable::PythonVersion,
    MarkerVariable::PythonFullVersion,
    MarkerVariable::PlatformSystem,
    MarkerVariable::PlatformMachine,
    MarkerVariable::PlatformPythonImplementation,
    MarkerVariable::PlatformRelease,
    MarkerVariable::PlatformVersion,
];

/// The longest operator that `input` starts with, and how long it is.
#[inline]
fn operator(input: &[u8]) -> Option<(MarkerOperator, usize)> {
    match input {
        [b'=', b'=', b'=', ..] => Some((MarkerOperator::Arbitrary, 3)),
        [b'=', b'=', ..] => Some((MarkerOperator::Equal, 2)),
        [b'>', b'=', ..] => Some((MarkerOperator::GreaterEqual, 2)),
        [b'<', b'=', ..] => Some((MarkerOperator::LessEqual, 2)),
        [b'!', b'=', ..] => Some((MarkerOperator::NotEqual, 2)),
        [b'~', b'=', ..] => Some((MarkerOperator::Compatible, 2)),
        [b'<', ..] => Some((MarkerOperator::Less, 1)),
        [b'>', ..] => Some((MarkerOperator::Greater, 1)),
        [b'i', b'n', b' ', ..] => Some((MarkerOperator::In, 2)),
        [b'n', b'o', b't', b' ', b'i', b'n', b' ', ..] => Some((MarkerOperator::NotIn, 6)),
        _ => None,
    }
}

/// In a plain literal: no escape, no control character, no double quote.
const PLAIN: u8 = 1;
/// In every normalised name, wherever it stands.
const NAME: u8 = 2;

const CLASSES: [u8; 256] = {
    let mut classes = [PLAIN; 256];
    let mut byte = 0;
    while byte < 256 {
        #[allow(clippy::cast_possible_truncation, reason = "the loop ends at 256")]
        match byte as u8 {
            b'\\' | b'"' | 0..=0x1f => classes[byte] = 0,
            b'a'..=b'z' | b'0'..=b'9' => classes[byte] = PLAIN | NAME,
            _ => {}
        }
        byte += 1;
    }
    classes
};

/// How many bytes there are before a quote, and the classes that all of them have in common: none where there is no
/// quote.
#[inline]
fn until(input: &[u8], quote: u8) -> (usize, u8) {
    let mut classes = PLAIN | NAME;
    for (length, &byte) in input.iter().enumerate() {
        if byte == quote {
            return (length, classes);
        }
        classes &= CLASSES[usize::from(byte)];
    }
    (0, 0)
}

/// What is between the quotes that `input` starts with, and the classes that all its bytes have in common.
fn literal(input: &[u8]) -> Option<(&[u8], u8)> {
    let [quote @ (b'"' | b'\''), tail @ ..] = input else { return None };
    let (length, classes) = until(tail, *quote);
    Some((&tail[..length], classes))
}

impl<'a> Found<'a> {
    /// Whether the literal, whose bytes have these classes in common, is printed as it is.
    #[inline]
    fn is_covered(&self, classes: u8) -> bool {
        let is_name = self.variable == MarkerVariable::Extra;
        classes & PLAIN != 0 && (!is_name || classes & NAME != 0 || is_normalised(self.literal))
    }

    #[inline]
    fn shape(&self) -> Shape {
        Shape::new(Key::Variable(self.variable), self.operator, self.key_is_left, !self.key_is_left)
    }

    #[inline]
    fn specifier(&self) -> Option<Specifier> {
        if self.key_is_left && self.variable.is_version() {
            specifier(self.operator, self.literal)
        } else {
            None
        }
    }

    /// What is printed.
    fn pieces(&self) -> [&'a [u8]; 7] {
        let variable = self.variable.as_str().as_bytes();
        let operator = self.operator.as_str().as_bytes();
        if self.key_is_left {
            [variable, b" ", operator, b" ", b"\"", self.literal, b"\""]
        } else {
            [b"\"", self.literal, b"\"", b" ", operator, b" ", variable]
        }
    }

    /// The comparison in place, if it is short.
    #[inline]
    fn short(&self) -> Option<Short> {
        if !self.is_exact {
            return self.spelled_out();
        }
        let mut text = [0; INLINE];
        let length = self.written.len();
        text.get_mut(..length)?.copy_from_slice(self.written);
        Short::new(text, length, self.literal.len(), self.shape(), self.specifier())
    }

    /// The comparison in place, if it is short, put together from its pieces.
    fn spelled_out(&self) -> Option<Short> {
        let mut text = [0; INLINE];
        let mut length = 0;
        for piece in self.pieces() {
            let end = length + piece.len();
            text.get_mut(length..end)?.copy_from_slice(piece);
            length = end;
        }
        Short::new(text, length, self.literal.len(), self.shape(), self.specifier())
    }

    fn into_marker(self) -> Marker {
        if let Some(short) = self.short() {
            return Marker(Repr::Short(short));
        }
        let mut printed = Vec::with_capacity(self.written.len() + 4);
        let steps = vec![Step::Term(self.print(&mut printed))];
        let mentions_extra = self.variable == MarkerVariable::Extra;
        let text = printed;
        Marker(Repr::Long(Long { printed: place(text.len()), text, mentions_extra, is_deep: false, steps }))
    }

    /// Prints the comparison, and points a term there.
    fn print(&self, printed: &mut Vec<u8>) -> StoredTerm {
        let start = place(printed.len());
        if self.is_exact {
            printed.extend_from_slice(self.written);
            let literal = self.literal.len() + 2;
            if let Some([opening, .., closing]) =
                printed.len().checked_sub(literal).and_then(|place| printed.get_mut(place..))
            {
                (*opening, *closing) = (b'"', b'"');
            }
        } else {
            for piece in self.pieces() {
                printed.extend_from_slice(piece);
            }
        }
        let end = place(printed.len());
        let (variable, literal) = (place(self.variable.as_str().len()), place(self.literal.len()));
        let (left, right) = if self.key_is_left {
            let literal = TextSpan { start: end - 1 - literal, end: end - 1 };
            (TextSpan { start, end: start + variable }, literal)
        } else {
            let literal = TextSpan { start: start + 1, end: start + 1 + literal };
            (literal, TextSpan { start: end - variable, end })
        };
        StoredTerm { left, right, shape: self.shape(), specifier: self.specifier() }
    }
}

/// A place in a text whose length was looked at.
#[inline]
fn place(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// What is open within one pair of parentheses.
#[derive(Clone, Copy, Default)]
struct Frame {
    has_many_operands: bool,
    joins_and: bool,
    joins_or: bool,
}

/// A marker of several comparisons, the first of which may have been found.
fn compound<'a>(input: &'a [u8], first: Option<Found<'a>>) -> Option<(&'a [u8], Marker)> {
    // Printing may add a few bytes to a comparison, and never doubles it.
    u32::try_from(input.len()).ok().filter(|length| length >> 30 == 0)?;
    let mut printed = Vec::with_capacity(input.len() + 40);
    // Three comparisons, and what joins them.
    let mut steps = Vec::with_capacity(5);
    let mut frames = [Frame::default(); DEPTH];
    let mut depth = 0;
    let mut mentions_extra = false;
    let mut first = first;
    let mut rest = input;
    loop {
        let mut is_group = false;
        let found = if let Some(found) = first.take() {
            found
        } else {
            rest = blanks(rest);
            if let [b'(', tail @ ..] = rest {
                rest = blanks(tail);
                is_group = true;
                if rest.first() == Some(&b'(') {
                    open(&mut printed, &mut frames, &mut depth)?;
                    continue;
                }
            }
            let (after, found) = comparison(rest)?;
            rest = after;
            found
        };
        if is_group {
            if let [b')', tail @ ..] = rest {
                rest = blanks(tail);
            } else {
                open(&mut printed, &mut frames, &mut depth)?;
            }
        }
        mentions_extra |= found.variable == MarkerVariable::Extra;
        steps.push(Step::Term(found.print(&mut printed)));
        // Behind an operand: close what closes, until a word asks for another operand.
        loop {
            let frame = frames.get_mut(depth)?;
            if core::mem::take(&mut frame.joins_and) {
                steps.push(Step::And);
            }
            if let Some((is_and, tail)) = boolean(rest) {
                rest = tail;
                frame.has_many_operands = true;
                if is_and {
                    printed.extend_from_slice(b" and ");
                    frame.joins_and = true;
                } else {
                    printed.extend_from_slice(b" or ");
                    if core::mem::replace(&mut frame.joins_or, true) {
                        steps.push(Step::Or);
                    }
                }
                break;
            }
            if frame.joins_or {
                steps.push(Step::Or);
            }
            if !frame.has_many_operands {
                // Parentheses around this are needless; the general grammar leaves them out.
                return None;
            }
            if depth == 0 {
                let text = printed;
                let printed = place(text.len());
                let long = Long { text, printed, mentions_extra, is_deep: false, steps };
                return Some((rest, Marker(Repr::Long(long))));
            }
            let [b')', tail @ ..] = rest else { return None };
            rest = blanks(tail);
            printed.push(b')');
            depth -= 1;
        }
    }
}

/// Prints a parenthesis, and begins what is in it.
fn open(printed: &mut Vec<u8>, frames: &mut [Frame; DEPTH], depth: &mut usize) -> Option<()> {
    printed.push(b'(');
    *depth += 1;
    *frames.get_mut(*depth)? = Frame::default();
    Some(())
}
