//! What is wrong where the grammar of markers stops.

use crate::{RequirementError, RequirementErrorKind as Kind, Span};

/// The same error, with what is wrong instead of what the grammar was about to read.
#[cold]
pub(crate) fn described(text: &str, error: RequirementError) -> RequirementError {
    let (kind, span) = error.stop();
    let at = span.end;
    let rest = text.get(at..).unwrap_or_default();
    let before = text.get(..at).unwrap_or_default().trim_end();
    let found = match kind {
        Kind::ExpectedMarkerSide => side(before, rest),
        Kind::ExpectedMarkerOperator => operator(rest),
        Kind::ExpectedEndOfMarker | Kind::ExpectedEnd => Some(end(rest)),
        Kind::UnclosedMarker if !rest.is_empty() => Some(end(rest)),
        Kind::UnclosedMarker => return error.described(kind, Span::new(span.start, span.start + 1), "("),
        Kind::UnclosedQuote => Some((kind, 1)),
        _ => None,
    };
    match found {
        Some((Kind::EmptyMarker, _)) => {
            let place = Span::new(before.len().saturating_sub(1), before.len());
            error.described(Kind::EmptyMarker, place, ";")
        }
        Some((Kind::UnknownMarkerOperator, length)) => {
            // `>==` is one mistake, of which the grammar takes the half.
            let start = before.trim_end_matches(is_in_operators).len();
            let start =
                if before.len() == at && at > start && kind == Kind::ExpectedMarkerSide { start } else { at };
            error.described(
                Kind::UnknownMarkerOperator,
                Span::new(start, at + length),
                &text[start..at + length],
            )
        }
        Some((kind, length)) => error.described(kind, Span::new(at, at + length), &rest[..length]),
        None => error,
    }
}

fn is_in_operators(character: char) -> bool {
    matches!(character, '<' | '>' | '=' | '!' | '~')
}

/// Where one side of a comparison should start.
fn side(before: &str, rest: &str) -> Option<(Kind, usize)> {
    let first = rest.chars().next();
    let Some(first) = first.filter(|first| !first.is_whitespace()) else {
        return (before.ends_with(';') || before.is_empty()).then_some((Kind::EmptyMarker, 0));
    };
    if is_placeholder(rest) {
        return Some((Kind::Placeholder, placeholder_length(rest)));
    }
    let is_right = before.ends_with(is_in_operators) || before.ends_with(" in");
    match first {
        _ if is_in_operators(first) && is_right => {
            Some((Kind::UnknownMarkerOperator, length_of(rest, is_in_operators)))
        }
        '&' | '|' | '!' => Some((Kind::SymbolInMarker, length_of(rest, |it| it == first))),
        ';' if rest.trim_end() == ";" => Some((Kind::TrailingSemicolon, 1)),
        '0'..='9' => Some((Kind::UnquotedValue, length_of(rest, is_in_values))),
        _ if is_right && is_in_values(first) => Some((Kind::UnquotedValue, length_of(rest, is_in_values))),
        _ if first.is_ascii_alphabetic() || first == '_' => {
            let length = length_of(rest, |it| it.is_ascii_alphanumeric() || matches!(it, '_' | '.'));
            let kind = if &rest[..length] == "not" { Kind::Negation } else { Kind::UnknownVariable };
            Some((kind, length))
        }
        _ if !first.is_ascii() => Some((Kind::InvalidCharacter, first.len_utf8())),
        _ => Some((Kind::ExpectedMarkerSide, first.len_utf8())),
    }
}

/// Where an operator should start.
fn operator(rest: &str) -> Option<(Kind, usize)> {
    let first = rest.chars().next().filter(|first| !first.is_whitespace())?;
    match first {
        _ if is_in_operators(first) => Some((Kind::UnknownMarkerOperator, length_of(rest, is_in_operators))),
        '\u{2264}' | '\u{2265}' | '\u{2260}' => Some((Kind::UnknownMarkerOperator, first.len_utf8())),
        '"' | '\'' | '0'..='9' | '(' | ')' | ';' | '&' | '|' => None,
        _ if !first.is_ascii() => Some((Kind::InvalidCharacter, first.len_utf8())),
        _ => {
            let length = length_of(rest, |it| !it.is_whitespace() && !matches!(it, '"' | '\'' | ')' | ';'));
            Some((Kind::UnknownMarkerOperator, length))
        }
    }
}

/// Behind a comparison, where `and`, `or`, a closing parenthesis or the end should be.
fn end(rest: &str) -> (Kind, usize) {
    let first = rest.chars().next().unwrap_or_default();
    let word = length_of(rest, |it| !it.is_whitespace() && !matches!(it, ')' | ';' | '\'' | '"' | '('))
        .max(first.len_utf8());
    match first {
        '&' | '|' => (Kind::SymbolInMarker, length_of(rest, |it| it == first)),
        ',' => (Kind::SymbolInMarker, 1),
        ';' if rest.trim_end() == ";" => (Kind::TrailingSemicolon, 1),
        '#' => (Kind::CommentWithoutBlank, 1),
        _ if rest[..word].eq_ignore_ascii_case("and") || rest[..word].eq_ignore_ascii_case("or") => {
            (Kind::SymbolInMarker, word)
        }
        _ if !first.is_ascii() => (Kind::InvalidCharacter, first.len_utf8()),
        _ => (Kind::ExpectedEnd, word.min(rest.len())),
    }
}

fn is_in_values(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '.' | '_' | '-' | '+' | '*')
}

fn length_of(text: &str, is_in: impl Fn(char) -> bool) -> usize {
    text.find(|character| !is_in(character)).unwrap_or(text.len())
}

/// Whether a text starts with what a template or a shell would put something in the place of.
pub(crate) fn is_placeholder(text: &str) -> bool {
    ["${", "{{", "{%", "%(", "<%", "@@"].iter().any(|start| text.starts_with(start))
}

/// How long the placeholder is that a text starts with.
pub(crate) fn placeholder_length(text: &str) -> usize {
    let close = match text.as_bytes() {
        [b'$', ..] => "}",
        [b'{', b'{', ..] => "}}",
        [b'{', ..] => "%}",
        [b'%', ..] => ")s",
        [b'<', ..] => "%>",
        _ => "@@",
    };
    match text.get(2..).and_then(|inner| inner.find(close)) {
        Some(end) => 2 + end + close.len(),
        None => text.find(char::is_whitespace).unwrap_or(text.len()),
    }
}
