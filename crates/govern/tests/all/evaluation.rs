//! What an evaluation knows: what nobody has looked at is unknown in every fact and veto that rests on it.

use haggle_govern::data::{AdoptionEvidence, Catalogue, Manifest, Values};
use haggle_govern::evaluation::{EvaluationInputs, FeatureReport, Placing, SnapshotReport, evaluate};
use haggle_govern::family::{ProjectFiles, SharedFiles};
use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::release::{DistributionFile, PackageFacts, Release, ReleaseFacts, ReleaseMetadata};
use haggle_tradeoff::{Options, Quantity, VetoVerdict};

use crate::family::MANIFEST;

const CATALOGUE: &str = r#"
schema = 1
evidence = "made up"
[[requirement]]
id = "xattr"
kind = "python"
project = "org/store"
requirement = "xattr>=1"
placement = "documented"
imports = [{ module = "xattr", site = "a.py:1", guarded = true, evidence = "seen" }]
licence = "MIT"
[[requirement]]
id = "tool"
kind = "program"
project = "org/store"
bindep = ["tool"]
placement = "bindep"
runs = [{ program = "tool", site = "b.py:2", evidence = "seen" }]
[[feature]]
id = "cache"
title = "Cache"
project = "org/store"
requires = ["xattr"]
places = ["xattr"]
[[feature]]
id = "convert"
title = "Convert"
project = "org/store"
requires = ["tool"]
places = ["tool"]
"#;

const VALUES: &str = r#"
schema = 1
tolerance = 0.02
[[criterion]]
measure = "feature-lost"
worst = 100
best = 0
[[criterion]]
measure = "broken-environments"
worst = 4
best = 0
[[stakeholder]]
id = "operators"
name = "operators"
weights = { feature-lost = [80, 100], broken-environments = [40, 60] }
"#;

fn releases(names: &[&str]) -> ReleaseFacts {
    let mut facts = ReleaseFacts::default();
    for name in names {
        let release = Release {
            uploaded: Some("2025-01-01T00:00:00Z".to_owned()),
            files: vec![DistributionFile::from_filename("x-1.0-py3-none-any.whl").unwrap().2],
            metadata: ReleaseMetadata::Known { requirements: Vec::new(), provides_extra: Vec::new() },
            ..Release::default()
        };
        let releases = [("1.0".parse().unwrap(), release)].into_iter().collect();
        facts.packages.insert(name.parse().unwrap(), PackageFacts::Releases(releases));
    }
    facts
}

/// The family with a second environment, and with a process that takes changes.
fn family() -> String {
    let windows = "[[environment]]\nid = \"windows\"\npython = \"3.12\"\nplatform = \"windows\"\n";
    let process = "[process]\nfrozen = false\nstable = false\n";
    MANIFEST.replace("[licences]", &format!("{windows}{process}[licences]"))
}

fn report(edits: &[(&str, &str)], feature: &str, releases: &ReleaseFacts) -> FeatureReport {
    let family = family();
    let edit = |text: &str| edits.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    for (from, _) in edits {
        assert!(family.contains(from) || CATALOGUE.contains(from), "`{from}` is nowhere");
    }
    let manifest = Manifest::read(&edit(&family)).unwrap();
    let catalogue = Catalogue::read(&edit(CATALOGUE), &manifest).unwrap();
    let adoption = AdoptionEvidence::read("schema = 1", &catalogue).unwrap();
    let values = Values::read(VALUES).unwrap();
    let (shared, _) = SharedFiles::parse(b"xattr\n", b"xattr===1.0\n", b"");
    let projects = [ProjectFiles {
        name: "org/store".parse().unwrap(),
        requirements: RequirementsFile::parse("").0,
        requirements_path: "store/requirements.txt".to_owned(),
        test_requirements: None,
    }];
    let inputs = EvaluationInputs {
        manifest: &manifest,
        catalogue: &catalogue,
        adoption: &adoption,
        values: &values,
        shared: &shared,
        projects: &projects,
        history: None,
        releases,
        snapshot: SnapshotReport { source: "made up".to_owned(), recorded: "2026-01-01".parse().unwrap() },
        advisories: None,
        decisions: &[],
        options: Options { samples: 200, seed: 1 },
    };
    let feature = catalogue.feature(feature).unwrap();
    evaluate(&inputs, &[feature]).unwrap().features.remove(0)
}

/// The verdict of a veto after edits to the family's files; none where there is no such veto.
#[track_caller]
fn check_veto(edits: &[(&str, &str)], feature: &str, id: &str, expected: Option<VetoVerdict>) {
    let report = report(edits, feature, &releases(&["xattr"]));
    let Placing::Requirements { record, .. } = &report.placing else { panic!("nothing is placed") };
    let veto = record.problem().vetoes.iter().find(|veto| veto.id == id);
    assert_eq!(veto.map(|veto| veto.verdict), expected, "{id} after {edits:?}: {veto:?}");
}

const IMPORTS: &str =
    "imports = [{ module = \"xattr\", site = \"a.py:1\", guarded = true, evidence = \"seen\" }]\n";
