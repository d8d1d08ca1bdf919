//! The verbs that edit the shared files.

use std::collections::BTreeMap;
use std::process::ExitCode;

use haggle_govern::data::Manifest;
use haggle_govern::pins::{
    Bump, Cap, Exclusion, Grounds, LeftBehind, PinDraft, PinError, PinLists, Removal, Rollback, SharedList,
    add_environment, add_name, add_python, bump, cap, drop_environment, drop_name, drop_python, exclude,
    remove, rollback, still_required,
};
use haggle_resolve::python::PythonVersion;
use haggle_spec::release::{ReleaseFacts, ReleaseId};
use haggle_spec::{PackageName, Requirement, Specifier, Version, is_hidden};

use super::shared::{LookArguments, WriteArguments};
use crate::command::publishing::message_text;
use crate::context::Context;
use crate::input::checked::project_files;
use crate::output::failure::Failure;

/// What every verb takes.
#[derive(Debug, clap::Args)]
pub struct CommonArguments {
    #[command(flatten)]
    look: LookArguments,
    /// Why, for the message of the change
    #[arg(long, value_name = "TEXT", value_parser = message_text)]
    reason: Option<String>,
    #[command(flatten)]
    pub(super) write: WriteArguments,
}

/// The URL of a bug: one word.
fn url(text: &str) -> Result<String, String> {
    let is_url = (text.starts_with("https://") || text.starts_with("http://"))
        && !text.contains(|character: char| character.is_whitespace() || is_hidden(character));
    if is_url { Ok(text.to_owned()) } else { Err("give a URL: `https://bugs.example.org/7`".to_owned()) }
}

impl CommonArguments {
    fn grounds<'a>(&'a self, bug: Option<&'a String>) -> Grounds<'a> {
        Grounds { bug: bug.map(String::as_str), reason: self.reason.as_deref() }
    }

    /// Reads the files, asks for the change, shows it, and writes it where that is asked for.
    fn carry_out(
        &self,
        context: &Context,
        mut verb: impl FnMut(&PinLists, Option<&ReleaseFacts>) -> Result<PinDraft, PinError>,
    ) -> Result<ExitCode, Failure> {
        let inputs = self.look.read(context)?;
        let source = &self.look.facts;
        let draft = source.ask_of(&inputs, |facts| match verb(&inputs.lists, facts) {
            Ok(draft) if source.asks_index() && !draft.missing.is_empty() => {
                Err(PinError::Missing(draft.missing))
            }
            answer => answer,
        })?;
        self.write.finish(context, &inputs, source, draft)
    }
}

/// `bump NAME [VERSION]`.
#[derive(Debug, clap::Args)]
pub struct BumpArguments {
    /// The distribution
    #[arg(value_name = "NAME")]
    name: PackageName,
    /// The version (default: the newest that is allowed and not held)
    #[arg(value_name = "VERSION")]
    version: Option<Version>,
    /// Raise it although it is held
    #[arg(long)]
    override_hold: bool,
    #[command(flatten)]
    pub(super) common: CommonArguments,
}

impl BumpArguments {
    pub(super) fn run(&self, context: &Context) -> Result<ExitCode, Failure> {
        let asked = Bump {
            name: &self.name,
            version: self.version.clone(),
            reason: self.common.reason.as_deref(),
            overrides_hold: self.override_hold,
        };
        self.common.carry_out(context, |lists, facts| bump(lists, &asked, facts))
    }
}

/// `exclude NAME==VERSION...`.
#[derive(Debug, clap::Args)]
pub struct ExcludeArguments {
    /// The releases, all of one distribution
    #[arg(value_name = "NAME==VERSION", required = true)]
    releases: Vec<ReleaseId>,
    /// The bug
    #[arg(long, value_name = "URL", value_parser = url)]
    bug: Option<String>,
    /// Where a pin at one of them goes (default: the newest release that is allowed, from `--snapshot` or `--live`)
    #[arg(long, value_name = "VERSION")]
    to: Option<Version>,
    #[command(flatten)]
    pub(super) common: CommonArguments,
}

