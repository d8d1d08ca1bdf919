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
use nom::bytes::complete::{tag, take_while1};
use nom::combinator::{map, recognize};
use nom::multi::many0_count;
use nom::sequence::pair;

use super::key::Key;
use super::local::{LocalSegment, LocalVersion};
use super::quick::{small_release, small_version};
use super::{PrereleaseKind, Version, VersionError, VersionErrorKind, VersionParts};
use crate::grammar::{Parsed, as_text, digits, strip};
use crate::{Number, Span};

impl FromStr for Version {
    type Err = VersionError;

    /// The key of a common version comes back in a register, and the version is made where the caller wants it: a result that is stored in
    /// parts and loaded as a whole at once, to be moved, is what a processor waits longest for.
    #[allow(clippy::inline_always, reason = "measured: halves the time")]
    #[inline(always)]
    fn from_str(text: &str) -> Result<Self, VersionError> {
        match common_key(text) {
            Some(key) => Ok(Version::from_key(key)),
            None => parse_any(text),
        }
    }
}

#[inline(never)]
fn common_key(text: &str) -> Option<Key> {
    small_release(text.as_bytes()).or_else(|| other_key(text))
}

/// What is more than the most common shape. The way there is a tail call, so that the
/// common way has no registers to save.
#[inline(never)]
fn other_key(text: &str) -> Option<Key> {
    small_version(text.as_bytes()).and_then(|(key, length)| (length == text.len()).then_some(key))
}

#[cold]
#[inline(never)]
fn parse_any(text: &str) -> Result<Version, VersionError> {
    let stripped = strip(text);
    // Of the text as it is, it is known that it has no common shape.
    let parsed = if stripped.len() == text.len() { full_version } else { version };
    match parsed(stripped.as_bytes()) {
        Ok((b"", version)) => Ok(version),
        Ok((rest, _)) => Err(error(text, stripped, rest.len(), VersionErrorKind::TrailingText)),
        Err(_) if stripped.is_empty() => Err(error(text, stripped, 0, VersionErrorKind::Empty)),
        Err(_) => Err(error(text, stripped, stripped.len(), VersionErrorKind::MissingRelease)),
    }
}

/// The error of a text where as many bytes of what is left without white space fit in no version.
#[cold]
fn error(text: &str, stripped: &str, left: usize, kind: VersionErrorKind) -> VersionError {
    let end = Span::of(stripped, text).end;
    let mut kept = &stripped[..stripped.len() - left];
    // `-RELEASE` is one word, though the grammar takes its `-R` for a post-release.
    let ends_in_word = |text: &str| text.ends_with(|last: char| last.is_ascii_alphabetic());
    if ends_in_word(kept) && stripped[kept.len()..].starts_with(|first: char| first.is_ascii_alphabetic()) {
        kept = kept.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        kept = kept.strip_suffix(['.', '-', '_', '+']).unwrap_or(kept);
    }
    VersionError::new(text, Span::new(end - (stripped.len() - kept.len()), end), kind)
}

/// A version of a common shape, with its length, if `input` starts with one.
#[allow(clippy::inline_always, reason = "measured: saves a tenth of a requirement")]
#[inline(always)]
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
#[cold]
#[inline(never)]
fn full_version(input: &[u8]) -> Parsed<'_, Version> {
    let (rest, parts) = parts(input)?;
    let written = &input[..input.len() - rest.len()];
    Ok((rest, Version::from_spelled(parts, written)))
}

fn parts(input: &[u8]) -> Parsed<'_, VersionParts> {
    let input = if let [b'v' | b'V', rest @ ..] = input { rest } else { input };
    let (mut rest, mut first) = digits(input)?;
    let mut epoch = Number::from(0);
    if let [b'!', after @ ..] = rest
        && let Ok((after, release)) = digits(after)
    {
        epoch = Number::from_digits(first);
        (rest, first) = (after, release);
    }
    let mut release = Vec::with_capacity(4);
    release.push(Number::from_digits(first));
    while let [b'.', after @ ..] = rest
        && let Ok((after, next)) = digits(after)
    {
        release.push(Number::from_digits(next));
        rest = after;
    }
    let (rest, pre) = suffix(rest, PRE);
    let (rest, post) = post(rest);
    let (rest, dev) = suffix(rest, DEV);
    let (rest, local) = match rest {
        [b'+', label @ ..] => match local(label) {
            Ok((after, local)) => (after, Some(local)),
            Err(_) => (rest, None),
        },
        _ => (rest, None),
    };
    Ok((rest, VersionParts { epoch, release, pre, post, dev: dev.map(|((), number)| number), local }))
}

