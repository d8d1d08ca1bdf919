//! Runs of commands that a plan describes: by processes of this machine or by a cluster, with results that outlive both; or votes of a CI
//! system in their place.
//!
//! A plan is a folder. Whoever runs its jobs (processes here, an array of Slurm) starts this program once for each job; that process, the
//! worker, runs the command, and stores its result itself. So a dispatcher that is killed loses nothing, a worker that is killed loses its
//! own job alone, and a job that has a result is never run again.

mod job;
mod local;
mod plan;
mod slurm;
mod worker;
#[cfg(feature = "live")]
mod zuul;
#[cfg(feature = "live")]
mod zuul_report;

use std::collections::BTreeMap;

use crate::output::failure::Failure;

pub use job::{Job, JobLimits, JobOutcome, content_name};
pub use plan::PlanFolder;
pub use slurm::SlurmOptions;
pub use worker::work;
#[cfg(feature = "live")]
pub use zuul::VotedJobs;

/// Who runs jobs.
#[derive(Debug)]
pub enum Runner {
    /// Processes of this machine, so many at once.
    Local(usize),
    /// An array of Slurm for each round.
    Slurm(SlurmOptions),
    /// A CI system that votes on changes.
    #[cfg(feature = "live")]
    Zuul(Box<VotedJobs>),
}

impl Runner {
    /// What a job says that it runs: the user's command, or whose votes it is.
    pub fn command(&self, command: String) -> String {
        match self {
            Self::Local(_) | Self::Slurm(_) => command,
            #[cfg(feature = "live")]
            Self::Zuul(voted) => voted.command(),
        }
    }
}

/// How often a job may end without a result, because its worker was killed, before that is given up.
const MOST_LOSSES: u32 = 20;

/// Runs jobs, and counts those that were lost.
#[derive(Debug)]
pub struct Dispatcher<'a> {
    runner: Runner,
    plan: &'a PlanFolder,
    losses: BTreeMap<String, u32>,
}

impl<'a> Dispatcher<'a> {
    /// A dispatcher of a plan, whose jobs may be many.
    pub fn new(runner: Runner, plan: &'a PlanFolder) -> Self {
        Self { runner, plan, losses: BTreeMap::new() }
    }

    /// Tidies up once a search has its answer: changes that were voted on are given up.
    ///
    /// # Errors
    /// The review system does not answer.
    #[cfg_attr(
        not(feature = "live"),
        expect(clippy::unnecessary_wraps, reason = "only a review system can fail to answer")
    )]
    pub fn close(&self) -> Result<(), Failure> {
        match &self.runner {
            Runner::Local(_) | Runner::Slurm(_) => Ok(()),
            #[cfg(feature = "live")]
            Runner::Zuul(voted) => voted.close(),
        }
    }

    /// Runs jobs of the plan. A job whose worker was killed has no result afterwards, and can be run again.
    ///
    /// # Errors
    /// The runner cannot run anything, or a job was lost too often.
    pub fn run(&mut self, jobs: &[Job]) -> Result<(), Failure> {
        let ids: Vec<&str> = jobs.iter().map(|job| job.id.as_str()).collect();
        match &self.runner {
            Runner::Local(at_once) => local::run(self.plan, &ids, *at_once)?,
            Runner::Slurm(options) => slurm::run(self.plan, jobs, options)?,
            #[cfg(feature = "live")]
            Runner::Zuul(voted) => zuul::run(self.plan, jobs, voted)?,
        }
        for id in ids {
            if self.plan.result(id)?.is_some() {
                continue;
            }
            let losses = self.losses.entry(id.to_owned()).or_default();
            *losses += 1;
            if *losses >= MOST_LOSSES {
                return Err(Failure::new(format!("the job {id} ended {MOST_LOSSES} times without a result"))
                    .hint(format!("its output, if any: `{}`", self.plan.output(id).display())));
            }
        }
        Ok(())
    }
}
