//! Modules and distributions that a configuration names: paste files, entry points, `alembic.ini`, lists of plugins.

use haggle_spec::{Span, TextPosition};

use crate::lines::Lines;

/// A word of a configuration that may name a module or a distribution.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ConfiguredName {
    /// The module's dotted name, or the distribution's name.
    pub name: Box<str>,
    /// What the form of the word says of it.
    pub kind: ConfiguredNameKind,
    /// Where the name starts.
    pub position: TextPosition,
    /// Its bytes.
    pub span: Span,
}

/// What the form of a word in a configuration says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum ConfiguredNameKind {
    /// `module:attribute`, as entry points and paste's factories are written.
    Object,
    /// The same, of a program: below `console_scripts` or a table of scripts.
    Program,
    /// `egg:Distribution#entry`, as paste names plugins.
    Egg,
    /// A dotted name or a single word: it may be a module, or anything else.
    Word,
}

impl ConfiguredNameKind {
    /// Whether it names an object of a module, so that the module is used.
    pub fn is_object(self) -> bool {
        matches!(self, Self::Object | Self::Program)
    }
}

/// The words of a configuration that may name modules or distributions, in order. Lines that are comments (`#`, `;`) and the
/// headers of sections are left out.
///
/// The caller decides which files are such configurations; of a text in prose every word would be one. O(n).
///
/// ```
/// use haggle_scan::{ConfiguredNameKind, configured_names};
///
/// let text = b"[filter:auth]\n# six\npaste.filter_factory = keystonemiddleware.auth_token:filter_factory\nuse = egg:Paste#urlmap\n";
/// let names = configured_names(text);
/// let found: Vec<_> = names.iter().map(|name| (&*name.name, name.kind, name.position.line)).collect();
/// assert_eq!(found[1], ("keystonemiddleware.auth_token", ConfiguredNameKind::Object, 3));
/// assert_eq!(found[3], ("Paste", ConfiguredNameKind::Egg, 4));
/// ```
pub fn configured_names(text: &[u8]) -> Vec<ConfiguredName> {
    let lines = Lines::new(text);
    let mut cursor = lines.cursor();
    let mut names = Vec::new();
    let mut start = 0;
    let (mut is_of_scripts, mut is_below_scripts) = (false, false);
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let is_scripts = || memchr::memmem::find(line, b"scripts").is_some();
        match line.first() {
            Some(b'[') if !is_list(line) => (is_of_scripts, is_below_scripts) = (is_scripts(), false),
            Some(first) if !first.is_ascii_whitespace() => is_below_scripts = is_scripts(),
            _ => {}
        }
        if !matches!(line.trim_ascii_start().first(), None | Some(b'#' | b';' | b'[')) || is_list(line) {
            for (from, to) in words(line) {
                let word = &line[from..to];
                let Some((offset, length, kind)) = name_in(word) else { continue };
                let is_program = kind == ConfiguredNameKind::Object && (is_of_scripts || is_below_scripts);
                let kind = if is_program { ConfiguredNameKind::Program } else { kind };
                let at = start + from + offset;
                names.push(ConfiguredName {
                    name: String::from_utf8_lossy(&text[at..at + length]).into(),
                    kind,
                    position: cursor.position(at),
                    span: Span::new(at, at + length),
                });
            }
        }
        start += line.len();
    }
    names
}

/// A line that starts with a bracket and is not a header: `["a:b", "c:d"]`.
fn is_list(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.starts_with(b"[") && line[1..].trim_ascii_start().starts_with(b"\"")
}

/// The stretches between blanks, quotes, brackets, `=` and commas.
fn words(line: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let is_part = |byte: u8| !byte.is_ascii_whitespace() && !b"\"'=,()[]{}<>|`".contains(&byte);
    let mut at = 0;
    core::iter::from_fn(move || {
        at += line[at..].iter().position(|byte| is_part(*byte))?;
        let from = at;
        at += line[at..].iter().position(|byte| !is_part(*byte)).unwrap_or(line.len() - at);
        Some((from, at))
    })
}

/// The offset and length of the name in a word.
fn name_in(word: &[u8]) -> Option<(usize, usize, ConfiguredNameKind)> {
    if let Some(egg) = word.strip_prefix(b"egg:") {
        let length = egg.iter().position(|byte| *byte == b'#').unwrap_or(egg.len());
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        let is_name = length > 0 && egg[..length].iter().all(is_part);
        return is_name.then_some((4, length, ConfiguredNameKind::Egg));
    }
    let (offset, rest) = match word.strip_prefix(b"call:") {
        Some(rest) => (5, rest),
        None => (0, word),
    };
    let length = rest.iter().position(|byte| *byte == b':').unwrap_or(rest.len());
    if !is_dotted(&rest[..length]) {
        return None;
    }
    match rest.get(length + 1..) {
        // `key:` of YAML.
        None | Some([]) => Some((offset, length, ConfiguredNameKind::Word)),
        Some(attribute) => is_dotted(attribute).then_some((offset, length, ConfiguredNameKind::Object)),
    }
}

/// Whether it is identifiers with dots between.
pub(crate) fn is_dotted(text: &[u8]) -> bool {
    text.split(|byte| *byte == b'.').all(|part| {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        part.first().is_some_and(|first| !first.is_ascii_digit()) && part.iter().all(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, ConfiguredNameKind)]) {
        let names = configured_names(text.as_bytes());
        let found: Vec<(&str, ConfiguredNameKind)> =
            names.iter().map(|name| (&*name.name, name.kind)).collect();
        assert_eq!(found, expected, "in {text:?}");
        assert!(names.iter().all(|name| text[name.span.range()] == *name.name));
    }

    #[test]
    fn the_form_of_a_word_says_what_it_names() {
        use ConfiguredNameKind::{Egg, Object, Word};
        check("a = b.c:d.e\n", &[("a", Word), ("b.c", Object)]);
        check("a = egg:Paste-Deploy#main\n", &[("a", Word), ("Paste-Deploy", Egg)]);
        check("a = call:b:c\n", &[("a", Word), ("b", Object)]);
        check("a: 'b.c'\n", &[("a", Word), ("b.c", Word)]);
        check(
            "exts = [\"b.c:d\", e]\n[\"f:g\"]\n",
            &[("exts", Word), ("b.c", Object), ("e", Word), ("f", Object)],
        );
    }

    #[test]
    fn programs_are_below_their_group() {
        use ConfiguredNameKind::{Object, Program, Word};
        check(
            "[entry_points]\na.b =\n  c = d:e\nconsole_scripts =\n  f = g.h:i\nj =\n  k = l:m\n",
            &[
                ("a.b", Word),
                ("c", Word),
                ("d", Object),
                ("console_scripts", Word),
                ("f", Word),
                ("g.h", Program),
                ("j", Word),
                ("k", Word),
                ("l", Object),
            ],
        );
        check(
            "[project.scripts]\na = \"b:c\"\n[project.entry-points.x]\nd = \"e:f\"\n",
            &[("a", Word), ("b", Program), ("d", Word), ("e", Object)],
        );
    }

    #[test]
    fn comments_headers_and_other_words_name_nothing() {
        check("# a:b\n ; c:d\n[app:main]\n", &[]);
        check("https://example.org >=1.0 1.2 a-b /v3: a:1\n", &[]);
    }
}
