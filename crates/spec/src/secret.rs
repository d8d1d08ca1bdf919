//! URLs without what only their owner should know.

use std::borrow::Cow;

/// What a parameter of a URL is called that gives access: parts of its name, in lower case.
const SECRET_NAMES: [&str; 11] =
    ["token", "key", "secret", "passw", "pwd", "auth", "sig", "credential", "session", "jwt", "access"];

/// Where a URL in a longer text ends.
const ENDS: [char; 6] = ['\'', '"', '`', '<', '>', '|'];

/// The text without user names, passwords and secret parameters (`?token=...`) in the URLs that it holds.
///
/// A user name ends at the last `@` before the path, as URLs are read; a parameter is secret where its name has a word such as
/// `token`, `key` or `signature` in it. Linear time; text without `://` is not copied.
///
/// ```
/// use haggle_spec::without_secrets;
///
/// assert_eq!(without_secrets("--index-url=https://me:p@ss@host/simple"), "--index-url=https://host/simple");
/// assert_eq!(without_secrets("https://host/a.whl?v=1&X-Amz-Signature=ab#x"), "https://host/a.whl?v=1#x");
/// ```
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    const SEPARATOR: &str = "://";
    let Some(first) = text.find(SEPARATOR) else { return Cow::Borrowed(text) };
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    let mut next = Some(first);
    while let Some(at) = next {
        let (before, after) = rest.split_at(at + SEPARATOR.len());
        shown.push_str(before);
        let is_end = |character: char| character.is_whitespace() || ENDS.contains(&character);
        let (url, behind) = after.split_at(after.find(is_end).unwrap_or(after.len()));
        // A URL inside the parameters of a URL has its own turn.
        let (url, behind) = match url.find(SEPARATOR) {
            Some(inner) => after.split_at(inner),
            None => (url, behind),
        };
        push_url(&mut shown, url);
        rest = behind;
        next = rest.find(SEPARATOR);
    }
    shown.push_str(rest);
    Cow::Owned(shown)
}

/// The text with an asterisk for every byte of these secrets, and the rest of it at the same places: for who points into the text.
///
/// ```
/// use haggle_spec::masked_secrets;
///
/// assert_eq!(masked_secrets("a @ https://me:x@h/a?token=yz"), "a @ https://****@h/a?token=**");
/// ```
pub fn masked_secrets(text: &str) -> Cow<'_, str> {
    const SEPARATOR: &str = "://";
    let mut ranges = Vec::new();
    for (at, _) in text.match_indices(SEPARATOR) {
        let start = at + SEPARATOR.len();
        let is_end = |character: char| character.is_whitespace() || ENDS.contains(&character);
        let url = &text[start..];
        let url = &url[..url.find(is_end).unwrap_or(url.len())];
        let end = url.find(['/', '?', '#', '\\']).unwrap_or(url.len());
        ranges.extend(url[..end].rfind('@').map(|user| start..start + user));
        let path = url.find('#').unwrap_or(url.len());
        let Some(query) = url[..path].find('?').map(|at| at + 1) else { continue };
        let mut parameter_start = start + query;
        for parameter in url[query..path].split('&') {
            if let Some(value) = parameter.find('=').filter(|_| is_secret(parameter)) {
                ranges.push(parameter_start + value + 1..parameter_start + parameter.len());
            }
            parameter_start += parameter.len() + 1;
        }
    }
    if ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = text.to_owned();
    for range in ranges {
        let stars = "*".repeat(range.len());
        masked.replace_range(range, &stars);
    }
    Cow::Owned(masked)
}

/// Appends a URL behind its `://`.
fn push_url(shown: &mut String, url: &str) {
    let end = url.find(['/', '?', '#', '\\']).unwrap_or(url.len());
    let host = url[..end].rfind('@').map_or(0, |at| at + 1);
    let rest = &url[host..];
    let (rest, fragment) = rest.split_at(rest.find('#').unwrap_or(rest.len()));
    let Some((path, query)) = rest.split_once('?') else {
        shown.push_str(rest);
        shown.push_str(fragment);
        return;
    };
    shown.push_str(path);
    let mut separator = '?';
    for parameter in query.split('&').filter(|parameter| !is_secret(parameter)) {
        shown.push(separator);
        shown.push_str(parameter);
        separator = '&';
    }
    shown.push_str(fragment);
}

fn is_secret(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default().to_ascii_lowercase();
    SECRET_NAMES.iter().any(|secret| name.contains(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(without_secrets(text), expected);
        assert_eq!(without_secrets(expected), expected);
    }

    #[test]
    fn secrets_of_urls_are_left_out() {
        check("glance>=32", "glance>=32");
        check("https://localhost/a@b", "https://localhost/a@b");
        check("--index-url=https://me:p@ss@localhost/simple", "--index-url=https://localhost/simple");
        check("a @ git+ssh://git:x@localhost/a.git@v1", "a @ git+ssh://localhost/a.git@v1");
        check("https://me:x@one/ and 'https://me:y@two/'.", "https://one/ and 'https://two/'.");
        check("https://me:x@localhost", "https://localhost");
    }

    #[test]
    fn masked_text_has_everything_else_at_its_place() {
        for (text, expected) in [
            ("glance>=32", "glance>=32"),
            ("https://h/a@b?x=1", "https://h/a@b?x=1"),
            ("-i https://mé:p@ss@h/?key=é&b=1#f 'x'", "-i https://********@h/?key=**&b=1#f 'x'"),
            ("https://u@h/?next=https://v@i/?sig=1", "https://*@h/?next=https://*@i/?sig=*"),
        ] {
            let masked = masked_secrets(text);
            assert_eq!((masked.as_ref(), masked.len()), (expected, text.len()));
        }
    }

    #[test]
    fn secret_parameters_are_left_out_and_others_stay() {
        check("https://h/?token=x", "https://h/");
        check("https://h/a?b=1&api_key=x&c=2#sha256=0", "https://h/a?b=1&c=2#sha256=0");
        check("https://h/a?PRIVATE-TOKEN=x#f", "https://h/a#f");
        check("https://h/a?next=https://u:p@i/?sig=1", "https://h/a?next=https://i/");
        check("https://h/a?b", "https://h/a?b");
    }
}
