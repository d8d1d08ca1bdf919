//! Lines with a path or a URL.

use std::borrow::Cow;
use std::ops::Range;

use super::location::{self, Location, LocationKind};
use super::options::FileOption;
use super::reader::Reader;
use super::{LineKind, LocationLine};
use crate::file::FileErrorKind;
use crate::{
    Diagnostic, DiagnosticKind, Edit, ExtraName, Marker, PackageName, Requirement, RequirementError, Span,
    WheelFilename,
};

impl Reader<'_, '_> {
    pub(super) fn editable(&mut self, option: FileOption, options: Vec<FileOption>) -> LineKind {
        let value = option.value.unwrap_or_default();
        let span = option.value_span;
        let is_cut = self.diagnostics.last().is_some_and(|last| {
            last.kind == DiagnosticKind::File(FileErrorKind::CutValue) && last.span.start == span.start
        });
        if is_cut {
            return self.invalid();
        }
        match location::locate_editable(&value) {
            Ok(location) => self.location(&location, 0..value.len(), Some((&value, span)), options),
            Err(kind) => {
                let is_plain = self.source.slice(span) == value;
                let repaired = location::as_repository(&value).filter(|_| is_plain);
                let suggestion = repaired.map(|repaired| Edit::new(span, repaired));
                let kind = match location::unknown_scheme(&value) {
                    Some(scheme) => FileErrorKind::UnknownScheme { scheme: scheme.to_owned() },
                    None => kind,
                };
                self.diagnostics.push(Diagnostic { span, kind: DiagnosticKind::File(kind), suggestion });
                self.invalid()
            }
        }
    }

    /// Reports what follows `egg=` in a URL where it is not a name: pip takes nothing else since version 25.0. It is in `text`, which
    /// has no map if it is the value of an option.
    pub(super) fn check_egg(&mut self, text: &str, url: &Range<usize>, editable: Option<Span>) -> bool {
        let Some(egg) = location::egg(text, url).filter(|egg| PackageName::new(&text[egg.clone()]).is_err())
        else {
            return true;
        };
        let written = text[egg.clone()].to_owned();
        let span = editable.unwrap_or_else(|| self.span(egg.clone()));
        let kind = DiagnosticKind::File(FileErrorKind::InvalidEgg { egg: written.clone() });
        // `URL#egg=name[extra]` is `name[extra] @ URL`.
        let is_named = written.ends_with(']') && written.parse::<Requirement>().is_ok();
        let is_plain = editable.is_none() && url.start == 0 && is_named && text[egg.end..url.end].is_empty();
        let suggestion = is_plain.then(|| {
            let place = &text[..egg.start - "#egg=".len()];
            Edit::new(self.span(url.clone()), format!("{written} @ {place}"))
        });
        // `#egg=name;marker`: a semicolon without a blank does not end a URL.
        let blanks = written.split_once(';').filter(|(name, marker)| {
            editable.is_none() && PackageName::new(name).is_ok() && marker.parse::<Marker>().is_ok()
        });
        let blanks = blanks.map(|(name, _)| {
            let at = egg.start + name.len();
            Edit::new(self.span(at..at + 1), " ; ")
        });
        self.diagnostics.push(Diagnostic { span, kind, suggestion: suggestion.or(blanks) });
        false
    }

    /// A location. An editable's text is the value of its option, which has no map: errors in it point at the whole value.
    pub(super) fn location(
        &mut self,
        location: &Location,
        range: Range<usize>,
        editable: Option<(&str, Span)>,
        options: Vec<FileOption>,
    ) -> LineKind {
        let text = editable.map_or(&*self.content.text, |(value, _)| value).to_owned();
        let part = |range: &Option<Range<usize>>| range.clone().map(|range| (range.start, &text[range]));
        if editable.is_none() && location.kind == LocationKind::Path {
            if let Some(repaired) = location::as_repository(&text[location.place.clone()]) {
                let span = self.span(location.place.clone());
                let (kind, edit) =
                    (DiagnosticKind::File(FileErrorKind::ScpAddress), Edit::new(span, repaired));
                self.diagnostics.push(Diagnostic { span, kind, suggestion: Some(edit) });
                return self.invalid();
            }
            if let Some(scheme) = location::unknown_scheme(&text) {
                self.report(0..scheme.len(), FileErrorKind::UnknownScheme { scheme: scheme.to_owned() });
                return self.invalid();
            }
        }
        let is_url = location.kind == LocationKind::Url;
        let has_name = !is_url || self.check_egg(&text, &location.place, editable.map(|(_, span)| span));
        let mut wrong: Vec<(RequirementError, usize)> = Vec::new();
        let mut name = None;
        let mut extras = Vec::new();
        let mut marker = None;
        if let Some((offset, named)) = part(&location.name) {
            match named.parse::<Requirement>() {
                Ok(named) => {
                    name = Some(named.name().clone());
                    extras = named.extras().to_vec();
                    // `#egg=name;marker`: a semicolon without a blank does not end a URL.
                    marker = named.marker().cloned();
                }
                // What is wrong with it is reported.
                Err(_) if !has_name => return self.invalid(),
                Err(error) => wrong.push((error, offset)),
            }
        }
        if let Some((offset, file)) = part(&location.wheel) {
            match wheel_name(file) {
                Ok(named) => name = Some(named),
                Err(reason) => {
                    let range = offset..offset + file.len();
                    self.report(range, FileErrorKind::InvalidWheelName { reason });
                    return self.invalid();
                }
            }
        }
        if let Some((offset, brackets)) = part(&location.extras) {
            match parse_extras(brackets) {
                Ok(found) => extras = found,
                // The error is in a text that starts with one byte more.
                Err(error) => wrong.push((error, offset.saturating_sub(1))),
            }
        }
        if let Some((offset, text)) = part(&location.marker).filter(|(_, text)| !text.is_empty()) {
            match text.parse::<Marker>() {
                Ok(parsed) => marker = Some(parsed),
                Err(error) => wrong.push((error, offset)),
            }
        }
        for (error, offset) in &wrong {
            match editable {
                None => self.report_error(error, *offset),
                Some((_, span)) => {
                    let kind = error.to_diagnostic(0).kind;
                    self.diagnostics.push(Diagnostic { span, kind, suggestion: None });
                }
            }
        }
        if !wrong.is_empty() {
            return self.invalid();
        }
        LineKind::Location(Box::new(LocationLine {
            kind: location.kind,
            editable: editable.is_some(),
            location: text[location.place.clone()].to_owned(),
            name,
            extras,
            marker,
            span: editable.map_or_else(|| self.span(range), |(_, span)| span),
            options,
            comment: self.comment,
        }))
    }
}

/// The name in a wheel's file name, or why there is none. pip makes a requirement of it, so that it must be a valid name.
fn wheel_name(file: &str) -> Result<PackageName, String> {
    let wheel = percent_decoded(file).parse::<WheelFilename>().map_err(|error| error.to_string())?;
    PackageName::new(wheel.name().as_str()).map_err(|error| error.to_string())
}

/// A part of a URL with its `%XX` replaced. What is not text then stays as it is.
fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = match rest {
            [b'%', high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                let digit =
                    |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                digit(*high).zip(digit(*low)).map(|(high, low)| high << 4 | low)
            }
            _ => None,
        };
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &rest[3..] } else { tail };
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The extras in brackets; an error is in the text with a name of one byte before it.
fn parse_extras(brackets: &str) -> Result<Vec<ExtraName>, RequirementError> {
    let named: Requirement = format!("x{brackets}").parse()?;
    Ok(named.extras().to_vec())
}
