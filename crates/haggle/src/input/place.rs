//! Places that requirements may not come from.

use crate::output::failure::Failure;

/// The refusal of a place that is not a wheel.
pub fn not_a_wheel(place: &str, what: &str, location: &str) -> Failure {
    Failure::new(format!("{place}: `{what}` comes from `{}`, and of URLs and paths only wheels are supported", without_user(location)))
        .hint("nothing is cloned or built, and what the index has by this name may be something else: build a wheel and name it, or name versions")
}

/// The text without what is between `//` and `@`.
fn without_user(location: &str) -> String {
    let Some(start) = location.find("://").map(|at| at + 3) else { return location.to_owned() };
    let end = location[start..].find('/').map_or(location.len(), |end| start + end);
    match location[start..end].rfind('@') {
        Some(at) => format!("{}{}", &location[..start], &location[start + at + 1..]),
        None => location.to_owned(),
    }
}
