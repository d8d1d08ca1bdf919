//! The review system of a family.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use haggle_govern::data::{Manifest, ProjectName, ReviewKind};
use haggle_review::{Gerrit, GitHub, Login, ReviewSystem, Settings};

use super::family::{Source, join};
use crate::output::failure::Failure;

/// A review system, and how it is worked with.
#[derive(Debug)]
pub struct Reviewing {
    pub system: Box<dyn ReviewSystem>,
    pub settings: Settings,
}

/// The review system that the manifest names, as the user that git's credential helper knows there. Its journal is beside the family's
/// other results.
pub fn review_system(source: &Source, manifest: &Manifest) -> Result<Reviewing, Failure> {
    let review = &manifest.review;
    let Some(url) = &review.url else {
        return Err(Failure::new("the manifest names no review system")
            .hint("add `url = \"https://...\"` below `[review]` in `haggle.toml`"));
    };
    if !(url.starts_with("https://") || url.starts_with("http://")) || url.contains('@') {
        return Err(Failure::new(format!("`{url}` is not the address of a review system"))
            .hint("use `https://`, without a user; git's credential helper is asked for user and password"));
    }
    let mut settings = Settings::new(source.results().join("review"));
    if is_on_this_machine(url) {
        // There is nobody whose server could be asked too often.
        settings.pause = Duration::ZERO;
    }
    let login = Login::of_git(url).map_err(|error| failed(&error))?;
    let system: Box<dyn ReviewSystem> = match review.system {
        ReviewKind::Gerrit => {
            Box::new(Gerrit::new(url, login.as_ref(), review.owner.as_deref(), settings.clone()))
        }
        ReviewKind::GitHub => Box::new(GitHub::new(url, login.as_ref(), settings.clone())),
        kind => return Err(Failure::new(format!("this version cannot publish to {kind:?}"))),
    };
    Ok(Reviewing { system, settings })
}

/// Whether an address is of loopback.
fn is_on_this_machine(url: &str) -> bool {
    let host = url.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name).trim_matches(['[', ']']);
    name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The folder of a project's checkout; nothing where the family is inside this binary, or has no such project.
pub fn checkout(source: &Source, manifest: &Manifest, project: &ProjectName) -> Option<PathBuf> {
    let below = match manifest.project(project) {
        Some(entry) => &entry.path,
        None if manifest.requirements.project == *project => &manifest.requirements.path,
        None => return None,
    };
    match source {
        Source::Folder(folder) | Source::CheckoutDemo(folder) => Some(folder.join(join("", below))),
        Source::EmbeddedDemo(_) => None,
    }
}

/// The repositories that a family's changes go to.
pub fn repositories(manifest: &Manifest) -> Vec<ProjectName> {
    let projects = manifest.projects.iter().map(|entry| &entry.name);
    let mut all: Vec<ProjectName> = projects.chain([&manifest.requirements.project]).cloned().collect();
    all.sort();
    all.dedup();
    all
}

/// A failure of the review system or of git.
pub fn failed(error: &haggle_review::ReviewError) -> Failure {
    let failure = Failure::new(error.to_string());
    match error.kind() {
        haggle_review::ReviewErrorKind::Unreachable => {
            failure.hint("is there a network? The address is `url` of `[review]` in the manifest")
        }
        _ => failure,
    }
}
