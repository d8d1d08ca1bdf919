//! Problems: what is sound can be decided, in finite numbers that add up; the record of it replays to the same bytes.

#![no_main]

use haggle_tradeoff::record::{Record, RecordReplay, replay};
use haggle_tradeoff::{Draft, Options, DecisionOutcome, Problem};
use libfuzzer_sys::fuzz_target;

const OPTIONS: Options = Options { samples: 70, seed: 3 };

fuzz_target!(|bytes: &[u8]| {
    let Ok(draft) = serde_json::from_slice::<Draft>(bytes) else { return };
    // Beyond this a decision takes its time, which finds nothing new.
    let most = [
        (draft.alternatives.len(), 6),
        (draft.criteria.len(), 8),
        (draft.facts.len(), 12),
        (draft.stakeholders.len(), 4),
        (draft.vetoes.len(), 6),
    ];
    if most.iter().any(|(n, most)| n > most) {
        return;
    }
    let problem = match Problem::new(draft) {
        Ok(problem) => problem,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let record = Record::new(&problem, &OPTIONS, "2026-11-22");
    let decision = record.decision();
    for alternative in &decision.alternatives {
        assert!((0.0..=1.000_000_1).contains(&alternative.value), "{}", alternative.value);
        let sum: f64 = decision.points_of(&alternative.id).map(|point| point.contribution).sum();
        assert!((sum - alternative.value).abs() < 1e-9);
    }
    for party in &decision.stakeholders {
        assert!((party.weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }
    assert_eq!(decision.outcome == DecisionOutcome::NothingLeft, decision.screening.eligible.is_empty());
    for (rank_shares, errors) in decision.robustness.rank_acceptability.iter().zip(&decision.robustness.standard_errors) {
        assert!((rank_shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert!(errors.iter().all(|error| error.is_finite()));
    }
    for effect in &decision.fact_effects {
        assert!(effect.value_of_information >= 0.0 && effect.shapley.is_finite());
    }
    for flip in &decision.flips {
        assert!((0.0..=1.000_000_1).contains(&flip.distance), "{flip:?}");
    }
    assert!(record.to_markdown().starts_with("---\n"));
    // JSON has no number that is not finite: one anywhere in the record would not come back.
    let json = record.to_json();
    assert_eq!(Record::from_json(&json).as_ref(), Ok(&record));
    assert_eq!(replay(&json), Ok(RecordReplay::Same));
});
