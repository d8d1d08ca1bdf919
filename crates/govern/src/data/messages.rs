//! The tables `[messages.VERB.WHERE]`: how the messages of a family's changes are written.

use std::collections::BTreeMap;

use toml::Spanned;

use super::error::InputErrorKind;
use super::reader::{OneLine, TableReader};
use super::template::{MessageTemplate, TemplateField};

/// A kind of change: what is done, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MessageKind {
    /// `include`, in the shared lists.
    IncludeLists,
    /// `include`, in a project.
    IncludeProject,
    /// `remove`, in the shared lists.
    RemoveLists,
    /// `remove`, in a project.
    RemoveProject,
    /// `raise`, in the shared lists: pins that go up first.
    RaiseLists,
    /// `raise`, in a project.
    RaiseProject,
    /// `place`, in a project.
    PlaceProject,
    /// `sync`, in a project.
    SyncProject,
    /// A verb of `pins`, in the shared lists.
    PinsLists,
    /// `retire`, in the shared lists.
    RetireLists,
    /// `retire`, in a project.
    RetireProject,
}

/// What is known of a kind of message: where its template is in the manifest, the default, and its places.
#[derive(Debug, Clone, Copy)]
pub struct MessageForm {
    /// Which kind it is.
    pub kind: MessageKind,
    /// The command: the table below `[messages]`.
    pub verb: &'static str,
    /// `lists` or `project`: the table below that.
    pub place: &'static str,
    /// The subject, where the family has no other.
    pub subject: &'static str,
    /// The body, where the family has no other.
    pub body: &'static str,
    /// The places that both may have; those that hold paragraphs are for the body alone.
    pub fields: &'static [TemplateField],
    /// Places of which the subject needs one.
    in_subject: &'static [&'static str],
    /// Groups of places, of each of which the body needs one.
    in_body: &'static [&'static [&'static str]],
}

/// The templates of a family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Messages(BTreeMap<MessageKind, MessageTemplate>);

const fn text(name: &'static str, about: &'static str) -> TemplateField {
    TemplateField { name, about, is_block: false }
}

const fn block(name: &'static str, about: &'static str) -> TemplateField {
    TemplateField { name, about, is_block: true }
}

const NAMES: TemplateField = text("names", "the distributions, as they are written; of a bound, with it");
const PROJECT: TemplateField = text("project", "the project that the change is for");
const PROJECTS: TemplateField = text("projects", "the projects that want it");
const PLACEMENT: TemplateField = text("placement", "where it goes: `in core`, `in an extra`, ...");
const EXTRAS: TemplateField = text("extras", "the extras that get it");
const PURPOSE: TemplateField = text("purpose", "what it is for, from the catalogue");
const REASON: TemplateField = text("reason", "what `--reason` says");
const WHAT: TemplateField =
    text("what", "what the change is for, in a sentence: `--reason`, or what is known");
const CHANGE: TemplateField = text("change", "what the change does, in a phrase");
const PINS: TemplateField = text("pins", "the pins that are new or go up");
const OVERRIDDEN: TemplateField = block("overridden", "what spoke against it and was overridden");

/// The reviewers' questions, each answer by itself; of several names, one after the other.
pub(crate) const ANSWERS: [&str; 9] = [
    "maintained",
    "quality",
    "platforms",
    "licence",
    "packaged",
    "covered",
    "required",
    "released",
    "instead",
];

const OF_INCLUDE: [TemplateField; 17] = [
    NAMES,
    PROJECTS,
    PLACEMENT,
    EXTRAS,
    PURPOSE,
    REASON,
    WHAT,
    PINS,
    text(ANSWERS[0], "whether it is maintained: its newest release, and how many there are"),
    text(ANSWERS[1], "whether it is good code"),
    text(ANSWERS[2], "whether it runs where the family does"),
    text(ANSWERS[3], "its licence, and whether the family allows it"),
    text(ANSWERS[4], "who packages it, under which name"),
    text(ANSWERS[5], "what in the list does the same"),
    text(ANSWERS[6], "which projects require it, where"),
    text(ANSWERS[7], "whether the family releases it"),
    text(ANSWERS[8], "what else would do"),
];

