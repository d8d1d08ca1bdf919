//! Edits: bytes spliced at spans, everything else as it was.

use core::fmt;

use super::encoding::{Encoding, closed_stretches};
use crate::{Edit, Span};

/// Why edits cannot be applied. Nothing is applied then.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EditError {
    /// A span that ends before it starts, or after the end of the file.
    OutOfBounds {
        /// The span.
        span: Span,
    },
    /// A span that starts or ends inside a character of the file's encoding, or inside its byte order mark.
    InsideCharacter {
        /// The span.
        span: Span,
    },
    /// Two edits that touch the same bytes.
    Overlap {
        /// The span of the one that comes first in the file.
        first: Span,
        /// The span of the other.
        second: Span,
    },
    /// A character that the encoding of the file cannot express.
    NotEncodable {
        /// The character.
        character: char,
    },
}

impl fmt::Display for EditError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfBounds { span } => {
                write!(formatter, "bytes {}..{} are not in the file", span.start, span.end)
            }
            Self::InsideCharacter { span } => {
                write!(formatter, "bytes {}..{} cut a character", span.start, span.end)
            }
            Self::Overlap { first, second } => write!(
                formatter,
                "the edits of bytes {}..{} and {}..{} overlap",
                first.start, first.end, second.start, second.end
            ),
            Self::NotEncodable { character } => {
                write!(formatter, "the encoding of the file has no `{character}`")
            }
        }
    }
}

impl core::error::Error for EditError {}

/// Applies edits to a file: each span's bytes are replaced, in the encoding of the file, and nothing else changes.
///
/// Spans are of the file before any edit; their order does not matter. Several insertions at one place are put in the order
/// given. O(file + edits · log edits).
///
/// Law: bytes outside the spans are in the result in their order.
///
/// # Errors
/// [`EditError`] if a span is not in the file, cuts a character, two spans overlap, or the encoding of the file (Latin-1)
/// cannot express a replacement.
///
/// ```
/// use haggle_spec::file::apply_edits;
/// use haggle_spec::{Edit, Span};
///
/// let edits = [Edit::new(Span::new(5, 6), "2"), Edit::new(Span::new(0, 0), "# ours\r\n")];
/// assert_eq!(apply_edits(b"six>=1  # MIT\r\n", &edits).unwrap(), b"# ours\r\nsix>=2  # MIT\r\n");
/// ```
pub fn apply_edits(bytes: &[u8], edits: &[Edit]) -> Result<Vec<u8>, EditError> {
    let (encoding, mark) = Encoding::detect(bytes);
    let closed = closed_stretches(encoding, bytes);
    let mut ordered: Vec<&Edit> = edits.iter().collect();
    ordered.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut result = Vec::with_capacity(bytes.len());
    let mut last: Option<Span> = None;
    let mut copied = 0;
    for edit in ordered {
        let span = edit.span;
        if span.start > span.end || span.end > bytes.len() {
            return Err(EditError::OutOfBounds { span });
        }
        if let Some(first) = last
            && span.start < first.end
        {
            return Err(EditError::Overlap { first, second: span });
        }
        for at in [span.start, span.end] {
            if !is_boundary(bytes, at, encoding, mark) || is_within(&closed, at) {
                return Err(EditError::InsideCharacter { span });
            }
        }
        let replacement =
            encoding.encode(&edit.replacement).map_err(|character| EditError::NotEncodable { character })?;
        result.extend_from_slice(&bytes[copied..span.start]);
        result.extend_from_slice(&replacement);
        copied = span.end;
        last = Some(span);
    }
    result.extend_from_slice(&bytes[copied..]);
    Ok(result)
}

/// Whether a place lies between two characters. In text that is not valid in its encoding every place that does not follow
/// a character's first byte counts.
fn is_boundary(bytes: &[u8], at: usize, encoding: Encoding, mark: usize) -> bool {
    if at < mark || at == bytes.len() {
        return at == bytes.len();
    }
    match encoding {
        Encoding::Latin1 | Encoding::SingleByte(_) => true,
        #[cfg(feature = "encodings")]
        // Looked at with the whole file.
        Encoding::MultiByte(_) | Encoding::Stateful(_) => true,
        Encoding::Utf8 => !is_continuation(bytes, at),
        Encoding::Utf16LittleEndian => (at - mark).is_multiple_of(2) && !is_low_surrogate(bytes, at, at + 1),
        Encoding::Utf16BigEndian => (at - mark).is_multiple_of(2) && !is_low_surrogate(bytes, at + 1, at),
        Encoding::Utf32LittleEndian | Encoding::Utf32BigEndian => (at - mark).is_multiple_of(4),
    }
}

