//! The blocks that the indentation of lines has opened.

/// The depth of a line: with tabs of eight columns, and with tabs of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Depth {
    pub(super) wide: u32,
    pub(super) narrow: u32,
}

/// What the lexer knows of lines and blocks.
#[derive(Debug)]
pub(super) struct LineState {
    /// The depths of the open blocks; the module itself, at zero, is not among them.
    pub(super) blocks: Vec<Depth>,
    /// Blocks that a line has closed and for which no token was given yet.
    pub(super) n_closed: usize,
    pub(super) is_line_start: bool,
    /// Whether a token was given since the last end of a line.
    pub(super) is_in_line: bool,
}

impl Default for LineState {
    fn default() -> Self {
        LineState { blocks: Vec::new(), n_closed: 0, is_line_start: true, is_in_line: false }
    }
}

impl LineState {
    /// Whether the next token may be one of indentation.
    #[inline]
    pub(super) fn is_due(&self) -> bool {
        self.is_line_start || self.n_closed > 0
    }

    pub(super) fn start_line(&mut self) {
        self.is_line_start = true;
        self.is_in_line = false;
    }

    /// Ends the last line of a text; whether there was one to end.
    pub(super) fn end_line(&mut self) -> bool {
        core::mem::take(&mut self.is_in_line)
    }

    /// Closes the innermost block, if one is open.
    pub(super) fn close_block(&mut self) -> bool {
        self.blocks.pop().is_some()
    }
}
