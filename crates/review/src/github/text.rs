//! Title and text of a pull request: the message, and below it a checklist of what is merged first.

use haggle_govern::change::{Link, read_links};

/// The beginnings of a line of the checklist, to do and done, and its end.
const TO_DO: &str = "- [ ] ";
const DONE: &str = "- [x] ";
const END: &str = " is merged first";

/// Title and text for a message; what is merged of what it depends on is ticked.
pub(super) fn title_and_text(message: &str, merged: &[&str]) -> (String, String) {
    let (title, rest) = message.split_once('\n').unwrap_or((message, ""));
    let mut text = without_list(rest.trim());
    let mut before = "\n\n";
    for link in read_links(message) {
        if let Link::DependsOn(target) = link {
            let start = if merged.contains(&target.as_str()) { DONE } else { TO_DO };
            text.extend([before, start, &target, END]);
            before = "\n";
        }
    }
    (title.to_owned(), text)
}

/// A text without the checklist, ticked or not.
pub(super) fn without_list(text: &str) -> String {
    let is_of_list = |line: &&str| !(line.starts_with("- [") && line.ends_with(END));
    text.lines().filter(is_of_list).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

/// What the checklist of a text has ticked.
pub(super) fn ticked(text: &str) -> Vec<String> {
    let target = |line: &str| {
        let line = line.strip_prefix(DONE).or_else(|| line.strip_prefix("- [X] "))?;
        Some(line.strip_suffix(END)?.to_owned())
    };
    text.lines().filter_map(target).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checklist_is_read_as_it_was_written() {
        let message = "Use x\n\nWhy.\n\nDepends-On: https://a/1\nDepends-On: https://a/2\n";
        let (title, text) = title_and_text(message, &["https://a/2"]);
        assert_eq!(title, "Use x");
        assert!(
            text.ends_with("\n\n- [ ] https://a/1 is merged first\n- [x] https://a/2 is merged first"),
            "{text}"
        );
        assert_eq!(ticked(&text), ["https://a/2"]);
        assert_eq!(title_and_text(&format!("{title}\n\n{text}"), &["https://a/2"]), (title, text));
    }
}
