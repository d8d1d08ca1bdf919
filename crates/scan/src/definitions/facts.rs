//! Definitions, as they are given to the caller.

use std::collections::BTreeMap;

use crate::import::ModulePath;

/// The names that one module defines when it is imported.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ModuleDefinitions {
    /// What each name is. A name that only some environments define is there, too.
    pub names: BTreeMap<Box<str>, Definition>,
    /// The modules of `from module import *`.
    pub stars: Vec<ModulePath>,
    /// The names of `__all__`, where it is written as a list of strings.
    pub exported: Option<Vec<Box<str>>>,
    /// Whether the module may make more names at run time: it has a `__getattr__`, or changes its own namespace.
    pub is_dynamic: bool,
}

/// What a name is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Definition {
    /// A function; without a signature where a decorator may have changed it, or several definitions differ.
    Function(Option<Signature>),
    /// A class.
    Class {
        /// The names of its bases as they are written; nothing for one that is not a dotted name.
        bases: Vec<Option<Box<str>>>,
        /// What its body defines.
        members: BTreeMap<Box<str>, Definition>,
        /// Whether it may have more members than its body and its bases say: it has a decorator, a metaclass, or a `__getattr__`.
        is_dynamic: bool,
    },
    /// `import module`: the module, or with the name of one in it.
    Imported {
        /// The module.
        module: ModulePath,
        /// The name that is taken from it; nothing for the module itself.
        name: Option<Box<str>>,
    },
    /// A value of another kind, or of several.
    Value,
}

/// The parameters of a function, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Signature {
    /// Each parameter.
    pub parameters: Vec<Parameter>,
}

/// One parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Parameter {
    /// Its name.
    pub name: Box<str>,
    /// How an argument reaches it.
    pub kind: ParameterKind,
    /// Whether a call may leave it out.
    pub has_default: bool,
}

/// How an argument reaches a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum ParameterKind {
    /// By its position alone: before `/`.
    Positional,
    /// By its position or its name.
    Either,
    /// By its name alone: behind `*`.
    Keyword,
    /// `*args`.
    Rest,
    /// `**kwargs`.
    KeywordRest,
}

impl Signature {
    /// Whether every call that this signature takes is taken by another.
    ///
    /// ```
    /// use haggle_scan::{Definition, definitions};
    ///
    /// let signature = |source: &str| match &definitions(source.as_bytes()).names["f"] {
    ///     Definition::Function(Some(signature)) => signature.clone(),
    ///     other => panic!("{other:?}"),
    /// };
    /// let old = signature("def f(a, b=1): ...\n");
    /// assert!(old.fits(&signature("def f(a, b=2, *, c=3): ...\n")));
    /// assert!(!old.fits(&signature("def f(a): ...\n")));
    /// assert!(!old.fits(&signature("def f(a, b=1, *, c): ...\n")));
    /// ```
    pub fn fits(&self, other: &Self) -> bool {
        self.positions_fit(other) && self.names_fit(other) && self.leaves_out_what(other)
    }

    fn of_kinds(&self, kinds: &[ParameterKind]) -> impl Iterator<Item = &Parameter> {
        let kinds = kinds.to_vec();
        self.parameters.iter().filter(move |parameter| kinds.contains(&parameter.kind))
    }

    fn has(&self, kind: ParameterKind) -> bool {
        self.of_kinds(&[kind]).next().is_some()
    }

    /// Arguments by position: as many, and those that may have a name under the same one.
    fn positions_fit(&self, other: &Self) -> bool {
        use ParameterKind::{Either, Positional, Rest};
        let (mine, theirs): (Vec<_>, Vec<_>) =
            (self.of_kinds(&[Positional, Either]).collect(), other.of_kinds(&[Positional, Either]).collect());
        if self.has(Rest) && !other.has(Rest) || mine.len() > theirs.len() && !other.has(Rest) {
            return false;
        }
        // An argument by position has to reach what it reached before, as far as names tell.
        mine.iter().zip(&theirs).all(|(one, two)| one.kind == Positional || one.name == two.name)
    }

    /// Arguments by name.
    fn names_fit(&self, other: &Self) -> bool {
        use ParameterKind::{Either, Keyword, KeywordRest};
        if self.has(KeywordRest) && !other.has(KeywordRest) {
            return false;
        }
        let is_taken =
            |name: &str| other.of_kinds(&[Either, Keyword]).any(|parameter| &*parameter.name == name);
        self.of_kinds(&[Either, Keyword]).all(|parameter| is_taken(&parameter.name) || other.has(KeywordRest))
    }

    /// What a call may leave out, and what it cannot know of.
    fn leaves_out_what(&self, other: &Self) -> bool {
        use ParameterKind::{Either, Keyword, Positional};
        other.of_kinds(&[Positional, Either, Keyword]).enumerate().all(|(at, parameter)| {
            let same = match parameter.kind {
                Positional => self.of_kinds(&[Positional, Either]).nth(at),
                _ => self.of_kinds(&[Positional, Either, Keyword]).find(|mine| mine.name == parameter.name),
            };
            parameter.has_default || same.is_some_and(|same| !same.has_default)
        })
    }
}
