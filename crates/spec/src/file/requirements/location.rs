//! Requirements that are a place rather than a name: URLs, paths and editables.

use std::ops::Range;

use crate::RequirementParts;
use crate::file::FileErrorKind;

/// What a location is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LocationKind {
    /// A URL, of an archive or of a version control system.
    Url,
    /// A path of an archive or a project's folder. Whether it is there is not looked at.
    Path,
}

/// The ranges of a location's parts, in the text of its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Location {
    pub(super) kind: LocationKind,
    /// The place, without extras in brackets and without the marker.
    pub(super) place: Range<usize>,
    /// `name[extras]` of `#egg=`.
    pub(super) name: Option<Range<usize>>,
    /// The file name of a wheel, which names its project before `#egg=` does.
    pub(super) wheel: Option<Range<usize>>,
    /// Extras in brackets after a path.
    pub(super) extras: Option<Range<usize>>,
    pub(super) marker: Option<Range<usize>>,
}

/// Splits the text of a line as pip does, if it is a URL or a path; nothing if it is a requirement with a name.
///
/// pip looks at the file system where a name may be a path. Here a text is a path if it has a slash or starts with a dot,
/// and does not read `name @ ...`, or if it ends like an archive.
pub(super) fn locate(text: &str) -> Option<Location> {
    let kind = if has_known_scheme(text) { LocationKind::Url } else { LocationKind::Path };
    let separator = if kind == LocationKind::Url { "; " } else { ";" };
    let (place, marker) = match text.find(separator) {
        Some(at) => (0..text[..at].trim_end().len(), Some(trimmed(text, at + separator.len()..text.len()))),
        None => (0..text.trim_end().len(), None),
    };
    if kind == LocationKind::Url {
        let (name, wheel) = (egg(text, &place), wheel(text, &place, kind));
        return Some(Location { kind, place, name, wheel, extras: None, marker });
    }
    let whole = &text[place.clone()];
    let (bare, extras) = split_extras(text, &place);
    let looks_like_path = whole.contains('/') || whole.starts_with('.');
    let is_direct_reference =
        whole.split_once('@').is_some_and(|(name, _)| !name.contains('/') && !name.starts_with('.'));
    let is_location = looks_like_path || is_archive(&text[bare.clone()]);
    if is_location && !is_direct_reference || as_repository(whole).is_some() {
        let wheel = wheel(text, &bare, kind);
        return Some(Location { kind, place: bare, name: None, wheel, extras, marker });
    }
    None
}

/// Splits the value of `-e`: a path, a `file:` URL, or the URL of a version control system, which must name its project, before
/// it (`name @ URL`) or in it (`#egg=name`).
pub(super) fn locate_editable(value: &str) -> Result<Location, FileErrorKind> {
    if let Some(location) = direct_reference(value) {
        let scheme = scheme(&value[location.place.clone()]);
        let is_fine = |scheme: &str| scheme.eq_ignore_ascii_case("file") || is_version_control(scheme);
        return if scheme.is_some_and(is_fine) { Ok(location) } else { Err(FileErrorKind::InvalidEditable) };
    }
    let whole = 0..value.len();
    let (bare, extras) = split_extras(value, &whole);
    let scheme = scheme(value);
    let kind = if scheme.is_some() { LocationKind::Url } else { LocationKind::Path };
    if kind == LocationKind::Path && as_repository(value).is_some() {
        return Err(FileErrorKind::ScpAddress);
    }
    if kind == LocationKind::Path {
        return Ok(Location { kind, place: bare, name: None, wheel: None, extras, marker: None });
    }
    if scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("file")) {
        let name = egg(value, &bare);
        return Ok(Location { kind, place: bare, name, wheel: None, extras, marker: None });
    }
    // pip takes `git:` for `git+git:` here, and nowhere else; it knows no `hg+hg:`.
    let is_own = |scheme: &str| ["git", "svn"].iter().any(|system| scheme.eq_ignore_ascii_case(system));
    if !scheme.is_some_and(|scheme| is_version_control(scheme) || is_own(scheme)) {
        return Err(FileErrorKind::InvalidEditable);
    }
    match egg(value, &whole) {
        Some(name) => {
            Ok(Location { kind, place: whole, name: Some(name), wheel: None, extras: None, marker: None })
        }
        None => Err(FileErrorKind::UnnamedUrl),
    }
}

