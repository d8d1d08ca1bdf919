//! Where a family's files are: a folder on disk, or the demo inside this binary.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::demo;
use crate::context::{Context, Demo, WhichFamily};
use crate::input::reading;
use crate::output::failure::Failure;

/// A place that holds files, all named relative to the manifest.
#[derive(Debug, Clone)]
pub enum Source {
    /// The manifest's folder; empty where that is the working folder.
    Folder(PathBuf),
    /// The demo's folder in the checkout.
    CheckoutDemo(PathBuf),
    /// The demo's files as they were when this binary was built.
    EmbeddedDemo(Demo),
}

/// A file's text and the name to show for it.
#[derive(Debug, Clone)]
pub struct Document {
    /// The name that people read.
    pub path: String,
    /// The text, UTF-8.
    pub text: String,
}

impl Source {
    /// The place and the manifest's file name: what the user named, else the nearest at or above the working folder, as cargo
    /// finds its manifest. In the checkout, it is the demo where there is none.
    pub fn locate(context: &Context) -> Result<(Self, String), Failure> {
        match &context.family {
            WhichFamily::Named(path) => named(path),
            WhichFamily::Demo(demo) => {
                Ok((demo_source(&working_folder()?, *demo), demo::MANIFEST.to_owned()))
            }
            WhichFamily::Nearest => nearest(&working_folder()?),
        }
    }

    /// As [`Source::locate`], but nothing takes the place of a missing manifest.
    pub fn locate_own(context: &Context) -> Result<Option<(Self, String)>, Failure> {
        match &context.family {
            WhichFamily::Named(_) | WhichFamily::Demo(_) => Self::locate(context).map(Some),
            WhichFamily::Nearest => Ok(nearest_folder(&working_folder()?).map(of_folder).map(with_manifest)),
        }
    }

    /// Where what a command finds out goes by default: below the family's folder, for the demo below the checkout or the
    /// working folder.
    pub fn results(&self) -> PathBuf {
        let below = Path::new("target").join("haggle");
        match self {
            Self::Folder(folder) => folder.join(below),
            Self::EmbeddedDemo(_) => below,
            Self::CheckoutDemo(_) => match (Context::checkout(), std::env::current_dir()) {
                (Some(root), Ok(here)) if here != root => root.join(below),
                _ => below,
            },
        }
    }

    /// The names of the files in a folder, in order; none where there is no such folder.
    pub fn names(&self, path: &str) -> Result<Vec<String>, Failure> {
        let mut names: Vec<String> = match self {
            Self::Folder(folder) | Self::CheckoutDemo(folder) => {
                let full = folder.join(path);
                let of = |error: std::io::Error| Failure::io("read", &full, &error);
                let entries = match std::fs::read_dir(&full) {
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
                    entries => entries.map_err(of)?,
                };
                let entries = entries.collect::<Result<Vec<_>, _>>().map_err(of)?;
                entries.iter().filter_map(|entry| entry.file_name().into_string().ok()).collect()
            }
            Self::EmbeddedDemo(demo) => {
                let inside = demo::paths(*demo).filter_map(|name| name.strip_prefix(path)?.strip_prefix('/'));
                inside.map(str::to_owned).collect()
            }
        };
        names.sort();
        Ok(names)
    }

    /// Where a path of the manifest is written to: below the family's folder, whoever wrote the manifest.
    #[cfg(feature = "live")]
    pub fn writable(&self, path: &str) -> Result<PathBuf, Failure> {
        use std::path::Component;

        let is_below = |component| matches!(component, Component::Normal(_) | Component::CurDir);
        match self {
            Self::EmbeddedDemo(_) => Err(Failure::new("the demo inside this binary cannot be written to")),
            Self::Folder(folder) | Self::CheckoutDemo(folder)
                if Path::new(path).components().all(is_below) =>
            {
                Ok(folder.join(path))
            }
            _ => Err(Failure::new(format!(
                "the manifest's snapshot `{path}` is not below the family's folder"
            ))),
        }
    }

