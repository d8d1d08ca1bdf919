//! Recording the facts that questions need, and checking that what is recorded answers them as the index does.

use haggle_index::rounds::{self, RoundsObserver};
use haggle_index::snapshot::missing_of_newest;
use haggle_index::{Index, Snapshot};
use haggle_resolve::python::{Resolved, resolve};
use haggle_spec::release::{MissingFact, ReleaseFacts};

use crate::input::questions::{Question, Subject};
use crate::output::failure::Failure;
use crate::output::progress::Progress;

/// The answer to a question, as far as it is compared and shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The pins as text.
    Pins(Vec<String>),
    /// There is no solution.
    None,
    /// The search was stopped.
    Stopped,
}

impl Answer {
    /// What an answer comes to.
    pub fn of(resolved: &Resolved) -> Self {
        match resolved {
            Resolved::Solved(solution) => Self::Pins(
                solution.pins.iter().map(|(name, pin)| format!("{name}=={}", pin.version)).collect(),
            ),
            Resolved::Unsolvable(_) => Self::None,
            Resolved::Stopped(_) => Self::Stopped,
        }
    }
}

/// Adds to the facts those that the questions need, and those of the newest releases; gives the answers, in the order of the questions.
pub fn record(
    index: &Index,
    facts: &mut ReleaseFacts,
    subject: &Subject,
    questions: &[Question],
    versions: usize,
    progress: &Progress,
) -> Result<Vec<Answer>, Failure> {
    let observer = QuestionProgress { progress, questions };
    let requests = questions.iter().map(|question| &question.request);
    let resolved = rounds::resolve_all(index, facts, requests, &observer)
        .map_err(|error| Failure::new(error.to_string()))?;
    let kept = missing_of_newest(facts, versions, subject.pins());
    index
        .fetch(facts, &kept, &|fact| progress.fetched(fact))
        .map_err(|error| Failure::new(error.to_string()))?;
    Ok(resolved.iter().map(Answer::of).collect())
}

/// Progress that names the question which is being solved.
struct QuestionProgress<'a> {
    progress: &'a Progress,
    /// The questions, in the order of the requests.
    questions: &'a [Question],
}

impl RoundsObserver for QuestionProgress<'_> {
    fn solving(&self, round: u32, position: usize) {
        if let Some(question) = self.questions.get(position) {
            self.progress.phase(&format!("round {round}: {}", question.title));
        }
    }

    fn fetched(&self, fact: &MissingFact) {
        self.progress.fetched(fact);
    }
}

/// The facts as they are read back from what is about to be written. Checks that it gives every question the answer that the index gave.
pub fn check(bytes: &[u8], questions: &[Question], answers: &[Answer]) -> Result<Snapshot, Failure> {
    let snapshot = Snapshot::read(bytes)
        .map_err(|error| Failure::new(format!("the snapshot cannot be read back: {error}")))?;
    for (question, answer) in questions.iter().zip(answers) {
        let found = resolve(&snapshot.facts, &question.request).into_resolved();
        if found.ok().map(|resolved| Answer::of(&resolved)).as_ref() != Some(answer) {
            return Err(Failure::new(format!(
                "the snapshot would answer otherwise than the index: {}; nothing was written",
                question.title
            )));
        }
    }
    Ok(snapshot)
}
