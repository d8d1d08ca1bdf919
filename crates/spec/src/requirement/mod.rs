//! Requirements (PEP 508).

mod describe;
mod diagnose;
mod parse;
mod parts;
mod places;
mod read;
mod suggest;

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

use crate::short_text::ShortText;
use crate::{ExtraName, Marker, PackageName, SpecifierSet};

pub use parts::RequirementParts;

/// A requirement: a name, extras, version specifiers or a URL, and a marker.
///
/// Laws:
/// - Printing gives what the reference prints: name and extras as they were written, extras and specifiers sorted,
///   the marker normalised. Parsing that gives an equal requirement.
/// - Requirements are equal when their normalised names and extras, their specifiers, URLs and markers are.
///
/// ```
/// use haggle_spec::Requirement;
/// let requirement: Requirement = "Oslo.Log[Fixtures] (>=3.36, <6) ; python_version>'3.8'".parse()?;
/// assert_eq!(requirement.name().as_str(), "oslo-log");
/// assert_eq!(requirement.name_as_written(), "Oslo.Log");
/// assert_eq!(requirement.extras()[0].as_str(), "fixtures");
/// assert_eq!(requirement.to_string(), r#"Oslo.Log[Fixtures]<6,>=3.36; python_version > "3.8""#);
/// # Ok::<(), haggle_spec::RequirementError>(())
/// ```
#[derive(Clone)]
pub struct Requirement {
    name: PackageName,
    /// The name as it was written, where that is not its normalised form.
    written: Option<ShortText>,
    specifiers: SpecifierSet,
    marker: Option<Marker>,
    /// What most requirements do not have.
    rare: MayHaveRare,
}

#[derive(Clone, Default)]
struct MayHaveRare(Option<Box<Rare>>);

impl Drop for MayHaveRare {
    /// Dropping a common requirement is one comparison here, and no call.
    #[inline]
    fn drop(&mut self) {
        #[cold]
        #[inline(never)]
        fn free(rare: Box<Rare>) {
            drop(rare);
        }
        if let Some(rare) = self.0.take() {
            free(rare);
        }
    }
}

#[derive(Clone, Default)]
struct Rare {
    /// Sorted, without repetition.
    extras: Vec<ExtraName>,
    /// Sorted, without repetition; empty where all were written in their normalised form.
    extras_as_written: Vec<Box<str>>,
    url: Option<Box<str>>,
}

impl Requirement {
    /// What the grammar starts from: no requirement, as its name is empty.
    #[inline]
    fn blank() -> Self {
        Requirement::new(PackageName::blank(), SpecifierSet::new())
    }

    /// A requirement of a name and specifiers.
    pub fn new(name: PackageName, specifiers: SpecifierSet) -> Self {
        Requirement { name, written: None, specifiers, marker: None, rare: MayHaveRare(None) }
    }

    /// The same requirement with these specifiers.
    #[must_use]
    pub fn with_specifiers(self, specifiers: SpecifierSet) -> Self {
        Requirement { specifiers, ..self }
    }

    /// The same requirement under this marker, or under none.
    #[must_use]
    pub fn with_marker(self, marker: Option<Marker>) -> Self {
        Requirement { marker, ..self }
    }

    /// The same requirement with these extras.
    #[must_use]
    pub fn with_extras(self, extras: impl IntoIterator<Item = ExtraName>) -> Self {
        let mut extras: Vec<ExtraName> = extras.into_iter().collect();
        extras.sort_unstable();
        extras.dedup();
        let mut requirement = self;
        let rare = requirement.rare.0.get_or_insert_default();
        rare.extras = extras;
        rare.extras_as_written = Vec::new();
        requirement
    }

    /// The normalised name.
    pub fn name(&self) -> &PackageName {
        &self.name
    }

    /// The name as it was written.
    pub fn name_as_written(&self) -> &str {
        match &self.written {
            Some(written) => written.as_str(),
            None => self.name.as_str(),
        }
    }

    /// The normalised extras, sorted, without repetition.
    pub fn extras(&self) -> &[ExtraName] {
        self.rare.0.as_ref().map_or(&[], |rare| &rare.extras)
    }

    /// The extras as they were written, sorted, without repetition.
    pub fn extras_as_written(&self) -> impl Iterator<Item = &str> {
        let (plain, written) = match &self.rare.0 {
            Some(rare) if rare.extras_as_written.is_empty() => (&rare.extras[..], &[][..]),
            Some(rare) => (&[][..], &rare.extras_as_written[..]),
            None => (&[][..], &[][..]),
        };
        plain.iter().map(ExtraName::as_str).chain(written.iter().map(|extra| &**extra))
    }

    /// The version specifiers; empty where there are none, or a URL takes their place.
    pub fn specifiers(&self) -> &SpecifierSet {
        &self.specifiers
    }

    /// What follows `@`, as it was written.
    pub fn url(&self) -> Option<&str> {
        self.rare.0.as_ref().and_then(|rare| rare.url.as_deref())
    }

    /// The condition.
    pub fn marker(&self) -> Option<&Marker> {
        self.marker.as_ref()
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name_as_written())?;
        for (index, extra) in self.extras_as_written().enumerate() {
            f.write_str(if index == 0 { "[" } else { "," })?;
            f.write_str(extra)?;
        }
        if !self.extras().is_empty() {
            f.write_str("]")?;
        }
        self.specifiers.fmt(f)?;
        if let Some(url) = self.url() {
            write!(f, " @ {url}")?;
            if self.marker.is_some() {
                f.write_str(" ")?;
            }
        }
        match &self.marker {
            Some(marker) => write!(f, "; {marker}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Requirement({self})")
    }
}

impl PartialEq for Requirement {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.extras() == other.extras()
            && self.specifiers == other.specifiers
            && self.url() == other.url()
            && self.marker == other.marker
    }
}

impl Eq for Requirement {}

impl PartialOrd for Requirement {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Requirement {
    /// By name, then extras, specifiers, URL and marker: an order to sort and search by.
    fn cmp(&self, other: &Self) -> Ordering {
        self.name
            .cmp(&other.name)
            .then_with(|| self.extras().cmp(other.extras()))
            .then_with(|| self.specifiers.cmp(&other.specifiers))
            .then_with(|| self.url().cmp(&other.url()))
            .then_with(|| self.marker.cmp(&other.marker))
    }
}

impl Hash for Requirement {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
        self.extras().hash(state);
        self.specifiers.hash(state);
        self.url().hash(state);
        self.marker.hash(state);
    }
}
