//! The normalised text of markers, and comparisons that point into it.

use super::tokens::{Comparison, Failure, Side};
use super::{Key, Marker, MarkerOperator, MarkerVariable, Program, Step, Term, TextSpan, quoted};
use crate::name::is_normalised;
use crate::short_text::ShortText;
use crate::specifier::specifier_of;
use crate::{RequirementErrorKind, Specifier, normalise_name};

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
    pub(super) fn comparison(&mut self, comparison: &Comparison<'_>) -> Option<Term> {
        let Comparison { left, operator, right, printed } = comparison;
        if let Some(printed) = printed
            && !is_extra_to_normalise(left, right)
            && !is_extra_to_normalise(right, left)
        {
            return self.printed_comparison(comparison, printed);
        }
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

    /// A marker of one comparison, which is printed as it was written: `None` for any other.
    #[inline]
    pub(super) fn single(comparison: &Comparison<'_>) -> Option<Marker> {
        let Comparison { left, right, printed, .. } = comparison;
        let text = printed.as_ref()?;
        if is_extra_to_normalise(left, right) || is_extra_to_normalise(right, left) {
            return None;
        }
        let mut printer = Printer { text: String::new(), beyond: String::new(), mentions_extra: false };
        let (left, right, printed) = spans(comparison, 0, text.len())?;
        let program = Program::One(printer.term(comparison, left, right));
        let mentions_extra = printer.mentions_extra;
        Some(Marker { text: ShortText::new(text), printed, program, mentions_extra, is_deep: false })
    }

    /// A comparison that is printed as it was written.
    #[inline]
    fn printed_comparison(&mut self, comparison: &Comparison<'_>, printed: &str) -> Option<Term> {
        let (left, right, _) = spans(comparison, self.text.len(), printed.len())?;
        self.text.push_str(printed);
        Some(self.term(comparison, left, right))
    }

    #[inline]
    fn term(&mut self, comparison: &Comparison<'_>, left_span: TextSpan, right_span: TextSpan) -> Term {
        let Comparison { left, operator, right, .. } = comparison;
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
        Term {
            left: left_span,
            right: right_span,
            key,
            operator: *operator,
            key_is_left,
            left_is_variable: key_is_left,
            right_is_variable: matches!(right, Side::Variable(_)),
            specifier,
        }
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

    #[inline]
    pub(super) fn finish(
        mut self,
        mut program: Program,
        deepest: usize,
        rest: &[u8],
    ) -> Result<(&[u8], Marker), Failure> {
        let Ok(printed) = u32::try_from(self.text.len()) else {
            return Err(Failure::at(RequirementErrorKind::MarkerTooLong, rest));
        };
        if !self.beyond.is_empty() {
            self.text.push_str(&self.beyond);
            move_beyond(&mut program, printed);
        }
        let mentions_extra = self.mentions_extra;
        Ok((
            rest,
            Marker {
                text: ShortText::from(self.text),
                printed,
                program,
                mentions_extra,
                is_deep: deepest > 64,
            },
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

/// Where the sides of a comparison lie that is printed as it was written, and where it ends.
#[inline]
fn spans(comparison: &Comparison<'_>, start: usize, length: usize) -> Option<(TextSpan, TextSpan, u32)> {
    let end = u32::try_from(start + length).ok().filter(|end| end & BEYOND == 0)?;
    let start = u32::try_from(start).ok()?;
    // Both sides are shorter than the whole.
    let width = |side: &Side<'_>| u32::try_from(side.as_str().len()).unwrap_or(0);
    let quote = |side: &Side<'_>| u32::from(matches!(side, Side::Literal(_)));
    let left_start = start + quote(&comparison.left);
    let right_end = end - quote(&comparison.right);
    let left = TextSpan { start: left_start, end: left_start + width(&comparison.left) };
    let right = TextSpan { start: right_end - width(&comparison.right), end: right_end };
    Some((left, right, end))
}

/// Whether a side is the name of an extra or of a group, and not in its normalised form.
#[inline]
fn is_extra_to_normalise(side: &Side<'_>, other: &Side<'_>) -> bool {
    match (side, other) {
        (Side::Literal(value), Side::Variable(variable)) => {
            (*variable == MarkerVariable::Extra || variable.is_set()) && !is_normalised(value.as_bytes())
        }
        _ => false,
    }
}

/// The comparison with `value` as a specifier, if it makes one.
fn specifier(operator: MarkerOperator, value: &str) -> Option<Specifier> {
    // `<` and `=1` make `<=1`.
    if value.starts_with('=') {
        return format!("{}{value}", operator.as_str()).parse().ok();
    }
    specifier_of(operator.as_specifier()?, value)
}
