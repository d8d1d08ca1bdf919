//! The oldest release that has every name which a project uses.

use haggle_scan::{DefinitionLookup, DistributionDefinitions, UseCertainty};
use haggle_spec::Version;
use serde::Serialize;

use super::pin::ForecastPlace;
use super::used::ProjectUses;

/// Whether the lower bound of a requirement is true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "verdict")]
#[non_exhaustive]
pub enum Floor {
    /// The release that the bound names has every name that the project uses.
    Holds {
        /// How many different names those are.
        n_names: usize,
    },
    /// It does not.
    TooLow {
        /// The first release after it that has them all.
        floor: Version,
        /// A name that the release of the bound does not have.
        path: String,
        /// Where the project uses it.
        place: ForecastPlace,
        /// How many names it does not have.
        n_missing: usize,
    },
    /// The project uses no name of it that can be looked for.
    NothingUsed,
}

/// A name that is looked for, and where it is used first.
type Sought<'a> = (&'a str, ForecastPlace);

/// Whether the first of these releases has every name that the project uses, and which is the first that does. `releases` are in order;
/// the last one is the one that the project runs with today: only names that it has are looked for. `define` gives the definitions of a
/// release.
///
/// Names are assumed to stay once they are there, so that the first release can be found by halving; the one that is found has all
/// names, and the one before it does not.
///
/// # Errors
/// The first error of `define`.
pub fn floor<E>(
    project: &ProjectUses,
    releases: &[Version],
    mut define: impl FnMut(&Version) -> Result<DistributionDefinitions, E>,
) -> Result<Floor, E> {
    let (Some(bound), Some(today)) = (releases.first(), releases.last()) else {
        return Ok(Floor::NothingUsed);
    };
    let sought = sought(project, &define(today)?);
    if sought.is_empty() {
        return Ok(Floor::NothingUsed);
    }
    let missing = missing(&sought, &define(bound)?);
    let Some((path, place)) = missing.first() else { return Ok(Floor::Holds { n_names: sought.len() }) };
    let (path, place, n_missing) = ((*path).to_owned(), place.clone(), missing.len());
    // The first has not all, the last has.
    let (mut low, mut high) = (0, releases.len() - 1);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if self::missing(&sought, &define(&releases[middle])?).is_empty() {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(Floor::TooLow { floor: releases[high].clone(), path, place, n_missing })
}

/// The names that the code cannot do without and that the definitions have, each once.
fn sought<'a>(project: &'a ProjectUses, today: &DistributionDefinitions) -> Vec<Sought<'a>> {
    let mut sought: Vec<Sought<'_>> = Vec::new();
    for (path, found) in &project.uses {
        let used = found.path.dotted();
        let is_there =
            || matches!(today.look_up(used), DefinitionLookup::Found(_) | DefinitionLookup::Module);
        let is_sure = found.certainty == UseCertainty::Certain && found.path.level() == 0;
        if is_sure && !sought.iter().any(|(path, _)| *path == used) && is_there() {
            sought.push((used, ForecastPlace { path: path.clone(), line: found.position.line }));
        }
    }
    sought
}

/// What a release does not have for certain.
fn missing<'a, 'b>(sought: &'b [Sought<'a>], release: &DistributionDefinitions) -> Vec<&'b Sought<'a>> {
    let is_missing = |path: &str| {
        let top = path.split('.').next().unwrap_or(path);
        !release.has_module(top) || matches!(release.look_up(path), DefinitionLookup::Missing { .. })
    };
    sought.iter().filter(|(path, _)| is_missing(path)).collect()
}