const fn with_blocks() -> [TemplateField; 19] {
    let mut all = [OVERRIDDEN; 19];
    let mut at = 0;
    while at < OF_INCLUDE.len() {
        all[at] = OF_INCLUDE[at];
        at += 1;
    }
    all[at] = block("answers", "the reviewers' questions, each with its answer");
    all
}

const INCLUDE_LISTS: [TemplateField; 19] = with_blocks();

/// What a change of a project may say.
const OF_PROJECT: [TemplateField; 9] =
    [NAMES, PROJECT, PLACEMENT, EXTRAS, PURPOSE, REASON, WHAT, CHANGE, OVERRIDDEN];
const INCLUDE_PROJECT: [TemplateField; 10] = [
    NAMES,
    PROJECT,
    PLACEMENT,
    EXTRAS,
    PURPOSE,
    REASON,
    WHAT,
    CHANGE,
    text("missing", "what happens without it, from the catalogue"),
    OVERRIDDEN,
];
const OF_LISTS: [TemplateField; 5] = [NAMES, PROJECTS, REASON, PINS, OVERRIDDEN];

impl MessageForm {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self {
            kind: MessageKind::IncludeLists,
            verb: "include",
            place: "lists",
            subject: "Add {names} to global requirements",
            body: "{what}\n\n{reason}\n\nNew pins: {pins}.\n\n{answers}\n\n{overridden}",
            fields: &INCLUDE_LISTS,
            in_subject: &["names"],
            in_body: &[&["reason"], &["overridden"]],
        },
        Self {
            kind: MessageKind::IncludeProject,
            verb: "include",
            place: "project",
            subject: "{change}",
            body: "{what}\n\nWithout it: {missing}\n\n{overridden}",
            fields: &INCLUDE_PROJECT,
            in_subject: &["names", "change"],
            in_body: &[&["what", "reason"], &["overridden"]],
        },
        Self {
            kind: MessageKind::RemoveLists,
            verb: "remove",
            place: "lists",
            subject: "Remove {names}",
            body: "{projects} was the last to require it.\n\n{reason}\n\n{overridden}",
            fields: &OF_LISTS,
            in_subject: &["names"],
            in_body: &[&["reason"], &["overridden"]],
        },
        Self {
            kind: MessageKind::RemoveProject,
            verb: "remove",
            place: "project",
            subject: "Remove {names}",
            body: "{what}\n\n{overridden}",
            fields: &OF_PROJECT,
            in_subject: &["names", "change"],
            in_body: &[&["what", "reason"], &["overridden"]],
        },
        Self {
            kind: MessageKind::RaiseLists,
            verb: "raise",
            place: "lists",
            subject: "{pins}",
            body: "{projects} asks for {names}.\n\n{reason}\n\n{overridden}",
            fields: &OF_LISTS,
            in_subject: &["pins", "names"],
            in_body: &[&["reason"], &["overridden"]],
        },
        Self {
            kind: MessageKind::RaiseProject,
            verb: "raise",
            place: "project",
            subject: "Require {names}",
            body: "{what}\n\n{overridden}",
            fields: &OF_PROJECT,
            in_subject: &["names", "change"],
            in_body: &[&["what", "reason"], &["overridden"]],
        },
        Self {
            kind: MessageKind::PlaceProject,
            verb: "place",
            place: "project",
            subject: "{change}",
            body: "{what}\n\n{overridden}",
            fields: &OF_PROJECT,
            in_subject: &["names", "change"],
            in_body: &[&["what", "reason"], &["overridden"]],
        },
        Self {
            kind: MessageKind::SyncProject,
            verb: "sync",
            place: "project",
            subject: "Bring requirements in line with the shared lists",
            body: "What the lists say of the lines of {project}:\n\n{lines}\n\n{overridden}",
            fields: &[PROJECT, block("lines", "each line that changes, and why"), OVERRIDDEN],
            in_subject: &[],
            in_body: &[&["lines"], &["overridden"]],
        },
        Self {
            kind: MessageKind::PinsLists,
            verb: "pins",
            place: "lists",
            subject: "{change}",
            body: "{details}\n\n{overridden}",
            fields: &[CHANGE, block("details", "what the verb says of it, with `--reason`"), OVERRIDDEN],
            in_subject: &["change"],
            in_body: &[&["details"], &["overridden"]],
        },
        Self {
            kind: MessageKind::RetireLists,
            verb: "retire",
            place: "lists",
            subject: "Remove {names}",
            body: "{reason}\n\n{overridden}",
            fields: &[NAMES, REASON, OVERRIDDEN],
            in_subject: &["names"],
            in_body: &[&["reason"], &["overridden"]],
        },
        Self {
            kind: MessageKind::RetireProject,
            verb: "retire",
            place: "project",
            subject: "Remove {names}",
            body: "{reason}\n\n{evidence}\n\n{overridden}",
            fields: &[
                NAMES,
                PROJECT,
                REASON,
                text("evidence", "that neither its code nor its tests import it, where both were read"),
                OVERRIDDEN,
            ],
            in_subject: &["names"],
            in_body: &[&["reason"], &["overridden"]],
        },
    ];

    /// The template that is used where the family has none.
    fn default_template(&self) -> MessageTemplate {
        self.parse(self.subject, self.body).expect("the defaults are templates, which a test says")
    }

    fn parse(
        &self,
        subject: &str,
        body: &str,
    ) -> Result<MessageTemplate, (Vec<super::template::Found>, Vec<super::template::Found>)> {
        MessageTemplate::parse((subject, body), self.fields, (self.in_subject, self.in_body))
    }

    /// The template of a family, where it has one: what is left out of it is as in the default.
    fn read(&self, table: &mut TableReader<'_, '_>) -> Option<MessageTemplate> {
        let subject: Option<Option<Spanned<OneLine>>> = table.optional("subject");
        let body: Option<Option<Spanned<String>>> = table.optional("body");
        let (subject, body) = (subject?, body?);
        let subject = subject.map(|subject| Spanned::new(subject.span(), subject.into_inner().0));
        let text = |text: &Option<Spanned<String>>, default: &str| {
            text.as_ref().map_or_else(|| default.to_owned(), |text| text.get_ref().clone())
        };
        match self.parse(&text(&subject, self.subject), &text(&body, self.body)) {
            Ok(template) => Some(template),
            Err((of_subject, of_body)) => {
                for (string, found) in [(subject, of_subject), (body, of_body)] {
                    let Some(string) = string else { continue };
                    for (inner, error) in found {
                        let span = table.errors.inside(&string, inner);
                        table.errors.add(span, InputErrorKind::Template(error));
                    }
                }
                None
            }
        }
    }
}

