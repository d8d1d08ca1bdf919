//! Where a distribution is that is named by its place, and not by an index.

use std::fmt;
use std::path::{Path, PathBuf};

use haggle_spec::release::{DistributionFile, DistributionKind};
use haggle_spec::{PackageName, Version, without_secrets};
use url::Url;

use crate::client::http::redacted;
use crate::client::source_texts::ArchiveFormat;

/// The address of a wheel, of a source archive or of a project's folder: an `http`, `https` or `file` URL, or a path.
///
/// Only what is on this machine can be a folder. The last part of the URL tells wheels and archives apart from the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArtefactAddress {
    pub(super) url: Url,
    pub(super) kind: AddressKind,
}

/// What there is at an address, as far as it tells by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AddressKind {
    Wheel(Box<(PackageName, Version, DistributionFile)>),
    Archive(ArchiveFormat),
    Folder,
}

/// Why a text is not an address that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressError {
    shown: String,
    kind: AddressErrorKind,
}

/// What is wrong with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AddressErrorKind {
    /// It is that of a repository, of this version control system.
    VersionControl(&'static str),
    /// It is a URL of another scheme than `http`, `https` and `file`.
    Scheme,
    /// It is not a URL.
    Url,
    /// It is on this machine, and there is nothing.
    Absent,
    /// It ends like something else than a wheel or an archive that can be read.
    Kind,
}

impl AddressError {
    /// What is wrong.
    pub fn kind(&self) -> AddressErrorKind {
        self.kind
    }
}

impl fmt::Display for AddressError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &self.shown;
        match self.kind {
            AddressErrorKind::VersionControl(system) => {
                write!(formatter, "`{shown}` is a {system} repository, and nothing is cloned")
            }
            AddressErrorKind::Scheme => {
                write!(
                    formatter,
                    "`{shown}` has a scheme that is not supported: only http, https and file are"
                )
            }
            AddressErrorKind::Url => write!(formatter, "`{shown}` is not a URL"),
            AddressErrorKind::Absent => write!(formatter, "there is no file or folder `{shown}`"),
            AddressErrorKind::Kind => write!(
                formatter,
                "`{shown}` is neither a wheel, nor a source archive (.tar.gz, .zip), nor a folder of this machine"
            ),
        }
    }
}

impl std::error::Error for AddressError {}

impl ArtefactAddress {
    /// Reads an address. Paths are relative to `folder`. Of what is on this machine, whether it is there is looked at.
    ///
    /// # Errors
    /// It is the address of something else, or of nothing.
    pub fn new(text: &str, folder: &Path) -> Result<Self, AddressError> {
        let failed = |kind| AddressError { shown: without_secrets(text).into_owned(), kind };
        if let Some(system) = version_control(text) {
            return Err(failed(AddressErrorKind::VersionControl(system)));
        }
        let is_url = text.contains("://") || text.starts_with("file:/");
        let url = if is_url {
            Url::parse(text).map_err(|_| failed(AddressErrorKind::Url))?
        } else {
            let path = text.strip_prefix("file:").unwrap_or(text);
            std::path::absolute(folder.join(path))
                .ok()
                .and_then(|path| Url::from_file_path(path).ok())
                .ok_or_else(|| failed(AddressErrorKind::Url))?
        };
        if !matches!(url.scheme(), "http" | "https" | "file") {
            return Err(failed(AddressErrorKind::Scheme));
        }
        let local = if url.scheme() == "file" {
            Some(url.to_file_path().map_err(|()| failed(AddressErrorKind::Url))?)
        } else {
            None
        };
        if local.as_ref().is_some_and(|path| path.is_dir()) {
            return Ok(Self { url, kind: AddressKind::Folder });
        }
        let last = url.path_segments().and_then(|mut parts| parts.next_back()).and_then(decoded);
        let kind = last.and_then(|name| kind_of(&name)).ok_or_else(|| {
            let is_absent = local.as_ref().is_some_and(|path| !path.exists());
            failed(if is_absent { AddressErrorKind::Absent } else { AddressErrorKind::Kind })
        })?;
        if local.is_some_and(|path| !path.exists()) {
            return Err(failed(AddressErrorKind::Absent));
        }
        Ok(Self { url, kind })
    }

    /// The URL without user name, password and secret parameters: what may be shown and written.
    pub fn shown(&self) -> String {
        redacted(&self.url)
    }

    /// Whether the URL has more than may be shown.
    pub fn has_secrets(&self) -> bool {
        self.shown() != self.url.as_str()
    }

    /// Whether it is a folder.
    pub fn is_folder(&self) -> bool {
        self.kind == AddressKind::Folder
    }

    /// The path, if it is on this machine.
    pub fn path(&self) -> Option<PathBuf> {
        (self.url.scheme() == "file").then(|| self.url.to_file_path().ok()).flatten()
    }

    /// The SHA-256 that the URL says that the file has (`#sha256=...`), in lower case.
    pub fn stated_sha256(&self) -> Option<String> {
        self.fragment("sha256").map(str::to_ascii_lowercase)
    }

