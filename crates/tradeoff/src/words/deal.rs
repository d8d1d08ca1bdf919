//! The family's deal in words.

use super::numbers::short;
use crate::decision::AskedWaiver;
use crate::group::{BlockedMove, Deal, DealFamily, DealMove, FamilyDeal};

/// The deals of a family: what moves, who gives what and gets what, and what would open what is blocked. Utilities are shown in
/// points of a hundred.
///
/// Ids are written as they are: whoever prints them where text has a meaning escapes them before.
pub fn family_deal(family: &DealFamily, found: &FamilyDeal) -> Vec<String> {
    let mut lines = vec![deal_summary(found)];
    lines.extend(found.nash.moves.iter().map(|one| format!("  {}", deal_move(family, one))));
    lines.extend(deals_beside(family, found));
    lines.extend(found.blocked.iter().map(blocked_move));
    lines
}

/// What the moves of Nash's deal come to together, and the deals beside it.
pub fn deals_beside(family: &DealFamily, found: &FamilyDeal) -> Vec<String> {
    let mut lines = Vec::new();
    if !found.nash.is_today() {
        lines.push(format!("together: {}", changes(family, &found.nash.gains)));
    }
    let beside_it = [("Kalai-Smorodinsky", &found.kalai_smorodinsky), ("leximin", &found.leximin)];
    // Where nothing can change, that the others agree says nothing.
    for (name, deal) in beside_it.into_iter().filter(|(_, deal)| !(found.nash.is_today() && deal.is_today()))
    {
        lines.push(format!("{name}: {}", beside(family, &found.nash, deal)));
    }
    lines
}

/// Whether there is a deal, and how many moves it has.
pub fn deal_summary(found: &FamilyDeal) -> String {
    let unproven =
        if found.nash.is_proven { "" } else { " (the best that was found, not proven to be the best)" };
    match found.nash.moves.len() {
        0 => format!("no joint change leaves nobody worse off and somebody better off{unproven}"),
        1 => format!("the deal (Nash) is 1 move that leaves nobody worse off{unproven}:"),
        n => format!("the deal (Nash) is {n} moves that together leave nobody worse off{unproven}:"),
    }
}

/// One move: `swift from extra to core: operators +3, packagers -1.5`.
pub fn deal_move(family: &DealFamily, one: &DealMove) -> String {
    format!("{} from {} to {}: {}", one.issue, one.from, one.to, changes(family, &one.gains))
}

/// What each party gains or gives.
fn changes(family: &DealFamily, gains: &[f64]) -> String {
    let of = |(party, gain): (&crate::group::DealParty, &f64)| {
        let points = short(gain * 100.0);
        let sign = if *gain > 0.0 && points != "0" { "+" } else { "" };
        format!("{} {sign}{points}", party.id)
    };
    family.parties.iter().zip(gains).map(of).collect::<Vec<_>>().join(", ")
}

fn beside(family: &DealFamily, nash: &Deal, deal: &Deal) -> String {
    let unproven = if deal.is_proven { "" } else { " (not proven)" };
    if deal.choice == nash.choice {
        return format!("the same{unproven}");
    }
    if deal.is_today() {
        return format!("as today{unproven}");
    }
    let moves: Vec<String> = deal.moves.iter().map(|one| format!("{} to {}", one.issue, one.to)).collect();
    format!("{} ({}){unproven}", moves.join(", "), changes(family, &deal.gains))
}

/// A blocked move and what would open it.
pub fn blocked_move(one: &BlockedMove) -> String {
    let losers: Vec<String> = one
        .payments
        .iter()
        .map(|payment| format!("{} would lose {}", payment.party, short(payment.amount * 100.0)))
        .collect();
    let opens = if one.opened_by.is_empty() {
        let price = short(one.price() * 100.0);
        let payable = if one.is_payable { "which the others gain" } else { "more than the others gain" };
        format!("a side payment of {price} points opens it, {payable}")
    } else {
        format!("a side condition opens it: {}", one.opened_by.join(", "))
    };
    format!("blocked: {} from {} to {}, as {}; {opens}", one.issue, one.from, one.to, losers.join(" and "))
}

/// The terms of an option that is another one on terms: what is done, what that costs whom (each party's price beside its id), and who has to waive what:
/// `extra+guards is extra once the imports are guarded, which costs developers 1.8`.
pub fn deal_terms<'a>(
    (option, of, terms): (&str, &str, &str),
    costs: impl Iterator<Item = (&'a str, f64)>,
    asks: &[AskedWaiver],
) -> String {
    let costs: Vec<String> = costs
        .filter(|(_, price)| *price > 0.0005)
        .map(|(party, price)| format!("{party} {:.1}", price * 100.0))
        .collect();
    let costs =
        if costs.is_empty() { String::new() } else { format!(", which costs {}", costs.join(" and ")) };
    let asks: Vec<String> =
        asks.iter().map(|asked| format!("; the {} has to waive `{}`", asked.by, asked.veto)).collect();
    format!("{option} is {of} {terms}{costs}{}", asks.concat())
}

#[cfg(test)]
mod tests {
    use crate::group::{DealFamily, DealIssue, DealOption, DealParty, family_deal};

    #[test]
    fn moves_are_told_with_who_gives_and_who_gets() {
        let party = |id: &str| DealParty { id: id.into(), power: 0.5 };
        let option = |id: &str, utilities: [f64; 2], of: Option<&str>| DealOption {
            id: id.into(),
            utilities: utilities.to_vec(),
            struck_out: false,
            condition_of: of.map(str::to_owned),
        };
        let issue = |id: &str, options: Vec<DealOption>| DealIssue { id: id.into(), today: 0, options };
        let family = DealFamily {
            parties: vec![party("operators"), party("packagers")],
            issues: vec![
                issue("signing", vec![option("core", [0.5, 0.5], None), option("extra", [0.45, 0.75], None)]),
                issue("swift", vec![option("extra", [0.25, 0.5], None), option("core", [0.5, 0.375], None)]),
                issue(
                    "xattr",
                    vec![
                        option("documented", [0.5, 0.5], None),
                        option("core", [0.9, 0.25], None),
                        option("core+job", [0.875, 0.3], Some("core")),
                    ],
                ),
            ],
        };
        let found = family_deal(&family).unwrap();
        let expected = [
            "the deal (Nash) is 2 moves that together leave nobody worse off:",
            "  signing from core to extra: operators -5, packagers +25",
            "  swift from extra to core: operators +25, packagers -12.5",
            "together: operators +20, packagers +12.5",
            "Kalai-Smorodinsky: the same",
            "leximin: the same",
            "blocked: xattr from documented to core+job, as packagers would lose 7.5; a side payment of 7.5 points opens it, which the others \
             gain",
            "blocked: xattr from documented to core, as packagers would lose 12.5; a side payment of 12.5 points opens it, which the others \
             gain",
        ];
        assert_eq!(super::family_deal(&family, &found), expected);
    }
}
