//! Laws of the linter: it takes any file, its edits fit and repair, and certain ones keep the meaning.

#![cfg(feature = "lint")]

use std::collections::BTreeMap;

use haggle_spec::file::apply_edits;
use haggle_spec::file::constraints::Constraints;
use haggle_spec::file::global::GlobalRequirements;
use haggle_spec::file::pyproject::PyProject;
use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::file::setup_cfg::SetupCfg;
use haggle_spec::lint::{Finding, LintSettings, LintedFile, Linter, RepairClass};
use haggle_spec::{MarkerEnvironment, Platform, VersionSet};
use proptest::prelude::*;

/// Pieces of files, so that random ones reach every rule.
#[rustfmt::skip]
const FRAGMENTS: &[&str] = &[
    "six", "Foo_Bar.baz", ">=1.0", ">=1.0", "<=0.9", "!=1.0", "===1", "~=1.4", "==1.*", ",", " ", "  ", "\n", "\n", "\n", "\r\n", "\\\n", "# c",
    "# haggle: allow(redundant-specifier, x)", "# haggle: allow-file(", "#", ";", " ; ", "os_name=='Windows'", "python_version < '3.9.1'",
    "python_version in '3.8, 3.9'", " and ", " or ", "(", ")", "'a' == \"b\"", "extra == 'é'", "sys_platform != \"x\"", "[a,b]", "[", "]",
    " --hash=sha256:ab", "-e ./x", "git+https://x/y#egg=z ; os_name == 'Linux'", "a @ https://x/y#sha256=1", "--require-hashes\n", "\u{feff}", "\u{e9}",
    "[options]\npython_requires = 3\ninstall_requires =\n  ", "[options.extras_require]\n", "[extras]\na_b =\n  ", "a-b =\n  ", "x = %(y)s\n",
    "[project]\nname = \"six\"\n", "dependencies = [", "\"six[a_b]>=1,>=2\",", "'six',", "]\n", "dynamic = [\"dependencies\"]\n",
    "requires-python = \">=3.8,<4\"\n", "[project.optional-dependencies]\n", "a_b = [\"six[A.b]\"]\n", "A-b = []\n", "[build-system]\n", "requires = [",
    "[dependency-groups]\n", "d = [\"six\", \"six\"]\n",
];

fn files() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(FRAGMENTS), 0..60).prop_map(|pieces| pieces.concat())
}

/// Requirement lines that are read as they are: where rules have something to say about each part.
fn lines() -> impl Strategy<Value = String> {
    let names = prop::sample::select(&["six", "Six", "pbr", "a.b[x]"][..]);
    let specifier = prop::sample::select(
        &[
            ">=1", ">=1.0", ">=2", ">1", "<2", "<=2", "<3.0", "!=1", "!=1.5", "!=1.*", "==1.5", "==1.*",
            "~=1.4", ">=2.0rc1", "===1.5",
        ][..],
    );
    let specifiers = prop::collection::vec(specifier, 0..4).prop_map(|parts| parts.join(","));
    let marker = prop::sample::select(
        &[
            "",
            "; os_name == 'nt'",
            " ; os_name == 'nt' or os_name != 'nt'  # c",
            "; sys_platform == 'Windows'",
            "; python_version > '3.9.1'",
            "; python_version >= '3.8' or python_version < '3.9'",
            "; python_version in '3.11 3.12'",
            "; python_version >= '3.9.'",
        ][..],
    );
    let line = (names, specifiers, marker).prop_map(|(name, rest, marker)| format!("{name}{rest}{marker}\n"));
    prop::collection::vec(line, 1..6).prop_map(|lines| lines.concat())
}

fn findings(text: &str) -> Vec<Finding> {
    let settings = LintSettings::new();
    let (file, _) = RequirementsFile::parse(text);
    Linter::new(&settings, None).lint(LintedFile::Requirements(&file), None)
}

/// For some environments, the versions of each name that the lines allow together.
fn meaning(text: &str) -> Vec<BTreeMap<String, VersionSet>> {
    let (file, _) = RequirementsFile::parse(text);
    let environments = [
        MarkerEnvironment::new("3.8.2", Platform::Linux),
        MarkerEnvironment::new("3.9.0", Platform::Windows),
        MarkerEnvironment::new("3.11.4", Platform::MacOs),
        MarkerEnvironment::new("3.13.0", Platform::Linux),
    ];
    let of = |environment: &MarkerEnvironment| {
        let mut allowed: BTreeMap<String, VersionSet> = BTreeMap::new();
        for line in file.requirements() {
            let requirement = &line.requirement;
            let holds =
                requirement.marker().is_none_or(|marker| marker.evaluate(environment, &[]) == Ok(true));
            if holds {
                let key = format!("{}{:?}", requirement.name(), requirement.extras());
                let set = requirement.specifiers().to_set();
                allowed.entry(key).and_modify(|known| *known = known.intersection(&set)).or_insert(set);
            }
        }
        allowed
    };
    environments.iter().map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_file_is_linted_and_every_edit_fits(text in files()) {
        let settings = LintSettings::new();
        let mut linter = Linter::new(&settings, None);
        let (requirements, _) = RequirementsFile::parse(&*text);
        let (constraints, _) = Constraints::parse(&*text);
        let (global, _) = GlobalRequirements::parse(&*text);
        let (setup_cfg, _) = SetupCfg::parse(&*text);
        let (pyproject, _) = PyProject::parse(&*text);
        for file in [
            LintedFile::Requirements(&requirements),
            LintedFile::SharedConstraints(&constraints),
            LintedFile::Global(&global),
            LintedFile::SetupCfg(&setup_cfg),
            LintedFile::PyProject(&pyproject),
        ] {
            for finding in linter.lint(file, Some(&setup_cfg)) {
                prop_assert!(finding.span.start <= finding.span.end && finding.span.end <= text.len(), "{finding:?}");
                if let Some(repair) = finding.repair {
                    prop_assert!(repair.class == finding.rule.repair && repair.class > RepairClass::Unrepaired);
                    prop_assert!(apply_edits(text.as_bytes(), &repair.edits).is_ok(), "{:?}", repair.edits);
                }
            }
        }
    }

    #[test]
    fn a_repair_takes_its_finding_away(text in lines()) {
        let found = findings(&text);
        let count = |found: &[Finding], name: &str| found.iter().filter(|finding| finding.rule.name == name).count();
        for finding in &found {
            let Some(repair) = &finding.repair else { continue };
            let repaired = String::from_utf8(apply_edits(text.as_bytes(), &repair.edits).unwrap()).unwrap();
            let (before, after) = (count(&found, finding.rule.name), count(&findings(&repaired), finding.rule.name));
            prop_assert!(after < before, "{}: {text:?} became {repaired:?}", finding.rule);
        }
    }

    #[test]
    fn certain_repairs_keep_the_meaning(text in lines()) {
        let mut repaired = text.clone();
        loop {
            let certain = findings(&repaired).into_iter().filter_map(|finding| finding.repair);
            let Some(repair) = certain.into_iter().find(|repair| repair.class == RepairClass::Certain) else { break };
            repaired = String::from_utf8(apply_edits(repaired.as_bytes(), &repair.edits).unwrap()).unwrap();
        }
        prop_assert_eq!(meaning(&text), meaning(&repaired), "{:?} became {:?}", text, repaired);
    }
}
