//! The command as the header of a written file gives it.

/// The command as it could be typed again, without the credentials of an index.
pub fn command_line() -> String {
    let words = std::env::args().skip(1).map(|word| {
        let word = without_credentials(&word);
        let is_plain =
            |character: char| character.is_ascii_alphanumeric() || "-_=+./:,@%".contains(character);
        if !word.is_empty() && word.chars().all(is_plain) {
            word
        } else {
            format!("'{}'", word.replace('\'', "'\\''"))
        }
    });
    crate::program::call(&words.collect::<Vec<_>>().join(" "))
}

/// `scheme://user:password@host` without what stands before the host.
fn without_credentials(word: &str) -> String {
    let Some(scheme) = word.find("://") else { return word.to_owned() };
    let start = scheme + "://".len();
    let end = word[start..].find('/').map_or(word.len(), |end| start + end);
    match word[start..end].rfind('@') {
        Some(at) => format!("{}{}", &word[..start], &word[start + at + 1..]),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_do_not_reach_the_header() {
        for (word, expected) in [
            ("--index-url=https://me:p@ss@localhost/simple", "--index-url=https://localhost/simple"),
            ("https://localhost/a@b", "https://localhost/a@b"),
            ("glance>=32", "glance>=32"),
        ] {
            assert_eq!(without_credentials(word), expected);
        }
    }
}
