//! GitHub's search for pull requests, by the one question that is asked of its GraphQL API.

use serde_json::{Value, json};

use super::change::{ReviewedChange, ReviewedState};
use super::exchange::Answer;
use super::state::State;

/// How many results a page has.
const PAGE: usize = 100;

/// The open pull requests from a cursor on, and the newest closed ones where they are asked for.
pub(super) fn answer(state: &State, body: &Value) -> Answer {
    let query = body["query"].as_str().unwrap_or_default();
    let variables = &body["variables"];
    if !query.contains("search(query: $open, type: ISSUE, first: 100, after: $after)") {
        return Answer::failed(400, "this server knows one question");
    }
    let mut data = json!({});
    for part in ["open", "closed"] {
        if part == "closed" && variables["more"] == true {
            continue;
        }
        let sought = variables[part].as_str().unwrap_or_default();
        let Some(found) = found(state, sought) else {
            return Answer::json(
                200,
                &json!({ "errors": [{ "message": format!("unknown term in `{sought}`") }] }),
            );
        };
        let start = match (part, variables["after"].as_str()) {
            ("open", Some(cursor)) => cursor.parse().unwrap_or(0),
            _ => 0,
        };
        let size = if state.rules.search_page == 0 { PAGE } else { state.rules.search_page };
        let nodes: Vec<Value> = found.iter().skip(start).take(size).map(|pull| shown(state, pull)).collect();
        let end = start + nodes.len();
        data[part] = json!({
            "pageInfo": { "hasNextPage": end < found.len(), "endCursor": (end > 0).then(|| end.to_string()) },
            "nodes": nodes,
        });
    }
    Answer::json(200, &json!({ "data": data }))
}

/// What a search gives, the newest first; nothing where it has a term that this server does not know.
fn found<'a>(state: &'a State, sought: &str) -> Option<Vec<&'a ReviewedChange>> {
    let mut found: Vec<&ReviewedChange> = state.changes.iter().rev().collect();
    if state.rules.search_is_late {
        found.clear();
    }
    let mut owners = Vec::new();
    for term in sought.split(' ') {
        match term.split_once(':')? {
            ("is", "pr") | ("sort", "updated-desc") => {}
            ("is", "open") => found.retain(|pull| pull.state == ReviewedState::Open),
            ("is", "closed") => found.retain(|pull| pull.state != ReviewedState::Open),
            ("label", label) => {
                found.retain(|pull| pull.labels.iter().any(|own| *own == label.trim_matches('"')));
            }
            ("user", owner) => owners.push(owner),
            _ => return None,
        }
    }
    found.retain(|pull| pull.project.split('/').next().is_some_and(|owner| owners.contains(&owner)));
    Some(found)
}

fn shown(state: &State, pull: &ReviewedChange) -> Value {
    let reviewed = |value: i64| if value > 0 { "APPROVED" } else { "CHANGES_REQUESTED" };
    json!({
        "number": pull.number,
        "title": pull.text.0,
        "body": pull.text.1,
        "state": match pull.state {
            ReviewedState::Open => "OPEN",
            ReviewedState::Merged => "MERGED",
            ReviewedState::Abandoned => "CLOSED",
        },
        "mergeable": match pull.state {
            ReviewedState::Open if state.merged_tree(pull).is_none() => "CONFLICTING",
            ReviewedState::Open => "MERGEABLE",
            _ => "UNKNOWN",
        },
        "baseRefName": pull.branch,
        "headRefName": pull.topic,
        "headRefOid": pull.current().commit,
        "repository": { "nameWithOwner": pull.project },
        "headRepository": { "nameWithOwner": pull.project },
        "labels": { "nodes": pull.labels.iter().map(|label| json!({ "name": label })).collect::<Vec<_>>() },
        "latestReviews": {
            "nodes": pull.votes.iter().map(|(_, value)| json!({ "state": reviewed(*value) })).collect::<Vec<_>>(),
        },
    })
}
