//! The demo family as it was when this binary was built.

/// The manifest's name, in any family.
pub const MANIFEST: &str = "haggle.toml";

/// The demo's folder in a checkout.
pub const FOLDER: &str = "crates/haggle/demo/glance";

/// Every file of the demo: (path relative to the manifest, bytes).
pub const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/demo_files.rs"));
