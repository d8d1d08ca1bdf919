//! The messages of the changes.

use std::collections::BTreeMap;

use super::answers::answers;
use super::request::{Proposal, ProposalSources, Verb};
use super::shared::{SharedPart, list_of};
use crate::change::{ChangeId, GivenChangeIds, Link, Message};
use crate::data::{Filling, LONGEST_SUBJECT, MessageKind, Placement, ProjectEntry, ProjectName, one_line};
use crate::objection::{Objection, overridden};

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
        let projects = list_of(&self.proposal.projects);
        let kind = match self.proposal.verb {
            Verb::Remove => MessageKind::RemoveLists,
            Verb::Raise => MessageKind::RaiseLists,
            Verb::Include | Verb::Place => MessageKind::IncludeLists,
        };
        let pins = match self.proposal.verb {
            Verb::Raise => list_of(&self.part.pinned),
            _ => self.part.pinned.join(", "),
        };
        let filling = self
            .filling()
            .text("projects", &projects)
            .text("what", self.wanted(&projects))
            .text("pins", pins);
        self.written(kind, &self.answered(filling))
    }

    /// What an inclusion is for, in a sentence.
    fn wanted(&self, projects: &str) -> String {
        let purpose = self.purpose().map(|purpose| format!(": {}", lower_first(purpose))).unwrap_or_default();
        let wants = if self.proposal.projects.len() > 1 { "want" } else { "wants" };
        let place = self.proposal.placement.label();
        format!("{projects} {wants} {} {place}{}.", self.names(), purpose.trim_end_matches('.'))
    }

    /// With the answers of an inclusion: all of them, and each by itself.
    fn answered(&self, mut filling: Filling) -> Filling {
        if self.proposal.verb != Verb::Include {
            return filling;
        }
        let several = self.proposal.subjects.len() > 1;
        let mut all = Vec::new();
        let mut single: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for (subject, facts) in self.proposal.subjects.iter().zip(&self.part.facts) {
            let Some(facts) = facts else { continue };
            if several {
                all.push(format!("{}:", facts.written));
            }
            for answer in answers(self.proposal, &self.sources, subject, facts) {
                all.push(item(&answer.question, &answer.text));
                let text = if several { format!("{}: {}", facts.written, answer.text) } else { answer.text };
                single.entry(answer.id).or_default().push(text);
            }
        }
        for (id, texts) in single {
            filling = filling.text(id, texts.join(" "));
        }
        filling.paragraphs("answers", all)
    }

    /// The message of the change to a project.
    pub(super) fn project(&self, own: &ProjectEntry) -> Message {
        let names = self.names();
        let extras = list_of(&self.proposal.extras);
        let placement = self.proposal.placement;
        let (kind, change, what) = match self.proposal.verb {
            Verb::Remove => (
                MessageKind::RemoveProject,
                format!("Remove {names}"),
                format!("{} does not need it any more.", own.name),
            ),
            Verb::Raise => (
                MessageKind::RaiseProject,
                format!("Require {names}"),
                "Older releases lack what is used.".to_owned(),
            ),
            Verb::Place => {
                let place = match placement {
                    Placement::Extra => format!("the extra {extras}"),
                    placement => place_name(placement).to_owned(),
                };
                (MessageKind::PlaceProject, format!("Move {names} to {place}"), effect(placement).to_owned())
            }
            Verb::Include => {
                let change = match placement {
                    Placement::Extra => format!("Offer {names} as an extra"),
                    Placement::Bindep => format!("List {names} in bindep.txt"),
                    Placement::Documented => format!("Document {names}"),
                    Placement::Test => format!("Test with {names}"),
                    _ => format!("Require {names}"),
                };
                (MessageKind::IncludeProject, change, effect(placement).to_owned())
            }
        };
        let is_include = self.proposal.verb == Verb::Include;
        let what = match (self.purpose().filter(|_| is_include), &self.proposal.reason) {
            (_, Some(reason)) => reason.clone(),
            (Some(purpose), None) => format!("{purpose} {what}"),
            (None, None) => what,
        };
        let mut entries = self.proposal.subjects.iter().filter_map(|subject| subject.catalogue);
        let missing = entries.find_map(|entry| entry.missing_behaviour.as_deref()).filter(|_| is_include);
        let filling = self
            .filling()
            .text("project", own.name.as_str())
            .text("change", change)
            .text("what", what)
            .text("missing", missing.map(lower_first).unwrap_or_default());
        let mut message = self.written(kind, &filling);
        message.closed_bugs.clone_from(&self.proposal.footers.closed_bugs);
        message
    }

    /// What every message of a proposal can say.
    fn filling(&self) -> Filling {
        Filling::default()
            .text("names", self.names())
            .text("placement", self.proposal.placement.label())
            .text("extras", list_of(&self.proposal.extras))
            .text("purpose", self.purpose().unwrap_or_default())
            .text("reason", self.proposal.reason.as_deref().unwrap_or_default())
            .paragraphs("overridden", overridden(self.objections))
    }

    /// A message by the family's template, with what all of them end in but for their Change-Ids.
    fn written(&self, kind: MessageKind, filling: &Filling) -> Message {
        let (subject, body) = self.sources.manifest.messages.template(kind).fill(filling);
        let footers = &self.proposal.footers;
        Message {
            subject: short(subject),
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
    if subject.chars().count() <= LONGEST_SUBJECT {
        return subject;
    }
    let mut text: String = subject.chars().take(LONGEST_SUBJECT - 3).collect();
    text.push_str("...");
    text
}

/// A question and its answer as an item of a list, wrapped.
fn item(question: &str, answer: &str) -> String {
    let wrapped = |text: &str| {
        let mut lines: Vec<String> = vec![String::new()];
        for word in one_line(text).split_whitespace() {
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
