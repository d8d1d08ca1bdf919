//! The examples do what they say.

#[allow(dead_code, reason = "its `main` reads arguments")]
#[path = "../../examples/imports.rs"]
mod imports;

#[test]
fn imports_from_elsewhere_are_listed() {
    let source = b"import os\ntry:\n    import xattr\nexcept ImportError:\n    xattr = None\n";
    assert_eq!(imports::report("a.py", source), "a.py:3:5: xattr: Guarded\n");
}
