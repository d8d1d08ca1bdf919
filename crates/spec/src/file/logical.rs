//! Physical lines to logical lines, the way pip reads a requirements file.
//!
//! pip splits the text as `str.splitlines` does, joins a line that ends in a backslash with the next, cuts comments, trims,
//! and puts environment variables in. Here the same is done without losing where anything stood: a [`LogicalLine`] says
//! which stretch of the file it is, and [`LogicalText`] maps each of its places back.

use std::borrow::Cow;
use std::ops::Range;

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

/// A line break of `str.splitlines`, or the first byte of one.
const BREAK: u8 = 1;
/// `#`.
const HASH: u8 = 1 << 1;
/// `:`, `/` or a backslash: without one of them a line holds no URL and hardly a path.
pub(super) const LOCATION: u8 = 1 << 2;
/// `-`: without one a line holds no option.
pub(super) const DASH: u8 = 1 << 3;
/// `$`: without one a line holds no variable.
const DOLLAR: u8 = 1 << 4;
/// `;` or `[`: without one of them a path is all there is on a line.
pub(super) const PART: u8 = 1 << 6;
/// The first byte of a character that may be a line break (U+0085, U+2028, U+2029).
const LEAD: u8 = 1 << 5;

/// The flags of each byte.
const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    class[b'\n' as usize] = BREAK;
    class[b'\r' as usize] = BREAK;
    class[0x0B] = BREAK;
    class[0x0C] = BREAK;
    class[0x1C] = BREAK;
    class[0x1D] = BREAK;
    class[0x1E] = BREAK;
    class[b'#' as usize] = HASH;
    class[b':' as usize] = LOCATION;
    class[b'/' as usize] = LOCATION;
    class[b'\\' as usize] = LOCATION;
    class[b'-' as usize] = DASH;
    class[b'$' as usize] = DOLLAR;
    class[b';' as usize] = PART;
    class[b'[' as usize] = PART;
    class[0xC2] = LEAD;
    class[0xE2] = LEAD;
    class
};

/// What Python's `str.isspace` and `\s` take for white space.
pub(super) fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\x1C'..='\x1F')
}

/// Trims Python's white space and says how much went at the front.
pub(super) fn trim(text: &str) -> (usize, &str) {
    let front = text.trim_start_matches(is_space);
    (text.len() - front.len(), front.trim_end_matches(is_space))
}

/// Length of the line break that a text starts with, 0 if it does not start with one.
pub(super) fn line_break(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] | [0xC2, 0x85, ..] => 2,
        [b'\n' | b'\r' | 0x0B | 0x0C | 0x1C..=0x1E, ..] => 1,
        [0xE2, 0x80, 0xA8 | 0xA9, ..] => 3,
        _ => 0,
    }
}

/// Whether a line starts at the end of a text: it is empty or ends with a line break.
pub(super) fn is_line_start(text: &str) -> bool {
    text.chars().next_back().is_none_or(|last| line_break(last.encode_utf8(&mut [0; 4]).as_bytes()) > 0)
}

/// The physical lines of a text: the range of each, line break included, and where its text ends.
pub(super) fn physical_lines(text: &str) -> impl Iterator<Item = (Range<usize>, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let line = (at < text.len()).then(|| PhysicalLine::scan(text, at))?;
        at = line.next;
        Some((line.start..line.next, line.end))
    })
}

/// A physical line.
#[derive(Debug, Clone, Copy)]
struct PhysicalLine {
    start: usize,
    /// Where its text ends and its line break starts.
    end: usize,
    /// Where the next line starts.
    next: usize,
    /// Where its comment starts: a `#` at the line's start or after white space.
    comment: Option<usize>,
    seen: u8,
}

