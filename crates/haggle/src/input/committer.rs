//! Who commits, in git's words, and the commits that repositories are at: what Change-Ids and sign-offs are made of.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use haggle_govern::data::Manifest;

use super::checkout::Repository;
use super::family::{Source, join};
use super::program_output::printed;
use crate::output::failure::Failure;

/// The longest that git may take to answer.
const LONGEST: Duration = Duration::from_secs(10);

/// What git prints in a folder, where it is there and answers.
fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    if !folder.as_os_str().is_empty() {
        command.arg("-C").arg(folder);
    }
    let (text, is_good) = printed(command.args(arguments), LONGEST).ok()?;
    Some(text.trim_end().to_owned()).filter(|text| is_good && !text.is_empty())
}

/// Who commits in a family's repositories, and when. A family that is not in git has a committer of its own, so that the same drafts
/// have the same Change-Ids.
pub fn committer(source: &Source, manifest: &Manifest) -> String {
    let is_in_git = repository(source, &manifest.requirements.path).is_some();
    is_in_git
        .then(identity)
        .flatten()
        .unwrap_or_else(|| format!("haggle <haggle@localhost> {} +0000", manifest.family.as_of))
}

/// The commit that the repository in a folder of the family is at.
pub fn head(source: &Source, path: &str) -> Option<String> {
    let folder = repository(source, path)?;
    git(&folder, &["rev-parse", "--verify", "--quiet", "HEAD"])
}

/// A folder of the family that is a checkout by itself.
fn repository(source: &Source, path: &str) -> Option<std::path::PathBuf> {
    let Source::Folder(_) = source else { return None };
    let folder = source.on_disk(&join("", path))?;
    Repository::read(&folder).ok().flatten().map(|_| folder)
}

/// Who commits by the user's own configuration: that of a checkout is not read.
fn identity() -> Option<String> {
    git(&std::env::temp_dir(), &["var", "GIT_COMMITTER_IDENT"])
}

/// Name and address for a `Signed-off-by`: those of git's own configuration.
pub fn signer() -> Result<String, Failure> {
    let signer = identity().and_then(|ident| Some(ident[..=ident.rfind('>')?].to_owned()));
    signer.ok_or_else(|| {
        Failure::new("git knows neither name nor address to sign off with")
            .hint("`git config --global user.name NAME` and `git config --global user.email ADDRESS`")
    })
}
