//! The grammar of a line.
//!
//! ```text
//! line     = name selector? versions? comment? | comment | spaces?
//! name     = (alphanumeric | "/") (alphanumeric | [.+_/-])+
//! selector = spaces "[" (spaces? (group | profile))* spaces? "]"
//! group    = "(" (spaces? profile)* spaces? ")"
//! profile  = "!"? [a-z0-9:.-]+
//! versions = spaces bound ("," bound)*
//! bound    = ("<=" | "<" | "!=" | "==" | ">=" | ">") version
//! version  = (digit+ ":")? digit [alphanumeric .+~:-]* ("-" [alphanumeric .+~]+)?
//! comment  = spaces? "#" any*
//! ```

use std::ops::Range;

use super::{BindepLineKind, BindepProfile, BindepRule, Selector, VersionBound};
use crate::Span;

/// A line that does not follow the grammar: where, and what would.
pub(super) struct LineError {
    pub(super) at: Range<usize>,
    pub(super) expected: &'static str,
    /// What to put there instead, if it is plain.
    pub(super) replacement: Option<&'static str>,
}

/// A line, with ranges of its text.
pub(super) enum ParsedLine {
    Blank,
    Comment,
    Rule(ParsedRule),
}

pub(super) struct ParsedRule {
    name: Range<usize>,
    name_text: String,
    selectors: Vec<Selector>,
    selector_range: Option<Range<usize>>,
    versions: Vec<VersionBound>,
    end: usize,
    comment: Option<Range<usize>>,
}

impl ParsedLine {
    pub(super) fn into_kind(self, to_span: impl Fn(Range<usize>) -> Span) -> BindepLineKind {
        match self {
            Self::Blank => BindepLineKind::Blank,
            Self::Comment => BindepLineKind::Comment,
            Self::Rule(rule) => BindepLineKind::Rule(BindepRule {
                name: rule.name_text,
                selectors: rule.selectors,
                versions: rule.versions,
                span: to_span(rule.name.start..rule.end),
                selector_span: rule.selector_range.map(&to_span),
                comment: rule.comment.map(&to_span),
            }),
        }
    }
}

/// Parses a line without its line ending.
pub(super) fn line(text: &str) -> Result<ParsedLine, LineError> {
    let mut cursor = Cursor { text, at: 0 };
    cursor.spaces();
    if cursor.is_at_end() {
        return Ok(ParsedLine::Blank);
    }
    if cursor.peek() == Some('#') {
        return Ok(ParsedLine::Comment);
    }
    if cursor.at > 0 {
        return Err(LineError {
            at: 0..cursor.at,
            expected: "a rule at the start of the line",
            replacement: Some(""),
        });
    }
    let name = cursor.name()?;
    let mut end = cursor.at;
    let mut spaces = cursor.spaces();
    let mut selector_range = None;
    let mut selectors = Vec::new();
    if spaces && cursor.peek() == Some('[') {
        let start = cursor.at;
        selectors = cursor.selectors()?;
        end = cursor.at;
        selector_range = Some(start..end);
        spaces = cursor.spaces();
    }
    let mut versions = Vec::new();
    if spaces && matches!(cursor.peek(), Some('<' | '>' | '=' | '!')) {
        versions = cursor.versions()?;
        end = cursor.at;
        spaces = cursor.spaces();
    }
    let comment = match cursor.peek() {
        None if spaces => {
            return Err(LineError {
                at: end..text.len(),
                expected: "no space at the end of a rule",
                replacement: Some(""),
            });
        }
        None => None,
        Some('#') => Some(cursor.at..text.len()),
        Some('[') if selector_range.is_none() && versions.is_empty() => {
            let at = cursor.at..cursor.at;
            return Err(LineError { at, expected: "a space before the profiles", replacement: Some(" ") });
        }
        Some(_) => {
            let expected = if versions.is_empty() {
                "profiles in brackets, a version such as `>=1.2`, a comment or the end of the line"
            } else {
                "a comma and one more version, a comment or the end of the line"
            };
            return Err(cursor.error(expected));
        }
    };
    let name_text = text[name.clone()].to_owned();
    Ok(ParsedLine::Rule(ParsedRule { name, name_text, selectors, selector_range, versions, end, comment }))
}

struct Cursor<'text> {
    text: &'text str,
    at: usize,
}

