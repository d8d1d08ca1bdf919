//! What `check` reads: the shared lists, and of each project the files that hold requirements.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use haggle_govern::check::CheckedProject;
use haggle_govern::data::Manifest;
use haggle_govern::project::REQUIREMENT_FILES;
use haggle_govern::proposal::family_pythons;
use haggle_spec::file::{EntryFile, Urls};
use haggle_spec::{SpecifierSet, VersionSet};

use crate::context::Context;
use crate::input::family::{Source, join, manifest as family_manifest};
use crate::input::reading;
use crate::output::failure::Failure;
use crate::output::page::Page;
use crate::output::snippet;

/// The shared lists as files.
pub struct ListFiles {
    /// The global list, where the family has one.
    pub global: Option<EntryFile>,
    /// The constraints.
    pub constraints: EntryFile,
    /// What is neither pinned nor checked.
    pub denylist: EntryFile,
    /// Backports of parts of Python's own library.
    pub backports: EntryFile,
    /// The projects that are kept in line, where there is such a list.
    pub projects: Option<EntryFile>,
    /// Where the files are, for people.
    pub paths: ListPaths,
}

/// Where the shared lists are, for people.
pub struct ListPaths {
    /// The global list.
    pub global: String,
    /// The constraints.
    pub constraints: String,
    /// What is never constrained.
    pub denylist: String,
    /// The projects that are kept in line.
    pub projects: String,
}

/// The lists, the projects and the Pythons of a check.
pub struct CheckInputs {
    /// The shared lists.
    pub lists: ListFiles,
    /// The projects.
    pub projects: Vec<CheckedProject>,
    /// The Pythons that the family supports.
    pub pythons: VersionSet,
}

/// The names of the lists in a folder of shared requirements: global list, constraints, denylist, backports, projects.
const LISTS: [&str; 5] =
    ["global-requirements.txt", "upper-constraints.txt", "denylist.txt", "backports.txt", "projects.txt"];

impl ListFiles {
    /// Reads the lists of a folder, such as a checkout of the repository of shared requirements.
    pub fn of_folder(folder: &Path) -> Result<Self, Failure> {
        const WHAT: &str = "the folder of the shared lists";
        reading::folder(folder, WHAT)?;
        if let Some(missing) = LISTS[..2].iter().find(|name| !folder.join(name).exists()) {
            return Err(Failure::new(format!(
                "`{}` has no `{missing}`: {WHAT} belongs here",
                folder.display()
            ))
            .hint("that is a checkout of the repository which has the global list and the constraints"));
        }
        let source = Source::Folder(folder.to_path_buf());
        Self::of(&source, Some(LISTS[0]), LISTS[1], Some(LISTS[2]), (LISTS[3], LISTS[4]))
    }

    /// Those of the family's manifest.
    pub fn of_family(context: &Context) -> Result<Self, Failure> {
        let (source, name) = Source::locate(context)?;
        Self::of_manifest(&source, &family_manifest(&source, &name)?)
    }

    /// The names of a family that are backports of parts of Python's own library.
    pub fn backports(source: &Source, manifest: &Manifest) -> Result<EntryFile, Failure> {
        let path = join(&manifest.requirements.path, LISTS[3]);
        entries(source, &path, source.optional_bytes(&path)?.unwrap_or_default())
    }

    fn of_manifest(source: &Source, manifest: &Manifest) -> Result<Self, Failure> {
        let entry = &manifest.requirements;
        let path = |file: &str| join(&entry.path, file);
        let denylist = entry.denylist.as_deref().map(path);
        let (global, constraints) = (entry.global.as_deref().map(path), path(&entry.constraints));
        let others = (path(LISTS[3]), path(LISTS[4]));
        Self::of(source, global.as_deref(), &constraints, denylist.as_deref(), (&others.0, &others.1))
    }

