//! PEP 691, with the additions of PEP 700 and 714.

use std::collections::BTreeMap;
use std::fmt;

use haggle_spec::PackageName;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use url::Url;

use super::MOST_FILES;

use super::error::PageError;
use super::file::{MetadataFile, PageFile, can_be_asked};
use super::remarks::ProjectRemarks;
use super::status::ProjectStatus;
use crate::client::fetched::Document;

/// A size above this, in bytes, is not one: an exbibyte.
const LARGEST_SIZE: u64 = 1 << 60;

#[derive(Deserialize)]
struct Page {
    meta: Meta,
    /// Servers leave it out, although PEP 691 asks for it.
    #[serde(default)]
    name: Option<String>,
    #[serde(default, rename = "project-status")]
    status: Option<Status>,
    files: Files,
}

/// The files of a page; where there are too many, those that were read until then.
struct Files {
    files: Vec<File>,
    are_all: bool,
}

impl<'de> Deserialize<'de> for Files {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FilesVisitor;
        impl<'de> Visitor<'de> for FilesVisitor {
            type Value = Files;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list of files")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Files, A::Error> {
                let mut files = Vec::new();
                while files.len() < MOST_FILES {
                    match list.next_element()? {
                        Some(file) => files.push(file),
                        None => return Ok(Files { files, are_all: true }),
                    }
                }
                // The rest is read over, so that the end of the page is found.
                let mut are_all = true;
                while list.next_element::<IgnoredAny>()?.is_some() {
                    are_all = false;
                }
                Ok(Files { files, are_all })
            }
        }
        deserializer.deserialize_seq(FilesVisitor)
    }
}

/// PEP 792.
#[derive(Deserialize)]
struct Status {
    #[serde(default)]
    status: String,
    #[serde(default)]
    reason: Option<String>,
}

#[derive(Deserialize)]
struct Meta {
    #[serde(rename = "api-version")]
    api_version: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct File {
    filename: String,
    url: String,
    #[serde(default)]
    hashes: BTreeMap<String, String>,
    #[serde(default)]
    requires_python: Option<String>,
    #[serde(default)]
    yanked: Option<Flag>,
    #[serde(default)]
    upload_time: Fact,
    #[serde(default)]
    size: Fact,
    /// PEP 740: the address of the attestations, or `null`.
    #[serde(default)]
    provenance: Fact,
    #[serde(default)]
    core_metadata: Option<HashesOrFlag>,
    /// The name that PEP 691 gave it before PEP 714, which followed an incident.
    #[serde(default)]
    dist_info_metadata: Option<HashesOrFlag>,
}

/// Something that a file can do without, so that a value of another kind is not a fault of the page.
#[derive(Debug, Default)]
struct Fact {
    number: Option<u64>,
    text: Option<String>,
    is_null: bool,
}

impl<'de> Deserialize<'de> for Fact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FactVisitor)
    }
}

struct FactVisitor;

impl<'de> Visitor<'de> for FactVisitor {
    type Value = Fact;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_u64<E>(self, number: u64) -> Result<Fact, E> {
        Ok(Fact { number: Some(number), ..Fact::default() })
    }

    fn visit_str<E>(self, text: &str) -> Result<Fact, E> {
        Ok(Fact { text: Some(text.to_owned()), ..Fact::default() })
    }

