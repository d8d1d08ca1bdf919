//! Templates of messages: text with named places, `{names}`; `{{` and `}}` are braces.
//!
//! A body is paragraphs with blank lines between them. One whose places all have nothing to say is left out.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::ops::Range;

use haggle_spec::is_hidden;

/// The longest subject that tools show whole, in characters.
pub(crate) const LONGEST_SUBJECT: usize = 72;

/// Footers: what a line of a message begins with that Gerrit, Zuul, git or a tracker of bugs reads. Only haggle writes them.
pub(crate) const FOOTERS: [&str; 8] = [
    "Change-Id",
    "Closes-Bug",
    "Co-Authored-By",
    "Depends-On",
    "Generated-By",
    "Needed-By",
    "Related-Bug",
    "Signed-off-by",
];

/// A place that a template may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemplateField {
    /// Its name.
    pub name: &'static str,
    /// What it holds, for people.
    pub about: &'static str,
    /// Whether it holds paragraphs, so that it has to be one by itself.
    pub is_block: bool,
}

/// Why a text is not a template.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TemplateError {
    /// A place that this kind of message does not have.
    UnknownPlace {
        /// Its name.
        name: String,
        /// The names that it may have.
        known: Vec<&'static str>,
    },
    /// A brace that opens or closes nothing.
    Brace,
    /// A place without which something would be lost: one of these has to be there.
    MissingPlace {
        /// The names.
        names: &'static [&'static str],
    },
    /// A subject whose own text is longer than tools show.
    LongSubject {
        /// Its characters.
        length: usize,
    },
    /// A place that holds paragraphs, within another.
    NotAlone {
        /// Its name.
        name: &'static str,
    },
    /// A line that would be read as a footer, or that would end the message.
    Footer {
        /// What it begins with.
        start: String,
    },
}

/// A text with places.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Place(&'static str),
}

/// The subject and the body of a kind of message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageTemplate {
    subject: Vec<Piece>,
    body: Vec<Vec<Piece>>,
}

/// What is put into the places of a template: nothing, a text, or paragraphs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filling(BTreeMap<&'static str, Vec<String>>);

/// An error of a template, with the bytes of its text that it is about.
pub(super) type Found = (Range<usize>, TemplateError);

impl MessageTemplate {
    /// Parses both texts.
    pub(super) fn parse(
        (subject, body): (&str, &str),
        fields: &[TemplateField],
        (in_subject, in_body): (&'static [&'static str], &[&'static [&'static str]]),
    ) -> Result<Self, (Vec<Found>, Vec<Found>)> {
        let (mut of_subject, mut of_body) = (Vec::new(), Vec::new());
        let words: Vec<TemplateField> = fields.iter().filter(|field| !field.is_block).copied().collect();
        let parsed = pieces(subject, 0, &words, &mut of_subject);
        require(&[in_subject], std::slice::from_ref(&parsed), subject.len(), &mut of_subject);
        let length: usize = parsed
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.chars().count(),
                Piece::Place(_) => 0,
            })
            .sum();
        if length > LONGEST_SUBJECT {
            of_subject.push((0..subject.len(), TemplateError::LongSubject { length }));
        }
        let mut paragraphs = Vec::new();
        for (start, text) in paragraphs_of(body) {
            let parsed = pieces(text, start, fields, &mut of_body);
            let block = parsed.iter().find_map(|piece| match piece {
                Piece::Place(name) => fields.iter().find(|field| field.name == *name && field.is_block),
                Piece::Text(_) => None,
            });
            if let Some(block) = block.filter(|_| parsed.len() > 1) {
                let at = text.find(&format!("{{{}}}", block.name)).unwrap_or_default();
                let span = start + at..start + at + block.name.len() + 2;
                of_body.push((span, TemplateError::NotAlone { name: block.name }));
            }
            paragraphs.push(parsed);
        }
        let mut at = 0;
        for line in body.split_inclusive('\n') {
            if let Some(footer) = read_at_start(line) {
                of_body.push((at..at + footer.len(), TemplateError::Footer { start: footer.to_owned() }));
            }
            at += line.len();
        }
        require(in_body, &paragraphs, body.len(), &mut of_body);
        if of_subject.is_empty() && of_body.is_empty() {
            Ok(Self { subject: parsed, body: paragraphs })
        } else {
            Err((of_subject, of_body))
        }
    }

    /// The subject, and the paragraphs of the body.
    pub(crate) fn fill(&self, filling: &Filling) -> (String, Vec<String>) {
        let subject = filling.line(&self.subject);
        let mut body = Vec::new();
        for paragraph in &self.body {
            if let [Piece::Place(name)] = paragraph.as_slice() {
                body.extend(filling.all(name).iter().cloned());
                continue;
            }
            let mut names = paragraph
                .iter()
                .filter_map(|piece| match piece {
                    Piece::Place(name) => Some(name),
                    Piece::Text(_) => None,
                })
                .peekable();
            if names.peek().is_some() && names.all(|name| filling.all(name).is_empty()) {
                continue;
            }
            body.push(filling.line(paragraph));
        }
        (subject, body)
    }
}

