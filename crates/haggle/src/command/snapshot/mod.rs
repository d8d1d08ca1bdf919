//! `haggle snapshot`: records the release facts that the other commands need, from an index as it is now.

mod answers;

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use haggle_index::snapshot::missing_of_newest;
use haggle_index::{Purpose, Snapshot, SnapshotProvenance, SnapshotScope, rounds};
use haggle_spec::release::{PackageFacts, ReleaseFacts, ReleaseMetadata};

use crate::context::{Context, WhichFamily};
use crate::input::family::{self, FamilyFiles, Source};
use crate::input::index_lines::IndexLines;
use crate::input::index_settings::IndexArguments;
use crate::input::project_file::ProjectArguments;
use crate::input::questions::{Question, Subject};
use crate::input::requirement_reader::{self, RequirementFiles};
use crate::input::target;
use crate::output::failure::Failure;
use crate::output::files;
use crate::output::progress::Progress;
use crate::output::terminal;
use crate::program;
use answers::{Answer, QuestionProgress, check};

/// What to record, and where.
#[derive(Debug, clap::Args)]
pub struct SnapshotArguments {
    /// The questions that the snapshot has to answer
    #[arg(
        long = "for",
        value_name = "PURPOSE,...",
        value_delimiter = ',',
        default_value = "evaluate,what-if,lowest"
    )]
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
    let plan = if arguments.requirements.is_empty() {
        plan_of_family(arguments, context)?
    } else {
        plan_of_files(arguments)?
    };
    let purposes: BTreeSet<Purpose> = arguments.purposes.iter().copied().collect();
    let questions = plan.subject.questions(&purposes);
    let index = arguments.index.with_lines(&plan.lines).open(plan.index_url.as_deref())?;
    let progress = Progress::start();
    let mut facts = ReleaseFacts::default();
    let observer = QuestionProgress { progress: &progress, questions: &questions };
    let requests = questions.iter().map(|question| &question.request);
    let resolved = rounds::resolve_all(&index, &mut facts, requests, &observer)
        .map_err(|error| Failure::new(error.to_string()))?;
    let answers: Vec<Answer> = resolved.iter().map(Answer::of).collect();
    let kept = missing_of_newest(&facts, arguments.versions, plan.subject.pins());
    index
        .fetch(&mut facts, &kept, &|fact| progress.fetched(fact))
        .map_err(|error| Failure::new(error.to_string()))?;
    let snapshot = Snapshot {
        facts,
        scope: SnapshotScope {
            purposes,
            versions: arguments.versions,
            environments: plan.subject.environments.clone(),
        },
        provenance: SnapshotProvenance { recorded: now(), command: command(arguments, context) },
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
    let subject = Subject::of_family(&manifest, &catalogue, &files);
    let output = match (&arguments.output_file, &source, &manifest.data.snapshot) {
        (Some(path), ..) => path.clone(),
        (None, Source::Folder(folder) | Source::CheckoutDemo(folder), Some(path)) => inside(folder, path)?,
        (None, Source::EmbeddedDemo(_), _) => {
            return Err(Failure::new("the demo inside this binary cannot be written to")
                .hint("say where to write: `--output-file FILE`"));
        }
        (None, _, None) => {
            return Err(Failure::new(format!("`{name}` names no snapshot"))
                .hint("add `snapshot = \"snapshot.json\"` below `[data]`, or give `--output-file FILE`"));
        }
    };
    Ok(Plan { subject, index_url: manifest.index_url, lines: IndexLines::default(), output })
}

/// A path of the manifest that is written to: below the family's folder, whoever wrote the manifest.
fn inside(folder: &Path, path: &str) -> Result<PathBuf, Failure> {
    let is_below = |component| matches!(component, Component::Normal(_) | Component::CurDir);
    if Path::new(path).components().all(is_below) {
        return Ok(folder.join(path));
    }
    Err(Failure::new(format!("the manifest's snapshot `{path}` is not below the family's folder"))
        .hint("say where to write: `--output-file FILE`"))
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
        terminal::err_line(format_args!("warning: {warning}"));
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

/// RFC 3339 in UTC, to the second.
fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |duration| duration.as_secs());
    let moment = i64::try_from(seconds).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    moment.unwrap_or_default().to_string()
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
            Answer::None => terminal::err_line(format_args!("note: no solution for {}", question.title)),
            Answer::Stopped => {
                terminal::err_line(format_args!("note: the search was stopped for {}", question.title));
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
        "{}: {} projects, {n_recorded} releases with their requirements, {n_unknown} whose requirements are \
         unknown, {n_bytes} bytes; {} questions answered",
        plan.output.display(),
        snapshot.facts.packages.len(),
        questions.len(),
    ))
}
