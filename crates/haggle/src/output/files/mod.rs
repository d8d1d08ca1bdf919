//! Files that are written whole or not at all.

mod signals;
mod staged;
mod target;
mod temporary;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::output::failure::Failure;
use staged::{Staged, Undo};
use target::{Target, folder};

/// Writes bytes to a path.
///
/// A file is replaced in one step, and a name where none is yet gets one: whatever happens, it holds the old bytes or the new ones.
/// Mode and owner stay, and a symbolic link keeps pointing where it points, also to where nothing was. A file with several names (hard
/// links), with an access list, or of an owner that the user cannot give away keeps all of that: its bytes are overwritten instead,
/// after a copy was written beside it, and written back where that fails; only a crash of the system can leave such a file half
/// written. Anything else (a device, a pipe, `/dev/stdout`) is opened and written to.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_all(&[(path.to_path_buf(), bytes)])
}

/// Whether something can be written to a path, as far as a look tells: asked before work that takes long.
pub fn expect_place(path: &Path) -> Result<(), Failure> {
    let of_path = |error: io::Error| Failure::io("write", path, &error);
    match Target::of(path).map_err(of_path)? {
        Target::File(file, None) if !fs::metadata(folder(&file)).map_err(of_path)?.is_dir() => {
            Err(of_path(io::ErrorKind::NotADirectory.into()))
        }
        _ => Ok(()),
    }
}

/// Writes several files: all of them, or none. Their folders exist.
///
/// All are written beside their places before the first is put there; where one cannot be, those before it are undone. Signals wait
/// for the end of that step; only a kill, or a crash of the system, in the middle of it can leave a part.
pub fn write_all(files: &[(PathBuf, &[u8])]) -> Result<(), Failure> {
    let mut staged = Vec::with_capacity(files.len());
    let mut swept = BTreeSet::new();
    for (path, bytes) in files {
        let of_path = |error: io::Error| Failure::io("write", path, &error);
        let target = Target::of(path).map_err(of_path)?;
        if let Target::File(target, _) = &target
            && swept.insert(folder(target).to_path_buf())
        {
            temporary::sweep(folder(target));
        }
        staged.push((path, Staged::new(target, bytes).map_err(of_path)?));
    }
    // What cannot be undone comes last, and no signal waits for it: a pipe may have no reader.
    let (mut streams, mut staged): (Vec<_>, Vec<_>) =
        staged.into_iter().partition(|(_, staged)| matches!(staged, Staged::Stream(..)));
    let keeps_old = staged.len() + streams.len() > 1;
    let step = signals::hold();
    let mut done = commit_all(&mut staged, keeps_old, Vec::new())?;
    drop(step);
    done = commit_all(&mut streams, keeps_old, done)?;
    drop(done);
    Ok(())
}

/// Writes files into a folder, which is made where it is not there: all of them, or none. A name is that of a file and nothing else.
pub fn write_into(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Failure> {
    if let Some((name, _)) = files.iter().find(|(name, _)| !is_plain_name(name)) {
        return Err(Failure::new(format!("`{name}` cannot be the name of a file that is written")));
    }
    let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !is_there(folder)).collect();
    fs::create_dir_all(folder).map_err(|error| Failure::io("make the folder", folder, &error))?;
    let files: Vec<(PathBuf, &[u8])> =
        files.iter().map(|(name, bytes)| (folder.join(name), bytes.as_slice())).collect();
    write_all(&files).inspect_err(|_| {
        for folder in missing {
            let _ = fs::remove_dir(folder);
        }
    })
}

/// Letters, digits and `-_.`, and no dot at the start: nothing that is a path, an option or a hidden file.
fn is_plain_name(name: &str) -> bool {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    name.chars().all(is_plain)
        && name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name.len() <= 255
}

/// The empty path is the working folder.
fn is_there(folder: &Path) -> bool {
    folder.as_os_str().is_empty() || folder.exists()
}

/// Puts everything in its place, after what is done; where that fails, takes all of it back.
fn commit_all(
    staged: &mut [(&PathBuf, Staged<'_>)],
    keeps_old: bool,
    mut done: Vec<Undo>,
) -> Result<Vec<Undo>, Failure> {
    for (path, staged) in staged {
        match staged.commit(keeps_old) {
            Ok(undo) => done.push(undo),
            Err(error) => {
                done.into_iter().rev().for_each(Undo::run);
                return Err(Failure::io("write", path, &error));
            }
        }
    }
    Ok(done)
}
