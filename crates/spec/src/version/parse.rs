//! The grammar of versions (PEP 440, appendix B), lax spellings included.
//!
//! ```text
//! version = [ "v" ] [ digits "!" ] release [ pre ] [ post ] [ dev ] [ "+" local ]
//! release = digits *( "." digits )
//! pre     = [ sep ] ( "alpha" / "a" / "beta" / "b" / "preview" / "pre" / "c" / "rc" ) [ sep ] [ digits ]
//! post    = "-" digits / [ sep ] ( "post" / "rev" / "r" ) [ sep ] [ digits ]
//! dev     = [ sep ] "dev" [ sep ] [ digits ]
//! local   = 1*alphanumeric *( sep 1*alphanumeric )
//! sep     = "." / "-" / "_"
//! ```

use core::str::FromStr;

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag, tag_no_case, take_while, take_while1};
use nom::combinator::{map, opt, peek, recognize, value};
use nom::multi::{many0_count, separated_list1};
use nom::sequence::{pair, preceded, terminated};

use super::display::write_parts;
use super::quick::small_version;
use super::{LocalSegment, LocalVersion, PrereleaseKind, Version, VersionError, VersionParts};
use crate::grammar::{Parsed, as_text, digits, strip};
use crate::{Number, Span};

impl FromStr for Version {
    type Err = VersionError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, VersionError> {
        if let Some((key, length)) = small_version(text.as_bytes())
            && length == text.len()
        {
            return Ok(Version::from_key(key));
        }
        parse_any(text)
    }
}

fn parse_any(text: &str) -> Result<Version, VersionError> {
    let stripped = strip(text);
    match version(stripped.as_bytes()) {
        Ok((b"", version)) => Ok(version),
        Ok((rest, _)) => Err(error(text, stripped, rest.len())),
        Err(_) => Err(error(text, stripped, stripped.len())),
    }
}

#[cold]
fn error(text: &str, stripped: &str, left: usize) -> VersionError {
    let leading = text.len() - text.trim_start_matches(crate::grammar::is_python_space).len();
    let end = leading + stripped.len();
    VersionError { text: text.to_owned(), span: Span::new(end - left, end) }
}

/// A version of a common shape, with its length, if `input` starts with one.
#[inline]
pub(crate) fn quick_version(input: &[u8]) -> Option<(Version, usize)> {
    small_version(input).map(|(key, length)| (Version::from_key(key), length))
}

/// The longest version that `input` starts with.
#[inline]
pub(crate) fn version(input: &[u8]) -> Parsed<'_, Version> {
    match small_version(input) {
        Some((key, length)) => Ok((&input[length..], Version::from_key(key))),
        None => full_version(input),
    }
}

/// Any version.
fn full_version(input: &[u8]) -> Parsed<'_, Version> {
    let (rest, parts) = parts(input)?;
    let text = as_text(&input[..input.len() - rest.len()]);
    let mut compared = Compared { left: text };
    if write_parts(&parts, &mut compared).is_ok() && compared.left.is_empty() {
        return Ok((rest, Version::from_parts(parts)));
    }
    Ok((rest, Version::from_spelled(parts, text)))
}

/// Compares what is written with a text, and fails at the first difference.
struct Compared<'a> {
    left: &'a str,
}

impl core::fmt::Write for Compared<'_> {
    fn write_str(&mut self, written: &str) -> core::fmt::Result {
        self.left = self.left.strip_prefix(written).ok_or(core::fmt::Error)?;
        Ok(())
    }
}

fn parts(input: &[u8]) -> Parsed<'_, VersionParts> {
    map(
        (
            preceded(opt(tag_no_case("v")), opt(terminated(digits, (tag("!"), peek(digits))))),
            separated_list1(tag("."), digits),
            opt(pre),
            opt(post),
            opt(dev),
            opt(preceded(tag("+"), local)),
        ),
        |(epoch, release, pre, post, dev, local)| VersionParts {
            epoch: Number::from_digits(epoch.unwrap_or(b"")),
            release: release.into_iter().map(Number::from_digits).collect(),
            pre,
            post,
            dev,
            local,
        },
    )
    .parse_complete(input)
}

