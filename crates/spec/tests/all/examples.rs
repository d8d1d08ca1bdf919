//! The examples do what they say.

#[allow(dead_code, reason = "its `main` reads arguments")]
#[path = "../../examples/lint.rs"]
mod lint;

#[test]
fn a_file_is_linted_repaired_and_raised() {
    let text = b"# needed\r\nsix => 1.16, <2  # MIT\r\n--colour\r\n";
    assert_eq!(lint::faults(text).lines().count(), 2);
    let repaired = lint::repaired(text).unwrap();
    let raised = lint::raised(&repaired, &"six".parse().unwrap(), &"1.17".parse().unwrap()).unwrap();
    assert_eq!(String::from_utf8(raised).unwrap(), "# needed\r\nsix <2,>=1.17  # MIT\r\n--colour\r\n");
}
