//! Diagnostics of a file's text, placed in its bytes.

use super::FileErrorKind;
use super::edit::is_within;
use super::encoding::{NameFault, closed_stretches};
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

/// The same, and what is wrong with the encoding that the file declares: then its bytes tell nothing more.
pub(super) fn declared_encoding_diagnostics(source: &SourceText) -> Vec<Diagnostic> {
    let Some((span, fault)) = source.encoding_fault() else { return encoding_diagnostics(source) };
    let name = source.slice(span).to_owned();
    let kind = match fault {
        NameFault::Unknown => FileErrorKind::UnknownEncoding { name },
        NameFault::NotRead => FileErrorKind::EncodingNotRead { name },
    };
    vec![Diagnostic { span, kind: DiagnosticKind::File(kind), suggestion: None }]
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

/// Takes away the suggestions that touch bytes which are not text: what an edit beside them would make of them, nobody can tell,
/// and the fault may still be there after it. So are those with an end where bytes do not mean ASCII.
pub(super) fn drop_unsafe_edits(source: &SourceText, diagnostics: &mut [Diagnostic]) {
    let invalid = source.invalid();
    let closed = closed_stretches(source.encoding(), source.as_bytes());
    if invalid.is_empty() && closed.is_empty() {
        return;
    }
    for diagnostic in diagnostics {
        let touches = |edit: &Edit| {
            let after = invalid.partition_point(|bytes| bytes.end < edit.span.start);
            invalid.get(after).is_some_and(|bytes| bytes.start <= edit.span.end)
                || is_within(&closed, edit.span.start)
                || is_within(&closed, edit.span.end)
        };
        if diagnostic.suggestion.as_ref().is_some_and(touches) {
            diagnostic.suggestion = None;
        }
    }
}
