//! Attributes that methods use of their own object, and names that a file defines.

use std::collections::BTreeSet;

use haggle_spec::TextPosition;

use crate::encoding;
use crate::lexer::{Lexer, Token, TokenKind};
use crate::lines::Lines;

/// What a file says of `self` and `cls`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnAttributes {
    /// Attributes that are read, in the order of the text.
    pub used: Vec<OwnUse>,
    /// Names that the file defines itself, as far as they may be such attributes: functions, targets of assignments, `self.name = value`.
    pub defined: BTreeSet<Box<str>>,
}

/// One use of an attribute: `self.name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnUse {
    /// The attribute.
    pub name: Box<str>,
    /// Where the use starts.
    pub position: TextPosition,
}

/// The attributes that a file uses of `self` and `cls`. A class that inherits from one of another distribution may have them from there.
/// O(n) time.
///
/// ```
/// use haggle_scan::own_attributes;
///
/// let found = own_attributes(b"class T(Base):\n    def test(self):\n        self.limit = 1\n        self.skip('x')\n");
/// assert_eq!((&*found.used[0].name, found.used[0].position.line), ("skip", 4));
/// assert!(found.defined.contains("limit") && found.defined.contains("test"));
/// ```
pub fn own_attributes(source: &[u8]) -> OwnAttributes {
    let mut found = OwnAttributes::default();
    if u32::try_from(source.len()).is_err() {
        return found;
    }
    let (start, _) = encoding::start(source);
    let mut lexer = Lexer::new(source, start, false);
    let lines = Lines::new(source);
    let mut cursor = lines.cursor();
    // The last tokens, newest last.
    let mut last: [Option<Token>; 3] = [None; 3];
    loop {
        let token = lexer.next();
        if let [Some(object), Some(dot), Some(name)] = last
            && is_own(object, source)
            && dot.kind == TokenKind::Dot
            && name.kind == TokenKind::Name
        {
            let text: Box<str> = String::from_utf8_lossy(name.of(source)).into();
            if token.kind == TokenKind::Equal {
                found.defined.insert(text);
            } else {
                found.used.push(OwnUse { name: text, position: cursor.position(object.start as usize) });
            }
        }
        if let [_, before, Some(name)] = last
            && name.kind == TokenKind::Name
            && is_definition(before, token, source)
        {
            found.defined.insert(String::from_utf8_lossy(name.of(source)).into());
        }
        if token.kind == TokenKind::End {
            return found;
        }
        last = [last[1], last[2], Some(token)];
    }
}

fn is_own(token: Token, source: &[u8]) -> bool {
    token.kind == TokenKind::Name && matches!(token.of(source), b"self" | b"cls")
}

/// Whether the name between two tokens is defined: `def name`, `class name`, `name =` and `name:` at the start of a statement.
fn is_definition(before: Option<Token>, after: Token, source: &[u8]) -> bool {
    match before {
        Some(before) if before.kind == TokenKind::Name => matches!(before.of(source), b"def" | b"class"),
        Some(before) => {
            let starts = matches!(
                before.kind,
                TokenKind::Newline | TokenKind::Indent | TokenKind::Dedent | TokenKind::Semicolon
            );
            starts && matches!(after.kind, TokenKind::Equal | TokenKind::Colon)
        }
        None => after.kind == TokenKind::Equal,
    }
}
