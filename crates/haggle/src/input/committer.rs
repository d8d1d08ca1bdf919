//! Who commits, in git's words, and the commits that repositories are at: what Change-Ids and sign-offs are made of.

use std::cell::RefCell;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use haggle_govern::change::{ChangeDraft, ChangeId, GivenChangeIds};
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

/// Who commits in a family's repositories, and when: unless git's variable says it, at the time of the commit that the shared lists are
/// at. So the same drafts have the same Change-Ids whenever they are made, and two that publish at once make one change. A family that is
/// not in git has a committer of its own.
pub fn committer(source: &Source, manifest: &Manifest) -> String {
    let of_git = || {
        let folder = repository(source, &manifest.requirements.path)?;
        let who = identity()?;
        if std::env::var_os("GIT_COMMITTER_DATE").is_some() {
            return Some(who);
        }
        let seconds = git(&folder, &["show", "--no-patch", "--format=%ct", "HEAD"]);
        Some(seconds.map_or_else(|| who.clone(), |seconds| format!("{} {seconds} +0000", named(&who))))
    };
    of_git().unwrap_or_else(|| format!("haggle <haggle@localhost> {} +0000", manifest.family.as_of))
}

/// Name and address of git's words for a committer.
fn named(who: &str) -> &str {
    who.rfind('>').map_or(who, |end| &who[..=end])
}

/// Gives a draft what is known only where it is committed: a sign-off where `signs` asks for one, and the Change-Id.
pub fn completing<'a>(
    source: &'a Source,
    manifest: &'a Manifest,
    signs: bool,
) -> Result<impl Fn(&mut ChangeDraft) + 'a, Failure> {
    let signed = signs.then(signer).transpose()?;
    let committer = committer(source, manifest);
    let given = RefCell::new(GivenChangeIds::default());
    Ok(move |draft: &mut ChangeDraft| {
        let shared = &manifest.requirements;
        let projects = manifest.projects.iter().map(|entry| (&entry.name, &entry.branch, &entry.path));
        let mut places = std::iter::once((&shared.project, &shared.branch, &shared.path)).chain(projects);
        let place = places.find(|(name, branch, _)| **name == draft.project && **branch == draft.branch);
        let head = place.and_then(|(_, _, path)| head(source, path));
        if signed.is_some() {
            draft.message.signed_off_by.clone_from(&signed);
        }
        let message = draft.message.to_string();
        let id = |head: Option<&str>| ChangeId::compute(&committer, head, &message);
        draft.message.change_id = Some(given.borrow_mut().distinct(&draft.project, head.as_deref(), &id));
    })
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
    let signer = identity().map(|who| named(&who).to_owned());
    signer.ok_or_else(|| {
        Failure::new("git knows neither name nor address to sign off with")
            .hint("`git config --global user.name NAME` and `git config --global user.email ADDRESS`")
    })
}