/// The words of a prerelease, longer ones before those they start with.
const PRE: &[(&[u8], PrereleaseKind)] = &[
    (b"alpha", PrereleaseKind::Alpha),
    (b"a", PrereleaseKind::Alpha),
    (b"beta", PrereleaseKind::Beta),
    (b"b", PrereleaseKind::Beta),
    (b"preview", PrereleaseKind::Candidate),
    (b"pre", PrereleaseKind::Candidate),
    (b"c", PrereleaseKind::Candidate),
    (b"rc", PrereleaseKind::Candidate),
];
const POST: &[(&[u8], ())] = &[(b"post", ()), (b"rev", ()), (b"r", ())];
const DEV: &[(&[u8], ())] = &[(b"dev", ())];

/// `[ sep ] word [ sep ] [ digits ]`: what the word stands for, and the number, of which an absent one is zero.
fn suffix<'a, T: Copy>(input: &'a [u8], words: &[(&[u8], T)]) -> (&'a [u8], Option<(T, Number)>) {
    let start = after_separator(input);
    let Some(first) = start.first().map(u8::to_ascii_lowercase) else { return (input, None) };
    for (word, meaning) in words.iter().filter(|(word, _)| word.first() == Some(&first)) {
        if let Some((head, rest)) = start.split_at_checked(word.len())
            && head.eq_ignore_ascii_case(word)
        {
            let rest = after_separator(rest);
            let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (digits, rest) = rest.split_at(length);
            return (rest, Some((*meaning, Number::from_digits(digits))));
        }
    }
    (input, None)
}

fn after_separator(input: &[u8]) -> &[u8] {
    if let [b'.' | b'-' | b'_', rest @ ..] = input { rest } else { input }
}

fn post(input: &[u8]) -> (&[u8], Option<Number>) {
    if let [b'-', rest @ ..] = input
        && let Ok((rest, number)) = digits(rest)
    {
        return (rest, Some(Number::from_digits(number)));
    }
    let (rest, post) = suffix(input, POST);
    (rest, post.map(|((), number)| number))
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
    fn a_common_shape_is_what_the_general_grammar_reads() {
        let numbers =
            ["0", "1", "01", "255", "256", "1023", "1024", "16383", "16384", "99999", "131071", "2024"];
        let suffixes = [
            "",
            "a1",
            "b0",
            "rc12",
            ".post1",
            ".dev3",
            "a",
            "a01",
            ".post131070",
            ".dev131071",
            "c1",
            "-1",
            "a1.dev1",
            ".*",
            "+x",
            ".x",
            "!1",
            ";",
            ",1",
            ")",
            " 1",
            "a1 ",
            "a1+x",
            "a1.*",
            ".1.1",
            ".",
        ];
        let mut n_covered = 0;
        let mut check = |text: &str| {
            let Some((key, length)) = small_version(text.as_bytes()) else { return };
            let (rest, version) = full_version(text.as_bytes()).expect("a version");
            assert_eq!(text.len() - rest.len(), length, "{text:?}");
            let quick = Version::from_key(key);
            assert_eq!(
                (quick.to_parts(), quick.as_written()),
                (version.to_parts(), version.as_written()),
                "{text:?}"
            );
            n_covered += 1;
        };
        for first in numbers {
            for suffix in suffixes {
                check(&format!("{first}{suffix}"));
                for second in numbers {
                    check(&format!("{first}.{second}{suffix}"));
                    for third in numbers {
                        check(&format!("{first}.{second}.{third}{suffix}"));
                        check(&format!("{first}.{second}.{third}.{second}{suffix}"));
                    }
                }
            }
        }
        assert!(n_covered > 4_000, "{n_covered}");
    }

    #[track_caller]
    fn check_error(text: &str, kind: VersionErrorKind, at: &str, message: &str) {
        let error = text.parse::<Version>().expect_err("not a version");
        assert_eq!((error.kind(), &text[error.span().range()]), (kind, at), "{text:?}");
        assert_eq!(error.to_string(), message);
    }

    #[test]
    fn what_is_left_over_is_where_the_error_points() {
        let trailing = VersionErrorKind::TrailingText;
        check_error(" 1.0.x ", trailing, ".x", "` 1.0.x ` is not a valid version: `.x` follows `1.0`");
        check_error(
            "1.0-SNAPSHOT",
            trailing,
            "-SNAPSHOT",
            "`1.0-SNAPSHOT` is not a valid version: `-SNAPSHOT` follows `1.0`",
        );
        check_error("2-devel", trailing, "-devel", "`2-devel` is not a valid version: `-devel` follows `2`");
        let missing = VersionErrorKind::MissingRelease;
        check_error("dev", missing, "dev", "`dev` is not a valid version: a version starts with a number");
        check_error(" ", VersionErrorKind::Empty, "", "` ` is not a valid version: the version is empty");
    }
}