/// `name[extras] @ URL ; marker`, as a requirement has it.
fn direct_reference(value: &str) -> Option<Location> {
    let parts = RequirementParts::of(value).ok()?;
    let name = parts.name.start..parts.extras.map_or(parts.name.end, |extras| extras.end);
    let (kind, place, marker) = (LocationKind::Url, parts.url?, parts.marker);
    Some(Location { kind, place, name: Some(name), wheel: None, extras: None, marker })
}

/// The scheme of a URL: what is before the first colon, if it looks like one.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let valid = scheme.len() > 1
        && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    valid.then_some(scheme)
}

fn has_known_scheme(text: &str) -> bool {
    scheme(text).is_some_and(|scheme| {
        ["http", "https", "file", "ftp"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
            || is_version_control(scheme)
    })
}

/// Whether a scheme is one of pip's version control systems: `git+https`, say.
fn is_version_control(scheme: &str) -> bool {
    const TRANSPORTS: [(&str, &[&str]); 4] = [
        ("git", &["http", "https", "ssh", "git", "file"]),
        ("hg", &["file", "http", "https", "ssh", "static-http"]),
        ("bzr", &["http", "https", "ssh", "sftp", "ftp", "lp", "file"]),
        ("svn", &["ssh", "http", "https", "svn", "file"]),
    ];
    let scheme = scheme.to_ascii_lowercase();
    match scheme.split_once('+') {
        Some((system, transport)) => {
            TRANSPORTS.iter().any(|(name, transports)| *name == system && transports.contains(&transport))
        }
        None => false,
    }
}

/// The value of `egg=` in the fragment of a URL.
pub(super) fn egg(text: &str, place: &Range<usize>) -> Option<Range<usize>> {
    let url = &text[place.clone()];
    let at = ["#egg=", "&egg="].iter().filter_map(|key| url.find(key)).min()?;
    let start = place.start + at + "#egg=".len();
    let end = text[start..place.end].find('&').map_or(place.end, |length| start + length);
    Some(start..end)
}

/// The scheme of a URL that pip does not know: of `git://host/x`, say. Nothing where a text is not a URL, or is one that pip knows.
pub(super) fn unknown_scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once("://")?;
    self::scheme(text).filter(|found| *found == scheme && !has_known_scheme(text))
}

/// What pip would know as a repository if it were written as a URL: `git+git@host:path` is `git+ssh://git@host/path`.
pub(super) fn as_repository(text: &str) -> Option<String> {
    let (system, rest) = text.split_once('+')?;
    let (host, path) = rest.split_once(':')?;
    let is_system = matches!(system, "git" | "hg" | "svn" | "bzr");
    (is_system && host.contains('@') && !host.contains('/') && !path.starts_with('/'))
        .then(|| format!("{system}+ssh://{host}/{path}"))
}

/// The file name of a wheel. `#` and `?` end the path of a URL, and are a part of any other.
fn wheel(text: &str, place: &Range<usize>, kind: LocationKind) -> Option<Range<usize>> {
    let path = &text[place.clone()];
    let end = if kind == LocationKind::Url { path.find(['#', '?']) } else { None };
    let path = &path[..end.unwrap_or(path.len())];
    let start = path.rfind(['/', '\\']).map_or(0, |slash| slash + 1);
    has_suffix(&path[start..], ".whl").then(|| place.start + start..place.start + path.len())
}

/// `path[extras]`: the path, and the extras with their brackets.
fn split_extras(text: &str, place: &Range<usize>) -> (Range<usize>, Option<Range<usize>>) {
    let whole = &text[place.clone()];
    match whole.rfind('[') {
        Some(open)
            if open > 0
                && whole.ends_with(']')
                && whole.len() - open > 2
                && !whole[open..whole.len() - 1].contains(']') =>
        {
            (place.start..place.start + open, Some(place.start + open..place.end))
        }
        _ => (place.clone(), None),
    }
}

/// Whether a file name ends like an archive that pip can install.
pub(super) fn is_archive(name: &str) -> bool {
    const SUFFIXES: [&str; 12] = [
        ".zip",
        ".whl",
        ".tar.bz2",
        ".tbz",
        ".tar.gz",
        ".tgz",
        ".tar",
        ".tar.xz",
        ".txz",
        ".tlz",
        ".tar.lz",
        ".tar.lzma",
    ];
    // The last letter settles most names.
    matches!(name.bytes().last().map(|last| last | 0x20), Some(b'p' | b'l' | b'2' | b'z' | b'r' | b'a'))
        && SUFFIXES.iter().any(|suffix| has_suffix(name, suffix))
}

