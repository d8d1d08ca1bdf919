//! What is known of a share, and what would settle it.

use super::numbers::percent;
use crate::model::{PooledShare, ShareMeasurement};

/// How probable it is that most have the thing, and what that rests on.
pub fn share_basis(share: &PooledShare) -> String {
    let probability = share.probability_of_most;
    let about = match percent(probability).as_str() {
        "0%" if probability > 0.0 => "less than 1%".to_owned(),
        "100%" if probability < 1.0 => "more than 99%".to_owned(),
        text => text.to_owned(),
    };
    let rests = if share.rests_on_prior {
        ": there is no evidence, and the prior is all there is"
    } else if share.rests_on_tallies {
        ": only shipped defaults say anything, and they never decide"
    } else {
        ""
    };
    format!("most deployments have it with a probability of {about}{rests}")
}

/// The survey that would settle whether most have the thing.
pub fn measurement(survey: &ShareMeasurement) -> String {
    let popular = survey.popular_from.map(|from| format!("{from} or more that have it make it popular"));
    let advanced = survey.advanced_to.map(|to| format!("{to} or fewer make it advanced"));
    let answers: Vec<String> = popular.into_iter().chain(advanced).collect();
    format!(
        "to settle it, ask {} deployments drawn at random: {} (one of these comes out with a probability of {})",
        survey.asked,
        answers.join(", "),
        percent(survey.settles())
    )
}

#[cfg(test)]
mod tests {
    use super::{measurement, share_basis};
    use crate::model::{ShareEvidence, SharePrior, ShareThresholds, WeighedEvidence, pool_share};

    #[track_caller]
    fn check(evidence: &[ShareEvidence], basis: &str, survey: Option<&str>) {
        let evidence: Vec<_> = evidence.iter().map(|one| WeighedEvidence::usual(*one)).collect();
        let thresholds = ShareThresholds::default();
        let pooled = pool_share(&evidence, SharePrior::default(), thresholds);
        assert_eq!(share_basis(&pooled), basis);
        let found = pooled.settling_measurement(thresholds);
        assert_eq!(found.as_ref().map(measurement).as_deref(), survey);
    }

    #[test]
    fn shares_are_told_with_what_would_settle_them() {
        check(
            &[],
            "most deployments have it with a probability of 50%: there is no evidence, and the prior is all there is",
            Some(
                "to settle it, ask 100 deployments drawn at random: 59 or more that have it make it popular, 41 or fewer make it advanced \
                 (one of these comes out with a probability of 83%)",
            ),
        );
        let tally = ShareEvidence::Tally { on: 0, off: 8, unclear: 0 };
        check(
            &[tally],
            "most deployments have it with a probability of 29%: only shipped defaults say anything, and they never decide",
            Some(
                "to settle it, ask 100 deployments drawn at random: 59 or more that have it make it popular, 42 or fewer make it advanced \
                 (one of these comes out with a probability of 84%)",
            ),
        );
        let asked = ShareEvidence::Sample { successes: 0, trials: 10 };
        check(&[asked], "most deployments have it with a probability of less than 1%", None);
    }
}
