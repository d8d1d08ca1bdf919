//! Reading a file, logical line by logical line.

use std::borrow::Cow;
use std::ops::Range;

use super::location::{self, Location, LocationKind};
use super::options::{self, FileOption, OptionKind, ParsedOptions};
use super::{InvalidLine, Line, LineKind, LocationLine, OptionLine, RequirementLine, RequirementsFile};
use crate::file::FileErrorKind;
use crate::file::diagnostics::{declared_encoding_diagnostics, drop_unsafe_edits};
use crate::file::logical::{
    DASH, DOLLAR, LOCATION, LogicalLine, LogicalLines, LogicalText, PART, PlainLine, Variables,
    variable_names,
};
use crate::file::source::SourceText;
use crate::{
    Diagnostic, DiagnosticKind, Edit, ExtraName, Marker, PackageName, Requirement, RequirementError,
    RequirementParts, Span, WheelFilename,
};

impl RequirementsFile {
    /// Parses a file; `${VARIABLES}` stay as they are. Never fails as a whole: a line that pip would refuse is kept as
    /// [`LineKind::Invalid`] and reported.
    ///
    /// O(n) time and space.
    pub fn parse(bytes: impl Into<Vec<u8>>) -> (Self, Vec<Diagnostic>) {
        Self::parse_source(SourceText::new(bytes), None)
    }

    /// Parses a file and puts the values of `${VARIABLES}` in. As in pip, a variable without a value, or with an empty one,
    /// stays as it is.
    ///
    /// ```
    /// use haggle_spec::file::requirements::{LineKind, RequirementsFile};
    ///
    /// let text = "--index-url https://${TOKEN}@example.org/simple\n";
    /// let (file, _) = RequirementsFile::parse_with(text, &|name| (name == "TOKEN").then(|| "secret".to_owned()));
    /// let LineKind::Options(line) = &file.lines()[0].kind else { panic!() };
    /// assert_eq!(line.options[0].value.as_deref(), Some("https://secret@example.org/simple"));
    /// assert_eq!(file.text(line.options[0].value_span), "https://${TOKEN}@example.org/simple");
    /// ```
    pub fn parse_with(
        bytes: impl Into<Vec<u8>>,
        variables: &dyn Fn(&str) -> Option<String>,
    ) -> (Self, Vec<Diagnostic>) {
        Self::parse_source(SourceText::new(bytes), Some(variables))
    }

    fn parse_source(source: SourceText, variables: Option<Variables<'_>>) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = declared_encoding_diagnostics(&source);
        // One line more than there are line feeds is room enough for most files, and no line moves later.
        let mut lines = Vec::with_capacity(n_line_feeds(source.as_bytes()) + 1);
        let mut logical = LogicalLines::new(source.text(), variables);
        loop {
            if let Some(plain) = logical.plain()
                && let Some(requirement) = read_plain(&plain)
            {
                let span = source.span(plain.content.clone());
                let (options, comment) = (Vec::new(), None);
                let kind = LineKind::Requirement(RequirementLine { requirement, span, options, comment });
                lines.push(Line { span: source.span(plain.full.clone()), kind });
                logical.pass(&plain);
                continue;
            }
            let Some(line) = logical.next() else { break };
            let span = source.span(line.full.clone());
            let before = diagnostics.len();
            let kind = read(&line, &source, &mut diagnostics);
            if line.seen & DOLLAR != 0 {
                report_unset(&line, &source, variables.is_some(), before, &mut diagnostics);
            }
            lines.push(Line { span, kind });
        }
        if !diagnostics.is_empty() {
            diagnostics.sort_by_key(|diagnostic| diagnostic.span);
            drop_unsafe_edits(&source, &mut diagnostics);
        }
        (Self { source, lines }, diagnostics)
    }
}

/// Reports the variables of a line that have no value, in the place of what is wrong because of that. Where nobody gave values, they
/// count only if something is wrong.
fn report_unset(
    line: &LogicalLine<'_>,
    source: &SourceText,
    has_values: bool,
    before: usize,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let unset: Vec<(Range<usize>, String)> = variable_names(&line.content.text)
        // A value that looks like a variable is a value.
        .filter(|(range, _)| line.content.is_literal(range.clone()))
        .map(|(range, name)| (range, name.to_owned()))
        .collect();
    if unset.is_empty() || !has_values && diagnostics.len() == before {
        return;
    }
    diagnostics.truncate(before);
    for (range, name) in unset {
        let span = source.span(line.content.range(range));
        let kind = DiagnosticKind::File(FileErrorKind::UnsetVariable { name });
        diagnostics.push(Diagnostic { span, kind, suggestion: None });
    }
}

