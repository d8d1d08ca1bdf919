//! Encodings whose bytes mean what those before them have chosen: `utf_7`, `hz` and the family of ISO 2022.
//!
//! Read as Python's codecs read them. An edit in such a file lies between two places where ASCII is chosen, and what it puts there
//! chooses ASCII again at its end.

mod hz;
mod iso2022;
mod table;
mod utf7;

use std::ops::Range;

use iso2022::Variant;

/// An encoding with states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stateful(Family);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Family {
    Utf7,
    Hz,
    Iso2022(Variant),
}

/// What some bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::file) enum Meaning {
    Character(char),
    /// They choose what others mean.
    Choice,
    Invalid,
}

/// Some bytes of a file, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::file) struct Unit {
    pub(in crate::file) meaning: Meaning,
    pub(in crate::file) bytes: Range<usize>,
    /// Whether ASCII is chosen behind them.
    pub(in crate::file) is_ascii_next: bool,
}

/// Name, its aliases, the encoding.
type Known = (&'static str, &'static str, Family);

#[rustfmt::skip]
const KNOWN: [Known; 7] = [
    ("utf_7", "u7 unicode_1_1_utf_7 utf7", Family::Utf7),
    ("hz", "hz_gb hz_gb_2312 hzgb", Family::Hz),
    ("iso2022_jp", "csiso2022jp iso2022jp iso_2022_jp", Family::Iso2022(Variant::Jp)),
    ("iso2022_jp_1", "iso2022jp_1 iso_2022_jp_1", Family::Iso2022(Variant::Jp1)),
    ("iso2022_jp_2", "iso2022jp_2 iso_2022_jp_2", Family::Iso2022(Variant::Jp2)),
    ("iso2022_jp_ext", "iso2022jp_ext iso_2022_jp_ext", Family::Iso2022(Variant::JpExt)),
    ("iso2022_kr", "csiso2022kr iso2022kr iso_2022_kr", Family::Iso2022(Variant::Kr)),
];

impl Stateful {
    /// The encoding of a name or an alias that Python knows, in its normalised form.
    pub(in crate::file) fn of(name: &str) -> Option<Self> {
        let is_it =
            |(known, aliases, _): &&Known| *known == name || aliases.split(' ').any(|alias| alias == name);
        KNOWN.iter().find(is_it).map(|known| Self(known.2))
    }

