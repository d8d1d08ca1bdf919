//! Names that import statements define.

use super::facts::Definition;
use super::statement::Reader;
use crate::import::ModulePath;
use crate::lexer::{TokenKind, TokenLine};

impl Reader<'_> {
    /// `import a.b, c as d`: the first name of a path is defined, or the alias.
    pub(super) fn import(&mut self, line: &TokenLine, from: usize, to: usize) {
        let mut at = from;
        while at < to {
            let end = line.find(at, to, self.text, |at| line.kind(at) == TokenKind::Comma).unwrap_or(to);
            let dotted = String::from_utf8_lossy(&self.dotted(line, at).unwrap_or_default()).into_owned();
            let behind = line.dotted_end(at);
            if line.is_name(behind, self.text, b"as") {
                let module = ModulePath::new(0, dotted);
                self.container
                    .define(line.bytes(behind + 1, self.text), Definition::Imported { module, name: None });
            } else if let Some(first) = dotted.split('.').next().filter(|first| !first.is_empty()) {
                let module = ModulePath::new(0, first.to_owned());
                self.container.define(first.as_bytes(), Definition::Imported { module, name: None });
            }
            at = end + 1;
        }
    }

    /// `from a import b as c`, and `from a import *` in the module itself.
    pub(super) fn import_from(&mut self, line: &TokenLine, from: usize, to: usize) {
        let text = self.text;
        let (mut at, mut level) = (from, 0);
        loop {
            match line.kind(at) {
                TokenKind::Dot => level += 1,
                TokenKind::Ellipsis => level += 3,
                _ => break,
            }
            at += 1;
        }
        let has_module = line.kind(at) == TokenKind::Name && !line.is_name(at, text, b"import");
        let dotted = if has_module { self.dotted(line, at).unwrap_or_default() } else { Vec::new() };
        let at = if has_module { line.dotted_end(at) } else { at };
        let module = ModulePath::new(level, String::from_utf8_lossy(&dotted).into_owned());
        let names = at + 1;
        if line.kind(names) == TokenKind::Star {
            if self.container.is_module() {
                self.container.module.stars.push(module);
            }
            return;
        }
        let is_grouped = line.kind(names) == TokenKind::Open;
        let (mut at, to) = if is_grouped { (names + 1, line.close(names)) } else { (names, to) };
        while at < to {
            let end = line.find(at, to, text, |at| line.kind(at) == TokenKind::Comma).unwrap_or(to);
            if line.kind(at) == TokenKind::Name {
                let alias = if line.is_name(at + 1, text, b"as") { at + 2 } else { at };
                let name = Some(String::from_utf8_lossy(line.bytes(at, text)).into());
                let definition = Definition::Imported { module: module.clone(), name };
                self.container.define(line.bytes(alias, text), definition);
            }
            at = end + 1;
        }
    }
}
