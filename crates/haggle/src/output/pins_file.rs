//! A requirements file that is written: pins and comments, and nothing that a reader takes for anything else.
//!
//! pip ends lines where Python's `str.splitlines` does, takes what follows ` #` for a comment and what follows ` -` for options also
//! within a marker, and puts in the value of `${NAME}`. So a comment is one line of visible text, and a pin whose marker would be
//! read otherwise is refused.

use haggle_spec::{PackageName, Version, is_hidden, visible};

use super::failure::Failure;

/// The lines so far.
#[derive(Debug, Default)]
pub struct PinsFile {
    text: String,
}

impl PinsFile {
    /// Adds a line that only people read. `indent` is before its `#`.
    pub fn comment(&mut self, indent: &str, text: &str) {
        self.line(&format!("{indent}# {}", visible(text)));
    }

    /// Adds a pin, for the environments where a marker holds; an empty one holds everywhere.
    ///
    /// # Errors
    /// A reader would take a part of the marker for something else.
    pub fn pin(&mut self, name: &PackageName, version: &Version, marker: &str) -> Result<(), Failure> {
        self.requirement(name, &format!("{name}=={version}"), marker)
    }

    /// Adds a package that comes from a URL.
    ///
    /// # Errors
    /// A reader would take a part of the marker or the URL for something else.
    pub fn direct(&mut self, name: &PackageName, url: &str, marker: &str) -> Result<(), Failure> {
        if url.contains("${") || url.contains(char::is_whitespace) || url.contains(is_hidden) {
            return Err(Failure::new(format!(
                "a requirements file cannot hold the URL of `{name}`: `{}`",
                visible(url)
            )));
        }
        self.requirement(name, &format!("{name} @ {url}"), marker)
    }

    fn requirement(&mut self, name: &PackageName, requirement: &str, marker: &str) -> Result<(), Failure> {
        if marker.is_empty() {
            self.line(requirement);
            return Ok(());
        }
        if !is_read_as_marker(marker) {
            return Err(Failure::new(format!(
                "a requirements file cannot hold the marker of `{name}`: pip would read a part of `{marker}` as something else"
            ))
            .hint("`--format json` says it as data"));
        }
        self.line(&format!("{requirement} ; {}", single_quoted(marker)));
        Ok(())
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// The whole file.
    pub fn into_text(self) -> String {
        self.text
    }
}

/// Whether pip reads all of it as a marker.
fn is_read_as_marker(marker: &str) -> bool {
    let follows_space = |(at, character): (usize, char)| {
        "#-".contains(character) && marker[..at].ends_with(|before: char| before.is_whitespace())
    };
    !marker.contains(is_hidden)
        && !marker.char_indices().any(follows_space)
        && !marker.contains("${")
        && !marker.ends_with('\\')
}

/// Markers in requirement files are mostly written with single quotes; a text that holds one keeps its own.
fn single_quoted(marker: &str) -> String {
    if marker.contains('\'') { marker.to_owned() } else { marker.replace('"', "'") }
}
