//! The command line of `haggle resolve`.

use std::path::PathBuf;

use haggle_spec::PackageName;

use super::formats::{AnnotationArgument, AnswerFormat};
use super::kept::UpgradeArguments;
use super::options::{ForkStrategyArgument, MANY, PolicyArguments};
use super::question::{BudgetArguments, QuestionArguments};
use crate::input::build;
use crate::input::environment_settings::EnvironmentSettings;
use crate::input::index_settings::IndexArguments;
use crate::input::lock_file;
use crate::input::project_file::ProjectArguments;
use crate::output::failure::Failure;
use crate::output::format::OutputFormat;
use crate::output::resolution::AnnotationStyle;

/// The heading of the options that are about what is written.
const WRITTEN: &str = "What is written";

/// What to resolve, and how to print it. The options that `uv pip compile` has mean what they mean there.
#[derive(Debug, Clone, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct ResolveArguments {
    /// Requirements, such as `glance>=32`
    #[arg(value_name = "REQUIREMENT", required_unless_present_any = ["requirements", "group"])]
    pub(super) requirement: Vec<String>,
    /// Files or URLs of requirements; `-` is standard input. Also pyproject.toml, setup.cfg and pylock.toml
    #[arg(short, long = "requirements", alias = "requirement", value_name = "FILE")]
    pub(super) requirements: Vec<PathBuf>,
    /// Files or URLs of constraints
    #[arg(short, long = "constraints", alias = "constraint", value_name = "FILE")]
    pub(super) constraints: Vec<PathBuf>,
    /// Files of requirements that replace every requirement of their names
    #[arg(long = "override", alias = "overrides", value_name = "FILE")]
    pub(super) overrides: Vec<PathBuf>,
    /// Files of names (one a line) of packages that are left out although something requires them
    #[arg(long = "excludes", alias = "exclude", value_name = "FILE")]
    pub(super) excludes: Vec<PathBuf>,
    /// Files (TOML) that say what releases require, instead of their metadata
    #[arg(long, value_name = "FILE")]
    pub(super) facts: Vec<PathBuf>,
    /// The version of Python: `3.12` means `3.12.0`, with --universal that or later, or a range such as `>=3.10,<3.13`
    /// (default: the installed Python)
    #[arg(long, value_name = "VERSION")]
    pub(super) python_version: Option<String>,
    /// The platform: linux, macos, windows, or a name such as x86_64-manylinux2014 (default: this machine)
    #[arg(long, value_name = "PLATFORM")]
    pub(super) python_platform: Option<String>,
    /// One answer for every platform, and for this Python and later ones
    #[arg(long, conflicts_with = "python_platform", group = MANY)]
    pub(super) universal: bool,
    /// One answer for these environments and no others, such as `3.12 on linux`; again for each
    #[arg(long, value_name = "TARGET", conflicts_with_all = ["python_version", "python_platform"], group = MANY)]
    pub(super) target: Vec<String>,
    /// One answer for the environments that the manifest lists, and no others
    #[arg(long, conflicts_with_all = ["python_version", "python_platform"], group = MANY)]
    pub(super) manifest_targets: bool,
    /// Whether several versions of a package are pinned for several Pythons
    #[arg(long, value_enum, value_name = "STRATEGY", requires = MANY)]
    pub(super) fork_strategy: Option<ForkStrategyArgument>,
    /// Environments (markers) that a release needs a wheel for unless it can be built
    #[arg(long, value_name = "MARKER", requires = MANY)]
    pub(super) required_environment: Vec<String>,
    /// Only the environments in which one of these markers holds
    #[arg(long, value_name = "MARKER", requires = "universal", conflicts_with_all = ["target", "manifest_targets"])]
    pub(super) environment: Vec<String>,
    #[command(flatten)]
    pub(super) index: IndexArguments,
    /// Take release facts from a snapshot instead of an index
    #[arg(long, value_name = "FILE", conflicts_with = "index_url")]
    pub(super) snapshot: Option<PathBuf>,
    /// Where only a build knows what a source distribution requires, run its build backend, which is code of others: isolated, without a
    /// network, within limits of time, memory and disk. Each build is named
    #[arg(long, conflicts_with = "snapshot")]
    pub(super) build_metadata: bool,
    /// With --build-metadata: how long one build may take
    #[arg(long, value_name = "SECONDS", requires = "build_metadata", default_value_t = build::USUAL_SECONDS)]
    pub(super) build_timeout: u64,
    #[command(flatten)]
    pub(super) policies: PolicyArguments,
    #[command(flatten)]
    pub(super) projects: ProjectArguments,
    /// Leave out what releases require: pin what is named, and nothing else
    #[arg(long)]
    pub(super) no_deps: bool,
    #[command(flatten)]
    pub(super) upgrades: UpgradeArguments,
    /// Leave the pin of a package out of what is written
    #[arg(long, alias = "unsafe-package", value_name = "NAME", help_heading = WRITTEN)]
    pub(super) no_emit_package: Vec<PackageName>,
    /// Say on standard error what the run took: requests, bytes, rounds, what the cache had, seconds by stage
    #[arg(
        long, value_enum, value_name = "FORMAT", num_args = 0..=1, require_equals = true,
        default_missing_value = "text", help_heading = WRITTEN
    )]
    pub(super) stats: Option<OutputFormat>,
    /// Write the pins to a file, too, in one step
    #[arg(short, long, value_name = "FILE", help_heading = WRITTEN)]
    pub(super) output_file: Option<PathBuf>,
    /// Leave out who requires each pin
    #[arg(long, help_heading = WRITTEN)]
    pub(super) no_annotate: bool,
    /// Where who requires a pin is written: on its line, or below it
    #[arg(long, value_enum, value_name = "STYLE", default_value_t = AnnotationArgument::Split, help_heading = WRITTEN)]
    pub(super) annotation_style: AnnotationArgument,
    /// Write the address of the index at the top
    #[arg(long, help_heading = WRITTEN)]
    pub(super) emit_index_url: bool,
    /// Write the hashes of each pin's files
    #[arg(long, help_heading = WRITTEN)]
    pub(super) generate_hashes: bool,
    /// Every requirement has to have a hash that its file has; a `--hash` in a file asks for the same
    #[arg(long, help_heading = WRITTEN)]
    pub(super) require_hashes: bool,
    /// Leave out the comment at the top
    #[arg(long, help_heading = WRITTEN)]
    pub(super) no_header: bool,
    /// The command that the comment at the top gives
    #[arg(long, value_name = "COMMAND", help_heading = WRITTEN)]
    pub(super) custom_compile_command: Option<String>,
    /// How to print the answer (default: what the name of the output file says, else requirements)
    #[arg(long, value_enum, help_heading = WRITTEN)]
    pub(super) format: Option<AnswerFormat>,
    #[command(flatten, next_help_heading = "Questions to the solution, instead of its pins")]
    pub(super) question: QuestionArguments,
    #[command(flatten)]
    pub(super) budget: BudgetArguments,
}

