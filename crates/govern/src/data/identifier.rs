//! The names that a family's files give to things. They reach file names, messages and command lines, so each kind has a grammar
//! that is checked when the name is read.

use std::borrow::Borrow;
use std::fmt::{self, Display};
use std::str::FromStr;

use serde::Serialize;

/// The most bytes of a name, or of a part between slashes.
const LONGEST: usize = 64;

/// The name of a feature, an environment or a stakeholder: `[a-z0-9][a-z0-9-]*`, at most 64 bytes.
///
/// ```
/// use haggle_govern::data::Identifier;
///
/// assert_eq!(Identifier::new("image-signing")?.as_str(), "image-signing");
/// assert!(Identifier::new("../image-signing").is_err());
/// # Ok::<(), haggle_govern::data::IdentifierError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Identifier(String);

/// The name of a requirement in the catalogue: the name of a distribution in small letters, `[a-z0-9][a-z0-9._-]*` that does not
/// end in a punctuation mark, at most 64 bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RequirementId(String);

/// The name of a repository in the review system, `openstack/glance`: parts `[A-Za-z0-9][A-Za-z0-9._-]*` between slashes, each at
/// most 64 bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ProjectName(String);

/// Why a text is not one of these names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentifierError {
    text: String,
    kind: IdentifierErrorKind,
}

/// What is wrong with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IdentifierErrorKind {
    /// There is nothing, at all or between two slashes.
    Empty,
    /// It is longer than 64 bytes.
    TooLong,
    /// It begins with something other than a letter or a digit.
    Start(char),
    /// It has a character that such names do not have.
    Character(char),
    /// It ends in a punctuation mark.
    End(char),
}

impl IdentifierError {
    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is wrong with it.
    pub fn kind(&self) -> IdentifierErrorKind {
        self.kind
    }
}

impl Display for IdentifierError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text.escape_debug();
        write!(formatter, "`{text}` is not a valid name: ")?;
        match self.kind {
            IdentifierErrorKind::Empty => formatter.write_str("it is empty, or a part of it is"),
            IdentifierErrorKind::TooLong => write!(formatter, "it has more than {LONGEST} bytes"),
            IdentifierErrorKind::Start(character) => {
                write!(formatter, "it begins with `{}`", character.escape_debug())
            }
            IdentifierErrorKind::Character(character) => {
                write!(formatter, "it contains `{}`", character.escape_debug())
            }
            IdentifierErrorKind::End(character) => {
                write!(formatter, "it ends in `{}`", character.escape_debug())
            }
        }
    }
}

impl std::error::Error for IdentifierError {}

/// What a grammar allows, beside digits.
struct Grammar {
    capitals: bool,
    inside: &'static [char],
    may_end_inside: bool,
}

impl Grammar {
    fn check(&self, text: &str) -> Result<(), IdentifierErrorKind> {
        let letter =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || self.capitals && c.is_ascii_uppercase();
        let first = text.chars().next().ok_or(IdentifierErrorKind::Empty)?;
        if let Some(other) = text.chars().find(|c| !letter(*c) && !self.inside.contains(c)) {
            return Err(IdentifierErrorKind::Character(other));
        }
        if !letter(first) {
            return Err(IdentifierErrorKind::Start(first));
        }
        if text.len() > LONGEST {
            return Err(IdentifierErrorKind::TooLong);
        }
        match text.chars().next_back() {
            Some(last) if !letter(last) && !self.may_end_inside => Err(IdentifierErrorKind::End(last)),
            _ => Ok(()),
        }
    }
}

impl Identifier {
    const GRAMMAR: Grammar = Grammar { capitals: false, inside: &['-'], may_end_inside: true };

    fn check(text: &str) -> Result<(), IdentifierErrorKind> {
        Self::GRAMMAR.check(text)
    }
}

impl RequirementId {
    const GRAMMAR: Grammar = Grammar { capitals: false, inside: &['-', '.', '_'], may_end_inside: false };

    fn check(text: &str) -> Result<(), IdentifierErrorKind> {
        Self::GRAMMAR.check(text)
    }
}

impl ProjectName {
    const GRAMMAR: Grammar = Grammar { capitals: true, inside: &['-', '.', '_'], may_end_inside: true };

    fn check(text: &str) -> Result<(), IdentifierErrorKind> {
        text.split('/').try_for_each(|part| Self::GRAMMAR.check(part))
    }

    /// The last part, without the organisation in front.
    pub fn short(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
}

macro_rules! name {
    ($type:ident) => {
        impl $type {
            /// Reads the name.
            ///
            /// # Errors
            /// The text does not follow the grammar.
            pub fn new(text: &str) -> Result<Self, IdentifierError> {
                match Self::check(text) {
                    Ok(()) => Ok(Self(text.to_owned())),
                    Err(kind) => Err(IdentifierError { text: text.to_owned(), kind }),
                }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $type {
            type Err = IdentifierError;

            fn from_str(text: &str) -> Result<Self, IdentifierError> {
                Self::new(text)
            }
        }

        impl Display for $type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.pad(&self.0)
            }
        }

        impl Borrow<str> for $type {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

name!(Identifier);
name!(RequirementId);
name!(ProjectName);

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(found: Result<(), IdentifierError>, expected: Option<IdentifierErrorKind>) {
        assert_eq!(found.err().map(|error| error.kind()), expected);
    }

    #[test]
    fn identifiers_are_small_letters_digits_and_hyphens() {
        use IdentifierErrorKind::{Character, Empty, Start, TooLong};
        let longest = "a".repeat(64);
        for (text, expected) in [
            ("image-cache-xattr", None),
            ("3d", None),
            (longest.as_str(), None),
            ("", Some(Empty)),
            ("-a", Some(Start('-'))),
            ("Signing", Some(Character('S'))),
            ("a/b", Some(Character('/'))),
            ("../../../pwned", Some(Character('.'))),
            ("a\u{202e}b", Some(Character('\u{202e}'))),
            (&format!("{longest}a"), Some(TooLong)),
        ] {
            check(Identifier::new(text).map(drop), expected);
        }
    }

    #[test]
    fn requirements_are_named_like_distributions() {
        use IdentifierErrorKind::{Character, End, Start};
        for (text, expected) in [
            ("oslo.privsep", None),
            ("lib_x-y.z", None),
            (".hidden", Some(Start('.'))),
            ("..", Some(Start('.'))),
            ("a.", Some(End('.'))),
            ("a/b", Some(Character('/'))),
            ("a\\b", Some(Character('\\'))),
        ] {
            check(RequirementId::new(text).map(drop), expected);
        }
    }

    #[test]
    fn projects_have_parts_between_slashes() {
        use IdentifierErrorKind::{Empty, Start};
        for (text, expected) in [
            ("openstack/glance_store", None),
            ("Org.Name/sub/Project", None),
            ("glance", None),
            ("openstack/", Some(Empty)),
            ("/glance", Some(Empty)),
            ("openstack/../nova", Some(Start('.'))),
        ] {
            check(ProjectName::new(text).map(drop), expected);
        }
        assert_eq!(ProjectName::new("openstack/glance").unwrap().short(), "glance");
    }
}
