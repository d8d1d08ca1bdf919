//! The worked example on the page about the method is what the demo prints.

use std::path::Path;
use std::process::Command;

#[test]
fn the_worked_example_is_what_evaluate_prints() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/method.md");
    let page = std::fs::read_to_string(page).expect("the page");
    let (_, example) = page.split_once("## A worked example").expect("the example");
    let (example, _) = example.split_once("\n## ").expect("another section");
    let records = Path::new(env!("CARGO_TARGET_TMPDIR")).join("method");
    let output = Command::new(env!("CARGO_BIN_EXE_haggle"))
        .args(["evaluate", "image-cache-xattr", "--records"])
        .arg(records)
        .env_remove("HAGGLE_MANIFEST")
        .output()
        .expect("the command runs");
    let printed = String::from_utf8(output.stdout).expect("text");
    let blocks: Vec<&str> =
        example.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() >= 3, "the example shows what is printed");
    for block in blocks {
        assert!(printed.contains(block), "the page says\n{block}\nand the command prints\n{printed}");
    }
}
