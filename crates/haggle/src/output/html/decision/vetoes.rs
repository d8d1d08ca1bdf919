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
    let mut order: Vec<&Veto> = problem.vetoes.iter().collect();
    order.sort_by_key(|veto| match veto.verdict {
        VetoVerdict::Fail => 0,
        VetoVerdict::Unknown => 1,
        VetoVerdict::Pass => 2,
    });
    for veto in order {
        page.add(&row(veto, decision));
    }
    page.put("</tbody></table>", &[]);
    page
}

fn row(veto: &Veto, decision: &Decision) -> Markup {
    let word = verdict(veto.verdict);
    let mut row =
        Markup::of("<tr class={}><td><span class=mark>{}</span></td><td>{}", &[&word, &word, &veto.label]);
    if veto.verdict != VetoVerdict::Pass && !veto.strikes.is_empty() {
        let strikes = if veto.verdict == VetoVerdict::Fail { "strikes out" } else { "would strike out" };
        row.put("<small>{} {}</small>", &[&strikes, &veto.strikes.join(", ")]);
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
