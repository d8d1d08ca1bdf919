//! How to talk to servers.

use std::path::PathBuf;
use std::time::Duration;

/// How to talk to servers.
///
/// Proxies are taken from the usual environment variables (`HTTPS_PROXY`, `NO_PROXY`, ...).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpSettings {
    /// How long to wait for a connection, for an answer's head, and for each part of its body.
    pub timeout: Duration,
    /// How often a request is sent again after a time-out, a broken connection or a status of 429 or 5xx.
    pub retries: u32,
    /// The pause before the first retry; it doubles with each one. Zero does not pause at all.
    pub back_off: Duration,
    /// Whom to trust.
    pub certificates: Certificates,
    /// How long one answer may take from its first to its last byte. One that brings less than a kibibyte per second over
    /// `timeout` ends before.
    pub answer_time: Duration,
    /// How long a client may ask, from when it was opened.
    pub run_time: Duration,
    /// The most bytes, unpacked, that a client reads of all answers.
    pub run_bytes: u64,
    /// Who is told of each request and what came of it.
    pub listener: Option<ExchangeListener>,
}

/// Is told of each request, in one line without secrets: the address, the status, how many bytes and how long.
#[derive(Debug, Clone, Copy)]
pub struct ExchangeListener(pub fn(&str));

impl PartialEq for ExchangeListener {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::fn_addr_eq(self.0, other.0)
    }
}

impl Eq for ExchangeListener {}

/// The certificate authorities that are trusted for `https`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Certificates {
    /// Those of the operating system (on Linux, `SSL_CERT_FILE` and `SSL_CERT_DIR` override them).
    Platform,
    /// Those of one PEM file, which is what `PIP_CERT` names.
    File(PathBuf),
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            retries: 4,
            back_off: Duration::from_millis(250),
            certificates: Certificates::Platform,
            answer_time: Duration::from_secs(15 * 60),
            run_time: Duration::from_secs(2 * 60 * 60),
            run_bytes: 16 << 30,
            listener: None,
        }
    }
}
