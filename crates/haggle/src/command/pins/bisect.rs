//! `haggle pins bisect`: the culprits of a failing batch of pin changes, by running a command on parts of it.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use haggle_govern::bisect::{
    Batch, BatchRequirements, BisectStep, Bisection, Culprits, PinBatch, PinBatchErrorKind, RunOutcome,
    WantedRun,
};
use haggle_govern::pins::PinError;
use haggle_resolve::python::Target;
use haggle_spec::MarkerEnvironment;

use super::votes::VoteArguments;
use crate::context::Context;
use crate::input::family::{Source, join, manifest};
use crate::input::pin_facts::FactArguments;
use crate::input::reading;
use crate::output::bisect::{self as render, BisectReport};
use crate::output::failure::{FINDINGS, Failure};
use crate::output::format::OutputFormat;
use crate::output::{files, terminal};
use crate::runner::{Dispatcher, Job, JobLimits, JobOutcome, PlanFolder, Runner, SlurmOptions, content_name};
use haggle_govern::data::Manifest;

const NOTES: &str = "\
The command is run by `sh -c`, here, with HAGGLE_CONSTRAINTS naming a file of constraints that has a part of the changes. Exit code 0 says
that the part is fine, 125 that it cannot be told (then the search stops, and goes on from there the next time), anything else that it fails.


Exit codes: 0 the whole batch passes, 1 there are culprits, 2 misuse, bad input, IO, or a test that cannot be told.";

/// `bisect --before FILE --run COMMAND`.
#[derive(Debug, clap::Args)]
#[command(after_help = NOTES)]
pub struct BisectArguments {
    /// The constraints before the changes, which pass
    #[arg(long, value_name = "FILE")]
    before: PathBuf,
    /// The constraints after the changes, which fail (default: the family's)
    #[arg(long, value_name = "FILE")]
    after: Option<PathBuf>,
    /// The test, unless a CI system votes (`--runner zuul`)
    #[arg(long, value_name = "COMMAND")]
    run: Option<String>,
    /// Who runs the tests
    #[arg(long, value_enum, default_value_t)]
    runner: RunnerName,
    /// How many tests to run at once. More than one runs tests whose results may not be needed: 3 ends in about half the rounds, 7 in a third
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = at_once)]
    parallel: usize,
    /// Believe a result once so many runs of the same test agree, for tests that sometimes fail of themselves
    #[arg(long, value_name = "N", default_value = "1")]
    agree: NonZeroU32,
    /// Seconds after which a test is killed, with all its processes, and counts as failing
    #[arg(long, value_name = "SECONDS")]
    time_limit: Option<u64>,
    /// MiB of address space that each process of a test may use
    #[arg(long, value_name = "MIB")]
    memory_limit: Option<u64>,
    /// An option for sbatch, such as `--partition=long`
    #[arg(long, value_name = "OPTION", allow_hyphen_values = true)]
    slurm_option: Vec<String>,
    #[command(flatten)]
    votes: VoteArguments,
    /// The folder of plan, inputs, outputs and results: the same arguments go on where they were (default: below target/haggle/bisect)
    #[arg(long, value_name = "FOLDER")]
    state: Option<PathBuf>,
    /// Write the constraints with everything but what is to be left out
    #[arg(short, long, value_name = "FILE")]
    output_file: Option<PathBuf>,
    #[command(flatten)]
    facts: FactArguments,
    /// How to print the result
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
}

/// Who runs tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum RunnerName {
    /// Processes of this machine
    #[default]
    Local,
    /// Arrays of Slurm (`sbatch --array`); the folder of `--state` has to be one that its nodes share
    Slurm,
    /// A CI system such as Zuul: each part is a change that is not to be merged, and the vote on it (`Verified`) is the result
    Zuul,
}

fn at_once(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|number| (1..=1_000).contains(number)).ok_or_else(|| "use 1 to 1000".to_owned())
}

/// The variable that names the constraints of a test.
const VARIABLE: &str = "HAGGLE_CONSTRAINTS";

