//! What an index serves that has the facts of a snapshot, or the files of a folder.

use std::fmt;
use std::fs;
use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};

use haggle_index::Snapshot;
use haggle_spec::release::{DistributionFile, DistributionKind, PackageFacts, Release, ReleaseMetadata};
use haggle_spec::{Metadata, PackageName, Version};
use zip::ZipArchive;

use crate::index_server::{ContentRole, File, Form, IndexServer, gzipped_tar};

/// Releases of which a snapshot has no requirements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unrecorded {
    /// They are listed. Who needs one of them fails, with the reason.
    Listed,
    /// They are left out: what is resolved may be older than with the index that was recorded.
    LeftOut,
}

/// How much is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ServedCounts {
    /// The projects.
    pub projects: usize,
    /// The files that are listed.
    pub files: usize,
    /// Those of which the metadata is there.
    pub with_metadata: usize,
}

/// A file that cannot be served.
#[derive(Debug)]
pub struct ServedError {
    path: PathBuf,
    reason: String,
}

impl fmt::Display for ServedError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "cannot serve `{}`: {}", self.path.display(), self.reason)
    }
}

impl std::error::Error for ServedError {}

/// Serves a snapshot, or the distributions in a folder and in the folders in it.
///
/// # Errors
/// The file is not a snapshot, or something cannot be read.
pub fn serve(server: &IndexServer, path: &Path, unrecorded: Unrecorded) -> Result<ServedCounts, ServedError> {
    server.configure(|behaviour| behaviour.form = Form::Negotiated);
    let mut counts = ServedCounts::default();
    if path.is_dir() {
        serve_folder(server, path, 1, &mut counts)?;
    } else {
        let bytes = fs::read(path).map_err(|error| failed(path, &error))?;
        let snapshot = Snapshot::read(&bytes).map_err(|error| failed(path, &error))?;
        serve_snapshot(server, &snapshot, unrecorded, &mut counts);
    }
    counts.projects = server.n_projects();
    Ok(counts)
}

fn failed(path: &Path, reason: &dyn fmt::Display) -> ServedError {
    ServedError { path: path.to_owned(), reason: reason.to_string() }
}

fn serve_snapshot(
    server: &IndexServer,
    snapshot: &Snapshot,
    unrecorded: Unrecorded,
    counts: &mut ServedCounts,
) {
    for (name, package) in &snapshot.facts.packages {
        let PackageFacts::Releases(releases) = package else { continue };
        server.publish_nothing(name.as_str());
        for (version, release) in releases {
            for file in &release.files {
                let metadata = release.metadata_of(&file.filename);
                if *metadata == ReleaseMetadata::Unfetched && unrecorded == Unrecorded::LeftOut {
                    continue;
                }
                counts.files += 1;
                counts.with_metadata += usize::from(matches!(metadata, ReleaseMetadata::Known { .. }));
                server.publish(name.as_str(), recorded_file(name, version, release, file, metadata));
            }
        }
    }
}

/// A file of which the facts are known and the bytes are not. Instead of a source distribution there is an archive with its metadata
/// alone, which nothing can build; instead of a wheel, which could be installed, there is nothing.
fn recorded_file(
    name: &PackageName,
    version: &Version,
    release: &Release,
    file: &DistributionFile,
    metadata: &ReleaseMetadata,
) -> File {
    let python = file.requires_python.as_ref().or(release.requires_python.as_ref()).map(ToString::to_string);
    let mut served = File::new(&file.filename, Vec::new());
    served.yanked = release.yanked.clone().or_else(|| file.yanked.then(String::new));
    served.upload_time.clone_from(&release.uploaded);
    let known = match metadata {
        ReleaseMetadata::Known { requirements, provides_extra } => {
            let requirements =
                requirements.iter().map(|requirement| format!("Requires-Dist: {requirement}\n"));
            let extras = provides_extra.iter().map(|extra| format!("Provides-Extra: {extra}\n"));
            let python = python.iter().map(|python| format!("Requires-Python: {python}\n"));
            let head = format!("Metadata-Version: 2.2\nName: {name}\nVersion: {version}\n");
            Some(std::iter::once(head).chain(python).chain(extras).chain(requirements).collect::<String>())
        }
        _ => None,
    };
    served.role = match (&known, &file.kind, metadata) {
        (Some(text), DistributionKind::Sdist, _) if file.filename.ends_with(".tar.gz") => {
            let folder = file.filename.trim_end_matches(".tar.gz");
            served.content = gzipped_tar(&[(format!("{folder}/PKG-INFO"), text)]);
            ContentRole::StandIn
        }
        (None, _, ReleaseMetadata::Unknown { reason }) => {
            ContentRole::Absent(format!("the requirements of {name} {version} are unknown: {reason}\n"))
        }
        (None, ..) => ContentRole::Absent(format!(
            "the snapshot does not have the requirements of {name} {version}: record it with more, or serve it with --recorded-only\n"
        )),
        (Some(_), ..) => {
            ContentRole::Absent("a snapshot has the metadata of this file, and not its bytes\n".to_owned())
        }
    };
    served.metadata = known;
    served.requires_python = python;
    served
}

fn serve_folder(
    server: &IndexServer,
    folder: &Path,
    depth: usize,
    counts: &mut ServedCounts,
) -> Result<(), ServedError> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut paths: Vec<PathBuf> =
        entries.map_err(|error| failed(folder, &error))?.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if depth > 0 {
                serve_folder(server, &path, depth - 1, counts)?;
            }
            continue;
        }
        let filename = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let Some((name, _, file)) = DistributionFile::from_filename(&filename) else { continue };
        let bytes = fs::read(&path).map_err(|error| failed(&path, &error))?;
        let mut served = File::new(&filename, bytes);
        if file.kind != DistributionKind::Sdist {
            let text = wheel_metadata(&served.content).map_err(|error| failed(&path, &error))?;
            served.requires_python =
                Metadata::parse(&text).0.requires_python.map(|python| python.to_string());
            served.metadata = Some(text);
            counts.with_metadata += 1;
        }
        counts.files += 1;
        server.publish(name.as_str(), served);
    }
    Ok(())
}

fn wheel_metadata(bytes: &[u8]) -> Result<String, Box<dyn std::error::Error>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    for at in 0..archive.len() {
        let mut member = archive.by_index(at)?;
        if member.name()?.ends_with(".dist-info/METADATA") {
            let mut text = Vec::new();
            member.read_to_end(&mut text)?;
            return Ok(String::from_utf8_lossy(&text).into_owned());
        }
    }
    Err("it has no metadata".into())
}
