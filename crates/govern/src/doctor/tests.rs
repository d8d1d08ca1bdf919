//! An examination on a small family.

use std::collections::BTreeMap;

use haggle_spec::{MarkerEnvironment, PackageName, Platform};

use super::*;
use crate::data::{Catalogue, Manifest};
use crate::known::Known;

const MANIFEST: &str = r#"
schema = 1
[family]
name = "f"
title = "F"
as-of = "2026-01-01"
[requirements]
project = "o/requirements"
branch = "master"
path = "requirements"
global = "global-requirements.txt"
constraints = "upper-constraints.txt"
[[project]]
name = "o/app"
distribution = "app"
release = "1.0"
branch = "master"
path = "app"
requirements = "requirements.txt"
[[environment]]
id = "cp312"
python = "3.12"
platform = "linux"
[licences]
allowed = ["MIT"]
[review]
url = "https://localhost"
topic = "t"
owner = "o"
[process]
frozen = false
stable = false
[data]
features = "features.toml"
adoption = "adoption.toml"
stakeholders = "stakeholders.toml"
"#;

/// A catalogue with one feature, `f`, that needs one requirement with these fields.
fn catalogue(fields: &str) -> (Manifest, Catalogue) {
    let manifest = Manifest::read(MANIFEST).unwrap_or_else(|errors| panic!("{errors}"));
    let text = format!(
        "schema = 1\nevidence = \"read\"\n[[requirement]]\nid = \"r\"\nproject = \"o/app\"\n{fields}\n\
         [[feature]]\nid = \"f\"\ntitle = \"F\"\nproject = \"o/app\"\nrequires = [\"r\"]\n"
    );
    let catalogue = Catalogue::read(&text, &manifest).unwrap_or_else(|errors| panic!("{errors}\n{text}"));
    (manifest, catalogue)
}

fn machine(installed: &[(&str, &str)], programs: &[(&str, Option<&str>)]) -> Machine {
    let name = |name: &str| PackageName::new(name).expect("a name");
    Machine {
        platform: Some(Platform::Linux),
        distributions: vec!["ubuntu".to_owned(), "debian".to_owned()],
        python: Known::fact(
            InstalledPython {
                program: "python3".to_owned(),
                environment: MarkerEnvironment::new("3.12.4", Platform::Linux),
                distributions: installed.iter().map(|(n, v)| (name(n), (*v).to_owned())).collect(),
                is_externally_managed: false,
            },
            "python3",
            None,
        ),
        programs: programs
            .iter()
            .map(|(name, version)| {
                ((*name).to_owned(), Known::fact(version.map(str::to_owned), "PATH", None))
            })
            .collect(),
        packages: BTreeMap::from([(
            "libzstd1".to_owned(),
            Known::fact(Some("1.5.4".to_owned()), "dpkg", None),
        )]),
    }
}

#[track_caller]
fn check(fields: &str, machine: &Machine, state: &RequirementState, of_feature: FeatureState) {
    let (manifest, catalogue) = catalogue(fields);
    let health = examine(&manifest, &catalogue, &catalogue.features, machine);
    assert_eq!(health.len(), 1);
    assert_eq!(health[0].requirements[0].state, *state, "{fields}");
    assert_eq!(health[0].state, of_feature, "{fields}");
    let asks = !health[0].requirements[0].remedies.is_empty();
    let may_ask = matches!(of_feature, FeatureState::NotReady | FeatureState::Unknown);
    assert!(may_ask || !asks, "nothing is to be done: {:?}", health[0].requirements[0].remedies);
}

const XATTR: &str =
    "kind = \"python\"\nplacement = \"documented\"\nrequirement = \"xattr>=0.9.2;python_version>='3.8'\"";

#[test]
fn a_distribution_is_there_in_a_version_that_is_allowed() {
    let present = |version: &str| RequirementState::Present { version: Some(version.to_owned()) };
    for (installed, state, of_feature) in [
        (vec![("xattr", "1.3.0")], present("1.3.0"), FeatureState::Ready),
        (vec![("xattr", "1.3.0rc1")], present("1.3.0rc1"), FeatureState::Ready),
        (
            vec![("xattr", "0.9.1")],
            RequirementState::OtherVersion { version: "0.9.1".to_owned(), wanted: ">=0.9.2".to_owned() },
            FeatureState::NotReady,
        ),
        (
            vec![("xattr", "unreadable")],
            RequirementState::OtherVersion { version: "unreadable".to_owned(), wanted: ">=0.9.2".to_owned() },
            FeatureState::NotReady,
        ),
        (vec![("pyxattr", "1.0")], RequirementState::Missing, FeatureState::NotReady),
    ] {
        check(XATTR, &machine(&installed, &[]), &state, of_feature);
    }
}

