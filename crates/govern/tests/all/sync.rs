//! The sync keeps what is the project's and brings the rest in line.

use std::collections::BTreeMap;

use haggle_govern::check::{GateRules, SharedLists, gate};
use haggle_govern::sync::{SyncAction, SyncLists, SyncPlan, SyncPolicy, plan};
use haggle_spec::SpecifierSet;
use haggle_spec::file::{EntryFile, Urls};
use proptest::prelude::*;

fn planned(global: &str, drops_unlisted: bool, path: &str, local: &str, policy: SyncPolicy) -> SyncPlan {
    let file = |text: &str| EntryFile::parse(text, Urls::Allowed).0;
    let (list, pins, denied, none) = (file(global), file(""), file("flake8\n"), file(""));
    let shared = SharedLists::new(&list, &pins, &denied, &none);
    let pythons: SpecifierSet = ">=3.11".parse().unwrap();
    let lists = SyncLists { lists: &shared, global, pythons: &pythons.to_set(), drops_unlisted };
    let files = BTreeMap::from([(path.to_owned(), local.as_bytes().to_vec())]);
    let found = plan(&files, &lists, policy).unwrap();
    let again = plan(&found.files, &lists, policy).unwrap();
    assert_eq!(again.files, BTreeMap::new(), "a second run of {policy:?} changes {:?}", found.files);
    found
}

#[track_caller]
fn check_at(path: &str, global: &str, local: &str, policy: SyncPolicy, expected: &str) {
    let found = planned(global, false, path, local, policy);
    let after = found.files.get(path).map_or(local, |bytes| std::str::from_utf8(bytes).unwrap());
    assert_eq!(after, expected);
}

#[track_caller]
fn check(global: &str, local: &str, subset: &str, full: &str) {
    check_at("requirements.txt", global, local, SyncPolicy::Subset, subset);
    check_at("requirements.txt", global, local, SyncPolicy::Full, full);
}

#[test]
fn exclusions_of_the_list_are_copied_where_the_policy_says_so() {
    let local = "# ours\r\nsix>=1.2 # MIT\r\n";
    check("six!=1.5  # MIT\n", local, local, "# ours\r\nsix>=1.2,!=1.5 # MIT\r\n");
    check("boto3<1.36\n", "boto3>=1.9.199\n", "boto3>=1.9.199\n", "boto3>=1.9.199,<1.36\n");
    let own = "stevedore!=3.0.0,>=1.20.0 # x\n";
    check("stevedore!=3.0.0\n", own, own, own);
}

#[test]
fn what_the_list_does_not_exclude_goes() {
    check("six\n", "six>=1.2,!=1.5\n", "six>=1.2\n", "six>=1.2\n");
    check("six<3\n", "six>=1.2,<2\n", "six>=1.2\n", "six>=1.2,<3\n");
}

#[test]
fn an_exclusion_below_the_lower_bound_is_not_written() {
    check("pbr!=2.1.0,!=6.1\n", "pbr>=3.1.1 # x\n", "pbr>=3.1.1 # x\n", "pbr>=3.1.1,!=6.1 # x\n");
    check("pbr!=2.1.0\n", "pbr!=2.1.0,>=3.1.1\n", "pbr!=2.1.0,>=3.1.1\n", "pbr!=2.1.0,>=3.1.1\n");
}

#[test]
fn a_bound_that_is_excluded_moves_to_the_next_version() {
    check(
        "oslo.service!=1.28.1,!=4.5.0\n",
        "oslo.service[threading]>=4.5.0 # Apache-2.0\n",
        "oslo.service[threading]>=4.5.1 # Apache-2.0\n",
        "oslo.service[threading]>=4.5.1 # Apache-2.0\n",
    );
}

#[test]
fn the_marker_is_the_list_s_to_the_byte_and_stays_where_the_gate_accepts_it() {
    let global = "pyroute2!=0.5.4;sys_platform!='win32'\n";
    let right = "pyroute2>=0.5;sys_platform!='win32'\n";
    check(global, right, right, "pyroute2>=0.5,!=0.5.4;sys_platform!='win32'\n");
    check(
        global,
        "pyroute2>=0.6\n",
        "pyroute2>=0.6;sys_platform!='win32'\n",
        "pyroute2>=0.6;sys_platform!='win32'\n",
    );
    let spaced = "pyroute2>=0.6;sys_platform != 'win32'\n";
    check(global, spaced, "pyroute2>=0.6;sys_platform!='win32'\n", "pyroute2>=0.6;sys_platform!='win32'\n");
    let python = "a>=1;python_version<'3.9'\n";
    check("a\n", python, python, python);
}

