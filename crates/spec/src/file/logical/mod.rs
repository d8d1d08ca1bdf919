//! Physical lines to logical lines, the way pip reads a requirements file.
//!
//! pip splits the text as `str.splitlines` does, joins a line that ends in a backslash with the next, cuts comments, trims,
//! and puts environment variables in. Here the same is done without losing where anything stood: a [`LogicalLine`] says
//! which stretch of the file it is, and [`LogicalText`] maps each of its places back.

mod physical;
mod text;

use std::ops::Range;

use physical::{BLANK, HASH, LEAD, PhysicalLine, ends_in_space};

pub(super) use physical::{DASH, DOLLAR, LOCATION, PART, is_line_start, line_break, physical_lines, trim};
pub(super) use text::{LogicalText, Variables, variable_names};

/// One logical line: what pip would look at, and the stretch of the text that it comes from.
#[derive(Debug)]
pub(super) struct LogicalLine<'text> {
    /// The stretch of the text, line endings included. These tile the text.
    pub(super) full: Range<usize>,
    /// What is left without the comment, trimmed, variables put in. Empty for a blank or comment line.
    pub(super) content: LogicalText<'text>,
    /// The comment from its `#` on, without the line ending.
    pub(super) comment: Option<Range<usize>>,
    /// Which characters of interest the content has: a set of the flags below. May have more, never fewer.
    pub(super) seen: u8,
}

/// A physical line that is a logical one, without comment, variable, backslash, or blanks at its ends.
pub(super) struct PlainLine<'text> {
    pub(super) text: &'text str,
    /// Where the text lies.
    pub(super) content: Range<usize>,
    /// The whole line, line ending included.
    pub(super) full: Range<usize>,
    /// Whether it may hold options.
    pub(super) may_have_options: bool,
    /// Whether it has a `;` or a `[`.
    pub(super) has_parts: bool,
}

/// The logical lines of a text.
pub(super) struct LogicalLines<'text, 'caller> {
    text: &'text str,
    position: usize,
    variables: Option<Variables<'caller>>,
}

impl<'text, 'caller> LogicalLines<'text, 'caller> {
    pub(super) fn new(text: &'text str, variables: Option<Variables<'caller>>) -> Self {
        Self { text, position: 0, variables }
    }
}

impl<'text> Iterator for LogicalLines<'text, '_> {
    type Item = LogicalLine<'text>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.position >= self.text.len() {
            return None;
        }
        let first = PhysicalLine::scan(self.text, self.position);
        self.position = first.next;
        let mut line = if first.continues(self.text) { self.join(first) } else { single(self.text, first) };
        if let Some(variables) = self.variables
            && line.seen & DOLLAR != 0
        {
            line.content = line.content.expand(variables);
            line.seen = u8::MAX;
        }
        Some(line)
    }
}

impl<'text> LogicalLines<'text, '_> {
    /// The next line if it is a plain one, which most are, and no location; [`pass`](Self::pass) goes on behind it.
    #[inline]
    pub(super) fn plain(&self) -> Option<PlainLine<'text>> {
        if self.position >= self.text.len() {
            return None;
        }
        let line = PhysicalLine::scan(self.text, self.position);
        let text = self.text.get(line.start..line.end)?;
        let ends_plainly = matches!(text.as_bytes(), [first, .., last] if first.is_ascii_alphanumeric() && last.is_ascii_graphic());
        if line.seen & (HASH | LOCATION | DOLLAR | LEAD) != 0 || !ends_plainly {
            return None;
        }
        Some(PlainLine {
            text,
            content: line.start..line.end,
            full: line.start..line.next,
            may_have_options: line.seen & (DASH | BLANK) == DASH | BLANK,
            has_parts: line.seen & PART != 0,
        })
    }

    /// Goes on behind a plain line.
    pub(super) fn pass(&mut self, line: &PlainLine<'_>) {
        self.position = line.full.end;
    }

    /// Joins a line that ends in a backslash with the next ones. pip takes all backslashes off both ends of each such line,
    /// keeps the last line as it is, and never joins past a comment line, which then ends the logical line.
    fn join(&mut self, first: PhysicalLine) -> LogicalLine<'text> {
        let mut joined = LogicalText::empty(0);
        let mut line = first;
        let mut end = first.end;
        let mut seen = 0;
        loop {
            seen |= line.seen;
            let stretch = &self.text[line.start..line.end];
            if !line.continues(self.text) {
                if line.is_comment(self.text) {
                    joined.push_value(" ", line.start..line.start);
                }
                joined.push_literal(stretch, line.start);
                end = line.end;
                break;
            }
            let front = stretch.len() - stretch.trim_start_matches('\\').len();
            let kept = stretch.trim_matches('\\');
            joined.push_literal(kept, line.start + front);
            end = end.max(line.start + front + kept.len());
            if self.position >= self.text.len() {
                break;
            }
            line = PhysicalLine::scan(self.text, self.position);
            self.position = line.next;
        }
        let cut = comment_start(&joined.text);
        let comment = cut.map(|at| joined.source(at)..end);
        let content = joined.sub(0..cut.unwrap_or(joined.text.len())).trimmed();
        LogicalLine { full: first.start..self.position, content, comment, seen }
    }
}

fn single(text: &str, line: PhysicalLine) -> LogicalLine<'_> {
    let (front, content) = trim(&text[line.start..line.comment.unwrap_or(line.end)]);
    LogicalLine {
        full: line.start..line.next,
        content: LogicalText::stretch(content, line.start + front),
        comment: line.comment.map(|at| at..line.end),
        seen: line.seen,
    }
}

fn comment_start(text: &str) -> Option<usize> {
    text.match_indices('#').map(|(at, _)| at).find(|at| *at == 0 || ends_in_space(&text[..*at]))
}

#[cfg(test)]
mod tests;
