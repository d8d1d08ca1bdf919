//! Whether a dotted path leads to a name of a distribution.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Definition, ModuleDefinitions};
use crate::import::ModulePath;

/// Definitions that are followed from one to the next: longer chains go round in a circle.
const MAX_STEPS: usize = 64;

/// The modules of a distribution with what each defines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DistributionDefinitions {
    modules: BTreeMap<String, ModuleDefinitions>,
    /// The modules that are packages.
    packages: BTreeSet<String>,
    /// Modules whose source is not there: extensions.
    opaque: BTreeSet<String>,
    /// The modules, and the packages that they are in.
    prefixes: BTreeSet<String>,
}

/// Where a path leads.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DefinitionLookup<'a> {
    /// To a module.
    Module,
    /// To a name with this definition.
    Found(&'a Definition),
    /// To nothing: the module or the class has no such name.
    Missing {
        /// The longest part of the path that is there.
        owner: String,
        /// The part behind it that is not.
        name: String,
    },
    /// It cannot be said.
    Unknown(UnknownDefinition),
}

/// Why it cannot be said where a path leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnknownDefinition {
    /// No module of the distribution has the path's first names.
    OtherDistribution,
    /// It leads through a value, or something that a function gives.
    Value,
    /// It leads into another distribution.
    Imported,
    /// A module or a class on the way makes names at run time.
    Dynamic,
    /// A module on the way is compiled.
    Compiled,
    /// It goes round in a circle.
    Circle,
}

impl DistributionDefinitions {
    /// Adds a file of a distribution by its path in the wheel. Files that are not importable are passed over.
    pub fn add(&mut self, path: &str, source: &[u8]) {
        if let Some(stem) = path.strip_suffix(".py") {
            let (name, is_package) = match stem.strip_suffix("/__init__") {
                Some(package) => (package, true),
                None => (stem, false),
            };
            let name = name.replace('/', ".");
            if is_package {
                self.packages.insert(name.clone());
            }
            self.add_prefixes(&name);
            self.modules.insert(name, super::definitions(source));
        } else {
            self.add_opaque(path);
        }
    }

    /// Adds a file whose source is not there: an extension module counts as one that is not known.
    pub fn add_opaque(&mut self, path: &str) {
        let stem = path.strip_suffix(".so").or_else(|| path.strip_suffix(".pyd"));
        if let Some(stem) = stem {
            let (folder, name) = stem.rsplit_once('/').map_or(("", stem), |(folder, name)| (folder, name));
            let name = name.split('.').next().unwrap_or(name);
            let joined = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
            let module = joined.replace('/', ".");
            self.add_prefixes(&module);
            self.opaque.insert(module);
        }
    }

    /// The modules with what each defines, by their dotted names.
    pub fn modules(&self) -> impl Iterator<Item = (&str, &ModuleDefinitions)> {
        self.modules.iter().map(|(name, module)| (name.as_str(), module))
    }

    /// Whether a module of the distribution has the path, or one that begins with it.
    pub fn has_module(&self, path: &str) -> bool {
        self.prefixes.contains(path)
    }

    /// Takes note of a module and of all packages around it.
    fn add_prefixes(&mut self, module: &str) {
        let ends = module.match_indices('.').map(|(at, _)| at).chain([module.len()]);
        self.prefixes.extend(ends.map(|end| module[..end].to_owned()));
    }

