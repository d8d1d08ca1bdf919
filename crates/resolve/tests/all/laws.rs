//! Laws of the Python resolver and of explanations, over random problems.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use haggle_resolve::python::{
    Explanation, PremiseKind, RepairAction, Request, ResolveOutcome, SharedSets, Solution, SourceLocation,
    resolve, solve_sharing,
};
use haggle_spec::release::{MissingFact, PackageFacts, Release, ReleaseFacts, ReleaseId, ReleaseMetadata};
use haggle_spec::{MarkerEnvironment, PackageName, Platform, Requirement};
use haggle_testkit::resolver::{Answer, Problem, Ranges, Shape, first_solution, problem};

const SEEDS: u64 = 1_000;

fn requirement(package: usize, ranges: &Ranges) -> Requirement {
    let mut text = format!("p{package:02}");
    match ranges.as_slice() {
        [] => text.push_str("<0"),
        [(from, to), rest @ ..] => {
            let end = rest.last().map_or(*to, |(_, end)| *end);
            write!(text, ">={from},<{end}").unwrap();
            let mut hole = *to;
            for (next, to) in rest {
                (hole..*next).for_each(|version| write!(text, ",!={version}").unwrap());
                hole = *to;
            }
        }
    }
    text.parse().unwrap()
}

fn name(package: usize) -> PackageName {
    PackageName::new(&format!("p{package:02}")).unwrap()
}

fn lower(problem: &Problem) -> (ReleaseFacts, Request) {
    let mut facts = ReleaseFacts::default();
    for (package, versions) in problem.edges.iter().enumerate() {
        let releases = (0u32..).zip(versions).map(|(version, edges)| {
            let requirements = edges.iter().map(|(target, ranges)| requirement(*target, ranges)).collect();
            let metadata = ReleaseMetadata::Known { requirements, provides_extra: Vec::new() };
            (version.to_string().parse().unwrap(), Release { metadata, ..Release::default() })
        });
        facts.packages.insert(name(package), PackageFacts::Releases(releases.collect()));
    }
    let mut request = Request::new(MarkerEnvironment::new("3.12.0", Platform::Linux));
    for (line, (package, ranges)) in (1..).zip(&problem.roots) {
        request =
            request.require(requirement(*package, ranges), SourceLocation::new("requirements.txt", line));
    }
    for (line, (package, ranges)) in (1..).zip(&problem.limits) {
        request =
            request.constrain(requirement(*package, ranges), SourceLocation::new("constraints.txt", line));
    }
    (facts, request)
}

fn pins(solution: &Solution) -> BTreeMap<String, String> {
    solution.pins.iter().map(|(name, pin)| (name.to_string(), pin.version.to_string())).collect()
}

/// The answer of all facts, and a check that the oracle gives the same.
fn answer(problem: &Problem) -> Result<BTreeMap<String, String>, Box<Explanation>> {
    let (facts, request) = lower(problem);
    match (resolve(&facts, &request), first_solution(problem, 2_000_000)) {
        (ResolveOutcome::Solved(solution), Answer::Solution(expected)) => {
            let expected: BTreeMap<String, String> = expected
                .iter()
                .map(|(package, version)| (name(*package).to_string(), version.to_string()))
                .collect();
            assert_eq!(pins(&solution), expected, "{}", problem.name);
            Ok(expected)
        }
        (ResolveOutcome::Unsolvable(explanation), Answer::NoSolution) => Err(explanation),
        (outcome, answer) => panic!("{}: {outcome:?} but {answer:?}", problem.name),
    }
}

fn each(shapes: &[Shape], mut check: impl FnMut(&Problem)) {
    for shape in shapes {
        (0..SEEDS).for_each(|seed| check(&problem(*shape, seed)));
    }
}

#[test]
fn the_order_of_lines_and_unreachable_facts_change_nothing() {
    each(&[Shape::Registry, Shape::Tangled, Shape::Limited], |problem| {
        let expected = answer(problem);
        let (mut facts, mut request) = lower(problem);
        request.requirements.reverse();
        request.constraints.reverse();
        facts
            .packages
            .insert(PackageName::new("elsewhere").unwrap(), PackageFacts::Releases(BTreeMap::new()));
        match (resolve(&facts, &request), expected) {
            (ResolveOutcome::Solved(solution), Ok(expected)) => assert_eq!(pins(&solution), expected),
            (ResolveOutcome::Unsolvable(explanation), Err(expected)) => {
                assert_eq!(explanation.repairs.len(), expected.repairs.len());
            }
            (outcome, expected) => panic!("{outcome:?} but {expected:?}"),
        }
    });
}

