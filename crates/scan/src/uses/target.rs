//! What is assigned to: names that are bound, and attributes and items that are stored.

use super::scope::Binding;
use super::walker::Walker;
use crate::lexer::{TokenKind, TokenLine};

impl<'text> Walker<'text> {
    /// Reads a range that is assigned to: `a, (b, *c), d.e, f[g]`. What is only read in it is a use.
    pub(super) fn targets(
        &mut self,
        line: &TokenLine,
        from: usize,
        to: usize,
        scope: usize,
        binding: Binding,
    ) {
        let mut ranges = vec![(from, to)];
        while let Some((mut at, to)) = ranges.pop() {
            while at < to {
                let end = line.find(at, to, self.text, |at| line.kind(at) == TokenKind::Comma).unwrap_or(to);
                let first = if line.kind(at) == TokenKind::Star { at + 1 } else { at };
                match line.kind(first) {
                    TokenKind::Name if first + 1 == end => {
                        let name = line.bytes(first, self.text);
                        self.bind(scope, name, binding);
                    }
                    TokenKind::Open if line.close(first) + 1 == end => {
                        // What is unpacked is not `None`.
                        ranges.push((first + 1, line.close(first)));
                    }
                    _ => self.stored(line, first, end, scope),
                }
                at = end + 1;
            }
        }
    }

    /// `a.b.c` that is assigned to reads `a.b`; `a[b]` reads both.
    fn stored(&mut self, line: &TokenLine, from: usize, to: usize, scope: usize) {
        let is_attribute =
            to >= from + 3 && line.kind(to - 1) == TokenKind::Name && line.kind(to - 2) == TokenKind::Dot;
        let to = if is_attribute { to - 2 } else { to };
        self.expression(line, from, to, scope);
    }

    /// Binds a name, if it is one of those that matter.
    pub(super) fn bind(&mut self, scope: usize, name: &'text [u8], binding: Binding) {
        if self.names.contains(name) {
            self.scopes.bind(scope, name, binding);
        }
    }
}
