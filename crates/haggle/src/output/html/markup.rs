//! A piece of a page.

use std::fmt::{Display, Write};

use haggle_tradeoff::words::is_hidden;

/// HTML. Text enters it through [`put`](Self::put) alone, which escapes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A template with its values.
    pub fn of(template: &'static str, values: &[&dyn Display]) -> Self {
        let mut markup = Self::new();
        markup.put(template, values);
        markup
    }

    /// Adds a template of ours. Each `{}` becomes the next value, escaped so that it is text, in an element as in an attribute's quotes.
    pub fn put(&mut self, template: &'static str, values: &[&dyn Display]) {
        let mut values = values.iter();
        let mut parts = template.split("{}");
        self.0.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let value = values.next();
            debug_assert!(value.is_some(), "a template has more places than values: {template}");
            if let Some(value) = value {
                // Writing into a string does not fail.
                let _ = write!(Escaping(&mut self.0), "{value}");
            }
            self.0.push_str(part);
        }
        debug_assert!(values.next().is_none(), "a template has fewer places than values: {template}");
    }

    /// Adds a piece.
    pub fn add(&mut self, piece: &Self) {
        self.0.push_str(&piece.0);
    }

    /// Adds a file of ours as it is, such as the page's script; for what holds no text of others.
    pub fn add_own(&mut self, text: &str) {
        self.0.push_str(text);
    }

    /// The HTML.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A text as a sentence.
pub fn sentence(text: &str) -> String {
    let mut letters = text.trim_end_matches([':', '.']).chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// Escapes what is written to it.
struct Escaping<'a>(&'a mut String);

impl Write for Escaping<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\n' | '\t' => self.0.push(character),
                _ if is_hidden(character) => self.0.extend(character.escape_unicode()),
                _ => self.0.push(character),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Markup;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let markup = Markup::of("<b title=\"{}\">{}</b>", &[&text, &text]);
        assert_eq!(markup.into_string(), format!("<b title=\"{expected}\">{expected}</b>"));
    }

    #[test]
    fn text_of_others_is_escaped() {
        check("plain text", "plain text");
        check("</b><script>alert('1')</script>", "&lt;/b&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;");
        check("\" onload=\"x", "&quot; onload=&quot;x");
        check("R&D &amp;", "R&amp;D &amp;amp;");
        check("\u{1b}[31m\u{202e}\u{0}", "\\u{1b}[31m\\u{202e}\\u{0}");
        check("{} {{}}", "{} {{}}");
    }
}
