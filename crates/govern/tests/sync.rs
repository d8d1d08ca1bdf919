//! The sync keeps what is the project's and brings the rest in line.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use haggle_govern::family::SharedFiles;
use haggle_govern::sync::{Action, plan};
use haggle_spec::file::requirements::RequirementsFile;
use proptest::prelude::*;

fn shared(global: &str, denylist: &str) -> SharedFiles {
    SharedFiles::parse(global.as_bytes(), b"", denylist.as_bytes()).0
}

#[track_caller]
fn check(global: &str, local: &str, expected: &str) {
    let (file, diagnostics) = RequirementsFile::parse(local);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let synced = plan(&file, &shared(global, "flake8\n")).apply(local.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(synced).unwrap(), expected);
}

#[test]
fn exclusions_come_lower_bounds_and_comments_stay() {
    check("six!=1.5  # MIT\n", "# ours\r\nsix>=1.2 # MIT\r\n", "# ours\r\nsix>=1.2,!=1.5 # MIT\r\n");
}

#[test]
fn an_exclusion_that_the_list_dropped_goes() {
    check("six\n", "six>=1.2,!=1.5\n", "six>=1.2\n");
}

#[test]
fn an_exclusion_below_the_lower_bound_is_not_written() {
    check("pbr!=2.1.0,!=6.1\n", "pbr>=3.1.1 # x\n", "pbr>=3.1.1,!=6.1 # x\n");
    check("pbr!=2.1.0\n", "pbr!=2.1.0,>=3.1.1\n", "pbr!=2.1.0,>=3.1.1\n");
}

#[test]
fn a_cap_of_the_list_comes() {
    check("boto3<1.36\n", "boto3>=1.9.199\n", "boto3>=1.9.199,<1.36\n");
}

#[test]
fn order_of_specifiers_alone_changes_nothing() {
    check("stevedore!=3.0.0\n", "stevedore!=3.0.0,>=1.20.0 # x\n", "stevedore!=3.0.0,>=1.20.0 # x\n");
}

#[test]
fn the_marker_of_the_list_comes_and_quotes_do_not_matter() {
    let global = "xattr;sys_platform!='win32'\n";
    check(global, "xattr>=0.9.2\n", "xattr>=0.9.2;sys_platform != 'win32'\n");
    check(global, "xattr>=0.9.2;sys_platform!=\"win32\"\n", "xattr>=0.9.2;sys_platform!=\"win32\"\n");
}

#[test]
fn denied_unknown_and_ambiguous_names_are_left_alone() {
    let global = "flake8!=1\nfoo<2;python_version=='2.7'\nfoo>1;python_version!='2.7'\n";
    let (file, _) = RequirementsFile::parse("flake8\nbar\nfoo\n");
    let lines = plan(&file, &shared(global, "flake8\n")).lines;
    let actions: Vec<Action> = lines.into_iter().map(|line| line.action).collect();
    assert_eq!(actions, [Action::Denied, Action::NotInGlobal, Action::Ambiguous]);
}

proptest! {
    #[test]
    fn planning_again_finds_every_line_in_line(
        exclusion in 0_u8..9,
        cap in proptest::option::of(10_u8..20),
        lower in 0_u8..9,
        own in proptest::option::of(0_u8..9),
        comment in "[ a-z]{0,8}",
    ) {
        let cap = cap.map(|cap| format!(",<{cap}")).unwrap_or_default();
        let global = format!("six!={exclusion}{cap}\n");
        let own = own.map(|own| format!(",!={own}")).unwrap_or_default();
        let local = format!("six>={lower}{own}  #{comment}\n");
        let shared = shared(&global, "");
        let (file, _) = RequirementsFile::parse(local.as_str());
        let synced = plan(&file, &shared).apply(local.as_bytes()).unwrap();
        let suffix = format!("  #{comment}\n");
        prop_assert!(synced.ends_with(suffix.as_bytes()));
        let (again, _) = RequirementsFile::parse(synced);
        prop_assert!(plan(&again, &shared).is_in_line());
    }
}
