//! Uses through the modules of a project: what one file has from another that has it from a third party.

use rustc_hash::FxHashMap;

use super::facts::{ModuleUse, UseCertainty};
use super::resolve::FileUses;
use super::scan::file_uses;
use crate::import::ModulePath;

/// Imports that are followed from file to file: longer chains go round in a circle.
const MAX_STEPS: usize = 16;

/// A file of a project, as Python imports it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProjectModule<'a> {
    /// Its dotted name: `glance.common.utils`, and `glance` for `glance/__init__.py`.
    pub name: &'a str,
    /// Whether it is the `__init__` of a package: its relative imports start in the package itself.
    pub is_package: bool,
    /// Its bytes.
    pub source: &'a [u8],
}

/// The uses of modules of others in a whole project, each with the index of its file: relative imports are resolved, and names
/// that one file has from another are followed to where they come from.
///
/// ```
/// use haggle_scan::{ProjectModule, project_uses};
///
/// let files = [
///     ProjectModule { name: "app.utils", is_package: false, source: b"from oslo_utils import units\n" },
///     ProjectModule { name: "app.api", is_package: false, source: b"from . import utils\nx = utils.units.Gi\n" },
/// ];
/// let uses = project_uses(&files);
/// let found: Vec<_> = uses.iter().map(|(file, found)| (*file, found.path.dotted())).collect();
/// assert_eq!(found, [(0, "oslo_utils.units"), (1, "oslo_utils.units.Gi")]);
/// ```
pub fn project_uses(files: &[ProjectModule<'_>]) -> Vec<(usize, ModuleUse)> {
    let mut exports: FxHashMap<(&str, String), ModuleUse> = FxHashMap::default();
    let mut found: Vec<(usize, ModuleUse)> = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let FileUses { uses, exports: of_file } = file_uses(file.source);
        found.extend(uses.into_iter().filter_map(|found| Some((index, absolute(file, found)?))));
        for (name, target) in of_file {
            if let Some(target) = absolute(file, target) {
                exports.insert((file.name, name), target);
            }
        }
    }
    let modules = files.iter().map(|file| file.name).collect::<rustc_hash::FxHashSet<_>>();
    found
        .into_iter()
        .filter_map(|(index, mut found)| {
            for _ in 0..MAX_STEPS {
                let path = found.path.dotted();
                let mut ends = [path.len()].into_iter().chain(path.rmatch_indices('.').map(|(at, _)| at));
                let Some(end) = ends.find(|end| modules.contains(&path[..*end])) else {
                    return Some((index, found));
                };
                let rest = path.get(end + 1..)?;
                let (name, rest) = rest.split_once('.').unwrap_or((rest, ""));
                let module = *modules.get(&path[..end])?;
                let target = exports.get(&(module, name.to_owned()))?;
                let n_followed = path[..end].split('.').count() + 1;
                let separator = if rest.is_empty() { "" } else { "." };
                found = ModuleUse {
                    path: ModulePath::new(0, format!("{}{separator}{rest}", target.path.dotted())),
                    n_imported: target.n_imported + found.n_imported.saturating_sub(n_followed),
                    position: found.position,
                    certainty: worse(found.certainty, target.certainty),
                };
            }
            None
        })
        .collect()
}

/// A guard around the use or around the import guards both; what is unknown stays so.
fn worse(one: UseCertainty, other: UseCertainty) -> UseCertainty {
    one.max(other)
}

/// The same use with its path from the top; `None` where the dots lead out of the project.
fn absolute(file: &ProjectModule<'_>, found: ModuleUse) -> Option<ModuleUse> {
    let level = found.path.level() as usize;
    if level == 0 {
        return Some(found);
    }
    let n_up = if file.is_package { level - 1 } else { level };
    let mut package = file.name;
    for _ in 0..n_up {
        package = package.rsplit_once('.').map(|(parent, _)| parent)?;
    }
    let n_package = package.split('.').count();
    let path = ModulePath::new(0, format!("{package}.{}", found.path.dotted()));
    Some(ModuleUse { path, n_imported: found.n_imported + n_package, ..found })
}
