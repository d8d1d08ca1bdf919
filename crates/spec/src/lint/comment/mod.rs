//! Comments of a file that allow rules, and the rules about such comments.
//!
//! `# haggle: allow(RULE, RULE)` behind a requirement is about its line, on a line of its own about the next one that says
//! something; `# haggle: allow-file(RULE)` is about the whole file.

mod invalid_allow;
mod unused_allow;

use core::ops::Range;
use std::collections::BTreeMap;

use super::finding::Finding;
use super::report::Report;
use super::rule::Rule;
use crate::Span;
use crate::file::{SourceLines, SourceText};

pub(super) static RULES: [&Rule; 2] = [&invalid_allow::RULE, &unused_allow::RULE];

/// What starts a comment of this kind.
const START: &str = "haggle:";

/// The rule of a name.
type RuleOf = fn(&str) -> Option<&'static Rule>;

/// One rule of one comment.
struct Allowance {
    rule: &'static Rule,
    span: Span,
    /// The line that it is about; nothing for the whole file.
    line: Option<usize>,
    is_used: bool,
}

/// Takes out what comments of the file allow, and adds what is wrong with such comments.
pub(super) fn apply(source: &SourceText, mut report: Report<'_>, rule_of: RuleOf) -> Vec<Finding> {
    let text = source.text();
    if !text.contains(START) {
        return report.finish();
    }
    let lines = source.lines();
    let mut allowances = read(source, &lines, &mut report, rule_of);
    let mut by_place: BTreeMap<(Option<usize>, &'static str), Vec<usize>> = BTreeMap::new();
    for (index, allowance) in allowances.iter().enumerate() {
        by_place.entry((allowance.line, allowance.rule.name)).or_default().push(index);
    }
    report.retain(|finding| {
        let span = finding.lines;
        let last = span.end.saturating_sub(usize::from(span.end > span.start));
        let places = (lines.line(span.start)..=lines.line(last)).map(Some).chain([None]);
        let mut is_allowed = false;
        for place in places {
            for index in by_place.get(&(place, finding.rule.name)).into_iter().flatten() {
                allowances[*index].is_used = true;
                is_allowed = true;
            }
        }
        !is_allowed
    });
    for allowance in allowances {
        // A rule that is not looked for anyway finds nothing.
        if !allowance.is_used && report.wants(allowance.rule) {
            unused_allow::add(allowance.rule, allowance.span, &mut report);
        }
    }
    report.finish()
}

/// The comments of a file, in its order.
fn read(
    source: &SourceText,
    lines: &SourceLines<'_>,
    report: &mut Report<'_>,
    rule_of: RuleOf,
) -> Vec<Allowance> {
    let text = source.text();
    let mut allowances = Vec::new();
    for (at, _) in text.match_indices(START) {
        let line_start = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let line_end = text[at..].find(['\n', '\r']).map_or(text.len(), |length| at + length);
        let Some(hash) = text[line_start..at].find('#') else { continue };
        let start = at + START.len();
        let Some((is_file, names)) = directive(&text[start..line_end]) else {
            // Any other text may follow, as long as it does not read as if it allowed something.
            if text[start..line_end].trim_start().starts_with("allow") {
                invalid_allow::add_form(source.span(at..line_end), report);
            }
            continue;
        };
        let is_own_line = text[line_start..line_start + hash].trim().is_empty();
        let line = if is_own_line {
            lines.line(source.span(next_content(text, line_end)..text.len()).start)
        } else {
            lines.line(source.span(at..at).start)
        };
        let names = start + names.start..start + names.end;
        for name in split(text, names) {
            let span = source.span(name.clone());
            match rule_of(&text[name.clone()]) {
                Some(rule) => allowances.push(Allowance {
                    rule,
                    span,
                    line: (!is_file).then_some(line),
                    is_used: false,
                }),
                None => invalid_allow::add_name(&text[name], span, report),
            }
        }
    }
    allowances
}

/// `allow(...)` or `allow-file(...)`: which, and where what is between the parentheses is.
fn directive(text: &str) -> Option<(bool, Range<usize>)> {
    let trimmed = text.trim_start();
    let front = text.len() - trimmed.len();
    let (is_file, word) = match trimmed.strip_prefix("allow-file") {
        Some(_) => (true, "allow-file"),
        None => (false, "allow"),
    };
    let open = trimmed.strip_prefix(word)?;
    let inner = open.trim_start().strip_prefix('(')?;
    let start = front + trimmed.len() - inner.len();
    let length = inner.find(')')?;
    Some((is_file, start..start + length))
}

/// The words between commas.
fn split(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut start = range.start;
    let mut words = Vec::new();
    for part in text[range].split(',') {
        let word = part.trim();
        if !word.is_empty() {
            let front = start + (part.len() - part.trim_start().len());
            words.push(front..front + word.len());
        }
        start += part.len() + 1;
    }
    words
}

/// Where the next line starts that is neither blank nor only a comment; the end where there is none.
fn next_content(text: &str, from: usize) -> usize {
    let mut at = from;
    for line in text[from..].split_inclusive(['\n', '\r']) {
        let content = line.trim();
        if !content.is_empty() && !content.starts_with('#') {
            return at;
        }
        at += line.len();
    }
    text.len()
}
