//! Markers: printing and parsing is the identity, spans lie in the text, simplifying changes no outcome.

#![no_main]

use haggle_spec::{ExtraName, Marker, MarkerArena, MarkerEnvironment, Platform, Simplified};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let marker = match text.parse::<Marker>() {
        Ok(marker) => marker,
        Err(error) => {
            assert!(text.get(error.span().range()).is_some());
            return;
        }
    };
    // A backslash is printed as it is, as the reference does, and may not be read back as the same.
    if !marker.as_str().contains(['\\', '\n', '\r', '\0']) {
        let again: Marker = marker.to_string().parse().expect("what is printed is a marker");
        assert_eq!(again, marker);
    }
    let mut arena = MarkerArena::with_budget(2000);
    let simplified = arena.simplify(&marker);
    let extras = [ExtraName::new("test").expect("a name")];
    for python in ["2.7.18", "3.8.0", "3.12.4"] {
        for platform in [Platform::Linux, Platform::Windows] {
            let environment = MarkerEnvironment::new(python, platform);
            for extras in [&[][..], &extras] {
                let expected = marker.evaluate(&environment, extras);
                match &simplified {
                    Ok(Simplified::Always) => assert_eq!(expected, Ok(true)),
                    Ok(Simplified::Never) => assert_eq!(expected, Ok(false)),
                    Ok(Simplified::Marker(simplified)) => {
                        assert_eq!(simplified.evaluate(&environment, extras), expected, "{marker} {simplified}");
                    }
                    _ => {}
                }
            }
        }
    }
});
