//! `haggle init PATH...`: writes the manifest of a family from checkouts of its projects.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use haggle_govern::data::{Catalogue, Identifier, Manifest, Values};
use serde_json::json;

use crate::input::checkout::{self, Checkout};
use crate::input::clock::today;
use crate::input::family::{MANIFEST, demo_values, refused};
use crate::output::failure::Failure;
use crate::output::format::OutputFormat;
use crate::output::manifest::{self as text, ExtraDraft, FamilyDraft, ProjectsDraft, SharedDraft};
use crate::output::page::Page;
use crate::output::{files, terminal};
use crate::program;

/// What the family is made of.
#[derive(Debug, clap::Args)]
pub struct InitArguments {
    /// Checkouts of projects, or one folder that holds them; a checkout with the shared lists (global-requirements.txt and
    /// upper-constraints.txt), or a file of constraints
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// The family's name (default: the owner that all projects' names begin with, else this folder's name)
    #[arg(long, value_name = "NAME")]
    name: Option<Identifier>,
    /// Overwrite the files that are there
    #[arg(long)]
    force: bool,
    /// How to print what was written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: OutputFormat,
}

/// Everything that was found.
#[derive(Default)]
struct Found {
    projects: Vec<(String, Checkout)>,
    lists: Option<(String, Checkout)>,
    constraints: Option<String>,
    clones: Option<String>,
}

const GLOBAL: &str = "global-requirements.txt";
const UPPER: &str = "upper-constraints.txt";
const CONSTRAINTS: &str = "constraints.txt";
const PROJECTS: &str = "projects.txt";
/// Minor versions of Python 3 that are asked about.
const PYTHONS: std::ops::RangeInclusive<u32> = 9..=15;
/// Extras that are for work on the project itself, or that repeat the others.
const OWN_EXTRAS: [&str; 9] = ["all", "test", "tests", "testing", "dev", "develop", "doc", "docs", "lint"];

/// Writes the files, and says what to do next.
pub fn run(arguments: &InitArguments) -> Result<ExitCode, Failure> {
    let found = find(&arguments.paths)?;
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    let extras = extras(&found);
    let draft = draft(&found, arguments.name.as_ref(), &mut files)?;
    let manifest = text::manifest(&draft, !extras.is_empty());
    files.push((MANIFEST.into(), manifest.clone()));
    if !extras.is_empty() {
        files.push(("features.toml".into(), text::catalogue(&extras)));
    }
    files.push(("stakeholders.toml".into(), text::values(&demo_values()?)));
    checked(&files, &manifest)?;
    let there: Vec<String> = files
        .iter()
        .filter(|(path, _)| path.exists())
        .map(|(path, _)| format!("`{}`", path.display()))
        .collect();
    if !there.is_empty() && !arguments.force {
        return Err(Failure::new(format!("{} would be overwritten", there.join(", ")))
            .hint("move what you want to keep, or give `--force`"));
    }
    let written: Vec<(PathBuf, &[u8])> =
        files.iter().map(|(path, text)| (path.clone(), text.as_bytes())).collect();
    files::write_all(&written)?;
    match arguments.format {
        OutputFormat::Text => terminal::out(&said(&found, &draft, &files, extras.len()))?,
        OutputFormat::Json => terminal::out_json(&document(&found, &draft, &files, &extras))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Looks at every path; all that is wrong is told at once.
fn find(paths: &[PathBuf]) -> Result<Found, Failure> {
    let mut found = Found::default();
    let mut faults = Page::new();
    for path in paths {
        let shown = path.display().to_string();
        let result = if path.is_file() {
            found.constraints = Some(shown.clone());
            Ok(())
        } else if path.is_dir() && !is_checkout(path) {
            found.clones = Some(shown.clone());
            folder_of_checkouts(path, &mut found, &mut faults)
        } else {
            one(path, &mut found)
        };
        if let Err(message) = result {
            faults.append(Failure::new(format!("`{shown}`: {message}")).page());
        }
    }
    for (number, (path, checkout)) in found.projects.iter().enumerate() {
        if let Err(message) = checkout.entry(path.clone(), None) {
            faults.append(Failure::new(format!("`{path}`: {message}")).page());
        }
        let mut before = found.projects[..number].iter();
        let same = before.find(|(_, other)| other.name.is_some() && other.name == checkout.name);
        if let (Some((other, _)), Some(name), None) = (same, &checkout.name, &found.clones) {
            let failure = Failure::new(format!("`{other}` and `{path}` are both the project `{name}`"));
            faults.append(failure.hint("name one of them, or give their git remotes the addresses that they have on the server").page());
        }
    }
    if found.projects.is_empty() && faults.is_empty() {
        faults.append(Failure::new("none of the paths is the checkout of a project").page());
    }
    if faults.is_empty() { Ok(found) } else { Err(Failure::rendered(faults)) }
}

fn is_checkout(folder: &Path) -> bool {
    ["pyproject.toml", "setup.cfg", "requirements.txt", ".git", "HEAD", GLOBAL]
        .iter()
        .any(|name| folder.join(name).exists())
}

fn one(folder: &Path, found: &mut Found) -> Result<(), String> {
    if !folder.is_dir() {
        return Err("there is no such file or folder".to_owned());
    }
    let checkout = Checkout::read(folder)?;
    let entry = (folder.display().to_string(), checkout);
    if folder.join(GLOBAL).is_file() && folder.join(UPPER).is_file() {
        found.lists = Some(entry);
    } else {
        found.projects.push(entry);
    }
    Ok(())
}

/// The checkouts in a folder, by name. What is not one is left alone.
fn folder_of_checkouts(folder: &Path, found: &mut Found, faults: &mut Page) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|error| error.to_string())?;
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    let mut is_any = false;
    for folder in folders.iter().filter(|folder| folder.is_dir() && is_checkout(folder)) {
        is_any = true;
        if let Err(message) = one(folder, found) {
            faults.append(Failure::new(format!("`{}`: {message}", folder.display())).page());
        }
    }
    if !is_any {
        return Err(
            "it is not a checkout (a git repository with files that hold requirements), and holds none"
                .to_owned(),
        );
    }
    Ok(())
}

