//! What `pins` reads: the shared files, the holds, and for which Pythons the family is.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use haggle_govern::data::{Holds, Manifest};
use haggle_govern::pins::{HoldsFile, NamedText, PinLists, PinTexts};
use haggle_resolve::python::PythonVersion;
use haggle_spec::PackageName;
use haggle_spec::file::SourceText;

use crate::context::Context;
use crate::input::family::{Source, join, manifest as family_manifest, refused};
use crate::output::failure::Failure;
use crate::output::page::Page;
use crate::output::snippet;

/// Which shared files a verb is about.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ListArguments {
    /// A folder with the shared files (global-requirements.txt, upper-constraints.txt, denylist.txt, projects.txt), to work without
    /// a manifest
    #[arg(long, value_name = "FOLDER")]
    lists: Option<PathBuf>,
    /// The file of holds (default: the one that the manifest names)
    #[arg(long, value_name = "FILE")]
    holds: Option<PathBuf>,
    /// The Pythons of the family (default: those of the manifest's environments)
    #[arg(long = "python", value_name = "VERSION,...", value_delimiter = ',')]
    pythons: Vec<PythonVersion>,
}

/// The shared files, and where each is on disk.
pub struct PinInputs {
    /// The files.
    pub lists: PinLists,
    /// The manifest, where the family has one, with its text.
    pub manifest: Option<(NamedText, Manifest)>,
    /// Where the family's files are, where it has a manifest.
    pub source: Option<Source>,
    /// The folder of the shared files, and that of the manifest.
    folders: (Option<PathBuf>, Option<PathBuf>),
    /// The path of the holds where they are outside of these.
    holds: Option<PathBuf>,
}

/// The names in a folder of shared files.
const NAMES: [&str; 4] = ["global-requirements.txt", "upper-constraints.txt", "denylist.txt", "projects.txt"];

impl ListArguments {
    /// Reads the files.
    pub fn read(&self, context: &Context) -> Result<PinInputs, Failure> {
        let (texts, manifest, folders) = if let Some(folder) = &self.lists {
            let source = Source::Folder(folder.clone());
            let texts = texts(&source, "", Some(NAMES[0]), NAMES[1], Some(NAMES[2]))?;
            (texts, None, (Some(folder.clone()), None))
        } else {
            let (source, name) = Source::locate(context)?;
            let manifest = family_manifest(&source, &name)?;
            let entry = &manifest.requirements;
            let denylist = entry.denylist.as_deref();
            let texts = texts(&source, &entry.path, entry.global.as_deref(), &entry.constraints, denylist)?;
            let folders = (source.on_disk(&entry.path), source.on_disk(""));
            let text = NamedText { path: name.clone(), bytes: source.bytes(&name)? };
            (texts, Some((source, text, manifest)), folders)
        };
        let pythons = self.pythons(manifest.as_ref().map(|(_, _, manifest)| manifest));
        let mut lists = PinLists::parse(texts, &pythons).map_err(|refused| unreadable(&refused))?;
        let pinned: BTreeSet<PackageName> =
            lists.constraints().pins().map(|pin| pin.name().clone()).collect();
        if self.pythons.is_empty() {
            let environments = manifest.iter().flat_map(|(_, _, manifest)| &manifest.environments);
            lists.targets = environments.map(|environment| environment.target.clone()).collect();
        }
        lists.holds = self.holds(manifest.as_ref(), &pinned)?;
        let (source, manifest) = match manifest {
            Some((source, text, manifest)) => (Some(source), Some((text, manifest))),
            None => (None, None),
        };
        Ok(PinInputs { lists, manifest, source, folders, holds: self.holds.clone() })
    }

    fn pythons(&self, manifest: Option<&Manifest>) -> Vec<PythonVersion> {
        if !self.pythons.is_empty() {
            return self.pythons.clone();
        }
        let environments = manifest.iter().flat_map(|manifest| &manifest.environments);
        environments.map(|environment| environment.target.python().clone()).collect()
    }

