//! The tree of a project: its Python files, its configurations and what it declares.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use haggle_govern::audit::{AuditedConfiguration, AuditedSource, DeclaredRequirement, declared_requirements};
use haggle_govern::project::REQUIREMENT_FILES;
use haggle_scan::{PartRules, configured_names, imports};

use crate::output::failure::Failure;

/// The longest file that is read, in bytes.
const MAX_LENGTH: u64 = 64 << 20;

/// A project's tree, read once.
pub struct ProjectTree {
    /// The Python files, by path.
    pub sources: Vec<AuditedSource>,
    /// The configurations, by path.
    pub configurations: Vec<AuditedConfiguration>,
    /// What is declared.
    pub declared: Vec<DeclaredRequirement>,
    /// The files that declare it, by path.
    pub declarations: BTreeMap<String, Vec<u8>>,
}

impl ProjectTree {
    /// Reads a folder. Links, hidden folders, environments and what a build leaves are not entered.
    pub fn read(root: &Path) -> Result<Self, Failure> {
        if !root.is_dir() {
            return Err(Failure::new(format!("`{}` is not a folder", root.display())));
        }
        let mut files = BTreeMap::new();
        collect(root, "", &mut files)?;
        let declared = declared_requirements(&files);
        let rules = PartRules::default();
        let is_declaration = |path: &String| {
            REQUIREMENT_FILES.contains(&path.as_str())
                || matches!(path.as_str(), "pyproject.toml" | "setup.cfg")
        };
        let declarations = files.iter().filter(|(path, _)| is_declaration(path));
        let declarations = declarations.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
        let mut tree = Self { sources: Vec::new(), configurations: Vec::new(), declared, declarations };
        for (path, bytes) in files {
            if is_python(&path, &bytes) {
                let (part, scan) = (rules.part(&path), imports(&bytes));
                tree.sources.push(AuditedSource { path, part, bytes, scan });
            } else if is_configuration(&path) {
                let mut names = configured_names(&bytes);
                let is_declaration = |line: usize| {
                    tree.declared.iter().any(|declared| declared.path == path && declared.line == line)
                };
                names.retain(|name| !is_declaration(name.position.line));
                let only_lists_options =
                    path.contains("config-generator/") || path.contains("policy-generator/");
                let part = rules.part(&path);
                tree.configurations.push(AuditedConfiguration { path, part, names, only_lists_options });
            }
        }
        Ok(tree)
    }
}

/// The files below a folder that may matter, with their bytes, by their paths from the root.
fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
    let failed = |error: &std::io::Error| Failure::io("read", folder, error);
    for entry in fs::read_dir(folder).map_err(|error| failed(&error))? {
        let entry = entry.map_err(|error| failed(&error))?;
        let kind = entry.file_type().map_err(|error| failed(&error))?;
        // A name that is not Unicode names no module.
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
        if kind.is_dir() {
            if !is_skipped(&name, prefix, &entry.path()) {
                collect(&entry.path(), &path, files)?;
            }
        } else if kind.is_file() && may_matter(&name, &path) {
            let file = entry.path();
            let length = entry.metadata().map_err(|error| Failure::io("read", &file, &error))?.len();
            if length > MAX_LENGTH {
                continue;
            }
            let bytes = fs::read(&file).map_err(|error| Failure::io("read", &file, &error))?;
            files.insert(path, bytes);
        }
    }
    Ok(())
}

fn is_skipped(name: &str, prefix: &str, path: &Path) -> bool {
    name.starts_with('.')
        || matches!(name, "node_modules" | "__pycache__")
        || has_ending(name, "egg-info")
        || (prefix.is_empty() && matches!(name, "build" | "dist"))
        || path.join("pyvenv.cfg").exists()
}

fn may_matter(name: &str, path: &str) -> bool {
    has_ending(name, "py") || has_ending(name, "txt") || is_configuration(path) || !name.contains('.')
}

fn is_python(path: &str, bytes: &[u8]) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let first = || bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_script = || first().starts_with(b"#!") && first().windows(6).any(|word| word == b"python");
    has_ending(name, "py") || (!name.contains('.') && is_script())
}

fn is_configuration(path: &str) -> bool {
    ["ini", "cfg", "conf", "toml"].iter().any(|ending| has_ending(path, ending))
}

fn has_ending(path: &str, ending: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, found)| found == ending)
}
