//! What a marker is made of: one comparison in place, or a flat program in postfix order and the text it points into.

use super::{MarkerOperator, MarkerVariable, quoted};
use crate::Specifier;
use crate::grammar::as_text;
use crate::specifier::specifier_of;
use crate::version::quick_version;

/// How many bytes of text fit in place.
pub(super) const INLINE: usize = 30;

/// The two forms of a marker. Which one a marker has shows nowhere.
#[derive(Clone)]
pub(super) enum Repr {
    /// A comparison of a variable with a plain literal, which most markers are.
    Short(Short),
    Long(Long),
}

/// One comparison with a short text, all in place.
#[derive(Clone)]
pub(super) struct Short {
    text: [u8; INLINE],
    length: u8,
    /// Where the literal lies, without its quotes.
    literal: u8,
    literal_length: u8,
    pub(super) shape: Shape,
    pub(super) specifier: Option<Specifier>,
}

/// Comparisons, and what joins them.
#[derive(Clone)]
pub(super) struct Long {
    /// The bytes of the normalised text, and behind `printed` of the values that it cannot spell plainly.
    pub(super) text: Vec<u8>,
    /// How much of the text is printed.
    pub(super) printed: u32,
    pub(super) mentions_extra: bool,
    /// Whether evaluating needs more than 64 places for outcomes.
    pub(super) is_deep: bool,
    pub(super) steps: Vec<Step>,
}

#[derive(Clone)]
pub(super) enum Step {
    Term(StoredTerm),
    And,
    Or,
}

/// A comparison whose sides are stretches of the text.
#[derive(Clone)]
pub(super) struct StoredTerm {
    pub(super) left: TextSpan,
    pub(super) right: TextSpan,
    pub(super) shape: Shape,
    /// The comparison as a specifier, where the key is a version and on the left, and the right side makes one.
    pub(super) specifier: Option<Specifier>,
}

/// A stretch of a marker's own text.
#[derive(Clone, Copy)]
pub(super) struct TextSpan {
    pub(super) start: u32,
    pub(super) end: u32,
}

/// A place in a text whose length was looked at.
#[inline]
pub(super) fn place(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// What a comparison is, except for its texts.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) key: Key,
    pub(super) operator: MarkerOperator,
    /// Whether the left side is the key; it is a literal where not.
    pub(super) key_is_left: bool,
    right_is_variable: bool,
    pub(super) way: Way,
}

/// How a comparison comes to its outcome.
#[derive(Clone, Copy)]
pub(super) enum Way {
    /// By its specifier, if that has a version and the environment's value is one.
    Specifier,
    /// The texts are the same.
    SameText,
    /// The texts are not the same.
    OtherText,
    /// In a way that takes more looking at.
    Other,
}

/// What a comparison looks up: the left side if that is a variable, else the right side, literal or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Variable(MarkerVariable),
    /// A literal on both sides: the right one is taken for a name, and this one is none that PEP 508 defines.
    Undefined,
}

/// One comparison, to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Term<'a> {
    pub(crate) left: &'a str,
    pub(crate) right: &'a str,
    pub(crate) key: Key,
    pub(crate) operator: MarkerOperator,
    pub(crate) key_is_left: bool,
    right_is_variable: bool,
    /// The comparison as a specifier, where the key is a version and on the left, and the right side makes one.
    pub(crate) specifier: Option<&'a Specifier>,
}

/// One step of a marker's program, to look at.
pub(crate) enum StepRef<'a> {
    Term(Term<'a>),
    And,
    Or,
}

impl Repr {
    /// The normalised text.
    pub(super) fn as_bytes(&self) -> &[u8] {
        match self {
            Repr::Short(short) => short.as_bytes(),
            Repr::Long(long) => long.as_bytes(),
        }
    }

    pub(super) fn steps(&self) -> impl Iterator<Item = StepRef<'_>> {
        let (short, long) = match self {
            Repr::Short(short) => (Some(short), None),
            Repr::Long(long) => (None, Some(long)),
        };
        let steps = long.into_iter().flat_map(|long| {
            long.steps.iter().map(|step| match step {
                Step::Term(term) => StepRef::Term(long.term(term)),
                Step::And => StepRef::And,
                Step::Or => StepRef::Or,
            })
        });
        short.map(|short| StepRef::Term(short.term())).into_iter().chain(steps)
    }
}

impl Short {
    /// The comparison of this text, except for the quotes of its literal; `None` where the lengths do not fit together.
    #[inline]
    pub(super) fn new(
        mut text: [u8; INLINE],
        length: usize,
        literal_length: usize,
        shape: Shape,
        specifier: Option<Specifier>,
    ) -> Option<Self> {
        let opening = if shape.key_is_left { length.checked_sub(literal_length + 2)? } else { 0 };
        *text.get_mut(opening)? = b'"';
        *text.get_mut(opening + literal_length + 1)? = b'"';
        #[allow(clippy::cast_possible_truncation, reason = "all are at most 30")]
        let (length, literal, literal_length) = (length as u8, opening as u8 + 1, literal_length as u8);
        Some(Short { text, length, literal, literal_length, shape, specifier })
    }

