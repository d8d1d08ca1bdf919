//! The blocks around a statement, and what each says about the imports in it.

use super::facts::{ImportCondition, ImportContext};
use super::guard::{HandlerAction, ImportGuard, ImportHandler, catches_import_error};

/// What holds for every statement of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Surroundings {
    /// The innermost `try` whose body this is in, as an index into [`Tries`].
    pub guard: Option<usize>,
    pub is_fallback: bool,
    pub is_in_function: bool,
    pub condition: Option<ImportCondition>,
}

impl Surroundings {
    /// Of the body of a function: it runs later, when no handler around its definition is active any more.
    pub(super) fn of_function(self) -> Self {
        Surroundings { guard: None, is_in_function: true, ..self }
    }

    /// Of a branch. What only type checkers see stays so, whatever else a branch in it asks.
    pub(super) fn with_condition(self, condition: Option<ImportCondition>) -> Self {
        match self.condition {
            Some(ImportCondition::TypeChecking) => self,
            outer => Surroundings { condition: condition.or(outer), ..self },
        }
    }
}

/// A block that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Block {
    pub surroundings: Surroundings,
    /// Whether its statements are the `case` clauses of a `match`.
    pub is_match: bool,
    /// The handler that it is the body of: the index of its `try`, and the one of the clause.
    pub handler: Option<(usize, usize)>,
    /// The statement of several clauses that the last line of the block belongs to.
    pub open: Option<Clause>,
}

impl Block {
    pub(super) fn new(surroundings: Surroundings) -> Self {
        Block { surroundings, ..Block::default() }
    }
}

/// A statement that may go on with another clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clause {
    /// After `if` or `elif`: what a further branch knows.
    If(Branches),
    /// After `for` or `while`.
    Loop,
    /// After a clause of `try`, as an index into [`Tries`].
    Try { guard: usize, last: TryClause },
}

/// The last clause of a `try` so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TryClause {
    Body,
    Except,
    Else,
}

/// The conditions of a chain of `if`, `elif` and `else`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Branches {
    /// What the branches after this one know of its condition.
    pub otherwise: Option<ImportCondition>,
}

/// Every `try` of a file, and every `contextlib.suppress`.
#[derive(Debug, Default)]
pub(super) struct Tries(Vec<Try>);

#[derive(Debug)]
struct Try {
    /// Where it starts, in bytes.
    start: usize,
    /// The `try` around its body.
    outer: Option<usize>,
    handlers: Vec<Handler>,
}

#[derive(Debug)]
struct Handler {
    catches: bool,
    caught: Vec<Box<str>>,
    /// The one of its statements' actions that says most.
    action: HandlerAction,
}

impl Tries {
    /// Adds a `try` without handlers, inside the body of `outer`; its index.
    pub(super) fn open(&mut self, start: usize, outer: Option<usize>) -> usize {
        self.0.push(Try { start, outer, handlers: Vec::new() });
        self.0.len() - 1
    }

    /// Adds a handler by the names of the exceptions in its clause, none for a bare one; its index, and whether it catches a
    /// failed import.
    pub(super) fn handle<'text>(
        &mut self,
        guard: usize,
        names: impl Iterator<Item = &'text [u8]>,
    ) -> (usize, bool) {
        let mut is_bare = true;
        let mut caught = Vec::new();
        for name in names {
            is_bare = false;
            if catches_import_error(name) {
                caught.push(String::from_utf8_lossy(name).into());
            }
        }
        let catches = is_bare || !caught.is_empty();
        let handlers = &mut self.0[guard].handlers;
        handlers.push(Handler { catches, caught, action: HandlerAction::Ignores });
        (handlers.len() - 1, catches)
    }

    /// Takes note of a statement of a handler.
    pub(super) fn act(&mut self, (guard, handler): (usize, usize), action: HandlerAction) {
        let strongest = &mut self.0[guard].handlers[handler].action;
        if action.rank() > strongest.rank() {
            *strongest = action;
        }
    }

    /// The `try` that an import in the body of `guard` is guarded by: the innermost one that lets the file go on, else the
    /// innermost one that catches the failure at all.
    fn guard(&self, guard: Option<usize>) -> Option<(&Try, Vec<ImportHandler>)> {
        let mut innermost = None;
        let mut next = guard;
        while let Some(index) = next {
            let found = &self.0[index];
            next = found.outer;
            let handlers: Vec<ImportHandler> =
                found.handlers.iter().filter(|handler| handler.catches).map(Handler::to_public).collect();
            let Some(first) = handlers.first() else { continue };
            if first.action != HandlerAction::Raises {
                return Some((found, handlers));
            }
            innermost = innermost.or(Some((found, handlers)));
        }
        innermost
    }

    /// The circumstances of an import, once every handler is known.
    pub(super) fn context(&self, of: Surroundings, line: impl Fn(usize) -> usize) -> ImportContext {
        ImportContext {
            guard: self
                .guard(of.guard)
                .map(|(found, handlers)| ImportGuard { line: line(found.start), handlers }),
            is_fallback: of.is_fallback,
            is_in_function: of.is_in_function,
            condition: of.condition,
        }
    }
}

impl Handler {
    fn to_public(&self) -> ImportHandler {
        ImportHandler { caught: self.caught.clone(), action: self.action }
    }
}
