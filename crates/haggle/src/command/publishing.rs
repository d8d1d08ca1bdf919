//! `--write` and `--push` of the commands that draft changes.

use std::process::ExitCode;

use haggle_govern::change::ChangeDraft;
use haggle_govern::data::Manifest;

use crate::input::family::Source;
use crate::output::failure::Failure;
use crate::output::format::OutputFormat;

/// What becomes of drafted changes; without an option they are only shown.
#[derive(Debug, clap::Args)]
pub struct PublishArguments {
    /// Commit each change on a branch of its checkout that is named after the topic; files, index and what is checked out stay
    #[arg(long)]
    write: bool,
    /// Push the changes to the review system: as new changes, or as the next version of those that are open
    #[arg(long)]
    push: bool,
}

impl PublishArguments {
    /// `--push` alone, for commands whose `--write` writes their files.
    pub fn pushing() -> Self {
        Self { write: false, push: true }
    }

    /// Whether something is to be done, for which a build needs the client of review systems.
    pub fn is_asked(&self) -> bool {
        self.write || self.push
    }

    /// Whether something is to be pushed.
    pub fn pushes(&self) -> bool {
        self.push
    }

    /// Writes and pushes drafts as it was asked for, and prints what became of each: exit code 1 where somebody has to look at one.
    #[cfg_attr(
        not(feature = "live"),
        expect(clippy::unused_self, reason = "nothing is published without the client")
    )]
    pub fn publish(
        &self,
        source: &Source,
        manifest: &Manifest,
        drafts: Vec<ChangeDraft>,
        format: OutputFormat,
    ) -> Result<ExitCode, Failure> {
        #[cfg(feature = "live")]
        return live::print(&live::publish(self, source, manifest, drafts)?, format);
        #[cfg(not(feature = "live"))]
        {
            let _ = (source, manifest, drafts, format);
            Err(super::not_in_this_build())
        }
    }
}

#[cfg(feature = "live")]
mod live {
    use std::process::ExitCode;

    use haggle_govern::change::{ChangeDraft, ChangeSet};
    use haggle_govern::data::Manifest;
    use haggle_review::{Committer, NewCommit, ReviewError, ReviewErrorKind, TopicCommit, commit_on_topic};

    use super::PublishArguments;
    use crate::input::family::Source;
    use crate::input::review_system::{checkout, failed, review_system};
    use crate::output::failure::{FINDINGS, Failure};
    use crate::output::format::OutputFormat;
    use crate::output::progress::Progress;
    use crate::output::published::{self as render, PublishedRow, RowState};
    use crate::output::terminal;

    /// What became of each draft.
    pub(super) fn publish(
        asked: &PublishArguments,
        source: &Source,
        manifest: &Manifest,
        mut drafts: Vec<ChangeDraft>,
    ) -> Result<Vec<PublishedRow>, Failure> {
        for draft in &mut drafts {
            draft.topic = draft.topic.take().or_else(|| manifest.review.topic.clone());
        }
        let set = ChangeSet::new(drafts).map_err(|error| Failure::new(error.to_string()))?;
        let committer = Committer::of_git().map_err(|error| failed(&error))?;
        let mut rows = Vec::new();
        if asked.write {
            rows.extend(set.drafts().iter().map(|draft| written(source, manifest, draft, &committer)));
        }
        if asked.push {
            let reviewing = review_system(source, manifest)?;
            let _progress = Progress::start("publishing");
            let published = haggle_review::publish(&*reviewing.system, &set, &committer, &reviewing.settings);
            let published = published.map_err(|error| failed(&error))?;
            rows.extend(
                set.drafts().iter().zip(&published).map(|(draft, one)| PublishedRow::pushed(draft, one)),
            );
        }
        Ok(rows)
    }

    /// Prints what became of drafts: exit code 1 where somebody has to look at one.
    pub(super) fn print(rows: &[PublishedRow], format: OutputFormat) -> Result<ExitCode, Failure> {
        match format {
            OutputFormat::Text => terminal::out(&render::page(rows))?,
            OutputFormat::Json => terminal::out_json(&render::json(rows))?,
        }
        let is_any = rows.iter().any(PublishedRow::is_left);
        Ok(if is_any { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
    }

    /// A draft on a branch of its checkout.
    fn written(
        source: &Source,
        manifest: &Manifest,
        draft: &ChangeDraft,
        committer: &Committer,
    ) -> PublishedRow {
        let topic = draft.topic.as_deref().unwrap_or("haggle");
        let message = draft.message.to_string();
        let new = NewCommit { base: "", files: &draft.files, message: &message, committer, version: 0 };
        let done = match checkout(source, manifest, &draft.project) {
            Some(folder) => {
                let patience = std::time::Duration::from_secs(60);
                commit_on_topic(&folder, (&draft.branch, topic), &new, patience)
            }
            None => Err(ReviewError::new(
                draft.project.to_string(),
                ReviewErrorKind::Io,
                "the family has no checkout of it",
            )),
        };
        let state = match done {
            Ok(TopicCommit::Written(commit)) => {
                RowState::Done("written", format!("{commit} on branch {topic}"))
            }
            Ok(TopicCommit::There(commit)) => {
                RowState::Done("unchanged", format!("{commit} on branch {topic}"))
            }
            Ok(TopicCommit::NothingLeft) => {
                RowState::Done("nothing left", "the branch has it already".to_owned())
            }
            Err(error) => RowState::Failed(error.to_string()),
        };
        PublishedRow::new(draft, state)
    }
}
