//! Names that the user typed and nobody knows: what was probably meant.

use haggle_govern::data::close_match;

use crate::output::failure::Failure;

/// More names than this do not help.
const MOST: usize = 12;

/// The failure for a name that is not a known one: `what` says of which kind, as in "no feature is named".
pub fn unknown(what: &str, name: &str, known: &[&str]) -> Failure {
    let failure = Failure::new(format!("{what} `{name}`"));
    match hint(name, known) {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

/// What was probably meant, else all that could be where they are few.
pub fn hint(name: &str, known: &[&str]) -> Option<String> {
    if let Some(near) = near(name, known) {
        return Some(format!("did you mean `{near}`?"));
    }
    let (shown, left) = known.split_at(known.len().min(MOST));
    let more = if left.is_empty() { String::new() } else { format!(" and {} more", left.len()) };
    (!shown.is_empty()).then(|| format!("use one of {}{more}", shown.join(", ")))
}

/// What was probably meant. A project is also known by the last part of its name.
pub fn near<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let parts = known.iter().flat_map(|known| [Some(*known), known.rsplit_once('/').map(|(_, last)| last)]);
    close_match(name, parts.flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, known: &[&str], expected: &str) {
        assert_eq!(hint(name, known).unwrap_or_default(), expected, "{name}");
    }

    #[test]
    fn what_is_near_is_named_and_few_are_listed() {
        check("image-signin", &["image-signing", "zero-copy"], "did you mean `image-signing`?");
        check("glanse", &["openstack/glance", "openstack/nova"], "did you mean `glance`?");
        check("xyz", &["image-signing", "zero-copy"], "use one of image-signing, zero-copy");
        check("xyz", &[], "");
        check("q", &["aaaa"; 15], &format!("use one of {} and 3 more", ["aaaa"; 12].join(", ")));
    }
}
