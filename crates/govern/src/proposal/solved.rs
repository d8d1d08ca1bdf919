//! Whether a project still resolves once a bound is raised or a requirement has moved.

use haggle_resolve::python::RootRequirement;
use haggle_spec::PackageName;

use super::error::ProposalError;
use super::request::{Files, Subject, Verb};
use super::shared::{Drafting, SharedPart, requirement, unsolved};
use crate::data::ProjectEntry;
use crate::pins::{PinError, bring, targets};
use crate::project::{LineList, ProjectLine, project_lines};

impl Drafting<'_, '_> {
    /// Looks at a project's lines as they are to be: a line that allows no version, and, where releases are known, what every installation
    /// gets together with the extras that have the names, under the shared files as they are then.
    pub(super) fn solved(
        &mut self,
        own: &ProjectEntry,
        files: &Files,
        part: &mut SharedPart,
    ) -> Result<(), ProposalError> {
        if !matches!(self.proposal.verb, Verb::Raise | Verb::Place) {
            return Ok(());
        }
        let names: Vec<PackageName> = self.proposal.subjects.iter().filter_map(Subject::name).collect();
        let (lines, _) = project_lines(files);
        let is_about = |line: &&ProjectLine| names.contains(&line.name) && line.list != LineList::Build;
        for line in lines.iter().filter(is_about) {
            let Some(entry) = &line.entry else { continue };
            if entry.specifiers.to_set().is_empty() {
                let because = format!(
                    "{}, {}:{}: `{}{}` allows no version",
                    own.name, line.path, line.line, entry.name, entry.specifiers
                );
                self.objections.add("unsolvable", because);
            }
        }
        let Some(facts) = self.sources.facts else {
            part.notes.push(unsolved(&own.name));
            return Ok(());
        };
        let extras: Vec<&LineList> = lines.iter().filter(is_about).map(|line| &line.list).collect();
        let is_asked = |line: &&ProjectLine| match &line.list {
            LineList::Dependencies => !line.path.contains("test") && !line.path.starts_with("doc/"),
            list @ LineList::Extra(_) => extras.contains(&list),
            _ => false,
        };
        let roots: Vec<RootRequirement> = lines
            .iter()
            .filter(is_asked)
            .filter_map(|line| requirement(line.entry.as_ref()?, &line.path, line.line))
            .collect();
        let lists = self.sources.lists.with_files(&part.files);
        match bring(&lists, facts, &roots, &targets(&lists)) {
            Err(PinError::Missing(_)) if self.sources.facts_are_final => {
                part.notes
                    .push(format!("whether {} resolves with it is not known: facts are missing", own.name));
            }
            Err(PinError::Unknown { what }) => {
                part.notes.push(format!(
                    "whether {} resolves with it is not known: nobody has said {what}",
                    own.name
                ));
            }
            Err(error) => return Err(error.into()),
            Ok(brought) => {
                if let Some(conflict) = brought.conflict {
                    self.objections.add("unsolvable", format!("{} does not resolve with it", own.name));
                    part.conflicts.push(conflict);
                }
            }
        }
        Ok(())
    }
}
