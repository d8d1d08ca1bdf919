//! How names and text of others are set in a sentence.

use crate::decision::Decision;
use crate::model::Draft;

/// Makes sentences of a decision and the problem that it decides.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    pub(super) problem: &'a Draft,
    pub(super) decision: &'a Decision,
    setting: Setting,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Setting {
    Plain,
    Markdown,
}

impl<'a> Words<'a> {
    /// For a terminal: names as they are. The text may hold whatever its authors wrote, control characters included.
    pub fn plain(problem: &'a Draft, decision: &'a Decision) -> Self {
        Self { problem, decision, setting: Setting::Plain }
    }

    /// For Markdown: ids as code, and text of others so that it is read as text.
    pub fn markdown(problem: &'a Draft, decision: &'a Decision) -> Self {
        Self { problem, decision, setting: Setting::Markdown }
    }

    /// An id.
    pub(super) fn name(&self, id: &str) -> String {
        match self.setting {
            Setting::Plain => id.to_owned(),
            Setting::Markdown => code(id),
        }
    }

    /// Several ids.
    pub(super) fn names(&self, ids: &[String], between: &str) -> String {
        ids.iter().map(|id| self.name(id)).collect::<Vec<_>>().join(between)
    }

    /// A text that somebody wrote.
    pub(super) fn text(&self, text: &str) -> String {
        match self.setting {
            Setting::Plain => text.to_owned(),
            Setting::Markdown => markdown_text(text),
        }
    }

    /// A label as a name of its own inside a sentence, such as the rule of a veto.
    pub(super) fn quoted(&self, label: &str) -> String {
        match self.setting {
            Setting::Plain => format!("`{label}`"),
            Setting::Markdown => format!("\"{}\"", markdown_text(label)),
        }
    }

    /// The label of a criterion.
    pub fn criterion(&self, id: &str) -> String {
        self.text(self.criterion_label(id))
    }

    pub(super) fn criterion_quoted(&self, id: &str) -> String {
        self.quoted(self.criterion_label(id))
    }

    fn criterion_label<'b>(&'b self, id: &'b str) -> &'b str {
        let found = self.problem.criteria.iter().find(|criterion| criterion.id == id);
        found.map_or(id, |criterion| &criterion.label)
    }

    /// The label of a fact.
    pub fn fact(&self, id: &str) -> String {
        self.text(self.fact_label(id))
    }

    pub(super) fn fact_quoted(&self, id: &str) -> String {
        self.quoted(self.fact_label(id))
    }

    fn fact_label<'b>(&'b self, id: &'b str) -> &'b str {
        let found = self.problem.facts.iter().find(|fact| fact.id == id);
        found.map_or(id, |fact| &fact.label)
    }

    /// The rule of a veto.
    pub(super) fn veto(&self, id: &str) -> String {
        let found = self.problem.vetoes.iter().find(|veto| veto.id == id);
        self.quoted(found.map_or(id, |veto| &veto.label))
    }
}

/// A code span: between more backticks than the text has in a row. A code span cannot hold an end of a line.
pub(crate) fn code(text: &str) -> String {
    let text = one_line(text);
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    if longest == 0 && !text.contains('|') {
        return format!("`{text}`");
    }
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    // A bar ends the cell of a table even inside code.
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', "\\|"))
}

/// Text in one line of Markdown that is read as nothing but text, in a cell of a table too: spaces and ends of lines run together,
/// other control characters and those that turn the direction of text are shown by symbols, and what has a meaning is escaped.
pub(crate) fn markdown_text(text: &str) -> String {
    let line = one_line(text);
    let mut escaped = String::with_capacity(line.len());
    let mut before = ' ';
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        let after = characters.peek().copied().unwrap_or(' ');
        let is_special = match character {
            '\\' | '`' | '*' | '[' | ']' | '<' | '|' | '~' => true,
            // Inside a word an underscore is nothing but itself.
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            '&' => after.is_ascii_alphabetic() || after == '#',
            _ => false,
        };
        if is_special {
            escaped.push('\\');
        }
        escaped.push(character);
        before = character;
    }
    escaped
}

/// The text in one line, with symbols for characters that a reader cannot see.
pub(crate) fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut shown = String::with_capacity(line.len());
    for character in line.chars() {
        match u32::from(character) {
            control @ 0..=0x1f => shown.extend(char::from_u32(0x2400 + control)),
            0x7f => shown.push('\u{2421}'),
            0x80..=0x9f | 0x61c | 0x200e | 0x200f | 0x2028..=0x202e | 0x2066..=0x2069 => {
                shown.extend(character.escape_unicode());
            }
            _ => shown.push(character),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{code, markdown_text};

    #[track_caller]
    fn check(text: &str, expected_text: &str, expected_code: &str) {
        assert_eq!((markdown_text(text).as_str(), code(text).as_str()), (expected_text, expected_code));
    }

    #[test]
    fn text_of_others_is_read_as_text() {
        check("plain text", "plain text", "`plain text`");
        check("glance_store", "glance_store", "`glance_store`");
        check("_so_ *it* is", r"\_so\_ \*it\* is", "`_so_ *it* is`");
        check("a\n# b", "a # b", "`a # b`");
        check("a | b", r"a \| b", r"`a \| b`");
        check("[x](y) <b>", r"\[x\](y) \<b>", "`[x](y) <b>`");
        check("`x`", r"\`x\`", "`` `x` ``");
        check("a``b", r"a\`\`b", "```a``b```");
        check("R&D &amp; &#35;", r"R\&D \&amp; \&#35;", "`R&D &amp; &#35;`");
        check("\u{1b}[31m\u{202e}", r"␛\[31m\\u{202e}", "`␛[31m\\u{202e}`");
    }
}
