//! Culprits of failing batches: the answer is right, and it takes few tests.

use std::num::NonZeroU32;

use haggle_govern::bisect::{
    Batch, BatchRequirements, BisectStep, Bisection, Culprits, PinBatch, RunOutcome,
};
use haggle_spec::release::{PackageFacts, Release, ReleaseFacts, ReleaseMetadata};
use haggle_spec::{MarkerEnvironment, Platform};
use proptest::prelude::*;

/// Splitmix64: the same batches everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(bound).unwrap()).unwrap()
    }

    fn distinct(&mut self, bound: usize, count: usize) -> Vec<usize> {
        let mut chosen = Vec::new();
        while chosen.len() < count {
            let number = self.below(bound);
            if !chosen.contains(&number) {
                chosen.push(number);
            }
        }
        chosen
    }
}

/// Whether a set of changes fails, by the sets that fail.
fn fails(changes: &[usize], truth: &[Vec<usize>]) -> bool {
    truth.iter().any(|set| set.iter().all(|change| changes.contains(change)))
}

/// Runs a search to its end; the culprits, and how many tests it took.
fn found(batch: Batch, truth: &[Vec<usize>]) -> (Culprits, usize) {
    let mut bisection = Bisection::new(batch, NonZeroU32::MIN);
    for n_tests in 0.. {
        match bisection.step(1) {
            BisectStep::Run(runs) => {
                let outcome =
                    if fails(&runs[0].changes, truth) { RunOutcome::Failed } else { RunOutcome::Passed };
                bisection.record(&runs[0].changes, outcome);
            }
            BisectStep::Done(culprits) => return (culprits, n_tests),
            other => panic!("{other:?}"),
        }
    }
    unreachable!("the search ends")
}

fn sorted(mut sets: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    for set in &mut sets {
        set.sort_unstable();
    }
    sets.sort();
    sets
}

fn log2_choices(n: usize, d: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    (0..d).map(|k| ((n - k) as f64 / (k + 1) as f64).log2()).sum()
}

/// How culprits fail.
#[derive(Debug, Clone, Copy)]
enum How {
    Alone,
    Together,
    /// In groups of any sizes.
    Mixed,
}

/// Mean tests and mean of `1.25 log2 C(n, d) + d`, over seeded batches of 10 to 200 changes with 1 to 5 culprits.
fn means(n_batches: u32, how: How) -> (f64, f64) {
    let mut numbers = Numbers(1);
    let (mut tests, mut bounds) = (0.0, 0.0);
    for _ in 0..n_batches {
        let (n, d) = (10 + numbers.below(191), 1 + numbers.below(5));
        let culprits = numbers.distinct(n, d);
        let truth: Vec<Vec<usize>> = match how {
            How::Alone => culprits.iter().map(|change| vec![*change]).collect(),
            How::Together => vec![culprits],
            How::Mixed => {
                let mut groups: Vec<Vec<usize>> = Vec::new();
                for change in culprits {
                    let at = numbers.below(groups.len() + 1);
                    match groups.get_mut(at) {
                        Some(group) => group.push(change),
                        None => groups.push(vec![change]),
                    }
                }
                groups
            }
        };
        let (culprits, n_tests) = found(Batch::new(n, &[]), &truth);
        assert_eq!(culprits.sets, sorted(truth.clone()), "{n} changes");
        if matches!(how, How::Alone) {
            assert!(n_tests <= n + 1, "{n_tests} tests of {n} changes: {truth:?}");
        }
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let (taken, few) = (n_tests as f64, d as f64);
        tests += taken;
        bounds += 1.25 * log2_choices(n, d) + few;
    }
    (tests / f64::from(n_batches), bounds / f64::from(n_batches))
}

/// How many batches the laws are measured on: `HAGGLE_BISECT_BATCHES`, else few enough for every run of the tests.
#[expect(clippy::disallowed_methods, reason = "more batches are for who asks for them")]
fn n_batches(few: u32) -> u32 {
    std::env::var("HAGGLE_BISECT_BATCHES").map_or(few, |text| text.parse().unwrap())
}

#[test]
fn culprits_that_fail_alone_take_few_tests() {
    let (mean, bound) = means(n_batches(100), How::Alone);
    assert!(mean <= bound, "{mean} > {bound}");
}

#[test]
fn culprits_that_interact_are_found() {
    for how in [How::Together, How::Mixed] {
        let (mean, bound) = means(n_batches(30), how);
        assert!(mean <= 1.15 * bound, "{how:?}: {mean} > 1.15 * {bound}");
    }
}

