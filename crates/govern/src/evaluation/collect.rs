//! The facts of one feature, gathered from catalogue, resolution, snapshot and shared files.

use haggle_spec::release::{PackageFacts, Release};
use haggle_spec::{PackageName, Requirement};

use super::EvaluationInputs;
use super::resolution::Solver;
use super::resolution::distributions;
use crate::data::{Feature, PlacedRequirement, Removal};
use crate::decision::{FeatureFacts, Known, LicenceFact, Share};
use crate::licence;

/// Gathers everything that the decision about a feature rests on.
pub(super) fn feature_facts(
    inputs: &EvaluationInputs<'_>,
    feature: &Feature,
    placed: &[&PlacedRequirement],
    share: Share,
    solver: &mut Solver<'_>,
) -> FeatureFacts {
    let distributions = distributions(placed);
    let unused = placed.iter().all(|requirement| requirement.removed.is_some());
    // What no code uses is not resolved for: it may be gone from the index, and nothing would be placed anyway.
    let environments = if distributions.is_empty() || unused {
        Vec::new()
    } else {
        solver.environments(feature, &distributions)
    };
    let absent = |pinned: bool| {
        distributions
            .iter()
            .map(Requirement::name)
            .filter(
                |name| {
                    if pinned { !inputs.shared.is_pinned(name) } else { !inputs.shared.is_global(name) }
                },
            )
            .map(ToString::to_string)
            .collect()
    };
    let sites = |guarded: bool| {
        placed
            .iter()
            .flat_map(|requirement| &requirement.imports)
            .filter(|site| site.guarded == guarded)
            .map(|site| site.site.clone())
            .collect::<Vec<_>>()
    };
    let runs = placed.iter().flat_map(|requirement| &requirement.runs).map(|site| site.site.clone());
    FeatureFacts {
        share,
        environments,
        staleness: staleness(inputs, &distributions),
        licences: placed.iter().map(|requirement| licence_fact(inputs, requirement)).collect(),
        unguarded: sites(false),
        guarded: sites(true).into_iter().chain(runs).collect(),
        unused_since: unused.then(|| unused_since(placed)),
        not_in_global: absent(false),
        not_pinned: absent(true),
        n_placed: u32::try_from(placed.len()).unwrap_or(u32::MAX),
    }
}

fn unused_since(placed: &[&PlacedRequirement]) -> String {
    let words = |removal: &Removal| {
        let release = removal.release.as_ref().map(|release| format!(", first released in {release}"));
        format!("the last use went in {} on {}{}", removal.commit, removal.date, release.unwrap_or_default())
    };
    let mut parts: Vec<String> =
        placed.iter().filter_map(|requirement| requirement.removed.as_ref()).map(words).collect();
    parts.dedup();
    parts.join("; ")
}

fn licence_fact(inputs: &EvaluationInputs<'_>, requirement: &PlacedRequirement) -> LicenceFact {
    let licence = match (&requirement.licence, newest(inputs, requirement)) {
        (Some(licence), _) => {
            let source = requirement.licence_source.clone().unwrap_or_else(|| "the catalogue".to_owned());
            Known::yes(licence.clone(), source, None)
        }
        (None, Some(Release { licence: Some(licence), .. })) => {
            Known::yes(licence.clone(), inputs.snapshot.source.clone(), Some(&inputs.snapshot.recorded))
        }
        (None, _) => Known::no("no licence is recorded"),
    };
    let list = &inputs.manifest.licences;
    let allowed = licence
        .value()
        .filter(|_| !list.allowed.is_empty())
        .and_then(|expression| licence::is_allowed(expression, &list.allowed, &list.judged));
    LicenceFact { requirement: requirement.id.clone(), licence, allowed }
}

/// The newest release of a placed distribution, as far as the facts reach.
fn newest<'a>(inputs: &'a EvaluationInputs<'_>, requirement: &PlacedRequirement) -> Option<&'a Release> {
    let requirement: Requirement = requirement.requirement.as_ref()?.get_ref().parse().ok()?;
    releases(inputs, requirement.name())?.last()
}

fn releases<'a>(
    inputs: &'a EvaluationInputs<'_>,
    name: &PackageName,
) -> Option<impl DoubleEndedIterator<Item = &'a Release> + use<'a>> {
    match inputs.releases.packages.get(name)? {
        PackageFacts::Releases(releases) => Some(releases.values()),
        PackageFacts::Unavailable { .. } => None,
    }
}

/// Years from the newest upload of each distribution to the day of the family's facts: the largest.
fn staleness(inputs: &EvaluationInputs<'_>, distributions: &[Requirement]) -> Known<(f64, String)> {
    let today = day(&inputs.manifest.family.as_of);
    let mut oldest: Option<(f64, String, String)> = None;
    for requirement in distributions {
        let uploads = releases(inputs, requirement.name())
            .into_iter()
            .flatten()
            .filter_map(|release| release.uploaded.as_deref());
        let Some(newest) = uploads.max() else {
            return Known::no(format!("no upload of {} is recorded", requirement.name()));
        };
        let (Some(today), Some(then)) = (today, day(newest)) else {
            return Known::no(format!("`{newest}` of {} is not a day", requirement.name()));
        };
        let years = (f64::from((then.until(today)).map_or(0, |span| span.get_days())) / 365.25).max(0.0);
        if oldest.as_ref().is_none_or(|(most, ..)| years > *most) {
            oldest = Some((years, requirement.name().to_string(), newest.to_owned()));
        }
    }
    match oldest {
        Some((years, name, newest)) => {
            let source = format!("newest upload {}", newest.get(..10).unwrap_or(&newest));
            Known::yes((years, name), source, Some(&inputs.snapshot.recorded))
        }
        None => Known::no("there is no distribution to ask about"),
    }
}

/// The day at the front of a date or a time stamp.
fn day(text: &str) -> Option<jiff::civil::Date> {
    text.get(..10)?.parse().ok()
}
