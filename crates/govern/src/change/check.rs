//! What Zuul, Gerrit and git read of a message, and what of it they pass over in silence.

use super::id::ChangeId;
use super::trailers::trailers;
use super::zuul;

/// What is read of a message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MessageReading {
    /// What Zuul waits for.
    pub dependencies: Vec<MessageDependency>,
    /// The trailers that git sees.
    pub trailers: Vec<(String, String)>,
    /// The Change-Id that Gerrit takes.
    pub change_id: Option<ChangeId>,
    /// What is passed over in silence, or read otherwise than it looks.
    pub findings: Vec<MessageFinding>,
}

/// A change that Zuul waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageDependency {
    /// The line, from 1.
    pub line: usize,
    /// The change: its Change-Id, or its host and number.
    pub target: String,
}

/// A part of a message that is not read as it looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageFinding {
    /// The line, from 1; the last where something is missing.
    pub line: usize,
    /// What happens, in a sentence without a full stop.
    pub text: String,
}

/// The keys that people write as trailers, in lower case.
const KEYS: [&str; 8] = [
    "change-id",
    "depends-on",
    "needed-by",
    "signed-off-by",
    "generated-by",
    "assisted-by",
    "closes-bug",
    "related-bug",
];

/// Reads a message. `reviews` are the addresses of the review systems that the Zuul has connections to; where there is none, any host may
/// be one.
///
/// ```
/// use haggle_govern::change::check_message;
///
/// let reviews = ["https://review.example.org".to_owned()];
/// let read = check_message("Use xattr\n\nDepends-On: I85dedd459\nChange-Id: Iabc\n", &reviews);
/// assert_eq!(read.dependencies, []);
/// let texts: Vec<&str> = read.findings.iter().map(|finding| finding.text.as_str()).collect();
/// assert!(texts[0].starts_with("Zuul ignores this: a Change-Id is an `I` and 40 hexadecimal digits"));
/// ```
pub fn check_message(message: &str, reviews: &[String]) -> MessageReading {
    let trailers = trailers(message);
    let mut reading = MessageReading { trailers, ..MessageReading::default() };
    let mut ids = Vec::new();
    for (at, line) in message.split('\n').enumerate() {
        let mut add = |text: String| reading.findings.push(MessageFinding { line: at + 1, text });
        if let Some(value) = zuul::header(line) {
            match target(value, reviews) {
                Ok((target, note)) => {
                    if let Some(note) = note {
                        add(note);
                    }
                    reading.dependencies.push(MessageDependency { line: at + 1, target });
                }
                Err(because) => add(format!("Zuul ignores this: {because}")),
            }
        } else if let Some(because) = almost(line) {
            add(format!("Zuul ignores this: {because}"));
        }
        let Some((key, value)) = line.split_once(':') else { continue };
        let lower = key.to_ascii_lowercase();
        if !KEYS.contains(&lower.as_str()) {
            continue;
        }
        let value = value.trim();
        let is_its = |text: &str| {
            text.strip_prefix(value).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        let is_read = reading.trailers.iter().any(|(other, text)| other == key && is_its(text));
        if !is_read {
            add(format!(
                "git does not read `{key}` as a trailer: the last paragraph has to be trailers only"
            ));
        }
        if lower == "change-id" {
            ids.push((at + 1, value.to_owned(), is_read));
        }
        if lower == "needed-by" {
            add("for people only: Zuul does not read `Needed-By`".to_owned());
        }
    }
    read_ids(&mut reading, message, &ids);
    reading
}

fn read_ids(reading: &mut MessageReading, message: &str, ids: &[(usize, String, bool)]) {
    let mut add = |line, text: String| reading.findings.push(MessageFinding { line, text });
    let last = message.trim_end().split('\n').count();
    let read: Vec<&(usize, String, bool)> = ids.iter().filter(|(.., is_read)| *is_read).collect();
    match read.as_slice() {
        [] if message.starts_with("squash! ") => {}
        [] => add(
            last,
            "there is no Change-Id: Gerrit's hook adds one, Gerrit alone refuses the change".to_owned(),
        ),
        [(line, id, _)] => match id.parse() {
            Ok(id) => reading.change_id = Some(id),
            Err(error) => add(*line, format!("Gerrit refuses `{id}`: {error}, in lower case")),
        },
        [_, rest @ ..] => {
            for (line, ..) in rest {
                add(*line, "a second Change-Id: Gerrit refuses the change".to_owned());
            }
        }
    }
}

/// What a value of `Depends-On:` names, and what may surprise; or why Zuul ignores it.
fn target(value: &str, reviews: &[String]) -> Result<(String, Option<String>), String> {
    let text = value.trim_matches(zuul::is_space);
    let word = text.split(zuul::is_space).next().unwrap_or_default();
    if text.is_empty() {
        return Err("it names no change".to_owned());
    }
    if text.contains("//") {
        return target_of_url(text, reviews);
    }
    let looks_like_id = word.len() > 1
        && word.starts_with(['I', 'i'])
        && word[1..].bytes().all(|byte| byte.is_ascii_hexdigit());
    if !looks_like_id {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        let hint = if is_number { ": a number alone is none" } else { "" };
        return Err(format!("it is neither a URL nor a Change-Id{hint}"));
    }
    if !zuul::is_id(word) {
        return Err("a Change-Id is an `I` and 40 hexadecimal digits, and no prefix of it is read".to_owned());
    }
    if word != text {
        return Err("nothing may be behind a Change-Id".to_owned());
    }
    match value.strip_prefix(' ').filter(|id| *id == text) {
        Some(id) => Ok((id.to_owned(), None)),
        None => Err("exactly one blank has to be between the colon and a Change-Id".to_owned()),
    }
}

fn target_of_url(text: &str, reviews: &[String]) -> Result<(String, Option<String>), String> {
    let parts: Vec<(String, String)> = reviews.iter().filter_map(|review| parts(review)).collect();
    let found = match parts.as_slice() {
        [] => zuul::named_change(text, ""),
        some => some.iter().find_map(|(host, prefix)| {
            zuul::named_change(text, prefix).filter(|change| change.host == *host)
        }),
    };
    let Some(change) = found else {
        let is_elsewhere = zuul::named_change(text, "")
            .is_some_and(|named| !parts.is_empty() && !parts.iter().any(|(host, _)| *host == named.host));
        if is_elsewhere {
            return Err("it has no connection to that host".to_owned());
        }
        let is_github = text.contains("/pull/");
        if is_github && parts.is_empty() {
            return Ok((
                text.to_owned(),
                Some("a pull request: read where the Zuul has a connection to GitHub".to_owned()),
            ));
        }
        return Err("no change's number is where a URL of Gerrit has it: `https://HOST/NUMBER` or `https://HOST/c/PROJECT/+/NUMBER`".to_owned());
    };
    let n_urls = text.matches("//").count();
    let several = format!("of {n_urls} URLs on the line, Zuul reads one: change {}", change.number);
    Ok((format!("{}, change {}", change.host, change.number), (n_urls > 1).then_some(several)))
}

/// Host and path of the address of a review system.
fn parts(review: &str) -> Option<(String, String)> {
    let (_, rest) = review.split_once("://")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit('@').next()?.split(':').next()?.to_lowercase();
    let path = path.trim_end_matches('/');
    Some((host, if path.is_empty() { String::new() } else { format!("{path}/") }))
}

/// Why a line that looks like a dependency is none.
fn almost(line: &str) -> Option<&'static str> {
    let text = line.trim_start();
    let is_key = text.get(.."depends-on".len()).is_some_and(|key| key.eq_ignore_ascii_case("depends-on"));
    let rest = text.get("depends-on".len()..)?;
    if !is_key || !rest.starts_with([':', ' ', '\t']) {
        return None;
    }
    if !rest.starts_with(':') {
        let names_one = rest.contains("://") || rest.split_whitespace().next().is_some_and(zuul::is_id);
        let has_colon = rest.trim_start().starts_with(':');
        return (names_one || has_colon).then_some("the colon has to be right behind `Depends-On`");
    }
    (text.len() < line.len()).then_some("it is indented")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "I85dedd459472b18d53a17ec71c1ac28a026675f7";

    /// What a line of a message comes to: what Zuul waits for, else what is said about it.
    #[track_caller]
    fn check(line: &str, expected: &str) {
        let message = format!("Subject\n\n{line}\n\nChange-Id: {ID}\n");
        let reading = check_message(&message, &["https://review.opendev.org/".to_owned()]);
        let found = match reading.dependencies.as_slice() {
            [only] => only.target.clone(),
            _ => reading.findings.first().map(|finding| finding.text.clone()).unwrap_or_default(),
        };
        assert!(found.contains(expected), "{line}: {found}");
    }

    #[test]
    fn dependencies_are_read_as_zuul_reads_them() {
        let host = "https://review.opendev.org";
        check(&format!("Depends-On: {ID}"), ID);
        check(&format!("depends-on: {ID}"), ID);
        check(&format!("Depends-On:{ID}"), "exactly one blank");
        check(&format!("Depends-On:  {ID}"), "exactly one blank");
        check("Depends-On: I85dedd459", "no prefix");
        check(&format!("Depends-On: {ID} # why"), "nothing may be behind");
        check(&format!(" Depends-On: {ID}"), "indented");
        check(&format!("Depends-On {host}/993525"), "the colon");
        check("Depends-On: 993525", "a number alone");
        check("Depends-On: foo", "neither a URL nor");
        check(&format!("Depends-On: {host}/993525"), "change 993525");
        check(&format!("Depends-On: {host}/c/openstack/requirements/+/993525/3 and more"), "change 993525");
        check(&format!("Depends-On: {host}/c/993525"), "no change's number");
        check(&format!("Depends-On: {host}/c/openstack/requirements/+/NUMBER"), "no change's number");
        check(&format!("Depends-On: {host}/1 {host}/2"), "change 1");
        check(&format!("Depends-On: {host}/c/a/+/1 {host}/c/b/+/2"), "change 2");
        check("Depends-On: https://review.example.org/7", "no connection to that host");
    }

    #[track_caller]
    fn check_id(message: &str, id: Option<&str>, said: &[&str]) {
        let reading = check_message(message, &[]);
        assert_eq!(reading.change_id.map(|id| id.to_string()).as_deref(), id);
        let texts: Vec<&str> = reading.findings.iter().map(|finding| finding.text.as_str()).collect();
        assert_eq!(texts.len(), said.len(), "{texts:?}");
        assert!(texts.iter().zip(said).all(|(text, part)| text.contains(part)), "{texts:?}");
    }

    #[test]
    fn change_ids_are_read_of_the_last_paragraph() {
        check_id(&format!("Subject\n\nChange-Id: {ID}\nSigned-off-by: A <a@example.org>\n"), Some(ID), &[]);
        check_id("Subject\n\nWhy.\n", None, &["there is no Change-Id"]);
        check_id(
            &format!("Subject\n\nChange-Id: {ID}\n\nmore\n"),
            None,
            &["git does not read", "there is no"],
        );
        check_id(&format!("S\n\nChange-Id: {ID}\nChange-Id: {ID}\n"), None, &["a second Change-Id"]);
        check_id("S\n\nChange-Id: I85DE\n", None, &["Gerrit refuses `I85DE`"]);
        check_id("squash! S\n\nwhy\n", None, &[]);
    }
}
