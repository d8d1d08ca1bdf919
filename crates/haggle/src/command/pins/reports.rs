//! The verbs that look at the pins: holds, excuses, constraints made anew, the weekly batch.

use std::process::ExitCode;

use haggle_govern::day::Day;
use haggle_govern::objection::is_refused;
use haggle_govern::pins::{
    PinError, Splits, Step, UpdateRequest, generate, judge_holds, lacking, release_holds, update, why_behind,
};
use haggle_spec::PackageName;
use haggle_spec::release::ReleaseFacts;

use super::shared::{LookArguments, WriteArguments, write_files};
#[cfg(feature = "live")]
use crate::command::forecast;
use crate::command::status::projects;
use crate::context::Context;
use crate::input::pin_facts::failure;
use crate::input::pin_inputs::PinInputs;
use crate::input::today;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::format::OutputFormat;
use crate::output::pin_draft::{self, PinOutcome};
use crate::output::{pin_report, terminal};

/// `holds`.
#[derive(Debug, clap::Args)]
pub struct HoldsArguments {
    /// The day on which they are judged (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Day>,
    /// Draft the change that takes out the holds that are over
    #[arg(long)]
    release: bool,
    /// Release also what a forecast refutes: a claim about names that the newest held release has all the same
    #[cfg(feature = "live")]
    #[arg(long)]
    forecast: bool,
    #[command(flatten)]
    look: LookArguments,
    #[command(flatten)]
    pub(super) write: WriteArguments,
}