    /// A list that is not there is empty, but for the global list and the constraints.
    fn of(
        source: &Source,
        global: Option<&str>,
        constraints: &str,
        denylist: Option<&str>,
        (backports, projects): (&str, &str),
    ) -> Result<Self, Failure> {
        let optional = |path: Option<&str>| -> Result<EntryFile, Failure> {
            let bytes = path.map(|path| source.optional_bytes(path)).transpose()?.flatten();
            entries(source, path.unwrap_or_default(), bytes.unwrap_or_default())
        };
        Ok(Self {
            global: global.map(|path| entries(source, path, source.bytes(path)?)).transpose()?,
            constraints: entries(source, constraints, source.bytes(constraints)?)?,
            denylist: optional(denylist)?,
            backports: optional(Some(backports))?,
            // Names of projects are not entries: what is a name is for the check to say.
            projects: source.optional_bytes(projects)?.map(|bytes| EntryFile::parse(bytes, Urls::Allowed).0),
            paths: ListPaths {
                global: global.map(|path| source.shown(path)).unwrap_or_default(),
                constraints: source.shown(constraints),
                denylist: source.shown(denylist.unwrap_or_default()),
                projects: source.shown(projects),
            },
        })
    }
}

/// A list whose every line is understood: a check against part of a list would mislead.
fn entries(source: &Source, path: &str, bytes: Vec<u8>) -> Result<EntryFile, Failure> {
    let (file, diagnostics) = EntryFile::parse(bytes, Urls::Allowed);
    if diagnostics.is_empty() {
        return Ok(file);
    }
    let mut page = Page::new();
    for diagnostic in &diagnostics {
        if !page.is_empty() {
            page.blank();
        }
        let (text, range) = (file.source().text(), file.source().range(diagnostic.span));
        page.append(snippet::error(&source.shown(path), text, Some(range), &diagnostic.message(), None));
    }
    Err(Failure::rendered(page))
}

impl CheckInputs {
    /// The projects in these folders against the lists of a folder.
    pub fn of_folders(lists: &Path, projects: &[PathBuf], branch: &str) -> Result<Self, Failure> {
        Ok(Self {
            lists: ListFiles::of_folder(lists)?,
            projects: in_folders(projects, branch)?,
            pythons: versions(">=3"),
        })
    }

    /// The family's projects, or those in these folders, against the family's lists.
    pub fn of_family(context: &Context, projects: &[PathBuf], branch: Option<&str>) -> Result<Self, Failure> {
        let (source, name) = Source::locate(context)?;
        let manifest = family_manifest(&source, &name)?;
        let pythons = family_pythons(&manifest);
        let lists = ListFiles::of_manifest(&source, &manifest)?;
        let projects = if projects.is_empty() {
            of_manifest(&source, &manifest, branch)?
        } else {
            in_folders(projects, branch.unwrap_or("master"))?
        };
        Ok(Self { lists, projects, pythons })
    }
}

/// The versions of a specifier of ours.
fn versions(specifier: &str) -> VersionSet {
    specifier.parse::<SpecifierSet>().expect("a specifier of Python versions is valid").to_set()
}

fn of_manifest(
    source: &Source,
    manifest: &Manifest,
    branch: Option<&str>,
) -> Result<Vec<CheckedProject>, Failure> {
    let mut projects = Vec::new();
    for project in &manifest.projects {
        projects.push(CheckedProject {
            name: project.name.to_string(),
            branch: branch.unwrap_or(&project.branch).to_owned(),
            folder: source.shown(&project.path),
            files: project_files(source, &project.path)?,
        });
    }
    Ok(projects)
}

fn in_folders(folders: &[PathBuf], branch: &str) -> Result<Vec<CheckedProject>, Failure> {
    let mut projects = Vec::new();
    for folder in folders {
        reading::folder(folder, "the folder of a project")?;
        let files = project_files(&Source::Folder(folder.clone()), "")?;
        if files.is_empty() {
            return Err(Failure::new(format!("`{}` has no file that holds requirements", folder.display()))
                .hint("name the folder that has the project's `pyproject.toml`, `setup.cfg` or `requirements.txt`"));
        }
        projects.push(CheckedProject {
            name: folder.display().to_string(),
            branch: branch.to_owned(),
            folder: folder.display().to_string(),
            files,
        });
    }
    Ok(projects)
}

/// The files of a project in a folder that hold requirements, by their paths in it.
pub fn files_of_folder(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    project_files(&Source::Folder(folder.to_path_buf()), "")
}

/// The files of a project that hold requirements, by their paths in it.
pub fn project_files(source: &Source, folder: &str) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let mut files = BTreeMap::new();
    for path in ["pyproject.toml", "setup.cfg"].into_iter().chain(REQUIREMENT_FILES) {
        if let Some(bytes) = source.optional_bytes(&join(folder, path))? {
            files.insert(path.to_owned(), bytes);
        }
    }
    Ok(files)
}
