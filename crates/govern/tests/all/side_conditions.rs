//! Side conditions: placements on terms, as options of their own.

use crate::family::one_feature;

use haggle_tradeoff::Measure;
use one_feature::{DEMO_VALUES, Evaluated, OneFeature};

const GUARDS: &str = "[[feature.condition]]\nid = \"guards\"\nof = \"extra\"\nterms = \"once the imports are guarded\"\n\
                      amounts = { promised-work = \"2 * unguarded\" }\nlifts = [\"guarded\"]\nevidence = \"a.py\"\n";

/// The names of the options that are left, and of all.
fn options(evaluated: &Evaluated) -> (Vec<&str>, Vec<&str>) {
    let all = evaluated.problem().alternatives.iter().map(|one| one.id.as_str()).collect();
    (evaluated.decision().screening.eligible.iter().map(String::as_str).collect(), all)
}

fn family(today: &'static str, guarded: bool) -> OneFeature {
    OneFeature { share: Some(100), today, guarded, feature: GUARDS.to_owned(), ..OneFeature::default() }
}

/// A condition lifts the veto for its own option alone, and is not offered where there is nothing to lift.
#[test]
fn a_condition_lifts_a_veto_for_its_own_option() {
    for (guarded, open, n_options) in [(false, "extra+guards", 5), (true, "extra", 4)] {
        let evaluated = family("core", guarded).evaluated();
        let (eligible, all) = options(&evaluated);
        let extras: Vec<&str> = eligible.into_iter().filter(|one| one.starts_with("extra")).collect();
        assert_eq!((extras, all.len()), (vec![open], n_options));
    }
}

/// What the terms cost is traced to a fact, spread over the horizon, and on no other option.
#[test]
fn the_price_of_a_condition_is_traced_to_a_fact() {
    let evaluated = family("core", false).evaluated();
    let of = |option: &str| {
        let mut cells = evaluated.problem().cells.iter();
        let cell = cells.find(|cell| cell.criterion == "promised-work" && cell.alternative == option);
        cell.unwrap().measure.clone()
    };
    let expected = Measure::Affine { intercept: 0.0, terms: vec![("unguarded".to_owned(), 2.0 / 5.0)] };
    assert_eq!(of("extra+guards"), expected);
    assert!(matches!(of("extra"), Measure::Fixed { value: 0.0, .. }));
    assert!(evaluated.value("extra+guards") < evaluated.value("extra"));
}

/// Terms on which it stays where it is are a change, which a freeze forbids; what strikes out the placement strikes out the terms.
#[test]
fn what_strikes_out_a_placement_strikes_out_its_terms() {
    let job = "[[feature.condition]]\nid = \"job\"\nof = \"extra\"\nterms = \"with a job\"\namounts = { promised-work = 1 }\nevidence = \"e\"\n";
    let of = |process, licence: &str| {
        let family = OneFeature {
            today: "extra",
            feature: job.to_owned(),
            process,
            manifest: String::new(),
            values: DEMO_VALUES.to_owned(),
            licence: licence.to_owned(),
            ..OneFeature::default()
        };
        let evaluated = family.evaluated();
        options(&evaluated).0.contains(&"extra+job")
    };
    assert!(of("frozen = false\nstable = false\n", "MIT"));
    assert!(!of("frozen = true\nstable = false\n", "MIT"));
    assert!(!of("frozen = false\nstable = false\n", "GPL-3.0-only"));
}

/// An option more changes the value of no other.
#[test]
fn a_condition_moves_no_other_option() {
    let with = family("core", false).evaluated();
    let without = OneFeature { feature: String::new(), ..family("core", false) }.evaluated();
    for one in &without.decision().alternatives {
        assert!((one.value - with.value(&one.id)).abs() <= 0.0, "{}", one.id);
    }
}