fn separator(input: &[u8]) -> Parsed<'_, Option<&[u8]>> {
    opt(alt((tag("."), tag("-"), tag("_")))).parse_complete(input)
}

/// The number behind a word: an absent one is nought.
fn number(input: &[u8]) -> Parsed<'_, Number> {
    map(take_while(|byte: u8| byte.is_ascii_digit()), Number::from_digits).parse_complete(input)
}

fn pre(input: &[u8]) -> Parsed<'_, (PrereleaseKind, Number)> {
    let kind = alt((
        value(PrereleaseKind::Alpha, alt((tag_no_case("alpha"), tag_no_case("a")))),
        value(PrereleaseKind::Beta, alt((tag_no_case("beta"), tag_no_case("b")))),
        value(
            PrereleaseKind::Candidate,
            alt((tag_no_case("preview"), tag_no_case("pre"), tag_no_case("c"), tag_no_case("rc"))),
        ),
    ));
    (preceded(separator, kind), preceded(separator, number)).parse_complete(input)
}

fn post(input: &[u8]) -> Parsed<'_, Number> {
    let word = alt((tag_no_case("post"), tag_no_case("rev"), tag_no_case("r")));
    alt((
        map(preceded(tag("-"), digits), Number::from_digits),
        preceded((separator, word, separator), number),
    ))
    .parse_complete(input)
}

fn dev(input: &[u8]) -> Parsed<'_, Number> {
    preceded((separator, tag_no_case("dev"), separator), number).parse_complete(input)
}

fn local(input: &[u8]) -> Parsed<'_, LocalVersion> {
    let label =
        recognize(pair(alphanumeric, many0_count(pair(alt((tag("."), tag("-"), tag("_"))), alphanumeric))));
    map(label, |label: &[u8]| {
        let segments = label.split(|byte| matches!(byte, b'.' | b'-' | b'_'));
        LocalVersion(segments.map(local_segment).collect())
    })
    .parse_complete(input)
}

fn alphanumeric(input: &[u8]) -> Parsed<'_, &[u8]> {
    take_while1(|byte: u8| byte.is_ascii_alphanumeric()).parse_complete(input)
}

fn local_segment(text: &[u8]) -> LocalSegment {
    if text.iter().all(u8::is_ascii_digit) {
        LocalSegment::Number(Number::from_digits(text))
    } else {
        LocalSegment::Word(as_text(text).to_ascii_lowercase().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, normalised: &str) {
        let version: Version = text.parse().expect("a version");
        assert_eq!(version.to_string(), normalised);
        assert_eq!(version.as_written(), text.trim());
        let again: Version = normalised.parse().expect("the normalised form is a version");
        assert_eq!(again, version);
        assert_eq!(again.to_string(), normalised);
    }

    #[test]
    fn every_spelling_is_normalised_and_kept() {
        check("1.0", "1.0");
        check(" 1.0\n", "1.0");
        check("v1.0", "1.0");
        check("2024.05.06", "2024.5.6");
        check("2024.00.06.09", "2024.0.6.9");
        check("1.0.0.0.0.0.0", "1.0.0.0.0.0.0");
        check("1.0.0.0.0.0.0.0", "1.0.0.0.0.0.0.0");
        check("1.2.3.4.5", "1.2.3.4.5");
        check("0.1.0.20240131", "0.1.0.20240131");
        check("1.0-RC_1", "1.0rc1");
        check("1.0a-", "1.0a0");
        check("1.0a--1", "1.0a0.post1");
        check("1.0-1", "1.0.post1");
        check("1.0.dev", "1.0.dev0");
        check("1.0.dev20240131", "1.0.dev20240131");
        check("1!2.0.post1.dev2+Ubuntu-1", "1!2.0.post1.dev2+ubuntu.1");
        check("99999999999999999999.1", "99999999999999999999.1");
    }

    #[test]
    fn what_is_left_over_is_where_the_error_points() {
        let error = " 1.0.x ".parse::<Version>().expect_err("no version");
        assert_eq!(error.span(), Span::new(4, 6));
    }
}
