//! The options of a line, and what pip drops of them.

use super::options::{self, FileOption, OptionKind, ParsedOptions};
use super::reader::Reader;
use super::{LineKind, OptionLine};
use crate::file::FileErrorKind;
use crate::{Diagnostic, DiagnosticKind, Edit, Span};

impl Reader<'_, '_> {
    /// The options behind a requirement; nothing if they are wrong.
    pub(super) fn own_options(&mut self, start: usize) -> Option<Vec<FileOption>> {
        if start == self.content.text.len() {
            return Some(Vec::new());
        }
        let parsed = self.parse_options(start)?;
        Some(self.keep_effective(parsed.options, |option, _| option.kind.is_per_requirement()))
    }

    fn parse_options(&mut self, start: usize) -> Option<ParsedOptions> {
        match options::parse_options(self.content, start, |range| self.source.span(range)) {
            Ok(parsed) => {
                self.report_ignored(&parsed);
                for option in &parsed.options {
                    if let Some(since) = option.kind.pip_versions().gone_since {
                        let kind = FileErrorKind::GoneOption { option: option.kind.as_str(), since };
                        let kind = DiagnosticKind::File(kind);
                        self.diagnostics.push(Diagnostic { span: option.span, kind, suggestion: None });
                    }
                }
                Some(parsed)
            }
            Err(error) => {
                self.report(error.range, error.kind);
                None
            }
        }
    }

    /// Reports the words that pip drops: one fault, however many words there are.
    fn report_ignored(&mut self, parsed: &ParsedOptions) {
        let (Some(first), Some(last)) = (parsed.ignored.first(), parsed.ignored.last()) else { return };
        let all = first.start..last.end;
        let word = &self.content.text[first.clone()];
        // Words before an option are not cut from its value.
        let begin = self.span(first.clone()).start;
        let editable = parsed
            .options
            .iter()
            .find(|option| option.kind == OptionKind::Editable && option.value_span.start <= begin);
        let value = editable.and_then(|option| option.value.as_deref()).unwrap_or_default();
        let is_cut = value.rfind('[').is_some_and(|open| !value[open..].contains(']'));
        let (Some(editable), true) = (editable, is_cut || word == "@") else {
            let is_marker = word.starts_with(';') || value.ends_with(';');
            let kind = if is_marker { FileErrorKind::IgnoredMarker } else { FileErrorKind::IgnoredText };
            return self.report(all, kind);
        };
        let end = self.span(all).end;
        let span = Span::new(editable.value_span.start, end);
        let written = self.source.slice(span);
        let is_plain = !written.contains(['"', '\'', '\\', '\n', '\r']);
        let suggestion = is_plain.then(|| Edit::new(span, format!("\"{written}\"")));
        let kind = DiagnosticKind::File(FileErrorKind::CutValue);
        self.diagnostics.push(Diagnostic { span, kind, suggestion });
    }

    /// Keeps the options that have an effect and reports the others.
    fn keep_effective(
        &mut self,
        options: Vec<FileOption>,
        has_effect: impl Fn(&FileOption, usize) -> bool,
    ) -> Vec<FileOption> {
        let mut kept = Vec::with_capacity(options.len());
        for (index, option) in options.into_iter().enumerate() {
            if has_effect(&option, index) {
                kept.push(option);
            } else {
                let kind =
                    DiagnosticKind::File(FileErrorKind::IgnoredOption { option: option.kind.as_str() });
                self.diagnostics.push(Diagnostic { span: option.span, kind, suggestion: None });
            }
        }
        kept
    }

    /// A line of options. pip takes the first of `-e`, `-r` and `-c` that it looks for, and with it nothing else on the line;
    /// of several `--find-links` it takes the first.
    pub(super) fn options(&mut self) -> LineKind {
        let Some(parsed) = self.parse_options(0) else { return self.invalid() };
        let first = |kind: OptionKind| parsed.options.iter().position(|option| option.kind == kind);
        let alone = first(OptionKind::Editable)
            .or_else(|| first(OptionKind::Requirement))
            .or_else(|| first(OptionKind::Constraint));
        let find_links = first(OptionKind::FindLinks);
        let is_editable = first(OptionKind::Editable).is_some();
        let mut options = self.keep_effective(parsed.options, |option, index| match alone {
            // A setting of an editable's build has an effect since pip 24.0.
            Some(alone) => index == alone || is_editable && option.kind == OptionKind::ConfigSettings,
            None => {
                !option.kind.is_per_requirement()
                    && (option.kind != OptionKind::FindLinks || find_links == Some(index))
            }
        });
        if let Some(at) = options.iter().position(|option| option.kind == OptionKind::Editable) {
            let editable = options.remove(at);
            return self.editable(editable, options);
        }
        let span = self.source.span(self.content.full_range());
        LineKind::Options(OptionLine { options, span, comment: self.comment })
    }
}
