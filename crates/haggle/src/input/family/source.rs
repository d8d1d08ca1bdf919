//! Where a family's files are: a folder on disk, or the demo inside this binary.

use std::path::{Path, PathBuf};

use super::demo;
use crate::context::Context;
use crate::output::failure::Failure;

/// A place that holds files, all named relative to the manifest.
#[derive(Debug, Clone)]
pub enum Source {
    /// The manifest's folder.
    Folder(PathBuf),
    /// The demo's files as they were when this binary was built.
    Embedded,
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
    /// The place and the manifest's file name: what the user named, else the checkout's demo, else the embedded one.
    pub fn locate(context: &Context) -> Result<(Self, String), Failure> {
        if let Some(path) = &context.manifest {
            let path = if path.is_dir() { path.join(demo::MANIFEST) } else { path.clone() };
            if !path.is_file() {
                return Err(Failure::new(format!("no manifest at `{}`", path.display())).hint(
                    "name a `haggle.toml` with --manifest or HAGGLE_MANIFEST, or name none to use the demo",
                ));
            }
            let folder =
                path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            return Ok((Self::Folder(folder.to_path_buf()), name));
        }
        let demo = Context::checkout().map(|root| root.join(demo::FOLDER));
        let source = match demo.filter(|folder| folder.join(demo::MANIFEST).is_file()) {
            Some(folder) => Self::Folder(relative_to_here(&folder)),
            None => Self::Embedded,
        };
        Ok((source, demo::MANIFEST.to_owned()))
    }

    /// The bytes of a file.
    pub fn bytes(&self, path: &str) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Folder(folder) => {
                let full = folder.join(path);
                std::fs::read(&full).map_err(|error| Failure::io("read", &full, &error))
            }
            Self::Embedded => demo::FILES
                .iter()
                .find(|(name, _)| *name == path)
                .map(|(_, bytes)| bytes.to_vec())
                .ok_or_else(|| Failure::new(format!("the demo inside this binary has no `{path}`"))),
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
            Self::Folder(folder) => folder.join(path).display().to_string(),
            Self::Embedded => format!("<demo>/{path}"),
        }
    }

    /// The path on disk, where there is one.
    pub fn on_disk(&self, path: &str) -> Option<PathBuf> {
        match self {
            Self::Folder(folder) => Some(folder.join(path)),
            Self::Embedded => None,
        }
    }
}

/// The folder as seen from the working directory where it lies below it: shorter to read, the same on every machine.
fn relative_to_here(folder: &Path) -> PathBuf {
    std::env::current_dir()
        .ok()
        .and_then(|here| folder.strip_prefix(here).ok().map(Path::to_path_buf))
        .unwrap_or_else(|| folder.to_path_buf())
}
