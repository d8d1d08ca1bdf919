//! Whose values these are.

use haggle_govern::evaluation::Evaluation;
use haggle_tradeoff::words::percent;

use crate::output::evaluation::words::number;
use crate::output::html::Markup;

/// The swing points of every stakeholder, and the settings of the family's rule.
pub fn values(evaluation: &Evaluation) -> Markup {
    let mut page = Markup::of(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Swing points\"><table class=\"values\"><caption>Swing points: how much going from the worst to the best end of a scale \
         matters to each stakeholder</caption><thead><tr><th scope=col>Criterion</th><th scope=col>Scale</th>",
        &[],
    );
    for one in &evaluation.stakeholders {
        page.put("<th scope=col class=number>{}</th>", &[&one.name]);
    }
    page.put("</tr></thead><tbody>", &[]);
    for criterion in &evaluation.criteria {
        page.put(
            "<tr><th scope=row>{}</th><td>{} to {} {}</td>",
            &[&criterion.name, &number(criterion.worst), &number(criterion.best), &criterion.unit],
        );
        for one in &evaluation.stakeholders {
            let [low, high] = one.weights.get(&criterion.id).copied().unwrap_or_default();
            let points =
                if low < high { format!("{}\u{2013}{}", number(low), number(high)) } else { number(low) };
            page.put("<td class=number>{}</td>", &[&points]);
        }
        page.put("</tr>", &[]);
    }
    let settings = &evaluation.settings;
    page.put(
        "</tbody></table></div><p>A change is recommended if it leads by more than {} points, and by {} on the weight of what differs, wins in at least {} \
         of what facts and weights leave open, and costs no stakeholder more than {} points. Costs that occur once are spread over {} years.</p>",
        &[
            &number(settings.tolerance * 100.0),
            &number(settings.margin * 100.0),
            &percent(settings.stability),
            &number(settings.most_lost * 100.0),
            &number(settings.horizon),
        ],
    );
    page
}
