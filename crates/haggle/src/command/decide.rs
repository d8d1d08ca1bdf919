//! `haggle decide FEATURE`: somebody decides, and the family's folder keeps the record; `--due` and `--check` look at those kept.

use std::fs::File;
use std::process::ExitCode;

use haggle_govern::data::{Feature, PlacementChoice};
use haggle_govern::day::Day;
use haggle_govern::evaluation::Placing;
use haggle_govern::ruling::{AcceptedDecision, DeciderRole, RulingRequest, in_force, rule};
use haggle_spec::is_hidden;
use haggle_tradeoff::Options;
use haggle_tradeoff::record::{Record, RecordReplay, replay};

use super::evaluate::{chosen, evaluate};
use crate::context::Context;
use crate::input::family::{Family, FamilyFiles, StoredDecision, decisions, stored_decisions};
use crate::input::live_arguments::LiveArguments;
use crate::input::today;
use crate::output::decision::{self as render, Checked};
use crate::output::failure::{FINDINGS, Failure};
use crate::output::format::OutputFormat;
use crate::output::{files, terminal};

/// What is decided, or which records are looked at.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["feature", "due", "check"])))]
pub struct DecideArguments {
    /// The feature to decide about
    #[arg(value_name = "FEATURE", requires_all = ["placement", "by", "role", "because"])]
    feature: Option<String>,
    /// What is chosen: a placement, or one with a side condition, as `evaluate` names it (`extra+guards`)
    #[arg(long = "as", value_name = "PLACEMENT", id = "placement", requires = "feature")]
    placement: Option<PlacementChoice>,
    /// Who decides
    #[arg(long, value_name = "NAME", requires = "feature", value_parser = text)]
    by: Option<String>,
    /// In which role: ptl (the project team lead) or release-liaison
    #[arg(long, value_name = "ROLE", requires = "feature", value_parser = role)]
    role: Option<DeciderRole>,
    /// Why, in a sentence
    #[arg(long, value_name = "TEXT", requires = "feature", value_parser = text)]
    because: Option<String>,
    /// A failed veto that is waived; only who may waive it can
    #[arg(long, value_name = "VETO", requires = "feature")]
    waive: Vec<String>,
    /// The day of the decision (default: today)
    #[arg(long, value_name = "YYYY-MM-DD", requires = "feature")]
    date: Option<Day>,
    /// List the decisions that are due: a fact has passed the point at which the answer changes. Exit code 1 if there is one
    #[arg(long)]
    due: bool,
    /// Decide again from what each record says, and compare. Exit code 1 if one gives other bytes
    #[arg(long)]
    check: bool,
    /// How to print the result
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
}

/// As many as `evaluate` draws.
const OPTIONS: Options = Options { samples: 10_000, seed: 1 };

fn role(text: &str) -> Result<DeciderRole, String> {
    let found = DeciderRole::NAMES.iter().find(|(name, _)| *name == text);
    found.map(|(_, role)| *role).ok_or_else(|| "use ptl or release-liaison".to_owned())
}

/// A text that is a part of a record as it is.
fn text(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("it is empty".to_owned()),
        text if text.contains(is_hidden) => Err("it has a line break or another control in it".to_owned()),
        text => Ok(text.to_owned()),
    }
}

