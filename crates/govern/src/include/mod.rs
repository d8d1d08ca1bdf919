//! Including one requirement: the change to the shared files, the change to the project, and what the sync would then do.

mod answers;
mod error;
mod line;
mod message;
mod order;
mod pins;
mod project;
mod request;
mod shared;

use haggle_spec::file::requirements::RequirementsFile;

use crate::change::ChangeDraft;
use crate::data::{Manifest, ProjectEntry};
use crate::family::{ProjectFiles, SharedFiles};
use crate::sync::plan;

pub use error::IncludeError;
pub use request::{Inclusion, InclusionRequest, ProjectBytes, SyncFile, SyncStep};

/// Drafts the three steps.
///
/// `projects` are the files of all of the family's projects, for the third step; `own` are the other files of the project whose
/// requirement is included.
///
/// # Errors
/// See [`IncludeError`].
pub fn include(
    request: &InclusionRequest<'_>,
    manifest: &Manifest,
    shared: &SharedFiles,
    projects: &[ProjectFiles],
    own: &ProjectBytes,
) -> Result<Inclusion, IncludeError> {
    let name = &request.requirement.project;
    let files = projects.iter().find(|files| files.name == *name);
    let (Some(entry), Some(files)) = (manifest.project(name), files) else {
        return Err(IncludeError::NoProject { name: name.clone() });
    };
    let mut notes = Vec::new();
    let shared_draft = shared::draft(request, manifest, shared, entry, &mut notes)?;
    let sources = project::Sources { requirements: &files.requirements, other: own };
    let project_draft =
        project::draft(request, manifest, (entry, &sources), shared_draft.is_empty(), &mut notes)?;
    let sync = sync_step(manifest, shared, projects, [&shared_draft, &project_draft]);
    Ok(Inclusion { shared: shared_draft, project: project_draft, sync, notes })
}

/// What the sync would do to every file that lists requirements, once the drafts have landed.
fn sync_step(
    manifest: &Manifest,
    shared: &SharedFiles,
    projects: &[ProjectFiles],
    [shared_draft, project_draft]: [&ChangeDraft; 2],
) -> SyncStep {
    let entry = &manifest.requirements;
    let (then, _) = SharedFiles::parse(
        &after(shared_draft, entry.global.as_deref().unwrap_or_default(), shared.global.to_bytes()),
        &after(shared_draft, &entry.constraints, shared.constraints.to_bytes()),
        &shared.denylist.to_bytes(),
    );
    let mut files = Vec::new();
    for project in projects {
        let Some(entry) = manifest.project(&project.name) else { continue };
        for (path, file) in lists(entry, project) {
            let bytes = if project.name == project_draft.project {
                after(project_draft, path, file.to_bytes())
            } else {
                file.to_bytes()
            };
            let (file, _) = RequirementsFile::parse(bytes);
            let plan = plan(&file, &then);
            files.push(SyncFile { project: project.name.clone(), path: path.clone(), plan });
        }
    }
    SyncStep { topic: manifest.review.topic.clone(), owner: manifest.review.owner.clone(), files }
}

/// A project's files that list requirements, with their paths.
fn lists<'a>(
    entry: &'a ProjectEntry,
    files: &'a ProjectFiles,
) -> impl Iterator<Item = (&'a String, &'a RequirementsFile)> {
    let tests = entry.test_requirements.as_ref().zip(files.test_requirements.as_ref());
    std::iter::once((&entry.requirements, &files.requirements)).chain(tests)
}

/// A file's bytes once a draft has landed.
fn after(draft: &ChangeDraft, path: &str, before: Vec<u8>) -> Vec<u8> {
    draft.files.iter().find(|file| file.path == path).map_or(before, |file| file.after.clone())
}
