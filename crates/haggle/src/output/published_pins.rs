//! When the pins of an answer were published, and what.

use haggle_spec::release::Release;
use haggle_spec::{PackageName, Version};
use serde_json::{Value, json};

use crate::output::byte_size::size;
use crate::output::graph::Report;
use crate::output::page::Page;
use crate::output::table::{align_right, table};

/// One row per pin. What nobody says is a dash.
pub fn report(releases: &[(PackageName, Version, Release)]) -> Report {
    let mut rows = table(&["package", "published", "files", "size", "attested", "licence"]);
    align_right(&mut rows, 2..5);
    for (name, version, release) in releases {
        rows.add_row([
            format!("{name} {version}"),
            // The day is enough for people.
            release.uploaded.as_deref().and_then(|time| time.get(..10)).unwrap_or("-").to_owned(),
            release.files.len().to_string(),
            size_of(release).map_or_else(|| "-".to_owned(), size),
            attested(release),
            release.licence.clone().unwrap_or_else(|| "-".to_owned()),
        ]);
    }
    let published: Vec<Value> = releases.iter().map(json_of).collect();
    Report { page: Page::of_block(&rows.fitted()), value: json!({"schema": 1, "published": published}) }
}

/// The bytes of all files, where they are known of all.
fn size_of(release: &Release) -> Option<u64> {
    let sizes: Option<Vec<u64>> = release.files.iter().map(|file| file.size).collect();
    sizes
        .filter(|sizes| !sizes.is_empty())
        .map(|sizes| sizes.iter().fold(0_u64, |sum, size| sum.saturating_add(*size)))
}

/// How many files have attestations, where something is said of any.
fn attested(release: &Release) -> String {
    let n_attested = release.files.iter().filter(|file| file.attested == Some(true)).count();
    if release.files.iter().all(|file| file.attested.is_none()) {
        return "-".to_owned();
    }
    format!("{n_attested} of {}", release.files.len())
}

fn json_of((name, version, release): &(PackageName, Version, Release)) -> Value {
    let files = release.files.iter().map(|file| {
        json!({
            "filename": file.filename, "size": file.size, "uploaded": file.uploaded, "attested": file.attested,
            "sha256": file.hashes.get("sha256"), "yanked": file.yanked,
        })
    });
    json!({
        "name": name.as_str(), "version": version.to_string(), "uploaded": release.uploaded, "licence": release.licence,
        "files": files.collect::<Vec<_>>(),
    })
}
