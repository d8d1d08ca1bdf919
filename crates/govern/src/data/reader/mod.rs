//! Reads TOML tables field by field and goes on after an error, so that all errors of a file are found at once.
//!
//! A table is read by a function that takes its fields; what is left in the table then is an unknown field. Everything that is
//! read has a span, and so has every error. These are the files that know the parser's types.

mod errors;
mod value;

use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{InputError, InputErrorKind, InputErrors};
use crate::day::Day;
use crate::known::Known;

pub(super) use errors::Errors;
pub(super) use value::{FromValue, OneLine, parsed, word};

/// A table whose fields are taken one by one.
pub(super) struct TableReader<'errors, 'text> {
    name: &'static str,
    span: Range<usize>,
    fields: DeTable<'text>,
    known: Vec<&'static str>,
    pub(super) errors: &'errors mut Errors<'text>,
}

/// Names of entries, each of which may be there once.
pub(super) struct Names {
    what: &'static str,
    taken: BTreeSet<String>,
}

/// Where the facts of a file are from.
pub(super) struct Origin {
    /// In words.
    pub(super) source: String,
    /// The day that they describe.
    pub(super) date: Option<Day>,
}

/// Reads a file of a schema; `table` takes the fields of its top table, which is called `name` in messages.
pub(super) fn read<T>(
    text: &str,
    name: &'static str,
    schema: u32,
    table: impl FnOnce(&mut TableReader<'_, '_>) -> Option<T>,
) -> Result<T, InputErrors> {
    let (document, syntax) = DeTable::parse_recoverable(text);
    let mut errors = Errors::new(text, &syntax);
    let mut reader = TableReader::new(name, 0..0, document.into_inner(), &mut errors);
    let found = reader.required::<Spanned<u32>>("schema");
    if let Some(found) = found.filter(|found| *found.get_ref() != schema) {
        // Of another schema, every other field may mean something else.
        let kind = InputErrorKind::Schema { found: *found.get_ref(), known: schema };
        return Err(InputErrors::one(InputError::new(found.span(), kind)));
    }
    let value = table(&mut reader);
    reader.finish();
    match (errors.finish(), value) {
        (None, Some(value)) => Ok(value),
        (Some(errors), _) => Err(errors),
        (None, None) => Err(InputErrors::one(InputError::new(
            0..0,
            InputErrorKind::Toml("the file cannot be read".to_owned()),
        ))),
    }
}

impl<'errors, 'text> TableReader<'errors, 'text> {
    fn new(
        name: &'static str,
        span: Range<usize>,
        fields: DeTable<'text>,
        errors: &'errors mut Errors<'text>,
    ) -> Self {
        Self { name, span, fields, known: Vec::new(), errors }
    }

