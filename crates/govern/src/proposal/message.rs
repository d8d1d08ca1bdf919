//! The messages of the changes.

use super::answers::answers;
use super::objection::Objection;
use super::request::{Proposal, ProposalSources, Verb};
use super::shared::{SharedPart, list_of};
use crate::change::{ChangeId, GivenChangeIds, Link, Message};
use crate::data::{Placement, ProjectEntry, ProjectName};

/// The width of an answer.
const WIDTH: usize = 70;

/// What every message is written from.
pub(super) struct Writing<'a> {
    pub(super) proposal: &'a Proposal<'a>,
    pub(super) sources: ProposalSources<'a>,
    pub(super) part: &'a SharedPart,
    pub(super) objections: &'a [Objection],
}

impl Writing<'_> {
    /// The message of the change to the shared files: what for, and the reviewers' questions answered from facts.
    pub(super) fn shared(&self) -> Message {
        let names = self.names();
        let projects = list_of(&self.proposal.projects);
        let (subject, first) = match self.proposal.verb {
            Verb::Remove => (format!("Remove {names}"), format!("{projects} was the last to require it.")),
            Verb::Raise => (list_of(&self.part.pinned), format!("{projects} asks for {names}.")),
            _ => {
                let purpose = self.purpose().map(|purpose| format!(": {}", lower_first(purpose)));
                let wants = if self.proposal.projects.len() > 1 { "want" } else { "wants" };
                let place = self.proposal.placement.label();
                let purpose = purpose.unwrap_or_default();
                let what = format!("{projects} {wants} {names} {place}{}.", purpose.trim_end_matches('.'));
                (format!("Add {names} to global requirements"), what)
            }
        };
        let mut body = vec![first];
        body.extend(self.proposal.reason.clone());
        if !self.part.pinned.is_empty() && self.proposal.verb == Verb::Include {
            body.push(format!("New pins: {}.", self.part.pinned.join(", ")));
        }
        if self.proposal.verb == Verb::Include {
            for (subject, facts) in self.proposal.subjects.iter().zip(&self.part.facts) {
                let Some(facts) = facts else { continue };
                if self.proposal.subjects.len() > 1 {
                    body.push(format!("{}:", facts.written));
                }
                let answers = answers(self.proposal, &self.sources, subject, facts);
                body.extend(answers.iter().map(|(question, answer)| item(question, answer)));
            }
        }
        self.finished(short(subject), body)
    }

    /// The message of the change to a project.
    pub(super) fn project(&self, own: &ProjectEntry) -> Message {
        let names = self.names();
        let extras = list_of(&self.proposal.extras);
        let (subject, what) = match (self.proposal.verb, self.proposal.placement) {
            (Verb::Remove, _) => {
                (format!("Remove {names}"), format!("{} does not need it any more.", own.name))
            }
            (Verb::Raise, _) => (format!("Require {names}"), "Older releases lack what is used.".to_owned()),
            (Verb::Place, Placement::Extra) => (
                format!("Move {names} to the extra {extras}"),
                "Installations that want it ask for the extra.".to_owned(),
            ),
            (Verb::Place, placement) => {
                (format!("Move {names} to {}", place_name(placement)), effect(placement).to_owned())
            }
            (Verb::Include, placement) => {
                let subject = match placement {
                    Placement::Extra => format!("Offer {names} as an extra"),
                    Placement::Bindep => format!("List {names} in bindep.txt"),
                    Placement::Documented => format!("Document {names}"),
                    Placement::Test => format!("Test with {names}"),
                    _ => format!("Require {names}"),
                };
                (subject, effect(placement).to_owned())
            }
        };
        let mut body = Vec::new();
        match (self.purpose(), &self.proposal.reason) {
            (Some(purpose), None) if self.proposal.verb == Verb::Include => {
                body.push(format!("{purpose} {what}"));
            }
            (_, Some(reason)) => body.push(reason.clone()),
            _ => body.push(what),
        }
        let mut entries = self.proposal.subjects.iter().filter_map(|subject| subject.catalogue);
        if self.proposal.verb == Verb::Include
            && let Some(missing) = entries.find_map(|entry| entry.missing_behaviour.as_ref())
        {
            body.push(format!("Without it: {}", lower_first(missing)));
        }
        let mut message = self.finished(short(subject), body);
        message.closed_bugs.clone_from(&self.proposal.footers.closed_bugs);
        message
    }

    /// What all messages end in, but for their Change-Ids.
    fn finished(&self, subject: String, mut body: Vec<String>) -> Message {
        for objection in self.objections.iter().filter(|objection| objection.is_overridden) {
            let by = objection
                .waivable_by
                .as_ref()
                .map(|by| format!("; may be waived by the {by}"))
                .unwrap_or_default();
            body.push(format!("Overridden, {}: {}{by}.", objection.id, objection.because));
        }
        let footers = &self.proposal.footers;
        Message {
            subject,
            body,
            bugs: footers.bugs.clone(),
            generated_by: footers.generated_by.clone(),
            signed_off_by: footers.signed_off_by.clone(),
            ..Message::default()
        }
    }

    /// The names as they are written: where a bound is raised, with the bound.
    fn names(&self) -> String {
        let written: Vec<String> = self
            .proposal
            .subjects
            .iter()
            .enumerate()
            .map(|(at, subject)| match (self.proposal.verb, subject.bound()) {
                (Verb::Raise, Some(bound)) => format!("{} {bound}", subject.entry.name),
                _ => match self.part.facts.get(at).and_then(Option::as_ref) {
                    Some(facts) => facts.written.clone(),
                    None => subject.entry.name.clone(),
                },
            })
            .collect();
        list_of(&written)
    }

    fn purpose(&self) -> Option<&str> {
        self.proposal.subjects.iter().find_map(|subject| subject.catalogue?.purpose.as_deref())
    }

    /// The Change-Id that the hook would give a message in a repository, unlike those that were given before.
    pub(super) fn change_id(
        &self,
        message: &Message,
        project: &ProjectName,
        given: &mut GivenChangeIds,
    ) -> Option<ChangeId> {
        let footers = &self.proposal.footers;
        let head = footers.heads.get(project).map(String::as_str);
        let id = |head: Option<&str>| ChangeId::compute(&footers.committer, head, &message.to_string());
        (!footers.committer.is_empty()).then(|| given.distinct(project, head, &id))
    }

    /// Links to changes that come first.
    pub(super) fn first_links(&self) -> Vec<Link> {
        self.proposal.footers.depends_on.iter().cloned().map(Link::DependsOn).collect()
    }
}

