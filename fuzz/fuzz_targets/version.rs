//! Versions: printing and parsing is the identity, the order is one, parts put together give the whole.

#![no_main]

use haggle_spec::{VersionStep, Version};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut versions = Vec::new();
    for line in text.split('\n') {
        match line.parse::<Version>() {
            Ok(version) => {
                let printed = version.to_string();
                let again: Version = printed.parse().expect("the normalised form is a version");
                assert_eq!(again, version);
                assert_eq!(again.to_string(), printed);
                let written: Version = version.as_written().parse().expect("the spelling is a version");
                assert_eq!(written, version);
                assert_eq!(Version::from_parts(version.to_parts()), version);
                assert_eq!(version.step_to(&again), VersionStep::None);
                versions.push(version);
            }
            Err(error) => assert!(error.span().start <= error.span().end && error.span().end <= line.len()),
        }
    }
    for pair in versions.windows(2) {
        assert_eq!(pair[0].cmp(&pair[1]), pair[1].cmp(&pair[0]).reverse());
        assert_eq!(pair[0] == pair[1], pair[0].canonical() == pair[1].canonical());
    }
});