/// What the manifest is made of; lists that have to be written are added to the files.
fn draft(
    found: &Found,
    name: Option<&Identifier>,
    files: &mut Vec<(PathBuf, String)>,
) -> Result<FamilyDraft, Failure> {
    let entries =
        found.projects.iter().filter_map(|(path, checkout)| checkout.entry(path.clone(), None).ok());
    let entries: Vec<_> = entries.collect();
    let name = name.map_or_else(|| family_name(found), ToString::to_string);
    let projects = match &found.clones {
        Some(clones) => {
            // The folder is looked up by the last part of the name, so that is what the list has where the checkout says otherwise.
            let line = |(path, checkout): &(String, Checkout)| {
                let folder = Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned());
                let folder = folder.unwrap_or_default();
                let own = checkout.name.as_ref().filter(|name| name.short() == folder);
                own.map_or(folder, ToString::to_string) + "\n"
            };
            files.push((PROJECTS.into(), found.projects.iter().map(line).collect()));
            ProjectsDraft::Listed { list: PROJECTS.to_owned(), clones: clones.clone() }
        }
        None => ProjectsDraft::Entries(entries),
    };
    let gerrit = found.projects.iter().find(|(_, checkout)| checkout.is_gerrit);
    let review = gerrit.and_then(|(_, checkout)| checkout.host.clone()).map(|host| format!("https://{host}"));
    Ok(FamilyDraft {
        name: name.clone(),
        as_of: today()?,
        shared: shared(found, &name, files),
        projects,
        pythons: pythons(found)?,
        review,
    })
}

fn shared(found: &Found, family: &str, files: &mut Vec<(PathBuf, String)>) -> SharedDraft {
    if let Some((path, checkout)) = &found.lists {
        let denylist = Path::new(path).join("denylist.txt").is_file().then(|| "denylist.txt".to_owned());
        return SharedDraft {
            project: checkout.name.as_ref().map_or_else(|| "requirements".to_owned(), ToString::to_string),
            branch: checkout.branch.clone(),
            path: path.clone(),
            global: Some(GLOBAL.to_owned()),
            constraints: UPPER.to_owned(),
            denylist,
        };
    }
    let constraints = found.constraints.clone().unwrap_or_else(|| {
        if !Path::new(CONSTRAINTS).is_file() {
            let text = "# What is tested together, one `name==version` a line. Nothing is pinned yet.\n";
            files.push((CONSTRAINTS.into(), text.to_owned()));
        }
        CONSTRAINTS.to_owned()
    });
    let branch = found.projects.first().map_or("main", |(_, checkout)| checkout.branch.as_str());
    SharedDraft {
        project: family.to_owned(),
        branch: branch.to_owned(),
        path: ".".to_owned(),
        global: None,
        constraints,
        denylist: None,
    }
}

/// The owner of the projects where all have the same, else the name of the working folder.
fn family_name(found: &Found) -> String {
    let owner = |(_, checkout): &(String, Checkout)| {
        Some(checkout.name.as_ref()?.as_str().rsplit_once('/')?.0.to_ascii_lowercase())
    };
    let owners: BTreeSet<Option<String>> = found.projects.iter().map(owner).collect();
    let owner = if owners.len() == 1 { owners.into_iter().next().flatten() } else { None };
    let folder = || {
        let here = std::env::current_dir().ok()?;
        Some(here.file_name()?.to_string_lossy().to_ascii_lowercase())
    };
    let plain = |text: String| -> String {
        let text: String = text
            .chars()
            .map(|c| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '-' })
            .collect();
        text.trim_matches('-').to_owned()
    };
    let mut named = [owner.map(plain), folder().map(plain)].into_iter().flatten();
    named.find(|name| Identifier::new(name).is_ok()).unwrap_or_else(|| "family".to_owned())
}

