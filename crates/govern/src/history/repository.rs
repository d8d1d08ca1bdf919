//! Which project a repository's name means.

use haggle_spec::PackageName;

use crate::data::{Manifest, ProjectName};

/// Whether a history means a project by a repository's name: it names it as the review system does, with or without the organisation in
/// front, or by its distribution.
pub(crate) fn is_of(repository: &str, project: &ProjectName, manifest: &Manifest) -> bool {
    let normal = |name: &str| PackageName::new(name).ok();
    let Some(named) = normal(repository.rsplit('/').next().unwrap_or(repository)) else {
        return repository == project.as_str();
    };
    let distribution = manifest.project(project).map(|entry| &entry.distribution);
    repository == project.as_str()
        || normal(project.short()).as_ref() == Some(&named)
        || distribution == Some(&named)
}
