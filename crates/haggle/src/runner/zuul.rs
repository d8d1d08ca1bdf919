//! Jobs as changes that are not to be merged, on which a CI system votes.
//!
//! Each job is a change to the constraints, and one to each project whose jobs are to test it, which depends on the first. What the review
//! system has is all that is known of a run: a dispatcher that is killed finds its changes again, and pushes none twice.

use std::thread;
use std::time::{Duration, Instant};

use haggle_govern::change::{ChangeDraft, ChangeId, ChangeSet, FileChange, Link, Message};
use haggle_govern::data::ProjectName;
use haggle_review::{Change, Committer, Judgements, Publication, Voter, publish};

use super::job::{Job, JobOutcome, JobResult};
use super::plan::PlanFolder;
use super::zuul_report::{self, Cause};
use crate::input::review_system::{Reviewing, failed};
use crate::output::failure::Failure;
use crate::output::{files, json, terminal};

/// The label that Zuul votes on.
const LABEL: &str = "Verified";
/// A file that makes each change one: no project has it.
const MARKER: &str = "haggle-bisect.txt";
/// How often a test that did not run is asked for.
const MOST_TRIES: usize = 3;
/// The most digits of a job's name in a subject.
const DIGITS: usize = 12;
/// The least time between two looks at the votes.
const SHORTEST: Duration = Duration::from_millis(10);

/// Where jobs are voted on.
#[derive(Debug)]
pub struct VotedJobs {
    /// The review system.
    pub reviewing: Reviewing,
    /// Who commits.
    pub committer: Committer,
    /// The repository and the branch of the constraints.
    pub lists: (ProjectName, String),
    /// The path of the constraints there, and their bytes on the branch.
    pub constraints: (String, Vec<u8>),
    /// The projects whose jobs test a part, with their branches; where there is none, the jobs of the constraints' own repository do.
    pub projects: Vec<(ProjectName, String)>,
    /// The accounts whose votes count; where there is none, those of programs: what Gerrit calls a service user, and what Zuul signed.
    pub voters: Vec<String>,
    /// The topic of all changes of the search.
    pub topic: String,
    /// How often the votes are looked at.
    pub pause: Duration,
    /// How long they are waited for; as long as it takes if nothing is said.
    pub patience: Option<Duration>,
}

/// What the votes on a job say.
enum Verdict {
    Voted(JobOutcome, String),
    Waiting,
    /// The test did not run, for this cause: it is asked for again.
    Again(String),
    /// Somebody closed one of its changes.
    Closed,
}

impl VotedJobs {
    /// What a vote depends on beside the constraints: the command of the jobs.
    pub fn command(&self) -> String {
        let projects: Vec<String> = self.judged().map(ToString::to_string).collect();
        format!("votes of {} on {}", self.reviewing.system.url(), projects.join(", "))
    }

    /// The repositories whose changes are voted on.
    fn judged(&self) -> impl Iterator<Item = &ProjectName> {
        let own = self.projects.is_empty().then_some(&self.lists.0);
        self.projects.iter().map(|(name, _)| name).chain(own)
    }

    fn repositories(&self) -> Vec<ProjectName> {
        let all = self.projects.iter().map(|(name, _)| name).chain([&self.lists.0]);
        all.cloned().collect()
    }

    fn changes(&self) -> Result<Vec<Change>, Failure> {
        let asked = self.reviewing.system.changes(&self.topic, &self.repositories());
        asked.map_err(|error| failed(&error))
    }

