//! What became of changes: where they were pushed, and how they are under review.

use haggle_govern::change::ChangeDraft;
use haggle_review::{ChangeState, Followed, Publication, Refreshed, Standing};
use serde_json::{Value, json};

use super::page::Page;
use super::table::table;

/// A draft, and what became of it.
#[derive(Debug)]
pub struct PublishedRow {
    project: String,
    branch: String,
    subject: String,
    state: RowState,
}

/// What became of a draft.
#[derive(Debug)]
pub enum RowState {
    /// A word, and where it is now.
    Done(&'static str, String),
    /// Whose open change is left as it is, and where.
    LeftAlone(String),
    /// Why it could not be done.
    Failed(String),
}

impl PublishedRow {
    /// A row of a draft.
    pub fn new(draft: &ChangeDraft, state: RowState) -> Self {
        Self {
            project: draft.project.to_string(),
            branch: draft.branch.clone(),
            subject: draft.message.subject.clone(),
            state,
        }
    }

    /// A row of a draft that was pushed.
    pub fn pushed(draft: &ChangeDraft, publication: &Publication) -> Self {
        let state = match publication {
            Publication::Created(change) => RowState::Done("new", change.url.clone()),
            Publication::Updated(change) => RowState::Done("updated", change.url.clone()),
            Publication::Unchanged(change) => RowState::Done("unchanged", change.url.clone()),
            Publication::LeftAlone(change) => {
                let owner = change.other_owner.as_deref().unwrap_or("somebody");
                RowState::LeftAlone(format!("{owner} has it open: {}", change.url))
            }
            Publication::NothingLeft => {
                RowState::Done("nothing left", "the branch has it already".to_owned())
            }
            Publication::Failed(error) => RowState::Failed(error.to_string()),
            Publication::Waiting(project) => {
                RowState::Failed(format!("it waits for the change to {project}, which could not be pushed"))
            }
        };
        Self::new(draft, state)
    }

    /// Whether somebody has to look at it.
    pub fn is_left(&self) -> bool {
        matches!(self.state, RowState::Failed(_) | RowState::LeftAlone(_))
    }

    fn words(&self) -> (&'static str, &str) {
        match &self.state {
            RowState::Done(word, place) => (word, place),
            RowState::LeftAlone(whose) => ("left alone", whose),
            RowState::Failed(reason) => ("failed", reason),
        }
    }
}

/// The rows for people.
pub fn page(rows: &[PublishedRow]) -> Page {
    if rows.is_empty() {
        return Page::of("nothing is to be published");
    }
    let mut table = table(&["repository", "branch", "change", "result", ""]);
    for row in rows {
        let (word, place) = row.words();
        table.add_row([&row.project, &row.branch, &row.subject, word, place]);
    }
    Page::of_block(&format!("{}\n", table.fitted()))
}

/// The rows as data.
pub fn json(rows: &[PublishedRow]) -> Value {
    let one = |row: &PublishedRow| {
        let (word, place) = row.words();
        json!({ "project": row.project, "branch": row.branch, "subject": row.subject, "result": word, "detail": place })
    };
    json!({ "schema": 1, "published": rows.iter().map(one).collect::<Vec<_>>() })
}

/// A change's state in a word.
pub fn state(followed: &Followed) -> &'static str {
    match (followed.change.state, &followed.standing) {
        (ChangeState::Merged, _) => "merged",
        (ChangeState::Abandoned, _) => "abandoned",
        (_, Standing::Outdated) => "outdated",
        (_, Standing::Conflicting) => "conflicting",
        (_, Standing::NothingLeft) => "nothing left",
        (_, Standing::Unknown(_)) => "unknown",
        _ if followed.change.is_conflicting => "conflicting",
        _ if followed.change.votes.is_empty() => "open",
        _ => "voted",
    }
}

/// Why a change needs somebody, or what was done about it.
pub fn remark(followed: &Followed, refreshed: Option<&Refreshed>) -> String {
    match (refreshed, &followed.standing) {
        (Some(Refreshed::Rebased(_)), _) => "now on the tip of its branch".to_owned(),
        (Some(Refreshed::Linked(_)), _) => "its links to other changes are up to date now".to_owned(),
        (Some(Refreshed::Abandoned), _) => "given up: the branch has it already".to_owned(),
        (Some(Refreshed::Conflict), _) => "draft it again: it conflicts with its branch".to_owned(),
        _ if followed.change.other_owner.is_some() => {
            format!(
                "left alone: it belongs to {}",
                followed.change.other_owner.as_deref().unwrap_or_default()
            )
        }
        (Some(Refreshed::Failed(error)), _) | (None, Standing::Unknown(error)) => error.to_string(),
        _ => String::new(),
    }
}

/// Who thinks what of a change.
pub fn votes(followed: &Followed) -> String {
    let vote = |vote: &haggle_review::Vote| format!("{} {:+}", vote.label, vote.value);
    followed.change.votes.iter().map(vote).collect::<Vec<_>>().join(", ")
}

/// The changes of a topic for people; `refreshed` is what was done about each, where something was to be done.
pub fn changes_page(topic: &str, followed: &[Followed], refreshed: &[Refreshed]) -> Page {
    if followed.is_empty() {
        return Page::of(format_args!("no change is under review in the topic {topic}"));
    }
    let mut table = table(&["change", "repository", "branch", "state", "votes", "subject", ""]);
    for (place, one) in followed.iter().enumerate() {
        let change = &one.change;
        table.add_row([
            change.url.clone(),
            change.project.to_string(),
            change.branch.clone(),
            state(one).to_owned(),
            votes(one),
            change.subject().to_owned(),
            remark(one, refreshed.get(place)),
        ]);
    }
    Page::of_block(&format!("{}\n", table.fitted()))
}

/// The changes as data.
pub fn changes_json(topic: &str, followed: &[Followed], refreshed: &[Refreshed]) -> Value {
    let one = |(place, one): (usize, &Followed)| {
        let change = &one.change;
        json!({
            "url": change.url,
            "number": change.number,
            "project": change.project.as_str(),
            "branch": change.branch,
            "change_id": change.change_id.as_ref().map(ToString::to_string),
            "subject": change.subject(),
            "revision": change.revision,
            "state": state(one),
            "votes": change.votes.iter().map(|vote| json!({ "label": vote.label, "value": vote.value })).collect::<Vec<_>>(),
            "remark": remark(one, refreshed.get(place)),
        })
    };
    json!({ "schema": 1, "topic": topic, "changes": followed.iter().enumerate().map(one).collect::<Vec<_>>() })
}