impl Messages {
    /// How a kind of message is written.
    pub(crate) fn template(&self, kind: MessageKind) -> &MessageTemplate {
        self.0.get(&kind).expect("every kind has a template")
    }

    pub(super) fn of(table: &mut TableReader<'_, '_>) -> Option<Self> {
        let mut messages = Self::default();
        let mut is_sound = true;
        let verbs = ["include", "remove", "raise", "place", "sync", "pins", "retire"];
        for (verb, name) in verbs.into_iter().zip([
            "`[messages.include]`",
            "`[messages.remove]`",
            "`[messages.raise]`",
            "`[messages.place]`",
            "`[messages.sync]`",
            "`[messages.pins]`",
            "`[messages.retire]`",
        ]) {
            let read = table.optional_table((verb, name), |of_verb| {
                let mut are_sound = true;
                for form in MessageForm::ALL.iter().filter(|form| form.verb == verb) {
                    let name =
                        if form.place == "lists" { "the table `lists`" } else { "the table `project`" };
                    match of_verb.optional_table((form.place, name), |table| form.read(table)) {
                        Some(Some(template)) => {
                            messages.0.insert(form.kind, template);
                        }
                        Some(None) => {}
                        None => are_sound = false,
                    }
                }
                are_sound.then_some(())
            });
            is_sound &= read.is_some();
        }
        is_sound.then_some(messages)
    }
}

impl Default for Messages {
    fn default() -> Self {
        Self(MessageForm::ALL.iter().map(|form| (form.kind, form.default_template())).collect())
    }
}
