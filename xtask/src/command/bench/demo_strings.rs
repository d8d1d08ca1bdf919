//! The strings of the demo's snapshot, as the folder of files that `bench spec --corpus` reads.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use haggle_spec::Requirement;
use serde_json::Value;

use crate::checkout;
use haggle::output::failure::Failure;

/// Writes the strings, each once and sorted, and gives the folder.
pub(super) fn corpus() -> Result<PathBuf, Failure> {
    let path = checkout::path("crates/haggle/demo/glance/snapshot.json")?;
    let bytes = std::fs::read(&path).map_err(|error| Failure::io("read", &path, &error))?;
    let snapshot: Value = serde_json::from_slice(&bytes)
        .map_err(|error| Failure::new(format!("the demo's snapshot is not JSON: {error}")))?;
    let folder = checkout::path("target/bench-demo")?;
    std::fs::create_dir_all(&folder).map_err(|error| Failure::io("create", &folder, &error))?;
    for (name, strings) in Strings::of(&snapshot).files() {
        write(&folder.join(name), strings)?;
    }
    Ok(folder)
}

#[derive(Default)]
struct Strings {
    plain: BTreeSet<String>,
    with_markers: BTreeSet<String>,
    versions: BTreeSet<String>,
    markers: BTreeSet<String>,
    specifier_sets: BTreeSet<String>,
}

impl Strings {
    fn of(snapshot: &Value) -> Self {
        let mut strings = Self::default();
        let texts = |value: &Value| -> Vec<String> {
            value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        for package in snapshot["packages"].as_object().into_iter().flat_map(|packages| packages.values()) {
            for (version, facts) in package["releases"].as_object().into_iter().flatten() {
                strings.versions.insert(version.clone());
                for text in texts(&facts["requires"]) {
                    strings.add(text);
                }
            }
            for unrecorded in package["unrecorded"].as_array().into_iter().flatten() {
                strings.versions.extend(texts(&unrecorded["versions"]));
            }
        }
        strings
    }

    fn add(&mut self, text: String) {
        let Ok(requirement) = text.parse::<Requirement>() else { return };
        if !requirement.specifiers().is_empty() {
            self.specifier_sets.insert(requirement.specifiers().to_string());
        }
        match (requirement.marker(), text.split_once(';')) {
            (Some(_), Some((_, marker))) => {
                self.markers.insert(marker.trim().to_owned());
                self.with_markers.insert(text);
            }
            _ => {
                self.plain.insert(text);
            }
        }
    }

    fn files(&self) -> [(&'static str, &BTreeSet<String>); 5] {
        [
            ("requires_dist.txt", &self.plain),
            ("metadata_like.txt", &self.with_markers),
            ("versions_all.txt", &self.versions),
            ("markers.txt", &self.markers),
            ("specsets.txt", &self.specifier_sets),
        ]
    }
}

fn write(path: &Path, strings: &BTreeSet<String>) -> Result<(), Failure> {
    let text: String = strings.iter().flat_map(|string| [string.as_str(), "\n"]).collect();
    haggle::output::files::write(path, text.as_bytes())
}
