//! The laws of the family's deal.

#![allow(clippy::needless_range_loop, reason = "all keys are read at one place after the other")]

use haggle_tradeoff::group::{Deal, DealFamily, DealIssue, DealOption, DealParty, FamilyDeal, family_deal};

/// A small generator of numbers: the same families everywhere.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    /// A multiple of a step, so that ties happen.
    fn utility(&mut self, steps: u32) -> f64 {
        f64::from(u32::try_from(self.next(u64::from(steps) + 1)).expect("small")) / f64::from(steps)
    }
}

fn family(numbers: &mut Numbers, n_issues: u64, n_options: u64, n_parties: u64, steps: u32) -> DealFamily {
    let parties = (0..n_parties).map(|at| DealParty {
        id: format!("p{at}"),
        power: numbers.utility(4) + if at == 0 { 0.25 } else { 0.0 },
    });
    let parties: Vec<DealParty> = parties.collect();
    let issues = (0..n_issues).map(|at| {
        let options = (0..n_options).map(|option| DealOption {
            id: format!("o{option}"),
            utilities: (0..n_parties).map(|_| numbers.utility(steps)).collect(),
            struck_out: numbers.next(6) == 0,
            condition_of: None,
        });
        let options = options.collect();
        DealIssue {
            id: format!("i{at}"),
            today: usize::try_from(numbers.next(n_options)).expect("small"),
            options,
        }
    });
    let issues = issues.collect();
    DealFamily { parties, issues }
}

