//! A page's problems, and what each comes to at the settings of the moment.

use haggle_tradeoff::{Draft, Options, Problem, decide_again};

use crate::html::decision;
use crate::settings::Settings;

/// The problems of a page.
#[derive(Debug, Default)]
pub struct Session {
    problems: Vec<(Draft, Options)>,
}

impl Session {
    /// No problem yet.
    pub const fn new() -> Self {
        Self { problems: Vec::new() }
    }

    /// Adds a problem: draft and options as `postcard` writes them. Gives its number.
    ///
    /// # Errors
    /// It is not one.
    pub fn load(&mut self, problem: &[u8]) -> Result<usize, String> {
        self.problems.push(postcard::from_bytes(problem).map_err(|_| "this is not a problem")?);
        Ok(self.problems.len() - 1)
    }

    /// The part of the page that shows the decision at these settings, as HTML.
    ///
    /// # Errors
    /// What the engine refuses, in words.
    pub fn answer(&self, problem: usize, settings: &[f64]) -> Result<String, String> {
        let settings = Settings::read(settings)?;
        let (draft, options) = self.problems.get(problem).ok_or("there is no such problem")?;
        let mut draft = draft.clone();
        settings.apply(&mut draft)?;
        let problem = Problem::new(draft).map_err(|error| error.to_string())?;
        let found = decide_again(&problem, options);
        Ok(decision::result(problem.draft(), &found).into_string())
    }
}
