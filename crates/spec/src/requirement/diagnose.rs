//! The second parse, which runs only after the fast one has failed: it goes through the text as the reference does, token
//! by token, to say where it stops and why.

use crate::grammar::blanks;
use crate::marker::marker;
use crate::name::name_length;
use crate::specifier::specifier_token;
use crate::{Operator, RequirementError, RequirementErrorKind as Kind, Span, Specifier};

/// Why `text` is no requirement.
pub(super) fn diagnose(text: &str) -> RequirementError {
    let scanner = Scanner { text, input: text.as_bytes() };
    match scanner.requirement() {
        Err((kind, span)) => RequirementError::new(span, kind),
        // The fast grammar takes what this one takes; where it should not, the end of the text is where it gave up.
        Ok(()) => RequirementError::new(Span::new(text.len(), text.len()), Kind::ExpectedEnd),
    }
}

type Step<T> = Result<T, (Kind, Span)>;

struct Scanner<'a> {
    text: &'a str,
    input: &'a [u8],
}

impl<'a> Scanner<'a> {
    fn position(&self, rest: &[u8]) -> usize {
        self.input.len() - rest.len()
    }

    fn fail<T>(&self, kind: Kind, from: &[u8], to: &[u8]) -> Step<T> {
        Err((kind, Span::new(self.position(from), self.position(to))))
    }

    fn requirement(&self) -> Step<()> {
        let rest = blanks(self.input);
        let length = name_length(rest);
        if length == 0 {
            return self.fail(Kind::ExpectedName, rest, rest);
        }
        let rest = blanks(&rest[length..]);
        let rest = self.extras(rest)?;
        let rest = match rest {
            [b'@', tail @ ..] => self.url(blanks(tail))?,
            _ => self.specifiers(rest)?,
        };
        let Some(tail) = rest else { return Ok(()) };
        match marker(self.text, tail) {
            Ok((b"", _)) => Ok(()),
            Ok((rest, _)) => self.fail(Kind::ExpectedEnd, rest, rest),
            Err(failure) => Err((failure.kind, failure.span(self.input.len()))),
        }
    }

    fn extras(&self, input: &'a [u8]) -> Step<&'a [u8]> {
        let [b'[', tail @ ..] = input else { return Ok(input) };
        let mut rest = blanks(tail);
        let mut length = name_length(rest);
        while length > 0 {
            rest = blanks(&rest[length..]);
            if name_length(rest) > 0 {
                return self.fail(Kind::ExpectedCommaBetweenExtras, rest, rest);
            }
            let [b',', tail @ ..] = rest else { break };
            rest = blanks(tail);
            length = name_length(rest);
            if length == 0 {
                return self.fail(Kind::ExpectedExtra, rest, rest);
            }
        }
        match rest {
            [b']', tail @ ..] => Ok(blanks(tail)),
            _ => self.fail(Kind::UnclosedExtras, input, rest),
        }
    }

    /// Behind `@`: what follows the semicolon, if there is one.
    fn url(&self, input: &'a [u8]) -> Step<Option<&'a [u8]>> {
        let length = input.iter().take_while(|byte| !matches!(byte, b' ' | b'\t')).count();
        if length == 0 {
            return self.fail(Kind::ExpectedUrl, input, input);
        }
        match blanks(&input[length..]) {
            [] => Ok(None),
            [b';', tail @ ..] => Ok(Some(tail)),
            rest => self.fail(Kind::ExpectedSemicolonAfterUrl, input, rest),
        }
    }

    /// Behind the extras: what follows the semicolon, if there is one.
    fn specifiers(&self, input: &'a [u8]) -> Step<Option<&'a [u8]>> {
        let (rest, in_parentheses) = match input {
            [b'(', tail @ ..] => (blanks(tail), true),
            _ => (input, false),
        };
        let (mut rest, texts) = self.specifier_list(rest)?;
        if in_parentheses {
            let [b')', tail @ ..] = rest else { return self.fail(Kind::UnclosedSpecifiers, input, rest) };
            rest = tail;
        }
        let after = match blanks(rest) {
            [] => None,
            [b';', tail @ ..] => Some(tail),
            rest if texts.is_empty() => return self.fail(Kind::ExpectedSemicolonAfterName, input, rest),
            rest => return self.fail(Kind::ExpectedCommaOrSemicolon, input, rest),
        };
        // The reference checks these last, after the marker; the marker's faults come first there.
        if after.is_none_or(|tail| matches!(marker(self.text, tail), Ok((b"", _)))) {
            for token in texts {
                self.parts_of(token)?;
            }
        }
        Ok(after)
    }

    fn specifier_list(&self, input: &'a [u8]) -> Step<(&'a [u8], Vec<&'a [u8]>)> {
        let mut rest = input;
        let mut tokens = Vec::new();
        while let Some(token) = specifier_token(rest) {
            let after = &rest[token.length..];
            tokens.push(&rest[..token.length]);
            if after.starts_with(b".*") {
                let kind = match token.operator {
                    Operator::Equal | Operator::NotEqual => Kind::PrefixAfterSuffix,
                    _ => Kind::PrefixWithOperator,
                };
                return self.fail(kind, rest, &after[1..]);
            }
            if let [b'+', label, ..] = after
                && (label.is_ascii_lowercase() || label.is_ascii_digit())
            {
                return self.fail(Kind::LocalLabel, rest, after);
            }
            rest = blanks(after);
            let [b',', tail @ ..] = rest else { break };
            rest = blanks(tail);
        }
        Ok((rest, tokens))
    }

    /// `===a,b` is one token, and two specifiers, the second of which need not be one.
    fn parts_of(&self, token: &'a [u8]) -> Step<()> {
        let mut rest = token;
        while let Some(comma) = rest.iter().position(|&byte| byte == b',') {
            rest = &rest[comma + 1..];
            let end = rest.iter().position(|&byte| byte == b',').unwrap_or(rest.len());
            let part = &rest[..end];
            let is_specifier = core::str::from_utf8(part).is_ok_and(|part| part.parse::<Specifier>().is_ok());
            if !part.is_empty() && !is_specifier {
                let start = part.as_ptr().addr() - self.input.as_ptr().addr();
                return Err((Kind::InvalidSpecifier, Span::new(start, start + part.len())));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Requirement;

    #[track_caller]
    fn check(text: &str, kind: Kind, start: usize, end: usize) {
        let error = text.parse::<Requirement>().expect_err("no requirement");
        assert_eq!((error.kind(), error.span()), (kind, Span::new(start, end)), "{text:?}");
    }

    #[test]
    fn an_error_says_where_and_why() {
        check("", Kind::ExpectedName, 0, 0);
        check("a[b c]", Kind::ExpectedCommaBetweenExtras, 4, 4);
        check("a[b,]", Kind::ExpectedExtra, 4, 4);
        check("a[b", Kind::UnclosedExtras, 1, 3);
        check("a (>=1", Kind::UnclosedSpecifiers, 2, 6);
        check("a @ ", Kind::ExpectedUrl, 4, 4);
        check("a>=1.*", Kind::PrefixWithOperator, 1, 5);
        check("a==1a1.*", Kind::PrefixAfterSuffix, 1, 7);
        check("a>=1+x", Kind::LocalLabel, 1, 4);
        check("a===1,b", Kind::InvalidSpecifier, 6, 7);
        check("a; (os_name=='x'", Kind::UnclosedMarker, 3, 16);
        check("a; os_name == 'x", Kind::UnclosedQuote, 14, 14);
        check("a; os_name not x", Kind::ExpectedInAfterNot, 15, 15);
    }
}
