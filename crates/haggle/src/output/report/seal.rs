//! What lets a browser run this page's own script and nothing else.

use sha2::{Digest, Sha256};

/// The policy of a page with this style and this script: it loads nothing, sends nothing and is in no frame of a form; WebAssembly is for
/// the engine that is in it.
pub fn policy(style: &str, script: &str) -> String {
    let hash = |text: &str| base64(&Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}' 'wasm-unsafe-eval'; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(script)
    )
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base 64 with padding (RFC 4648, section 4).
pub fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let of = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = of(0) << 16 | of(1) << 8 | of(2);
        for digit in 0..4 {
            if digit > chunk.len() {
                text.push('=');
            } else {
                text.push(char::from(DIGITS[(bits >> (18 - 6 * digit) & 63) as usize]));
            }
        }
    }
    text
}

/// Bytes as text that is a twelfth shorter than base 64, for the inside of a script element: how many bytes, a blank, then two of 91
/// printable characters for every 13 bits. They are those from `!` to `{`, but `}` for `<`.
pub fn dense(bytes: &[u8]) -> String {
    let mut text = format!("{} ", bytes.len());
    let digit = |value: u32| match u8::try_from(value + 33) {
        Ok(b'<') | Err(_) => '}',
        Ok(character) => char::from(character),
    };
    let (mut bits, mut n_bits) = (0_u32, 0);
    let mut put = |bits: u32| text.extend([digit(bits / 91), digit(bits % 91)]);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        n_bits += 8;
        if n_bits >= 13 {
            n_bits -= 13;
            put(bits >> n_bits);
            bits &= (1 << n_bits) - 1;
        }
    }
    if n_bits > 0 {
        put(bits << (13 - n_bits));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{base64, dense};

    /// As the page's script reads it.
    fn bytes(text: &str) -> Vec<u8> {
        let (n_bytes, digits) = text.split_once(' ').expect("a count is there");
        let digit = |byte: u8| u32::from(if byte == b'}' { b'<' } else { byte }) - 33;
        let (mut found, mut bits, mut n_bits) = (Vec::new(), 0_u32, 0);
        for pair in digits.as_bytes().chunks(2) {
            bits = bits << 13 | (digit(pair[0]) * 91 + digit(pair[1]));
            n_bits += 13;
            while n_bits >= 8 {
                n_bits -= 8;
                found.push((bits >> n_bits & 255) as u8);
            }
            bits &= (1 << n_bits) - 1;
        }
        found.truncate(n_bytes.parse().expect("a count"));
        found
    }

    #[test]
    fn dense_text_gives_its_bytes_again_and_opens_no_tag() {
        let mut state = 1_u32;
        for length in 0..600 {
            let next = |_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            };
            let given: Vec<u8> = (0..length).map(next).collect();
            let text = dense(&given);
            assert_eq!(bytes(&text), given);
            assert!(text.bytes().all(|byte| (b' '..=b'}').contains(&byte) && byte != b'<'), "{text}");
        }
    }

    /// The vectors of RFC 4648, section 10.
    #[test]
    fn base_64_is_that_of_the_rfc() {
        let rows = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (text, expected) in rows {
            assert_eq!(base64(text.as_bytes()), expected);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
    }
}
