//! What takes the places of a requirement's parts as they are read.

use std::ops::Range;

use super::read::Parts;
use crate::grammar::blanks;
use crate::name::name_length;
use crate::{Marker, SpecifierSet};

/// A stretch of a text, in bytes from its end.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    start_left: usize,
    end_left: usize,
}

impl Place {
    /// From where one rest of the text starts to where a shorter one does.
    fn between(from: &[u8], to: &[u8]) -> Self {
        Place { start_left: from.len(), end_left: to.len() }
    }

    /// The range of it in the text that was read, blanks at its end left out.
    pub(super) fn range(self, text: &str) -> Range<usize> {
        let (start, end) = (text.len() - self.start_left, text.len() - self.end_left);
        start..start + text[start..end].trim_end_matches([' ', '\t']).len()
    }
}

/// Takes the places of a requirement's parts, as they are read.
#[derive(Default)]
pub(super) struct Places {
    pub(super) name: Place,
    pub(super) extras: Option<Place>,
    pub(super) specifiers: Option<Place>,
    pub(super) url: Option<Place>,
    pub(super) marker: Option<Place>,
    /// Somewhere for the specifiers and the marker to go.
    unused: SpecifierSet,
    unused_marker: Option<Marker>,
}

impl<'a> Parts<'a> for Places {
    fn name(&mut self, input: &'a [u8]) -> Option<usize> {
        let length = name_length(input);
        self.name = Place::between(input, &input[length..]);
        (length > 0).then_some(length)
    }

    fn extras(&mut self, _: Vec<&'a str>, from: &'a [u8], to: &'a [u8]) {
        self.extras = Some(Place::between(from, to));
    }

    fn specifiers(&mut self) -> &mut SpecifierSet {
        &mut self.unused
    }

    fn end_of_specifiers(&mut self, from: &'a [u8], to: &'a [u8]) {
        self.specifiers = Some(Place::between(from, to));
    }

    fn url(&mut self, url: &'a str, rest: &'a [u8]) {
        self.url = Some(Place::between(rest, &rest[url.len()..]));
    }

    fn marker(&mut self) -> &mut Option<Marker> {
        &mut self.unused_marker
    }

    fn end_of_marker(&mut self, input: &'a [u8]) {
        self.marker = Some(Place::between(blanks(input), b""));
    }
}
