use std::collections::BTreeMap;

use super::*;
use crate::Edit;
use crate::file::{Urls, apply_edits};

fn items(file: &SetupCfg) -> Vec<(ListKind, Vec<&str>)> {
    file.lists()
        .iter()
        .map(|list| (list.kind.clone(), list.items.iter().map(|item| file.text(item.span)).collect()))
        .collect()
}

#[track_caller]
fn edited(file: &SetupCfg, edits: &[Edit], expected: &str) {
    let bytes = apply_edits(&file.to_bytes(), edits).unwrap();
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
}

#[test]
fn lists_of_setuptools_and_pbr_are_found() {
    let text = "[metadata]\nname = x\n[options]\ninstall_requires =\n    six>=1 # MIT\n    # why\n    foo; os_name=='nt'\nsetup_requires = a; b>=1\ntests_require = file: t.txt, u.txt\n\n[options.extras_require]\nDev =\n    c\n[extras]\nvm =\n  d>=1:python_version=='2.7'#x\n";
    let (file, diagnostics) = SetupCfg::parse(text);
    assert_eq!(diagnostics, []);
    assert_eq!(
        items(&file),
        [
            (ListKind::InstallRequires, vec!["six>=1", "foo; os_name=='nt'"]),
            (ListKind::SetupRequires, vec!["a", "b>=1"]),
            (ListKind::TestsRequire, vec![]),
            (ListKind::Extra("Dev".to_owned()), vec!["c"]),
            (ListKind::PbrExtra("vm".to_owned()), vec!["d>=1:python_version=='2.7'"]),
        ]
    );
    assert_eq!(file.lists()[2].files, ["t.txt", "u.txt"]);
    let entry = file.lists()[4].items[0].entry().unwrap();
    assert_eq!((entry.marker.as_str(), entry.comment.as_str()), ("python_version=='2.7'", "#x"));
}

#[test]
fn bad_items_are_reported_where_they_are() {
    let text = "[options]\r\ninstall_requires =\r\n  foo bar\r\n  six\r\n[extras]\r\na =\r\n  x y\r\n";
    let (file, diagnostics) = SetupCfg::parse(text);
    let places: Vec<usize> = diagnostics.iter().map(|diagnostic| diagnostic.span.start).collect();
    assert_eq!(places, [text.find("bar").unwrap(), text.find("x y").unwrap() + 2]);
    assert_eq!(file.to_bytes(), text.as_bytes());
}

#[test]
fn edits_keep_everything_else() {
    let text = "[options]\r\ninstall_requires =\r\n  six # MIT\r\n  foo\r\n\r\n# end\r\n";
    let (file, _) = SetupCfg::parse(text);
    let list = &file.lists()[0];
    let edits =
        [file.replace(&list.items[0], "six>=1"), file.remove(list, &list.items[1]), file.append(list, "bar")];
    edited(&file, &edits[..1], "[options]\r\ninstall_requires =\r\n  six>=1 # MIT\r\n  foo\r\n\r\n# end\r\n");
    edited(&file, &edits[1..2], "[options]\r\ninstall_requires =\r\n  six # MIT\r\n\r\n# end\r\n");
    edited(
        &file,
        &edits[2..],
        "[options]\r\ninstall_requires =\r\n  six # MIT\r\n  foo\r\n  bar\r\n\r\n# end\r\n",
    );
}

#[test]
fn items_on_the_line_of_their_option_become_lines_when_one_is_added() {
    let (file, _) = SetupCfg::parse("[options]\ninstall_requires = a; b\n");
    let list = &file.lists()[0];
    edited(&file, &[file.append(list, "c")], "[options]\ninstall_requires =\n    a\n    b\n    c\n");
    edited(&file, &[file.remove(list, &list.items[0])], "[options]\ninstall_requires = b\n");
    edited(&file, &[file.remove(list, &list.items[1])], "[options]\ninstall_requires = a\n");
}

