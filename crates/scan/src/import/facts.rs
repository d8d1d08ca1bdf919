//! The imports of a file, as they are given to the caller.

use haggle_spec::{Span, TextPosition};

use super::guard::ImportGuard;
use super::loader::Loader;
use super::module::ModulePath;
use crate::error::SourceError;

/// What was found in one source file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceScan {
    /// The imports, in the order of the text.
    pub imports: Vec<Import>,
    /// The groups of entry points that the file loads plugins of, in the order of the text.
    pub plugin_groups: Vec<PluginGroup>,
    /// The first place that is not Python; what comes after it may be missing above.
    pub error: Option<SourceError>,
}

/// One module that a statement or a call imports: `import a, b` gives two.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Import {
    /// The module. `None` where a call makes the name at run time.
    pub module: Option<ModulePath>,
    /// What is taken from it.
    pub names: ImportedNames,
    /// Where the statement or the call starts, as an editor shows it.
    pub position: TextPosition,
    /// The bytes of the module's name, in a call those of its argument; in `from . import a` those of the dots.
    pub span: Span,
    /// What has to be true for the import to run, and what happens when it fails.
    pub context: ImportContext,
}

impl Import {
    /// The circumstances in one word; where several hold, the one that says most about whether the module has to be there.
    pub fn class(&self) -> ImportClass {
        let context = &self.context;
        match (&self.names, context) {
            (ImportedNames::ByName(loader), _) => ImportClass::ByName(*loader),
            (_, context) if context.condition == Some(ImportCondition::TypeChecking) => {
                ImportClass::TypeChecking
            }
            (_, context) if context.guard.as_ref().is_some_and(ImportGuard::is_effective) => {
                ImportClass::Guarded
            }
            (_, context) if context.is_in_function => ImportClass::Lazy,
            _ => ImportClass::Required,
        }
    }
}

/// Whether and when a module has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum ImportClass {
    /// The file cannot be imported without it.
    Required,
    /// The file goes on without it.
    Guarded,
    /// Needed only when the function that imports it is called.
    Lazy,
    /// Only for type checkers.
    TypeChecking,
    /// The name is an argument of a call.
    ByName(Loader),
}

/// What an import takes from its module.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
pub enum ImportedNames {
    /// `import a.b` or `import a.b as c`: the module itself.
    Module {
        /// The name that it is given.
        alias: Option<Box<str>>,
    },
    /// `from a import b, c as d`.
    Names(Vec<ImportedName>),
    /// `from a import *`.
    Star,
    /// A call that takes the name as a string.
    ByName(Loader),
}

/// One name of `from a import name as alias`: an attribute of the module or a module inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ImportedName {
    /// The name in the module.
    pub name: Box<str>,
    /// The name that it is given here, when that is another.
    pub alias: Option<Box<str>>,
}

/// The circumstances of an import.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ImportContext {
    /// The innermost `try` whose handler catches a failed import, or `contextlib.suppress`.
    pub guard: Option<ImportGuard>,
    /// The import runs only in the handler of an import that failed: it is a replacement.
    pub is_fallback: bool,
    /// It runs when a function is called, not when the file is imported.
    pub is_in_function: bool,
    /// The innermost condition around it that is of a known kind.
    pub condition: Option<ImportCondition>,
}

/// A condition that decides whether an import runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum ImportCondition {
    /// `if TYPE_CHECKING:`.
    TypeChecking,
    /// It asks `sys.version_info` or `sys.hexversion`, in this branch or the one before.
    PythonVersion,
    /// It asks `sys.platform`, `os.name` or `platform.system()`.
    Platform,
    /// `if __name__ == "__main__":`.
    Main,
}

/// A group of entry points that a file asks for by name: distributions add plugins to it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct PluginGroup {
    /// The group. `None` where its name is made at run time.
    pub group: Option<Box<str>>,
    /// Where the call starts.
    pub position: TextPosition,
    /// The bytes of the name.
    pub span: Span,
}
