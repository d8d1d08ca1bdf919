//! Voting, agreement and bargaining.

use haggle_tradeoff::group::bargain;
use haggle_tradeoff::group::{
    Ballot, PreferenceProfile, kemeny, kendall_tau, kendall_w, mean_spearman, schulze,
};
use serde_json::Value;

use super::{
    check, check_row, check_rows, check_same, if_given, index, indices, list, number, numbers, rows, text,
    tolerance,
};

pub(super) fn social_choice(case: &Value) -> Result<(), String> {
    let (input, expected) = (&case["input"], &case["expected"]);
    let candidates = list(&input["candidates"])?.iter().map(text).collect::<Result<Vec<_>, _>>()?;
    let position = |name: &Value| {
        let name = text(name)?;
        candidates.iter().position(|candidate| *candidate == name).ok_or_else(|| format!("who is `{name}`?"))
    };
    let mut ballots = Vec::new();
    for ballot in list(&input["profile"])? {
        let mut ranks = vec![candidates.len(); candidates.len()];
        let mut rank = 1;
        for place in list(&ballot["ranking"])? {
            // A list instead of a name holds candidates that tie.
            let tied = place.as_array().map_or(std::slice::from_ref(place), Vec::as_slice);
            for name in tied {
                ranks[position(name)?] = rank;
            }
            rank += tied.len();
        }
        ballots.push(Ballot { ranks, count: number(&ballot["count"])? });
    }
    let profile = PreferenceProfile::new(ballots).map_err(|error| error.to_string())?;
    let tolerance = tolerance(case);
    check_rows("pairwise", &profile.pairwise(), &expected["pairwise"], tolerance)?;
    let winner = profile.condorcet_winner().map(|at| candidates[at]);
    check_same("Condorcet winner", &winner, &expected["condorcet_winner"].as_str())?;
    for (points, name) in profile.borda().into_iter().zip(&candidates) {
        check(&format!("Borda of {name}"), points, &expected["borda"][*name], tolerance)?;
    }
    check_row("Copeland", &profile.copeland(), &expected["copeland"], tolerance)?;
    let found = schulze(&profile);
    check_rows("Schulze strengths", &found.strengths, &expected["schulze_strengths"], tolerance)?;
    check_same("Schulze ranks", &found.ranks, &indices(&expected["schulze_ranks"])?)?;
    let winners = list(&expected["schulze_winners"])?.iter().map(position).collect::<Result<Vec<_>, _>>()?;
    check_same("Schulze winners", &found.winners, &winners)?;
    let found = kemeny(&profile, 100_000).ok_or("too many candidates")?;
    check("Kemeny score", found.score, &expected["kemeny_score"], tolerance)?;
    let ranking = |ranking: &Value| list(ranking)?.iter().map(position).collect::<Result<Vec<_>, _>>();
    let mut rankings =
        list(&expected["kemeny_rankings"])?.iter().map(ranking).collect::<Result<Vec<_>, _>>()?;
    rankings.sort();
    check_same("Kemeny rankings", &found.rankings, &rankings)
}

pub(super) fn agreement(case: &Value) -> Result<(), String> {
    let expected = &case["expected"];
    let ranks = rows(&case["input"]["ranks"])?;
    let tolerance = tolerance(case);
    let found = kendall_w(&ranks).ok_or("no concordance")?;
    check("S", found.s, &expected["S"], tolerance)?;
    check("W", found.w, &expected["W"], tolerance)?;
    check("chi2", found.chi_squared, &expected["chi2"], tolerance)?;
    check("T", found.ties, &expected["T"], tolerance)?;
    check_same("df", &found.degrees_of_freedom, &index(&expected["df"])?)?;
    if_given(expected, "mean_spearman", |mean| {
        check("mean Spearman", mean_spearman(&ranks).ok_or("no correlation")?, mean, tolerance)
    })?;
    if_given(expected, "kendall_tau", |matrix| {
        let row = |a: &Vec<f64>| ranks.iter().map(|b| kendall_tau(a, b).unwrap_or(f64::NAN)).collect();
        let found: Vec<Vec<f64>> = ranks.iter().map(row).collect();
        check_rows("tau", &found, matrix, tolerance)
    })
}

pub(super) fn bargaining(case: &Value) -> Result<(), String> {
    let (input, expected) = (&case["input"], &case["expected"]);
    let utilities = rows(&input["utilities_agents_x_alternatives"])?;
    let found = bargain(&utilities, &numbers(&input["disagreement"])?).ok_or("no bargaining problem")?;
    for (name, found) in [
        ("individually_rational", &found.individually_rational),
        ("nash", &found.nash),
        ("utilitarian", &found.utilitarian),
        ("egalitarian", &found.egalitarian),
        ("leximin", &found.leximin),
        ("kalai_smorodinsky_lex", &found.kalai_smorodinsky),
    ] {
        if_given(expected, name, |wanted| check_same(name, found, &indices(wanted)?))?;
    }
    if_given(expected, "nash_product", |products| {
        for (at, product) in found.individually_rational.iter().zip(&found.nash_products) {
            check(&format!("Nash product of {at}"), *product, &products[&at.to_string()], tolerance(case))?;
        }
        Ok(())
    })
}