    /// The name that Python gives it.
    ///
    /// ```
    /// use haggle_spec::file::Encoding;
    ///
    /// let (encoding, _) = Encoding::detect(b"# coding: iso-2022-jp\n");
    /// let Encoding::Stateful(encoding) = encoding else { panic!("an encoding with states") };
    /// assert_eq!(encoding.name(), "iso2022_jp");
    /// ```
    pub fn name(self) -> &'static str {
        KNOWN.iter().find(|known| known.2 == self.0).map_or("", |known| known.0)
    }

    /// Gives each unit of a file. Their bytes are all of the file's.
    pub(in crate::file) fn read(self, bytes: &[u8], take: &mut dyn FnMut(Unit)) {
        match self.0 {
            Family::Utf7 => utf7::read(bytes, take),
            Family::Hz => hz::read(bytes, take),
            Family::Iso2022(variant) => iso2022::read(variant, bytes, take),
        }
    }

    /// The bytes of a text, from ASCII to ASCII; or the first character that has none.
    pub(in crate::file) fn encode(self, text: &str) -> Result<Vec<u8>, char> {
        match self.0 {
            Family::Utf7 => Ok(utf7::encode(text)),
            Family::Hz => hz::encode(text),
            Family::Iso2022(variant) => iso2022::encode(variant, text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::{SourceText, apply_edits};
    use crate::{Edit, Span};

    /// A declared encoding, bytes of a comment in it, and their text as Python's codec reads them.
    #[track_caller]
    fn check(name: &str, bytes: &[u8], text: &str) {
        let line = format!("# coding: {name}\nsix # ");
        let file = [line.as_bytes(), bytes, b"\npbr\n"].concat();
        let source = SourceText::new(file.clone());
        assert_eq!(source.text(), format!("{line}{text}\npbr\n"));
        assert_eq!(source.invalid(), []);
        assert_eq!(source.span(0..source.text().len()), Span::new(0, file.len()));
        for (at, character) in source.text().char_indices() {
            let span = source.span(at..at + character.len_utf8());
            assert_eq!(source.slice(span), character.to_string(), "at {at}");
        }
        let at = source.text().find("pbr").unwrap();
        assert_eq!(&file[source.span(at..at + 3).range()], b"pbr");
        // What is written is read again.
        let place = Span::new(line.len(), line.len());
        let edited = apply_edits(&file, &[Edit::new(place, text)]).unwrap();
        assert_eq!(SourceText::new(edited).text(), format!("{line}{text}{text}\npbr\n"));
        // Nothing is put where the bytes mean something else.
        let inside = Span::new(line.len() + 1, line.len() + 1);
        assert!(apply_edits(&file, &[Edit::new(inside, "x")]).is_err());
    }

    #[test]
    fn files_are_read_as_python_reads_them() {
        check("utf-7", b"+AOk-", "é");
        check("utf-7", b"+ZeVnLIqe- a", "日本語 a");
        check("utf-7", b"+2D3eAA-", "\u{1f600}");
        check("utf-7", b"+-", "+");
        check("hz", b"~{VPND~}", "中文");
        check("hz", b"~~ ~{!!~} a", "~ \u{3000} a");
        check("iso2022_jp", b"\x1b$BF|K\\\x1b(B", "日本");
        check("iso2022_jp", b"\x1b$@F|K\\\x1b(B a", "日本 a");
        check("iso-2022-jp-1", b"\x1b$BF|\x1b(B", "日");
        check("iso2022_jp_2", b"\x1b$BF|\x1b(B", "日");
        check("iso2022_jp_ext", b"\x1b$BF|\x1b(B", "日");
        check("iso2022_kr", b"\x1b$)C\x0eGQ1[\x0f", "한글");
    }

    #[track_caller]
    fn check_read(name: &str, bytes: &[u8], text: &str) {
        let file = [format!("# coding: {name}\n").as_bytes(), bytes].concat();
        let source = SourceText::new(file.clone());
        assert_eq!(source.text(), format!("# coding: {name}\n{text}"));
        assert_eq!(source.span(0..source.text().len()), Span::new(0, file.len()));
    }

    #[test]
    fn other_choices_of_iso_2022() {
        check_read("iso2022_jp", b"\x1b(J\\~\x1b(B", "¥‾");
        check_read("iso2022_jp_ext", b"\x1b(I1\x1b(Ba", "ｱa");
        check_read("iso2022_jp_1", b"\x1b$(D\x30\x21\x1b(B", "丂");
        check_read("iso2022_jp_2", b"\x1b$AVP\x1b$(CGQ\x1b(B", "中한");
        check_read("iso2022_jp_2", b"\x1b.A\x1bNi\n", "é\n");
        check_read("iso2022_jp", b"\x1b$AVP", "\u{fffd}$AVP");
        check_read("iso2022_jp", b"a\x1b(B", "a");
        check_read("iso2022_jp", b"a\x1bx", "a\u{1b}x");
        // Python takes this for ASCII; putting another text before it would make it something else.
        check_read("iso2022_kr", b"a\x0eGQ\n", "a\u{fffd}\u{fffd}\n");
        check_read("utf-7", b"a+", "a");
    }

    #[test]
    fn what_is_not_valid_is_listed() {
        check_read("utf-7", b"+AOk\xff", "é\u{fffd}");
        check_read("utf-7", b"a+A", "a\u{fffd}");
        check_read("utf-7", b"+2D0-b", "\u{fffd}b");
        check_read("hz", b"~x ~{V\n~}a", "\u{fffd}x \u{fffd}\u{fffd}a");
        check_read("hz", b"a~\nb~", "ab\u{fffd}");
    }

    #[test]
    fn a_character_without_bytes_is_named() {
        let encode = |name: &str| Stateful::of(name).unwrap().encode("a é");
        assert_eq!(encode("iso2022_jp"), Err('é'));
        assert_eq!(encode("iso2022_kr"), Err('é'));
        assert_eq!(encode("utf_7").unwrap(), b"a +AOk-");
    }
}