#[test]
fn a_marker_a_removal_and_a_platform_decide_before_anybody_looks() {
    let none = machine(&[], &[]);
    check(
        "kind = \"python\"\nplacement = \"core\"\nrequirement = \"tomli;python_version<'3.11'\"",
        &none,
        &RequirementState::NotNeeded { because: "only where python_version < \"3.11\"".to_owned() },
        FeatureState::Ready,
    );
    check(
        &format!("{XATTR}\nplatforms = {{ excluded = [\"linux\"], reason = \"No.\" }}"),
        &none,
        &RequirementState::Impossible { because: "No.".to_owned() },
        FeatureState::Impossible,
    );
    check(
        &format!("{XATTR}\nplatforms = {{ excluded = [\"win32\"] }}"),
        &none,
        &RequirementState::Missing,
        FeatureState::NotReady,
    );
    check(
        &format!("{XATTR}\nremoved = {{ commit = \"abc\", date = \"2025-01-02\" }}"),
        &none,
        &RequirementState::NotNeeded { because: "the last use went in abc on 2025-01-02".to_owned() },
        FeatureState::Ready,
    );
    check(
        "kind = \"service\"\nplacement = \"documented\"",
        &none,
        &RequirementState::Elsewhere,
        FeatureState::Ready,
    );
}

#[test]
fn programs_and_packages_are_asked_for_by_the_names_of_this_system() {
    let runs = "kind = \"program\"\nplacement = \"bindep\"\nruns = [{ program = \"qemu-img\", site = \"a.py:1\", evidence = \"e\" }]";
    let zstd = "kind = \"system-package\"\nplacement = \"bindep\"\nbindep = [\"libzstd1 [platform:dpkg test]\", \"libzstd [platform:rpm]\"]";
    let (_, of_runs) = catalogue(runs);
    let (_, of_zstd) = catalogue(zstd);
    let system = ["ubuntu".to_owned(), "debian".to_owned()];
    let asked = questions(&of_runs, &of_runs.features, &system);
    assert_eq!((asked.programs, asked.packages.len()), (["qemu-img".to_owned()].into(), 0));
    let asked = questions(&of_zstd, &of_zstd.features, &system);
    assert_eq!((asked.programs.len(), asked.packages), (0, ["libzstd1".to_owned()].into()));

    let version = |text: &str| RequirementState::Present { version: Some(text.to_owned()) };
    check(runs, &machine(&[], &[("qemu-img", Some("7.2"))]), &version("7.2"), FeatureState::Ready);
    check(
        runs,
        &machine(&[], &[("qemu-img", Some(""))]),
        &RequirementState::Present { version: None },
        FeatureState::Ready,
    );
    check(runs, &machine(&[], &[("qemu-img", None)]), &RequirementState::Missing, FeatureState::NotReady);
    check(
        runs,
        &machine(&[], &[]),
        &RequirementState::Unknown { because: "nobody looked for it".to_owned() },
        FeatureState::Unknown,
    );
    check(zstd, &machine(&[], &[]), &version("1.5.4"), FeatureState::Ready);
}

#[test]
fn the_way_to_set_it_up_depends_on_who_manages_python() {
    let fields = format!("{XATTR}\nnames = {{ debian = \"python3-xattr\" }}\ndocumentation = \"page\"");
    let (manifest, catalogue) = catalogue(&fields);
    let packages = Remedy::Packages {
        manager: Some(PackageManager::AptGet),
        packages: vec!["python3-xattr".to_owned()],
    };
    let line = Remedy::Distribution { line: "xattr>=0.9.2".to_owned() };
    let page = Remedy::Page { address: "page".to_owned() };
    for (is_managed, expected) in [(false, [&line, &packages, &page]), (true, [&packages, &line, &page])] {
        let mut machine = machine(&[], &[]);
        if let Known::Fact { value, .. } = &mut machine.python {
            value.is_externally_managed = is_managed;
        }
        let health = examine(&manifest, &catalogue, &catalogue.features, &machine);
        let found: Vec<&Remedy> = health[0].requirements[0].remedies.iter().collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn an_extra_is_asked_for_by_the_projects_name() {
    let fields = "kind = \"python\"\nplacement = \"extra\"\nextra = \"s3\"\nrequirement = \"boto3>=1\"";
    let (manifest, catalogue) = catalogue(fields);
    let health = examine(&manifest, &catalogue, &catalogue.features, &machine(&[], &[]));
    assert_eq!(health[0].requirements[0].remedies, [Remedy::Distribution { line: "app[s3]".to_owned() }]);
}
