//! Files that are there only while something is written.
//!
//! Each has a name of its own kind beside the file that it becomes, and is locked as long as its process lives. Ctrl-C removes it: a
//! thread waits for the signal. What a killed process leaves is not locked, and the next write into the folder removes it.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::signals;

const PREFIX: &str = ".haggle-";
const SUFFIX: &str = ".tmp";

/// The temporary files that there are now.
static REGISTERED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

// What panics while it holds the lock leaves a set of paths, which is sound at any moment.
fn registered() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    REGISTERED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes every temporary file, for the last time: the guard is kept until the process has ended, so that no other is made.
#[must_use]
pub(super) fn remove_all() -> impl Sized {
    let mut registered = registered();
    for path in std::mem::take(&mut *registered) {
        let _ = fs::remove_file(path);
    }
    registered
}

/// A temporary file. It is removed when this is dropped, unless it has become the file that it was made for.
#[derive(Debug)]
pub(super) struct Temporary {
    /// Locked, so that no other process takes it for one that was left.
    file: File,
    /// None once it is another's.
    path: Option<PathBuf>,
}

impl Temporary {
    /// A new, empty file in a folder, with the permissions that new files of the user have.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        signals::watch(remove_all);
        loop {
            let path = folder.join(name());
            let mut registered = registered();
            let file = match OpenOptions::new().write(true).create_new(true).open(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                file => file?,
            };
            registered.insert(path.clone());
            drop(registered);
            let temporary = Self { file, path: Some(path.clone()) };
            // Where a file system has no locks, none is ever found free, and nothing is swept.
            let _ = temporary.file.lock();
            // Between its creation and its lock, another process may have swept it.
            if path.try_exists()? {
                return Ok(temporary);
            }
        }
    }

    /// Another name for an existing file, to bring it back by.
    pub(super) fn of_existing(existing: &Path, folder: &Path) -> io::Result<Self> {
        let file = File::open(existing)?;
        let _ = file.lock_shared();
        let path = folder.join(name());
        let mut registered = registered();
        fs::hard_link(existing, &path)?;
        registered.insert(path.clone());
        Ok(Self { file, path: Some(path) })
    }

    /// The open file.
    pub(super) fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Renames it to what it was made for, in one step. After a failure it is as before.
    pub(super) fn become_file(&mut self, target: &Path) -> io::Result<()> {
        let mut registered = registered();
        let Some(path) = &self.path else { return Ok(()) };
        fs::rename(path, target)?;
        registered.remove(path);
        self.path = None;
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(path) = self.path.take() {
            let mut registered = registered();
            let _ = fs::remove_file(&path);
            registered.remove(&path);
        }
    }
}

/// Removes what killed processes left in a folder. What a living process writes is locked, and stays. Nothing depends on this working.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_ours =
            entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX));
        if !is_ours || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        // The lock is held until the file is gone, so that its name cannot become another's between the two.
        if let Ok(file) = File::open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A name that no other temporary file has, as likely as not to be met twice as two random numbers of 64 bits.
fn name() -> String {
    format!("{PREFIX}{:016x}{SUFFIX}", RandomState::new().build_hasher().finish())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn a_temporary_file_goes_unless_it_becomes_another() {
        let folder = tempfile::tempdir().unwrap();
        let mut one = Temporary::new(folder.path()).unwrap();
        one.file().write_all(b"one").unwrap();
        let other = Temporary::new(folder.path()).unwrap();
        assert_eq!(names(folder.path()).len(), 2);
        one.become_file(&folder.path().join("one")).unwrap();
        drop((one, other));
        assert_eq!(names(folder.path()), ["one"]);
    }

    #[test]
    fn what_was_left_is_swept_and_what_is_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        let living = Temporary::new(folder.path()).unwrap();
        let left = folder.path().join(name());
        fs::write(&left, "left").unwrap();
        fs::write(folder.path().join(".haggle-notes"), "the user's").unwrap();
        fs::create_dir(folder.path().join(".haggle-folder.tmp")).unwrap();
        sweep(folder.path());
        assert!(!left.exists());
        assert!(living.path.as_ref().unwrap().exists());
        assert_eq!(names(folder.path()).len(), 3);
    }

    #[test]
    fn a_second_name_brings_a_file_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "old").unwrap();
        let mut kept = Temporary::of_existing(&path, folder.path()).unwrap();
        sweep(folder.path());
        let mut new = Temporary::new(folder.path()).unwrap();
        new.file().write_all(b"new").unwrap();
        new.become_file(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        kept.become_file(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["file"]);
    }

    /// The folder that a test gives to the process that it starts: itself, with this variable.
    #[cfg(unix)]
    const FOLDER: &str = "HAGGLE_TEST_FOLDER";

    /// Not a test of its own: what the tests below start. It makes a temporary file and sends itself the signal.
    #[cfg(unix)]
    #[test]
    fn signalled_while_writing() {
        let Some(folder) = std::env::var_os(FOLDER) else { return };
        let mut temporary = Temporary::new(Path::new(&folder)).unwrap();
        temporary.file().write_all(b"half").unwrap();
        let signal = std::env::var("HAGGLE_TEST_SIGNAL").unwrap().parse().unwrap();
        signal_hook::low_level::raise(signal).unwrap();
        // The end comes from another thread.
        loop {
            std::thread::park();
        }
    }

    #[cfg(unix)]
    #[track_caller]
    fn check(signal: i32, left: usize) {
        use std::os::unix::process::ExitStatusExt;

        let folder = tempfile::tempdir().unwrap();
        let test = "output::files::temporary::tests::signalled_while_writing";
        let status = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture"])
            .env(FOLDER, folder.path())
            .env("HAGGLE_TEST_SIGNAL", signal.to_string())
            .stdout(std::process::Stdio::null())
            .status()
            .unwrap();
        assert_eq!(status.signal(), Some(signal));
        assert_eq!(names(folder.path()).len(), left);
        sweep(folder.path());
        assert_eq!(names(folder.path()).len(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_signal_that_ends_the_process_leaves_nothing() {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGKILL, SIGTERM};

        // A process that this one starts ignores what this one ignores, as below `nohup`: such a signal ends nothing.
        let ignored = signals::ignored();
        let mut n_checked = 0;
        for signal in
            [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| ignored & (1 << (signal - 1)) == 0)
        {
            check(signal, 0);
            n_checked += 1;
        }
        assert!(n_checked > 0, "every signal that ends a process is ignored here");
        // Nothing can wait for this one: the next write sweeps.
        check(SIGKILL, 1);
    }
}
