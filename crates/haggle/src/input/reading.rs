//! Files that are read: with `-v` each is named, and a name that is not there is answered with one that is.

use std::io::ErrorKind;
use std::path::Path;

use haggle_govern::data::close_match;

use crate::output::failure::Failure;
use crate::output::terminal;
use crate::output::verbosity::Verbosity;

/// The bytes of a file.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = std::fs::read(path).map_err(|error| failed(path, &error))?;
    said(path, bytes.len());
    Ok(bytes)
}

/// The text of a file.
pub fn text(path: &Path) -> Result<String, Failure> {
    let bytes = bytes(path)?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::new(format!("`{}` is not UTF-8 at byte {at}", path.display()))
    })
}

/// With `-v`, says that a file was read.
pub fn said(path: &Path, n_bytes: usize) {
    terminal::detail(Verbosity::Reads, || format!("read {}: {n_bytes} bytes", path.display()));
}

/// Why a file could not be read, and which one was probably meant.
pub fn failed(path: &Path, error: &std::io::Error) -> Failure {
    if path.is_dir() {
        let failure = Failure::new(format!("`{}` is a folder, and a file belongs here", path.display()));
        return match files_in(path).as_slice() {
            [] => failure,
            names => failure.hint(format!("it has {}", names.join(", "))),
        };
    }
    let failure = Failure::io("read", path, error);
    if error.kind() != ErrorKind::NotFound {
        return failure;
    }
    match meant(path) {
        Some(near) => failure.hint(near),
        None => failure,
    }
}

/// That a path is a folder: `what` says which belongs there.
pub fn folder(path: &Path, what: &str) -> Result<(), Failure> {
    if path.is_dir() {
        return Ok(());
    }
    let shown = path.display();
    if path.exists() {
        return Err(Failure::new(format!("`{shown}` is a file, and {what} belongs here")));
    }
    let failure = Failure::new(format!("there is no folder `{shown}`: {what} belongs here"));
    Err(match meant(path) {
        Some(near) => failure.hint(near),
        None => failure,
    })
}

/// What is there by a name like that of a path which is not.
fn meant(path: &Path) -> Option<String> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Some(format!("there is no folder `{}`", folder.display()));
    }
    // Endings are alike without any likeness of names: `nofile.txt` is not `ok.txt`.
    let stem = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
    let name = path.file_name()?.to_str()?;
    let mut names = names_in(folder);
    names.retain(|other| close_match(&stem(name), std::iter::once(stem(other).as_str())).is_some());
    let near = close_match(name, names.iter().map(String::as_str))?;
    Some(format!("did you mean `{}`?", path.with_file_name(near).display()))
}

/// The names in a folder, sorted.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// Some files of a folder that a command could read.
fn files_in(folder: &Path) -> Vec<String> {
    const MOST: usize = 4;
    const READ: [&str; 4] = [".txt", ".toml", ".cfg", ".json"];
    let is_read = |name: &String| READ.iter().any(|ending| name.ends_with(ending));
    names_in(folder).into_iter().filter(is_read).take(MOST).map(|name| format!("`{name}`")).collect()
}
