//! `what-broke` tells which releases moved under a project, by recorded facts.

#[allow(dead_code, reason = "the demo is read where it is")]
use crate::schemas;

use std::path::Path;

use crate::copied::said;
use serde_json::Value;

const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/demo/glance/snapshot.json");

fn folder(requirements: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("app")).unwrap();
    std::fs::write(folder.path().join("app/requirements.txt"), requirements).unwrap();
    folder
}

fn found(folder: &Path, more: &[&str]) -> (Option<i32>, Value, String) {
    let mut arguments = vec!["what-broke", "app", "--snapshot", SNAPSHOT, "--format", "json"];
    arguments.extend(more);
    let said = said(folder, &arguments, "");
    let document = serde_json::from_str(&said.out).unwrap_or(Value::Null);
    if !said.out.is_empty() {
        schemas::holds("what-broke", &document);
    }
    (said.code, document, said.err)
}

#[test]
fn releases_that_moved_are_named_with_the_way_to_them() {
    let folder = folder("WebOb>=1.8\noslo.config>=9\n");
    let (code, document, error) = found(folder.path(), &["--since", "2020-01-01"]);
    assert_eq!(code, Some(1), "{error}");
    let releases = document["releases"].as_array().unwrap();
    let of = |name: &str| releases.iter().find(|release| release["name"] == name);
    let direct = of("oslo-config").unwrap();
    assert_eq!(direct["through"], serde_json::json!(["oslo-config"]));
    let second = releases.iter().find(|release| release["through"].as_array().unwrap().len() > 1).unwrap();
    assert_eq!(second["through"].as_array().unwrap().last(), Some(&second["name"]));
    // The likely ones first, and the newest first among equals.
    let key = |release: &Value| {
        let rank = ["likely", "possible", "unlikely"]
            .iter()
            .position(|word| release["likelihood"] == *word)
            .unwrap();
        (rank, std::cmp::Reverse(release["uploaded"].as_str().map(str::to_owned)))
    };
    assert!(releases.windows(2).all(|pair| key(&pair[0]) <= key(&pair[1])), "{releases:?}");
    let (code, document, error) = found(folder.path(), &["--since", "2026-11-27"]);
    assert_eq!((code, document["releases"].as_array().map(Vec::len)), (Some(0), Some(0)), "{error}");
}

#[test]
fn constraints_keep_what_they_pin() {
    let folder = folder("oslo.config>=9\n");
    let (_, free, _) = found(folder.path(), &["--since", "2020-01-01"]);
    std::fs::write(folder.path().join("pins.txt"), "oslo.config<0.1\n").unwrap();
    let (code, _, error) = found(folder.path(), &["--since", "2020-01-01", "-c", "pins.txt"]);
    assert!(free["releases"].as_array().is_some_and(|releases| !releases.is_empty()));
    assert_eq!(code, Some(2));
    assert!(error.starts_with("error: today nothing can be installed for `app`"), "{error}");
}

#[test]
fn misuse_is_told() {
    let folder = folder("six\n");
    for (arguments, expected) in [
        (
            vec!["what-broke", "nowhere", "--since", "2026-01-01"],
            "`nowhere` is neither a project of the family nor a folder",
        ),
        (vec!["what-broke", "app", "--since", "2026-01-01"], "nobody has said where releases are known from"),
        (vec!["what-broke", "app", "--since", "yesterday"], "yesterday"),
    ] {
        let said = said(folder.path(), &arguments, "");
        assert_eq!(said.code, Some(2), "{arguments:?}");
        assert!(said.err.contains(expected), "{expected} is not in:\n{}", said.err);
    }
}
