//! One file of a release as text: `NAME[ SIZE][ yanked][ attested][ pythonRANGE]`, with `*` for the version.

use haggle_spec::PackageName;
use haggle_spec::Version;
use haggle_spec::release::{DistributionFile, DistributionKind, Release, ReleaseId};

use crate::snapshot::fault::Fault;

/// The mark of a file that was yanked while its release was not.
const YANKED: &str = "yanked";
/// The mark of a file with attestations.
const ATTESTED: &str = "attested";
/// What comes before a file's own `Requires-Python`.
const PYTHON: &str = "python";

/// All that is known of a file but its date.
pub(super) fn encoded(version: &str, file: &DistributionFile, release: &Release) -> String {
    let mut words = vec![starred(version, &file.filename)];
    words.extend(file.size.map(|size| size.to_string()));
    if file.yanked && release.yanked.is_none() {
        words.push(YANKED.to_owned());
    }
    if file.attested == Some(true) {
        words.push(ATTESTED.to_owned());
    }
    words.extend(file.requires_python.as_ref().map(|range| format!("{PYTHON}{range}")));
    words.join(" ")
}

/// The files that are kept of a release whose requirements are not: those that show that it can be installed.
pub(super) fn encoded_for_unrecorded(version: &str, release: &Release) -> Vec<String> {
    let anywhere = |file: &&DistributionFile| match file.kind {
        DistributionKind::Sdist => true,
        DistributionKind::Wheel { .. } => file.filename.ends_with("-none-any.whl"),
    };
    let name = |file: &DistributionFile| {
        let mut bare = file.clone();
        bare.size = None;
        bare.attested = None;
        encoded(version, &bare, release)
    };
    let kept: Vec<String> = release.files.iter().filter(anywhere).map(name).collect();
    if kept.is_empty() { release.files.iter().map(name).collect() } else { kept }
}

/// The file that `text` describes.
pub(super) fn decoded(
    name: &PackageName,
    version: &Version,
    text: &str,
    release: &Release,
) -> Result<DistributionFile, Fault> {
    let mut words = text.split(' ');
    let filename = words.next().unwrap_or_default().replace('*', &version.to_string());
    let (found_name, found_version, mut file) =
        DistributionFile::from_filename(&filename).ok_or_else(|| Fault::NotAFile(filename.clone()))?;
    if found_name != *name || found_version != *version {
        return Err(Fault::OtherFile { filename, release: ReleaseId::new(name.clone(), version.clone()) });
    }
    file.yanked = release.yanked.is_some();
    for word in words {
        if word == YANKED {
            file.yanked = true;
        } else if word == ATTESTED {
            file.attested = Some(true);
        } else if let Some(range) = word.strip_prefix(PYTHON) {
            file.requires_python =
                Some(range.parse().map_err(|error| Fault::Python { error, text: text.to_owned() })?);
        } else {
            let size =
                word.parse().map_err(|_| Fault::Size { word: word.to_owned(), text: text.to_owned() })?;
            file.size = Some(size);
        }
    }
    Ok(file)
}

/// Replaces the one place where the version is between the name and the rest.
pub(super) fn starred(version: &str, filename: &str) -> String {
    let with_dash = format!("-{version}");
    let mut places = filename.match_indices(&with_dash);
    let fits = |rest: &str| rest.starts_with('-') || [".tar.gz", ".zip"].contains(&rest);
    match (places.next(), places.next()) {
        (Some((start, found)), None) if fits(&filename[start + found.len()..]) => {
            format!("{}-*{}", &filename[..start], &filename[start + found.len()..])
        }
        _ => filename.to_owned(),
    }
}
