//! `haggle audit --catalogue`: the uses that the catalogue states, read from the sources.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use haggle_govern::audit::{AuditInputs, AuditedDistribution, CatalogueReading, read_uses};
use haggle_govern::data::{Catalogue, ProjectEntry};
use haggle_spec::{Metadata, PackageName};

use super::AuditArguments;
use crate::context::Context;
use crate::input::checkout::Repository;
use crate::input::family::{self, Source, manifest};
use crate::input::named;
use crate::input::project_tree::ProjectTree;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::format::OutputFormat;
use crate::output::{audited_catalogue, diff, files, terminal};

/// Reads the sources of the family's projects and renews the catalogue: exit code 1 if something in it does not hold, with `--diff` also
/// if it would change.
pub fn run(
    arguments: &AuditArguments,
    context: &Context,
    known: &BTreeMap<PackageName, AuditedDistribution>,
) -> Result<ExitCode, Failure> {
    let (source, name) = Source::locate(context)?;
    let manifest = manifest(&source, &name)?;
    let path = manifest.data.features.as_ref().ok_or_else(|| {
        Failure::new("the manifest names no catalogue")
            .hint("add `features = \"features.toml\"` below `[data]`: `haggle init` writes one from the projects' extras")
    })?;
    let catalogue = family::catalogue(&source, &manifest)?;
    let folders = folders(arguments, &source, &manifest.projects)?;
    let mut readings = Vec::new();
    for (project, folder) in &folders {
        readings.push((*project, read(project, folder, &catalogue, known)?));
    }
    let document = source.text(path)?;
    let uses = readings.iter().flat_map(|(_, reading)| &reading.uses);
    let sites: Vec<_> =
        uses.map(|uses| (&uses.requirement, uses.imports.as_slice(), uses.runs.as_slice())).collect();
    let renewed = Catalogue::with_sites(&document.text, &manifest, &sites).ok_or_else(|| {
        Failure::new(format!("what was read cannot be written into {}", document.path))
            .hint("write `imports` and `runs` of a requirement as lists: `imports = []`")
    })?;
    let has_changed = renewed != document.text;
    if arguments.format == OutputFormat::Json {
        let named: BTreeMap<_, _> =
            readings.iter().map(|(project, reading)| (&project.name, reading)).collect();
        terminal::out_json(&audited_catalogue::CatalogueDocument { schema: 1, projects: named })?;
    } else if arguments.diff {
        terminal::out(&diff::page(&document.path, &document.text, &renewed, "as the sources have it"))?;
    }
    if !arguments.diff && arguments.format == OutputFormat::Text && has_changed {
        let place = source.on_disk(path);
        let place = place.ok_or_else(|| Failure::new("the demo inside this binary cannot be changed"))?;
        files::write(&place, renewed.as_bytes())?;
        terminal::note(format_args!("{}: renewed", place.display()));
    }
    if arguments.format == OutputFormat::Text && !arguments.diff {
        for (project, reading) in &readings {
            terminal::out(&audited_catalogue::page(&project.name, reading))?;
        }
    }
    let is_doubted = readings.iter().any(|(_, reading)| audited_catalogue::is_doubted(reading));
    let is_due = is_doubted || (has_changed && arguments.diff);
    Ok(if is_due { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
}

/// The sources of the projects: those that the user named, else what is in the family's folders.
fn folders<'a>(
    arguments: &AuditArguments,
    source: &Source,
    projects: &'a [ProjectEntry],
) -> Result<Vec<(&'a ProjectEntry, PathBuf)>, Failure> {
    if arguments.sources.is_empty() {
        let on_disk = |project: &'a ProjectEntry| Some((project, source.on_disk(&project.path)?));
        let found: Vec<_> = projects.iter().filter_map(on_disk).collect();
        return if found.is_empty() {
            Err(Failure::new("the demo inside this binary has no sources")
                .hint("name the folders that have them: `--sources glance=FOLDER`"))
        } else {
            Ok(found)
        };
    }
    let named = arguments.sources.iter().map(|text| {
        let (name, folder) =
            text.split_once('=').ok_or_else(|| Failure::new(format!("`{text}` is not `PROJECT=FOLDER`")))?;
        let is_it = |project: &&ProjectEntry| project.name.as_str() == name || project.name.short() == name;
        let project = projects.iter().find(is_it);
        let project = project.ok_or_else(|| {
            let known: Vec<&str> = projects.iter().map(|project| project.name.as_str()).collect();
            named::unknown("the family has no project", name, &known)
        })?;
        Ok((project, PathBuf::from(folder)))
    });
    named.collect()
}

fn read(
    project: &ProjectEntry,
    folder: &Path,
    catalogue: &Catalogue,
    known: &BTreeMap<PackageName, AuditedDistribution>,
) -> Result<CatalogueReading, Failure> {
    let tree = ProjectTree::read(folder)?;
    if tree.sources.is_empty() {
        return Err(Failure::new(format!("`{}` has no Python sources", folder.display()))
            .hint(format!("name a folder that has them: `--sources {}=FOLDER`", project.name.short())));
    }
    let inputs = AuditInputs {
        sources: &tree.sources,
        configurations: &tree.configurations,
        declared: &tree.declared,
        known,
    };
    Ok(read_uses(catalogue, &project.name, &label(project, folder), &inputs))
}

/// What the sources are: the release of a source distribution, else the commit of a checkout.
fn label(project: &ProjectEntry, folder: &Path) -> String {
    const SHORT: usize = 9;
    if let Ok(text) = std::fs::read_to_string(folder.join("PKG-INFO")) {
        let (metadata, _) = Metadata::parse(&text);
        let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        if let (Some(name), Some(version)) = (field("Name:"), metadata.version) {
            return format!("{name} {version}");
        }
    }
    let commit = Repository::read(folder).ok().flatten().and_then(|repository| repository.commit);
    match commit {
        Some(commit) => format!("{} {}", project.name.short(), commit.get(..SHORT).unwrap_or(&commit)),
        None => project.name.short().to_owned(),
    }
}
