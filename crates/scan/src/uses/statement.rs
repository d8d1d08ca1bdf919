//! Statements: what binds names, and which parts are read.

use super::scope::{Binding, ScopeKind};
use super::walker::{Try, UseBlock, Walker};
use crate::import::{Import, ImportedName, ImportedNames, is_reserved};
use crate::lexer::{TokenKind, TokenLine};

impl<'text> Walker<'text> {
    /// Reads one logical line; the block that the next line has to open.
    pub(super) fn line(&mut self, line: &TokenLine) -> Option<UseBlock> {
        let n_tokens = line.tokens.len();
        let first = usize::from(line.is_name(0, self.text, b"async"));
        let keyword = if line.kind(first) == TokenKind::Name { line.bytes(first, self.text) } else { b"" };
        let is_match =
            keyword == b"match" && first + 1 < n_tokens && line.kind(n_tokens - 1) == TokenKind::Colon;
        let opens = match keyword {
            b"if" | b"elif" | b"else" | b"while" | b"for" | b"with" | b"try" | b"except" | b"finally"
            | b"def" | b"class" => true,
            b"case" => self.block().is_match,
            _ => is_match,
        };
        if !opens {
            self.block().open_try = None;
            self.simple_statements(line, 0);
            return None;
        }
        let is_colon = |at: usize| line.kind(at) == TokenKind::Colon;
        // Only the last colon ends the header of a `match`, whose subject may hold others.
        let colon = if is_match { n_tokens - 1 } else { line.find(first, n_tokens, self.text, is_colon)? };
        let body = self.header(line, first, colon, keyword);
        if colon + 1 == n_tokens {
            return Some(UseBlock { is_match, ..body });
        }
        self.blocks.push(body);
        self.simple_statements(line, colon + 1);
        self.blocks.pop();
        None
    }

    /// Reads the header of a clause; the block of its body.
    fn header(&mut self, line: &TokenLine, first: usize, colon: usize, keyword: &[u8]) -> UseBlock {
        let UseBlock { scope, guard, open_try, .. } = *self.block();
        let mut body = UseBlock { scope, guard, is_match: false, open_try: None };
        let mut next_try = None;
        let from = first + 1;
        match keyword {
            b"def" => body = self.function(line, from, colon, scope),
            b"class" => {
                let name = line.bytes(from, self.text);
                self.bind(scope, name, Binding::Other);
                self.expression(line, from + 1, colon, scope);
                body.scope = self.scopes.open(ScopeKind::Class, Some(scope));
            }
            b"for" => {
                let text = self.text;
                let is_in = line.find(from, colon, text, |at| line.is_name(at, text, b"in")).unwrap_or(colon);
                self.targets(line, from, is_in, scope, Binding::Other);
                self.expression(line, is_in + 1, colon, scope);
            }
            b"try" => {
                self.tries.push(Try { outer: guard, catches: false, is_condition: false });
                body.guard = Some(self.tries.len() - 1);
                next_try = body.guard;
            }
            b"except" => {
                next_try = open_try;
                if let Some(guard) = open_try {
                    self.tries[guard].catches |= self.catches_missing(line, from, colon);
                }
                self.expression(line, from, colon, scope);
            }
            b"case" => self.pattern(line, from, colon, scope),
            b"if" | b"elif" | b"else" => {
                let before = open_try.filter(|at| keyword != b"if" && self.tries[*at].is_condition);
                if before.is_some() || self.asks_version(line, from, colon) {
                    self.tries.push(Try { outer: guard, catches: true, is_condition: true });
                    body.guard = Some(self.tries.len() - 1);
                    next_try = body.guard;
                }
                self.expression(line, from, colon, scope);
            }
            _ => self.expression(line, from, colon, scope),
        }
        self.block().open_try = next_try;
        body
    }

    /// Whether a condition compares versions: what is below it is there in some of them only.
    fn asks_version(&self, line: &TokenLine, from: usize, colon: usize) -> bool {
        let names_one = |at: usize| {
            let word = line.bytes(at, self.text);
            line.kind(at) == TokenKind::Name
                && word.to_ascii_lowercase().windows(7).any(|part| part == b"version")
        };
        (from..colon).any(names_one)
    }

