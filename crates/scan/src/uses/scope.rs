//! The scopes of a file and what binds each name in them.

use rustc_hash::FxHashMap;

/// Imports of one name in one scope that are told apart.
const MAX_BINDINGS: usize = 16;
/// Scopes around a name that are looked through: only made-up code has more.
const MAX_DEPTH: usize = 500;

/// What a scope belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScopeKind {
    Module,
    /// Its names are seen by its own statements only.
    Class,
    /// A function or a lambda.
    Function,
    Comprehension,
}

/// One thing that binds a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binding {
    /// An import, as an index into the imports of the file, and which of its names.
    Import { import: usize, name: usize },
    /// `None`, as a handler sets where an import failed.
    NoneValue,
    /// Anything else.
    Other,
}

#[derive(Debug)]
pub(super) struct Scope<'text> {
    pub kind: ScopeKind,
    pub parent: Option<usize>,
    pub bindings: FxHashMap<&'text [u8], Vec<Binding>>,
    /// The names that `global` declares.
    pub globals: Vec<&'text [u8]>,
    /// The names that `nonlocal` declares.
    pub nonlocals: Vec<&'text [u8]>,
    pub has_star: bool,
}

/// All scopes of a file; the first is the module's.
#[derive(Debug)]
pub(super) struct Scopes<'text>(Vec<Scope<'text>>);

impl<'text> Scopes<'text> {
    pub(super) fn new() -> Self {
        let mut scopes = Scopes(Vec::new());
        scopes.open(ScopeKind::Module, None);
        scopes
    }

    pub(super) fn open(&mut self, kind: ScopeKind, parent: Option<usize>) -> usize {
        self.0.push(Scope {
            kind,
            parent,
            bindings: FxHashMap::default(),
            globals: Vec::new(),
            nonlocals: Vec::new(),
            has_star: false,
        });
        self.0.len() - 1
    }

    pub(super) fn get_mut(&mut self, scope: usize) -> &mut Scope<'text> {
        &mut self.0[scope]
    }

    /// Adds what binds a name, in the scope that the name belongs to.
    pub(super) fn bind(&mut self, scope: usize, name: &'text [u8], binding: Binding) {
        let scope = self.owner(scope, name);
        let bindings = self.0[scope].bindings.entry(name).or_default();
        // A name may be bound very often; more than one of a kind says nothing new, nor do more imports than these.
        let binding = if bindings.len() < MAX_BINDINGS { binding } else { Binding::Other };
        if !bindings.contains(&binding) {
            bindings.push(binding);
        }
    }

    /// `:=` binds in the scope around comprehensions.
    pub(super) fn bind_walrus(&mut self, mut scope: usize, name: &'text [u8]) {
        while self.0[scope].kind == ScopeKind::Comprehension
            && let Some(parent) = self.0[scope].parent
        {
            scope = parent;
        }
        self.bind(scope, name, Binding::Other);
    }

    fn owner(&self, scope: usize, name: &[u8]) -> usize {
        let found = &self.0[scope];
        if found.globals.contains(&name) {
            return 0;
        }
        if found.nonlocals.contains(&name)
            && let Some(parent) = found.parent
        {
            return self.lookup(parent, name, false).unwrap_or(parent);
        }
        scope
    }

    /// The scope that binds a name which is used in a scope, as Python looks it up.
    pub(super) fn scope_of(&self, scope: usize, name: &[u8]) -> Option<usize> {
        if self.0[scope].globals.contains(&name) {
            return self.0[0].bindings.contains_key(name).then_some(0);
        }
        self.lookup(scope, name, true)
    }

    fn lookup(&self, scope: usize, name: &[u8], sees_class: bool) -> Option<usize> {
        let mut next = Some(scope);
        let mut is_first = sees_class;
        for _ in 0..MAX_DEPTH {
            let at = next?;
            let found = &self.0[at];
            let is_seen = found.kind != ScopeKind::Class || is_first;
            if is_seen && found.globals.contains(&name) {
                return self.0[0].bindings.contains_key(name).then_some(0);
            }
            if is_seen && found.bindings.contains_key(name) {
                return Some(at);
            }
            is_first = false;
            next = found.parent;
        }
        None
    }

    /// What binds a name in a scope.
    pub(super) fn bindings(&self, scope: usize, name: &[u8]) -> &[Binding] {
        self.0[scope].bindings.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether `from a import *` may bind names of a scope.
    pub(super) fn has_star(&self, scope: usize) -> bool {
        self.0[scope].has_star
    }
}
