//! A snapshot from bytes, each mistake with its place.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use haggle_spec::release::{
    MetadataVariant, PackageFacts, Release, ReleaseFacts, ReleaseId, ReleaseMetadata,
};
use haggle_spec::{ExtraName, PackageName, Requirement, SpecifierSet, Version};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use crate::snapshot::fault::Fault;
use crate::snapshot::files::decoded;
use crate::snapshot::{
    FORMAT, OLDER, Purpose, Snapshot, SnapshotError, SnapshotErrorKind, SnapshotProvenance, SnapshotScope,
    VERSION, hash,
};

impl Snapshot {
    /// Reads a snapshot's bytes; the first mistake ends it.
    pub fn read(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let head: Head = serde_json::from_slice(bytes).map_err(|error| malformed(&error))?;
        let failed = |kind| Err(SnapshotError { line: 1, column: 1, kind });
        if head.format.as_deref() != Some(FORMAT) {
            return failed(SnapshotErrorKind::OtherFormat);
        }
        match head.version {
            Some(VERSION) => {}
            Some(older) if OLDER.contains(&older) => {}
            Some(other) => return failed(SnapshotErrorKind::OtherVersion(other)),
            None => return failed(SnapshotErrorKind::OtherFormat),
        }
        let file: File = serde_json::from_slice(bytes).map_err(|error| malformed(&error))?;
        if file.sha256.is_some() && !hash::is_right(bytes) {
            return failed(SnapshotErrorKind::Changed);
        }
        Ok(Self {
            facts: ReleaseFacts { packages: file.packages.0 },
            scope: SnapshotScope {
                purposes: file.scope.purposes.into_iter().map(|purpose| purpose.0).collect(),
                versions: file.scope.versions,
                environments: file.scope.environments,
            },
            provenance: SnapshotProvenance {
                recorded: file.recorded,
                command: file.command,
                source: file.source,
                updated: file.updated,
            },
        })
    }
}

fn malformed(error: &serde_json::Error) -> SnapshotError {
    let text = error.to_string();
    // The place is a field of ours; serde_json repeats it in its words.
    let place = format!(" at line {} column {}", error.line(), error.column());
    let reason = text.strip_suffix(&place).unwrap_or(&text).to_owned();
    SnapshotError {
        line: error.line().max(1),
        column: error.column().max(1),
        kind: SnapshotErrorKind::Malformed(reason),
    }
}

