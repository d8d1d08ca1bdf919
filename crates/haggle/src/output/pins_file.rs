//! A requirements file that is written: pins and comments, and nothing that a reader takes for anything else.
//!
//! pip ends lines where Python's `str.splitlines` does, takes what follows ` #` for a comment and what follows ` -` for options also
//! within a marker, and puts in the value of `${NAME}`. So a comment is one line of visible text, and a pin whose marker would be
//! read otherwise is refused.

use std::fmt::Write as _;

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

    /// Adds the lines that name the indexes, if any, with an empty line below.
    ///
    /// # Errors
    /// A reader would take a part of the URL for something else.
    pub fn index_lines(&mut self, lines: &[(&'static str, String)]) -> Result<(), Failure> {
        for (option, url) in lines {
            check_plain("the index", "URL", url)?;
            self.line(&format!("{option} {url}"));
        }
        if !lines.is_empty() {
            self.line("");
        }
        Ok(())
    }

    /// Adds a pin, for the environments where a marker holds; an empty one holds everywhere. `hashes` are as `sha256:...`.
    ///
    /// # Errors
    /// A reader would take a part of the marker or of a hash for something else.
    pub fn pin(
        &mut self,
        name: &PackageName,
        version: &Version,
        marker: &str,
        hashes: &[String],
    ) -> Result<(), Failure> {
        self.requirement(name, &format!("{name}=={version}"), marker, hashes)
    }

    /// Adds a package that comes from a place.
    ///
    /// # Errors
    /// A reader would take a part of the marker or of the place for something else.
    pub fn direct(
        &mut self,
        name: &PackageName,
        place: &WrittenPlace<'_>,
        marker: &str,
        hashes: &[String],
    ) -> Result<(), Failure> {
        let requirement = match place {
            WrittenPlace::Url(url) => {
                check_plain(&format!("`{name}`"), "URL", url)?;
                format!("{name} @ {url}")
            }
            WrittenPlace::Path { path, editable } => {
                check_plain(&format!("`{name}`"), "path", path)?;
                if path.starts_with('-') || path.contains([';', '[', '\'', '"', '\\']) {
                    return Err(cannot_hold(&format!("`{name}`"), "path", path));
                }
                format!("{}{path}", if *editable { "-e " } else { "" })
            }
        };
        self.requirement(name, &requirement, marker, hashes)
    }

    fn requirement(
        &mut self,
        name: &PackageName,
        requirement: &str,
        marker: &str,
        hashes: &[String],
    ) -> Result<(), Failure> {
        let mut line = requirement.to_owned();
        if !marker.is_empty() {
            if !is_read_as_marker(marker) {
                return Err(Failure::new(format!(
                    "a requirements file cannot hold the marker of `{name}`: pip would read a part of `{marker}` as something else"
                ))
                .hint("`--format json` says it as data"));
            }
            let _ = write!(line, " ; {}", single_quoted(marker));
        }
        for hash in hashes {
            if !hash.chars().all(|character| character.is_ascii_alphanumeric() || character == ':') {
                return Err(cannot_hold(&format!("`{name}`"), "hash", hash));
            }
            let _ = write!(line, " \\\n    --hash={hash}");
        }
        self.line(&line);
        Ok(())
    }

    /// Adds a comment behind the last line, as uv has it: in a column of its own, or below hashes.
    pub fn comment_beside(&mut self, text: &str) {
        const COLUMN: usize = 24;
        let end = self.text.trim_end_matches('\n').len();
        let start = self.text[..end].rfind('\n').map_or(0, |at| at + 1);
        let last = &self.text[start..end];
        let text = visible(text);
        // pip joins a line that ends in a backslash with the next, unless all of it is a comment.
        if last.starts_with(' ') || text.ends_with('\\') {
            self.comment("    ", &text);
            return;
        }
        let padding = " ".repeat(COLUMN.saturating_sub(last.chars().count()));
        self.text.truncate(end);
        self.line(&format!("{padding}  # {text}"));
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

/// Where a package comes from, as a file has it.
#[derive(Debug, Clone, Copy)]
pub enum WrittenPlace<'a> {
    /// A URL, without secrets.
    Url(&'a str),
    /// A path as the user wrote it.
    Path {
        /// The path.
        path: &'a str,
        /// Whether it follows `-e`.
        editable: bool,
    },
}

/// Refuses text that a reader would take apart: variables, white space, and what is hidden.
fn check_plain(owner: &str, what: &str, text: &str) -> Result<(), Failure> {
    let is_apart = text.contains("${")
        || text.contains(char::is_whitespace)
        || text.contains(is_hidden)
        || text.ends_with('\\');
    if is_apart { Err(cannot_hold(owner, what, text)) } else { Ok(()) }
}

fn cannot_hold(owner: &str, what: &str, text: &str) -> Failure {
    Failure::new(format!("a requirements file cannot hold the {what} of {owner}: `{}`", visible(text)))
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
