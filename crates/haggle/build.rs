//! Lists the files of the demos, so that the binary carries them wherever it is copied; large ones are packed where the program can
//! unpack them.

#![expect(clippy::disallowed_macros, reason = "cargo reads what a build script prints")]

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("demo");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let mut code = String::from("&[\n");
    for (number, file) in files.iter().enumerate() {
        println!("cargo::rerun-if-changed={}", file.display());
        let name =
            file.strip_prefix(&root)?.to_str().ok_or("a demo file's name is not UTF-8")?.replace('\\', "/");
        let packed = packed(file, &out.join(format!("{number}.z")))?;
        let (place, is_packed) = packed.as_ref().map_or((file, false), |packed| (packed, true));
        writeln!(code, "    ({name:?}, include_bytes!({:?}), {is_packed}),", place.display().to_string())?;
    }
    code.push(']');
    std::fs::write(out.join("demo_files.rs"), code)?;
    Ok(())
}

/// The packed copy of a large file, as a zlib stream (RFC 1950).
#[cfg(feature = "live")]
fn packed(file: &Path, to: &Path) -> Result<Option<PathBuf>, Box<dyn Error>> {
    use std::io::Write as _;

    const LARGE: usize = 16 << 10;
    let bytes = std::fs::read(file)?;
    if bytes.len() < LARGE {
        return Ok(None);
    }
    let mut encoder =
        flate2::write::ZlibEncoder::new(std::fs::File::create(to)?, flate2::Compression::best());
    encoder.write_all(&bytes)?;
    encoder.finish()?;
    Ok(Some(to.to_path_buf()))
}

#[cfg(not(feature = "live"))]
#[expect(clippy::unnecessary_wraps, reason = "the same as where files are packed")]
fn packed(_: &Path, _: &Path) -> Result<Option<PathBuf>, Box<dyn Error>> {
    Ok(None)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { collect(&path, files)? } else { files.push(path) }
    }
    Ok(())
}
