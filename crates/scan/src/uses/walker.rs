//! What is known of a file while its lines go by.

use rustc_hash::FxHashSet;

use super::scope::Scopes;
use crate::import::Import;
use crate::lexer::Lexer;

/// The walk over the lines of a file.
pub(super) struct Walker<'text> {
    pub text: &'text [u8],
    pub lexer: Lexer<'text>,
    pub imports: &'text [Import],
    /// The next import that a statement brings.
    pub next_import: usize,
    /// The names that some import binds: no others are looked at.
    pub names: FxHashSet<&'text [u8]>,
    pub scopes: Scopes<'text>,
    /// The open blocks; the first is the module.
    pub blocks: Vec<UseBlock>,
    /// Every `try`, and every other reason why code goes on without an attribute, with the one around it.
    pub tries: Vec<Try>,
    /// The one of annotations that nobody evaluates (`from __future__ import annotations`).
    pub postponed: Option<usize>,
    pub found: Vec<FoundUse<'text>>,
    /// The attributes that are asked for by `hasattr` or `getattr`: the use of the module, and the attribute.
    pub checked: Vec<(FoundUse<'text>, &'text [u8])>,
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Try {
    pub outer: Option<usize>,
    /// A missing attribute does not end the program: a handler catches it, or nothing looks for it.
    pub catches: bool,
    /// It is not a `try` but the body of a condition, whose `else` depends on it as well.
    pub is_condition: bool,
}

/// A block that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UseBlock {
    pub scope: usize,
    /// The innermost `try` whose body this is in.
    pub guard: Option<usize>,
    /// Whether its statements are the `case` clauses of a `match`.
    pub is_match: bool,
    /// The `try` that a following `except` belongs to.
    pub open_try: Option<usize>,
}

/// A name that may be that of a module, with the attributes behind it.
#[derive(Debug, Clone)]
pub(super) struct FoundUse<'text> {
    pub scope: usize,
    pub name: &'text [u8],
    pub attributes: Vec<&'text [u8]>,
    pub start: usize,
    pub guard: Option<usize>,
}

impl Walker<'_> {
    /// The innermost open block.
    pub(super) fn block(&mut self) -> &mut UseBlock {
        self.blocks.last_mut().expect("the module's block is never closed")
    }

    /// Whether a handler around a use catches a missing attribute.
    pub(super) fn is_guarded(&self, guard: Option<usize>) -> bool {
        let mut next = guard;
        while let Some(at) = next {
            if self.tries[at].catches {
                return true;
            }
            next = self.tries[at].outer;
        }
        false
    }
}
