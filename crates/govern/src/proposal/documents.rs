//! Requirements that no list of distributions holds: `bindep.txt`, and the page that operators follow.

use haggle_spec::visible;

use super::error::ProposalError;
use super::request::{Files, Subject};
use crate::data::ProjectEntry;

/// `bindep.txt` with the lines of the catalogue, else the name, where it lacks them.
pub(super) fn bindep(
    subject: &Subject<'_>,
    own: &ProjectEntry,
    files: &Files,
) -> Result<(String, Vec<u8>), ProposalError> {
    let (path, before) = file(own.bindep.as_ref(), files, "bindep.txt")?;
    let text = String::from_utf8_lossy(before);
    let lacks = |line: &&String| {
        !text.lines().any(|there| there.split('#').next().is_some_and(|there| there.trim() == line.trim()))
    };
    let named = vec![subject.entry.name.clone()];
    let wanted = subject.catalogue.map_or(&named, |entry| &entry.bindep);
    let lines: Vec<&String> = wanted.iter().filter(lacks).collect();
    Ok((path.clone(), appended(before, lines)))
}

/// The page with what operators have to do at its end.
pub(super) fn documented(
    subject: &Subject<'_>,
    own: &ProjectEntry,
    files: &Files,
) -> Result<(String, Vec<u8>), ProposalError> {
    let (path, before) = file(own.documentation.as_ref(), files, "documentation")?;
    let entry = subject.catalogue;
    let install = match entry.map(|entry| (&entry.requirement, &entry.bindep)) {
        Some((Some(line), _)) => vec![line.text().to_owned()],
        Some((None, lines)) => lines.clone(),
        None => vec![subject.entry.to_normalized_line()],
    };
    let title = entry.map_or_else(|| subject.entry.name.clone(), |entry| entry.id.to_string());
    let mut lines = vec![String::new(), title.clone(), "~".repeat(title.len()), String::new()];
    lines.extend(entry.and_then(|entry| entry.purpose.as_deref()).map(paragraph));
    lines.push(String::new());
    // Inside of a literal nothing can be escaped.
    lines.extend(install.iter().map(|line| format!("* install ``{}``", line.replace('`', "'"))));
    if let Some(missing) = entry.and_then(|entry| entry.missing_behaviour.as_ref()) {
        lines.push(String::new());
        lines.push(format!("Without it: {}", inline(missing)));
    }
    Ok((path.clone(), appended(before, lines)))
}

/// A file that the manifest names.
fn file<'a>(
    path: Option<&'a String>,
    files: &'a Files,
    what: &'static str,
) -> Result<(&'a String, &'a Vec<u8>), ProposalError> {
    let path = path.ok_or(ProposalError::NoFile { file: what })?;
    Ok((path, files.get(path).ok_or(ProposalError::NoFile { file: what })?))
}

/// Text of others as a paragraph of reStructuredText: neither a directive nor a list nor anything else that a line can begin.
fn paragraph(text: &str) -> String {
    let text = inline(text);
    let is_word = text.starts_with(char::is_alphabetic)
        && !text.chars().nth(1).is_some_and(|second| ".)".contains(second));
    // An escaped space is nothing but the end of what could begin there.
    if is_word { text } else { format!("\\ {text}") }
}

/// Text of others in one line of reStructuredText that is read as nothing but text.
fn inline(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = visible(&line);
    let mut escaped = String::with_capacity(line.len());
    let mut before = ' ';
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        let after = characters.peek().copied().unwrap_or(' ');
        let is_special = match character {
            '\\' | '`' | '*' | '|' => true,
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            // Two at the end announce a literal block; one within a word makes an address of any scheme a link.
            ':' => {
                before == ':' || (after != ' ' && !escaped.ends_with("http") && !escaped.ends_with("https"))
            }
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

/// Bytes with lines at their end, in the line ending that the file has.
fn appended<'a>(before: &[u8], lines: impl IntoIterator<Item = impl AsRef<str> + 'a>) -> Vec<u8> {
    let ending: &[u8] = if before.windows(2).any(|pair| pair == b"\r\n") { b"\r\n" } else { b"\n" };
    let mut after = before.to_vec();
    if !after.is_empty() && !after.ends_with(b"\n") {
        after.extend_from_slice(ending);
    }
    for line in lines {
        after.extend_from_slice(line.as_ref().as_bytes());
        after.extend_from_slice(ending);
    }
    after
}

#[cfg(test)]
mod tests {
    use super::paragraph;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(paragraph(text), expected);
    }

    #[test]
    fn text_of_the_catalogue_is_read_as_text() {
        check("Keeps the state: of image_cache files.", "Keeps the state: of image_cache files.");
        check(".. include:: /etc/passwd", r"\ .. include\:\: /etc/passwd");
        check("see https://a.example/b", "see https://a.example/b");
        check("1. one", r"\ 1. one");
        check("A. one", r"\ A. one");
        check("one\n\n.. raw:: html\n\n   <b>", r"one .. raw\:\: html <b>");
        check("`x <javascript:a>`_ |y| *z* [1]_ \\", r"\ \`x <javascript\:a>\`\_ \|y\| \*z\* [1]\_ \\");
        check("\u{1b}[31m\u{2028}ends::", r"\ ␛[31m ends\:\:");
    }
}
