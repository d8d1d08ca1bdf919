//! What Zuul reads of a message.
//!
//! Source: Zuul 14.3.0 (`lib/dependson.py`, `driver/gerrit/gerritconnection.py`, `driver/gerrit/gerritsource.py`,
//! `manager/__init__.py`), observed. A footer is a line anywhere in the message: `Depends-On:` at its start, in any case. A Change-Id is
//! read only behind one blank and only whole. A URL is read by its host, which has to be one of a connection, and by its path.

/// The values of `Depends-On:` in a message, as the scheduler takes them up.
///
/// ```
/// use haggle_govern::change::zuul;
///
/// let message = "Use xattr\n\n Depends-On: a\ndepends-on:https://review.example.org/7 # first\n";
/// assert_eq!(zuul::headers(message), ["https://review.example.org/7 # first"]);
/// ```
pub fn headers(message: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for value in message.split('\n').filter_map(header) {
        // The value as it is written is compared with those that were trimmed: what is behind a blank counts twice.
        if !found.iter().any(|other| other == value) {
            found.push(trimmed(value).to_owned());
        }
    }
    found
}

/// What is behind `Depends-On:` on a line, with the blanks at its start.
pub(super) fn header(line: &str) -> Option<&str> {
    let rest = after_key(line)?;
    Some(rest.trim_end_matches(is_space))
}

fn after_key(line: &str) -> Option<&str> {
    let mut characters = line.char_indices();
    for expected in "depends-on:".chars() {
        let (_, character) = characters.next()?;
        // Without regard to case, `ſ` is an `s`.
        let folded = if character == 'ſ' { 's' } else { character.to_ascii_lowercase() };
        if folded != expected {
            return None;
        }
    }
    Some(characters.as_str())
}

/// The Change-Ids that a message names as needed: each once, in order.
///
/// ```
/// use haggle_govern::change::zuul;
///
/// let id = "I85dedd459472b18d53a17ec71c1ac28a026675f7";
/// assert_eq!(zuul::change_ids(&format!("Depends-On: {id}\n")), [id]);
/// for ignored in [format!("Depends-On:  {id}"), format!("Depends-On:{id}"), format!("Depends-On: {id} # why")] {
///     assert_eq!(zuul::change_ids(&ignored), [""; 0]);
/// }
/// ```
pub fn change_ids(message: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in message.split('\n') {
        let Some(id) = header(line).and_then(|value| value.strip_prefix(' ')).filter(|value| is_id(value))
        else {
            continue;
        };
        if !found.iter().any(|other| other == id) {
            found.push(id.to_owned());
        }
    }
    found
}

/// An `I` and 40 hexadecimal digits, in any case.
pub(super) fn is_id(text: &str) -> bool {
    let mut characters = text.chars();
    // Without regard to case, these are an `I`, too.
    let is_letter = characters.next().is_some_and(|first| matches!(first, 'I' | 'i' | 'ı' | 'İ'));
    let digits = characters.as_str();
    is_letter && digits.len() == 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A change that a URL names, as Zuul's driver for Gerrit reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedChange {
    /// The host, in lower case: Zuul looks for a connection to it.
    pub host: String,
    /// The number of the change.
    pub number: String,
}

/// The change that a value of `Depends-On` names by a URL. `prefix` is the path of the review system below its host, empty or ending in a
/// slash.
///
/// ```
/// use haggle_govern::change::zuul::named_change;
///
/// let number = |url: &str| named_change(url, "").map(|change| change.number);
/// assert_eq!(number("https://H/c/openstack/nova/+/7/3").as_deref(), Some("7"));
/// assert_eq!(number("https://H/#/c/7/").as_deref(), Some("7"));
/// assert_eq!(number("https://H/1 https://H/2").as_deref(), Some("1"));
/// assert_eq!(number("https://H/c/a/+/1 https://H/c/b/+/2").as_deref(), Some("2"));
/// assert_eq!(number("https://H/c/7"), None);
/// assert_eq!(number("https://H/c/openstack/nova/+/NUMBER"), None);
/// ```
pub fn named_change(url: &str, prefix: &str) -> Option<NamedChange> {
    let (host, path) = split(url)?;
    let rest = path.strip_prefix('/')?.strip_prefix(prefix)?;
    let number = digits(rest).or_else(|| digits(rest.strip_prefix("#/c/")?)).or_else(|| {
        // Greedy: the last `/+/` that digits are behind.
        let rest = rest.strip_prefix("c/")?;
        let line = rest.split('\n').next()?;
        line.rmatch_indices("/+/").find_map(|(at, _)| digits(&line[at + 3..]))
    })?;
    Some(NamedChange { host, number: number.to_owned() })
}

/// The decimal digits at the start, at least one.
fn digits(text: &str) -> Option<&str> {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}

/// Host and path of a URL in the way of Python's `urlparse`: the fragment, where there is one, at the end of the path behind a `#`.
fn split(url: &str) -> Option<(String, String)> {
    let url: String = url
        .trim_start_matches(|character: char| character <= ' ')
        .chars()
        .filter(|character| !matches!(character, '\t' | '\r' | '\n'))
        .collect();
    // A URL may do without its scheme.
    let is_scheme = |scheme: &&str| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|one| one.is_ascii_alphanumeric() || matches!(one, '+' | '-' | '.'))
    };
    let scheme = url.split_once(':').map(|(scheme, _)| scheme).filter(is_scheme);
    let rest = scheme.map_or(url.as_str(), |scheme| &url[scheme.len() + 1..]).strip_prefix("//")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    if authority.contains(['[', ']']) {
        return None;
    }
    let host = authority.rsplit('@').next()?.split(':').next()?.to_lowercase();
    let (rest, fragment) = rest.split_once('#').map_or((rest, ""), |(path, fragment)| (path, fragment));
    let path = rest.split('?').next().unwrap_or_default();
    // Parameters behind a semicolon are of the last segment.
    let last = path.rfind('/').unwrap_or(0);
    let path = path[last..].find(';').map_or(path, |at| &path[..last + at]);
    let fragment = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
    (!host.is_empty()).then(|| (host, format!("{path}{fragment}")))
}

/// White space as Python has it.
pub(super) fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(is_space)
}