fn has_suffix(name: &str, suffix: &str) -> bool {
    name.len() > suffix.len()
        && name.as_bytes()[name.len() - suffix.len()..].eq_ignore_ascii_case(suffix.as_bytes())
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let (front, rest) = crate::file::logical::trim(&text[range.clone()]);
    range.start + front..range.start + front + rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Found<'text> =
        (LocationKind, &'text str, Option<&'text str>, Option<&'text str>, Option<&'text str>);

    fn show<'text>(text: &'text str, location: &Location) -> Found<'text> {
        let part = |range: &Option<Range<usize>>| range.clone().map(|range| &text[range]);
        (
            location.kind,
            &text[location.place.clone()],
            part(&location.wheel).or_else(|| part(&location.name)),
            part(&location.extras),
            part(&location.marker),
        )
    }

    #[track_caller]
    fn check(text: &str, expected: Option<Found<'_>>) {
        assert_eq!(locate(text).map(|location| show(text, &location)), expected);
    }

    #[test]
    fn a_url_may_name_its_project() {
        use LocationKind::Url;
        check("https://x/y.zip", Some((Url, "https://x/y.zip", None, None, None)));
        check(
            "git+ssh://g@h/x@v1#egg=o.b-c&subdirectory=z",
            Some((Url, "git+ssh://g@h/x@v1#egg=o.b-c&subdirectory=z", Some("o.b-c"), None, None)),
        );
        check(
            "HTTPS://x/a_b-1.0-py3-none-any.whl#sha256=a-b ; c",
            Some((
                Url,
                "HTTPS://x/a_b-1.0-py3-none-any.whl#sha256=a-b",
                Some("a_b-1.0-py3-none-any.whl"),
                None,
                Some("c"),
            )),
        );
        check("https://x/y;z", Some((Url, "https://x/y;z", None, None, None)));
    }

    #[test]
    fn a_path_has_a_slash_or_starts_with_a_dot_or_ends_like_an_archive() {
        use LocationKind::Path;
        check(".", Some((Path, ".", None, None, None)));
        check("./a[x,y];b", Some((Path, "./a", None, Some("[x,y]"), Some("b"))));
        check(
            "wheels/a-1-py3-none-any.whl",
            Some((Path, "wheels/a-1-py3-none-any.whl", Some("a-1-py3-none-any.whl"), None, None)),
        );
        check("a.tar.gz", Some((Path, "a.tar.gz", None, None, None)));
        check("./a@b", Some((Path, "./a@b", None, None, None)));
    }

    #[test]
    fn a_name_is_no_location() {
        check("six", None);
        check("six>=1;python_version>'3'", None);
        check("six @ file:///x/y.whl", None);
        check("six[a]", None);
        check("zope.xz", None);
        check(".zip", Some((LocationKind::Path, ".zip", None, None, None)));
    }

    #[test]
    fn an_editable_is_a_path_or_a_named_repository() {
        let check = |text: &str, name: Option<&str>, extras: Option<&str>| {
            let location = locate_editable(text).unwrap();
            let (_, _, found, found_extras, _) = show(text, &location);
            assert_eq!((found, found_extras), (name, extras), "{text}");
        };
        check(".", None, None);
        check(".[dev]", None, Some("[dev]"));
        check("C:\\x", None, None);
        check("git+https://x/y#egg=z", Some("z"), None);
        check("git+https://x/y#egg=z[a]", Some("z[a]"), None);
        check("file:///x#egg=z", Some("z"), None);
        check("a[b] @ git+https://x/y", Some("a[b]"), None);
        check("a@file:///x ; os_name == 'nt'", Some("a"), None);
        assert_eq!(locate_editable("a @ https://x/y"), Err(FileErrorKind::InvalidEditable));
        assert_eq!(locate_editable("git+https://x/y"), Err(FileErrorKind::UnnamedUrl));
        check("svn://x/y#egg=z", Some("z"), None);
        assert_eq!(locate_editable("hg://x/y#egg=z"), Err(FileErrorKind::InvalidEditable));
        assert_eq!(locate_editable("hg+hg@x:y#egg=z"), Err(FileErrorKind::ScpAddress));
        assert_eq!(locate_editable("https://x/y#egg=z"), Err(FileErrorKind::InvalidEditable));
    }
}
