//! The commands of haggle.
fn main() {}
