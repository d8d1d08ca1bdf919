use std::fs;
use std::path::{Path, PathBuf};

use super::staged::Staged;
use super::target::Target;
use super::{commit_all, expect_place, write, write_into};

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort_unstable();
    names
}

#[test]
fn file_is_replaced_and_nothing_is_left_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.txt");
    write(&path, b"one").unwrap();
    write(&path, b"two").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"two");
    assert_eq!(names(folder.path()), ["out.txt"]);
    assert!(write(&folder.path().join("missing/out.txt"), b"").is_err());
    assert!(write(folder.path(), b"").unwrap_err().to_string().ends_with("is a directory"));
    assert_eq!(names(folder.path()), ["out.txt"]);
}

/// What a look at the place says is what writing says.
#[test]
fn a_place_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    write(&file, b"one").unwrap();
    for (path, is_place) in
        [("file", true), ("new", true), ("", false), ("missing/new", false), ("file/new", false)]
    {
        let path = folder.path().join(path);
        let looked = expect_place(&path).map_err(|error| error.to_string());
        assert_eq!(looked.is_ok(), is_place, "{}", path.display());
        assert_eq!(write(&path, b"two").map_err(|error| error.to_string()), looked);
    }
    assert_eq!(names(folder.path()), ["file", "new"]);
}

#[test]
fn a_write_removes_what_a_killed_one_left() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".haggle-0123456789abcdef.tmp"), b"half").unwrap();
    write(&folder.path().join("out.txt"), b"one").unwrap();
    assert_eq!(names(folder.path()), ["out.txt"]);
}

#[test]
fn a_set_is_there_or_nothing_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("a/b/records");
    let set = |names: &[&str]| -> Vec<(String, Vec<u8>)> {
        names.iter().map(|name| ((*name).to_owned(), name.as_bytes().to_vec())).collect()
    };
    for bad in ["../x.md", "/x.md", "a/b", "", ".x", "-x", "a\u{1b}", "x\n", "\\x", "c:x"] {
        assert!(write_into(&place, &set(&["ok.md", bad])).is_err(), "{bad:?}");
    }
    assert_eq!(names(folder.path()), [""; 0]);
    write_into(&place, &set(&["one.md", "two.md"])).unwrap();
    assert_eq!(names(&place), ["one.md", "two.md"]);
    // A folder has the name of the last.
    fs::create_dir(place.join("z.md")).unwrap();
    assert!(write_into(&place, &set(&["new.md", "z.md"])).is_err());
    assert!(write_into(&folder.path().join("c/d"), &set(&["new.md", "./z.md"])).is_err());
    assert_eq!(names(&place), ["one.md", "two.md", "z.md"]);
    assert_eq!(names(folder.path()), ["a"]);
}

#[test]
fn what_was_put_in_its_place_is_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("old"), b"old").unwrap();
    let paths = [path("old"), path("new"), path("fails")];
    let stage = |path: &PathBuf| Staged::new(Target::of(path).unwrap(), b"bytes").unwrap();
    let mut staged: Vec<_> = paths.iter().map(|path| (path, stage(path))).collect();
    // The last fails only now: its name has become that of a folder.
    fs::create_dir_all(path("fails/inside")).unwrap();
    assert!(commit_all(&mut staged, true, Vec::new()).is_err());
    drop(staged);
    assert_eq!(fs::read(path("old")).unwrap(), b"old");
    assert_eq!(names(folder.path()), ["fails", "old"]);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
    use std::process::Command;

    use super::*;
    use std::fs::OpenOptions;

    fn is_root() -> bool {
        fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
    }

    #[test]
    fn mode_and_links_stay() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link, further) =
            (folder.path().join("out.txt"), folder.path().join("link"), folder.path().join("further"));
        write(&path, b"one").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o4640)).unwrap();
        symlink("out.txt", &link).unwrap();
        symlink(&link, &further).unwrap();
        write(&further, b"two").unwrap();
        assert!(link.is_symlink() && further.is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o4640);
    }

    #[test]
    fn a_link_to_nothing_gets_its_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("real")).unwrap();
        let link = folder.path().join("link");
        symlink("real/out.txt", &link).unwrap();
        write(&link, b"one").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read(folder.path().join("real/out.txt")).unwrap(), b"one");
        let circle = folder.path().join("circle");
        symlink("circle", &circle).unwrap();
        assert!(write(&circle, b"one").is_err());
        assert!(circle.is_symlink());
    }

    #[test]
    fn every_name_of_a_file_has_the_new_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (folder.path().join("one"), folder.path().join("other"));
        fs::write(&one, "a longer old text").unwrap();
        fs::hard_link(&one, &other).unwrap();
        write(&one, b"new").unwrap();
        assert_eq!(fs::read(&other).unwrap(), b"new");
        assert_eq!(fs::metadata(&one).unwrap().nlink(), 2);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn the_owner_stays() {
        // Only root can give a file away.
        if !is_root() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.txt");
        fs::write(&path, "old").unwrap();
        std::os::unix::fs::chown(&path, Some(1000), Some(1001)).unwrap();
        write(&path, b"new").unwrap();
        let metadata = fs::metadata(&path).unwrap();
        assert_eq!((metadata.uid(), metadata.gid(), metadata.nlink()), (1000, 1001, 1));
    }

    #[test]
    fn a_pipe_is_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read(pipe).unwrap()
        });
        write(&pipe, b"through").unwrap();
        assert_eq!(reader.join().unwrap(), b"through");
        assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    }

    #[test]
    fn a_device_stays_a_device() {
        let folder = tempfile::tempdir().unwrap();
        let null = folder.path().join("null");
        // A device of our own, with the numbers of the null device: only root can make one.
        let made = Command::new("mknod").arg(&null).args(["c", "1", "3"]).output();
        if !is_root() || !made.is_ok_and(|output| output.status.success()) {
            return;
        }
        // A folder that takes no devices has a file that cannot be opened.
        if OpenOptions::new().write(true).open(&null).is_err() {
            return;
        }
        write(&null, b"away").unwrap();
        assert!(fs::metadata(&null).unwrap().file_type().is_char_device());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
