//! The demo families as they were when this binary was built.

use crate::context::Demo;

/// The manifest's name, in any family.
pub const MANIFEST: &str = "haggle.toml";

/// The folder of the demos in a checkout.
const FOLDER: &str = "crates/haggle/demo";

/// Every file of every demo: (name of the demo and path relative to its manifest, bytes).
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/demo_files.rs"));

/// The folder of a demo in a checkout.
pub fn folder(demo: Demo) -> String {
    format!("{FOLDER}/{}", demo.name())
}

/// The files of a demo: (path relative to the manifest, bytes).
pub fn files(demo: Demo) -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let inside = move |(path, bytes): &(&'static str, &'static [u8])| {
        let path: &'static str = path;
        Some((path.strip_prefix(demo.name())?.strip_prefix('/')?, *bytes))
    };
    FILES.iter().filter_map(inside)
}

/// A file of a demo.
pub fn file(demo: Demo, path: &str) -> Option<&'static [u8]> {
    files(demo).find(|(name, _)| *name == path).map(|(_, bytes)| bytes)
}
