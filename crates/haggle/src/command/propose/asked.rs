//! One verb as it is asked for, and how it is carried out: from the family's files to what is printed or pushed.

use std::collections::BTreeMap;
use std::process::ExitCode;

use haggle_govern::data::{Catalogue, Kind, PlacedRequirement, Placement, ProjectName};
use haggle_govern::evaluation::{FeatureReport, Placing};
use haggle_govern::proposal::{Footers, Proposal, ProposalSources, Proposed, Subject, Verb, propose};
use haggle_spec::file::{Entry, Urls};
use haggle_spec::is_hidden;
use haggle_tradeoff::Options;

use crate::command::evaluate::{evaluate, require_facts};
use crate::command::publishing::{OverrideArguments, PublishArguments, message_text, note_unknown_freeze};
use crate::context::Context;
use crate::input::checked::{ListFiles, project_files};
use crate::input::committer::{committer, head, signer};
use crate::input::family::{Family, FamilyFiles, Source, catalogue, join};
use crate::input::pin_facts::FactArguments;
use crate::input::pin_inputs::{ListArguments, PinInputs};
use crate::input::project_names::project_named;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::format::OutputFormat;
use crate::output::{proposal as render, terminal};

/// Drafts although release facts are missing.
const MISSING_FACTS: &str = "missing-facts";

/// What every verb takes.
#[derive(Debug, clap::Args)]
pub struct CommonArguments {
    /// The project, by its name in the review system or the last part of it; as often as needed (default: that of the catalogue)
    #[arg(long, value_name = "PROJECT", value_delimiter = ',')]
    project: Vec<String>,
    /// Why, for the messages
    #[arg(long, value_name = "TEXT", value_parser = message_text)]
    reason: Option<String>,
    #[command(flatten)]
    overrides: OverrideArguments,
    /// The change to the shared files, once it is pushed: its URL, or its Change-Id
    #[arg(long, value_name = "CHANGE", value_parser = change)]
    first_change: Option<String>,
    /// Another change that comes first, such as a library's or its release: `Depends-On`; as often as needed
    #[arg(long, value_name = "CHANGE", value_parser = change)]
    depends_on: Vec<String>,
    /// A change that needs this: `Needed-By`; as often as needed
    #[arg(long, visible_alias = "second-change", value_name = "CHANGE", value_parser = change)]
    needed_by: Vec<String>,
    /// A bug that the project's change closes: `Closes-Bug`
    #[arg(long, value_name = "BUG", value_parser = message_text)]
    closes_bug: Vec<String>,
    /// A bug that it is about: `Related-Bug`
    #[arg(long, value_name = "BUG", value_parser = message_text)]
    related_bug: Vec<String>,
    /// Add `Signed-off-by`, with the identity of git
    #[arg(long)]
    signoff: bool,
    #[command(flatten)]
    facts: FactArguments,
    #[command(flatten)]
    pub publishing: PublishArguments,
    /// How to print the drafts
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
}

/// A change, as footers name it: one word.
fn change(text: &str) -> Result<String, String> {
    let is_word = !text.is_empty() && !text.contains(|one: char| one.is_whitespace() || is_hidden(one));
    if is_word { Ok(text.to_owned()) } else { Err("give a URL or a Change-Id".to_owned()) }
}

/// One verb as it is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub verb: Verb,
    pub names: &'a [String],
    pub placement: Option<Placement>,
    pub extras: &'a [String],
    pub section: Option<&'a String>,
    pub drops: bool,
}

impl<'a> Asked<'a> {
    pub fn new(verb: Verb, names: &'a [String]) -> Self {
        Self { verb, names, placement: None, extras: &[], section: None, drops: false }
    }
}

