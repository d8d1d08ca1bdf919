//! Laws of snapshots, for facts of any shape.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::str::FromStr;

use haggle_index::{Purpose, Snapshot, SnapshotProvenance, SnapshotScope};
use haggle_spec::release::{
    DistributionFile, MetadataVariant, PackageFacts, Release, ReleaseFacts, ReleaseMetadata,
};
use haggle_spec::{ExtraName, PackageName, Requirement, SpecifierSet, Version};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const NAMES: &[&str] = &["a", "b-c", "d1"];
const VERSIONS: &[&str] = &["0.9", "1", "1.0.post1", "2!1.0", "1.1rc1", "1.1.dev3", "3.0+local.1"];
const RANGES: &[&str] = &[">=3.9", "!=3.0.*,>=2.7", "==3.12.4", "~=3.8"];
const REQUIREMENTS: &[&str] = &[
    "other>=1",
    "b-c[fast,slow]<2; python_version < \"3.10\" and extra == \"x\"",
    "u @ https://localhost/u.zip",
    "Spelled_Name!=1.5,>=1",
    "w===1.0-arbitrary",
];
const TAGS: &[&str] =
    &["py3-none-any", "1-py2.py3-none-any", "cp312-cp312-manylinux_2_17_x86_64", "cp39-abi3-win_amd64"];

fn parsed<T: FromStr + Debug>(texts: &'static [&'static str]) -> impl Strategy<Value = T> {
    select(texts).prop_map(|text| text.parse::<T>().ok().expect("the text is valid"))
}

fn file(name: &'static str, version: &'static str) -> impl Strategy<Value = DistributionFile> {
    let written = name.replace('-', "_");
    let filenames = TAGS
        .iter()
        .map(|tag| format!("{written}-{version}-{tag}.whl"))
        .chain([format!("{name}-{version}.tar.gz"), format!("{name}-{version}.zip")])
        // A hyphen in a version ends it in a wheel's name, so that such names are none.
        .filter(|filename| {
            DistributionFile::from_filename(filename).is_some_and(|(found, ..)| found.as_str() == name)
        })
        .collect::<Vec<_>>();
    (
        select(filenames),
        any::<bool>(),
        any::<Option<u64>>(),
        proptest::option::of(parsed::<SpecifierSet>(RANGES)),
        any::<bool>(),
    )
        .prop_map(|(filename, yanked, size, requires_python, is_attested)| {
            let (_, _, mut file) = DistributionFile::from_filename(&filename).expect("it was looked at");
            (file.yanked, file.size, file.requires_python) = (yanked, size, requires_python);
            file.attested = is_attested.then_some(true);
            file
        })
}

fn metadata() -> impl Strategy<Value = ReleaseMetadata> {
    let known = (
        proptest::collection::vec(parsed::<Requirement>(REQUIREMENTS), 0..4),
        proptest::collection::vec(parsed::<ExtraName>(&["x", "fast-er"]), 0..3),
    );
    prop_oneof![
        Just(ReleaseMetadata::Unfetched),
        ".*".prop_map(|reason| ReleaseMetadata::Unknown { reason }),
        known.prop_map(|(requirements, provides_extra)| ReleaseMetadata::Known {
            requirements,
            provides_extra
        }),
    ]
}

fn release(name: &'static str, version: &'static str) -> impl Strategy<Value = Release> {
    (
        metadata(),
        proptest::option::of(parsed::<SpecifierSet>(RANGES)),
        proptest::option::of(".*"),
        proptest::option::of(Just("2026-01-02T03:04:05Z".to_owned())),
        proptest::collection::vec(file(name, version), 0..4),
        (proptest::option::of(".*"), proptest::option::of("[A-Z]{1,3}")),
        proptest::collection::vec(".*", 0..2),
        0..3_u32,
    )
        .prop_map(
            |(metadata, requires_python, yanked, uploaded, mut files, texts, notes, index_rank)| {
                let (licence, written_name) = texts;
                // A release that was yanked has no file that was not.
                for file in &mut files {
                    file.yanked |= yanked.is_some();
                }
                let variants = variant_of(&metadata, &files);
                Release {
                    metadata,
                    variants,
                    may_differ: false,
                    requires_python,
                    yanked,
                    uploaded,
                    index_rank,
                    files,
                    licence,
                    written_name,
                    notes,
                }
            },
        )
}

