//! Requirements that an installation of a project does not bring, and pages that people write about them.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::data::{Catalogue, Feature, PlacedRequirement, Placement, ProjectName, RequirementId};

/// What features of the project need and its installation does not bring, in the order of the catalogue.
pub fn external_requirements<'a>(
    catalogue: &'a Catalogue,
    project: &ProjectName,
) -> Vec<&'a PlacedRequirement> {
    let of_project = catalogue.features.iter().filter(|feature| feature.project == *project);
    let needed: BTreeSet<&RequirementId> = of_project.flat_map(|feature| &feature.requires).collect();
    let is_external = |one: &&PlacedRequirement| {
        needed.contains(&one.id) && one.placement != Placement::Core && one.removed.is_none()
    };
    catalogue.requirements.iter().filter(is_external).collect()
}

/// Where a page and the catalogue differ.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PageDrift {
    /// The page does not name a requirement that has to be set up, under any of its names.
    Unnamed {
        /// The requirement.
        requirement: RequirementId,
        /// The titles of the features that need it.
        features: Vec<String>,
    },
    /// The page names a requirement that no code uses any more.
    Removed {
        /// The requirement.
        requirement: RequirementId,
        /// Where the page names it first, in bytes.
        place: Range<usize>,
        /// What happened, in words.
        because: String,
    },
}

/// Where a page that people write differs from the catalogue, as far as names tell. `page` is its text without what readers do not
/// see; offsets are the same as in the file.
pub fn page_drift(catalogue: &Catalogue, project: &ProjectName, page: &str) -> Vec<PageDrift> {
    let page = page.to_ascii_lowercase();
    let of_project: Vec<&Feature> =
        catalogue.features.iter().filter(|feature| feature.project == *project).collect();
    let titles = |id: &RequirementId| -> Vec<String> {
        let needing = of_project.iter().filter(|feature| feature.requires.contains(id));
        needing.map(|feature| feature.title.clone()).collect()
    };
    let unnamed = external_requirements(catalogue, project).into_iter().filter_map(|one| {
        let is_named = names(one).iter().any(|name| find_name(&page, name).is_some());
        (!is_named).then(|| PageDrift::Unnamed { requirement: one.id.clone(), features: titles(&one.id) })
    });
    let removed = catalogue.requirements.iter().filter(|one| one.project == *project).filter_map(|one| {
        let removal = one.removed.as_ref()?;
        let places = names(one).into_iter().filter_map(|name| Some((find_name(&page, &name)?, name.len())));
        let (at, length) = places.min()?;
        Some(PageDrift::Removed {
            requirement: one.id.clone(),
            place: at..at + length,
            because: removal.words(),
        })
    });
    unnamed.chain(removed).collect()
}

/// All names that a page may use for a requirement, in lower case.
fn names(one: &PlacedRequirement) -> BTreeSet<String> {
    let mut names = BTreeSet::from([one.id.as_str().to_ascii_lowercase()]);
    names.extend(one.requirement.as_ref().map(|written| written.requirement().name().to_string()));
    let programs = one.runs.value().into_iter().flatten().map(|site| site.program.to_ascii_lowercase());
    names.extend(programs);
    let packages = one.names.value().into_iter().flat_map(|names| names.values());
    names.extend(packages.map(|name| name.to_ascii_lowercase()));
    let spellings = names.iter().map(|name| name.replace(['-', '.'], "_")).collect::<Vec<_>>();
    names.extend(spellings);
    names
}

/// Where a text has a name as a word of its own.
fn find_name(text: &str, name: &str) -> Option<usize> {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    text.match_indices(name).map(|(at, _)| at).find(|at| {
        let (before, after) = (text[..*at].chars().next_back(), text[*at + name.len()..].chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_word_of_its_own() {
        for (text, name, at) in [
            ("needs ``xattr``.", "xattr", Some(8)),
            ("python-xattr", "xattr", Some(7)),
            ("pyxattr", "xattr", None),
            ("xattrs and xattr", "xattr", Some(11)),
            ("", "xattr", None),
            ("éxattr xattr", "xattr", Some(8)),
        ] {
            assert_eq!(find_name(text, name), at, "{text}");
        }
    }
}
