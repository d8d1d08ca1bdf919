//! `haggle snapshot`: records the release facts that the other commands need, from an index as it is now.

mod diff;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use haggle_govern::data::Feature;
use haggle_index::{Purpose, Snapshot, SnapshotProvenance, SnapshotScope};
use haggle_spec::release::{PackageFacts, ReleaseFacts, ReleaseMetadata};

use crate::context::{Context, WhichFamily};
use crate::input::clock::recording_time;
use crate::input::family::{self, FamilyFiles, Source};
use crate::input::index_lines::IndexLines;
use crate::input::index_settings::IndexArguments;
use crate::input::project_file::ProjectArguments;
use crate::input::questions::{Question, Subject};
use crate::input::recording::{Answer, check, record};
use crate::input::requirement_reader::{self, RequirementFiles};
use crate::input::target;
use crate::output::failure::Failure;
use crate::output::files;
use crate::output::progress::Progress;
use crate::output::terminal;
use crate::program;

/// What to record, and where.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct SnapshotArguments {
    #[command(subcommand)]
    verb: Option<SnapshotVerb>,
    /// What the snapshot has to answer: `evaluate` what is asked under the constraints, `what-if` the same without them, `lowest` whether
    /// the lowest versions hold together. The others resolve everything once more each, and ask for many more facts
    #[arg(long = "for", value_name = "PURPOSE,...", value_delimiter = ',', default_value = "evaluate")]
    purposes: Vec<Purpose>,
    /// How many of the newest final releases of each project keep their requirements in any case
    #[arg(long, value_name = "N", default_value_t = 1)]
    versions: usize,
    /// Files of requirements, instead of those of the manifest's projects and features
    #[arg(short, long = "requirements", value_name = "FILE")]
    requirements: Vec<PathBuf>,
    /// Files of constraints, with -r
    #[arg(short, long = "constraints", value_name = "FILE", requires = "requirements")]
    constraints: Vec<PathBuf>,
    /// The version of Python, with -r (default: the installed Python)
    #[arg(long, value_name = "VERSION", requires = "requirements")]
    python_version: Option<String>,
    /// The platform, with -r (default: this machine)
    #[arg(long, value_name = "PLATFORM", requires = "requirements")]
    python_platform: Option<String>,
    #[command(flatten)]
    index: IndexArguments,
    /// Where to write (default: where the manifest says that its snapshot is)
    #[arg(short, long, value_name = "FILE")]
    output_file: Option<PathBuf>,
}

/// What is done with snapshots that are there.
#[derive(Debug, clap::Subcommand)]
enum SnapshotVerb {
    /// Say what was added, removed and changed from one snapshot to another (exit code 1 where something was)
    Diff(diff::DiffArguments),
}

/// What is recorded, and what the manifest or the files say about it.
struct Plan {
    subject: Subject,
    /// The index that the manifest names.
    index_url: Option<String>,
    lines: IndexLines,
    output: PathBuf,
}

/// Records and writes in one step: a failure leaves the old snapshot as it was.
pub fn run(arguments: &SnapshotArguments, context: &Context) -> Result<ExitCode, Failure> {
    if let Some(SnapshotVerb::Diff(arguments)) = &arguments.verb {
        return diff::run(arguments);
    }
    let plan = if arguments.requirements.is_empty() {
        plan_of_family(arguments, context)?
    } else {
        plan_of_files(arguments)?
    };
    files::expect_place(&plan.output)?;
    let purposes: BTreeSet<Purpose> = arguments.purposes.iter().copied().collect();
    let questions = plan.subject.questions(&purposes);
    let index = arguments.index.with_lines(&plan.lines).open(plan.index_url.as_deref())?;
    let progress = Progress::start("recording");
    let mut facts = ReleaseFacts::default();
    let answers = record(&index, &mut facts, &plan.subject, &questions, arguments.versions, &progress)?;
    let snapshot = Snapshot {
        facts,
        scope: SnapshotScope {
            purposes,
            versions: arguments.versions,
            environments: plan.subject.environments.clone(),
        },
        provenance: SnapshotProvenance {
            recorded: recording_time()?.to_string(),
            command: command(arguments, context),
            source: Some(index.places()),
            updated: None,
        },
    };
    let bytes = snapshot.to_bytes();
    progress.phase("checking that the snapshot answers as the index did");
    check(&bytes, &questions, &answers)?;
    files::write(&plan.output, &bytes)?;
    drop(progress);
    report(&snapshot, &plan, &questions, &answers, bytes.len())?;
    Ok(ExitCode::SUCCESS)
}

