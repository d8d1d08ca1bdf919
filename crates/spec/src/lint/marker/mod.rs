//! Rules about markers: one file for each, with its page beside it.

mod always_true;
mod extra_outside_metadata;
mod invalid_version;
mod never_true;
mod text_order;
mod three_part_version;
mod unknown_value;
mod version_in_text;
mod without_variable;

use core::ops::Range;

use super::finding::Finding;
use super::report::Report;
use super::rule::Rule;
use super::written::Written;
use crate::marker::{ComparisonPlace, Key, StepRef, Term, comparison_places};
use crate::{Edit, Marker, MarkerVariable, Span};

pub(super) static RULES: [&Rule; 9] = [
    &always_true::RULE,
    &extra_outside_metadata::RULE,
    &invalid_version::RULE,
    &never_true::RULE,
    &text_order::RULE,
    &three_part_version::RULE,
    &unknown_value::RULE,
    &version_in_text::RULE,
    &without_variable::RULE,
];

/// What looks at each comparison alone; the first that finds something speaks for it.
const CHECKS: [fn(&Compared<'_>) -> Option<Found>; 7] = [
    without_variable::check,
    extra_outside_metadata::check,
    unknown_value::check,
    three_part_version::check,
    version_in_text::check,
    text_order::check,
    invalid_version::check,
];

/// A comparison, and the marker that it is in.
struct Compared<'a> {
    marker: &'a Marker,
    term: Term<'a>,
}

impl<'a> Compared<'a> {
    fn variable(&self) -> Option<MarkerVariable> {
        match self.term.key {
            Key::Variable(variable) => Some(variable),
            Key::Undefined => None,
        }
    }

    /// The text that the variable is compared with.
    fn literal(&self) -> Option<&'a str> {
        let literal = if self.term.key_is_left { self.term.right } else { self.term.left };
        (!self.term.has_variables()).then_some(literal)
    }
}

/// The part of a comparison that is wrong.
#[derive(Clone, Copy)]
enum Part {
    Whole,
    Variable,
    Literal,
    Operator,
}

/// What a rule has found in a comparison; places follow when the text is looked at.
struct Found {
    rule: &'static Rule,
    part: Part,
    message: String,
    replacement: Option<Replacement>,
}

enum Replacement {
    /// Of what is between the quotes.
    Literal(String),
    Variable(&'static str),
    /// Of the comparison: what is put together of a quote.
    Whole(Box<dyn Fn(char) -> String>),
}

impl Found {
    fn new(rule: &'static Rule, part: Part, message: String) -> Self {
        Self { rule, part, message, replacement: None }
    }

    fn with_literal(self, literal: impl Into<String>) -> Self {
        Self { replacement: Some(Replacement::Literal(literal.into())), ..self }
    }

    fn with_variable(self, variable: &'static str) -> Self {
        Self { replacement: Some(Replacement::Variable(variable)), ..self }
    }

    fn with_comparison(self, comparison: impl Fn(char) -> String + 'static) -> Self {
        Self { replacement: Some(Replacement::Whole(Box::new(comparison))), ..self }
    }
}

/// Runs the rules on a marker: on each comparison, and where none of them is wrong, on the marker as a whole.
pub(super) fn check(marker: &Marker, written: &Written<'_>, report: &mut Report<'_>) {
    if report.markers.is_clean(marker) {
        return;
    }
    let mut found: Vec<(usize, Found)> = Vec::new();
    let terms = marker.steps().filter_map(|step| match step {
        StepRef::Term(term) => Some(term),
        StepRef::And | StepRef::Or => None,
    });
    for (index, term) in terms.enumerate() {
        let compared = Compared { marker, term };
        found.extend(CHECKS.iter().find_map(|check| check(&compared)).map(|found| (index, found)));
    }
    let mut is_clean = found.is_empty();
    let places = if is_clean { None } else { written.marker_text().map(comparison_places) };
    for (index, found) in found {
        let place = places.as_ref().and_then(|places| places.get(index));
        report.add(placed(&found, place, written));
    }
    if is_clean {
        let whole = never_true::check(marker, written, report.markers)
            .or_else(|| always_true::check(marker, written, report.markers));
        is_clean = whole.is_none();
        if let Some(finding) = whole {
            report.add(finding);
        }
    }
    if is_clean {
        report.markers.set_clean(marker);
    }
}

/// A finding at the place of its comparison, or of the whole requirement where that has no places.
fn placed(found: &Found, place: Option<&ComparisonPlace>, written: &Written<'_>) -> Finding {
    let (Some(text), Some(place)) = (written.marker_text(), place) else {
        return Finding::new(found.rule, written.whole(), &*found.message).on_lines(written.lines());
    };
    let is_quoted = |range: &Range<usize>| text[range.clone()].starts_with(['"', '\'']);
    let (variable, literal) = if is_quoted(&place.right) {
        (place.left.clone(), place.right.clone())
    } else {
        (place.right.clone(), place.left.clone())
    };
    let range = match found.part {
        Part::Whole => place.whole(),
        Part::Variable => variable.clone(),
        Part::Literal => literal.clone(),
        Part::Operator => place.operator.clone(),
    };
    let edit = found.replacement.as_ref().and_then(|replacement| {
        let quote = if text[literal.clone()].starts_with('\'') { '\'' } else { '"' };
        let (range, replacement) = match replacement {
            Replacement::Literal(new) => (literal.start + 1..literal.end.checked_sub(1)?, new.clone()),
            Replacement::Variable(new) => (variable, (*new).to_owned()),
            Replacement::Whole(new) => (place.whole(), new(quote)),
        };
        Some(Edit::new(written.marker_part(range)?, replacement))
    });
    let span: Span = written.marker_part(range).unwrap_or_else(|| written.whole());
    Finding::new(found.rule, span, &*found.message)
        .with_edits(edit.into_iter().collect())
        .on_lines(written.lines())
}
