//! The text of logical lines, and the way back to the file.

use std::borrow::Cow;
use std::ops::Range;

use super::physical::trim;

/// Looks a variable up: its value, or nothing, and then its name stays in the text.
pub(in crate::file) type Variables<'caller> = &'caller dyn Fn(&str) -> Option<String>;

/// Text of a logical line, and where each place of it is in the file.
#[derive(Debug, Clone)]
pub(in crate::file) struct LogicalText<'text> {
    pub(in crate::file) text: Cow<'text, str>,
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
    /// One stretch of the file, which starts at `start`.
    pub(in crate::file) fn stretch(text: &'text str, start: usize) -> Self {
        LogicalText { text: Cow::Borrowed(text), start, pieces: Vec::new() }
    }

    /// A text that is still to be put together.
    pub(in crate::file) fn empty(start: usize) -> Self {
        LogicalText { text: Cow::Owned(String::new()), start, pieces: Vec::new() }
    }

    /// The range of the file that a range of this text comes from.
    pub(in crate::file) fn range(&self, range: Range<usize>) -> Range<usize> {
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
    pub(in crate::file) fn full_range(&self) -> Range<usize> {
        self.range(0..self.text.len())
    }

    /// Whether a stretch of the text is a copy of one stretch of the file.
    pub(in crate::file) fn is_literal(&self, range: Range<usize>) -> bool {
        if self.pieces.is_empty() {
            return true;
        }
        // An empty stretch belongs to the piece before it.
        let start = if range.is_empty() { range.start.saturating_sub(1) } else { range.start };
        let end = range.end.saturating_sub(1);
        let (Some((first, _)), Some((last, _))) = (self.piece(start), self.piece(end)) else { return false };
        first.literal && first.logical == last.logical
    }

    fn piece(&self, position: usize) -> Option<(Piece, usize)> {
        let after = self.pieces.partition_point(|piece| piece.logical <= position);
        let at = after.checked_sub(1)?;
        let end = self.pieces.get(after).map_or(self.text.len(), |next| next.logical);
        Some((self.pieces[at], end - self.pieces[at].logical))
    }

    pub(super) fn source(&self, position: usize) -> usize {
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
    pub(in crate::file) fn push_literal(&mut self, text: &str, source: usize) {
        self.push(text, Piece { logical: self.text.len(), source, length: text.len(), literal: true });
    }

    /// Adds text that stands for the file's `source` range.
    pub(in crate::file) fn push_value(&mut self, text: &str, source: Range<usize>) {
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
    pub(in crate::file) fn sub(&self, range: Range<usize>) -> LogicalText<'text> {
        let text = match &self.text {
            Cow::Borrowed(text) => Cow::Borrowed(&text[range.clone()]),
            Cow::Owned(text) => Cow::Owned(text[range.clone()].to_owned()),
        };
        if self.pieces.is_empty() {
            return LogicalText { text, start: self.start + range.start, pieces: Vec::new() };
        }
        let mut pieces = Vec::new();
        // From the piece that the range starts in: the pieces before it may be many.
        let first = self.pieces.partition_point(|piece| piece.logical <= range.start).saturating_sub(1);
        for (index, piece) in self.pieces.iter().enumerate().skip(first) {
            if piece.logical >= range.end {
                break;
            }
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

    pub(in crate::file) fn trimmed(self) -> LogicalText<'text> {
        let (front, trimmed) = trim(&self.text);
        if trimmed.len() == self.text.len() {
            return self;
        }
        let range = front..front + trimmed.len();
        self.sub(range)
    }

    /// Puts the values of `${NAME}` variables in; one without a value, or with an empty one, stays.
    pub(super) fn expand(self, variables: Variables<'_>) -> LogicalText<'text> {
        let mut expanded = Self::empty(self.start);
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

    pub(in crate::file) fn push_part(&mut self, of: &LogicalText<'_>, range: Range<usize>) {
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
pub(in crate::file) fn variable_names(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
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
