use super::*;

/// Compares the tokens of a line, without the last `Newline` and `End`.
#[track_caller]
fn check(text: &str, expected: &[(TokenKind, &str)]) {
    let mut lexer = Lexer::new(text.as_bytes(), 0, true);
    let mut found = Vec::new();
    loop {
        let token = lexer.next();
        if token.kind == TokenKind::End {
            break;
        }
        found.push((token.kind, &text[token.range()]));
    }
    assert_eq!(found.pop().map(|(kind, _)| kind), Some(TokenKind::Newline));
    assert_eq!(found, expected, "of {text:?}");
    assert_eq!(lexer.error(), None, "of {text:?}");
}

#[test]
fn numbers_end_where_python_ends_them() {
    use TokenKind::{Name, Number, Operator, Sign};
    for number in
        ["0", "00_0", "1_000", "0xfF_0", "0o17", "0b_1", "1.", "1.5e-3", ".5", "1j", "1e5J", "08.5", "09e1"]
    {
        check(number, &[(Number, number)]);
    }
    check("1if x", &[(Number, "1"), (Name, "if"), (Name, "x")]);
    check("0xfor x", &[(Number, "0xf"), (Name, "or"), (Name, "x")]);
    check("1-2", &[(Number, "1"), (Sign, "-"), (Number, "2")]);
    check("1//2", &[(Number, "1"), (Operator, "//"), (Number, "2")]);
}

#[test]
fn operators_that_structure_a_statement_are_told_apart() {
    use TokenKind::{Arrow, Augmented, Colon, Dot, Ellipsis, Equal, Name, Operator, Star, Walrus};
    check("a:=b", &[(Name, "a"), (Walrus, ":="), (Name, "b")]);
    check("a:b=c", &[(Name, "a"), (Colon, ":"), (Name, "b"), (Equal, "="), (Name, "c")]);
    check("a **= b", &[(Name, "a"), (Augmented, "**="), (Name, "b")]);
    check("a == b", &[(Name, "a"), (Operator, "=="), (Name, "b")]);
    check("a <<= b", &[(Name, "a"), (Augmented, "<<="), (Name, "b")]);
    check("a<=b", &[(Name, "a"), (Operator, "<="), (Name, "b")]);
    check("*a->b", &[(Star, "*"), (Name, "a"), (Arrow, "->"), (Name, "b")]);
    check("a....b", &[(Name, "a"), (Ellipsis, "..."), (Dot, "."), (Name, "b")]);
}

#[test]
fn strings_end_at_their_own_quote() {
    use TokenKind::{Name, String};
    for string in
        ["''", "'a\"b'", r"'\''", r"r'\\'", "'''a'b''c'''", "\"\"\"\n\"\"\"", "Rb'x'", "u\"x\"", "'\\\n'"]
    {
        check(string, &[(String, string)]);
    }
    check("rub", &[(Name, "rub")]);
}

#[test]
fn replacement_fields_are_tokens() {
    use TokenKind::{Close, Colon, Conversion, Equal, FormatEnd, FormatStart, Name, Open, Operator};
    check("f'a{b}c'", &[(FormatStart, "f'"), (Open, "{"), (Name, "b"), (Close, "}"), (FormatEnd, "'")]);
    check(
        "f'{b!r:>{c}}'",
        &[
            (FormatStart, "f'"),
            (Open, "{"),
            (Name, "b"),
            (Conversion, "!"),
            (Name, "r"),
            (Colon, ":"),
            (Open, "{"),
            (Name, "c"),
            (Close, "}"),
            (Close, "}"),
            (FormatEnd, "'"),
        ],
    );
    check("rf'{{\\{b}'", &[(FormatStart, "rf'"), (Open, "{"), (Name, "b"), (Close, "}"), (FormatEnd, "'")]);
    check("f'\\N{DIGIT ONE}'", &[(FormatStart, "f'"), (FormatEnd, "'")]);
    check(
        "f'{a=}{b!=c}'",
        &[
            (FormatStart, "f'"),
            (Open, "{"),
            (Name, "a"),
            (Equal, "="),
            (Close, "}"),
            (Open, "{"),
            (Name, "b"),
            (Operator, "!="),
            (Name, "c"),
            (Close, "}"),
            (FormatEnd, "'"),
        ],
    );
    check(
        "f'{a:=5}'",
        &[(FormatStart, "f'"), (Open, "{"), (Name, "a"), (Colon, ":"), (Close, "}"), (FormatEnd, "'")],
    );
    check(
        "t'{f'{a}'}'",
        &[
            (FormatStart, "t'"),
            (Open, "{"),
            (FormatStart, "f'"),
            (Open, "{"),
            (Name, "a"),
            (Close, "}"),
            (FormatEnd, "'"),
            (Close, "}"),
            (FormatEnd, "'"),
        ],
    );
}

#[test]
fn blocks_open_and_close_with_the_indentation() {
    use TokenKind::{Dedent, Indent, Name, Newline};
    check(
        "a\n b\n\n  # c\n  d\ne",
        &[
            (Name, "a"),
            (Newline, "\n"),
            (Indent, ""),
            (Name, "b"),
            (Newline, "\n"),
            (Indent, ""),
            (Name, "d"),
            (Newline, "\n"),
            (Dedent, ""),
            (Dedent, ""),
            (Name, "e"),
        ],
    );
}
