//! A change of the shared files, as a verb drafts it.

use haggle_spec::Edit;
use haggle_spec::file::apply_edits;
use haggle_spec::release::MissingFact;

use super::error::PinError;
use super::lists::{NamedText, PinLists};
use crate::change::{FileChange, Message};
use crate::data::{Filling, MessageKind, Messages};
use crate::objection::{ChangeEffect, Objection, overridden};

/// One change of the shared files.
#[derive(Debug, Clone, PartialEq)]
pub struct PinDraft {
    /// The message of its commit.
    pub message: Message,
    /// The files that change.
    pub files: Vec<FileChange>,
    /// What a person has to look at.
    pub notes: Vec<String>,
    /// What is not known of releases and might make the change a larger one: worth asking for where it can be had.
    pub missing: Vec<MissingFact>,
    /// What it does, as the release process sees it.
    pub effect: ChangeEffect,
}

impl PinDraft {
    /// Writes its message by the family's template, with the objections that were overridden.
    pub fn by_template(&mut self, messages: &Messages, objections: &[Objection]) {
        let filling = Filling::default()
            .text("change", &self.message.subject)
            .paragraphs("details", std::mem::take(&mut self.message.body))
            .paragraphs("overridden", overridden(objections));
        (self.message.subject, self.message.body) = messages.template(MessageKind::PinsLists).fill(&filling);
    }

    /// The change as a unified diff.
    pub fn diff(&self) -> String {
        self.files.iter().map(FileChange::diff).collect()
    }
}

/// The edits of a change as they come together.
#[derive(Debug, Default)]
pub(super) struct Edits {
    pub(super) global: Vec<Edit>,
    pub(super) constraints: Vec<Edit>,
    pub(super) denylist: Vec<Edit>,
    pub(super) projects: Vec<Edit>,
    pub(super) holds: Vec<Edit>,
    pub(super) notes: Vec<String>,
    pub(super) missing: Vec<MissingFact>,
    effect: ChangeEffect,
}

impl Edits {
    /// Those of a verb that repairs what is wrong.
    pub(super) fn of_repair() -> Self {
        Self { effect: ChangeEffect::Repairs, ..Self::default() }
    }

    /// Applies them, each to its file. Files without an edit are left out; a change of none is an error.
    pub(super) fn finish(self, lists: &PinLists, message: Message) -> Result<PinDraft, PinError> {
        let draft = self.finish_any(lists, message)?;
        if draft.files.is_empty() {
            return Err(PinError::NothingToDo { because: "the files say so already".to_owned() });
        }
        Ok(draft)
    }

    /// The same for a verb that may have nothing to change in the shared files.
    pub(super) fn finish_any(self, lists: &PinLists, message: Message) -> Result<PinDraft, PinError> {
        let holds = lists.holds.as_ref().map(|file| &file.text);
        let texts: [(Option<&NamedText>, Vec<Edit>); 5] = [
            (Some(&lists.texts.global), self.global),
            (Some(&lists.texts.constraints), self.constraints),
            (lists.texts.denylist.as_ref(), self.denylist),
            (lists.texts.projects.as_ref(), self.projects),
            (holds, self.holds),
        ];
        let mut files = Vec::new();
        for (text, edits) in texts {
            let Some(text) = text.filter(|_| !edits.is_empty()) else { continue };
            let after = apply_edits(&text.bytes, &edits)?;
            if after != text.bytes {
                files.push(FileChange { path: text.path.clone(), before: text.bytes.clone(), after });
            }
        }
        Ok(PinDraft { message, files, notes: self.notes, missing: self.missing, effect: self.effect })
    }
}
