//! What differs between two snapshots, for people and for programs.

use std::collections::BTreeMap;

use haggle_index::Snapshot;
use haggle_index::snapshot::{PackageDifference, ReleaseChange};
use haggle_spec::PackageName;
use serde::Serialize;

use super::page::Page;

/// What differs.
#[derive(Debug, Serialize)]
pub struct Document {
    schema: u32,
    recording: Vec<Change>,
    packages: Vec<Package>,
}

/// A package that differs.
#[derive(Debug, Serialize)]
struct Package {
    name: String,
    change: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
    added: Vec<String>,
    removed: Vec<String>,
    changed: Vec<Release>,
}

#[derive(Debug, Serialize)]
struct Release {
    version: String,
    changes: Vec<Change>,
}

#[derive(Debug, Serialize)]
struct Change {
    what: &'static str,
    before: Option<String>,
    after: Option<String>,
}

impl Document {
    /// Of two snapshots and the differences of their facts.
    pub fn of(
        before: &Snapshot,
        after: &Snapshot,
        differences: &BTreeMap<PackageName, PackageDifference>,
    ) -> Self {
        let heads = [recording(before), recording(after)];
        let [before, after] = heads;
        let changes = before.into_iter().zip(after).filter(|((_, before), (_, after))| before != after);
        let recording = changes.map(|((what, before), (_, after))| Change { what, before, after }).collect();
        Self { schema: 1, recording, packages: differences.iter().map(package).collect() }
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.recording.is_empty() && self.packages.is_empty()
    }

    /// For people: a line for each thing that differs, and a count.
    pub fn page(&self) -> Page {
        let mut page = Page::new();
        for change in &self.recording {
            page.line(format_args!("{}", change.words()));
        }
        for package in &self.packages {
            page.append(package.page());
        }
        let count = |change: &str| self.packages.iter().filter(|package| package.change == change).count();
        let (n_added, n_removed) = (count("added"), count("removed"));
        let n_changed = self.packages.len() - n_added - n_removed;
        page.line(format_args!("packages: {n_added} added, {n_removed} removed, {n_changed} changed"));
        page
    }
}

/// What is said of how a snapshot was recorded.
fn recording(snapshot: &Snapshot) -> [(&'static str, Option<String>); 7] {
    let Snapshot { provenance, scope, .. } = snapshot;
    let purposes: Vec<&str> = scope.purposes.iter().map(|purpose| purpose.as_str()).collect();
    [
        ("recorded", Some(provenance.recorded.clone())),
        ("updated", provenance.updated.clone()),
        ("source", provenance.source.clone()),
        ("command", Some(provenance.command.clone())),
        ("for", Some(purposes.join(","))),
        ("versions", Some(scope.versions.to_string())),
        ("environments", Some(scope.environments.join("; "))),
    ]
}

fn package((name, difference): (&PackageName, &PackageDifference)) -> Package {
    let mut package = Package {
        name: name.to_string(),
        change: "changed",
        before: None,
        after: None,
        added: Vec::new(),
        removed: Vec::new(),
        changed: Vec::new(),
    };
    match difference {
        PackageDifference::Added => package.change = "added",
        PackageDifference::Removed => package.change = "removed",
        PackageDifference::Availability { before, after } => {
            package.change = "availability";
            package.before.clone_from(before);
            package.after.clone_from(after);
        }
        PackageDifference::Releases { added, removed, changed } => {
            package.added = added.iter().map(ToString::to_string).collect();
            package.removed = removed.iter().map(ToString::to_string).collect();
            let release = |(version, changes): (&haggle_spec::Version, &Vec<ReleaseChange>)| Release {
                version: version.to_string(),
                changes: changes.iter().map(Change::of).collect(),
            };
            package.changed = changed.iter().map(release).collect();
        }
        _ => {}
    }
    package
}

impl Package {
    fn page(&self) -> Page {
        let name = &self.name;
        let mut page = Page::new();
        match self.change {
            "added" => page.line(format_args!("+ {name}")),
            "removed" => page.line(format_args!("- {name}")),
            "availability" => {
                let words = |reason: &Option<String>| match reason {
                    Some(reason) => format!("unavailable ({reason})"),
                    None => "available".to_owned(),
                };
                page.line(format_args!("~ {name}: {}, was {}", words(&self.after), words(&self.before)));
            }
            _ => page.line(format_args!("~ {name}")),
        }
        let mut lines = Page::new();
        if !self.added.is_empty() {
            lines.line(format_args!("+ {}", self.added.join(", ")));
        }
        if !self.removed.is_empty() {
            lines.line(format_args!("- {}", self.removed.join(", ")));
        }
        for release in &self.changed {
            for change in &release.changes {
                lines.line(format_args!("~ {}: {}", release.version, change.words()));
            }
        }
        page.append(lines.indented("    "));
        page
    }
}

impl Change {
    fn of(change: &ReleaseChange) -> Self {
        Self { what: change.what, before: change.before.clone(), after: change.after.clone() }
    }

    fn words(&self) -> String {
        let quoted =
            |text: &str| if text.is_empty() { "without a reason".to_owned() } else { text.to_owned() };
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => format!("{} {}, was {}", self.what, quoted(after), quoted(before)),
            (None, Some(after)) => format!("{} + {}", self.what, quoted(after)),
            (Some(before), None) => format!("{} - {}", self.what, quoted(before)),
            (None, None) => self.what.to_owned(),
        }
    }
}
