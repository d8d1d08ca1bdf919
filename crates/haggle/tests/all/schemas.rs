//! What `--format json` prints keeps to the published schemas in `schemas/`, one per kind of document.
//!
//! `HAGGLE_REWRITE=1 cargo test --package haggle schemas::` writes each schema anew from what the commands print: required is what every
//! document has, and every object of a place where there are enough of them. Such a file is read before it is committed: a field that went
//! is a new `schema` number.

use crate::copied;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use copied::{copied, said};
use serde_json::{Map, Value, json};

/// Each document with commands on a copy of the demo, or on the second one, that print it.
const DOCUMENTS: &[(&str, &[&str])] = &[
    ("status", &["status --demo", "status --demo=harbour"]),
    (
        "evaluate",
        &["evaluate --demo --no-records --samples 100", "evaluate --demo=harbour --no-records --samples 100"],
    ),
    ("decide-due", &["decide --due"]),
    ("decide-check", &["decide --check"]),
    ("check", &["check", "check --demo=harbour"]),
    ("check-shared", &["check --shared --demo", "check --unused --demo"]),
    (
        "propose",
        &[
            "include xattr --demo",
            "remove cursive --demo",
            "place castellan --placement extra --extra signing --demo",
        ],
    ),
    ("pins-draft", &["pins bump amqp 5.4.2", "pins bump tzdata 2026.6"]),
    ("pins-holds", &["pins holds"]),
    ("pins-why-behind", &["pins why-behind --snapshot snapshot.json"]),
    ("pins-update", &["pins update --snapshot snapshot.json --no-excuses"]),
    ("doctor", &["doctor --demo", "doctor --demo=harbour"]),
    ("lint", &["lint requirements/global-requirements.txt", "lint broken.txt"]),
    ("audit", &["audit app"]),
    #[cfg(feature = "live")]
    (
        "resolve",
        &[
            "resolve xattr --snapshot snapshot.json --python-version 3.12",
            "resolve xattr<0.1 --snapshot snapshot.json --python-version 3.12",
        ],
    ),
];

/// Whose parts are described elsewhere: `docs/evaluation.md` says by what.
const ELSEWHERE: [&str; 2] = ["problem", "decision"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas")
}

/// The demo with a hold, a decision and a file of faults.
fn family() -> tempfile::TempDir {
    let family = copied();
    let manifest = family.path().join("haggle.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replacen("[data]\n", "[data]\nholds = \"holds.toml\"\n", 1)).unwrap();
    let holds = "schema = 1\n[[hold]]\nname = \"amqp\"\nversions = \">5.4.2\"\nowner = \"A. Lead\"\nevidence = \"a log\"\nsince = 2026-01-02\n\
                 expires = 2026-02-01\nclaim = { project = \"openstack/glance\", error = \"ImportError\" }\n";
    std::fs::write(family.path().join("holds.toml"), holds).unwrap();
    std::fs::write(family.path().join("broken.txt"), "six=1\nsix>=1.2,>=1.1\n").unwrap();
    let app = family.path().join("app");
    std::fs::create_dir_all(app.join("app")).unwrap();
    std::fs::write(app.join("requirements.txt"), "six>=1.2\n").unwrap();
    std::fs::write(app.join("setup.cfg"), "[metadata]\nname = app\n[files]\npackages = app\n").unwrap();
    std::fs::write(app.join("app/__init__.py"), "import requests\n").unwrap();
    let decided = said(
        family.path(),
        &[
            "decide",
            "image-signing",
            "--as",
            "extra+guards",
            "--by",
            "A. Lead",
            "--role",
            "ptl",
            "--because",
            "fewer packages",
        ],
        "",
    );
    assert_eq!(decided.code, Some(0), "{}", decided.err);
    // A survey that makes the decision due.
    let adoption = family.path().join("adoption.toml");
    let text = std::fs::read_to_string(&adoption).unwrap();
    let survey = "\n[[adoption]]\nfeature = \"image-signing\"\nkind = \"sample\"\ncount = 55\nn = 60\ndate = \"2026-11-22\"\nsource = \"a survey\"\n";
    std::fs::write(&adoption, text + survey).unwrap();
    family
}

fn printed(family: &Path, line: &str) -> Value {
    let mut words: Vec<&str> = line.split(' ').collect();
    words.extend(["--format", "json"]);
    let said = said(family, &words, "");
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{line}: {error}: {}", said.err))
}

