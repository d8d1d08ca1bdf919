//! `read_messages COMMITTER HEAD`: what is read of the messages on standard input, each ended by a NUL, for
//! `crates/conformance/check_messages.py`. Records end in a NUL, fields in U+001F, items in U+001E, the key of a trailer in U+001D. The
//! fields: the Change-Id that the message gets, Zuul's headers, Zuul's Change-Ids, the change that each header names, git's trailers.

use std::io::{Read as _, Write as _};

use haggle_govern::change::{ChangeId, trailers, zuul};

#[expect(clippy::disallowed_methods, reason = "a program has arguments, the library has none")]
fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let committer = arguments.next().unwrap_or_default();
    let head = arguments.next();
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let mut output = std::io::stdout().lock();
    for message in text.split_terminator('\0') {
        let headers = zuul::headers(message);
        let named = headers
            .iter()
            .map(|header| zuul::named_change(header, "").map_or(String::new(), |change| change.number));
        let named: Vec<String> = named.collect();
        let trailers: Vec<String> =
            trailers(message).into_iter().map(|(key, value)| format!("{key}\u{1d}{value}")).collect();
        let id = ChangeId::compute(&committer, head.as_deref(), message).to_string();
        let fields = [vec![id], headers, zuul::change_ids(message), named, trailers];
        let fields =
            fields.map(|items| items.iter().fold(String::new(), |text, item| text + item + "\u{1e}"));
        write!(output, "{}\0", fields.join("\u{1f}"))?;
    }
    Ok(())
}
