//! What became of the changes of a topic, and bringing them up to date.

use haggle_govern::change::{Link, read_links};
use haggle_govern::data::ProjectName;

use crate::change::{Change, ChangeState};
use crate::error::{ReviewError, ReviewErrorKind};
use crate::git::Scratch;
use crate::identity::Committer;
use crate::settings::Settings;
use crate::side_by_side::side_by_side;
use crate::system::{Push, ReviewSystem, Sought};

/// Why a change with nothing in it is given up.
const NOTHING_LEFT: &str = "The branch has everything that this change was for.";

/// How a change is to its branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is closed.
    Closed,
    /// It can be merged, and nobody has changed its files since.
    Current,
    /// It can be merged, and its files have changed on the branch since.
    Outdated,
    /// Its files have changed on the branch so that it cannot be merged.
    Conflicting,
    /// The branch has everything that it changes.
    NothingLeft,
    /// It could not be found out.
    Unknown(ReviewError),
}

/// A change and how it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The change.
    pub change: Change,
    /// How it is to its branch.
    pub standing: Standing,
}

/// What was done about a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refreshed {
    /// Nothing: it is as it should be, or closed.
    Nothing,
    /// Its next version is on the tip of its branch.
    Rebased(Change),
    /// Its text names other changes by URL now, or has ticked what is merged.
    Linked(Change),
    /// It was given up: nothing was left of it.
    Abandoned,
    /// A person has to look: it conflicts with its branch.
    Conflict,
    /// It did not work.
    Failed(ReviewError),
}

/// The changes of a topic, by number, each with how it is to its branch. One that cannot be looked at hides no other.
///
/// # Errors
/// The review system cannot be asked.
pub fn look(
    system: &dyn ReviewSystem,
    topic: &str,
    projects: &[ProjectName],
    settings: &Settings,
) -> Result<Vec<Followed>, ReviewError> {
    Scratch::sweep(&settings.folder);
    let mut changes = system.changes(topic, projects)?;
    changes.sort_by(|one, other| (one.number, &one.project).cmp(&(other.number, &other.project)));
    let places: Vec<usize> = (0..changes.len()).collect();
    let standings = side_by_side(&places, settings.threads, &|place| {
        standing(system, &changes[place]).unwrap_or_else(Standing::Unknown)
    });
    let followed = changes.iter().zip(standings);
    Ok(followed.map(|(change, (_, standing))| Followed { change: change.clone(), standing }).collect())
}

fn standing(system: &dyn ReviewSystem, change: &Change) -> Result<Standing, ReviewError> {
    if !change.is_open() {
        return Ok(Standing::Closed);
    }
    if change.other_owner.is_some() {
        // What the system says is enough to know of what is left alone.
        return Ok(if change.is_conflicting { Standing::Conflicting } else { Standing::Current });
    }
    if change.parent.is_some() && change.parent == Some(system.tip(&change.project, &change.branch)?) {
        return Ok(Standing::Current);
    }
    let scratch = system.scratch(&change.project)?;
    Merge::of(&scratch, change).and_then(|merge| merge.standing(&scratch, change))
}

/// A change on the tip of its branch.
struct Merge {
    parent: String,
    tip: String,
    tree: Option<String>,
}

impl Merge {
    fn of(scratch: &Scratch, change: &Change) -> Result<Self, ReviewError> {
        scratch.fetch(&change.reference, 2)?;
        let parent = scratch.parent_of(&change.revision)?.ok_or_else(|| {
            ReviewError::new(change.url.clone(), ReviewErrorKind::Malformed, "its commit is not on another")
        })?;
        let tip = scratch.fetch_branch(&change.branch)?;
        let tree = scratch.merged_tree(&parent, &change.revision, &tip)?;
        Ok(Self { parent, tip, tree })
    }

    fn standing(&self, scratch: &Scratch, change: &Change) -> Result<Standing, ReviewError> {
        let Some(tree) = &self.tree else { return Ok(Standing::Conflicting) };
        if *tree == scratch.tree_of(&self.tip)? {
            return Ok(Standing::NothingLeft);
        }
        let own = scratch.changed_paths(&self.parent, &change.revision)?;
        let since = scratch.changed_paths(&self.parent, &self.tip)?;
        Ok(if own.iter().any(|path| since.contains(path)) { Standing::Outdated } else { Standing::Current })
    }
}

