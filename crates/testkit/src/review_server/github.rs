//! The part of GitHub's REST API that pull requests need, below `/api/v3` as on a server of one's own.

use serde_json::{Value, json};

use super::USER;
use super::change::{ReviewedChange, ReviewedState};
use super::exchange::{Answer, Exchange, Request, decoded};
use super::github_search;
use super::repository;
use super::state::State;

/// Answers a request, and keeps what was asked and answered.
pub(super) fn answer(state: &mut State, path: &str, request: &Request) -> Answer {
    let answer = answered(state, path, request);
    let json = |bytes: &[u8]| serde_json::from_slice(bytes).unwrap_or_default();
    state.exchanges.push(Exchange {
        method: request.method.clone(),
        path: path.to_owned(),
        query: request.query.clone(),
        sent: json(&request.body),
        status: answer.status,
        answer: json(&answer.body),
    });
    answer
}

fn answered(state: &mut State, path: &str, request: &Request) -> Answer {
    let parts: Vec<String> = path.trim_matches('/').split('/').map(decoded).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let (owner, name, rest) = match parts.as_slice() {
        ["api", "v3", "repos", owner, name, rest @ ..] => (owner, name, rest),
        ["api", "graphql"] if request.method == "POST" => return github_search::answer(state, &body),
        ["api", "v3", "search", "issues"] if request.method == "GET" => {
            return github_search::issues(state, request);
        }
        _ => return Answer::failed(404, "Not Found"),
    };
    let project = format!("{owner}/{name}");
    if !state.repository(&project).is_dir() {
        return Answer::failed(404, "Not Found");
    }
    match (request.method.as_str(), rest) {
        ("GET", ["git", "ref", "heads", branch @ ..]) => match state.tip(&project, &branch.join("/")) {
            Some(tip) => Answer::json(200, &json!({ "object": { "type": "commit", "sha": tip } })),
            None => Answer::failed(404, "Not Found"),
        },
        ("GET", ["pulls"]) => list(state, &project, request),
        ("POST", ["pulls"]) => open(state, &project, &body),
        (method, [kind @ ("pulls" | "issues"), number, what @ ..]) => {
            let number = number.parse().unwrap_or(0);
            if !state.changes.iter().any(|pull| pull.number == number && pull.project == project) {
                return Answer::failed(404, "Not Found");
            }
            act(state, number, (method, kind, what), &body)
        }
        _ => Answer::failed(404, "Not Found"),
    }
}

fn list(state: &State, project: &str, request: &Request) -> Answer {
    let head = request.parameter("head");
    let base = request.parameter("base");
    let is_listed = |pull: &&ReviewedChange| {
        let owner = project.split('/').next().unwrap_or_default();
        pull.project == project
            && head.as_ref().is_none_or(|head| *head == format!("{owner}:{}", pull.topic))
            && base.as_ref().is_none_or(|base| *base == pull.branch)
    };
    let size = request
        .parameter("per_page")
        .and_then(|text| text.parse().ok())
        .unwrap_or(30)
        .min(github_search::page_size(state));
    let pulls = state.changes.iter().rev().filter(is_listed).take(size);
    Answer::json(200, &pulls.map(|pull| listed(state, pull)).collect())
}

fn open(state: &mut State, project: &str, body: &Value) -> Answer {
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let (head, base) = (text("head"), text("base"));
    let (Some(commit), Some(_)) = (state.tip(project, &head), state.tip(project, &base)) else {
        return Answer::failed(422, "Validation Failed");
    };
    let is_same = |pull: &ReviewedChange| {
        pull.state == ReviewedState::Open
            && (&*pull.project, &pull.topic, &pull.branch) == (project, &head, &base)
    };
    if state.changes.iter().any(is_same) {
        return Answer::failed(422, "A pull request already exists");
    }
    let pull = ReviewedChange {
        number: state.next_number(),
        project: project.to_owned(),
        branch: base,
        topic: head,
        change_id: String::new(),
        owner: USER.to_owned(),
        state: ReviewedState::Open,
        versions: vec![state.version(project, &commit)],
        votes: Vec::new(),
        reports: Vec::new(),
        text: (text("title"), text("body")),
        labels: Vec::new(),
        is_draft: body["draft"] == true,
    };
    let answer = Answer::json(201, &shown(state, &pull));
    state.changes.push(pull);
    answer
}

