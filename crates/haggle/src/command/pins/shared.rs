//! The options that the verbs share.

use std::path::PathBuf;
use std::process::ExitCode;

use haggle_govern::change::ChangeDraft;
use haggle_govern::data::Feature;
use haggle_govern::pins::PinDraft;

use crate::command::publishing::PublishArguments;
use crate::context::Context;
use crate::input::committer::{completing, signer};
use crate::input::family::{self, Family, FamilyFiles, Source};
use crate::input::pin_facts::FactArguments;
use crate::input::pin_inputs::{ListArguments, PinInputs};
use crate::output::failure::Failure;
use crate::output::format::OutputFormat;
use crate::output::{files, pin_draft, terminal};

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
    /// How to print the change
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

impl WriteArguments {
    /// Writes or pushes the change where that is asked for, and shows it.
    pub fn finish(
        &self,
        context: &Context,
        inputs: &PinInputs,
        facts: &FactArguments,
        mut draft: PinDraft,
    ) -> Result<ExitCode, Failure> {
        self.sign(&mut draft)?;
        if self.push {
            return self.publish(context, inputs, facts, &draft);
        }
        if self.write {
            write_files(context, inputs, facts, &draft)?;
        }
        match self.format {
            OutputFormat::Text => terminal::out(&pin_draft::text(&draft, self.write))?,
            OutputFormat::Json => terminal::out_json(&pin_draft::json(&draft, self.write))?,
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Signs the change off where that is asked for.
    pub fn sign(&self, draft: &mut PinDraft) -> Result<(), Failure> {
        if self.signoff {
            draft.message.signed_off_by = Some(signer()?);
        }
        Ok(())
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
