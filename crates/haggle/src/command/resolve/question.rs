//! Questions to the solution: why is this here, what does this bring, what would change.

use std::path::PathBuf;
use std::process::ExitCode;

use haggle_resolve::python::{
    AlternativesOutcome, Request, Solution, SolutionDifference, SourceLocation, Target, WhyNot, alternatives,
    why_not,
};
use haggle_spec::{PackageName, Requirement, Version};

use super::answer::{Answer, answer_within, refuse_urls};
use super::pinned_lines::{PinnedLines, read_plainly};
use super::{stopped, unsolvable};
use crate::input::fact_source::FactSource;
use crate::input::requirement_reader::RequirementFiles;
use crate::output::alternatives as alternatives_report;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::format::OutputFormat;
use crate::output::graph::{self, Report};
use crate::output::published_pins;
use crate::output::terminal;
use crate::program::COMMAND_LINE;

/// One question at most.
#[derive(Debug, Clone, clap::Args)]
#[group(multiple = false)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line, and one is given at most"
)]
pub struct QuestionArguments {
    /// What requires what, from the requirements down
    #[arg(long)]
    tree: bool,
    /// What requires a package, up to the requirements
    #[arg(long, value_name = "NAME")]
    invert: Option<String>,
    /// A shortest chain from a requirement to a package
    #[arg(long, value_name = "NAME")]
    why: Option<String>,
    /// What holds a package below a version (by default the newest), and what would let it in
    #[arg(long, value_name = "NAME[==VERSION]")]
    why_not: Option<String>,
    /// What is there because of these requirements alone
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    brings: Vec<String>,
    /// What would change with this instead of the lines about its package
    #[arg(long, value_name = "REQUIREMENT")]
    what_if: Option<String>,
    /// What differs from the pins of a file
    #[arg(long, value_name = "FILE")]
    compare: Option<PathBuf>,
    /// Up to so many newest answers, where the newest versions of what is required exclude each other
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    alternatives: Option<u16>,
    /// When each pin was published, its files and their size, whether they have attestations (PEP 740), and its licence
    #[arg(long)]
    published: bool,
    /// For each package, what is there only through it
    #[arg(long)]
    dominators: bool,
    /// Packages that require each other
    #[arg(long)]
    cycles: bool,
    /// What has to be built first
    #[arg(long)]
    build_order: bool,
}

/// How long a question may take.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct BudgetArguments {
    /// Seconds for the facts of a question; then the answer rests on what is known so far
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub budget: u64,
}

/// A question, its parts read.
pub enum Question {
    Tree,
    Invert(PackageName),
    Why(PackageName),
    WhyNot(PackageName, Option<Version>),
    Brings(Vec<PackageName>),
    WhatIf(Requirement),
    Compare(PathBuf),
    Alternatives(usize),
    Published,
    Dominators,
    Cycles,
    BuildOrder,
}

impl QuestionArguments {
    /// The question that is asked, if any.
    pub fn question(&self) -> Result<Option<Question>, Failure> {
        let question = if let Some(text) = &self.invert {
            Question::Invert(name(text)?)
        } else if let Some(text) = &self.why {
            Question::Why(name(text)?)
        } else if let Some(text) = &self.why_not {
            let (name, version) = name_and_version(text)?;
            Question::WhyNot(name, version)
        } else if let Some(text) = &self.what_if {
            Question::WhatIf(requirement(text)?)
        } else if let Some(path) = &self.compare {
            Question::Compare(path.clone())
        } else if !self.brings.is_empty() {
            Question::Brings(self.brings.iter().map(|text| name(text)).collect::<Result<_, _>>()?)
        } else if let Some(most) = self.alternatives {
            Question::Alternatives(most.into())
        } else if self.tree {
            Question::Tree
        } else if self.published {
            Question::Published
        } else if self.dominators {
            Question::Dominators
        } else if self.cycles {
            Question::Cycles
        } else if self.build_order {
            Question::BuildOrder
        } else {
            return Ok(None);
        };
        Ok(Some(question))
    }
}

impl Question {
    /// Solves, and answers.
    pub fn run(
        &self,
        format: OutputFormat,
        budget: BudgetArguments,
        source: &mut FactSource,
        request: &Request,
        target: &Target,
    ) -> Result<ExitCode, Failure> {
        if let Self::WhyNot(name, version) = self {
            return held(format, budget, source, request, target, (name, version.as_ref()));
        }
        if let Self::Alternatives(most) = self {
            return several(format, budget, source, request, target, *most);
        }
        let solution = match answer_within(budget.budget, source, request)? {
            Answer::Solved(solution) => solution,
            Answer::Unsolvable(explanation) => return unsolvable(format, &explanation, target),
        };
        let report = match self {
            Self::WhatIf(requirement) => {
                let changed = what_if(request, requirement);
                match answer_within(budget.budget, source, &changed)? {
                    Answer::Solved(other) => graph::difference(&solution.difference(&other)),
                    Answer::Unsolvable(explanation) => return unsolvable(format, &explanation, target),
                }
            }
            Self::Compare(path) => {
                let before = PinnedLines::read(path)?.versions(&request.environment)?;
                graph::difference(&SolutionDifference::between(&before, &solution.versions()))
            }
            Self::Published => published_pins::report(&source.releases(&solution.versions())?),
            _ => self.of_solution(&solution, request)?,
        };
        printed(format, &report)?;
        Ok(ExitCode::SUCCESS)
    }

