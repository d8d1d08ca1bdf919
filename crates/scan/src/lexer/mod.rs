//! The tokens of a Python source (the lexical analysis of the language reference, with the f-strings of PEP 701 and the
//! t-strings of PEP 750).
//!
//! O(n) time; the memory is bounded by the depth of brackets, blocks and f-strings, which is limited as in CPython.

mod class;
mod format_mode;
mod format_string;
mod indentation;
mod line_state;
mod next;
mod number;
mod state;
mod string;
mod token;
mod token_line;

pub(crate) use state::Lexer;
pub(crate) use token::{Token, TokenKind};
pub(crate) use token_line::TokenLine;

#[cfg(test)]
mod tests;
