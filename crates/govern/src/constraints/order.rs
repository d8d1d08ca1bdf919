//! The order of the lines of constraints.

use sha1::{Digest, Sha1};

/// Sorts the lines of constraints by the SHA-1 of what comes before their first `=`, the name. Lines of one name stay in their order.
///
/// Names of one family (`oslo.*`, `python-*client`) are far from each other in that order, so that changes to two of them in one
/// week do not conflict. The hash is for that alone.
///
/// ```
/// use haggle_govern::constraints::sort_by_hash;
///
/// let mut lines = ["oslo.db===9", "oslo.config===9", "six===1"];
/// sort_by_hash(&mut lines);
/// assert_eq!(lines, ["oslo.config===9", "six===1", "oslo.db===9"]);
/// ```
pub fn sort_by_hash<Line: AsRef<str>>(lines: &mut [Line]) {
    lines.sort_by_cached_key(|line| name_hash(line.as_ref()));
}

/// What a line is sorted by: the SHA-1 of what comes before its first `=`.
pub(crate) fn name_hash(line: &str) -> [u8; 20] {
    let name = line.split('=').next().unwrap_or_default();
    <[u8; 20]>::from(Sha1::digest(name))
}
