//! Files of [entries](Entry): global lists, denylists, and what the process edits in projects and constraints.

use std::collections::BTreeMap;

use super::diagnostics::{drop_unsafe_edits, encoding_diagnostics, placed};
use super::entry::{Entry, Urls, marker_diagnostic};
use super::logical::{physical_lines, trim};
use super::source::SourceText;
use super::splice;
use crate::{Diagnostic, Edit, PackageName, Span};

/// A file that is read line by line as the requirements process does.
///
/// Laws: [`to_bytes`](Self::to_bytes) gives the bytes that were parsed; the spans of [`lines`](Self::lines) tile them after
/// the byte order mark.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EntryFile {
    source: SourceText,
    lines: Vec<EntryLine>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EntryLine {
    /// The whole line, line ending included.
    pub span: Span,
    /// The line without line ending and without white space around it.
    pub content: Span,
    /// What is on it.
    pub kind: EntryLineKind,
}

/// What is on a line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum EntryLineKind {
    /// Nothing.
    Blank,
    /// Only a comment.
    Comment,
    /// An entry.
    Entry(Box<Entry>),
    /// Something that is not an entry and that the process leaves alone: `-e`, `-f`, a tarball of `OpenStack`.
    LeftAlone,
    /// Something else that is not an entry; a diagnostic says why.
    Invalid,
}

impl EntryLine {
    /// The entry, if the line is one.
    pub fn entry(&self) -> Option<&Entry> {
        match &self.kind {
            EntryLineKind::Entry(entry) => Some(entry),
            _ => None,
        }
    }
}

/// The lines of one name, by name.
pub type LinesByName<'file> = BTreeMap<PackageName, Vec<&'file EntryLine>>;

impl EntryFile {
    /// Parses a file. A line that is not an entry is kept and reported; the others are read all the same.
    ///
    /// ```
    /// use haggle_spec::file::{EntryFile, Urls};
    ///
    /// let (file, diagnostics) = EntryFile::parse("# ours\nsix\n-e .\nfoo bar\n", Urls::Forbidden);
    /// assert_eq!(file.entries().map(|entry| &*entry.name).collect::<Vec<_>>(), ["six"]);
    /// assert_eq!(diagnostics.len(), 1);
    /// ```
    pub fn parse(bytes: impl Into<Vec<u8>>, urls: Urls) -> (Self, Vec<Diagnostic>) {
        let source = SourceText::new(bytes);
        let mut diagnostics = encoding_diagnostics(&source);
        let text = source.text();
        let mut lines = Vec::new();
        for (full, end) in physical_lines(text) {
            let (front, content) = trim(&text[full.start..end]);
            let start = full.start + front;
            let kind = match classify(content, urls) {
                Ok(kind) => kind,
                Err(diagnostic) => {
                    diagnostics.push(placed(&source, start, diagnostic));
                    EntryLineKind::Invalid
                }
            };
            let content = source.span(start..start + content.len());
            lines.push(EntryLine { span: source.span(full), content, kind });
        }
        diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
        drop_unsafe_edits(&source, &mut diagnostics);
        (Self { source, lines }, diagnostics)
    }

    /// All lines in order.
    pub fn lines(&self) -> &[EntryLine] {
        &self.lines
    }

    /// The entries in order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.lines.iter().filter_map(EntryLine::entry)
    }

    /// The lines with entries, by normalised name, in the order of the file inside each.
    pub fn by_name(&self) -> LinesByName<'_> {
        let mut lines = LinesByName::new();
        for line in &self.lines {
            if let Some(name) = line.entry().and_then(Entry::package_name) {
                lines.entry(name).or_default().push(line);
            }
        }
        lines
    }

    /// What is wrong with the markers of the entries, in order. The process keeps markers as text and looks at none while it
    /// parses, so that [`parse`](Self::parse) does not either.
    ///
    /// ```
    /// use haggle_spec::file::{EntryFile, Urls};
    ///
    /// let (file, _) = EntryFile::parse("six;python_version<'3\n", Urls::Forbidden);
    /// assert_eq!(file.marker_diagnostics()[0].message(), "this quote is not closed");
    /// ```
    pub fn marker_diagnostics(&self) -> Vec<Diagnostic> {
        let entries = self.lines.iter().filter(|line| line.entry().is_some_and(|it| it.location.is_empty()));
        entries
            .filter_map(|line| {
                let range = self.source.range(line.content);
                let diagnostic = marker_diagnostic(&self.source.text()[range.clone()])?;
                Some(placed(&self.source, range.start, diagnostic))
            })
            .collect()
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

    /// The edit that puts other text on a line; white space around it and the line ending stay.
    pub fn replace(&self, line: &EntryLine, text: impl Into<String>) -> Edit {
        Edit::new(line.content, text)
    }

    /// The edit that takes a line out.
    pub fn remove(&self, line: &EntryLine) -> Edit {
        Edit::new(line.span, "")
    }

    /// The edit that puts a new line before a line.
    pub fn insert_before(&self, line: &EntryLine, text: &str) -> Edit {
        splice::insert_line(&self.source, self.source.range(line.span).start, text)
    }

    /// The edit that adds a line at the end.
    pub fn append(&self, text: &str) -> Edit {
        splice::append_line(&self.source, text)
    }
}

fn classify(content: &str, urls: Urls) -> Result<EntryLineKind, Diagnostic> {
    if content.is_empty() {
        return Ok(EntryLineKind::Blank);
    }
    if content.starts_with('#') {
        return Ok(EntryLineKind::Comment);
    }
    let is_left_alone = content.starts_with("http://tarballs.openstack.org/")
        || content.starts_with("-f")
        || (urls == Urls::Forbidden && content.starts_with("-e"));
    if is_left_alone {
        return Ok(EntryLineKind::LeftAlone);
    }
    Entry::parse(content, urls).map(|entry| EntryLineKind::Entry(Box::new(entry)))
}
