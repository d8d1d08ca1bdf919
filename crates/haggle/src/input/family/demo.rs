//! The demo families as they were when this binary was built.

use std::borrow::Cow;

use crate::context::Demo;

/// The manifest's name, in any family.
pub const MANIFEST: &str = "haggle.toml";

/// The folder of the demos in a checkout.
const FOLDER: &str = "crates/haggle/demo";

/// Every file of every demo: (name of the demo and path relative to its manifest, bytes, whether they are packed).
const FILES: &[(&str, &[u8], bool)] = include!(concat!(env!("OUT_DIR"), "/demo_files.rs"));

/// The folder of a demo in a checkout.
pub fn folder(demo: Demo) -> String {
    format!("{FOLDER}/{}", demo.name())
}

/// The paths of the files of a demo, relative to its manifest.
pub fn paths(demo: Demo) -> impl Iterator<Item = &'static str> {
    files(demo).map(|(path, ..)| path)
}

/// A file of a demo.
pub fn file(demo: Demo, path: &str) -> Option<Cow<'static, [u8]>> {
    let (_, bytes, is_packed) = files(demo).find(|(name, ..)| *name == path)?;
    if is_packed { unpacked(bytes).map(Cow::Owned) } else { Some(Cow::Borrowed(bytes)) }
}

fn files(demo: Demo) -> impl Iterator<Item = (&'static str, &'static [u8], bool)> {
    let inside = move |(path, bytes, is_packed): &(&'static str, &'static [u8], bool)| {
        let path: &'static str = path;
        Some((path.strip_prefix(demo.name())?.strip_prefix('/')?, *bytes, *is_packed))
    };
    FILES.iter().filter_map(inside)
}

#[cfg(feature = "live")]
fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    use std::io::Read as _;

    let mut unpacked = Vec::new();
    flate2::read::ZlibDecoder::new(bytes).read_to_end(&mut unpacked).ok()?;
    Some(unpacked)
}

/// Nothing is packed in such a build.
#[cfg(not(feature = "live"))]
fn unpacked(_: &[u8]) -> Option<Vec<u8>> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_what_it_is_in_the_checkout() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("demo");
        for demo in Demo::ALL {
            assert!(paths(demo).any(|path| path == MANIFEST));
            for path in paths(demo) {
                let there = std::fs::read(root.join(demo.name()).join(path)).unwrap();
                assert_eq!(file(demo, path).as_deref(), Some(there.as_slice()), "{path}");
            }
        }
    }
}
