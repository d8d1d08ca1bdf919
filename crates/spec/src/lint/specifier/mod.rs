//! Rules about version specifiers: one file for each, with its page beside it.

mod arbitrary_equality;
mod bounds;
mod excluded_bound;
mod python_upper_bound;
mod redundant;
mod unsatisfiable;

use core::cell::OnceCell;
use core::ops::Range;

use super::finding::Finding;
use super::lists::{List, Purpose};
use super::report::Report;
use super::rule::Rule;
use super::written::Written;
use crate::{Edit, Span, Specifier, SpecifierSet};
use bounds::Bounds;

pub(super) static RULES: [&Rule; 5] = [
    &arbitrary_equality::RULE,
    &excluded_bound::RULE,
    &python_upper_bound::RULE,
    &redundant::RULE,
    &unsatisfiable::RULE,
];

pub(super) use python_upper_bound::check as check_python;

/// Specifiers as they are written.
pub(super) trait WrittenSpecifiers {
    /// The text and its span; nothing where it cannot be found.
    fn specifiers(&self) -> Option<(&str, Span)>;
    /// The span of a range of that text.
    fn part(&self, range: Range<usize>) -> Option<Span>;
    /// What is shown where there is no place.
    fn whole(&self) -> Span;
    /// The lines on which a comment may allow what is found.
    fn lines(&self) -> Span;
}

impl WrittenSpecifiers for Written<'_> {
    fn specifiers(&self) -> Option<(&str, Span)> {
        self.specifiers()
    }

    fn part(&self, range: Range<usize>) -> Option<Span> {
        self.specifiers_part(range)
    }

    fn whole(&self) -> Span {
        self.whole()
    }

    fn lines(&self) -> Span {
        self.lines()
    }
}

/// A set of specifiers, and the place of each, which is looked up once and only where something is wrong.
pub(super) struct Specified<'s> {
    set: &'s SpecifierSet,
    written: &'s dyn WrittenSpecifiers,
    places: OnceCell<Option<Vec<Range<usize>>>>,
}

impl<'s> Specified<'s> {
    pub(super) fn new(set: &'s SpecifierSet, written: &'s dyn WrittenSpecifiers) -> Self {
        Self { set, written, places: OnceCell::new() }
    }

    fn all(&self) -> &'s [Specifier] {
        self.set.as_slice()
    }

    fn places(&self) -> Option<(&str, &[Range<usize>])> {
        let (text, _) = self.written.specifiers()?;
        let places = self.places.get_or_init(|| places(text, self.all().len()));
        Some((text, places.as_deref()?))
    }

    /// A finding about all of them.
    fn finding(&self, rule: &'static Rule, message: &str) -> Finding {
        let span = self.written.specifiers().map_or_else(|| self.written.whole(), |(_, span)| span);
        Finding::new(rule, span, message).on_lines(self.written.lines())
    }

    /// A finding at one of them; `edit` is made from the text and the places of all of them.
    fn finding_at(
        &self,
        index: usize,
        rule: &'static Rule,
        message: String,
        edit: impl FnOnce(&str, &[Range<usize>]) -> Option<(Range<usize>, String)>,
    ) -> Finding {
        let Some((text, places)) = self.places() else {
            return Finding::new(rule, self.written.whole(), message).on_lines(self.written.lines());
        };
        let span = self.written.part(places[index].clone()).unwrap_or_else(|| self.written.whole());
        let edit = edit(text, places)
            .and_then(|(range, replacement)| Some(Edit::new(self.written.part(range)?, replacement)));
        Finding::new(rule, span, message)
            .with_edits(edit.into_iter().collect())
            .on_lines(self.written.lines())
    }
}

/// Runs the rules on the specifiers of each requirement of a list.
pub(super) fn check_list(list: &List<'_>, report: &mut Report<'_>) {
    for item in &list.items {
        let specified = Specified::new(item.requirement.specifiers(), &item.written);
        if !matches!(list.purpose, Purpose::Constraints | Purpose::SharedConstraints) {
            arbitrary_equality::check(&specified, report);
        }
        // One specifier alone is neither empty nor redundant.
        if specified.all().len() > 1 {
            check_set(&specified, report);
        }
    }
}

/// Runs the rules on what several specifiers mean together.
fn check_set(specified: &Specified<'_>, report: &mut Report<'_>) {
    if unsatisfiable::check_arbitrary(specified, report) {
        return;
    }
    let bounds = Bounds::of(specified.set);
    if !unsatisfiable::check(&bounds, specified, report) {
        let excluded = excluded_bound::check(&bounds, specified, report);
        redundant::check(&bounds, &excluded, specified, report);
    }
}

/// The ranges of the specifiers of a text, in its order; nothing if there are not as many as there should be.
fn places(text: &str, n_specifiers: usize) -> Option<Vec<Range<usize>>> {
    let mut places = Vec::with_capacity(n_specifiers);
    let mut start = 0;
    for part in text.split(',') {
        let end = start + part.len();
        let is_edge = |character: char| character.is_whitespace() || matches!(character, '(' | ')');
        let inner = part.trim_matches(is_edge);
        if !inner.is_empty() {
            let front = part.len() - part.trim_start_matches(is_edge).len();
            places.push(start + front..start + front + inner.len());
        }
        start = end + 1;
    }
    (places.len() == n_specifiers).then_some(places)
}

/// The edit that takes one of several specifiers out, with the comma that it needs.
fn removal(places: &[Range<usize>], index: usize) -> Option<(Range<usize>, String)> {
    let here = places.get(index)?;
    let range = match (index.checked_sub(1).and_then(|before| places.get(before)), places.get(index + 1)) {
        (Some(before), _) => before.end..here.end,
        (None, Some(after)) => here.start..after.start,
        (None, None) => return None,
    };
    Some((range, String::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_beside_parentheses_and_blanks() {
        let found = |text: &str, n| {
            places(text, n)
                .map(|places| places.iter().map(|range| text[range.clone()].to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(found("( >=1 ,<2, )", 2), Some(vec![">=1".to_owned(), "<2".to_owned()]));
        assert_eq!(found("===a,b", 1), None);
    }
}
