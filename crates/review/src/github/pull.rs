//! A pull request as GitHub's two interfaces show it.

use haggle_govern::change::ChangeId;
use haggle_govern::data::ProjectName;
use serde_json::Value;

use super::text::{ticked, without_list};
use crate::change::{Change, ChangeState, Vote};
use crate::git::{check_name, is_hash};

/// What is read of a pull request. No address of an answer is used.
pub(super) struct Pull<'a> {
    number: u64,
    title: &'a str,
    text: String,
    state: ChangeState,
    base: &'a str,
    head: &'a str,
    /// The repository that its branch is in; none where that is gone.
    from: Option<&'a str>,
    revision: &'a str,
    is_conflicting: bool,
    is_labelled: bool,
    votes: Vec<Vote>,
}

impl<'a> Pull<'a> {
    /// Of the REST API; reviews are another question there.
    pub(super) fn of_rest(pull: &'a Value) -> Option<Self> {
        Some(Self {
            number: pull["number"].as_u64()?,
            title: pull["title"].as_str()?,
            text: plain(&pull["body"]),
            state: match pull["state"].as_str()? {
                "open" => ChangeState::Open,
                _ if pull["merged_at"].is_string() => ChangeState::Merged,
                _ => ChangeState::Abandoned,
            },
            base: pull["base"]["ref"].as_str()?,
            head: pull["head"]["ref"].as_str()?,
            from: pull["head"]["repo"]["full_name"].as_str(),
            revision: pull["head"]["sha"].as_str()?,
            is_conflicting: pull["mergeable"] == false,
            is_labelled: pull["labels"].as_array().is_some_and(|labels| !labels.is_empty()),
            votes: Vec::new(),
        })
    }

    /// Of the GraphQL API: the repository that it is of, too.
    pub(super) fn of_graph(node: &'a Value) -> Option<(&'a str, Self)> {
        let labels = node["labels"]["nodes"].as_array();
        let pull = Self {
            number: node["number"].as_u64()?,
            title: node["title"].as_str()?,
            text: plain(&node["body"]),
            state: match node["state"].as_str()? {
                "OPEN" => ChangeState::Open,
                "MERGED" => ChangeState::Merged,
                _ => ChangeState::Abandoned,
            },
            base: node["baseRefName"].as_str()?,
            head: node["headRefName"].as_str()?,
            from: node["headRepository"]["nameWithOwner"].as_str(),
            revision: node["headRefOid"].as_str()?,
            is_conflicting: node["mergeable"] == "CONFLICTING",
            is_labelled: labels.is_some_and(|labels| !labels.is_empty()),
            votes: votes(node["latestReviews"]["nodes"].as_array().map_or(&[], Vec::as_slice)),
        };
        Some((node["repository"]["nameWithOwner"].as_str()?, pull))
    }

    /// Whether its branch is in the repository itself and begins with this.
    pub(super) fn is_own(&self, project: &ProjectName, prefix: &str) -> bool {
        self.from == Some(project.as_str()) && self.head.starts_with(prefix)
    }

    /// The change on a server; none where a name or a hash is not one.
    pub(super) fn change(self, url: &str, project: &ProjectName) -> Option<Change> {
        check_name("branch", self.head).ok()?;
        let id = |line: &str| line.strip_prefix("Change-Id: ")?.parse::<ChangeId>().ok();
        Some(Change {
            project: project.clone(),
            branch: self.base.to_owned(),
            number: self.number,
            change_id: self.text.lines().rev().find_map(id),
            url: format!("{url}/{project}/pull/{}", self.number),
            message: format!("{}\n\n{}", self.title, without_list(&self.text)),
            state: self.state,
            revision: Some(self.revision).filter(|text| is_hash(text))?.to_owned(),
            // A branch can be moved to a commit that it was at before.
            version: 0,
            parent: None,
            reference: format!("refs/heads/{}", self.head),
            is_conflicting: self.is_conflicting,
            // The topic's label is the last thing that a push does.
            is_complete: self.is_labelled,
            // Who can push to the repository can bring its branch up to date.
            other_owner: None,
            ticked: ticked(&self.text),
            votes: self.votes,
        })
    }
}

/// A text without carriage returns.
fn plain(text: &Value) -> String {
    text.as_str().unwrap_or_default().replace('\r', "")
}

/// What reviewers said last, each kind counted once.
pub(super) fn votes(reviews: &[Value]) -> Vec<Vote> {
    let has = |state: &str| reviews.iter().any(|review| review["state"] == state);
    let votes = [("CHANGES_REQUESTED", -1), ("APPROVED", 1)].into_iter().filter(|(state, _)| has(state));
    votes.map(|(_, value)| Vote { label: "review".to_owned(), value }).collect()
}
