//! The blocks around a statement, and what each says about the imports in it.

use super::facts::{ImportCondition, ImportContext};
use super::guard::{HandlerAction, ImportGuard, ImportHandler, catches_import_error};
use crate::lines::Lines;

/// Handlers that are kept of one `try`; the first alone decides whether it guards.
const MAX_HANDLERS: usize = 16;

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

    /// What each `try` is for the imports in it, now that every handler is known.
    pub(super) fn finish(&self, lines: &Lines<'_>) -> Guards {
        let mut cursor = lines.cursor();
        let guard = |found: &Try| {
            let line = cursor.position(found.start).line;
            let catching = found.handlers.iter().filter(|handler| handler.catches);
            let handlers: Vec<ImportHandler> = catching.take(MAX_HANDLERS).map(Handler::to_public).collect();
            (found.outer, (!handlers.is_empty()).then_some(ImportGuard { line, handlers }))
        };
        Guards(self.0.iter().map(guard).collect())
    }
}

/// Every `try` of a file with the one around it, and the guard that it is if a handler catches a failed import.
pub(super) struct Guards(Vec<(Option<usize>, Option<ImportGuard>)>);

impl Guards {
    /// The circumstances of an import.
    pub(super) fn context(&self, of: Surroundings) -> ImportContext {
        ImportContext {
            guard: self.guard(of.guard).cloned(),
            is_fallback: of.is_fallback,
            is_in_function: of.is_in_function,
            condition: of.condition,
        }
    }

    /// The guard of an import in the body of a `try`: the innermost one that lets the file go on, else the innermost one that
    /// catches the failure at all.
    fn guard(&self, of: Option<usize>) -> Option<&ImportGuard> {
        let mut innermost = None;
        let mut next = of;
        while let Some(index) = next {
            let (outer, guard) = &self.0[index];
            next = *outer;
            match guard {
                Some(guard) if guard.is_effective() => return Some(guard),
                Some(guard) => innermost = innermost.or(Some(guard)),
                None => {}
            }
        }
        innermost
    }
}

impl Handler {
    fn to_public(&self) -> ImportHandler {
        ImportHandler { caught: self.caught.clone(), action: self.action }
    }
}