const REMOVED: (&str, &str) = (IMPORTS, "removed = { commit = \"abc\", date = \"2024-05-02\" }\n");

#[test]
fn a_veto_passes_only_on_what_is_known() {
    use VetoVerdict::{Fail, Pass, Unknown};
    for (edits, id, expected) in [
        (vec![], "used", Some(Pass)),
        (vec![(IMPORTS, "")], "used", Some(Unknown)),
        (vec![(IMPORTS, "imports = []\n")], "used", Some(Unknown)),
        (vec![(IMPORTS, "imports = []\nruns = []\n")], "used", Some(Fail)),
        (vec![REMOVED], "used", Some(Fail)),
        (vec![], "guarded", Some(Pass)),
        (vec![("guarded = true", "guarded = false")], "guarded", Some(Fail)),
        (vec![(IMPORTS, "")], "guarded", Some(Unknown)),
        (vec![(IMPORTS, "imports = []\nruns = []\n")], "guarded", None),
        (vec![], "licence", Some(Pass)),
        (vec![("licence = \"MIT\"\n", "")], "licence", Some(Unknown)),
        (vec![("[licences]\nallowed = [\"MIT\"]\n", "")], "licence", Some(Unknown)),
        (vec![("allowed = [\"MIT\"]", "allowed = []")], "licence", Some(Fail)),
        (vec![], "process", Some(Pass)),
        (vec![("frozen = false\n", "")], "process", Some(Unknown)),
        (vec![("frozen = false\n", ""), ("stable = false", "stable = true")], "process", Some(Fail)),
        (vec![], "artefact", Some(Pass)),
        (vec![("xattr>=1", "xattr>=2")], "artefact", Some(Fail)),
        (vec![("\"xattr>=1\"", "\"pyxattr\"")], "artefact", Some(Unknown)),
        (vec![REMOVED], "artefact", None),
    ] {
        check_veto(&edits, "cache", id, expected);
    }
}

/// The catalogue's platforms: an environment there fails, unless a marker excludes it.
#[test]
fn a_platform_on_which_it_does_not_work_needs_a_marker() {
    use VetoVerdict::{Fail, Pass};
    let excluded = |platforms: &str| format!("licence = \"MIT\"\nplatforms = {{ excluded = {platforms} }}\n");
    let marker = ("xattr>=1", "xattr>=1;sys_platform!='win32'");
    let windows = excluded("[\"win32\"]");
    let both = excluded("[\"win32\", \"linux\"]");
    let macos = excluded("[\"darwin\"]");
    for (edits, expected) in [
        (vec![("licence = \"MIT\"\n", windows.as_str())], Fail),
        (vec![("licence = \"MIT\"\n", windows.as_str()), marker], Pass),
        (vec![("licence = \"MIT\"\n", both.as_str()), marker], Fail),
        (vec![("licence = \"MIT\"\n", macos.as_str())], Pass),
    ] {
        check_veto(&edits, "cache", "artefact", Some(expected));
    }
    let program = ("bindep = [\"tool\"]", "bindep = [\"tool\"]\nplatforms = { excluded = [\"win32\"] }");
    check_veto(&[program], "convert", "artefact", Some(Fail));
    check_veto(&[], "convert", "artefact", None);
}

#[track_caller]
fn check_fact(edits: &[(&str, &str)], feature: &str, id: &str, expected: Quantity, source: &str) {
    let report = report(edits, feature, &releases(&["xattr"]));
    let Placing::Requirements { record, .. } = &report.placing else { panic!("nothing is placed") };
    let fact = record.problem().facts.iter().find(|fact| fact.id == id).unwrap();
    assert_eq!((fact.quantity, fact.source.as_str()), (expected, source), "{id} after {edits:?}");
}

#[test]
fn a_fact_that_rests_on_something_unknown_is_missing() {
    use Quantity::{Missing, Point};
    check_fact(&[], "cache", "unguarded", Point(0.0), "made up");
    check_fact(
        &[(IMPORTS, "")],
        "cache",
        "unguarded",
        Missing,
        "nobody has recorded where the code imports it",
    );
    check_fact(&[], "cache", "broken", Point(0.0), "made up");
    check_fact(&[REMOVED], "cache", "broken", Missing, "what no code uses is not resolved");
    check_fact(&[REMOVED], "cache", "carried", Missing, "what no code uses is not resolved");
    check_fact(&[], "convert", "broken", Missing, "programs and system packages are not resolved");
    check_fact(
        &[("\"xattr>=1\"", "\"pyxattr\"")],
        "cache",
        "carried",
        Missing,
        "nothing was solved on linux",
    );
}

#[test]
fn what_it_brings_is_unknown_where_nothing_was_solved() {
    let facts = releases(&["xattr"]);
    let brings = report(&[], "cache", &facts).brings();
    let brings: Vec<String> = brings.value().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(brings, ["xattr==1.0"]);
    let unsolved = report(&[("\"xattr>=1\"", "\"pyxattr\"")], "cache", &facts).brings();
    assert_eq!(unsolved.because(), Some("nothing was solved on linux"));
    assert!(report(&[], "convert", &facts).brings().value().is_none());
}
