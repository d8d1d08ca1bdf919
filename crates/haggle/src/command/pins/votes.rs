//! `bisect --runner zuul`: whose votes are the results, and how long they are waited for.

use haggle_govern::data::Manifest;

use crate::input::family::Source;
use crate::output::failure::Failure;
use crate::runner::Runner;

/// The options of votes.
#[derive(Debug, clap::Args)]
pub struct VoteArguments {
    /// With `--runner zuul`: a project whose jobs test each part, by a change that depends on the one to the constraints; as often as needed
    /// (default: the jobs of the constraints' own repository)
    #[arg(long, value_name = "PROJECT", value_delimiter = ',')]
    test_project: Vec<String>,
    /// With `--runner zuul`: an account whose votes count, by its name or address; as often as needed (default: those that Gerrit calls service
    /// users, and what Zuul signed)
    #[arg(long, value_name = "ACCOUNT")]
    voter: Vec<String>,
    /// With `--runner zuul`: seconds between two looks at the votes (default: 60)
    #[arg(long, value_name = "SECONDS")]
    poll: Option<u64>,
    /// With `--runner zuul`: seconds that votes are waited for; then the search stops, and goes on the next time (default: no limit)
    #[arg(long, value_name = "SECONDS")]
    wait: Option<u64>,
}

impl VoteArguments {
    /// Whether one of them is given.
    pub fn are_given(&self) -> bool {
        !(self.test_project.is_empty() && self.voter.is_empty()) || self.poll.is_some() || self.wait.is_some()
    }

    /// What the results depend on.
    pub fn about(&self) -> String {
        [self.test_project.join(","), self.voter.join(",")].join(if self.voter.is_empty() {
            ""
        } else {
            " by "
        })
    }

    /// A build without the client of review systems.
    #[cfg(not(feature = "live"))]
    #[expect(clippy::unused_self, reason = "with the client, it says whose votes")]
    pub fn runner(&self, _: Option<&(Source, Manifest)>, _: &str) -> Result<Runner, Failure> {
        Err(crate::command::not_in_this_build())
    }

    /// The runner for a search of this name.
    #[cfg(feature = "live")]
    pub fn runner(&self, family: Option<&(Source, Manifest)>, name: &str) -> Result<Runner, Failure> {
        use std::time::Duration;

        use haggle_govern::data::ReviewKind;
        use haggle_review::Committer;

        use crate::input::family::join;
        use crate::input::project_names::project_named;
        use crate::input::review_system::{failed, review_system};
        use crate::runner::VotedJobs;

        let Some((source, manifest)) = family else {
            return Err(Failure::new("there is no family whose review system could be asked")
                .hint("the runner `zuul` needs a manifest: `--manifest FILE`"));
        };
        if manifest.review.system != ReviewKind::Gerrit {
            return Err(Failure::new(
                "the runner `zuul` reads votes of Gerrit, and the family is on another system",
            )
            .hint("leave out `--runner zuul` to run here"));
        }
        let shared = &manifest.requirements;
        let mut projects = Vec::new();
        for name in &self.test_project {
            let own = project_named(manifest, name)?;
            projects.push((own.name.clone(), own.branch.clone()));
        }
        projects.dedup();
        let bytes = source.bytes(&join(&shared.path, &shared.constraints))?;
        Ok(Runner::Zuul(Box::new(VotedJobs {
            reviewing: review_system(source, manifest)?,
            committer: Committer::of_git().map_err(|error| failed(&error))?,
            lists: (shared.project.clone(), shared.branch.clone()),
            constraints: (shared.constraints.clone(), bytes),
            projects,
            voters: self.voter.clone(),
            topic: format!("bisect-{name}"),
            pause: Duration::from_secs(self.poll.unwrap_or(60)),
            patience: self.wait.map(Duration::from_secs),
        })))
    }
}
