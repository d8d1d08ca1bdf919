//! Every verb changes the lines that it is about and no other byte, over made-up files.

use std::collections::BTreeSet;

use haggle_govern::pins::{
    Bump, Cap, Exclusion, Grounds, LeftBehind, NamedText, PinDraft, PinError, PinLists, PinTexts, Removal,
    Rollback, SharedList, add_name, add_python, bump, cap, drop_name, drop_python, exclude, remove, rollback,
};
use haggle_resolve::python::PythonVersion;
use haggle_spec::{PackageName, Specifier, Version, normalise_name};
use proptest::prelude::*;

/// Names as lists spell them.
const NAMES: [&str; 8] = ["six", "oslo.log", "PyYAML", "os_vif", "zope.interface", "boto3", "Jinja2", "a"];

/// A line of the global list, or of the constraints, for a name.
fn global_line() -> impl Strategy<Value = String> {
    let name = prop::sample::select(&NAMES[..]);
    let specifiers = prop::sample::select(
        &["", "!=1.5", "!=1.2,!=1.7", "<9", "!=1.2,<9", " >= 1 ,  != 1.4", " (!=1.1)"][..],
    );
    let marker = prop::sample::select(
        &["", ";sys_platform!='win32'", " ; python_version < '3.12'", ";python_version>='3.10'"][..],
    );
    let comment = prop::sample::select(&["", "  # MIT", "# BSD", " # Apache-2.0 (+ more)"][..]);
    (name, specifiers, marker, comment)
        .prop_map(|(name, specifiers, marker, comment)| format!("{name}{specifiers}{marker}{comment}"))
}

fn pin_line() -> impl Strategy<Value = String> {
    let name = prop::sample::select(&NAMES[..]);
    let version = prop::sample::select(&["1.0", "1.3.1", "2.0"][..]);
    let marker = prop::sample::select(
        &["", "", ";python_version=='3.10'", ";python_version>='3.11'", " ; sys_platform=='win32'"][..],
    );
    let comment = prop::sample::select(&["", "", "  # why"][..]);
    (name, version, marker, comment)
        .prop_map(|(name, version, marker, comment)| format!("{name}==={version}{marker}{comment}"))
}

fn list_line() -> impl Strategy<Value = String> {
    prop::sample::select(
        &["# ours", "", "flake8", "pylint  # linter", "types-six", "openstack/nova", "openstack/zun"][..],
    )
    .prop_map(str::to_owned)
}

/// A file of lines, with comments and blanks among them and one of the line endings, the last of which may be left out.
fn file(line: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let other = prop::sample::select(&["# note", "## section:general", "", "# two\n# lines"][..]);
    let line = prop_oneof![4 => line, 1 => other.prop_map(str::to_owned)];
    let ending = prop::sample::select(&["\n", "\r\n"][..]);
    (prop::collection::vec(line, 0..14), ending, any::<bool>()).prop_map(|(lines, ending, ends)| {
        let mut text = lines.join("\n").replace('\n', ending);
        if ends && !text.is_empty() {
            text.push_str(ending);
        }
        text
    })
}

/// What is asked for: the verb by its number, the name, two versions.
type Asked = (usize, usize, &'static str, &'static str);

fn asked() -> impl Strategy<Value = Asked> {
    let versions = prop::sample::select(&["0.9", "1.0", "1.3.1", "1.7", "3.1"][..]);
    (0..12_usize, 0..NAMES.len(), versions.clone(), versions)
}

fn lists(global: &str, pins: &str, denylist: &str, projects: &str) -> Option<PinLists> {
    let text =
        |path: &str, content: &str| NamedText { path: path.to_owned(), bytes: content.as_bytes().to_vec() };
    let texts = PinTexts {
        global: text("global.txt", global),
        constraints: text("pins.txt", pins),
        denylist: Some(text("denylist.txt", denylist)),
        projects: Some(text("projects.txt", projects)),
    };
    let pythons: Vec<PythonVersion> =
        ["3.10", "3.11", "3.12"].iter().map(|text| text.parse().expect("it is one")).collect();
    PinLists::parse(texts, &pythons).ok()
}

