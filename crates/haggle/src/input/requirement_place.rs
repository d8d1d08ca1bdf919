//! Where a file of requirements is: on this machine, on standard input, or behind a URL.

use std::io::Read;
use std::path::{Path, PathBuf};

use haggle_index::{IndexErrorKind, download, joined_url, path_of_url};
use haggle_spec::without_secrets;

use crate::input::index_settings::{IndexArguments, http_settings};
use crate::input::reading;
use crate::output::failure::Failure;

/// The longest file from the network, in bytes.
const REMOTE_LIMIT: u64 = 16 << 20;

/// A place that is read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RequirementPlace {
    /// `-`
    StandardInput,
    /// A file of this machine.
    File(PathBuf),
    /// An `http` or `https` URL.
    Remote(String),
}

impl RequirementPlace {
    /// The place that an argument names: a path, `-`, or a URL.
    pub fn of(argument: &Path) -> Result<Self, Failure> {
        if argument == Path::new("-") {
            return Ok(Self::StandardInput);
        }
        match argument.to_str().filter(|text| is_url(text)) {
            Some(url) => Self::of_url(url),
            None => Ok(Self::File(argument.to_path_buf())),
        }
    }

    fn of_url(url: &str) -> Result<Self, Failure> {
        let lower = url.to_ascii_lowercase();
        if lower.starts_with("http://") || lower.starts_with("https://") {
            return Ok(Self::Remote(url.to_owned()));
        }
        path_of_url(url).map(Self::File).ok_or_else(|| {
            Failure::new(format!(
                "`{}` cannot be read: only http, https and file URLs can",
                without_secrets(url)
            ))
        })
    }

    /// The place that a file at this one names.
    pub fn named(&self, value: &str) -> Result<Self, Failure> {
        match self {
            Self::Remote(base) => {
                let url = joined_url(base, value)
                    .ok_or_else(|| Failure::new(format!("`{}` is not a URL", without_secrets(value))))?;
                match Self::of_url(&url)? {
                    remote @ Self::Remote(_) => Ok(remote),
                    _ => Err(Failure::new(format!(
                        "`{}` is on this machine, and a file from the network may not name such a file",
                        without_secrets(value)
                    ))),
                }
            }
            _ if is_url(value) => Self::of_url(value),
            Self::File(path) => {
                let named = path.parent().unwrap_or(Path::new("")).join(value);
                if named.is_file() {
                    return Ok(Self::File(named));
                }
                Err(Failure::new(format!("there is no file `{}`", named.display())))
            }
            Self::StandardInput => Ok(Self::File(PathBuf::from(value))),
        }
    }

    /// How it is shown.
    pub fn shown(&self) -> String {
        match self {
            Self::StandardInput => "-".to_owned(),
            Self::File(path) => path.display().to_string(),
            Self::Remote(url) => without_secrets(url).into_owned(),
        }
    }

    /// The same for every way to write it.
    pub fn identity(&self) -> Self {
        match self {
            Self::File(path) => Self::File(path.canonicalize().unwrap_or_else(|_| path.clone())),
            other => other.clone(),
        }
    }

    /// The last part of the path.
    pub fn file_name(&self) -> String {
        match self {
            Self::StandardInput => String::new(),
            Self::File(path) => path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            Self::Remote(url) => {
                let path = url.split(['?', '#']).next().unwrap_or_default();
                path.rsplit('/').next().unwrap_or_default().to_owned()
            }
        }
    }

    /// Its bytes.
    pub fn read(&self, index: &IndexArguments) -> Result<Vec<u8>, Failure> {
        match self {
            Self::StandardInput => {
                let mut bytes = Vec::new();
                match std::io::stdin().read_to_end(&mut bytes) {
                    Ok(_) => Ok(bytes),
                    Err(error) => Err(Failure::io("read", Path::new("standard input"), &error)),
                }
            }
            Self::File(path) => reading::bytes(path),
            Self::Remote(_) if index.offline => Err(Failure::new(format!(
                "`{}` is not on this machine, and `--offline` asks nobody",
                self.shown()
            ))),
            Self::Remote(url) => download(url, &http_settings()?, REMOTE_LIMIT).map_err(|error| {
                let hint = match error.kind() {
                    IndexErrorKind::Status(401 | 403) => "give a user name and password in the URL",
                    _ => "download it by other means, and name the file",
                };
                Failure::new(error.to_string()).hint(hint)
            }),
        }
    }
}

/// Whether the text is a URL: `scheme://`, or `file:` with an absolute path.
fn is_url(text: &str) -> bool {
    text.starts_with("file:/")
        || text.split_once("://").is_some_and(|(scheme, _)| {
            scheme.len() > 1 && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(base: &str, value: &str, expected: Result<&str, &str>) {
        let base = RequirementPlace::of(Path::new(base)).unwrap();
        match (base.named(value), expected) {
            (Ok(place), Ok(expected)) => assert_eq!(place.shown(), expected),
            (Err(failure), Err(expected)) => assert!(failure.to_string().contains(expected), "{failure}"),
            (found, expected) => panic!("{:?} instead of {expected:?}", found.map(|place| place.shown())),
        }
    }

    #[test]
    fn a_remote_file_names_what_is_beside_it() {
        let base = "https://me:x@localhost/a/r.txt?token=y";
        check(base, "c.txt", Ok("https://localhost/a/c.txt"));
        check(base, "../c.txt", Ok("https://localhost/c.txt"));
        check(base, "http://other/c.txt", Ok("http://other/c.txt"));
        check(base, "file:///etc/hosts", Err("may not name"));
        check(base, "ftp://other/c.txt", Err("only http"));
    }

    #[test]
    fn a_local_file_names_paths_and_urls() {
        check("/nowhere/r.txt", "https://localhost/c.txt", Ok("https://localhost/c.txt"));
        check("/nowhere/r.txt", "c.txt", Err("there is no file `/nowhere/c.txt`"));
        check("/nowhere/r.txt", "s3://bucket/c.txt", Err("only http"));
        check("-", "c.txt", Ok("c.txt"));
        check("r.txt", "file:///c.txt", Ok("/c.txt"));
    }
}
