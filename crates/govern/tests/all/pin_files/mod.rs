//! Small shared files and release facts for tests of pins.

use std::collections::BTreeMap;

use haggle_govern::data::Holds;
use haggle_govern::pins::{HoldsFile, NamedText, PinDraft, PinLists, PinTexts};
use haggle_resolve::python::PythonVersion;
use haggle_spec::release::{PackageFacts, Release, ReleaseFacts, ReleaseMetadata};
use haggle_spec::{PackageName, Version};

/// A file.
pub fn text(path: &str, content: &str) -> NamedText {
    NamedText { path: path.to_owned(), bytes: content.as_bytes().to_vec() }
}

/// The shared files: global list, constraints, denylist, list of projects, holds.
pub fn lists(files: [&str; 5], pythons: &[&str]) -> PinLists {
    let [global, pins, denylist, projects, holds] = files;
    let texts = PinTexts {
        global: text("global.txt", global),
        constraints: text("pins.txt", pins),
        denylist: Some(text("denylist.txt", denylist)),
        projects: Some(text("projects.txt", projects)),
    };
    let pythons: Vec<PythonVersion> = pythons.iter().map(|text| text.parse().unwrap()).collect();
    let mut lists = PinLists::parse(texts, &pythons).unwrap();
    let pinned = lists.constraints().pins().map(|pin| pin.name().clone()).collect();
    if !holds.is_empty() {
        let read = Holds::read(holds, &pinned).unwrap();
        lists.holds = Some(HoldsFile { text: text("holds.toml", holds), holds: read });
    }
    lists
}

/// Releases written `name version [python] : requirement, ...`.
pub fn facts(lines: &[&str]) -> ReleaseFacts {
    let mut packages: BTreeMap<PackageName, BTreeMap<Version, Release>> = BTreeMap::new();
    for line in lines {
        let (release, requires) = line.split_once(" : ").unwrap_or((line, ""));
        let mut words = release.split(' ');
        let (name, version) = (words.next().unwrap(), words.next().unwrap());
        let requirements = requires.split(", ").filter(|text| !text.is_empty());
        let release = Release {
            metadata: ReleaseMetadata::Known {
                requirements: requirements.map(|text| text.parse().unwrap()).collect(),
                provides_extra: Vec::new(),
            },
            requires_python: words.next().map(|text| text.parse().unwrap()),
            ..Release::default()
        };
        packages.entry(name.parse().unwrap()).or_default().insert(version.parse().unwrap(), release);
    }
    let packages = packages.into_iter().map(|(name, releases)| (name, PackageFacts::Releases(releases)));
    ReleaseFacts { packages: packages.collect() }
}

/// Lines that a draft takes out of all files and puts in, in order.
pub fn changes(draft: &PinDraft) -> Vec<String> {
    let diff = draft.diff();
    let is_change = |line: &&str| {
        (line.starts_with('-') || line.starts_with('+'))
            && !line.starts_with("---")
            && !line.starts_with("+++")
    };
    diff.lines().filter(is_change).map(str::to_owned).collect()
}
