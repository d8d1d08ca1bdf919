//! The releases that moved under a project.

use haggle_govern::day::Day;
use haggle_govern::moved::{Likelihood, MovedRelease};
use serde::Serialize;

use super::page::Page;

/// The releases for people, the likely ones first.
pub fn page(releases: &[MovedRelease], since: Day, is_before_known: bool) -> Page {
    let mut page = Page::new();
    if releases.is_empty() {
        page.line(format_args!("no release that it gets has moved since {since}"));
    }
    for (likelihood, title) in [
        (Likelihood::Likely, "likely"),
        (Likelihood::Possible, "possible"),
        (Likelihood::Unlikely, "unlikely"),
    ] {
        let mut is_first = true;
        for release in releases.iter().filter(|release| release.likelihood == likelihood) {
            if std::mem::take(&mut is_first) {
                if !page.is_empty() {
                    page.blank();
                }
                page.line(title);
            }
            page.line(line(release));
        }
    }
    if !is_before_known && !releases.is_empty() {
        page.paragraph(format_args!(
            "what it got before {since} is not known from these facts: these are the releases that were uploaded since"
        ));
    }
    page
}

fn line(release: &MovedRelease) -> String {
    let day = release.uploaded.map_or_else(|| "no date   ".to_owned(), |day| day.to_string());
    let before = release.before.as_ref().map_or_else(String::new, |before| format!("{before} -> "));
    let through = match release.through.split_last() {
        Some((_, [])) | None => "required by the project".to_owned(),
        Some((_, through)) => {
            let names: Vec<&str> = through.iter().map(haggle_spec::PackageName::as_str).collect();
            format!("through {}", names.join(", "))
        }
    };
    format!("  {day}  {} {before}{}  {through}", release.name, release.after)
}

/// The releases for programs.
#[derive(Debug, Serialize)]
pub struct MovedDocument {
    schema: u32,
    before_known: bool,
    releases: Vec<MovedEntry>,
}

#[derive(Debug, Serialize)]
struct MovedEntry {
    name: String,
    before: Option<String>,
    after: String,
    uploaded: Option<Day>,
    through: Vec<String>,
    likelihood: Likelihood,
}

/// The releases for programs.
pub fn json(releases: &[MovedRelease], is_before_known: bool) -> MovedDocument {
    let entry = |release: &MovedRelease| MovedEntry {
        name: release.name.to_string(),
        before: release.before.as_ref().map(ToString::to_string),
        after: release.after.to_string(),
        uploaded: release.uploaded,
        through: release.through.iter().map(ToString::to_string).collect(),
        likelihood: release.likelihood,
    };
    MovedDocument { schema: 1, before_known: is_before_known, releases: releases.iter().map(entry).collect() }
}
