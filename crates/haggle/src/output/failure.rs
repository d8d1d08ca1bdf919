//! What ends a command early: misuse, bad input or IO. Always exit code 2.

use std::fmt::Display;
use std::path::Path;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};

/// Exit code of a command that ran and found something to act on.
pub const FINDINGS: u8 = 1;
/// Exit code of misuse, bad input and IO failures.
pub const MISUSE: u8 = 2;

/// A message that names what failed, and what to do where that is known.
#[derive(Debug)]
pub struct Failure {
    message: String,
    hint: Option<String>,
    /// Already rendered text (carets, say) that stands instead of the message.
    rendered: Option<String>,
}

impl Failure {
    /// A failure with its message: lowercase, no full stop.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, rendered: None }
    }

    /// A failure whose text is already rendered for the terminal.
    pub fn rendered(text: impl Into<String>) -> Self {
        Self { message: String::new(), hint: None, rendered: Some(text.into()) }
    }

    /// An IO failure at a path.
    pub fn io(what: &str, path: &Path, error: &std::io::Error) -> Self {
        Self::new(format!("cannot {what} `{}`: {}", path.display(), plain(error)))
    }

    /// Adds what the user can do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Prints to standard error and gives the exit code.
    pub fn report(self) -> ExitCode {
        if let Some(text) = self.rendered {
            anstream::eprintln!("{}", text.trim_end());
        } else {
            anstream::eprintln!("{}: {}", paint("error", AnsiColor::Red), self.message);
        }
        if let Some(hint) = self.hint {
            anstream::eprintln!("{}: {hint}", paint("help", AnsiColor::Cyan));
        }
        ExitCode::from(MISUSE)
    }
}

impl Display for Failure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.rendered.as_deref().unwrap_or(&self.message))
    }
}

fn paint(text: &str, colour: AnsiColor) -> String {
    let style = Style::new().bold().fg_color(Some(colour.into()));
    format!("{style}{text}{style:#}")
}

/// The system's words without the `(os error N)` tail, which tells a user nothing.
fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    let end = text.find(" (os error").unwrap_or(text.len());
    text[..end].to_lowercase()
}
