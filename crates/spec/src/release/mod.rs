//! Release facts: what is known about the releases of distributions, wherever it came from.
//!
//! This is the common currency between what fetches and what resolves. What was not fetched is absent or `Unfetched`;
//! what was asked for and is not to be had is recorded with the reason. The two are never the same.

mod id;
mod missing;

use std::collections::{BTreeMap, BTreeSet};

use crate::{ExtraName, PackageName, Requirement, SpecifierSet, Tag, Version};

pub use id::{ReleaseId, ReleaseIdError, ReleaseIdErrorKind};
pub use missing::MissingFact;

/// What is known, by name. An absent name has not been asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ReleaseFacts {
    /// The packages.
    pub packages: BTreeMap<PackageName, PackageFacts>,
}

/// What is known about one package.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum PackageFacts {
    /// It was asked for, and there is no list of releases: an unknown name, a failed fetch.
    Unavailable {
        /// Why.
        reason: String,
    },
    /// All its releases.
    Releases(BTreeMap<Version, Release>),
}

/// One release.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Release {
    /// Its requirements, as far as they are known: those of every file that is not one of `variants`.
    pub metadata: ReleaseMetadata,
    /// Files whose metadata is not that of the others: wheels are built one by one, and may differ in what they require.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub variants: Vec<MetadataVariant>,
    /// Whether nothing says that its wheels for single platforms have the metadata of the others: then only what was read of
    /// such a wheel itself, as one of `variants`, is known of it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "core::ops::Not::not"))]
    pub may_differ: bool,
    /// The versions of Python it says it runs on.
    pub requires_python: Option<SpecifierSet>,
    /// Why the whole release was yanked, possibly empty; `None` where it was not.
    pub yanked: Option<String>,
    /// When the first file was uploaded: RFC 3339 in UTC, or a date.
    pub uploaded: Option<String>,
    /// Where indexes come in an order of preference, how many come before the one that it is from: any release of an earlier one is
    /// preferred to it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "is_zero"))]
    pub index_rank: u32,
    /// Its files.
    pub files: Vec<DistributionFile>,
    /// Its licence, as its metadata gives it.
    pub licence: Option<String>,
    /// Its name as its metadata writes it, where that is not the normalised one.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub written_name: Option<String>,
    /// What of its metadata could not be read, or was read as what it must mean, in words.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub notes: Vec<String>,
}

#[cfg(feature = "serde")]
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Release {
    /// What is known of the requirements of one of its files.
    ///
    /// ```
    /// use haggle_spec::release::{MetadataVariant, Release, ReleaseMetadata};
    ///
    /// let own = ReleaseMetadata::Unknown { reason: "it is broken".to_owned() };
    /// let files = ["demo-1.0-cp312-cp312-win_amd64.whl".to_owned()].into();
    /// let variant = MetadataVariant { files, metadata: own.clone() };
    /// let release = Release { variants: vec![variant], ..Release::default() };
    /// assert_eq!(*release.metadata_of("demo-1.0-cp312-cp312-win_amd64.whl"), own);
    /// assert_eq!(*release.metadata_of("demo-1.0.tar.gz"), ReleaseMetadata::Unfetched);
    /// ```
    pub fn metadata_of(&self, filename: &str) -> &ReleaseMetadata {
        static UNREAD: ReleaseMetadata = ReleaseMetadata::Unfetched;
        match self.variants.iter().find(|variant| variant.files.contains(filename)) {
            Some(variant) => &variant.metadata,
            None if self.may_differ && is_for_one_platform(filename) => &UNREAD,
            None => &self.metadata,
        }
    }
}

/// Whether the file is a wheel that does not run everywhere.
fn is_for_one_platform(filename: &str) -> bool {
    filename.strip_suffix(".whl").is_some_and(|name| !name.ends_with("-any"))
}

/// Files of a release whose metadata is not that of the other files.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MetadataVariant {
    /// The names of the files.
    pub files: BTreeSet<String>,
    /// Their metadata.
    pub metadata: ReleaseMetadata,
}

/// What is known of a release's requirements.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ReleaseMetadata {
    /// Nobody has asked.
    #[default]
    Unfetched,
    /// They cannot be known without running code, or fetching them failed.
    Unknown {
        /// Why.
        reason: String,
    },
    /// These are they.
    Known {
        /// The requirements, in the order of the metadata.
        requirements: Vec<Requirement>,
        /// The extras.
        provides_extra: Vec<ExtraName>,
    },
}

/// One file of a release: [`DistributionFile::from_filename`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct DistributionFile {
    /// Its name.
    pub filename: String,
    /// What it is.
    pub kind: DistributionKind,
    /// Whether it was yanked.
    pub yanked: bool,
    /// Its size in bytes.
    pub size: Option<u64>,
    /// When it was uploaded: RFC 3339 in UTC, or a date.
    pub uploaded: Option<String>,
    /// The versions of Python that it, rather than the release, asks for.
    pub requires_python: Option<SpecifierSet>,
    /// Where it is to be had, if that is known.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub url: Option<String>,
    /// Its hashes, in lowercase hexadecimal, by algorithm as `hashlib` calls it (`sha256`).
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "BTreeMap::is_empty"))]
    pub hashes: BTreeMap<String, String>,
    /// Whether the index has attestations of who published it (PEP 740), where it says so.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub attested: Option<bool>,
}

/// What a file of a release is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum DistributionKind {
    /// A built distribution, for these tags.
    Wheel {
        /// The tags, written out.
        tags: BTreeSet<Tag>,
    },
    /// A source distribution.
    Sdist,
}

impl DistributionFile {
    /// The file that this name is of, if it is one of a distribution; nothing else is known of it yet.
    pub fn from_filename(filename: &str) -> Option<(PackageName, Version, Self)> {
        let file = |kind| DistributionFile {
            filename: filename.to_owned(),
            kind,
            yanked: false,
            size: None,
            uploaded: None,
            requires_python: None,
            url: None,
            hashes: BTreeMap::new(),
            attested: None,
        };
        if let Ok(wheel) = filename.parse::<crate::WheelFilename>() {
            let kind = DistributionKind::Wheel { tags: wheel.tags().clone() };
            return Some((wheel.name().clone(), wheel.version().clone(), file(kind)));
        }
        let sdist = filename.parse::<crate::SdistFilename>().ok()?;
        Some((sdist.name().clone(), sdist.version().clone(), file(DistributionKind::Sdist)))
    }
}
