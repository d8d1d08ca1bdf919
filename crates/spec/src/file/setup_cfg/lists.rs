//! The value of an option to the requirements that setuptools or pbr make of it.

use std::collections::HashSet;
use std::ops::Range;

use super::{ListItem, ListItemKind, ListKind, RequirementList};
use crate::file::FileErrorKind;
use crate::file::entry::{Entry, Urls, marker_diagnostic};
use crate::file::ini::IniOption;
use crate::file::logical::{LogicalText, physical_lines, trim};
use crate::file::source::SourceText;
use crate::{Diagnostic, DiagnosticKind, Edit, MarkerVariable, Requirement, RequirementErrorKind, Span};

/// What is wrong, at its places.
#[derive(Default)]
pub(super) struct Diagnostics {
    pub(super) written: Vec<Diagnostic>,
    /// What is wrong with what references bring, at the places of the references.
    pub(super) brought: Vec<Diagnostic>,
}

impl Diagnostics {
    /// All in order: what is brought counts only where nothing says the same at the place where it is written.
    pub(super) fn in_order(mut self) -> Vec<Diagnostic> {
        if !self.brought.is_empty() {
            let known: HashSet<DiagnosticKind> =
                self.written.iter().map(|found| found.kind.clone()).collect();
            self.written.extend(self.brought.into_iter().filter(|found| !known.contains(&found.kind)));
        }
        self.written.sort_by_key(|diagnostic| diagnostic.span);
        self.written.dedup_by(|later, earlier| later.span == earlier.span && later.kind == earlier.kind);
        self.written
    }
}

/// The list that an option of a section is.
pub(super) fn kind(section: &str, key: &str) -> Option<ListKind> {
    let name = || key.to_ascii_lowercase().replace('-', "_");
    match section {
        "options" => match name().as_str() {
            "install_requires" => Some(ListKind::InstallRequires),
            "setup_requires" => Some(ListKind::SetupRequires),
            "tests_require" => Some(ListKind::TestsRequire),
            _ => None,
        },
        "metadata" => match name().as_str() {
            "requires_dist" => Some(ListKind::PbrRequires),
            "setup_requires_dist" => Some(ListKind::PbrSetupRequires),
            _ => None,
        },
        "options.extras_require" => Some(ListKind::Extra(key.to_owned())),
        "extras" => Some(ListKind::PbrExtra(key.to_owned())),
        _ => None,
    }
}

/// Reads the value of an option as a list.
pub(super) fn read(
    source: &SourceText,
    kind: ListKind,
    option: &IniOption,
    value: &LogicalText<'_>,
    is_inherited: bool,
    diagnostics: &mut Diagnostics,
) -> RequirementList {
    let is_pbr = matches!(kind, ListKind::PbrExtra(_) | ListKind::PbrRequires | ListKind::PbrSetupRequires);
    let mut reader = Reader { source, value, is_inherited, diagnostics };
    let names =
        if is_pbr || kind == ListKind::SetupRequires { None } else { value.text.strip_prefix("file:") };
    let files = names.map(|names| names.split(',').map(|name| name.trim().to_owned()).collect());
    let items = match &kind {
        _ if files.is_some() => Vec::new(),
        ListKind::PbrExtra(_) => reader.lines('\n').into_iter().map(|line| reader.entry(line)).collect(),
        ListKind::PbrRequires | ListKind::PbrSetupRequires => {
            let lines = reader.lines('\n');
            reader.requirements(&lines, kind == ListKind::PbrRequires)
        }
        // On one line a semicolon separates requirements, so that none of them can have a marker.
        _ if !value.text.contains('\n') => {
            let parts = reader.lines(';');
            if reader.is_marker_on_option_line(&parts) {
                reader.marker_on_option_line(option)
            } else {
                reader.requirements(&parts, false)
            }
        }
        _ => {
            let lines = reader.lines('\n');
            reader.requirements(&lines, false)
        }
    };
    RequirementList {
        kind,
        items,
        files: files.unwrap_or_default(),
        span: source.span(option.full.clone()),
        value_start: option.after_separator,
        is_inherited,
    }
}