fn n_line_feeds(bytes: &[u8]) -> usize {
    // A byte counts the line feeds of a chunk.
    let in_chunk = |chunk: &[u8]| chunk.iter().fold(0, |feeds: u8, byte| feeds + u8::from(*byte == b'\n'));
    bytes.chunks(255).map(|chunk| usize::from(in_chunk(chunk))).sum()
}

/// Reads a line, and reports what is wrong with it.
fn read(line: &LogicalLine<'_>, source: &SourceText, diagnostics: &mut Vec<Diagnostic>) -> LineKind {
    let comment = line.comment.clone().map(|range| source.span(range));
    let text = &*line.content.text;
    if text.is_empty() {
        return comment.map_or(LineKind::Blank, LineKind::Comment);
    }
    let mut reader = Reader { content: &line.content, source, comment, diagnostics };
    let options_at = if line.seen & DASH == 0 { None } else { options::options_start(text) };
    match options_at {
        Some(0) => reader.options(),
        Some(at) => reader.requirement(at, line.seen),
        None => reader.requirement(text.len(), line.seen),
    }
}

/// The requirement that a plain line is; nothing if it has options, looks like a path or is wrong.
#[inline]
fn read_plain(line: &PlainLine<'_>) -> Option<Requirement> {
    if line.may_have_options && options::options_start(line.text).is_some() {
        return None;
    }
    let parts = if line.has_parts { line.text.find([';', '[']) } else { None };
    if location::is_archive(line.text[..parts.unwrap_or(line.text.len())].trim_end()) {
        return None;
    }
    line.text.parse().ok()
}

