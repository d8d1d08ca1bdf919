//! The requests that a snapshot has to answer: for each environment and purpose, each set of requirements.

use std::collections::BTreeSet;
use std::path::Path;

use haggle_govern::data::{Catalogue, Kind, Manifest, PlatformName};
use haggle_index::Purpose;
use haggle_resolve::python::{Request, Resolution, RootRequirement, SourceLocation};
use haggle_spec::file::requirements::{LineKind, RequirementsFile};
use haggle_spec::{PackageName, Requirement, Span};

use crate::failure::Failure;
use crate::family::Source;
use crate::target::Target;

/// A set of requirements with its name.
#[derive(Debug, Clone)]
pub struct Roots {
    /// Whose they are, for people.
    pub title: String,
    /// The requirements.
    pub requirements: Vec<RootRequirement>,
}

/// What is to be answered, before it is spread over purposes.
#[derive(Debug)]
pub struct Subject {
    /// The environments, each with its name.
    pub targets: Vec<(String, Target)>,
    /// The sets of requirements.
    pub roots: Vec<Roots>,
    /// What packages are limited to, where a purpose wants it.
    pub constraints: Vec<RootRequirement>,
}

/// One question.
pub struct Question {
    /// What is asked, for people.
    pub title: String,
    /// The request.
    pub request: Request,
}

impl Subject {
    /// The family of a manifest: each project's requirements, with and without those of each of its features, which are
    /// the requests of an evaluation.
    pub fn of_family(manifest: &Manifest, catalogue: &Catalogue, source: &Source) -> Result<Self, Failure> {
        let targets = manifest.environments.iter().map(|environment| {
            let platform = match environment.platform {
                PlatformName::Macos => "macos",
                PlatformName::Windows => "windows",
                // The manifest's reader knows no other.
                _ => "linux",
            };
            Ok((environment.id.clone(), Target::new(&environment.python, platform)?))
        });
        let shared = &manifest.requirements;
        let constraints = requirements_of(source, &shared.path, &shared.constraints)?;
        let mut roots = Vec::new();
        for project in &manifest.projects {
            let core = requirements_of(source, &project.path, &project.requirements)?;
            let features = catalogue.features.iter().filter(|feature| feature.project == project.name);
            for feature in features {
                let places = catalogue.placed(feature).filter(|placed| placed.kind == Kind::Python);
                let texts = places.filter_map(|placed| placed.requirement.as_ref());
                let placed: Vec<Requirement> = texts.filter_map(|text| text.get_ref().parse().ok()).collect();
                if !placed.is_empty() {
                    roots.extend(with_and_without(&project.name, &feature.id, &core, &placed));
                }
            }
            roots.push(Roots { title: project.name.clone(), requirements: core });
        }
        Ok(Self { targets: targets.collect::<Result<_, Failure>>()?, roots, constraints })
    }

    /// Every question of these purposes.
    pub fn questions(&self, purposes: &BTreeSet<Purpose>) -> Vec<Question> {
        let mut questions = Vec::new();
        for purpose in purposes {
            for (id, target) in &self.targets {
                for roots in &self.roots {
                    let mut request = target.request();
                    request.requirements.clone_from(&roots.requirements);
                    match purpose {
                        Purpose::Evaluate => request.constraints.clone_from(&self.constraints),
                        Purpose::WhatIf => {}
                        Purpose::Lowest => request.resolution = Resolution::LowestDirect,
                    }
                    questions.push(Question { title: format!("{purpose}, {id}, {}", roots.title), request });
                }
            }
        }
        questions
    }

    /// The releases that constraints pin.
    pub fn pins(&self) -> impl Iterator<Item = &Requirement> {
        self.constraints.iter().map(|constraint| &constraint.requirement)
    }
}

/// A project's requirements with a feature's, and without them.
fn with_and_without(
    project: &str,
    feature: &str,
    core: &[RootRequirement],
    placed: &[Requirement],
) -> [Roots; 2] {
    let names: BTreeSet<&PackageName> = placed.iter().map(Requirement::name).collect();
    let without: Vec<RootRequirement> =
        core.iter().filter(|root| !names.contains(root.requirement.name())).cloned().collect();
    let source = SourceLocation::new(format!("feature {feature}"), 0);
    let of_feature =
        placed.iter().map(|requirement| RootRequirement::new(requirement.clone(), source.clone()));
    let with = of_feature.chain(without.iter().cloned()).collect();
    [
        Roots { title: format!("{project} with {feature}"), requirements: with },
        Roots { title: format!("{project} without {feature}"), requirements: without },
    ]
}

/// The requirements of one of the family's files. What its other lines are is for `lint` to say.
fn requirements_of(source: &Source, folder: &str, file: &str) -> Result<Vec<RootRequirement>, Failure> {
    let path = Path::new(folder).join(file);
    let path = path.to_string_lossy();
    let (parsed, diagnostics) = RequirementsFile::parse(source.bytes(&path)?);
    let refused = parsed.lines().iter().any(|line| matches!(line.kind, LineKind::Invalid(_)));
    if let Some(diagnostic) = diagnostics.first().filter(|_| refused) {
        let line = line_number(&parsed, diagnostic.span);
        return Err(Failure::new(format!("{}:{line}: {}", source.shown(&path), diagnostic.message())));
    }
    let roots = parsed.requirements().map(|line| {
        let place = SourceLocation::new(path.clone(), line_number(&parsed, line.span));
        RootRequirement::new(line.requirement.clone(), place)
    });
    Ok(roots.collect())
}

fn line_number(file: &RequirementsFile, span: Span) -> u32 {
    let n_before = file.source().slice(Span::new(0, span.start)).matches('\n').count();
    u32::try_from(n_before + 1).unwrap_or(u32::MAX)
}