struct Reader<'read, 'text> {
    source: &'read SourceText,
    value: &'read LogicalText<'text>,
    is_inherited: bool,
    diagnostics: &'read mut Diagnostics,
}

impl Reader<'_, '_> {
    /// The parts of the value that say something, trimmed.
    fn lines(&self, separator: char) -> Vec<Range<usize>> {
        let text = &*self.value.text;
        let mut start = 0;
        let mut lines = Vec::new();
        for part in text.split(separator) {
            // setuptools also breaks lines where only Python does.
            for (line, end) in physical_lines(part) {
                let (front, content) = trim(&part[line.start..end]);
                let from = start + line.start + front;
                // A comment right behind `=` is a part of the value to `configparser`, and says nothing to setuptools and pbr.
                if !content.is_empty() && !content.starts_with('#') {
                    lines.push(from..from + content.len());
                }
            }
            start += part.len() + separator.len_utf8();
        }
        lines
    }

    /// As `jaraco.text` reads lines: a comment starts behind a blank, a backslash at the end joins a line with the next.
    fn requirements(&mut self, lines: &[Range<usize>], has_pbr_markers: bool) -> Vec<ListItem> {
        let mut items = Vec::new();
        let mut lines = lines.iter();
        while let Some(line) = lines.next() {
            let mut item = LogicalText::empty(0);
            let mut body = self.body(line, has_pbr_markers);
            let mut comment = (body.end < line.end).then_some(body.end..line.end);
            let mut is_joined = false;
            item.push_part(self.value, body.clone());
            // The backslash goes with the character before it, whatever that is.
            while item.text.ends_with('\\') {
                let kept = item.text.char_indices().rev().nth(1).map_or(0, |(at, _)| at);
                item = item.sub(0..kept).trimmed();
                let Some(next) = lines.next() else {
                    let at = self.value.range(body.clone());
                    self.report(
                        Span::new(at.end.saturating_sub(1), at.end),
                        FileErrorKind::DroppedRequirement,
                        None,
                    );
                    return items;
                };
                is_joined = true;
                body = self.body(next, has_pbr_markers);
                comment = (body.end < next.end).then_some(body.end..next.end);
                item.push_part(self.value, body.clone());
            }
            items.push(self.requirement(&item, comment, is_joined));
        }
        items
    }

    /// A line without its comment.
    fn body(&self, line: &Range<usize>, has_pbr_markers: bool) -> Range<usize> {
        let text = &self.value.text[line.clone()];
        let blank = text.find(" #");
        let behind_marker = text.find(';').filter(|_| has_pbr_markers);
        let behind_marker = behind_marker.and_then(|at| text[at..].find('#').map(|hash| at + hash));
        let end = blank.into_iter().chain(behind_marker).min();
        line.start..line.start + text[..end.unwrap_or(text.len())].trim_end().len()
    }

    fn requirement(
        &mut self,
        item: &LogicalText<'_>,
        comment: Option<Range<usize>>,
        is_joined: bool,
    ) -> ListItem {
        let is_written = !is_joined && !self.is_inherited && item.is_literal(0..item.text.len());
        let kind = if let Ok(requirement) = item.text.parse() {
            ListItemKind::Requirement(requirement)
        } else {
            for fault in Requirement::faults(&item.text) {
                self.place(item, fault.to_diagnostic(0));
            }
            ListItemKind::Invalid
        };
        let span = self.source.span(item.full_range());
        ListItem { span, comment: self.comment(comment), kind, is_written }
    }

    /// Adds a diagnostic of an item's text.
    fn place(&mut self, item: &LogicalText<'_>, found: Diagnostic) {
        let edit = found.suggestion.filter(|edit| !self.is_inherited && item.is_literal(edit.span.range()));
        let edit =
            edit.map(|edit| Edit::new(self.source.span(item.range(edit.span.range())), edit.replacement));
        let span = self.source.span(item.range(found.span.range()));
        let is_brought = !item.is_literal(found.span.range());
        let to = if is_brought { &mut self.diagnostics.brought } else { &mut self.diagnostics.written };
        to.push(Diagnostic { span, kind: found.kind, suggestion: edit });
    }

