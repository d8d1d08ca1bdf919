//! The program of a marker and its normalised text, written as the marker is read.

use super::program::{Key, Long, Repr, Shape, Step, StoredTerm, TextSpan, place, specifier};
use super::quick::Found;
use super::tokens::{Comparison, Side};
use super::{Marker, MarkerVariable, quoted};
use crate::normalise_name;

/// Writes the steps of a marker and its normalised text.
pub(super) struct Printer {
    text: Vec<u8>,
    steps: Vec<Step>,
    /// Values that cannot be printed as they are; they follow the text, unprinted.
    beyond: Vec<u8>,
    mentions_extra: bool,
    /// Whether there is a [`DROPPED`] parenthesis in the text.
    has_dropped: bool,
}

/// In the place of a needless parenthesis, until the text is done: no text has this byte.
const DROPPED: u8 = 0xff;

/// The bit that tells a place among the values beyond the text from one in it, until the text is done.
const BEYOND: u32 = 1 << 31;

impl Printer {
    /// The printer of a marker of this length.
    pub(super) fn new(length: usize) -> Self {
        Printer {
            text: Vec::with_capacity(length + 40),
            // Three comparisons, and what joins them.
            steps: Vec::with_capacity(5),
            beyond: Vec::new(),
            mentions_extra: false,
            has_dropped: false,
        }
    }

    /// Prints a parenthesis, and gives its place.
    pub(super) fn parenthesis(&mut self, parenthesis: u8) -> usize {
        self.text.push(parenthesis);
        self.text.len() - 1
    }

    /// Takes the parenthesis at a place out again.
    pub(super) fn drop_parenthesis(&mut self, place: usize) {
        self.text[place] = DROPPED;
        self.has_dropped = true;
    }

    /// Prints ` and ` or ` or `.
    #[inline]
    pub(super) fn word(&mut self, word: &[u8]) {
        self.text.extend_from_slice(word);
    }

    #[inline]
    pub(super) fn and(&mut self) {
        self.steps.push(Step::And);
    }

    #[inline]
    pub(super) fn or(&mut self) {
        self.steps.push(Step::Or);
    }

    /// Prints a comparison of the plain kind.
    #[inline]
    pub(super) fn plain(&mut self, found: &Found<'_>) {
        self.mentions_extra |= found.variable == MarkerVariable::Extra;
        let term = found.print(&mut self.text);
        self.steps.push(Step::Term(term));
    }

    /// Prints a comparison of any kind.
    #[cold]
    pub(super) fn comparison(&mut self, comparison: &Comparison<'_>) {
        let Comparison { left, operator, right } = comparison;
        let normalised = |value: &'_ str, other: &Side<'_>, is_left: bool| match other {
            Side::Variable(MarkerVariable::Extra) => Some(normalise_name(value)),
            Side::Variable(other) if is_left && other.is_set() => Some(normalise_name(value)),
            _ => None,
        };
        let left_span = match left {
            Side::Variable(variable) => self.span_of(variable.as_str()),
            Side::Literal(value) => match normalised(value, right, true) {
                Some(value) => self.value(&value),
                None => self.value(value),
            },
        };
        self.text.push(b' ');
        self.text.extend_from_slice(operator.as_str().as_bytes());
        self.text.push(b' ');
        let right_span = match right {
            Side::Variable(variable) => self.span_of(variable.as_str()),
            Side::Literal(value) => match normalised(value, left, false) {
                Some(value) => self.value(&value),
                None => self.value(value),
            },
        };
        let term = self.term(comparison, left_span, right_span);
        self.steps.push(Step::Term(term));
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

    /// Prints a text, and gives its place.
    fn span_of(&mut self, text: &str) -> TextSpan {
        let start = place(self.text.len());
        self.text.extend_from_slice(text.as_bytes());
        TextSpan { start, end: place(self.text.len()) }
    }

    /// Prints a value in quotes, and gives its place without them.
    fn value(&mut self, value: &str) -> TextSpan {
        let quote = match (value.contains('"'), value.contains('\'')) {
            (false, _) => b'"',
            (true, false) => b'\'',
            (true, true) => {
                self.text.extend_from_slice(quoted::quote(value).as_bytes());
                let start = place(self.beyond.len()) | BEYOND;
                self.beyond.extend_from_slice(value.as_bytes());
                return TextSpan { start, end: place(self.beyond.len()) | BEYOND };
            }
        };
        self.text.push(quote);
        let span = self.span_of(value);
        self.text.push(quote);
        span
    }

    /// The marker.
    pub(super) fn finish(mut self) -> Marker {
        if self.has_dropped {
            self.close_gaps();
        }
        let printed = place(self.text.len());
        if !self.beyond.is_empty() {
            self.text.extend_from_slice(&self.beyond);
            for span in spans(&mut self.steps).filter(|span| span.start & BEYOND != 0) {
                *span =
                    TextSpan { start: (span.start & !BEYOND) + printed, end: (span.end & !BEYOND) + printed };
            }
        }
        // As many as the outcomes of a marker that is evaluated without a look at its depth.
        let is_deep = self.steps.len() > 64 && n_outcomes(&self.steps) > 64;
        let Printer { text, steps, mentions_extra, .. } = self;
        Marker(Repr::Long(Long { text, printed, mentions_extra, is_deep, steps }))
    }

    /// Takes the dropped parentheses out of the text, and moves the places of the terms to where these are then.
    #[cold]
    fn close_gaps(&mut self) {
        let (mut at, mut n_dropped) = (0, 0);
        for span in spans(&mut self.steps).filter(|span| span.start & BEYOND == 0) {
            let start = span.start as usize;
            n_dropped += self.text[at..start].iter().map(|byte| u32::from(*byte == DROPPED)).sum::<u32>();
            at = start;
            *span = TextSpan { start: span.start - n_dropped, end: span.end - n_dropped };
        }
        self.text.retain(|byte| *byte != DROPPED);
    }
}

/// The places of the terms' sides, in the order of the text.
fn spans(steps: &mut [Step]) -> impl Iterator<Item = &mut TextSpan> {
    let terms = steps.iter_mut().filter_map(|step| match step {
        Step::Term(term) => Some(term),
        Step::And | Step::Or => None,
    });
    terms.flat_map(|term| [&mut term.left, &mut term.right])
}

/// How many outcomes wait for others at most.
fn n_outcomes(steps: &[Step]) -> usize {
    let (mut depth, mut deepest) = (0, 0);
    for step in steps {
        match step {
            Step::Term(_) => depth += 1,
            Step::And | Step::Or => depth -= 1,
        }
        deepest = deepest.max(depth);
    }
    deepest
}
