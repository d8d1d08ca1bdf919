use super::text::variable_names;
use super::*;

fn lines(text: &str) -> Vec<(String, Option<String>)> {
    let mut position = 0;
    let lines = LogicalLines::new(text, None)
        .map(|line| {
            assert_eq!(line.full.start, position, "lines tile the text");
            position = line.full.end;
            assert_mapped(text, &line.content);
            (line.content.text.into_owned(), line.comment.map(|range| text[range].to_owned()))
        })
        .collect();
    assert_eq!(position, text.len(), "lines tile the text");
    lines
}

/// Every character of the content is the character of the file that it maps to.
#[track_caller]
fn assert_mapped(text: &str, content: &LogicalText<'_>) {
    for (at, character) in content.text.char_indices() {
        let range = content.range(at..at + character.len_utf8());
        assert!(text[range.clone()] == character.to_string() || range.is_empty(), "{at} of {content:?}");
    }
}

#[track_caller]
fn check(text: &str, expected: &[(&str, Option<&str>)]) {
    let found = lines(text);
    let found: Vec<(&str, Option<&str>)> =
        found.iter().map(|(content, comment)| (content.as_str(), comment.as_deref())).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_comment_starts_after_white_space_or_at_the_start() {
    check("six # a # b\n", &[("six", Some("# a # b"))]);
    check("six#a\n", &[("six#a", None)]);
    check("git+https://x/y#egg=z  # c", &[("git+https://x/y#egg=z", Some("# c"))]);
    check("# a\n  # b\r\n\n", &[("", Some("# a")), ("", Some("# b")), ("", None)]);
    check("six\u{a0}# a\n", &[("six", Some("# a"))]);
}

#[test]
fn a_backslash_joins_with_the_next_line() {
    check("six>=1,\\\n  <2\n", &[("six>=1,  <2", None)]);
    check(
        "six \\\r\n    --hash=sha256:a \\\r\n    --hash=sha256:b # c\r\n",
        &[("six     --hash=sha256:a     --hash=sha256:b", Some("# c"))],
    );
    check("six \\", &[("six", None)]);
    check("six \\\n\nfoo\n", &[("six", None), ("foo", None)]);
}

#[test]
fn a_comment_line_ends_a_joined_line_and_is_never_continued() {
    check("six \\\n# why\nfoo\n", &[("six", Some("# why")), ("foo", None)]);
    check("# why \\\nfoo\n", &[("", Some("# why \\")), ("foo", None)]);
    check("six # why \\\nfoo\n", &[("six", Some("# why \\\nfoo"))]);
}

#[test]
fn all_backslashes_of_a_joined_line_go() {
    check("\\six\\\\\n>=1\n", &[("six>=1", None)]);
    check("six \\ \n", &[("six \\", None)]);
}

#[test]
fn lines_break_where_python_breaks_them() {
    check(
        "a\rb\x0bc\x0cd\x1ce\x1df\x1eg\u{85}h\u{2028}i\u{2029}j\r\nk",
        &[
            ("a", None),
            ("b", None),
            ("c", None),
            ("d", None),
            ("e", None),
            ("f", None),
            ("g", None),
            ("h", None),
            ("i", None),
            ("j", None),
            ("k", None),
        ],
    );
    check("\u{e2}\u{2026}\u{c2}\n", &[("\u{e2}\u{2026}\u{c2}", None)]);
}

#[test]
fn a_variable_maps_as_a_whole() {
    let text = "x${A}y \\\n${B}${C}z # ${A}\n";
    let value = |name: &str| match name {
        "A" => Some("long value".to_owned()),
        "B" => Some("four".to_owned()),
        _ => None,
    };
    let line = LogicalLines::new(text, Some(&value)).next().unwrap();
    assert_eq!(line.content.text, "xlong valuey four${C}z");
    assert_eq!(&text[line.comment.unwrap()], "# ${A}");
    let part = |range| &text[line.content.range(range)];
    assert_eq!(part(0..1), "x");
    assert_eq!(part(1..2), "${A}");
    assert_eq!(part(3..11), "${A}");
    assert_eq!(part(10..12), "${A}y");
    assert_eq!(part(13..14), "${B}");
    assert_eq!(part(14..17), "${B}");
    assert_eq!(part(17..22), "${C}z");
    assert_eq!(part(0..22), "x${A}y \\\n${B}${C}z");
}

#[test]
fn only_upper_case_names_in_braces_are_variables() {
    let names = |text| variable_names(text).map(|(_, name)| name).collect::<Vec<_>>();
    assert_eq!(names("${A_1}$B${c}${}${D"), ["A_1"]);
}