    /// [`shown`](Self::shown) without hash and subdirectory.
    pub fn shown_without_fragment(&self) -> String {
        let mut url = self.url.clone();
        url.set_fragment(None);
        redacted(&url)
    }

    /// The folder of the archive that is the project's (`#subdirectory=...`), if it says one.
    pub fn subdirectory(&self) -> Option<String> {
        Some(self.subfolder().to_owned()).filter(|folder| !folder.is_empty())
    }

    pub(super) fn subfolder(&self) -> &str {
        self.fragment("subdirectory").unwrap_or_default().trim_matches('/')
    }

    fn fragment(&self, key: &str) -> Option<&str> {
        let mut parts = self.url.fragment()?.split('&').filter_map(|part| part.split_once('='));
        parts.find(|(found, _)| *found == key).map(|(_, value)| value)
    }
}

/// The version control system that the address is one of, by pip's prefixes (`git+https`) and by git's own forms.
fn version_control(text: &str) -> Option<&'static str> {
    const SYSTEMS: [(&str, &str); 4] =
        [("git", "Git"), ("hg", "Mercurial"), ("svn", "Subversion"), ("bzr", "Bazaar")];
    let lower = text.trim_start().to_ascii_lowercase();
    let named = SYSTEMS.iter().find(|(prefix, _)| {
        lower.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('+') || rest.starts_with("://"))
    });
    let is_scp = lower.starts_with("git@") && lower.contains(':');
    named.map(|(_, name)| *name).or((is_scp || lower.starts_with("ssh://")).then_some("Git"))
}

fn kind_of(filename: &str) -> Option<AddressKind> {
    if let Some((name, version, file)) = DistributionFile::from_filename(filename)
        && matches!(file.kind, DistributionKind::Wheel { .. })
    {
        return Some(AddressKind::Wheel(Box::new((name, version, file))));
    }
    let is_named = |ending: &str| {
        filename.len() > ending.len()
            && filename.as_bytes()[filename.len() - ending.len()..].eq_ignore_ascii_case(ending.as_bytes())
    };
    let format = if is_named(".tar.gz") || is_named(".tgz") {
        ArchiveFormat::GzippedTar
    } else if is_named(".zip") {
        ArchiveFormat::Zip
    } else {
        return None;
    };
    Some(AddressKind::Archive(format))
}

/// The text with `%2B` and its like as characters.
fn decoded(text: &str) -> Option<String> {
    percent_encoding::percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, shown: &str) {
        assert_eq!(ArtefactAddress::new(text, Path::new("/here")).unwrap().shown(), shown);
    }

    #[test]
    fn addresses_are_shown_without_their_secrets() {
        check(
            "https://me:secret@localhost/x/demo-1.0%2Bcpu-py3-none-any.whl#sha256=0",
            "https://localhost/x/demo-1.0%2Bcpu-py3-none-any.whl#sha256=0",
        );
        check("https://localhost/demo.zip?v=1&token=x", "https://localhost/demo.zip?v=1");
        check(
            "http://localhost/archive/v1.0.tar.gz#subdirectory=a",
            "http://localhost/archive/v1.0.tar.gz#subdirectory=a",
        );
    }

    #[test]
    fn folders_and_files_of_this_machine_have_an_address() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("demo-1.0-py3-none-any.whl"), "").unwrap();
        let here = ArtefactAddress::new(".", folder.path()).unwrap();
        assert!(here.is_folder() && here.path().is_some());
        assert!(!ArtefactAddress::new("./demo-1.0-py3-none-any.whl", folder.path()).unwrap().is_folder());
        let absent = ArtefactAddress::new("demo-2.0.tar.gz", folder.path()).unwrap_err();
        assert_eq!(absent.kind(), AddressErrorKind::Absent);
    }

    #[test]
    fn what_cannot_be_read_has_no_address() {
        for (text, kind) in [
            ("git+https://localhost/demo", AddressErrorKind::VersionControl("Git")),
            ("git@localhost:demo.git", AddressErrorKind::VersionControl("Git")),
            ("hg+http://localhost/demo", AddressErrorKind::VersionControl("Mercurial")),
            ("svn+svn://localhost/demo", AddressErrorKind::VersionControl("Subversion")),
            ("bzr+lp:demo", AddressErrorKind::VersionControl("Bazaar")),
            ("ftp://localhost/demo-1.0-py3-none-any.whl", AddressErrorKind::Scheme),
            ("https://localhost/demo.whl", AddressErrorKind::Kind),
            ("https://localhost/demo-1.0.tar.bz2", AddressErrorKind::Kind),
            ("https://localhost/", AddressErrorKind::Kind),
            ("https://localhost/demo-1.0%zz-py3-none-any.whl", AddressErrorKind::Kind),
            ("https://[localhost/demo.zip", AddressErrorKind::Url),
            ("./nowhere", AddressErrorKind::Absent),
        ] {
            let error = ArtefactAddress::new(text, Path::new("/here")).unwrap_err();
            assert_eq!(error.kind(), kind, "{text}");
        }
    }
}
