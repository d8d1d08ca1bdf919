//! The values of INI options as `configparser` gives them: `%(name)s` and `%%` replaced, `[DEFAULT]` in every section.
//!
//! Source: `configparser.BasicInterpolation`, observed. Names are compared as setuptools does, upper and lower case apart.

use std::collections::HashMap;
use std::ops::Range;

use super::FileErrorKind;
use super::ini::{IniError, IniOption, Section};
use super::logical::LogicalText;

/// References lead through no more options than this.
const MAX_DEPTH: usize = 10;
/// The references of a file bring no more text than this.
const MAX_TEXT: usize = 1 << 20;

/// The options of a section that references may name.
pub(super) struct Scope<'file> {
    text: &'file str,
    options: HashMap<&'file str, &'file IniOption>,
}

impl<'file> Scope<'file> {
    /// The scope of a section, with what `[DEFAULT]` has.
    pub(super) fn of(text: &'file str, section: &'file Section, defaults: &'file [IniOption]) -> Self {
        let all = defaults.iter().chain(&section.options);
        Scope { text, options: all.map(|option| (option.key.as_str(), option)).collect() }
    }
}

/// What references may still bring.
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Budget(MAX_TEXT)
    }
}

/// The parts of a value as it is written.
enum Part {
    Text(Range<usize>),
    Percent(Range<usize>),
    Reference { range: Range<usize>, name: Range<usize> },
    Invalid(Range<usize>),
}

/// The parts of a text; ranges are in it.
fn parts(value: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut from = 0;
    while let Some(length) = value[from..].find('%') {
        let at = from + length;
        if length > 0 {
            parts.push(Part::Text(from..at));
        }
        let rest = &value[at + 1..];
        let name = rest.strip_prefix('(').and_then(|rest| rest.find(')')).filter(|length| *length > 0);
        let (part, end) = match name {
            _ if rest.starts_with('%') => (Part::Percent(at..at + 2), at + 2),
            Some(length) if rest[length + 2..].starts_with('s') => {
                let end = at + length + 4;
                (Part::Reference { range: at..end, name: at + 2..at + 2 + length }, end)
            }
            _ => (Part::Invalid(at..at + 1), at + 1),
        };
        parts.push(part);
        from = end;
    }
    if from < value.len() {
        parts.push(Part::Text(from..value.len()));
    }
    parts
}

/// The value of an option, with the way back to the file; what is wrong with its references.
pub(super) fn value<'file>(
    option: &IniOption,
    scope: &Scope<'file>,
    budget: &mut Budget,
) -> (LogicalText<'file>, Vec<IniError>) {
    let text = scope.text;
    let mut value = LogicalText::empty(option.after_separator);
    let mut errors = Vec::new();
    let mut last = option.after_separator;
    for line in &option.value {
        if text[last..line.start].contains(['\n', '\r']) {
            value.push_value("\n", last..line.start);
        }
        last = line.end;
        let place = |range: Range<usize>| line.start + range.start..line.start + range.end;
        for part in parts(&text[line.clone()]) {
            match part {
                Part::Text(range) => {
                    let range = place(range);
                    value.push_literal(&text[range.clone()], range.start);
                }
                Part::Percent(range) => value.push_value("%", place(range)),
                Part::Invalid(range) => {
                    errors.push(IniError { range: place(range), kind: FileErrorKind::InvalidInterpolation });
                }
                Part::Reference { range, name } => {
                    let mut brought = String::new();
                    let name = &text[place(name)];
                    match expand(name, scope, 1, budget, &mut brought) {
                        Ok(()) => value.push_value(&brought, place(range)),
                        Err(kind) => errors.push(IniError { range: place(range), kind }),
                    }
                }
            }
        }
    }
    (value, errors)
}

/// Appends the value of the option that a reference names.
fn expand(
    name: &str,
    scope: &Scope<'_>,
    depth: usize,
    budget: &mut Budget,
    to: &mut String,
) -> Result<(), FileErrorKind> {
    let Some(option) = scope.options.get(name) else {
        return Err(FileErrorKind::UnknownReference { name: name.to_owned() });
    };
    let raw = raw_value(option, scope.text);
    let Some(left) = budget.0.checked_sub(raw.len() + 1).filter(|_| depth <= MAX_DEPTH) else {
        return Err(FileErrorKind::EndlessReference { name: name.to_owned() });
    };
    budget.0 = left;
    for part in parts(&raw) {
        match part {
            Part::Text(range) => to.push_str(&raw[range]),
            Part::Percent(_) => to.push('%'),
            Part::Invalid(_) => return Err(FileErrorKind::InvalidInterpolation),
            Part::Reference { name, .. } => expand(&raw[name], scope, depth + 1, budget, to)?,
        }
    }
    Ok(())
}

/// The lines of a value as `configparser` joins them.
fn raw_value(option: &IniOption, text: &str) -> String {
    let mut value = String::new();
    let mut last = option.after_separator;
    for line in &option.value {
        if text[last..line.start].contains(['\n', '\r']) {
            value.push('\n');
        }
        value.push_str(&text[line.clone()]);
        last = line.end;
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::ini;

    /// The value of the last option of the first section that is not `DEFAULT`, or what is wrong with it.
    #[track_caller]
    fn check(text: &str, expected: Result<&str, &str>) {
        let (sections, errors) = ini::parse(text);
        assert_eq!(errors, []);
        let defaults = sections.iter().find(|section| section.name == "DEFAULT");
        let section = sections.iter().find(|section| section.name != "DEFAULT").unwrap();
        let scope = Scope::of(text, section, defaults.map_or(&[], |section| &section.options));
        let (found, errors) = value(section.options.last().unwrap(), &scope, &mut Budget::default());
        let found = match errors.first() {
            None => Ok(found.text.into_owned()),
            Some(error) => Err(error.kind.to_string()),
        };
        assert_eq!(found.as_deref().map_err(String::as_str), expected);
    }

    #[test]
    fn references_are_replaced_and_percent_signs_halved() {
        check("[a]\nx = 1\ny = <%(x)s> 100%%\n", Ok("<1> 100%"));
        check("[a]\nx =\n  1\n  2\ny = %(x)s\n", Ok("\n1\n2"));
        check("[DEFAULT]\nx = d\n[a]\ny = %(x)s\n", Ok("d"));
        check("[DEFAULT]\nx = d\n[a]\nx = a\ny =\n  %(x)s\n", Ok("\na"));
        check("[a]\nx = %(z)s\nz = 3%%\ny = %(x)s\n", Ok("3%"));
    }

    #[test]
    fn references_that_lead_nowhere_are_reported() {
        let plain = "`%` starts a reference such as `%(name)s`: a plain one is written `%%`";
        check("[a]\ny = 100%\n", Err(plain));
        check("[a]\ny = %(x)d\n", Err(plain));
        check(
            "[a]\ny = %(x)s\n",
            Err("`%(x)s` refers to an option that is neither in its section nor in `[DEFAULT]`"),
        );
        check("[a]\ny = %(y)s\n", Err("`%(y)s` leads to itself, or to too much text"));
    }

    #[test]
    fn references_that_multiply_end() {
        let wide = "%(o)s".repeat(200);
        let text = format!("[a]\no = {}\ny = {}\n", wide.replace('o', "p"), wide) + &format!("p = {wide}\n");
        let (sections, _) = ini::parse(&text);
        let scope = Scope::of(&text, &sections[0], &[]);
        let (_, errors) = value(&sections[0].options[1], &scope, &mut Budget::default());
        assert!(matches!(errors[0].kind, FileErrorKind::EndlessReference { .. }));
    }
}
