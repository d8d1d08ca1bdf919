//! Expressions: which names are read, in which scope.

use super::scope::{Binding, ScopeKind};
use super::walker::{FoundUse, Walker};
use crate::import::is_reserved;
use crate::lexer::{TokenKind, TokenLine};

/// A stretch of tokens that is still to be read, in its scope.
#[derive(Debug, Clone, Copy)]
struct Part {
    from: usize,
    to: usize,
    scope: usize,
    /// Directly in the parentheses of a call, where `name=` names an argument.
    is_call: bool,
    /// The body of a lambda: no `,` or `:` ends it before its end.
    is_lambda: bool,
}

impl<'text> Walker<'text> {
    /// Reads the names of an expression. Nested parts wait on a list, so that depth costs no stack.
    pub(super) fn expression(&mut self, line: &TokenLine, from: usize, to: usize, scope: usize) {
        let mut parts =
            vec![Part { from, to: to.min(line.tokens.len()), scope, is_call: false, is_lambda: false }];
        while let Some(part) = parts.pop() {
            let mut at = part.from;
            while at < part.to {
                at = match line.kind(at) {
                    TokenKind::Open => {
                        self.bracket(line, at, part.scope, &mut parts);
                        line.after(at)
                    }
                    TokenKind::Name => self.word(line, at, part, &mut parts),
                    // `!r` of a replacement field, and the attribute of something that is not a name.
                    TokenKind::Conversion | TokenKind::Dot => at + 2,
                    _ => at + 1,
                };
            }
        }
    }

    /// Puts what is in brackets on the list: one scope more for a comprehension.
    fn bracket(&mut self, line: &TokenLine, open: usize, scope: usize, parts: &mut Vec<Part>) {
        let close = line.close(open);
        let is_call = line.bytes(open, self.text) == b"(";
        let Some(first_for) = line.first_for(open) else {
            parts.push(Part { from: open + 1, to: close, scope, is_call, is_lambda: false });
            return;
        };
        let inner = self.scopes.open(ScopeKind::Comprehension, Some(scope));
        let is_word = |at: usize, words: &[&[u8]]| {
            line.kind(at) == TokenKind::Name && words.contains(&line.bytes(at, self.text))
        };
        let text = self.text;
        let mut clauses = Vec::new();
        let mut at = Some(first_for);
        while let Some(start) = at {
            let Some(is_in) = line.find(start, close, text, |at| is_word(at, &[b"in"])) else { break };
            let next = line.find(is_in, close, text, |at| is_word(at, &[b"for"]));
            let end = next.unwrap_or(close);
            // The first iterable is read outside of the comprehension, up to its first condition.
            let condition = line.find(is_in, end, text, |at| is_word(at, &[b"if", b"async"])).unwrap_or(end);
            clauses.push((start + 1, is_in, condition, end));
            at = next;
        }
        parts.push(Part { from: open + 1, to: first_for, scope: inner, is_call: false, is_lambda: false });
        for (index, (target, is_in, condition, end)) in clauses.into_iter().enumerate() {
            self.targets(line, target, is_in, inner, Binding::Other);
            let iterable = if index == 0 { scope } else { inner };
            parts.push(Part {
                from: is_in + 1,
                to: condition,
                scope: iterable,
                is_call: false,
                is_lambda: false,
            });
            parts.push(Part { from: condition, to: end, scope: inner, is_call: false, is_lambda: false });
        }
    }

