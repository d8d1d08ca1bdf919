//! A snapshot as bytes: JSON laid out by hand, so that a release is a line.

use std::collections::BTreeMap;

use haggle_spec::Version;
use haggle_spec::release::{PackageFacts, Release, ReleaseMetadata};
use serde_json::{Map, Value, json};

use crate::snapshot::files::{encoded, encoded_for_unrecorded, starred};
use crate::snapshot::{FORMAT, Snapshot, SnapshotProvenance, VERSION, hash};

impl Snapshot {
    /// The file's bytes: equal snapshots give equal bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let purposes: Vec<&str> = self.scope.purposes.iter().map(|purpose| purpose.as_str()).collect();
        let scope = json!({
            "for": purposes, "versions": self.scope.versions, "environments": self.scope.environments
        });
        let SnapshotProvenance { recorded, command, source, updated } = &self.provenance;
        let front = format!("{{\n\"format\": {},\n\"version\": {VERSION},\n", json!(FORMAT));
        let head = [
            ("recorded", Some(json!(recorded))),
            ("updated", updated.as_ref().map(|updated| json!(updated))),
            ("source", source.as_ref().map(|source| json!(source))),
            ("command", Some(json!(command))),
            ("scope", Some(scope)),
        ];
        let head = head.into_iter().filter_map(|(key, value)| Some((key, value?)));
        let mut text = String::new();
        text.extend(head.map(|(key, value)| format!("\"{key}\": {value},\n")));
        text.push_str("\"packages\": {");
        let packages = self.facts.packages.iter().map(|(name, facts)| {
            let body = match facts {
                PackageFacts::Unavailable { reason } => json!({ "unavailable": reason }).to_string(),
                PackageFacts::Releases(releases) => package(releases),
            };
            format!("\"{name}\": {body}")
        });
        push_lines(&mut text, packages);
        text.push_str("}\n}\n");
        let hash = hash::line([&front, &text]);
        [front, hash, text].concat().into_bytes()
    }
}

fn package(releases: &BTreeMap<Version, Release>) -> String {
    let (recorded, unrecorded): (Vec<_>, Vec<_>) =
        releases.iter().partition(|(_, release)| is_recorded(release));
    let mut text = String::from("{\n\"releases\": {");
    push_lines(
        &mut text,
        recorded.into_iter().map(|(version, release)| {
            let version = version.to_string();
            format!("{}: {}", json!(version), Value::Object(recorded_release(&version, release)))
        }),
    );
    text.push('}');
    if !unrecorded.is_empty() {
        text.push_str(",\n\"unrecorded\": [");
        push_lines(&mut text, groups(&unrecorded).into_iter());
        text.push(']');
    }
    text.push_str("\n}");
    text
}

/// Whether the metadata of any file is there.
fn is_recorded(release: &Release) -> bool {
    let variants = release.variants.iter().map(|variant| &variant.metadata);
    variants.chain([&release.metadata]).any(|metadata| *metadata != ReleaseMetadata::Unfetched)
}

/// Each item on lines of its own, with commas between them.
fn push_lines(text: &mut String, items: impl Iterator<Item = String>) {
    for (position, item) in items.enumerate() {
        text.push_str(if position == 0 { "\n" } else { ",\n" });
        text.push_str(&item);
    }
    text.push('\n');
}

fn recorded_release(version: &str, release: &Release) -> Map<String, Value> {
    let mut fields = common_fields(release);
    let files = release.files.iter().map(|file| encoded(version, file, release));
    fields.insert("files".into(), files.collect());
    if let Some(time) = &release.uploaded {
        fields.insert("uploaded".into(), json!(time));
    }
    if let Some(licence) = &release.licence {
        fields.insert("licence".into(), json!(licence));
    }
    if let Some(name) = &release.written_name {
        fields.insert("name".into(), json!(name));
    }
    if !release.notes.is_empty() {
        fields.insert("notes".into(), json!(release.notes));
    }
    metadata_fields(&release.metadata, &mut fields);
    if !release.variants.is_empty() {
        let variants = release.variants.iter().map(|variant| {
            let mut fields = Map::new();
            let names = variant.files.iter().map(|name| starred(version, name));
            fields.insert("files".into(), names.collect());
            metadata_fields(&variant.metadata, &mut fields);
            Value::Object(fields)
        });
        fields.insert("variants".into(), variants.collect());
    }
    fields
}

fn metadata_fields(metadata: &ReleaseMetadata, fields: &mut Map<String, Value>) {
    match metadata {
        ReleaseMetadata::Known { requirements, provides_extra } => {
            if !requirements.is_empty() {
                let requirements = requirements.iter().map(ToString::to_string);
                fields.insert("requires".into(), requirements.collect());
            }
            if !provides_extra.is_empty() {
                fields.insert("extras".into(), provides_extra.iter().map(ToString::to_string).collect());
            }
        }
        ReleaseMetadata::Unknown { reason } => {
            fields.insert("unknown".into(), json!(reason));
        }
        _ => {
            fields.insert("unrecorded".into(), json!(true));
        }
    }
}

fn common_fields(release: &Release) -> Map<String, Value> {
    let mut fields = Map::new();
    if let Some(range) = &release.requires_python {
        fields.insert("python".into(), json!(range.to_string()));
    }
    if let Some(reason) = &release.yanked {
        fields.insert("yanked".into(), json!(reason));
    }
    if release.index_rank > 0 {
        fields.insert("index_rank".into(), json!(release.index_rank));
    }
    fields
}

/// Releases without requirements, those with the same description together, in the order of the first of each.
fn groups(releases: &[(&Version, &Release)]) -> Vec<String> {
    let mut groups: Vec<(Map<String, Value>, Vec<String>)> = Vec::new();
    for (version, release) in releases {
        let version = version.to_string();
        let mut fields = common_fields(release);
        fields.insert("files".into(), json!(encoded_for_unrecorded(&version, release)));
        match groups.iter_mut().find(|(other, _)| *other == fields) {
            Some((_, versions)) => versions.push(version),
            None => groups.push((fields, vec![version])),
        }
    }
    let lines = groups.into_iter().map(|(mut fields, versions)| {
        fields.insert("versions".into(), json!(versions));
        Value::Object(fields).to_string()
    });
    lines.collect()
}
