//! INI text as Python's `configparser` reads it, with the place of everything.
//!
//! Source: the documentation of `configparser`, "Supported INI File Structure", with its defaults: `=` and `:` separate,
//! lines that start with `#` or `;` are comments, no comments behind values, values go on in lines that are indented deeper
//! than their option. What interpolation and the section `DEFAULT` do is in [`interpolation`](super::interpolation).

use std::collections::HashSet;
use std::ops::Range;

use super::FileErrorKind;
use super::logical::trim;

/// A section with its options, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) name: String,
    /// The line of the header.
    pub(super) header: Range<usize>,
    pub(super) options: Vec<IniOption>,
    /// Where the section ends: after its last line that is not blank.
    pub(super) end: usize,
}

/// An option and the lines of its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct IniOption {
    /// As written; `configparser` compares in lower case.
    pub(super) key: String,
    /// What is between the separator and the end of the line, trimmed, then each line that goes on, trimmed. Comments and
    /// blank lines between are not in it.
    pub(super) value: Vec<Range<usize>>,
    /// From the start of the option's line to the end of its last value line, line ending excluded.
    pub(super) full: Range<usize>,
    /// The place right after the separator.
    pub(super) after_separator: usize,
}

/// A line that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct IniError {
    pub(super) range: Range<usize>,
    pub(super) kind: FileErrorKind,
}

/// Reads sections and options. A line that is wrong is reported and left out.
pub(super) fn parse(text: &str) -> (Vec<Section>, Vec<IniError>) {
    let mut sections: Vec<Section> = Vec::new();
    let mut errors = Vec::new();
    // The indentation of the option that a deeper line goes on with.
    let mut open_indent: Option<usize> = None;
    let mut names: HashSet<String> = HashSet::new();
    let mut keys: HashSet<String> = HashSet::new();
    let mut lower_keys: HashSet<String> = HashSet::new();
    let mut errors_of_pbr = Vec::new();
    for (start, end) in lines(text) {
        let (front, content) = trim(&text[start..end]);
        let range = start + front..start + front + content.len();
        if content.is_empty() || content.starts_with(['#', ';']) {
            continue;
        }
        let last = sections.last_mut();
        if let Some(section) = last
            && let Some(indent) = open_indent
            && front > indent
            && let Some(option) = section.options.last_mut()
        {
            option.full.end = range.end;
            section.end = end;
            option.value.push(range);
            continue;
        }
        open_indent = None;
        if let Some(name) = header(content) {
            keys.clear();
            lower_keys.clear();
            if !names.insert(name.to_owned()) {
                let what = format!("section `{name}`");
                errors.push(IniError { range: range.clone(), kind: FileErrorKind::Duplicate { what } });
            }
            sections.push(Section { name: name.to_owned(), header: range, options: Vec::new(), end });
            continue;
        }
        let Some(section) = sections.last_mut() else {
            errors.push(IniError {
                range,
                kind: FileErrorKind::InvalidIni { expected: "a section header such as `[metadata]`" },
            });
            continue;
        };
        section.end = end;
        match option(text, &range) {
            Some(option) => {
                open_indent = Some(front);
                let range = range.start..range.start + option.key.len();
                let what = format!("option `{}`", option.key);
                let error = IniError { range, kind: FileErrorKind::Duplicate { what } };
                // pbr's parser knows no upper case; setuptools, whose sections these are, has one that does.
                let is_setuptools = section.name.starts_with("options");
                if !keys.insert(option.key.clone()) {
                    errors.push(error);
                } else if !lower_keys.insert(option.key.to_lowercase()) {
                    if is_setuptools { &mut errors_of_pbr } else { &mut errors }.push(error);
                }
                section.options.push(option);
            }
            None => {
                errors
                    .push(IniError { range, kind: FileErrorKind::InvalidIni { expected: "`key = value`" } });
            }
        }
    }
    let is_pbr =
        |section: &Section| matches!(section.name.as_str(), "extras" | "files" | "backwards_compat" | "pbr");
    if sections.iter().any(is_pbr) {
        errors.extend(errors_of_pbr);
    }
    (sections, errors)
}

/// The lines of a text: where each starts and where it ends, line ending excluded.
fn lines(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let start = at;
        let end = text[at..].find(['\n', '\r']).map_or(text.len(), |length| at + length);
        at = end + if text[end..].starts_with("\r\n") { 2 } else { 1 };
        Some((start, end))
    })
}

fn header(content: &str) -> Option<&str> {
    let rest = content.strip_prefix('[')?;
    let close = rest.rfind(']').filter(|close| *close > 0)?;
    Some(&rest[..close])
}

fn option(text: &str, range: &Range<usize>) -> Option<IniOption> {
    let content = &text[range.clone()];
    let separator = content.find(['=', ':'])?;
    let key = trim(&content[..separator]).1;
    if key.is_empty() {
        return None;
    }
    let after_separator = range.start + separator + 1;
    let (front, first) = trim(&text[after_separator..range.end]);
    let mut value = Vec::new();
    if !first.is_empty() {
        value.push(after_separator + front..after_separator + front + first.len());
    }
    Some(IniOption { key: key.to_owned(), value, full: range.clone(), after_separator })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each section in a line: its name, then its options with the lines of their values.
    fn show(text: &str) -> Vec<String> {
        let (sections, errors) = parse(text);
        assert_eq!(errors, []);
        let option = |option: &IniOption| {
            let value: Vec<&str> = option.value.iter().map(|range| &text[range.clone()]).collect();
            format!(" {}={}", option.key, value.join("|"))
        };
        let section = |section: &Section| {
            section.name.clone() + &section.options.iter().map(option).collect::<String>()
        };
        sections.iter().map(section).collect()
    }

    #[test]
    fn values_go_on_in_deeper_lines_past_comments_and_blank_lines() {
        let text = "# top\n[a]\nKey = one\n  two\n# c\n\n\tthree\r\nother : x=y\n[b]\n";
        assert_eq!(show(text), ["a Key=one|two|three other=x=y", "b"]);
    }

    #[test]
    fn what_is_no_option_is_reported_and_the_rest_read() {
        let (sections, errors) = parse("x = 1\n[a]\nnothing\nb = 2\n[a]\nc = 1\nC = 2\n");
        let shown: Vec<_> =
            errors.iter().map(|error| (error.range.clone(), error.kind.to_string())).collect();
        assert_eq!(
            shown,
            [
                (0..5, "expected a section header such as `[metadata]`".to_owned()),
                (10..17, "expected `key = value`".to_owned()),
                (24..27, "section `a` is there twice".to_owned()),
                (34..35, "option `C` is there twice".to_owned()),
            ]
        );
        assert_eq!(sections.len(), 2);
    }

    #[test]
    fn a_section_ends_after_its_last_line_that_says_something() {
        let text = "[a]\nb =\n  c\n\n# next\n[d]\n";
        let (sections, _) = parse(text);
        assert_eq!(&text[sections[0].header.start..sections[0].end], "[a]\nb =\n  c");
    }
}