    /// A name or a keyword; the index behind what was read.
    fn word(&mut self, line: &TokenLine, at: usize, part: Part, parts: &mut Vec<Part>) -> usize {
        let word = line.bytes(at, self.text);
        if word == b"lambda" {
            return self.lambda(line, at, part, parts);
        }
        if word == b"as" {
            // Only `with` and `except` have it in what is read as an expression.
            let is_end = |at: usize| matches!(line.kind(at), TokenKind::Comma | TokenKind::Colon);
            let end = line.find(at + 1, part.to, self.text, is_end).unwrap_or(part.to);
            self.targets(line, at + 1, end, part.scope, Binding::Other);
            return end;
        }
        let next = line.kind(at + 1);
        if next == TokenKind::Walrus {
            if self.names.contains(word) {
                self.scopes.bind_walrus(part.scope, word);
            }
            return at + 2;
        }
        if next == TokenKind::Equal && part.is_call {
            return at + 2;
        }
        let mut attributes = Vec::new();
        let mut end = at + 1;
        while line.kind(end) == TokenKind::Dot && line.kind(end + 1) == TokenKind::Name && end + 1 < part.to {
            attributes.push(line.bytes(end + 1, self.text));
            end += 2;
        }
        if self.names.contains(word) && !is_reserved(word) {
            self.attributes_of_group(line, at, end, &mut attributes);
            let start = line.tokens[at].start as usize;
            let guard = self.blocks.last().and_then(|block| block.guard);
            let scope = part.scope;
            self.found.push(FoundUse { scope, name: word, attributes, start, guard });
        } else if matches!(word, b"hasattr" | b"getattr") {
            self.check(line, at, part.scope);
        }
        end
    }

    /// The attributes of `(a.b).c`: behind brackets that hold nothing but the name that starts at `from` and ends before `end`.
    fn attributes_of_group(
        &self,
        line: &TokenLine,
        from: usize,
        end: usize,
        attributes: &mut Vec<&'text [u8]>,
    ) {
        let (mut from, mut end) = (from, end);
        while from > 0 && line.bytes(from - 1, self.text) == b"(" && line.close(from - 1) == end {
            let before = from.checked_sub(2).map(|at| (line.kind(at), line.bytes(at, self.text)));
            let is_call = match before {
                Some((TokenKind::Name, word)) => !is_reserved(word),
                Some((TokenKind::Close | TokenKind::String | TokenKind::FormatEnd, _)) => true,
                _ => false,
            };
            if is_call {
                return;
            }
            from -= 1;
            end += 1;
            while line.kind(end) == TokenKind::Dot && line.kind(end + 1) == TokenKind::Name {
                attributes.push(line.bytes(end + 1, self.text));
                end += 2;
            }
        }
    }

    /// `hasattr(module, 'name')`: the attribute may be missing.
    fn check(&mut self, line: &TokenLine, at: usize, scope: usize) {
        let name = line.bytes(at + 2, self.text);
        if line.kind(at + 1) != TokenKind::Open || !self.names.contains(name) {
            return;
        }
        let mut attributes = Vec::new();
        let mut next = at + 3;
        while line.kind(next) == TokenKind::Dot {
            attributes.push(line.bytes(next + 1, self.text));
            next += 2;
        }
        if line.kind(next) == TokenKind::Comma && line.kind(next + 1) == TokenKind::String {
            let is_quote = |byte: &u8| matches!(byte, b'"' | b'\'');
            let literal: &'text [u8] = line.bytes(next + 1, self.text);
            let mut parts = literal.split(is_quote).filter(|part| !part.is_empty());
            let attribute = parts.next_back().unwrap_or_default();
            let start = line.tokens[at].start as usize;
            self.checked.push((FoundUse { scope, name, attributes, start, guard: None }, attribute));
        }
    }

    fn lambda(&mut self, line: &TokenLine, at: usize, part: Part, parts: &mut Vec<Part>) -> usize {
        // The colon of this lambda: those of lambdas in its defaults are skipped.
        let is_colon = |at: usize| line.kind(at) == TokenKind::Colon;
        let Some(colon) = line.find(at + 1, part.to, self.text, is_colon) else { return part.to };
        let inner = self.scopes.open(ScopeKind::Function, Some(part.scope));
        self.parameters(line, at + 1, colon, part.scope, inner, false);
        let text = self.text;
        let ends = |at: usize| {
            matches!(
                line.kind(at),
                TokenKind::Comma | TokenKind::Colon | TokenKind::Equal | TokenKind::Semicolon
            ) || line.is_name(at, text, b"for")
        };
        let end = if part.is_lambda { None } else { line.find(colon + 1, part.to, text, ends) };
        let end = end.unwrap_or(part.to);
        parts.push(Part { from: colon + 1, to: end, scope: inner, is_call: false, is_lambda: true });
        end
    }
}
