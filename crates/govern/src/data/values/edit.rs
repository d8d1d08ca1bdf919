//! Writing a stakeholder's weights into the text of a file of values, which otherwise stays as it is.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Values;
use super::elicited::Elicited;
use crate::data::identifier::Identifier;
use crate::data::text_edit::{end_of_line, line_after, replaced};

/// The text with these weights of a stakeholder and how they were elicited: comments, order and line ends stay, and so does everything
/// else. A criterion of the file that is not among the weights weighs nothing. None where the stakeholder is not there, or is
/// written within braces.
pub(super) fn with_weights(
    text: &str,
    stakeholder: &Identifier,
    weights: &BTreeMap<Identifier, [f64; 2]>,
    elicited: &Elicited,
) -> Option<String> {
    let (document, _) = DeTable::parse_recoverable(text);
    let document = document.into_inner();
    let table = document.get("stakeholder")?.get_ref().as_array()?.iter().find(|table| {
        let id = table.get_ref().get("id").and_then(|id| id.get_ref().as_str());
        id == Some(stakeholder.as_str())
    })?;
    if text[table.span()].starts_with('{') {
        return None;
    }
    let fields = table.get_ref().as_table()?;
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    if let Some(old) = fields.get("elicited") {
        edits.push((old.span(), elicited.text()));
    } else {
        let id = fields.get("id")?;
        let line = format!("elicited = {}", elicited.text());
        edits.push(line_after(text, id.span().end, &line));
    }
    let old = fields.get("weights")?;
    let entries = old.get_ref().as_table()?;
    let shown = |[low, high]: [f64; 2]| format!("[{low}, {high}]");
    let mut last = old.span();
    for (name, value) in entries {
        let points = Identifier::new(name.get_ref()).ok().and_then(|id| weights.get(&id).copied());
        edits.push((value.span(), shown(points.unwrap_or_default())));
        last = if value.span().end > last.end { value.span() } else { last };
    }
    let new: Vec<String> = weights
        .iter()
        .filter(|(id, _)| !has(entries, id))
        .map(|(id, points)| format!("{id} = {}", shown(*points)))
        .collect();
    if !new.is_empty() {
        edits.push(if text[old.span()].starts_with('{') {
            let close = old.span().end - 1;
            let comma = if entries.is_empty() { " " } else { ", " };
            let at = text[..close].trim_end().len();
            (at..at, format!("{comma}{}", new.join(", ")))
        } else {
            line_after(text, last.end, &new.join(end_of_line(text)))
        });
    }
    let edited = replaced(text, edits);
    // What was written is what is read.
    let read = Values::read(&edited).ok()?;
    let entry = read.stakeholders.into_iter().find(|one| one.id == *stakeholder)?;
    let is_written = weights.iter().all(|(id, points)| entry.weights.get(id) == Some(points));
    (is_written && entry.elicited.as_ref() == Some(elicited)).then_some(edited)
}

fn has(entries: &DeTable<'_>, id: &Identifier) -> bool {
    let is_id = |(name, _): (&Spanned<std::borrow::Cow<'_, str>>, &Spanned<DeValue<'_>>)| {
        name.get_ref() == id.as_str()
    };
    entries.iter().any(is_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::ElicitationMethod;

    const HEAD: &str = "schema = 1\ntolerance = 0.02\n[[criterion]]\nmeasure = \"pins\" # kept\nworst = 9\nbest = 0\n\
                        [[criterion]]\nmeasure = \"staleness\"\nworst = 9\nbest = 0\n";

    #[track_caller]
    fn check(before: &str, after: &str) {
        let weights = [("pins", [100.0; 2]), ("staleness", [20.0, 40.5])];
        let weights = weights.into_iter().map(|(id, points)| (id.parse().unwrap(), points)).collect();
        let elicited = Elicited {
            method: ElicitationMethod::Pairs,
            date: "2026-11-28".parse().unwrap(),
            consistency: Some(0.05),
        };
        for end_of_line in ["\n", "\r\n"] {
            let whole = |text: &str| format!("{HEAD}{text}").replace('\n', end_of_line);
            let edited = with_weights(&whole(before), &"team".parse().unwrap(), &weights, &elicited);
            assert_eq!(edited, Some(whole(after)));
        }
    }

    #[test]
    fn only_the_weights_change() {
        let elicited = "elicited = { method = \"pairs\", date = 2026-11-28, consistency = 0.05 }\n";
        check(
            "[[stakeholder]]\nid = \"team\" # they\nname = \"T\"\n[stakeholder.weights]\npins = [1, 2] # much\n",
            &format!(
                "[[stakeholder]]\nid = \"team\" # they\n{elicited}name = \"T\"\n[stakeholder.weights]\npins = [100, 100] # much\n\
                 staleness = [20, 40.5]\n"
            ),
        );
        check(
            "[[stakeholder]]\nid = \"team\"\nname = \"T\"\nweights = { pins = [1, 2] } # within braces",
            &format!(
                "[[stakeholder]]\nid = \"team\"\n{elicited}name = \"T\"\nweights = {{ pins = [100, 100], staleness = [20, 40.5] }} # within braces"
            ),
        );
        check(
            "[[stakeholder]]\nid = \"team\"\nelicited = { method = \"swing\", date = 2020-01-01 }\nname = \"T\"\n[stakeholder.weights]\n\
             staleness = [7, 8]\npins = [1, 2]",
            &format!(
                "[[stakeholder]]\nid = \"team\"\n{elicited}name = \"T\"\n[stakeholder.weights]\nstaleness = [20, 40.5]\npins = [100, 100]"
            ),
        );
    }
}
