//! The files of a project that are loaded whenever it is.

use std::collections::{HashMap, HashSet};

use haggle_scan::{ConfiguredNameKind, Import, ImportClass, ImportedNames, SourcePart};

use super::source::{AuditedConfiguration, AuditedSource};

/// The product's files that are loaded for certain: its top-level packages, what its programs start with, and what these import
/// without a guard, outside functions. A file that is not among them may be loaded by name, on demand, or by whoever uses the project.
pub(super) fn loaded<'a>(
    sources: &'a [AuditedSource],
    configurations: &[AuditedConfiguration],
) -> HashSet<&'a str> {
    let product = sources.iter().filter(|source| source.part == SourcePart::Product);
    let modules: HashMap<String, &AuditedSource> =
        product.map(|source| (module_of(&source.path), source)).collect();
    let mut waiting: Vec<&str> = Vec::new();
    for (module, source) in &modules {
        if !module.contains('.') && source.path.ends_with("__init__.py") {
            waiting.push(module);
        }
    }
    let names = configurations.iter().flat_map(|file| &file.names);
    let programs = names.filter(|name| name.kind == ConfiguredNameKind::Program);
    waiting.extend(programs.filter_map(|name| Some(modules.get_key_value(&*name.name)?.0.as_str())));
    let mut found = HashSet::new();
    while let Some(module) = waiting.pop() {
        let Some(source) = modules.get(module) else { continue };
        if !found.insert(source.path.as_str()) {
            continue;
        }
        let imports = source.scan.imports.iter().filter(|import| import.class() == ImportClass::Required);
        let targets =
            imports.flat_map(|import| targets(import, module, source.path.ends_with("__init__.py")));
        for target in targets.chain([module.to_owned()]) {
            // A module is loaded after the packages that it is in.
            let ends = target.match_indices('.').map(|(at, _)| at).chain([target.len()]);
            for end in ends {
                if let Some((name, _)) = modules.get_key_value(&target[..end]) {
                    waiting.push(name);
                }
            }
        }
    }
    found
}

/// The name of the module that a file is: `a/b/__init__.py` is `a.b`. A folder `src` at the top does not count.
fn module_of(path: &str) -> String {
    let path = path.strip_prefix("src/").unwrap_or(path);
    let path = path.strip_suffix(".py").unwrap_or(path);
    path.strip_suffix("/__init__").unwrap_or(path).replace('/', ".")
}

/// The modules that an import may load, by their absolute names: its own, and each name that it takes.
fn targets(import: &Import, importer: &str, is_package: bool) -> Vec<String> {
    let Some(module) = &import.module else { return Vec::new() };
    let mut base = String::new();
    if module.level() > 0 {
        let mut parts: Vec<&str> = importer.split('.').collect();
        let n_up = module.level() as usize - usize::from(is_package);
        parts.truncate(parts.len().saturating_sub(n_up));
        base = parts.join(".");
    }
    if !base.is_empty() && !module.dotted().is_empty() {
        base.push('.');
    }
    base.push_str(module.dotted());
    let mut found = vec![base.clone()];
    if let ImportedNames::Names(names) = &import.names {
        found.extend(names.iter().map(|name| format!("{base}.{}", name.name)));
    }
    found
}
