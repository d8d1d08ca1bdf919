//! What is asked of GitHub, and what the tests' server answers, has the shapes of GitHub's published descriptions.

use crate::setup::{committer, login, pair, settings, ten_lines};
use haggle_govern::change::ChangeSet;
use haggle_review::{GitHub, ReviewSystem as _, look, publish, refresh};
use haggle_testkit::review_server::{Exchange, ReviewServer, ReviewStyle};
use serde_json::Value;

const SHAPES: &str = include_str!("setup/github_shapes.tsv");

/// A row of the table.
#[derive(Debug, Clone, Copy)]
struct Shape {
    of: &'static str,
    kind: &'static str,
    name: &'static str,
    values: &'static str,
    is_required: bool,
}

fn shapes(of: &str, kind: &str) -> Vec<Shape> {
    let row = |line: &'static str| {
        let mut cells = line.split('\t');
        let mut next = || cells.next().expect("a row has five cells");
        Shape { of: next(), kind: next(), name: next(), values: next(), is_required: next() == "required" }
    };
    let rows = SHAPES.lines().filter(|line| !line.starts_with('#')).map(row);
    rows.filter(|row| row.of == of && row.kind == kind).collect()
}

/// Whether a value is of a type, or one of the values that are listed.
fn is_of(value: &Value, values: &str) -> bool {
    values.split('|').any(|one| match one {
        "string" | "String" | "GitObjectID" => value.is_string(),
        "integer" | "Int" => value.is_u64(),
        "boolean" | "Boolean" => value.is_boolean(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "null" => value.is_null(),
        other => value == other,
    })
}

/// The operation of a request: `GET /repos/{owner}/{repo}/pulls`.
fn operation(exchange: &Exchange) -> &'static str {
    let path = exchange.path.strip_prefix("/api/v3").expect("it is below the API");
    let fits = |operation: &&'static str| {
        let (method, template) = operation.split_once(' ').expect("it has a method");
        let (template, is_rest) = match template.strip_suffix("{ref}") {
            Some(template) => (template.trim_end_matches('/'), true),
            None => (template, false),
        };
        let (parts, wanted): (Vec<&str>, Vec<&str>) =
            (path.split('/').collect(), template.split('/').collect());
        method == exchange.method
            && (parts.len() == wanted.len() || is_rest && parts.len() > wanted.len())
            && wanted.iter().zip(&parts).all(|(wanted, part)| wanted.starts_with('{') || wanted == part)
    };
    let operations =
        SHAPES.lines().filter_map(|line| line.split('\t').next()).filter(|name| name.contains(" /"));
    operations.into_iter().find(fits).unwrap_or_else(|| panic!("{} {path} is not described", exchange.method))
}

/// Holds a JSON value against rows: everything in it is described, and what is required is there.
#[track_caller]
fn check_value(rows: &[Shape], at: &str, value: &Value) {
    if let Some(items) = value.as_array() {
        for item in items {
            check_value(rows, &format!("{at}[]"), item);
        }
    }
    let Some(fields) = value.as_object() else { return };
    let prefix = if at.is_empty() { String::new() } else { format!("{at}.") };
    for (name, field) in fields {
        let path = format!("{prefix}{name}");
        let row = rows.iter().find(|row| row.name == path);
        let row = row.unwrap_or_else(|| panic!("{path} is not described: {value}"));
        assert!(is_of(field, row.values), "{path} is not {}: {field}", row.values);
        check_value(rows, &path, field);
    }
    for row in rows.iter().filter(|row| row.is_required) {
        if let Some(name) = row.name.strip_prefix(&prefix).filter(|name| !name.contains(['.', '['])) {
            assert!(fields.contains_key(name), "{} of {} is missing in {value}", row.name, row.of);
        }
    }
}

#[track_caller]
fn check_rest(exchange: &Exchange) {
    let operation = operation(exchange);
    for pair in exchange.query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, text) = pair.split_once('=').expect("a parameter has a value");
        let known = shapes(operation, "query");
        let row = known.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("{operation}: {pair}"));
        let value = text.parse::<u64>().map_or_else(|_| Value::from(text), Value::from);
        assert!(is_of(&value, row.values), "{operation}: {pair}");
    }
    check_value(&shapes(operation, "sent"), "", &exchange.sent);
    assert!(
        exchange.sent.is_object() || shapes(operation, "sent").is_empty(),
        "{operation}: nothing was sent"
    );
    let status = exchange.status.to_string();
    let known = shapes(operation, "status");
    assert!(known[0].values.split('|').any(|one| one == status), "{operation}: {status}");
    let rows = shapes(operation, &status);
    assert!(!rows.is_empty(), "{operation}: no shape of an answer {status} is described");
    check_value(&rows, "", &exchange.answer);
}

/// A part of a selection of GraphQL.
#[derive(Debug)]
enum Selected {
    /// Its name in the answer, its name, and what is selected of it.
    Field(String, String, Vec<Selected>),
    /// A fragment by its name, or of a type.
    Fragment(String),
    Of(String, Vec<Selected>),
}

/// The words and signs of a query; arguments and directives are left out.
fn tokens(query: &str) -> Vec<String> {
    let mut tokens: Vec<String> = vec![String::new()];
    let mut depth = 0;
    for c in query.replace("...", " \u{2026} ").chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth > 0 => {}
            c if c.is_alphanumeric() || "_@".contains(c) => tokens.last_mut().expect("there is one").push(c),
            c => {
                tokens.extend([if c.is_whitespace() { String::new() } else { c.to_string() }, String::new()]);
            }
        }
    }
    tokens.retain(|token| !token.is_empty() && !token.starts_with('@'));
    tokens
}

