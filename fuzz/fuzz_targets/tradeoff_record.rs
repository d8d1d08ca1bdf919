//! Records: what is read can be written, shown and replayed, and differs from itself in nothing.

#![no_main]

use haggle_tradeoff::record::{Record, RecordReplay, compare, replay};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let record = match Record::from_json(bytes) {
        Ok(record) => record,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let json = record.to_json();
    let again = Record::from_json(&json).expect("what is written can be read");
    assert_eq!(again, record);
    assert_eq!(again.to_json(), json);
    assert!(record.to_markdown().starts_with("---\n"));
    let problem = record.problem();
    let is_small = record.options().samples <= 200
        && problem.alternatives.len() <= 6
        && problem.criteria.len() <= 8
        && problem.facts.len() <= 12
        && problem.stakeholders.len() <= 4;
    if !is_small {
        return;
    }
    let comparison = compare(&record, &record);
    assert!(comparison.changes.is_empty() && comparison.movers().next().is_none());
    // An edited record differs somewhere, with both sides of each difference shown.
    if let Ok(RecordReplay::Different(differences)) = replay(bytes) {
        assert!(!differences.is_empty());
        assert!(differences.iter().all(|difference| difference.recorded != difference.replayed || difference.at.is_empty()));
    }
});
