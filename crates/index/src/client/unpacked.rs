//! Archives as files of a folder, within bounds: nothing outside of the folder is written, whatever the archive says.

use std::fs::{self, File};
use std::io::{self, Cursor, Read};
use std::path::{Component, Path, PathBuf};

use flate2::read::GzDecoder;
use zip::ZipArchive;

use crate::client::source_texts::ArchiveFormat;

/// The most bytes of all files together, and the most files.
const MOST_BYTES: u64 = 512 << 20;
const MOST_FILES: usize = 50_000;

/// Writes the files of a source distribution (`.zip`, else a gzipped tar) or of a wheel below a folder that is there. Links, devices and
/// what leads out of the folder are left out.
///
/// # Errors
/// The archive is broken or larger than 512 MiB or 50,000 files, or a file cannot be written. What was written before stays.
pub fn unpack(bytes: &[u8], filename: &str, folder: &Path) -> io::Result<()> {
    let extension = Path::new(filename).extension().unwrap_or_default().to_ascii_lowercase();
    let format =
        if extension == "zip" || extension == "whl" { ArchiveFormat::Zip } else { ArchiveFormat::GzippedTar };
    let mut room = Room { n_bytes: MOST_BYTES, n_files: MOST_FILES };
    match format {
        ArchiveFormat::GzippedTar => {
            let mut archive = tar::Archive::new(GzDecoder::new(bytes).take(2 * MOST_BYTES));
            for entry in archive.entries()? {
                let mut entry = entry?;
                if entry.header().entry_type().is_file() {
                    let path = entry.path()?.into_owned();
                    room.write(&mut entry, &path, folder)?;
                }
            }
        }
        ArchiveFormat::Zip => {
            let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(io::Error::other)?;
            for index in 0..archive.len() {
                let mut member = archive.by_index(index).map_err(io::Error::other)?;
                if member.is_file()
                    && let Some(path) = member.enclosed_name()
                {
                    room.write(&mut member, &path, folder)?;
                }
            }
        }
    }
    Ok(())
}

struct Room {
    n_bytes: u64,
    n_files: usize,
}

impl Room {
    fn write(&mut self, member: &mut dyn Read, path: &Path, folder: &Path) -> io::Result<()> {
        let parts = path.components().filter(|part| *part != Component::CurDir);
        let Some(inside) = parts.map(normal).collect::<Option<PathBuf>>() else { return Ok(()) };
        self.n_files = self.n_files.checked_sub(1).ok_or_else(too_large)?;
        let place = folder.join(inside);
        if let Some(parent) = place.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut file = File::create(place)?;
        let n_written = io::copy(&mut member.take(self.n_bytes + 1), &mut file)?;
        self.n_bytes = self.n_bytes.checked_sub(n_written).ok_or_else(too_large)?;
        Ok(())
    }
}

fn normal(part: Component<'_>) -> Option<PathBuf> {
    match part {
        Component::Normal(part) => Some(PathBuf::from(part)),
        _ => None,
    }
}

fn too_large() -> io::Error {
    io::Error::other(format!("it unpacks to more than {MOST_FILES} files or {MOST_BYTES} bytes"))
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn archive(members: &[(&str, tar::EntryType)]) -> Vec<u8> {
        let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        for (path, kind) in members {
            let mut header = tar::Header::new_gnu();
            // Set without the checks that a careful writer makes.
            header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
            header.set_entry_type(*kind);
            header.set_size(u64::from(kind.is_file()));
            header.set_mode(0o644);
            let _ = header.set_link_name("/etc/passwd");
            header.set_cksum();
            archive.append(&header, if kind.is_file() { &b"x"[..] } else { &[] }).unwrap();
        }
        archive.into_inner().unwrap().finish().unwrap()
    }

    #[test]
    fn only_files_inside_are_written() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("in");
        fs::create_dir(&folder).unwrap();
        let file = tar::EntryType::Regular;
        let bytes = archive(&[
            ("demo-1.0/link", tar::EntryType::Symlink),
            ("demo-1.0/link/passwd", file),
            ("../out", file),
            ("/tmp/out", file),
            ("demo-1.0/../../out", file),
            ("./demo-1.0/setup.py", file),
            ("demo-1.0/pipe", tar::EntryType::Fifo),
        ]);
        unpack(&bytes, "demo-1.0.tar.gz", &folder).unwrap();
        let names = |path: &Path| {
            let names = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name());
            let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
            names.sort();
            names
        };
        assert_eq!(names(outer.path()), ["in"]);
        assert_eq!(names(&folder), ["demo-1.0"]);
        // The link is not there, so that what is behind it is a file of a folder.
        assert_eq!(names(&folder.join("demo-1.0")), ["link", "setup.py"]);
        assert_eq!(names(&folder.join("demo-1.0/link")), ["passwd"]);
        assert!(unpack(b"x", "demo-1.0.tar.gz", &folder).is_err());
        assert!(unpack(b"x", "demo-1.0.zip", &folder).is_err());
    }
}