/// With many culprits, too, there are few more tests than changes.
#[test]
fn many_culprits_take_about_a_test_for_each_change() {
    let mut numbers = Numbers(2);
    for n in [1usize, 2, 3, 10, 22, 26, 37] {
        for d in [1, n / 2, n.saturating_sub(1), n].into_iter().filter(|d| *d > 0) {
            let truth: Vec<Vec<usize>> =
                numbers.distinct(n, d).into_iter().map(|change| vec![change]).collect();
            let (culprits, n_tests) = found(Batch::new(n, &[]), &truth);
            assert_eq!(culprits.sets, sorted(truth));
            assert!(n_tests <= n + n / 2 + 2, "{n_tests} tests of {n} changes with {d} culprits");
        }
    }
}

#[test]
fn groups_of_small_batches_are_small() {
    let mut numbers = Numbers(3);
    for n in (10..46).step_by(5) {
        for round in 0..2 {
            // Places are moved as long as that takes no fewer tests.
            let mut places = numbers.distinct(n, 5 - round % 2);
            let tests = |places: &[usize]| {
                let truth: Vec<Vec<usize>> = places.iter().map(|place| vec![*place]).collect();
                found(Batch::new(n, &[]), &truth).1
            };
            let mut worst = tests(&places);
            for _ in 0..8 {
                let mut moved = places.clone();
                let (which, to) = (numbers.below(places.len()), numbers.below(n));
                if !moved.contains(&to) {
                    moved[which] = to;
                    let taken = tests(&moved);
                    if taken >= worst {
                        (worst, places) = (taken, moved);
                    }
                }
            }
            assert!(worst <= n + 1, "{worst} tests of {n} changes, culprits at {places:?}");
        }
    }
}

/// Batches with any minimal failing sets, and changes that require others.
fn problems() -> impl Strategy<Value = (usize, Vec<(usize, usize)>, Vec<Vec<usize>>)> {
    (1usize..14).prop_flat_map(|n| {
        let sets = prop::collection::vec(prop::collection::vec(0..n, 1..4), 1..4);
        (Just(n), prop::collection::vec((0..n, 0..n), 0..5), sets)
    })
}

fn closed(set: u32, n: usize, requires: &[(usize, usize)]) -> bool {
    let has = |change: usize| set >> change & 1 == 1;
    requires.iter().all(|(from, to)| *from >= n || *to >= n || !has(*from) || has(*to))
}

fn changes_of(set: u32, n: usize) -> Vec<usize> {
    (0..n).filter(|change| set >> change & 1 == 1).collect()
}

proptest! {
    /// Against all sets: every set that is asked for can be tested; the answer has exactly the minimal failing sets, without what is
    /// required; the rest passes.
    #[test]
    fn the_answer_is_that_of_all_sets((n, requires, truth) in problems()) {
        let batch = Batch::new(n, &requires);
        let mut bisection = Bisection::new(batch, NonZeroU32::MIN);
        let culprits = loop {
            match bisection.step(3) {
                BisectStep::Run(runs) => {
                    for run in runs {
                        let set = run.changes.iter().fold(0, |set, change| set | 1u32 << change);
                        prop_assert!(closed(set, n, &requires), "{:?} cannot be tested", run.changes);
                        let outcome = if fails(&run.changes, &truth) { RunOutcome::Failed } else { RunOutcome::Passed };
                        bisection.record(&run.changes, outcome);
                    }
                }
                BisectStep::Done(culprits) => break culprits,
                other => prop_assert!(false, "{other:?}"),
            }
        };
        let fails_of = |set: &u32| fails(&changes_of(*set, n), &truth);
        let failing: Vec<u32> =
            (0..1u32 << n).filter(|set| closed(*set, n, &requires) && fails_of(set)).collect();
        let minimal = failing.iter().filter(|set| !failing.iter().any(|other| other != *set && other & **set == *other));
        prop_assert_eq!(minimal.count(), culprits.sets.len());
        let left_out = culprits.left_out.iter().fold(0, |set, change| set | 1u32 << change);
        let rest = ((1u32 << n) - 1) & !left_out;
        prop_assert!(closed(rest, n, &requires) && !fails_of(&rest));
        for set in &culprits.sets {
            prop_assert!(set.iter().any(|change| culprits.left_out.contains(change)));
        }
    }
}

