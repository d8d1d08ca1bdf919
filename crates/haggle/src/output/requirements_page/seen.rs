//! Pages without their comments, which readers of the built page do not see.

/// Spaces instead of comments, `<!-- ... -->`.
pub(super) fn without_html_comments(text: &str) -> String {
    let mut seen = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("<!--") {
        let length = rest[start..].find("-->").map_or(rest.len() - start, |end| end + "-->".len());
        seen.push_str(&rest[..start]);
        seen.push_str(&blank(&rest[start..start + length]));
        rest = &rest[start + length..];
    }
    seen + rest
}

/// Spaces instead of comments: `..` alone or before text other than a directive, a target, a footnote or a substitution, with the indented
/// lines after it.
pub(super) fn without_rst_comments(text: &str) -> String {
    let mut seen = String::with_capacity(text.len());
    // The indent of the comment that the line may belong to.
    let mut comment: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        let indent = line.len() - line.trim_start().len();
        let belongs = comment.is_some_and(|of| content.is_empty() || indent > of);
        if !belongs {
            comment = is_comment(content).then_some(indent);
        }
        if comment.is_some() { seen.push_str(&blank(line)) } else { seen.push_str(line) }
    }
    seen
}

/// Whether the line begins a comment.
fn is_comment(content: &str) -> bool {
    let Some(rest) = content.strip_prefix("..") else { return false };
    if rest.is_empty() {
        return true;
    }
    let Some(rest) = rest.strip_prefix(' ').map(str::trim_start) else { return false };
    let is_directive = rest.split_once("::").is_some_and(|(name, _)| {
        !name.is_empty()
            && name.chars().all(|character| character.is_alphanumeric() || "-_+:.".contains(character))
    });
    !is_directive && !rest.starts_with(['_', '[', '|'])
}

/// Spaces of the same length in bytes; ends of lines stay.
fn blank(text: &str) -> String {
    text.bytes().map(|byte| if matches!(byte, b'\r' | b'\n') { char::from(byte) } else { ' ' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(without: fn(&str) -> String, text: &str, expected: &str) {
        let seen = without(text);
        assert_eq!(seen.len(), text.len());
        let words: Vec<&str> = seen.split_whitespace().collect();
        assert_eq!(words.join(" "), expected, "{text:?}");
    }

    #[test]
    fn comments_are_not_seen() {
        check(without_html_comments, "a <!-- é\n --> b <!-- c", "a b");
        check(without_html_comments, "a -- b", "a -- b");
        check(without_rst_comments, ".. note\n   more\n\n   still\nseen\n", "seen");
        check(without_rst_comments, "..\n   é\nseen\n", "seen");
        check(without_rst_comments, ".. note:: seen\n   too\n", ".. note:: seen too");
        check(
            without_rst_comments,
            ".. _target: x\n.. [1] y\n.. |z| image:: w\n",
            ".. _target: x .. [1] y .. |z| image:: w",
        );
        check(without_rst_comments, "  .. no\n  seen\n", "seen");
        check(without_rst_comments, "...\n..x\n", "... ..x");
    }
}
