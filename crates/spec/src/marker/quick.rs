//! Comparisons of a variable with a literal that is printed as it is: almost all there are, read in one pass.
//!
//! Every function says `None` for what it does not cover, right or wrong; the general tokens are read then. What is covered
//! comes out as the general tokens have it: a test at the end compares both.

use super::program::{INLINE, Key, Long, Repr, Shape, Short, Step, StoredTerm, TextSpan, place, specifier};
use super::tokens::{operator, variable};
use super::{Marker, MarkerOperator, MarkerVariable};
use crate::Specifier;
use crate::grammar::{blanks, fill};
use crate::name::is_normalised;

/// A variable and a literal that is printed as it is, in double quotes.
pub(super) struct Found<'a> {
    pub(super) variable: MarkerVariable,
    operator: MarkerOperator,
    key_is_left: bool,
    /// Whether it is printed as it is written, but for the quotes.
    is_exact: bool,
    /// From its first byte to its last.
    written: &'a [u8],
    literal: &'a [u8],
}

/// The marker that all of an input is, if that is one comparison that is printed as it is and short.
#[inline]
pub(super) fn one_comparison(input: &[u8]) -> Option<Marker> {
    let (found, length) = exact(input)?;
    if length != input.len() {
        return None;
    }
    found.short().map(|short| Marker(Repr::Short(short)))
}

/// Whether all of an input is one comparison that is printed as it is and short: it goes to its place, which is empty.
#[inline(never)]
pub(super) fn is_one_comparison(input: &[u8], place: &mut Option<Marker>) -> bool {
    exact(input).is_some_and(|(found, length)| length == input.len() && found.fill_in(place))
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
pub(super) fn comparison(input: &[u8]) -> Option<(&[u8], Found<'_>)> {
    match exact(input) {
        Some((found, length)) => Some((blanks(&input[length..]), found)),
        None => spaced(input),
    }
}

/// A comparison with any blanks.
fn spaced(input: &[u8]) -> Option<(&[u8], Found<'_>)> {
    if let Some((rest, variable)) = variable(input) {
        let rest = blanks(rest);
        let (rest, operator) = operator(rest).ok()?;
        let rest = blanks(rest);
        let (literal, classes) = literal(rest)?;
        let after = rest.get(literal.len() + 2..)?;
        let written = &input[..input.len() - after.len()];
        let found = Found { variable, operator, key_is_left: true, is_exact: false, written, literal };
        return found.is_covered(classes).then(|| (blanks(after), found));
    }
    let (literal, classes) = literal(input)?;
    let rest = blanks(input.get(literal.len() + 2..)?);
    let (rest, operator) = operator(rest).ok()?;
    let rest = blanks(rest);
    let (after, variable) = variable(rest)?;
    let written = &input[..input.len() - after.len()];
    let found = Found { variable, operator, key_is_left: false, is_exact: false, written, literal };
    found.is_covered(classes).then(|| (blanks(after), found))
}

/// In a plain literal: no escape, no control character, no double quote.
const PLAIN: u8 = 1;
/// In every normalised name, at any place.
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
        let is_name = self.variable == MarkerVariable::Extra || self.variable.is_set();
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

    /// Puts the comparison in its place, which is empty, if it is written as it is printed and short.
    #[inline]
    fn fill_in(&self, place: &mut Option<Marker>) -> bool {
        let (length, literal_length) = (self.written.len(), self.literal.len());
        // A variable, an operator, blanks and quotes are more than a word of eight bytes.
        let (Some(low), Some(high), true) =
            (self.written.first_chunk::<8>(), self.written.last_chunk::<8>(), length <= INLINE)
        else {
            return false;
        };
        let short = Short::without_text(length, literal_length, self.shape(), self.specifier());
        fill(place, Some(Marker(Repr::Short(short))));
        let Some(Marker(Repr::Short(short))) = place else { return false };
        let text = short.text_mut();
        if let (Some(low), Some(high)) = (self.written.first_chunk::<16>(), self.written.last_chunk::<16>()) {
            text[..16].copy_from_slice(low);
            text[length - 16..length].copy_from_slice(high);
        } else {
            text[..8].copy_from_slice(low);
            text[length - 8..length].copy_from_slice(high);
        }
        text[length - 1] = b'"';
        text[length - 2 - literal_length] = b'"';
        true
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

    pub(super) fn into_marker(self) -> Marker {
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
    pub(super) fn print(&self, printed: &mut Vec<u8>) -> StoredTerm {
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

#[cfg(test)]
mod tests {
    use super::super::printer::Printer;
    use super::super::program::StepRef;
    use super::super::tokens;
    use super::*;

    /// Everything that a marker of one comparison says.
    fn shown(marker: &Marker) -> String {
        let terms = marker.steps().map(|step| match step {
            StepRef::Term(term) => {
                let specifier = term.specifier.map(ToString::to_string);
                format!(
                    "{:?} {:?} {:?} {:?} {:?} {specifier:?} {:?}",
                    term.left,
                    term.right,
                    term.key,
                    term.operator,
                    term.key_is_left,
                    term.with_operator(term.operator)
                )
            }
            StepRef::And | StepRef::Or => "joined".to_owned(),
        });
        let terms: Vec<String> = terms.collect();
        format!("{marker} {terms:?} {}", marker.mentions_extra())
    }

    /// Whether a comparison is covered; if it is, the general tokens must have it, too.
    #[track_caller]
    fn check(text: &str) -> bool {
        let Some((rest, found)) = comparison(text.as_bytes()) else { return false };
        let (rest_in_general, general) = tokens::comparison(text, text.as_bytes()).expect("a comparison");
        assert_eq!(rest, rest_in_general, "{text:?}");
        let mut printer = Printer::new(text.len());
        printer.comparison(&general);
        let general = shown(&printer.finish());
        let mut printer = Printer::new(text.len());
        printer.plain(&found);
        assert_eq!(shown(&printer.finish()), general, "{text:?}");
        assert_eq!(shown(&found.into_marker()), general, "{text:?}");
        true
    }

    #[test]
    fn what_is_covered_is_what_the_general_tokens_have() {
        let variables = [
            "os_name",
            "extra",
            "extras",
            "python_version",
            "python_full_version",
            "sys_platform",
            "os.name",
            "platform_python_implementation",
            "python_implementation",
            "implementation_version",
            "os_names",
        ];
        let literals = [
            "'nt'",
            "\"nt\"",
            "''",
            "'3.8'",
            "'3.8.*'",
            "'v1'",
            "'=1'",
            "'A_b'",
            "'a--b'",
            "'a\"b'",
            "\"it's\"",
            "'\\x41'",
            "'\t'",
            "'é'",
            "'nt",
            "'a long text that does not fit in place'",
        ];
        let operators = ["==", "!=", "<", "<=", ">", ">=", "~=", "===", "in", "not in", "not  in", "=", "is"];
        let mut n_covered = 0;
        for variable in variables {
            for literal in literals {
                for operator in operators {
                    for (before, behind) in [("", ""), (" ", " "), ("\t ", "  "), ("", " ")] {
                        for end in ["", " ", " and", ")", "x"] {
                            let joined = format!("{before}{operator}{behind}");
                            n_covered += usize::from(check(&format!("{variable}{joined}{literal}{end}")));
                            n_covered += usize::from(check(&format!("{literal}{joined}{variable}{end}")));
                        }
                    }
                }
            }
        }
        assert!(n_covered > 10_000, "{n_covered}");
    }
}
