//! The manifest with the projects that a list names.

use std::path::Path;

use haggle_govern::data::{ListedProjects, Manifest, ProjectEntry, ProjectName};

use super::{Source, join, read};
use crate::input::checkout::Checkout;
use crate::output::failure::Failure;
use crate::output::page::Page;
use crate::program;

/// Reads the manifest of a family; where it names a list of projects, these are added with what their checkouts say. Everything that
/// is wrong with the list and the checkouts is told at once.
pub fn manifest(source: &Source, path: &str) -> Result<Manifest, Failure> {
    let mut manifest = read(source, path, Manifest::read).map_err(|failure| {
        // A list of requirements or an empty file was named, which says nothing in the way of a manifest.
        let is_other = source.text(path).is_ok_and(|document| !document.text.contains(" = "));
        if is_other {
            let init = program::call("init");
            return failure
                .hint(format!("`{path}` does not look like a family's manifest; `{init}` writes one"));
        }
        failure
    })?;
    let Some(listed) = manifest.listed.clone() else { return Ok(manifest) };
    let document = source.text(&listed.list)?;
    let mut page = Page::new();
    for (number, line) in document.text.lines().enumerate() {
        let name = line.split('#').next().unwrap_or_default().trim();
        if name.is_empty() {
            continue;
        }
        let entry = ProjectName::new(name)
            .map_err(|error| error.to_string())
            .and_then(|name| entry(source, &listed, name))
            .and_then(|entry| unused(&manifest, entry));
        match entry {
            Ok(entry) => manifest.projects.push(entry),
            Err(message) => {
                page.append(Failure::new(format!("{}:{}: {message}", document.path, number + 1)).page());
            }
        }
    }
    if manifest.projects.is_empty() && page.is_empty() {
        return Err(Failure::new(format!("`{}` names no project", document.path)));
    }
    if page.is_empty() { Ok(manifest) } else { Err(Failure::rendered(page)) }
}

fn entry(source: &Source, listed: &ListedProjects, name: ProjectName) -> Result<ProjectEntry, String> {
    let folders = [join(&listed.clones, name.as_str()), join(&listed.clones, name.short())];
    let on_disk = |path: &String| source.on_disk(path).filter(|folder| folder.is_dir());
    let Some((path, folder)) = folders.iter().find_map(|path| Some((path, on_disk(path)?))) else {
        return Err(format!("there is no checkout of `{name}` at `{}`", source.shown(&folders[1])));
    };
    let checkout = Checkout::read(Path::new(&folder))?;
    checkout.entry(path.clone(), Some(name))
}

/// A project whose name and distribution no other has.
fn unused(manifest: &Manifest, entry: ProjectEntry) -> Result<ProjectEntry, String> {
    match manifest.projects.iter().find(|other| other.name == entry.name) {
        Some(other) => Err(format!("two projects are named `{}`", other.name)),
        None => match manifest.projects.iter().find(|other| other.distribution == entry.distribution) {
            Some(other) => Err(format!(
                "`{}` and `{}` publish the same distribution, `{}`",
                other.name, entry.name, entry.distribution
            )),
            None => Ok(entry),
        },
    }
}
