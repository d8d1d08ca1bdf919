//! Installed distributions: what each folder `NAME.dist-info` says of what it provides.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use haggle_govern::audit::AuditedDistribution;
use haggle_scan::{DistributionFiles, entry_points, import_names, record_paths};
use haggle_spec::{Metadata, PackageName};

use crate::output::failure::Failure;

/// The distributions in several folders; the first folder that has one wins, as on Python's path.
pub fn read_all(folders: &[PathBuf]) -> Result<BTreeMap<PackageName, AuditedDistribution>, Failure> {
    let mut found = BTreeMap::new();
    for folder in folders {
        let entries = fs::read_dir(folder).map_err(|error| Failure::io("read", folder, &error))?;
        for entry in entries {
            let path = entry.map_err(|error| Failure::io("read", folder, &error))?.path();
            if let Some((name, distribution)) = read(&path) {
                found.entry(name).or_insert(distribution);
            }
        }
    }
    Ok(found)
}

/// The distribution that a folder of metadata describes; nothing where it does not say enough.
fn read(folder: &Path) -> Option<(PackageName, AuditedDistribution)> {
    let text = |name: &str| {
        fs::read(folder.join(name)).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    };
    let metadata = match folder.extension()?.to_str()? {
        "dist-info" => text("METADATA")?,
        "egg-info" => text("PKG-INFO")?,
        _ => return None,
    };
    let (metadata, _) = Metadata::parse(&metadata);
    let name = metadata.name.clone()?;
    let record = text("RECORD").unwrap_or_default();
    let mut paths: Vec<&str> = record_paths(&record).collect();
    // The files of an editable installation lead to the modules and are not the modules.
    if paths.iter().any(|path| path.starts_with("__editable__")) {
        paths.clear();
    }
    let names = import_names(&DistributionFiles {
        metadata: Some(&metadata),
        paths: &paths,
        top_level: text("top_level.txt").as_deref(),
        namespace_packages: text("namespace_packages.txt").as_deref(),
    })?;
    let entry_points = text("entry_points.txt").map(|text| entry_points(&text)).unwrap_or_default();
    let source = folder.display().to_string();
    Some((name, AuditedDistribution { names, entry_points, source }))
}
