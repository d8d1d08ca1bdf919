//! What a path that is written to is.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// The links that a path may go through, as on Linux.
const MOST_LINKS: usize = 40;

/// Where bytes go.
#[derive(Debug)]
pub(super) enum Target {
    /// A file, or a name where none is yet.
    File(PathBuf, Option<Metadata>),
    /// Standard output, by one of its names in the file system.
    StandardOutput,
    /// An open file of a process, by its number: `/dev/fd/3`. It is written at its end.
    Descriptor(PathBuf),
    /// A device, a pipe or a socket.
    Device(PathBuf),
}

impl Target {
    /// Follows the links of a path, also to where nothing is yet.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let mut path = path.to_path_buf();
        for _ in 0..MOST_LINKS {
            // A link in `/proc` says where the file was, if anywhere: it is opened as it is.
            match descriptor(&path) {
                Some(1) => return Ok(Self::StandardOutput),
                Some(_) => return Ok(Self::Descriptor(path)),
                None => {}
            }
            let metadata = match fs::symlink_metadata(&path) {
                Ok(metadata) => metadata,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::File(path, None)),
                Err(error) => return Err(error),
            };
            if metadata.is_symlink() {
                let link = fs::read_link(&path)?;
                path = folder(&path).join(link);
            } else if metadata.is_dir() {
                return Err(io::ErrorKind::IsADirectory.into());
            } else if metadata.is_file() {
                return Ok(Self::File(path, Some(metadata)));
            } else {
                return Ok(Self::Device(path));
            }
        }
        Err(io::Error::other("too many links"))
    }
}

/// The folder of a path.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The number of the open file that a path names. Those of other processes have none of ours, and count as number 0.
#[cfg(unix)]
fn descriptor(path: &Path) -> Option<u32> {
    let number: u32 = path.file_name()?.to_str()?.parse().ok()?;
    let folder = folder(path).canonicalize().ok()?;
    let own = format!("/proc/{}", std::process::id());
    if folder == Path::new("/dev/fd") || folder == Path::new(&own).join("fd") {
        return Some(number);
    }
    (folder.starts_with("/proc") && folder.ends_with("fd")).then_some(0)
}

#[cfg(not(unix))]
fn descriptor(_path: &Path) -> Option<u32> {
    None
}
