//! The options that the verbs share.

use std::path::PathBuf;
use std::process::ExitCode;

use haggle_govern::change::ChangeDraft;
use haggle_govern::data::Feature;
use haggle_govern::objection::{Objection, is_refused};
use haggle_govern::pins::PinDraft;

use crate::command::publishing::{OverrideArguments, PublishArguments};
use crate::context::Context;
use crate::input::committer::{completing, signer};
use crate::input::family::{self, Family, FamilyFiles, Source};
use crate::input::pin_facts::FactArguments;
use crate::input::pin_inputs::{ListArguments, PinInputs};
use crate::output::failure::{FINDINGS, Failure};
use crate::output::format::OutputFormat;
use crate::output::pin_draft::{self, PinOutcome};
use crate::output::{files, terminal};

/// What a verb looks at.
#[derive(Debug, clap::Args)]
pub struct LookArguments {
    #[command(flatten)]
    pub lists: ListArguments,
    #[command(flatten)]
    pub facts: FactArguments,
}

/// What becomes of a change.
#[derive(Debug, clap::Args)]
pub struct WriteArguments {
    /// Write the files; without it, the change is only shown
    #[arg(long)]
    pub write: bool,
    /// Push the change to the review system: as a new change, or as the next version of the one that is open
    #[arg(long)]
    pub push: bool,
    /// Add `Signed-off-by`, with the identity of git
    #[arg(long)]
    signoff: bool,
    #[command(flatten)]
    overrides: OverrideArguments,
    /// How to print the change
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

impl WriteArguments {
    /// Writes or pushes the change where that is asked for and nothing speaks against it, and shows it: exit code 1 where it is refused.
    pub fn finish(
        &self,
        context: &Context,
        inputs: &PinInputs,
        facts: &FactArguments,
        mut draft: PinDraft,
    ) -> Result<ExitCode, Failure> {
        let objections = self.complete(inputs, &mut draft)?;
        let is_refused = self.is_asked() && is_refused(&objections);
        if self.push && !is_refused {
            return self.publish(context, inputs, facts, &draft);
        }
        let is_written = self.write && !is_refused;
        if is_written {
            write_files(context, inputs, facts, &draft)?;
        }
        let outcome = PinOutcome { is_written, is_refused, objections: &objections };
        match self.format {
            OutputFormat::Text => terminal::out(&pin_draft::text(&draft, &outcome))?,
            OutputFormat::Json => terminal::out_json(&pin_draft::json(&draft, &outcome))?,
        }
        Ok(if is_refused { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
    }

    /// Whether the change is to be written or pushed.
    pub fn is_asked(&self) -> bool {
        self.write || self.push
    }

    /// Writes the message as the family does, signed off where that is asked for. What the release process has against the change; a family
    /// that nobody described has none.
    pub fn complete(&self, inputs: &PinInputs, draft: &mut PinDraft) -> Result<Vec<Objection>, Failure> {
        if self.signoff {
            draft.message.signed_off_by = Some(signer()?);
        }
        let Some((_, manifest)) = &inputs.manifest else {
            return self.overrides.names(&[]).map(|_| Vec::new());
        };
        let entry = &manifest.requirements;
        let is_shared = draft.files.iter().any(|file| inputs.is_shared(&file.path));
        let branch = is_shared.then_some((&entry.project, entry.branch.as_str()));
        let objections = self.overrides.process(manifest, draft.effect, branch, (self.write, self.push))?;
        draft.by_template(&manifest.messages, &objections);
        Ok(objections)
    }

    /// Pushes the change, and writes it, too, where that is asked for.
    pub fn publish(
        &self,
        context: &Context,
        inputs: &PinInputs,
        facts: &FactArguments,
        draft: &PinDraft,
    ) -> Result<ExitCode, Failure> {
        let manifest = inputs.family()?;
        let (source, _) = Source::locate(context)?;
        let other = draft.files.iter().find(|file| !inputs.is_shared(&file.path));
        if let (Some(other), false) = (other, self.write) {
            let message = format!(
                "`{}` changes, too, and {} does not have it",
                other.path, manifest.requirements.project
            );
            return Err(
                Failure::new(message).hint("with `--write` beside `--push`, the files here are written, too")
            );
        }
        let shared = draft.files.iter().filter(|file| inputs.is_shared(&file.path));
        let mut change = ChangeDraft {
            project: manifest.requirements.project.clone(),
            branch: manifest.requirements.branch.clone(),
            topic: None,
            message: draft.message.clone(),
            files: shared.cloned().collect(),
        };
        completing(&source, manifest, false)?(&mut change);
        for note in &draft.notes {
            terminal::note(format_args!("note: {note}"));
        }
        let ended = PublishArguments::pushing().publish(&source, manifest, vec![change], self.format)?;
        if self.write && ended == ExitCode::SUCCESS {
            write_files(context, inputs, facts, draft)?;
        }
        Ok(ended)
    }
}

impl LookArguments {
    /// The files.
    pub fn read(&self, context: &Context) -> Result<PinInputs, Failure> {
        self.lists.read(context)
    }
}

/// Writes the files, all or none. Where an index was asked, what the family's snapshot lacks for them is then added to it: a pin that the
/// snapshot does not have would leave it out of date.
pub fn write_files(
    context: &Context,
    inputs: &PinInputs,
    facts: &FactArguments,
    draft: &PinDraft,
) -> Result<(), Failure> {
    let mut written: Vec<(PathBuf, &[u8])> = Vec::new();
    for file in &draft.files {
        written.push((inputs.place(&file.path)?, &file.after));
    }
    files::write_all(&written)?;
    if facts.asks_index() && inputs.family().is_ok() {
        // The files are written, whatever becomes of it.
        complete_snapshot(context, facts).unwrap_or_else(|failure| {
            terminal::err_line(format_args!("note: the snapshot was not completed: {failure}"));
        });
    }
    Ok(())
}

/// Adds to the family's snapshot what it lacks, if there is one.
fn complete_snapshot(context: &Context, facts: &FactArguments) -> Result<(), Failure> {
    let (source, name) = Source::locate(context)?;
    let manifest = family::manifest(&source, &name)?;
    let place = manifest.data.snapshot.as_deref().and_then(|path| source.on_disk(path));
    if !place.is_some_and(|place| place.is_file()) {
        return Ok(());
    }
    let family = Family::load(context)?;
    let files = FamilyFiles::load(&family.source, &family.manifest)?;
    let features: Vec<&Feature> = family.catalogue.features.iter().collect();
    facts.completion().facts(&family, &files, &features).map(drop)
}
