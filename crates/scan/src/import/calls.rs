//! The calls that a token is in, as far as they may import something.

use haggle_spec::Span;

use super::facts::ImportedNames;
use super::loader::Called;
use crate::lexer::Token;

/// The calls whose argument is still to come.
#[derive(Debug, Default)]
pub(super) struct Calls {
    /// The name that was the last token, if it was one.
    pub(super) name: Option<Token>,
    pub(super) open: Vec<OpenCall>,
    /// Names that functions of interest were imported under.
    aliases: Vec<(Box<str>, Called)>,
}

#[derive(Debug)]
pub(super) struct OpenCall {
    pub(super) called: Called,
    pub(super) start: usize,
    /// The depth of brackets inside its parentheses.
    pub(super) depth: usize,
    pub(super) seen: Seen,
}

/// A string argument: its text, `None` where that has escapes, and its bytes.
#[derive(Debug)]
pub(super) struct Argument {
    pub(super) text: Option<String>,
    pub(super) span: Span,
}

/// What came last of an open call.
#[derive(Debug)]
pub(super) enum Seen {
    /// Nothing, or the `=` of the argument that matters.
    ValueNext,
    /// A string that is the argument, unless something is added to it.
    Text(Argument),
    /// A name: that of an argument, or a variable.
    Name(Token),
    /// Something of another argument.
    Other,
}

impl Calls {
    /// The name that came last does not call anything.
    pub(super) fn forget_name(&mut self) {
        self.name = None;
    }

    /// Takes note of functions of interest that are imported under another name.
    pub(super) fn learn_aliases(&mut self, names: &ImportedNames) {
        let ImportedNames::Names(names) = names else { return };
        for imported in names {
            if let (Some(alias), Some(called)) = (&imported.alias, Called::of(imported.name.as_bytes())) {
                self.aliases.push((alias.clone(), called));
            }
        }
    }

    pub(super) fn called(&self, name: &[u8]) -> Option<Called> {
        Called::of(name).or_else(|| {
            let found = self.aliases.iter().find(|(alias, _)| alias.as_bytes() == name);
            found.map(|(_, called)| *called)
        })
    }
}