#[test]
fn an_extra_is_added_to_its_section_or_with_it() {
    let (file, _) = SetupCfg::parse("[extras]\na =\n  x\n\n[b]\nc = 1\n");
    let add = |kind: &ListKind| file.add_extra(kind, &["y>=1", "z"]).unwrap();
    edited(
        &file,
        &[add(&ListKind::PbrExtra("new".to_owned()))],
        "[extras]\na =\n  x\nnew =\n  y>=1\n  z\n\n[b]\nc = 1\n",
    );
    edited(
        &file,
        &[add(&ListKind::Extra("new".to_owned()))],
        "[extras]\na =\n  x\n\n[b]\nc = 1\n\n[options.extras_require]\nnew =\n  y>=1\n  z\n",
    );
}

#[test]
fn a_comment_behind_the_equals_sign_is_no_requirement() {
    let (file, diagnostics) =
        SetupCfg::parse("[options]\ninstall_requires = # why\n  six\n[extras]\na=# c\n b\n");
    assert_eq!(diagnostics, []);
    assert_eq!(file.lists().iter().map(|list| list.items.len()).collect::<Vec<_>>(), [1, 1]);
}

#[test]
fn a_marker_of_pbr_that_cannot_be_read_is_reported() {
    let text = "[extras]\na =\n  b:python_version<'3\n  c:(os_name=='nt')\n";
    let (file, diagnostics) = SetupCfg::parse(text);
    assert!(file.lists()[0].items.iter().all(|item| matches!(item.kind, ListItemKind::Entry(_))));
    let edits: Vec<Edit> = diagnostics.into_iter().filter_map(|found| found.suggestion).collect();
    edited(&file, &edits, "[extras]\na =\n  b:python_version<'3'\n  c:(os_name=='nt')\n");
}

#[test]
fn merging_extras_keeps_comments_and_what_is_not_named() {
    let text = "[metadata]\nname = fred\n\n[extras]\n# one\na =\n b\n# two\nc =\n d\n\nkept =\n x\n\n[entry_points]\ny =\n    z = w:v\n";
    let (file, _) = SetupCfg::parse(text);
    let entry = |line: &str| Entry::parse(line, Urls::Forbidden).unwrap();
    let extras = BTreeMap::from([
        ("a".to_owned(), vec![Entry::default(), entry("b>=1;python_version=='2.7'")]),
        ("c".to_owned(), vec![entry("d # BSD"), entry("e")]),
        ("absent".to_owned(), vec![entry("f")]),
    ]);
    edited(
        &file,
        &file.merge_extras(&extras),
        "[metadata]\nname = fred\n\n[extras]\n# one\na =\n  b>=1:python_version=='2.7'\n# two\nc =\n  d # BSD\n  e\n\nkept =\n x\n\n[entry_points]\ny =\n    z = w:v\n",
    );
}

#[test]
fn merging_keeps_comments_inside_an_extra() {
    let (file, _) = SetupCfg::parse("[extras]\na =\n b\n # why\n c\n");
    let entry = |line: &str| Entry::parse(line, Urls::Forbidden).unwrap();
    let extras = BTreeMap::from([("a".to_owned(), vec![entry("b>=1"), entry("c>=1"), entry("d")])]);
    edited(&file, &file.merge_extras(&extras), "[extras]\na =\n b>=1\n # why\n c>=1\n d\n");
    let fewer = BTreeMap::from([("a".to_owned(), vec![entry("b>=1")])]);
    edited(&file, &file.merge_extras(&fewer), "[extras]\na =\n b>=1\n # why\n");
}

/// The requirements of each list, and what is reported with its place.
#[track_caller]
fn check_lists(text: &str, lists: &[(ListKind, &[&str])], expected: &[(&str, &str)]) {
    let (file, diagnostics) = SetupCfg::parse(text);
    let found: Vec<(ListKind, Vec<String>)> = file
        .lists()
        .iter()
        .map(|list| {
            let items = list.items.iter().filter_map(ListItem::requirement).map(ToString::to_string);
            (list.kind.clone(), items.collect())
        })
        .collect();
    let lists: Vec<(ListKind, Vec<String>)> = lists
        .iter()
        .map(|(kind, items)| (kind.clone(), items.iter().map(|&item| item.to_owned()).collect()))
        .collect();
    assert_eq!(found, lists, "{text:?}");
    let found: Vec<(String, String)> =
        diagnostics.iter().map(|found| (file.text(found.span).to_owned(), found.message())).collect();
    let found: Vec<(&str, &str)> = found.iter().map(|(at, message)| (&**at, &**message)).collect();
    assert_eq!(found, expected, "{text:?}");
}

