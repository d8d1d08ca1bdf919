//! What a written answer says of the files of its pins: their hashes, and the places beside the index.

use std::collections::BTreeMap;

use haggle_spec::{PackageName, Version};

use super::pins_file::WrittenPlace;

/// The hashes of pins, and the places of those that an index does not have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PinnedFiles {
    /// As `sha256:...`, sorted.
    pub hashes: BTreeMap<(PackageName, Version), Vec<String>>,
    /// The paths that the user wrote, and whether they are editable.
    pub paths: BTreeMap<PackageName, (String, bool)>,
}

impl PinnedFiles {
    /// The hashes that a pin has; none where they were not asked for.
    pub fn hashes(&self, name: &PackageName, version: &Version) -> &[String] {
        self.hashes.get(&(name.clone(), version.clone())).map_or(&[], Vec::as_slice)
    }

    /// The hashes by `name==version`.
    pub fn by_release(&self) -> BTreeMap<String, &[String]> {
        let named = self.hashes.iter().filter(|(_, hashes)| !hashes.is_empty());
        named.map(|((name, version), hashes)| (format!("{name}=={version}"), hashes.as_slice())).collect()
    }

    /// The path that the user wrote for a project.
    pub fn place(&self, name: &PackageName) -> Option<WrittenPlace<'_>> {
        let (path, editable) = self.paths.get(name)?;
        Some(WrittenPlace::Path { path, editable: *editable })
    }
}