#[test]
fn other_files_are_written_as_they_are() {
    let setup = "[extras]\nx =\n  a>=1:sys_platform=='linux' # MIT\n  b>=1\n";
    let synced = "[extras]\nx =\n  a>=1:sys_platform!='win32' # MIT\n  b>=2\n";
    check_at("setup.cfg", "a;sys_platform!='win32'\nb!=1\n", setup, SyncPolicy::Subset, synced);
    let project = "[project]\nname = 'p'\noptional-dependencies.x = [\n  'a>=1', # MIT\n]\n";
    let synced =
        "[project]\nname = 'p'\noptional-dependencies.x = [\n  \"a>=1;sys_platform!='win32'\", # MIT\n]\n";
    check_at("pyproject.toml", "a;sys_platform!='win32'\n", project, SyncPolicy::Subset, synced);
    check_at("requirements.txt", "Django\n", "django>=1\n", SyncPolicy::Subset, "Django>=1\n");
}

#[test]
fn denied_unknown_and_ambiguous_names_are_left_alone() {
    let global = "flake8!=1\nfoo<2;sys_platform=='linux'\nfoo>1;sys_platform!='linux'\n";
    let found =
        planned(global, false, "requirements.txt", "flake8\nbar\nfoo;os_name=='nt'\n", SyncPolicy::Subset);
    let actions: Vec<SyncAction> = found.lines.into_iter().map(|line| line.action).collect();
    assert_eq!(actions, [SyncAction::NotListed, SyncAction::Ambiguous]);
}

#[test]
fn names_that_left_the_list_go_where_that_is_asked_for() {
    let local = "# ours\nbar>=1 # MIT\nfoo>=2\nflake8\n";
    let found = planned("foo!=2\n", true, "requirements.txt", local, SyncPolicy::Subset);
    assert_eq!(found.files["requirements.txt"], b"# ours\nfoo>=3\nflake8\n");
    let rewritten: Vec<(&str, &str)> = found
        .lines
        .iter()
        .filter_map(|line| match &line.action {
            SyncAction::Rewrite { after, .. } => Some((line.name.as_str(), after.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(rewritten, [("bar", ""), ("foo", "foo>=3")]);
}

#[test]
fn the_historic_policy_takes_whole_lines() {
    check_at(
        "requirements.txt",
        "six>=2 # MIT\n",
        "# ours\nsix>=1\n",
        SyncPolicy::Historic,
        "# The order of packages is significant, because pip processes them in the order\n\
         # of appearance. Changing the order has an impact on the overall integration\n\
         # process, which may cause wedges in the gate later.\n# ours\nsix>=2 # MIT\n",
    );
}

proptest! {
    #[test]
    fn the_gate_accepts_what_was_brought_in_line(
        exclusion in 0_u8..9,
        cap in proptest::option::of(10_u8..20),
        lower in 0_u8..9,
        own in proptest::option::of(0_u8..9),
        marker in proptest::sample::select(vec!["", ";os_name=='nt'", ";sys_platform != 'win32'"]),
        comment in "[ a-z]{0,8}",
    ) {
        let cap = cap.map(|cap| format!(",<{cap}")).unwrap_or_default();
        let global = format!("six!={exclusion}{cap};sys_platform!='win32'\n");
        let own = own.map(|own| format!(",!={own}")).unwrap_or_default();
        let local = format!("six>={lower}{own}{marker}  #{comment}\n");
        for policy in [SyncPolicy::Subset, SyncPolicy::Full] {
            let found = planned(&global, false, "requirements.txt", &local, policy);
            let after = found.files.get("requirements.txt").map_or(local.as_bytes(), Vec::as_slice);
            let suffix = format!("  #{comment}\n");
            prop_assert!(after.ends_with(suffix.as_bytes()));
            let file = |text: &str| EntryFile::parse(text, Urls::Allowed).0;
            let (list, none) = (file(&global), file(""));
            let shared = SharedLists::new(&list, &none, &none, &none);
            let files = BTreeMap::from([("requirements.txt".to_owned(), after.to_vec())]);
            let rules = GateRules { branch: "stable/x".to_owned(), ..GateRules::default() };
            prop_assert_eq!(gate(&files, &shared, &rules).findings, vec![]);
        }
    }
}