/// Brings the changes of a topic up to date, in order: what is outdated goes on the tip of its branch, with the same Change-Id; links to
/// changes of the topic become URLs; what has nothing left is given up. What is conflicting, closed or not known stays as it is.
pub fn refresh(
    system: &dyn ReviewSystem,
    topic: &str,
    followed: &[Followed],
    committer: &Committer,
    settings: &Settings,
) -> Vec<Refreshed> {
    let places: Vec<usize> = (0..followed.len()).collect();
    let refreshed = side_by_side(&places, settings.threads, &|place| {
        refresh_one(system, topic, (followed, place), committer).unwrap_or_else(Refreshed::Failed)
    });
    refreshed.into_iter().map(|(_, refreshed)| refreshed).collect()
}

fn refresh_one(
    system: &dyn ReviewSystem,
    topic: &str,
    (all, place): (&[Followed], usize),
    committer: &Committer,
) -> Result<Refreshed, ReviewError> {
    let Followed { change, standing } = &all[place];
    if change.other_owner.is_some() {
        return Ok(Refreshed::Nothing);
    }
    let text = linked_by_url(&change.message, all);
    let needs: Vec<&Change> = needs(&text, all);
    let is_to_tick = |need: &&Change| need.state == ChangeState::Merged && !change.ticked.contains(&need.url);
    let is_current = text == change.message && !(system.lists_needs() && needs.iter().any(is_to_tick));
    match standing {
        Standing::Closed => return Ok(Refreshed::Nothing),
        Standing::Conflicting => return Ok(Refreshed::Conflict),
        Standing::Unknown(error) => return Ok(Refreshed::Failed(error.clone())),
        Standing::NothingLeft => {
            system.abandon(change, NOTHING_LEFT)?;
            return Ok(Refreshed::Abandoned);
        }
        Standing::Current if is_current => return Ok(Refreshed::Nothing),
        Standing::Current => {
            system.update_text(change, &text, &needs)?;
            return Ok(Refreshed::Linked(change.clone()));
        }
        Standing::Outdated => {}
    }
    let Some(change_id) = &change.change_id else { return Ok(Refreshed::Nothing) };
    let scratch = system.scratch(&change.project)?;
    let merge = Merge::of(&scratch, change)?;
    let Some(tree) = &merge.tree else { return Ok(Refreshed::Conflict) };
    let commit =
        scratch.commit_tree((tree, &merge.tip), &text, (&change.revision, change.version, committer))?;
    let sought = Sought {
        project: &change.project,
        branch: &change.branch,
        topic,
        change_id,
        subject: change.subject(),
    };
    let pushed = system.push(&scratch, &Push { sought, commit: &commit, message: &text, needs: &needs })?;
    Ok(Refreshed::Rebased(pushed))
}

/// The changes that a message depends on by URL.
fn needs<'a>(text: &str, all: &'a [Followed]) -> Vec<&'a Change> {
    let links = read_links(text);
    let is_needed = |change: &&Change| links.contains(&Link::DependsOn(change.url.clone()));
    all.iter().map(|followed| &followed.change).filter(is_needed).collect()
}

/// A message whose links to changes of the same topic are URLs.
fn linked_by_url(message: &str, all: &[Followed]) -> String {
    let url = |line: &str| {
        let (key, target) = line.split_once(':')?;
        let is_link = key.eq_ignore_ascii_case("depends-on") || key.eq_ignore_ascii_case("needed-by");
        let is_it = |followed: &&Followed| {
            let Change { change_id, state, .. } = &followed.change;
            *state != ChangeState::Abandoned
                && change_id.as_ref().is_some_and(|id| id.to_string() == target.trim())
        };
        let other = all.iter().filter(|_| is_link).find(is_it)?;
        Some(format!("{key}: {}\n", other.change.url))
    };
    message.split_inclusive('\n').map(|line| url(line).unwrap_or_else(|| line.to_owned())).collect()
}