/// Whether a place lies between the ends of one of these stretches, which are in order.
pub(super) fn is_within(stretches: &[Span], at: usize) -> bool {
    let after = stretches.partition_point(|stretch| stretch.end <= at);
    stretches.get(after).is_some_and(|stretch| stretch.start < at)
}

/// Whether the byte belongs to a valid character that starts before it.
fn is_continuation(bytes: &[u8], at: usize) -> bool {
    let start = at.saturating_sub(3);
    bytes[at] & 0xC0 == 0x80
        && (start..at).any(|from| {
            let end = bytes.len().min(from + 4);
            bytes[from..end].utf8_chunks().next().is_some_and(|chunk| {
                chunk.valid().chars().next().is_some_and(|character| from + character.len_utf8() > at)
            })
        })
}

/// Whether a low surrogate that completes a pair is here: low and high are the places of its bytes.
fn is_low_surrogate(bytes: &[u8], low: usize, high: usize) -> bool {
    let unit = |low: usize, high: usize| Some(u16::from_le_bytes([*bytes.get(low)?, *bytes.get(high)?]));
    let before = low.checked_sub(2).zip(high.checked_sub(2)).and_then(|(low, high)| unit(low, high));
    unit(low, high).is_some_and(|unit| (0xDC00..0xE000).contains(&unit))
        && before.is_some_and(|unit| (0xD800..0xDC00).contains(&unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], edits: &[(usize, usize, &str)], expected: Result<&[u8], EditError>) {
        let edits: Vec<Edit> =
            edits.iter().map(|(start, end, text)| Edit::new(Span::new(*start, *end), *text)).collect();
        assert_eq!(apply_edits(bytes, &edits), expected.map(<[u8]>::to_vec));
    }

    #[test]
    fn edits_are_in_the_encoding_of_the_file() {
        check(b"\xFF\xFEa\0b\0", &[(2, 4, "\u{e9}x")], Ok(b"\xFF\xFE\xE9\0x\0b\0"));
        check(b"\xFE\xFF\0a", &[(4, 4, "b")], Ok(b"\xFE\xFF\0a\0b"));
        check(b"# coding: latin-1\n\xE9", &[(18, 19, "\u{e8}")], Ok(b"# coding: latin-1\n\xE8"));
        check(
            b"# coding: latin-1\n",
            &[(18, 18, "\u{20ac}")],
            Err(EditError::NotEncodable { character: '\u{20ac}' }),
        );
    }

    #[test]
    fn order_of_edits_does_not_matter_and_of_insertions_at_one_place_does() {
        check(b"abc", &[(2, 3, "C"), (0, 1, "A")], Ok(b"AbC"));
        check(b"abc", &[(1, 1, "1"), (1, 1, "2"), (1, 2, "B")], Ok(b"a12Bc"));
    }

    #[test]
    fn bad_spans_are_refused() {
        let span = Span::new;
        check(b"abc", &[(2, 4, "")], Err(EditError::OutOfBounds { span: span(2, 4) }));
        check(b"abc", &[(2, 1, "")], Err(EditError::OutOfBounds { span: span(2, 1) }));
        check(
            b"abc",
            &[(0, 2, ""), (1, 3, "")],
            Err(EditError::Overlap { first: span(0, 2), second: span(1, 3) }),
        );
        check("\u{e9}".as_bytes(), &[(1, 2, "")], Err(EditError::InsideCharacter { span: span(1, 2) }));
        check(b"\xFF\xFEa\0", &[(3, 4, "")], Err(EditError::InsideCharacter { span: span(3, 4) }));
        check(b"\xEF\xBB\xBFa", &[(0, 0, "b")], Err(EditError::InsideCharacter { span: span(0, 0) }));
        check(b"\xFF\x80a", &[(1, 2, "b")], Ok(b"\xFFba"));
    }
}
