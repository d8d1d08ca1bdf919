//! Changes to several repositories that belong together, in the order in which they can be published.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use super::draft::ChangeDraft;
use super::id::ChangeId;
use super::message::Link;

/// Changes in an order in which none comes before one that it needs.
///
/// Law: [`ChangeSet::needs`] of a change are positions before its own. Drafts that need nothing of each other stay in the order in
/// which they were given. A draft that changes nothing is left out, and so are the links to it.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeSet {
    drafts: Vec<ChangeDraft>,
    needs: Vec<Vec<usize>>,
}

/// Why drafts do not make a change set.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangeSetError {
    /// A draft's message has no Change-Id: the subject of the message.
    NoChangeId(String),
    /// Two drafts have the same Change-Id.
    SameChangeId(ChangeId),
    /// Each of these needs the next, and the last one the first: their repositories.
    Cycle(Vec<String>),
}

impl Display for ChangeSetError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoChangeId(subject) => {
                write!(formatter, "the change `{}` has no Change-Id", subject.escape_debug())
            }
            Self::SameChangeId(id) => write!(formatter, "two changes have the Change-Id {id}"),
            Self::Cycle(projects) => {
                let shown: Vec<String> = projects.iter().map(|project| format!("`{project}`")).collect();
                write!(formatter, "the changes to {} need each other in a circle", shown.join(", "))
            }
        }
    }
}

impl std::error::Error for ChangeSetError {}

impl ChangeSet {
    /// Orders drafts by the links in their messages: `Depends-On` a draft's Change-Id, and `Needed-By` the other way round. Links to
    /// anything else are left to the review system. Takes time in proportion to drafts and links.
    ///
    /// # Errors
    /// A draft without a Change-Id, two of one, or drafts that need each other.
    pub fn new(drafts: Vec<ChangeDraft>) -> Result<Self, ChangeSetError> {
        let (mut empty, mut drafts): (Vec<_>, Vec<_>) = drafts.into_iter().partition(ChangeDraft::is_empty);
        let gone: Vec<String> =
            empty.drain(..).filter_map(|draft| draft.message.change_id).map(|id| id.to_string()).collect();
        for draft in &mut drafts {
            draft.message.links.retain(|link| !gone.contains(&target(link).to_owned()));
        }
        let mut places = BTreeMap::new();
        for (place, draft) in drafts.iter().enumerate() {
            let id = draft.message.change_id.as_ref();
            let id = id.ok_or_else(|| ChangeSetError::NoChangeId(draft.message.subject.clone()))?;
            if places.insert(id.to_string(), place).is_some() {
                return Err(ChangeSetError::SameChangeId(id.clone()));
            }
        }
        let mut needs = vec![Vec::new(); drafts.len()];
        for (place, draft) in drafts.iter().enumerate() {
            for link in &draft.message.links {
                match (link, places.get(target(link))) {
                    (Link::DependsOn(_), Some(&other)) => needs[place].push(other),
                    (Link::NeededBy(_), Some(&other)) => needs[other].push(place),
                    (_, None) => {}
                }
            }
        }
        let order = order(&needs).map_err(|circle| {
            ChangeSetError::Cycle(circle.iter().map(|&place| drafts[place].project.to_string()).collect())
        })?;
        let mut position = vec![0; order.len()];
        for (at, &place) in order.iter().enumerate() {
            position[place] = at;
        }
        let mut drafts: Vec<Option<ChangeDraft>> = drafts.into_iter().map(Some).collect();
        let needs = order.iter().map(|&place| {
            let mut needs: Vec<usize> = needs[place].iter().map(|&other| position[other]).collect();
            needs.sort_unstable();
            needs.dedup();
            needs
        });
        let needs = needs.collect();
        let drafts = order.iter().filter_map(|&place| drafts[place].take()).collect();
        Ok(Self { drafts, needs })
    }

    /// The changes, in order.
    pub fn drafts(&self) -> &[ChangeDraft] {
        &self.drafts
    }

    /// Which changes the one at a position needs: their positions, ascending.
    ///
    /// # Panics
    /// There is no change at the position.
    pub fn needs(&self, position: usize) -> &[usize] {
        &self.needs[position]
    }
}

fn target(link: &Link) -> &str {
    match link {
        Link::DependsOn(target) | Link::NeededBy(target) => target,
    }
}