impl ExcludeArguments {
    pub(super) fn run(&self, context: &Context) -> Result<ExitCode, Failure> {
        let name = match self.releases.split_first() {
            Some((first, rest)) if rest.iter().all(|other| other.name == first.name) => &first.name,
            _ => {
                return Err(Failure::new("the releases are of several distributions").hint("run it for each"));
            }
        };
        let versions: Vec<Version> = self.releases.iter().map(|release| release.version.clone()).collect();
        let grounds = self.common.grounds(self.bug.as_ref());
        let asked = Exclusion { name, versions: &versions, to: self.to.clone(), grounds };
        self.common.carry_out(context, |lists, facts| exclude(lists, &asked, facts))
    }
}

/// `cap 'NAME<VERSION'`.
#[derive(Debug, clap::Args)]
pub struct CapArguments {
    /// The distribution and its cap, with `<` or `<=`
    #[arg(value_name = "NAME<VERSION", value_parser = capped)]
    cap: (PackageName, Specifier),
    /// The bug; the line above the cap names it
    #[arg(long, value_name = "URL", value_parser = url)]
    bug: Option<String>,
    /// Where a pin above the cap goes (default: the newest release that goes, from `--snapshot` or `--live`)
    #[arg(long, value_name = "VERSION")]
    to: Option<Version>,
    #[command(flatten)]
    pub(super) common: CommonArguments,
}

fn capped(text: &str) -> Result<(PackageName, Specifier), String> {
    let requirement: Requirement =
        text.parse().map_err(|error: haggle_spec::RequirementError| error.to_string())?;
    match requirement.specifiers().as_slice() {
        [only]
            if matches!(only.operator(), haggle_spec::Operator::Less | haggle_spec::Operator::LessEqual) =>
        {
            Ok((requirement.name().clone(), only.clone()))
        }
        _ => Err("give one cap: `NAME<VERSION` or `NAME<=VERSION`".to_owned()),
    }
}

impl CapArguments {
    pub(super) fn run(&self, context: &Context) -> Result<ExitCode, Failure> {
        let (name, specifier) = &self.cap;
        let grounds = self.common.grounds(self.bug.as_ref());
        let asked = Cap { name, specifier: Some(specifier), to: self.to.clone(), grounds };
        self.common.carry_out(context, |lists, facts| cap(lists, &asked, facts))
    }
}

/// `uncap NAME`.
#[derive(Debug, clap::Args)]
pub struct UncapArguments {
    /// The distribution
    #[arg(value_name = "NAME")]
    name: PackageName,
    /// Where the pin goes now (default: it stays)
    #[arg(long, value_name = "VERSION")]
    to: Option<Version>,
    #[command(flatten)]
    pub(super) common: CommonArguments,
}

impl UncapArguments {
    pub(super) fn run(&self, context: &Context) -> Result<ExitCode, Failure> {
        let grounds = self.common.grounds(None);
        let asked = Cap { name: &self.name, specifier: None, to: self.to.clone(), grounds };
        self.common.carry_out(context, |lists, facts| cap(lists, &asked, facts))
    }
}

/// `rollback NAME [VERSION]`.
#[derive(Debug, clap::Args)]
pub struct RollbackArguments {
    /// The distribution
    #[arg(value_name = "NAME")]
    name: PackageName,
    /// The version (default: the newest below the pin that is allowed, from `--snapshot` or `--live`)
    #[arg(value_name = "VERSION")]
    to: Option<Version>,
    /// Leave the global list as it is: exclude nothing
    #[arg(long, conflicts_with = "bug")]
    pin_only: bool,
    /// The bug
    #[arg(long, value_name = "URL", value_parser = url)]
    bug: Option<String>,
    #[command(flatten)]
    pub(super) common: CommonArguments,
}

