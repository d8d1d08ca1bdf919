//! PEP 503, with the attributes of PEP 592, 658, 714 and 740. `html5gum` shows up in this file only.

use std::collections::BTreeMap;

use haggle_spec::PackageName;
use haggle_spec::release::DistributionFile;
use html5gum::{Token, Tokenizer};
use percent_encoding::percent_decode_str;
use url::Url;

use super::MOST_FILES;
use super::error::PageError;
use super::file::{MetadataFile, PageFile, can_be_asked};
use super::remarks::ProjectRemarks;
use super::status::ProjectStatus;
use crate::client::fetched::Document;

/// The attributes of a start tag that matter here.
type Tag = html5gum::StartTag<()>;

pub(super) fn read(
    document: &Document,
    name: &PackageName,
) -> Result<(Vec<PageFile>, ProjectRemarks), PageError> {
    let (files, signs) = files_and_signs(document)?;
    let is_said =
        document.content_type.as_deref().is_some_and(|kind| kind.starts_with("application/vnd.pypi."));
    if is_said || signs.say_index(name) || has_distribution(&files) {
        let status = signs.status.as_deref().and_then(|status| ProjectStatus::of(status, signs.reason));
        Ok((files, ProjectRemarks { status, n_skipped: signs.n_skipped }))
    } else {
        Err(PageError::NoIndex)
    }
}

/// The links of any page but one that asks to log in.
pub(super) fn read_links(document: &Document) -> Result<Vec<PageFile>, PageError> {
    let (files, signs) = files_and_signs(document)?;
    if signs.has_password && !has_distribution(&files) { Err(PageError::NoIndex) } else { Ok(files) }
}

fn has_distribution(files: &[PageFile]) -> bool {
    files.iter().any(|file| DistributionFile::from_filename(&file.filename).is_some())
}

fn files_and_signs(document: &Document) -> Result<(Vec<PageFile>, Signs), PageError> {
    let mut base = document.url.clone();
    let mut files = Vec::new();
    let mut signs = Signs::default();
    for token in Tokenizer::new(&*document.body) {
        let tag = match token {
            Ok(Token::StartTag(tag)) => tag,
            Ok(Token::String(text)) => {
                signs.text(&text);
                continue;
            }
            Ok(Token::EndTag(tag)) => {
                signs.end(&tag.name.0);
                continue;
            }
            // Reading from memory cannot fail.
            Ok(_) | Err(_) => continue,
        };
        signs.start(&tag);
        match tag.name.0.as_slice() {
            b"base" => {
                // One without meaning changes nothing, as in browsers.
                base = attribute(&tag, "href").and_then(|href| joined(&base, &href)).unwrap_or(base);
            }
            b"meta" if is_version_of_index(&tag) => {
                let version = attribute(&tag, "content").unwrap_or_default();
                if version.split('.').next() != Some("1") {
                    return Err(PageError::ApiVersion(version));
                }
            }
            b"a" if files.len() == MOST_FILES => return Err(PageError::TooManyFiles(MOST_FILES)),
            b"a" => match anchor(&base, &tag) {
                Some(file) => files.push(file),
                None => signs.n_skipped += usize::from(leads_to_distribution(&tag)),
            },
            _ => {}
        }
    }
    Ok((files, signs))
}

/// What a page without files says of itself: an index may have a project without files, and a page that asks to log in comes from
/// any server, with status 200.
#[derive(Default)]
struct Signs {
    has_version: bool,
    has_password: bool,
    /// PEP 792.
    status: Option<String>,
    reason: Option<String>,
    /// How many links to distributions have addresses that cannot be asked.
    n_skipped: usize,
    /// How many titles and headings are open.
    n_open: usize,
    /// The text of all of them.
    headings: String,
}

impl Signs {
    /// More of a page's headings than this is not read.
    const LONGEST: usize = 4096;

