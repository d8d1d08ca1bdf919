//! The parameters of functions and lambdas.

use super::scope::Binding;
use super::walker::Walker;
use crate::lexer::{TokenKind, TokenLine};

impl Walker<'_> {
    /// Reads parameters: their names belong to `inner`, their defaults and annotations to `outer`.
    pub(super) fn parameters(
        &mut self,
        line: &TokenLine,
        from: usize,
        to: usize,
        outer: usize,
        inner: usize,
        has_annotations: bool,
    ) {
        let mut at = from;
        while at < to {
            let end = line.find(at, to, self.text, |at| line.kind(at) == TokenKind::Comma).unwrap_or(to);
            let is_star = matches!(line.kind(at), TokenKind::Star | TokenKind::DoubleStar);
            let name = if is_star { at + 1 } else { at };
            if name < end && line.kind(name) == TokenKind::Name {
                self.bind(inner, line.bytes(name, self.text), Binding::Other);
                let equal = line
                    .find(name + 1, end, self.text, |at| line.kind(at) == TokenKind::Equal)
                    .unwrap_or(end);
                if has_annotations && line.kind(name + 1) == TokenKind::Colon {
                    self.annotation(line, name + 2, equal, outer);
                }
                self.expression(line, equal + 1, end, outer);
            }
            at = end + 1;
        }
    }
}