    fn holds(
        &self,
        manifest: Option<&(Source, NamedText, Manifest)>,
        pinned: &BTreeSet<PackageName>,
    ) -> Result<Option<HoldsFile>, Failure> {
        let (source, path) = match (&self.holds, manifest) {
            (Some(path), _) => (Source::Folder(PathBuf::new()), path.display().to_string()),
            (None, Some((source, _, manifest))) => match &manifest.data.holds {
                Some(path) => (source.clone(), path.clone()),
                None => return Ok(None),
            },
            (None, None) => return Ok(None),
        };
        let document = source.text(&path)?;
        let holds = Holds::read(&document.text, pinned)
            .map_err(|errors| refused(&document.path, &document.text, &errors))?;
        Ok(Some(HoldsFile { text: NamedText { path, bytes: document.text.into_bytes() }, holds }))
    }
}

impl PinInputs {
    /// Where a file of a change is on disk.
    pub fn place(&self, path: &str) -> Result<PathBuf, Failure> {
        let is_holds = self.lists.holds.as_ref().is_some_and(|file| file.text.path == path);
        if let (true, Some(place)) = (is_holds, &self.holds) {
            return Ok(place.clone());
        }
        let is_manifest = self.manifest.as_ref().is_some_and(|(text, _)| text.path == path);
        let folder = if is_holds || is_manifest { &self.folders.1 } else { &self.folders.0 };
        folder.as_deref().map(|folder: &Path| folder.join(path)).ok_or_else(|| {
            Failure::new("the demo inside this binary cannot be written to")
                .hint("work on a folder: `--lists FOLDER` or `--manifest FILE`")
        })
    }

    /// Whether a file of a change is in the repository of the shared files.
    pub fn is_shared(&self, path: &str) -> bool {
        let is_holds = self.lists.holds.as_ref().is_some_and(|file| file.text.path == path);
        !is_holds && self.manifest.as_ref().is_none_or(|(text, _)| text.path != path)
    }

    /// The family's manifest.
    pub fn family(&self) -> Result<&Manifest, Failure> {
        let manifest = self.manifest.as_ref().map(|(_, manifest)| manifest);
        manifest.ok_or_else(|| Failure::new("a folder of lists has no projects").hint("name a manifest"))
    }

    /// The address of the index that the manifest names.
    pub fn index_url(&self) -> Option<&str> {
        self.manifest.as_ref().and_then(|(_, manifest)| manifest.index_url.as_deref())
    }
}

fn texts(
    source: &Source,
    folder: &str,
    global: Option<&str>,
    constraints: &str,
    denylist: Option<&str>,
) -> Result<PinTexts, Failure> {
    let text = |path: &str| -> Result<NamedText, Failure> {
        Ok(NamedText { path: path.to_owned(), bytes: source.bytes(&join(folder, path))? })
    };
    let optional = |path: &str| -> Result<Option<NamedText>, Failure> {
        let bytes = source.optional_bytes(&join(folder, path))?;
        Ok(bytes.map(|bytes| NamedText { path: path.to_owned(), bytes }))
    };
    Ok(PinTexts {
        // A family without a global list has none that a verb could edit.
        global: global.map_or_else(|| Ok(NamedText { path: String::new(), bytes: Vec::new() }), text)?,
        constraints: text(constraints)?,
        denylist: denylist.map(optional).transpose()?.flatten(),
        projects: optional(NAMES[3])?,
    })
}

/// Every line that is not understood, at its place: a verb that overlooks a line would mislead.
fn unreadable(refused: &haggle_govern::pins::ListDiagnostics) -> Failure {
    let mut page = Page::new();
    for (text, diagnostics) in refused {
        let source = SourceText::new(text.bytes.as_slice());
        for diagnostic in diagnostics {
            if !page.is_empty() {
                page.blank();
            }
            let range = source.range(diagnostic.span);
            page.append(snippet::error(&text.path, source.text(), Some(range), &diagnostic.message(), None));
        }
    }
    Failure::rendered(page)
}
