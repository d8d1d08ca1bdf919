//! The part of JSON Schema that the files in `schemas/` use.

use serde_json::{Value, json};

/// The same in files that are written by hand.
const OPEN: [&str; 3] = ["problem", "decision", "explanation"];

/// The part of JSON Schema that the files use: `type`, `const`, `enum`, `anyOf`, `required`, `properties`, `additionalProperties` and `items`.
pub fn validate(value: &Value, schema: &Value, at: &str, faults: &mut Vec<String>) {
    if let Some(expected) = schema.get("const").filter(|expected| *expected != value) {
        faults.push(format!("{at} is not {expected}"));
    }
    if schema["enum"].as_array().is_some_and(|allowed| !allowed.contains(value)) {
        faults.push(format!("{at} is none of {}", schema["enum"]));
    }
    if let Some(ways) = schema["anyOf"].as_array() {
        let fits = |way: &Value| {
            let mut faults = Vec::new();
            validate(value, way, at, &mut faults);
            faults.is_empty()
        };
        if !ways.iter().any(fits) {
            faults.push(format!("{at} is none of what it may be"));
        }
    }
    let allowed: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        types => types.as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
    };
    if !allowed.is_empty() && !allowed.contains(&kind(value)) {
        let article = if kind(value).starts_with(['a', 'o']) { "an" } else { "a" };
        faults.push(format!("{at} is {article} {}", kind(value)));
        return;
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.is_object() && value.get(name).is_none() {
            faults.push(format!("{at}/{name} is not there"));
        }
    }
    for (name, value) in value.as_object().into_iter().flatten() {
        match &schema["additionalProperties"] {
            _ if schema["properties"].get(name).is_some() => {}
            Value::Bool(false) => faults.push(format!("{at}/{name} is not expected")),
            others @ Value::Object(_) => validate(value, others, &format!("{at}/{name}"), faults),
            _ => {}
        }
    }
    for (name, of) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = value.get(name) {
            validate(value, of, &format!("{at}/{name}"), faults);
        }
    }
    if let Some(of) = schema.get("items") {
        for (number, item) in value.as_array().into_iter().flatten().enumerate() {
            validate(item, of, &format!("{at}/{number}"), faults);
        }
    }
}

pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The places of a schema that accept anything: no type, or an object of which nothing is said.
pub fn silence(schema: &Value, at: &str, silent: &mut Vec<String>) {
    let says = |key: &str| schema.get(key).is_some();
    let is_object = schema["type"] == "object";
    let is_elsewhere = at.rsplit('/').next().is_some_and(|name| OPEN.contains(&name));
    if !["type", "const", "enum", "anyOf"].into_iter().any(says)
        || is_object && !is_elsewhere && !says("properties") && !says("additionalProperties")
    {
        silent.push(at.to_owned());
    }
    for (name, of) in schema["properties"].as_object().into_iter().flatten() {
        silence(of, &format!("{at}/{name}"), silent);
    }
    let below = schema.get("items").into_iter().chain(schema.get("additionalProperties"));
    let below =
        below.filter(|below| below.is_object()).chain(schema["anyOf"].as_array().into_iter().flatten());
    for of in below {
        silence(of, at, silent);
    }
}

#[test]
fn a_document_that_does_not_keep_to_its_schema_is_refused() {
    let items =
        json!({"type": "array", "items": {"anyOf": [{"type": ["string", "null"]}, {"enum": [7, 8]}]}});
    let schema = json!({"type": "object", "required": ["a"], "additionalProperties": false,
        "properties": {"a": {"const": 1}, "b": items, "c": {"type": "object", "additionalProperties": {"type": "number"}}}});
    let faults = |document: Value| {
        let mut faults = Vec::new();
        validate(&document, &schema, "", &mut faults);
        faults
    };
    assert_eq!(faults(json!({"a": 1, "b": ["x", null, 7], "c": {"d": 2}})), Vec::<String>::new());
    assert_eq!(faults(json!({"b": [3]})), ["/a is not there", "/b/0 is none of what it may be"]);
    assert_eq!(
        faults(json!({"a": 2, "d": 3, "c": {"d": "e"}})),
        ["/d is not expected", "/a is not 1", "/c/d is a string"]
    );
    assert_eq!(faults(json!([])), [" is an array"]);
}
