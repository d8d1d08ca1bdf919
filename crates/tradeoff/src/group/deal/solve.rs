//! The solutions: Nash's, and beside it Kalai and Smorodinsky's and leximin.

use super::agreed::{Deal, DealMove};
use super::blocked::{BlockedMove, blocked_moves};
use super::bound::{Bound, Goal};
use super::family::{DealError, DealFamily};
use super::search::{Found, Key, search};
use super::table::{TOLERANCE, Table};
use crate::numeric::{ln, sort_by};

/// The deals over a family's open issues.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct FamilyDeal {
    /// The largest product of gains, each to the power of its party; where not all can gain at once, as much power as can gains. J. Nash
    /// 1950, <https://doi.org/10.2307/1907266>; with powers J. C. Harsanyi & R. Selten 1972, <https://doi.org/10.1287/mnsc.18.5.80>.
    pub nash: Deal,
    /// Leximin of the gains as shares of the most that each party could gain. E. Kalai & M. Smorodinsky 1975,
    /// <https://doi.org/10.2307/1914280>.
    pub kalai_smorodinsky: Deal,
    /// The largest smallest gain, then the largest second smallest, and so on.
    pub leximin: Deal,
    /// The most that each party could gain while nobody loses.
    pub most: Vec<f64>,
    /// The moves that are not in Nash's deal though the group would gain by them, since somebody would lose: the cheapest first.
    pub blocked: Vec<BlockedMove>,
}

/// The deals of a family: joint choices over all issues that leave no party worse off than today.
///
/// Laws: nobody is worse off than today; a party that is split into two of half the power each, with the same utilities, changes no deal;
/// of equally good choices that of the fewest moves is taken, and of these the first in the order of the options.
///
/// Nash's deal is found by branch and bound with multipliers (M. L. Fisher 1981, <https://doi.org/10.1287/mnsc.27.1.1>); twenty issues of
/// five options and six parties take a fraction of a second. A search looks at four million joint choices at most: see
/// [`Deal::is_proven`].
///
/// # Errors
/// Where a number is missing or is not one, or nobody has power.
///
/// ```
/// use haggle_tradeoff::group::{DealFamily, DealIssue, DealOption, DealParty, family_deal};
///
/// let party = |id: &str| DealParty { id: id.into(), power: 0.5 };
/// let option = |id: &str, utilities: [f64; 2]| DealOption {
///     id: id.into(),
///     utilities: utilities.to_vec(),
///     struck_out: false,
///     condition_of: None,
/// };
/// let issue = |id: &str, to: [f64; 2]| DealIssue {
///     id: id.into(),
///     today: 0,
///     options: vec![option("today", [0.5, 0.5]), option("move", to)],
/// };
/// // Each move costs one of the two, so that neither is made alone; together they pay for each other.
/// let family = DealFamily {
///     parties: vec![party("operators"), party("packagers")],
///     issues: vec![issue("signing", [0.9, 0.4]), issue("swift", [0.3, 0.8])],
/// };
/// let deal = family_deal(&family)?;
/// assert_eq!(deal.nash.moves.len(), 2);
/// assert!(deal.nash.gains.iter().all(|gain| *gain > 0.1));
/// # Ok::<(), haggle_tradeoff::group::DealError>(())
/// ```
pub fn family_deal(family: &DealFamily) -> Result<FamilyDeal, DealError> {
    family.check()?;
    let table = Table::new(family);
    let powers: Vec<f64> = family.parties.iter().map(|party| party.power).collect();
    let most: Vec<(f64, bool)> = (0..powers.len()).map(|party| most_of(&table, party)).collect();
    let able: Vec<bool> = most.iter().map(|(most, _)| *most > TOLERANCE).collect();
    let is_exact = most.iter().all(|(_, is_exact)| *is_exact);
    let nash = nash(&table, &powers, &able);
    let deal = |found: Found| deal_of(family, found, is_exact);
    let units = |of: &dyn Fn(usize) -> f64| -> Vec<Option<f64>> {
        (0..powers.len()).map(|party| (able[party] && powers[party] > 0.0).then(|| of(party))).collect()
    };
    let nash = deal(nash.unwrap_or_else(|| today(&table)));
    Ok(FamilyDeal {
        kalai_smorodinsky: deal(leximin(&table, &powers, &units(&|party| most[party].0))),
        leximin: deal(leximin(&table, &powers, &units(&|_| 1.0))),
        blocked: blocked_moves(family, &nash),
        nash,
        most: most.iter().map(|(most, _)| most.max(0.0)).collect(),
    })
}

/// The most that a party can gain while nobody loses, and whether that is proven.
fn most_of(table: &Table, party: usize) -> (f64, bool) {
    let key = |gains: &[f64]| -> Option<Key> { Some(vec![gains[party]]) };
    let found = search(table, &Bound::new(table, &Goal::One(party)), &key);
    found.map_or((0.0, false), |found| (found.gains[party], found.is_exact))
}

