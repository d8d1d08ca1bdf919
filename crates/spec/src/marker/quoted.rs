//! Quoted values: Python's string literals without prefix, in one line.

use std::borrow::Cow;

/// What the text between two quotes stands for, with Python's escapes: `None` where Python would reject it.
///
/// Two things that Python takes are rejected here: `\N{...}`, which needs the names of all of Unicode, and escapes of
/// lone surrogates, which no Rust string can hold.
pub(super) fn unescape(text: &str) -> Option<Cow<'_, str>> {
    if !text.bytes().any(|byte| matches!(byte, b'\\' | b'\n' | b'\r' | 0)) {
        return Some(Cow::Borrowed(text));
    }
    let mut value = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = next(&mut rest) {
        match character {
            '\n' | '\r' | '\0' => return None,
            '\\' => unescape_one(&mut rest, &mut value)?,
            _ => value.push(character),
        }
    }
    Some(Cow::Owned(value))
}

/// One escape, behind its backslash.
fn unescape_one(rest: &mut &str, value: &mut String) -> Option<()> {
    let character = next(rest)?;
    let plain = match character {
        '\n' => return Some(()),
        '\r' => {
            *rest = rest.strip_prefix('\n').unwrap_or(rest);
            return Some(());
        }
        '\\' | '\'' | '"' => character,
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        'x' => code(rest, 2)?,
        'u' => code(rest, 4)?,
        'U' => code(rest, 8)?,
        'N' | '\0' => return None,
        '0'..='7' => {
            let mut number = character.to_digit(8)?;
            for _ in 0..2 {
                let Some(digit) = rest.chars().next().and_then(|digit| digit.to_digit(8)) else { break };
                number = number * 8 + digit;
                *rest = &rest[1..];
            }
            char::from_u32(number)?
        }
        // Python keeps an escape that it does not know, and warns.
        _ => {
            value.push('\\');
            character
        }
    };
    value.push(plain);
    Some(())
}

/// The character whose code is given by this many hexadecimal digits.
fn code(rest: &mut &str, n_digits: usize) -> Option<char> {
    let digits =
        rest.get(..n_digits).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    *rest = &rest[n_digits..];
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

fn next(rest: &mut &str) -> Option<char> {
    let character = rest.chars().next()?;
    *rest = &rest[character.len_utf8()..];
    Some(character)
}

/// The literal that stands for `text`: in double quotes, or in single ones if double ones occur in it. Where both occur,
/// which the reference cannot print, the double ones are escaped.
///
/// Nothing else is escaped, as the reference does: a text with a backslash may not be read back as the same.
pub(super) fn quote(text: &str) -> String {
    match (text.contains('"'), text.contains('\'')) {
        (false, _) => format!("\"{text}\""),
        (true, false) => format!("'{text}'"),
        (true, true) => format!("\"{}\"", text.replace('"', "\\x22")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, value: Option<&str>) {
        assert_eq!(unescape(text).as_deref(), value, "{text:?}");
    }

    #[test]
    fn escapes_are_those_of_python() {
        check("plain", Some("plain"));
        check(r"a\nb\x41\u00e9\U0001f600", Some("a\nbAé😀"));
        check(r"\d\.", Some(r"\d\."));
        check(r"\101\0\1234", Some("A\0S4"));
        check("a\\\nb", Some("ab"));
        check(r"\x4", None);
        check(r"\x", None);
        check(r"\", None);
        check("a\nb", None);
        check(r"\ud800", None);
        check(r"\N{BULLET}", None);
    }
}
