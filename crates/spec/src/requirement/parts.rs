//! Where the parts of a requirement are in its text.

use std::ops::Range;

use super::diagnose::diagnosed;
use super::places::{Place, Places};
use super::read::read;
use crate::RequirementError;
use crate::fault::YesOrNo;

/// The ranges of the parts of a requirement's text (PEP 508), for edits and for carets.
///
/// Law: a text has parts if and only if it is a requirement, and each part alone is what the requirement has there.
///
/// ```
/// use haggle_spec::RequirementParts;
///
/// let text = "alembic[tz] >=1.4, !=1.5 ; python_version >= '3.8'";
/// let parts = RequirementParts::of(text)?;
/// assert_eq!(&text[parts.name], "alembic");
/// assert_eq!(&text[parts.extras.unwrap()], "[tz]");
/// assert_eq!(&text[parts.specifiers], ">=1.4, !=1.5");
/// assert_eq!(&text[parts.marker.unwrap()], "python_version >= '3.8'");
/// # Ok::<(), haggle_spec::RequirementError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequirementParts {
    /// The name.
    pub name: Range<usize>,
    /// The extras with their brackets.
    pub extras: Option<Range<usize>>,
    /// The specifiers, with parentheses if they have them; an empty range, after name and extras, if there are none.
    pub specifiers: Range<usize>,
    /// The URL after `@`.
    pub url: Option<Range<usize>>,
    /// The marker after the semicolon.
    pub marker: Option<Range<usize>>,
}

impl RequirementParts {
    /// Finds the parts. O(n).
    ///
    /// # Errors
    /// The text is not a requirement.
    pub fn of(text: &str) -> Result<Self, RequirementError> {
        let mut places = Places::default();
        if read(text, &mut places, YesOrNo).is_err() {
            return Err(diagnosed(text));
        }
        let range = |place: Place| place.range(text);
        let name = range(places.name);
        let extras = places.extras.map(range);
        let before = extras.as_ref().map_or(name.end, |extras| extras.end);
        let specifiers = places.specifiers.map_or(before..before, range);
        let specifiers = if specifiers.is_empty() { before..before } else { specifiers };
        let (url, marker) = (places.url.map(range), places.marker.map(range));
        Ok(RequirementParts { name, extras, specifiers, url, marker })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: [Option<&str>; 5]) {
        let parts = RequirementParts::of(text).expect("a requirement");
        let specifiers = Some(parts.specifiers).filter(|range| !range.is_empty());
        let found = [Some(parts.name), parts.extras, specifiers, parts.url, parts.marker];
        assert_eq!(found.map(|range| range.map(|range| &text[range])), expected);
    }

    #[test]
    fn parts_are_found_with_and_without_blanks() {
        check("six", [Some("six"), None, None, None, None]);
        check(
            " a.b-c_d [ x , y ] ( >=1 ) ;os_name=='x' ",
            [Some("a.b-c_d"), Some("[ x , y ]"), Some("( >=1 )"), None, Some("os_name=='x'")],
        );
        check("a>=1;'x'=='x'", [Some("a"), None, Some(">=1"), None, Some("'x'=='x'")]);
        check("a () ", [Some("a"), None, Some("()"), None, None]);
        check("a >=1, ", [Some("a"), None, Some(">=1,"), None, None]);
        check("a @ file:///x;y ; 'x'=='x'", [Some("a"), None, None, Some("file:///x;y"), Some("'x'=='x'")]);
        check("a @ b\n", [Some("a"), None, None, Some("b\n"), None]);
        check("a[b]@https://x", [Some("a"), Some("[b]"), None, Some("https://x"), None]);
    }

    #[test]
    fn no_specifiers_are_an_empty_range_after_the_extras() {
        assert_eq!(RequirementParts::of("a [b] ; 'x'=='x'").unwrap().specifiers, 5..5);
        assert_eq!(RequirementParts::of("a ; 'x'=='x'").unwrap().specifiers, 1..1);
        assert_eq!(RequirementParts::of("a @ b").unwrap().specifiers, 1..1);
    }

    #[test]
    fn what_is_not_a_requirement_has_no_parts() {
        for text in ["", "a[", "a;", "a @", "\u{e9} ["] {
            assert_eq!(
                RequirementParts::of(text).err(),
                text.parse::<crate::Requirement>().err(),
                "{text:?}"
            );
        }
    }
}