fn plan_of_family(arguments: &SnapshotArguments, context: &Context) -> Result<Plan, Failure> {
    let (source, name) = Source::locate(context)?;
    let manifest = family::manifest(&source, &name)?;
    let catalogue = family::catalogue(&source, &manifest)?;
    let files = FamilyFiles::load(&source, &manifest)?;
    let features: Vec<&Feature> = catalogue.features.iter().collect();
    let subject = Subject::of_family(&manifest, &catalogue, &files, &features);
    let output = match (&arguments.output_file, &manifest.data.snapshot) {
        (Some(path), _) => path.clone(),
        (None, Some(path)) => source
            .writable(path)
            .map_err(|failure| failure.hint("say where to write: `--output-file FILE`"))?,
        (None, None) => {
            return Err(Failure::new(format!("`{name}` names no snapshot"))
                .hint("add `snapshot = \"snapshot.json\"` below `[data]`, or give `--output-file FILE`"));
        }
    };
    Ok(Plan { subject, index_url: manifest.index_url, lines: IndexLines::default(), output })
}

fn plan_of_files(arguments: &SnapshotArguments) -> Result<Plan, Failure> {
    let files = RequirementFiles {
        requirements: &arguments.requirements,
        constraints: &arguments.constraints,
        overrides: &[],
    };
    let inputs = requirement_reader::read(&[], &files, &ProjectArguments::default(), &arguments.index)?;
    inputs.refuse_places()?;
    for warning in &inputs.warnings {
        terminal::note(format_args!("warning: {warning}"));
    }
    let target =
        target::from_options(arguments.python_version.as_deref(), arguments.python_platform.as_deref())?;
    let output = arguments
        .output_file
        .clone()
        .ok_or_else(|| Failure::new("with `-r`, say where to write").hint("give `--output-file FILE`"))?;
    Ok(Plan {
        subject: Subject::of_requirements(&target, inputs.requirements, inputs.constraints),
        index_url: None,
        lines: inputs.index,
        output,
    })
}

/// The command that would record the same: what decides the content, and nothing about this machine.
fn command(arguments: &SnapshotArguments, context: &Context) -> String {
    let purposes: BTreeSet<Purpose> = arguments.purposes.iter().copied().collect();
    let purposes: Vec<&str> = purposes.into_iter().map(Purpose::as_str).collect();
    let mut words = vec![
        program::call("snapshot"),
        format!("--for {}", purposes.join(",")),
        format!("--versions {}", arguments.versions),
    ];
    match &context.family {
        WhichFamily::Named(path) => words.push(format!("--manifest {}", path.display())),
        WhichFamily::Demo(demo) => words.push(format!("--demo={}", demo.name())),
        WhichFamily::Nearest => {}
    }
    words.extend(arguments.requirements.iter().map(|path| format!("-r {}", path.display())));
    words.extend(arguments.constraints.iter().map(|path| format!("-c {}", path.display())));
    words.extend(arguments.python_version.as_ref().map(|version| format!("--python-version {version}")));
    words.extend(arguments.python_platform.as_ref().map(|platform| format!("--python-platform {platform}")));
    words.extend(arguments.output_file.as_ref().map(|path| format!("-o {}", path.display())));
    words.join(" ")
}

fn report(
    snapshot: &Snapshot,
    plan: &Plan,
    questions: &[Question],
    answers: &[Answer],
    n_bytes: usize,
) -> Result<(), Failure> {
    for (question, answer) in questions.iter().zip(answers) {
        match answer {
            Answer::Pins(_) => {}
            Answer::None => terminal::note(format_args!("note: no solution for {}", question.title)),
            Answer::Stopped => {
                terminal::note(format_args!("note: the search was stopped for {}", question.title));
            }
        }
    }
    let releases = snapshot.facts.packages.values().flat_map(|package| match package {
        PackageFacts::Releases(releases) => releases.values().collect(),
        PackageFacts::Unavailable { .. } => Vec::new(),
    });
    let (mut n_recorded, mut n_unknown) = (0, 0);
    for release in releases {
        match release.metadata {
            ReleaseMetadata::Known { .. } => n_recorded += 1,
            ReleaseMetadata::Unknown { .. } => n_unknown += 1,
            _ => {}
        }
    }
    terminal::out_line(format_args!(
        "{}: {} packages, {n_recorded} releases with their requirements, {n_unknown} whose requirements are \
         unknown, {n_bytes} bytes; {} questions answered",
        plan.output.display(),
        snapshot.facts.packages.len(),
        questions.len(),
    ))
}
