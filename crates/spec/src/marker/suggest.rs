//! The edit that repairs a marker, where the intent is plain.
//!
//! Each candidate is tried: an edit is suggested if the text is right after it, or the next fault lies behind it.

use super::MarkerVariable;
use crate::{Edit, RequirementError, RequirementErrorKind as Kind, Span};

/// An edit that may repair the text.
pub(crate) type Fix = fn(&str, &RequirementError) -> Option<Edit>;

/// What repairs markers.
pub(crate) const FIXES: [Fix; 8] =
    [operator, symbol, variable, value, quotes, closing_quote, parenthesis, semicolon];

/// The error with the first of the candidates that repairs it: `stop` says where a text stops being right, if it does.
#[cold]
pub(crate) fn first_that_repairs(
    text: &str,
    error: RequirementError,
    candidates: &[Fix],
    stop: fn(&str) -> Option<usize>,
) -> RequirementError {
    let edit = candidates.iter().filter_map(|candidate| candidate(text, &error)).find(|edit| {
        let mut repaired = text.to_owned();
        repaired.replace_range(edit.span.range(), &edit.replacement);
        let end = edit.span.start + edit.replacement.len();
        // Behind the edit and the blanks after it.
        let end = end + repaired[end..].len() - repaired[end..].trim_start().len();
        repaired != text && stop(&repaired).is_none_or(|place| place > end && end < repaired.len())
    });
    error.with_suggestion(edit)
}

/// `=>`, `=<`, `=`, `<>`, `≥`.
pub(crate) fn operator(_: &str, error: &RequirementError) -> Option<Edit> {
    if !matches!(error.kind(), Kind::UnknownMarkerOperator | Kind::UnknownOperator) {
        return None;
    }
    let replacement = match error.found() {
        "=>" | "\u{2265}" | ">==" => ">=",
        "=<" | "\u{2264}" | "<==" => "<=",
        "=" => "==",
        "<>" | "\u{2260}" | "!==" => "!=",
        "=~" => "~=",
        _ => return None,
    };
    Some(Edit::new(error.span(), replacement))
}

/// `&&`, `||`, `AND`.
fn symbol(text: &str, error: &RequirementError) -> Option<Edit> {
    if error.kind() != Kind::SymbolInMarker {
        return None;
    }
    let word = match error.found().to_ascii_lowercase().as_str() {
        "&&" | "&" | "and" => "and",
        "||" | "|" | "or" => "or",
        _ => return None,
    };
    let span = error.span();
    let is_apart =
        |character: Option<char>| character.is_none_or(|it| it.is_whitespace() || matches!(it, '(' | ')'));
    let front = if is_apart(text[..span.start].chars().next_back()) { "" } else { " " };
    let back = if is_apart(text[span.end..].chars().next()) { "" } else { " " };
    Some(Edit::new(span, format!("{front}{word}{back}")))
}

/// `pyton_version`, `python`, `platform`.
fn variable(_: &str, error: &RequirementError) -> Option<Edit> {
    if error.kind() != Kind::UnknownVariable {
        return None;
    }
    let written = error.found().to_ascii_lowercase().replace(['-', '.'], "_");
    let near = MarkerVariable::all().map(|variable| (distance(variable.as_str(), &written), variable));
    let (steps, variable) = near.min_by_key(|(steps, _)| *steps)?;
    (steps <= 2).then(|| Edit::new(error.span(), variable.as_str()))
}

/// How many letters are to be put in, taken out or changed to make one word of the other.
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, letter) in left.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], line + 1);
        for (column, other) in right.bytes().enumerate() {
            let change = diagonal + usize::from(letter != other);
            diagonal = row[column + 1];
            row[column + 1] = change.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

/// `python_version >= 3.8`, with the quotes that the text has elsewhere.
fn value(text: &str, error: &RequirementError) -> Option<Edit> {
    if error.kind() != Kind::UnquotedValue {
        return None;
    }
    let quote = if text.contains('\'') && !text.contains('"') { '\'' } else { '"' };
    Some(Edit::new(error.span(), format!("{quote}{}{quote}", error.found())))
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

/// `os_name == 'nt';` at the end.
fn semicolon(text: &str, error: &RequirementError) -> Option<Edit> {
    let place = error.span().start;
    let kept = text.get(..place)?.trim_end().len();
    (error.kind() == Kind::TrailingSemicolon).then(|| Edit::new(Span::new(kept, error.span().end), ""))
}

/// `(os_name == 'nt'` at the end.
fn parenthesis(text: &str, error: &RequirementError) -> Option<Edit> {
    let end = text.trim_end().len();
    (error.kind() == Kind::UnclosedMarker).then(|| Edit::new(Span::new(end, end), ")"))
}
