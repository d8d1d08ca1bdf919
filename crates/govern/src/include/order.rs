//! The place of a line in a file.

use haggle_spec::file::requirements::{Line, LineKind, RequirementsFile};
use haggle_spec::{Edit, PackageName};

/// The edit that puts a line in its place where the file is sorted by name, and at the end where it is not.
pub(super) fn in_order(file: &RequirementsFile, name: &PackageName, text: &str) -> Edit {
    let lines: Vec<(&Line, &PackageName)> = file
        .lines()
        .iter()
        .filter_map(|line| match &line.kind {
            LineKind::Requirement(requirement) => Some((line, requirement.requirement.name())),
            _ => None,
        })
        .collect();
    let sorted = lines.windows(2).all(|pair| pair[0].1 <= pair[1].1);
    match lines.iter().find(|(_, other)| *other > name) {
        Some((line, _)) if sorted => file.insert_before(line, text),
        _ => file.append(text),
    }
}
