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
/// other control characters and those that turn the direction of text are shown by symbols, and what has a meaning is escaped. A
/// bare address stays as it is: where a renderer links it, it links to what is read.
pub(crate) fn markdown_text(text: &str) -> String {
    let line = one_line(text);
    let mut escaped = String::with_capacity(line.len());
    let block = block_mark(&line);
    let mut before = ' ';
    let mut characters = line.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let after = characters.peek().map_or(' ', |(_, after)| *after);
        let is_special = match character {
            _ if block == Some(at) => true,
            '\\' | '`' | '*' | '[' | ']' | '<' | '|' | '~' | '$' | '{' | '}' => true,
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

/// The place of the character by which the start of a line would be a heading, a quotation or an item of a list.
fn block_mark(line: &str) -> Option<usize> {
    let ends_word = |rest: &str| rest.is_empty() || rest.starts_with(' ');
    let n_digits = line.find(|character: char| !character.is_ascii_digit()).unwrap_or(line.len());
    let rest = &line[n_digits..];
    let mark = rest.chars().next()?;
    let is_mark = match mark {
        '#' | '>' | '=' => n_digits == 0,
        '-' | '+' => n_digits == 0 && (ends_word(&rest[1..]) || rest[1..].starts_with(mark)),
        '.' | ')' => n_digits > 0 && ends_word(&rest[1..]),
        _ => false,
    };
    is_mark.then_some(n_digits)
}

/// The text in one line, with symbols for characters that a reader cannot see.
pub(crate) fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut shown = String::with_capacity(line.len());
    for character in line.chars() {
        match u32::from(character) {
            control @ 0..=0x1f => shown.extend(char::from_u32(0x2400 + control)),
            0x7f => shown.push('\u{2421}'),
            _ if is_hidden(character) => shown.extend(character.escape_unicode()),
            _ => shown.push(character),
        }
    }
    shown
}

/// Whether a character controls how text is shown instead of being shown: C0, DEL, C1, the separators of lines and what sets the
/// direction of text.
pub fn is_hidden(character: char) -> bool {
    matches!(u32::from(character), 0..=0x1f | 0x7f..=0x9f | 0x61c | 0x200e | 0x200f | 0x2028..=0x202e | 0x2066..=0x2069)
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
        check("# a", r"\# a", "`# a`");
        check("1) a", r"1\) a", "`1) a`");
        check("- a - b", r"\- a - b", "`- a - b`");
        check("---", r"\---", "`---`");
        check("2026-11-22", "2026-11-22", "`2026-11-22`");
        check("0.9 of 1.", "0.9 of 1.", "`0.9 of 1.`");
        check("-5 to +5", "-5 to +5", "`-5 to +5`");
        check("$x$ {#y}", r"\$x\$ \{#y\}", "`$x$ {#y}`");
        check("a``b", r"a\`\`b", "```a``b```");
        check("R&D &amp; &#35;", r"R\&D \&amp; \&#35;", "`R&D &amp; &#35;`");
        check("\u{1b}[31m\u{202e}", r"␛\[31m\\u\{202e\}", "`␛[31m\\u{202e}`");
    }
}
