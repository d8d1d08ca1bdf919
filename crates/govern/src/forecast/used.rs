//! What a project uses of the modules of others.

use std::collections::BTreeSet;

use haggle_scan::{
    DistributionDefinitions, ImportClass, ImportedNames, ModuleUse, OwnAttributes, ProjectModule, SourcePart,
    UseCertainty, own_attributes, project_uses,
};

use crate::audit::AuditedSource;

/// What the sources of a project use.
#[derive(Debug, Clone, Default)]
pub struct ProjectUses {
    /// The project, for reports.
    pub name: String,
    /// The uses of modules, each with the path of its file.
    pub uses: Vec<(String, ModuleUse)>,
    /// The attributes that methods use of their own object, by the paths of the files.
    pub own: Vec<(String, OwnAttributes)>,
}

impl ProjectUses {
    /// Of the files of a project: those of the product, and of its tests where they are asked for.
    pub fn of(name: &str, sources: &[AuditedSource], with_tests: bool) -> Self {
        let is_read =
            |part: SourcePart| part == SourcePart::Product || (with_tests && part == SourcePart::Test);
        let files: Vec<&AuditedSource> = sources.iter().filter(|source| is_read(source.part)).collect();
        let names: Vec<(String, bool)> = files.iter().map(|source| module_name(&source.path)).collect();
        let modules: Vec<ProjectModule<'_>> = files
            .iter()
            .zip(&names)
            .map(|(source, (name, is_package))| ProjectModule {
                name,
                is_package: *is_package,
                source: &source.bytes,
            })
            .collect();
        let uses = project_uses(&modules);
        let mut uses: Vec<(String, ModuleUse)> =
            uses.into_iter().map(|(file, found)| (files[file].path.clone(), found)).collect();
        uses.extend(
            files
                .iter()
                .flat_map(|source| imported_modules(source).map(|found| (source.path.clone(), found))),
        );
        let own = files.iter().map(|source| (source.path.clone(), own_attributes(&source.bytes))).collect();
        Self { name: name.to_owned(), uses, own }
    }

    /// The uses of modules that the distribution has.
    pub(super) fn of_distribution<'a>(
        &'a self,
        definitions: &'a DistributionDefinitions,
    ) -> impl Iterator<Item = &'a (String, ModuleUse)> {
        let is_own = |path: &str| definitions.has_module(path.split('.').next().unwrap_or(path));
        self.uses.iter().filter(move |(_, found)| found.path.level() == 0 && is_own(found.path.dotted()))
    }

    /// The names that the project defines itself, wherever: what an attribute of `self` may be.
    pub(super) fn defined(&self) -> BTreeSet<&str> {
        self.own.iter().flat_map(|(_, own)| own.defined.iter().map(|name| &**name)).collect()
    }
}

/// The modules that statements import as a whole: `import a.b`, `from a.b import *`.
fn imported_modules(source: &AuditedSource) -> impl Iterator<Item = ModuleUse> {
    source.scan.imports.iter().filter_map(|import| {
        let path = import.module.clone().filter(|module| module.level() == 0)?;
        let certainty = match (&import.names, import.class()) {
            (ImportedNames::Names(_) | ImportedNames::ByName(_), _) => return None,
            (_, ImportClass::Required | ImportClass::Lazy) if import.context.condition.is_none() => {
                UseCertainty::Certain
            }
            _ => UseCertainty::Guarded,
        };
        let n_imported = path.dotted().split('.').count();
        Some(ModuleUse { path, n_imported, position: import.position, certainty })
    })
}

/// The dotted name of a file of a project, and whether it is a package. A folder `src` or `lib` at the top is not part of it.
fn module_name(path: &str) -> (String, bool) {
    let stem = path.strip_suffix(".py").unwrap_or(path);
    let stem = ["src/", "lib/"].iter().find_map(|top| stem.strip_prefix(top)).unwrap_or(stem);
    match stem.strip_suffix("/__init__") {
        Some(package) => (package.replace('/', "."), true),
        None => (stem.replace('/', "."), false),
    }
}
