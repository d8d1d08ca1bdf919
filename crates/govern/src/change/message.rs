//! Commit messages: subject, wrapped paragraphs and trailers, in the way that git and Zuul read them.
//!
//! Zuul takes `Depends-On: URL` and `Needed-By: URL` from any line of the message, one a line, the key in any case
//! (Zuul documentation, *Project Gating*, cross-project dependencies). Git wants trailers in the last paragraph
//! (`git interpret-trailers`); written there, both find them.

use std::fmt::{self, Display};

use super::id::ChangeId;
use crate::data::read_at_start;

/// The width that the body is wrapped at.
const WIDTH: usize = 72;

/// The message of a commit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// The first line.
    pub subject: String,
    /// Paragraphs; one that begins with `- `, `* ` or `  ` is kept as it is.
    pub body: Vec<String>,
    /// Links to other changes.
    pub links: Vec<Link>,
    /// The URLs of bugs that the change is about: `Related-Bug`.
    pub bugs: Vec<String>,
    /// The numbers or URLs of bugs that the change closes: `Closes-Bug`.
    pub closed_bugs: Vec<String>,
    /// What the review system knows the change by.
    pub change_id: Option<ChangeId>,
    /// The program that drafted it.
    pub generated_by: Option<String>,
    /// Who signs it off: name and address.
    pub signed_off_by: Option<String>,
}

/// A link from one change to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// This change needs the other one first: `Depends-On`.
    DependsOn(String),
    /// The other change needs this one first: `Needed-By`.
    NeededBy(String),
}

impl Display for Message {
    /// The whole message, ending in a newline. Law: [`read_links`] of the text gives [`Message::links`]: a line of the body that would be
    /// read as a footer is indented.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.subject)?;
        for paragraph in &self.body {
            writeln!(formatter)?;
            if ["- ", "* ", "  "].iter().any(|start| paragraph.starts_with(start)) {
                write_lines(formatter, paragraph)?;
            } else {
                write_lines(formatter, &wrap(paragraph))?;
            }
        }
        let trailers = self.trailers();
        if !trailers.is_empty() {
            writeln!(formatter)?;
        }
        trailers.iter().try_for_each(|(key, value)| writeln!(formatter, "{key}: {value}"))
    }
}

/// The lines of a paragraph: those that would be read as a footer, or as the end of the message, behind a blank.
fn write_lines(formatter: &mut fmt::Formatter<'_>, paragraph: &str) -> fmt::Result {
    paragraph.lines().try_for_each(|line| {
        let blank = if read_at_start(line).is_some() { " " } else { "" };
        writeln!(formatter, "{blank}{line}")
    })
}

impl Message {
    /// The trailers in their order: those about bugs, those about other changes, then those of this one.
    pub fn trailers(&self) -> Vec<(&'static str, String)> {
        let mut trailers = Vec::new();
        trailers.extend(self.closed_bugs.iter().map(|bug| ("Closes-Bug", bug.clone())));
        trailers.extend(self.bugs.iter().map(|bug| ("Related-Bug", bug.clone())));
        trailers.extend(self.links.iter().map(|link| match link {
            Link::DependsOn(target) => ("Depends-On", target.clone()),
            Link::NeededBy(target) => ("Needed-By", target.clone()),
        }));
        trailers.extend(self.change_id.iter().map(|id| ("Change-Id", id.to_string())));
        trailers.extend(self.generated_by.iter().map(|program| ("Generated-By", program.clone())));
        trailers.extend(self.signed_off_by.iter().map(|who| ("Signed-off-by", who.clone())));
        trailers
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
            change_id: Some(ChangeId::compute("A <a@example.org> 0 +0000", None, "")),
            signed_off_by: Some("A <a@example.org>".into()),
            ..Message::default()
        };
        let text = message.to_string();
        assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
        let keys = ["Related-Bug", "Needed-By", "Change-Id", "Signed-off-by"];
        let (_, block) = text.rsplit_once("\n\n").expect("a block of trailers");
        let found: Vec<&str> = block.lines().filter_map(|line| Some(line.split_once(": ")?.0)).collect();
        assert_eq!(found, keys, "{text}");
        assert_eq!(read_links(&text), message.links);
    }

    #[test]
    fn a_body_has_no_footer() {
        let message = Message {
            subject: "Add xattr".into(),
            body: vec![
                "Depends-On: https://review.example.org/1".into(),
                format!("{} change-id: I1", "x".repeat(70)),
                "- a\n---\nSigned-off-by : B <b@example.org>".into(),
            ],
            generated_by: Some("haggle".into()),
            ..Message::default()
        };
        let text = message.to_string();
        assert_eq!(read_links(&text), []);
        assert_eq!(
            crate::change::trailers(&text),
            [("Generated-By".to_owned(), "haggle".to_owned())],
            "{text}"
        );
        assert!(text.contains("\n change-id: I1\n") && text.contains("\n ---\n Signed-off-by"), "{text}");
    }

    #[test]
    fn a_link_with_words_after_it_is_prose() {
        assert_eq!(read_links("Depends-On: the first change\n"), []);
    }
}
