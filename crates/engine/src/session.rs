//! A page's problems, and what each comes to at the settings of the moment.

use haggle_tradeoff::group::{DealFamily, DealIssue, DealParty, family_deal};
use haggle_tradeoff::words::deal_terms;
use haggle_tradeoff::{
    DealCondition, Decision, Draft, Options, Problem, deal_issue, deal_parties, decide_again,
};

use crate::html::deal::{OptionOnTerms, deal};
use crate::html::decision;
use crate::settings::Settings;

/// The problems of a page.
#[derive(Debug, Default)]
pub struct Session {
    problems: Vec<Loaded>,
}

/// A problem, and what it last came to.
#[derive(Debug)]
struct Loaded {
    id: String,
    draft: Draft,
    options: Options,
    conditions: Vec<DealCondition>,
    last: Option<Last>,
}

/// The part of an answer that a deal is made from.
#[derive(Debug)]
struct Last {
    parties: Vec<DealParty>,
    names: Vec<String>,
    issue: Option<DealIssue>,
    on_terms: Vec<OptionOnTerms>,
}

impl Session {
    /// No problem yet.
    pub const fn new() -> Self {
        Self { problems: Vec::new() }
    }

    /// Adds a problem: its id, draft, options and the options that come on terms, as `postcard` writes them. Gives its number.
    ///
    /// # Errors
    /// It is not one.
    pub fn load(&mut self, problem: &[u8]) -> Result<usize, String> {
        let (id, draft, options, conditions) =
            postcard::from_bytes(problem).map_err(|_| "this is not a problem")?;
        self.problems.push(Loaded { id, draft, options, conditions, last: None });
        Ok(self.problems.len() - 1)
    }

    /// The part of the page that shows the decision at these settings, as HTML.
    ///
    /// # Errors
    /// What the engine refuses, in words.
    pub fn answer(&mut self, problem: usize, settings: &[f64]) -> Result<String, String> {
        let settings = Settings::read(settings)?;
        let loaded = self.problems.get_mut(problem).ok_or("there is no such problem")?;
        let mut draft = loaded.draft.clone();
        settings.apply(&mut draft)?;
        let problem = Problem::new(draft).map_err(|error| error.to_string())?;
        let found = decide_again(&problem, &loaded.options);
        loaded.last = Some(loaded.last(problem.draft(), &found));
        Ok(decision::result(problem.draft(), &found).into_string())
    }

    /// The part of the page that shows the deal over all problems, each as it was last answered: nothing where fewer than two are open.
    ///
    /// # Errors
    /// What the engine refuses, in words.
    pub fn deal(&self) -> Result<String, String> {
        let answered: Vec<&Last> = self.problems.iter().filter_map(|one| one.last.as_ref()).collect();
        let issues: Vec<DealIssue> = answered.iter().filter_map(|one| one.issue.clone()).collect();
        let Some(first) = answered.first().filter(|_| issues.len() > 1) else { return Ok(String::new()) };
        let family = DealFamily { parties: first.parties.clone(), issues };
        let found = family_deal(&family).map_err(|error| error.to_string())?;
        let names: Vec<&str> = first.names.iter().map(String::as_str).collect();
        let on_terms: Vec<&OptionOnTerms> = answered.iter().flat_map(|one| &one.on_terms).collect();
        Ok(deal(&family, &found, &names, &on_terms).into_string())
    }
}

impl Loaded {
    fn last(&self, draft: &Draft, decision: &Decision) -> Last {
        let on_terms = self.conditions.iter().map(|one| {
            let costs = decision.stakeholders.iter().map(|party| party.id.as_str());
            let costs = costs.zip(one.price(decision));
            let asks = one.asked(draft, decision);
            OptionOnTerms {
                issue: self.id.clone(),
                option: one.option.clone(),
                says: deal_terms((&one.option, &one.of, &one.terms), costs, &asks),
            }
        });
        Last {
            parties: deal_parties(decision),
            names: decision.stakeholders.iter().map(|one| one.name.clone()).collect(),
            issue: deal_issue(&self.id, decision, &self.conditions),
            on_terms: on_terms.collect(),
        }
    }
}
