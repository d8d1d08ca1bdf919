//! What a recorded snapshot knows of a project: each release with its files and requirements.
//!
//! `cargo run --example recorded -- snapshot.json six`

use std::error::Error;

use haggle_index::Snapshot;
use haggle_spec::PackageName;
use haggle_spec::release::{PackageFacts, ReleaseMetadata};

/// One line for each release.
pub fn report(bytes: &[u8], name: &PackageName) -> Result<String, Box<dyn Error>> {
    let snapshot = Snapshot::read(bytes)?;
    Ok(match snapshot.facts.packages.get(name) {
        None => format!("{name}: not recorded\n"),
        Some(PackageFacts::Unavailable { reason }) => format!("{name}: {reason}\n"),
        Some(PackageFacts::Releases(releases)) => {
            let lines = releases.iter().map(|(version, release)| {
                let requirements = match &release.metadata {
                    ReleaseMetadata::Known { requirements, .. } => {
                        format!("{} requirements", requirements.len())
                    }
                    ReleaseMetadata::Unknown { reason } => format!("unknown requirements: {reason}"),
                    _ => "requirements not recorded".to_owned(),
                };
                format!("{name} {version}: {} files, {requirements}\n", release.files.len())
            });
            lines.collect()
        }
    })
}

/// Reads the file and prints the releases.
pub fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, name] = arguments.as_slice() else { return Err("SNAPSHOT NAME".into()) };
    print!("{}", report(&std::fs::read(path)?, &name.parse()?)?);
    Ok(())
}
