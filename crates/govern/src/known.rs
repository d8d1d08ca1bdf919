//! Facts that may be unknown.

use serde::Serialize;

use crate::day::Day;

/// A fact with where it comes from, or why it is not known. Unknown is never zero and never empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Known<T> {
    /// Somebody established it.
    Fact {
        /// What is the case.
        value: T,
        /// Where that comes from.
        source: String,
        /// The day of the source, where it has one.
        date: Option<Day>,
    },
    /// Nobody has.
    Unknown {
        /// Why not.
        because: String,
    },
}

impl<T> Known<T> {
    /// A fact from a source.
    pub fn fact(value: T, source: impl Into<String>, date: Option<Day>) -> Self {
        Self::Fact { value, source: source.into(), date }
    }

    /// A fact that is not known.
    pub fn unknown(because: impl Into<String>) -> Self {
        Self::Unknown { because: because.into() }
    }

    /// The value, where it is known.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Fact { value, .. } => Some(value),
            Self::Unknown { .. } => None,
        }
    }

    /// Why it is not known, where it is not.
    pub fn because(&self) -> Option<&str> {
        match self {
            Self::Fact { .. } => None,
            Self::Unknown { because } => Some(because),
        }
    }

    /// Where it comes from, or why it is not known.
    pub fn source(&self) -> &str {
        match self {
            Self::Fact { source, .. } => source,
            Self::Unknown { because } => because,
        }
    }

    /// The day of the source, where it has one.
    pub fn date(&self) -> Option<Day> {
        match self {
            Self::Fact { date, .. } => *date,
            Self::Unknown { .. } => None,
        }
    }

    /// What follows from the value, from the same source.
    pub fn map<'a, U>(&'a self, of: impl FnOnce(&'a T) -> U) -> Known<U> {
        match self {
            Self::Fact { value, source, date } => {
                Known::Fact { value: of(value), source: source.clone(), date: *date }
            }
            Self::Unknown { because } => Known::Unknown { because: because.clone() },
        }
    }

    /// What follows from the value, where something does; else unknown, for the reason that is returned.
    pub fn and_then<'a, U>(&'a self, of: impl FnOnce(&'a T) -> Result<U, String>) -> Known<U> {
        match self {
            Self::Fact { value, source, date } => match of(value) {
                Ok(value) => Known::Fact { value, source: source.clone(), date: *date },
                Err(because) => Known::Unknown { because },
            },
            Self::Unknown { because } => Known::Unknown { because: because.clone() },
        }
    }
}

/// The values of several facts: known where each is, from all of their sources, of the newest of their days.
///
/// ```
/// use haggle_govern::known::{Known, all_known};
///
/// let facts = [Known::fact(1, "a count", None), Known::unknown("nobody has counted the second")];
/// assert_eq!(all_known(&facts).because(), Some("nobody has counted the second"));
/// assert_eq!(all_known(&facts[..1]).value(), Some(&vec![&1]));
/// ```
pub fn all_known<'a, T: 'a>(facts: impl IntoIterator<Item = &'a Known<T>>) -> Known<Vec<&'a T>> {
    let (mut values, mut sources, mut reasons) = (Vec::new(), Vec::new(), Vec::new());
    let mut newest = None;
    for fact in facts {
        match fact {
            Known::Fact { value, source, date } => {
                values.push(value);
                if !sources.contains(&source.as_str()) {
                    sources.push(source);
                }
                newest = newest.max(*date);
            }
            Known::Unknown { because } if !reasons.contains(&because.as_str()) => reasons.push(because),
            Known::Unknown { .. } => {}
        }
    }
    if reasons.is_empty() {
        Known::fact(values, sources.join("; "), newest)
    } else {
        Known::unknown(reasons.join("; "))
    }
}
