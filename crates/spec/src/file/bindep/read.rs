//! Reading a file, line by line.

use super::{BindepFile, BindepLine, BindepLineKind, grammar};
use crate::file::FileErrorKind;
use crate::file::diagnostics::{drop_unsafe_edits, encoding_diagnostics};
use crate::file::source::SourceText;
use crate::{Diagnostic, DiagnosticKind, Edit};

impl BindepFile {
    /// Parses a file. A line that does not follow the grammar is kept and reported; the others are read all the same.
    ///
    /// ```
    /// use haggle_spec::file::bindep::BindepFile;
    ///
    /// let (file, diagnostics) = BindepFile::parse("swig\nlibpq-dev [platform:dpkg]\nGawk [Test]\n");
    /// assert_eq!(file.active(&["platform:dpkg"]).map(|rule| &*rule.name).collect::<Vec<_>>(), ["swig", "libpq-dev"]);
    /// assert_eq!(diagnostics.len(), 1);
    /// assert_eq!(file.text(diagnostics[0].span), "T");
    /// ```
    pub fn parse(bytes: impl Into<Vec<u8>>) -> (Self, Vec<Diagnostic>) {
        let source = SourceText::new(bytes);
        let mut diagnostics = encoding_diagnostics(&source);
        let mut lines = Vec::new();
        let mut start = 0;
        for line in source.text().split_inclusive('\n') {
            let content = line.strip_suffix('\n').unwrap_or(line);
            let content = content.strip_suffix('\r').unwrap_or(content);
            let kind = match grammar::line(content) {
                Ok(parsed) => parsed.into_kind(|range| source.span(start + range.start..start + range.end)),
                Err(error) => {
                    let span = source.span(start + error.at.start..start + error.at.end);
                    let kind = DiagnosticKind::File(FileErrorKind::InvalidLine { expected: error.expected });
                    let suggestion = error.replacement.map(|replacement| Edit::new(span, replacement));
                    diagnostics.push(Diagnostic { span, kind, suggestion });
                    BindepLineKind::Invalid
                }
            };
            lines.push(BindepLine { span: source.span(start..start + line.len()), kind });
            start += line.len();
        }
        diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
        drop_unsafe_edits(&source, &mut diagnostics);
        (Self { source, lines }, diagnostics)
    }
}
