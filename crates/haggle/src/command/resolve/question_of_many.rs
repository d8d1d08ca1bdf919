//! Questions about an answer for many environments: each is answered for the environments in which the answer is the same.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use haggle_resolve::python::{SolutionDifference, SolutionPart, UniversalSolution, WhyNot, why_not};
use haggle_spec::{PackageName, Version};

use super::pinned_lines::PinnedLines;
use super::question::{Question, not_there, printed, what_if};
use super::scope::ManyEnvironments;
use super::universal::{self, Answer, answer_within};
use super::{Run, stopped};
use crate::input::fact_source::FactSource;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::graph::{self, PartReport};
use crate::output::page::Page;
use crate::output::terminal;

/// Solves, and answers.
pub fn run(
    run: &Run<'_>,
    question: &Question,
    source: &mut FactSource,
    many: &ManyEnvironments,
) -> Result<ExitCode, Failure> {
    let asking = Asking { run, question, many };
    match question {
        Question::WhyNot(..) if !run.request.partial_artefacts.is_empty() => {
            Err(Failure::new("`--why-not` does not look at URLs that hold for some environments only")
                .hint("name a Python and a platform instead of many environments"))
        }
        Question::Alternatives(_) => Err(Failure::new("`--alternatives` is about one environment")
            .hint("name a Python and a platform instead of many environments")),
        Question::Published => Err(Failure::new("`--published` is about one environment")
            .hint("name a Python and a platform instead of many environments")),
        Question::WhatIf(requirement) => {
            let changed = what_if(run.request, requirement);
            let environments = many.environments();
            match answer_within(run.arguments.budget.budget, run.arguments, source, &changed, &environments)?
            {
                Answer::Solved(after) => asking.what_if(source, &after),
                Answer::Unsolvable(marker, explanation) => {
                    universal::unsolvable(run.arguments, many, &marker, explanation.as_deref())
                }
            }
        }
        Question::Compare(path) => asking.compare(source, &PinnedLines::read(path)?),
        Question::WhyNot(name, version) => asking.why_not(source, name, version.as_ref()),
        _ => asking.solved(source, Vec::new(), |_, part| {
            if question.package().is_some_and(|name| !part.solution.pins.contains_key(name)) {
                return Ok(PartReport::Nothing);
            }
            question.of_solution(&part.solution, run.request).map(PartReport::Answer)
        }),
    }
}

/// A question, and what it is about.
struct Asking<'a, 'r> {
    run: &'a Run<'r>,
    question: &'a Question,
    many: &'a ManyEnvironments,
}

impl Asking<'_, '_> {
    fn what_if(&self, source: &mut FactSource, after: &UniversalSolution) -> Result<ExitCode, Failure> {
        let markers = after.pins().iter().filter_map(|pin| pin.marker.parse().ok()).collect();
        self.solved(source, markers, |_, part| {
            let after = after.in_environment(&part.environment).unwrap_or_default();
            let difference = SolutionDifference::between(&part.solution.versions(), &after);
            Ok(PartReport::Answer(graph::difference(&difference)))
        })
    }

    fn compare(&self, source: &mut FactSource, before: &PinnedLines) -> Result<ExitCode, Failure> {
        self.solved(source, before.markers(), |_, part| {
            let before = before.versions(&part.environment)?;
            let difference = SolutionDifference::between(&before, &part.solution.versions());
            Ok(PartReport::Answer(graph::difference(&difference)))
        })
    }

    fn why_not(
        &self,
        source: &mut FactSource,
        name: &PackageName,
        version: Option<&Version>,
    ) -> Result<ExitCode, Failure> {
        let Run { arguments, request, .. } = *self.run;
        let (environments, budget) = (self.many.environments(), arguments.budget.budget);
        let deadline = Instant::now() + Duration::from_secs(budget);
        let mut n_left = 0usize;
        let mut is_held = false;
        let code = self.solved(source, Vec::new(), |source, part| {
            if !part.solution.pins.contains_key(name) {
                return Ok(PartReport::Nothing);
            }
            let seconds = deadline.saturating_duration_since(Instant::now()).as_secs();
            if seconds == 0 {
                n_left += 1;
                return Ok(PartReport::Unasked);
            }
            let alone = environments.request_at(request, &part.environment);
            let answer =
                source.ask_within(seconds, &alone, |facts| match why_not(facts, &alone, name, version) {
                    WhyNot::Missing(missing) => Err(missing),
                    answer => Ok(answer),
                })?;
            match answer {
                WhyNot::Stopped(stop) => Err(stopped(stop)),
                WhyNot::NotRequired => Ok(PartReport::Nothing),
                answer => {
                    is_held |= matches!(answer, WhyNot::Held { .. });
                    Ok(PartReport::Answer(graph::why_not(name, &answer)))
                }
            }
        })?;
        if n_left > 0 {
            terminal::note(format_args!(
                "warning: after {budget} s, {n_left} sets of environments were not asked about (`--budget` sets the time)"
            ));
        }
        Ok(if is_held { ExitCode::from(FINDINGS) } else { code })
    }

    /// Solves, asks about each part, and prints what is the same for several of them once.
    fn solved(
        &self,
        source: &mut FactSource,
        told_apart: Vec<haggle_spec::Marker>,
        mut ask: impl FnMut(&mut FactSource, &SolutionPart) -> Result<PartReport, Failure>,
    ) -> Result<ExitCode, Failure> {
        let Run { arguments, request, .. } = *self.run;
        let environments = self.many.environments().telling_apart(told_apart);
        let solution =
            match answer_within(arguments.budget.budget, arguments, source, request, &environments)? {
                Answer::Solved(solution) => solution,
                Answer::Unsolvable(marker, explanation) => {
                    return universal::unsolvable(arguments, self.many, &marker, explanation.as_deref());
                }
            };
        let too_many = || {
            Failure::new("the markers tell too many environments apart to answer for each")
                .hint("name one environment with `--python-version` and `--python-platform`")
        };
        let mut parts = solution.parts().ok_or_else(too_many)?;
        let mut groups: Vec<(PartReport, Vec<usize>)> = Vec::new();
        for (position, part) in parts.parts().iter().enumerate() {
            let report = ask(source, part)?;
            match groups.iter_mut().find(|(known, _)| known.is_same(&report)) {
                Some((_, positions)) => positions.push(position),
                None => groups.push((report, vec![position])),
            }
        }
        if let Some(name) = self.question.package()
            && groups.iter().all(|(report, _)| matches!(report, PartReport::Nothing))
        {
            return Err(not_there(name));
        }
        let mut answers = Vec::new();
        for (report, positions) in groups {
            answers.push((parts.marker(&positions).ok_or_else(too_many)?, report));
        }
        let nothing = match self.question.package() {
            Some(name) => Page::of(format_args!("{name} is not required")),
            None => Page::new(),
        };
        printed(arguments.report_format(), &graph::of_parts(answers, &nothing))?;
        Ok(ExitCode::SUCCESS)
    }
}
