//! Publishing a change set: each change where it has to be pushed, and none twice.
//!
//! What is there already is asked of the review system; nothing else is believed. A change that is open for the same branch under the
//! same topic, with the same Change-Id or the same subject, is the one to update: its Change-Id is kept. An equal edit is not pushed.
//!
//! Two that publish at the same moment from different checkouts may give one change two Change-Ids. Both see it once they have pushed, or
//! the next run does: the oldest stays, the others are given up.

use std::collections::{BTreeMap, BTreeSet};

use haggle_govern::change::{ChangeDraft, ChangeId, ChangeSet, FileChange, Link, Message, read_links};
use haggle_govern::data::ProjectName;

use crate::change::Change;
use crate::error::{ReviewError, ReviewErrorKind};
use crate::git::{Commit, NewCommit, Scratch};
use crate::identity::Committer;
use crate::journal::Journal;
use crate::publication::Publication;
use crate::settings::Settings;
use crate::side_by_side::side_by_side;
use crate::system::{Push, ReviewSystem, Sought};

/// How often a Change-Id is replaced whose change is closed.
const MOST_CLOSED: usize = 50;
/// How often a set is looked at again because somebody else pushed the same at the same time.
const MOST_RACES: usize = 3;

/// Pushes a change set: what became of each draft, in the order of the set. One that fails stops none but those that need it.
///
/// # Errors
/// The review system cannot be asked what is there: nothing was pushed.
pub fn publish(
    system: &dyn ReviewSystem,
    set: &ChangeSet,
    committer: &Committer,
    settings: &Settings,
) -> Result<Vec<Publication>, ReviewError> {
    Scratch::sweep(&settings.folder);
    let drafts = set.drafts();
    let journal = Journal::new(&settings.folder, system.url());
    let mut publisher = Publisher { system, set, committer, there: there(system, drafts)?, journal };
    let mut last = publisher.publish_all(settings);
    let mut published = last.clone();
    for _ in 0..MOST_RACES {
        if !last.iter().any(|one| matches!(one, Publication::Created(_))) {
            break;
        }
        // What cannot be asked now, the next run finds out.
        let Ok(mut there) = there(system, drafts) else { break };
        let pushed = last.iter().filter_map(Publication::change);
        let unseen = pushed.filter(|change| !there.iter().any(|other| other.url == change.url));
        let unseen: Vec<Change> = unseen.cloned().collect();
        there.extend(unseen);
        publisher.there = there;
        if !drafts.iter().zip(&last).any(|(draft, one)| publisher.is_unsettled(draft, one)) {
            break;
        }
        last = publisher.publish_all(settings);
        let both = published.into_iter().zip(&last);
        published = both.map(|(first, then)| first.followed_by(then.clone())).collect();
    }
    Ok(published)
}

/// The changes of the drafts' topics: one question per topic.
fn there(system: &dyn ReviewSystem, drafts: &[ChangeDraft]) -> Result<Vec<Change>, ReviewError> {
    let mut topics: BTreeMap<&str, BTreeSet<&ProjectName>> = BTreeMap::new();
    for draft in drafts {
        topics.entry(topic(draft)).or_default().insert(&draft.project);
    }
    let mut changes = Vec::new();
    for (topic, projects) in topics {
        let projects: Vec<ProjectName> = projects.into_iter().cloned().collect();
        changes.extend(system.changes(topic, &projects)?);
    }
    Ok(changes)
}

/// The topic that a draft is pushed under.
fn topic(draft: &ChangeDraft) -> &str {
    draft.topic.as_deref().unwrap_or("haggle")
}

struct Publisher<'a> {
    system: &'a dyn ReviewSystem,
    set: &'a ChangeSet,
    committer: &'a Committer,
    there: Vec<Change>,
    journal: Journal,
}

