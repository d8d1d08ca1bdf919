//! The vetoes: what the evidence says, what each strikes out, and who may waive it.

use haggle_tradeoff::words::verdict;
use haggle_tradeoff::{Decision, Draft, Veto, VetoVerdict};

use super::Markup;

/// All of them, those that fail first.
pub fn vetoes(problem: &Draft, decision: &Decision) -> Markup {
    let mut page = Markup::of(
        "<h4>Vetoes</h4><table class=\"stack vetoes\"><caption>What has to hold, and what the evidence says</caption><thead><tr>\
         <th scope=col>Verdict</th><th scope=col>What has to hold</th><th scope=col>Evidence</th></tr></thead><tbody>",
        &[],
    );
    for verdict in [VetoVerdict::Fail, VetoVerdict::Unknown, VetoVerdict::Pass] {
        for veto in problem.vetoes.iter().filter(|veto| veto.verdict == verdict) {
            page.add(&row(veto, problem, decision));
        }
    }
    page.put("</tbody></table>", &[]);
    page
}

fn row(veto: &Veto, problem: &Draft, decision: &Decision) -> Markup {
    let word = verdict(veto.verdict);
    let mut row =
        Markup::of("<tr class={}><td><span class=mark>{}</span></td><td>{}", &[&word, &word, &veto.label]);
    if veto.verdict != VetoVerdict::Pass && !veto.strikes.is_empty() {
        let strikes = if veto.verdict == VetoVerdict::Fail { "strikes out" } else { "would strike out" };
        row.put("<small>{} {}</small>", &[&strikes, &veto.strikes.join(", ")]);
        let lifts = lifting(veto, problem);
        if !lifts.is_empty() {
            row.put("<small>does not strike out {}</small>", &[&lifts.join(", ")]);
        }
    }
    row.put("</td><td>{}", &[&veto.evidence]);
    if let Some(waiver) = &veto.waiver {
        row.put("<small>waived by {}: {}</small>", &[&waiver.name, &waiver.reason]);
    } else if let (Some(by), VetoVerdict::Fail) = (&veto.waivable_by, veto.verdict) {
        row.put("<small>may be waived by the {}</small>", &[by]);
        let what_if = decision.what_if.iter().find(|one| one.veto == veto.id);
        if let Some(leader) = what_if.and_then(|one| one.leader.as_deref()) {
            row.put("<small>then {} has the highest value</small>", &[&leader]);
        }
    }
    row.put("</td></tr>", &[]);
    row
}

/// The options that are a vetoed one on terms which meet the veto.
fn lifting<'a>(veto: &Veto, problem: &'a Draft) -> Vec<&'a str> {
    let options = problem.alternatives.iter().map(|one| one.id.as_str());
    let is_struck = |id: &str| veto.strikes.iter().any(|struck| struck == id);
    options.filter(|id| !is_struck(id) && id.split_once('+').is_some_and(|(of, _)| is_struck(of))).collect()
}
