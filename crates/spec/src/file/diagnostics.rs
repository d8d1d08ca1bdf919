//! Diagnostics of a file's text, placed in its bytes.

use super::FileErrorKind;
use super::source::SourceText;
use crate::{Diagnostic, DiagnosticKind, Edit, Span};

/// A diagnostic for each stretch of bytes that is not valid in the encoding of the file.
pub(super) fn encoding_diagnostics(source: &SourceText) -> Vec<Diagnostic> {
    let invalid = |span: &Span| Diagnostic {
        span: *span,
        kind: DiagnosticKind::File(FileErrorKind::InvalidEncoding),
        suggestion: None,
    };
    source.invalid().iter().map(invalid).collect()
}

/// A diagnostic of a line, with its spans in the line's text, as one of the file: the line starts at `start` of the text.
pub(super) fn placed(source: &SourceText, start: usize, diagnostic: Diagnostic) -> Diagnostic {
    let place = |span: Span| source.span(start + span.start..start + span.end);
    Diagnostic {
        span: place(diagnostic.span),
        kind: diagnostic.kind,
        suggestion: diagnostic.suggestion.map(|edit| Edit::new(place(edit.span), edit.replacement)),
    }
}