    /// The changes of a job: to the constraints, then to each project.
    fn drafts(&self, plan: &PlanFolder, job: &Job) -> Result<Vec<ChangeDraft>, Failure> {
        let mut constraints = Vec::new();
        for path in plan.input_paths(job).values() {
            constraints = std::fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
        }
        let id = |project: &ProjectName| ChangeId::compute("", None, &format!("{} {project}", job.id));
        let draft =
            |(project, branch): &(ProjectName, String), links: Vec<Link>, more: Option<FileChange>| {
                let marker = FileChange {
                    path: MARKER.to_owned(),
                    before: Vec::new(),
                    after: format!("{}\n", job.id).into_bytes(),
                };
                let message = Message {
                    subject: subject(job),
                    body: vec![
                        "Not to be merged: the vote on it says whether these pin changes are fine together."
                            .to_owned(),
                        format!(
                            "{}.",
                            if job.about.is_empty() { "None".to_owned() } else { job.about.join(", ") }
                        ),
                    ],
                    links,
                    change_id: Some(id(project)),
                    generated_by: Some("haggle".to_owned()),
                    ..Message::default()
                };
                ChangeDraft {
                    project: project.clone(),
                    branch: branch.clone(),
                    topic: Some(self.topic.clone()),
                    message,
                    files: more.into_iter().chain([marker]).collect(),
                }
            };
        let (path, before) = self.constraints.clone();
        let mut drafts =
            vec![draft(&self.lists, Vec::new(), Some(FileChange { path, before, after: constraints }))];
        let first = Link::DependsOn(id(&self.lists.0).to_string());
        drafts.extend(self.projects.iter().map(|project| draft(project, vec![first.clone()], None)));
        Ok(drafts)
    }

    /// What the votes say of a job.
    fn verdict(&self, changes: &[Change], job: &Job) -> Result<Verdict, Failure> {
        let subject = subject(job);
        let mut lowest: Option<i64> = None;
        for project in self.judged() {
            let of_job = |change: &&Change| change.project == *project && change.subject() == subject;
            // An earlier one that somebody closed does not count beside one that is open.
            let own = changes.iter().filter(of_job).max_by_key(|change| (change.is_open(), change.number));
            let Some(change) = own else { return Ok(Verdict::Waiting) };
            if change.is_conflicting {
                return Err(Failure::new(format!(
                    "{} cannot be merged with its branch any more",
                    change.url
                ))
                .hint(
                    "the constraints changed on the branch: bring the checkout up to date and begin anew",
                ));
            }
            match self.lowest_vote(change)? {
                Some((vote, cause)) if vote < 0 => {
                    let n_tries = changes.iter().filter(of_job).count();
                    return Ok(against(change, vote, cause, n_tries));
                }
                Some((vote, _)) => lowest = Some(lowest.map_or(vote, |other| other.min(vote))),
                None if !change.is_open() => return Ok(Verdict::Closed),
                None => return Ok(Verdict::Waiting),
            }
        }
        Ok(match lowest {
            Some(vote) => Verdict::Voted(JobOutcome::Passed, format!("{LABEL} +{vote}")),
            None => Verdict::Waiting,
        })
    }

    /// The lowest of the votes that count, and why it was given; nothing where nobody whose vote counts has voted.
    fn lowest_vote(&self, change: &Change) -> Result<Option<(i64, Cause)>, Failure> {
        if !change.votes.iter().any(|vote| vote.label == LABEL) {
            return Ok(None);
        }
        let Judgements { votes, comments } =
            self.reviewing.system.judgements(change).map_err(|error| failed(&error))?;
        let counted = votes.iter().filter(|cast| cast.vote.label == LABEL && self.counts(&cast.by));
        let Some(lowest) = counted.min_by_key(|cast| cast.vote.value) else { return Ok(None) };
        let said = comments.iter().rev().find(|comment| {
            self.counts(&comment.by) && comment.by.names.iter().any(|name| lowest.by.names.contains(name))
        });
        let cause = said.map_or(Cause::Failed(String::new()), |said| {
            zuul_report::cause(
                &said.text,
                said.by.tag.as_ref().is_some_and(|tag| tag.starts_with(zuul_report::TAG)),
            )
        });
        Ok(Some((lowest.vote.value, cause)))
    }

    /// Whether somebody's vote counts.
    fn counts(&self, voter: &Voter) -> bool {
        if self.voters.is_empty() {
            return voter.is_service
                || voter.tag.as_ref().is_some_and(|tag| tag.starts_with(zuul_report::TAG));
        }
        let is_named = |name: &String| self.voters.iter().any(|other| other.eq_ignore_ascii_case(name));
        voter.names.iter().any(is_named)
    }

