//! TOML to what the standards say about requirements.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::array::{content_range, fits, quote};
use super::groups::GroupErrorKind;
use super::{
    ArrayItem, BuildSystem, DependencyGroup, DependencyGroups, GroupItem, ProjectTable, PyProject,
    RequirementArray, TablePlace,
};
use crate::file::FileErrorKind;
use crate::file::diagnostics::encoding_diagnostics;
use crate::file::source::SourceText;
use crate::{Diagnostic, DiagnosticKind, Edit, Span};

impl PyProject {
    /// Parses a file. What is not TOML, has another type than the standards ask for, or is not a requirement, is reported; the
    /// rest is read all the same.
    pub fn parse(bytes: impl Into<Vec<u8>>) -> (Self, Vec<Diagnostic>) {
        read(SourceText::new(bytes))
    }
}

fn read(source: SourceText) -> (PyProject, Vec<Diagnostic>) {
    let diagnostics = encoding_diagnostics(&source);
    let (document, errors) = DeTable::parse_recoverable(source.text());
    let mut reader = Reader { source: &source, diagnostics };
    let is_toml = errors.is_empty();
    let mut reported = 0..0;
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        // What else a parser that recovers finds on a line is a consequence.
        let is_consequence = !reported.is_empty()
            && range.start >= reported.start
            && !source.text()[reported.start..range.start].contains('\n');
        reported = range.start..range.end.max(range.start + 1);
        if is_consequence {
            continue;
        }
        let message = error.message().lines().next().unwrap_or_default().to_owned();
        reader.report(range, FileErrorKind::InvalidToml { message });
    }
    let root = document.get_ref();
    let project = reader.table(root, "project", "project");
    let groups = reader.table(root, "dependency-groups", "dependency-groups");
    let build = reader.table(root, "build-system", "build-system");
    let mut tables = Vec::new();
    let mut name = None;
    let mut version = None;
    let mut requires_python = None;
    let mut dynamic = Vec::new();
    let mut dependencies = None;
    let mut extras = None;
    let mut project_table = None;
    if let Some((table, place)) = project {
        project_table = Some(ProjectTable::read(&source, span_of(&source, root, "project"), table));
        tables.push(("project", place));
        name = reader.string(table, "name", "project.name");
        version = reader.string(table, "version", "project.version");
        requires_python = reader.string(table, "requires-python", "project.requires-python");
        dynamic = reader.strings(table, "dynamic", "project.dynamic");
        dependencies = reader.requirements(table, "dependencies", "project.dependencies");
        if let Some((table, place)) =
            reader.table(table, "optional-dependencies", "project.optional-dependencies")
        {
            tables.push(("project.optional-dependencies", place));
            extras = Some(reader.extras(table));
        }
    }
    let groups = groups.map(|(table, place)| {
        tables.push(("dependency-groups", place));
        reader.groups(table)
    });
    let build = build.map(|(table, place)| {
        tables.push(("build-system", place));
        BuildSystem {
            span: span_of(&source, root, "build-system"),
            has_requires: table.contains_key("requires"),
            requires: reader.requirements(table, "requires", "build-system.requires"),
            backend: reader.string(table, "build-backend", "build-system.build-backend"),
        }
    });
    let mut diagnostics = reader.diagnostics;
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    let sources = in_tables(root, &["tool", "uv", "sources"]);
    let sources = sources.map(|table| table.keys().map(|key| key.get_ref().to_string()).collect());
    let has_poetry = in_tables(root, &["tool", "poetry", "dependencies"]).is_some();
    drop(document);
    let file = PyProject {
        source,
        name,
        version,
        requires_python,
        dynamic,
        sources: sources.unwrap_or_default(),
        has_poetry,
        project: project_table,
        dependencies,
        extras,
        groups,
        build,
        tables,
        is_toml,
    };
    (file, diagnostics)
}

/// The table at a path of keys, if all of them are tables.
fn in_tables<'t, 'i>(root: &'t DeTable<'i>, path: &[&str]) -> Option<&'t DeTable<'i>> {
    path.iter().try_fold(root, |table, key| table.get(*key)?.get_ref().as_table())
}

/// Where the value of a key of the top table is.
fn span_of(source: &SourceText, root: &DeTable<'_>, key: &str) -> Span {
    source.span(root.get(key).map_or(0..0, Spanned::span))
}

struct Reader<'source> {
    source: &'source SourceText,
    diagnostics: Vec<Diagnostic>,
}