impl Filling {
    /// Puts a text into a place: one line, whatever it is from.
    pub(crate) fn text(mut self, name: &'static str, text: impl AsRef<str>) -> Self {
        let text = one_line(text.as_ref());
        if !text.is_empty() {
            self.0.insert(name, vec![text]);
        }
        self
    }

    /// Puts paragraphs into a place.
    pub(crate) fn paragraphs(mut self, name: &'static str, paragraphs: Vec<String>) -> Self {
        self.0.insert(name, paragraphs);
        self
    }

    fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    fn line(&self, pieces: &[Piece]) -> String {
        let text = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Place(name) => self.all(name).concat(),
        };
        pieces.iter().map(text).collect()
    }
}

/// A text from outside as a part of a line of a message: white space is a blank, and what is not seen is written as an escape.
pub(crate) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let shown = |one: char| if is_hidden(one) { one.escape_default().to_string() } else { one.to_string() };
    words.join(" ").chars().map(shown).collect()
}

/// What a line begins with that would be read as a footer, or would end the message for git.
pub(crate) fn read_at_start(line: &str) -> Option<&str> {
    if line.trim_end() == "---" || line.starts_with("--- ") {
        return line.get(..3);
    }
    let (key, _) = line.split_once(':')?;
    FOOTERS.iter().any(|footer| footer.eq_ignore_ascii_case(key.trim_end())).then_some(key)
}

/// The paragraphs of a text, each with its place.
fn paragraphs_of(text: &str) -> Vec<(usize, &str)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let (mut at, mut is_open) = (0, false);
    for line in text.split_inclusive('\n') {
        let is_blank = line.trim().is_empty();
        let end = at + line.trim_end_matches(['\n', '\r']).len();
        match found.last_mut() {
            Some(last) if is_open && !is_blank => last.1 = end,
            _ if !is_blank => found.push((at, end)),
            _ => {}
        }
        is_open = !is_blank;
        at += line.len();
    }
    found.into_iter().map(|(start, end)| (start, &text[start..end])).collect()
}

fn pieces(text: &str, start: usize, fields: &[TemplateField], errors: &mut Vec<Found>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let add = |pieces: &mut Vec<Piece>, text: &str| match pieces.last_mut() {
        Some(Piece::Text(last)) => last.push_str(text),
        _ => pieces.push(Piece::Text(text.to_owned())),
    };
    let mut at = 0;
    while let Some(found) = text[at..].find(['{', '}']) {
        if found > 0 {
            add(&mut pieces, &text[at..at + found]);
        }
        at += found;
        let rest = &text[at..];
        if let Some(brace) = ["{{", "}}"].into_iter().find(|pair| rest.starts_with(pair)) {
            add(&mut pieces, &brace[1..]);
            at += 2;
            continue;
        }
        let name = rest.strip_prefix('{').and_then(|inner| {
            let end = inner.find(['{', '}', '\n']).filter(|end| inner[*end..].starts_with('}'))?;
            Some(&inner[..end])
        });
        let Some(name) = name else {
            errors.push((start + at..start + at + 1, TemplateError::Brace));
            at += 1;
            continue;
        };
        let length = name.len() + 2;
        if let Some(field) = fields.iter().find(|field| field.name == name) {
            pieces.push(Piece::Place(field.name));
        } else {
            let known = fields.iter().map(|field| field.name).collect();
            let error = TemplateError::UnknownPlace { name: name.to_owned(), known };
            errors.push((start + at..start + at + length, error));
        }
        at += length;
    }
    if at < text.len() {
        add(&mut pieces, &text[at..]);
    }
    pieces
}

/// Of each group of places, one has to be there.
fn require(groups: &[&'static [&'static str]], texts: &[Vec<Piece>], length: usize, errors: &mut Vec<Found>) {
    for names in groups.iter().filter(|names| !names.is_empty()) {
        let is_one = |piece: &Piece| matches!(piece, Piece::Place(name) if names.contains(name));
        // What is wrong with a place is said before that it is missing.
        if errors.is_empty() && !texts.iter().flatten().any(is_one) {
            errors.push((0..length, TemplateError::MissingPlace { names }));
        }
    }
}