fn small(seed: u64) -> DealFamily {
    let mut numbers = Numbers(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let (issues, options, parties) = (1 + numbers.next(4), 1 + numbers.next(4), 1 + numbers.next(4));
    // Coarse utilities tie, fine ones do not.
    let steps = if seed.is_multiple_of(2) { 4 } else { 1009 };
    family(&mut numbers, issues, options, parties, steps)
}

/// All joint choices that leave nobody worse off, with their gains.
fn choices(family: &DealFamily) -> Vec<(Vec<usize>, Vec<f64>)> {
    let mut found = vec![(Vec::new(), vec![0.0; family.parties.len()])];
    for issue in &family.issues {
        let mut longer = Vec::new();
        for (choice, gains) in &found {
            for (at, option) in issue.options.iter().enumerate() {
                if option.struck_out && at != issue.today {
                    continue;
                }
                let mut choice: Vec<usize> = choice.clone();
                choice.push(at);
                let now = &issue.options[issue.today].utilities;
                let gains = gains
                    .iter()
                    .zip(&option.utilities)
                    .zip(now)
                    .map(|((gain, then), now)| gain + (then - now));
                longer.push((choice, gains.collect()));
            }
        }
        found = longer;
    }
    found.retain(|(_, gains): &(_, Vec<f64>)| gains.iter().all(|gain| *gain >= -1e-9));
    found
}

fn n_moves(family: &DealFamily, choice: &[usize]) -> usize {
    family.issues.iter().zip(choice).filter(|(issue, option)| issue.today != **option).count()
}

/// Of the choices whose keys are lexicographically largest within the tolerance that of the fewest moves, then the first.
fn best(family: &DealFamily, key: impl Fn(&[f64]) -> Vec<f64>) -> Vec<usize> {
    let choices = choices(family);
    let mut left: Vec<usize> = (0..choices.len()).collect();
    let keys: Vec<Vec<f64>> = choices.iter().map(|(_, gains)| key(gains)).collect();
    for at in 0..keys[0].len() {
        let most = left.iter().map(|one| keys[*one][at]).fold(f64::NEG_INFINITY, f64::max);
        left.retain(|one| keys[*one][at] >= most - 1e-9);
    }
    let order = |one: &usize| (n_moves(family, &choices[*one].0), choices[*one].0.clone());
    choices[left.into_iter().min_by_key(order).expect("today is among them")].0.clone()
}

fn nash_key(powers: &[f64], gains: &[f64]) -> Vec<f64> {
    let gainers = || powers.iter().zip(gains).filter(|(power, gain)| **power > 0.0 && **gain > 1e-9);
    vec![gainers().map(|(power, _)| power).sum(), gainers().map(|(power, gain)| power * gain.ln()).sum()]
}

/// The gains (over units) at 840 equal parts of the power, the smallest first.
fn leximin_key(powers: &[f64], units: &[Option<f64>], gains: &[f64]) -> Vec<f64> {
    let mut levels: Vec<(f64, f64)> = units
        .iter()
        .zip(gains)
        .zip(powers)
        .filter_map(|((unit, gain), power)| unit.map(|unit| (gain / unit, *power)))
        .collect();
    levels.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = levels.iter().map(|(_, power)| power).sum();
    let at = |part: u32| {
        let place = (f64::from(part) + 0.5) / 840.0 * total;
        let mut below = 0.0;
        for (gain, power) in &levels {
            below += power;
            if below >= place {
                return *gain;
            }
        }
        levels.last().map_or(0.0, |last| last.0)
    };
    let mut key = vec![levels.first().map_or(0.0, |first| first.0)];
    key.extend((0..840).map(at));
    key
}

#[test]
fn deals_of_two_thousand_small_families_equal_brute_force() {
    let mut n_moved = 0;
    for seed in 0..2000 {
        let family = small(seed);
        let powers: Vec<f64> = family.parties.iter().map(|party| party.power).collect();
        let found = family_deal(&family).expect("sound");
        let most: Vec<f64> = (0..powers.len())
            .map(|party| choices(&family).iter().map(|(_, gains)| gains[party]).fold(0.0, f64::max))
            .collect();
        assert!(found.most.iter().zip(&most).all(|(a, b)| (a - b).abs() < 1e-9), "seed {seed}");
        let units = |of: &dyn Fn(usize) -> f64| -> Vec<Option<f64>> {
            (0..powers.len())
                .map(|party| (most[party] > 1e-9 && powers[party] > 0.0).then(|| of(party)))
                .collect()
        };
        assert_eq!(found.nash.choice, best(&family, |gains| nash_key(&powers, gains)), "Nash, seed {seed}");
        let (shares, ones) = (units(&|party| most[party]), units(&|_| 1.0));
        let expected = best(&family, |gains| leximin_key(&powers, &shares, gains));
        assert_eq!(found.kalai_smorodinsky.choice, expected, "Kalai-Smorodinsky, seed {seed}");
        let expected = best(&family, |gains| leximin_key(&powers, &ones, gains));
        assert_eq!(found.leximin.choice, expected, "leximin, seed {seed}");
        n_moved += usize::from(!found.nash.is_today());
    }
    assert!(n_moved > 400, "deals that move something: {n_moved}");
}

fn deals(found: &FamilyDeal) -> [&Deal; 3] {
    [&found.nash, &found.kalai_smorodinsky, &found.leximin]
}

#[test]
fn nobody_is_worse_off_than_today() {
    for seed in 5000..5030 {
        let mut numbers = Numbers(seed);
        let family = family(&mut numbers, 7, 4, 5, 97);
        let found = family_deal(&family).expect("sound");
        for deal in deals(&found) {
            assert!(deal.is_proven && deal.gains.iter().all(|gain| *gain >= -1e-9), "seed {seed}: {deal:?}");
            for (issue, &option) in family.issues.iter().zip(&deal.choice) {
                assert!(option == issue.today || !issue.options[option].struck_out);
            }
            for (party, gain) in deal.gains.iter().enumerate() {
                let moved: f64 = deal.moves.iter().map(|one| one.gains[party]).sum();
                assert!((moved - gain).abs() < 1e-9);
            }
        }
    }
}

#[test]
fn splitting_a_party_into_two_halves_changes_no_deal() {
    for seed in 0..300 {
        let family = small(seed);
        let mut split = family.clone();
        let half = split.parties[0].power / 2.0;
        split.parties[0].power = half;
        split.parties.push(DealParty { id: "other half".into(), power: half });
        for option in split.issues.iter_mut().flat_map(|issue| &mut issue.options) {
            option.utilities.push(option.utilities[0]);
        }
        let (whole, halves) = (family_deal(&family).expect("sound"), family_deal(&split).expect("sound"));
        for (one, other) in deals(&whole).into_iter().zip(deals(&halves)) {
            assert_eq!(one.choice, other.choice, "seed {seed}");
        }
    }
}

#[test]
fn twenty_issues_of_five_options_and_six_parties_are_proven() {
    let mut family = family(&mut Numbers(2), 20, 5, 6, 9973);
    for party in &mut family.parties {
        party.power = 1.0 / 6.0;
    }
    let found = family_deal(&family).expect("sound");
    assert!(deals(&found).iter().all(|deal| deal.is_proven));
    assert!(found.nash.gains.iter().all(|gain| *gain > 0.0));
}