    fn comment(&self, comment: Option<Range<usize>>) -> Option<Span> {
        let comment = comment?;
        let blanks = self.value.text[comment.clone()].find('#')?;
        Some(self.source.span(self.value.range(comment.start + blanks..comment.end)))
    }

    /// A line of pbr's extras, where a colon may be before the marker.
    fn entry(&mut self, line: Range<usize>) -> ListItem {
        let text = &self.value.text[line.clone()];
        let hash = text.find('#');
        let body = text[..hash.unwrap_or(text.len())].trim_end();
        let item = self.value.sub(line.start..line.start + body.len());
        // The requirements process takes any `#` for a comment; pbr only one behind a marker, and setuptools one behind a blank.
        if let Some(at) = hash.filter(|at| !body.contains(':') && !text[..*at].ends_with(' ')) {
            let place = self.value.range(line.start + at..line.start + at + 1);
            let is_literal =
                self.value.is_literal(line.start + at..line.start + at + 1) && !self.is_inherited;
            let span = self.source.span(place);
            let kind = DiagnosticKind::Requirement {
                kind: RequirementErrorKind::CommentWithoutBlank,
                found: "#".to_owned(),
            };
            let suggestion = is_literal.then(|| Edit::new(Span::new(span.start, span.start), " "));
            self.diagnostics.written.push(Diagnostic { span, kind, suggestion });
        }
        let (kind, found) = match Entry::parse(body, Urls::Forbidden) {
            // pbr hands the marker on as text, so that the entry is one whatever its marker.
            Ok(mut entry) => {
                text[hash.unwrap_or(text.len())..].clone_into(&mut entry.comment);
                (ListItemKind::Entry(Box::new(entry)), marker_diagnostic(body))
            }
            Err(found) => (ListItemKind::Invalid, Some(found)),
        };
        if let Some(found) = found {
            self.place(&item, found);
        }
        let is_written = !self.is_inherited && item.is_literal(0..item.text.len());
        let span = self.source.span(item.full_range());
        ListItem { span, comment: self.comment(hash.map(|at| line.start + at..line.end)), kind, is_written }
    }

    /// Whether setuptools takes the second of two parts for a marker: `a; python_version < '3'`.
    fn is_marker_on_option_line(&self, parts: &[Range<usize>]) -> bool {
        let [_, second] = parts else { return false };
        let text = &self.value.text[second.clone()];
        match text.parse::<Requirement>() {
            Ok(requirement) => MarkerVariable::from_name(requirement.name_as_written())
                .is_some_and(MarkerVariable::is_of_environment),
            Err(_) => MarkerVariable::all()
                .any(|variable| variable.is_of_environment() && text.starts_with(variable.as_str())),
        }
    }

    /// Reports it, with the edit that puts the requirement on a line of its own.
    fn marker_on_option_line(&mut self, option: &IniOption) -> Vec<ListItem> {
        let text = &*self.value.text;
        let at = text.find(';').unwrap_or_default();
        let (front, whole) = trim(text);
        let item = self.value.sub(front..front + whole.len());
        let is_written = !self.is_inherited && item.is_literal(0..item.text.len());
        let place = item.full_range();
        let edit = is_written.then(|| {
            let between = self.source.span(option.after_separator..place.start);
            Edit::new(between, format!("{}    ", crate::file::splice::line_ending(self.source.text())))
        });
        let range = self.value.range(at..at + 1);
        self.report(Span::new(range.start, range.end), FileErrorKind::MarkerOnOptionLine, edit);
        vec![ListItem {
            span: self.source.span(place),
            comment: None,
            kind: ListItemKind::Invalid,
            is_written,
        }]
    }

    /// Reports something at a place of the file's text.
    fn report(&mut self, place: Span, kind: FileErrorKind, suggestion: Option<Edit>) {
        let span = self.source.span(place.range());
        self.diagnostics.written.push(Diagnostic { span, kind: DiagnosticKind::File(kind), suggestion });
    }
}
