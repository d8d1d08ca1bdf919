//! The name of a module in an import.

use core::fmt;

/// A module as an import names it: `a.b`, or with leading dots from the package of the file.
///
/// ```
/// use haggle_scan::ModulePath;
///
/// let path = ModulePath::parse("..api.v2").unwrap();
/// assert_eq!((path.level(), path.dotted()), (2, "api.v2"));
/// assert_eq!(path.to_string(), "..api.v2");
/// assert_eq!(ModulePath::parse("oslo_utils.units").unwrap().top_level(), Some("oslo_utils"));
/// assert_eq!(ModulePath::parse("a..b"), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModulePath {
    level: u32,
    dotted: Box<str>,
}

impl ModulePath {
    pub(crate) fn new(level: u32, dotted: String) -> Self {
        ModulePath { level, dotted: dotted.into_boxed_str() }
    }

    /// Reads `a.b`, `.a` or `..`; `None` for what is not the name of a module.
    pub fn parse(text: &str) -> Option<Self> {
        let dotted = text.trim_start_matches('.');
        let level = u32::try_from(text.len() - dotted.len()).ok()?;
        let is_fine = (level > 0 && dotted.is_empty()) || dotted.split('.').all(is_identifier);
        is_fine.then(|| ModulePath { level, dotted: dotted.into() })
    }

    /// The number of leading dots: zero for an absolute name.
    pub fn level(&self) -> u32 {
        self.level
    }

    /// The name without the leading dots; empty in `from . import a`.
    pub fn dotted(&self) -> &str {
        &self.dotted
    }

    /// The first part of an absolute name.
    pub fn top_level(&self) -> Option<&str> {
        if self.level > 0 { None } else { self.dotted.split('.').next() }
    }
}

fn is_identifier(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first == '_' || unicode_ident::is_xid_start(first))
        && characters.all(unicode_ident::is_xid_continue)
}

impl fmt::Display for ModulePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for _ in 0..self.level {
            f.write_str(".")?;
        }
        f.write_str(&self.dotted)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for ModulePath {
    /// The text of the name.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for ModulePath {
    /// The text of the name.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not the name of a module"))
    }
}
