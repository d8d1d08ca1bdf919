//! A project's page in its two forms.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::index_server::{Behaviour, ContentRole, File, Form, MetadataFiles};

const JSON: &str = "application/vnd.pypi.simple.v1+json";

/// The page's content type and text.
pub(super) fn render(
    behaviour: &Behaviour,
    accept: Option<&str>,
    project: &str,
    files: &[File],
) -> (&'static str, String) {
    let form = match behaviour.form {
        Form::Negotiated if accept.is_some_and(|accept| accept.contains(JSON)) => Form::Json,
        Form::Negotiated => Form::Html,
        form => form,
    };
    match form {
        Form::Json => (JSON, json_page(behaviour, project, files)),
        _ => ("text/html; charset=utf-8", html_page(behaviour, project, files)),
    }
}

pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The announced hash of the metadata file; `None` where nothing is announced.
fn announced_hash(behaviour: &Behaviour, file: &File) -> Option<String> {
    let metadata = file.metadata.as_ref()?;
    match behaviour.metadata_files {
        MetadataFiles::Announced => Some(sha256_hex(metadata.as_bytes())),
        MetadataFiles::AnnouncedWrongly => Some(sha256_hex(b"something else")),
        MetadataFiles::Served | MetadataFiles::Absent => None,
    }
}

fn json_page(behaviour: &Behaviour, project: &str, files: &[File]) -> String {
    let files = files.iter().map(|file| {
        let mut entry = Map::new();
        entry.insert("filename".into(), json!(file.filename));
        entry.insert("url".into(), json!(format!("../../files/{}", file.filename)));
        if file.role == ContentRole::Published {
            entry.insert("hashes".into(), json!({"sha256": sha256_hex(&file.content)}));
            entry.insert("size".into(), json!(file.content.len()));
        } else {
            entry.insert("hashes".into(), json!({}));
        }
        entry.insert("requires-python".into(), json!(file.requires_python));
        entry
            .insert("yanked".into(), file.yanked.as_ref().map_or(Value::Bool(false), |reason| json!(reason)));
        if let Some(time) = &file.upload_time {
            entry.insert("upload-time".into(), json!(time));
        }
        if let Some(address) = &file.provenance {
            entry.insert("provenance".into(), json!(address));
        }
        if let Some(hash) = announced_hash(behaviour, file) {
            entry.insert("core-metadata".into(), json!({"sha256": hash}));
        }
        Value::Object(entry)
    });
    let files: Vec<Value> = files.collect();
    json!({"meta": {"api-version": "1.1"}, "name": project, "files": files}).to_string()
}

fn html_page(behaviour: &Behaviour, project: &str, files: &[File]) -> String {
    let mut page = format!("<!DOCTYPE html>\n<html><head><title>Links for {project}</title></head><body>\n");
    for file in files {
        let _ = write!(page, "<a href=\"../../files/{}", file.filename);
        if file.role == ContentRole::Published {
            let _ = write!(page, "#sha256={}", sha256_hex(&file.content));
        }
        page.push('"');
        if let Some(range) = &file.requires_python {
            let _ = write!(page, " data-requires-python=\"{}\"", escaped(range));
        }
        if let Some(reason) = &file.yanked {
            let _ = write!(page, " data-yanked=\"{}\"", escaped(reason));
        }
        if let Some(address) = &file.provenance {
            let _ = write!(page, " data-provenance=\"{}\"", escaped(address));
        }
        if let Some(hash) = announced_hash(behaviour, file) {
            let _ = write!(page, " data-core-metadata=\"sha256={hash}\"");
        }
        let _ = writeln!(page, ">{}</a><br>", file.filename);
    }
    page + "</body></html>\n"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}
