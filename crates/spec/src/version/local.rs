//! Local labels of versions.

use core::fmt;

use crate::Number;

/// The label after `+`: parts between `.`, `-` or `_`, numbers above words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalVersion(pub(super) Box<[LocalSegment]>);

/// Words come first, as PEP 440 orders them below numbers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum LocalSegment {
    Word(Box<str>),
    Number(Number),
}

impl fmt::Display for LocalVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, segment) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            match segment {
                LocalSegment::Word(word) => f.write_str(word)?,
                LocalSegment::Number(number) => number.fmt(f)?,
            }
        }
        Ok(())
    }
}
