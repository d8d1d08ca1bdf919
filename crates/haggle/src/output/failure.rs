//! What ends a command early: misuse, bad input or IO. Always exit code 2.

use std::fmt::Display;
use std::path::Path;

use anstyle::{AnsiColor, Style};

use haggle_spec::without_secrets;

use super::page::Page;

/// Exit code of a command that ran and found something to act on.
pub const FINDINGS: u8 = 1;
/// Exit code of misuse, bad input and IO failures.
pub const MISUSE: u8 = 2;

/// A message that names what failed, and what to do where that is known.
#[derive(Debug)]
pub struct Failure {
    message: Message,
    hint: Option<String>,
}

#[derive(Debug)]
enum Message {
    /// A sentence: lowercase, no full stop.
    Plain(String),
    /// Rendered already, with carets.
    Rendered(Page),
}

impl Failure {
    /// A failure with its message: lowercase, no full stop. Secrets in URLs are left out of it.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: Message::Plain(without_secrets(&message.into()).into_owned()), hint: None }
    }

    /// A failure whose text is rendered already.
    pub fn rendered(page: Page) -> Self {
        Self { message: Message::Rendered(page), hint: None }
    }

    /// An IO failure at a path.
    pub fn io(what: &str, path: &Path, error: &std::io::Error) -> Self {
        let failure = Self::new(format!("cannot {what} `{}`: {}", path.display(), plain(error)));
        match path.parent() {
            Some(folder)
                if error.kind() == std::io::ErrorKind::NotFound
                    && !folder.as_os_str().is_empty()
                    && !folder.is_dir() =>
            {
                failure.hint(format!("there is no folder `{}`", folder.display()))
            }
            _ => failure,
        }
    }

    /// Adds what the user can do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds something else that the user can do.
    #[must_use]
    pub fn or(mut self, other: String) -> Self {
        self.hint = Some(match self.hint {
            Some(hint) => format!("{hint}; {other}"),
            None => other,
        });
        self
    }

    /// What is shown of it.
    pub fn page(&self) -> Page {
        let mut page = Page::new();
        match &self.message {
            Message::Plain(message) => page.labelled("error", bold(AnsiColor::Red), message),
            Message::Rendered(rendered) => page.append(rendered.clone()),
        }
        if let Some(hint) = &self.hint {
            page.labelled("help", bold(AnsiColor::Cyan), hint);
        }
        page
    }
}

impl Display for Failure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.message {
            Message::Plain(message) => formatter.write_str(message),
            Message::Rendered(page) => write!(formatter, "{page}"),
        }
    }
}

fn bold(colour: AnsiColor) -> Style {
    Style::new().bold().fg_color(Some(colour.into()))
}

/// The system's words without the `(os error N)` tail, which tells a user nothing.
pub(super) fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    let end = text.find(" (os error").unwrap_or(text.len());
    text[..end].to_lowercase()
}