fn effect(placement: Placement) -> &'static str {
    match placement {
        Placement::Core => "Every installation gets it from now on.",
        Placement::Extra => "Installations that want it ask for the extra.",
        Placement::Bindep => "Installations that follow bindep.txt get it.",
        Placement::Documented => "Operators who want it set it up by hand.",
        Placement::Test => "Only the tests get it.",
        Placement::Reject => "Nothing asks for it any more.",
    }
}

fn place_name(placement: Placement) -> &'static str {
    match placement {
        Placement::Test => "the test requirements",
        _ => "the requirements of every installation",
    }
}

/// A subject of one line that tools show whole; where the names do not fit, how many there are is said in the body anyway.
fn short(subject: String) -> String {
    const LONGEST: usize = 72;

    if subject.chars().count() <= LONGEST {
        return subject;
    }
    let mut text: String = subject.chars().take(LONGEST - 3).collect();
    text.push_str("...");
    text
}

/// A question and its answer as an item of a list, wrapped.
fn item(question: &str, answer: &str) -> String {
    let wrapped = |text: &str| {
        let mut lines: Vec<String> = vec![String::new()];
        for word in text.split_whitespace() {
            let last = lines.last_mut().expect("there is always a last line");
            if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > WIDTH {
                lines.push(word.to_owned());
            } else {
                if !last.is_empty() {
                    last.push(' ');
                }
                last.push_str(word);
            }
        }
        lines.join("\n  ")
    };
    format!("* {}\n  {}", wrapped(question), wrapped(answer))
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}
