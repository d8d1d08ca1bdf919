//! What serialises, as JSON, and read back where that is possible.

#![cfg(feature = "serde")]

use std::fmt::Debug;

use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::release::DistributionFile;
use haggle_spec::{MarkerEnvironment, MarkerVariable, Platform, SpecifierSet, VersionSet};
use serde::Serialize;
use serde::de::DeserializeOwned;

#[track_caller]
fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, expected: &str) {
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(text, expected);
    assert_eq!(serde_json::from_str::<T>(&text).unwrap(), *value);
}

#[test]
fn a_set_of_versions_is_the_text_that_it_prints() {
    let set: SpecifierSet = ">=1.0,!=1.3.*".parse().unwrap();
    check(&set.to_set(), r#""[1.0, 1.3.dev0) | [1.4.dev0, +inf)""#);
    let error = serde_json::from_str::<VersionSet>("\"1.0\"").unwrap_err();
    assert!(error.to_string().starts_with("`1.0` is not a set of versions: write a stretch as"), "{error}");
}

#[test]
fn an_environment_is_a_map_of_values() {
    let environment = MarkerEnvironment::new("3.12.4", Platform::Linux)
        .with(MarkerVariable::PlatformRelease, "6.8.0")
        .with_other("colour", "red");
    let value = serde_json::to_value(&environment).unwrap();
    assert_eq!((&value["python_version"], &value["platform_version"]), (&"3.12".into(), &"".into()));
    assert_eq!(serde_json::from_value::<MarkerEnvironment>(value).unwrap(), environment);
    let few: MarkerEnvironment = serde_json::from_str(r#"{"os_name": "nt"}"#).unwrap();
    assert_eq!(few.value(MarkerVariable::OsName), Some("nt"));
    let error = serde_json::from_str::<MarkerEnvironment>(r#"{"extra": "test"}"#).unwrap_err();
    assert_eq!(error.to_string(), "`extra` is not part of an environment");
}

#[test]
fn a_diagnostic_has_its_code_and_its_message() {
    let (_, diagnostics) = RequirementsFile::parse("six => 1\n--colour=red\n");
    let values: Vec<serde_json::Value> =
        diagnostics.iter().map(|found| serde_json::to_value(found).unwrap()).collect();
    assert_eq!(values[0]["code"], "unknown-operator");
    assert_eq!(values[0]["suggestion"]["replacement"], ">=");
    assert_eq!(values[0]["span"]["start"], 4);
    assert_eq!(values[1]["code"], "unknown-option");
    assert_eq!(values[1]["message"], diagnostics[1].message());
    assert!(values[1].get("suggestion").is_none());
}

#[test]
fn a_file_of_a_release_may_have_an_address_and_hashes() {
    let (_, _, mut file) = DistributionFile::from_filename("six-1.17.0.tar.gz").unwrap();
    let plain = r#"{"filename":"six-1.17.0.tar.gz","kind":"sdist","yanked":false,"size":null,"uploaded":null,"requires_python":null}"#;
    check(&file, plain);
    file.url = Some("https://host/six-1.17.0.tar.gz".to_owned());
    file.hashes.insert("sha256".to_owned(), "ab".to_owned());
    let more = r#","url":"https://host/six-1.17.0.tar.gz","hashes":{"sha256":"ab"}}"#;
    check(&file, &plain.replace('}', more));
}
