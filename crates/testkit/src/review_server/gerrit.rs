//! The part of Gerrit's REST API that clients use.

use serde_json::{Value, json};

use super::change::{ReviewedChange, ReviewedState};
use super::exchange::{Answer, Request, decoded};
use super::footer::change_id;
use super::state::{State, word};
use super::{USER, repository};

fn json_answer(value: &Value) -> Answer {
    let headers = vec![("content-type".to_owned(), "application/json; charset=UTF-8".to_owned())];
    Answer { status: 200, headers, body: format!(")]}}'\n{value}\n").into_bytes() }
}

pub(super) fn answer(state: &mut State, path: &str, request: &Request, is_known: bool) -> Answer {
    let parts: Vec<String> = path.trim_matches('/').split('/').map(decoded).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match (request.method.as_str(), parts.as_slice()) {
        ("GET", ["config", "server", "version"]) => json_answer(&json!("3.9.1")),
        ("GET", ["accounts", "self"]) => json_answer(&json!({ "_account_id": 1, "username": USER })),
        ("GET", ["tools", "hooks", "commit-msg"]) => Answer::text(200, include_str!("commit-msg")),
        ("GET", ["projects", project, "branches", branch]) => match state.tip(project, branch) {
            Some(tip) => json_answer(&json!({ "ref": format!("refs/heads/{branch}"), "revision": tip })),
            None => Answer::text(404, "Not found"),
        },
        ("GET", ["changes"]) => query(state, request, is_known),
        ("GET", ["changes", id] | ["changes", id, "detail"]) => match find(state, id) {
            Some(change) => json_answer(&shown(state, change)),
            None => Answer::text(404, &format!("Not found: {id}")),
        },
        (_, ["changes", id, rest @ ..]) => {
            let Some(number) = find(state, id).map(|change| change.number) else {
                return Answer::text(404, &format!("Not found: {id}"));
            };
            let body = serde_json::from_slice(&request.body).unwrap_or_default();
            match act(state, number, (&request.method, rest), &body) {
                Ok(()) => match find(state, &number.to_string()) {
                    Some(change) => json_answer(&shown(state, change)),
                    None => Answer::text(404, "Not found"),
                },
                Err(answer) => answer,
            }
        }
        _ => Answer::text(404, "Not found"),
    }
}

fn act(state: &mut State, number: u64, (method, what): (&str, &[&str]), body: &Value) -> Result<(), Answer> {
    let conflict = |reason: String| Answer::text(409, &reason);
    match (method, what) {
        ("POST", ["abandon"]) => state.abandon(number).map_err(conflict),
        ("POST", ["submit"]) => state.merge(number).map_err(conflict),
        ("PUT", ["message"]) => new_message(state, number, body["message"].as_str().unwrap_or_default()),
        ("POST", ["revisions", "current", "review"]) => {
            for (label, value) in body["labels"].as_object().into_iter().flatten() {
                state.vote(number, label, value.as_i64().unwrap_or_default());
            }
            Ok(())
        }
        _ => Err(Answer::text(404, "Not found")),
    }
}

/// A version that differs in its message only.
fn new_message(state: &mut State, number: u64, message: &str) -> Result<(), Answer> {
    let Some(change) = state.changes.iter().find(|change| change.number == number) else {
        return Err(Answer::text(404, "Not found"));
    };
    if change.state != ReviewedState::Open {
        return Err(Answer::text(409, &format!("change is {}", word(change.state))));
    }
    let current = change.current().clone();
    if current.message.trim_end() == message.trim_end() {
        return Err(Answer::text(409, "new and existing commit message are the same"));
    }
    match change_id(message) {
        Ok(id) if id == change.change_id => {}
        Ok(_) => return Err(Answer::text(409, "wrong Change-Id in message footer")),
        Err(reason) => return Err(Answer::text(409, &reason)),
    }
    let project = change.project.clone();
    let folder = state.repository(&project);
    let tree = format!("{}^{{tree}}", current.commit);
    let commit =
        repository::line(&folder, &["commit-tree", "-p", &current.parent, &tree], message.as_bytes());
    let Some(commit) = commit else { return Err(Answer::text(500, "Internal server error")) };
    let version = state.version(&project, &commit);
    if let Some(change) = state.change_mut(number) {
        change.versions.push(version);
        let reference = change.reference(change.versions.len());
        repository::run(&folder, &["update-ref", &reference, &commit], b"");
    }
    Ok(())
}

/// A change by its number, its Change-Id, `project~number` or `project~branch~Change-Id`.
fn find<'a>(state: &'a State, id: &str) -> Option<&'a ReviewedChange> {
    let last = id.rsplit('~').next()?;
    let project = id.split_once('~').map(|(project, _)| project);
    let is_it = |change: &&ReviewedChange| {
        (change.number.to_string() == last || change.change_id == last)
            && project.is_none_or(|project| project == change.project)
    };
    state.changes.iter().find(is_it)
}

