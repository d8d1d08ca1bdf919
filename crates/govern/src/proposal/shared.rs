//! The change to the shared files.

use std::collections::{BTreeMap, BTreeSet};

use haggle_resolve::python::RootRequirement;
use haggle_spec::file::Entry;
use haggle_spec::{PackageName, Requirement, Version};

use super::error::ProposalError;
use super::known::{SubjectFacts, look_up};
use super::lines::{
    excludes_bound, global_line, global_lines, is_bounded, pinned_versions, project_lines_of,
};
use super::request::{Proposal, ProposalSources, Subject, Verb};
use crate::change::FileChange;
use crate::data::Placement;
use crate::objection::Objections;
use crate::pins::{
    Addition, Brought, Bump, NewPins, PinError, PinLists, Removal, add, bring, bump, placed, published,
    remove, targets, targets_of,
};
use crate::project::{LineList, ProjectLine, project_lines};

/// What the shared files get, and what follows for the lines of projects.
#[derive(Default)]
pub(super) struct SharedPart {
    pub(super) files: Vec<FileChange>,
    /// The pins that are new, as written.
    pub(super) pinned: Vec<String>,
    /// What is known of each subject, in their order; none of what is not a distribution.
    pub(super) facts: Vec<Option<SubjectFacts>>,
    /// The lines that projects get, by subject.
    pub(super) lines: Vec<Vec<Entry>>,
    /// The resolver's words.
    pub(super) conflicts: Vec<String>,
    pub(super) notes: Vec<String>,
}

/// Everything that drafting the shared files goes by.
pub(super) struct Drafting<'a, 'o> {
    pub(super) proposal: &'a Proposal<'a>,
    pub(super) sources: ProposalSources<'a>,
    pub(super) objections: &'o mut Objections<'a>,
}

impl Drafting<'_, '_> {
    pub(super) fn shared(&mut self) -> Result<SharedPart, ProposalError> {
        let mut part = SharedPart::default();
        match self.proposal.verb {
            Verb::Include => self.included(&mut part)?,
            Verb::Raise => self.raised(&mut part)?,
            Verb::Remove if self.proposal.drops => self.dropped(&mut part)?,
            Verb::Remove | Verb::Place => {}
        }
        Ok(part)
    }

    fn included(&mut self, part: &mut SharedPart) -> Result<(), ProposalError> {
        let lists = self.sources.lists;
        let is_declared = self.proposal.placement.is_declared() || self.proposal.placement == Placement::Test;
        let brought = if is_declared { self.brought(part)? } else { Brought::default() };
        for unread in &brought.unread {
            self.objections.add("unknown", format!("what {unread} requires is not known"));
        }
        let (mut additions, mut pins) = (Vec::new(), BTreeMap::new());
        for subject in &self.proposal.subjects {
            let Some(name) = subject.name().filter(|_| is_declared) else {
                part.facts.push(None);
                part.lines.push(vec![subject.entry.clone()]);
                continue;
            };
            let mut versions = pinned_versions(lists, &name);
            versions.extend(brought.new.get(&name).into_iter().flat_map(NewPins::versions).cloned());
            let pinned = versions.iter().max();
            let facts = look_up(subject, &self.sources, pinned)?;
            let mut global = global_lines(lists, &name);
            let is_denied = lists.is_denied(&name);
            if is_denied {
                part.notes.push(format!("{name} is on the denylist: it gets no pin"));
            }
            if let Some(facts) = &facts {
                self.judge(facts, is_denied, global.is_empty());
                if global.is_empty() && self.sources.manifest.requirements.global.is_some() && !is_denied {
                    let licence = facts.licence.value().map(String::as_str);
                    let entry = global_line(&subject.entry, &facts.written, licence);
                    global.push(entry.clone());
                    let neighbours = self.neighbours();
                    additions.push(Addition { entry, section: self.proposal.section.clone(), neighbours });
                } else if let Some(line) = global.first() {
                    part.notes.push(format!("the global list has it already: {}", line.to_normalized_line()));
                }
            }
            part.lines.push(self.lines(subject, versions.iter().min(), &global, facts.as_ref()));
            part.facts.push(facts);
        }
        for (name, wanted) in &brought.new {
            let own = part.facts.iter().flatten().find(|facts| facts.name == *name);
            let written = match own {
                Some(facts) => facts.written.clone(),
                None => self.written(name, wanted),
            };
            pins.insert(name.clone(), (written, wanted.clone()));
        }
        (part.files, part.pinned) = add(lists, &additions, &pins)?;
        Ok(())
    }

