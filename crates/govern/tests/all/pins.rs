//! Verbs on the pins: what each drafts from small files, byte by byte.

use crate::pin_files;

use crate::pin_files::{changes, facts};
use haggle_govern::pins::{
    Bump, Cap, Exclusion, Grounds, LeftBehind, PinDraft, PinError, PinLists, Removal, Rollback, SharedList,
    add_name, add_python, bump, cap, drop_name, drop_python, exclude, remove, rollback,
};
use haggle_spec::PackageName;

const GLOBAL: &str = "\
## section:general

# needed by the gate
boto3  # Apache-2.0
botocore  # Apache-2.0
oslo.service!=1.28.1  # Apache-2.0
pyroute2!=0.5.4,!=0.9.1;sys_platform!='win32'  # Apache-2.0
# https://bugs.example.org/1
scrypt!=0.8.21  # BSD
selenium<4.0.0  # Apache-2.0
zoneinfo;python_version<'3.10'  # MIT
";

const PINS: &str = "\
scrypt===0.9.4
boto3===1.40.1
oslo.service===4.5.0
alabaster===0.7.16;python_version=='3.9'
alabaster===1.0.0;python_version>='3.10'
s3transfer===0.13.1
selenium===3.141.0
botocore===1.40.1
zoneinfo===0.2;python_version=='3.9'
pyroute2===0.9.4;sys_platform!='win32'
";

const DENYLIST: &str = "# linters\nflake8\npylint\n\n# stubs\ntypes-PyYAML\ntypes-requests\n";
const PROJECTS: &str = "org/alpha\norg/gamma\n";

const HOLDS: &str = r#"schema = 1
[[hold]]
name = "scrypt"
versions = ">=0.9.5"
claim = { project = "org/alpha", error = "hangs" }
owner = "alice"
evidence = "https://logs.example.org/7"
since = 2026-01-01
expires = 2026-06-01
"#;

fn lists() -> PinLists {
    pin_files::lists([GLOBAL, PINS, DENYLIST, PROJECTS, HOLDS], &["3.9", "3.10", "3.11"])
}

#[track_caller]
fn check(draft: Result<PinDraft, PinError>, subject: &str, expected: &[&str]) {
    let draft = draft.unwrap();
    assert_eq!(draft.message.subject, subject);
    assert_eq!(changes(&draft), expected);
}

#[track_caller]
fn refused(draft: Result<PinDraft, PinError>, expected: &str) {
    assert_eq!(draft.unwrap_err().to_string(), expected);
}

fn raised<'a>(name: &'a PackageName, version: Option<&str>) -> Bump<'a> {
    Bump { name, version: version.map(|text| text.parse().unwrap()), reason: None, overrides_hold: false }
}

#[test]
fn a_bump_moves_the_highest_pin_and_no_other_line() {
    let (lists, name) = (lists(), "Alabaster".parse().unwrap());
    let lines = ["-alabaster===1.0.0;python_version>='3.10'", "+alabaster===1.1;python_version>='3.10'"];
    check(bump(&lists, &raised(&name, Some("1.1")), None), "Bump alabaster to 1.1", &lines);
    refused(bump(&lists, &raised(&name, Some("0.9")), None), "alabaster 0.9 is below the pin, 1.0.0");
    refused(
        bump(&lists, &raised(&name, Some("1.0")), None),
        "there is nothing to do: alabaster is pinned at 1.0.0",
    );
    let absent = "absent".parse().unwrap();
    refused(bump(&lists, &raised(&absent, Some("1")), None), "the constraints do not pin `absent`");
    refused(bump(&lists, &raised(&name, None), None), "facts are missing: the releases of alabaster");
}

#[test]
fn a_bump_leaves_pythons_where_the_release_does_not_run() {
    let (lists, name) = (lists(), "boto3".parse().unwrap());
    let known = facts(&["boto3 1.40.1", "boto3 1.41 >=3.10", "boto3 1.42rc1", "boto3 1.43 >=3.12"]);
    let lines =
        ["-boto3===1.40.1", "+boto3===1.40.1;python_version=='3.9'", "+boto3===1.41;python_version>='3.10'"];
    check(bump(&lists, &raised(&name, None), Some(&known)), "Bump boto3 to 1.41", &lines);
    refused(
        bump(&lists, &raised(&name, Some("1.43")), Some(&known)),
        "no release of boto3 is known that is for a Python of the family",
    );
}