impl HoldsArguments {
    /// Exit code 1 if a hold is to be released or tested again.
    pub(super) fn run(&self, context: &Context) -> Result<ExitCode, Failure> {
        let inputs = self.look.read(context)?;
        if inputs.lists.holds.is_none() {
            return Err(Failure::new("the family has no file of holds").hint(
                "add `holds = \"holds.toml\"` below `[data]` of the manifest, or give `--holds FILE`",
            ));
        }
        let today = self.date.map_or_else(today, Ok)?;
        let projects = projects(&inputs);
        #[cfg(feature = "live")]
        let refuted = if self.forecast {
            let judged = judge_holds(&inputs.lists, None, &projects, today);
            super::held::refutations(&self.look, &inputs, &judged, context)?
        } else {
            Vec::new()
        };
        let judge = |facts: Option<&ReleaseFacts>| {
            #[cfg_attr(not(feature = "live"), expect(unused_mut, reason = "only a forecast changes it"))]
            let mut judged = judge_holds(&inputs.lists, facts, &projects, today);
            #[cfg(feature = "live")]
            super::held::apply(&mut judged, &refuted);
            judged
        };
        if self.release {
            let draft =
                self.look.facts.ask_of(&inputs, |facts| release_holds(&inputs.lists, &judge(facts)))?;
            return self.write.finish(context, &inputs, &self.look.facts, draft);
        }
        self.look
            .facts
            .ask_of(&inputs, |facts| {
                let judged = judge(facts);
                let is_due =
                    judged.iter().any(|judged| judged.state.is_over() || judged.state.as_str() == "due");
                Ok((is_due, pin_report::holds(&judged), pin_report::holds_json(&judged)))
            })
            .and_then(|(is_due, page, json)| {
                match self.write.format {
                    OutputFormat::Text => terminal::out(&page)?,
                    OutputFormat::Json => terminal::out_json(&json)?,
                }
                Ok(if is_due { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
            })
    }
}

/// Facts have to be there.
fn known(facts: Option<&ReleaseFacts>) -> Result<&ReleaseFacts, PinError> {
    facts.ok_or(PinError::Unknown {
        what: "where releases are known from: give `--snapshot FILE` or `--live`",
    })
}

impl LookArguments {
    /// Asks a question about all pins; where an index is asked, for what is known of these first.
    fn ask_about_pins<T>(
        &self,
        inputs: &PinInputs,
        mut answer: impl FnMut(&ReleaseFacts) -> Result<T, PinError>,
    ) -> Result<T, Failure> {
        self.facts.ask_of(inputs, |facts| {
            let facts = known(facts)?;
            let missing = if self.facts.asks_index() { lacking(&inputs.lists, facts) } else { Vec::new() };
            if missing.is_empty() { answer(facts) } else { Err(PinError::Missing(missing)) }
        })
    }
}

/// `why-behind [NAME]...`.
#[derive(Debug, clap::Args)]
pub struct WhyBehindArguments {
    /// The distributions (default: all that are pinned)
    #[arg(value_name = "NAME")]
    names: Vec<PackageName>,
    #[command(flatten)]
    look: LookArguments,
    /// How to print the excuses
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
}

impl WhyBehindArguments {
    pub(super) fn run(&self, context: &Context) -> Result<ExitCode, Failure> {
        let inputs = self.look.read(context)?;
        let report =
            self.look.ask_about_pins(&inputs, |facts| why_behind(&inputs.lists, facts, &self.names))?;
        match self.format {
            OutputFormat::Text => terminal::out(&pin_report::behind(&report))?,
            OutputFormat::Json => terminal::out_json(&pin_report::behind_json(&report))?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// `generate`.
#[derive(Debug, clap::Args)]
pub struct GenerateArguments {
    #[command(flatten)]
    look: LookArguments,
    #[command(flatten)]
    pub(super) write: WriteArguments,
}

impl GenerateArguments {
    pub(super) fn run(&self, context: &Context) -> Result<ExitCode, Failure> {
        let inputs = self.look.read(context)?;
        let generated = self.look.facts.ask_of(&inputs, |facts| generate(&inputs.lists, known(facts)?))?;
        let because = format!("the pins of all {} names are the newest", generated.n_names);
        let draft = generated.draft.ok_or_else(|| failure(&PinError::NothingToDo { because }))?;
        self.write.finish(context, &inputs, &self.look.facts, draft)
    }
}

/// `update`.
#[derive(Debug, clap::Args)]
pub struct UpdateArguments {
    /// The largest step that a pin may take
    #[arg(long, value_enum, value_name = "STEP")]
    most: Option<StepArgument>,
    /// Only the pins of this group, as the report names it
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// Raise a pin only to a release that runs on all Pythons which share it, so that no line splits
    #[arg(long)]
    no_split: bool,
    /// Leave out why the others stay behind, which takes most of the time
    #[arg(long)]
    no_excuses: bool,
    /// Say of each pin that moves which names of it the family's projects would miss: reads the wheels of the index
    #[cfg(feature = "live")]
    #[arg(long, conflicts_with = "push")]
    forecast: bool,
    #[command(flatten)]
    look: LookArguments,
    #[command(flatten)]
    pub(super) write: WriteArguments,
}

/// See [`Step`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum StepArgument {
    /// The first two numbers stay
    Patch,
    /// The first number stays
    Minor,
    /// Any
    Major,
}

impl UpdateArguments {
    pub(super) fn run(&self, context: &Context) -> Result<ExitCode, Failure> {
        let inputs = self.look.read(context)?;
        let request = UpdateRequest {
            most: self.most.map(|step| match step {
                StepArgument::Patch => Step::Patch,
                StepArgument::Minor => Step::Minor,
                StepArgument::Major => Step::Major,
            }),
            group: self.group.as_deref(),
            splits: if self.no_split { Splits::Refused } else { Splits::Allowed },
            excuses: !self.no_excuses,
        };
        let mut found = self.look.ask_about_pins(&inputs, |facts| update(&inputs.lists, facts, &request))?;
        let objections = match &mut found.draft {
            Some(draft) => self.write.complete(&inputs, draft)?,
            None => Vec::new(),
        };
        let is_refused = self.write.is_asked() && is_refused(&objections);
        let outcome =
            PinOutcome { is_written: self.write.write && !is_refused, is_refused, objections: &objections };
        if let Some(draft) = &found.draft {
            if self.write.push && !is_refused {
                return self.write.publish(context, &inputs, &self.look.facts, draft);
            }
            if outcome.is_written {
                write_files(context, &inputs, &self.look.facts, draft)?;
            }
        }
        #[cfg(feature = "live")]
        let foretold = if self.forecast { Some(self.foretell(&inputs, &found, context)?) } else { None };
        match self.write.format {
            OutputFormat::Text => {
                let mut page = pin_report::update(&found);
                #[cfg(feature = "live")]
                if let Some(foretold) = &foretold {
                    page.paragraph("what the family's projects would notice:");
                    page.append(crate::output::forecast::page(foretold).indented("    "));
                }
                if let Some(draft) = &found.draft {
                    page.append(pin_draft::ended(&outcome, draft));
                }
                terminal::out(&page)?;
            }
            OutputFormat::Json => {
                #[cfg_attr(not(feature = "live"), expect(unused_mut, reason = "only a forecast adds to it"))]
                let mut json = pin_report::update_json(&found, &outcome);
                #[cfg(feature = "live")]
                if let Some(foretold) = &foretold {
                    json["forecast"] = serde_json::json!(crate::output::forecast::Document::of(foretold));
                }
                terminal::out_json(&json)?;
            }
        }
        Ok(if is_refused { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
    }

    /// What is foreseen of each pin that moves: of several for one name, each moves to the next one that there will be.
    #[cfg(feature = "live")]
    fn foretell(
        &self,
        inputs: &PinInputs,
        found: &haggle_govern::pins::Update,
        context: &Context,
    ) -> Result<Vec<crate::output::forecast::Foretold>, Failure> {
        use haggle_spec::file::constraints::Constraints;
        use haggle_spec::release::ReleaseId;

        let Some((_, manifest)) = &inputs.manifest else {
            return Err(Failure::new(
                "`--forecast` looks at the projects of a family, and `--lists` names none",
            ));
        };
        let Some(draft) = &found.draft else { return Ok(Vec::new()) };
        let before = inputs.lists.constraints();
        let after = draft.files.iter().find(|file| file.path == manifest.requirements.constraints);
        let (after, _) = Constraints::parse(after.map(|file| file.after.as_slice()).unwrap_or_default());
        let mut pairs = Vec::new();
        for one in found.groups.iter().flat_map(|group| &group.moves) {
            let (old, new) = (forecast::pinned(before, &one.name), forecast::pinned(&after, &one.name));
            for version in old.difference(&new) {
                let to = new.range(version..).next().or(new.last());
                let Some(to) = to else { continue };
                let release =
                    |version: &haggle_spec::Version| ReleaseId::new(one.name.clone(), version.clone());
                pairs.push((release(version), release(to)));
            }
        }
        let (source, _) = crate::input::family::Source::locate(context)?;
        let projects = forecast::of_family(&source, manifest)?;
        forecast::foretell(self.look.facts.index().open(inputs.index_url())?, pairs, &projects)
    }
}
