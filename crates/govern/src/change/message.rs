//! Commit messages: subject, wrapped paragraphs and trailers, in the way that git and Zuul read them.
//!
//! Zuul takes `Depends-On: URL` and `Needed-By: URL` from any line of the message, one a line, the key in any case
//! (Zuul documentation, *Project Gating*, cross-project dependencies). Git wants trailers in the last paragraph
//! (`git interpret-trailers`); written there, both find them.

use std::fmt::{self, Display};

/// The width that the body is wrapped at.
const WIDTH: usize = 72;

/// The message of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The first line.
    pub subject: String,
    /// Paragraphs; one that begins with `- ` or `  ` is kept as it is.
    pub body: Vec<String>,
    /// Links to other changes.
    pub links: Vec<Link>,
    /// The URLs of bugs that the change is about: `Related-Bug`.
    pub bugs: Vec<String>,
}

/// A link from one change to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// This change needs the other one first: `Depends-On`.
    DependsOn(String),
    /// The other change needs this one first: `Needed-By`.
    NeededBy(String),
}

impl Display for Link {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DependsOn(target) => write!(formatter, "Depends-On: {target}"),
            Self::NeededBy(target) => write!(formatter, "Needed-By: {target}"),
        }
    }
}

impl Display for Message {
    /// The whole message, ending in a newline. Law: [`read_links`] of the text gives [`Message::links`].
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.subject)?;
        for paragraph in &self.body {
            writeln!(formatter)?;
            if paragraph.starts_with("- ") || paragraph.starts_with("  ") {
                writeln!(formatter, "{paragraph}")?;
            } else {
                writeln!(formatter, "{}", wrap(paragraph))?;
            }
        }
        if !self.links.is_empty() || !self.bugs.is_empty() {
            writeln!(formatter)?;
        }
        for bug in &self.bugs {
            writeln!(formatter, "Related-Bug: {bug}")?;
        }
        for link in &self.links {
            writeln!(formatter, "{link}")?;
        }
        Ok(())
    }
}

/// The links of a message, in order, as Zuul finds them: at the start of any line, the key in any case.
///
/// ```
/// use haggle_govern::change::{Link, read_links};
///
/// let links = read_links("Use xattr\n\ndepends-on: https://review.example.org/c/lists/+/7\n");
/// assert_eq!(links, [Link::DependsOn("https://review.example.org/c/lists/+/7".into())]);
/// ```
pub fn read_links(message: &str) -> Vec<Link> {
    message
        .lines()
        .filter_map(|line| {
            let (key, value) = line.split_once(':')?;
            let value = value.trim().to_owned();
            if value.is_empty() || value.contains(char::is_whitespace) {
                return None;
            }
            match key.to_ascii_lowercase().as_str() {
                "depends-on" => Some(Link::DependsOn(value)),
                "needed-by" => Some(Link::NeededBy(value)),
                _ => None,
            }
        })
        .collect()
}

fn wrap(paragraph: &str) -> String {
    let mut text = String::new();
    let mut column = 0;
    for word in paragraph.split_whitespace() {
        let width = word.chars().count();
        if column > 0 && column + 1 + width > WIDTH {
            text.push('\n');
            column = 0;
        } else if column > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += width;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_wraps_and_ends_in_trailers() {
        let message = Message {
            subject: "Add xattr".into(),
            body: vec!["word ".repeat(30)],
            links: vec![Link::NeededBy("https://review.example.org/c/p/+/2".into())],
            bugs: vec!["https://bugs.example.org/7".into()],
        };
        let text = message.to_string();
        assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
        let trailers =
            "\n\nRelated-Bug: https://bugs.example.org/7\nNeeded-By: https://review.example.org/c/p/+/2\n";
        assert!(text.ends_with(trailers), "{text}");
        assert!(text.ends_with("\nNeeded-By: https://review.example.org/c/p/+/2\n"), "{text}");
        assert_eq!(read_links(&text), message.links);
    }

    #[test]
    fn a_link_with_words_after_it_is_prose() {
        assert_eq!(read_links("Depends-On: the first change\n"), []);
    }
}
