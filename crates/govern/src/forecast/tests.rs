//! Forecasts and floors of a small distribution.

use haggle_scan::{DistributionDefinitions, PartRules, imports};
use haggle_spec::Version;

use super::*;
use crate::audit::AuditedSource;

fn definitions(files: &[(&str, &str)]) -> DistributionDefinitions {
    let mut found = DistributionDefinitions::default();
    for (path, source) in files {
        found.add(path, source.as_bytes());
    }
    found
}

fn project(files: &[(&str, &str)]) -> ProjectUses {
    let sources: Vec<AuditedSource> = files
        .iter()
        .map(|(path, source)| AuditedSource {
            path: (*path).to_owned(),
            part: PartRules::default().part(path),
            bytes: source.as_bytes().to_vec(),
            scan: imports(source.as_bytes()),
        })
        .collect();
    ProjectUses::of("app", &sources, false)
}

const OLD: &str = "\
def make(a): ...
def gone(): ...
class Base:
    def skip(self): ...
    def kept(self): ...
class Case(Base):
    def __init__(self, a): ...
class Outside(other.Base):
    def lost(self): ...
";
const NEW: &str = "\
def make(a, b): ...
class Base:
    def kept(self): ...
class Case(Base):
    def __init__(self, a, *, b=1): ...
class Outside(other.Base): ...
";

#[track_caller]
fn check(source: &str, expected: &[(&str, bool, usize)]) {
    let old = definitions(&[("lib/__init__.py", OLD), ("lib/old.py", "")]);
    let new = definitions(&[("lib/__init__.py", NEW)]);
    let found = forecast(&old, &new, &[project(&[("app/a.py", source)])]);
    let shown: Vec<(String, bool, usize)> = found
        .findings
        .iter()
        .map(|finding| {
            let change = match &finding.change {
                NameChange::Gone { path } => format!("gone {path}"),
                NameChange::MemberGone { class, member } => format!("member {class}.{member}"),
                NameChange::Arguments { path } => format!("arguments {path}"),
            };
            (change, finding.is_certain, finding.places[0].line)
        })
        .collect();
    let shown: Vec<(&str, bool, usize)> = shown.iter().map(|(a, b, c)| (a.as_str(), *b, *c)).collect();
    assert_eq!(shown, expected, "{source}");
}

#[test]
fn names_that_go_are_told_with_their_places() {
    check("from lib import gone\n", &[("gone lib.gone", true, 1)]);
    check("import lib\n\nx = lib.gone()\n", &[("gone lib.gone", true, 3)]);
    check("import lib.old\n", &[("gone lib.old", true, 1)]);
    check("from lib.old import *\n", &[("gone lib.old", true, 1)]);
    check("from lib import old\n", &[("gone lib.old", true, 1)]);
    check("try:\n    from lib import gone\nexcept ImportError:\n    gone = None\n", &[]);
    check("import lib\nlib.make(1)\n", &[("arguments lib.make", false, 2)]);
    check("import lib\nlib.never\n", &[]);
    check("import other\nother.gone\n", &[]);
}

#[test]
fn members_that_go_are_told_where_own_objects_use_them() {
    let inherits =
        "import lib\nclass T(lib.Case):\n    def test(self):\n        self.skip()\n        self.kept()\n";
    check(inherits, &[("member lib.Case.skip", false, 4)]);
    let outside = "import lib\nclass T(lib.Outside):\n    def test(self):\n        self.lost()\n";
    check(outside, &[("member lib.Outside.lost", false, 4)]);
    check(&format!("{inherits}    def skip(self): ...\n"), &[]);
    check(
        "import lib\nlib.make\nclass T:\n    def test(self):\n        self.skip()\n",
        &[("arguments lib.make", false, 2)],
    );
}

#[test]
fn the_floor_is_the_first_release_with_every_name() {
    let sources = ["", "", "a = 1\n", "a = 1\n", "a = b = 1\n"];
    let releases: Vec<Version> = (1..=5).map(|n| format!("{n}.0").parse().expect("a version")).collect();
    let asked = std::cell::RefCell::new(Vec::new());
    let define = |version: &Version| -> Result<DistributionDefinitions, ()> {
        let at = releases.iter().position(|release| release == version).expect("a release");
        asked.borrow_mut().push(at);
        Ok(definitions(&[("lib/__init__.py", sources[at])]))
    };
    let uses = project(&[("app/a.py", "import lib\nlib.a\nlib.nothing\n")]);
    let place = ForecastPlace { path: "app/a.py".to_owned(), line: 2 };
    let expected =
        Floor::TooLow { floor: releases[2].clone(), path: "lib.a".to_owned(), place, n_missing: 1 };
    assert_eq!(floor(&uses, &releases, define), Ok(expected));
    assert_eq!(floor(&uses, &releases[2..], define), Ok(Floor::Holds { n_names: 2 }));
    let none = project(&[("app/a.py", "import other\nother.a\n")]);
    assert_eq!(floor(&none, &releases, define), Ok(Floor::NothingUsed));
    assert!(asked.borrow().len() <= 4 + 2 + 1, "{asked:?}");
}
