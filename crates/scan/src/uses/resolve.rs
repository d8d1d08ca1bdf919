//! From names in scopes to paths of modules.

use haggle_spec::TextPosition;
use rustc_hash::FxHashSet;

use super::facts::{ModuleUse, UnknownUse, UseCertainty};
use super::scope::Binding;
use super::walker::{FoundUse, Walker};
use crate::import::{Import, ImportClass, ImportedNames, ModulePath};
use crate::lines::Lines;

/// Attributes behind a module that may be one that was asked for.
const MAX_CHECKED: usize = 8;

/// The uses of a file, in the order of the text, and the names that its module scope has from imports alone.
pub(super) struct FileUses {
    pub uses: Vec<ModuleUse>,
    pub exports: Vec<(String, ModuleUse)>,
}

/// Every use of a file.
pub(super) fn resolve(walker: &Walker<'_>) -> FileUses {
    let checked: FxHashSet<(String, &[u8])> = walker
        .checked
        .iter()
        .filter_map(|(module, attribute)| Some((look_up(walker, module)?.path, *attribute)))
        .collect();
    let mut uses: Vec<(usize, Resolved, bool)> = Vec::new();
    for found in walker.found.iter().filter(|found| !found.attributes.is_empty()) {
        let Some(resolved) = look_up(walker, found) else { continue };
        let attributes = &found.attributes;
        let is_checked = !checked.is_empty() && {
            let mut module = resolved.path[..resolved.bound].to_owned();
            attributes.iter().take(MAX_CHECKED).any(|attribute| {
                let is_checked = checked.contains(&(module.clone(), *attribute));
                module = format!("{module}.{}", String::from_utf8_lossy(attribute));
                is_checked
            })
        };
        uses.push((found.start, resolved, is_checked || walker.is_guarded(found.guard)));
    }
    for import in walker.imports {
        if let (ImportedNames::Names(names), Some(module)) = (&import.names, &import.module) {
            for name in names {
                uses.push((import.span.start, Resolved::of_name(import, module, &name.name), false));
            }
        }
    }
    uses.sort_by(|one, other| (one.0, &one.1.path).cmp(&(other.0, &other.1.path)));
    let lines = Lines::new(walker.text);
    let mut cursor = lines.cursor();
    let uses = uses
        .into_iter()
        .map(|(start, resolved, is_guarded)| {
            let mut found = resolved.to_use(cursor.position(start));
            if is_guarded && found.certainty == UseCertainty::Certain {
                found.certainty = UseCertainty::Guarded;
            }
            found
        })
        .collect();
    FileUses { uses, exports: exports(walker) }
}

fn exports(walker: &Walker<'_>) -> Vec<(String, ModuleUse)> {
    let mut exports = Vec::new();
    for name in &walker.names {
        let of_module = FoundUse { scope: 0, name, attributes: Vec::new(), start: 0, guard: None };
        if let Some(resolved) = look_up(walker, &of_module) {
            let position = TextPosition { line: 1, column: 1 };
            exports.push((String::from_utf8_lossy(name).into_owned(), resolved.to_use(position)));
        }
    }
    exports
}

/// A path that a name leads to.
struct Resolved {
    level: u32,
    path: String,
    /// Where the attributes start behind what the name is bound to.
    bound: usize,
    n_imported: usize,
    certainty: UseCertainty,
}

impl Resolved {
    fn of_module(import: &Import, module: &ModulePath, has_alias: bool) -> Self {
        let dotted = module.dotted();
        // Without an alias the statement binds the first name, and imports every part.
        let path = if has_alias { dotted } else { dotted.split('.').next().unwrap_or(dotted) };
        Resolved {
            level: module.level(),
            path: path.to_owned(),
            bound: path.len(),
            n_imported: dotted.split('.').count(),
            certainty: certainty_of(import),
        }
    }

    fn of_name(import: &Import, module: &ModulePath, name: &str) -> Self {
        let dotted = module.dotted();
        let path = if dotted.is_empty() { name.to_owned() } else { format!("{dotted}.{name}") };
        let n_imported = path.split('.').count();
        Resolved {
            level: module.level(),
            bound: path.len(),
            path,
            n_imported,
            certainty: certainty_of(import),
        }
    }

    fn to_use(&self, position: TextPosition) -> ModuleUse {
        ModuleUse {
            path: ModulePath::new(self.level, self.path.clone()),
            n_imported: self.n_imported,
            position,
            certainty: self.certainty,
        }
    }
}

fn certainty_of(import: &Import) -> UseCertainty {
    match import.class() {
        ImportClass::Guarded | ImportClass::TypeChecking => UseCertainty::Guarded,
        _ if import.context.is_fallback || import.context.condition.is_some() => UseCertainty::Guarded,
        _ => UseCertainty::Certain,
    }
}

/// What a name with its attributes leads to; `None` when no import binds it.
fn look_up(walker: &Walker<'_>, found: &FoundUse<'_>) -> Option<Resolved> {
    let scope = walker.scopes.scope_of(found.scope, found.name)?;
    let bindings = walker.scopes.bindings(scope, found.name);
    let mut resolved: Option<Resolved> = None;
    let mut unknown = None;
    for binding in bindings {
        let next = match *binding {
            Binding::NoneValue => continue,
            Binding::Other => {
                unknown = Some(UnknownUse::Rebound);
                continue;
            }
            Binding::Import { import, name } => of_import(&walker.imports[import], name)?,
        };
        match &mut resolved {
            None => resolved = Some(next),
            Some(before) if (before.level, &before.path) == (next.level, &next.path) => {
                before.n_imported = before.n_imported.max(next.n_imported);
                before.certainty = before.certainty.min(next.certainty);
            }
            Some(_) => unknown = unknown.or(Some(UnknownUse::SeveralImports)),
        }
    }
    let mut resolved = resolved?;
    if walker.scopes.has_star(scope) {
        unknown = unknown.or(Some(UnknownUse::StarImport));
    }
    if let Some(unknown) = unknown {
        resolved.certainty = UseCertainty::Unknown(unknown);
    }
    for attribute in &found.attributes {
        resolved.path.push('.');
        resolved.path.push_str(&String::from_utf8_lossy(attribute));
    }
    // Of `import a.b` a use of `a.c` shares only the first part.
    resolved.n_imported = resolved.n_imported.min(resolved.path.split('.').count());
    Some(resolved)
}

fn of_import(import: &Import, name: usize) -> Option<Resolved> {
    let module = import.module.as_ref()?;
    match &import.names {
        ImportedNames::Module { alias } => Some(Resolved::of_module(import, module, alias.is_some())),
        ImportedNames::Names(names) => Some(Resolved::of_name(import, module, &names.get(name)?.name)),
        ImportedNames::Star | ImportedNames::ByName(_) => None,
    }
}