/// The Pythons that every project is for.
fn pythons(found: &Found) -> Result<BTreeSet<u32>, Failure> {
    let known: Vec<u32> = PYTHONS.collect();
    let all: BTreeSet<u32> = known.iter().copied().collect();
    let of = |(_, checkout): &(String, Checkout)| checkout.declared.pythons(&known);
    let common = found.projects.iter().map(of).fold(all, |common, own| &common & &own);
    if common.is_empty() {
        let mut page = Failure::new("no version of Python is one that every project is for").page();
        for project in &found.projects {
            let own: Vec<String> = of(project).iter().map(|minor| format!("3.{minor}")).collect();
            let own = if own.is_empty() { "none that is known".to_owned() } else { own.join(", ") };
            page.line(format_args!("  {}: {own}", project.0));
        }
        return Err(Failure::rendered(page).hint("name the projects that are governed together"));
    }
    Ok(common)
}

/// The extras of the projects that are features: those for work on the project itself are not.
fn extras(found: &Found) -> Vec<ExtraDraft> {
    let mut drafts = Vec::new();
    for (path, checkout) in &found.projects {
        let Some(name) = &checkout.name else { continue };
        for (extra, requirements) in checkout::extras(Path::new(path)) {
            if OWN_EXTRAS.contains(&extra.as_str()) || requirements.is_empty() {
                continue;
            }
            let (project, short) = (name.to_string(), name.short().to_owned());
            drafts.push(ExtraDraft { project, short, extra, requirements });
        }
    }
    drafts
}

/// Reads back what is about to be written.
fn checked(files: &[(PathBuf, String)], manifest: &str) -> Result<(), Failure> {
    let read = Manifest::read(manifest).map_err(|errors| refused(MANIFEST, manifest, &errors))?;
    for (path, text) in files {
        let path = path.display().to_string();
        let result = match path.as_str() {
            // The projects of a list are not in the manifest itself.
            "features.toml" if read.listed.is_none() => Catalogue::read(text, &read).map(drop),
            "stakeholders.toml" => Values::read(text).map(drop),
            _ => Ok(()),
        };
        result.map_err(|errors| refused(&path, text, &errors))?;
    }
    Ok(())
}

/// What was found and written, for programs.
fn document(
    found: &Found,
    draft: &FamilyDraft,
    files: &[(PathBuf, String)],
    extras: &[ExtraDraft],
) -> serde_json::Value {
    let project = |(path, checkout): &(String, Checkout)| {
        let name = checkout.name.as_ref().map(ToString::to_string);
        json!({
            "path": path, "name": name, "distribution": checkout.declared.name, "branch": checkout.branch,
            "release": checkout.release.as_ref().map(ToString::to_string),
        })
    };
    let shared = &draft.shared;
    json!({
        "schema": 1,
        "family": draft.name,
        "pythons": draft.pythons.iter().map(|minor| format!("3.{minor}")).collect::<Vec<_>>(),
        "projects": found.projects.iter().map(project).collect::<Vec<_>>(),
        "features": extras.iter().map(|extra| json!({ "project": extra.project, "extra": extra.extra })).collect::<Vec<_>>(),
        "shared": {
            "path": shared.path, "global": shared.global, "constraints": shared.constraints, "denylist": shared.denylist,
        },
        "written": files.iter().map(|(path, _)| path.display().to_string()).collect::<Vec<_>>(),
    })
}

fn said(found: &Found, draft: &FamilyDraft, files: &[(PathBuf, String)], n_features: usize) -> Page {
    let mut page = Page::new();
    let plural = |n: usize, noun: &str| format!("{n} {noun}{}", if n == 1 { "" } else { "s" });
    let pythons: Vec<String> = draft.pythons.iter().map(|minor| format!("3.{minor}")).collect();
    page.line(format_args!(
        "the family {}: {}, {}, Python {}",
        draft.name,
        plural(found.projects.len(), "project"),
        plural(n_features, "feature"),
        pythons.join(", ")
    ));
    let shared = &draft.shared;
    let lists = [shared.global.as_ref(), Some(&shared.constraints), shared.denylist.as_ref()];
    let lists: Vec<&str> = lists.into_iter().flatten().map(String::as_str).collect();
    page.line(format_args!("shared lists, in {}: {}", shared.path, lists.join(", ")));
    for (path, _) in files {
        page.line(format_args!("written: {}", path.display()));
    }
    page.line(
        "taken for granted: the platform linux; not known: licences, who deploys what, the release process",
    );
    page.blank();
    page.line(format_args!("next: `{}`", program::call("check")));
    page.line(format_args!(
        "then: `{}`, which asks the package index, and `{}`",
        program::call("snapshot --for evaluate"),
        program::call("evaluate")
    ));
    page
}
