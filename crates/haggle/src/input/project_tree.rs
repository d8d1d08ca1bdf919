//! The tree of a project: its Python files, its configurations and what it declares.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use haggle_govern::audit::{AuditedConfiguration, AuditedSource, DeclaredRequirement, declared_requirements};
use haggle_govern::project::REQUIREMENT_FILES;
use haggle_scan::{PartRules, configured_names};

use crate::input::reading;
use crate::input::source_cache::{ContentHash, FileStamp, SourceCache};
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

/// The files of a folder that may matter, and what is known of them before they are read.
#[derive(Debug)]
pub struct TreeListing {
    root: PathBuf,
    files: Vec<ListedFile>,
}

#[derive(Debug)]
struct ListedFile {
    path: String,
    stamp: FileStamp,
    /// The content, where it was read already.
    bytes: Option<Vec<u8>>,
}

impl TreeListing {
    /// Lists a folder. Links, hidden folders, environments and what a build leaves are not entered.
    pub fn of(root: &Path) -> Result<Self, Failure> {
        reading::folder(root, "the folder of a project")?;
        let mut files = Vec::new();
        collect(root, "", &mut files)?;
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(Self { root: root.to_path_buf(), files })
    }

    /// The content of each file; those are read that the cache does not know.
    pub fn contents(&mut self, cache: &mut SourceCache) -> Result<Vec<(&str, ContentHash)>, Failure> {
        let mut contents = Vec::with_capacity(self.files.len());
        for file in &mut self.files {
            let hash = if let Some(hash) = cache.known(&file.path, file.stamp) {
                hash
            } else {
                file.read(&self.root)?;
                cache.learn(&file.path, file.stamp, file.bytes.as_deref().unwrap_or_default())
            };
            contents.push((file.path.as_str(), hash));
        }
        Ok(contents)
    }
}

impl ListedFile {
    fn read(&mut self, root: &Path) -> Result<(), Failure> {
        if self.bytes.is_none() {
            let file = root.join(&self.path);
            self.bytes = Some(reading::bytes(&file)?);
        }
        Ok(())
    }
}

impl ProjectTree {
    /// Reads a folder, and keeps nothing.
    pub fn read(root: &Path) -> Result<Self, Failure> {
        Self::of(TreeListing::of(root)?, &mut SourceCache::default())
    }

    /// Reads what was listed; what the cache has scanned is not scanned again.
    pub fn of(listing: TreeListing, cache: &mut SourceCache) -> Result<Self, Failure> {
        cache.open_scans();
        let mut files = BTreeMap::new();
        for mut file in listing.files {
            file.read(&listing.root)?;
            files.insert(file.path, (file.stamp, file.bytes.unwrap_or_default()));
        }
        let is_declaration =
            |path: &str| REQUIREMENT_FILES.contains(&path) || matches!(path, "pyproject.toml" | "setup.cfg");
        let declarations = files.iter().filter(|(path, _)| is_declaration(path));
        let declarations: BTreeMap<String, Vec<u8>> =
            declarations.map(|(path, (_, bytes))| (path.clone(), bytes.clone())).collect();
        let declared = declared_requirements(&declarations);
        let rules = PartRules::default();
        let mut tree = Self { sources: Vec::new(), configurations: Vec::new(), declared, declarations };
        for (path, (stamp, bytes)) in files {
            if is_python(&path, &bytes) {
                let (part, scan) = (rules.part(&path), cache.scan(&path, stamp, &bytes));
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

/// The files below a folder that may matter, by their paths from the root.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<ListedFile>) -> Result<(), Failure> {
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
            let metadata = entry.metadata().map_err(|error| Failure::io("read", &entry.path(), &error))?;
            if metadata.len() <= MAX_LENGTH {
                files.push(ListedFile { path, stamp: FileStamp::of(&metadata), bytes: None });
            }
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
