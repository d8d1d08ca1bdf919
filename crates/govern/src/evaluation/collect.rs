//! The facts of one feature, gathered from catalogue, resolution, snapshot and shared files.

use haggle_spec::release::{PackageFacts, Release};
use haggle_spec::{PackageName, Prereleases, Requirement, Version};
use haggle_tradeoff::Interval;

use super::artefacts::excluded;
use super::environments::Solver;
use super::inputs::EvaluationInputs;
use super::requests::distributions;
use crate::data::{Advisories, Feature, Identifier, PlacedRequirement};
use crate::day::Day;
use crate::decision::{
    FeatureFacts, LicenceFact, Promise, RequirementFacts, Share, Staleness, Unlisted, Usage,
};
use crate::known::{Known, all_known};
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
    let mut facts = FeatureFacts {
        share,
        requirements: placed.iter().map(|requirement| requirement_facts(inputs, requirement)).collect(),
        environments: Known::unknown("programs and system packages are not resolved"),
        n_environments: inputs.manifest.environments.len(),
        excluded: excluded(inputs, placed),
        staleness: staleness(inputs, &distributions),
        pythons: pythons(inputs, placed),
        lacking: lacking(inputs, placed),
        promise: promise(inputs, feature, placed),
        shared_files: Known::fact(shared_files(inputs, &distributions), "the shared files", None),
        unlisted: unlisted(inputs, placed),
    };
    let is_unused = matches!(facts.usage().value(), Some(Usage::Nowhere(_)));
    if is_unused {
        // It may be gone from the index, and nothing would be placed anyway.
        facts.environments = Known::unknown("what no code uses is not resolved");
    } else if !distributions.is_empty() {
        facts.environments = Known::fact(
            solver.environments(feature, placed, &distributions),
            inputs.snapshot.source.clone(),
            Some(inputs.snapshot.recorded),
        );
    }
    facts
}

fn requirement_facts(inputs: &EvaluationInputs<'_>, requirement: &PlacedRequirement) -> RequirementFacts {
    RequirementFacts {
        imports: requirement.imports.clone(),
        runs: requirement.runs.clone(),
        removed: requirement.removed.clone(),
        tested: requirement.tested.clone(),
        duplicates: requirement.duplicates.clone(),
        releasers: requirement.releasers.clone(),
        advisories: advisories(inputs, requirement),
        licence: licence_fact(inputs, requirement),
    }
}

/// What the catalogue says of advisories, else the family's list of them.
fn advisories(inputs: &EvaluationInputs<'_>, requirement: &PlacedRequirement) -> Known<Advisories> {
    match (&requirement.advisories, inputs.advisories, &requirement.requirement) {
        (Known::Unknown { .. }, Some((list, file)), Some(line)) => {
            let found = list.of(line.requirement().name(), inputs.manifest.family.as_of);
            let source = format!("{file}: {}", found.evidence);
            Known::fact(found, source, Some(inputs.manifest.family.as_of))
        }
        (known, ..) => known.clone(),
    }
}

