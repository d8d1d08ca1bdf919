//! What a wheel of the index says of what its distribution provides.

use haggle_govern::audit::AuditedDistribution;
use haggle_index::WheelContents;
use haggle_scan::{DistributionFiles, entry_points, import_names};
use haggle_spec::Metadata;

/// The distribution of a wheel; nothing where the wheel does not say enough.
pub fn of_wheel(contents: &WheelContents) -> Option<AuditedDistribution> {
    let (metadata, _) = Metadata::parse(&contents.metadata);
    let paths: Vec<&str> = contents.paths.iter().map(String::as_str).collect();
    let names = import_names(&DistributionFiles {
        metadata: Some(&metadata),
        paths: &paths,
        top_level: None,
        namespace_packages: contents.namespace_packages.as_deref(),
    })?;
    let entry_points = contents.entry_points.as_deref().map(entry_points).unwrap_or_default();
    Some(AuditedDistribution { names, entry_points, source: contents.filename.clone() })
}
