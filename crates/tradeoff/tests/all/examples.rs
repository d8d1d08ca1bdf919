//! The examples do what they say.

#[allow(dead_code, reason = "the test calls its parts")]
#[path = "../../examples/office.rs"]
mod office;

#[test]
fn the_office_in_between_is_recommended() {
    let report = office::report().unwrap();
    assert!(report.starts_with("mill is recommended"), "{report}");
    assert_eq!(report.lines().count(), 3, "{report}");
}
