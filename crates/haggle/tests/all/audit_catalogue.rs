//! `audit --catalogue` reads the sources of a family's projects, and renews where the catalogue says that requirements are used.

use crate::schemas;

use std::fs;
use std::path::Path;

use crate::copied::{copied, said};

/// Sources that use what the demo's catalogue has of `glance_store`, and what each line says.
const SOURCES: &[(&str, &str)] = &[
    ("PKG-INFO", "Metadata-Version: 2.1\nName: glance_store\nVersion: 5.8.0\n"),
    (
        "setup.cfg",
        "[metadata]\nname = glance_store\n[entry_points]\nglance_store.drivers =\n  cinder = glance_store._drivers.cinder:Store\n\
         console_scripts =\n  glance-rootwrap = oslo_rootwrap.cmd:main\n  store = glance_store.cmd:main\n\
         [extras]\ncinder =\n  python-cinderclient>=4\n  os-brick>=6\n  oslo.rootwrap>=5\n  oslo.privsep>=1\nswift =\n  python-swiftclient\n",
    ),
    ("glance_store/__init__.py", "from glance_store import backend\n"),
    ("glance_store/backend.py", "import importlib\n\ndef load():\n    import rados\n"),
    ("glance_store/cmd.py", "from .common import cinder_utils, mount\n"),
    ("glance_store/common/__init__.py", ""),
    ("glance_store/common/mount.py", "import os_brick\nHELPER = 'sudo glance-rootwrap %s'\n"),
    (
        "glance_store/common/cinder_utils.py",
        "# loaded with the store alone\nfrom cinderclient import exceptions\n",
    ),
    ("glance_store/_drivers/cinder/base.py", "from os_brick.initiator import connector\n"),
    (
        "glance_store/_drivers/cinder/__init__.py",
        "from . import base\nfrom glance_store.common import cinder_utils\ntry:\n    import oslo_privsep\nexcept ImportError:\n    pass\n",
    ),
    ("glance_store/_drivers/swift.py", "def connect():\n    import swiftclient\n"),
    ("glance_store/tests/test_a.py", "import boto3\n"),
];

fn write(folder: &Path) {
    for (path, text) in SOURCES {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// The rows of `imports` and `runs` of a requirement, without their punctuation.
fn rows(catalogue: &str, id: &str) -> Vec<String> {
    let entry =
        catalogue.split("[[requirement]]").find(|entry| entry.contains(&format!("id = \"{id}\""))).unwrap();
    let entry = entry.split("\ntested").next().unwrap();
    entry
        .lines()
        .filter(|line| line.starts_with("    {"))
        .map(|line| line.replace(['"', '{', '}'], ""))
        .collect()
}

#[track_caller]
fn check(catalogue: &str, id: &str, expected: &[&str]) {
    let found = rows(catalogue, id);
    let found: Vec<&str> = found.iter().map(|row| row.trim().trim_end_matches(" ,")).collect();
    assert_eq!(found, expected, "{id}");
}

#[test]
fn uses_are_read_from_the_sources_and_what_people_say_stays_where_it_can_hold() {
    let folder = copied();
    let sources = tempfile::tempdir().unwrap();
    write(sources.path());
    let path = folder.path().join("features.toml");
    let before = fs::read_to_string(&path).unwrap();
    let named = format!("glance_store={}", sources.path().display());
    let json = said(folder.path(), &["audit", "--catalogue", "--sources", &named, "--format", "json"], "");
    schemas::holds("audit-catalogue", &serde_json::from_str(&json.out).unwrap());
    let shown = said(folder.path(), &["audit", "--catalogue", "--sources", &named, "--diff"], "");
    assert_eq!(shown.code, Some(1), "{}", shown.err);
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
    let renewed = said(folder.path(), &["audit", "--catalogue", "--sources", &named], "");
    assert_eq!(
        renewed.out,
        "openstack/glance_store: 6 requirements, 7 places\n  \
         `python-cinderclient` is said to be guarded: glance_store/common/cinder_utils.py:2 is loaded with the project\n  \
         `boto3`: nothing imports or runs it\n  \
         `boto3` is said to be in extra: the project's files do not declare it there\n  \
         not in the catalogue: `rados`, 1 place, 0 without a guard: glance_store/backend.py:4\n"
    );
    assert_eq!(renewed.code, Some(1));
    let after = fs::read_to_string(&path).unwrap();
    let of = "glance_store 5.8.0";
    let enabled = "no try, but loaded only where the cinder store is enabled";
    let site = |module: &str, site: &str, guarded: bool, note: &str| {
        format!("module = {module}, site = {site}, guarded = {guarded}, evidence = {of}{note}")
    };
    let base =
        site("os_brick.initiator", "glance_store/_drivers/cinder/base.py:1", true, &format!(": {enabled}"));
    check(&after, "os-brick", &[&base, &site("os_brick", "glance_store/common/mount.py:1", false, "")]);
    let utils = site("cinderclient", "glance_store/common/cinder_utils.py:2", false, "");
    check(&after, "python-cinderclient", &[&utils]);
    let point = ": the entry point of the script glance-rootwrap; no module imports it";
    let rootwrap = site("oslo_rootwrap", "setup.cfg:7", true, point);
    let run = format!("program = glance-rootwrap, site = glance_store/common/mount.py:2, evidence = {of}");
    check(&after, "oslo.rootwrap", &[&rootwrap, &run]);
    let privsep =
        site("oslo_privsep", "glance_store/_drivers/cinder/__init__.py:4", true, ": try at the site");
    check(&after, "oslo.privsep", &[&privsep]);
    let swift = site("swiftclient", "glance_store/_drivers/swift.py:2", true, ": inside a function");
    check(&after, "python-swiftclient", &[&swift]);
    check(&after, "boto3", &[]);
    let again = said(folder.path(), &["audit", "--catalogue", "--sources", &named, "--diff"], "");
    assert_eq!(again.out, "");
}

#[test]
fn a_removed_requirement_that_is_used_is_told_and_not_written() {
    let folder = copied();
    let sources = tempfile::tempdir().unwrap();
    fs::create_dir_all(sources.path().join("glance")).unwrap();
    fs::write(sources.path().join("glance/__init__.py"), "import pysendfile\n").unwrap();
    let named = format!("openstack/glance={}", sources.path().display());
    let found = said(folder.path(), &["audit", "--catalogue", "--sources", &named], "");
    assert!(
        found.out.contains("`pysendfile` is said to be out of use: glance/__init__.py:1 uses it"),
        "{}",
        found.out
    );
    let after = fs::read_to_string(folder.path().join("features.toml")).unwrap();
    check(&after, "pysendfile", &[]);
}

#[test]
fn a_folder_without_sources_is_refused() {
    let folder = copied();
    let refused = said(folder.path(), &["audit", "--catalogue"], "");
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("--sources glance=FOLDER"), "{}", refused.err);
}
