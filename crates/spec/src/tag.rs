//! Compatibility tags of wheels (PEP 425).

use core::fmt;
use std::collections::BTreeSet;

use crate::Span;

/// A tag: interpreter, ABI, platform, in lower case.
///
/// ```
/// use haggle_spec::Tag;
/// let tags = Tag::parse("py2.py3-none-any", None)?;
/// assert_eq!(tags.iter().map(ToString::to_string).collect::<Vec<_>>(), ["py2-none-any", "py3-none-any"]);
/// # Ok::<(), haggle_spec::TagError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag {
    interpreter: Box<str>,
    abi: Box<str>,
    platform: Box<str>,
}

/// The text is not a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TagError {
    span: Span,
    kind: TagErrorKind,
}

/// Why a text is not a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TagErrorKind {
    /// There are not three parts between hyphens.
    Parts,
    /// A part, or a member of one, is empty.
    Empty,
    /// An interpreter that is not an identifier.
    Interpreter,
    /// The members of a part are not sorted.
    Unsorted,
    /// More tags than allowed.
    TooMany {
        /// How many there would be.
        n_tags: usize,
    },
}

impl TagError {
    /// The error of a part of a text.
    fn of(part: &str, text: &str, kind: TagErrorKind) -> Self {
        TagError { span: Span::of(part, text), kind }
    }

    /// Where, in bytes of what was parsed.
    pub fn span(&self) -> Span {
        self.span
    }

    /// What is wrong.
    pub fn kind(&self) -> TagErrorKind {
        self.kind
    }
}

impl fmt::Display for TagError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TagErrorKind::Parts => f.write_str("a tag has three parts between hyphens"),
            TagErrorKind::Empty => f.write_str("a part of the tag is empty"),
            TagErrorKind::Interpreter => f.write_str("the interpreter of the tag is not an identifier"),
            TagErrorKind::Unsorted => f.write_str("the members of a part of the tag are not sorted"),
            TagErrorKind::TooMany { n_tags } => {
                write!(f, "the tag stands for {n_tags} tags, more than allowed")
            }
        }
    }
}

impl core::error::Error for TagError {}

impl Tag {
    /// The tag of these parts.
    pub fn new(interpreter: &str, abi: &str, platform: &str) -> Self {
        let is_lower = |text: &str| text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        let lower =
            |text: &str| if is_lower(text) { text.into() } else { text.to_lowercase().into_boxed_str() };
        Tag { interpreter: lower(interpreter), abi: lower(abi), platform: lower(platform) }
    }

    /// All tags that a compressed one stands for; `most` bounds their number before repetitions are left out.
    ///
    /// # Errors
    /// Where the text is not a tag, or stands for more than `most`.
    pub fn parse(text: &str, most: Option<usize>) -> Result<BTreeSet<Tag>, TagError> {
        let mut parts = text.split('-');
        if let Some(empty) = parts.clone().flat_map(members).find(|member| member.is_empty()) {
            return Err(TagError::of(empty, text, TagErrorKind::Empty));
        }
        let n_tags =
            parts.clone().try_fold(1usize, |product, part| product.checked_mul(members(part).count()));
        let n_tags = n_tags.unwrap_or(usize::MAX);
        if most.is_some_and(|most| n_tags > most) {
            return Err(TagError::of(text, text, TagErrorKind::TooMany { n_tags }));
        }
        let (Some(interpreters), Some(abis), Some(platforms), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(TagError::of(text, text, TagErrorKind::Parts));
        };
        if let Some(wrong) = members(interpreters).find(|interpreter| !is_identifier(interpreter)) {
            return Err(TagError::of(wrong, text, TagErrorKind::Interpreter));
        }
        let mut tags = BTreeSet::new();
        for interpreter in members(interpreters) {
            for abi in members(abis) {
                tags.extend(members(platforms).map(|platform| Tag::new(interpreter, abi, platform)));
            }
        }
        Ok(tags)
    }

    /// As [`Tag::parse`], and the members of each part must be sorted.
    ///
    /// # Errors
    /// As [`Tag::parse`], and [`TagErrorKind::Unsorted`].
    pub fn parse_sorted(text: &str, most: Option<usize>) -> Result<BTreeSet<Tag>, TagError> {
        for part in text.split('-') {
            if let Some(empty) = part.split('.').find(|member| member.is_empty()) {
                return Err(TagError::of(empty, text, TagErrorKind::Empty));
            }
            if !part.split('.').is_sorted() {
                return Err(TagError::of(part, text, TagErrorKind::Unsorted));
            }
        }
        Tag::parse(text, most)
    }

    /// The interpreter: `cp312`, `py3`.
    pub fn interpreter(&self) -> &str {
        &self.interpreter
    }

    /// The ABI: `cp312`, `abi3`, `none`.
    pub fn abi(&self) -> &str {
        &self.abi
    }

    /// The platform: `any`, `manylinux_2_17_x86_64`.
    pub fn platform(&self) -> &str {
        &self.platform
    }
}

impl core::str::FromStr for Tag {
    type Err = TagError;

    /// One tag; a compressed one that stands for several is too many.
    fn from_str(text: &str) -> Result<Self, TagError> {
        let mut tags = Tag::parse(text, Some(1))?;
        tags.pop_first().ok_or(TagError::of(text, text, TagErrorKind::Empty))
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.interpreter, self.abi, self.platform)
    }
}

/// What is between the dots of a part.
fn members(part: &str) -> core::str::Split<'_, char> {
    part.split('.')
}

/// Whether Python would take this for an identifier, near enough: a letter or `_`, then letters, digits and `_`.
fn is_identifier(text: &str) -> bool {
    text.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && text.chars().all(crate::grammar::is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_error(found: Result<BTreeSet<Tag>, TagError>, text: &str, kind: TagErrorKind, at: &str) {
        let error = found.expect_err("not a tag");
        assert_eq!((error.kind(), &text[error.span().range()]), (kind, at), "{text:?}");
    }

    #[test]
    fn an_error_says_where_and_why() {
        let check = |text: &str, kind, at: &str| check_error(Tag::parse(text, Some(4)), text, kind, at);
        check("py3-none", TagErrorKind::Parts, "py3-none");
        check("py3-none.-any", TagErrorKind::Empty, "");
        check("py3.3x-none-any", TagErrorKind::Interpreter, "3x");
        check("a.b-c.d-e.f", TagErrorKind::TooMany { n_tags: 8 }, "a.b-c.d-e.f");
        let unsorted = "py3.py2-none-any";
        check_error(Tag::parse_sorted(unsorted, None), unsorted, TagErrorKind::Unsorted, "py3.py2");
        assert_eq!(Tag::parse("py3-none.-any", None).unwrap_err().span(), Span::new(9, 9));
    }
}