    /// An annotation, which is text where the file says so.
    pub(super) fn annotation(&mut self, line: &TokenLine, from: usize, to: usize, scope: usize) {
        let guard = self.block().guard;
        if self.postponed.is_some() {
            self.block().guard = self.postponed;
        }
        self.expression(line, from, to, scope);
        self.block().guard = guard;
    }

    /// Whether a clause of `except` catches a missing attribute or name.
    fn catches_missing(&self, line: &TokenLine, from: usize, colon: usize) -> bool {
        const NAMES: &[&[u8]] = &[b"AttributeError", b"ImportError", b"Exception", b"BaseException"];
        from == colon || (from..colon).any(|at| NAMES.contains(&line.bytes(at, self.text)))
    }

    fn function(&mut self, line: &TokenLine, from: usize, colon: usize, scope: usize) -> UseBlock {
        self.bind(scope, line.bytes(from, self.text), Binding::Other);
        let inner = self.scopes.open(ScopeKind::Function, Some(scope));
        let mut at = from + 1;
        if line.bytes(at, self.text) == b"[" {
            self.targets(line, at + 1, line.close(at), inner, Binding::Other);
            at = line.after(at);
        }
        if line.kind(at) == TokenKind::Open {
            self.parameters(line, at + 1, line.close(at), scope, inner, true);
            self.annotation(line, line.after(at), colon, scope);
        }
        UseBlock { scope: inner, guard: None, is_match: false, open_try: None }
    }

    /// A pattern binds its plain names and reads its dotted ones and its classes; behind `if` is a condition.
    fn pattern(&mut self, line: &TokenLine, from: usize, colon: usize, scope: usize) {
        let text = self.text;
        let condition = line.find(from, colon, text, |at| line.is_name(at, text, b"if")).unwrap_or(colon);
        let mut at = from;
        while at < condition {
            let next = line.kind(at + 1);
            let word = line.bytes(at, text);
            if line.kind(at) == TokenKind::Name && !is_reserved(word) && next != TokenKind::Equal {
                let is_read = next == TokenKind::Dot || line.bytes(at + 1, text) == b"(";
                if !is_read {
                    self.bind(scope, word, Binding::Other);
                }
                let mut end = at + 1;
                while line.kind(end) == TokenKind::Dot {
                    end += 2;
                }
                if is_read {
                    self.expression(line, at, end, scope);
                }
                at = end;
            } else {
                at += 1;
            }
        }
        self.expression(line, condition + 1, colon, scope);
    }

    /// Statements on one line with `;` between.
    fn simple_statements(&mut self, line: &TokenLine, from: usize) {
        let mut at = from;
        while at < line.tokens.len() {
            let end = (at..line.tokens.len()).find(|at| line.kind(*at) == TokenKind::Semicolon);
            let end = end.unwrap_or(line.tokens.len());
            self.simple_statement(line, at, end);
            at = end + 1;
        }
    }

    fn simple_statement(&mut self, line: &TokenLine, from: usize, to: usize) {
        let scope = self.block().scope;
        let text = self.text;
        let word = if line.kind(from) == TokenKind::Name { line.bytes(from, text) } else { b"" };
        match word {
            b"import" | b"from" => self.import(line, from, to, scope),
            b"global" | b"nonlocal" => {
                let names = (from + 1..to).filter(|at| line.kind(*at) == TokenKind::Name);
                let names: Vec<&'text [u8]> = names.map(|at| line.bytes(at, text)).collect();
                let declared = self.scopes.get_mut(scope);
                let list = if word == b"global" { &mut declared.globals } else { &mut declared.nonlocals };
                list.extend(names);
            }
            b"del" => self.targets(line, from + 1, to, scope, Binding::Other),
            b"type" if line.kind(from + 1) == TokenKind::Name && !is_reserved(line.bytes(from + 1, text)) => {
                self.bind(scope, line.bytes(from + 1, text), Binding::Other);
                self.expression(line, from + 2, to, scope);
            }
            _ => self.assignment(line, from, to, scope),
        }
    }