#[test]
fn a_bump_keeps_to_the_global_list_and_to_holds() {
    let lists = lists();
    let selenium = "selenium".parse().unwrap();
    refused(
        bump(&lists, &raised(&selenium, Some("4.1")), None),
        "the global list does not allow selenium 4.1: `<4.0.0`",
    );
    let scrypt = "scrypt".parse().unwrap();
    let held = "scrypt 0.9.5 is held: alice until 2026-06-01, org/alpha: hangs";
    refused(bump(&lists, &raised(&scrypt, Some("0.9.5")), None), held);
    let known = facts(&["scrypt 0.9.4", "scrypt 0.9.5"]);
    refused(bump(&lists, &raised(&scrypt, None), Some(&known)), held);
    let anyway = Bump { overrides_hold: true, ..raised(&scrypt, Some("0.9.5")) };
    check(bump(&lists, &anyway, None), "Bump scrypt to 0.9.5", &["-scrypt===0.9.4", "+scrypt===0.9.5"]);
}

#[test]
fn an_exclusion_moves_a_pin_that_it_refuses() {
    let (lists, name) = (lists(), "oslo.service".parse().unwrap());
    let versions = ["4.5.0".parse().unwrap()];
    let grounds = Grounds { bug: Some("https://bugs.example.org/2142122"), reason: None };
    let asked = Exclusion { name: &name, versions: &versions, to: None, grounds };
    refused(exclude(&lists, &asked, None), "oslo-service is pinned at 4.5.0, which would be allowed no more");
    let known = facts(&["oslo.service 4.4.1", "oslo.service 4.5.0", "oslo.service 4.5.1"]);
    let lines = [
        "-oslo.service!=1.28.1  # Apache-2.0",
        "+oslo.service!=1.28.1,!=4.5.0  # Apache-2.0",
        "-oslo.service===4.5.0",
        "+oslo.service===4.5.1",
    ];
    let draft = exclude(&lists, &asked, Some(&known));
    let message = draft.as_ref().unwrap().message.to_string();
    assert!(message.ends_with("\n\nRelated-Bug: https://bugs.example.org/2142122\n"), "{message}");
    check(draft, "Exclude oslo.service 4.5.0", &lines);
}

#[test]
fn a_cap_moves_what_has_to_move_with_it() {
    let (lists, name, cap_text) = (lists(), "boto3".parse().unwrap(), "<1.36".parse().unwrap());
    let grounds = Grounds { bug: Some("https://bugs.example.org/9"), reason: None };
    let asked = Cap { name: &name, specifier: Some(&cap_text), to: None, grounds };
    let known = facts(&[
        "boto3 1.35.99 : botocore<1.36,>=1.35.99, s3transfer<0.11,>=0.10",
        "boto3 1.40.1 : botocore<1.41,>=1.40.1, s3transfer<0.14,>=0.13",
        "botocore 1.35.99",
        "botocore 1.36.0",
        "botocore 1.40.1",
        "s3transfer 0.10.4",
        "s3transfer 0.11.0",
        "s3transfer 0.13.1",
        "selenium 3.141.0 : urllib3",
    ]);
    let lines = [
        "+# Capped until https://bugs.example.org/9 is resolved",
        "-boto3  # Apache-2.0",
        "+boto3<1.36  # Apache-2.0",
        "-boto3===1.40.1",
        "+boto3===1.35.99",
        "-botocore  # Apache-2.0",
        "+botocore<1.36  # Apache-2.0",
        "-s3transfer===0.13.1",
        "+s3transfer===0.10.4",
        "-botocore===1.40.1",
        "+botocore===1.35.99",
    ];
    let mut found = changes(&cap(&lists, &asked, Some(&known)).unwrap());
    let mut expected: Vec<String> = lines.map(str::to_owned).to_vec();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    let selenium = "selenium".parse().unwrap();
    let lifted = Cap {
        name: &selenium,
        specifier: None,
        to: Some("4.41.0".parse().unwrap()),
        grounds: Grounds::default(),
    };
    let lines = [
        "-selenium<4.0.0  # Apache-2.0",
        "+selenium  # Apache-2.0",
        "-selenium===3.141.0",
        "+selenium===4.41.0",
    ];
    check(cap(&lists, &lifted, None), "Lift the cap of selenium", &lines);
}

#[test]
fn a_rollback_excludes_what_it_leaves_behind() {
    let (lists, name) = (lists(), "pyroute2".parse().unwrap());
    let known = facts(&["pyroute2 0.8.1", "pyroute2 0.9.1", "pyroute2 0.9.2", "pyroute2 0.9.4"]);
    let asked = Rollback {
        name: &name,
        to: Some("0.8.1".parse().unwrap()),
        leaves: LeftBehind::Excluded,
        grounds: Grounds::default(),
    };
    let lines = [
        "-pyroute2!=0.5.4,!=0.9.1;sys_platform!='win32'  # Apache-2.0",
        "+pyroute2!=0.5.4,!=0.9.1,!=0.9.2,!=0.9.4;sys_platform!='win32'  # Apache-2.0",
        "-pyroute2===0.9.4;sys_platform!='win32'",
        "+pyroute2===0.8.1;sys_platform!='win32'",
    ];
    check(rollback(&lists, &asked, Some(&known)), "Roll pyroute2 back to 0.8.1", &lines);
    let pin_only = Rollback { leaves: LeftBehind::Allowed, ..asked };
    check(rollback(&lists, &pin_only, None), "Roll pyroute2 back to 0.8.1", &lines[2..]);
}

