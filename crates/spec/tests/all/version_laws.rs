//! The laws that versions, specifiers and sets of versions state, over generated ones.

use std::cmp::Ordering;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use haggle_spec::{Prereleases, SpecifierSet, Version, VersionSet};
use proptest::prelude::*;

/// Versions of every shape, near enough to each other that orders and ranges have something to decide.
fn version_text() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        6 => 0u64..4,
        1 => Just(20_240_131),
        1 => Just(u64::MAX),
        // Where versions stop fitting one integer.
        2 => (prop::sample::select(vec![255u64, 1023, 16_383, 131_070]), 0u64..3).prop_map(|(n, more)| n - 1 + more),
    ]
    .prop_map(|n| n.to_string());
    let release = prop::collection::vec(number, 1..5).prop_map(|numbers| numbers.join("."));
    let pre = prop_oneof![3 => Just(String::new()), 1 => "(a|b|rc)[0-2]", 1 => "[-_.]?(alpha|c|preview)[-_.]?[0-2]?"];
    let post = prop_oneof![3 => Just(String::new()), 1 => "\\.post[0-2]", 1 => "-[0-2]"];
    let dev = prop_oneof![3 => Just(String::new()), 1 => "\\.dev[0-2]"];
    let local = prop_oneof![6 => Just(String::new()), 1 => "\\+[ab1](\\.[a1])?"];
    let epoch = prop_oneof![8 => Just(String::new()), 1 => Just("1!".to_owned())];
    (epoch, release, pre, post, dev, local).prop_map(|(epoch, release, pre, post, dev, local)| {
        format!("{epoch}{release}{pre}{post}{dev}{local}")
    })
}

fn version() -> impl Strategy<Value = Version> {
    version_text().prop_map(|text| text.parse().expect("a version"))
}

fn specifier_text() -> impl Strategy<Value = String> {
    let operator = prop::sample::select(vec!["==", "!=", "<=", ">=", "<", ">", "~="]);
    let exact = (operator, version_text()).prop_map(|(operator, version)| {
        let public = version.split('+').next().unwrap_or_default().to_owned();
        match operator {
            "==" | "!=" => format!("{operator}{version}"),
            "~=" if !public.contains('.') => format!(">={public}"),
            _ => format!("{operator}{public}"),
        }
    });
    prop_oneof![5 => exact, 1 => "(==|!=)[0-3](\\.[0-3]){0,2}\\.\\*"]
        .prop_filter("`~=` needs two numbers", |text| text.parse::<SpecifierSet>().is_ok())
}

fn specifiers() -> impl Strategy<Value = SpecifierSet> {
    prop::collection::vec(specifier_text(), 0..4)
        .prop_map(|texts| texts.join(",").parse().expect("specifiers"))
}

/// Unions of what specifiers take, so that sets have holes of all kinds.
fn set() -> impl Strategy<Value = VersionSet> {
    prop::collection::vec(specifiers(), 0..3).prop_map(|all| {
        all.iter().fold(VersionSet::empty(), |set, specifiers| set.union(&specifiers.to_set()))
    })
}

fn hash(version: &Version) -> u64 {
    let mut hasher = DefaultHasher::new();
    version.hash(&mut hasher);
    hasher.finish()
}