    /// An assignment of any kind, or an expression.
    fn assignment(&mut self, line: &TokenLine, from: usize, to: usize, scope: usize) {
        let text = self.text;
        let kind_at = |from: usize, kind: TokenKind| line.find(from, to, text, |at| line.kind(at) == kind);
        let equal = kind_at(from, TokenKind::Equal);
        if let Some(colon) =
            kind_at(from, TokenKind::Colon).filter(|colon| equal.is_none_or(|equal| *colon < equal))
        {
            // `name: annotation = value`.
            let end = equal.unwrap_or(to);
            let binding = self.binding(line, end + 1, to);
            self.targets(line, from, colon, scope, binding);
            self.annotation(line, colon + 1, end, scope);
            self.expression(line, end + 1, to, scope);
            return;
        }
        if let Some(at) = kind_at(from, TokenKind::Augmented) {
            self.expression(line, from, at, scope);
            if at == from + 1 && line.kind(from) == TokenKind::Name {
                self.bind(scope, line.bytes(from, text), Binding::Other);
            }
            self.expression(line, at + 1, to, scope);
            return;
        }
        let mut start = from;
        let mut next = equal;
        let last = std::iter::successors(equal, |at| kind_at(at + 1, TokenKind::Equal)).last();
        let binding = last.map_or(Binding::Other, |last| self.binding(line, last + 1, to));
        while let Some(end) = next {
            self.targets(line, start, end, scope, binding);
            start = end + 1;
            next = kind_at(start, TokenKind::Equal);
        }
        self.expression(line, start, to, scope);
    }

    /// What a value binds a name to.
    fn binding(&self, line: &TokenLine, from: usize, to: usize) -> Binding {
        let is_none = from + 1 == to && line.is_name(from, self.text, b"None");
        if is_none { Binding::NoneValue } else { Binding::Other }
    }

    /// Binds the names of an import statement; its imports were found before, in order.
    fn import(&mut self, line: &TokenLine, from: usize, to: usize, scope: usize) {
        let (start, end) = (line.tokens[from].start as usize, line.tokens[to - 1].end as usize);
        while let Some(import) = self.imports.get(self.next_import) {
            if import.span.start >= end {
                return;
            }
            let number = self.next_import;
            self.next_import += 1;
            if import.span.start < start {
                continue;
            }
            match &import.names {
                ImportedNames::Module { alias } => {
                    let top = import.module.as_ref().and_then(|module| module.top_level());
                    let name = alias.as_deref().or(top).unwrap_or_default();
                    self.bind_import(scope, name.as_bytes(), number, 0);
                }
                ImportedNames::Names(names) => {
                    for (at, taken) in names.iter().enumerate() {
                        let name = taken.alias.as_ref().unwrap_or(&taken.name);
                        self.bind_import(scope, name.as_bytes(), number, at);
                    }
                }
                ImportedNames::Star => self.scopes.get_mut(scope).has_star = true,
                ImportedNames::ByName(_) => {}
            }
        }
    }

    /// Binds a name to what an import brings, unless an import before it brought the same.
    fn bind_import(&mut self, scope: usize, bound: &'text [u8], import: usize, name: usize) {
        let new = &self.imports[import];
        let is_same = |binding: &Binding| match *binding {
            Binding::Import { import, name: before } => is_same(&self.imports[import], before, new, name),
            _ => false,
        };
        if !self.scopes.bindings(scope, bound).iter().any(is_same) {
            self.bind(scope, bound, Binding::Import { import, name });
        }
    }
}

/// Whether two imports bind their names to the same thing, in the same circumstances.
fn is_same(one: &Import, one_name: usize, other: &Import, other_name: usize) -> bool {
    if one.class() != other.class() {
        return false;
    }
    match (&one.names, &other.names) {
        (ImportedNames::Module { alias: None }, ImportedNames::Module { alias: None }) => true,
        (ImportedNames::Module { alias: Some(_) }, ImportedNames::Module { alias: Some(_) }) => {
            one.module == other.module
        }
        (ImportedNames::Names(ones), ImportedNames::Names(others)) => {
            let name = |found: Option<&ImportedName>| found.map(|found| found.name.clone());
            one.module == other.module && name(ones.get(one_name)) == name(others.get(other_name))
        }
        _ => false,
    }
}