    /// Where a path leads, as `import` and attributes would follow it.
    ///
    /// ```
    /// use haggle_scan::{DefinitionLookup, DistributionDefinitions};
    ///
    /// let mut found = DistributionDefinitions::default();
    /// found.add("oslo_utils/__init__.py", b"");
    /// found.add("oslo_utils/units.py", b"Gi = 1024 ** 3\n");
    /// assert!(matches!(found.look_up("oslo_utils.units.Gi"), DefinitionLookup::Found(_)));
    /// let missing = DefinitionLookup::Missing { owner: "oslo_utils.units".to_owned(), name: "Zi".to_owned() };
    /// assert_eq!(found.look_up("oslo_utils.units.Zi"), missing);
    /// ```
    pub fn look_up(&self, path: &str) -> DefinitionLookup<'_> {
        let parts: Vec<&str> = path.split('.').collect();
        let mut steps = MAX_STEPS;
        let first = parts.first().copied().unwrap_or_default();
        if !self.has_module(first) {
            return DefinitionLookup::Unknown(UnknownDefinition::OtherDistribution);
        }
        self.in_module(first, &parts[1..], &mut steps)
    }

    /// Follows the parts behind a module.
    fn in_module<'a>(&'a self, module: &str, parts: &[&str], steps: &mut usize) -> DefinitionLookup<'a> {
        if *steps == 0 {
            return DefinitionLookup::Unknown(UnknownDefinition::Circle);
        }
        *steps -= 1;
        let Some((name, rest)) = parts.split_first() else { return DefinitionLookup::Module };
        if self.opaque.contains(module) {
            return DefinitionLookup::Unknown(UnknownDefinition::Compiled);
        }
        let inner = format!("{module}.{name}");
        let own = self.modules.get(module);
        match own.and_then(|own| own.names.get(*name)) {
            // A package often names a module of its own by importing it.
            Some(Definition::Imported { .. }) | None if self.has_module(&inner) => {
                self.in_module(&inner, rest, steps)
            }
            Some(definition) => self.follow(module, definition, rest, (module, name), steps),
            None => self.by_star(module, own, parts, steps),
        }
    }

    /// A name that a module does not define itself: by `from other import *`, or not at all.
    fn by_star<'a>(
        &'a self,
        module: &str,
        own: Option<&'a ModuleDefinitions>,
        parts: &[&str],
        steps: &mut usize,
    ) -> DefinitionLookup<'a> {
        let mut unknown = None;
        for star in own.into_iter().flat_map(|own| &own.stars) {
            let found = match self.absolute(module, star) {
                Some(target) if self.has_module(&target) && !self.is_hidden_by_all(&target, parts[0]) => {
                    self.in_module(&target, parts, steps)
                }
                Some(target) if self.has_module(&target) => continue,
                _ => DefinitionLookup::Unknown(UnknownDefinition::Imported),
            };
            match found {
                DefinitionLookup::Unknown(why) => unknown = Some(why),
                DefinitionLookup::Missing { .. } => {}
                found => return found,
            }
        }
        if let Some(why) = unknown {
            return DefinitionLookup::Unknown(why);
        }
        // A namespace package belongs to others as well.
        match own {
            Some(own) if own.is_dynamic => DefinitionLookup::Unknown(UnknownDefinition::Dynamic),
            None => DefinitionLookup::Unknown(UnknownDefinition::OtherDistribution),
            Some(_) if is_made(parts[0]) => DefinitionLookup::Unknown(UnknownDefinition::Dynamic),
            Some(_) => DefinitionLookup::Missing { owner: module.to_owned(), name: parts[0].to_owned() },
        }
    }

    /// Whether `import *` leaves a name out.
    fn is_hidden_by_all(&self, module: &str, name: &str) -> bool {
        match self.modules.get(module).and_then(|found| found.exported.as_ref()) {
            Some(exported) => !exported.iter().any(|exported| &**exported == name),
            None => name.starts_with('_'),
        }
    }

    /// Follows the parts behind a definition of a module. `place` is the module and the name, for what is said.
    fn follow<'a>(
        &'a self,
        module: &str,
        definition: &'a Definition,
        rest: &[&str],
        place: (&str, &str),
        steps: &mut usize,
    ) -> DefinitionLookup<'a> {
        match definition {
            Definition::Imported { module: from, name } => {
                let Some(target) = self.absolute(module, from).filter(|target| self.has_module(target))
                else {
                    return if rest.is_empty() {
                        DefinitionLookup::Found(definition)
                    } else {
                        DefinitionLookup::Unknown(UnknownDefinition::Imported)
                    };
                };
                let parts: Vec<&str> = name.as_deref().into_iter().chain(rest.iter().copied()).collect();
                self.in_module(&target, &parts, steps)
            }
            _ if rest.is_empty() => DefinitionLookup::Found(definition),
            Definition::Class { .. } => self.in_class(module, definition, rest, place, steps),
            Definition::Function(_) | Definition::Value => {
                DefinitionLookup::Unknown(UnknownDefinition::Value)
            }
        }
    }

    /// Follows the parts behind a class: its members, then those of its bases.
    fn in_class<'a>(
        &'a self,
        module: &str,
        class: &'a Definition,
        parts: &[&str],
        place: (&str, &str),
        steps: &mut usize,
    ) -> DefinitionLookup<'a> {
        let Definition::Class { bases, members, is_dynamic } = class else {
            return DefinitionLookup::Unknown(UnknownDefinition::Value);
        };
        if *steps == 0 {
            return DefinitionLookup::Unknown(UnknownDefinition::Circle);
        }
        *steps -= 1;
        if let Some(member) = members.get(parts[0]) {
            return self.follow(module, member, &parts[1..], place, steps);
        }
        for base in bases {
            match base.as_deref() {
                Some("object") => {}
                Some(base) => {
                    let path: Vec<&str> = base.split('.').collect();
                    // A base of another distribution, or of Python itself, has members that are not known here.
                    if !matches!(
                        self.in_module(module, &path, steps),
                        DefinitionLookup::Found(Definition::Class { .. })
                    ) {
                        return DefinitionLookup::Unknown(UnknownDefinition::Value);
                    }
                    let path: Vec<&str> = path.iter().chain(parts).copied().collect();
                    match self.in_module(module, &path, steps) {
                        DefinitionLookup::Missing { .. } => {}
                        found => return found,
                    }
                }
                None => return DefinitionLookup::Unknown(UnknownDefinition::Value),
            }
        }
        if *is_dynamic || is_made(parts[0]) {
            return DefinitionLookup::Unknown(UnknownDefinition::Dynamic);
        }
        DefinitionLookup::Missing { owner: format!("{}.{}", place.0, place.1), name: parts[0].to_owned() }
    }

    /// The absolute name of a module that another one imports.
    fn absolute(&self, importer: &str, module: &ModulePath) -> Option<String> {
        let level = module.level() as usize;
        if level == 0 {
            return Some(module.dotted().to_owned());
        }
        let n_up = if self.packages.contains(importer) { level - 1 } else { level };
        let mut package = importer;
        for _ in 0..n_up {
            package = package.rsplit_once('.').map(|(parent, _)| parent)?;
        }
        let dotted = module.dotted();
        Some(if dotted.is_empty() { package.to_owned() } else { format!("{package}.{dotted}") })
    }
}

/// Whether Python makes such a name itself: `__doc__`, and `_Class__name` for a private one of a class.
fn is_made(name: &str) -> bool {
    let is_dunder = name.starts_with("__") && name.ends_with("__");
    let is_mangled = name.starts_with('_') && name[1..].find("__").is_some_and(|at| at > 0);
    is_dunder || is_mangled
}