impl BisectArguments {
    pub(super) fn run(&self, context: &Context) -> Result<ExitCode, Failure> {
        self.output_file.as_deref().map_or(Ok(()), files::expect_place)?;
        let family = Source::locate_own(context)?;
        let family = family.map(|(source, name)| manifest(&source, &name).map(|manifest| (source, manifest)));
        let family = family.transpose()?;
        let read = |path: &Path| reading::bytes(path);
        let (after, after_name) = match (&self.after, &family) {
            (Some(path), _) => (read(path)?, path.display().to_string()),
            (None, Some((source, manifest))) => {
                let path = join(&manifest.requirements.path, &manifest.requirements.constraints);
                (source.bytes(&path)?, source.shown(&path))
            }
            (None, None) => {
                return Err(Failure::new("there is no family whose constraints could be taken")
                    .hint("name the constraints after the changes with `--after FILE`"));
            }
        };
        let before = read(&self.before)?;
        let batch = PinBatch::between(&before, &after).map_err(|error| {
            let file = match error.kind() {
                PinBatchErrorKind::Line { is_after: true, .. } => after_name.clone(),
                _ => self.before.display().to_string(),
            };
            Failure::new(format!("{file}: {error}"))
        })?;
        let environments: Vec<MarkerEnvironment> = match &family {
            Some((_, manifest)) => {
                manifest.environments.iter().map(|entry| entry.target.environment()).collect()
            }
            None => usual_environments(),
        };
        let index_url = family.as_ref().and_then(|(_, manifest)| manifest.index_url.clone());
        let requirements = self.requirements(&batch, &environments, index_url.as_deref())?;
        if let Some(failure) = render::conflicts(&batch, &requirements) {
            return Err(failure);
        }
        let command = self.command()?;
        let about = self.votes.about();
        let identity =
            content_name(&[before.as_slice(), &after, command.as_bytes(), about.as_bytes()].join(&0));
        let name = &identity[..12];
        let runner = self.runner(family.as_ref(), name)?;
        let state = self.state.clone().unwrap_or_else(|| {
            let results =
                family.map_or_else(|| PathBuf::from("target/haggle"), |(source, _)| source.results());
            results.join("bisect").join(name)
        });
        let plan = PlanFolder::open(&state)?;
        let _right = plan.dispatch_right()?;
        let edges = Batch::new(batch.changes().len(), &requirements.requires);
        let mut search = Search {
            arguments: self,
            command: runner.command(command),
            batch: &batch,
            plan: &plan,
            bisection: Bisection::new(edges, self.agree),
            jobs: plan.jobs()?,
            recorded: BTreeSet::new(),
            shows_progress: self.format == OutputFormat::Text,
        };
        let mut dispatcher = Dispatcher::new(runner, &plan);
        let ended = search.run(&mut dispatcher)?;
        dispatcher.close()?;
        self.finish(&batch, &requirements, &search, &ended)
    }

    /// The command, unless a CI system votes; an option that the runner has no use for is refused.
    fn command(&self) -> Result<String, Failure> {
        let is_voted = self.runner == RunnerName::Zuul;
        let unused = [
            ("--run", is_voted && self.run.is_some()),
            ("--time-limit", is_voted && self.time_limit.is_some()),
            ("--memory-limit", is_voted && self.memory_limit.is_some()),
            ("--slurm-option", self.runner != RunnerName::Slurm && !self.slurm_option.is_empty()),
            ("--test-project, --voter, --poll or --wait", !is_voted && self.votes.are_given()),
        ];
        if let Some((option, _)) = unused.iter().find(|(_, is_unused)| *is_unused) {
            return Err(Failure::new(format!("{option} says nothing to this runner")).hint("leave it out"));
        }
        match &self.run {
            Some(command) => Ok(command.clone()),
            None if is_voted => Ok(String::new()),
            None => Err(Failure::new("nobody said what the test is").hint("name it: `--run COMMAND`")),
        }
    }

    fn runner(&self, family: Option<&(Source, Manifest)>, name: &str) -> Result<Runner, Failure> {
        Ok(match self.runner {
            RunnerName::Local => Runner::Local(self.parallel),
            RunnerName::Slurm => Runner::Slurm(SlurmOptions { options: self.slurm_option.clone() }),
            RunnerName::Zuul => self.votes.runner(family, name)?,
        })
    }

    /// Whether the build needs the client of review systems.
    #[cfg(not(feature = "live"))]
    pub(super) fn pushes(&self) -> bool {
        self.runner == RunnerName::Zuul
    }

    /// What the releases require of each other, where a source of facts is named.
    fn requirements(
        &self,
        batch: &PinBatch,
        environments: &[MarkerEnvironment],
        index_url: Option<&str>,
    ) -> Result<BatchRequirements, Failure> {
        // A snapshot is taken as it is: what it does not have counts as unknown.
        let is_recorded = self.facts.snapshot.is_some();
        self.facts.ask(index_url, |facts| match facts {
            None => Ok(BatchRequirements::unknown(batch)),
            Some(facts) => {
                let found = BatchRequirements::of(batch, facts, environments);
                if is_recorded || found.missing.is_empty() {
                    Ok(found)
                } else {
                    Err(PinError::Missing(found.missing))
                }
            }
        })
    }