/// A selection up to its closing brace.
fn selection(tokens: &mut std::iter::Peekable<std::vec::IntoIter<String>>) -> Vec<Selected> {
    let mut selected = Vec::new();
    while let Some(token) = tokens.next() {
        match token.as_str() {
            "}" => break,
            "\u{2026}" => match tokens.next().as_deref() {
                Some("on") => {
                    let of = tokens.next().expect("a type");
                    tokens.next();
                    selected.push(Selected::Of(of, selection(tokens)));
                }
                name => selected.push(Selected::Fragment(name.expect("a fragment").to_owned())),
            },
            _ => {
                let name = if tokens.next_if(|next| next == ":").is_some() {
                    tokens.next().expect("a name behind an alias")
                } else {
                    token.clone()
                };
                let below =
                    if tokens.next_if(|next| next == "{").is_some() { selection(tokens) } else { Vec::new() };
                selected.push(Selected::Field(token, name, below));
            }
        }
    }
    selected
}

/// Holds what is selected of a type, and what was answered, against the schema.
#[track_caller]
fn check_selected(
    of: &str,
    selected: &[Selected],
    fragments: &[(String, String, Vec<Selected>)],
    answer: &Value,
) {
    for one in selected {
        match one {
            Selected::Fragment(name) => {
                let (_, on, below) = fragments.iter().find(|(own, _, _)| own == name).expect("it is defined");
                assert_eq!(on, of);
                check_selected(of, below, fragments, answer);
            }
            Selected::Of(on, below) => {
                assert!(
                    shapes(of, "values")[0].values.split('|').any(|one| one == on),
                    "{on} is not of {of}"
                );
                check_selected(on, below, fragments, answer);
            }
            Selected::Field(alias, name, below) => {
                let known = shapes(of, "field");
                let row =
                    known.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("{of} has no {name}"));
                let Some(value) = answer.get(alias) else { continue };
                assert!(!row.is_required || !value.is_null(), "{of}.{name} is null");
                let inner = row.values.trim_matches(['[', ']', '!']);
                let values = shapes(inner, "values");
                let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                for item in items {
                    match below.as_slice() {
                        [] => assert!(
                            item.is_null() || is_of(item, values.first().map_or(inner, |row| row.values)),
                            "{of}.{name} is not {inner}: {item}"
                        ),
                        below => check_selected(inner, below, fragments, item),
                    }
                }
            }
        }
    }
}

#[track_caller]
fn check_graph(exchange: &Exchange) {
    let query = exchange.sent["query"].as_str().expect("there is a question");
    let mut tokens = tokens(query).into_iter().peekable();
    let (mut fragments, mut asked) = (Vec::new(), Vec::new());
    while let Some(token) = tokens.next() {
        if token == "query" {
            tokens.next();
            asked = selection(&mut tokens);
        } else {
            assert_eq!(token, "fragment");
            let (name, _on, of) = (tokens.next().unwrap(), tokens.next().unwrap(), tokens.next().unwrap());
            tokens.next();
            fragments.push((name, of, selection(&mut tokens)));
        }
    }
    assert!(asked.len() == 2 && !fragments.is_empty(), "{asked:?}");
    for variable in exchange.sent["variables"].as_object().expect("there are variables").keys() {
        assert!(query.contains(&format!("${variable}: ")), "{variable}");
    }
    assert_eq!(exchange.status, 200);
    check_selected("Query", &asked, &fragments, &exchange.answer["data"]);
}

#[test]
fn requests_and_answers_are_as_github_describes_them() {
    let server = ReviewServer::start(ReviewStyle::GitHub);
    for project in ["lists", "app"] {
        server.add(&format!("acme/{project}"), "main", &[("list.txt", ten_lines().as_bytes())]);
    }
    let folder = tempfile::TempDir::new().unwrap();
    let settings = settings(folder.path());
    let system = GitHub::new(&server.url(), Some(&login()), settings.clone());
    let projects = ["acme/lists", "acme/app"].map(|name| name.parse().unwrap());
    let mut drafts = pair();
    for draft in &mut drafts {
        draft.project = format!("acme/{}", draft.project).parse().unwrap();
    }
    let run = |drafts: Vec<_>| {
        publish(&system, &ChangeSet::new(drafts).unwrap(), &committer(), &settings).unwrap();
        let followed = look(&system, "lines", &projects, &settings).unwrap();
        refresh(&system, "lines", &followed, &committer(), &settings);
    };
    run(drafts.clone());
    server.vote(1, "review", 1);
    server.merge(1).unwrap();
    run(drafts.clone());
    server.commit("acme/app", "main", &[("list.txt", ten_lines().replace("5\n", "five\n").as_bytes())]);
    run(drafts);
    let nobody = GitHub::new(&server.url(), None, settings.clone());
    nobody.changes("lines", &projects).unwrap();
    system.tip(&projects[0], "main").unwrap();
    let exchanges = server.exchanges();
    let mut seen: Vec<&str> = Vec::new();
    for exchange in &exchanges {
        if exchange.path == "/api/graphql" {
            check_graph(exchange);
        } else {
            check_rest(exchange);
            seen.push(operation(exchange));
        }
    }
    // Everything that the table describes was asked.
    let asked = SHAPES.lines().filter_map(|line| line.split('\t').next()).filter(|name| name.contains(" /"));
    for operation in asked {
        assert!(seen.contains(&operation) || operation.ends_with("/reviews"), "{operation} was not asked");
    }
}
