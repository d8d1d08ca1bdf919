//! Options, and pins of releases that are passed over, that would give a request without a solution one.

use haggle_spec::release::{Release, ReleaseFacts};
use haggle_spec::{PackageName, Prereleases, Requirement, SpecifierSet, Version};

use super::candidates::{Policy, range_of};
use super::explanation::{Premise, PremiseKind, Repair, RepairAction, RepairEdit};
use super::lower::Lowered;
use super::request::{Names, PrereleasePolicy, Request, RootRequirement, SourceLocation};
use super::ruled_out::ruled_out;
use super::search::has_solution;
use super::target::Target;
use crate::solver::Control;

/// The most releases that are tried as pins.
const MOST_PINS: usize = 8;

/// The most other Pythons that are tried.
const MOST_PYTHONS: usize = 4;

/// The repairs that lift one policy of the conflict for one package. Each was solved.
pub(super) fn option_repairs(
    facts: &ReleaseFacts,
    lowered: &Lowered<'_>,
    request: &Request,
    conflict: &[Premise],
    control: &Control<'_>,
) -> Vec<Repair> {
    let policies = conflict.iter().filter_map(|premise| match &premise.kind {
        PremiseKind::Policy { name, policy } => Some((name, *policy)),
        _ => None,
    });
    policies
        .filter_map(|(name, policy)| {
            let mut ruled_out = ruled_out(lowered, name, policy);
            ruled_out.sort_unstable_by(|(one, _), (other, _)| other.cmp(one));
            let (is_certain, after) = lifted(facts, request, name, policy, &ruled_out, control)?;
            let edit = RepairEdit {
                action: RepairAction::Allow { name: name.clone(), policy },
                source: SourceLocation::new("the options", 0),
                before: String::new(),
                after: Some(after),
                is_known: policy != Policy::UnknownRequirements,
            };
            Some(Repair { edits: vec![edit], is_certain })
        })
        .collect()
}

/// What lifts the policy, newest releases first, and whether the solution that it gives rests on known facts alone.
fn lifted(
    facts: &ReleaseFacts,
    request: &Request,
    name: &PackageName,
    policy: Policy,
    ruled_out: &[(&Version, &Release)],
    control: &Control<'_>,
) -> Option<(bool, String)> {
    let mut changed = request.clone();
    match policy {
        Policy::Yanked | Policy::UnknownRequirements => {
            ruled_out.iter().take(MOST_PINS).find_map(|(version, _)| {
                let pin: Requirement = format!("{name}=={version}").parse().ok()?;
                let mut changed = request.clone();
                let source = SourceLocation::new("the options", 0);
                changed.requirements.push(RootRequirement::new(pin, source));
                let what = if policy == Policy::Yanked { "yanked release" } else { "release" };
                Some((
                    has_solution(facts, &changed, control)?,
                    format!("require `{name}=={version}`: the {what} is taken where it is pinned"),
                ))
            })
        }
        Policy::Prerelease => {
            changed.prereleases = PrereleasePolicy::Allow;
            Some((has_solution(facts, &changed, control)?, "`--prerelease=allow`".to_owned()))
        }
        Policy::ExcludeNewer => {
            changed.exclude_newer_package.insert(name.clone(), None);
            let is_certain = has_solution(facts, &changed, control)?;
            let newest = ruled_out.iter().find_map(|(_, release)| release.uploaded.as_deref());
            let date = newest.map_or_else(|| "false".to_owned(), str::to_owned);
            Some((is_certain, format!("`--exclude-newer-package {name}={date}`")))
        }
        Policy::NoUsableFile => {
            let builds = &mut changed.builds;
            let option = if builds.only_binary.contains(name) { "--only-binary" } else { "--no-binary" };
            if !builds.only_binary.contains(name) && !builds.no_binary.contains(name) {
                return None;
            }
            let names =
                if option == "--only-binary" { &mut builds.only_binary } else { &mut builds.no_binary };
            match names {
                Names::Some(some) => {
                    some.remove(name);
                }
                Names::All | Names::None => *names = Names::None,
            }
            Some((has_solution(facts, &changed, control)?, format!("`{option}` without {name}")))
        }
        Policy::RequiresPython => other_python(facts, request, name, ruled_out, control),
    }
}

/// Another Python for which there is a solution, on the platform of the request: the next later one at which some release
/// begins to run, else the next earlier one.
fn other_python(
    facts: &ReleaseFacts,
    request: &Request,
    name: &PackageName,
    ruled_out: &[(&Version, &Release)],
    control: &Control<'_>,
) -> Option<(bool, String)> {
    let asked = request.wheels.as_ref()?;
    let here = asked.python().as_version();
    let ranges: Vec<&SpecifierSet> =
        ruled_out.iter().filter_map(|(version, release)| range_of(name, version, release, request)).collect();
    let named = ranges.iter().flat_map(|range| range.iter()).map(|bound| bound.version_text().into_owned());
    let minors = (0..here.segment(1).as_u64().unwrap_or_default()).map(|minor| format!("3.{minor}"));
    let mut pythons: Vec<Version> = minors.chain(named).filter_map(|text| text.parse().ok()).collect();
    pythons.sort();
    pythons.dedup();
    let runs = |python: &&Version| ranges.iter().any(|range| range.contains(python, Prereleases::Allow));
    let later = pythons.iter().filter(|python| *python > here);
    let earlier = pythons.iter().rev().filter(|python| *python < here);
    later.filter(runs).chain(earlier.filter(runs)).take(MOST_PYTHONS).find_map(|python| {
        let text = python.to_string();
        let target = Target::from_parts(text.parse().ok()?, asked.platform());
        let changed = Request { environment: target.environment(), wheels: Some(target), ..request.clone() };
        Some((has_solution(facts, &changed, control)?, format!("`--python-version {text}`")))
    })
}