fn extra(name: &str) -> ListKind {
    ListKind::Extra(name.to_owned())
}

#[test]
fn references_bring_the_requirements_of_other_options() {
    check_lists(
        "[options.extras_require]\nweb =\n  flask\n  gunicorn\nall =\n  %(web)s\n  click\n",
        &[(extra("web"), &["flask", "gunicorn"]), (extra("all"), &["flask", "gunicorn", "click"])],
        &[],
    );
    check_lists(
        "[options.extras_require]\nweb =\n  flask=>1\nall =\n  %(web)s\n",
        &[(extra("web"), &[]), (extra("all"), &[])],
        &[("=>", "`=>` is not an operator of version specifiers")],
    );
    check_lists(
        "[options]\ninstall_requires = a>1%\n",
        &[(ListKind::InstallRequires, &["a>1"])],
        &[("%", "`%` starts a reference such as `%(name)s`: a plain one is written `%%`")],
    );
}

#[test]
fn every_section_has_what_default_has() {
    check_lists(
        "[DEFAULT]\ncore = six\n[options.extras_require]\nall = %(core)s\n[flake8]\nx = 1\n",
        &[(extra("all"), &["six"]), (extra("core"), &["six"])],
        &[],
    );
    let (file, _) = SetupCfg::parse("[DEFAULT]\ncore = six >= 1\n[options.extras_require]\nall = %(core)s\n");
    assert!(file.lists().iter().all(|list| list.items.iter().all(|item| !item.is_written)));
    assert_eq!(file.format(), []);
}

#[test]
fn a_backslash_joins_a_requirement_with_its_marker() {
    check_lists(
        "[options]\ninstall_requires =\n  a >= 1; \\\n    # why\n    python_version < '3.9'\n  b\n",
        &[(ListKind::InstallRequires, &["a>=1; python_version < \"3.9\"", "b"])],
        &[],
    );
    check_lists(
        "[options]\ninstall_requires =\n  a\n  b; \\\n",
        &[(ListKind::InstallRequires, &["a"])],
        &[("\\", "no line follows this backslash: setuptools drops the requirement without a word")],
    );
}

#[test]
fn the_lists_of_pbr_and_the_names_with_dashes_are_read() {
    check_lists(
        "[metadata]\nrequires-dist =\n  a (>=1)\n  b;python_version>'3' # MIT\n  c # BSD\nsetup_requires_dist =\n  d\n[options]\nsetup-requires = e\n",
        &[
            (ListKind::PbrRequires, &["a>=1", "b; python_version > \"3\"", "c"]),
            (ListKind::PbrSetupRequires, &["d"]),
            (ListKind::SetupRequires, &["e"]),
        ],
        &[],
    );
}

#[test]
fn a_marker_on_the_line_of_its_option_gets_a_line() {
    let text = "[options.extras_require]\nwin = pywin32>=300; sys_platform == 'win32'\n";
    check_lists(
        text,
        &[(extra("win"), &[])],
        &[(
            ";",
            "on the line of its option `;` ends a requirement: one with a marker needs a line of its own",
        )],
    );
    let (file, diagnostics) = SetupCfg::parse(text);
    let edits: Vec<Edit> = diagnostics.into_iter().filter_map(|found| found.suggestion).collect();
    let repaired = "[options.extras_require]\nwin =\n    pywin32>=300; sys_platform == 'win32'\n";
    edited(&file, &edits, repaired);
    check_lists(repaired, &[(extra("win"), &["pywin32>=300; sys_platform == \"win32\""])], &[]);
    check_lists("[options.extras_require]\nall = a; b\n", &[(extra("all"), &["a", "b"])], &[]);
}
