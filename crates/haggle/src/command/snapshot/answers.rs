//! The answers that a snapshot has to give: those that the index gave while it was recorded.

use haggle_index::Snapshot;
use haggle_index::rounds::RoundsObserver;
use haggle_resolve::python::{Resolved, resolve};
use haggle_spec::release::MissingFact;

use crate::input::questions::Question;
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

/// Progress that names the question which is being solved.
pub struct QuestionProgress<'a> {
    /// Where it is shown.
    pub progress: &'a Progress,
    /// The questions, in the order of the requests.
    pub questions: &'a [Question],
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

/// Checks that what is about to be written gives every question the answer that the index gave.
pub fn check(bytes: &[u8], questions: &[Question], answers: &[Answer]) -> Result<(), Failure> {
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
    Ok(())
}
