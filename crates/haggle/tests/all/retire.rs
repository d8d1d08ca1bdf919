//! `retire` drafts the changes that take a distribution out of a family, or names what still uses it.

use crate::schemas;

use std::fs;
use std::path::Path;

use crate::copied::{copied, said};

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn projects_come_before_the_lists_that_need_them() {
    let folder = copied();
    write(folder.path(), "glance/glance/a.py", "PLUGIN = 'debtcollector.removals'\n");
    let retired = said(folder.path(), &["retire", "debtcollector", "--reason", "It is done."], "");
    let expected = "\
Step 1: a change to openstack/glance, branch master, topic haggle

    Remove debtcollector

    It is done.

    Neither the code nor the tests import it.

    Change-Id: I32f45ff74054932c33de82897170bc44f541498e

--- a/requirements.txt
+++ b/requirements.txt
@@ -42,7 +42,6 @@
\x20
 glance-store>=5.3.0 # Apache-2.0
\x20
-debtcollector>=1.19.0 # Apache-2.0
 cryptography>=2.6.1 # BSD/Apache-2.0
 cursive>=0.2.1 # Apache-2.0
\x20

Step 2: a change to openstack/requirements, branch master, topic haggle

    Remove debtcollector

    It is done.

    Depends-On: I32f45ff74054932c33de82897170bc44f541498e
    Change-Id: Id5b3fdb221f55cd550b3fa12839b041349c7cba3

--- a/global-requirements.txt
+++ b/global-requirements.txt
@@ -92,7 +92,6 @@
\x20
 castellan  # Apache-2.0
 cliff!=2.9.0,!=2.17.0  # Apache-2.0
-debtcollector  # Apache-2.0
 futurist  # Apache-2.0
 glance-store!=0.29.0  # Apache-2.0
 keystoneauth1  # Apache-2.0

note: openstack/glance: glance/a.py:1 a string names `debtcollector`
note: the pin of debtcollector stays: futurist requires it
";
    let lines = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    assert_eq!(lines(&retired.out), lines(expected), "{}", retired.err);
    assert_eq!(retired.code, Some(0));
}

#[test]
fn what_is_used_is_not_retired() {
    let folder = copied();
    write(folder.path(), "glance/glance/tests/a.py", "import debtcollector.removals\n");
    let refused = said(folder.path(), &["retire", "debtcollector"], "");
    let expected = "\
`debtcollector` is still used:
  openstack/glance  glance/tests/a.py:1  imports `debtcollector.removals`
";
    assert_eq!((refused.code, refused.out.as_str()), (Some(1), expected));
}

#[test]
fn a_pin_that_another_pin_requires_stays() {
    let folder = copied();
    let retired = said(folder.path(), &["retire", "debtcollector", "--snapshot", "snapshot.json"], "");
    assert!(
        retired.out.contains("note: the pin of debtcollector stays: futurist requires it"),
        "{}",
        retired.out
    );
    assert!(!retired.out.contains("upper-constraints.txt"), "{}", retired.out);
    assert!(retired.out.contains("its sources are not there"), "{}", retired.out);
    let json = said(folder.path(), &["retire", "debtcollector", "--format", "json"], "").out;
    assert!(json.contains("\"project\": \"openstack/requirements\""), "{json}");
    schemas::holds("retire", &serde_json::from_str(&json).unwrap());
}

#[test]
fn a_name_that_nobody_has_is_an_error() {
    let refused = said(copied().path(), &["retire", "nothing-of-ours"], "");
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("`nothing-of-ours` is not in global-requirements.txt"), "{}", refused.err);
}