/// The shared files that lack one of the names.
fn shared_files(inputs: &EvaluationInputs<'_>, distributions: &[Requirement]) -> Vec<&'static str> {
    let all = |is_there: &dyn Fn(&PackageName) -> bool| {
        distributions.iter().all(|requirement| is_there(requirement.name()))
    };
    let files = [
        ("the global list", all(&|name| inputs.shared.is_global(name))),
        ("the constraints", all(&|name| inputs.shared.is_pinned(name))),
    ];
    files.into_iter().filter(|(_, has_all)| !has_all).map(|(file, _)| file).collect()
}

/// The placed requirements that are on no list, or leave it with the project's own declaration.
fn unlisted(inputs: &EvaluationInputs<'_>, placed: &[&PlacedRequirement]) -> Known<Unlisted> {
    let mut found = Unlisted { least: 0, most: 0 };
    for one in placed {
        let Some(line) = &one.requirement else {
            // `bindep.txt` is the list of programs: what is only documented is on none.
            found.least += 1;
            found.most += 1;
            continue;
        };
        let only_here = one.placement.is_declared() && one.required_by.value().is_none_or(Vec::is_empty);
        let is_listed = inputs.shared.is_global(line.requirement().name());
        let is_certain = !is_listed || one.required_by.value().is_some();
        if !is_listed || only_here {
            found.least += usize::from(is_certain);
            found.most += 1;
        }
    }
    Known::fact(found, "the global list, and which other projects require it", None)
}

/// The environments whose Python the newest release of a placed distribution does not support.
fn pythons(inputs: &EvaluationInputs<'_>, placed: &[&PlacedRequirement]) -> Known<Vec<Identifier>> {
    let mut found = Vec::new();
    for requirement in placed {
        let Some(release) = newest(inputs, requirement) else {
            return Known::unknown(format!("no release of {} is recorded", requirement.id));
        };
        let Some(supported) = &release.requires_python else { continue };
        for environment in &inputs.manifest.environments {
            let python = environment.target.python().to_string();
            let is_supported =
                python.parse().is_ok_and(|version: Version| supported.contains(&version, Prereleases::Allow));
            if !is_supported && !found.contains(&environment.id) {
                found.push(environment.id.clone());
            }
        }
    }
    Known::fact(found, inputs.snapshot.source.clone(), Some(inputs.snapshot.recorded))
}

/// The target distributions that ship no fitting version of a placed requirement.
fn lacking(inputs: &EvaluationInputs<'_>, placed: &[&PlacedRequirement]) -> Known<Vec<String>> {
    let targets = match &inputs.manifest.target_distributions {
        Known::Fact { value, .. } => value,
        Known::Unknown { because } => return Known::unknown(because.clone()),
    };
    let shipped = all_known(placed.iter().map(|one| &one.shipped));
    shipped.map(|shipped| {
        let is_lacking = |target: &&String| {
            shipped.iter().zip(placed).any(|(versions, requirement)| {
                let fits = |version: &Version| {
                    let line = requirement.requirement.as_ref();
                    line.is_none_or(|line| {
                        line.requirement().specifiers().contains(version, Prereleases::Allow)
                    })
                };
                !versions.get(*target).is_some_and(fits)
            })
        };
        targets.iter().filter(is_lacking).cloned().collect()
    })
}

/// What users of the feature are promised on the day of the family's facts.
fn promise(inputs: &EvaluationInputs<'_>, feature: &Feature, placed: &[&PlacedRequirement]) -> Promise {
    if let Some(deprecation) = &feature.deprecated {
        let since = format!("{} ({})", deprecation.since, deprecation.evidence);
        let years = deprecation.since.years_until(inputs.manifest.family.as_of);
        let is_over = years * 12.0 >= f64::from(inputs.manifest.process.deprecation_months);
        return if is_over { Promise::Over { since } } else { Promise::Deprecated { since } };
    }
    let pages = placed.iter().filter_map(|one| one.documentation.as_ref()).chain(&feature.documentation);
    pages.into_iter().next().map_or(Promise::None, |page| Promise::Documented { page: page.clone() })
}

fn licence_fact(inputs: &EvaluationInputs<'_>, requirement: &PlacedRequirement) -> LicenceFact {
    let licence = match (&requirement.licence, newest(inputs, requirement)) {
        (Known::Unknown { .. }, Some(Release { licence: Some(licence), .. })) => {
            Known::fact(licence.clone(), inputs.snapshot.source.clone(), Some(inputs.snapshot.recorded))
        }
        (Known::Unknown { .. }, _) => Known::unknown("no licence is recorded"),
        (known, _) => known.clone(),
    };
    let allowed = licence::judged(&licence, &inputs.manifest.licences);
    LicenceFact { requirement: requirement.id.to_string(), licence, allowed }
}

/// The newest release of a placed distribution, as far as the facts reach.
fn newest<'a>(inputs: &'a EvaluationInputs<'_>, requirement: &PlacedRequirement) -> Option<&'a Release> {
    let line = requirement.requirement.as_ref()?;
    releases(inputs, line.requirement().name())?.last()
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
fn staleness(inputs: &EvaluationInputs<'_>, distributions: &[Requirement]) -> Known<Staleness> {
    let mut oldest: Option<(f64, &PackageName, Day)> = None;
    for requirement in distributions {
        let uploads = releases(inputs, requirement.name()).into_iter().flatten();
        let Some(newest) = uploads.filter_map(|release| release.uploaded.as_deref()).max() else {
            return Known::unknown(format!("no upload of {} is recorded", requirement.name()));
        };
        let Ok(newest) = Day::of_timestamp(newest) else {
            return Known::unknown(format!("`{newest}` of {} is not a day", requirement.name()));
        };
        let years = newest.years_until(inputs.manifest.family.as_of);
        if oldest.is_none_or(|(most, ..)| years > most) {
            oldest = Some((years, requirement.name(), newest));
        }
    }
    match oldest.and_then(|(years, name, newest)| Some((Interval::new(years, years).ok()?, name, newest))) {
        Some((years, name, newest)) => Known::fact(
            Staleness { years, distribution: name.to_string() },
            format!("newest upload {newest}"),
            Some(inputs.snapshot.recorded),
        ),
        None => Known::unknown("there is no distribution to ask about"),
    }
}
