//! Statements: which names each defines.

use super::container::{Block, Container, OpenClass};
use super::facts::Definition;
use super::signature::signature;
use crate::lexer::{TokenKind, TokenLine};

/// Decorators that leave the parameters of a function as they are.
const TRANSPARENT: &[&[u8]] = &[
    b"staticmethod",
    b"classmethod",
    b"abstractmethod",
    b"abc.abstractmethod",
    b"functools.wraps",
    b"override",
];

/// Functions that give access to a namespace, so that more names may come into it.
const NAMESPACES: &[&[u8]] = &[b"globals", b"locals", b"vars", b"exec", b"setattr"];

/// The reader of a module's lines.
pub(super) struct Reader<'text> {
    pub text: &'text [u8],
    pub container: Container,
    /// The decorators of the definition that follows, as dotted names.
    pub decorators: Vec<Vec<u8>>,
}

impl Reader<'_> {
    /// Reads one logical line; the block that the next line has to open.
    pub(super) fn line(&mut self, line: &TokenLine) -> Option<Block> {
        if line.kind(0) == TokenKind::At {
            let name = self.dotted(line, 1).unwrap_or_default();
            self.decorators.push(name);
            return None;
        }
        let decorators = core::mem::take(&mut self.decorators);
        let first = usize::from(line.is_name(0, self.text, b"async"));
        let n_tokens = line.tokens.len();
        let text = self.text;
        let keyword = if line.kind(first) == TokenKind::Name { line.bytes(first, text) } else { b"" };
        let is_header = match keyword {
            b"if" | b"elif" | b"else" | b"while" | b"for" | b"with" | b"try" | b"except" | b"finally"
            | b"def" | b"class" => true,
            // Names otherwise; only a header ends with a colon.
            b"match" | b"case" => line.kind(n_tokens - 1) == TokenKind::Colon,
            _ => false,
        };
        let colon = match is_header {
            true if matches!(keyword, b"match" | b"case") => Some(n_tokens - 1),
            true => line.find(first, n_tokens, text, |at| line.kind(at) == TokenKind::Colon),
            false => None,
        };
        let Some(colon) = colon else {
            self.simple_statements(line, 0);
            return None;
        };
        self.note_namespaces(line, 0, colon);
        let block = self.header(line, first, colon, keyword, &decorators);
        if colon + 1 == n_tokens {
            return Some(block);
        }
        self.container.blocks.push(block);
        self.simple_statements(line, colon + 1);
        self.container.close();
        None
    }

    /// Reads the header of a clause; the block of its body.
    fn header(
        &mut self,
        line: &TokenLine,
        first: usize,
        colon: usize,
        keyword: &[u8],
        decorators: &[Vec<u8>],
    ) -> Block {
        let text = self.text;
        match keyword {
            b"def" => {
                self.function(line, first + 1, colon, decorators);
                return Block::Hidden;
            }
            b"class" => return Block::Class(self.open_class(line, first + 1, colon, decorators)),
            b"for" => {
                let is_in =
                    line.find(first, colon, text, |at| line.is_name(at, text, b"in")).unwrap_or(colon);
                self.targets(line, first + 1, is_in);
            }
            b"with" => {
                let mut at = first + 1;
                while let Some(is_as) = line.find(at, colon, text, |at| line.is_name(at, text, b"as")) {
                    let end = line
                        .find(is_as, colon, text, |at| line.kind(at) == TokenKind::Comma)
                        .unwrap_or(colon);
                    self.targets(line, is_as + 1, end);
                    at = end + 1;
                }
            }
            b"if" | b"elif" if self.is_not_run(line, first + 1, colon) => return Block::Hidden,
            _ => {}
        }
        Block::Same
    }

    /// Whether a condition holds only for type checkers, or where the module is a program.
    fn is_not_run(&self, line: &TokenLine, from: usize, to: usize) -> bool {
        let word = |at: usize| line.bytes(at, self.text);
        let is_checking = word(to - 1) == b"TYPE_CHECKING" && !(from..to).any(|at| word(at) == b"not");
        is_checking || word(from) == b"__name__"
    }

    fn function(&mut self, line: &TokenLine, at: usize, colon: usize, decorators: &[Vec<u8>]) {
        let name = line.bytes(at, self.text);
        if name == b"__getattr__" {
            self.make_dynamic();
        }
        let mut open = at + 1;
        if line.bytes(open, self.text) == b"[" {
            open = line.after(open);
        }
        if line.kind(open) != TokenKind::Open || open >= colon {
            return;
        }
        let is_property =
            |decorator: &Vec<u8>| decorator.ends_with(b"property") || decorator.ends_with(b".setter");
        let is_transparent = |decorator: &Vec<u8>| TRANSPARENT.contains(&decorator.as_slice());
        let definition = if decorators.iter().any(is_property) {
            Definition::Value
        } else if decorators.iter().all(is_transparent) {
            Definition::Function(Some(signature(line, open + 1, line.close(open), self.text)))
        } else {
            Definition::Function(None)
        };
        self.container.define(name, definition);
    }

    fn open_class(&mut self, line: &TokenLine, at: usize, colon: usize, decorators: &[Vec<u8>]) -> OpenClass {
        let text = self.text;
        let mut open = at + 1;
        if line.bytes(open, text) == b"[" {
            open = line.after(open);
        }
        // Puts the members of an enumeration into the module.
        if decorators.iter().any(|name| name.ends_with(b"global_enum")) {
            self.make_dynamic();
        }
        let mut class = OpenClass {
            name: String::from_utf8_lossy(line.bytes(at, text)).into(),
            bases: Vec::new(),
            members: std::collections::BTreeMap::new(),
            is_dynamic: !decorators.is_empty(),
        };
        if line.kind(open) != TokenKind::Open || open >= colon {
            return class;
        }
        let (mut at, to) = (open + 1, line.close(open));
        while at < to {
            let end = line.find(at, to, text, |at| line.kind(at) == TokenKind::Comma).unwrap_or(to);
            let is_keyword = line.kind(at + 1) == TokenKind::Equal && at + 1 < end;
            if is_keyword || matches!(line.kind(at), TokenKind::Star | TokenKind::DoubleStar) {
                // A metaclass, or bases that are made at run time.
                class.is_dynamic |=
                    line.bytes(at, text) != b"metaclass" || !line.bytes(end - 1, text).ends_with(b"ABCMeta");
            } else if at < end {
                let name = self.dotted(line, at).filter(|name| !name.is_empty());
                // `Generic[T]` is its name with brackets behind it.
                let is_plain = line.dotted_end(at) == end || line.bytes(line.dotted_end(at), text) == b"[";
                class.bases.push(name.filter(|_| is_plain).map(|name| String::from_utf8_lossy(&name).into()));
            }
            at = end + 1;
        }
        class
    }

    /// Reads statements that semicolons part.
    fn simple_statements(&mut self, line: &TokenLine, from: usize) {
        let n_tokens = line.tokens.len();
        let mut at = from;
        while at < n_tokens {
            let is_end = |at: usize| line.kind(at) == TokenKind::Semicolon;
            let end = line.find(at, n_tokens, self.text, is_end).unwrap_or(n_tokens);
            self.simple_statement(line, at, end);
            at = end + 1;
        }
    }

    fn simple_statement(&mut self, line: &TokenLine, from: usize, to: usize) {
        let text = self.text;
        self.note_namespaces(line, from, to);
        match line.bytes(from, text) {
            b"import" => self.import(line, from + 1, to),
            b"from" => self.import_from(line, from + 1, to),
            b"global" => {
                for at in (from + 1..to).filter(|at| line.kind(*at) == TokenKind::Name) {
                    self.container.define_in_module(line.bytes(at, text));
                }
            }
            b"del" => {
                for at in from + 1..to {
                    if line.kind(at) == TokenKind::Name && line.kind(at + 1) != TokenKind::Dot {
                        self.container.remove(line.bytes(at, text));
                    }
                }
            }
            b"type" if line.kind(from + 1) == TokenKind::Name => {
                self.container.define(line.bytes(from + 1, text), Definition::Value);
            }
            _ => self.assignment(line, from, to),
        }
    }

    /// `a = b = value`, `a: int = value`, `a += value`, `(a := value)`.
    fn assignment(&mut self, line: &TokenLine, from: usize, to: usize) {
        let text = self.text;
        let is_target_end = |at: usize| matches!(line.kind(at), TokenKind::Equal | TokenKind::Augmented);
        let mut at = from;
        let mut value = None;
        while let Some(equal) = line.find(at, to, text, is_target_end) {
            if line.kind(at + 1) == TokenKind::Dot && at + 3 == equal {
                self.container.add_member(line.bytes(at, text), line.bytes(at + 2, text));
            }
            self.targets(line, at, equal);
            value = Some(equal + 1);
            at = equal + 1;
        }
        let is_annotated = line.kind(from) == TokenKind::Name && line.kind(from + 1) == TokenKind::Colon;
        if is_annotated && value.is_none() && self.container.class().is_some() {
            // A field: a decorator or a base makes a member of it.
            self.container.define(line.bytes(from, text), Definition::Value);
        }
        for at in from..to {
            if line.kind(at) == TokenKind::Walrus && at > from {
                self.container.define(line.bytes(at - 1, text), Definition::Value);
            }
        }
        match line.bytes(from, text) {
            b"__all__" if self.container.is_module() => self.export(line, from, value.unwrap_or(to), to),
            b"__slots__" => self.slots(line, value.unwrap_or(to), to),
            _ => {}
        }
    }

    /// `__all__ = [...]` and `__all__ += [...]`.
    fn export(&mut self, line: &TokenLine, from: usize, value: usize, to: usize) {
        let is_first = line.kind(from + 1) == TokenKind::Equal && self.container.module.exported.is_none();
        let is_more = line.kind(from + 1) == TokenKind::Augmented;
        let is_literal = line.kind(value) == TokenKind::Open
            && line.after(value) == to
            && (value + 1..to - 1).all(|at| matches!(line.kind(at), TokenKind::String | TokenKind::Comma));
        let names: Vec<Box<str>> = (value..to)
            .filter(|at| line.kind(*at) == TokenKind::String)
            .map(|at| String::from_utf8_lossy(line.bytes(at, self.text)).trim_matches(['"', '\'']).into())
            .collect();
        let exported = &mut self.container.module.exported;
        match exported {
            None if is_first && is_literal => *exported = Some(names),
            Some(exported) if is_more && is_literal => exported.extend(names),
            // What it holds is known at run time alone; its names are defined all the same.
            _ => *exported = None,
        }
    }

    /// `__slots__ = ("a", "b")`: each is a member of the class.
    fn slots(&mut self, line: &TokenLine, value: usize, to: usize) {
        let is_literal = line.kind(value) == TokenKind::Open
            && line.after(value) == to
            && !(value..to).any(|at| line.kind(at) == TokenKind::Colon);
        let Some(class) = self.container.class() else { return };
        class.is_dynamic |= !is_literal && line.kind(value) != TokenKind::String;
        for at in (value..to).filter(|at| line.kind(*at) == TokenKind::String) {
            let is_quote = |byte: &u8| matches!(byte, b'"' | b'\'');
            let name = line.bytes(at, self.text).split(is_quote).find(|part| !part.is_empty());
            self.container.define(name.unwrap_or_default(), Definition::Value);
        }
    }

    /// Binds the names between two tokens: attributes and subscripts bind nothing.
    fn targets(&mut self, line: &TokenLine, from: usize, to: usize) {
        let mut at = from;
        while at < to {
            match line.kind(at) {
                TokenKind::Colon => return,
                TokenKind::Name => {
                    let is_attribute = at > from && line.kind(at - 1) == TokenKind::Dot;
                    let is_part =
                        matches!(line.kind(at + 1), TokenKind::Dot | TokenKind::Open) && at + 1 < to;
                    if !is_attribute && !is_part {
                        self.container.define(line.bytes(at, self.text), Definition::Value);
                    }
                    at += 1;
                }
                // The brackets of a subscript or a call come behind a name; those of a tuple hold targets.
                TokenKind::Open if at > from && line.kind(at - 1) == TokenKind::Name => at = line.after(at),
                _ => at += 1,
            }
        }
    }

    /// Takes note of what may put more names into the namespace.
    fn note_namespaces(&mut self, line: &TokenLine, from: usize, to: usize) {
        let word = |at: usize| line.bytes(at, self.text);
        let is_sys_modules = |at: usize| {
            word(at) == b"sys" && line.kind(at + 1) == TokenKind::Dot && word(at + 2) == b"modules"
        };
        let changes = (from..to).any(|at| {
            let calls = line.kind(at) == TokenKind::Name
                && line.bytes(at + 1, self.text) == b"("
                && NAMESPACES.contains(&word(at))
                && (at == from || line.kind(at - 1) != TokenKind::Dot);
            calls || is_sys_modules(at)
        });
        if changes && !self.container.is_hidden() {
            self.make_dynamic();
        }
        // A function that the module calls on import may do it, too.
        let writes = (from..to).any(|at| {
            word(at) == b"globals"
                && word(at + 1) == b"("
                && (word(at + 3) == b"[" || matches!(word(at + 4), b"update" | b"setdefault"))
        });
        self.container.module.is_dynamic |= writes || (from..to).any(|at| word(at) == b"_convert_");
        self.note_class(line, from, to);
    }

    /// Takes note of what a method does to its class: `cls.name = value` and `setattr(cls, ...)`.
    fn note_class(&mut self, line: &TokenLine, from: usize, to: usize) {
        let word = |at: usize| line.bytes(at, self.text);
        let sets = (from..to).any(|at| word(at) == b"setattr" && word(at + 2) == b"cls");
        let is_own = word(from) == b"cls" && line.kind(from + 1) == TokenKind::Dot;
        let member = (is_own && line.kind(from + 3) == TokenKind::Equal).then(|| word(from + 2));
        let Some(class) = self.container.class() else { return };
        class.is_dynamic |= sets;
        if let Some(member) = member {
            class.members.entry(String::from_utf8_lossy(member).into()).or_insert(Definition::Value);
        }
    }

    fn make_dynamic(&mut self) {
        if self.container.is_hidden() {
            return;
        }
        match self.container.class() {
            Some(class) => class.is_dynamic = true,
            None => self.container.module.is_dynamic = true,
        }
    }

    /// The dotted name that starts at a token.
    pub(super) fn dotted(&self, line: &TokenLine, at: usize) -> Option<Vec<u8>> {
        let end = line.dotted_end(at);
        (end > at).then(|| (at..end).flat_map(|at| line.bytes(at, self.text)).copied().collect())
    }
}
