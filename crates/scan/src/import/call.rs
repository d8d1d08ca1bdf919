//! Calls that import by name or ask for plugins, found while tokens go by.

use haggle_spec::Span;

use super::calls::{Argument, OpenCall, Seen};
use super::facts::ImportedNames;
use super::guard::HandlerAction;
use super::loader::{Called, Loader};
use super::module::ModulePath;
use super::scanner::{Found, FoundGroup, Scanner};
use crate::lexer::{Token, TokenKind};

/// What a token says of an open call.
enum Step {
    Goes(Seen),
    /// It is known what the argument is, or that it is made at run time.
    Ends(Option<Argument>),
    /// There is no argument.
    IsEmpty,
}

impl Argument {
    /// Strings beside each other are one string.
    fn joined(self, next: Argument) -> Argument {
        Argument {
            text: self.text.zip(next.text).map(|(text, more)| text + &more),
            span: Span::new(self.span.start, next.span.end),
        }
    }
}

impl Scanner<'_> {
    /// The next token, after a look at the calls that it is in.
    pub(super) fn take(&mut self) -> Token {
        let token = self.lexer.next();
        if !self.calls.open.is_empty() {
            match token.kind {
                // A line that was given up leaves its calls open.
                TokenKind::Newline | TokenKind::End => {
                    for call in core::mem::take(&mut self.calls.open) {
                        self.found_call(&call, None);
                    }
                }
                _ => self.watch(token),
            }
        }
        if let Some(name) = self.calls.name.take()
            && token.kind == TokenKind::Open
            && self.text[token.start as usize] == b'('
            && let Some(called) = self.calls.called(self.bytes(name))
        {
            let start = name.start as usize;
            let depth = self.lexer.depth();
            self.calls.open.push(OpenCall { called, start, depth, seen: Seen::ValueNext });
        }
        if token.kind == TokenKind::Name {
            self.calls.name = Some(token);
        }
        token
    }

    /// Looks for the argument of the innermost open call.
    fn watch(&mut self, token: Token) {
        let Some(mut call) = self.calls.open.pop() else { return };
        let depth = self.lexer.depth();
        let is_closed = depth < call.depth;
        // A closing bracket counts as outside of what it closes, an opening one as inside of what it opens.
        let is_direct = depth == call.depth;
        let seen = core::mem::replace(&mut call.seen, Seen::Other);
        match self.step(seen, token, is_closed, is_direct) {
            Step::Goes(seen) => {
                call.seen = seen;
                self.calls.open.push(call);
            }
            Step::Ends(argument) => self.found_call(&call, argument),
            Step::IsEmpty => {}
        }
    }

    fn step(&self, seen: Seen, token: Token, is_closed: bool, is_direct: bool) -> Step {
        let after_name =
            |name: Token| if is_argument(self.bytes(name)) { Seen::ValueNext } else { Seen::Other };
        match (seen, token.kind) {
            (Seen::ValueNext, _) if is_closed => Step::IsEmpty,
            (Seen::ValueNext, TokenKind::String) => Step::Goes(Seen::Text(self.argument(token))),
            (Seen::ValueNext, TokenKind::Name) => Step::Goes(Seen::Name(token)),
            (Seen::Text(text), TokenKind::String) => {
                Step::Goes(Seen::Text(text.joined(self.argument(token))))
            }
            (Seen::Text(text), TokenKind::Comma) => Step::Ends(Some(text)),
            (Seen::Text(text), _) if is_closed => Step::Ends(Some(text)),
            (Seen::Name(name), TokenKind::Equal) => Step::Goes(after_name(name)),
            (Seen::Other, TokenKind::Equal) if is_direct => {
                Step::Goes(self.calls.name.map_or(Seen::Other, after_name))
            }
            (Seen::Other, _) if !is_closed => Step::Goes(Seen::Other),
            _ => Step::Ends(None),
        }
    }

    fn argument(&self, token: Token) -> Argument {
        let range = token.range();
        Argument {
            text: plain_text(self.bytes(token)).map(str::to_owned),
            span: Span::new(range.start, range.end),
        }
    }

    fn found_call(&mut self, call: &OpenCall, argument: Option<Argument>) {
        let span = argument.as_ref().map_or(Span::new(call.start, call.start), |argument| argument.span);
        let text = argument.and_then(|argument| argument.text);
        let Called::Loads(loader) = call.called else {
            self.plugins.push(FoundGroup { group: text.map(Into::into), start: call.start, span });
            return;
        };
        let module = text.and_then(|text| ModulePath::parse(text.split(':').next().unwrap_or("")));
        // Other functions are called `patch` as well; what they are given is not a dotted path.
        let is_path =
            module.as_ref().is_some_and(|module| module.level() == 0 && module.dotted().contains('.'));
        if loader == Loader::Patch && !is_path {
            return;
        }
        if let Some(handler) = self.block().handler {
            self.tries.act(handler, HandlerAction::Imports);
        }
        let surroundings = self.block().surroundings;
        let names = ImportedNames::ByName(loader);
        self.found.push(Found { module, names, start: call.start, span, surroundings });
    }
}

/// The names under which functions of interest take the module or the group.
fn is_argument(name: &[u8]) -> bool {
    matches!(
        name,
        b"name"
            | b"module"
            | b"modname"
            | b"import_str"
            | b"module_str"
            | b"fullname"
            | b"target"
            | b"namespace"
            | b"group"
    )
}

/// The text of a string literal without escapes.
fn plain_text(literal: &[u8]) -> Option<&str> {
    let text = core::str::from_utf8(literal).ok()?;
    let text = text.trim_start_matches(['r', 'R', 'u', 'U']);
    let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| text.starts_with(quote))?;
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inner.contains('\\')).then_some(inner)
}