    /// The lines of a project, and what is wrong with the bound.
    fn lines(
        &mut self,
        subject: &Subject<'_>,
        pinned: Option<&Version>,
        global: &[Entry],
        facts: Option<&SubjectFacts>,
    ) -> Vec<Entry> {
        let bare = pinned.filter(|_| subject.is_bare());
        let mut asked = subject.entry.clone();
        if let Some(licence) = facts.and_then(|facts| facts.licence.value())
            && global.is_empty()
        {
            asked.comment = format!("# {licence}");
        }
        let lines = project_lines_of(&asked, bare, global);
        let name = &asked.name;
        if !lines.iter().all(is_bounded) {
            self.objections.add("no-lower-bound", format!("`{name}` has no lower bound"));
        }
        if let Some(bound) = subject.bound() {
            if let Some(pinned) = pinned.filter(|pinned| bound > **pinned) {
                let because = format!("`{name}` asks for {bound}, and the pin is {pinned}");
                self.objections.add("bound-above-pin", because);
            }
            if excludes_bound(global, &bound) {
                let because = format!("`{name}` asks for {bound}, which the global list excludes");
                self.objections.add("bound-excluded", because);
            }
        }
        lines
    }

    /// What speaks against a distribution by itself.
    fn judge(&mut self, facts: &SubjectFacts, is_denied: bool, is_new: bool) {
        let name = &facts.name;
        if let Some(reason) = &facts.unavailable {
            self.objections.add("no-release", format!("no index has `{name}`: {reason}"));
            return;
        }
        if !is_new || is_denied {
            return;
        }
        let version = facts.version.as_ref().map(ToString::to_string).unwrap_or_default();
        if facts.version.is_none() {
            self.objections.add("unknown", format!("no release of `{name}` is known that could be pinned"));
            return;
        }
        match facts.is_allowed.value() {
            Some(false) => {
                let licence = facts.licence.value().map_or("", String::as_str);
                self.objections
                    .add("licence", format!("the family does not allow {licence}, of `{name}` {version}"));
            }
            None if facts.licence.value().is_none() => {
                self.objections
                    .add("unknown", format!("the licence of `{name}`: {}", facts.licence.source()));
            }
            _ => {}
        }
        match &facts.without_file.value() {
            Some(without) if !without.is_empty() => {
                let because = format!("no file of `{name}` {version} fits {}", without.join(", "));
                self.objections.add("artefact", because);
            }
            None => self.objections.add("unknown", format!("the files of `{name}` {version} are not known")),
            _ => {}
        }
    }