/// Of a release with metadata, the first file has other metadata.
fn variant_of(metadata: &ReleaseMetadata, files: &[DistributionFile]) -> Vec<MetadataVariant> {
    let first = files.first().filter(|_| matches!(metadata, ReleaseMetadata::Known { .. }));
    let own = ReleaseMetadata::Unknown { reason: "another".to_owned() };
    first
        .map(|file| MetadataVariant { files: [file.filename.clone()].into(), metadata: own })
        .into_iter()
        .collect()
}

fn package(name: &'static str) -> impl Strategy<Value = PackageFacts> {
    let releases = subsequence(VERSIONS, 0..=VERSIONS.len()).prop_flat_map(move |versions| {
        versions
            .into_iter()
            .map(|version| release(name, version).prop_map(move |release| (version, release)))
            .collect::<Vec<_>>()
    });
    let releases = releases.prop_map(|releases| {
        let parsed = |text: &str| text.parse::<Version>().expect("a version");
        PackageFacts::Releases(
            releases.into_iter().map(|(version, release)| (parsed(version), release)).collect(),
        )
    });
    prop_oneof![1 => ".*".prop_map(|reason| PackageFacts::Unavailable { reason }), 6 => releases]
}

fn snapshot() -> impl Strategy<Value = Snapshot> {
    let packages = subsequence(NAMES, 0..=NAMES.len()).prop_flat_map(|names| {
        names.into_iter().map(|name| package(name).prop_map(move |facts| (name, facts))).collect::<Vec<_>>()
    });
    (packages, subsequence(Purpose::ALL.to_vec(), 0..=3), 0..9_usize, ".*", ".*").prop_map(
        |(packages, purposes, versions, recorded, command)| {
            let packages: BTreeMap<PackageName, PackageFacts> = packages
                .into_iter()
                .map(|(name, facts)| (PackageName::new(name).expect("a name"), facts))
                .collect();
            Snapshot {
                facts: ReleaseFacts { packages },
                scope: SnapshotScope {
                    purposes: purposes.into_iter().collect(),
                    versions,
                    environments: vec![command.clone()],
                },
                provenance: SnapshotProvenance {
                    updated: Some(recorded.clone()),
                    source: Some(command.clone()),
                    recorded,
                    command,
                },
            }
        },
    )
}

proptest! {
    #[test]
    fn what_was_written_reads_and_writes_the_same(snapshot in snapshot()) {
        let bytes = snapshot.to_bytes();
        let read = Snapshot::read(&bytes).expect("own bytes are a snapshot");
        prop_assert_eq!(read.to_bytes(), bytes.clone());
        prop_assert_eq!(Snapshot::read(&bytes).expect("the same bytes"), read);
    }

    #[test]
    fn releases_with_metadata_are_kept_whole(snapshot in snapshot()) {
        let read = Snapshot::read(&snapshot.to_bytes()).expect("own bytes are a snapshot");
        prop_assert_eq!(&read.scope, &snapshot.scope);
        prop_assert_eq!(&read.provenance, &snapshot.provenance);
        for (name, facts) in &snapshot.facts.packages {
            let PackageFacts::Releases(releases) = facts else {
                prop_assert_eq!(facts, &read.facts.packages[name]);
                continue;
            };
            let PackageFacts::Releases(others) = &read.facts.packages[name] else { panic!("no releases") };
            prop_assert!(releases.keys().eq(others.keys()));
            for (version, release) in releases {
                if release.metadata != ReleaseMetadata::Unfetched {
                    prop_assert_eq!(release, &others[version]);
                }
                prop_assert_eq!(release.files.is_empty(), others[version].files.is_empty());
            }
        }
    }

    #[test]
    fn broken_bytes_are_an_error_and_no_panic(
        snapshot in snapshot(), position in any::<prop::sample::Index>(), byte in any::<u8>()
    ) {
        let mut bytes = snapshot.to_bytes();
        let position = position.index(bytes.len());
        bytes[position] = byte;
        if let Err(error) = Snapshot::read(&bytes) {
            prop_assert!(error.line >= 1 && error.column >= 1);
        }
        let _ = Snapshot::read(&bytes[..position]);
    }
}