impl RollbackArguments {
    pub(super) fn run(&self, context: &Context) -> Result<ExitCode, Failure> {
        let grounds = self.common.grounds(self.bug.as_ref());
        let leaves = if self.pin_only { LeftBehind::Allowed } else { LeftBehind::Excluded };
        let asked = Rollback { name: &self.name, to: self.to.clone(), leaves, grounds };
        self.common.carry_out(context, |lists, facts| rollback(lists, &asked, facts))
    }
}

/// `drop NAME...`.
#[derive(Debug, clap::Args)]
pub struct DropArguments {
    /// The distributions
    #[arg(value_name = "NAME", required = true)]
    names: Vec<PackageName>,
    /// Take out the pins, too, that nothing pinned needs then, as far as releases are known
    #[arg(long)]
    orphans: bool,
    #[command(flatten)]
    pub(super) common: CommonArguments,
}

impl DropArguments {
    pub(super) fn run(&self, context: &Context) -> Result<ExitCode, Failure> {
        let reason = self.common.reason.as_deref();
        let asked =
            Removal { names: &self.names, reason, takes_orphans: self.orphans, keeps_required_pins: false };
        let inputs = self.common.look.read(context)?;
        let mut projects = BTreeMap::new();
        if let (Some(source), Ok(manifest)) = (&inputs.source, inputs.family()) {
            for project in &manifest.projects {
                projects.insert(&project.name, project_files(source, &project.path)?);
            }
        }
        let still = still_required(projects.iter().map(|(name, files)| (*name, files)), &self.names);
        self.common.carry_out(context, |lists, facts| {
            let mut draft = remove(lists, &asked, facts)?;
            draft.notes.extend(still.iter().cloned());
            Ok(draft)
        })
    }
}

/// What is done to a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum AddOrDrop {
    /// Add it
    Add,
    /// Take it out
    Drop,
}

/// `environment add|drop PYTHON`.
#[derive(Debug, clap::Args)]
pub struct EnvironmentArguments {
    /// What is done
    #[arg(value_enum)]
    action: AddOrDrop,
    /// The Python: 3.15
    #[arg(value_name = "PYTHON")]
    python: PythonVersion,
    #[command(flatten)]
    pub(super) common: CommonArguments,
}

impl EnvironmentArguments {
    pub(super) fn run(&self, context: &Context) -> Result<ExitCode, Failure> {
        let inputs = self.common.look.read(context)?;
        let draft = self.common.look.facts.ask_of(&inputs, |facts| match self.action {
            AddOrDrop::Add => add_python(&inputs.lists, &self.python, facts),
            AddOrDrop::Drop => drop_python(&inputs.lists, &self.python),
        });
        let mut draft = draft?;
        if let Some((text, _)) = &inputs.manifest {
            let change = match self.action {
                AddOrDrop::Add => add_environment(text, &self.python),
                AddOrDrop::Drop => drop_environment(text, &self.python),
            };
            if let Some(change) = change {
                let after = String::from_utf8_lossy(&change.after);
                Manifest::read(&after).map_err(|error| {
                    Failure::new(format!("`{}` cannot be changed for it: {error}", text.path))
                        .hint("edit its `[[environment]]` tables by hand")
                })?;
                draft.files.push(change);
            }
        }
        self.common.write.finish(context, &inputs, &self.common.look.facts, draft)
    }
}

/// `denylist add|drop NAME` and `projects add|drop NAME`.
#[derive(Debug, clap::Args)]
pub struct ListVerbArguments {
    /// What is done
    #[arg(value_enum)]
    action: AddOrDrop,
    /// The name
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    pub(super) common: CommonArguments,
}

impl ListVerbArguments {
    pub(super) fn run(&self, list: SharedList, context: &Context) -> Result<ExitCode, Failure> {
        let reason = self.common.reason.as_deref();
        self.common.carry_out(context, |lists, _| match self.action {
            AddOrDrop::Add => add_name(lists, list, &self.name, reason),
            AddOrDrop::Drop => drop_name(lists, list, &self.name, reason),
        })
    }
}
