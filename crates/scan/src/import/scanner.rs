//! What is known of a file while its tokens go by.

use haggle_spec::Span;

use super::block::{Block, Surroundings, Tries};
use super::calls::Calls;
use super::facts::ImportedNames;
use super::module::ModulePath;
use crate::lexer::{Lexer, Token};

/// An import whose guard is not known yet: the handlers come after it.
pub(super) struct Found {
    pub module: Option<ModulePath>,
    pub names: ImportedNames,
    pub start: usize,
    pub span: Span,
    pub surroundings: Surroundings,
}

/// A group of plugins, without its line.
pub(super) struct FoundGroup {
    pub group: Option<Box<str>>,
    pub start: usize,
    pub span: Span,
}

pub(super) struct Scanner<'text> {
    pub text: &'text [u8],
    pub lexer: Lexer<'text>,
    pub calls: Calls,
    /// The open blocks; the first is the module.
    pub blocks: Vec<Block>,
    /// The block that the next line has to open.
    pub expected: Option<Block>,
    pub tries: Tries,
    pub found: Vec<Found>,
    pub plugins: Vec<FoundGroup>,
}

impl Scanner<'_> {
    /// The innermost open block.
    pub(super) fn block(&mut self) -> &mut Block {
        self.blocks.last_mut().expect("the module's block is never closed")
    }

    /// The text of a token.
    pub(super) fn bytes(&self, token: Token) -> &[u8] {
        token.of(self.text)
    }
}