/// The places, each after those that it needs and otherwise as they are; or a circle.
fn order(needs: &[Vec<usize>]) -> Result<Vec<usize>, Vec<usize>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; needs.len()];
    let mut order = Vec::with_capacity(needs.len());
    // The way from a root to where the walk is: a place, and how many of its needs were looked at.
    let mut way: Vec<(usize, usize)> = Vec::new();
    for root in 0..needs.len() {
        if marks[root] == Mark::New {
            marks[root] = Mark::Open;
            way.push((root, 0));
        }
        while let Some((place, n_seen)) = way.last_mut() {
            let Some(&next) = needs[*place].get(*n_seen) else {
                marks[*place] = Mark::Done;
                order.push(*place);
                way.pop();
                continue;
            };
            *n_seen += 1;
            match marks[next] {
                Mark::New => {
                    marks[next] = Mark::Open;
                    way.push((next, 0));
                }
                Mark::Open => {
                    let circle = way.iter().map(|(place, _)| *place).skip_while(|place| *place != next);
                    return Err(circle.collect());
                }
                Mark::Done => {}
            }
        }
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::{FileChange, Message};

    /// The Change-Id that the tests give to a repository of one letter.
    fn id(project: char) -> ChangeId {
        format!("I{}", format!("{:02x}", u32::from(project)).repeat(20)).parse().unwrap()
    }

    /// A draft for each word: its repository; what it depends on behind `<`, what needs it behind `>`; empty with a `-`.
    fn drafts(text: &str) -> Vec<ChangeDraft> {
        let draft = |word: &str| {
            let project = word.chars().next().unwrap();
            let mut links = Vec::new();
            let mut kind = None;
            for c in word.chars().skip(1) {
                match c {
                    '<' | '>' => kind = Some(c),
                    '-' => {}
                    other if kind == Some('<') => links.push(Link::DependsOn(id(other).to_string())),
                    other => links.push(Link::NeededBy(id(other).to_string())),
                }
            }
            let after = if word.contains('-') { "a" } else { "b" };
            let file = FileChange { path: "f".into(), before: b"a".into(), after: after.into() };
            ChangeDraft {
                project: project.to_string().parse().unwrap(),
                branch: "main".into(),
                topic: None,
                message: Message { change_id: Some(id(project)), links, ..Message::default() },
                files: vec![file],
            }
        };
        text.split(' ').map(draft).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found = match ChangeSet::new(drafts(text)) {
            Ok(set) => {
                let shown = |(at, draft): (usize, &ChangeDraft)| {
                    assert!(set.needs(at).iter().all(|&need| need < at), "{text}");
                    format!("{}{:?}", draft.project, set.needs(at))
                };
                set.drafts().iter().enumerate().map(shown).collect::<Vec<_>>().join(" ")
            }
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn what_is_needed_comes_first_and_the_rest_stays() {
        check("a b c", "a[] b[] c[]");
        check("a<b b", "b[] a[0]");
        check("a>b b", "a[] b[0]");
        check("b a>b", "a[] b[0]");
        check("a<bc b<c c d", "c[] b[0] a[0, 1] d[]");
        check("a<bb b>a", "b[] a[0]");
    }

    #[test]
    fn what_changes_nothing_is_left_out_with_the_links_to_it() {
        check("a- b<a", "b[]");
        let set = ChangeSet::new(drafts("a- b<ax")).unwrap();
        assert_eq!(set.drafts()[0].message.links, [Link::DependsOn(id('x').to_string())]);
    }

    #[test]
    fn circles_are_refused() {
        check("a<b b<a", "the changes to `a`, `b` need each other in a circle");
        check("a<b b<c c<b", "the changes to `b`, `c` need each other in a circle");
        check("a<a", "the changes to `a` need each other in a circle");
        check("a<b>b b", "the changes to `a`, `b` need each other in a circle");
    }

    #[test]
    fn every_change_has_a_change_id_of_its_own() {
        check("a a", &format!("two changes have the Change-Id {}", id('a')));
        let mut drafts = drafts("a b");
        drafts[1].message.change_id = None;
        drafts[1].message.subject = "Add\n b".into();
        let error = ChangeSet::new(drafts).unwrap_err();
        assert_eq!(error.to_string(), "the change `Add\\n b` has no Change-Id");
    }
}
