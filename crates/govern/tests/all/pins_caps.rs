//! A cap in the global list that makes other caps necessary, over made-up releases.

use crate::pin_files::{changes, facts, lists};
use haggle_govern::pins::{Cap, Grounds, PinDraft, cap};
use haggle_spec::release::{PackageFacts, ReleaseFacts, ReleaseMetadata};

const PINS: &str = "store===3.1\ncore===3.1\ntransfer===0.13\nclient===5.0\nneighbour===1.0\n";

const RELEASES: [&str; 17] = [
    "store 1.0 : core<2",
    "store 2.4 : core<2.5,>=2.4, transfer<0.11,>=0.10",
    "store 3.1 : core<3.2,>=3.1, transfer<0.14,>=0.13",
    "core 2.4",
    "core 2.5.0",
    "core 3.0 >=3.12",
    "core 3.1",
    "transfer 0.10.4",
    "transfer 0.11.0",
    "transfer 0.12rc1",
    "transfer 0.13",
    "client 3.0 : store",
    "client 4.0 : store>=2",
    "client 4.1 : store>=2,<4",
    "client 4.2 : store>=3",
    "client 5.0 : store>=3",
    "neighbour 1.0",
];

#[track_caller]
fn draft(global: &str, to: Option<&str>, known: &ReleaseFacts) -> PinDraft {
    let lists = lists([global, PINS, "", "", ""], &["3.10", "3.12"]);
    let name = "store".parse().unwrap();
    let specifier = "<3".parse().unwrap();
    let to = to.map(|text| text.parse().unwrap());
    let asked = Cap { name: &name, specifier: Some(&specifier), to, grounds: Grounds::default() };
    cap(&lists, &asked, Some(known)).unwrap()
}

/// The lines of the global list that change, in pairs of what was and what is.
#[track_caller]
fn check(global: &str, releases: &[&str], expected: &[&str], said: &str) {
    let draft = draft(global, None, &facts(releases));
    let found: Vec<String> = changes(&draft).into_iter().filter(|line| !line.contains("===")).collect();
    assert_eq!(found, expected);
    let message = draft.message.to_string();
    let following = message.split_once("cannot be had with it:\n\n").map_or("", |(_, rest)| rest);
    assert_eq!(following.trim_end(), said, "{message}");
    assert_eq!(draft.notes, Vec::<String>::new());
}

#[test]
fn what_moves_with_a_cap_is_capped_where_the_list_leaves_it_open() {
    check(
        "store\ncore!=2.0,!=3.0\ntransfer>=0.1  # MIT\nclient\n",
        &RELEASES,
        &[
            "-store",
            "-core!=2.0,!=3.0",
            "-transfer>=0.1  # MIT",
            "-client",
            "+store<3",
            "+core!=2.0,<2.5",
            "+transfer>=0.1,<0.11  # MIT",
            "+client<4.2",
        ],
        "- client below 4.2: client 4.2 and later require store>=3\n\
         - core below 2.5: store 2.4 requires core<2.5,>=2.4\n\
         - transfer below 0.11: store 2.4 requires transfer<0.11,>=0.10",
    );
}

#[test]
fn a_name_that_is_bounded_or_not_listed_gets_no_cap() {
    check("store\ncore<4\nclient<6\n", &RELEASES, &["-store", "+store<3"], "");
}

#[test]
fn a_name_that_another_pin_holds_back_gets_no_cap() {
    let mut releases = RELEASES.to_vec();
    releases.retain(|line| !line.starts_with("store 2.4"));
    releases.extend(["store 2.4 : core>=2", "core 4.0"]);
    check("store\ncore\n", &releases, &["-store", "+store<3"], "");
}

#[test]
fn what_is_not_known_is_not_guessed() {
    let mut known = facts(&RELEASES);
    let releases = known.packages.get_mut("store").unwrap();
    let PackageFacts::Releases(releases) = releases else { panic!("store has releases") };
    let mut unread = releases[&"2.4".parse().unwrap()].clone();
    unread.metadata = ReleaseMetadata::Unfetched;
    releases.insert("2.6".parse().unwrap(), unread);
    let draft = draft("store\ncore\n", Some("2.4"), &known);
    let found: Vec<String> = changes(&draft).into_iter().filter(|line| !line.contains("===")).collect();
    assert_eq!(found, ["-store", "+store<3"]);
    let note = "whether newer releases of core go with the cap is not known without the requirements of store==2.6: \
                it is not capped";
    assert_eq!(draft.notes, [note]);
    assert_eq!(draft.missing.len(), 1);
}
