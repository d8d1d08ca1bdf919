//! Statements: the clauses that open blocks, `import` and `from`.

use haggle_spec::Span;

use super::block::{Block, Branches, Clause, Surroundings, TryClause};
use super::facts::{ImportedName, ImportedNames};
use super::guard::HandlerAction;
use super::header::Header;
use super::keyword::{Keyword, is_reserved};
use super::module::ModulePath;
use super::scanner::{Found, Scanner};
use crate::error::SourceErrorKind;
use crate::lexer::{Token, TokenKind};

/// What is noted of a statement of a handler, beside its first token.
#[derive(Debug, Clone, Copy, Default)]
struct Facts {
    /// It has a second token.
    is_longer: bool,
    /// It calls `exit`, of `sys` or the built-in one.
    exits: bool,
    /// It has a `=` or the `:` of an annotation outside of brackets.
    assigns: bool,
}

impl Scanner<'_> {
    /// Reads the line that starts with `first`, and with it what follows a colon on the line.
    pub(super) fn statement(&mut self, first: Token) {
        let keyword = if first.kind == TokenKind::Name { Keyword::of(self.bytes(first)) } else { None };
        let keyword = keyword.filter(|keyword| *keyword != Keyword::Case || self.block().is_match);
        match keyword {
            Some(Keyword::Import | Keyword::From) | None => {
                self.end_clauses(first);
                self.simple_statements(first);
            }
            Some(Keyword::Async) => {
                let next = self.take();
                match Keyword::of(self.bytes(next)) {
                    Some(inner @ (Keyword::Def | Keyword::For | Keyword::With)) => self.compound(inner, next),
                    _ => self.finish_line(next),
                }
            }
            Some(keyword) => self.compound(keyword, first),
        }
    }

    /// Says that a `try` ended without a handler, where one did.
    pub(super) fn end_clauses(&mut self, next: Token) {
        if let Some(Clause::Try { last: TryClause::Body, .. }) = self.block().open.take() {
            self.lexer.report(next, SourceErrorKind::InvalidBlock);
        }
    }

    fn compound(&mut self, keyword: Keyword, first: Token) {
        if let Some(handler) = self.block().handler {
            self.tries.act(handler, HandlerAction::Other);
        }
        let header = self.header(keyword);
        if !keyword.continues() {
            self.end_clauses(first);
        }
        let body = self.body(keyword, first, &header);
        match header.end {
            None => {}
            Some(next) if next.kind == TokenKind::Newline => self.expected = Some(body),
            Some(next) => {
                self.blocks.push(body);
                self.simple_statements(next);
                self.blocks.pop();
            }
        }
    }

    /// The block that a clause opens, and in the block around it the statement that may go on.
    fn body(&mut self, keyword: Keyword, first: Token, header: &Header) -> Block {
        let outer = self.block().surroundings;
        let open = self.block().open;
        let mut body = Block::new(outer);
        let next = match (keyword, open) {
            (Keyword::Def, _) => {
                body.surroundings = outer.of_function();
                None
            }
            (Keyword::If, _) => Some(self.branch(&mut body, None, header)),
            (Keyword::Elif, Some(Clause::If(before))) => Some(self.branch(&mut body, Some(before), header)),
            (Keyword::Else, Some(Clause::If(before))) => {
                body.surroundings = outer.with_condition(before.otherwise);
                None
            }
            (Keyword::For | Keyword::While, _) => Some(Clause::Loop),
            (Keyword::Try, _) => {
                let guard = self.tries.open(first.start as usize, outer.guard);
                body.surroundings.guard = Some(guard);
                Some(Clause::Try { guard, last: TryClause::Body })
            }
            (Keyword::Except, Some(Clause::Try { guard, last: TryClause::Body | TryClause::Except })) => {
                let (handler, catches) = self.tries.handle(guard, header.names(self.text));
                body.surroundings.is_fallback |= catches;
                body.handler = Some((guard, handler));
                Some(Clause::Try { guard, last: TryClause::Except })
            }
            (Keyword::Else, Some(Clause::Try { guard, last: TryClause::Except })) => {
                Some(Clause::Try { guard, last: TryClause::Else })
            }
            (Keyword::Finally, Some(Clause::Try { .. })) | (Keyword::Else, Some(Clause::Loop)) => None,
            (Keyword::With, _) => {
                body.surroundings = self.suppressed(outer, first, header);
                None
            }
            (keyword, _) => {
                if keyword.continues() {
                    self.lexer.report(first, SourceErrorKind::InvalidBlock);
                }
                None
            }
        };
        self.block().open = next;
        body
    }

    fn branch(&mut self, body: &mut Block, before: Option<Branches>, header: &Header) -> Clause {
        let (here, otherwise) = header.condition(self.text);
        let before = before.and_then(|branches| branches.otherwise);
        body.surroundings = body.surroundings.with_condition(here.or(before));
        Clause::If(Branches { otherwise: otherwise.or(before) })
    }

    /// `with contextlib.suppress(ImportError):` is a handler that does nothing.
    fn suppressed(&mut self, outer: Surroundings, first: Token, header: &Header) -> Surroundings {
        if !header.suppresses(self.text) {
            return outer;
        }
        let guard = self.tries.open(first.start as usize, outer.guard);
        self.tries.handle(guard, header.names(self.text));
        Surroundings { guard: Some(guard), ..outer }
    }

    /// Statements on one line with `;` between, to the end of the line.
    pub(super) fn simple_statements(&mut self, first: Token) {
        let mut next = first;
        loop {
            let end = match (next.kind, Keyword::of(self.bytes(next))) {
                (TokenKind::Name, Some(Keyword::Import)) => self.import_statement(next),
                (TokenKind::Name, Some(Keyword::From)) => self.import_from_statement(next),
                _ => self.other_statement(next),
            };
            if end.kind != TokenKind::Semicolon {
                return;
            }
            next = self.take();
            if matches!(next.kind, TokenKind::Newline | TokenKind::End) {
                return;
            }
        }
    }

    /// Goes over a statement that imports nothing; the token behind it.
    fn other_statement(&mut self, first: Token) -> Token {
        let handler = self.block().handler;
        let mut last = first;
        let mut facts = Facts::default();
        loop {
            let token = self.take();
            match token.kind {
                TokenKind::Newline | TokenKind::Semicolon | TokenKind::End => {
                    if let Some(handler) = handler {
                        let action = self.action(first, facts);
                        self.tries.act(handler, action);
                    }
                    if last.kind == TokenKind::Colon && self.bytes(first) == b"match" {
                        let surroundings = self.block().surroundings;
                        self.expected = Some(Block { is_match: true, ..Block::new(surroundings) });
                    }
                    return token;
                }
                _ => {}
            }
            self.follows(last, token);
            // `raise A, "text"` is Python 2's.
            if token.kind == TokenKind::Comma && self.lexer.depth() == 0 && self.bytes(first) == b"raise" {
                self.lexer.report(token, SourceErrorKind::InvalidExpression);
            }
            if handler.is_some() {
                facts.is_longer = true;
                facts.exits |= self.bytes(token) == b"exit";
                let binds = matches!(token.kind, TokenKind::Equal | TokenKind::Colon);
                facts.assigns |= binds && self.lexer.depth() == 0;
            }
            last = token;
        }
    }

    /// What a statement of a handler does.
    fn action(&self, first: Token, facts: Facts) -> HandlerAction {
        match self.bytes(first) {
            b"raise" => HandlerAction::Raises,
            _ if facts.exits => HandlerAction::Raises,
            b"pass" | b"continue" | b"..." if !facts.is_longer => HandlerAction::Ignores,
            _ if first.kind == TokenKind::String && !facts.is_longer => HandlerAction::Ignores,
            _ if facts.assigns => HandlerAction::Assigns,
            _ => HandlerAction::Other,
        }
    }

    /// Goes to the end of a line that makes no sense.
    pub(super) fn finish_line(&mut self, mut token: Token) {
        while !matches!(token.kind, TokenKind::Newline | TokenKind::End) {
            token = self.take();
        }
    }

    fn import_statement(&mut self, first: Token) -> Token {
        loop {
            let token = self.take();
            let (path, next) = self.dotted(0, token);
            let Some((module, span)) = path else { return self.invalid_import(next) };
            let (alias, next) = match self.alias(next) {
                Ok(found) => found,
                Err(next) => return self.invalid_import(next),
            };
            self.add(first, Some(module), ImportedNames::Module { alias }, span);
            match next.kind {
                TokenKind::Comma => {}
                TokenKind::Newline | TokenKind::Semicolon | TokenKind::End => return next,
                _ => return self.invalid_import(next),
            }
        }
    }

    fn import_from_statement(&mut self, first: Token) -> Token {
        let mut level = 0;
        let mut token = self.take();
        let start = token;
        loop {
            level += match token.kind {
                TokenKind::Dot => 1,
                TokenKind::Ellipsis => 3,
                _ => break,
            };
            token = self.take();
        }
        let (module, span, next) = if level > 0 && self.bytes(token) == b"import" {
            let span = Span::new(start.start as usize, token.start as usize);
            (ModulePath::new(level, String::new()), span, token)
        } else {
            let (path, next) = self.dotted(level, token);
            let Some((module, span)) = path else { return self.invalid_import(next) };
            (module, Span::new(start.start as usize, span.end), next)
        };
        if self.bytes(next) != b"import" {
            return self.invalid_import(next);
        }
        let (names, next) = match self.imported_names() {
            Ok(found) => found,
            Err(next) => return self.invalid_import(next),
        };
        self.calls.learn_aliases(&names);
        self.add(first, Some(module), names, span);
        match next.kind {
            TokenKind::Newline | TokenKind::Semicolon | TokenKind::End => next,
            _ => self.invalid_import(next),
        }
    }

    /// What follows `import` in `from a import`, and the token behind it.
    fn imported_names(&mut self) -> Result<(ImportedNames, Token), Token> {
        let mut token = self.take();
        if token.kind == TokenKind::Star {
            return Ok((ImportedNames::Star, self.take()));
        }
        let is_bracketed = self.bytes(token) == b"(";
        if is_bracketed {
            token = self.take();
        }
        let mut names = Vec::new();
        loop {
            let name = self.identifier(token).ok_or(token)?;
            let next = self.take();
            let (alias, next) = self.alias(next)?;
            names.push(ImportedName { name, alias });
            token = next;
            if token.kind != TokenKind::Comma {
                break;
            }
            token = self.take();
            if is_bracketed && token.kind == TokenKind::Close {
                break;
            }
        }
        if is_bracketed {
            if token.kind != TokenKind::Close {
                return Err(token);
            }
            token = self.take();
        }
        Ok((ImportedNames::Names(names), token))
    }

    /// `a.b.c` from `token` on, with its bytes; and the token behind it.
    fn dotted(&mut self, level: u32, token: Token) -> (Option<(ModulePath, Span)>, Token) {
        let Some(name) = self.identifier(token) else { return (None, token) };
        let mut dotted = String::from(name);
        let mut end = token.end;
        loop {
            let next = self.take();
            if next.kind != TokenKind::Dot {
                let span = Span::new(token.start as usize, end as usize);
                return (Some((ModulePath::new(level, dotted), span)), next);
            }
            let part = self.take();
            let Some(name) = self.identifier(part) else { return (None, part) };
            dotted.push('.');
            dotted.push_str(&name);
            end = part.end;
        }
    }

    /// `as name`, if `token` is `as`; and the token behind it.
    fn alias(&mut self, token: Token) -> Result<(Option<Box<str>>, Token), Token> {
        if self.bytes(token) != b"as" {
            return Ok((None, token));
        }
        let name = self.take();
        let alias = self.identifier(name).ok_or(name)?;
        Ok((Some(alias), self.take()))
    }

    fn identifier(&self, token: Token) -> Option<Box<str>> {
        let name = self.bytes(token);
        let is_one = token.kind == TokenKind::Name && !is_reserved(name);
        is_one.then(|| String::from_utf8_lossy(name).into())
    }

    /// Keeps the error and goes to the end of the line.
    fn invalid_import(&mut self, token: Token) -> Token {
        self.lexer.report(token, SourceErrorKind::InvalidImport);
        let mut token = token;
        while !matches!(token.kind, TokenKind::Newline | TokenKind::End) {
            token = self.take();
        }
        token
    }

    fn add(&mut self, first: Token, module: Option<ModulePath>, names: ImportedNames, span: Span) {
        if let Some(handler) = self.block().handler {
            self.tries.act(handler, HandlerAction::Imports);
        }
        let surroundings = self.block().surroundings;
        self.found.push(Found { module, names, start: first.start as usize, span, surroundings });
    }
}
