//! The options: what each is worth, what makes the difference, and to whom.

use haggle_tradeoff::words::percent;
use haggle_tradeoff::{AlternativeReport, Decision, Draft, Point, RobustnessBasis};

use super::table::{Row, cell, differences as table_of_differences, is_seen};
use super::{Markup, bar};

/// The place of the option that others are held against: today's, else the one of highest value.
fn base(decision: &Decision) -> Option<usize> {
    let today = decision.alternatives.iter().position(|one| one.status_quo);
    let leader = || decision.outcome.leader();
    today.or_else(|| decision.alternatives.iter().position(|one| Some(one.id.as_str()) == leader()))
}

/// Every option: points, the difference against today, how often it is first, and what strikes it out.
pub fn options(problem: &Draft, decision: &Decision) -> Markup {
    let mut table = Markup::of(
        "<h4>Options</h4><table class=\"options\"><caption>Value of each option to the group, 0 to 1</caption><thead><tr>\
         <th scope=col>Option</th><th scope=col class=number>Value</th><th scope=col class=middle>Points against today</th>\
         <th scope=col class=number>Comes first in</th></tr></thead><tbody>",
        &[],
    );
    let today = decision.alternatives.iter().find(|one| one.status_quo);
    let against = |one: &AlternativeReport| today.map_or(0.0, |today| one.value - today.value);
    let most = decision.alternatives.iter().fold(0.0_f64, |most, one| most.max(against(one).abs()));
    let mut order: Vec<&AlternativeReport> = Vec::new();
    for one in &decision.alternatives {
        let follows = |other: &&AlternativeReport| {
            let by_value = one.value.total_cmp(&other.value);
            other.struck_out.cmp(&one.struck_out).then(by_value).is_gt()
        };
        order.insert(order.iter().position(follows).unwrap_or(order.len()), one);
    }
    for one in order {
        let class = match (one.struck_out, decision.outcome.leader() == Some(one.id.as_str())) {
            (true, _) => "out",
            (false, true) => "leads",
            (false, false) => "",
        };
        table.put("<tr class=\"{}\"><th scope=row>{}", &[&class, &one.id]);
        if one.status_quo {
            table.put(" <em>today</em>", &[]);
        }
        table.put(
            "<small>{}</small></th><td class=number>{}</td>",
            &[&one.label, &format_args!("{:.3}", one.value)],
        );
        if one.status_quo || today.is_none() {
            table.put("<td>=</td>", &[]);
        } else {
            table.add(&cell(against(one), most));
        }
        table.add(&first(problem, decision, one));
        table.put("</tr>", &[]);
    }
    table.put("</tbody></table>", &[]);
    table
}

/// How often it comes first within what facts and weights leave open, or the vetoes that strike it out.
fn first(problem: &Draft, decision: &Decision, one: &AlternativeReport) -> Markup {
    let screening = &decision.screening;
    if let Some(struck) = screening.struck_out.iter().find(|struck| struck.alternative == one.id) {
        let label = |id: &String| {
            let veto = problem.vetoes.iter().find(|veto| veto.id == *id);
            veto.map_or_else(|| id.clone(), |veto| veto.label.clone())
        };
        let vetoes: Vec<String> = struck.vetoes.iter().map(label).collect();
        return Markup::of("<td>vetoed<small>does not hold: {}</small></td>", &[&vetoes.join("; ")]);
    }
    let robustness = &decision.robustness;
    let place = screening.eligible.iter().position(|id| *id == one.id);
    let share = place.and_then(|at| robustness.rank_acceptability.get(at)?.first().copied());
    let (Some(share), true) = (share, screening.eligible.len() > 1) else {
        return Markup::of("<td>nothing else is left</td>", &[]);
    };
    let text = match robustness.basis {
        RobustnessBasis::Certain if share >= 1.0 => "certain".to_owned(),
        _ => percent(share),
    };
    let mut cell = Markup::of("<td>{}", &[&text]);
    cell.add(&bar(share));
    cell.put("</td>", &[]);
    cell
}

