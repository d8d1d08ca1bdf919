//! A schema from documents.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::validator::kind;

/// Whose parts are described elsewhere: `docs/evaluation.md` says by what.
const ELSEWHERE: [&str; 2] = ["problem", "decision"];

/// Objects whose keys are data: criteria, placements, facts.
const MAPS: [&str; 7] = ["at", "weights", "amounts", "said", "unknown_placements", "by_known", "noise"];

/// What all of these documents of a kind keep to.
pub fn schema(name: &str, documents: &[Value]) -> Value {
    let mut schema = of(&documents.iter().collect::<Vec<_>>(), true, "");
    let fields = schema.as_object_mut().unwrap();
    fields["properties"]["schema"] = json!({"const": documents[0]["schema"]});
    fields["properties"].as_object_mut().unwrap().extend(optional(name));
    let mut named = Map::new();
    named.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    named.insert("title".into(), json!(format!("haggle {}", name.replacen('-', " ", 1))));
    named.append(fields);
    named.into()
}

/// How many objects of a place tell what every one of them has, where they may be of several kinds.
const ENOUGH: usize = 5;

/// Objects of several kinds, or with fields that are left out where there is nothing to say.
const VARIANTS: [&str; 24] = [
    "about",
    "action",
    "certainty",
    "conflict",
    "derivation",
    "due",
    "excuse",
    "findings",
    "grounds",
    "kind",
    "links",
    "model_lints",
    "moved",
    "outcome",
    "pins",
    "placing",
    "problems",
    "reason",
    "remedies",
    "says",
    "state",
    "verdict",
    "via",
    "warnings",
];

/// Fields of a document that no command here makes it print.
fn optional(name: &str) -> Map<String, Value> {
    let fields = match name {
        "resolve" => json!({
            "hashes": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
            "marker": {"type": "string"},
            "targets": {"type": "array", "items": {"type": "string"}},
        }),
        _ => json!({}),
    };
    fields.as_object().cloned().unwrap_or_default()
}

/// What all of these values keep to.
fn of(values: &[&Value], is_document: bool, name: &str) -> Value {
    let kinds: BTreeSet<&str> = values.iter().map(|value| kind(value)).collect();
    let mut schema = Map::new();
    let kinds: Vec<&str> = kinds.into_iter().collect();
    schema.insert("type".into(), if let [one] = kinds.as_slice() { json!(one) } else { json!(kinds) });
    let objects: Vec<&Map<String, Value>> = values.iter().filter_map(|value| value.as_object()).collect();
    if MAPS.contains(&name) && !objects.is_empty() {
        let inside: Vec<&Value> = objects.iter().flat_map(|object| object.values()).collect();
        // What is empty in every document counts something.
        let inside = if inside.is_empty() { json!({"type": "number"}) } else { of(&inside, false, "") };
        schema.insert("additionalProperties".into(), inside);
        return schema.into();
    }
    let names: BTreeSet<&String> = objects.iter().flat_map(|object| object.keys()).collect();
    let has = |name: &&&String| objects.iter().all(|object| object.contains_key(**name));
    let required: Vec<&&String> = names.iter().filter(has).collect();
    // One field alone is how one of several kinds is written; a few objects do not tell what those of other kinds have.
    let is_one_kind = is_document || names.len() > 1 && !VARIANTS.contains(&name);
    if is_document || is_one_kind && required.len() == names.len() {
        schema.insert("additionalProperties".into(), json!(false));
    }
    if (is_one_kind || objects.len() >= ENOUGH) && !required.is_empty() {
        schema.insert("required".into(), json!(required));
    }
    if !names.is_empty() {
        let property = |name: &&String| {
            let found: Vec<&Value> = objects.iter().filter_map(|object| object.get(*name)).collect();
            let of = if ELSEWHERE.contains(&name.as_str()) {
                json!({"type": "object"})
            } else {
                of(&found, false, name)
            };
            ((*name).clone(), of)
        };
        schema.insert("properties".into(), names.iter().map(property).collect::<Map<_, _>>().into());
    }
    let items: Vec<&Value> = values.iter().filter_map(|value| value.as_array()).flatten().collect();
    if !items.is_empty() {
        schema.insert("items".into(), of(&items, false, name));
    }
    schema.into()
}