    /// A comparison of a variable with a literal behind it, whose text is still blank; the text is longer than the literal and its quotes.
    #[inline]
    #[allow(clippy::cast_possible_truncation, reason = "all are at most 30")]
    pub(super) fn without_text(
        length: usize,
        literal_length: usize,
        shape: Shape,
        specifier: Option<Specifier>,
    ) -> Self {
        debug_assert!(length <= INLINE && literal_length + 2 < length);
        let literal = (length - literal_length - 1) as u8;
        let (length, literal_length) = (length as u8, literal_length as u8);
        Short { text: [0; INLINE], length, literal, literal_length, shape, specifier }
    }

    /// The place of the text.
    #[inline]
    pub(super) fn text_mut(&mut self) -> &mut [u8; INLINE] {
        &mut self.text
    }

    #[inline]
    fn as_bytes(&self) -> &[u8] {
        &self.text[..usize::from(self.length).min(INLINE)]
    }

    /// The literal, without its quotes.
    #[inline]
    pub(super) fn literal(&self) -> &[u8] {
        let start = usize::from(self.literal);
        self.text.get(start..start + usize::from(self.literal_length)).unwrap_or(&[])
    }

    pub(super) fn term(&self) -> Term<'_> {
        let literal = as_text(self.literal());
        let variable = match self.shape.key {
            Key::Variable(variable) => variable.as_str(),
            Key::Undefined => "",
        };
        let (left, right) = if self.shape.key_is_left { (variable, literal) } else { (literal, variable) };
        self.shape.term(left, right, self.specifier.as_ref())
    }
}

impl Long {
    fn as_bytes(&self) -> &[u8] {
        &self.text[..self.printed as usize]
    }

    pub(super) fn term<'a>(&'a self, term: &'a StoredTerm) -> Term<'a> {
        let side = |span: TextSpan| as_text(&self.text[span.start as usize..span.end as usize]);
        term.shape.term(side(term.left), side(term.right), term.specifier.as_ref())
    }

    /// The side that is not the key.
    #[inline]
    pub(super) fn other_side(&self, term: &StoredTerm) -> &[u8] {
        let TextSpan { start, end } = if term.shape.key_is_left { term.right } else { term.left };
        self.text.get(start as usize..end as usize).unwrap_or(&[])
    }
}

impl Shape {
    #[inline]
    pub(super) fn new(
        key: Key,
        operator: MarkerOperator,
        key_is_left: bool,
        right_is_variable: bool,
    ) -> Self {
        let way = match (key, operator) {
            (Key::Variable(variable), _) if variable.is_version() && key_is_left => Way::Specifier,
            (Key::Variable(variable), _) if variable.is_version() || variable.is_set() => Way::Other,
            (Key::Variable(_), MarkerOperator::Equal) => Way::SameText,
            (Key::Variable(_), MarkerOperator::NotEqual) => Way::OtherText,
            _ => Way::Other,
        };
        Shape { key, operator, key_is_left, right_is_variable, way }
    }

    fn term<'a>(self, left: &'a str, right: &'a str, specifier: Option<&'a Specifier>) -> Term<'a> {
        let Shape { key, operator, key_is_left, right_is_variable, .. } = self;
        Term { left, right, key, operator, key_is_left, right_is_variable, specifier }
    }
}

/// The comparison of a version with `value` as a specifier, if it makes one.
#[inline]
pub(super) fn specifier(operator: MarkerOperator, value: &[u8]) -> Option<Specifier> {
    if operator != MarkerOperator::Arbitrary
        && let Some((version, length)) = quick_version(value)
        && length == value.len()
    {
        return Specifier::new(operator.as_specifier()?, version).ok();
    }
    let value = as_text(value);
    // `<` and `=1` make `<=1`.
    if value.starts_with('=') {
        return format!("{}{value}", operator.as_str()).parse().ok();
    }
    specifier_of(operator.as_specifier()?, value)
}

impl Term<'_> {
    /// Whether both sides are variables.
    pub(crate) fn has_variables(&self) -> bool {
        self.key_is_left && self.right_is_variable
    }

    /// The comparison with another operator, as it is printed.
    pub(crate) fn with_operator(&self, operator: MarkerOperator) -> String {
        let side = |text: &str, is_variable| if is_variable { text.to_owned() } else { quoted::quote(text) };
        format!(
            "{} {} {}",
            side(self.left, self.key_is_left),
            operator.as_str(),
            side(self.right, self.right_is_variable)
        )
    }
}
