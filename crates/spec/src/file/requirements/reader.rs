//! What reads a line: it knows the line's text and where diagnostics go.

use std::ops::Range;

use super::{InvalidLine, LineKind};
use crate::file::FileErrorKind;
use crate::file::logical::LogicalText;
use crate::file::source::SourceText;
use crate::{Diagnostic, DiagnosticKind, Edit, RequirementError, Span};

pub(super) struct Reader<'line, 'text> {
    pub(super) content: &'line LogicalText<'text>,
    pub(super) source: &'line SourceText,
    pub(super) comment: Option<Span>,
    pub(super) diagnostics: &'line mut Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        self.source.span(self.content.range(range))
    }

    pub(super) fn report(&mut self, range: Range<usize>, kind: FileErrorKind) {
        let span = self.span(range);
        self.diagnostics.push(Diagnostic { span, kind: DiagnosticKind::File(kind), suggestion: None });
    }

    /// Reports what was found in the text.
    pub(super) fn report_error(&mut self, error: &RequirementError, offset: usize) {
        let diagnostic = error.to_diagnostic(offset);
        let place = |span: Span| self.span(span.range());
        let suggestion = diagnostic.suggestion.map(|edit| Edit::new(place(edit.span), edit.replacement));
        let span = place(diagnostic.span);
        self.diagnostics.push(Diagnostic { span, kind: diagnostic.kind, suggestion });
    }

    pub(super) fn invalid(&self) -> LineKind {
        LineKind::Invalid(InvalidLine {
            span: self.source.span(self.content.full_range()),
            comment: self.comment,
        })
    }
}
