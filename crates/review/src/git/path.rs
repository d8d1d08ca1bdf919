//! Which paths and names of branches are written.

use crate::error::{ReviewError, ReviewErrorKind};

/// Whether a path names a file inside a repository, on every system.
///
/// # Errors
/// It is absolute or empty, goes up, or has a part that git or a file system takes for something else (`.git`, a trailing dot, a
/// control).
pub(crate) fn check_path(path: &str) -> Result<(), ReviewError> {
    let is_fine = |part: &str| {
        let plain = part.trim_end_matches(['.', ' ']).to_ascii_lowercase();
        !part.is_empty()
            && plain.len() == part.len()
            && !plain.starts_with(".git")
            && !plain.starts_with("git~")
            && !part.chars().any(|c| c.is_control() || is_ignored(c) || "\\:*?\"<>|".contains(c))
    };
    if path.split('/').all(is_fine) {
        return Ok(());
    }
    Err(ReviewError::new(path, ReviewErrorKind::Path, "a change does not write to this path"))
}

/// Characters that some file systems leave out of names, so that another name becomes `.git`.
fn is_ignored(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Whether a branch or a topic is a plain name: parts of letters, digits and `-_.+` between slashes.
///
/// # Errors
/// It is not: git and review systems read more than a name out of it.
pub(crate) fn check_name(what: &str, name: &str) -> Result<(), ReviewError> {
    let is_fine = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.+".contains(c))
            && !part.contains("..")
            && !part.ends_with('.')
            && part.rsplit('.').next() != Some("lock")
    };
    if name.len() <= 200 && name.split('/').all(is_fine) {
        return Ok(());
    }
    let reason = format!("it is not the plain name of a {what}: letters, digits, `-`, `_`, `.`, `+` and `/`");
    Err(ReviewError::new(name, ReviewErrorKind::Settings, &reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_in_the_repository() {
        for path in ["requirements.txt", "a/b/c.txt", "a b", "é", ".zuul.yaml"] {
            assert!(check_path(path).is_ok(), "{path}");
        }
        for path in [
            "",
            "/etc/passwd",
            "../a",
            "a/../b",
            "a//b",
            "a/",
            ".git/config",
            "a/.GIT/hooks/x",
            ".git",
            ".git.",
            "git~1/config",
            "a\\b",
            "c:x",
            "a\nb",
            ".g\u{200c}it/config",
            ".",
            "a/.",
            ".gitmodules",
            ".gitattributes",
        ] {
            assert!(check_path(path).is_err(), "{path:?}");
        }
    }

    #[test]
    fn branches_and_topics_are_plain_names() {
        for name in ["master", "stable/2026.1", "openstack/requirements", "unmaintained/2023.1", "a+b"] {
            assert!(check_name("branch", name).is_ok(), "{name}");
        }
        for name in
            ["", "-f", "a..b", "a%topic=x", "a,b", "a b", "a/", "/a", "a.lock", "a:b", "refs/../a", "a\n"]
        {
            assert!(check_name("branch", name).is_err(), "{name:?}");
        }
    }
}
