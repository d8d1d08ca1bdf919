//! The normalised text of markers, and comparisons that point into it.

use super::program::{Key, Long, Repr, Shape, Step, StoredTerm, TextSpan, specifier};
use super::tokens::{Comparison, Side};
use super::{Marker, MarkerVariable, quoted};
use crate::diagnostic::Failure;
use crate::{RequirementErrorKind, normalise_name};

/// Writes the normalised text of a marker.
pub(super) struct Printer {
    pub(super) text: String,
    /// Values that cannot be printed as they are; they follow the text, unprinted.
    beyond: String,
    mentions_extra: bool,
}

impl Printer {
    pub(super) fn new(length: usize) -> Self {
        Printer { text: String::with_capacity(length), beyond: String::new(), mentions_extra: false }
    }

    /// Prints a comparison; `None` where the text gets too long.
    pub(super) fn comparison(&mut self, comparison: &Comparison<'_>) -> Option<StoredTerm> {
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
        Some(self.term(comparison, left_span, right_span))
    }

    fn term(&mut self, comparison: &Comparison<'_>, left_span: TextSpan, right_span: TextSpan) -> StoredTerm {
        let Comparison { left, operator, right } = comparison;
        let key = match (left, right) {
            (Side::Variable(variable), _) | (Side::Literal(_), Side::Variable(variable)) => {
                Key::Variable(*variable)
            }
            (Side::Literal(_), Side::Literal(name)) => {
                MarkerVariable::from_name(name).map_or(Key::Undefined, Key::Variable)
            }
        };
        self.mentions_extra |= key == Key::Variable(MarkerVariable::Extra);
        let (key_is_left, right_is_variable) =
            (matches!(left, Side::Variable(_)), matches!(right, Side::Variable(_)));
        let shape = Shape::new(key, *operator, key_is_left, right_is_variable);
        let specifier = match key {
            Key::Variable(variable) if shape.key_is_left && variable.is_version() => {
                specifier(*operator, right.as_str().as_bytes())
            }
            _ => None,
        };
        StoredTerm { left: left_span, right: right_span, shape, specifier }
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

    pub(super) fn finish(
        mut self,
        mut steps: Vec<Step>,
        deepest: usize,
        rest: &[u8],
    ) -> Result<(&[u8], Marker), Failure> {
        let Ok(printed) = u32::try_from(self.text.len()) else {
            return Err(Failure::at(RequirementErrorKind::MarkerTooLong, rest));
        };
        if !self.beyond.is_empty() {
            self.text.push_str(&self.beyond);
            move_beyond(&mut steps, printed);
        }
        let mentions_extra = self.mentions_extra;
        let is_deep = deepest > 64;
        Ok((
            rest,
            Marker(Repr::Long(Long {
                text: self.text.into_bytes(),
                printed,
                mentions_extra,
                is_deep,
                steps,
            })),
        ))
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
fn move_beyond(steps: &mut [Step], printed: u32) {
    for step in steps {
        let Step::Term(term) = step else { continue };
        for span in [&mut term.left, &mut term.right] {
            if span.start & BEYOND != 0 {
                *span =
                    TextSpan { start: (span.start & !BEYOND) + printed, end: (span.end & !BEYOND) + printed };
            }
        }
    }
}
