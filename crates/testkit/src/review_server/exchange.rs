//! A request and an answer.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{PASSWORD, USER};

/// A request.
pub(super) struct Request {
    pub(super) method: String,
    /// Without the query.
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// A request to an API and its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// The method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The query, without its question mark.
    pub query: String,
    /// What was sent; null where nothing was.
    pub sent: Value,
    /// The status.
    pub status: u16,
    /// What was answered.
    pub answer: Value,
}

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Request {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The value of a parameter, decoded.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let find = |part: &str| part.strip_prefix(name)?.strip_prefix('=').map(decoded);
        self.query.split('&').find_map(find)
    }

    /// Whether the user is the one that the server knows.
    pub(super) fn is_known(&self) -> bool {
        let Some(value) = self.header("authorization") else { return false };
        let basic = || {
            let bytes = STANDARD.decode(value.strip_prefix("Basic ")?).ok()?;
            Some(bytes == format!("{USER}:{PASSWORD}").into_bytes())
        };
        value.strip_prefix("Bearer ").is_some_and(|token| token == PASSWORD) || basic().unwrap_or(false)
    }
}

impl Answer {
    pub(super) fn text(status: u16, text: &str) -> Self {
        let headers = vec![("content-type".to_owned(), "text/plain; charset=UTF-8".to_owned())];
        Self { status, headers, body: text.as_bytes().to_vec() }
    }

    /// As GitHub sends JSON.
    pub(super) fn json(status: u16, value: &Value) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json; charset=utf-8".to_owned())];
        Self { status, headers, body: value.to_string().into_bytes() }
    }

    /// As GitHub says what is wrong.
    pub(super) fn failed(status: u16, message: &str) -> Self {
        Self::json(status, &json!({ "message": message }))
    }
}

/// A part of a URL without its percent signs.
pub(super) fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match (bytes[at], hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                at += 3;
                continue;
            }
            (b'+', _) => decoded.push(b' '),
            (byte, _) => decoded.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}