impl PhysicalLine {
    #[inline]
    fn scan(text: &str, start: usize) -> Self {
        let bytes = &text.as_bytes()[start..];
        let mut seen = 0;
        let mut comment = None;
        for (offset, byte) in bytes.iter().enumerate() {
            let flags = CLASS[usize::from(*byte)];
            seen |= flags;
            if flags & (BREAK | HASH | LEAD) == 0 {
                continue;
            }
            let at = start + offset;
            if flags & HASH != 0 {
                if comment.is_none() && (offset == 0 || ends_in_space(&text[start..at])) {
                    comment = Some(at);
                }
                continue;
            }
            let length = line_break(&bytes[offset..]);
            if length > 0 {
                return Self { start, end: at, next: at + length, comment, seen };
            }
        }
        let end = text.len();
        Self { start, end, next: end, comment, seen }
    }

    /// Whether the line is joined with the next: it ends in a backslash and is no comment line.
    fn continues(&self, text: &str) -> bool {
        self.seen & LOCATION != 0
            && text.as_bytes()[self.start..self.end].ends_with(b"\\")
            && !self.is_comment(text)
    }

    fn is_comment(&self, text: &str) -> bool {
        self.comment.is_some_and(|at| text[self.start..at].chars().all(is_space))
    }
}

fn ends_in_space(text: &str) -> bool {
    match text.as_bytes().last() {
        Some(b' ' | b'\t' | 0x1F) => true,
        Some(byte) if byte.is_ascii() => false,
        _ => text.chars().next_back().is_some_and(is_space),
    }
}

/// Looks a variable up: its value, or nothing, and then its name stays in the text.
pub(super) type Variables<'caller> = &'caller dyn Fn(&str) -> Option<String>;

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
    /// Joins a line that ends in a backslash with the next ones. pip takes all backslashes off both ends of each such line,
    /// keeps the last line as it is, and never joins past a comment line, which then ends the logical line.
    fn join(&mut self, first: PhysicalLine) -> LogicalLine<'text> {
        let mut joined = LogicalText { text: Cow::Owned(String::new()), pieces: Vec::new(), start: 0 };
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
        content: LogicalText { text: Cow::Borrowed(content), pieces: Vec::new(), start: line.start + front },
        comment: line.comment.map(|at| at..line.end),
        seen: line.seen,
    }
}

fn comment_start(text: &str) -> Option<usize> {
    text.match_indices('#').map(|(at, _)| at).find(|at| *at == 0 || ends_in_space(&text[..*at]))
}

/// Text of a logical line, and where each place of it is in the file.
#[derive(Debug, Clone)]
pub(super) struct LogicalText<'text> {
    pub(super) text: Cow<'text, str>,
    /// Where the text starts, if it is one stretch of the file (no pieces).
    start: usize,
    /// The stretches of the file that the text was put together from, in order.
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    /// Where it starts in the logical text.
    logical: usize,
    /// Where it starts in the file.
    source: usize,
    /// How long it is in the file.
    length: usize,
    /// Copied from the file. Otherwise (a variable's value, a space that joining puts in) it maps as a whole.
    literal: bool,
}

impl<'text> LogicalText<'text> {
    /// The range of the file that a range of this text comes from.
    pub(super) fn range(&self, range: Range<usize>) -> Range<usize> {
        if self.pieces.is_empty() {
            return self.start + range.start..self.start + range.end;
        }
        let start = self.source(range.start);
        if range.is_empty() {
            return start..start;
        }
        start..self.source_end(range.end).max(start)
    }

    /// The whole text's range in the file.
    pub(super) fn full_range(&self) -> Range<usize> {
        self.range(0..self.text.len())
    }

    fn piece(&self, position: usize) -> Option<(Piece, usize)> {
        let after = self.pieces.partition_point(|piece| piece.logical <= position);
        let at = after.checked_sub(1)?;
        let end = self.pieces.get(after).map_or(self.text.len(), |next| next.logical);
        Some((self.pieces[at], end - self.pieces[at].logical))
    }

    fn source(&self, position: usize) -> usize {
        match self.piece(position) {
            None => self.start + position,
            Some((piece, _)) if piece.literal => piece.source + (position - piece.logical).min(piece.length),
            // Past the end of a variable at the end of the text.
            Some((piece, length)) if position >= piece.logical + length => piece.source + piece.length,
            Some((piece, _)) => piece.source,
        }
    }

