//! The requests that a snapshot has to answer.

use std::collections::BTreeSet;

use haggle_govern::data::{Catalogue, EnvironmentEntry, Feature, Manifest};
use haggle_govern::evaluation::{Requests, distributions};
use haggle_index::Purpose;
use haggle_resolve::python::{Request, Resolution, RootRequirement, Target};
use haggle_spec::Requirement;

use crate::input::family::FamilyFiles;

/// What is to be answered, before it is spread over purposes.
#[derive(Debug)]
pub struct Subject {
    /// The environments, for people.
    pub environments: Vec<String>,
    /// The questions under the constraints.
    questions: Vec<Question>,
    /// What packages are limited to, where a purpose wants it.
    constraints: Vec<RootRequirement>,
}

/// One question.
#[derive(Debug, Clone)]
pub struct Question {
    /// What is asked, for people.
    pub title: String,
    /// The request.
    pub request: Request,
}

impl Subject {
    /// The requests of an evaluation: each project's requirements, with and without those of each of these features.
    pub fn of_family(
        manifest: &Manifest,
        catalogue: &Catalogue,
        files: &FamilyFiles,
        features: &[&Feature],
    ) -> Self {
        let requests = Requests { manifest, shared: &files.shared, projects: &files.projects };
        let mut questions = Vec::new();
        for environment in &manifest.environments {
            for project in &manifest.projects {
                let mut ask = |title: String, placed: &[Requirement], with| {
                    let request = requests.request(&project.name, environment, placed, with);
                    questions.push(Question { title: format!("{}, {title}", environment.id), request });
                };
                for feature in features.iter().filter(|feature| feature.project == project.name) {
                    let placed: Vec<_> = catalogue.placed(feature).collect();
                    let placed = distributions(&placed);
                    if !placed.is_empty() {
                        ask(format!("{} with {}", project.name, feature.id), &placed, true);
                        ask(format!("{} without {}", project.name, feature.id), &placed, false);
                    }
                }
                ask(project.name.to_string(), &[], false);
            }
        }
        let constraints =
            questions.first().map(|question| question.request.constraints.clone()).unwrap_or_default();
        let shown = |environment: &EnvironmentEntry| environment.target.to_string();
        Self { environments: manifest.environments.iter().map(shown).collect(), questions, constraints }
    }

    /// Requirements for one target.
    pub fn of_requirements(
        target: &Target,
        requirements: Vec<RootRequirement>,
        constraints: Vec<RootRequirement>,
    ) -> Self {
        let mut request = Request::for_target(target);
        request.requirements = requirements;
        request.constraints.clone_from(&constraints);
        let question = Question { title: format!("{target}, the requirements"), request };
        Self { environments: vec![target.to_string()], questions: vec![question], constraints }
    }

    /// Every question of these purposes.
    pub fn questions(&self, purposes: &BTreeSet<Purpose>) -> Vec<Question> {
        let mut questions = Vec::new();
        for purpose in purposes {
            for question in &self.questions {
                let Question { title, mut request } = question.clone();
                match purpose {
                    Purpose::Evaluate => {}
                    Purpose::WhatIf => request.constraints.clear(),
                    Purpose::Lowest => {
                        request.constraints.clear();
                        request.resolution = Resolution::LowestDirect;
                    }
                }
                questions.push(Question { title: format!("{purpose}, {title}"), request });
            }
        }
        questions
    }

    /// The releases that constraints pin.
    pub fn pins(&self) -> impl Iterator<Item = &Requirement> {
        self.constraints.iter().map(|constraint| &constraint.requirement)
    }
}
