//! What is wrong where the grammar of requirements stops.

use crate::marker::{self, is_placeholder, placeholder_length};
use crate::{Marker, RequirementError, RequirementErrorKind as Kind, Span, Version};

/// The same error, with what is wrong instead of what the grammar was about to read.
pub(super) fn described(text: &str, error: RequirementError) -> RequirementError {
    let (kind, span) = error.stop();
    let fault = match kind {
        Kind::ExpectedName => start(text, span.end),
        Kind::ExpectedSemicolonAfterUrl => Some(after_url(text, span)),
        Kind::ExpectedCommaBetweenExtras | Kind::ExpectedExtra => return error,
        Kind::UnclosedExtras | Kind::UnclosedSpecifiers if span.end == text.len() => {
            Some(Fault::at(kind, span.start, 1))
        }
        Kind::UnclosedExtras => Some(other(text, span.end)),
        Kind::ExpectedSemicolonAfterName if text[span.range()].starts_with('(') => {
            Some(other(text, span.end))
        }
        Kind::ExpectedSemicolonAfterName => Some(after_name(text, span.end)),
        Kind::ExpectedCommaOrSemicolon | Kind::UnclosedSpecifiers => after_specifiers(text, span),
        Kind::PrefixWithOperator | Kind::PrefixAfterSuffix | Kind::LocalLabel => {
            let end = span.end + token(&text[span.end..]);
            Some(Fault { kind, span: Span::new(span.start, end), found: Span::new(span.start, end) })
        }
        _ => return marker::described(text, error),
    };
    match fault {
        Some(fault) => error.described(fault.kind, fault.span, &text[fault.found.range()]),
        None => error,
    }
}

/// What is wrong, and the places of it and of what the message quotes.
struct Fault {
    kind: Kind,
    span: Span,
    found: Span,
}

impl Fault {
    fn at(kind: Kind, start: usize, length: usize) -> Self {
        let span = Span::new(start, start + length);
        Fault { kind, span, found: span }
    }
}

/// How many bytes of a text belong to what its first character starts: up to a blank or what separates.
fn token(text: &str) -> usize {
    text.find(|character: char| character.is_whitespace() || matches!(character, ',' | ';' | ')'))
        .unwrap_or(text.len())
}

/// The same, but never nothing where there is something.
fn some_token(text: &str) -> usize {
    token(text).max(text.chars().next().map_or(0, char::len_utf8))
}

fn is_quote(character: char) -> bool {
    matches!(character, '"' | '\'' | '`' | '\u{201c}' | '\u{201d}' | '\u{2018}' | '\u{2019}')
}

fn is_in_operators(character: char) -> bool {
    matches!(character, '<' | '>' | '=' | '!' | '~' | '^' | '\u{2264}' | '\u{2265}' | '\u{2260}')
}

/// Where a name should start.
fn start(text: &str, at: usize) -> Option<Fault> {
    let rest = &text[at..];
    let first = rest.chars().next()?;
    let length = some_token(rest);
    if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| rest.starts_with(mark)) {
        return Some(Fault::at(Kind::MergeConflict, at, 7));
    }
    if is_placeholder(rest) {
        return Some(Fault::at(Kind::Placeholder, at, placeholder_length(rest)));
    }
    Some(match first {
        _ if is_quote(first) => Fault::at(Kind::QuotedRequirement, at, rest.trim_end().len()),
        '$' if rest.starts_with("$ ") => Fault::at(Kind::Command, at, rest.trim_end().len()),
        _ if is_in_operators(first) || matches!(first, '@' | '[' | '(' | ';') => {
            Fault::at(Kind::MissingName, at, length)
        }
        _ if !first.is_ascii() => Fault::at(Kind::InvalidCharacter, at, first.len_utf8()),
        _ => Fault::at(Kind::InvalidStart, at, first.len_utf8()),
    })
}

/// Behind a URL and blanks.
fn after_url(text: &str, span: Span) -> Fault {
    let url = text[span.range()].trim_end();
    if url.ends_with(';') {
        return Fault::at(Kind::SemicolonInUrl, span.start + url.len() - 1, 1);
    }
    Fault::at(Kind::ExpectedSemicolonAfterUrl, span.end, some_token(&text[span.end..]))
}

/// Behind a name and its extras, where no specifier is.
fn after_name(text: &str, at: usize) -> Fault {
    let rest = &text[at..];
    let name = text[..at].trim();
    let is_apart = text[..at].ends_with([' ', '\t']);
    if matches!(
        name,
        "pip" | "pip3" | "sudo" | "python" | "python3" | "conda" | "apt" | "apt-get" | "easy_install"
    ) && is_apart
        && rest.starts_with(|first: char| first.is_ascii_alphabetic() || first == '-')
    {
        let start = text.len() - text.trim_start().len();
        return Fault::at(Kind::Command, start, text.trim_end().len() - start);
    }
    specifier(text, at).unwrap_or_else(|| other(text, at))
}