/// Decides, or looks at what was decided.
pub fn run(arguments: &DecideArguments, context: &Context) -> Result<ExitCode, Failure> {
    let family = Family::load(context)?;
    if arguments.check {
        return check(&family, arguments.format);
    }
    if arguments.due {
        return due(&family, arguments.format);
    }
    let (Some(feature), Some(choice), Some(name), Some(role), Some(because)) =
        (&arguments.feature, &arguments.placement, &arguments.by, arguments.role, &arguments.because)
    else {
        return Err(Failure::new("a decision needs `--as`, `--by`, `--role` and `--because`"));
    };
    // Until the end: who decides at the same moment gets the next number.
    let _turn = turn(&family)?;
    let kept = decisions(&family)?;
    let feature = chosen(&family, std::slice::from_ref(feature))?.remove(0);
    let supersedes = in_force(&kept, &feature.id);
    let request = RulingRequest {
        number: kept.last().map_or(1, |last| last.number + 1),
        choice,
        name,
        role,
        because,
        waive: &arguments.waive,
        date: arguments.date.map_or_else(today, Ok)?,
        as_of: family.manifest.family.as_of,
        supersedes,
    };
    let files = FamilyFiles::load(&family.source, &family.manifest)?;
    let evaluation = evaluate(&family, &files, &[feature], OPTIONS, &LiveArguments::default())?;
    let Some(Placing::Requirements { record, .. }) = evaluation.features.first().map(|one| &one.placing)
    else {
        return Err(Failure::new(format!("`{}` has nothing to place", feature.id)));
    };
    let accepted = rule(record, &request).map_err(|error| {
        let failure = Failure::new(error.to_string());
        error.help().into_iter().fold(failure, Failure::hint)
    })?;
    let taken = AcceptedDecision { number: request.number, feature: feature.id.clone(), record: accepted };
    let folder = write(&family, &taken, supersedes)?;
    match arguments.format {
        OutputFormat::Text => {
            terminal::out(&render::taken(&evaluation.features[0], &taken, supersedes, &folder))?;
        }
        OutputFormat::Json => terminal::out_json(&taken.record)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The right to take the next number: held on the family's catalogue, which is there and which nobody writes meanwhile.
fn turn(family: &Family) -> Result<Option<File>, Failure> {
    let Some(path) = family.manifest.data.features.as_ref().and_then(|path| family.source.on_disk(path))
    else {
        return Ok(None);
    };
    let file = File::open(&path).map_err(|error| Failure::io("read", &path, &error))?;
    file.lock().map_err(|error| Failure::io("lock", &path, &error))?;
    Ok(Some(file))
}

/// Writes the record and, in the earlier one, that another took its place: all of it, or nothing.
fn write(
    family: &Family,
    taken: &AcceptedDecision,
    supersedes: Option<&AcceptedDecision>,
) -> Result<String, Failure> {
    let folder = &family.manifest.data.decisions;
    let Some(on_disk) = family.source.on_disk(folder) else {
        return Err(Failure::new("the demo inside this binary keeps no decisions")
            .hint("copy the demo's folder, and name its manifest with `--manifest`"));
    };
    let mut written = Vec::new();
    let mut add = |number: u32, record: &Record| {
        let name = format!("{number:04}-{}", taken.feature);
        written.push((format!("{name}.md"), record.to_markdown().into_bytes()));
        written.push((format!("{name}.json"), record.to_json()));
    };
    add(taken.number, &taken.record);
    if let Some(earlier) = supersedes {
        add(earlier.number, &earlier.record.clone().superseded(taken.number));
    }
    files::write_into(&on_disk, &written)?;
    Ok(on_disk.display().to_string())
}

/// The decisions that are due.
fn due(family: &Family, format: OutputFormat) -> Result<ExitCode, Failure> {
    let kept = decisions(family)?;
    let is_decided = |feature: &&Feature| in_force(&kept, &feature.id).is_some();
    let features: Vec<&Feature> = family.catalogue.features.iter().filter(is_decided).collect();
    let files = FamilyFiles::load(&family.source, &family.manifest)?;
    let evaluation = evaluate(family, &files, &features, OPTIONS, &LiveArguments::default())?;
    let decided = render::due_of(&evaluation);
    match format {
        OutputFormat::Text => terminal::out(&render::due(&decided, features.len()))?,
        OutputFormat::Json => {
            terminal::out_json(&render::DueDocument { schema: 1, due: decided.as_slice() })?;
        }
    }
    Ok(if decided.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

/// Decides again from what each record says.
fn check(family: &Family, format: OutputFormat) -> Result<ExitCode, Failure> {
    let stored = stored_decisions(family)?;
    let checked: Vec<Checked> = stored.iter().map(|one| checked(family, one)).collect();
    match format {
        OutputFormat::Text => terminal::out(&render::checked(&checked))?,
        OutputFormat::Json => terminal::out_json(&render::CheckedDocument { schema: 1, records: &checked })?,
    }
    let is_same = checked.iter().all(|one| one.faults.is_empty());
    Ok(if is_same { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

fn checked(family: &Family, stored: &StoredDecision) -> Checked {
    let mut faults = match replay(&stored.bytes) {
        Ok(RecordReplay::Same) => Vec::new(),
        Ok(RecordReplay::Different(differences)) => {
            let said = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
            let told = differences.iter().map(|one| {
                let at = if one.at.is_empty() { "the whole" } else { one.at.as_str() };
                format!("{at} says {}, and a replay gives {}", said(&one.recorded), said(&one.replayed))
            });
            told.collect()
        }
        Err(error) => vec![error.to_string()],
    };
    let page = format!("{}.md", stored.path);
    if let Ok(record) = Record::from_json(&stored.bytes) {
        match family.source.bytes(&page) {
            Ok(bytes) if bytes == record.to_markdown().into_bytes() => {}
            Ok(_) => faults.push(format!("{page} is not the text of the record")),
            Err(failure) => faults.push(failure.to_string()),
        }
    }
    Checked { path: format!("{}.json", stored.path), feature: stored.feature.to_string(), faults }
}
