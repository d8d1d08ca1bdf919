//! One pass over the tokens of a file, statement by statement.

use super::block::{Block, Tries};
use super::calls::Calls;
use super::facts::{Import, PluginGroup, SourceScan};
use super::scanner::Scanner;
use crate::encoding;
use crate::error::{SourceError, SourceErrorKind};
use crate::lexer::{Lexer, Token, TokenKind};
use crate::lines::Lines;

/// Finds the imports of a source file.
///
/// The bytes are the file as it is stored. Only statements and the structure around them are read: tokens, blocks, `import`
/// and `from`, and calls that import by name. O(n) time; beside the result the memory is bounded by the depth of blocks and
/// brackets, which is limited, and by the number of `try` statements.
///
/// ```
/// use haggle_scan::{ImportClass, imports};
///
/// let source = b"\
/// import os
/// try:
///     import xattr
/// except ImportError:
///     xattr = None
///
/// def connect():
///     from rbd import RBD
/// ";
/// let scan = imports(source);
/// let found: Vec<_> = scan
///     .imports
///     .iter()
///     .map(|import| (import.module.as_ref().unwrap().dotted(), import.position.line, import.class()))
///     .collect();
/// assert_eq!(
///     found,
///     [("os", 1, ImportClass::Required), ("xattr", 3, ImportClass::Guarded), ("rbd", 8, ImportClass::Lazy)],
/// );
/// ```
pub fn imports(source: &[u8]) -> SourceScan {
    if u32::try_from(source.len()).is_err() {
        let error = SourceError::new(0, 0, SourceErrorKind::TooLong);
        return SourceScan { error: Some(error), ..SourceScan::default() };
    }
    let (start, encoding_error) = encoding::start(source);
    let is_utf8 = core::str::from_utf8(source).is_ok();
    let mut scanner = Scanner {
        text: source,
        lexer: Lexer::new(source, start, is_utf8),
        calls: Calls::default(),
        blocks: vec![Block::default()],
        expected: None,
        tries: Tries::default(),
        found: Vec::new(),
        plugins: Vec::new(),
    };
    scanner.run();
    scanner.finish(encoding_error)
}

impl Scanner<'_> {
    fn run(&mut self) {
        loop {
            let token = self.take();
            match token.kind {
                TokenKind::Indent => {
                    let block = self.expected.take().unwrap_or_else(|| {
                        self.lexer.report(token, SourceErrorKind::UnexpectedIndent);
                        Block::new(self.block().surroundings)
                    });
                    self.blocks.push(block);
                    continue;
                }
                TokenKind::Newline => continue,
                _ => {}
            }
            if self.expected.take().is_some_and(|block| !block.is_match) {
                self.lexer.report(token, SourceErrorKind::MissingBlock);
            }
            match token.kind {
                TokenKind::Dedent => self.close_block(token),
                TokenKind::End => return self.end_clauses(token),
                _ => self.statement(token),
            }
        }
    }

    fn close_block(&mut self, token: Token) {
        self.end_clauses(token);
        if self.blocks.len() > 1 {
            self.blocks.pop();
        }
    }

    fn finish(self, encoding_error: Option<SourceError>) -> SourceScan {
        let lines = Lines::new(self.text);
        let guards = self.tries.finish(&lines);
        let mut cursor = lines.cursor();
        let mut found = self.found;
        // A call may end, and so be found, after one that is inside it.
        found.sort_by_key(|import| import.start);
        let imports = found
            .into_iter()
            .map(|import| Import {
                module: import.module,
                names: import.names,
                position: cursor.position(import.start),
                span: import.span,
                context: guards.context(import.surroundings),
            })
            .collect();
        let mut cursor = lines.cursor();
        let mut plugins = self.plugins;
        plugins.sort_by_key(|plugin| plugin.start);
        let plugin_groups = plugins
            .into_iter()
            .map(|plugin| PluginGroup {
                group: plugin.group,
                position: cursor.position(plugin.start),
                span: plugin.span,
            })
            .collect();
        SourceScan { imports, plugin_groups, error: encoding_error.or(self.lexer.error()) }
    }
}
