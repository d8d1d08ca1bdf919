//! What a rule has found.

use super::rule::{RepairClass, Rule, RuleLevel};
use crate::{Edit, Span};

/// Something that a rule has found in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is, by the settings.
    pub level: RuleLevel,
    /// Where, in bytes of the file.
    pub span: Span,
    /// What is wrong: lowercase, no full stop.
    pub message: String,
    /// Another place that it has to do with, and what is there.
    pub related: Option<(Span, String)>,
    /// What repairs it.
    pub repair: Option<Repair>,
    /// The lines on which a comment may allow it: those of the whole requirement.
    pub(super) lines: Span,
}

/// Edits that repair a finding: all of them, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// What they do to the meaning of the file.
    pub class: RepairClass,
    /// The edits, which do not touch each other.
    pub edits: Vec<Edit>,
}

impl Finding {
    /// A finding at the rule's own level, which a comment on the lines of its span allows.
    pub(super) fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { rule, level: rule.level, span, message, related: None, repair: None, lines: span }
    }

    /// The same with another place.
    pub(super) fn with_related(self, span: Span, what: impl Into<String>) -> Self {
        Self { related: Some((span, what.into())), ..self }
    }

    /// The same with edits of the rule's class; none where there are none.
    pub(super) fn with_edits(self, edits: Vec<Edit>) -> Self {
        let class = self.rule.repair;
        let repair = (!edits.is_empty()).then_some(Repair { class, edits });
        Self { repair, ..self }
    }

    /// The same, where the whole requirement has these lines.
    pub(super) fn on_lines(self, lines: Span) -> Self {
        Self { lines, ..self }
    }
}
