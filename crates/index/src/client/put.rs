//! Putting files into the cache: written beside their place and renamed into it.

use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

/// How often is tried again what failed because another process removed a folder in between.
const ATTEMPTS: usize = 20;

/// Puts a file of these parts at a place below the cache, in one step: a reader sees all of it or none. The file is written in the folder
/// `unfinished`.
pub(crate) fn put(unfinished: &Path, place: &Path, parts: &[&[u8]]) -> io::Result<()> {
    persistently(|| {
        fs::create_dir_all(unfinished)?;
        let mut file = tempfile::Builder::new().tempfile_in(unfinished)?;
        parts.iter().try_for_each(|part| file.write_all(part))?;
        if let Some(parent) = place.parent() {
            fs::create_dir_all(parent)?;
        }
        file.persist(place).map_err(|error| error.error)?;
        Ok(())
    })
}

/// Makes a folder of the cache, if needed.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    persistently(|| fs::create_dir_all(folder))
}

/// Folders that become empty are removed when the cache is cleaned: what was there a moment ago is not, and is made again. A folder that
/// is there when it is to be made, and gone when it is looked at, is said to exist already.
fn persistently(mut attempt: impl FnMut() -> io::Result<()>) -> io::Result<()> {
    for _ in 1..ATTEMPTS {
        match attempt() {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::AlreadyExists) => {}
            other => return other,
        }
    }
    attempt()
}
