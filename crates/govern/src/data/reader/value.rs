//! Values of fields.

use std::str::FromStr;

use haggle_spec::{NameError, PackageName, Version, VersionError};
use toml::Spanned;
use toml::de::DeValue;

use super::errors::Errors;
use crate::data::error::InputErrorKind;
use crate::data::formula::Formula;
use crate::data::identifier::{Identifier, IdentifierError, ProjectName, RequirementId};
use crate::day::Day;

/// A type that is written as a value.
pub(in crate::data) trait FromValue: Sized {
    /// Reads it. None where it is wrong; the error is in the list.
    fn from_value(value: Spanned<DeValue<'_>>, errors: &mut Errors<'_>) -> Option<Self>;
}

/// The error of a value of another type.
pub(super) fn wrong_type(expected: &'static str, found: &DeValue<'_>) -> InputErrorKind {
    let found = match found {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    InputErrorKind::WrongType { expected, found }
}

impl<T: FromValue> FromValue for Spanned<T> {
    fn from_value(value: Spanned<DeValue<'_>>, errors: &mut Errors<'_>) -> Option<Self> {
        let span = value.span();
        T::from_value(value, errors).map(|value| Spanned::new(span, value))
    }
}

impl<T: FromValue> FromValue for Vec<T> {
    fn from_value(value: Spanned<DeValue<'_>>, errors: &mut Errors<'_>) -> Option<Self> {
        let span = value.span();
        match value.into_inner() {
            DeValue::Array(items) => {
                let items: Vec<Option<T>> =
                    items.into_iter().map(|item| T::from_value(item, errors)).collect();
                items.into_iter().collect()
            }
            other => {
                errors.add(span, wrong_type("a list", &other));
                None
            }
        }
    }
}

impl FromValue for String {
    fn from_value(value: Spanned<DeValue<'_>>, errors: &mut Errors<'_>) -> Option<Self> {
        let span = value.span();
        match value.into_inner() {
            DeValue::String(text) => Some(text.into_owned()),
            other => {
                errors.add(span, wrong_type("a string", &other));
                None
            }
        }
    }
}

/// A text that is written into files as a part of a line: it has no control character, and none that pip ends a line at.
pub(in crate::data) struct OneLine(pub(in crate::data) String);

impl FromValue for OneLine {
    fn from_value(value: Spanned<DeValue<'_>>, errors: &mut Errors<'_>) -> Option<Self> {
        let span = value.span();
        let text = String::from_value(value, errors)?;
        match text.chars().find(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
            Some(character) => {
                errors.add(span, InputErrorKind::NotOneLine(character));
                None
            }
            None => Some(Self(text)),
        }
    }
}

impl FromValue for bool {
    fn from_value(value: Spanned<DeValue<'_>>, errors: &mut Errors<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Boolean(value) => Some(*value),
            other => {
                errors.add(value.span(), wrong_type("`true` or `false`", other));
                None
            }
        }
    }
}

impl FromValue for u32 {
    fn from_value(value: Spanned<DeValue<'_>>, errors: &mut Errors<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Integer(number) => {
                let read = Self::from_str_radix(number.as_str(), number.radix()).ok();
                if read.is_none() {
                    let range = "a whole number from 0 to 4294967295";
                    let number = number.to_string();
                    errors.add(value.span(), InputErrorKind::Range { number, range });
                }
                read
            }
            other => {
                errors.add(value.span(), wrong_type("a whole number", other));
                None
            }
        }
    }
}

impl FromValue for f64 {
    fn from_value(value: Spanned<DeValue<'_>>, errors: &mut Errors<'_>) -> Option<Self> {
        let text = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            other => {
                errors.add(value.span(), wrong_type("a decimal number", other));
                return None;
            }
        };
        let number = text.parse().ok().filter(|number: &Self| number.is_finite());
        if number.is_none() {
            let kind = InputErrorKind::Range { number: text.to_owned(), range: "a finite number" };
            errors.add(value.span(), kind);
        }
        number
    }
}

/// A text that is parsed, with the error of one that is wrong.
pub(in crate::data) fn parsed<T: FromStr>(
    text: &Spanned<String>,
    errors: &mut Errors<'_>,
    kind: impl FnOnce(T::Err) -> InputErrorKind,
) -> Option<T> {
    match text.get_ref().parse() {
        Ok(value) => Some(value),
        Err(error) => {
            errors.add(text.span(), kind(error));
            None
        }
    }
}

macro_rules! parsed {
    ($type:ty, $error:ty, $kind:ident) => {
        impl FromValue for $type {
            fn from_value(value: Spanned<DeValue<'_>>, errors: &mut Errors<'_>) -> Option<Self> {
                let text = Spanned::from_value(value, errors)?;
                parsed(&text, errors, |error: $error| InputErrorKind::$kind(error))
            }
        }
    };
}

parsed!(Identifier, IdentifierError, Identifier);
parsed!(RequirementId, IdentifierError, Identifier);
parsed!(ProjectName, IdentifierError, Identifier);
parsed!(PackageName, NameError, PackageName);
parsed!(Version, VersionError, Version);

/// A string, or a lone number.
impl FromValue for Formula {
    fn from_value(value: Spanned<DeValue<'_>>, errors: &mut Errors<'_>) -> Option<Self> {
        let text = match value.get_ref() {
            DeValue::Integer(_) | DeValue::Float(_) => {
                let span = value.span();
                Spanned::new(span, f64::from_value(value, errors)?.to_string())
            }
            _ => Spanned::from_value(value, errors)?,
        };
        parsed(&text, errors, InputErrorKind::Formula)
    }
}

/// A string, or a date as TOML writes one.
impl FromValue for Day {
    fn from_value(value: Spanned<DeValue<'_>>, errors: &mut Errors<'_>) -> Option<Self> {
        let text = match value.get_ref() {
            DeValue::Datetime(date) => Spanned::new(value.span(), date.to_string()),
            _ => Spanned::from_value(value, errors)?,
        };
        parsed(&text, errors, InputErrorKind::Day)
    }
}

/// The value of a word, among those that are known.
pub(in crate::data) fn word<T: Copy>(
    text: &Spanned<String>,
    errors: &mut Errors<'_>,
    words: &[(&'static str, T)],
) -> Option<T> {
    let found = words.iter().find(|(word, _)| word == text.get_ref()).map(|(_, value)| *value);
    if found.is_none() {
        let known = words.iter().map(|(word, _)| *word).collect();
        errors.add(text.span(), InputErrorKind::UnknownWord { word: text.get_ref().clone(), known });
    }
    found
}
