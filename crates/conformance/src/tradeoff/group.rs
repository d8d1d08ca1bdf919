//! Voting, agreement and bargaining.

use haggle_tradeoff::group::{
    Ballot, PreferenceProfile, bargain, kemeny, kendall_tau, kendall_w, mean_spearman, schulze,
};
use serde_json::Value;

use super::compare::{check, check_keys, check_row, check_rows, check_same};
use super::row::Row;
use super::{index, indices, list, number, numbers, rows, text, words};

pub(super) fn social_choice(row: &Row<'_>) -> Result<(), String> {
    let candidates = list(row.input("candidates")?)?.iter().map(text).collect::<Result<Vec<_>, _>>()?;
    let position = |name: &Value| {
        let name = text(name)?;
        candidates.iter().position(|candidate| *candidate == name).ok_or_else(|| format!("who is `{name}`?"))
    };
    let mut ballots = Vec::new();
    for ballot in list(row.input("profile")?)? {
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
        check_keys("a ballot", ballot, &["count", "ranking"])?;
        ballots.push(Ballot { ranks, count: number(&ballot["count"])? });
    }
    let profile = PreferenceProfile::new(ballots).map_err(words)?;
    let tolerance = row.tolerance();
    check_rows("pairwise", &profile.pairwise(), row.expected("pairwise")?, tolerance)?;
    let winner = profile.condorcet_winner().map(|at| candidates[at]);
    check_same("Condorcet winner", &winner, &row.expected("condorcet_winner")?.as_str())?;
    for (points, name) in profile.borda().into_iter().zip(&candidates) {
        check(&format!("Borda of {name}"), points, &row.expected("borda")?[*name], tolerance)?;
    }
    check_keys("Borda", row.expected("borda")?, &candidates)?;
    check_row("Copeland", &profile.copeland(), row.expected("copeland")?, tolerance)?;
    let found = schulze(&profile);
    check_rows("Schulze strengths", &found.strengths, row.expected("schulze_strengths")?, tolerance)?;
    check_same("Schulze ranks", &found.ranks, &indices(row.expected("schulze_ranks")?)?)?;
    let winners =
        list(row.expected("schulze_winners")?)?.iter().map(position).collect::<Result<Vec<_>, _>>()?;
    check_same("Schulze winners", &found.winners, &winners)?;
    let found = kemeny(&profile, 100_000).ok_or("too many candidates")?;
    check("Kemeny score", found.score, row.expected("kemeny_score")?, tolerance)?;
    let ranking = |ranking: &Value| list(ranking)?.iter().map(position).collect::<Result<Vec<_>, _>>();
    let mut rankings =
        list(row.expected("kemeny_rankings")?)?.iter().map(ranking).collect::<Result<Vec<_>, _>>()?;
    rankings.sort();
    check_same("Kemeny rankings", &found.rankings, &rankings)
}

pub(super) fn agreement(row: &Row<'_>) -> Result<(), String> {
    let ranks = rows(row.input("ranks")?)?;
    let tolerance = row.tolerance();
    let found = kendall_w(&ranks).ok_or("no concordance")?;
    check("S", found.s, row.expected("S")?, tolerance)?;
    check("W", found.w, row.expected("W")?, tolerance)?;
    check("chi2", found.chi_squared, row.expected("chi2")?, tolerance)?;
    check("T", found.ties, row.expected("T")?, tolerance)?;
    check_same("df", &found.degrees_of_freedom, &index(row.expected("df")?)?)?;
    row.if_expected("mean_spearman", |mean| {
        check("mean Spearman", mean_spearman(&ranks).ok_or("no correlation")?, mean, tolerance)
    })?;
    row.if_expected("kendall_tau", |matrix| {
        let row = |a: &Vec<f64>| ranks.iter().map(|b| kendall_tau(a, b).unwrap_or(f64::NAN)).collect();
        let found: Vec<Vec<f64>> = ranks.iter().map(row).collect();
        check_rows("tau", &found, matrix, tolerance)
    })
}

pub(super) fn bargaining(row: &Row<'_>) -> Result<(), String> {
    let utilities = rows(row.input("utilities_agents_x_alternatives")?)?;
    let found = bargain(&utilities, &numbers(row.input("disagreement")?)?).ok_or("no bargaining problem")?;
    for (name, found) in [
        ("individually_rational", &found.individually_rational),
        ("nash", &found.nash),
        ("utilitarian", &found.utilitarian),
        ("egalitarian", &found.egalitarian),
        ("leximin", &found.leximin),
        ("kalai_smorodinsky_lex", &found.kalai_smorodinsky),
    ] {
        row.if_expected(name, |wanted| check_same(name, found, &indices(wanted)?))?;
    }
    row.if_expected("nash_product", |products| {
        for (at, product) in found.individually_rational.iter().zip(&found.nash_products) {
            check(&format!("Nash product of {at}"), *product, &products[&at.to_string()], row.tolerance())?;
        }
        let rational: Vec<String> = found.individually_rational.iter().map(usize::to_string).collect();
        check_keys("Nash products", products, &rational.iter().map(String::as_str).collect::<Vec<_>>())
    })
}