#[test]
fn two_of_three_runs_decide_where_two_have_to_agree() {
    let two = NonZeroU32::new(2).unwrap();
    let mut bisection = Bisection::new(Batch::new(1, &[]), two);
    let BisectStep::Run(runs) = bisection.step(8) else { panic!("runs are wanted") };
    let first: Vec<(Vec<usize>, u32)> = runs.into_iter().map(|run| (run.changes, run.run)).collect();
    assert_eq!(first[..2], [(vec![0], 1), (vec![0], 2)]);
    bisection.record(&[0], RunOutcome::Failed);
    bisection.record(&[0], RunOutcome::Passed);
    let BisectStep::Run(runs) = bisection.step(1) else { panic!("a third run is wanted") };
    assert_eq!((runs[0].changes.as_slice(), runs[0].run), ([0].as_slice(), 3));
    bisection.record(&[0], RunOutcome::Failed);
    let BisectStep::Run(runs) = bisection.step(1) else { panic!("nothing has passed yet") };
    assert!(runs[0].changes.is_empty());
    bisection.record(&[], RunOutcome::Passed);
    bisection.record(&[], RunOutcome::Passed);
    assert!(matches!(bisection.step(1), BisectStep::Done(culprits) if culprits.sets == [[0]]));
}

#[test]
fn a_batch_that_passes_and_a_base_that_fails_are_told() {
    for (outcome, expected) in
        [(RunOutcome::Passed, BisectStep::BatchPasses), (RunOutcome::Failed, BisectStep::BaseFails)]
    {
        let mut bisection = Bisection::new(Batch::new(30, &[]), NonZeroU32::MIN);
        while let BisectStep::Run(runs) = bisection.step(1) {
            bisection.record(&runs[0].changes, outcome);
        }
        assert_eq!(bisection.step(1), expected);
    }
}

fn release(requirements: &[&str]) -> Release {
    let requirements = requirements.iter().map(|text| text.parse().unwrap()).collect();
    let metadata = ReleaseMetadata::Known { requirements, provides_extra: Vec::new() };
    Release { metadata, ..Release::default() }
}

#[test]
fn pins_that_require_each_other_change_together() {
    let before = b"# why\nboto3===1.1\nbotocore===1.1\nsix===1.16.0;python_version<'3.12'  # old\nsix===1.17.0;python_version>='3.12'\n";
    let after = b"boto3===1.2\nbotocore===1.2\nsix===1.17.0\nzipp===3.0 # new\n";
    let batch = PinBatch::between(before, after).unwrap();
    let words: Vec<String> = batch.changes().iter().map(haggle_govern::bisect::PinChange::words).collect();
    assert_eq!(
        words,
        ["boto3 1.1 -> 1.2", "botocore 1.1 -> 1.2", "six 1.16.0, 1.17.0 -> 1.17.0", "zipp 3.0 (new)"]
    );
    assert_eq!(
        batch.file(&[1, 2, 3]),
        b"# why\nboto3===1.1\nbotocore===1.2\nsix===1.17.0\nzipp===3.0 # new\n"
    );
    assert_eq!(batch.file(&[]), before);
    let releases = |versions: &[(&str, &[&str])]| {
        let releases = versions.iter().map(|(version, needs)| (version.parse().unwrap(), release(needs)));
        PackageFacts::Releases(releases.collect())
    };
    let facts = ReleaseFacts {
        packages: [
            ("boto3", releases(&[("1.1", &["botocore<1.2"]), ("1.2", &["botocore>=1.2,<1.3"])])),
            ("botocore", releases(&[("1.1", &[]), ("1.2", &[])])),
            ("zipp", releases(&[("3.0", &["six>=1.17"])])),
        ]
        .into_iter()
        .map(|(name, facts)| (name.parse().unwrap(), facts))
        .collect(),
    };
    let environments = ["3.11.0", "3.12.0"].map(|python| MarkerEnvironment::new(python, Platform::Linux));
    let found = BatchRequirements::of(&batch, &facts, &environments);
    assert_eq!(found.requires, [(0, 1), (1, 0), (3, 2)]);
    assert!(found.conflicts.is_empty());
    assert_eq!(found.unknown.iter().map(ToString::to_string).collect::<Vec<_>>(), ["six"]);
    // Together they are one part: six and what requires it, and the pair.
    assert_eq!(Batch::new(4, &found.requires).n_parts(), 3);
}
