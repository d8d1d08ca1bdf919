//! `haggle evaluate [FEATURE...]`: the main job, from files and release facts to decisions.

use std::process::ExitCode;

use haggle_govern::data::Feature;
use haggle_govern::decision::EnvironmentOutcome;
use haggle_govern::evaluation::{self, Evaluation, EvaluationInputs, Placing};
use haggle_govern::known::Known;
use haggle_tradeoff::Options;

use crate::command::backtest::{self, BacktestArguments};
use crate::context::Context;
use crate::input::family::{Family, FamilyFiles, advisories, decisions};
use crate::input::live_arguments::LiveArguments;
use crate::input::named;
use crate::output::evaluation as render;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::format::OutputFormat;
use crate::output::page::Page;
use crate::output::progress::Progress;
use crate::output::records::{self, RecordArguments};
use crate::output::terminal;
use crate::program;

/// What to evaluate, and how to show it.
#[derive(Debug, clap::Args)]
pub struct EvaluateArguments {
    /// Features to show in full (default: a table of all)
    #[arg(value_name = "FEATURE")]
    features: Vec<String>,
    #[command(flatten)]
    backtest: BacktestArguments,
    /// How to print the result
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
    /// How often to draw uncertain facts and weights
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..))]
    samples: u32,
    /// The seed of the draws: the same seed gives the same result
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    records: RecordArguments,
    #[command(flatten)]
    live: LiveArguments,
}

impl EvaluateArguments {
    /// Whether an index is to be asked.
    pub fn asks_index(&self) -> bool {
        self.live.live
    }
}

/// Evaluates, prints, and writes the records.
pub fn run(arguments: &EvaluateArguments, context: &Context) -> Result<ExitCode, Failure> {
    let family = Family::load(context)?;
    if let BacktestArguments { backtest: Some(events), import_facts } = &arguments.backtest {
        let options = Options { samples: arguments.samples, seed: arguments.seed };
        return backtest::run(&family, events, import_facts.as_deref(), options, arguments.format);
    }
    let features = chosen(&family, &arguments.features)?;
    let options = Options { samples: arguments.samples, seed: arguments.seed };
    let files = FamilyFiles::load(&family.source, &family.manifest)?;
    let evaluation = evaluate(&family, &files, &features, options, &arguments.live)?;
    match arguments.format {
        OutputFormat::Json => terminal::out_json(&evaluation)?,
        OutputFormat::Text if arguments.features.is_empty() => terminal::out(&render::summary(&evaluation))?,
        OutputFormat::Text => terminal::out(&render::features(&evaluation))?,
    }
    let folder = records::write(&arguments.records, &family.source.results(), &evaluation)?;
    if let (OutputFormat::Text, Some(folder)) = (arguments.format, folder) {
        let mut page = Page::new();
        page.paragraph(format_args!("records: {}", folder.display()));
        terminal::out(&page)?;
    }
    verdict(&evaluation)
}

/// Evaluates a family on its recorded facts.
pub fn evaluate(
    family: &Family,
    files: &FamilyFiles,
    features: &[&Feature],
    options: Options,
    live: &LiveArguments,
) -> Result<Evaluation, Failure> {
    let (snapshot, report) = live.facts(family, files, features)?;
    let advisories = advisories(family)?;
    let _progress = Progress::start("evaluating");
    let inputs = EvaluationInputs {
        manifest: &family.manifest,
        catalogue: &family.catalogue,
        adoption: &family.adoption,
        values: &family.values,
        shared: &files.shared,
        projects: &files.projects,
        history: family.history.as_ref(),
        releases: &snapshot.facts,
        snapshot: report,
        advisories: advisories.as_ref().zip(family.manifest.data.advisories.as_deref()),
        decisions: &decisions(family)?,
        options,
    };
    evaluation::evaluate(&inputs, features).map_err(|error| Failure::new(error.to_string()))
}

/// The features of these names in the order of the catalogue, all where there is no name. Fails unless every name is a feature's.
pub fn chosen<'a>(family: &'a Family, names: &[String]) -> Result<Vec<&'a Feature>, Failure> {
    for name in names {
        if family.catalogue.feature(name).is_some() {
            continue;
        }
        let known: Vec<&str> = family.catalogue.features.iter().map(|feature| feature.id.as_str()).collect();
        return Err(named::unknown("no feature is named", name, &known));
    }
    let is_chosen =
        |feature: &&Feature| names.is_empty() || names.iter().any(|name| name == feature.id.as_str());
    Ok(family.catalogue.features.iter().filter(is_chosen).collect())
}

/// The exit code: 1 where something has no solution. Facts that are missing are misuse of the snapshot: the decisions above
/// then rest on less than they could.
fn verdict(evaluation: &Evaluation) -> Result<ExitCode, Failure> {
    let unsolvable = require_facts(evaluation)?;
    Ok(if unsolvable { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
}

/// Fails where facts are missing or a search was stopped; else says whether something has no solution.
pub fn require_facts(evaluation: &Evaluation) -> Result<bool, Failure> {
    let mut wanted = std::collections::BTreeSet::new();
    let mut unsolvable = false;
    for feature in &evaluation.features {
        let Placing::Requirements { environments: Known::Fact { value, .. }, .. } = &feature.placing else {
            continue;
        };
        for environment in value {
            match &environment.outcome {
                EnvironmentOutcome::Missing { facts } => wanted.extend(facts.iter().map(ToString::to_string)),
                EnvironmentOutcome::Unsolvable { .. } => unsolvable = true,
                EnvironmentOutcome::Stopped { because } => {
                    let place = format!("{} in {}", feature.id, environment.environment);
                    return Err(Failure::new(format!("the search for {place} was stopped: {because}")));
                }
                _ => {}
            }
        }
    }
    if wanted.is_empty() {
        return Ok(unsolvable);
    }
    let shown: Vec<String> = wanted.iter().take(5).cloned().collect();
    let more = if wanted.len() > 5 { format!(" and {} more", wanted.len() - 5) } else { String::new() };
    Err(Failure::new(format!("the snapshot lacks facts: {}{more}", shown.join(", "))).hint(format!(
        "`--live` asks the index for them and adds them to the snapshot; `{}` records all of it again",
        program::call("snapshot")
    )))
}
