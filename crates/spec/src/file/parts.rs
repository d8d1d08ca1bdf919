//! Where the parts of a requirement stand in its text.

use std::ops::Range;

/// The ranges of the parts of a requirement's text (PEP 508).
///
/// This only finds the places, for edits and for carets: whether the text is a requirement is for
/// [`Requirement`](crate::Requirement) to say. Of a text that is none the ranges are still in bounds.
///
/// ```
/// use haggle_spec::file::RequirementParts;
///
/// let text = "alembic[tz] >=1.4, !=1.5 ; python_version >= '3.8'";
/// let parts = RequirementParts::of(text);
/// assert_eq!(&text[parts.name], "alembic");
/// assert_eq!(&text[parts.extras.unwrap()], "[tz]");
/// assert_eq!(&text[parts.specifiers], ">=1.4, !=1.5");
/// assert_eq!(&text[parts.marker.unwrap()], "python_version >= '3.8'");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequirementParts {
    /// The name.
    pub name: Range<usize>,
    /// The extras with their brackets.
    pub extras: Option<Range<usize>>,
    /// The specifiers, with parentheses if they have them; an empty range, after name and extras, if there are none.
    pub specifiers: Range<usize>,
    /// The URL after `@`.
    pub url: Option<Range<usize>>,
    /// The marker after the semicolon.
    pub marker: Option<Range<usize>>,
}

impl RequirementParts {
    /// Finds the parts. O(n).
    pub fn of(text: &str) -> Self {
        let start = skip_blanks(text, 0);
        let name_end =
            skip(text, start, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
        let mut at = skip_blanks(text, name_end);
        let mut extras = None;
        let mut anchor = name_end;
        if text[at..].starts_with('[') {
            let end = text[at..].find(']').map_or(text.len(), |close| at + close + 1);
            extras = Some(at..end);
            anchor = end;
            at = skip_blanks(text, end);
        }
        let mut url = None;
        let mut specifiers = anchor..anchor;
        let mut semicolon = None;
        if text[at..].starts_with('@') {
            let from = skip_blanks(text, at + 1);
            let end = text[from..]
                .find(|character: char| character.is_ascii_whitespace())
                .map_or(text.len(), |end| from + end);
            url = Some(from..end);
            let after = skip_blanks(text, end);
            if text[after..].starts_with(';') {
                semicolon = Some(after);
            }
        } else {
            semicolon = text[at..].find(';').map(|place| at + place);
            let end = trimmed_end(text, at, semicolon.unwrap_or(text.len()));
            if end > at {
                specifiers = at..end;
            }
        }
        let marker = semicolon.map(|place| {
            let from = skip_blanks(text, place + 1);
            from..trimmed_end(text, from, text.len())
        });
        Self { name: start..name_end, extras, specifiers, url, marker }
    }
}

fn skip(text: &str, from: usize, accepts: impl Fn(u8) -> bool) -> usize {
    from + text.as_bytes()[from..].iter().take_while(|byte| accepts(**byte)).count()
}

fn skip_blanks(text: &str, from: usize) -> usize {
    skip(text, from, |byte| byte.is_ascii_whitespace())
}

fn trimmed_end(text: &str, start: usize, end: usize) -> usize {
    start + text[start..end].trim_ascii_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: [Option<&str>; 5]) {
        let parts = RequirementParts::of(text);
        let specifiers = Some(parts.specifiers).filter(|range| !range.is_empty());
        let found = [Some(parts.name), parts.extras, specifiers, parts.url, parts.marker];
        assert_eq!(found.map(|range| range.map(|range| &text[range])), expected);
    }

    #[test]
    fn parts_are_found_with_and_without_blanks() {
        check("six", [Some("six"), None, None, None, None]);
        check(
            " a.b-c_d [ x , y ] ( >=1 ) ;a",
            [Some("a.b-c_d"), Some("[ x , y ]"), Some("( >=1 )"), None, Some("a")],
        );
        check("a>=1;b", [Some("a"), None, Some(">=1"), None, Some("b")]);
        check("a @ file:///x;y ; b", [Some("a"), None, None, Some("file:///x;y"), Some("b")]);
        check("a[b]@https://x", [Some("a"), Some("[b]"), None, Some("https://x"), None]);
    }

    #[test]
    fn anything_else_stays_in_bounds() {
        check("", [Some(""), None, None, None, None]);
        check("\u{e9} [", [Some(""), None, Some("\u{e9} ["), None, None]);
        check("a[", [Some("a"), Some("["), None, None, None]);
        check("a;", [Some("a"), None, None, None, Some("")]);
        check("a @", [Some("a"), None, None, Some(""), None]);
    }

    #[test]
    fn no_specifiers_are_an_empty_range_after_the_extras() {
        assert_eq!(RequirementParts::of("a [b] ; c").specifiers, 5..5);
        assert_eq!(RequirementParts::of("a ; c").specifiers, 1..1);
    }
}
