//! Files to publish.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::index_server::File;

/// A pure wheel whose metadata has these further lines, such as `Requires-Dist: other>=1`.
///
/// # Panics
/// When the zip file cannot be written to memory.
pub fn wheel(name: &str, version: &str, metadata_lines: &[&str]) -> File {
    wheel_of(name, version, metadata_lines, 0)
}

/// The same, with a member of so many incompressible bytes before and after the metadata, so that reading the
/// end of the file alone does not reach the metadata.
///
/// # Panics
/// When the zip file cannot be written to memory.
pub fn wheel_of(name: &str, version: &str, metadata_lines: &[&str], padding: usize) -> File {
    let mut metadata = format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n");
    for line in metadata_lines {
        metadata.push_str(line);
        metadata.push('\n');
    }
    let written_name = name.replace('-', "_");
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let deflated = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    let mut add = |path: String, content: &[u8], options| {
        archive.start_file(path, options).expect("memory takes a member");
        archive.write_all(content).expect("memory takes bytes");
    };
    let noise = vec![b'x'; padding];
    add(format!("{written_name}/first.bin"), &noise, stored);
    add(format!("{written_name}-{version}.dist-info/METADATA"), metadata.as_bytes(), deflated);
    add(format!("{written_name}/last.bin"), &noise, stored);
    let content = archive.finish().expect("memory takes the directory").into_inner();
    let mut file = File::new(&format!("{written_name}-{version}-py3-none-any.whl"), content);
    file.metadata = Some(metadata);
    file
}

/// A wheel with these files beside its metadata; those whose path starts with `@` are in the folder of the metadata.
///
/// # Panics
/// When the zip file cannot be written to memory.
pub fn wheel_with(name: &str, version: &str, files: &[(&str, &str)]) -> File {
    let metadata = format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n");
    let written_name = name.replace('-', "_");
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |path: &str, text: &str| {
        let path = match path.strip_prefix('@') {
            Some(path) => format!("{written_name}-{version}.dist-info/{path}"),
            None => path.to_owned(),
        };
        archive.start_file(path, SimpleFileOptions::default()).expect("memory takes a member");
        archive.write_all(text.as_bytes()).expect("memory takes bytes");
    };
    add("@METADATA", &metadata);
    for (path, text) in files {
        add(path, text);
    }
    let content = archive.finish().expect("memory takes the directory").into_inner();
    File::new(&format!("{written_name}-{version}-py3-none-any.whl"), content)
}

/// A source distribution whose metadata is of this version and has these further lines.
///
/// # Panics
/// When the archive cannot be written to memory.
pub fn sdist_of(name: &str, version: &str, metadata_version: &str, metadata_lines: &[&str]) -> File {
    let written_name = name.replace('-', "_");
    let mut metadata = format!("Metadata-Version: {metadata_version}\nName: {name}\nVersion: {version}\n");
    for line in metadata_lines {
        metadata.push_str(line);
        metadata.push('\n');
    }
    let content = gzipped_tar(&[
        (format!("{written_name}-{version}/setup.py"), "import setuptools; setuptools.setup()"),
        (format!("{written_name}-{version}/PKG-INFO"), metadata.as_str()),
    ]);
    File::new(&format!("{written_name}-{version}.tar.gz"), content)
}

/// A source distribution with metadata that does not count and these files.
///
/// # Panics
/// When the archive cannot be written to memory.
pub fn sdist_with(name: &str, version: &str, files: &[(&str, &str)]) -> File {
    let top = format!("{}-{version}", name.replace('-', "_"));
    let metadata = format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n");
    let mut members = vec![(format!("{top}/PKG-INFO"), metadata.as_str())];
    members.extend(files.iter().map(|(path, text)| (format!("{top}/{path}"), *text)));
    File::new(&format!("{top}.tar.gz"), gzipped_tar(&members))
}

/// A source distribution whose metadata is a link to another file of the machine.
///
/// # Panics
/// When the archive cannot be written to memory.
pub fn sdist_with_link(name: &str, version: &str, target: &str) -> File {
    let written_name = name.replace('-', "_");
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    let path = format!("{written_name}-{version}/PKG-INFO");
    archive.append_link(&mut header, path, target).expect("memory takes a member");
    let content = archive.into_inner().and_then(GzEncoder::finish).expect("memory takes bytes");
    File::new(&format!("{written_name}-{version}.tar.gz"), content)
}

/// An archive of these files.
pub(crate) fn gzipped_tar(files: &[(String, &str)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (path, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append_data(&mut header, path, content.as_bytes()).expect("memory takes a member");
    }
    archive.into_inner().and_then(GzEncoder::finish).expect("memory takes bytes")
}

/// A wheel with these tags.
///
/// # Panics
/// When the zip file cannot be written to memory.
pub fn wheel_for(name: &str, version: &str, tags: &str, metadata_lines: &[&str]) -> File {
    let filename = format!("{}-{version}-{tags}.whl", name.replace('-', "_"));
    File { filename, ..wheel(name, version, metadata_lines) }
}

/// A source distribution of which nothing can be read.
pub fn sdist(name: &str, version: &str) -> File {
    File::new(&format!("{}-{version}.tar.gz", name.replace('-', "_")), b"not an archive".to_vec())
}