impl Display for TemplateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownPlace { name, .. } => {
                write!(formatter, "this message has no place `{{{}}}`", name.escape_debug())
            }
            Self::Brace => formatter.write_str("this brace belongs to no place"),
            Self::MissingPlace { names: [only] } => write!(formatter, "this text needs `{{{only}}}`"),
            Self::MissingPlace { names } => {
                let names: Vec<String> = names.iter().map(|name| format!("`{{{name}}}`")).collect();
                write!(formatter, "this text needs one of {}", names.join(", "))
            }
            Self::LongSubject { length } => write!(
                formatter,
                "the subject has {length} characters of its own, and tools show {LONGEST_SUBJECT}"
            ),
            Self::NotAlone { name } => {
                write!(formatter, "`{{{name}}}` holds paragraphs: it has to be a paragraph by itself")
            }
            Self::Footer { start } => {
                write!(
                    formatter,
                    "a line that begins with `{}` would be read as a footer",
                    start.escape_debug()
                )
            }
        }
    }
}

impl std::error::Error for TemplateError {}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [TemplateField; 3] = [
        TemplateField { name: "names", about: "", is_block: false },
        TemplateField { name: "reason", about: "", is_block: false },
        TemplateField { name: "answers", about: "", is_block: true },
    ];

    fn parse(subject: &str, body: &str) -> Result<MessageTemplate, (Vec<Found>, Vec<Found>)> {
        MessageTemplate::parse((subject, body), &FIELDS, (&["names"], &[&["reason"]]))
    }

    #[track_caller]
    fn check(body: &str, expected: &[&str]) {
        let template = parse("Add {names}", body).unwrap();
        let filling = Filling::default()
            .text("names", "a and b")
            .paragraphs("answers", vec!["* Why?\n  So.".to_owned(), "* How?".to_owned()]);
        assert_eq!(
            template.fill(&filling),
            ("Add a and b".to_owned(), expected.iter().map(|&one| one.to_owned()).collect())
        );
    }

    #[test]
    fn places_are_filled_and_paragraphs_with_nothing_to_say_are_left_out() {
        check(
            "We want {names}.\n\nBecause of {reason}.\n\n{answers}\n",
            &["We want a and b.", "* Why?\n  So.", "* How?"],
        );
        check("{{{names}}} {reason}\n\n \nand\nmore", &["{a and b} ", "and\nmore"]);
    }

    #[track_caller]
    fn check_error(subject: &str, body: &str, expected: (&str, &str)) {
        let (of_subject, of_body) = parse(subject, body).unwrap_err();
        let shown = |text: &str, found: &[Found]| {
            let all: Vec<String> =
                found.iter().map(|(span, error)| format!("{}: {error}", &text[span.clone()])).collect();
            all.join("; ")
        };
        assert_eq!((shown(subject, &of_subject).as_str(), shown(body, &of_body).as_str()), expected);
    }

    #[test]
    fn what_is_wrong_is_said_where_it_is() {
        check_error("{name}", "{reason}", ("{name}: this message has no place `{name}`", ""));
        check_error("Add", "{reason}", ("Add: this text needs `{names}`", ""));
        check_error(
            "{answers} {names}",
            "{reason}",
            ("{answers}: this message has no place `{answers}`", ""),
        );
        check_error("{names}", "why", ("", "why: this text needs `{reason}`"));
        check_error("{names", "{reason}", ("{: this brace belongs to no place", ""));
        check_error("{names}", "a } {reason}", ("", "}: this brace belongs to no place"));
        check_error(
            "{names}",
            "{reason}\n\nso: {answers}",
            ("", "{answers}: `{answers}` holds paragraphs: it has to be a paragraph by itself"),
        );
        check_error(
            "{names}",
            "{reason}\nchange-id: x",
            ("", "change-id: a line that begins with `change-id` would be read as a footer"),
        );
        check_error(
            "{names}",
            "{reason}\n---\n",
            ("", "---: a line that begins with `---` would be read as a footer"),
        );
        let long = format!("{} {{names}}", "x".repeat(80));
        let said = format!("{long}: the subject has 81 characters of its own, and tools show 72");
        check_error(&long, "{reason}", (&said, ""));
    }

    #[test]
    fn a_text_from_outside_stays_on_its_line() {
        let template = parse("{names}", "{reason}").unwrap();
        let filling =
            Filling::default().text("names", "a\nb").text("reason", " x\u{1b}[2J\u{202e} \n\nChange-Id: I1 ");
        let (subject, body) = template.fill(&filling);
        assert_eq!(subject, "a b");
        assert_eq!(body, ["x\\u{1b}[2J\\u{202e} Change-Id: I1"]);
    }
}
