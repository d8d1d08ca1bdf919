//! The environments of a manifest, as text.

use std::ops::Range;

use haggle_resolve::python::PythonVersion;

use super::lists::NamedText;
use crate::change::FileChange;

/// The header of an environment.
const HEADER: &str = "[[environment]]";

/// A manifest with the environments of its nearest Python once more, for another one. None where it has no environment.
///
/// ```
/// use haggle_govern::pins::{NamedText, add_environment};
///
/// let text = "[[environment]]\nid = \"cp313-linux\"\npython = \"3.13\"\nplatform = \"linux\"\n";
/// let manifest = NamedText { path: "haggle.toml".to_owned(), bytes: text.as_bytes().to_vec() };
/// let change = add_environment(&manifest, &"3.14".parse()?).unwrap();
/// let added = "\n[[environment]]\nid = \"cp314-linux\"\npython = \"3.14\"\nplatform = \"linux\"\n";
/// assert_eq!(change.after, format!("{text}{added}").into_bytes());
/// # Ok::<(), haggle_resolve::python::TargetError>(())
/// ```
pub fn add_environment(manifest: &NamedText, python: &PythonVersion) -> Option<FileChange> {
    let text = std::str::from_utf8(&manifest.bytes).ok()?;
    let environments = environments(text);
    if environments.iter().any(|(_, minor)| *minor == python.minor()) {
        return None;
    }
    let nearest =
        environments.iter().map(|(_, minor)| *minor).min_by_key(|minor| minor.abs_diff(python.minor()))?;
    let (old, new) = (nearest, python.minor());
    let copied = environments.iter().filter(|(_, minor)| *minor == nearest).map(|(range, _)| {
        let block = text[range.clone()].trim_end();
        block
            .replace(&format!("3.{old}"), &format!("3.{new}"))
            .replace(&format!("3{old}"), &format!("3{new}"))
    });
    let copied: Vec<String> = copied.collect();
    let last = environments.iter().rfind(|(_, minor)| *minor == nearest)?.0.end;
    let end = text[..last].trim_end().len();
    let end = end + text[end..].find('\n').map_or(0, |at| at + 1);
    let mut after = text[..end].to_owned();
    if !after.ends_with('\n') {
        after.push('\n');
    }
    for block in copied {
        after = format!("{after}\n{block}\n");
    }
    after.push_str(&text[end..]);
    Some(change(manifest, after))
}

/// A manifest without the environments of a Python. None where it has none.
pub fn drop_environment(manifest: &NamedText, python: &PythonVersion) -> Option<FileChange> {
    let text = std::str::from_utf8(&manifest.bytes).ok()?;
    let mut after = text.to_owned();
    for (range, minor) in environments(text).into_iter().rev() {
        if minor == python.minor() {
            after.replace_range(range, "");
        }
    }
    (after != text).then(|| change(manifest, after))
}

fn change(manifest: &NamedText, after: String) -> FileChange {
    FileChange { path: manifest.path.clone(), before: manifest.bytes.clone(), after: after.into_bytes() }
}

/// The tables of environments, each up to the next table, with the minor number of its Python.
fn environments(text: &str) -> Vec<(Range<usize>, u64)> {
    let mut starts: Vec<(usize, bool)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with('[') {
            starts.push((at, line.trim_end().starts_with(HEADER)));
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([text.len()]);
    let tables = starts.iter().zip(ends).filter(|((_, is_environment), _)| *is_environment);
    tables
        .filter_map(|((start, _), end)| {
            let value = text[*start..end].lines().find_map(|line| {
                let (key, value) = line.split_once('=')?;
                (key.trim() == "python")
                    .then(|| value.split('#').next().unwrap_or_default().trim().trim_matches(['"', '\'']))
            })?;
            Some((*start..end, value.parse::<PythonVersion>().ok()?.minor()))
        })
        .collect()
}