    /// The bytes of the table's header, or of the whole table where it is written inline.
    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    fn take(&mut self, field: &'static str) -> Option<Spanned<DeValue<'text>>> {
        self.known.push(field);
        self.fields.remove(field)
    }

    /// A field that has to be there. None where it is not, or is wrong.
    pub(super) fn required<T: FromValue>(&mut self, field: &'static str) -> Option<T> {
        match self.take(field) {
            Some(value) => T::from_value(value, self.errors),
            None => self.missing(field),
        }
    }

    /// Says that the table lacks a field.
    pub(super) fn missing<T>(&mut self, field: &'static str) -> Option<T> {
        self.errors.add(self.span.clone(), InputErrorKind::MissingField { table: self.name, field });
        None
    }

    /// A field that may be left out. None where it is wrong.
    #[expect(
        clippy::option_option,
        reason = "the outer one is an error, the inner one a field that is left out"
    )]
    pub(super) fn optional<T: FromValue>(&mut self, field: &'static str) -> Option<Option<T>> {
        match self.take(field) {
            Some(value) => T::from_value(value, self.errors).map(Some),
            None => Some(None),
        }
    }

    /// A list that is empty where it is left out.
    pub(super) fn list<T: FromValue>(&mut self, field: &'static str) -> Option<Vec<T>> {
        Some(self.optional(field)?.unwrap_or_default())
    }

    /// A fact, which is unknown where it is left out; `what` completes "nobody has recorded ...".
    pub(super) fn known<T: FromValue>(
        &mut self,
        field: &'static str,
        what: &str,
        origin: &Origin,
    ) -> Option<Known<T>> {
        Some(origin.known(self.optional(field)?, what))
    }

    /// A table that has to be there, read by a function. None where it is missing or something in it is wrong.
    pub(super) fn table<T>(
        &mut self,
        (field, name): (&'static str, &'static str),
        read: impl FnOnce(&mut TableReader<'_, 'text>) -> Option<T>,
    ) -> Option<T> {
        match self.take(field) {
            Some(value) => read_table(value, name, self.errors, read),
            None => self.missing(field),
        }
    }

    /// A table that may be left out.
    #[expect(
        clippy::option_option,
        reason = "the outer one is an error, the inner one a table that is left out"
    )]
    pub(super) fn optional_table<T>(
        &mut self,
        (field, name): (&'static str, &'static str),
        read: impl FnOnce(&mut TableReader<'_, 'text>) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.take(field) {
            Some(value) => read_table(value, name, self.errors, read).map(Some),
            None => Some(None),
        }
    }

    /// Leaves fields unread whose meaning is not known, as something that they depend on is wrong.
    pub(super) fn skip(&mut self, fields: &[&'static str]) {
        for field in fields {
            self.take(field);
        }
    }

    /// Leaves every other field unread: they are for other readers.
    pub(super) fn skip_rest(&mut self) {
        self.fields = DeTable::new();
    }

    /// The tables of a list, each read by a function; those with an error are left out, as is a list that is not there.
    pub(super) fn tables<T>(
        &mut self,
        (field, name): (&'static str, &'static str),
        read: impl FnMut(&mut TableReader<'_, 'text>) -> Option<T>,
    ) -> Vec<T> {
        self.each((field, name), read).unwrap_or_default().into_iter().flatten().collect()
    }

    /// The tables of a list that has to have one.
    pub(super) fn required_tables<T>(
        &mut self,
        (field, name): (&'static str, &'static str),
        read: impl FnMut(&mut TableReader<'_, 'text>) -> Option<T>,
    ) -> Option<Vec<T>> {
        match self.each((field, name), read) {
            Some(items) if !items.is_empty() => items.into_iter().collect(),
            _ => self.missing(field),
        }
    }

    /// The tables of a list that may be left out. None where one of them has an error.
    #[expect(
        clippy::option_option,
        reason = "the outer one is an error, the inner one a list that is left out"
    )]
    pub(super) fn optional_tables<T>(
        &mut self,
        (field, name): (&'static str, &'static str),
        read: impl FnMut(&mut TableReader<'_, 'text>) -> Option<T>,
    ) -> Option<Option<Vec<T>>> {
        match self.each((field, name), read) {
            Some(items) => items.into_iter().collect::<Option<_>>().map(Some),
            None => Some(None),
        }
    }

    fn each<T>(
        &mut self,
        (field, name): (&'static str, &'static str),
        mut read: impl FnMut(&mut TableReader<'_, 'text>) -> Option<T>,
    ) -> Option<Vec<Option<T>>> {
        let value = self.take(field)?;
        let span = value.span();
        match value.into_inner() {
            DeValue::Array(items) => {
                let items = items.into_iter();
                Some(items.map(|item| read_table(item, name, self.errors, &mut read)).collect())
            }
            other => {
                self.errors.add(span, value::wrong_type("a list of tables", &other));
                Some(vec![None])
            }
        }
    }

    /// The fields that nobody has asked for, as names with values: a table of free names.
    pub(super) fn rest<T: FromValue>(&mut self) -> Option<Vec<(Spanned<String>, T)>> {
        let mut entries = Some(Vec::new());
        for (name, value) in std::mem::take(&mut self.fields) {
            let name = Spanned::new(name.span(), name.into_inner().into_owned());
            match (T::from_value(value, self.errors), &mut entries) {
                (Some(value), Some(entries)) => entries.push((name, value)),
                (None, entries) => *entries = None,
                (Some(_), None) => {}
            }
        }
        entries
    }

    /// The texts of a field over the tables of a list, whatever else is wrong with these: the names that others can refer to.
    pub(super) fn names(&self, list: &str, field: &str) -> BTreeSet<String> {
        let tables = self.fields.get(list).and_then(|value| value.get_ref().as_array());
        let tables = tables.into_iter().flat_map(|tables| tables.iter());
        tables.filter_map(|table| Some(table.get_ref().get(field)?.get_ref().as_str()?.to_owned())).collect()
    }

    /// Says which fields are left.
    fn finish(self) {
        for (name, _) in self.fields {
            let kind = InputErrorKind::UnknownField {
                table: self.name,
                field: name.get_ref().clone().into_owned(),
                known: self.known.clone(),
            };
            self.errors.add(name.span(), kind);
        }
    }
}

fn read_table<'text, T>(
    value: Spanned<DeValue<'text>>,
    name: &'static str,
    errors: &mut Errors<'text>,
    read: impl FnOnce(&mut TableReader<'_, 'text>) -> Option<T>,
) -> Option<T> {
    let span = value.span();
    match value.into_inner() {
        DeValue::Table(fields) => {
            let mut reader = TableReader::new(name, span, fields, errors);
            let value = read(&mut reader);
            reader.finish();
            value
        }
        other => {
            errors.add(span, value::wrong_type("a table", &other));
            None
        }
    }
}

impl Names {
    /// No name is taken yet; `what` is what has them, in the plural.
    pub(super) fn of(what: &'static str) -> Self {
        Self { what, taken: BTreeSet::new() }
    }

    /// A name that was read. None where it was not, or is taken.
    pub(super) fn next<T: Display>(
        &mut self,
        name: Option<Spanned<T>>,
        table: &mut TableReader<'_, '_>,
    ) -> Option<T> {
        let name = name?;
        if !self.taken.insert(name.get_ref().to_string()) {
            let kind = InputErrorKind::Twice { what: self.what, name: name.get_ref().to_string() };
            table.errors.add(name.span(), kind);
            return None;
        }
        Some(name.into_inner())
    }
}

impl Origin {
    /// What a file says, or that it does not; `what` completes "nobody has recorded ...".
    pub(super) fn known<T>(&self, value: Option<T>, what: &str) -> Known<T> {
        match value {
            Some(value) => Known::fact(value, self.source.clone(), self.date),
            None => Known::unknown(format!("nobody has recorded {what}")),
        }
    }
}
