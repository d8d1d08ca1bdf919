//! What Gerrit says of a change.

use haggle_govern::change::ChangeId;
use haggle_govern::data::ProjectName;
use serde_json::Value;

use crate::change::{CastVote, Change, ChangeState, Comment, Judgements, Vote, Voter};
use crate::git::is_hash;

/// A change of an answer; nothing where something is missing or is not what it should be. No address and no reference is taken from
/// the answer: they are made of numbers and names. `own` is the user whose changes they should be.
pub(super) fn change(url: &str, own: Option<&str>, value: &Value) -> Option<Change> {
    let project = ProjectName::new(value["project"].as_str()?).ok()?;
    let number = value["_number"].as_u64()?;
    let revision = value["current_revision"].as_str().filter(|text| is_hash(text))?;
    let current = &value["revisions"][revision];
    let version = current["_number"].as_u64()?;
    let commit = &current["commit"];
    let parent = commit["parents"][0]["commit"].as_str().filter(|text| is_hash(text));
    let state = match value["status"].as_str()? {
        "MERGED" => ChangeState::Merged,
        "ABANDONED" => ChangeState::Abandoned,
        _ => ChangeState::Open,
    };
    let branch = value["branch"].as_str()?;
    Some(Change {
        url: format!("{url}/c/{project}/+/{number}"),
        project,
        branch: branch.strip_prefix("refs/heads/").unwrap_or(branch).to_owned(),
        number,
        change_id: value["change_id"].as_str().and_then(|text| text.parse::<ChangeId>().ok()),
        message: commit["message"].as_str()?.to_owned(),
        state,
        revision: revision.to_owned(),
        version,
        parent: parent.map(str::to_owned),
        reference: format!("refs/changes/{:02}/{number}/{version}", number % 100),
        is_conflicting: value["mergeable"] == false,
        is_complete: true,
        other_owner: other_owner(own, &value["owner"]),
        ticked: Vec::new(),
        votes: votes(&value["labels"]),
    })
}

/// The name of an owner who is not this user, by whichever of its names the user is known. Who is not shown with a name counts as us: the
/// server knows better, and refuses.
fn other_owner(own: Option<&str>, owner: &Value) -> Option<String> {
    let names = ["name", "username", "email"].map(|key| owner[key].as_str());
    let shown = names.into_iter().flatten().next()?;
    let is_own = own.is_some() && names.contains(&own);
    (!is_own).then(|| shown.to_owned())
}

/// The lowest and the highest vote on each label: what blocks, and what lets pass.
fn votes(labels: &Value) -> Vec<Vote> {
    let mut votes = Vec::new();
    for (label, value) in labels.as_object().into_iter().flatten() {
        let all = value["all"].as_array().into_iter().flatten();
        let values: Vec<i64> =
            all.filter_map(|vote| vote["value"].as_i64()).filter(|value| *value != 0).collect();
        let (least, most) = (values.iter().min(), values.iter().max());
        let vote = |value: &i64| Vote { label: label.clone(), value: *value };
        votes.extend(least.map(vote));
        votes.extend(most.filter(|most| Some(*most) != least).map(vote));
    }
    votes
}

/// Who voted on a change, and what was said about this version of it.
pub(super) fn judgements(version: u64, value: &Value) -> Judgements {
    let mut votes = Vec::new();
    for (label, of_label) in value["labels"].as_object().into_iter().flatten() {
        for cast in of_label["all"].as_array().into_iter().flatten() {
            if let Some(value) = cast["value"].as_i64().filter(|value| *value != 0) {
                votes.push(CastVote { vote: Vote { label: label.clone(), value }, by: voter(cast, cast) });
            }
        }
    }
    let said = value["messages"].as_array().into_iter().flatten();
    let comment = |said: &Value| {
        let is_current = said["_revision_number"].as_u64() == Some(version);
        let text = said["message"].as_str().filter(|_| is_current)?.to_owned();
        Some(Comment { by: voter(&said["author"], said), text })
    };
    Judgements { votes, comments: said.filter_map(comment).collect() }
}

/// An account; its judgement has the tag.
fn voter(account: &Value, judgement: &Value) -> Voter {
    let names = ["username", "name", "email"].iter().filter_map(|key| account[key].as_str());
    let mut tags = account["tags"].as_array().into_iter().flatten();
    Voter {
        names: names.map(str::to_owned).collect(),
        is_service: tags.any(|tag| tag == "SERVICE_USER"),
        tag: judgement["tag"].as_str().map(str::to_owned),
    }
}