struct Reader<'line, 'text> {
    content: &'line LogicalText<'text>,
    source: &'line SourceText,
    comment: Option<Span>,
    diagnostics: &'line mut Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    fn span(&self, range: Range<usize>) -> Span {
        self.source.span(self.content.range(range))
    }

    fn report(&mut self, range: Range<usize>, kind: FileErrorKind) {
        let span = self.span(range);
        self.diagnostics.push(Diagnostic { span, kind: DiagnosticKind::File(kind), suggestion: None });
    }

    /// Reports what was found in the text.
    fn report_error(&mut self, error: &RequirementError, offset: usize) {
        let diagnostic = error.to_diagnostic(offset);
        let place = |span: Span| self.span(span.range());
        let suggestion = diagnostic.suggestion.map(|edit| Edit::new(place(edit.span), edit.replacement));
        let span = place(diagnostic.span);
        self.diagnostics.push(Diagnostic { span, kind: diagnostic.kind, suggestion });
    }

    fn invalid(&self) -> LineKind {
        LineKind::Invalid(InvalidLine {
            span: self.source.span(self.content.full_range()),
            comment: self.comment,
        })
    }

    /// A requirement or a location, up to where its options start.
    fn requirement(&mut self, end: usize, seen: u8) -> LineKind {
        let body = self.content.text[..end].trim_end();
        let path = if seen & PART == 0 { body } else { &body[..body.find([';', '[']).unwrap_or(body.len())] };
        let may_be_location =
            seen & LOCATION != 0 || body.starts_with('.') || location::is_archive(path.trim_end());
        let location = if may_be_location { location::locate(body) } else { None };
        let requirement = if location.is_some() { None } else { self.named(body) };
        if requirement.is_none() && location.is_none() {
            return self.invalid();
        }
        let body_length = body.len();
        let Some(options) = self.own_options(end) else { return self.invalid() };
        match (requirement, location) {
            (Some(requirement), _) => LineKind::Requirement(RequirementLine {
                requirement,
                span: self.span(0..body_length),
                options,
                comment: self.comment,
            }),
            (None, Some(location)) => self.location(&location, 0..body_length, None, options),
            (None, None) => self.invalid(),
        }
    }

    /// The requirement with a name that a text is; everything that is wrong with it is reported.
    fn named(&mut self, body: &str) -> Option<Requirement> {
        if let Ok(requirement) = body.parse::<Requirement>() {
            return self.referred(body, requirement);
        }
        for error in Requirement::faults(body) {
            self.report_error(&error, 0);
        }
        // pip takes a requirement with nothing after its semicolon: it counts, and is reported.
        body.strip_suffix(';')?.parse().ok()
    }

    /// A requirement as pip takes it: the URL of one ends at its first semicolon, and its `egg=` is followed by a name.
    fn referred(&mut self, body: &str, requirement: Requirement) -> Option<Requirement> {
        let Some(url) = requirement.url() else { return Some(requirement) };
        let place = RequirementParts::of(body).ok()?.url?;
        let end = url.find(';').map_or(place.end, |at| place.start + at);
        self.check_egg(body, &(place.start..end), None);
        if end == place.end {
            return Some(requirement);
        }
        let separated = format!("{} {}", &body[..end], &body[end..]);
        if let Ok(requirement) = separated.parse() {
            return Some(requirement);
        }
        for error in Requirement::faults(&separated) {
            // The text has a blank more before the marker.
            self.report_error(&error.moved(1, 0), 0);
        }
        None
    }

    /// The options behind a requirement; nothing if they are wrong.
    fn own_options(&mut self, start: usize) -> Option<Vec<FileOption>> {
        if start == self.content.text.len() {
            return Some(Vec::new());
        }
        let parsed = self.parse_options(start)?;
        Some(self.keep_effective(parsed.options, |option, _| option.kind.is_per_requirement()))
    }

    fn parse_options(&mut self, start: usize) -> Option<ParsedOptions> {
        match options::parse_options(self.content, start, |range| self.source.span(range)) {
            Ok(parsed) => {
                self.report_ignored(&parsed);
                for option in &parsed.options {
                    if let Some(since) = option.kind.pip_versions().gone_since {
                        let kind = FileErrorKind::GoneOption { option: option.kind.as_str(), since };
                        let kind = DiagnosticKind::File(kind);
                        self.diagnostics.push(Diagnostic { span: option.span, kind, suggestion: None });
                    }
                }
                Some(parsed)
            }
            Err(error) => {
                self.report(error.range, error.kind);
                None
            }
        }
    }

    /// Reports the words that pip drops: one fault, however many words there are.
    fn report_ignored(&mut self, parsed: &ParsedOptions) {
        let (Some(first), Some(last)) = (parsed.ignored.first(), parsed.ignored.last()) else { return };
        let all = first.start..last.end;
        let word = &self.content.text[first.clone()];
        // Words before an option are not cut from its value.
        let begin = self.span(first.clone()).start;
        let editable = parsed
            .options
            .iter()
            .find(|option| option.kind == OptionKind::Editable && option.value_span.start <= begin);
        let value = editable.and_then(|option| option.value.as_deref()).unwrap_or_default();
        let is_cut = value.rfind('[').is_some_and(|open| !value[open..].contains(']'));
        let (Some(editable), true) = (editable, is_cut || word == "@") else {
            let is_marker = word.starts_with(';') || value.ends_with(';');
            let kind = if is_marker { FileErrorKind::IgnoredMarker } else { FileErrorKind::IgnoredText };
            return self.report(all, kind);
        };
        let end = self.span(all).end;
        let span = Span::new(editable.value_span.start, end);
        let written = self.source.slice(span);
        let is_plain = !written.contains(['"', '\'', '\\', '\n', '\r']);
        let suggestion = is_plain.then(|| Edit::new(span, format!("\"{written}\"")));
        let kind = DiagnosticKind::File(FileErrorKind::CutValue);
        self.diagnostics.push(Diagnostic { span, kind, suggestion });
    }

    /// Keeps the options that have an effect and reports the others.
    fn keep_effective(
        &mut self,
        options: Vec<FileOption>,
        has_effect: impl Fn(&FileOption, usize) -> bool,
    ) -> Vec<FileOption> {
        let mut kept = Vec::with_capacity(options.len());
        for (index, option) in options.into_iter().enumerate() {
            if has_effect(&option, index) {
                kept.push(option);
            } else {
                let kind =
                    DiagnosticKind::File(FileErrorKind::IgnoredOption { option: option.kind.as_str() });
                self.diagnostics.push(Diagnostic { span: option.span, kind, suggestion: None });
            }
        }
        kept
    }

    /// A line of options. pip takes the first of `-e`, `-r` and `-c` that it looks for, and with it nothing else on the line;
    /// of several `--find-links` it takes the first.
    fn options(&mut self) -> LineKind {
        let Some(parsed) = self.parse_options(0) else { return self.invalid() };
        let first = |kind: OptionKind| parsed.options.iter().position(|option| option.kind == kind);
        let alone = first(OptionKind::Editable)
            .or_else(|| first(OptionKind::Requirement))
            .or_else(|| first(OptionKind::Constraint));
        let find_links = first(OptionKind::FindLinks);
        let is_editable = first(OptionKind::Editable).is_some();
        let mut options = self.keep_effective(parsed.options, |option, index| match alone {
            // A setting of an editable's build has an effect since pip 24.0.
            Some(alone) => index == alone || is_editable && option.kind == OptionKind::ConfigSettings,
            None => {
                !option.kind.is_per_requirement()
                    && (option.kind != OptionKind::FindLinks || find_links == Some(index))
            }
        });
        if let Some(at) = options.iter().position(|option| option.kind == OptionKind::Editable) {
            let editable = options.remove(at);
            return self.editable(editable, options);
        }
        let span = self.source.span(self.content.full_range());
        LineKind::Options(OptionLine { options, span, comment: self.comment })
    }

    fn editable(&mut self, option: FileOption, options: Vec<FileOption>) -> LineKind {
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
    fn check_egg(&mut self, text: &str, url: &Range<usize>, editable: Option<Span>) -> bool {
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
    fn location(
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
