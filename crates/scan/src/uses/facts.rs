//! Uses, as they are given to the caller.

use haggle_spec::TextPosition;

use crate::import::ModulePath;

/// One use of a name of a module: by `from a import b`, or by an attribute of something imported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ModuleUse {
    /// The whole path from the top-level module, aliases resolved: `oslo_utils.imageutils.format_inspector.get_inspector`. The
    /// last parts are attributes; how many only the module's distribution can say.
    pub path: ModulePath,
    /// How many parts an import statement names, so that they are modules or names in them; the others are attributes.
    pub n_imported: usize,
    /// Where the use starts.
    pub position: TextPosition,
    /// Whether the path is what Python would look up.
    pub certainty: UseCertainty,
}

/// Whether a use is established.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum UseCertainty {
    /// The name is bound by this import and by nothing else, and the code fails without the attribute.
    Certain,
    /// The code goes on without it: the attribute is asked for with `hasattr` or `getattr`, a handler catches the failure, or
    /// the import is guarded.
    Guarded,
    /// It cannot be said what the name is.
    Unknown(UnknownUse),
}

/// Why it cannot be said what a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum UnknownUse {
    /// Something else binds the name in the same scope: an assignment, a parameter, a loop, a definition.
    Rebound,
    /// Several imports bind it to different modules.
    SeveralImports,
    /// `from module import *` may have bound it.
    StarImport,
}
