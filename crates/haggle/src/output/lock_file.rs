//! A lock file that is written (`pylock.toml`, PEP 751).

use std::fmt::Write as _;

use haggle_govern::data::toml_string;
use haggle_spec::{PackageName, Version};

/// What a lock file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockDocument {
    /// The Pythons that it is for.
    pub requires_python: String,
    /// The environments that it is for, as markers; none for all.
    pub environments: Vec<String>,
    /// The packages, in order.
    pub packages: Vec<LockedPackage>,
}

/// One package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedPackage {
    /// Its name.
    pub name: PackageName,
    /// Its version.
    pub version: Version,
    /// Where it is installed; an empty marker holds everywhere.
    pub marker: String,
    /// Where it comes from.
    pub place: LockedPlace,
}

/// Where a package comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockedPlace {
    /// An index, and the files of the release there.
    Index {
        /// The address of the index; `None` for files that no index lists.
        url: Option<String>,
        /// The source distribution, if there is one.
        sdist: Option<LockedFile>,
        /// The wheels.
        wheels: Vec<LockedFile>,
    },
    /// One wheel or source archive.
    Archive {
        /// Its URL, or its path from the lock file.
        place: ArchivePlace,
        /// The folder in it that is the project's, if that is not its top.
        subdirectory: Option<String>,
        /// Of the file, in lower case.
        sha256: String,
    },
    /// A folder.
    Directory {
        /// Its path from the lock file.
        path: String,
        /// Whether it is installed to be edited.
        editable: bool,
    },
}

/// Where an archive is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArchivePlace {
    /// A URL.
    Url(String),
    /// A path from the lock file.
    Path(String),
}

/// A file of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedFile {
    /// Its name.
    pub name: String,
    /// Its URL.
    pub url: String,
    /// RFC 3339.
    pub uploaded: Option<String>,
    /// In bytes.
    pub size: Option<u64>,
    /// In lower case.
    pub sha256: String,
}

/// The text of the file.
pub fn text(document: &LockDocument) -> String {
    let mut text = format!(
        "lock-version = \"1.0\"\n{}created-by = \"haggle\"\nrequires-python = {}\n",
        environments(&document.environments),
        toml_string(&document.requires_python)
    );
    if document.packages.is_empty() {
        text.push_str("packages = []\n");
    }
    for package in &document.packages {
        let _ = write!(text, "\n[[packages]]\nname = {}\n", toml_string(package.name.as_str()));
        // What is in a folder may change, its version as well.
        if !matches!(package.place, LockedPlace::Directory { .. }) {
            let _ = writeln!(text, "version = {}", toml_string(&package.version.to_string()));
        }
        if !package.marker.is_empty() {
            let _ = writeln!(text, "marker = {}", toml_string(&package.marker));
        }
        push_place(&mut text, &package.place);
    }
    text
}

fn environments(markers: &[String]) -> String {
    let written: Vec<String> =
        markers.iter().map(|marker| format!("    {},\n", toml_string(marker))).collect();
    if written.is_empty() { String::new() } else { format!("environments = [\n{}]\n", written.concat()) }
}

fn push_place(text: &mut String, place: &LockedPlace) {
    match place {
        LockedPlace::Index { url, sdist, wheels } => {
            if let Some(url) = url {
                let _ = writeln!(text, "index = {}", toml_string(url));
            }
            if let Some(sdist) = sdist {
                let _ = writeln!(text, "sdist = {}", file(sdist));
            }
            match wheels.as_slice() {
                [] => {}
                [only] => {
                    let _ = writeln!(text, "wheels = [{}]", file(only));
                }
                several => {
                    let lines: Vec<String> =
                        several.iter().map(|wheel| format!("    {},\n", file(wheel))).collect();
                    let _ = writeln!(text, "wheels = [\n{}]", lines.concat());
                }
            }
        }
        LockedPlace::Archive { place, subdirectory, sha256 } => {
            let place = match place {
                ArchivePlace::Url(url) => format!("url = {}", toml_string(url)),
                ArchivePlace::Path(path) => format!("path = {}", toml_string(path)),
            };
            let inside = subdirectory
                .as_ref()
                .map(|folder| format!(", subdirectory = {}", toml_string(folder)))
                .unwrap_or_default();
            let _ = writeln!(text, "archive = {{ {place}{inside}, hashes = {} }}", hashes(sha256));
        }
        LockedPlace::Directory { path, editable } => {
            let editable = if *editable { ", editable = true" } else { "" };
            let _ = writeln!(text, "directory = {{ path = {}{editable} }}", toml_string(path));
        }
    }
}