fn act(state: &mut State, number: u64, (method, kind, what): (&str, &str, &[&str]), body: &Value) -> Answer {
    let Some(at) = state.changes.iter().position(|pull| pull.number == number) else {
        return Answer::failed(404, "Not Found");
    };
    let pull = &mut state.changes[at];
    match (method, kind, what) {
        ("GET", "pulls", []) => {}
        ("GET", "pulls", ["reviews"]) => {
            let state = |value: i64| if value > 0 { "APPROVED" } else { "CHANGES_REQUESTED" };
            let reviews: Vec<Value> =
                pull.votes.iter().map(|vote| json!({ "state": state(vote.value) })).collect();
            return Answer::json(200, &Value::Array(reviews));
        }
        ("PATCH", "pulls", []) => {
            if let Some(title) = body["title"].as_str() {
                title.clone_into(&mut pull.text.0);
            }
            if let Some(text) = body["body"].as_str() {
                text.clone_into(&mut pull.text.1);
            }
            if body["state"] == "closed" && pull.state == ReviewedState::Open {
                pull.state = ReviewedState::Abandoned;
            }
        }
        ("POST", "issues", ["labels"]) => {
            let added = body["labels"].as_array().into_iter().flatten().filter_map(Value::as_str);
            pull.labels.extend(added.map(str::to_owned));
            pull.labels.sort();
            pull.labels.dedup();
            return Answer::json(200, &labels(pull));
        }
        ("DELETE", "issues", ["labels", name]) => {
            let n_before = pull.labels.len();
            pull.labels.retain(|label| label != name);
            let is_gone = pull.labels.len() < n_before;
            return if is_gone {
                Answer::json(200, &labels(pull))
            } else {
                Answer::failed(404, "Label does not exist")
            };
        }
        ("POST", "issues", ["comments"]) => return Answer::json(201, &json!({ "body": body["body"] })),
        _ => return Answer::failed(404, "Not Found"),
    }
    Answer::json(200, &shown(state, &state.changes[at]))
}

fn labels(pull: &ReviewedChange) -> Value {
    pull.labels.iter().map(|label| json!({ "name": label })).collect()
}

/// A pull request as lists have it: whether it can be merged is not said there.
fn listed(state: &State, pull: &ReviewedChange) -> Value {
    let mut listed = shown(state, pull);
    if let Some(fields) = listed.as_object_mut() {
        fields.remove("mergeable");
    }
    listed
}

fn shown(state: &State, pull: &ReviewedChange) -> Value {
    let is_open = pull.state == ReviewedState::Open;
    let merged = (pull.state == ReviewedState::Merged).then_some("2026-11-29T01:02:03Z");
    json!({
        "number": pull.number,
        "state": if is_open { "open" } else { "closed" },
        "merged_at": merged,
        "draft": pull.is_draft,
        "title": pull.text.0,
        "body": pull.text.1,
        "labels": labels(pull),
        "html_url": format!("{}/{}/pull/{}", state.url, pull.project, pull.number),
        "user": { "login": pull.owner },
        "mergeable": is_open.then(|| state.merged_tree(pull).is_some()),
        "head": { "ref": pull.topic, "sha": pull.current().commit, "repo": { "full_name": pull.project } },
        "base": { "ref": pull.branch, "repo": { "full_name": pull.project } },
    })
}

/// A branch moved: open pull requests from it get its commits.
pub(super) fn pushed(state: &mut State, project: &str) {
    for at in 0..state.changes.len() {
        let pull = &state.changes[at];
        if pull.project != project || pull.state != ReviewedState::Open {
            continue;
        }
        let Some(tip) = repository::line(
            &state.repository(project),
            &["rev-parse", "--verify", "--quiet", &format!("refs/heads/{}", pull.topic)],
            b"",
        ) else {
            continue;
        };
        if pull.current().commit != tip {
            let version = state.version(project, &tip);
            state.changes[at].versions.push(version);
        }
    }
}
