//! `--write` and `--push` of the commands that draft changes.

use std::process::ExitCode;

use haggle_govern::change::ChangeDraft;
use haggle_govern::data::{Manifest, ProjectName};
use haggle_govern::objection::{ChangeEffect, Objection, Objections, unknown_freeze};
use haggle_spec::is_hidden;

use crate::input::family::Source;
use crate::output::failure::Failure;
use crate::output::format::OutputFormat;
use crate::output::terminal;

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

/// What is drafted although something speaks against it.
#[derive(Debug, Default, clap::Args)]
pub struct OverrideArguments {
    /// Draft it although this speaks against it: the name that a refusal shows; the messages then say so
    #[arg(long = "override", value_name = "NAME")]
    overrides: Vec<String>,
}

impl OverrideArguments {
    /// Whether a name is given, whatever it is of.
    pub fn has(&self, name: &str) -> bool {
        self.overrides.iter().any(|other| other == name)
    }

    /// The names: each of an objection, or of `others`.
    pub fn names(&self, others: &[String]) -> Result<Vec<String>, Failure> {
        let mut known: Vec<&str> = Objection::NAMES.to_vec();
        known.extend(others.iter().map(String::as_str).filter(|name| !Objection::NAMES.contains(name)));
        match self.overrides.iter().find(|name| !known.contains(&name.as_str())) {
            Some(name) => {
                Err(Failure::new(format!("nothing that speaks against a change is named `{name}`"))
                    .hint(format!("names: {}", known.join(", "))))
            }
            None => Ok(self.overrides.clone()),
        }
    }

    /// What the release process says of a change to some branches. Where nobody knows whether a freeze is in force, and the change is
    /// written and not pushed, that is said.
    pub fn process<'b>(
        &self,
        manifest: &Manifest,
        effect: ChangeEffect,
        branches: impl IntoIterator<Item = (&'b ProjectName, &'b str)>,
        (writes, pushes): (bool, bool),
    ) -> Result<Vec<Objection>, Failure> {
        let overrides = self.names(&[])?;
        let mut objections = Objections::new(manifest, &overrides);
        objections.of_process(effect, branches, pushes);
        if writes && !pushes && effect == ChangeEffect::Changes {
            note_unknown_freeze(manifest);
        }
        Ok(objections.found)
    }
}

/// Says that nobody knows whether a freeze is in force, where that is so.
pub fn note_unknown_freeze(manifest: &Manifest) {
    if let Some(unknown) = unknown_freeze(manifest) {
        terminal::note(format_args!("note: {unknown}: `--push` is refused"));
    }
}

/// A text that goes into a message as it is.
pub fn message_text(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("it is empty".to_owned()),
        text if text.contains(is_hidden) => Err("it has a line break or another control in it".to_owned()),
        text => Ok(text.to_owned()),
    }
}

impl PublishArguments {
    /// Whether a change is to be written, and whether it is to be pushed.
    pub fn asked(&self) -> (bool, bool) {
        (self.write, self.push)
    }

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
