//! What is known of a feature's share of deployments, from several pieces of evidence.

use haggle_tradeoff::{
    AdoptionClass, Interval, PooledShare, Quantity, ShareEvidence, ShareMeasurement, SharePrior,
    ShareThresholds, WeighedEvidence, pool_share,
};

use crate::data::{AdoptionEntry, AdoptionKind, AdoptionPrior};

/// The share of deployments that have a feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// What a decision draws from.
    pub quantity: Quantity,
    /// Popular, advanced, or undetermined.
    pub class: AdoptionClass,
    /// The posterior, and what contradicts what, by places in [`evidence`](Self::evidence).
    pub pooled: PooledShare,
    /// Where the share lies with a probability of 95 %.
    pub interval: Interval,
    /// The survey that would settle the class; none where it is settled, or more of the same would not.
    pub measurement: Option<ShareMeasurement>,
    /// The evidence, in the order of the file.
    pub evidence: Vec<AdoptionEntry>,
}

/// The threshold of *most*.
pub(super) const MOST: f64 = 0.5;

/// Pools the evidence about one feature, as [`pool_share`] does: samples count in full, shipped defaults for little, and bounds hold.
/// The qualities that the family states replace these. Without any evidence the prior is all there is: the family's, else the uniform one.
pub fn share(entries: &[&AdoptionEntry], prior: Option<AdoptionPrior>) -> Share {
    let evidence: Vec<WeighedEvidence> = entries.iter().map(|entry| weighed(entry)).collect();
    let prior = prior.map_or_else(SharePrior::default, |prior| SharePrior {
        alpha: prior.share * prior.members,
        beta: (1.0 - prior.share) * prior.members,
    });
    let thresholds = ShareThresholds { most: MOST, ..ShareThresholds::default() };
    let pooled = pool_share(&evidence, prior, thresholds);
    Share {
        quantity: Quantity::Posterior(pooled.posterior),
        class: pooled.class,
        interval: pooled.posterior.interval(0.95),
        measurement: pooled.settling_measurement(thresholds),
        evidence: entries.iter().map(|entry| (*entry).clone()).collect(),
        pooled,
    }
}

/// One entry as the decision engine reads it.
fn weighed(entry: &AdoptionEntry) -> WeighedEvidence {
    let usual = WeighedEvidence::usual(match entry.kind {
        AdoptionKind::Sample { count, n } => {
            ShareEvidence::Sample { successes: count.into(), trials: n.into() }
        }
        AdoptionKind::Tally { on, conditional, n } => ShareEvidence::Tally {
            on: on.into(),
            off: u64::from(n.saturating_sub(on).saturating_sub(conditional)),
            unclear: conditional.into(),
        },
        AdoptionKind::Bound { lower, upper } => {
            ShareEvidence::Bounds(Interval::new(lower, upper).unwrap_or(Interval::UNIT))
        }
    });
    WeighedEvidence { quality: entry.quality.unwrap_or(usual.quality), ..usual }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: AdoptionKind = AdoptionKind::Sample { count: 0, n: 5 };

    fn entry(kind: AdoptionKind) -> AdoptionEntry {
        AdoptionEntry {
            feature: "signing".parse().unwrap(),
            kind,
            date: "2026-01-01".parse().unwrap(),
            source: "a count".into(),
            quality: None,
            caveat: None,
        }
    }

    fn pooled(kinds: &[AdoptionKind]) -> Share {
        let entries: Vec<_> = kinds.iter().map(|kind| entry(*kind)).collect();
        share(&entries.iter().collect::<Vec<_>>(), None)
    }

    #[track_caller]
    fn check(kinds: &[AdoptionKind], low: f64, high: f64, class: AdoptionClass) {
        let share = pooled(kinds);
        assert!((share.interval.low() - low).abs() < 5e-4, "{share:?}");
        assert!((share.interval.high() - high).abs() < 5e-4, "{share:?}");
        assert_eq!(share.pooled.class, class);
    }

    #[test]
    fn no_evidence_leaves_the_prior_and_names_a_survey() {
        check(&[], 0.025, 0.975, AdoptionClass::Undetermined);
        assert!(pooled(&[]).pooled.rests_on_prior);
        assert_eq!(pooled(&[]).measurement.map(|survey| survey.asked), Some(100));
    }

    /// A prior and a quality that the family states count as they are stated.
    #[test]
    fn a_family_states_its_prior_and_the_quality_of_evidence() {
        let asked = |quality| AdoptionEntry { quality, ..entry(AdoptionKind::Sample { count: 5, n: 10 }) };
        let prior = Some(AdoptionPrior { share: 0.2, members: 10.0 });
        for (quality, prior, mean) in [
            (None, None, 6.0 / 12.0),
            (Some(0.5), None, 3.5 / 7.0),
            (None, prior, 7.0 / 20.0),
            (Some(0.5), prior, 4.5 / 15.0),
            (Some(0.0), prior, 2.0 / 10.0),
        ] {
            let share = share(&[&asked(quality)], prior);
            assert!((share.pooled.posterior.mean() - mean).abs() < 1e-9, "{quality:?} {prior:?}: {share:?}");
        }
    }

    #[test]
    fn bounds_that_say_nothing_change_nothing() {
        check(&[ASKED], 0.0042, 0.4593, AdoptionClass::Advanced);
        check(
            &[ASKED, AdoptionKind::Bound { lower: 0.0, upper: 1.0 }],
            0.0042,
            0.4593,
            AdoptionClass::Advanced,
        );
        assert!(pooled(&[ASKED]).measurement.is_none());
    }

    #[test]
    fn few_answers_do_not_widen_what_many_say() {
        let many = AdoptionKind::Sample { count: 100, n: 1000 };
        let few = AdoptionKind::Sample { count: 2, n: 3 };
        let (alone, both) = (pooled(&[many]), pooled(&[many, few]));
        assert!(both.interval.width() < alone.interval.width() + 0.001, "{both:?}");
        assert_eq!(both.pooled.conflicts.len(), 1);
    }

    #[test]
    fn shipped_defaults_classify_nothing() {
        let none = AdoptionKind::Tally { on: 0, conditional: 0, n: 8 };
        let one = AdoptionKind::Tally { on: 0, conditional: 0, n: 1 };
        for kinds in [&[one][..], &[none], &[none, none]] {
            let share = pooled(kinds);
            assert_eq!(share.pooled.class, AdoptionClass::Undetermined);
            assert!(share.pooled.posterior.mean() > 0.2, "{share:?}");
        }
        let bound = AdoptionKind::Bound { lower: 0.0, upper: 0.372 };
        assert_eq!(pooled(&[none, bound]).pooled.class, AdoptionClass::Advanced);
    }

    #[test]
    fn contradictory_bounds_do_not_depend_on_their_order() {
        let low = AdoptionKind::Bound { lower: 0.0, upper: 0.25 };
        let high = AdoptionKind::Bound { lower: 0.75, upper: 1.0 };
        let (one, other) = (pooled(&[low, high, ASKED]), pooled(&[high, ASKED, low]));
        assert_eq!(one.pooled.posterior, other.pooled.posterior);
        assert_eq!((one.pooled.class, one.pooled.conflicts.is_empty()), (other.pooled.class, false));
    }
}