    /// Solves each project with the requirements; where one has no solution, the requirements by themselves.
    fn brought(&mut self, part: &mut SharedPart) -> Result<Brought, ProposalError> {
        let own: Vec<RootRequirement> = self
            .proposal
            .subjects
            .iter()
            .filter(|subject| subject.name().is_some())
            .filter_map(|subject| requirement(&subject.entry, "what is asked", 0))
            .collect();
        let lists = self.sources.lists;
        let is_known = |subject: &Subject<'_>| {
            subject
                .name()
                .is_none_or(|name| !pinned_versions(lists, &name).is_empty() || lists.is_denied(&name))
        };
        let Some(facts) = self.sources.facts else {
            if !self.proposal.subjects.iter().all(is_known) {
                self.objections.add("unknown", "nobody said where releases are known from");
            }
            part.notes.extend(self.proposal.projects.iter().map(unsolved));
            return Ok(Brought::default());
        };
        if let Some(missing) = self.unavailable() {
            self.objections.add("no-release", missing);
            return Ok(Brought::default());
        }
        let mut all = Brought::default();
        for project in &self.proposal.projects {
            let lines = self.project_roots(project);
            let asked: Vec<RootRequirement> = lines.into_iter().chain(own.clone()).collect();
            let found = match bring(lists, facts, &asked, &targets(lists)) {
                Err(PinError::Missing(_)) if self.sources.facts_are_final => {
                    part.notes
                        .push(format!("whether {project} resolves with it is not known: facts are missing"));
                    Brought::default()
                }
                other => other?,
            };
            // What the project brings without it is another matter; what it asks for under a marker may be for another platform.
            let mut alone = Brought::default();
            for one in &own {
                let brought = bring(lists, facts, &own, &targets_of(lists, &one.requirement))?;
                for (name, pins) in brought.new {
                    alone.new.entry(name).or_default().take_over(&pins);
                }
                alone.unread.extend(brought.unread);
            }
            alone.unread.sort();
            alone.unread.dedup();
            if let Some(conflict) = found.conflict {
                self.objections.add("unsolvable", format!("{project} does not resolve with it"));
                part.conflicts.push(conflict);
            }
            for (name, wanted) in &mut alone.new {
                if let Some(chosen) = found.new.get(name) {
                    wanted.take_over(chosen);
                }
            }
            all.new.extend(alone.new);
            all.unread.extend(alone.unread);
        }
        Ok(all)
    }

    /// A subject that no index has.
    fn unavailable(&self) -> Option<String> {
        let facts = self.sources.facts?;
        let names = self.proposal.subjects.iter().filter_map(Subject::name);
        let mut reasons = names.filter_map(|name| match facts.packages.get(&name)? {
            haggle_spec::release::PackageFacts::Unavailable { reason } => {
                Some(format!("no index has `{name}`: {reason}"))
            }
            haggle_spec::release::PackageFacts::Releases(_) => None,
        });
        reasons.next()
    }

    /// What a project requires where the requirement goes: what every installation gets, and the list itself.
    fn project_roots(&self, project: &crate::data::ProjectName) -> Vec<RootRequirement> {
        let lines = self.neighbouring_lines(project, true);
        lines.iter().filter_map(|line| requirement(line.entry.as_ref()?, &line.path, line.line)).collect()
    }

    /// The lines of a project in the list that the requirement goes to; with those of every installation where that is asked for.
    fn neighbouring_lines(&self, project: &crate::data::ProjectName, with_core: bool) -> Vec<ProjectLine> {
        let Some(files) = self.sources.projects.get(project) else { return Vec::new() };
        let is_test = |line: &ProjectLine| line.path.contains("test");
        let (mut lines, _) = project_lines(files);
        lines.retain(|line| {
            let is_core =
                line.list == LineList::Dependencies && !is_test(line) && !line.path.starts_with("doc/");
            let is_there = match (&line.list, self.proposal.placement) {
                (LineList::Extra(_), Placement::Extra) if !with_core => true,
                (LineList::Extra(name), Placement::Extra) => self.proposal.extras.contains(name),
                (LineList::Dependencies, Placement::Test) => is_test(line),
                _ => is_core && self.proposal.placement == Placement::Core,
            };
            is_there || with_core && is_core
        });
        lines
    }

    fn neighbours(&self) -> BTreeSet<PackageName> {
        let of = |project| self.neighbouring_lines(project, false);
        self.proposal.projects.iter().flat_map(of).map(|line| line.name).collect()
    }

    /// The name as the release that is pinned writes it.
    fn written(&self, name: &PackageName, wanted: &NewPins) -> String {
        let versions: Vec<Option<Version>> = wanted.versions().cloned().map(Some).collect();
        let written = self.sources.facts.and_then(|facts| published(facts, name, &versions));
        written.map_or_else(|| name.to_string(), str::to_owned)
    }

    /// A bound above the pin raises the pin first.
    fn raised(&mut self, part: &mut SharedPart) -> Result<(), ProposalError> {
        let mut now: Option<PinLists> = None;
        for subject in &self.proposal.subjects {
            let (Some(name), Some(bound)) = (subject.name(), subject.bound()) else {
                return Err(ProposalError::BadLine {
                    line: format!("{}: say `NAME>=VERSION`", subject.entry),
                });
            };
            let lists = now.as_ref().unwrap_or(self.sources.lists);
            let global = global_lines(lists, &name);
            if excludes_bound(&global, &bound) {
                let because = format!("`{name}` would ask for {bound}, which the global list excludes");
                self.objections.add("bound-excluded", because);
            }
            let is_below = pinned_versions(lists, &name).iter().max().is_some_and(|pinned| *pinned < bound);
            self.judge_bound(&name, &bound, part)?;
            if is_below {
                let reason = format!("{} asks for {name}>={bound}.", list_of(&self.proposal.projects));
                let asked =
                    |version| Bump { name: &name, version, reason: Some(&reason), overrides_hold: false };
                let newest = self.sources.facts.map(|facts| bump(lists, &asked(None), Some(facts)));
                let draft = match newest {
                    Some(Err(PinError::Missing(missing))) if !self.sources.facts_are_final => {
                        return Err(PinError::Missing(missing).into());
                    }
                    Some(Ok(draft)) => draft,
                    _ => bump(lists, &asked(Some(bound.clone())), None)?,
                };
                part.notes.extend(draft.notes);
                part.pinned.push(draft.message.subject.clone());
                now = Some(lists.with_files(&draft.files));
                part.files = merged(std::mem::take(&mut part.files), draft.files);
            }
            part.facts.push(None);
            part.lines.push(vec![subject.entry.clone()]);
        }
        Ok(())
    }

    /// Whether there is a release that the bound could mean; the pin is one.
    fn judge_bound(
        &mut self,
        name: &PackageName,
        bound: &Version,
        part: &mut SharedPart,
    ) -> Result<(), ProposalError> {
        if pinned_versions(self.sources.lists, name).contains(bound) {
            return Ok(());
        }
        let releases = match self.sources.facts.map(|facts| crate::pins::all_releases(facts, name)) {
            Some(Err(PinError::Missing(missing))) if !self.sources.facts_are_final => {
                return Err(PinError::Missing(missing).into());
            }
            Some(Ok(releases)) => releases,
            _ => {
                part.notes.push(format!(
                    "whether there is a release {bound} of {name}, nobody has looked: `--live` does"
                ));
                return Ok(());
            }
        };
        match releases.keys().find(|version| *version >= bound) {
            None => self
                .objections
                .add("no-release", format!("no release of `{name}` is known that is {bound} or later")),
            Some(next) if next != bound => {
                part.notes.push(format!("no release {bound} of {name} is known: the next is {next}"));
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// A removal from the shared files, unless another project of the family keeps the name.
    fn dropped(&mut self, part: &mut SharedPart) -> Result<(), ProposalError> {
        let mut names = Vec::new();
        for name in self.proposal.subjects.iter().filter_map(Subject::name) {
            let others =
                self.sources.projects.iter().filter(|(project, _)| !self.proposal.projects.contains(project));
            let requires = |files: &BTreeMap<String, Vec<u8>>| {
                project_lines(files).0.iter().any(|line| line.name == name)
            };
            let users: Vec<String> =
                others.filter(|(_, files)| requires(files)).map(|(project, _)| project.to_string()).collect();
            if users.is_empty() {
                names.push(name);
            } else {
                part.notes
                    .push(format!("{name} stays in the shared files: {} requires it", users.join(", ")));
            }
        }
        if names.is_empty() {
            return Ok(());
        }
        let keeps_required_pins = self.sources.facts.is_some();
        if !keeps_required_pins {
            part.notes.push(crate::pins::unknown_dependants(&names));
        }
        let removal = Removal { names: &names, reason: None, takes_orphans: false, keeps_required_pins };
        match remove(self.sources.lists, &removal, self.sources.facts) {
            Ok(draft) => {
                part.files = draft.files;
                part.notes.extend(draft.notes);
            }
            Err(PinError::NotThere { .. }) => part.notes.push("the shared files do not have it".to_owned()),
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

/// That nobody looked whether a project resolves.
pub(super) fn unsolved(project: &crate::data::ProjectName) -> String {
    format!(
        "whether {project} resolves with it is not known: no releases are known here (`--live` asks the index)"
    )
}

pub(super) fn requirement(entry: &Entry, path: &str, line: usize) -> Option<RootRequirement> {
    let text = Entry { comment: String::new(), ..entry.clone() }.to_normalized_line();
    Some(placed(text.parse::<Requirement>().ok()?, path, line))
}

/// Two drafts of one repository as one: the later is drafted on the files of the earlier.
fn merged(mut files: Vec<FileChange>, later: Vec<FileChange>) -> Vec<FileChange> {
    for file in later {
        match files.iter_mut().find(|other| other.path == file.path) {
            Some(there) => there.after = file.after,
            None => files.push(file),
        }
    }
    files
}

/// Names in a row: `a, b and c`.
pub(super) fn list_of<T: std::fmt::Display>(items: &[T]) -> String {
    let texts: Vec<String> = items.iter().map(ToString::to_string).collect();
    match texts.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => texts.concat(),
    }
}
