//! How wide the lines for people are.

/// The width where neither the terminal nor `COLUMNS` says.
const USUAL: usize = 100;
/// Narrower than this no line is cut.
const NARROWEST: usize = 40;

/// The terminal's columns where standard output is one, else `COLUMNS`, else 100.
pub fn width() -> usize {
    limit().unwrap_or(USUAL)
}

/// The same; none where neither the terminal nor `COLUMNS` says: what a program reads has one line per row.
pub fn limit() -> Option<usize> {
    let asked = || std::env::var("COLUMNS").ok()?.trim().parse().ok();
    let on_terminal = terminal_size::terminal_size().map(|(columns, _)| usize::from(columns.0));
    on_terminal.or_else(asked).map(|columns| columns.max(NARROWEST))
}

/// The words of a text in lines of at most so many characters; a longer word has a line of its own.
pub fn fill(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let n_characters = word.chars().count();
        match lines.last_mut() {
            Some(line) if length + 1 + n_characters <= width => {
                line.push(' ');
                line.push_str(word);
                length += 1 + n_characters;
            }
            _ => {
                lines.push(word.to_owned());
                length = n_characters;
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_broken_and_no_line_is_longer() {
        assert_eq!(fill("one two three", 7), ["one two", "three"]);
        assert_eq!(fill("a-very-long-word b", 4), ["a-very-long-word", "b"]);
        assert!(fill(" ", 10).is_empty());
    }
}
