//! What statements define names in: a module, a class, or nothing that can be seen from outside.

use std::collections::BTreeMap;

use super::facts::{Definition, ModuleDefinitions};

/// A class that is being read.
#[derive(Debug)]
pub(super) struct OpenClass {
    pub name: Box<str>,
    pub bases: Vec<Option<Box<str>>>,
    pub members: BTreeMap<Box<str>, Definition>,
    pub is_dynamic: bool,
}

/// An open block.
#[derive(Debug)]
pub(super) enum Block {
    /// Its names are those of the block around it: the module itself, `if`, `try`.
    Same,
    /// The body of a class.
    Class(OpenClass),
    /// Its names are seen by nobody: a function, or code that only type checkers or nobody runs.
    Hidden,
}

/// The module and its open blocks.
#[derive(Debug, Default)]
pub(super) struct Container {
    pub module: ModuleDefinitions,
    pub blocks: Vec<Block>,
}

impl Container {
    pub(super) fn is_hidden(&self) -> bool {
        self.blocks.iter().any(|block| matches!(block, Block::Hidden))
    }

    /// Whether statements define names of the module.
    pub(super) fn is_module(&self) -> bool {
        self.blocks.iter().all(|block| matches!(block, Block::Same))
    }

    /// The innermost class that is open, unless its names are hidden.
    pub(super) fn class(&mut self) -> Option<&mut OpenClass> {
        self.blocks.iter_mut().rev().find_map(|block| match block {
            Block::Class(class) => Some(class),
            Block::Same | Block::Hidden => None,
        })
    }

    /// Defines a name. What several definitions disagree about is not known.
    pub(super) fn define(&mut self, name: &[u8], definition: Definition) {
        if self.is_hidden() {
            return;
        }
        let names = match self.class() {
            Some(class) => &mut class.members,
            None => &mut self.module.names,
        };
        merge(names, name, definition);
    }

    /// Defines a name of the module, wherever the statement is: `global`.
    pub(super) fn define_in_module(&mut self, name: &[u8]) {
        merge(&mut self.module.names, name, Definition::Value);
    }

    /// Adds a member to a class of the module: `Class.member = value`.
    pub(super) fn add_member(&mut self, class: &[u8], member: &[u8]) {
        let Ok(class) = core::str::from_utf8(class) else { return };
        if let Some(Definition::Class { members, .. }) = self.module.names.get_mut(class)
            && self.blocks.iter().all(|block| matches!(block, Block::Same))
        {
            merge(members, member, Definition::Value);
        }
    }

    /// Takes a name away: `del`.
    pub(super) fn remove(&mut self, name: &[u8]) {
        // Only where nothing decides whether the statement runs.
        if !self.blocks.is_empty() {
            return;
        }
        if let Ok(name) = core::str::from_utf8(name) {
            self.module.names.remove(name);
        }
    }

    /// Closes the innermost block; what a class has is defined around it.
    pub(super) fn close(&mut self) {
        if let Some(Block::Class(class)) = self.blocks.pop() {
            let OpenClass { name, bases, members, is_dynamic } = class;
            self.define(name.as_bytes(), Definition::Class { bases, members, is_dynamic });
        }
    }
}

fn merge(names: &mut BTreeMap<Box<str>, Definition>, name: &[u8], definition: Definition) {
    let name: Box<str> = String::from_utf8_lossy(name).into();
    match names.get_mut(&name) {
        None => {
            names.insert(name, definition);
        }
        Some(before) => {
            let old = core::mem::replace(before, Definition::Value);
            *before = both(old, definition);
        }
    }
}

/// What a name is that has two definitions, of which one counts.
fn both(one: Definition, two: Definition) -> Definition {
    match (one, two) {
        (one, two) if one == two => one,
        (Definition::Function(_), Definition::Function(_)) => Definition::Function(None),
        (
            Definition::Class { bases, mut members, .. },
            Definition::Class { bases: more_bases, members: more, .. },
        ) => {
            for (name, definition) in more {
                merge(&mut members, name.as_bytes(), definition);
            }
            // One of the two is chosen at run time.
            let bases = bases.into_iter().chain(more_bases).collect();
            Definition::Class { bases, members, is_dynamic: true }
        }
        _ => Definition::Value,
    }
}
