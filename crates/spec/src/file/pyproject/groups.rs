//! Dependency groups (PEP 735): requirements that are not part of what is built, and groups that include others.

use core::fmt;
use std::collections::{BTreeMap, BTreeSet};

use super::item::ArrayItem;
use crate::{Span, normalise_name};

/// The groups of a project in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct DependencyGroups {
    groups: Vec<DependencyGroup>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DependencyGroup {
    /// Its name as written.
    pub name: String,
    /// Where the name is written.
    pub name_span: Span,
    /// The array with its brackets.
    pub span: Span,
    /// Its items in order; nothing if the value is not an array.
    pub items: Option<Vec<GroupItem>>,
}

/// An item of a group.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[allow(
    clippy::large_enum_variant,
    reason = "a requirement in place saves an allocation, and most items are one"
)]
pub enum GroupItem {
    /// A string, which should be a requirement.
    Requirement(ArrayItem),
    /// `{include-group = "name"}`.
    Include {
        /// The group's name as written.
        group: String,
        /// Where the table is.
        span: Span,
    },
    /// Anything else.
    Invalid {
        /// Where it is.
        span: Span,
    },
}

/// Why a group cannot be resolved.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GroupError {
    /// Where: the include or the item; nothing if the group that was asked for is not there.
    pub span: Option<Span>,
    /// What.
    pub kind: GroupErrorKind,
}

/// Why a group cannot be resolved.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GroupErrorKind {
    /// There is no group of this name.
    Unknown(String),
    /// Two groups have names that are normalised alike.
    Duplicate(String),
    /// The groups include each other; the first is repeated at the end.
    Cycle(Vec<String>),
    /// A value that is not an array, or an item that is neither a requirement nor an include.
    Malformed,
    /// More than a million items: groups that include others twice, and these again.
    TooLarge,
}

/// How many items are gone through at most.
const MAX_STEPS: usize = 1_000_000;

impl fmt::Display for GroupErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name) => write!(formatter, "there is no dependency group `{name}`"),
            Self::Duplicate(name) => write!(formatter, "dependency group `{name}` is there twice"),
            Self::Cycle(groups) => {
                write!(formatter, "the dependency group includes itself: `{}`", groups.join("` → `"))
            }
            Self::TooLarge => formatter.write_str("the dependency group has more than a million items"),
            Self::Malformed => formatter
                .write_str("the dependency group has an item that is neither a requirement nor an include"),
        }
    }
}

impl fmt::Display for GroupError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(formatter)
    }
}

impl core::error::Error for GroupError {}

/// A group on the way down, and the item that is next.
struct Open<'groups> {
    group: &'groups DependencyGroup,
    next: usize,
}

impl DependencyGroups {
    /// Groups in the order of their file.
    pub fn new(groups: Vec<DependencyGroup>) -> Self {
        Self { groups }
    }

    /// The groups in order.
    pub fn iter(&self) -> std::slice::Iter<'_, DependencyGroup> {
        self.groups.iter()
    }

    /// The group of a name; names are compared normalised.
    pub fn get(&self, name: &str) -> Option<&DependencyGroup> {
        let name = normalise_name(name);
        self.groups.iter().find(|group| normalise_name(&group.name) == name)
    }

    /// The strings of all groups.
    pub fn requirements(&self) -> impl Iterator<Item = &ArrayItem> {
        self.groups.iter().flat_map(|group| group.items.iter().flatten()).filter_map(|item| match item {
            GroupItem::Requirement(item) => Some(item),
            _ => None,
        })
    }

    /// The requirements of a group with those that it includes, depth first, in order, repetitions kept.
    ///
    /// No recursion, so that depth does not matter. A group that several others include counts each time, as PEP 735 says;
    /// where that would give more than a million items, [`GroupErrorKind::TooLarge`] says so.
    ///
    /// # Errors
    /// An unknown or repeated name, a cycle, or an item that is neither a requirement nor an include.
    ///
    /// ```
    /// use haggle_spec::file::pyproject::PyProject;
    ///
    /// let text = "[dependency-groups]\ntest = [\"pytest\"]\ndev = [{include-group = \"Test\"}, \"ruff\"]\n";
    /// let (file, _) = PyProject::parse(text);
    /// let items = file.groups().unwrap().resolve("dev").unwrap();
    /// assert_eq!(items.iter().map(|item| &*item.text).collect::<Vec<_>>(), ["pytest", "ruff"]);
    /// ```
    pub fn resolve(&self, name: &str) -> Result<Vec<&ArrayItem>, GroupError> {
        let mut by_name: BTreeMap<String, &DependencyGroup> = BTreeMap::new();
        for group in &self.groups {
            if by_name.insert(normalise_name(&group.name), group).is_some() {
                let kind = GroupErrorKind::Duplicate(group.name.clone());
                return Err(GroupError { span: Some(group.name_span), kind });
            }
        }
        let unknown = |name: &str, span| GroupError { span, kind: GroupErrorKind::Unknown(name.to_owned()) };
        let first = by_name.get(&normalise_name(name)).ok_or_else(|| unknown(name, None))?;
        let mut path = vec![Open { group: first, next: 0 }];
        let mut on_path = BTreeSet::from([normalise_name(name)]);
        let mut resolved = Vec::new();
        let mut steps = 0;
        while let Some(open) = path.last_mut() {
            let group = open.group;
            steps += 1;
            if steps > MAX_STEPS {
                return Err(GroupError { span: Some(group.span), kind: GroupErrorKind::TooLarge });
            }
            let Some(items) = &group.items else {
                return Err(GroupError { span: Some(group.span), kind: GroupErrorKind::Malformed });
            };
            let Some(item) = items.get(open.next) else {
                on_path.remove(&normalise_name(&group.name));
                path.pop();
                continue;
            };
            open.next += 1;
            match item {
                GroupItem::Requirement(item) => resolved.push(item),
                GroupItem::Invalid { span } => {
                    return Err(GroupError { span: Some(*span), kind: GroupErrorKind::Malformed });
                }
                GroupItem::Include { group: included, span } => {
                    let key = normalise_name(included);
                    let next = by_name.get(&key).ok_or_else(|| unknown(included, Some(*span)))?;
                    if !on_path.insert(key.clone()) {
                        return Err(GroupError { span: Some(*span), kind: cycle(&path, &key) });
                    }
                    path.push(Open { group: next, next: 0 });
                }
            }
        }
        Ok(resolved)
    }
}

