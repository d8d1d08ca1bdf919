//! `setup.cfg`: the lists of requirements that setuptools and pbr read from it.
//!
//! Source: setuptools' documentation, "Configuring setuptools using setup.cfg files" (`[options]`,
//! `[options.extras_require]`); pbr's (`[extras]`). The text is read as `configparser` reads it, without interpolation and
//! without a `DEFAULT` section.

mod edits;

use std::ops::Range;

use super::diagnostics::{encoding_diagnostics, placed};
use super::entry::{Entry, Urls, marker_diagnostic};
use super::ini::{self, IniOption, Section};
use super::logical::trim;
use super::source::SourceText;
use crate::{Diagnostic, DiagnosticKind, Requirement, Span};

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
}

/// Which list it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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
        let mut diagnostics = encoding_diagnostics(&source);
        let (sections, errors) = ini::parse(source.text());
        for error in errors {
            let span = source.span(error.range);
            diagnostics.push(Diagnostic { span, kind: DiagnosticKind::File(error.kind), suggestion: None });
        }
        let mut lists = Vec::new();
        for section in &sections {
            for option in &section.options {
                if let Some(kind) = list_kind(section, option) {
                    lists.push(read_list(&source, kind, option, &mut diagnostics));
                }
            }
        }
        let sections = sections
            .into_iter()
            .map(|section| SectionPlace {
                header: source.span(section.header.clone()),
                range: section.header.start..section.end,
                name: section.name,
            })
            .collect();
        diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        (Self { source, lists, sections }, diagnostics)
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

fn list_kind(section: &Section, option: &IniOption) -> Option<ListKind> {
    match section.name.as_str() {
        "options" => match option.key.to_ascii_lowercase().as_str() {
            "install_requires" => Some(ListKind::InstallRequires),
            "setup_requires" => Some(ListKind::SetupRequires),
            "tests_require" => Some(ListKind::TestsRequire),
            _ => None,
        },
        "options.extras_require" => Some(ListKind::Extra(option.key.clone())),
        "extras" => Some(ListKind::PbrExtra(option.key.clone())),
        _ => None,
    }
}

fn read_list(
    source: &SourceText,
    kind: ListKind,
    option: &IniOption,
    diagnostics: &mut Vec<Diagnostic>,
) -> RequirementList {
    let text = source.text();
    let is_pbr = matches!(kind, ListKind::PbrExtra(_));
    let mut files = Vec::new();
    let mut ranges = option.value.clone();
    if let [only] = option.value.as_slice() {
        if let Some(names) = text[only.clone()].strip_prefix("file:").filter(|_| !is_pbr) {
            files = names.split(',').map(|name| name.trim().to_owned()).collect();
            ranges.clear();
        } else if !is_pbr && !option.is_list(text) {
            // On one line a semicolon separates items, so that none of them can have a marker.
            ranges = split(text, only.clone(), ';');
        }
    }
    // A comment right behind `=` is a part of the value to `configparser`, and a line that says nothing to setuptools and pbr.
    let says_nothing = |range: &Range<usize>| range.is_empty() || text[range.clone()].starts_with('#');
    let items = ranges.into_iter().filter(|range| !says_nothing(range));
    let items = items.map(|range| read_item(source, range, is_pbr, diagnostics)).collect();
    RequirementList {
        kind,
        items,
        files,
        span: source.span(option.full.clone()),
        value_start: option.after_separator,
    }
}

fn split(text: &str, range: Range<usize>, separator: char) -> Vec<Range<usize>> {
    let mut start = range.start;
    let mut ranges = Vec::new();
    for part in text[range].split(separator) {
        let (front, content) = trim(part);
        ranges.push(start + front..start + front + content.len());
        start += part.len() + separator.len_utf8();
    }
    ranges
}

fn read_item(
    source: &SourceText,
    range: Range<usize>,
    is_pbr: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> ListItem {
    let text = &source.text()[range.clone()];
    let hash = if is_pbr { text.find('#') } else { text.find(" #").map(|at| at + 1) };
    let end = hash.unwrap_or(text.len());
    let body = text[..end].trim_end();
    let read = if is_pbr {
        Entry::parse(body, Urls::Forbidden)
            .map(|mut entry| {
                text[end..].clone_into(&mut entry.comment);
                ListItemKind::Entry(Box::new(entry))
            })
            .map_err(|diagnostic| vec![diagnostic])
    } else {
        let faults = |_| Requirement::faults(body).iter().map(|fault| fault.to_diagnostic(0)).collect();
        body.parse().map(ListItemKind::Requirement).map_err(faults)
    };
    let place = |span: Span| source.span(range.start + span.start..range.start + span.end);
    let (kind, found) = match read {
        // pbr hands the marker on as text, so that the entry is one whatever its marker.
        Ok(ListItemKind::Entry(entry)) => {
            (ListItemKind::Entry(entry), marker_diagnostic(body).into_iter().collect())
        }
        Ok(kind) => (kind, Vec::new()),
        Err(found) => (ListItemKind::Invalid, found),
    };
    diagnostics.extend(found.into_iter().map(|diagnostic| placed(source, range.start, diagnostic)));
    let comment = hash.map(|at| place(Span::new(at, text.len())));
    ListItem { span: place(Span::new(0, body.len())), comment, kind }
}

#[cfg(test)]
mod tests;
