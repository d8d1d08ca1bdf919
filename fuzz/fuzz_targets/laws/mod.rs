//! What holds of every file, whatever its format.

use haggle_spec::file::{EditError, Encoding, apply_edits};
use haggle_spec::{Diagnostic, Edit, Span};

/// Spans follow each other from the end of the byte order mark to the end of the file.
#[allow(dead_code, reason = "formats without lines have nothing to tile")]
pub fn tile(bytes: &[u8], mark: usize, spans: impl Iterator<Item = Span>) {
    let end = spans.fold(mark, |position, span| {
        assert_eq!(span.start, position);
        assert!(span.end > span.start);
        span.end
    });
    assert_eq!(end, bytes.len());
}

/// Diagnostics point into the file, and what they suggest can be done.
pub fn in_bounds(bytes: &[u8], diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        assert!(diagnostic.span.start <= diagnostic.span.end && diagnostic.span.end <= bytes.len());
        assert!(!diagnostic.message().is_empty());
        diagnostic.suggestion.iter().for_each(|edit| only_the_span_changes(bytes, edit));
    }
}

/// What is around the span of an edit stays.
pub fn only_the_span_changes(bytes: &[u8], edit: &Edit) {
    match apply_edits(bytes, std::slice::from_ref(edit)) {
        Ok(edited) => {
            assert!(edited.starts_with(&bytes[..edit.span.start]));
            assert!(edited.ends_with(&bytes[edit.span.end..]));
        }
        Err(error) => assert!(is_of_encoding(bytes, &error), "{error}"),
    }
}

/// Whether it is the encoding of a file that has no bytes for an edit, or none in its place: a line may end where bytes do not mean ASCII.
fn is_of_encoding(bytes: &[u8], error: &EditError) -> bool {
    let has_states = matches!(Encoding::detect(bytes).0, Encoding::Stateful(_));
    matches!(error, EditError::NotEncodable { .. }) || has_states && matches!(error, EditError::InsideCharacter { .. })
}

/// Formatting twice is formatting once.
#[allow(dead_code, reason = "some formats have no formatting")]
pub fn stable(bytes: &[u8], format: impl Fn(&[u8]) -> Vec<Edit>) {
    let once = match apply_edits(bytes, &format(bytes)) {
        Ok(once) => once,
        Err(error) => return assert!(is_of_encoding(bytes, &error), "{error}"),
    };
    assert_eq!(format(&once), []);
}
