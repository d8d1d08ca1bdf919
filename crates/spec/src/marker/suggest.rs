//! The edit that repairs a marker, where the intent is plain.
//!
//! Each candidate is tried: only an edit after which the text is right is suggested.

use crate::{Edit, RequirementError, RequirementErrorKind as Kind, Span};

/// The error of a text that should be a marker, with the first edit after which `is_marker` says yes.
#[cold]
pub(super) fn with_suggestion(
    text: &str,
    error: RequirementError,
    is_marker: fn(&str) -> bool,
) -> RequirementError {
    first_that_repairs(text, error, &[operator, quotes, closing_quote], is_marker)
}

/// An edit that may repair the text.
pub(crate) type Fix = fn(&str, &RequirementError) -> Option<Edit>;

/// The error with the first of the candidates after which the text is right.
pub(crate) fn first_that_repairs(
    text: &str,
    error: RequirementError,
    candidates: &[Fix],
    is_right: fn(&str) -> bool,
) -> RequirementError {
    let edit = candidates.iter().filter_map(|candidate| candidate(text, &error)).find(|edit| {
        let mut repaired = text.to_owned();
        repaired.replace_range(edit.span.range(), &edit.replacement);
        is_right(&repaired)
    });
    error.with_suggestion(edit)
}

/// `=>1`, `=<1`, `=1`.
pub(crate) fn operator(text: &str, error: &RequirementError) -> Option<Edit> {
    let from = error.span().start;
    let rest = text.get(from..)?;
    let place = from + rest.find('=')?;
    let replacement = match text.as_bytes().get(place + 1) {
        Some(b'>') => return Some(Edit::new(Span::new(place, place + 2), ">=")),
        Some(b'<') => return Some(Edit::new(Span::new(place, place + 2), "<=")),
        Some(b'=') => return None,
        _ => "==",
    };
    Some(Edit::new(Span::new(place, place + 1), replacement))
}

/// Quotes that a word processor has bent.
pub(crate) fn quotes(text: &str, _: &RequirementError) -> Option<Edit> {
    let is_bent = |character: char| matches!(character, '\u{201c}' | '\u{201d}' | '\u{2018}' | '\u{2019}');
    let start = text.find(is_bent)?;
    let end = text.rfind(is_bent)? + 3;
    let straight = text.get(start..end)?.chars().map(|character| match character {
        '\u{201c}' | '\u{201d}' => '"',
        '\u{2018}' | '\u{2019}' => '\'',
        other => other,
    });
    Some(Edit::new(Span::new(start, end), straight.collect::<String>()))
}

/// `'3.8` at the end, and `'3.8"`.
pub(crate) fn closing_quote(text: &str, error: &RequirementError) -> Option<Edit> {
    if error.kind() != Kind::UnclosedQuote {
        return None;
    }
    let quote = text.get(error.span().start..)?.chars().next()?;
    let other = if quote == '"' { '\'' } else { '"' };
    let end = text.trim_end().len();
    let start = text.get(..end)?.strip_suffix(other).map_or(end, str::len);
    (start > error.span().start + 1).then(|| Edit::new(Span::new(start, end), quote.to_string()))
}