/// The best product over the parties that gain: of the sets of parties that can gain at once those of the most power.
fn nash(table: &Table, powers: &[f64], able: &[bool]) -> Option<Found> {
    let candidates: Vec<usize> =
        (0..powers.len()).filter(|&party| able[party] && powers[party] > 0.0).collect();
    let mut sets = subsets(&candidates, powers);
    sort_by(&mut sets, |a, b| b.0.total_cmp(&a.0));
    let mut best: Option<(f64, Found)> = None;
    for (power, set) in sets {
        if best.as_ref().is_some_and(|(so_far, _)| so_far - power > TOLERANCE) {
            break;
        }
        let weights: Vec<f64> =
            (0..powers.len()).map(|party| if set.contains(&party) { powers[party] } else { 0.0 }).collect();
        let bound = Bound::new(table, &Goal::Product(weights.clone()));
        let key = |gains: &[f64]| -> Option<Key> {
            let gainers = weights.iter().zip(gains).filter(|(weight, _)| **weight > 0.0);
            let mut sum = 0.0;
            for (weight, gain) in gainers {
                if *gain <= TOLERANCE {
                    return None;
                }
                sum += weight * ln(*gain);
            }
            Some(vec![sum])
        };
        let Some(found) = search(table, &bound, &key) else { continue };
        if best.as_ref().is_none_or(|(_, so_far)| precedes(&found, so_far)) {
            best = Some((power, found));
        }
    }
    best.map(|(_, found)| found)
}

/// Of two sets of equal power that gain: the better product, then the fewer moves.
fn precedes(found: &Found, so_far: &Found) -> bool {
    found.key[0] - so_far.key[0] > TOLERANCE
        || ((found.key[0] - so_far.key[0]).abs() <= TOLERANCE
            && (found.n_moves, &found.choice) < (so_far.n_moves, &so_far.choice))
}

/// All sets of parties, each with the sum of its powers.
fn subsets(parties: &[usize], powers: &[f64]) -> Vec<(f64, Vec<usize>)> {
    let mut sets: Vec<(f64, Vec<usize>)> = vec![(0.0, Vec::new())];
    for &party in parties {
        let with = |(power, set): &(f64, Vec<usize>)| {
            let mut set = set.clone();
            set.push(party);
            (power + powers[party], set)
        };
        let more: Vec<_> = sets.iter().map(with).collect();
        sets.extend(more);
    }
    sets.retain(|(_, set)| !set.is_empty());
    sets
}

/// Leximin of `gain / unit` over the parties with a unit, in which each counts with its power, so that splitting a party changes
/// nothing: gains are compared from the smallest on over equal parts of the power.
fn leximin(table: &Table, powers: &[f64], units: &[Option<f64>]) -> Found {
    let counted: Vec<(usize, f64)> =
        units.iter().enumerate().filter_map(|(party, unit)| unit.map(|unit| (party, unit))).collect();
    if counted.is_empty() {
        return today(table);
    }
    let total: f64 = counted.iter().map(|(party, _)| powers[*party]).sum();
    let key = |gains: &[f64]| -> Option<Key> {
        // From the smallest on: there are few parties, and this is asked at each end of the search.
        let mut levels: Vec<(f64, f64)> = Vec::with_capacity(counted.len());
        for (party, unit) in &counted {
            let level = gains[*party] / unit;
            let place = levels.partition_point(|(other, _)| other.total_cmp(&level).is_le());
            levels.insert(place, (level, powers[*party] / total));
        }
        Some(quantiles(&levels))
    };
    let bound = Bound::new(table, &Goal::Smallest(units.to_vec()));
    search(table, &bound, &key).unwrap_or_else(|| today(table))
}

/// The gains at many equal parts of the power, the smallest first.
fn quantiles(levels: &[(f64, f64)]) -> Vec<f64> {
    let mut found = Vec::with_capacity(usize::from(PARTS) + 1);
    found.push(levels[0].0);
    let (mut at, mut below) = (0, levels[0].1);
    for part in 0..PARTS {
        let place = (f64::from(part) + 0.5) / f64::from(PARTS);
        while place > below && at + 1 < levels.len() {
            at += 1;
            below += levels[at].1;
        }
        found.push(levels[at].0);
    }
    found
}

/// The parts of the power at which gains are compared; 840 is divisible by 1 to 8.
const PARTS: u16 = 840;

fn today(table: &Table) -> Found {
    let mut choice = vec![0; table.order.len()];
    for (rows, &issue) in table.rows.iter().zip(&table.order) {
        choice[issue] = rows[0].option;
    }
    Found { choice, gains: vec![0.0; table.n_parties], key: vec![0.0], is_exact: true, n_moves: 0 }
}

fn deal_of(family: &DealFamily, found: Found, is_exact: bool) -> Deal {
    let moves = family.issues.iter().zip(&found.choice).filter(|(issue, option)| issue.today != **option);
    let moves = moves.map(|(issue, &option)| {
        let (today, then) = (&issue.options[issue.today], &issue.options[option]);
        DealMove {
            issue: issue.id.clone(),
            from: today.id.clone(),
            to: then.id.clone(),
            gains: then.utilities.iter().zip(&today.utilities).map(|(then, now)| then - now).collect(),
        }
    });
    Deal {
        moves: moves.collect(),
        gains: found.gains,
        is_proven: found.is_exact && is_exact,
        choice: found.choice,
    }
}
