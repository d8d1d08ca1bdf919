//! `haggle elicit STAKEHOLDER`: asks what matters, and writes the weights into the family's file of values.

use std::io::{self, BufRead as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use haggle_govern::data::{CriterionEntry, ElicitationMethod, Elicited, StakeholderEntry, Values};
use haggle_govern::day::Day;
use haggle_govern::elicit::{ElicitationQuestion, ElicitedWeights, elicited, questions, read_answers};

use crate::context::Context;
use crate::input::family::Family;
use crate::input::named;
use crate::input::reading;
use crate::input::today;
use crate::output::failure::Failure;
use crate::output::format::OutputFormat;
use crate::output::{elicitation as render, files, snippet, terminal};

/// Whom to ask, and how.
#[derive(Debug, clap::Args)]
pub struct ElicitArguments {
    /// The stakeholder, as the file of values names it
    #[arg(value_name = "STAKEHOLDER")]
    stakeholder: String,
    /// swing (points for each criterion) or pairs (how many times as much each criterion matters as each other one)
    #[arg(long, value_name = "METHOD", default_value = "swing", value_parser = method)]
    method: ElicitationMethod,
    /// The criteria to ask about (default: those that the stakeholder weighs today)
    #[arg(long, value_name = "CRITERION", value_delimiter = ',')]
    criteria: Vec<String>,
    /// Read the answers from a file, one `CRITERION: POINTS` or `CRITERION / CRITERION: TIMES` on a line, instead of asking
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// The day of the answers (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Day>,
    /// How to print the result
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
}

fn method(text: &str) -> Result<ElicitationMethod, String> {
    let found = ElicitationMethod::NAMES.iter().find(|(name, _)| *name == text);
    found.map(|(_, method)| *method).ok_or_else(|| "use swing or pairs".to_owned())
}

/// Asks, and writes the weights.
pub fn run(arguments: &ElicitArguments, context: &Context) -> Result<ExitCode, Failure> {
    let family = Family::load(context)?;
    let file = family.manifest.data.stakeholders.as_deref().unwrap_or_default();
    let Some(path) = family.source.on_disk(file) else {
        return Err(Failure::new("the values of the demo inside this binary cannot be changed")
            .hint("copy the demo's folder, and name its manifest with `--manifest`"));
    };
    let stakeholder = stakeholder(&family, &arguments.stakeholder)?;
    let criteria = criteria(&family, stakeholder, &arguments.criteria)?;
    let asked = questions(arguments.method, &criteria);
    let answers = match &arguments.answers {
        Some(answers) => from_file(answers, &asked)?,
        None => from_terminal(&asked)?,
    };
    let found = elicited(&asked, &answers).map_err(|error| Failure::new(error.to_string()))?;
    let how = Elicited {
        method: arguments.method,
        date: arguments.date.map_or_else(today, Ok)?,
        // As many digits as a reader needs, and as the file is read back.
        consistency: found.consistency.map(|ratio| (ratio * 1e4).round() / 1e4),
    };
    write(&family, &path, stakeholder, &found, &how)?;
    match arguments.format {
        OutputFormat::Text => {
            terminal::out(&render::elicited(stakeholder, &found, &how, &path.display().to_string()))?;
        }
        OutputFormat::Json => terminal::out_json(&render::json(stakeholder, &found, &how))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn stakeholder<'a>(family: &'a Family, id: &str) -> Result<&'a StakeholderEntry, Failure> {
    let all = &family.values.stakeholders;
    all.iter().find(|one| one.id.as_str() == id).ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|one| one.id.as_str()).collect();
        named::unknown("no stakeholder is named", id, &known)
    })
}

/// The criteria to ask about, in the order of the family's.
fn criteria<'a>(
    family: &'a Family,
    stakeholder: &StakeholderEntry,
    named: &[String],
) -> Result<Vec<&'a CriterionEntry>, Failure> {
    let all = &family.values.criteria;
    if let Some(other) = named.iter().find(|name| all.iter().all(|one| one.id.as_str() != name.as_str())) {
        let known: Vec<&str> = all.iter().map(|one| one.id.as_str()).collect();
        return Err(Failure::new(format!("no criterion is named `{other}`"))
            .hint(format!("use some of {}", known.join(", "))));
    }
    let is_asked = |one: &&CriterionEntry| {
        if named.is_empty() {
            return stakeholder.weights.get(&one.id).is_some_and(|[_, high]| *high > 0.0);
        }
        named.iter().any(|name| name == one.id.as_str())
    };
    let found: Vec<&CriterionEntry> = all.iter().filter(is_asked).collect();
    if found.len() < 2 {
        return Err(Failure::new("weights need at least two criteria").hint("name them with `--criteria`"));
    }
    Ok(found)
}

fn from_file(path: &Path, asked: &[ElicitationQuestion<'_>]) -> Result<Vec<[f64; 2]>, Failure> {
    let text = reading::text(path)?;
    read_answers(&text, asked).map_err(|error| {
        let shown = path.display().to_string();
        Failure::rendered(snippet::error(&shown, &text, Some(error.span()), &error.to_string(), None))
    })
}

/// Asks one question after the other; an answer that cannot be understood is asked for again.
fn from_terminal(asked: &[ElicitationQuestion<'_>]) -> Result<Vec<[f64; 2]>, Failure> {
    let mut answers = Vec::with_capacity(asked.len());
    let mut lines = io::stdin().lock().lines();
    for (number, question) in (1..).zip(asked) {
        terminal::err(&render::question(number, asked.len(), question));
        loop {
            let line = lines.next().ok_or_else(|| {
                let open = asked.len() - answers.len();
                Failure::new(format!("the answers ended with {open} questions open: nothing was written"))
            })?;
            let line = line.map_err(|error| Failure::io("read", Path::new("standard input"), &error))?;
            match question.answer(&line) {
                Ok(answer) => break answers.push(answer),
                Err(error) => terminal::err_line(error),
            }
        }
    }
    Ok(answers)
}

fn write(
    family: &Family,
    path: &Path,
    stakeholder: &StakeholderEntry,
    found: &ElicitedWeights,
    how: &Elicited,
) -> Result<(), Failure> {
    let document = family.source.text(family.manifest.data.stakeholders.as_deref().unwrap_or_default())?;
    let edited =
        Values::with_weights(&document.text, &stakeholder.id, &found.weights, how).ok_or_else(|| {
            Failure::new(format!(
                "the weights of `{}` cannot be written into {}",
                stakeholder.id, document.path
            ))
            .hint(
                "write the stakeholder as a table of its own: `[[stakeholder]]`, with a lower weight above 0",
            )
        })?;
    files::write(path, edited.as_bytes())
}