#[test]
fn documents_keep_to_their_schemas() {
    let family = family();
    let is_rewritten = std::env::var_os("HAGGLE_REWRITE").is_some();
    for (name, lines) in DOCUMENTS {
        let documents: Vec<Value> = lines.iter().map(|line| printed(family.path(), line)).collect();
        for (line, document) in lines.iter().zip(&documents) {
            assert!(document["schema"].is_u64(), "{line}: a document says which schema it has");
        }
        let path = folder().join(format!("{name}.json"));
        if is_rewritten {
            let text = serde_json::to_string_pretty(&schema(name, &documents)).unwrap();
            std::fs::write(&path, text + "\n").unwrap();
        }
        let schema: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for (line, document) in lines.iter().zip(&documents) {
            let mut faults = Vec::new();
            validate(document, &schema, "", &mut faults);
            assert_eq!(faults, Vec::<String>::new(), "{line}");
        }
    }
}

#[test]
fn a_document_that_does_not_keep_to_its_schema_is_refused() {
    let schema = json!({"type": "object", "required": ["a"], "properties": {"a": {"const": 1}, "b": {"type": "array", "items": {"type": ["string", "null"]}}}});
    let faults = |document: Value| {
        let mut faults = Vec::new();
        validate(&document, &schema, "", &mut faults);
        faults
    };
    assert_eq!(faults(json!({"a": 1, "b": ["x", null], "c": 2})), Vec::<String>::new());
    assert_eq!(faults(json!({"b": [3]})), ["/a is not there", "/b/0 is a number"]);
    assert_eq!(faults(json!({"a": 2})), ["/a is not 1"]);
    assert_eq!(faults(json!([])), [" is an array"]);
}

/// The part of JSON Schema that the files use: `type`, `const`, `required`, `properties` and `items`.
fn validate(value: &Value, schema: &Value, at: &str, faults: &mut Vec<String>) {
    if let Some(expected) = schema.get("const").filter(|expected| *expected != value) {
        faults.push(format!("{at} is not {expected}"));
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

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn schema(name: &str, documents: &[Value]) -> Value {
    let mut schema = of(&documents.iter().collect::<Vec<_>>(), true);
    let fields = schema.as_object_mut().unwrap();
    fields["properties"]["schema"] = json!({"const": documents[0]["schema"]});
    let mut named = Map::new();
    named.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    named.insert("title".into(), json!(format!("haggle {}", name.replacen('-', " ", 1))));
    named.append(fields);
    named.into()
}

/// How many objects of a place tell what every one of them has.
const ENOUGH: usize = 5;

/// What all of these values keep to.
fn of(values: &[&Value], is_document: bool) -> Value {
    let kinds: BTreeSet<&str> = values.iter().map(|value| kind(value)).collect();
    let mut schema = Map::new();
    let kinds: Vec<&str> = kinds.into_iter().collect();
    schema.insert("type".into(), if let [one] = kinds.as_slice() { json!(one) } else { json!(kinds) });
    let objects: Vec<&Map<String, Value>> = values.iter().filter_map(|value| value.as_object()).collect();
    let names: BTreeSet<&String> = objects.iter().flat_map(|object| object.keys()).collect();
    let has = |name: &&&String| objects.iter().all(|object| object.contains_key(**name));
    let required: Vec<&&String> = names.iter().filter(has).collect();
    // A few objects do not tell what all have.
    let is_told = is_document || objects.len() >= ENOUGH;
    if is_told && !required.is_empty() {
        schema.insert("required".into(), json!(required));
    }
    if !names.is_empty() {
        let property = |name: &&String| {
            let found: Vec<&Value> = objects.iter().filter_map(|object| object.get(*name)).collect();
            let of = if ELSEWHERE.contains(&name.as_str()) {
                json!({"type": "object"})
            } else {
                of(&found, false)
            };
            ((*name).clone(), of)
        };
        schema.insert("properties".into(), names.iter().map(property).collect::<Map<_, _>>().into());
    }
    let items: Vec<&Value> = values.iter().filter_map(|value| value.as_array()).flatten().collect();
    if !items.is_empty() {
        schema.insert("items".into(), of(&items, false));
    }
    schema.into()
}
