//! `haggle man FOLDER`: the pages of the manual, one for each command.

use std::path::PathBuf;
use std::process::ExitCode;

use clap_mangen::Man;

use crate::input::clock::recording_time;
use crate::output::failure::Failure;
use crate::output::{files, terminal};

/// Where to.
#[derive(Debug, clap::Args)]
pub struct ManArguments {
    /// The folder for the pages; it is made where there is none
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

/// Writes `haggle.1`, and `haggle-COMMAND.1` for each command and each below it. They are of today, or of the day of `SOURCE_DATE_EPOCH`.
pub fn run(arguments: &ManArguments, mut program: clap::Command) -> Result<ExitCode, Failure> {
    let folder = &arguments.folder;
    let date = recording_time()?.to_string();
    let day = date.split('T').next().unwrap_or_default();
    std::fs::create_dir_all(folder).map_err(|error| Failure::io("create", folder, &error))?;
    program.build();
    let mut n_pages = 0;
    let mut left = vec![program];
    while let Some(command) = left.pop() {
        left.extend(command.get_subcommands().filter(|below| is_shown(below)).cloned());
        let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
        let mut page = Vec::new();
        Man::new(command)
            .title(name.to_uppercase())
            .date(day)
            .source(concat!("haggle ", env!("CARGO_PKG_VERSION")))
            .manual("User Commands")
            .render(&mut page)
            .map_err(|error| Failure::new(format!("the page of `{name}` cannot be written: {error}")))?;
        files::write(&folder.join(format!("{name}.1")), &page)?;
        n_pages += 1;
    }
    terminal::note(format_args!("{}: {n_pages} pages", folder.display()));
    Ok(ExitCode::SUCCESS)
}

/// `help` has no options of its own, and what is hidden is not for users.
fn is_shown(command: &clap::Command) -> bool {
    command.get_name() != "help" && !command.is_hide_set()
}
