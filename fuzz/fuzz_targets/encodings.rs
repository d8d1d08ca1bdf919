//! Files in a declared encoding: spans tile the bytes, what is written is read again, and suggestions can be carried out.

#![no_main]

mod laws;

use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::file::{SourceText, apply_edits};
use haggle_spec::{Edit, Span};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 16] = [
    "utf-7", "hz", "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_ext", "iso2022_kr", "gbk", "gb18030",
    "big5", "shift_jis", "euc_jp", "euc_kr", "cp1252", "cp437", "latin-1",
];

fuzz_target!(|input: &[u8]| {
    let Some((first, content)) = input.split_first() else { return };
    let line = format!("# coding: {}\n", NAMES[usize::from(*first) % NAMES.len()]);
    let bytes = [line.as_bytes(), content].concat();
    let source = SourceText::new(bytes.clone());
    let text = source.text();
    assert_eq!(source.as_bytes(), bytes);
    assert_eq!(source.span(0..text.len()), Span::new(0, bytes.len()));
    laws::tile(&bytes, 0, text.char_indices().map(|(at, character)| source.span(at..at + character.len_utf8())));
    for (at, character) in text.char_indices() {
        assert_eq!(source.slice(source.span(at..at + character.len_utf8())).chars().next(), Some(character));
    }
    // All of a text that is valid can be written, unless one of its signs has no bytes of its own.
    if source.invalid().is_empty() {
        let place = Span::new(line.len(), line.len());
        let added = &text[line.len()..];
        if let Ok(edited) = apply_edits(&bytes, &[Edit::new(place, added)]) {
            assert_eq!(SourceText::new(edited).text(), format!("{line}{added}{added}"));
        }
    }
    let (_, diagnostics) = RequirementsFile::parse(bytes.clone());
    laws::in_bounds(&bytes, &diagnostics);
});
