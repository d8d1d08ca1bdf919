//! The parameters of a function.

use super::facts::{Parameter, ParameterKind, Signature};
use crate::lexer::{TokenKind, TokenLine};

/// Reads the parameters between two tokens of a line.
pub(super) fn signature(line: &TokenLine, from: usize, to: usize, text: &[u8]) -> Signature {
    let mut parameters: Vec<Parameter> = Vec::new();
    let mut kind = ParameterKind::Either;
    let mut at = from;
    while at < to {
        let end = line.find(at, to, text, |at| line.kind(at) == TokenKind::Comma).unwrap_or(to);
        match line.kind(at) {
            TokenKind::Star if at + 1 == end => kind = ParameterKind::Keyword,
            TokenKind::Star => {
                parameters.extend(parameter(line, at + 1, end, text, ParameterKind::Rest));
                kind = ParameterKind::Keyword;
            }
            TokenKind::DoubleStar => {
                parameters.extend(parameter(line, at + 1, end, text, ParameterKind::KeywordRest));
            }
            // The one operator that a parameter can be: `/`.
            TokenKind::Operator => {
                for parameter in &mut parameters {
                    parameter.kind = ParameterKind::Positional;
                }
            }
            _ => parameters.extend(parameter(line, at, end, text, kind)),
        }
        at = end + 1;
    }
    Signature { parameters }
}

fn parameter(line: &TokenLine, at: usize, end: usize, text: &[u8], kind: ParameterKind) -> Option<Parameter> {
    if at >= end || line.kind(at) != TokenKind::Name {
        return None;
    }
    let name = String::from_utf8_lossy(line.bytes(at, text)).into();
    let has_default = line.find(at, end, text, |at| line.kind(at) == TokenKind::Equal).is_some();
    let is_rest = matches!(kind, ParameterKind::Rest | ParameterKind::KeywordRest);
    Some(Parameter { name, kind, has_default: has_default || is_rest })
}