impl CommonArguments {
    pub fn carry_out(&self, asked: &Asked<'_>, context: &Context) -> Result<ExitCode, Failure> {
        let (source, _) = Source::locate(context)?;
        let inputs = ListArguments::default().read(context)?;
        let manifest = inputs.family()?;
        let catalogue = catalogue(&source, manifest)?;
        let entries: Vec<Option<&PlacedRequirement>> =
            asked.names.iter().map(|name| entry_of(&catalogue, name)).collect();
        let reports = self.reports(asked.verb, &entries, &catalogue, context)?;
        let mut subjects = Vec::new();
        for ((name, entry), report) in asked.names.iter().zip(&entries).zip(&reports) {
            subjects.push(subject(name, *entry, report.as_ref(), asked)?);
        }
        let is_program = entries.iter().flatten().any(|entry| entry.kind != Kind::Python);
        let usual = if is_program { Placement::Bindep } else { Placement::Core };
        let placement = asked.placement.unwrap_or(usual);
        let extras = if asked.extras.is_empty() && placement == Placement::Extra {
            entries.iter().flatten().filter_map(|entry| entry.extra.clone()).collect()
        } else {
            asked.extras.to_vec()
        };
        let proposal = Proposal {
            verb: asked.verb,
            subjects,
            projects: self.projects(&inputs, &entries)?,
            placement,
            extras,
            section: asked.section.cloned(),
            drops: asked.drops,
            overrides: self.overrides(&reports)?,
            is_published: self.publishing.pushes(),
            reason: self.reason.clone(),
            footers: self.footers(&source, &inputs)?,
        };
        let proposed = self.draft(&proposal, &source, &inputs)?;
        if self.publishing.is_asked() && !proposed.is_refused() {
            if !self.publishing.pushes() {
                note_unknown_freeze(manifest);
            }
            for note in &proposed.notes {
                terminal::note(format_args!("note: {note}"));
            }
            return self.publishing.publish(&source, manifest, proposed.changes, self.format);
        }
        match self.format {
            OutputFormat::Text => terminal::out(&render::text(&proposed, &proposal))?,
            OutputFormat::Json => terminal::out_json(&render::json(&proposed))?,
        }
        Ok(if proposed.is_refused() { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
    }

    fn draft(
        &self,
        proposal: &Proposal<'_>,
        source: &Source,
        inputs: &PinInputs,
    ) -> Result<Proposed, Failure> {
        let manifest = inputs.family()?;
        let mut projects = BTreeMap::new();
        for project in &manifest.projects {
            let mut files = project_files(source, &project.path)?;
            let own = [Some(&project.requirements), project.test_requirements.as_ref()];
            let others = [project.bindep.as_ref(), project.documentation.as_ref()];
            for file in own.into_iter().chain(others).flatten() {
                if let Some(bytes) = source.optional_bytes(&join(&project.path, file))? {
                    files.insert(file.clone(), bytes);
                }
            }
            projects.insert(project.name.clone(), files);
        }
        let backports = ListFiles::backports(source, manifest)?;
        let needs_facts = proposal.verb == Verb::Include;
        let answer = self.facts.ask_family(source, manifest, needs_facts, |facts, from, are_final| {
            let sources = ProposalSources {
                manifest,
                lists: &inputs.lists,
                backports: &backports,
                projects: &projects,
                facts,
                facts_from: from,
                facts_are_final: are_final,
            };
            match propose(proposal, sources) {
                Err(haggle_govern::proposal::ProposalError::Pins(error)) => Err(error),
                other => Ok(other),
            }
        })?;
        answer.map_err(|error| Failure::new(error.to_string()))
    }

    /// The projects that are named, else those of the catalogue.
    fn projects(
        &self,
        inputs: &PinInputs,
        entries: &[Option<&PlacedRequirement>],
    ) -> Result<Vec<ProjectName>, Failure> {
        let manifest = inputs.family()?;
        let mut projects: Vec<ProjectName> = Vec::new();
        for name in &self.project {
            projects.push(project_named(manifest, name)?.name.clone());
        }
        if projects.is_empty() {
            projects.extend(entries.iter().flatten().map(|entry| entry.project.clone()));
        }
        projects.dedup();
        if projects.is_empty() {
            let names: Vec<&str> = manifest.projects.iter().map(|entry| entry.name.as_str()).collect();
            let names = names.join(", ");
            return Err(Failure::new(
                "nobody said which project: the catalogue has no entry for what is named",
            )
            .hint(format!("name it with `--project PROJECT`: {names}")));
        }
        Ok(projects)
    }

    /// What was evaluated of each, where the catalogue has a feature that decides it and the verb places something. What rests on facts
    /// that are missing is not drafted from unless the user says so.
    fn reports(
        &self,
        verb: Verb,
        entries: &[Option<&PlacedRequirement>],
        catalogue: &Catalogue,
        context: &Context,
    ) -> Result<Vec<Option<FeatureReport>>, Failure> {
        let is_decided = |entry: &&PlacedRequirement| catalogue.decided_by(&entry.id).is_some();
        let places = matches!(verb, Verb::Include | Verb::Place);
        if !places || !entries.iter().flatten().any(is_decided) {
            return Ok(entries.iter().map(|_| None).collect());
        }
        let family = Family::load(context)?;
        let files = FamilyFiles::load(&family.source, &family.manifest)?;
        let completion = self.facts.completion();
        let report = |entry: Option<&PlacedRequirement>| {
            let Some(feature) = entry.and_then(|entry| family.catalogue.decided_by(&entry.id)) else {
                return Ok(None);
            };
            let evaluation = evaluate(&family, &files, &[feature], Options::default(), &completion)?;
            if !self.overrides.has(MISSING_FACTS) {
                require_facts(&evaluation).map_err(|failure| {
                    failure.or(format!("`--override {MISSING_FACTS}` drafts all the same, and says so"))
                })?;
            }
            Ok(evaluation.features.into_iter().next())
        };
        entries.iter().copied().map(report).collect()
    }

    fn overrides(&self, reports: &[Option<FeatureReport>]) -> Result<Vec<String>, Failure> {
        let mut others = vec![MISSING_FACTS.to_owned()];
        for report in reports.iter().flatten() {
            if let Placing::Requirements { record, .. } = &report.placing {
                others.extend(record.problem().vetoes.iter().map(|veto| veto.id.clone()));
            }
        }
        others.dedup();
        self.overrides.names(&others)
    }

    fn footers(&self, source: &Source, inputs: &PinInputs) -> Result<Footers, Failure> {
        let manifest = inputs.family()?;
        let shared = (&manifest.requirements.project, &manifest.requirements.path);
        let projects = manifest.projects.iter().map(|project| (&project.name, &project.path));
        let named = projects.filter(|(name, _)| {
            self.project.is_empty()
                || self.project.iter().any(|own| own == name.as_str() || own == name.short())
        });
        let heads = std::iter::once(shared).chain(named);
        Ok(Footers {
            first_change: self.first_change.clone(),
            depends_on: self.depends_on.clone(),
            needed_by: self.needed_by.clone(),
            closed_bugs: self.closes_bug.clone(),
            bugs: self.related_bug.clone(),
            generated_by: Some("haggle".to_owned()),
            signed_off_by: self.signoff.then(signer).transpose()?,
            committer: committer(source, manifest),
            heads: heads.filter_map(|(name, path)| Some((name.clone(), head(source, path)?))).collect(),
        })
    }
}

/// The catalogue's entry of a name: by its own name there, else by that of its distribution.
fn entry_of<'a>(catalogue: &'a Catalogue, name: &str) -> Option<&'a PlacedRequirement> {
    let own = Entry::parse(name, Urls::Forbidden).ok().and_then(|entry| entry.package_name());
    let is_its = |entry: &&PlacedRequirement| {
        let line = entry.requirement.as_ref().map(|line| line.requirement().name());
        line.is_some() && line == own.as_ref()
    };
    catalogue.requirement(name).or_else(|| catalogue.requirements.iter().find(is_its))
}

/// What is asked for as an entry: the catalogue's line where only its name is given.
fn subject<'a>(
    name: &str,
    entry: Option<&'a PlacedRequirement>,
    report: Option<&'a FeatureReport>,
    asked: &Asked<'_>,
) -> Result<Subject<'a>, Failure> {
    let is_free =
        asked.placement == Some(Placement::Bindep) || entry.is_some_and(|entry| entry.kind != Kind::Python);
    let own = Entry::parse(name, Urls::Forbidden);
    let line = entry.and_then(|entry| entry.requirement.as_ref());
    let is_alone = own.as_ref().map_or(true, |own| own.specifiers.is_empty() && own.extras.is_empty());
    let parsed = match line {
        Some(line) if is_alone => Entry::parse(line.text(), Urls::Forbidden),
        _ if is_free => Ok(Entry { name: name.to_owned(), ..Entry::default() }),
        _ => own,
    };
    let entry_line = parsed.map_err(|error| Failure::new(format!("`{name}`: {}", error.message())))?;
    Ok(Subject { entry: entry_line, catalogue: entry, report })
}
