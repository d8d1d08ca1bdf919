//! Dependency groups (PEP 735): lists of requirements that include each other.

use core::fmt;
use std::collections::BTreeMap;

use crate::{Requirement, RequirementError, normalise_name};

/// A table of dependency groups, by normalised name.
///
/// ```
/// use haggle_spec::{DependencyGroups, GroupItem};
/// let mut groups = DependencyGroups::new();
/// groups.push("Test_Base", [GroupItem::Requirement("pytest >=8".into())]);
/// groups.push("test", [GroupItem::Include("test-base".into()), GroupItem::Requirement("tox".into())]);
/// let requirements = groups.resolve("test")?;
/// assert_eq!(requirements.iter().map(ToString::to_string).collect::<Vec<_>>(), ["pytest>=8", "tox"]);
/// # Ok::<(), haggle_spec::GroupError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DependencyGroups {
    groups: BTreeMap<String, Group>,
    /// Normalised names that were given twice, with both spellings.
    duplicates: Vec<[String; 2]>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    name_as_written: String,
    /// `None` where it is no list.
    items: Option<Vec<GroupItem>>,
}

/// One item of a group.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum GroupItem {
    /// A requirement's text.
    Requirement(String),
    /// `{include-group = "name"}`.
    Include(String),
    /// Anything else, as it may be shown.
    Malformed(String),
}

/// Why a group has no requirements.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GroupError {
    /// Two names that are the same when normalised.
    DuplicateName {
        /// As first written.
        first: String,
        /// As written again.
        second: String,
    },
    /// There is no such group.
    UnknownGroup {
        /// The name.
        group: String,
    },
    /// The group is no list.
    NotAList {
        /// The name.
        group: String,
    },
    /// An item that is neither a requirement nor `{include-group = "name"}`.
    MalformedItem {
        /// The group.
        group: String,
        /// The item.
        item: String,
    },
    /// An item that is a text and no requirement.
    InvalidRequirement {
        /// The group.
        group: String,
        /// The text.
        text: String,
        /// Why.
        error: RequirementError,
    },
    /// Groups that include each other: each name includes the next, the last the first.
    Cycle {
        /// The names.
        groups: Vec<String>,
    },
}

impl fmt::Display for GroupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GroupError::DuplicateName { first, second } => {
                write!(f, "`{first}` and `{second}` name the same dependency group")
            }
            GroupError::UnknownGroup { group } => write!(f, "there is no dependency group `{group}`"),
            GroupError::NotAList { group } => write!(f, "the dependency group `{group}` is no list"),
            GroupError::MalformedItem { group, item } => {
                write!(f, "`{item}` in dependency group `{group}` is neither a requirement nor an include")
            }
            GroupError::InvalidRequirement { group, text, error } => {
                write!(f, "`{text}` in dependency group `{group}` is no requirement: {error}")
            }
            GroupError::Cycle { groups } => {
                write!(f, "dependency groups include each other: `{}`", groups.join("` includes `"))
            }
        }
    }
}

impl core::error::Error for GroupError {}

impl DependencyGroups {
    /// A table without groups.
    pub fn new() -> Self {
        DependencyGroups::default()
    }

    /// Adds a group. A name that is there already is remembered, and every later question fails.
    pub fn push(&mut self, name: &str, items: impl IntoIterator<Item = GroupItem>) {
        self.insert(name, Some(items.into_iter().collect()));
    }

    /// Adds a group that is no list: asking for it fails, asking for others does not.
    pub fn push_malformed(&mut self, name: &str) {
        self.insert(name, None);
    }

    /// The normalised names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.groups.keys().map(String::as_str)
    }

    /// The requirements of a group, those of included ones in their places, repetitions kept.
    ///
    /// Only what the group includes is looked at, names given twice aside. Takes time linear in the result and in the
    /// groups it is made of.
    ///
    /// # Errors
    /// See [`GroupError`]; the first that comes up, in the order of the items.
    pub fn resolve(&self, name: &str) -> Result<Vec<Requirement>, GroupError> {
        if let Some([first, second]) = self.duplicates.first() {
            return Err(GroupError::DuplicateName { first: first.clone(), second: second.clone() });
        }
        let mut requirements = Vec::new();
        // The groups that are open, with the place of the next item.
        let mut open = vec![(normalise_name(name), 0)];
        while let Some((group, place)) = open.last_mut() {
            let items = self.items(group)?;
            let Some(item) = items.get(*place) else {
                open.pop();
                continue;
            };
            *place += 1;
            match item {
                GroupItem::Requirement(text) => {
                    let error = |error| GroupError::InvalidRequirement {
                        group: group.clone(),
                        text: text.clone(),
                        error,
                    };
                    requirements.push(text.parse().map_err(error)?);
                }
                GroupItem::Malformed(item) => {
                    return Err(GroupError::MalformedItem { group: group.clone(), item: item.clone() });
                }
                GroupItem::Include(included) => {
                    let included = normalise_name(included);
                    if let Some(start) = open.iter().position(|(group, _)| *group == included) {
                        let groups = open[start..].iter().map(|(group, _)| group.clone()).collect();
                        return Err(GroupError::Cycle { groups });
                    }
                    open.push((included, 0));
                }
            }
        }
        Ok(requirements)
    }

    fn items(&self, group: &str) -> Result<&[GroupItem], GroupError> {
        match self.groups.get(group) {
            None => Err(GroupError::UnknownGroup { group: group.to_owned() }),
            Some(Group { items: None, .. }) => Err(GroupError::NotAList { group: group.to_owned() }),
            Some(Group { items: Some(items), .. }) => Ok(items),
        }
    }

    fn insert(&mut self, name: &str, items: Option<Vec<GroupItem>>) {
        let group = Group { name_as_written: name.to_owned(), items };
        if let Some(first) = self.groups.insert(normalise_name(name), group) {
            self.duplicates.push([first.name_as_written, name.to_owned()]);
        }
    }
}
