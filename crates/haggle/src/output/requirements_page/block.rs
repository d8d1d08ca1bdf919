//! The parts of a page, before a markup language gets them.

/// A block of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// The title of the page.
    Title(Vec<Inline>),
    /// The heading of a section.
    Section(Vec<Inline>),
    /// The heading of a part of a section.
    Part(Vec<Inline>),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list.
    Items(Vec<Vec<Inline>>),
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Inline {
    /// Text, with no meaning in any markup.
    Text(String),
    /// A name or a line, as it is typed.
    Code(String),
    /// A link, which shows its address where it has no other text.
    Link(String),
}

/// A text in one line with nothing hidden in it; each run of white space is one space.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            character if !character.is_whitespace() => haggle_spec::push_visible(&mut plain, character),
            _ if plain.ends_with(' ') => {}
            _ => plain.push(' '),
        }
    }
    plain
}