/// How far a group is on the way through all of them.
#[derive(Clone, Copy, PartialEq)]
enum Visit {
    New,
    Open,
    Done,
}

impl DependencyGroups {
    /// Everything that keeps groups from being resolved, but for what is malformed: names that are there twice, includes of groups
    /// that are not there, and of each cycle the include that closes it. Linear in the size of the groups, beside the names
    /// of the cycles; no recursion.
    pub(super) fn faults(&self) -> Vec<GroupError> {
        let mut faults = Vec::new();
        let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
        for (index, group) in self.groups.iter().enumerate() {
            if *by_name.entry(normalise_name(&group.name)).or_insert(index) != index {
                let kind = GroupErrorKind::Duplicate(group.name.clone());
                faults.push(GroupError { span: Some(group.name_span), kind });
            }
        }
        let mut visits = vec![Visit::New; self.groups.len()];
        for start in 0..self.groups.len() {
            if visits[start] == Visit::New {
                self.visit(start, &by_name, &mut visits, &mut faults);
            }
        }
        faults
    }

    fn visit(
        &self,
        start: usize,
        by_name: &BTreeMap<String, usize>,
        visits: &mut [Visit],
        faults: &mut Vec<GroupError>,
    ) {
        let mut path = vec![(start, Open { group: &self.groups[start], next: 0 })];
        visits[start] = Visit::Open;
        while let Some((index, open)) = path.last_mut() {
            let Some(item) = open.group.items.as_ref().and_then(|items| items.get(open.next)) else {
                visits[*index] = Visit::Done;
                path.pop();
                continue;
            };
            open.next += 1;
            let GroupItem::Include { group: included, span } = item else { continue };
            let Some(&next) = by_name.get(&normalise_name(included)) else {
                let kind = GroupErrorKind::Unknown(included.clone());
                faults.push(GroupError { span: Some(*span), kind });
                continue;
            };
            match visits[next] {
                Visit::New => {
                    visits[next] = Visit::Open;
                    path.push((next, Open { group: &self.groups[next], next: 0 }));
                }
                Visit::Open => {
                    let names = path.iter().skip_while(|(index, _)| *index != next);
                    let mut names: Vec<String> = names.map(|(_, open)| open.group.name.clone()).collect();
                    names.extend(names.first().cloned());
                    faults.push(GroupError { span: Some(*span), kind: GroupErrorKind::Cycle(names) });
                }
                Visit::Done => {}
            }
        }
    }
}

impl<'groups> IntoIterator for &'groups DependencyGroups {
    type Item = &'groups DependencyGroup;
    type IntoIter = std::slice::Iter<'groups, DependencyGroup>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

fn cycle(path: &[Open<'_>], again: &str) -> GroupErrorKind {
    let start = path.iter().position(|open| normalise_name(&open.group.name) == again).unwrap_or_default();
    let mut names: Vec<String> = path[start..].iter().map(|open| open.group.name.clone()).collect();
    names.extend(names.first().cloned());
    GroupErrorKind::Cycle(names)
}
