//! One pass over the lines of a file.

use rustc_hash::FxHashSet;

use super::facts::ModuleUse;
use super::resolve::{FileUses, resolve};
use super::scope::Scopes;
use super::walker::{Try, UseBlock, Walker};
use crate::encoding;
use crate::import::{Import, ImportedName, ImportedNames, imports};
use crate::lexer::{Lexer, TokenKind, TokenLine};

/// The names of modules that a source file uses: each `from a import b`, and each attribute of something imported.
///
/// Names are looked up as Python does it, through functions, classes, lambdas and comprehensions. Where something else may
/// bind the name the use is there all the same and says so. Uses of the modules of the file's own package start with dots as
/// their imports do. O(n) time in the length of the file for the depth of scopes that occurs in practice.
///
/// ```
/// use haggle_scan::{UseCertainty, uses};
///
/// let source = b"from oslo_utils import imageutils as utils\n\ndef detect(path):\n    return utils.format_inspector.detect(path)\n";
/// let found = uses(source);
/// assert_eq!(found[0].path.dotted(), "oslo_utils.imageutils");
/// assert_eq!(found[1].path.dotted(), "oslo_utils.imageutils.format_inspector.detect");
/// assert_eq!((found[1].position.line, found[1].certainty), (4, UseCertainty::Certain));
/// ```
pub fn uses(source: &[u8]) -> Vec<ModuleUse> {
    file_uses(source).uses
}

/// The uses of a file, and what its module has from others.
pub(super) fn file_uses(source: &[u8]) -> FileUses {
    let imports = imports(source).imports;
    if imports.is_empty() {
        return FileUses { uses: Vec::new(), exports: Vec::new() };
    }
    let mut names: FxHashSet<&[u8]> = FxHashSet::default();
    for import in &imports {
        match &import.names {
            ImportedNames::Module { alias: Some(alias) } => {
                names.insert(alias.as_bytes());
            }
            ImportedNames::Module { alias: None } => {
                names.extend(import.module.as_ref().and_then(|module| module.top_level()).map(str::as_bytes));
            }
            ImportedNames::Names(taken) => {
                names.extend(taken.iter().map(|name| name.alias.as_ref().unwrap_or(&name.name).as_bytes()));
            }
            ImportedNames::Star | ImportedNames::ByName(_) => {}
        }
    }
    let (start, _) = encoding::start(source);
    let mut walker = Walker {
        text: source,
        lexer: Lexer::new(source, start, false),
        imports: &imports,
        next_import: 0,
        names,
        scopes: Scopes::new(),
        blocks: vec![UseBlock { scope: 0, guard: None, is_match: false, open_try: None }],
        tries: Vec::new(),
        postponed: None,
        found: Vec::new(),
        checked: Vec::new(),
    };
    if imports.iter().any(postpones_annotations) {
        walker.postponed = Some(0);
        walker.tries.push(Try { outer: None, catches: true, is_condition: false });
    }
    walker.run();
    resolve(&walker)
}

/// `from __future__ import annotations` (PEP 563): annotations are kept as text.
fn postpones_annotations(import: &Import) -> bool {
    let is_future = import.module.as_ref().is_some_and(|module| module.to_string() == "__future__");
    let takes = |names: &[ImportedName]| names.iter().any(|name| &*name.name == "annotations");
    is_future && matches!(&import.names, ImportedNames::Names(names) if takes(names))
}

impl Walker<'_> {
    fn run(&mut self) {
        let mut line = TokenLine::default();
        let mut expected: Option<UseBlock> = None;
        loop {
            let token = self.lexer.next();
            match token.kind {
                TokenKind::Newline => {}
                TokenKind::End => return,
                TokenKind::Indent => {
                    let block = expected.take().unwrap_or(UseBlock { open_try: None, ..*self.block() });
                    self.blocks.push(block);
                }
                TokenKind::Dedent => {
                    if self.blocks.len() > 1 {
                        self.blocks.pop();
                    }
                }
                _ => {
                    line.fill(token, &mut self.lexer, self.text);
                    expected = self.line(&line);
                }
            }
        }
    }
}
