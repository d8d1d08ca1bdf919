//! Answers as JSON: the form that the command line prints, too.

#![cfg(all(feature = "serde", feature = "python"))]

use haggle_resolve::python::{
    Environments, ForkStrategy, Request, SourceLocation, UniversalOutcome, resolve, resolve_environments,
};
use haggle_spec::release::{PackageFacts, Release, ReleaseFacts, ReleaseMetadata};
use haggle_spec::{MarkerEnvironment, PackageName, Platform};
use serde_json::{Value, json};

/// The releases of packages with what each requires.
fn facts(releases: &[(&str, &str, &[&str])]) -> ReleaseFacts {
    let mut facts = ReleaseFacts::default();
    for (name, version, requirements) in releases {
        let requirements = requirements.iter().map(|text| text.parse().unwrap()).collect();
        let metadata = ReleaseMetadata::Known { requirements, provides_extra: vec!["x".parse().unwrap()] };
        let package = facts
            .packages
            .entry(PackageName::new(name).unwrap())
            .or_insert_with(|| PackageFacts::Releases([].into()));
        if let PackageFacts::Releases(known) = package {
            known.insert(version.parse().unwrap(), Release { metadata, ..Release::default() });
        }
    }
    facts
}

fn request(lines: &[&str]) -> Request {
    let request = Request::new(MarkerEnvironment::new("3.12.4", Platform::Linux));
    lines.iter().zip(1..).fold(request, |request, (line, number)| {
        request.require(line.parse().unwrap(), SourceLocation::new("a.in", number))
    })
}

#[test]
fn a_solution_has_pins_with_who_requires_them() {
    let facts = facts(&[("a", "1", &["b>=1; extra == 'x'"]), ("b", "1", &[])]);
    let request = request(&["a[x]", "b @ https://host/b.whl"]);
    let value = serde_json::to_value(resolve(&facts, &request)).unwrap();
    let expected = json!({"solved": {
        "complete": false,
        "pins": [
            {"name": "a", "version": "1", "extras": ["x"], "requirements_known": true,
             "via": [{"requirement": "a[x]", "file": "a.in", "line": 1}]},
            {"name": "b", "version": "1", "requirements_known": true, "via": [
                {"requirement": "b @ https://host/b.whl", "file": "a.in", "line": 2},
                {"requirement": "b>=1; extra == \"x\"", "package": "a", "extra": "x"},
            ]},
        ],
        "warnings": ["the URL of `b @ https://host/b.whl` was not followed: any version was taken"],
    }});
    assert_eq!(value, expected);
}

#[test]
fn an_explanation_has_places_edits_and_the_proof() {
    let facts = facts(&[("a", "1", &["b<2"]), ("b", "1", &[]), ("b", "2", &[])]);
    let value = serde_json::to_value(resolve(&facts, &request(&["a", "b>=2"]))).unwrap();
    let explanation = &value["unsolvable"];
    assert_eq!(
        explanation["conflict"][1],
        json!({"kind": {"bound": 1}, "text": "b>=2", "file": "a.in", "line": 2})
    );
    let edits = explanation["repairs"].as_array().unwrap();
    let widened = json!([{"file": "a.in", "line": 2, "before": "b>=2", "after": "b", "action": {"relax": 1}, "is_known": true}]);
    assert!(edits.contains(&widened), "{edits:?}");
    let last = explanation["derivation"].as_array().unwrap().last().unwrap();
    assert_eq!(last["terms"], json!([]));
    assert!(last["reason"]["steps"].is_array());
}

#[test]
fn a_difference_lists_packages() {
    let of =
        |facts: &ReleaseFacts, lines: &[&str]| match resolve(facts, &request(lines)).into_resolved().unwrap()
        {
            haggle_resolve::python::Resolved::Solved(solution) => solution,
            other => panic!("{other:?}"),
        };
    let facts = facts(&[("a", "1", &[]), ("a", "2", &[]), ("b", "1", &[]), ("c", "1", &[])]);
    let value = serde_json::to_value(of(&facts, &["a<2", "b"]).difference(&of(&facts, &["a", "c"]))).unwrap();
    let expected = json!({
        "added": [{"name": "c", "version": "1"}],
        "removed": [{"name": "b", "version": "1"}],
        "changed": [{"name": "a", "before": "1", "after": "2"}],
    });
    assert_eq!(value, expected);
}

#[test]
fn a_universal_solution_has_markers() {
    let facts = facts(&[("a", "1", &["b; sys_platform == 'win32'"]), ("b", "1", &[])]);
    let environments = Environments::pythons(">=3.12".parse().unwrap());
    let outcome =
        resolve_environments(&facts, &request(&["a"]), &environments, ForkStrategy::RequiresPython, None);
    let UniversalOutcome::Solved(solution) = outcome else { panic!("it has a solution") };
    let value = serde_json::to_value(&solution).unwrap();
    let without: Vec<&Value> =
        value["pins"].as_array().unwrap().iter().filter(|pin| pin.get("marker").is_none()).collect();
    assert_eq!(without.len(), 1, "{value}");
    assert_eq!(value["pins"][1]["marker"], "sys_platform == \"win32\"");
    assert_eq!((&value["complete"], &value["held_back"]), (&json!(true), &json!([])));
}