    fn start(&mut self, tag: &Tag) {
        match tag.name.0.as_slice() {
            b"title" | b"h1" => self.n_open += 1,
            b"meta" => {
                self.has_version |= is_version_of_index(tag);
                match attribute(tag, "name").as_deref() {
                    Some("pypi:project-status") => self.status = attribute(tag, "content"),
                    Some("pypi:project-status-reason") => self.reason = attribute(tag, "content"),
                    _ => {}
                }
            }
            b"input" => {
                self.has_password |=
                    attribute(tag, "type").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("password"));
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        if matches!(name, b"title" | b"h1") {
            self.n_open = self.n_open.saturating_sub(1);
            self.headings.push('\n');
        }
    }

    fn text(&mut self, text: &[u8]) {
        if self.n_open > 0 && self.headings.len() < Self::LONGEST {
            self.headings.push_str(&String::from_utf8_lossy(text));
        }
    }

    /// Whether it is a page of an index: it has the mark of one, or its title names the project or says what such pages do
    /// ("Links for demo", "Index of /demo/").
    fn say_index(&self, name: &PackageName) -> bool {
        let says = |text: &str| self.headings.to_ascii_lowercase().contains(text);
        let names = || {
            let is_part = |character: char| character.is_alphanumeric() || "-_.".contains(character);
            let mut words = self.headings.split(|character| !is_part(character));
            words.any(|word| PackageName::new(word).is_ok_and(|word| word == *name))
        };
        !self.has_password
            && (self.has_version || says("links for") || says("index of") || says("simple index") || names())
    }
}

fn is_version_of_index(tag: &Tag) -> bool {
    attribute(tag, "name").as_deref() == Some("pypi:repository-version")
}

fn joined(base: &Url, href: &str) -> Option<Url> {
    base.join(href.trim()).ok().filter(|url| can_be_asked(url, base))
}

/// An anchor without an address that can be asked, or whose address has no last segment, is not a file.
fn anchor(base: &Url, tag: &Tag) -> Option<PageFile> {
    let mut url = joined(base, &attribute(tag, "href")?)?;
    let hashes = url.fragment().map(hashes_in).unwrap_or_default();
    url.set_fragment(None);
    let last = url.path_segments().and_then(|mut segments| segments.next_back()).unwrap_or_default();
    let filename = percent_decode_str(last).decode_utf8().ok()?.into_owned();
    if filename.is_empty() {
        return None;
    }
    Some(PageFile {
        filename,
        url,
        hashes,
        requires_python: attribute(tag, "data-requires-python").filter(|text| !text.trim().is_empty()),
        yanked: attribute(tag, "data-yanked"),
        upload_time: None,
        size: None,
        metadata_file: metadata_file(tag),
        attested: attribute(tag, "data-provenance").map(|address| !address.trim().is_empty()),
    })
}

/// Whether an address, whatever it is of, ends like that of a distribution.
fn leads_to_distribution(tag: &Tag) -> bool {
    let href = attribute(tag, "href").unwrap_or_default();
    let path = href.split(['#', '?']).next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    DistributionFile::from_filename(last).is_some()
}

/// PEP 658 with the name of PEP 714 first: the value is `true` or `sha256=...`.
fn metadata_file(tag: &Tag) -> MetadataFile {
    match attribute(tag, "data-core-metadata").or_else(|| attribute(tag, "data-dist-info-metadata")) {
        None => MetadataFile::Unsaid,
        Some(value) if value.eq_ignore_ascii_case("false") => MetadataFile::Denied,
        Some(value) => MetadataFile::Offered { sha256: sha256_in(&value).map(str::to_ascii_lowercase) },
    }
}

/// PEP 503 lets a page name a hash by any algorithm that every Python has.
fn hashes_in(fragment: &str) -> BTreeMap<String, String> {
    const ALGORITHMS: [&str; 6] = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"];
    fragment
        .split('&')
        .filter_map(|part| part.split_once('='))
        .filter(|(name, hash)| ALGORITHMS.contains(name) && !hash.is_empty())
        .map(|(name, hash)| (name.to_owned(), hash.to_ascii_lowercase()))
        .collect()
}

fn sha256_in(text: &str) -> Option<&str> {
    text.split('&').find_map(|part| part.strip_prefix("sha256=")).filter(|hash| !hash.is_empty())
}

fn attribute(tag: &Tag, name: &str) -> Option<String> {
    tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(body: &str) -> Result<Vec<PageFile>, PageError> {
        read_whole(body).map(|(files, _)| files)
    }

    fn read_whole(body: &str) -> Result<(Vec<PageFile>, Option<ProjectStatus>), PageError> {
        let url = Url::parse("http://localhost/simple/demo/").unwrap();
        let document = Document { url, content_type: None, body: body.as_bytes().to_vec().into() };
        read(&document, &PackageName::new("demo").unwrap()).map(|(files, remarks)| (files, remarks.status))
    }

    #[test]
    fn reads_every_attribute() {
        let files = read_text(
            "<!DOCTYPE html><html><head><meta name=\"pypi:repository-version\" content=\"1.1\"></head><body>\
             <!-- <a href='not-a-file-1.0.tar.gz'>commented out</a> -->\
             <a href='../../files/demo-1.0%2Blocal-py3-none-any.whl#sha256=AB' data-requires-python='&gt;=3.9, &lt;4'\
                data-yanked='it &amp; that' data-core-metadata='sha256=cd' \
                data-provenance='https://localhost/p'>demo</a>\
             <A HREF=demo-0.9.tar.gz DATA-YANKED>demo</A><a name='top'>no file</a>",
        )
        .unwrap();
        let whole = PageFile {
            filename: "demo-1.0+local-py3-none-any.whl".into(),
            url: Url::parse("http://localhost/files/demo-1.0%2Blocal-py3-none-any.whl").unwrap(),
            hashes: [("sha256".to_owned(), "ab".to_owned())].into(),
            requires_python: Some(">=3.9, <4".into()),
            yanked: Some("it & that".into()),
            upload_time: None,
            size: None,
            metadata_file: MetadataFile::Offered { sha256: Some("cd".into()) },
            attested: Some(true),
        };
        let bare = PageFile {
            filename: "demo-0.9.tar.gz".into(),
            url: Url::parse("http://localhost/simple/demo/demo-0.9.tar.gz").unwrap(),
            hashes: BTreeMap::new(),
            requires_python: None,
            yanked: Some(String::new()),
            metadata_file: MetadataFile::Unsaid,
            attested: None,
            ..whole.clone()
        };
        assert_eq!(files, [whole, bare]);
    }

    #[test]
    fn base_element_moves_relative_addresses() {
        let files = read_text("<base href='http://localhost:81/other/'><a href='a-1.0.zip'>a</a>").unwrap();
        assert_eq!(files[0].url.as_str(), "http://localhost:81/other/a-1.0.zip");
    }

    #[test]
    fn a_page_has_a_bounded_number_of_files() {
        let error = read_whole(&"<a href=x>".repeat(MOST_FILES + 1)).unwrap_err();
        assert!(matches!(error, PageError::TooManyFiles(MOST_FILES)));
    }

    #[test]
    fn the_status_of_the_project_is_read() {
        let page = "<h1>demo</h1><meta name='pypi:project-status' content='archived'>\
                    <meta name='pypi:project-status-reason' content='done'>";
        let status = read_whole(page).unwrap().1.unwrap().to_string();
        assert_eq!(status, "archived: no release of it is to be expected (done)");
        assert_eq!(read_whole("<h1>demo</h1>").unwrap().1, None);
    }

    #[test]
    fn an_odd_link_does_not_refuse_the_page() {
        let odd = [
            "http://[bad/",
            "http://exa mple:99999/",
            "javascript:alert(1)",
            "file:///a-1.0.zip",
            "data:,x",
            "%ff",
            "",
        ];
        let odd = format!("<a href='{}'>x</a>", odd.join("'>x</a><a href='"));
        let page = format!("<base href='http://['>{odd}<a href='demo-1.0.zip'>x</a>");
        let files = read_text(&page).unwrap();
        let names: Vec<&str> = files.iter().map(|file| file.filename.as_str()).collect();
        assert_eq!(names, ["demo-1.0.zip"]);
    }

    #[track_caller]
    fn check_is_index(body: &str, expected: bool) {
        assert_eq!(read_text(body).is_ok(), expected, "{body}");
    }

    #[test]
    fn a_page_that_asks_to_log_in_is_not_of_an_index() {
        check_is_index("", false);
        check_is_index("<html>please log in</html>", false);
        check_is_index("<title>Login</title><form><input type=password></form>", false);
        check_is_index("<h1>demo</h1><form><input type=Password></form>", false);
        check_is_index("<title>Welcome</title><a href='/terms'>terms</a><a href='/demo'>demo</a>", false);
        check_is_index("<h1>Welcome</h1><p>Index of links for demo</p>", false);
        check_is_index("<form><input type=password></form><a href='demo-1.0.zip'>demo</a>", true);
    }

    #[test]
    fn a_project_may_have_no_files() {
        check_is_index(
            "<!DOCTYPE html><title>Links for demo</title><body><h1>Links for demo</h1></body>",
            true,
        );
        check_is_index("<title>Index of /simple/demo/</title><a href='../'>../</a>", true);
        check_is_index("<h1>my <b>Demo</b></h1>", true);
        check_is_index("<meta name='pypi:repository-version' content='1.0'>", true);
        check_is_index("<title>Simple index</title>", true);
    }

    #[test]
    fn another_major_api_version_is_refused() {
        let error = read_text("<meta name='pypi:repository-version' content='2.0'>").unwrap_err();
        assert_eq!(error.to_string(), "its API version `2.0` is not 1.x");
    }
}