/// The order of PEP 440 as its text has it, number by number.
fn order_of_parts(left: &Version, right: &Version) -> Ordering {
    let (a, b) = (left.to_parts(), right.to_parts());
    let padded = |release: &[haggle_spec::Number], length: usize| {
        let mut release = release.to_vec();
        release.resize(length, 0.into());
        release
    };
    let length = a.release.len().max(b.release.len());
    let suffix = |parts: &haggle_spec::VersionParts| {
        let is_bare_development = parts.pre.is_none() && parts.post.is_none() && parts.dev.is_some();
        (
            (!is_bare_development, parts.pre.is_none(), parts.pre.clone()),
            parts.post.clone(),
            (parts.dev.is_none(), parts.dev.clone()),
            parts.local.clone(),
        )
    };
    let order = a.epoch.cmp(&b.epoch);
    order
        .then_with(|| padded(&a.release, length).cmp(&padded(&b.release, length)))
        .then_with(|| suffix(&a).cmp(&suffix(&b)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, ..ProptestConfig::default() })]

    #[test]
    fn printing_and_parsing_a_version_is_the_identity(text in version_text()) {
        let version: Version = text.parse().expect("a version");
        prop_assert_eq!(version.as_written(), text.as_str());
        let printed = version.to_string();
        let again: Version = printed.parse().expect("the normalised form is a version");
        prop_assert_eq!(&again, &version);
        prop_assert_eq!(again.to_string(), printed);
        prop_assert_eq!(Version::from_parts(version.to_parts()), version);
    }

    #[test]
    fn the_order_is_total(a in version(), b in version(), c in version()) {
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        if a <= b && b <= c {
            prop_assert!(a <= c);
        }
        if a == b {
            prop_assert_eq!(hash(&a), hash(&b));
            prop_assert_eq!(a.canonical(), b.canonical());
        } else {
            prop_assert_ne!(a.canonical(), b.canonical());
        }
    }

    #[test]
    fn the_order_is_that_of_the_parts(a in version(), b in version()) {
        let expected = order_of_parts(&a, &b);
        prop_assert_eq!(a.cmp(&b), expected, "{} {}", a, b);
        prop_assert_eq!((a < b, a <= b, a > b, a >= b, a == b), (
            expected.is_lt(), expected.is_le(), expected.is_gt(), expected.is_ge(), expected.is_eq(),
        ));
    }

    #[test]
    fn spelling_changes_neither_order_nor_membership(text in version_text(), other in version(), set in set()) {
        let version: Version = text.parse().expect("a version");
        let respelled: Version = format!("v{text}").parse().expect("a version");
        prop_assert_eq!(respelled.cmp(&other), version.cmp(&other));
        prop_assert_eq!(set.contains(&respelled), set.contains(&version));
    }

    #[test]
    fn sets_contain_what_their_specifiers_do(specifiers in specifiers(), version in version()) {
        let expected = specifiers.contains(&version, Prereleases::Allow);
        prop_assert_eq!(specifiers.to_set().contains(&version), expected);
    }

    #[test]
    fn the_algebra_agrees_with_membership(a in set(), b in set(), version in version()) {
        let (in_a, in_b) = (a.contains(&version), b.contains(&version));
        prop_assert_eq!(a.intersection(&b).contains(&version), in_a && in_b);
        prop_assert_eq!(a.union(&b).contains(&version), in_a || in_b);
        prop_assert_eq!(a.difference(&b).contains(&version), in_a && !in_b);
        prop_assert_eq!(a.complement().contains(&version), !in_a);
        if a.is_subset_of(&b) {
            prop_assert!(!in_a || in_b);
        }
        if a.is_disjoint(&b) {
            prop_assert!(!(in_a && in_b));
        }
    }

    #[test]
    fn the_laws_of_sets_hold_exactly(a in set(), b in set(), c in set()) {
        prop_assert_eq!(a.complement().complement(), a.clone());
        prop_assert_eq!(a.union(&b).complement(), a.complement().intersection(&b.complement()));
        prop_assert_eq!(a.intersection(&b.union(&c)), a.intersection(&b).union(&a.intersection(&c)));
        prop_assert_eq!(a.union(&a.complement()), VersionSet::full());
        prop_assert!(a.intersection(&a.complement()).is_empty());
        prop_assert_eq!(a.union(&b), b.union(&a));
        prop_assert_eq!(a.intersection(&b), b.intersection(&a));
    }

    #[test]
    fn parsing_what_was_printed_gives_the_set(a in set()) {
        let printed = a.to_string();
        prop_assert_eq!(printed.parse::<VersionSet>(), Ok(a), "{}", printed);
    }

    #[test]
    fn the_order_of_specifiers_agrees_with_equality(a in specifiers(), b in specifiers(), c in specifiers()) {
        prop_assert_eq!(a == b, a.cmp(&b).is_eq());
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert!(a > b || b > c || a <= c);
        let turned: SpecifierSet = a.iter().rev().cloned().collect();
        prop_assert_eq!(&turned, &a);
    }

    #[test]
    fn recovered_specifiers_take_the_same_versions(a in set()) {
        if let Some(specifiers) = a.to_specifier_set() {
            prop_assert_eq!(specifiers.to_set(), a);
            let printed: SpecifierSet = specifiers.to_string().parse().expect("specifiers");
            prop_assert_eq!(printed, specifiers);
        }
    }

    #[test]
    fn simplified_sets_agree_on_the_known_versions(
        a in set(),
        known in prop::collection::vec(version(), 0..12),
    ) {
        let simplified = a.simplify(&known);
        for version in &known {
            prop_assert_eq!(simplified.contains(version), a.contains(version));
        }
        prop_assert_eq!(simplified.simplify(&known), simplified);
    }

    #[test]
    fn an_unsatisfiable_set_takes_nothing(specifiers in specifiers(), version in version()) {
        if specifiers.is_unsatisfiable(Prereleases::Exclude) {
            prop_assert!(!specifiers.contains(&version, Prereleases::Exclude));
        }
    }
}
