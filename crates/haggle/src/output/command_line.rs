//! The command as the header of a written file gives it.

use haggle_spec::{is_hidden, without_secrets};

use crate::program;

/// What the reader of a requirements file (pip) takes for the encoding of the file, in a comment of its first two lines.
const ENCODINGS: [&str; 2] = ["coding:", "coding="];

/// The command of this process as it could be typed again, without the credentials of an index, in one line.
pub fn command_line() -> String {
    let words: Vec<String> =
        std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    program::call(&quoted(&words))
}

/// Words as a shell reads them. None of them ends the line, or says how the file is encoded.
pub fn quoted(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| quoted_word(&without_secrets(word))).collect();
    words.join(" ")
}

fn quoted_word(word: &str) -> String {
    if word.contains(is_hidden) {
        return escaped(word);
    }
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-_=+./:,@%".contains(character);
    let says_encoding = ENCODINGS.iter().any(|encoding| word.contains(encoding));
    if !word.is_empty() && word.chars().all(is_plain) && !says_encoding {
        return word.to_owned();
    }
    let mut text = word.replace('\'', "'\\''");
    for encoding in ENCODINGS {
        // The same to a shell: the quotes end and begin again.
        text = text.replace(encoding, &encoding.replace('g', "'g'"));
    }
    format!("'{text}'")
}

/// `$'...'` with numbers for what is hidden, as bash and its relatives read it.
fn escaped(word: &str) -> String {
    let mut text = String::from("$'");
    for character in word.chars() {
        match character {
            '\\' | '\'' => text.extend(['\\', character]),
            '\0'..='\u{7f}' if is_hidden(character) => text += &hexadecimal('x', 2, character),
            _ if is_hidden(character) => text += &hexadecimal('u', 4, character),
            _ => text.push(character),
        }
    }
    for encoding in ENCODINGS {
        text = text.replace(encoding, &encoding.replace('g', "\\x67"));
    }
    text.push('\'');
    text
}

fn hexadecimal(kind: char, n_digits: usize, character: char) -> String {
    format!("\\{kind}{:0n_digits$x}", u32::from(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [(&str, &str); 9] = [
        ("--index-url=https://localhost/simple", "--index-url=https://localhost/simple"),
        ("glance>=32", "'glance>=32'"),
        ("", "''"),
        ("it's", "'it'\\''s'"),
        ("a\nb\r\u{1b}", "$'a\\x0ab\\x0d\\x1b'"),
        ("it's\\\u{85}\u{202e}", "$'it\\'s\\\\\\u0085\\u202e'"),
        ("encoding:utf-7", "'encodin'g':utf-7'"),
        ("coding= x", "'codin'g'= x'"),
        ("coding:\n", "$'codin\\x67:\\x0a'"),
    ];

    #[test]
    fn words_are_quoted_as_a_shell_reads_them() {
        for (word, expected) in WORDS {
            assert_eq!(quoted_word(word), expected);
        }
    }

    #[test]
    fn a_shell_reads_the_words_again() {
        for (word, _) in WORDS {
            let script = format!("printf %s {}", quoted_word(word));
            let Ok(output) =
                std::process::Command::new("bash").env("LC_ALL", "C.UTF-8").args(["-c", &script]).output()
            else {
                return;
            };
            assert_eq!(String::from_utf8_lossy(&output.stdout), word);
        }
    }
}
