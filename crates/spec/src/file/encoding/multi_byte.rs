//! Encodings of several bytes for a character, of East Asian files. `encoding_rs` shows up here and in
//! `stateful` only.
//!
//! Source: the WHATWG Encoding Standard. Its tables are those of Python's codecs, except for some signs (six of `shift_jis` and `euc_jp`,
//! 260 of `big5`, 20 of `gb18030`), which keep their bytes all the same. A line feed is never a part of a character in them.

use std::borrow::Cow;

use encoding_rs::{BIG5, EUC_JP, EUC_KR, GB18030, GBK, SHIFT_JIS};

/// An encoding of one to four bytes for a character, without states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MultiByte(u8);

/// The longest character, in bytes.
const LONGEST: usize = 4;

/// Python's name, its aliases, the table.
type Known = (&'static str, &'static str, &'static encoding_rs::Encoding);

#[rustfmt::skip]
const KNOWN: [Known; 6] = [
    ("gbk", "936 cp936 ms936 gb2312 chinese csiso58gb231280 euc_cn euccn eucgb2312_cn gb2312_1980 gb2312_80 iso_ir_58 x_mac_simp_chinese", GBK),
    ("gb18030", "gb18030_2000", GB18030),
    ("big5", "big5_tw csbig5 x_mac_trad_chinese cp950 950 ms950 big5hkscs big5_hkscs hkscs", BIG5),
    ("shift_jis", "csshiftjis s_jis shiftjis sjis x_mac_japanese cp932 932 ms932 ms_kanji mskanji", SHIFT_JIS),
    ("euc_jp", "eucjp u_jis ujis", EUC_JP),
    ("euc_kr", "euckr korean ks_c_5601 ks_c_5601_1987 ks_x_1001 ksc5601 ksx1001 x_mac_korean cp949 949 ms949 uhc", EUC_KR),
];

impl MultiByte {
    /// The encoding of a name or an alias that Python knows, in its normalised form.
    pub(in crate::file) fn of(name: &str) -> Option<Self> {
        let is_it =
            |(known, aliases, _): &Known| *known == name || aliases.split(' ').any(|alias| alias == name);
        u8::try_from(KNOWN.iter().position(is_it)?).ok().map(Self)
    }

    /// The name that Python gives it.
    ///
    /// ```
    /// use haggle_spec::file::Encoding;
    ///
    /// let (encoding, _) = Encoding::detect(b"# coding: sjis\n");
    /// let Encoding::MultiByte(encoding) = encoding else { panic!("an encoding of several bytes") };
    /// assert_eq!(encoding.name(), "shift_jis");
    /// ```
    pub fn name(self) -> &'static str {
        self.known().0
    }

    fn known(self) -> &'static Known {
        &KNOWN[usize::from(self.0)]
    }

    /// The first character of bytes that are not empty, and how many it takes; one byte where none is valid.
    pub(in crate::file) fn first(self, bytes: &[u8]) -> (Option<char>, usize) {
        if let Some(first) = bytes.first().filter(|first| first.is_ascii()) {
            return (Some(char::from(*first)), 1);
        }
        for length in 1..=LONGEST.min(bytes.len()) {
            let decoded =
                self.known().2.decode_without_bom_handling_and_without_replacement(&bytes[..length]);
            let mut characters = decoded.as_deref().unwrap_or_default().chars();
            // Four pairs of Big5 are two characters each: they are not read.
            if let (Some(character), None) = (characters.next(), characters.next()) {
                return (Some(character), length);
            }
        }
        (None, 1)
    }

    /// The bytes of a character, if it has some.
    pub(in crate::file) fn bytes(self, character: char) -> Option<Vec<u8>> {
        let mut text = [0; 4];
        let (bytes, _, is_unmappable) = self.known().2.encode(character.encode_utf8(&mut text));
        // What reads as another character would come back as that.
        let comes_back = || self.first(&bytes) == (Some(character), bytes.len());
        (!is_unmappable && comes_back()).then(|| Cow::into_owned(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Edit;
    use crate::file::{SourceText, apply_edits};

    /// A declared encoding, bytes of a comment in it, and their text as Python's codec reads them.
    #[track_caller]
    fn check(name: &str, bytes: &[u8], text: &str) {
        let line = format!("# coding: {name}\nsix # ");
        let file = [line.as_bytes(), bytes, b"\npbr\n"].concat();
        let source = SourceText::new(file.clone());
        assert_eq!(source.text(), format!("{line}{text}\npbr\n"));
        assert_eq!(source.invalid(), []);
        let at = source.text().find("pbr").unwrap();
        assert_eq!(&file[source.span(at..at + 3).range()], b"pbr");
        let encoding = MultiByte::of(&name.replace('-', "_")).unwrap();
        let written: Vec<u8> =
            text.chars().flat_map(|character| encoding.bytes(character).unwrap()).collect();
        assert_eq!(written, bytes);
        for (place, _) in bytes.iter().enumerate() {
            let edited = apply_edits(
                &file,
                &[Edit::new(crate::Span::new(line.len() + place, line.len() + place), "x")],
            );
            assert_eq!(edited.is_ok(), place % 2 == 0, "at {place}");
        }
    }

    #[test]
    fn characters_have_their_bytes() {
        check("gbk", b"\xc4\xe3\xba\xc3", "你好");
        check("gb2312", b"\xc4\xe3\xba\xc3", "你好");
        check("gb18030", b"\xc4\xe3\xba\xc3", "你好");
        check("big5", b"\xa7A\xa6n", "你好");
        check("shift_jis", b"\x83\x5c\x93\xfa", "ソ日");
        check("cp932", b"\x93\xfa\x96\x7b", "日本");
        check("euc-jp", b"\xc6\xfc\xcb\xdc", "日本");
        check("euc-kr", b"\xc7\xd1\xb1\xdb", "한글");
        check("cp949", b"\xc7\xd1\xb1\xdb", "한글");
    }

    #[test]
    fn what_is_not_valid_is_listed() {
        let source = SourceText::new(*b"# coding: gbk\n# \xff\xc4\xe3\xc4\n");
        assert_eq!(source.text(), "# coding: gbk\n# \u{fffd}你\u{fffd}\n");
        assert_eq!(source.invalid().len(), 2);
    }

    #[test]
    fn a_character_of_four_bytes_is_one() {
        let encoding = MultiByte::of("gb18030").unwrap();
        assert_eq!(encoding.first(b"\x94\x39\xfc\x36rest"), (Some('\u{1F600}'), 4));
        assert_eq!(encoding.bytes('\u{1F600}').unwrap(), b"\x94\x39\xfc\x36");
        assert_eq!(MultiByte::of("big5").unwrap().bytes('\u{1F600}'), None);
    }
}
