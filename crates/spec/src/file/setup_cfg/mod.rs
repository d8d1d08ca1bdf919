//! `setup.cfg`: the lists of requirements that setuptools and pbr read from it.
//!
//! Source: setuptools 80.9 and pbr 7.1 as they read files, observed: `[options]`, `[options.extras_require]`; `[extras]`, and
//! `requires_dist` and `setup_requires_dist` of `[metadata]`, which pbr reads where a project uses it. The text is read as
//! `configparser` reads it, with `%(name)s` and `[DEFAULT]`. Dashes in the names of options count as underscores.
//!
//! setuptools reads no `tests_require` since version 72; it is read here for the sake of those before it.

mod edits;
mod lists;

use std::collections::HashSet;
use std::ops::Range;

use super::FileErrorKind;
use super::PlacedText;
use super::diagnostics::{drop_unsafe_edits, encoding_diagnostics};
use super::entry::Entry;
use super::ini::{self, IniOption, Section};
use super::interpolation::{self, Budget, Scope};
use super::source::SourceText;
use crate::{Diagnostic, DiagnosticKind, Edit, Requirement, Span};
use lists::Diagnostics;

/// A parsed `setup.cfg`.
///
/// Law: [`to_bytes`](Self::to_bytes) gives the bytes that were parsed.
///
/// ```
/// use haggle_spec::file::setup_cfg::{ListKind, SetupCfg};
///
/// let text = "[metadata]\nname = x\n[options]\ninstall_requires =\n    six>=1  # MIT\n[extras]\nvmware =\n  oslo.vmware>=3 # Apache-2.0\n";
/// let (file, diagnostics) = SetupCfg::parse(text);
/// assert!(diagnostics.is_empty());
/// assert_eq!(file.lists()[1].kind, ListKind::PbrExtra("vmware".to_owned()));
/// assert_eq!(file.text(file.lists()[1].items[0].span), "oslo.vmware>=3");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SetupCfg {
    source: SourceText,
    lists: Vec<RequirementList>,
    sections: Vec<SectionPlace>,
    requires_python: Option<PlacedText>,
}

/// Which list it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ListKind {
    /// `install_requires` in `[options]`.
    InstallRequires,
    /// `setup_requires` in `[options]`.
    SetupRequires,
    /// `tests_require` in `[options]`.
    TestsRequire,
    /// An extra in `[options.extras_require]`, with its name as written.
    Extra(String),
    /// An extra in `[extras]`, with its name as written.
    PbrExtra(String),
    /// `requires_dist` in `[metadata]`.
    PbrRequires,
    /// `setup_requires_dist` in `[metadata]`.
    PbrSetupRequires,
}

/// A list of requirements.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequirementList {
    /// Which list.
    pub kind: ListKind,
    /// Its items in order. Lines with only a comment are none.
    pub items: Vec<ListItem>,
    /// The files of a `file:` directive, which replaces items.
    pub files: Vec<String>,
    /// From the option's name to the end of its last item.
    pub span: Span,
    /// Where the value starts, right after `=`.
    value_start: usize,
    /// Whether `[DEFAULT]` has it, so that each section does.
    is_inherited: bool,
}

/// One item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ListItem {
    /// The item without its comment.
    pub span: Span,
    /// The comment behind it, from its `#` on.
    pub comment: Option<Span>,
    /// What it says.
    pub kind: ListItemKind,
    /// Whether it is written at its span. Otherwise a reference (`%(name)s`) or `[DEFAULT]` brings it, or it goes on in another
    /// line after a backslash: then its span is a stretch that also holds something else.
    pub is_written: bool,
}

/// What an item says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ListItemKind {
    /// A requirement, in the lists of setuptools.
    Requirement(Requirement),
    /// A requirement in pbr's form, where a colon may be before the marker.
    Entry(Box<Entry>),
    /// Something else; a diagnostic says what is wrong.
    Invalid,
}

/// Where a section is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct SectionPlace {
    name: String,
    /// In the text: from its header to the end of its last line that says something.
    range: Range<usize>,
    header: Span,
}

