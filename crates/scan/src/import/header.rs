//! The line that opens a block: its keyword, and the tokens to its colon.

use super::facts::ImportCondition;
use super::keyword::Keyword;
use super::scanner::Scanner;
use crate::lexer::{Token, TokenKind};

/// Tokens of a header that are kept; no condition or list of exceptions that means something here is longer.
const MAX_KEPT: usize = 64;

/// The tokens between a keyword and its colon.
pub(super) struct Header {
    /// The first of them.
    tokens: Vec<Token>,
    /// The token behind the colon; `None` when the line ended before.
    pub end: Option<Token>,
}

impl Scanner<'_> {
    /// Reads to behind the colon that ends the header of a clause.
    pub(super) fn header(&mut self, keyword: Keyword) -> Header {
        let keeps = matches!(keyword, Keyword::If | Keyword::Elif | Keyword::Except | Keyword::With);
        let mut tokens = Vec::new();
        let mut n_lambdas = 0;
        let mut before: Option<Token> = None;
        if keyword == Keyword::Def {
            // The name of a function before its parameters is not a call.
            self.take();
            self.calls.forget_name();
        }
        loop {
            let token = self.take();
            let is_outside = self.lexer.depth() == 0;
            match token.kind {
                TokenKind::Newline | TokenKind::End => {
                    self.lexer.report(token, crate::error::SourceErrorKind::InvalidBlock);
                    return Header { tokens, end: None };
                }
                TokenKind::Colon if is_outside && n_lambdas == 0 => {
                    return Header { tokens, end: Some(self.take()) };
                }
                TokenKind::Colon if is_outside => n_lambdas -= 1,
                TokenKind::Name if is_outside && self.bytes(token) == b"lambda" => n_lambdas += 1,
                _ => {}
            }
            if let Some(before) = before.replace(token) {
                self.follows(before, token);
            }
            if keeps && tokens.len() < MAX_KEPT {
                tokens.push(token);
            }
        }
    }
}

impl Header {
    fn is_name(token: &Token, text: &[u8], name: &[u8]) -> bool {
        token.kind == TokenKind::Name && token.of(text) == name
    }

    /// The exceptions of an `except` or of a call of `suppress`, each by the last part of its name.
    pub(super) fn names<'text>(&self, text: &'text [u8]) -> impl Iterator<Item = &'text [u8]> {
        let is_as = |token: &&Token| !Self::is_name(token, text, b"as");
        let tokens: Vec<Token> = self.tokens.iter().take_while(is_as).copied().collect();
        let suppress = tokens.iter().position(|token| Self::is_name(token, text, b"suppress"));
        let from = suppress.map_or(0, |at| at + 1);
        let last: Vec<&[u8]> = tokens[from..]
            .iter()
            .enumerate()
            .filter(|(at, token)| {
                let next = tokens.get(from + at + 1);
                token.kind == TokenKind::Name && next.is_none_or(|next| next.kind != TokenKind::Dot)
            })
            .map(|(_, token)| token.of(text))
            .collect();
        last.into_iter()
    }

    /// Whether it is a call of `suppress` with arguments.
    pub(super) fn suppresses(&self, text: &[u8]) -> bool {
        self.tokens.windows(3).any(|tokens| {
            Self::is_name(&tokens[0], text, b"suppress")
                && tokens[1].kind == TokenKind::Open
                && tokens[2].kind == TokenKind::Name
        })
    }

    /// What a condition says where it holds, and where it does not.
    pub(super) fn condition(&self, text: &[u8]) -> (Option<ImportCondition>, Option<ImportCondition>) {
        let mut tokens = self.tokens.as_slice();
        let mut is_negated = false;
        while let [first, rest @ ..] = tokens
            && Self::is_name(first, text, b"not")
        {
            is_negated = !is_negated;
            tokens = rest;
        }
        if is_for_type_checkers(tokens, text) {
            let only = Some(ImportCondition::TypeChecking);
            return if is_negated { (None, only) } else { (only, None) };
        }
        let has = |names: &[&[u8]]| {
            tokens.iter().any(|token| token.kind == TokenKind::Name && names.contains(&token.of(text)))
        };
        if has(&[b"version_info", b"hexversion", b"PY2", b"PY3"]) {
            return (Some(ImportCondition::PythonVersion), Some(ImportCondition::PythonVersion));
        }
        let asks_os_name = tokens
            .windows(3)
            .any(|tokens| Self::is_name(&tokens[0], text, b"os") && Self::is_name(&tokens[2], text, b"name"));
        if asks_os_name || has(&[b"platform"]) {
            return (Some(ImportCondition::Platform), Some(ImportCondition::Platform));
        }
        if has(&[b"__name__"]) {
            return (Some(ImportCondition::Main), None);
        }
        (None, None)
    }
}

/// `TYPE_CHECKING`, the same as an attribute, `MYPY`, `False` or `0`.
fn is_for_type_checkers(tokens: &[Token], text: &[u8]) -> bool {
    let is_chain = tokens.iter().enumerate().all(|(at, token)| {
        if at % 2 == 0 {
            matches!(token.kind, TokenKind::Name | TokenKind::Number)
        } else {
            token.kind == TokenKind::Dot
        }
    });
    let last = tokens.last().map_or(&b""[..], |token| token.of(text));
    is_chain
        && (matches!(last, b"TYPE_CHECKING" | b"MYPY")
            || (tokens.len() == 1 && matches!(last, b"False" | b"0")))
}
