//! Input that is made to cost much: one error, and time in proportion to its length.

use haggle_scan::{SourceErrorKind, imports};

#[track_caller]
fn check(source: &[u8], expected: Option<SourceErrorKind>, n_imports: usize) {
    let scan = imports(source);
    let shown = String::from_utf8_lossy(&source[..source.len().min(40)]);
    assert_eq!(
        (scan.error.map(|error| error.kind()), scan.imports.len()),
        (expected, n_imports),
        "in {shown:?}"
    );
}

#[test]
fn depth_is_limited() {
    check("(".repeat(100_000).as_bytes(), Some(SourceErrorKind::TooDeep), 0);
    check("x = (\n".repeat(100_000).as_bytes(), Some(SourceErrorKind::TooDeep), 0);
    check(format!("x = {}{}\nimport a\n", "(".repeat(200), ")".repeat(200)).as_bytes(), None, 1);
    check(
        format!("x = {}{}\nimport a\n", "(".repeat(201), ")".repeat(201)).as_bytes(),
        Some(SourceErrorKind::TooDeep),
        1,
    );
    let blocks = (0..5_000).fold(String::new(), |blocks, depth| blocks + &" ".repeat(depth) + "if x:\n");
    check(blocks.as_bytes(), Some(SourceErrorKind::TooDeep), 0);
    check("f'{".repeat(100_000).as_bytes(), Some(SourceErrorKind::TooDeep), 0);
    check("import_module(x=".repeat(100_000).as_bytes(), Some(SourceErrorKind::TooDeep), 200);
}

#[test]
fn encodings_are_followed_where_ascii_stays_ascii() {
    let text = |comment: &str| [comment.as_bytes(), b"\nx = '\xe9'\nimport a\n"].concat();
    check(&text("# -*- coding: latin-1 -*-"), None, 1);
    check(&text("#!/usr/bin/python\n# vim: set fileencoding=cp1252 :"), None, 1);
    check(&text("# coding: euc-jp"), None, 1);
    check(&text("# no encoding"), Some(SourceErrorKind::InvalidUtf8), 1);
    check(&text("# coding: utf-8"), Some(SourceErrorKind::InvalidUtf8), 1);
    check(&text("# coding: ascii"), Some(SourceErrorKind::InvalidUtf8), 1);
    check(&text("# coding: shift_jis"), Some(SourceErrorKind::UnknownEncoding), 1);
    check(&text("# coding: hex"), Some(SourceErrorKind::UnknownEncoding), 1);
    check(&text("x = 1\n# coding: latin-1"), Some(SourceErrorKind::InvalidUtf8), 1);
    check(b"\xef\xbb\xbfimport a\n", None, 1);
    check(b"\xef\xbb\xbf# coding: latin-1\nimport a\n", Some(SourceErrorKind::UnknownEncoding), 1);
    check("été = 1\nimport naïve\n".as_bytes(), None, 1);
    check("import a\u{20ac}\n".as_bytes(), Some(SourceErrorKind::InvalidCharacter), 1);
}

#[test]
fn binary_data_is_one_error() {
    check(b"import a\0\nimport b\n", Some(SourceErrorKind::InvalidCharacter), 2);
    check(&[0; 10_000], Some(SourceErrorKind::InvalidCharacter), 0);
    check(&(0..=255).cycle().take(10_000).collect::<Vec<u8>>(), Some(SourceErrorKind::InvalidUtf8), 0);
}

#[test]
fn empty_files_import_nothing() {
    check(b"", None, 0);
    check(b"\n\n# x\n   \n", None, 0);
    check(b"\\\n", Some(SourceErrorKind::StrayBackslash), 0);
    check(b"\\", Some(SourceErrorKind::StrayBackslash), 0);
}
