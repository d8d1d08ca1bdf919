//! The examples do what they say.

#[allow(dead_code, reason = "its `main` reads arguments")]
#[path = "../../examples/sync.rs"]
mod sync;

#[test]
fn a_file_follows_the_shared_lists() {
    let synced = sync::synced("six!=1.5  # MIT\n", "six===1.17.0\n", b"six>=1.2 # MIT\n").unwrap();
    assert_eq!(synced, b"six>=1.2,!=1.5 # MIT\n");
}
