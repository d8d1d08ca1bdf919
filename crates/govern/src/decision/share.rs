//! What is known of a feature's share of deployments, from several pieces of evidence.

use haggle_tradeoff::{AdoptionClass, Interval, Quantity, ShareEvidence, classify_share};

use crate::data::{AdoptionEntry, AdoptionKind};

/// The share of deployments that have a feature.
#[derive(Debug, Clone)]
pub struct Share {
    /// What a decision draws from.
    pub quantity: Quantity,
    /// The whole interval, inside 0 to 1.
    pub interval: Interval,
    /// Popular, advanced, or undetermined.
    pub class: AdoptionClass,
    /// The evidence, in the order of the file.
    pub evidence: Vec<AdoptionEntry>,
    /// The evidence cannot all be true: estimates lie outside the bounds, which then stand alone.
    pub contradictory: bool,
}

/// The threshold of *most*.
pub(super) const MOST: f64 = 0.5;

/// Combines the evidence about one feature.
///
/// Estimates (samples by their Wilson interval, tallies of shipped defaults by what they leave open) are joined into the
/// smallest interval that holds them all, and cut down to the bounds, which hold whatever the estimates say. Without any
/// evidence the share is anywhere from 0 to 1. A lone sample keeps its count, so that sampling draws from its own
/// distribution.
pub fn share(entries: &[&AdoptionEntry]) -> Share {
    let mut bounds = Interval::UNIT;
    let mut estimate: Option<Interval> = None;
    let mut contradictory = false;
    for entry in entries {
        let interval = evidence(entry.kind).interval();
        if let AdoptionKind::Bound { .. } = entry.kind {
            match meet(bounds, interval) {
                Some(both) => bounds = both,
                None => contradictory = true,
            }
        } else {
            estimate = Some(estimate.map_or(interval, |so_far| hull(so_far, interval)));
        }
    }
    let interval = match estimate.map(|estimate| meet(bounds, estimate)) {
        None => bounds,
        Some(Some(both)) => both,
        Some(None) => {
            contradictory = true;
            bounds
        }
    };
    Share {
        quantity: quantity(entries, interval),
        interval,
        class: classify_share(ShareEvidence::Bounds(interval), MOST),
        evidence: entries.iter().map(|entry| (*entry).clone()).collect(),
        contradictory,
    }
}

fn quantity(entries: &[&AdoptionEntry], interval: Interval) -> Quantity {
    match entries {
        [] => Quantity::Missing,
        [only] => match only.kind {
            AdoptionKind::Sample { count, n } => {
                Quantity::Count { successes: count.into(), trials: n.into() }
            }
            _ => of_interval(interval),
        },
        _ => of_interval(interval),
    }
}

fn of_interval(interval: Interval) -> Quantity {
    if interval.width() > 0.0 { Quantity::Interval(interval) } else { Quantity::Point(interval.low()) }
}

/// One entry as the decision engine reads it.
pub fn evidence(kind: AdoptionKind) -> ShareEvidence {
    match kind {
        AdoptionKind::Sample { count, n } => {
            ShareEvidence::Sample { successes: count.into(), trials: n.into() }
        }
        AdoptionKind::Tally { on, conditional, n } => ShareEvidence::Tally {
            on: on.into(),
            off: u64::from(n) - u64::from(on) - u64::from(conditional),
            unclear: conditional.into(),
        },
        AdoptionKind::Bound { lower, upper } => {
            ShareEvidence::Bounds(Interval::new(lower, upper).unwrap_or(Interval::UNIT))
        }
    }
}

fn meet(left: Interval, right: Interval) -> Option<Interval> {
    Interval::new(left.low().max(right.low()), left.high().min(right.high())).ok()
}

fn hull(left: Interval, right: Interval) -> Interval {
    Interval::new(left.low().min(right.low()), left.high().max(right.high())).unwrap_or(Interval::UNIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: AdoptionKind) -> AdoptionEntry {
        AdoptionEntry {
            feature: "signing".parse().unwrap(),
            kind,
            date: "2026-01-01".parse().unwrap(),
            source: "a count".into(),
            caveat: None,
        }
    }

    #[track_caller]
    fn check(kinds: &[AdoptionKind], low: f64, high: f64, class: AdoptionClass) {
        let entries: Vec<_> = kinds.iter().map(|kind| entry(*kind)).collect();
        let share = share(&entries.iter().collect::<Vec<_>>());
        assert!((share.interval.low() - low).abs() < 1e-12, "{share:?}");
        assert!((share.interval.high() - high).abs() < 1e-12, "{share:?}");
        assert_eq!(share.class, class);
    }

    #[test]
    fn no_evidence_is_vacuous() {
        check(&[], 0.0, 1.0, AdoptionClass::Undetermined);
    }

    #[test]
    fn bounds_cut_a_tally() {
        let tally = AdoptionKind::Tally { on: 1, conditional: 4, n: 8 };
        check(&[tally], 0.125, 0.625, AdoptionClass::Undetermined);
        check(
            &[tally, AdoptionKind::Bound { lower: 0.0, upper: 0.372 }],
            0.125,
            0.372,
            AdoptionClass::Advanced,
        );
    }

    #[test]
    fn tallies_join() {
        let first = AdoptionKind::Tally { on: 6, conditional: 0, n: 8 };
        let second = AdoptionKind::Tally { on: 9, conditional: 0, n: 10 };
        check(&[first, second], 0.75, 0.9, AdoptionClass::Popular);
    }

    #[test]
    fn contradiction_leaves_the_bounds() {
        let tally = AdoptionKind::Tally { on: 8, conditional: 0, n: 8 };
        let bound = AdoptionKind::Bound { lower: 0.0, upper: 0.25 };
        let entries = [entry(tally), entry(bound)];
        let share = share(&entries.iter().collect::<Vec<_>>());
        assert!(share.contradictory);
        assert!((share.interval.high() - 0.25).abs() < 1e-12);
    }
}
