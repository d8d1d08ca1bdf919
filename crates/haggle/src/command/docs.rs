//! `haggle docs [PROJECT]...`: the page of each project's external requirements, made from the catalogue or held against it.

use std::path::PathBuf;
use std::process::ExitCode;

use haggle_govern::data::ProjectEntry;
use haggle_govern::external::page_drift;
use haggle_spec::PackageName;

use crate::context::Context;
use crate::input::family::{Family, join};
use crate::input::named;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::page::Page;
use crate::output::requirements_page::{Markup, RegionFault, Renewed, body, page, renewed};
use crate::output::{files, page_drift as drift, terminal};
use crate::program;

/// Which pages, and what to do with them.
#[derive(Debug, clap::Args)]
pub struct DocsArguments {
    /// Projects by name or by distribution (default: all; with --check and --write, all that have a page)
    #[arg(value_name = "PROJECT")]
    projects: Vec<String>,
    /// Print nothing but what differs between the projects' pages and the catalogue
    #[arg(long, conflicts_with = "write")]
    check: bool,
    /// Renew the generated part of the projects' pages
    #[arg(long)]
    write: bool,
    /// Print the page in this markup
    #[arg(long, value_enum, default_value = "rst", conflicts_with_all = ["check", "write"])]
    markup: Markup,
}

/// Prints, checks or renews the pages: exit code 1 if one has drifted.
pub fn run(arguments: &DocsArguments, context: &Context) -> Result<ExitCode, Failure> {
    let family = Family::load(context)?;
    let projects = chosen(&family, &arguments.projects)?;
    if arguments.check || arguments.write {
        return hold(arguments, &family, &projects);
    }
    let pages =
        projects.iter().map(|project| page(&family.manifest, &family.catalogue, project, arguments.markup));
    terminal::out_file(pages.collect::<Vec<_>>().join("\n").as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn chosen<'a>(family: &'a Family, names: &[String]) -> Result<Vec<&'a ProjectEntry>, Failure> {
    let projects = &family.manifest.projects;
    if names.is_empty() {
        return Ok(projects.iter().collect());
    }
    let find = |name: &String| {
        let distribution = PackageName::new(name).ok();
        let is_it = |project: &&ProjectEntry| {
            project.name.as_str() == name || distribution.as_ref() == Some(&project.distribution)
        };
        projects.iter().find(is_it).ok_or_else(|| {
            let known: Vec<&str> = projects.iter().map(|project| project.name.as_str()).collect();
            named::unknown("the family has no project", name, &known)
        })
    };
    names.iter().map(find).collect()
}

/// Holds the pages of projects against the catalogue, and renews them where that is asked for.
fn hold(arguments: &DocsArguments, family: &Family, projects: &[&ProjectEntry]) -> Result<ExitCode, Failure> {
    let mut pages = Vec::new();
    for project in projects {
        match &project.documentation {
            Some(page) => pages.push(held(family, project, page, arguments.write)?),
            // Only a project that was named has to have a page.
            None if arguments.projects.is_empty() => {}
            None => {
                return Err(
                    Failure::new(format!("the manifest names no page of {}", project.name)).hint(HOW_TO_NAME)
                );
            }
        }
    }
    if pages.is_empty() {
        return Err(Failure::new("the manifest names no page of any project").hint(HOW_TO_NAME));
    }
    let renewed: Vec<(PathBuf, &[u8])> = pages
        .iter()
        .filter_map(|page| match page {
            Held::Renewed(path, text) => Some((path.clone(), text.as_bytes())),
            Held::Same | Held::Drifted(_) => None,
        })
        .collect();
    files::write_all(&renewed)?;
    for (path, _) in &renewed {
        terminal::note(format_args!("{}: renewed", path.display()));
    }
    let mut has_drifted = false;
    for page in &pages {
        if let Held::Drifted(page) = page {
            has_drifted = true;
            terminal::out(page)?;
        }
    }
    if !has_drifted && renewed.is_empty() {
        let plural = if pages.len() == 1 { "" } else { "s" };
        terminal::out_line(format_args!("{} page{plural}: nothing differs", pages.len()))?;
    }
    Ok(if has_drifted { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
}

const HOW_TO_NAME: &str = "name it: `documentation = \"doc/requirements.rst\"` below its `[[project]]`";

/// What a page is, held against the catalogue.
enum Held {
    /// As it should be.
    Same,
    /// Not so, in these places.
    Drifted(Page),
    /// Not so; its file, and the text that it should have.
    Renewed(PathBuf, String),
}

fn held(family: &Family, project: &ProjectEntry, documentation: &str, writes: bool) -> Result<Held, Failure> {
    let path = join(&project.path, documentation);
    let text = family.source.text(&path)?;
    let markup = Markup::of_path(documentation).ok_or_else(|| {
        Failure::new(format!("`{}` is neither reStructuredText nor Markdown by its name", text.path))
    })?;
    let body = body(&family.manifest, &family.catalogue, project, markup);
    match renewed(&text.text, &body, markup) {
        Ok(Renewed::Same) => Ok(Held::Same),
        Ok(Renewed::Changed(page)) if writes => {
            let place = family.source.on_disk(&path);
            let place = place.ok_or_else(|| Failure::new("the demo inside this binary cannot be changed"))?;
            Ok(Held::Renewed(place, page))
        }
        Ok(Renewed::Changed(page)) => Ok(Held::Drifted(drift::region(&text.path, &text.text, &page))),
        Err(RegionFault::OddMarks) => {
            Err(Failure::new(format!("`{}` has not exactly one generated part", text.path))
                .hint("a generated part begins and ends with one mark, each alone on its line"))
        }
        Err(RegionFault::NoMarks) if writes => {
            Err(Failure::new(format!("`{}` has no generated part to renew", text.path)).hint(format!(
                "`{}` prints one: put it into the page once",
                program::call(&format!("docs {}", project.distribution))
            )))
        }
        Err(RegionFault::NoMarks) => {
            let found = page_drift(&family.catalogue, &project.name, &markup.seen(&text.text));
            let differs = !found.is_empty();
            Ok(if differs { Held::Drifted(drift::names(&text.path, &text.text, &found)) } else { Held::Same })
        }
    }
}
