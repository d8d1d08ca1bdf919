//! One pass over the lines of a module.

use super::container::{Block, Container};
use super::facts::ModuleDefinitions;
use super::statement::Reader;
use crate::encoding;
use crate::lexer::{Lexer, TokenKind, TokenLine};

/// The names that a module defines when it is imported. Nothing is run.
///
/// Functions, classes with their members, assignments, imports, `global` in functions. Both branches of a condition count, but for
/// what only type checkers see and for `if __name__ == "__main__"`. O(n) time.
///
/// ```
/// use haggle_scan::{Definition, definitions};
///
/// let found = definitions(b"import os\nLIMIT = 3\nclass Client:\n    def close(self): ...\n");
/// assert_eq!(found.names["LIMIT"], Definition::Value);
/// let Definition::Class { members, .. } = &found.names["Client"] else { panic!() };
/// assert!(members.contains_key("close"));
/// assert!(!found.is_dynamic);
/// ```
pub fn definitions(source: &[u8]) -> ModuleDefinitions {
    if u32::try_from(source.len()).is_err() {
        return ModuleDefinitions { is_dynamic: true, ..ModuleDefinitions::default() };
    }
    let (start, _) = encoding::start(source);
    let mut lexer = Lexer::new(source, start, false);
    let mut reader = Reader { text: source, container: Container::default(), decorators: Vec::new() };
    let mut line = TokenLine::default();
    let mut expected: Option<Block> = None;
    loop {
        let token = lexer.next();
        match token.kind {
            TokenKind::Newline => {}
            TokenKind::Indent => reader.container.blocks.push(expected.take().unwrap_or(Block::Same)),
            TokenKind::Dedent => reader.container.close(),
            TokenKind::End => break,
            _ => {
                line.fill(token, &mut lexer, source);
                expected = reader.line(&line);
            }
        }
    }
    while !reader.container.blocks.is_empty() {
        reader.container.close();
    }
    // What could not be read may define anything.
    reader.container.module.is_dynamic |= lexer.error().is_some();
    reader.container.module
}