impl ResolveArguments {
    /// Whether one answer for many environments is asked for.
    pub fn is_about_many(&self) -> bool {
        self.universal || self.manifest_targets || !self.target.is_empty()
    }

    /// How the answer is printed.
    pub fn format(&self) -> AnswerFormat {
        self.format.unwrap_or_else(|| {
            let name = self.output_file.as_ref().and_then(|path| path.file_name());
            if name.is_some_and(|name| lock_file::is_named(&name.to_string_lossy())) {
                AnswerFormat::Pylock
            } else {
                AnswerFormat::Requirements
            }
        })
    }

    /// How what is not the answer is printed: a question's answer, or why there is none.
    pub fn report_format(&self) -> OutputFormat {
        match self.format() {
            AnswerFormat::Json => OutputFormat::Json,
            AnswerFormat::Requirements | AnswerFormat::Pylock => OutputFormat::Text,
        }
    }

    /// How pins say who requires them.
    pub fn annotation(&self) -> Option<AnnotationStyle> {
        let style = match self.annotation_style {
            AnnotationArgument::Line => AnnotationStyle::Line,
            AnnotationArgument::Split => AnnotationStyle::Split,
        };
        (!self.no_annotate).then_some(style)
    }

    /// The same, with what the environment sets for what the command line does not.
    pub fn with_environment(&self, settings: EnvironmentSettings) -> Result<Self, Failure> {
        let mut arguments = self.clone();
        if arguments.constraints.is_empty() {
            arguments.constraints = settings.constraints;
        }
        if arguments.overrides.is_empty() {
            arguments.overrides = settings.overrides;
        }
        arguments.no_deps |= settings.no_deps;
        arguments.require_hashes |= settings.require_hashes;
        arguments.index.offline |= settings.offline;
        arguments.index.no_cache |= settings.no_cache;
        if arguments.custom_compile_command.is_none() {
            arguments.custom_compile_command = settings.compile_command;
        }
        if let (None, true, Some((name, value))) =
            (arguments.fork_strategy, arguments.is_about_many(), &settings.fork_strategy)
        {
            arguments.fork_strategy = Some(super::options::value_of(name, value)?);
        }
        arguments.policies.or(&settings.policies)?;
        Ok(arguments)
    }
}
