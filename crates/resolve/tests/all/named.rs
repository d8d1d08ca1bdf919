//! The solver by names: answers, derivations, and what nobody added.

use haggle_resolve::Control;
use haggle_resolve::named::{NamedOutcome, Need, Universe, resolve};

/// `"a 1: b 2-3, c"`: a version with the packages that it needs, at a version or a range of them.
fn universe(lines: &[&'static str]) -> Universe<&'static str, u32> {
    let mut universe = Universe::new();
    for line in lines {
        let (release, texts) = line.split_once(':').unwrap();
        let (name, version) = release.split_once(' ').unwrap();
        universe.add(name, version.parse().unwrap(), needs(texts));
    }
    universe
}

fn needs(texts: &'static str) -> Vec<Need<&'static str, u32>> {
    let need = |text: &'static str| match text.trim().split_once(' ') {
        None => Need::any(text.trim()),
        Some((name, versions)) => match versions.split_once('-') {
            Some((from, to)) => Need::within(name, from.parse::<u32>().unwrap()..=to.parse::<u32>().unwrap()),
            None => Need::exactly(name, versions.parse().unwrap()),
        },
    };
    texts.split(',').filter(|text| !text.trim().is_empty()).map(need).collect()
}

#[track_caller]
fn check(lines: &[&'static str], asked: &'static str, expected: &str) {
    let shown = match resolve(&universe(lines), &needs(asked), &Control::default()) {
        NamedOutcome::Solved(pins) => {
            pins.iter().map(|(name, version)| format!("{name} {version}")).collect::<Vec<_>>().join(", ")
        }
        NamedOutcome::Unsolvable(conflict) => conflict.to_string(),
        NamedOutcome::Stopped(stop) => stop.to_string(),
    };
    assert_eq!(shown, expected, "{asked}");
}

#[test]
fn the_highest_versions_come_first() {
    let lines = ["a 1:", "a 2: b 1", "a 3: b 9", "b 1:", "b 2:"];
    check(&lines, "", "");
    check(&lines, "a", "a 2, b 1");
    check(&lines, "b, a", "a 2, b 1");
    check(&lines, "a 1", "a 1");
    check(&lines, "b", "b 2");
}

#[test]
fn a_derivation_says_what_follows_from_what() {
    check(
        &["a 1: b 1", "a 2: b 1", "b 1:", "b 2:"],
        "a, b 2",
        "1. a needs b 1\n2. a is needed\n3. b 2 is needed\nThere is no solution, by 1, 2 and 3",
    );
    check(
        &["a 1: c 1", "b 1: c 2", "c 1:", "c 2:"],
        "a, b",
        "1. b needs c 2\n2. b is needed\n3. a needs c 1\n4. a is needed\n5. c 1 is needed, by 3 and 4\n\
         There is no solution, by 1, 2 and 5",
    );
}

#[test]
fn what_nobody_added_has_no_versions() {
    check(&["a 1:"], "b", "1. b is needed, and there is no such version\nThere is no solution, by 1");
    check(
        &["pen 1: ink"],
        "pen",
        "1. pen needs a version of ink that is not there\n2. pen is needed\nThere is no solution, by 1 and 2",
    );
    check(&["a 1:"], "a 7", "1. a 7 is needed, and there is no such version\nThere is no solution, by 1");
}

#[test]
fn any_types_with_an_order_will_do() {
    let mut universe: Universe<String, u32> = Universe::default();
    universe.add("ink".to_owned(), 3, []);
    universe.add("ink".to_owned(), 4, []);
    assert_eq!(universe.versions(&"ink".to_owned()).collect::<Vec<_>>(), [&3, &4]);
}