/// The other options, as columns.
fn columns(decision: &Decision, base: usize) -> Vec<usize> {
    (0..decision.alternatives.len()).filter(|at| *at != base).collect()
}

/// For each criterion on which an option differs from today's, by how many points.
pub fn differences(problem: &Draft, decision: &Decision) -> Markup {
    let Some(base) = base(decision) else { return Markup::new() };
    let points = |at: usize| -> Vec<&Point> { decision.points_of(&decision.alternatives[at].id).collect() };
    let others = columns(decision, base);
    let (ours, theirs) = (points(base), others.iter().map(|at| points(*at)).collect::<Vec<_>>());
    let mut rows: Vec<Row> = Vec::new();
    for (number, point) in ours.iter().enumerate() {
        let difference = |other: &Vec<&Point>| {
            other.get(number).map_or(0.0, |other| other.contribution - point.contribution)
        };
        let found: Vec<f64> = theirs.iter().map(difference).collect();
        if found.iter().any(|one| is_seen(*one)) {
            let of_criterion = theirs.iter().filter_map(|other| other.get(number)).chain([point]);
            let new = row(problem, point, found, of_criterion.copied());
            let follows = |other: &Row| largest(&new).total_cmp(&largest(other)).is_gt();
            rows.insert(rows.iter().position(follows).unwrap_or(rows.len()), new);
        }
    }
    if rows.is_empty() {
        return Markup::new();
    }
    let mut page = Markup::of("<h4>What makes the difference</h4>", &[]);
    let caption = format!("Points against {}, by criterion", decision.alternatives[base].id);
    page.add(&table_of_differences(
        "by-criterion",
        (&caption, "Criterion"),
        &names(decision, &others),
        &rows,
    ));
    page
}

/// The largest of a row's differences, of whichever sign.
fn largest(row: &Row) -> f64 {
    row.differences.iter().fold(0.0_f64, |most, one| most.max(one.abs()))
}

fn row<'a>(
    problem: &Draft,
    point: &Point,
    differences: Vec<f64>,
    of_criterion: impl Iterator<Item = &'a Point>,
) -> Row {
    let criterion = problem.criteria.iter().find(|one| one.id == point.criterion);
    let mut facts: Vec<&str> = Vec::new();
    for fact in of_criterion.flat_map(|point| &point.facts) {
        if !facts.contains(&fact.label.as_str()) {
            facts.push(&fact.label);
        }
    }
    let rests = if facts.is_empty() { String::new() } else { format!("; rests on {}", facts.join(", ")) };
    Row {
        name: criterion.map_or_else(|| point.criterion.clone(), |one| one.label.clone()),
        remark: format!("{}{rests}", point.unit),
        differences,
    }
}

/// What each stakeholder gains or loses against today.
pub fn parties(problem: &Draft, decision: &Decision) -> Markup {
    let Some(base) = base(decision) else { return Markup::new() };
    let others = columns(decision, base);
    if others.is_empty() || problem.stakeholders.is_empty() {
        return Markup::new();
    }
    // Where all have the same say, that is nothing to tell.
    let is_equal = decision.stakeholders.windows(2).all(|two| two[0].power.total_cmp(&two[1].power).is_eq());
    let rows: Vec<Row> = decision
        .stakeholders
        .iter()
        .map(|party| Row {
            name: party.name.clone(),
            remark: if is_equal { String::new() } else { format!("{} of the say", percent(party.power)) },
            differences: others.iter().map(|at| party.utilities[*at] - party.utilities[base]).collect(),
        })
        .collect();
    let mut page = Markup::of("<h4>Who gains and who loses</h4>", &[]);
    let caption = format!("Points against {}, by stakeholder", decision.alternatives[base].id);
    page.add(&table_of_differences(
        "by-stakeholder",
        (&caption, "Stakeholder"),
        &names(decision, &others),
        &rows,
    ));
    page
}

fn names<'a>(decision: &'a Decision, of: &[usize]) -> Vec<&'a str> {
    of.iter().map(|at| decision.alternatives[*at].id.as_str()).collect()
}
