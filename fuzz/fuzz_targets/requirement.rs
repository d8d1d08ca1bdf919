//! Requirements: printing and parsing is the identity, and an error points into the text, and its suggestion repairs it.

#![no_main]

use haggle_spec::{Requirement, RequirementParts};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let parts = RequirementParts::of(text);
    match text.parse::<Requirement>() {
        Ok(requirement) => {
            let parts = parts.expect("a requirement has parts");
            assert_eq!(&text[parts.name], requirement.name_as_written());
            assert_eq!(parts.url.map(|url| &text[url]), requirement.url());
            assert_eq!(parts.marker.is_some(), requirement.marker().is_some());
            let printed = requirement.to_string();
            if requirement.marker().is_some_and(|marker| marker.as_str().contains(['\\', '\n', '\r', '\0'])) {
                return;
            }
            let again: Requirement = printed.parse().expect("what is printed is a requirement");
            assert_eq!(again, requirement);
            assert_eq!(again.to_string(), printed);
        }
        Err(error) => {
            assert_eq!(parts.as_ref(), Err(&error));
            assert!(text.get(error.span().range()).is_some());
            if let Some(edit) = error.suggestion() {
                let mut repaired = text.to_owned();
                repaired.replace_range(edit.span.range(), &edit.replacement);
                assert_ne!(repaired, text);
            }
        }
    }
});
