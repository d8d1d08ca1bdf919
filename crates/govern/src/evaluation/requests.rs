//! The requests of an evaluation: a project with and without a feature's requirements, in an environment.

use haggle_resolve::python::{Request, RootRequirement, SourceLocation};
use haggle_spec::Requirement;
use haggle_spec::file::requirements::RequirementsFile;

use crate::data::{EnvironmentEntry, Kind, Manifest, PlacedRequirement, ProjectName};
use crate::family::{ProjectFiles, SharedFiles, line_of};

/// What the requests of an evaluation are made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Requests<'a> {
    /// Projects and environments.
    pub manifest: &'a Manifest,
    /// The family's shared files.
    pub shared: &'a SharedFiles,
    /// Each project's own files.
    pub projects: &'a [ProjectFiles],
}

impl Requests<'_> {
    /// The request for a project: the feature's distributions first where they are wanted, so that their positions are known,
    /// then the core without them, all under the constraints.
    pub fn request(
        &self,
        project: &ProjectName,
        environment: &EnvironmentEntry,
        placed: &[Requirement],
        with: bool,
    ) -> Request {
        let mut request = Request::for_target(&environment.target);
        if with {
            let source = SourceLocation::new("the feature", 0);
            let roots =
                placed.iter().map(|requirement| RootRequirement::new(requirement.clone(), source.clone()));
            request.requirements.extend(roots);
        }
        let is_open = |root: &RootRequirement| {
            placed.iter().any(|requirement| requirement.name() == root.requirement.name())
        };
        if let Some(files) = self.projects.iter().find(|files| files.name == *project) {
            let core = located(&files.requirements, &files.requirements_path);
            request.requirements.extend(core.filter(|root| !is_open(root)));
        }
        let path = &self.manifest.requirements.constraints;
        request.constraints.extend(located(&self.shared.constraints, path));
        request
    }
}

/// The distributions that are placed.
pub fn distributions(placed: &[&PlacedRequirement]) -> Vec<Requirement> {
    let python = placed.iter().filter(|requirement| requirement.kind == Kind::Python);
    python.filter_map(|requirement| Some(requirement.requirement.as_ref()?.requirement().clone())).collect()
}

fn located<'a>(file: &'a RequirementsFile, path: &'a str) -> impl Iterator<Item = RootRequirement> + 'a {
    file.requirements().map(move |line| {
        let number = u32::try_from(line_of(file, line)).unwrap_or(u32::MAX);
        RootRequirement::new(line.requirement.clone(), SourceLocation::new(path, number))
    })
}
