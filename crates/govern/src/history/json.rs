//! Values of a JSON text with their places in it, so that each mistake is shown where it is.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::data::{InputError, InputErrorKind, InputErrors};

/// A text that is JSON, and what is wrong with the values in it.
pub(super) struct JsonText<'a> {
    text: &'a str,
    errors: Vec<InputError>,
}

/// An object's fields.
pub(super) struct JsonObject<'a> {
    span: Range<usize>,
    /// What it is, for messages.
    name: &'static str,
    fields: BTreeMap<Cow<'a, str>, &'a RawValue>,
}

impl<'a> JsonText<'a> {
    /// Reads a text with `of`, which gets its outermost value: the result, or all that is wrong.
    pub(super) fn read<T>(
        text: &'a str,
        of: impl FnOnce(&mut Self, &'a RawValue) -> Option<T>,
    ) -> Result<T, InputErrors> {
        let json = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value: &RawValue = serde_json::from_str(json).map_err(|error| {
            let at = text.len() - json.len() + offset(json, error.line(), error.column());
            let message = error.to_string();
            let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
            InputErrors::one(InputError::new(at..at, InputErrorKind::Json(message.to_owned())))
        })?;
        let mut reader = Self { text, errors: Vec::new() };
        let read = of(&mut reader, value);
        match (InputErrors::of(reader.errors), read) {
            (None, Some(read)) => Ok(read),
            (Some(errors), _) => Err(errors),
            (None, None) => {
                let kind = InputErrorKind::Json("nothing can be read here".to_owned());
                Err(InputErrors::one(InputError::new(0..0, kind)))
            }
        }
    }

    /// Notes what is wrong with a value.
    pub(super) fn wrong(&mut self, value: &RawValue, kind: InputErrorKind) {
        let span = self.span(value);
        self.errors.push(InputError::new(span, kind));
    }

    /// The value as an object.
    pub(super) fn object(&mut self, value: &'a RawValue, name: &'static str) -> Option<JsonObject<'a>> {
        let fields = self.typed(value, "an object")?;
        Some(JsonObject { span: self.span(value), name, fields })
    }

    /// The value as a list.
    pub(super) fn list(&mut self, value: &'a RawValue) -> Option<Vec<&'a RawValue>> {
        self.typed(value, "a list")
    }

    /// The value as a text that is not empty, without the space around it.
    pub(super) fn text(&mut self, value: &'a RawValue) -> Option<String> {
        let text: String = self.typed(value, "a string")?;
        if text.trim().is_empty() {
            self.wrong(value, InputErrorKind::EmptyText);
            return None;
        }
        Some(text.trim().to_owned())
    }

    /// The value as a count.
    pub(super) fn count(&mut self, value: &'a RawValue) -> Option<u32> {
        self.typed(value, "a whole number from 0")
    }

    /// Every entry of a list, read with `of`; none unless each can be read.
    pub(super) fn each<T>(
        &mut self,
        value: &'a RawValue,
        mut of: impl FnMut(&mut Self, &'a RawValue) -> Option<T>,
    ) -> Option<Vec<T>> {
        let entries = self.list(value)?;
        let read: Vec<Option<T>> = entries.into_iter().map(|entry| of(self, entry)).collect();
        read.into_iter().collect()
    }

    fn typed<T: Deserialize<'a>>(&mut self, value: &'a RawValue, expected: &'static str) -> Option<T> {
        let read = serde_json::from_str(value.get()).ok();
        if read.is_none() {
            self.wrong(value, InputErrorKind::WrongType { expected, found: type_of(value) });
        }
        read
    }

    fn span(&self, value: &RawValue) -> Range<usize> {
        let start = value.get().as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        start..start + value.get().len()
    }
}

impl<'a> JsonObject<'a> {
    /// A field that has to be there.
    pub(super) fn required(
        &mut self,
        reader: &mut JsonText<'a>,
        field: &'static str,
    ) -> Option<&'a RawValue> {
        let value = self.optional(field);
        if value.is_none() {
            let kind = InputErrorKind::MissingField { table: self.name, field };
            reader.errors.push(InputError::new(self.span.clone(), kind));
        }
        value
    }

    /// A field that may be there.
    pub(super) fn optional(&mut self, field: &str) -> Option<&'a RawValue> {
        self.fields.remove(field)
    }

    /// The fields that nobody has asked for, with their values.
    pub(super) fn rest(self) -> impl Iterator<Item = (Cow<'a, str>, &'a RawValue)> {
        self.fields.into_iter()
    }

    /// What is left over means nothing here.
    pub(super) fn finish(self, reader: &mut JsonText<'a>, known: &[&'static str]) {
        let table = self.name;
        for (field, value) in self.fields {
            let kind =
                InputErrorKind::UnknownField { table, field: field.into_owned(), known: known.to_vec() };
            reader.wrong(value, kind);
        }
    }
}

fn type_of(value: &RawValue) -> &'static str {
    match value.get().as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a truth value",
        Some(b'n') => "null",
        _ => "a number",
    }
}

/// The byte of a line and a column, both counted from 1; a column of 0 is the end of the line before.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (before + column).saturating_sub(1).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