impl Publisher<'_> {
    /// Whether something is left to do after a pass: somebody pushed the same, or others name a change by a Change-Id that it did not get, as
    /// a closed one has it.
    fn is_unsettled(&self, draft: &ChangeDraft, last: &Publication) -> bool {
        let id = |id: &Option<ChangeId>| id.as_ref().map(ToString::to_string);
        let drafted = id(&draft.message.change_id);
        let is_named = |other: &ChangeDraft| {
            other.message.links.iter().any(|link| match link {
                Link::DependsOn(target) | Link::NeededBy(target) => Some(target) == drafted.as_ref(),
            })
        };
        let has_another = matches!(last, Publication::Created(change) if id(&change.change_id) != drafted);
        !self.twins(draft).is_empty() || has_another && self.set.drafts().iter().any(is_named)
    }

    /// Each draft, those that are needed first.
    fn publish_all(&self, settings: &Settings) -> Vec<Publication> {
        let mut done: Vec<Option<Publication>> = vec![None; self.set.drafts().len()];
        loop {
            let ready = |place: &usize| {
                done[*place].is_none() && self.set.needs(*place).iter().all(|need| done[*need].is_some())
            };
            let wave: Vec<usize> = (0..done.len()).filter(ready).collect();
            if wave.is_empty() {
                return done.into_iter().flatten().collect();
            }
            for (place, published) in
                side_by_side(&wave, settings.threads, &|place| self.publish(place, &done))
            {
                done[place] = Some(published);
            }
        }
    }

    fn publish(&self, place: usize, done: &[Option<Publication>]) -> Publication {
        let failed = |need: &&usize| done[**need].as_ref().is_some_and(|one| !one.is_done());
        if let Some(need) = self.set.needs(place).iter().find(failed) {
            return Publication::Waiting(self.set.drafts()[*need].project.clone());
        }
        self.tried(place, done).unwrap_or_else(Publication::Failed)
    }

    fn tried(&self, place: usize, done: &[Option<Publication>]) -> Result<Publication, ReviewError> {
        let draft = &self.set.drafts()[place];
        let original = draft.message.change_id.as_ref().expect("a change set has Change-Ids");
        let (change_id, old) = match self.open(draft, original) {
            Some(old) => (old.change_id.clone().unwrap_or_else(|| original.clone()), Some(old.clone())),
            None => self.unused(draft, original)?,
        };
        for twin in self.twins(draft) {
            let url = old.as_ref().map_or("there", |old| old.url.as_str());
            self.system.abandon(twin, &format!("The same change is {url} already."))?;
        }
        if let Some(others) = old.as_ref().filter(|old| old.other_owner.is_some()) {
            return Ok(Publication::LeftAlone(others.clone()));
        }
        let old = old.as_ref();
        let needs: Vec<&Change> =
            self.set.needs(place).iter().filter_map(|need| done[*need].as_ref()?.change()).collect();
        let message = Message {
            links: self.links(draft, done),
            change_id: Some(change_id.clone()),
            ..draft.message.clone()
        };
        let text = message.to_string();
        // Exactly this was pushed, and is what people look at: no need to fetch anything.
        if let Some(old) =
            old.filter(|old| old.is_settled() && self.journal.says(draft, &text, &old.revision))
        {
            return Ok(Publication::Unchanged(old.clone()));
        }
        let scratch = self.system.scratch(&draft.project)?;
        if let Some(old) = old.filter(|old| old.is_settled())
            && is_same_edit(&scratch, old, &draft.files)?
        {
            return self.same(old, &message, (draft, done), &needs);
        }
        let base = scratch.fetch_branch(&draft.branch)?;
        let new = NewCommit {
            base: &base,
            files: &draft.files,
            message: &text,
            committer: self.committer,
            version: old.map_or(0, |old| old.version),
        };
        let Commit::Made(commit) = scratch.commit(&new)? else { return Ok(Publication::NothingLeft) };
        if let Some(old) = old.filter(|old| old.is_settled())
            && is_same_patch(&scratch, old, (&base, &commit))?
        {
            return self.same(old, &message, (draft, done), &needs);
        }
        let sought = sought(draft, &change_id);
        let pushed =
            self.system.push(&scratch, &Push { sought, commit: &commit, message: &text, needs: &needs })?;
        self.journal.note(draft, &text, &pushed.revision);
        Ok(if old.is_some() { Publication::Updated(pushed) } else { Publication::Created(pushed) })
    }

    /// The open change that a draft is a version of; one of somebody else only where we have none.
    fn open(&self, draft: &ChangeDraft, id: &ChangeId) -> Option<&Change> {
        let is_candidate = |change: &&Change| {
            change.is_open() && change.project == draft.project && change.branch == draft.branch
        };
        let candidates = || self.there.iter().filter(is_candidate);
        let is_same = |change: &&Change| {
            change.change_id.as_ref() == Some(id) || change.subject() == draft.message.subject
        };
        // The oldest, whoever asks: two that were opened at once are one for both of those who did it.
        let is_less = |change: &Change| !self.is_alone(draft) && change.change_id.as_ref() != Some(id);
        candidates()
            .filter(is_same)
            .min_by_key(|change| (change.other_owner.is_some(), is_less(change), change.number))
    }

    /// Whether no other draft of the set is for the same branch with the same subject: then the subject says which change it is.
    fn is_alone(&self, draft: &ChangeDraft) -> bool {
        let is_alike = |other: &&ChangeDraft| {
            (&other.project, &other.branch) == (&draft.project, &draft.branch)
                && other.message.subject == draft.message.subject
        };
        self.set.drafts().iter().filter(is_alike).count() == 1
    }

    /// The open changes of ours that are the same as the one that a draft is a version of, and younger: somebody published the same at the
    /// same time, from a checkout where it has another Change-Id.
    fn twins(&self, draft: &ChangeDraft) -> Vec<&Change> {
        let id = draft.message.change_id.as_ref().expect("a change set has Change-Ids");
        let kept = self.open(draft, id).filter(|kept| kept.other_owner.is_none() && self.is_alone(draft));
        let (Some(program), Some(kept)) = (&draft.message.generated_by, kept) else {
            return Vec::new();
        };
        let generated = format!("Generated-By: {program}");
        let is_twin = |change: &&Change| {
            change.is_open()
                && change.other_owner.is_none()
                && (&change.project, &change.branch) == (&draft.project, &draft.branch)
                && change.subject() == draft.message.subject
                && change.number > kept.number
                && change.message.lines().any(|line| line == generated)
        };
        self.there.iter().filter(is_twin).collect()
    }

    /// The draft's Change-Id, or the first after it whose change is not closed: what people gave up, or merged, is not opened again.
    /// With it, the open change that has it and that the question by topic did not show: somebody took the topic away, or a search does not
    /// know it yet.
    fn unused(
        &self,
        draft: &ChangeDraft,
        original: &ChangeId,
    ) -> Result<(ChangeId, Option<Change>), ReviewError> {
        let mut id = original.clone();
        for _ in 0..MOST_CLOSED {
            match self.system.change(&sought(draft, &id))? {
                Some(change) if !change.is_open() => id = ChangeId::compute("", None, &format!("after {id}")),
                found => {
                    // A system without Change-Ids knows it by its subject.
                    let own = found.as_ref().and_then(|found| found.change_id.clone());
                    return Ok((own.unwrap_or(id), found));
                }
            }
        }
        Err(ReviewError::new(
            draft.project.to_string(),
            ReviewErrorKind::Closed,
            "changes like this one are closed again and again",
        ))
    }

    /// The draft's links; those to changes of the set that are in the review system are URLs.
    fn links(&self, draft: &ChangeDraft, done: &[Option<Publication>]) -> Vec<Link> {
        let url = |target: &str| {
            let place = self.place_of(target)?;
            let other = &self.set.drafts()[place];
            let published = done[place].as_ref().and_then(Publication::change);
            let there = published.or_else(|| self.open(other, other.message.change_id.as_ref()?));
            there.map(|change| change.url.clone())
        };
        let target = |target: &String| url(target).unwrap_or_else(|| target.clone());
        let link = |link: &Link| match link {
            Link::DependsOn(other) => Link::DependsOn(target(other)),
            Link::NeededBy(other) => Link::NeededBy(target(other)),
        };
        draft.message.links.iter().map(link).collect()
    }

    /// A link with the URL of the open change whose Change-Id it names; as it is where it names another.
    fn by_url(&self, link: &Link, done: &[Option<Publication>]) -> Link {
        let published = done.iter().flatten().filter_map(Publication::change);
        let all: Vec<&Change> = published.chain(&self.there).filter(|change| change.is_open()).collect();
        let url = |target: &String| {
            let is_its =
                |change: &&&Change| change.change_id.as_ref().is_some_and(|id| id.to_string() == *target);
            all.iter().find(is_its).map_or_else(|| target.clone(), |change| change.url.clone())
        };
        match link {
            Link::DependsOn(target) => Link::DependsOn(url(target)),
            Link::NeededBy(target) => Link::NeededBy(url(target)),
        }
    }

    fn place_of(&self, target: &str) -> Option<usize> {
        let is_it =
            |draft: &ChangeDraft| draft.message.change_id.as_ref().is_some_and(|id| id.to_string() == target);
        self.set.drafts().iter().position(is_it)
    }

    /// An open change with the draft's edits. Its text is left as people have it, unless a link is missing there.
    fn same(
        &self,
        old: &Change,
        message: &Message,
        (draft, done): (&ChangeDraft, &[Option<Publication>]),
        needs: &[&Change],
    ) -> Result<Publication, ReviewError> {
        let text = message.to_string();
        let theirs: Vec<Link> =
            read_links(&old.message).into_iter().flat_map(|link| [self.by_url(&link, done), link]).collect();
        if message.links.iter().all(|link| theirs.contains(link)) {
            self.journal.note(draft, &text, &old.revision);
            return Ok(Publication::Unchanged(old.clone()));
        }
        self.system.update_text(old, &text, needs)?;
        let id = message.change_id.as_ref().expect("it was set for the push");
        let updated = self.system.change(&sought(draft, id))?.unwrap_or_else(|| old.clone());
        self.journal.note(draft, &text, &updated.revision);
        Ok(Publication::Updated(updated))
    }
}