fn query(state: &State, request: &Request, is_known: bool) -> Answer {
    let query = request.parameter("q").unwrap_or_default();
    if query.contains("self") && !is_known {
        return Answer::text(400, "Must be signed-in to use self");
    }
    let terms = terms(&query);
    let mut found: Vec<&ReviewedChange> = Vec::new();
    for change in state.changes.iter().rev() {
        match terms.iter().map(|term| matches(change, term)).collect::<Option<Vec<bool>>>() {
            Some(all) if all.iter().all(|one| *one) => found.push(change),
            Some(_) => {}
            None => return Answer::text(400, &format!("unsupported query: {query}")),
        }
    }
    let number = |name: &str| request.parameter(name).and_then(|text| text.parse::<usize>().ok());
    let start = number("start").or_else(|| number("S")).unwrap_or(0);
    let most = number("n").unwrap_or(500);
    let mut page: Vec<Value> =
        found.iter().skip(start).take(most).map(|change| shown(state, change)).collect();
    if start + page.len() < found.len()
        && let Some(last) = page.last_mut()
    {
        last["_more_changes"] = json!(true);
    }
    json_answer(&Value::Array(page))
}

/// The terms of a query: words, with what is in quotes or parentheses kept together.
fn terms(query: &str) -> Vec<String> {
    let mut terms = vec![String::new()];
    let (mut is_quoted, mut depth) = (false, 0_i32);
    for c in query.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ' ' if !is_quoted && depth == 0 => terms.push(String::new()),
            '(' | ')' if !is_quoted => depth += if c == '(' { 1 } else { -1 },
            _ => {
                if let Some(last) = terms.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    terms.retain(|term| !term.is_empty());
    terms
}

/// Whether a change is of a term; nothing for one that this server does not know.
fn matches(change: &ReviewedChange, term: &str) -> Option<bool> {
    if term.contains(" OR ") {
        let any: Option<Vec<bool>> = term.split(" OR ").map(|term| matches(change, term)).collect();
        return any.map(|any| any.contains(&true));
    }
    let Some((key, value)) = term.split_once(':') else {
        return Some(change.number.to_string() == term || change.change_id == term);
    };
    Some(match key {
        "topic" | "intopic" => change.topic == value,
        "owner" => change.owner == value || value == "self" && change.owner == USER,
        "project" => change.project == value,
        "branch" => change.branch == value,
        "change" => change.change_id == value || change.number.to_string() == value,
        "message" => change.current().message.contains(value),
        "status" | "is" => match value {
            "open" | "new" => change.state == ReviewedState::Open,
            "merged" => change.state == ReviewedState::Merged,
            "abandoned" => change.state == ReviewedState::Abandoned,
            "closed" => change.state != ReviewedState::Open,
            _ => return None,
        },
        // All changes of a test are young.
        "-age" => true,
        _ => return None,
    })
}

fn shown(state: &State, change: &ReviewedChange) -> Value {
    let current = change.current();
    let n_versions = change.versions.len();
    let reference = change.reference(n_versions);
    let mut labels = json!({});
    for (label, value) in &change.votes {
        let vote = json!({ "value": value, "name": "A Reviewer" });
        match labels[label]["all"].as_array_mut() {
            Some(all) => all.push(vote),
            None => labels[label] = json!({ "all": [vote] }),
        }
    }
    let is_open = change.state == ReviewedState::Open;
    let url = format!("{}/{}", state.url, change.project);
    let mut revisions = json!({});
    revisions[&current.commit] = json!({
        "_number": n_versions,
        "ref": reference,
        "fetch": { "anonymous http": { "url": url, "ref": reference }, "http": { "url": url, "ref": reference } },
        "commit": { "parents": [{ "commit": current.parent }], "message": current.message },
    });
    json!({
        "id": format!("{}~{}~{}", change.project, change.branch, change.change_id),
        "project": change.project,
        "branch": change.branch,
        "topic": change.topic,
        "change_id": change.change_id,
        "subject": current.message.lines().next().unwrap_or_default(),
        "status": if is_open { "NEW".to_owned() } else { word(change.state).to_uppercase() },
        "created": "2026-11-29 01:02:03.000000000",
        "updated": "2026-11-29 01:02:03.000000000",
        "_number": change.number,
        "owner": { "_account_id": 1, "username": change.owner },
        "mergeable": !is_open || state.merged_tree(change).is_some(),
        "labels": labels,
        "current_revision": current.commit,
        "revisions": revisions,
    })
}
