//! The imports of a project that lead out of it.

use haggle_scan::{
    Import, ImportClass, ImportCondition, ImportedNames, Loader, SourcePart, is_standard_library,
};

use super::finding::AuditEvidence;
use super::local::LocalModules;
use super::source::AuditedSource;

/// One import of a module of somebody else's.
#[derive(Debug, Clone)]
pub(super) struct Imported<'a> {
    pub module: &'a str,
    /// What is taken from it, which may be modules in it.
    names: Vec<&'a str>,
    pub part: SourcePart,
    pub need: Need,
    path: &'a str,
    import: &'a Import,
}

/// What an import says of whether its module has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Need {
    /// It only shows that the module is used where it is: a patch, an object by its path.
    Shows,
    /// The file goes on without it, or runs it only under a condition.
    Optional,
    /// It fails without the module.
    Needs,
}

impl<'a> Imported<'a> {
    pub(super) fn top_level(&self) -> &'a str {
        self.module.split('.').next().unwrap_or(self.module)
    }

    /// The names that may be modules: that of the statement, and with each name that it takes.
    pub(super) fn candidates(&self) -> impl Iterator<Item = String> {
        let with_names = self.names.iter().map(|name| format!("{}.{name}", self.module));
        std::iter::once(self.module.to_owned()).chain(with_names)
    }

    pub(super) fn path(&self) -> &'a str {
        self.path
    }

    pub(super) fn line(&self) -> usize {
        self.import.position.line
    }

    /// What of the code shows that the rest goes on without the module; nothing where nothing does.
    pub(super) fn guard(&self) -> Option<&'static str> {
        let context = &self.import.context;
        match self.import.class() {
            ImportClass::Guarded => Some("try at the site"),
            ImportClass::TypeChecking => Some("for type checkers"),
            ImportClass::ByName(loader) if loader.is_tolerant() => Some("asked for by name"),
            _ if context.is_in_function => Some("inside a function"),
            _ if context.is_fallback => Some("instead of another import"),
            _ if self.need < Need::Needs => Some("under a condition"),
            _ => None,
        }
    }

    pub(super) fn evidence(&self) -> AuditEvidence {
        AuditEvidence {
            path: self.path.to_owned(),
            line: self.import.position.line,
            what: format!("imports `{}`", self.module),
            class: Some(self.import.class()),
        }
    }
}

/// The imports of every source that lead neither into the project nor into the standard library, in the order of the files.
pub(super) fn imported<'a>(sources: &'a [AuditedSource], local: &LocalModules<'_>) -> Vec<Imported<'a>> {
    let mut found = Vec::new();
    for source in sources {
        for import in &source.scan.imports {
            let Some(module) = import.module.as_ref().filter(|module| module.level() == 0) else { continue };
            let Some(top_level) = module.top_level() else { continue };
            if is_standard_library(top_level) || local.has(top_level, &source.path) {
                continue;
            }
            let names = match &import.names {
                ImportedNames::Names(names) => names.iter().map(|name| &*name.name).collect(),
                _ => Vec::new(),
            };
            let module = module.dotted();
            let need = need(import);
            found.push(Imported { module, names, part: source.part, need, path: &source.path, import });
        }
    }
    found
}

fn need(import: &Import) -> Need {
    let context = &import.context;
    match import.class() {
        ImportClass::ByName(Loader::Patch | Loader::ImportObject) | ImportClass::TypeChecking => Need::Shows,
        ImportClass::Guarded => Need::Optional,
        ImportClass::ByName(loader) if loader.is_tolerant() => Need::Optional,
        ImportClass::ByName(_)
            if context.guard.as_ref().is_some_and(haggle_scan::ImportGuard::is_effective) =>
        {
            Need::Optional
        }
        // What to load is decided at run time, and only there it fails.
        ImportClass::ByName(_) if context.is_in_function => Need::Optional,
        _ if context.is_fallback => Need::Optional,
        _ => match context.condition {
            Some(ImportCondition::TypeChecking) => Need::Shows,
            Some(_) => Need::Optional,
            None => Need::Needs,
        },
    }
}
