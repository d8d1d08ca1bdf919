//! Indentation at the start of a line.

use super::line_state::Depth;
use super::state::Lexer;
use super::token::{Token, TokenKind};
use crate::error::SourceErrorKind;

/// CPython's limit for blocks inside each other.
const MAX_BLOCKS: usize = 100;
/// Columns of a tab where depth is compared; columns are counted a second time with a tab of one column.
const TAB: u32 = 8;

impl Lexer<'_> {
    /// The token of indentation that comes before the next token of a line, if there is one.
    pub(super) fn line_start(&mut self) -> Option<Token> {
        if self.indentation.n_closed > 0 {
            self.indentation.n_closed -= 1;
            return Some(self.token(TokenKind::Dedent, self.at));
        }
        let depth = self.skip_blank_lines()?;
        self.indentation.is_line_start = false;
        self.indentation.is_in_line = true;
        let current = self.indentation.blocks.last().copied().unwrap_or_default();
        if depth.wide > current.wide {
            return self.open_block(depth, current);
        }
        if depth.wide == current.wide {
            if depth.narrow != current.narrow {
                self.keep(self.at, self.at, SourceErrorKind::InconsistentTabs);
            }
            return None;
        }
        self.close_blocks(depth);
        if self.indentation.n_closed == 0 {
            return None;
        }
        self.indentation.n_closed -= 1;
        Some(self.token(TokenKind::Dedent, self.at))
    }

    /// Goes to the first line that has a token; its depth. `None` at the end of the text.
    fn skip_blank_lines(&mut self) -> Option<Depth> {
        let mut joined: Option<Depth> = None;
        loop {
            let depth = self.measure();
            let Some(&byte) = self.text.get(self.at) else {
                if joined.is_some() {
                    self.keep(self.at, self.at, SourceErrorKind::StrayBackslash);
                }
                return None;
            };
            match byte {
                b'#' => self.at = self.line_end(self.at),
                b'\n' | b'\r' => {
                    self.at += 1;
                    self.finish_line_end(byte);
                    joined = None;
                }
                b'\\' if matches!(self.peek(1), b'\n' | b'\r') => {
                    self.at += 2;
                    self.finish_line_end(self.text[self.at - 1]);
                    joined = joined.or(Some(depth));
                }
                _ => return Some(joined.unwrap_or(depth)),
            }
        }
    }

    fn measure(&mut self) -> Depth {
        let mut depth = Depth::default();
        while let Some(byte) = self.text.get(self.at) {
            match byte {
                b' ' => {
                    depth.wide += 1;
                    depth.narrow += 1;
                }
                b'\t' => {
                    depth.wide = (depth.wide / TAB + 1) * TAB;
                    depth.narrow += 1;
                }
                b'\x0c' => depth = Depth::default(),
                _ => break,
            }
            self.at += 1;
        }
        depth
    }

    fn open_block(&mut self, depth: Depth, current: Depth) -> Option<Token> {
        if depth.narrow <= current.narrow {
            self.keep(self.at, self.at, SourceErrorKind::InconsistentTabs);
        }
        // One hundred blocks with the module's own, as CPython counts.
        if self.indentation.blocks.len() + 1 >= MAX_BLOCKS {
            self.keep(self.at, self.at, SourceErrorKind::TooDeep);
            return None;
        }
        self.indentation.blocks.push(depth);
        Some(self.token(TokenKind::Indent, self.at))
    }

    /// Closes the blocks that are deeper than a line.
    fn close_blocks(&mut self, depth: Depth) {
        let blocks = &mut self.indentation.blocks;
        while blocks.last().is_some_and(|block| block.wide > depth.wide) {
            blocks.pop();
            self.indentation.n_closed += 1;
        }
        let current = blocks.last().copied().unwrap_or_default();
        if current.wide != depth.wide {
            self.keep(self.at, self.at, SourceErrorKind::InvalidDedent);
        } else if current.narrow != depth.narrow {
            self.keep(self.at, self.at, SourceErrorKind::InconsistentTabs);
        }
    }
}