impl<'text> Cursor<'text> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// Takes characters while they are accepted.
    fn take(&mut self, accepts: impl Fn(char) -> bool) -> &'text str {
        let rest = &self.text[self.at..];
        let taken = &rest[..rest.find(|character| !accepts(character)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    fn spaces(&mut self) -> bool {
        !self.take(|character| character == ' ').is_empty()
    }

    fn eat(&mut self, wanted: &str) -> bool {
        let eaten = self.text[self.at..].starts_with(wanted);
        self.at += if eaten { wanted.len() } else { 0 };
        eaten
    }

    fn error(&self, expected: &'static str) -> LineError {
        let length = self.peek().map_or(0, char::len_utf8);
        LineError { at: self.at..self.at + length, expected, replacement: None }
    }

    fn name(&mut self) -> Result<Range<usize>, LineError> {
        let start = self.at;
        if !self.peek().is_some_and(|first| first.is_alphanumeric() || first == '/') {
            return Err(self.error("the name of a package"));
        }
        let name = self.take(|character| {
            character.is_alphanumeric() || matches!(character, '.' | '+' | '-' | '_' | '/')
        });
        if name.chars().nth(1).is_none() {
            let at = start..self.at;
            return Err(LineError {
                at,
                expected: "the name of a package, of two characters at least",
                replacement: None,
            });
        }
        Ok(start..self.at)
    }

    fn selectors(&mut self) -> Result<Vec<Selector>, LineError> {
        self.eat("[");
        let mut selectors = Vec::new();
        loop {
            self.spaces();
            if self.eat("]") {
                return Ok(selectors);
            }
            if self.eat("(") {
                selectors.push(Selector::All(self.group()?));
                continue;
            }
            match self.profile() {
                Some(profile) => selectors.push(Selector::Profile(profile)),
                None => {
                    return Err(self.error("a profile (lower case letters, digits, `:`, `.` and `-`) or `]`"));
                }
            }
        }
    }

    fn group(&mut self) -> Result<Vec<BindepProfile>, LineError> {
        let mut profiles = Vec::new();
        loop {
            self.spaces();
            if self.eat(")") {
                return Ok(profiles);
            }
            match self.profile() {
                Some(profile) => profiles.push(profile),
                None => {
                    return Err(self.error("a profile (lower case letters, digits, `:`, `.` and `-`) or `)`"));
                }
            }
        }
    }

    fn profile(&mut self) -> Option<BindepProfile> {
        let start = self.at;
        let positive = !self.eat("!");
        let name = self.take(|character| {
            character.is_ascii_lowercase() || is_digit(character) || matches!(character, ':' | '-' | '.')
        });
        if name.is_empty() {
            // A lone `!` is not consumed, so that the error points at it.
            self.at = start;
            return None;
        }
        Some(BindepProfile { name: name.to_owned(), positive })
    }

    fn versions(&mut self) -> Result<Vec<VersionBound>, LineError> {
        const OPERATORS: [&str; 6] = ["<=", "<", "!=", "==", ">=", ">"];
        let mut versions = Vec::new();
        loop {
            let Some(operator) = OPERATORS.into_iter().find(|operator| self.eat(operator)) else {
                return Err(self.error("`<=`, `<`, `!=`, `==`, `>=` or `>`"));
            };
            let start = self.at;
            let version = self.take(|character| {
                character.is_alphanumeric() || matches!(character, '.' | '+' | '~' | ':' | '-')
            });
            if !is_version(version) {
                let at = start..self.at;
                return Err(LineError {
                    at,
                    expected: "a version right after the operator",
                    replacement: None,
                });
            }
            versions.push(VersionBound { operator, version: version.to_owned() });
            if !self.eat(",") {
                return Ok(versions);
            }
        }
    }
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit()
}

/// Whether a run of version characters is a version. Digits before a colon at the start are the epoch, and then a digit must
/// follow; what follows the last hyphen is the revision, which is not empty and has no colon.
fn is_version(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = match text.as_bytes().get(digits) {
        Some(b':') if digits > 0 => &text[digits + 1..],
        _ => text,
    };
    let revision_is_valid = match rest.rsplit_once('-') {
        Some((_, revision)) => !revision.is_empty() && !revision.contains(':'),
        None => true,
    };
    rest.starts_with(is_digit) && revision_is_valid
}