impl SetupCfg {
    /// Parses a file. What is not INI, and what is not a requirement, is kept and reported.
    pub fn parse(bytes: impl Into<Vec<u8>>) -> (Self, Vec<Diagnostic>) {
        let source = SourceText::new(bytes);
        let mut diagnostics =
            Diagnostics { written: encoding_diagnostics(&source), ..Diagnostics::default() };
        let (sections, errors) = ini::parse(source.text());
        for error in errors {
            let span = source.span(error.range);
            let kind = DiagnosticKind::File(error.kind);
            diagnostics.written.push(Diagnostic { span, kind, suggestion: None });
        }
        let defaults = sections.iter().find(|section| section.name == DEFAULT);
        let defaults: &[IniOption] = defaults.map_or(&[], |section| &section.options);
        let mut reader =
            Reader { source: &source, lists: Vec::new(), budget: Budget::default(), diagnostics };
        // The values of `[DEFAULT]` are checked once.
        let mut is_first = true;
        for section in sections.iter().filter(|section| section.name != DEFAULT) {
            let scope = Scope::of(source.text(), section, defaults);
            for option in &section.options {
                reader.option(&section.name, option, &scope, false);
            }
            let has_lists = lists::kind(&section.name, "x").is_some()
                || matches!(section.name.as_str(), "options" | "metadata");
            if std::mem::take(&mut is_first) || has_lists {
                let keys: HashSet<&str> = section.options.iter().map(|option| option.key.as_str()).collect();
                for option in defaults.iter().filter(|option| !keys.contains(option.key.as_str())) {
                    reader.option(&section.name, option, &scope, true);
                }
            }
        }
        let Reader { lists, diagnostics, .. } = reader;
        let requires_python = requires_python(&source, &sections);
        let sections = sections
            .into_iter()
            .map(|section| SectionPlace {
                header: source.span(section.header.clone()),
                range: section.header.start..section.end,
                name: section.name,
            })
            .collect();
        let mut diagnostics = diagnostics.in_order();
        drop_unsafe_edits(&source, &mut diagnostics);
        (Self { source, lists, sections, requires_python }, diagnostics)
    }

    /// The lists of requirements in the order of the file.
    pub fn lists(&self) -> &[RequirementList] {
        &self.lists
    }

    /// The list of a kind; names of extras compare as they are written, upper and lower case alike.
    pub fn list(&self, kind: &ListKind) -> Option<&RequirementList> {
        self.lists.iter().find(|list| match (&list.kind, kind) {
            (ListKind::Extra(left), ListKind::Extra(right))
            | (ListKind::PbrExtra(left), ListKind::PbrExtra(right)) => left.eq_ignore_ascii_case(right),
            (left, right) => left == right,
        })
    }

    /// The extras of pbr (`[extras]`), in order; nothing if there is no such section.
    pub fn pbr_extras(&self) -> Option<impl Iterator<Item = (&str, &RequirementList)>> {
        self.has_section("extras").then(|| {
            self.lists.iter().filter_map(|list| match &list.kind {
                ListKind::PbrExtra(name) => Some((name.as_str(), list)),
                _ => None,
            })
        })
    }

    /// `python_requires` of `[options]`, where it is on one line and without references.
    pub fn requires_python(&self) -> Option<&PlacedText> {
        self.requires_python.as_ref()
    }

    /// Whether there is a section of this name.
    pub fn has_section(&self, name: &str) -> bool {
        self.sections.iter().any(|section| section.name == name)
    }

    /// The headers of the sections, in order: name and place.
    pub fn section_headers(&self) -> impl Iterator<Item = (&str, Span)> {
        self.sections.iter().map(|section| (section.name.as_str(), section.header))
    }

    /// The text of a span.
    pub fn text(&self, span: Span) -> &str {
        self.source.slice(span)
    }

    /// The file's text and encoding.
    pub fn source(&self) -> &SourceText {
        &self.source
    }

    /// The bytes that were parsed.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.source.as_bytes().to_vec()
    }
}

fn requires_python(source: &SourceText, sections: &[Section]) -> Option<PlacedText> {
    let options = &sections.iter().find(|section| section.name == "options")?.options;
    let is_it = |option: &&IniOption| option.key.replace('-', "_").eq_ignore_ascii_case("python_requires");
    let option = options.iter().find(is_it)?;
    let mut lines = option.value.iter().filter(|line| !line.is_empty());
    let (line, None) = (lines.next()?, lines.next()) else { return None };
    let text = &source.text()[line.clone()];
    (!text.contains('%')).then(|| PlacedText { text: text.to_owned(), span: source.span(line.clone()) })
}

/// The section whose options every other has.
const DEFAULT: &str = "DEFAULT";

/// Reads the lists of a file, option by option.
struct Reader<'file> {
    source: &'file SourceText,
    lists: Vec<RequirementList>,
    budget: Budget,
    diagnostics: Diagnostics,
}

impl Reader<'_> {
    fn option(&mut self, section: &str, option: &IniOption, scope: &Scope<'_>, is_inherited: bool) {
        let (value, errors) = interpolation::value(option, scope, &mut self.budget);
        for error in errors {
            let span = self.source.span(error.range);
            let doubled = (error.kind == FileErrorKind::InvalidInterpolation
                && self.source.slice(span) == "%")
                .then(|| Edit::new(span, "%%"));
            let kind = DiagnosticKind::File(error.kind);
            self.diagnostics.written.push(Diagnostic { span, kind, suggestion: doubled });
        }
        if let Some(kind) = lists::kind(section, &option.key) {
            let list = lists::read(self.source, kind, option, &value, is_inherited, &mut self.diagnostics);
            self.lists.push(list);
        }
    }
}

#[cfg(test)]
mod tests;
