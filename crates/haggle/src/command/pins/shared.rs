//! The options that the verbs share.

use std::path::PathBuf;
use std::process::ExitCode;

use haggle_govern::pins::PinDraft;

use crate::context::Context;
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
    /// How to print the change
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

impl WriteArguments {
    /// Writes the change where that is asked for, and shows it.
    pub fn finish(&self, inputs: &PinInputs, draft: &PinDraft) -> Result<ExitCode, Failure> {
        if self.write {
            write_files(inputs, draft)?;
        }
        match self.format {
            OutputFormat::Text => terminal::out(&pin_draft::text(draft, self.write))?,
            OutputFormat::Json => terminal::out_json(&pin_draft::json(draft, self.write))?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl LookArguments {
    /// The files.
    pub fn read(&self, context: &Context) -> Result<PinInputs, Failure> {
        self.lists.read(context)
    }
}

/// Writes the files, all or none.
pub fn write_files(inputs: &PinInputs, draft: &PinDraft) -> Result<(), Failure> {
    let mut written: Vec<(PathBuf, &[u8])> = Vec::new();
    for file in &draft.files {
        written.push((inputs.place(&file.path)?, &file.after));
    }
    files::write_all(&written)
}