type Value<'i> = Spanned<DeValue<'i>>;

/// Where a string is.
struct StringPlace<'text> {
    range: Range<usize>,
    /// What is between the quotes.
    inner: Range<usize>,
    /// As it is written, with its quotes.
    written: &'text str,
    /// Whether its value is what is between the quotes.
    is_plain: bool,
}

impl Reader<'_> {
    fn report(&mut self, range: Range<usize>, kind: FileErrorKind) {
        let span = self.source.span(range);
        self.diagnostics.push(Diagnostic { span, kind: DiagnosticKind::File(kind), suggestion: None });
    }

    fn wrong_type(&mut self, value: &Value<'_>, place: &str, expected: &'static str) {
        // A value that a parser which recovers has put in is nowhere.
        if value.span().is_empty() {
            return;
        }
        self.report(value.span(), FileErrorKind::WrongType { place: place.to_owned(), expected });
    }

    /// The table under a key, and where a key would be added to it.
    fn table<'t, 'i>(
        &mut self,
        parent: &'t DeTable<'i>,
        key: &str,
        place: &str,
    ) -> Option<(&'t DeTable<'i>, TablePlace)> {
        let value = parent.get(key)?;
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(value, place, "a table");
            return None;
        };
        let span = value.span();
        let is_inline = self.source.text()[span.clone()].starts_with('{');
        // The header's span does not cover the keys; those in tables of their own are elsewhere.
        let own_keys = table.iter().filter(|(_, value)| !is_header_table(self.source.text(), value));
        let end = own_keys.map(|(_, value)| value.span().end).max().unwrap_or(0).max(span.end);
        Some((table, TablePlace { end, inline: is_inline.then_some(span) }))
    }

    fn string(&mut self, table: &DeTable<'_>, key: &str, place: &str) -> Option<String> {
        let value = table.get(key)?;
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(value, place, "a string");
        }
        text.map(str::to_owned)
    }

    fn array<'t, 'i>(
        &mut self,
        value: &'t Value<'i>,
        place: &str,
        expected: &'static str,
    ) -> Option<&'t DeArray<'i>> {
        let array = value.get_ref().as_array();
        if array.is_none() {
            self.wrong_type(value, place, expected);
        }
        array
    }

    fn strings(&mut self, table: &DeTable<'_>, key: &str, place: &str) -> Vec<String> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let Some(array) = self.array(value, place, "an array of strings") else { return Vec::new() };
        let mut texts = Vec::new();
        for value in array {
            match value.get_ref().as_str() {
                Some(text) => texts.push(text.to_owned()),
                None => self.wrong_type(value, place, "an array of strings"),
            }
        }
        texts
    }

    fn requirements(&mut self, table: &DeTable<'_>, key: &str, place: &str) -> Option<RequirementArray> {
        let value = table.get(key)?;
        self.requirement_array(value, place)
    }

    fn requirement_array(&mut self, value: &Value<'_>, place: &str) -> Option<RequirementArray> {
        let array = self.array(value, place, "an array of requirements")?;
        let mut items = Vec::with_capacity(array.len());
        for value in array {
            match self.item(value) {
                Some(item) => items.push(item),
                None => self.wrong_type(value, place, "an array of requirements"),
            }
        }
        Some(RequirementArray { span: self.source.span(value.span()), items })
    }

    fn extras(&mut self, table: &DeTable<'_>) -> Vec<(String, RequirementArray)> {
        let mut keys: Vec<(&Spanned<Cow<'_, str>>, &Value<'_>)> = table.iter().collect();
        keys.sort_by_key(|(key, _)| key.span().start);
        let mut extras = Vec::with_capacity(keys.len());
        for (key, value) in keys {
            self.check_name(key);
            let place = format!("project.optional-dependencies.{}", key.get_ref());
            if let Some(array) = self.requirement_array(value, &place) {
                extras.push((key.get_ref().to_string(), array));
            }
        }
        extras
    }

    fn check_name(&mut self, key: &Spanned<Cow<'_, str>>) {
        if let Err(error) = crate::ExtraName::new(key.get_ref()) {
            let (span, kind) = (self.source.span(key.span()), DiagnosticKind::InvalidName(error.kind()));
            self.diagnostics.push(Diagnostic { span, kind, suggestion: None });
        }
    }

    /// A string as an item; nothing if it is none.
    fn item(&mut self, value: &Value<'_>) -> Option<ArrayItem> {
        let text = value.get_ref().as_str()?;
        let range = value.span();
        let written = &self.source.text()[range.clone()];
        let inner = content_range(written);
        // Where the string has escapes, a place in its value has none in the file.
        let is_plain = written[inner.clone()] == *text;
        let inner = range.start + inner.start..range.start + inner.end;
        let requirement = text.parse().ok();
        if requirement.is_none() {
            let place = StringPlace { range: range.clone(), inner: inner.clone(), written, is_plain };
            for error in crate::Requirement::faults(text) {
                self.report_requirement(&error, text, &place);
            }
        }
        let (span, content) = (self.source.span(range), self.source.span(inner));
        Some(ArrayItem { span, content, text: text.to_owned(), requirement })
    }

    /// Reports a fault of a string's value. Where the string has escapes, a place in its value has none in the file: then the fault is
    /// that of the whole string, and the repair writes it anew.
    fn report_requirement(&mut self, error: &crate::RequirementError, text: &str, string: &StringPlace<'_>) {
        let found = error.to_diagnostic(0);
        let inner = &string.inner;
        let place = |span: Span| {
            let range = inner.start + span.start..inner.start + span.end;
            self.source.span(if string.is_plain { range } else { inner.clone() })
        };
        let suggestion = found.suggestion.map(|edit| {
            if string.is_plain && fits(string.written, &edit.replacement) {
                return Edit::new(place(edit.span), edit.replacement);
            }
            let mut repaired = text.to_owned();
            repaired.replace_range(edit.span.range(), &edit.replacement);
            Edit::new(self.source.span(string.range.clone()), quote(&repaired))
        });
        self.diagnostics.push(Diagnostic { span: place(found.span), kind: found.kind, suggestion });
    }

    fn groups(&mut self, table: &DeTable<'_>) -> DependencyGroups {
        let mut keys: Vec<(&Spanned<Cow<'_, str>>, &Value<'_>)> = table.iter().collect();
        keys.sort_by_key(|(key, _)| key.span().start);
        let mut groups = Vec::with_capacity(keys.len());
        for (key, value) in keys {
            self.check_name(key);
            let place = format!("dependency-groups.{}", key.get_ref());
            let items = self.array(value, &place, "an array of requirements and includes");
            let items = items.map(|array| array.iter().map(|value| self.group_item(value, &place)).collect());
            groups.push(DependencyGroup {
                name: key.get_ref().to_string(),
                name_span: self.source.span(key.span()),
                span: self.source.span(value.span()),
                items,
            });
        }
        let groups = DependencyGroups::new(groups);
        self.check_groups(&groups);
        groups
    }

    fn group_item(&mut self, value: &Value<'_>, place: &str) -> GroupItem {
        if let Some(item) = self.item(value) {
            return GroupItem::Requirement(item);
        }
        let span = self.source.span(value.span());
        let include = value.get_ref().as_table().filter(|table| table.len() == 1);
        let group = include.and_then(|table| table.get("include-group"));
        if let Some(group) = group.and_then(|group| group.get_ref().as_str()) {
            return GroupItem::Include { group: group.to_owned(), span };
        }
        self.wrong_type(value, place, "an array of requirements and `{include-group = \"name\"}`");
        GroupItem::Invalid { span }
    }

    /// Reports names that are there twice, includes of groups that are not there, and cycles.
    fn check_groups(&mut self, groups: &DependencyGroups) {
        for error in groups.faults() {
            let kind = match error.kind {
                GroupErrorKind::Unknown(group) => FileErrorKind::UnknownGroup { group },
                GroupErrorKind::Duplicate(name) => {
                    FileErrorKind::Duplicate { what: format!("dependency group `{name}`") }
                }
                GroupErrorKind::Cycle(groups) => FileErrorKind::IncludeCycle { groups },
                GroupErrorKind::Malformed | GroupErrorKind::TooLarge => continue,
            };
            let Some(span) = error.span else { continue };
            self.diagnostics.push(Diagnostic { span, kind: DiagnosticKind::File(kind), suggestion: None });
        }
    }
}

/// Whether a value is a table with a header of its own, or the array of such tables: it is outside its parent.
fn is_header_table(text: &str, value: &Value<'_>) -> bool {
    let is_table = value.get_ref().is_table()
        || value.get_ref().as_array().is_some_and(|array| array.iter().all(|item| item.get_ref().is_table()));
    let written = &text[value.span()];
    is_table && written.starts_with('[') && !written.starts_with("[{") && !written.starts_with("[]")
}
