//! The errors of a file, as they are found.

use std::ops::Range;

use toml::Spanned;

use crate::data::error::{InputError, InputErrorKind, InputErrors};

/// The errors of a file, as they are found.
pub(in crate::data) struct Errors<'text> {
    text: &'text str,
    syntax: Vec<InputError>,
    found: Vec<InputError>,
}

impl<'text> Errors<'text> {
    /// Begins with what the parser has found.
    pub(super) fn new(text: &'text str, syntax: &[toml::de::Error]) -> Self {
        let of = |error: &toml::de::Error| {
            let message = error.message().trim_end_matches('.').replace('\n', ", ");
            InputError::new(error.span().unwrap_or_default(), InputErrorKind::Toml(message))
        };
        Self { text, syntax: syntax.iter().map(of).collect(), found: Vec::new() }
    }

    /// Adds an error.
    pub(in crate::data) fn add(&mut self, span: Range<usize>, kind: InputErrorKind) {
        self.found.push(InputError::new(span, kind));
    }

    /// Whether the syntax is wrong somewhere, so that something which is there may not have been read.
    pub(in crate::data) fn are_in_the_syntax(&self) -> bool {
        !self.syntax.is_empty()
    }

    /// Bytes inside a string's value as bytes of the text; the whole string where it is written with escapes.
    pub(in crate::data) fn inside(&self, string: &Spanned<String>, inner: Range<usize>) -> Range<usize> {
        let whole = string.span();
        let written = self.text.get(whole.clone()).unwrap_or_default();
        let value = string.get_ref();
        // A string of several lines has three quotes, and a line break behind the first of them does not count.
        let opening = ["\"\"\"\n", "\"\"\"\r\n", "\"\"\"", "'''\n", "'''\r\n", "'''", "\"", "'"]
            .into_iter()
            .find(|opening| written.starts_with(opening))
            .unwrap_or_default();
        let is_plain = written[opening.len()..].strip_suffix(opening.trim_end()) == Some(value);
        let start = whole.start + opening.len();
        if is_plain { start + inner.start..start + inner.end } else { whole }
    }

    /// All errors; without those that are likely to follow from wrong syntax: a field that is missing, and whatever is on a line
    /// where the syntax is wrong.
    pub(super) fn finish(self) -> Option<InputErrors> {
        let line = |span: Range<usize>| self.text[..span.start.min(self.text.len())].matches('\n').count();
        let lines: Vec<usize> = self.syntax.iter().map(|error| line(error.span())).collect();
        let follows = |error: &InputError| {
            matches!(error.kind(), InputErrorKind::MissingField { .. }) || lines.contains(&line(error.span()))
        };
        let is_sound = self.syntax.is_empty();
        let (mut errors, found) = (self.syntax, self.found);
        errors.extend(found.into_iter().filter(|error| is_sound || !follows(error)));
        InputErrors::of(errors)
    }
}