    /// Gives the changes of these jobs up, or all of the search.
    fn abandon(&self, changes: &[Change], jobs: Option<&Job>) -> Result<(), Failure> {
        let is_its =
            |change: &&Change| change.is_open() && jobs.is_none_or(|job| change.subject() == subject(job));
        for change in changes.iter().filter(is_its) {
            let system = &self.reviewing.system;
            system.abandon(change, "The bisection has its answer.").map_err(|error| failed(&error))?;
        }
        Ok(())
    }

    /// Gives up whatever is still open of the search.
    pub fn close(&self) -> Result<(), Failure> {
        self.abandon(&self.changes()?, None)
    }
}

/// What a vote against a change says, which was asked for so often.
fn against(change: &Change, vote: i64, cause: Cause, n_tries: usize) -> Verdict {
    match cause {
        Cause::Failed(jobs) if jobs.is_empty() => {
            Verdict::Voted(JobOutcome::Failed, format!("{LABEL} {vote} on {}", change.url))
        }
        Cause::Failed(jobs) => {
            Verdict::Voted(JobOutcome::Failed, format!("{LABEL} {vote} on {}: {jobs}", change.url))
        }
        Cause::NotTold(because) if n_tries < MOST_TRIES => {
            Verdict::Again(format!("{because} on {}", change.url))
        }
        Cause::NotTold(because) => Verdict::Voted(
            JobOutcome::Untold,
            format!("{because} on {}, asked for {n_tries} times", change.url),
        ),
    }
}

fn subject(job: &Job) -> String {
    let id: String = job.id.chars().take(DIGITS).collect();
    let changes = if job.about.len() == 1 { "change" } else { "changes" };
    format!("DNM: bisect {} pin {changes}, {id}", job.about.len())
}

/// Pushes what is not there yet, and waits until each job is voted on. One whose change somebody closed has no result then.
pub(super) fn run(plan: &PlanFolder, jobs: &[Job], voted: &VotedJobs) -> Result<(), Failure> {
    let mut pending: Vec<&Job> = Vec::new();
    for job in jobs {
        if plan.result(&job.id)?.is_none() {
            pending.push(job);
        }
    }
    let mut drafts = Vec::new();
    for job in &pending {
        drafts.extend(voted.drafts(plan, job)?);
    }
    let set = ChangeSet::new(drafts).map_err(|error| Failure::new(error.to_string()))?;
    let Reviewing { system, settings } = &voted.reviewing;
    let published = publish(&**system, &set, &voted.committer, settings).map_err(|error| failed(&error))?;
    if let Some(Publication::Failed(error)) = published.iter().find(|one| !one.is_done()) {
        return Err(failed(error));
    }
    let started = Instant::now();
    loop {
        let changes = voted.changes()?;
        let mut waiting = Vec::new();
        for job in pending {
            match voted.verdict(&changes, job)? {
                Verdict::Voted(outcome, because) => {
                    let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
                    let result = JobResult { outcome, because, milliseconds };
                    files::write(&plan.result_path(&job.id), json::text(&result)?.as_bytes())?;
                    voted.abandon(&changes, Some(job))?;
                }
                Verdict::Waiting => waiting.push(job),
                Verdict::Again(because) => {
                    terminal::note(format_args!("a test did not run, and is asked for again: {because}"));
                    voted.abandon(&changes, Some(job))?;
                }
                Verdict::Closed => {}
            }
        }
        if waiting.is_empty() {
            return Ok(());
        }
        if voted.patience.is_some_and(|patience| started.elapsed() >= patience) {
            return Err(Failure::new(format!("nobody has voted yet on {} changes", waiting.len())).hint(
                format!("they are under the topic {}; run the same again to go on from here", voted.topic),
            ));
        }
        pending = waiting;
        thread::sleep(voted.pause.max(SHORTEST));
    }
}