#[test]
fn a_name_goes_from_every_file_with_the_comment_above_it() {
    let (lists, names) = (lists(), ["scrypt".parse().unwrap()]);
    let asked = Removal { names: &names, reason: None, takes_orphans: false, keeps_required_pins: false };
    let draft = remove(&lists, &asked, None).unwrap();
    let files: Vec<&str> = draft.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(files, ["global.txt", "pins.txt", "holds.toml"]);
    assert_eq!(
        changes(&draft)[..3],
        ["-# https://bugs.example.org/1", "-scrypt!=0.8.21  # BSD", "-scrypt===0.9.4"].map(str::to_owned)
    );
    assert_eq!(draft.files[2].after, b"schema = 1\n");
    let names = ["boto3".parse().unwrap()];
    let known = facts(&["boto3 1.40.1 : s3transfer, botocore", "selenium 3.141.0 : urllib3"]);
    let asked = Removal { names: &names, reason: None, takes_orphans: true, keeps_required_pins: false };
    let lines = ["-# needed by the gate", "-boto3  # Apache-2.0", "-boto3===1.40.1", "-s3transfer===0.13.1"];
    check(remove(&lists, &asked, Some(&known)), "Remove boto3", &lines);
}

#[test]
fn a_python_goes_with_the_lines_that_only_it_needs() {
    let lists = lists();
    let lines = [
        "-zoneinfo;python_version<'3.10'  # MIT",
        "-alabaster===0.7.16;python_version=='3.9'",
        "-alabaster===1.0.0;python_version>='3.10'",
        "+alabaster===1.0.0",
        "-zoneinfo===0.2;python_version=='3.9'",
    ];
    check(drop_python(&lists, &"3.9".parse().unwrap()), "Drop support for Python 3.9", &lines);
    refused(
        drop_python(&lists, &"3.8".parse().unwrap()),
        "`3.8` is not in the family's Pythons (3.9, 3.10, 3.11)",
    );
}

#[test]
fn a_new_python_gets_pins_of_its_own_where_those_there_do_not_run() {
    let lists = lists();
    let known = facts(&["boto3 1.39 >=3.8", "boto3 1.40.1 >=3.9", "scrypt 0.9.4 >=3.9", "scrypt 0.8 >=3.8"]);
    let draft = add_python(&lists, &"3.8".parse().unwrap(), Some(&known)).unwrap();
    let lines = [
        "-scrypt===0.9.4",
        "-boto3===1.40.1",
        "+scrypt===0.8;python_version=='3.8'",
        "+scrypt===0.9.4;python_version>='3.9'",
        "+boto3===1.39;python_version=='3.8'",
        "+boto3===1.40.1;python_version>='3.9'",
        "-alabaster===0.7.16;python_version=='3.9'",
        "+alabaster===0.7.16;python_version<='3.9'",
        "+zoneinfo===0.2;python_version=='3.8'",
    ];
    let mut found = changes(&draft);
    let mut expected: Vec<String> = lines.map(str::to_owned).to_vec();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    assert!(add_python(&lists, &"3.12".parse().unwrap(), None).unwrap().files.is_empty());
}

#[test]
fn plain_lists_take_names_in_their_blocks() {
    let lists = lists();
    let add = |list, name| add_name(&lists, list, name, None);
    check(
        add(SharedList::Denylist, "types-decorator"),
        "Add types-decorator to the denylist",
        &["+types-decorator"],
    );
    let after = add(SharedList::Denylist, "types-decorator").unwrap().files[0].after.clone();
    assert!(
        String::from_utf8(after)
            .unwrap()
            .ends_with("# stubs\ntypes-decorator\ntypes-PyYAML\ntypes-requests\n")
    );
    check(add(SharedList::Denylist, "scrypt"), "Add scrypt to the denylist", &["-scrypt===0.9.4", "+scrypt"]);
    check(add(SharedList::Projects, "org/beta"), "Add org/beta to the project list", &["+org/beta"]);
    refused(add(SharedList::Projects, "org/alpha"), "projects.txt has `org/alpha` already");
    let dropped = drop_name(&lists, SharedList::Projects, "org/gamma", Some("Nobody works on it."));
    check(dropped, "Remove org/gamma from the project list", &["-org/gamma"]);
    refused(drop_name(&lists, SharedList::Denylist, "nobody", None), "`nobody` is not in denylist.txt");
}