    /// Where the character before `position` ends in the file.
    fn source_end(&self, position: usize) -> usize {
        match self.piece(position.saturating_sub(1)) {
            None => self.start + position,
            Some((piece, _)) if piece.literal => piece.source + (position - piece.logical).min(piece.length),
            Some((piece, _)) => piece.source + piece.length,
        }
    }

    /// Adds a copy of the file's text at `source`.
    fn push_literal(&mut self, text: &str, source: usize) {
        self.push(text, Piece { logical: self.text.len(), source, length: text.len(), literal: true });
    }

    /// Adds text that stands for the file's `source` range.
    fn push_value(&mut self, text: &str, source: Range<usize>) {
        let piece =
            Piece { logical: self.text.len(), source: source.start, length: source.len(), literal: false };
        self.push(text, piece);
    }

    fn push(&mut self, text: &str, piece: Piece) {
        if !text.is_empty() {
            self.pieces.push(piece);
            self.text.to_mut().push_str(text);
        }
    }

    /// A part of the text.
    pub(super) fn sub(&self, range: Range<usize>) -> LogicalText<'text> {
        let text = match &self.text {
            Cow::Borrowed(text) => Cow::Borrowed(&text[range.clone()]),
            Cow::Owned(text) => Cow::Owned(text[range.clone()].to_owned()),
        };
        if self.pieces.is_empty() {
            return LogicalText { text, start: self.start + range.start, pieces: Vec::new() };
        }
        let mut pieces = Vec::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.logical);
            let from = piece.logical.max(range.start);
            let to = end.min(range.end);
            if from >= to {
                continue;
            }
            let (source, length) = if piece.literal {
                (piece.source + from - piece.logical, to - from)
            } else {
                (piece.source, piece.length)
            };
            pieces.push(Piece { logical: from - range.start, source, length, ..*piece });
        }
        LogicalText { text, start: self.source(range.start), pieces }
    }

    fn trimmed(self) -> LogicalText<'text> {
        let (front, trimmed) = trim(&self.text);
        if trimmed.len() == self.text.len() {
            return self;
        }
        let range = front..front + trimmed.len();
        self.sub(range)
    }

    /// Puts the values of `${NAME}` variables in; one without a value, or with an empty one, stays.
    fn expand(self, variables: Variables<'_>) -> LogicalText<'text> {
        let mut expanded =
            LogicalText { text: Cow::Owned(String::new()), start: self.start, pieces: Vec::new() };
        let mut copied = 0;
        for (range, name) in variable_names(&self.text) {
            let Some(value) = variables(name).filter(|value| !value.is_empty()) else { continue };
            expanded.push_part(&self, copied..range.start);
            expanded.push_value(&value, self.range(range.clone()));
            copied = range.end;
        }
        if copied == 0 {
            return self;
        }
        expanded.push_part(&self, copied..self.text.len());
        expanded
    }

    fn push_part(&mut self, of: &LogicalText<'_>, range: Range<usize>) {
        let part = of.sub(range.clone());
        if part.pieces.is_empty() {
            self.push_literal(&part.text, part.start);
            return;
        }
        let base = self.text.len();
        self.pieces.extend(part.pieces.iter().map(|piece| Piece { logical: piece.logical + base, ..*piece }));
        self.text.to_mut().push_str(&part.text);
    }
}

/// The `${NAME}` variables of a text: upper case letters, digits and underscores.
pub(super) fn variable_names(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    text.match_indices("${").filter_map(|(at, _)| {
        let rest = &text[at + 2..];
        let length = rest
            .bytes()
            .take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_')
            .count();
        (length > 0 && rest.as_bytes().get(length) == Some(&b'}'))
            .then(|| (at..at + 2 + length + 1, &rest[..length]))
    })
}

#[cfg(test)]
#[path = "logical_tests.rs"]
mod tests;
