//! What happens to a file when an import in it fails.

/// The `try` around an import, or the `contextlib.suppress`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ImportGuard {
    /// The line of `try` or `with`, from 1.
    pub line: usize,
    /// The handlers that catch a failed import, in order.
    pub handlers: Vec<ImportHandler>,
}

impl ImportGuard {
    /// Whether the file goes on when the import fails: the first handler that catches it does not raise.
    ///
    /// Python asks the handlers in order. `ModuleNotFoundError` is what a missing module raises, and the others catch it.
    pub fn is_effective(&self) -> bool {
        self.handlers.first().is_some_and(|handler| handler.action != HandlerAction::Raises)
    }
}

/// One `except` clause that catches a failed import.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ImportHandler {
    /// The exceptions that it names and that a failed import raises; none for a bare `except:`.
    pub caught: Vec<Box<str>>,
    /// What it does.
    pub action: HandlerAction,
}

/// What a handler does with the failure, by the statements directly in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum HandlerAction {
    /// Nothing: `pass`, `continue` or a text.
    Ignores,
    /// It imports something else.
    Imports,
    /// It assigns names, mostly `None`.
    Assigns,
    /// It raises, so that the failure goes on.
    Raises,
    /// Something else, as logging or leaving the program.
    Other,
}

impl HandlerAction {
    /// Which action says most of a handler that does several.
    pub(super) fn rank(self) -> u8 {
        match self {
            HandlerAction::Ignores => 0,
            HandlerAction::Other => 1,
            HandlerAction::Assigns => 2,
            HandlerAction::Imports => 3,
            HandlerAction::Raises => 4,
        }
    }
}

/// Whether an exception of this name catches a missing module.
pub(super) fn catches_import_error(name: &[u8]) -> bool {
    matches!(name, b"ImportError" | b"ModuleNotFoundError" | b"Exception" | b"BaseException")
}
