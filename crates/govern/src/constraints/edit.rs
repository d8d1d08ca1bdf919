//! One name of the constraints replaced, added or removed.

use haggle_spec::file::{Entry, EntryFile, Urls};
use haggle_spec::{Diagnostic, normalise_name};

/// The lines of constraints with every line of a name replaced by one, which comes first; or without them, where the replacement is
/// empty.
///
/// This writes what the tool of `OpenStack` writes, for jobs that compare: the entries sorted, without blank lines and lines
/// with only a comment. To keep those, edit a [`Constraints`](haggle_spec::file::constraints::Constraints) instead.
///
/// # Errors
/// A line that is neither an entry nor a URL that names its project.
///
/// ```
/// use haggle_govern::constraints::edit;
///
/// assert_eq!(edit("b===2\na===1\n", "A", "a===9").unwrap(), ["a===9", "b===2"]);
/// assert_eq!(edit("b===2\na===1\n", "b", "").unwrap(), ["a===1"]);
/// ```
pub fn edit(content: &str, name: &str, replacement: &str) -> Result<Vec<String>, Diagnostic> {
    let (file, diagnostics) = EntryFile::parse(content, Urls::Allowed);
    if let Some(diagnostic) = diagnostics.into_iter().next() {
        return Err(diagnostic);
    }
    let edited = normalise_name(name);
    let is_kept = |entry: &&Entry| entry.package_name().is_some_and(|name| name.as_str() != edited);
    let mut kept: Vec<&Entry> = file.entries().filter(is_kept).collect();
    kept.sort_by_cached_key(|entry| {
        let Entry { name, location, specifiers, marker, comment, .. } = entry;
        (name.clone(), location.clone(), specifiers.to_string(), marker.clone(), comment.clone())
    });
    let first = Some(replacement).filter(|replacement| !replacement.is_empty()).map(str::to_owned);
    Ok(first.into_iter().chain(kept.into_iter().map(Entry::to_line)).collect())
}
