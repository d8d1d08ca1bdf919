//! What a raised pin takes away from projects.

use std::collections::{BTreeMap, BTreeSet};

use haggle_scan::{Definition, DefinitionLookup, DistributionDefinitions, UnknownDefinition, UseCertainty};
use serde::{Deserialize, Serialize};

use super::used::ProjectUses;

/// What is foreseen of one pin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forecast {
    /// What breaks, by project; what is certain first.
    pub findings: Vec<ForecastFinding>,
    /// How many uses of the distribution's names were looked at.
    pub n_uses: usize,
    /// Of how many of them it cannot be said whether the new release has them.
    pub n_unknown: usize,
}

/// One change that a project would notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForecastFinding {
    /// The project.
    pub project: String,
    /// What changes.
    pub change: NameChange,
    /// Whether the code fails where it is run; else it depends on what is called, or on what an object is.
    pub is_certain: bool,
    /// Where the project uses the name.
    pub places: Vec<ForecastPlace>,
}

/// What changes between two releases.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "change")]
#[non_exhaustive]
pub enum NameChange {
    /// A module, or a name in one, is gone.
    Gone {
        /// The path that the code uses.
        path: String,
    },
    /// A member of a class that the project inherits from, or uses, is gone.
    MemberGone {
        /// The class, by the path that the code uses.
        class: String,
        /// The member.
        member: String,
    },
    /// A function or a class takes other arguments: some calls that were right are not any more.
    Arguments {
        /// The path that the code uses.
        path: String,
    },
}

/// A place in a project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ForecastPlace {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
}

/// What projects would notice of a distribution that goes from one release to another.
///
/// A use counts where the old release has the name: what was never there is somebody else's problem. Uses that are guarded
/// (`hasattr`, `except ImportError`) are right with both.
pub fn forecast(
    old: &DistributionDefinitions,
    new: &DistributionDefinitions,
    projects: &[ProjectUses],
) -> Forecast {
    let mut forecast = Forecast { findings: Vec::new(), n_uses: 0, n_unknown: 0 };
    for project in projects {
        let mut changes: BTreeMap<(NameChange, bool), BTreeSet<ForecastPlace>> = BTreeMap::new();
        let mut classes: BTreeSet<&str> = BTreeSet::new();
        for (path, found) in project.of_distribution(old) {
            forecast.n_uses += 1;
            let used = found.path.dotted();
            let before = old.look_up(used);
            if matches!(before, DefinitionLookup::Found(Definition::Class { .. })) {
                classes.insert(used);
            }
            let Some(change) = change_of(old, new, used, &before) else {
                forecast.n_unknown += usize::from(matches!(new.look_up(used), DefinitionLookup::Unknown(_)));
                continue;
            };
            if found.certainty == UseCertainty::Certain {
                let is_certain = matches!(change, NameChange::Gone { .. });
                let place = ForecastPlace { path: path.clone(), line: found.position.line };
                changes.entry((change, is_certain)).or_default().insert(place);
            }
        }
        for (change, places) in members_gone(old, new, project, &classes) {
            changes.entry((change, false)).or_default().extend(places);
        }
        forecast.findings.extend(changes.into_iter().map(|((change, is_certain), places)| ForecastFinding {
            project: project.name.clone(),
            change,
            is_certain,
            places: places.into_iter().collect(),
        }));
    }
    forecast.findings.sort_by_key(|finding| !finding.is_certain);
    forecast
}

/// What becomes of one path.
fn change_of(
    old: &DistributionDefinitions,
    new: &DistributionDefinitions,
    path: &str,
    before: &DefinitionLookup<'_>,
) -> Option<NameChange> {
    let was_there = matches!(before, DefinitionLookup::Found(_) | DefinitionLookup::Module);
    let after = new.look_up(path);
    // The whole top-level package may be gone.
    let top = path.split('.').next().unwrap_or(path);
    if was_there && (matches!(after, DefinitionLookup::Missing { .. }) || !new.has_module(top)) {
        return Some(NameChange::Gone { path: path.to_owned() });
    }
    let takes_others = match (before, &after) {
        (DefinitionLookup::Found(one), DefinitionLookup::Found(two)) => {
            takes_others(one, two) || init_takes_others(old, new, path)
        }
        _ => false,
    };
    takes_others.then(|| NameChange::Arguments { path: path.to_owned() })
}

fn takes_others(old: &Definition, new: &Definition) -> bool {
    match (old, new) {
        (Definition::Function(Some(old)), Definition::Function(Some(new))) => !old.fits(new),
        _ => false,
    }
}

/// The same of what makes an object of a class.
fn init_takes_others(old: &DistributionDefinitions, new: &DistributionDefinitions, path: &str) -> bool {
    let init = format!("{path}.__init__");
    match (old.look_up(&init), new.look_up(&init)) {
        (DefinitionLookup::Found(old), DefinitionLookup::Found(new)) => takes_others(old, new),
        _ => false,
    }
}

/// Members that classes lose and that methods of the project use of their own object, without defining them.
fn members_gone(
    old: &DistributionDefinitions,
    new: &DistributionDefinitions,
    project: &ProjectUses,
    classes: &BTreeSet<&str>,
) -> Vec<(NameChange, Vec<ForecastPlace>)> {
    let defined = project.defined();
    let lost: BTreeSet<&str> =
        lost_members(old, new).into_iter().filter(|member| !defined.contains(member)).collect();
    let mut gone = Vec::new();
    for member in lost {
        let has_lost = |class: &&&str| {
            let path = format!("{class}.{member}");
            matches!(old.look_up(&path), DefinitionLookup::Found(_)) && is_lost(new, &path)
        };
        let Some(class) = classes.iter().find(has_lost) else { continue };
        let places: Vec<ForecastPlace> = project
            .own
            .iter()
            .flat_map(|(path, own)| own.used.iter().map(move |found| (path, found)))
            .filter(|(_, found)| &*found.name == member)
            .map(|(path, found)| ForecastPlace { path: path.clone(), line: found.position.line })
            .collect();
        if !places.is_empty() {
            let change = NameChange::MemberGone { class: (*class).to_owned(), member: member.to_owned() };
            gone.push((change, places));
        }
    }
    gone
}

/// The public members that some class of a module has before and that the class of the same path has no more.
fn lost_members<'a>(old: &'a DistributionDefinitions, new: &DistributionDefinitions) -> BTreeSet<&'a str> {
    let mut lost = BTreeSet::new();
    for (module, definitions) in old.modules() {
        for (name, definition) in &definitions.names {
            let Definition::Class { members, .. } = definition else { continue };
            for member in members.keys().filter(|member| !member.starts_with('_')) {
                let path = format!("{module}.{name}.{member}");
                if is_lost(new, &path) {
                    lost.insert(&**member);
                }
            }
        }
    }
    lost
}

/// Whether a class has a member no more, as far as its own distribution tells: a base of another one may still have it.
fn is_lost(new: &DistributionDefinitions, path: &str) -> bool {
    match new.look_up(path) {
        DefinitionLookup::Missing { .. } => true,
        DefinitionLookup::Unknown(why) => {
            matches!(why, UnknownDefinition::Value | UnknownDefinition::Imported)
        }
        _ => false,
    }
}