    fn visit_i64<E>(self, _: i64) -> Result<Fact, E> {
        Ok(Fact::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Fact, E> {
        Ok(Fact::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Fact, E> {
        Ok(Fact::default())
    }

    fn visit_unit<E>(self) -> Result<Fact, E> {
        Ok(Fact { is_null: true, ..Fact::default() })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Fact, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Fact::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fact, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Fact::default())
    }
}

/// PEP 592 in JSON: a boolean, or the reason.
#[derive(Deserialize)]
#[serde(untagged)]
enum Flag {
    Bool(bool),
    Reason(String),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum HashesOrFlag {
    Bool(bool),
    Hashes(BTreeMap<String, String>),
}

pub(super) fn read(
    document: &Document,
    name: &PackageName,
) -> Result<(Vec<PageFile>, ProjectRemarks), PageError> {
    let page: Page = serde_json::from_slice(&document.body).map_err(PageError::Json)?;
    if page.meta.api_version.split('.').next() != Some("1") {
        return Err(PageError::ApiVersion(page.meta.api_version));
    }
    if let Some(other) = page.name.filter(|found| !PackageName::new(found).is_ok_and(|found| found == *name))
    {
        return Err(PageError::OtherProject(other));
    }
    if !page.files.are_all {
        return Err(PageError::TooManyFiles(MOST_FILES));
    }
    let status = page.status.and_then(|status| ProjectStatus::of(&status.status, status.reason));
    let n_files = page.files.files.len();
    let files = page.files.files.into_iter().filter_map(|file| page_file(&document.url, file));
    let files: Vec<PageFile> = files.collect();
    let n_skipped = n_files - files.len();
    Ok((files, ProjectRemarks { status, n_skipped }))
}

/// `None` for a file whose address is none that can be asked: one such file does not make the page useless.
fn page_file(base: &Url, file: File) -> Option<PageFile> {
    let url = base.join(&file.url).ok().filter(|url| can_be_asked(url, base))?;
    let metadata_file = match file.core_metadata.or(file.dist_info_metadata) {
        None => MetadataFile::Unsaid,
        Some(HashesOrFlag::Bool(false)) => MetadataFile::Denied,
        Some(HashesOrFlag::Bool(true)) => MetadataFile::Offered { sha256: None },
        Some(HashesOrFlag::Hashes(mut hashes)) => {
            MetadataFile::Offered { sha256: hashes.remove("sha256").map(|hash| hash.to_ascii_lowercase()) }
        }
    };
    Some(PageFile {
        filename: file.filename,
        url,
        hashes: file.hashes.into_iter().map(|(name, hash)| (name, hash.to_ascii_lowercase())).collect(),
        requires_python: file.requires_python.filter(|text| !text.trim().is_empty()),
        yanked: match file.yanked {
            None | Some(Flag::Bool(false)) => None,
            Some(Flag::Bool(true)) => Some(String::new()),
            Some(Flag::Reason(reason)) => Some(reason),
        },
        upload_time: file.upload_time.text,
        size: file.size.number.filter(|size| *size <= LARGEST_SIZE),
        metadata_file,
        attested: match (file.provenance.text, file.provenance.is_null) {
            (Some(address), _) => Some(!address.trim().is_empty()),
            (None, true) => Some(false),
            (None, false) => None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(body: &str) -> Result<Vec<PageFile>, PageError> {
        let url = Url::parse("http://localhost/simple/demo/").unwrap();
        let document = Document { url, content_type: None, body: body.as_bytes().to_vec().into() };
        read(&document, &PackageName::new("demo").unwrap()).map(|(files, _)| files)
    }

    #[test]
    fn reads_every_optional_field() {
        let files = read_text(
            r#"{"meta": {"api-version": "1.1"}, "name": "demo", "versions": ["1.0"], "files": [
            {"filename": "demo-1.0-py3-none-any.whl", "url": "../../files/demo-1.0-py3-none-any.whl", "hashes": {"sha256": "AB"},
             "requires-python": ">=3.9", "yanked": "broken", "upload-time": "2026-01-02T03:04:05Z", "size": 7,
             "core-metadata": {"sha256": "CD"}, "dist-info-metadata": false, "gpg-sig": true,
             "provenance": "http://localhost/demo/provenance"}]}"#,
        )
        .unwrap();
        assert_eq!(
            files,
            [PageFile {
                filename: "demo-1.0-py3-none-any.whl".into(),
                url: Url::parse("http://localhost/files/demo-1.0-py3-none-any.whl").unwrap(),
                hashes: [("sha256".to_owned(), "ab".to_owned())].into(),
                requires_python: Some(">=3.9".into()),
                yanked: Some("broken".into()),
                upload_time: Some("2026-01-02T03:04:05Z".into()),
                size: Some(7),
                metadata_file: MetadataFile::Offered { sha256: Some("cd".into()) },
                attested: Some(true),
            }]
        );
    }

    #[test]
    fn metadata_offer_has_four_spellings() {
        for (field, expected) in [
            ("", MetadataFile::Unsaid),
            (r#", "core-metadata": false"#, MetadataFile::Denied),
            (r#", "core-metadata": true"#, MetadataFile::Offered { sha256: None }),
            (
                r#", "dist-info-metadata": {"sha256": "ab"}"#,
                MetadataFile::Offered { sha256: Some("ab".into()) },
            ),
        ] {
            let text = format!(
                r#"{{"meta": {{"api-version": "1.0"}}, "files": [{{"filename": "a", "url": "a", "hashes": {{}}{field}}}]}}"#
            );
            assert_eq!(read_text(&text).unwrap()[0].metadata_file, expected, "{field}");
        }
    }

    #[test]
    fn a_fact_of_another_kind_is_none() {
        for field in [
            r#""size": "7""#,
            r#""size": -7"#,
            r#""size": 18446744073709551615"#,
            r#""size": 99999999999999999999999"#,
            r#""size": {"bytes": [7]}, "upload-time": 7"#,
            r#""upload-time": ["2026-01-02"], "size": null"#,
        ] {
            let text = format!(
                r#"{{"meta": {{"api-version": "1.0"}}, "files": [{{"filename": "a", "url": "a", "hashes": {{}}, {field}}}]}}"#
            );
            let files = read_text(&text).unwrap();
            assert_eq!((files[0].size, files[0].upload_time.as_deref()), (None, None), "{field}");
        }
    }

    #[test]
    fn a_page_has_a_bounded_number_of_files() {
        let many = vec![r#"{"filename":"","url":""}"#; MOST_FILES + 1].join(",");
        let error =
            read_text(&format!(r#"{{"meta":{{"api-version":"1.0"}},"files":[{many}]}}"#)).unwrap_err();
        assert!(error.to_string().starts_with("it lists more than 100000 files"), "{error}");
    }

    #[test]
    fn attestations_are_there_or_not_or_nothing_is_said() {
        for (field, expected) in [
            ("", None),
            (r#", "provenance": null"#, Some(false)),
            (r#", "provenance": "http://localhost/x""#, Some(true)),
            (r#", "provenance": 7"#, None),
        ] {
            let text = format!(
                r#"{{"meta": {{"api-version": "1.3"}}, "files": [{{"filename": "a", "url": "a", "hashes": {{}}{field}}}]}}"#
            );
            assert_eq!(read_text(&text).unwrap()[0].attested, expected, "{field}");
        }
    }

    #[test]
    fn another_major_api_version_is_refused() {
        let error = read_text(r#"{"meta": {"api-version": "2.0"}, "files": []}"#).unwrap_err();
        assert_eq!(error.to_string(), "its API version `2.0` is not 1.x");
        assert!(read_text(r#"{"meta": {"api-version": "1.0"}, "files": [{}"#).is_err());
    }

    #[test]
    fn the_status_of_the_project_is_read() {
        let status = |status: &str| {
            let url = Url::parse("http://localhost/simple/demo/").unwrap();
            let body =
                format!(r#"{{"meta": {{"api-version": "1.4"}}, "files": [], "project-status": {status}}}"#);
            let document = Document { url, content_type: None, body: body.into_bytes().into() };
            read(&document, &PackageName::new("demo").unwrap())
                .unwrap()
                .1
                .status
                .map(|status| status.to_string())
        };
        assert_eq!(status(r#"{"status": "active"}"#), None);
        assert_eq!(status("null"), None);
        let quarantined = "quarantined: the index holds it to be unsafe (it steals)";
        assert_eq!(
            status(r#"{"status": "quarantined", "reason": "it steals"}"#).as_deref(),
            Some(quarantined)
        );
    }

    #[test]
    fn the_page_is_that_of_the_project() {
        let named =
            |name: &str| read_text(&format!(r#"{{"meta": {{"api-version": "1.0"}}{name}, "files": []}}"#));
        assert_eq!(named("").unwrap(), []);
        assert_eq!(named(r#", "name": "Demo""#).unwrap(), []);
        for other in ["other", "demo/../other", ""] {
            let error = named(&format!(r#", "name": "{other}""#)).unwrap_err();
            assert_eq!(error.to_string(), format!("it is the page of `{other}`"));
        }
    }
}