/// Gives what is missing, and nothing else.
fn fetch(missing: &[MissingFact], all: &ReleaseFacts, known: &mut ReleaseFacts) {
    for fact in missing {
        match fact {
            MissingFact::Versions(name) => {
                let PackageFacts::Releases(releases) = &all.packages[name] else { unreachable!() };
                let bare = releases.keys().map(|version| (version.clone(), Release::default())).collect();
                assert_eq!(
                    known.packages.insert(name.clone(), PackageFacts::Releases(bare)),
                    None,
                    "asked twice"
                );
            }
            MissingFact::FileMetadata(..) => panic!("no release has variants here"),
            MissingFact::Metadata(ReleaseId { name, version }) => {
                let PackageFacts::Releases(releases) = &all.packages[name] else { unreachable!() };
                let Some(PackageFacts::Releases(known)) = known.packages.get_mut(name) else {
                    unreachable!()
                };
                let release = known.get_mut(version).unwrap();
                assert_eq!(release.metadata, ReleaseMetadata::Unfetched, "asked twice");
                *release = releases[version].clone();
            }
        }
    }
}

#[test]
fn asking_for_what_is_missing_ends_with_the_answer_of_all_facts() {
    each(&[Shape::Registry, Shape::Tangled, Shape::Limited, Shape::Pinned], |problem| {
        let (all, request) = lower(problem);
        let mut known = ReleaseFacts::default();
        let shared = SharedSets::default();
        loop {
            let outcome = resolve(&known, &request);
            match (&outcome, solve_sharing(&known, &request, &shared)) {
                (ResolveOutcome::Unsolvable(_), ResolveOutcome::Unsolvable(_)) => {}
                (_, again) => assert_eq!(again, outcome, "what earlier searches found out changes nothing"),
            }
            match outcome {
                ResolveOutcome::Missing(missing) => {
                    assert!(!missing.is_empty());
                    fetch(&missing, &all, &mut known);
                }
                ResolveOutcome::Solved(solution) => {
                    assert_eq!(answer(problem).map(|pins| pins.len()).ok(), Some(solution.pins.len()));
                    assert_eq!(answer(problem).unwrap(), pins(&solution));
                    break;
                }
                ResolveOutcome::Unsolvable(_) => {
                    assert!(answer(problem).is_err(), "no solution is final");
                    break;
                }
                ResolveOutcome::Stopped(stop) => panic!("{stop:?}"),
            }
        }
    });
}

/// The request with only the lines that `keeps` lets through.
fn part(request: &Request, keeps: impl Fn(&PremiseKind) -> bool) -> Request {
    let mut part = Request::new(request.environment.clone());
    for (position, root) in request.requirements.iter().enumerate() {
        let bare = root.requirement.clone().with_specifiers(haggle_spec::SpecifierSet::new());
        if keeps(&PremiseKind::Bound(position)) && keeps(&PremiseKind::Requirement(position)) {
            part = part.require(root.requirement.clone(), root.source.clone());
        } else if keeps(&PremiseKind::Requirement(position)) {
            part = part.require(bare, root.source.clone());
        } else if keeps(&PremiseKind::Bound(position)) {
            part = part.constrain(root.requirement.clone(), root.source.clone());
        }
    }
    for (position, constraint) in request.constraints.iter().enumerate() {
        if keeps(&PremiseKind::Constraint(position)) {
            part = part.constrain(constraint.requirement.clone(), constraint.source.clone());
        }
    }
    part
}

#[test]
fn a_conflict_is_minimal_and_every_repair_repairs() {
    let mut n_conflicts = 0;
    each(&[Shape::Registry, Shape::Tangled, Shape::Limited, Shape::Pinned], |problem| {
        let Err(explanation) = answer(problem) else { return };
        n_conflicts += 1;
        let (facts, request) = lower(problem);
        let conflict: BTreeSet<PremiseKind> =
            explanation.conflict.iter().map(|premise| premise.kind.clone()).collect();
        let alone = part(&request, |kind| conflict.contains(kind));
        assert!(
            matches!(resolve(&facts, &alone), ResolveOutcome::Unsolvable(_)),
            "{}: {explanation}",
            problem.name
        );
        // That the index has no release of a package is nothing that a request could leave out.
        for premise in conflict.iter().filter(|kind| !matches!(kind, PremiseKind::Unavailable(_))) {
            let without = part(&request, |kind| conflict.contains(kind) && kind != premise);
            assert!(
                matches!(resolve(&facts, &without), ResolveOutcome::Solved(_)),
                "{}: {premise:?}",
                problem.name
            );
        }
        assert!(explanation.repairs_are_complete || explanation.repairs.is_empty());
        for repair in &explanation.repairs {
            let mut changed = request.clone();
            let mut gone = BTreeSet::new();
            for edit in &repair.edits {
                let line = match &edit.action {
                    RepairAction::Relax(position) | RepairAction::Drop(position) => {
                        &mut changed.requirements[*position]
                    }
                    RepairAction::Unpin(position) => &mut changed.constraints[*position],
                    RepairAction::Allow { .. } => panic!("no policy rules anything out here"),
                };
                match &edit.after {
                    Some(after) => line.requirement = after.parse().unwrap(),
                    None => {
                        gone.insert(line.source.clone());
                    }
                }
            }
            changed.requirements.retain(|line| !gone.contains(&line.source));
            changed.constraints.retain(|line| !gone.contains(&line.source));
            let outcome = resolve(&facts, &changed);
            assert!(matches!(outcome, ResolveOutcome::Solved(_)), "{}: {:?}", problem.name, repair.edits);
        }
    });
    assert!(n_conflicts > 500, "{n_conflicts} conflicts");
}
