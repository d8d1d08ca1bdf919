//! Compatibility tags of wheels (PEP 425).

use core::fmt;
use std::collections::BTreeSet;

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

/// The text is no tag.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TagError {
    /// There are not three parts between hyphens.
    Parts,
    /// A part, or a member of one, is empty.
    Empty,
    /// An interpreter that is no identifier.
    Interpreter,
    /// The members of a part are not sorted.
    Unsorted,
    /// More tags than allowed.
    TooMany {
        /// How many there would be.
        n_tags: usize,
    },
}

impl fmt::Display for TagError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TagError::Parts => f.write_str("a tag has three parts between hyphens"),
            TagError::Empty => f.write_str("a part of the tag is empty"),
            TagError::Interpreter => f.write_str("the interpreter of the tag is no identifier"),
            TagError::Unsorted => f.write_str("the members of a part of the tag are not sorted"),
            TagError::TooMany { n_tags } => write!(f, "the tag stands for {n_tags} tags, more than allowed"),
        }
    }
}

impl core::error::Error for TagError {}

impl Tag {
    /// The tag of these parts.
    pub fn new(interpreter: &str, abi: &str, platform: &str) -> Self {
        let lower = |text: &str| text.to_lowercase().into_boxed_str();
        Tag { interpreter: lower(interpreter), abi: lower(abi), platform: lower(platform) }
    }

    /// All tags that a compressed one stands for; `most` bounds their number before repetitions are left out.
    ///
    /// # Errors
    /// Where the text is no tag, or stands for more than `most`.
    pub fn parse(text: &str, most: Option<usize>) -> Result<BTreeSet<Tag>, TagError> {
        let parts: Vec<Vec<&str>> = text.split('-').map(|part| part.split('.').collect()).collect();
        if parts.iter().flatten().any(|member| member.is_empty()) {
            return Err(TagError::Empty);
        }
        let n_tags = parts.iter().try_fold(1usize, |product, part| product.checked_mul(part.len()));
        let n_tags = n_tags.unwrap_or(usize::MAX);
        if most.is_some_and(|most| n_tags > most) {
            return Err(TagError::TooMany { n_tags });
        }
        let [interpreters, abis, platforms] = &parts[..] else { return Err(TagError::Parts) };
        if !interpreters.iter().all(|interpreter| is_identifier(interpreter)) {
            return Err(TagError::Interpreter);
        }
        let mut tags = BTreeSet::new();
        for interpreter in interpreters {
            for abi in abis {
                tags.extend(platforms.iter().map(|platform| Tag::new(interpreter, abi, platform)));
            }
        }
        Ok(tags)
    }

    /// As [`Tag::parse`], and the members of each part must be sorted.
    ///
    /// # Errors
    /// As [`Tag::parse`], and [`TagError::Unsorted`].
    pub fn parse_sorted(text: &str) -> Result<BTreeSet<Tag>, TagError> {
        for part in text.split('-') {
            if part.split('.').any(str::is_empty) {
                return Err(TagError::Empty);
            }
            if !part.split('.').is_sorted() {
                return Err(TagError::Unsorted);
            }
        }
        Tag::parse(text, None)
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
        tags.pop_first().ok_or(TagError::Empty)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.interpreter, self.abi, self.platform)
    }
}

/// Whether Python would take this for an identifier, near enough: a letter or `_`, then letters, digits and `_`.
fn is_identifier(text: &str) -> bool {
    text.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && text.chars().all(crate::grammar::is_word)
}