/// What every version of the format has.
#[derive(serde::Deserialize)]
struct Head {
    format: Option<String>,
    version: Option<u64>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "format")]
    _format: String,
    #[serde(rename = "version")]
    _version: u64,
    sha256: Option<String>,
    recorded: String,
    updated: Option<String>,
    source: Option<String>,
    command: String,
    scope: ScopeFields,
    packages: Packages,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ScopeFields {
    #[serde(rename = "for")]
    purposes: Vec<Parsed<Purpose>>,
    versions: usize,
    environments: Vec<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct PackageFields {
    unavailable: Option<String>,
    #[serde(default, deserialize_with = "release_list")]
    releases: Option<ReleaseList>,
    #[serde(default)]
    unrecorded: Vec<Unrecorded>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ReleaseFields {
    python: Option<Parsed<SpecifierSet>>,
    yanked: Option<String>,
    #[serde(default)]
    index_rank: u32,
    uploaded: Option<String>,
    licence: Option<String>,
    name: Option<String>,
    #[serde(default)]
    notes: Vec<String>,
    #[serde(default)]
    files: Vec<String>,
    #[serde(default)]
    requires: Vec<Parsed<Requirement>>,
    #[serde(default)]
    extras: Vec<Parsed<ExtraName>>,
    unknown: Option<String>,
    #[serde(default)]
    unrecorded: bool,
    #[serde(default)]
    variants: Vec<VariantFields>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct VariantFields {
    files: Vec<String>,
    #[serde(default)]
    requires: Vec<Parsed<Requirement>>,
    #[serde(default)]
    extras: Vec<Parsed<ExtraName>>,
    unknown: Option<String>,
    #[serde(default)]
    unrecorded: bool,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Unrecorded {
    python: Option<Parsed<SpecifierSet>>,
    yanked: Option<String>,
    #[serde(default)]
    index_rank: u32,
    #[serde(default)]
    files: Vec<String>,
    versions: Vec<Parsed<Version>>,
}

/// The releases of a package, put together while the reader is at its place, so that a mistake has one.
struct Packages(BTreeMap<PackageName, PackageFacts>);

impl<'de> Deserialize<'de> for Packages {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PackagesVisitor)
    }
}

struct PackagesVisitor;

impl<'de> Visitor<'de> for PackagesVisitor {
    type Value = Packages;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object of packages")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Packages, A::Error> {
        let mut packages = BTreeMap::new();
        while let Some(Parsed(name)) = map.next_key::<Parsed<PackageName>>()? {
            let facts = package(&name, map.next_value()?).map_err(A::Error::custom)?;
            if packages.insert(name.clone(), facts).is_some() {
                return Err(A::Error::custom(Fault::PackageTwice(name)));
            }
        }
        Ok(Packages(packages))
    }
}

/// The releases of a package in the order of the file, which the visitor of packages puts in order.
type ReleaseList = Vec<(Version, ReleaseFields)>;

fn release_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ReleaseList>, D::Error> {
    struct ListVisitor;
    impl<'de> Visitor<'de> for ListVisitor {
        type Value = ReleaseList;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("an object of releases")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ReleaseList, A::Error> {
            let mut list = Vec::new();
            while let Some((Parsed(version), fields)) = map.next_entry::<Parsed<Version>, ReleaseFields>()? {
                list.push((version, fields));
            }
            Ok(list)
        }
    }
    deserializer.deserialize_map(ListVisitor).map(Some)
}

fn package(name: &PackageName, fields: PackageFields) -> Result<PackageFacts, Fault> {
    let list = match (fields.unavailable, fields.releases) {
        (Some(reason), None) if fields.unrecorded.is_empty() => {
            return Ok(PackageFacts::Unavailable { reason });
        }
        (None, Some(list)) => list,
        _ => return Err(Fault::EitherOr(name.clone())),
    };
    let mut releases = BTreeMap::new();
    let mut add = |version: Version, release: Release| match releases.insert(version.clone(), release) {
        None => Ok(()),
        Some(_) => Err(Fault::ReleaseTwice(ReleaseId::new(name.clone(), version))),
    };
    for (version, fields) in list {
        let release = recorded(name, &version, fields)?;
        add(version, release)?;
    }
    for group in fields.unrecorded {
        for Parsed(version) in group.versions {
            let mut release = Release {
                requires_python: group.python.clone().map(|range| range.0),
                yanked: group.yanked.clone(),
                index_rank: group.index_rank,
                ..Release::default()
            };
            read_files(name, &version, &group.files, &mut release)?;
            add(version, release)?;
        }
    }
    Ok(PackageFacts::Releases(releases))
}

fn recorded(name: &PackageName, version: &Version, fields: ReleaseFields) -> Result<Release, Fault> {
    let variants = fields.variants.into_iter().map(|variant| MetadataVariant {
        files: variant.files.iter().map(|name| name.replace('*', &version.to_string())).collect(),
        metadata: metadata(variant.requires, variant.extras, variant.unknown, variant.unrecorded),
    });
    let mut release = Release {
        variants: variants.collect(),
        // What was not read of single files is not recorded, and counts as being like the others.
        may_differ: false,
        metadata: metadata(fields.requires, fields.extras, fields.unknown, fields.unrecorded),
        requires_python: fields.python.map(|range| range.0),
        yanked: fields.yanked,
        uploaded: fields.uploaded,
        index_rank: fields.index_rank,
        files: Vec::new(),
        licence: fields.licence,
        written_name: fields.name,
        notes: fields.notes,
    };
    read_files(name, version, &fields.files, &mut release)?;
    Ok(release)
}

fn metadata(
    requires: Vec<Parsed<Requirement>>,
    extras: Vec<Parsed<ExtraName>>,
    unknown: Option<String>,
    is_unrecorded: bool,
) -> ReleaseMetadata {
    match unknown {
        Some(reason) => ReleaseMetadata::Unknown { reason },
        None if is_unrecorded => ReleaseMetadata::Unfetched,
        None => ReleaseMetadata::Known {
            requirements: requires.into_iter().map(|requirement| requirement.0).collect(),
            provides_extra: extras.into_iter().map(|extra| extra.0).collect(),
        },
    }
}

fn read_files(
    name: &PackageName,
    version: &Version,
    texts: &[String],
    release: &mut Release,
) -> Result<(), Fault> {
    let files: Result<_, Fault> = texts.iter().map(|text| decoded(name, version, text, release)).collect();
    release.files = files?;
    Ok(())
}

/// A value that is written in the file as its text.
#[derive(Clone)]
struct Parsed<T>(T);

impl<'de, T> Deserialize<'de> for Parsed<T>
where
    T: FromStr,
    T::Err: fmt::Display,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor<T>(PhantomData<T>);
        impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for TextVisitor<T> {
            type Value = Parsed<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Parsed<T>, E> {
                text.parse().map(Parsed).map_err(|error: T::Err| {
                    let reason = error.to_string();
                    let is_named = reason.contains(&format!("`{text}`"));
                    E::custom(if is_named { reason } else { format!("{reason} in `{text}`") })
                })
            }
        }
        deserializer.deserialize_str(TextVisitor(PhantomData))
    }
}
