//! The keywords that say what a statement is.

/// A keyword that starts a statement which this crate looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyword {
    Import,
    From,
    If,
    Elif,
    Else,
    Try,
    Except,
    Finally,
    For,
    While,
    With,
    Def,
    Class,
    Async,
    /// A keyword only in a `match`.
    Case,
}

impl Keyword {
    pub(super) fn of(word: &[u8]) -> Option<Self> {
        Some(match word {
            b"if" => Self::If,
            b"def" => Self::Def,
            b"from" => Self::From,
            b"import" => Self::Import,
            b"for" => Self::For,
            b"with" => Self::With,
            b"else" => Self::Else,
            b"class" => Self::Class,
            b"try" => Self::Try,
            b"except" => Self::Except,
            b"elif" => Self::Elif,
            b"while" => Self::While,
            b"finally" => Self::Finally,
            b"async" => Self::Async,
            b"case" => Self::Case,
            _ => return None,
        })
    }

    /// Whether the clause belongs to a statement before it.
    pub(super) fn continues(self) -> bool {
        matches!(self, Self::Elif | Self::Else | Self::Except | Self::Finally)
    }
}

/// Whether a word cannot be a name.
pub(crate) fn is_reserved(word: &[u8]) -> bool {
    matches!(
        word,
        b"False"
            | b"None"
            | b"True"
            | b"and"
            | b"as"
            | b"assert"
            | b"async"
            | b"await"
            | b"break"
            | b"class"
            | b"continue"
            | b"def"
            | b"del"
            | b"elif"
            | b"else"
            | b"except"
            | b"finally"
            | b"for"
            | b"from"
            | b"global"
            | b"if"
            | b"import"
            | b"in"
            | b"is"
            | b"lambda"
            | b"nonlocal"
            | b"not"
            | b"or"
            | b"pass"
            | b"raise"
            | b"return"
            | b"try"
            | b"while"
            | b"with"
            | b"yield"
    )
}