    /// The answer to a question about what was solved, and about nothing else.
    pub fn of_solution(&self, solution: &Solution, request: &Request) -> Result<Report, Failure> {
        Ok(match self {
            Self::Brings(names) => brings(solution, request, names)?,
            Self::Invert(name) => graph::inverted_tree(solution, position(solution, name)?),
            Self::Why(name) => {
                position(solution, name)?;
                graph::why(solution, name)
            }
            Self::Dominators => graph::dominators(solution),
            Self::Cycles => graph::cycles(solution),
            Self::BuildOrder => graph::build_order(solution),
            Self::Tree
            | Self::WhatIf(_)
            | Self::Compare(_)
            | Self::WhyNot(..)
            | Self::Alternatives(_)
            | Self::Published => graph::tree(solution),
        })
    }

    /// The package that the question is about, where it is about one.
    pub fn package(&self) -> Option<&PackageName> {
        match self {
            Self::Invert(name) | Self::Why(name) | Self::WhyNot(name, _) => Some(name),
            _ => None,
        }
    }
}

/// The request with the requirement instead of the lines about its package.
pub fn what_if(request: &Request, requirement: &Requirement) -> Request {
    request.clone().with_instead(requirement.clone(), SourceLocation::new("--what-if", 0))
}

/// Prints an answer.
pub fn printed(format: OutputFormat, report: &Report) -> Result<(), Failure> {
    match format {
        OutputFormat::Text => terminal::out(&report.page),
        OutputFormat::Json => terminal::out_json(&report.value),
    }
}

/// What holds a package.
fn held(
    format: OutputFormat,
    budget: BudgetArguments,
    source: &mut FactSource,
    request: &Request,
    target: &Target,
    (name, version): (&PackageName, Option<&Version>),
) -> Result<ExitCode, Failure> {
    let answer =
        source.ask_within(budget.budget, request, |facts| match why_not(facts, request, name, version) {
            WhyNot::Missing(missing) => Err(missing),
            answer => Ok(answer),
        })?;
    match answer {
        WhyNot::Unsolvable(explanation) => unsolvable(format, &explanation, target),
        WhyNot::Stopped(stop) => Err(stopped(stop)),
        WhyNot::NotRequired => Err(not_there(name)),
        WhyNot::NoSuchRelease => {
            let what = version.map_or_else(|| "releases".to_owned(), |version| format!("release {version}"));
            Err(Failure::new(format!("`{name}` has no {what}")))
        }
        answer => {
            printed(format, &graph::why_not(name, &answer))?;
            Ok(if matches!(answer, WhyNot::Held { .. }) {
                ExitCode::from(FINDINGS)
            } else {
                ExitCode::SUCCESS
            })
        }
    }
}

/// The newest answers that exclude each other.
fn several(
    format: OutputFormat,
    budget: BudgetArguments,
    source: &mut FactSource,
    request: &Request,
    target: &Target,
    most: usize,
) -> Result<ExitCode, Failure> {
    let answer = source.ask_within(budget.budget, request, |facts| {
        match alternatives(facts, request, most, None) {
            AlternativesOutcome::Missing(missing) => Err(missing),
            AlternativesOutcome::Found(found) => Ok(Ok(found)),
            AlternativesOutcome::Unsolvable(explanation) => Ok(Err(Ok(explanation))),
            AlternativesOutcome::Stopped(stop) => Ok(Err(Err(stop))),
        }
    })?;
    match answer {
        Ok(found) => {
            for solution in &found.solutions {
                refuse_urls(&solution.edges, request)?;
            }
            printed(format, &alternatives_report::report(&found))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(Ok(explanation)) => unsolvable(format, &explanation, target),
        Err(Err(stop)) => Err(stopped(stop)),
    }
}

fn brings(solution: &Solution, request: &Request, names: &[PackageName]) -> Result<Report, Failure> {
    let mut positions = Vec::new();
    for name in names {
        let n_before = positions.len();
        let of_name = request.requirements.iter().enumerate();
        let of_name = of_name.filter(|(_, line)| line.requirement.name() == name);
        positions.extend(of_name.map(|(position, _)| position));
        if positions.len() == n_before {
            return Err(Failure::new(format!("no requirement names `{name}`"))
                .hint("`--brings` is about requirements; for a package below them, see `--dominators`"));
        }
    }
    Ok(graph::brings(solution, &solution.brings(&positions)))
}

fn position(solution: &Solution, name: &PackageName) -> Result<usize, Failure> {
    solution.pins.keys().position(|pinned| pinned == name).ok_or_else(|| not_there(name))
}

/// That nothing needs the package.
pub fn not_there(name: &PackageName) -> Failure {
    Failure::new(format!("`{name}` is not in the solution: nothing that is required needs it"))
}

fn name(text: &str) -> Result<PackageName, Failure> {
    PackageName::new(text).map_err(|_| Failure::new(format!("`{text}` is not the name of a package")))
}

fn name_and_version(text: &str) -> Result<(PackageName, Option<Version>), Failure> {
    let Some((of_name, of_version)) = text.split_once("==") else { return Ok((name(text)?, None)) };
    let version = of_version.trim_start_matches('=').trim();
    let version = version.parse().map_err(|_| Failure::new(format!("`{version}` is not a version")))?;
    Ok((name(of_name.trim())?, Some(version)))
}

fn requirement(text: &str) -> Result<Requirement, Failure> {
    let mut inputs = read_plainly(&[text.to_owned()], &RequirementFiles::default())?;
    inputs.refuse_places()?;
    inputs
        .requirements
        .pop()
        .map(|line| line.requirement)
        .ok_or_else(|| Failure::new(format!("{COMMAND_LINE} names no requirement")))
}