fn sought<'a>(draft: &'a ChangeDraft, change_id: &'a ChangeId) -> Sought<'a> {
    Sought {
        project: &draft.project,
        branch: &draft.branch,
        topic: topic(draft),
        change_id,
        subject: &draft.message.subject,
    }
}

/// Whether a change makes exactly these edits, on exactly the files that they were made for.
fn is_same_edit(scratch: &Scratch, change: &Change, files: &[FileChange]) -> Result<bool, ReviewError> {
    scratch.fetch(&change.reference, 2)?;
    let Some(parent) = scratch.parent_of(&change.revision)? else { return Ok(false) };
    let mut paths: Vec<&str> =
        files.iter().filter(|file| file.before != file.after).map(|file| file.path.as_str()).collect();
    paths.sort_unstable();
    if scratch.changed_paths(&parent, &change.revision)? != paths {
        return Ok(false);
    }
    for file in files.iter().filter(|file| file.before != file.after) {
        if scratch.file(&change.revision, &file.path)?.as_deref() != Some(&file.after)
            || scratch.file(&parent, &file.path)?.unwrap_or_default() != file.before
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a change makes the same edits elsewhere: the patches are equal.
fn is_same_patch(
    scratch: &Scratch,
    change: &Change,
    (base, commit): (&str, &str),
) -> Result<bool, ReviewError> {
    let Some(parent) = scratch.parent_of(&change.revision)? else { return Ok(false) };
    Ok(scratch.patch_id(&parent, &change.revision)? == scratch.patch_id(base, commit)?)
}
