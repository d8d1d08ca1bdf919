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
    let mut by_place: BTreeMap<(&'static str, Option<usize>), usize> = BTreeMap::new();
    for (index, allowance) in allowances.iter().enumerate() {
        by_place.entry((allowance.rule.name, allowance.line)).or_insert(index);
    }
    report.retain(|finding| {
        let (name, span) = (finding.rule.name, finding.lines);
        let last = span.end.saturating_sub(usize::from(span.end > span.start));
        let lines = (name, Some(lines.line(span.start)))..=(name, Some(lines.line(last)));
        let allowed = by_place.range(lines).next().map(|(_, index)| *index);
        let allowed = allowed.or_else(|| by_place.get(&(name, None)).copied());
        if let Some(index) = allowed {
            allowances[index].is_used = true;
        }
        allowed.is_none()
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
    let next_content = next_content(text);
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
        let line = lines.line(source.span(at..at).start);
        let line = if is_own_line { next_content.get(line).copied().unwrap_or(usize::MAX) } else { line };
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

/// For each line, counted from 1, the number of the first line behind it that is neither blank nor only a comment.
fn next_content(text: &str) -> Vec<usize> {
    let mut next: Vec<usize> = text.split('\n').map(|_| usize::MAX).chain([usize::MAX]).collect();
    let mut content = usize::MAX;
    let is_content = |line: &str| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#')
    };
    let lines: Vec<bool> = text.split('\n').map(is_content).collect();
    for (index, is_content) in lines.iter().enumerate().rev() {
        next[index + 1] = content;
        if *is_content {
            content = index + 1;
        }
    }
    next
}