/// Carries out the verb. Beside the draft, whether lines of any name may change, as their markers name a Python.
fn carry_out(lists: &PinLists, (verb, name, first, second): Asked) -> (Result<PinDraft, PinError>, bool) {
    let name: PackageName = NAMES[name].parse().expect("it is one");
    let (version, to): (Version, Version) =
        (first.parse().expect("it is one"), second.parse().expect("it is one"));
    let grounds = Grounds { bug: Some("https://bugs.example.org/1"), reason: Some("It is broken.") };
    let specifier: Specifier = format!("<{version}").parse().expect("it is one");
    let names = [name.clone()];
    let versions = [version.clone()];
    let python = |text: &str| -> PythonVersion { text.parse().expect("it is one") };
    let draft = match verb {
        0 => bump(
            lists,
            &Bump { name: &name, version: Some(version), reason: None, overrides_hold: false },
            None,
        ),
        1 => exclude(lists, &Exclusion { name: &name, versions: &versions, to: Some(to), grounds }, None),
        2 => cap(lists, &Cap { name: &name, specifier: Some(&specifier), to: Some(to), grounds }, None),
        3 => cap(lists, &Cap { name: &name, specifier: None, to: None, grounds }, None),
        4 => rollback(
            lists,
            &Rollback { name: &name, to: Some(version), leaves: LeftBehind::Excluded, grounds },
            None,
        ),
        5 => remove(
            lists,
            &Removal { names: &names, reason: None, takes_orphans: false, keeps_required_pins: false },
            None,
        ),
        6 => drop_python(lists, &python("3.10")),
        7 => add_python(lists, &python("3.13"), None),
        8 => add_name(lists, SharedList::Denylist, name.as_str(), None),
        9 => drop_name(lists, SharedList::Denylist, "flake8", None),
        10 => add_name(lists, SharedList::Projects, "openstack/oslo.log", None),
        _ => drop_name(lists, SharedList::Projects, "openstack/zun", None),
    };
    (draft, verb == 6 || verb == 7)
}

/// The names that a verb may touch.
fn touched((verb, name, ..): Asked) -> BTreeSet<String> {
    let own = match verb {
        9 => "flake8",
        10 => "openstack/oslo.log",
        11 => "openstack/zun",
        _ => NAMES[name],
    };
    BTreeSet::from([normalise_name(own)])
}

fn name_of(line: &str) -> String {
    let end = line.find(|c: char| " =<>!~;[#(\r\n".contains(c)).unwrap_or(line.len());
    normalise_name(&line[..end])
}

/// The lines of a file that are not a name's own, each with whether it is a comment right above one that is.
fn others<'a>(text: &'a str, names: &BTreeSet<String>) -> Vec<(&'a str, bool)> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let is_its = |line: &str| names.contains(&name_of(line));
    let is_comment = |line: &str| line.starts_with('#') && !line.starts_with("##");
    let kept = lines.iter().enumerate().filter(|(_, line)| !is_its(line));
    kept.map(|(at, line)| {
        let next = lines[at..].iter().find(|line| !is_comment(line));
        // Where the last line gains a neighbour, it gains a line ending: that is the neighbour's.
        (line.trim_end_matches(['\r', '\n']), is_comment(line) && next.is_some_and(|line| is_its(line)))
    })
    .collect()
}

/// Whether the lines after are those before, but for comments that belong to a name's own lines and the one that a cap brings.
fn is_kept(before: &[(&str, bool)], after: &[(&str, bool)]) -> bool {
    if let Some((line, _)) = after.first()
        && line.starts_with("# Capped until")
    {
        return is_kept(before, &after[1..]);
    }
    let Some(((line, is_own), rest)) = before.split_first() else { return after.is_empty() };
    let is_there = after.first().is_some_and(|(other, _)| other == line);
    is_there && is_kept(rest, &after[1..]) || *is_own && is_kept(rest, after)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn a_verb_changes_its_own_lines_only(
        global in file(global_line()),
        pins in file(pin_line()),
        denylist in file(list_line()),
        projects in file(list_line()),
        asked in asked(),
    ) {
        let Some(lists) = lists(&global, &pins, &denylist, &projects) else { return Ok(()) };
        let (draft, by_python) = carry_out(&lists, asked);
        let Ok(draft) = draft else { return Ok(()) };
        let own = touched(asked);
        for file in &draft.files {
            let (before, after) = (String::from_utf8(file.before.clone()).expect("text"), String::from_utf8(file.after.clone()).expect("text"));
            let by_marker = before.lines().filter(|line| by_python && line.contains("python_version")).map(name_of);
            let names: BTreeSet<String> = own.iter().cloned().chain(by_marker).collect();
            prop_assert!(is_kept(&others(&before, &names), &others(&after, &names)), "{}", file.diff());
            prop_assert!(PinLists::parse(
                PinTexts {
                    global: NamedText { path: String::new(), bytes: if file.path == "global.txt" { file.after.clone() } else { Vec::new() } },
                    constraints: NamedText { path: String::new(), bytes: if file.path == "pins.txt" { file.after.clone() } else { Vec::new() } },
                    denylist: None,
                    projects: None,
                },
                &[],
            ).is_ok(), "{}", file.diff());
            let has_crlf = before.contains("\r\n");
            prop_assert!(!has_crlf || !after.replace("\r\n", "").contains('\n'), "{:?}", after);
        }
    }
}
