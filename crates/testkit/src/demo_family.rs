//! The demo family with its repositories on a review server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::review_server::{ReviewServer, ReviewStyle};

/// The demo family's repositories, each with its folder.
const REPOSITORIES: [(&str, &str); 3] = [
    ("openstack/requirements", "requirements"),
    ("openstack/glance", "glance"),
    ("openstack/glance_store", "glance_store"),
];
const BRANCH: &str = "master";

/// A copy of the demo family whose repositories are on a review server.
#[derive(Debug)]
pub struct DemoFamily {
    /// The server.
    pub server: ReviewServer,
    folder: TempDir,
    haggle: PathBuf,
}

impl DemoFamily {
    /// Starts the server, and copies the family.
    ///
    /// # Errors
    /// A file cannot be read or written.
    pub fn start(haggle: &Path) -> Result<Self, String> {
        Self::on(ReviewStyle::Gerrit, haggle)
    }

    /// The same on another review system.
    ///
    /// # Errors
    /// A file cannot be read or written.
    pub fn on(style: ReviewStyle, haggle: &Path) -> Result<Self, String> {
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../haggle/demo/glance");
        let server = ReviewServer::start(style);
        let folder = TempDir::new().map_err(|error| error.to_string())?;
        let haggle = std::path::absolute(haggle).map_err(|error| error.to_string())?;
        let family = Self { server, folder, haggle };
        copy(&demo, &family.root()).map_err(|error| format!("{}: {error}", demo.display()))?;
        let manifest = family.root().join("haggle.toml");
        let text = fs::read_to_string(&manifest).map_err(|error| error.to_string())?;
        let system = if style == ReviewStyle::GitHub { "github" } else { "gerrit" };
        let table = format!("[review]\nsystem = \"{system}\"\n");
        let text =
            text.replace("https://review.opendev.org", &family.server.url()).replace("[review]\n", &table);
        fs::write(&manifest, text).map_err(|error| error.to_string())?;
        for (project, below) in REPOSITORIES {
            let files = files(&family.root().join(below), "").map_err(|error| error.to_string())?;
            let files: Vec<(&str, &[u8])> =
                files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
            family.server.add(project, BRANCH, &files);
        }
        family.server.write_git_configuration(&family.folder.path().join("gitconfig"));
        Ok(family)
    }

    /// The folder of the family.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("family")
    }

    /// Runs haggle in the family's folder: what it prints, and whether it ended well.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn haggle(&self, arguments: &[&str]) -> Result<(String, bool), String> {
        let mut command = Command::new(&self.haggle);
        for proxy in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            command.env_remove(proxy);
        }
        let output = command
            .args(arguments)
            .current_dir(self.root())
            .env_remove("HAGGLE_MANIFEST")
            .env("GIT_CONFIG_GLOBAL", self.folder.path().join("gitconfig"))
            .output()
            .map_err(|error| format!("{}: {error}", self.haggle.display()))?;
        let text = [output.stdout, output.stderr].concat();
        Ok((String::from_utf8_lossy(&text).into_owned(), output.status.success()))
    }

    /// Brings the checkouts up to date with what was merged.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn pull(&self) -> Result<(), String> {
        for (project, below) in REPOSITORIES {
            let folder = self.root().join(below);
            for (path, _) in files(&folder, "").map_err(|error| error.to_string())? {
                if let Some(bytes) = self.server.file(project, BRANCH, &path) {
                    fs::write(folder.join(path), bytes).map_err(|error| error.to_string())?;
                }
            }
        }
        Ok(())
    }
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// The files below a folder, each with its path from there.
fn files(folder: &Path, below: &str) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            found.extend(files(&entry.path(), &format!("{path}/"))?);
        } else {
            found.push((path, fs::read(entry.path())?));
        }
    }
    Ok(found)
}
