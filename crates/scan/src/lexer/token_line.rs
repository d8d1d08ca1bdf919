//! The tokens of one logical line, with the partners of its brackets.

use super::state::Lexer;
use super::token::{Token, TokenKind};

/// One logical line. Indices of tokens are positions in it.
#[derive(Debug, Default)]
pub(crate) struct TokenLine {
    pub tokens: Vec<Token>,
    /// For an opening bracket the index of the closing one, else of the end of the line.
    closes: Vec<usize>,
    /// For an opening bracket the index of the first `for` directly in it: it holds a comprehension.
    first_for: Vec<Option<usize>>,
    open: Vec<usize>,
}

impl TokenLine {
    /// Reads the line that `first` starts; the token that ends it.
    pub(crate) fn fill(&mut self, first: Token, lexer: &mut Lexer<'_>, text: &[u8]) -> Token {
        self.tokens.clear();
        self.closes.clear();
        self.first_for.clear();
        self.open.clear();
        let mut token = first;
        while !matches!(token.kind, TokenKind::Newline | TokenKind::End) {
            self.push(token, text);
            token = lexer.next();
        }
        for at in self.open.drain(..) {
            self.closes[at] = self.tokens.len();
        }
        token
    }

    fn push(&mut self, token: Token, text: &[u8]) {
        let at = self.tokens.len();
        match token.kind {
            TokenKind::Open => self.open.push(at),
            TokenKind::Close => {
                if let Some(open) = self.open.pop() {
                    self.closes[open] = at;
                }
            }
            TokenKind::Name if token.of(text) == b"for" => {
                if let Some(open) = self.open.last() {
                    self.first_for[*open].get_or_insert(at);
                }
            }
            _ => {}
        }
        self.tokens.push(token);
        self.closes.push(0);
        self.first_for.push(None);
    }

    pub(crate) fn kind(&self, at: usize) -> TokenKind {
        self.tokens.get(at).map_or(TokenKind::End, |token| token.kind)
    }

    /// The bytes of a token; none behind the end.
    pub(crate) fn bytes<'text>(&self, at: usize, text: &'text [u8]) -> &'text [u8] {
        self.tokens.get(at).map_or(&[], |token| token.of(text))
    }

    pub(crate) fn is_name(&self, at: usize, text: &[u8], name: &[u8]) -> bool {
        self.kind(at) == TokenKind::Name && self.bytes(at, text) == name
    }

    /// The index behind what starts at a token: behind the closing bracket of an opening one.
    pub(crate) fn after(&self, at: usize) -> usize {
        if self.kind(at) == TokenKind::Open { self.closes[at] + 1 } else { at + 1 }
    }

    /// The index behind the dotted name that starts at a token.
    pub(crate) fn dotted_end(&self, at: usize) -> usize {
        if self.kind(at) != TokenKind::Name {
            return at;
        }
        let mut end = at + 1;
        while self.kind(end) == TokenKind::Dot && self.kind(end + 1) == TokenKind::Name {
            end += 2;
        }
        end
    }

    /// The index of the closing bracket, or of the end of the line.
    pub(crate) fn close(&self, open: usize) -> usize {
        self.closes[open]
    }

    pub(crate) fn first_for(&self, open: usize) -> Option<usize> {
        self.first_for[open]
    }

    /// The first token in a range that passes a test, outside of brackets and of the parameters of lambdas.
    pub(crate) fn find(
        &self,
        from: usize,
        to: usize,
        text: &[u8],
        test: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let mut at = from;
        let mut n_lambdas = 0_usize;
        while at < to {
            let is_lambda = self.is_name(at, text, b"lambda");
            if n_lambdas == 0 && test(at) {
                return Some(at);
            }
            if is_lambda {
                n_lambdas += 1;
            } else if self.kind(at) == TokenKind::Colon {
                n_lambdas = n_lambdas.saturating_sub(1);
            }
            at = self.after(at);
        }
        None
    }
}