fn file(file: &LockedFile) -> String {
    let mut text = String::from("{ ");
    let last = file.url.split(['?', '#']).next().and_then(|path| path.rsplit('/').next());
    if last != Some(file.name.as_str()) {
        let _ = write!(text, "name = {}, ", toml_string(&file.name));
    }
    let _ = write!(text, "url = {}, ", toml_string(&file.url));
    // The time is written as one, without quotes: only what is one.
    if let Some(time) = file.uploaded.as_deref().and_then(|time| time.parse::<jiff::Timestamp>().ok()) {
        let _ = write!(text, "upload-time = {time}, ");
    }
    if let Some(size) = file.size {
        let _ = write!(text, "size = {size}, ");
    }
    let _ = write!(text, "hashes = {} }}", hashes(&file.sha256));
    text
}

fn hashes(sha256: &str) -> String {
    format!("{{ sha256 = {} }}", toml_string(sha256))
}

#[cfg(test)]
mod tests {
    use haggle_spec::is_hidden;

    use super::*;

    fn package(name: &str, place: LockedPlace) -> LockedPackage {
        LockedPackage {
            name: PackageName::new(name).unwrap(),
            version: "1.0".parse().unwrap(),
            marker: String::new(),
            place,
        }
    }

    fn locked_file(name: &str, url: &str) -> LockedFile {
        LockedFile {
            name: name.to_owned(),
            url: url.to_owned(),
            uploaded: Some("2024-01-01T00:00:00Z".to_owned()),
            size: Some(3),
            sha256: "ab".to_owned(),
        }
    }

    fn document(packages: Vec<LockedPackage>) -> LockDocument {
        LockDocument { requires_python: ">=3.12".to_owned(), environments: Vec::new(), packages }
    }

    #[test]
    fn a_lock_file_reads_like_this() {
        let wheel = locked_file("a-1.0-py3-none-any.whl", "https://h/a-1.0-py3-none-any.whl");
        let index = LockedPlace::Index {
            url: Some("https://h/simple/".to_owned()),
            sdist: None,
            wheels: vec![wheel],
        };
        let archive = LockedPlace::Archive {
            place: ArchivePlace::Url("https://h/b.zip".to_owned()),
            subdirectory: Some("c".to_owned()),
            sha256: "0".to_owned(),
        };
        let directory = LockedPlace::Directory { path: "d".to_owned(), editable: true };
        let packages =
            [("a", index), ("b", archive), ("d", directory)].map(|(name, place)| package(name, place));
        let mut document = document(packages.to_vec());
        document.environments = vec!["sys_platform == \"linux\"".to_owned()];
        insta::assert_snapshot!(text(&document), @r#"
        lock-version = "1.0"
        environments = [
            "sys_platform == \"linux\"",
        ]
        created-by = "haggle"
        requires-python = ">=3.12"

        [[packages]]
        name = "a"
        version = "1.0"
        index = "https://h/simple/"
        wheels = [{ url = "https://h/a-1.0-py3-none-any.whl", upload-time = 2024-01-01T00:00:00Z, size = 3, hashes = { sha256 = "ab" } }]

        [[packages]]
        name = "b"
        version = "1.0"
        archive = { url = "https://h/b.zip", subdirectory = "c", hashes = { sha256 = "0" } }

        [[packages]]
        name = "d"
        directory = { path = "d", editable = true }
        "#);
    }

    #[test]
    fn nothing_from_outside_ends_a_string() {
        let hostile = "https://h/\"x\\\n\u{2028}\u{202e}\u{7f}.whl\nname = \"evil\"";
        let wheel = LockedFile { uploaded: Some("\" evil".to_owned()), ..locked_file(hostile, hostile) };
        let index = LockedPlace::Index { url: Some(hostile.to_owned()), sdist: None, wheels: vec![wheel] };
        let written = text(&document(vec![package("a", index)]));
        let read: toml::Table = written.parse().unwrap();
        let packages = read["packages"].as_array().unwrap();
        assert_eq!(packages[0]["wheels"][0]["url"].as_str(), Some(hostile));
        assert_eq!(packages[0]["index"].as_str(), Some(hostile));
        assert!(packages[0]["wheels"][0].get("upload-time").is_none());
        assert!(!written.contains(|character| character != '\n' && is_hidden(character)));
    }

    #[test]
    fn an_empty_lock_file_has_no_packages() {
        let read: toml::Table = text(&document(Vec::new())).parse().unwrap();
        assert_eq!(read["packages"].as_array().map(Vec::len), Some(0));
    }
}
