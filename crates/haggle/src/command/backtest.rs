//! `haggle evaluate --backtest EVENTS`: recorded moves against what the model would have said.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use haggle_govern::data::InputErrors;
use haggle_govern::history::{
    BacktestInputs, Event, Kinds, judge, read_import_facts, read_moves, report, with_import_facts,
    with_recorded_imports,
};
use haggle_tradeoff::Options;

use crate::input::family::{Family, recorded, refused};
use crate::input::reading;
use crate::output::failure::Failure;
use crate::output::format::OutputFormat;
use crate::output::progress::Progress;
use crate::output::{backtest as render, terminal};

/// What to replay.
#[derive(Debug, clap::Args)]
pub struct BacktestArguments {
    /// Replay recorded moves of requirements (JSON) against what the model and precedent would have said of each, instead
    #[arg(long, value_name = "EVENTS", conflicts_with_all = ["features", "records"])]
    pub backtest: Option<PathBuf>,
    /// What imported the distribution of each move, one entry per move (JSON); else as the family's history has it
    #[arg(long, value_name = "FILE", requires = "backtest")]
    pub import_facts: Option<PathBuf>,
}

/// Replays, and prints what came out. The result says nothing of what to do: the exit code is 0 whoever wins.
pub fn run(
    family: &Family,
    path: &Path,
    import_facts: Option<&Path>,
    options: Options,
    format: OutputFormat,
) -> Result<ExitCode, Failure> {
    let events = moves(family, path, import_facts)?;
    let (snapshot, _) = recorded(&family.source, &family.manifest)?;
    let nothing = Kinds::default();
    let inputs = BacktestInputs {
        manifest: &family.manifest,
        catalogue: &family.catalogue,
        adoption: &family.adoption,
        values: &family.values,
        kinds: family.history.as_ref().map_or(&nothing, |history| &history.kinds),
        releases: &snapshot.facts,
        options,
    };
    let progress = Progress::start("judging events");
    let mut judged = Vec::with_capacity(events.len());
    for event in &events {
        judged.push(judge(event, &events, &inputs).map_err(|error| Failure::new(error.to_string()))?);
        progress.done(judged.len(), events.len(), "judging events");
    }
    drop(progress);
    let replay = report(judged, &events, &inputs);
    match format {
        OutputFormat::Json => {
            terminal::out_json(&replay)?;
        }
        OutputFormat::Text => terminal::out(&render::replay(&replay))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The moves of a file, with what is known of imports.
fn moves(family: &Family, path: &Path, import_facts: Option<&Path>) -> Result<Vec<Event>, Failure> {
    let moves = read(path, read_moves)?;
    if let Some(facts) = import_facts {
        let (n_moves, counts) = (moves.len(), read(facts, read_import_facts)?);
        return with_import_facts(moves, &counts).ok_or_else(|| {
            let (moves, facts) = (path.display(), facts.display());
            Failure::new(format!("`{facts}` has {} entries, and `{moves}` {n_moves} moves", counts.len()))
                .hint("import facts are one entry per move, in the same order")
        });
    }
    Ok(match &family.history {
        Some(history) => with_recorded_imports(moves, history),
        None => moves,
    })
}

/// Reads a file; every mistake is shown at its place.
fn read<T>(path: &Path, read: impl FnOnce(&str) -> Result<T, InputErrors>) -> Result<T, Failure> {
    let bytes = reading::bytes(path)?;
    let shown = path.display().to_string();
    let text = String::from_utf8(bytes).map_err(|error| {
        Failure::new(format!("`{shown}` is not UTF-8 at byte {}", error.utf8_error().valid_up_to()))
    })?;
    read(&text).map_err(|errors| refused(&shown, &text, &errors))
}
