//! A requirement as a file has it, and the places of its parts, which are looked up only where something is wrong.

use core::cell::OnceCell;
use core::ops::Range;
use std::borrow::Cow;

use crate::file::SourceText;
use crate::{Marker, RequirementParts, Span};

/// How a requirement is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// By PEP 508.
    Requirement,
    /// As the requirements process reads it: a colon may be before the marker.
    Entry,
    /// A URL or a path.
    Location,
    /// Not at its span as it is: a string with escapes, or a text put together of others. No place can be found.
    Elsewhere,
}

/// A requirement in a file.
pub(super) struct Written<'f> {
    source: &'f SourceText,
    span: Span,
    lines: Span,
    form: Form,
    places: OnceCell<Option<Places<'f>>>,
}

/// The text, in which every place is as far from the start as in the file, and its parts.
struct Places<'f> {
    text: Cow<'f, str>,
    name: Range<usize>,
    extras: Option<Range<usize>>,
    specifiers: Range<usize>,
    marker: Option<Range<usize>>,
    /// Where what is before the marker ends.
    before_marker: usize,
}

impl<'f> Written<'f> {
    /// A requirement at a span, on lines that go from the start of the first span to the end of the second.
    pub(super) fn new(source: &'f SourceText, span: Span, lines: Span, form: Form) -> Self {
        Self { source, span, lines, form, places: OnceCell::new() }
    }

    pub(super) fn whole(&self) -> Span {
        self.span
    }

    pub(super) fn lines(&self) -> Span {
        self.lines
    }

    /// The requirement as it is written.
    pub(super) fn text(&self) -> &'f str {
        self.source.slice(self.span)
    }

    pub(super) fn name_span(&self) -> Span {
        self.places().map_or(self.span, |places| self.place(places.name.clone()))
    }

    /// The specifiers as they are written, where they can be found.
    pub(super) fn specifiers(&self) -> Option<(&str, Span)> {
        let places = self.places()?;
        Some((&places.text[places.specifiers.clone()], self.place(places.specifiers.clone())))
    }

    /// The span of a range of the specifiers.
    pub(super) fn specifiers_part(&self, range: Range<usize>) -> Option<Span> {
        let start = self.places()?.specifiers.start;
        Some(self.place(start + range.start..start + range.end))
    }

    /// The extras with their brackets.
    pub(super) fn extras_span(&self) -> Option<Span> {
        Some(self.place(self.places()?.extras.clone()?))
    }

    pub(super) fn marker_text(&self) -> Option<&str> {
        let places = self.places()?;
        Some(&places.text[places.marker.clone()?])
    }

    /// The span of a range of the marker.
    pub(super) fn marker_part(&self, range: Range<usize>) -> Option<Span> {
        let start = self.places()?.marker.clone()?.start;
        Some(self.place(start + range.start..start + range.end))
    }

    /// The marker, or the whole where it cannot be found.
    pub(super) fn marker_span(&self) -> Span {
        let marker = self.places().and_then(|places| places.marker.clone());
        marker.map_or(self.span, |range| self.place(range))
    }

    /// What goes if the marker goes: it, and what sets it apart.
    pub(super) fn marker_removal(&self) -> Option<Span> {
        let places = self.places()?;
        Some(self.place(places.before_marker..places.marker.clone()?.end))
    }

    fn place(&self, range: Range<usize>) -> Span {
        let start = self.source.range(self.span).start;
        self.source.span(start + range.start..start + range.end)
    }

    fn places(&self) -> Option<&Places<'f>> {
        self.places.get_or_init(|| self.find()).as_ref()
    }

    fn find(&self) -> Option<Places<'f>> {
        if self.form == Form::Elsewhere {
            return None;
        }
        let text = joined(self.text());
        if self.form == Form::Location {
            return of_location(text);
        }
        let parts = match RequirementParts::of(&text) {
            Ok(parts) => parts,
            // The first colon of an entry stands for a semicolon.
            Err(_) if self.form == Form::Entry => RequirementParts::of(&text.replacen(':', ";", 1)).ok()?,
            Err(_) => return None,
        };
        let RequirementParts { name, extras, specifiers, url, marker, .. } = parts;
        let before_marker = url.map_or(specifiers.end, |url| url.end);
        Some(Places { text, name, extras, specifiers, marker, before_marker })
    }
}

/// A text with blanks where backslashes join its lines, so that every place stays where it is.
fn joined(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\\\r\n", "   ").replace("\\\n", "  ").replace("\\\r", "  "))
}

/// The marker of a URL or a path: what follows the first semicolon behind which there is one.
fn of_location(text: Cow<'_, str>) -> Option<Places<'_>> {
    let (before, rest) = text.split_once(';')?;
    let marker = rest.trim();
    marker.parse::<Marker>().ok()?;
    let start = before.len() + 1 + (rest.len() - rest.trim_start().len());
    let (before_marker, marker) = (before.trim_end().len(), start..start + marker.len());
    Some(Places { name: 0..0, extras: None, specifiers: 0..0, marker: Some(marker), before_marker, text })
}
