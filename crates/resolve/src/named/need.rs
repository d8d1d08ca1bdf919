//! What a version of a package, or a caller, needs.

use std::fmt;
use std::ops::{Bound, RangeBounds};

/// A package at one of some versions.
///
/// ```
/// use haggle_resolve::named::Need;
///
/// let need = Need::within("icons", 2..4).or(7..);
/// assert!(need.allows(&3) && !need.allows(&4) && need.allows(&9));
/// assert_eq!(need.to_string(), "icons >=2, <4 or >=7");
/// assert_eq!(Need::<_, u32>::any("icons").to_string(), "icons");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Need<N, V> {
    name: N,
    /// Any of them.
    ranges: Vec<(Bound<V>, Bound<V>)>,
}

impl<N, V> Need<N, V> {
    /// Any version.
    pub fn any(name: N) -> Self {
        Self { name, ranges: vec![(Bound::Unbounded, Bound::Unbounded)] }
    }

    /// A version of a range: `1..`, `..=3`.
    pub fn within(name: N, range: impl RangeBounds<V>) -> Self
    where
        V: Clone,
    {
        Self { name, ranges: Vec::new() }.or(range)
    }

    /// One version.
    pub fn exactly(name: N, version: V) -> Self
    where
        V: Clone,
    {
        Self::within(name, version.clone()..=version)
    }

    /// The same, or a version of another range.
    #[must_use]
    pub fn or(mut self, range: impl RangeBounds<V>) -> Self
    where
        V: Clone,
    {
        self.ranges.push((range.start_bound().cloned(), range.end_bound().cloned()));
        self
    }

    /// The package.
    pub fn name(&self) -> &N {
        &self.name
    }

    /// Whether the version will do.
    pub fn allows(&self, version: &V) -> bool
    where
        V: Ord,
    {
        self.ranges.iter().any(|range| range.contains(version))
    }
}

impl<N: fmt::Display, V: fmt::Display + PartialEq> fmt::Display for Need<N, V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(formatter)?;
        for (position, (from, to)) in self.ranges.iter().enumerate() {
            if position > 0 {
                formatter.write_str(" or")?;
            }
            match (from, to) {
                (Bound::Included(from), Bound::Included(to)) if from == to => write!(formatter, " {from}")?,
                (Bound::Unbounded, Bound::Unbounded) if position > 0 => formatter.write_str(" any")?,
                (Bound::Unbounded, Bound::Unbounded) => {}
                (from, to) => {
                    let lower = match from {
                        Bound::Included(from) => Some(format!(" >={from}")),
                        Bound::Excluded(from) => Some(format!(" >{from}")),
                        Bound::Unbounded => None,
                    };
                    let upper = match to {
                        Bound::Included(to) => Some(format!(" <={to}")),
                        Bound::Excluded(to) => Some(format!(" <{to}")),
                        Bound::Unbounded => None,
                    };
                    let both: Vec<String> = lower.into_iter().chain(upper).collect();
                    formatter.write_str(&both.join(","))?;
                }
            }
        }
        Ok(())
    }
}