    /// The bytes of a file.
    pub fn bytes(&self, path: &str) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Folder(folder) | Self::CheckoutDemo(folder) => {
                let full = folder.join(path);
                reading::bytes(&full)
            }
            Self::EmbeddedDemo(demo) => demo::file(*demo, path)
                .map(Cow::into_owned)
                .ok_or_else(|| Failure::new(format!("the demo inside this binary has no `{path}`"))),
        }
    }

    /// The bytes of a file, or nothing where there is no such file.
    pub fn optional_bytes(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        match self {
            Self::Folder(folder) | Self::CheckoutDemo(folder) => {
                let full = folder.join(path);
                match std::fs::read(&full) {
                    Ok(bytes) => {
                        reading::said(&full, bytes.len());
                        Ok(Some(bytes))
                    }
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
                    Err(error) => Err(reading::failed(&full, &error)),
                }
            }
            Self::EmbeddedDemo(demo) => Ok(demo::file(*demo, path).map(Cow::into_owned)),
        }
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Result<Document, Failure> {
        let shown = self.shown(path);
        let text = String::from_utf8(self.bytes(path)?).map_err(|error| {
            Failure::new(format!("`{shown}` is not UTF-8 at byte {}", error.utf8_error().valid_up_to()))
        })?;
        Ok(Document { path: shown, text })
    }

    /// The name of a file for people.
    pub fn shown(&self, path: &str) -> String {
        match self {
            Self::Folder(folder) | Self::CheckoutDemo(folder) => folder.join(path).display().to_string(),
            Self::EmbeddedDemo(_) => format!("<demo>/{path}"),
        }
    }

    /// The path on disk, where there is one.
    pub fn on_disk(&self, path: &str) -> Option<PathBuf> {
        match self {
            Self::Folder(folder) | Self::CheckoutDemo(folder) => Some(folder.join(path)),
            Self::EmbeddedDemo(_) => None,
        }
    }
}

/// The family whose manifest, or whose folder, the user named.
fn named(path: &Path) -> Result<(Source, String), Failure> {
    let path = if path.is_dir() { path.join(demo::MANIFEST) } else { path.to_path_buf() };
    if !path.is_file() {
        return Err(Failure::new(format!("no manifest at `{}`", path.display()))
            .hint("name a `haggle.toml` with --manifest or HAGGLE_MANIFEST, write one with `haggle init`, or see the demo with --demo"));
    }
    let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok((of_folder(folder), name))
}

/// The family around a folder; in the checkout the demo.
fn nearest(here: &Path) -> Result<(Source, String), Failure> {
    if let Some(up) = nearest_folder(here) {
        return Ok(with_manifest(of_folder(up)));
    }
    if Context::checkout_around(here).is_some() {
        return Ok(with_manifest(demo_source(here, Demo::Glance)));
    }
    let here = here.display();
    Err(Failure::new(format!("there is no `{}` in `{here}` or in a folder above it", demo::MANIFEST)).hint(
        "run this in the folder of a family, name its manifest with --manifest, write one with `haggle init`, or see the demo with \
         --demo",
    ))
}

/// The way up to the nearest folder with a manifest; in the checkout, not beyond it.
fn nearest_folder(here: &Path) -> Option<PathBuf> {
    let checkout = Context::checkout_around(here);
    let mut up = PathBuf::new();
    for folder in here.ancestors() {
        if folder.join(demo::MANIFEST).is_file() {
            return Some(up);
        }
        if checkout.as_deref() == Some(folder) {
            return None;
        }
        up.push("..");
    }
    None
}

fn with_manifest(source: Source) -> (Source, String) {
    (source, demo::MANIFEST.to_owned())
}

/// A family's folder, which may be that of the checkout's demo.
fn of_folder(folder: PathBuf) -> Source {
    let place = if folder.as_os_str().is_empty() { Path::new(".") } else { &folder };
    let own = place.canonicalize().ok();
    let is_own = |demo: &Demo| {
        let folder = Context::checkout().and_then(|root| root.join(demo::folder(*demo)).canonicalize().ok());
        folder.is_some() && folder == own
    };
    if Demo::ALL.iter().any(is_own) {
        return Source::CheckoutDemo(folder);
    }
    Source::Folder(folder)
}

/// A demo: of the checkout where the working folder is in it, else of this binary.
fn demo_source(here: &Path, demo: Demo) -> Source {
    let folder = Context::checkout_around(here).map(|root| root.join(demo::folder(demo)));
    match folder.filter(|folder| folder.join(demo::MANIFEST).is_file()) {
        // Shorter to read, and the same on every machine.
        Some(folder) => Source::CheckoutDemo(folder.strip_prefix(here).unwrap_or(&folder).to_path_buf()),
        None => Source::EmbeddedDemo(demo),
    }
}

fn working_folder() -> Result<PathBuf, Failure> {
    std::env::current_dir().map_err(|error| Failure::io("find", Path::new("the working folder"), &error))
}
