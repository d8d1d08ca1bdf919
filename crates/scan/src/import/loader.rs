//! Calls that import a module whose name is a string.

/// A function that imports by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Loader {
    /// `importlib.import_module`, and oslo.utils' function of the same name.
    ImportModule,
    /// `__import__`.
    BuiltinImport,
    /// oslo.utils' `try_import`, which gives a default when the module is missing.
    TryImport,
    /// `importlib.util.find_spec` and `pkgutil.find_loader`, which only ask whether the module is there.
    FindSpec,
    /// Functions that import an object by its dotted path: `import_object`, `import_class`, `import_string`,
    /// `resolve_name`. The last parts of the path may be attributes.
    ImportObject,
    /// `pytest.importorskip`.
    ImportOrSkip,
    /// `mock.patch`, which imports what it patches. The last parts of the path are attributes.
    Patch,
}

/// What a call does, by the name of the function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Called {
    Loads(Loader),
    /// A manager of plugins: the group is its first argument, or `namespace=` or `group=`.
    Plugins,
}

impl Called {
    /// By the last part of what is called.
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        if name.len() < 5 {
            return None;
        }
        Some(Self::Loads(match name {
            b"import_module" => Loader::ImportModule,
            b"__import__" => Loader::BuiltinImport,
            b"try_import" => Loader::TryImport,
            b"find_spec" | b"find_loader" => Loader::FindSpec,
            b"import_object"
            | b"import_class"
            | b"import_string"
            | b"resolve_name"
            | b"import_from_string" => Loader::ImportObject,
            b"importorskip" => Loader::ImportOrSkip,
            b"patch" => Loader::Patch,
            b"ExtensionManager"
            | b"NamedExtensionManager"
            | b"EnabledExtensionManager"
            | b"DriverManager"
            | b"HookManager"
            | b"DispatchExtensionManager"
            | b"NameDispatchExtensionManager"
            | b"iter_entry_points" => return Some(Self::Plugins),
            _ => return None,
        }))
    }
}

impl Loader {
    /// Whether the file goes on when the module is missing.
    pub fn is_tolerant(self) -> bool {
        matches!(self, Loader::TryImport | Loader::FindSpec | Loader::ImportOrSkip)
    }

    /// Whether the last parts of the name may be attributes instead of modules.
    pub fn takes_attributes(self) -> bool {
        matches!(self, Loader::ImportObject | Loader::Patch)
    }
}
