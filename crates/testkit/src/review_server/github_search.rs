//! GitHub's search for pull requests: the one question that is asked of its GraphQL API, and its REST API.

use serde_json::{Value, json};

use super::change::{ReviewedChange, ReviewedState};
use super::exchange::{Answer, Request};
use super::state::State;

/// How many results a page has.
const PAGE: usize = 100;

/// The open pull requests from a cursor on, and the newest closed ones where they are asked for.
pub(super) fn answer(state: &State, body: &Value) -> Answer {
    let query = body["query"].as_str().unwrap_or_default();
    let variables = &body["variables"];
    if !["Open", "Closed"].iter().all(|part| {
        let one = part.to_lowercase();
        query.contains(&format!("{one}: search(query: ${one}, type: ISSUE, first: 100, after: $after{part})"))
    }) {
        return Answer::failed(400, "this server knows one question");
    }
    let mut data = json!({});
    for (part, after, more) in [("open", "afterOpen", "moreOpen"), ("closed", "afterClosed", "moreClosed")] {
        if variables[more] != true {
            continue;
        }
        let sought = variables[part].as_str().unwrap_or_default();
        let Some(found) = found(state, sought) else {
            return Answer::json(
                200,
                &json!({ "errors": [{ "message": format!("unknown term in `{sought}`") }] }),
            );
        };
        let start = variables[after].as_str().map_or(0, |cursor| cursor.parse().unwrap_or(0));
        let nodes: Vec<Value> =
            found.iter().skip(start).take(page_size(state)).map(|pull| shown(state, pull)).collect();
        let end = start + nodes.len();
        data[part] = json!({
            "pageInfo": { "hasNextPage": end < found.len(), "endCursor": (end > 0).then(|| end.to_string()) },
            "nodes": nodes,
        });
    }
    Answer::json(200, &json!({ "data": data }))
}

/// A page of a search over the REST API.
pub(super) fn issues(state: &State, request: &Request) -> Answer {
    if state.rules.search_needs_login && !request.is_known() {
        return Answer::failed(401, "Requires authentication");
    }
    let Some(found) = found(state, &request.parameter("q").unwrap_or_default()) else {
        return Answer::failed(422, "Validation Failed");
    };
    let number = |name: &str| request.parameter(name).and_then(|text| text.parse::<usize>().ok());
    let size = number("per_page").unwrap_or(30).min(PAGE);
    let start = (number("page").unwrap_or(1).max(1) - 1) * size;
    let items: Vec<Value> = found
        .iter()
        .skip(start)
        .take(size)
        .map(|pull| {
            json!({
                "number": pull.number,
                "title": pull.text.0,
                "repository_url": format!("{}/api/v3/repos/{}", state.url, pull.project),
            })
        })
        .collect();
    Answer::json(200, &json!({ "total_count": found.len(), "incomplete_results": false, "items": items }))
}

/// How many pull requests there are in an answer.
pub(super) fn page_size(state: &State) -> usize {
    if state.rules.page == 0 { PAGE } else { state.rules.page }
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
            ("head", beginning) => found.retain(|pull| pull.topic.starts_with(beginning)),
            ("closed", from) => {
                // A day: what was closed before it is what the rules say.
                let is_day = from.strip_prefix(">=").is_some_and(|day| day.len() == 10);
                found.retain(|pull| is_day && !state.rules.closed_long_ago.contains(&pull.number));
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
            "nodes": pull.votes.iter().map(|vote| json!({ "state": reviewed(vote.value) })).collect::<Vec<_>>(),
        },
    })
}