/// Behind specifiers, which a comma may end.
fn after_specifiers(text: &str, span: Span) -> Option<Fault> {
    let at = span.end;
    let (list, rest) = (&text[span.range()], &text[at..]);
    let first = rest.chars().next()?;
    if list.trim_end().ends_with([',', '(']) {
        return Some(specifier(text, at).unwrap_or_else(|| other(text, at)));
    }
    let from = list.rfind(',').map_or(0, |comma| comma + 1);
    let last = span.start + from + list[from..].find(is_in_operators).unwrap_or(0);
    let version = last
        + text[last..at]
            .find(|character| !is_in_operators(character) && !matches!(character, ' ' | '\t'))
            .unwrap_or(0);
    let is_apart = list.ends_with([' ', '\t']);
    if is_in_operators(first) {
        let length = rest.find(|character| !is_in_operators(character)).unwrap_or(rest.len());
        let behind = &rest[length..];
        let operand = behind.trim_start_matches([' ', '\t']);
        let end = at + length + (behind.len() - operand.len()) + token(operand);
        if rest.starts_with('=') && length == 1 && !is_apart {
            return Some(Fault {
                kind: Kind::CondaPin,
                span: Span::new(at, end),
                found: Span::new(last, end),
            });
        }
        if is_operator(&rest[..length]) {
            return Some(Fault::at(Kind::MissingComma, at, end - at));
        }
        return specifier(text, at);
    }
    let is_suffix =
        !is_apart && !matches!(first, '#' | ';' | ')' | '(' | '|' | '&' | '@' | ':') && !is_quote(first);
    if is_suffix && (first.is_ascii_graphic() || first.is_alphanumeric()) {
        let found = Span::new(version, at + some_token(rest));
        return Some(match text[found.range()].parse::<Version>() {
            // The reference takes a label with capital letters for something else.
            Ok(_) => Fault {
                kind: Kind::LocalLabel,
                span: Span::new(at, found.end),
                found: Span::new(last, found.end),
            },
            Err(error) => Fault { kind: Kind::InvalidVersion, span: error.span().shifted(version), found },
        });
    }
    Some(other(text, at))
}

fn is_operator(text: &str) -> bool {
    matches!(text, "==" | "!=" | "<=" | ">=" | "<" | ">" | "~=" | "===")
}

/// What is wrong with the specifier that starts here, if one does.
fn specifier(text: &str, at: usize) -> Option<Fault> {
    let rest = &text[at..];
    let width = rest.find(|character| !is_in_operators(character)).unwrap_or(rest.len());
    if width == 0 {
        return None;
    }
    let operator = &rest[..width];
    let start = at + width + (rest[width..].len() - rest[width..].trim_start_matches([' ', '\t']).len());
    let mut length = token(&text[start..]);
    let first = text[start..].chars().next();
    if let Some(quote) = first.filter(|first| is_quote(*first)) {
        let inner = start + quote.len_utf8();
        length = text[inner..].find(is_quote).map_or(length, |end| {
            inner + end + text[inner + end..].chars().next().map_or(0, char::len_utf8) - start
        });
    }
    let version = Span::new(start, start + length);
    let whole = Span::new(at, version.end);
    let written = &text[version.range()];
    if !is_operator(operator) {
        if operator == "=" && written.contains('=') {
            return Some(Fault::at(Kind::CondaPin, at, whole.len()));
        }
        return Some(Fault::at(Kind::UnknownOperator, at, width));
    }
    let takes_prefix = matches!(operator, "==" | "!=");
    Some(match written.parse::<Version>() {
        _ if length == 0 && first.is_none_or(|first| matches!(first, ',' | ';' | ')')) => {
            Fault::at(Kind::MissingVersion, at, width)
        }
        _ if length == 0 => other(text, start),
        _ if first.is_some_and(is_quote) => {
            Fault { kind: Kind::QuotedVersion, span: version, found: version }
        }
        _ if is_placeholder(written) => {
            Fault::at(Kind::Placeholder, start, placeholder_length(&text[start..]))
        }
        Ok(found) if operator == "~=" && found.n_release() < 2 => {
            Fault::at(Kind::CompatibleWithOneSegment, at, whole.len())
        }
        Ok(found) if !takes_prefix && found.local().is_some() => Fault::at(Kind::LocalLabel, at, whole.len()),
        Err(_)
            if !takes_prefix
                && written.strip_suffix(".*").is_some_and(|version| version.parse::<Version>().is_ok()) =>
        {
            Fault::at(Kind::PrefixWithOperator, at, whole.len())
        }
        Err(error) => Fault { kind: Kind::InvalidVersion, span: error.span().shifted(start), found: version },
        Ok(_) => other(text, version.end),
    })
}

/// Something that is a part of no specifier.
fn other(text: &str, at: usize) -> Fault {
    let rest = &text[at..];
    let Some(first) = rest.chars().next() else { return Fault::at(Kind::ExpectedEnd, at, 0) };
    let length = some_token(rest);
    let is_apart = text[..at].ends_with([' ', '\t']);
    match first {
        ',' => Fault::at(Kind::StrayComma, at, 1),
        '#' if !is_apart => Fault::at(Kind::CommentWithoutBlank, at, 1),
        ':' if rest[1..].trim().trim_matches(['(', ')']).parse::<Marker>().is_ok() => {
            Fault::at(Kind::ColonBeforeMarker, at, 1)
        }
        '|' | '&' => Fault::at(Kind::UnknownOperator, at, rest.find(|it| it != first).unwrap_or(rest.len())),
        '0'..='9' if rest[..length].parse::<Version>().is_ok() => {
            Fault::at(Kind::MissingOperator, at, length)
        }
        _ if is_placeholder(rest) => Fault::at(Kind::Placeholder, at, placeholder_length(rest)),
        _ if first.is_control() || (!first.is_ascii() && !first.is_alphanumeric()) => {
            Fault::at(Kind::InvalidCharacter, at, first.len_utf8())
        }
        _ => Fault::at(Kind::UnexpectedText, at, length),
    }
}