    fn finish(
        &self,
        batch: &PinBatch,
        requirements: &BatchRequirements,
        search: &Search<'_>,
        ended: &Ended,
    ) -> Result<ExitCode, Failure> {
        let report = BisectReport {
            batch,
            requirements,
            n_runs: search.recorded.len(),
            state: search.plan.folder(),
            culprits: match ended {
                Ended::Culprits(culprits) => Some(culprits),
                Ended::BatchPasses => None,
            },
        };
        if let (Some(path), Ended::Culprits(culprits)) = (&self.output_file, ended) {
            let kept: Vec<usize> =
                (0..batch.changes().len()).filter(|change| !culprits.left_out.contains(change)).collect();
            files::write(path, &batch.file(&kept))?;
        }
        match self.format {
            OutputFormat::Text => terminal::out(&render::text(&report))?,
            OutputFormat::Json => terminal::out_json(&render::json(&report))?,
        }
        Ok(if matches!(ended, Ended::Culprits(_)) { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
    }
}

/// Linux, with each Python that is still maintained or newer.
fn usual_environments() -> Vec<MarkerEnvironment> {
    let targets = (10..=15).filter_map(|minor| Target::new(&format!("3.{minor}"), "linux").ok());
    targets.map(|target| target.environment()).collect()
}

/// How a search ended.
enum Ended {
    Culprits(Culprits),
    BatchPasses,
}

/// When a result was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// By an earlier process.
    Before,
    /// In this round.
    Now,
}

struct Search<'a> {
    arguments: &'a BisectArguments,
    /// What each job runs.
    command: String,
    batch: &'a PinBatch,
    plan: &'a PlanFolder,
    bisection: Bisection,
    jobs: Vec<Job>,
    /// The jobs whose results were recorded.
    recorded: BTreeSet<String>,
    shows_progress: bool,
}

impl Search<'_> {
    fn run(&mut self, dispatcher: &mut Dispatcher<'_>) -> Result<Ended, Failure> {
        let arguments = self.arguments;
        for job in self.jobs.clone() {
            self.record(&job, When::Before)?;
        }
        loop {
            let wanted = match self.bisection.step(arguments.parallel) {
                BisectStep::Run(wanted) => wanted,
                BisectStep::Done(culprits) => return Ok(Ended::Culprits(culprits)),
                BisectStep::BatchPasses => return Ok(Ended::BatchPasses),
                BisectStep::BaseFails => {
                    return Err(Failure::new(
                        "the command fails on the constraints before the changes as well",
                    )
                    .hint("then its failures say nothing about the changes"));
                }
            };
            let mut round = Vec::new();
            for wanted in &wanted {
                round.push(self.job(wanted)?);
            }
            let new: Vec<Job> = round
                .iter()
                .filter(|job| !self.jobs.iter().any(|other| other.id == job.id))
                .cloned()
                .collect();
            self.jobs.extend(new);
            self.plan.write(&self.jobs)?;
            dispatcher.run(&round)?;
            for job in &round {
                self.record(job, When::Now)?;
            }
            self.plan.write(&self.jobs)?;
        }
    }

    /// The job of a wanted run.
    fn job(&self, wanted: &WantedRun) -> Result<Job, Failure> {
        let arguments = self.arguments;
        let bytes = self.batch.file(&wanted.changes);
        let path = self.plan.add_input(&bytes)?;
        let about =
            wanted.changes.iter().map(|change| self.batch.changes()[*change].name.to_string()).collect();
        let limits = JobLimits { seconds: arguments.time_limit, memory: arguments.memory_limit };
        let inputs = BTreeMap::from([(VARIABLE.to_owned(), (path, bytes))]);
        Ok(Job::new(&self.command, &inputs, limits, wanted.run, about))
    }

    /// Takes a job's result into account, if it has one and is of this search.
    fn record(&mut self, job: &Job, when: When) -> Result<(), Failure> {
        let Some(result) = self.plan.result(&job.id)? else { return Ok(()) };
        if result.outcome == JobOutcome::Untold {
            self.plan.forget(&job.id)?;
            if when == When::Before {
                return Ok(());
            }
            return Err(Failure::new(format!(
                "a test of {} could not be told: {}",
                render::some(&job.about),
                result.because
            ))
            .hint(format!(
                "its output: `{}`; run the same again to go on from here",
                self.plan.output(&job.id).display()
            )));
        }
        let number =
            |name: &String| self.batch.changes().iter().position(|change| change.name.as_str() == name);
        let Some(changes) = job.about.iter().map(number).collect::<Option<Vec<usize>>>() else {
            return Ok(());
        };
        // A job of other arguments in the same folder has another hash.
        let is_same = self.job(&WantedRun { changes: changes.clone(), run: job.run })?.id == job.id;
        if !is_same || !self.recorded.insert(job.id.clone()) {
            return Ok(());
        }
        let outcome = match result.outcome {
            JobOutcome::Passed => RunOutcome::Passed,
            JobOutcome::Failed | JobOutcome::Untold => RunOutcome::Failed,
        };
        self.bisection.record(&changes, outcome);
        if self.shows_progress && when == When::Now {
            let (number, all) = (self.recorded.len(), self.batch.changes().len());
            terminal::note(render::progress(number, &job.about, all, &result.because));
        }
        Ok(())
    }
}

/// `run-job FOLDER ID`: what runners start.
#[derive(Debug, clap::Args)]
pub struct RunJobArguments {
    /// The folder of the plan
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// The job
    #[arg(value_name = "ID")]
    id: String,
}

impl RunJobArguments {
    pub(super) fn run(&self) -> Result<ExitCode, Failure> {
        crate::runner::work(&PlanFolder::open(&self.folder)?, &self.id)?;
        Ok(ExitCode::SUCCESS)
    }
}
