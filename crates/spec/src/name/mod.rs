//! Names of distributions, extras and dependency groups, normalised as PEP 503 and PEP 685 say.

mod error;
mod half;
mod scan;

use core::borrow::Borrow;
use core::fmt;
use core::str::FromStr;

use crate::short_text::ShortText;
use error::is_in_names;

pub use error::{NameError, NameErrorKind};
pub(crate) use scan::{NamePlace, scan_name};

/// The normalised name of a distribution: lowercase, with runs of `-`, `_` and `.` as one `-` (PEP 503).
///
/// Law: two spellings of one name are equal, and compare and hash as their normalised text.
///
/// ```
/// use haggle_spec::PackageName;
/// let name = PackageName::new("Oslo.Concurrency")?;
/// assert_eq!(name.as_str(), "oslo-concurrency");
/// assert!(PackageName::new("-not-a-name").is_err());
/// # Ok::<(), haggle_spec::NameError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PackageName(ShortText);

/// The normalised name of an extra (PEP 685) or of a dependency group (PEP 735).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExtraName(ShortText);

macro_rules! name {
    ($type:ident) => {
        impl $type {
            /// The name that `text` spells.
            ///
            /// # Errors
            /// Where `text` is empty, holds another character than ASCII letters, digits, `-`, `_` and `.`, or
            /// does not start and end with a letter or digit.
            pub fn new(text: &str) -> Result<Self, NameError> {
                if is_name(text.as_bytes()) { Ok(Self::from_scanned(text)) } else { Err(NameError::of(text)) }
            }

            /// The normalised text.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            /// Takes what a grammar has accepted, which may be laxer than [`Self::new`].
            pub(crate) fn from_scanned(text: &str) -> Self {
                if is_normalised(text.as_bytes()) {
                    $type(ShortText::new(text))
                } else {
                    $type(ShortText::new(&normalise_name(text)))
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self.as_str(), f)
            }
        }

        impl FromStr for $type {
            type Err = NameError;

            fn from_str(text: &str) -> Result<Self, NameError> {
                Self::new(text)
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl Borrow<str> for $type {
            fn borrow(&self) -> &str {
                self.as_str()
            }
        }
    };
}

name!(PackageName);
name!(ExtraName);

impl ExtraName {
    /// The normalised text, as bytes.
    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl PackageName {
    /// No name, in the place of one that is still to come.
    #[inline]
    pub(crate) fn blank() -> Self {
        PackageName(ShortText::from_ascii([0; crate::short_text::INLINE], 0))
    }
}

/// How long the name is that `input` starts with, zero where it starts with none.
pub(crate) fn name_length(input: &[u8]) -> usize {
    if !input.first().is_some_and(u8::is_ascii_alphanumeric) {
        return 0;
    }
    let mut length = input.iter().take_while(|&&byte| is_in_names(byte)).count();
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    while length > 0 && is_word(input[length - 1]) == crate::grammar::starts_with_word(&input[length..]) {
        length -= 1;
    }
    length
}

/// The normalised form of any text, name or not: lowercase, with runs of `-`, `_` and `.` as one `-`.
///
/// ```
/// assert_eq!(haggle_spec::normalise_name("Foo__.Bar"), "foo-bar");
/// assert_eq!(haggle_spec::normalise_name("_not_legal"), "-not-legal");
/// ```
pub fn normalise_name(text: &str) -> String {
    let mut normalised = String::with_capacity(text.len());
    let mut after_separator = false;
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        if matches!(character, '-' | '_' | '.') {
            if !after_separator {
                normalised.push('-');
            }
            after_separator = true;
        } else {
            after_separator = false;
            if character.is_ascii() {
                normalised.push(character.to_ascii_lowercase());
            } else {
                normalised.extend(character.to_lowercase());
            }
        }
    }
    normalised
}

/// Whether `text` is a name in normalised form.
///
/// ```
/// assert!(haggle_spec::is_normalised_name("foo-bar"));
/// assert!(!haggle_spec::is_normalised_name("foo.bar"));
/// ```
pub fn is_normalised_name(text: &str) -> bool {
    is_name(text.as_bytes()) && is_normalised(text.as_bytes())
}

/// Whether these bytes are a name by the core metadata specification.
fn is_name(bytes: &[u8]) -> bool {
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    first.is_ascii_alphanumeric()
        && last.is_ascii_alphanumeric()
        && bytes.iter().all(|&byte| is_in_names(byte))
}

/// Whether normalising would change nothing.
pub(crate) fn is_normalised(bytes: &[u8]) -> bool {
    let mut previous = 0;
    bytes.iter().all(|&byte| {
        let doubled = byte == b'-' && previous == b'-';
        previous = byte;
        !doubled && (byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, normalised: Option<&str>) {
        let name = PackageName::new(text).ok();
        assert_eq!(name.as_ref().map(PackageName::as_str), normalised, "{text:?}");
    }

    #[test]
    fn names_are_normalised_or_rejected() {
        check("Flask", Some("flask"));
        check("zope.interface", Some("zope-interface"));
        check("a-_.b", Some("a-b"));
        check("a--b", Some("a-b"));
        check("a-name-of-more-than-twenty-two-bytes", Some("a-name-of-more-than-twenty-two-bytes"));
        check("", None);
        check("a-", None);
        check("hi\n", None);
        check("é", None);
    }

    #[track_caller]
    fn check_error(text: &str, kind: NameErrorKind, at: &str, message: &str) {
        let error = PackageName::new(text).expect_err("not a name");
        assert_eq!((error.kind(), &text[error.span().range()]), (kind, at), "{text:?}");
        assert_eq!(error.to_string(), message);
    }

    #[test]
    fn the_character_that_is_wrong_is_named() {
        check_error("", NameErrorKind::Empty, "", "`` is not a valid name: the name is empty");
        check_error(
            "a b",
            NameErrorKind::InvalidCharacter,
            " ",
            "`a b` is not a valid name: ` ` is none of letters, digits, `-`, `_` and `.`",
        );
        check_error(
            "a-é",
            NameErrorKind::InvalidCharacter,
            "é",
            "`a-é` is not a valid name: `é` is none of letters, digits, `-`, `_` and `.`",
        );
        let message = "is not a valid name: a name starts and ends with a letter or digit";
        check_error("-a_", NameErrorKind::InvalidEnd, "-", &format!("`-a_` {message}"));
        check_error("a_", NameErrorKind::InvalidEnd, "_", &format!("`a_` {message}"));
    }
}
