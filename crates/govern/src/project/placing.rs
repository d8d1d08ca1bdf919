//! Putting lines into a project's files, and moving lower bounds.

use std::collections::BTreeMap;

use haggle_spec::file::pyproject::{ArrayItem, PyProject, RequirementArray};
use haggle_spec::file::requirements::{Line, LineKind, RequirementsFile};
use haggle_spec::file::setup_cfg::{ListKind, SetupCfg};
use haggle_spec::file::{Entry, Sorting, Style, apply_edits};
use haggle_spec::{Edit, ExtraName, NameError, Operator, PackageName, Specifier, Version};

use super::lines::{LineList, ProjectLine, project_lines};
use haggle_spec::file::EditError;

/// Where a line goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinePlace<'a> {
    /// A file of requirements, or the `dependencies` of `pyproject.toml`: by its path.
    File(&'a str),
    /// An extra, wherever the project's extras are.
    Extra(&'a str),
}

/// Why a line cannot be put there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlacingError {
    /// The project has no file that could hold it.
    NoFile {
        /// What is missing.
        file: String,
    },
    /// The name of the extra is not valid.
    BadExtra(NameError),
    /// The edits do not fit the file.
    Edit(EditError),
}

impl core::fmt::Display for PlacingError {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::NoFile { file } => write!(formatter, "the project has no `{file}`"),
            Self::BadExtra(error) => error.fmt(formatter),
            Self::Edit(error) => write!(formatter, "the edit does not fit: {error}"),
        }
    }
}

impl core::error::Error for PlacingError {}

impl From<EditError> for PlacingError {
    fn from(error: EditError) -> Self {
        Self::Edit(error)
    }
}

/// Lower bounds first, and no blank before a marker: what a line is written as.
const STYLE: Style<'static> = Style { marker_separator: ";", comment_prefix: " ", sorting: Sorting::ByKind };

/// Puts a line in its place: in order where the list is in order, else at its end. The file that changes: its path and its bytes.
///
/// An extra goes where the project's extras are: `pyproject.toml` or `setup.cfg`; a new one is added with its list.
///
/// ```
/// use std::collections::BTreeMap;
/// use haggle_govern::project::{LinePlace, with_line};
/// use haggle_spec::file::{Entry, Urls};
///
/// let text = "[project]\nname = \"demo\"\n\n[project.optional-dependencies]\na = [\n  \"six>=1\", # MIT\n]\n";
/// let files = BTreeMap::from([("pyproject.toml".to_owned(), text.as_bytes().to_vec())]);
/// let entry = Entry::parse("py-consul>=1.7.1 # MIT", Urls::Forbidden).unwrap();
/// let (path, bytes) = with_line(&files, LinePlace::Extra("consul"), &entry)?;
/// assert_eq!(path, "pyproject.toml");
/// assert!(bytes.ends_with(b"a = [\n  \"six>=1\", # MIT\n]\nconsul = [\n  \"py-consul>=1.7.1\", # MIT\n]\n"));
/// # Ok::<(), haggle_govern::project::PlacingError>(())
/// ```
///
/// # Errors
/// No file could hold it, or the extra has no valid name.
pub fn with_line(
    files: &BTreeMap<String, Vec<u8>>,
    place: LinePlace<'_>,
    entry: &Entry,
) -> Result<(String, Vec<u8>), PlacingError> {
    let bytes = |path: &str| files.get(path).ok_or_else(|| PlacingError::NoFile { file: path.to_owned() });
    let (path, after) = match place {
        LinePlace::File("pyproject.toml") => {
            ("pyproject.toml", in_pyproject(bytes("pyproject.toml")?, None, entry)?)
        }
        LinePlace::File(path) => (path, in_requirements(bytes(path)?, entry)?),
        LinePlace::Extra(extra) => {
            let name = ExtraName::new(extra).map_err(PlacingError::BadExtra)?;
            match extras_file(files, &name) {
                "setup.cfg" => ("setup.cfg", in_setup_cfg(bytes("setup.cfg")?, extra, entry)?),
                path => (path, in_pyproject(bytes(path)?, Some(&name), entry)?),
            }
        }
    };
    Ok((path.to_owned(), after))
}

/// The file that the project's extras are in; of a project without one, that which its builds read them from.
fn extras_file(files: &BTreeMap<String, Vec<u8>>, name: &ExtraName) -> &'static str {
    let pyproject = files.get("pyproject.toml").map(|bytes| PyProject::parse(bytes.as_slice()).0);
    let is_there = |file: &PyProject| file.extra(name).is_some();
    if pyproject.as_ref().is_some_and(is_there) {
        return "pyproject.toml";
    }
    let (lines, _) = project_lines(files);
    let has_extras =
        |path: &str| lines.iter().any(|line| line.path == path && matches!(line.list, LineList::Extra(_)));
    let is_dynamic =
        |file: &PyProject| file.project().is_some_and(|project| project.is_dynamic("optional-dependencies"));
    let is_static = pyproject.as_ref().is_some_and(|file| file.has_project() && !is_dynamic(file));
    if !has_extras("setup.cfg") && is_static || has_extras("pyproject.toml") {
        "pyproject.toml"
    } else {
        "setup.cfg"
    }
}

fn in_requirements(bytes: &[u8], entry: &Entry) -> Result<Vec<u8>, PlacingError> {
    let (file, _) = RequirementsFile::parse(bytes);
    let lines: Vec<(&Line, &PackageName)> = file
        .lines()
        .iter()
        .filter_map(|line| match &line.kind {
            LineKind::Requirement(requirement) => Some((line, requirement.requirement.name())),
            _ => None,
        })
        .collect();
    let texts = lines.iter().map(|(line, _)| file.text(line.span));
    let text = entry.to_line_with(Style { comment_prefix: gap(texts), ..STYLE });
    let names: Vec<&PackageName> = lines.iter().map(|(_, name)| *name).collect();
    let edit = match place(&names, entry).and_then(|at| lines.get(at)) {
        Some((line, _)) => file.insert_before(line, &text),
        None => file.append(&text),
    };
    Ok(apply_edits(bytes, &[edit])?)
}

/// What the lines of a file have before a comment: one blank or two, as most of them.
fn gap<'a>(lines: impl Iterator<Item = &'a str>) -> &'static str {
    let (mut one, mut two) = (0, 0);
    for line in lines {
        match line.split_once('#') {
            Some((before, _)) if before.ends_with("  ") => two += 1,
            Some(_) => one += 1,
            None => {}
        }
    }
    if two > one { "  " } else { " " }
}

/// Of ten neighbours, so many may be out of order in a list that is in order.
const OUT_OF_ORDER: usize = 10;

/// The item that a new one goes before in a list that is in the order of names; none where it goes to the end.
fn place(names: &[&PackageName], entry: &Entry) -> Option<usize> {
    let own = entry.package_name()?;
    // Behind what is there of the same name: the lines of a name stay together.
    if let Some(last) = names.iter().rposition(|name| **name == own) {
        return Some(last + 1);
    }
    let n_wrong = names.windows(2).filter(|pair| pair[0] > pair[1]).count();
    if n_wrong * OUT_OF_ORDER > names.len() {
        return None;
    }
    let is_later = |name: &&PackageName| **name > own;
    names.iter().rposition(|name| !is_later(name)).map_or(Some(0), |last| Some(last + 1))
}

fn in_setup_cfg(bytes: &[u8], extra: &str, entry: &Entry) -> Result<Vec<u8>, PlacingError> {
    let (file, _) = SetupCfg::parse(bytes);
    let (own, setuptools) = (ListKind::PbrExtra(extra.to_owned()), ListKind::Extra(extra.to_owned()));
    let is_of_setuptools = file.list(&own).is_none()
        && (file.list(&setuptools).is_some() || file.has_section("options.extras_require"));
    // pbr writes a colon before a marker.
    let marker_separator = if is_of_setuptools { ";" } else { ":" };
    let text = entry.to_line_with(Style { marker_separator, ..STYLE });
    let kind = if is_of_setuptools { setuptools } else { own };
    let edit = match file.list(&kind) {
        Some(list) => file.append(list, &text),
        None => file
            .add_extra(&kind, &[&text])
            .ok_or_else(|| PlacingError::NoFile { file: "[extras] in setup.cfg".to_owned() })?,
    };
    Ok(apply_edits(bytes, &[edit])?)
}

fn in_pyproject(bytes: &[u8], extra: Option<&ExtraName>, entry: &Entry) -> Result<Vec<u8>, PlacingError> {
    let (file, _) = PyProject::parse(bytes);
    let text = Entry { comment: String::new(), ..entry.clone() }.to_line_with(STYLE);
    let list = |file: &PyProject| -> Option<RequirementArray> {
        match extra {
            Some(name) => file.extra(name).cloned(),
            None => file.dependencies().cloned(),
        }
    };
    let edits = match (list(&file), extra) {
        (Some(array), _) => {
            let names: Vec<&PackageName> =
                array.items.iter().filter_map(|item| Some(item.requirement()?.name())).collect();
            let at = place(&names, entry).filter(|_| names.len() == array.items.len());
            Some(file.insert(&array, at.unwrap_or(array.items.len()), &text))
        }
        (None, Some(name)) => file.add_to_extra(name, &[&text]),
        (None, None) => file.add_dependencies(&[&text]),
    };
    let edits =
        edits.ok_or_else(|| PlacingError::NoFile { file: "[project] in pyproject.toml".to_owned() })?;
    let after = apply_edits(bytes, &edits)?;
    if entry.comment.is_empty() || !file.items().any(|item| comment_place(&file, item).is_err()) {
        return Ok(after);
    }
    // The comment goes behind the comma, as the others have theirs.
    let (file, _) = PyProject::parse(after.as_slice());
    let array = list(&file);
    let item = array.iter().flat_map(|array| &array.items).find(|item| item.text == text);
    match item.map(|item| comment_place(&file, item)) {
        Some(Ok(Some(edit_at))) => {
            let edit = Edit::new(edit_at, format!(" {}", entry.comment));
            Ok(apply_edits(&after, &[edit])?)
        }
        _ => Ok(after),
    }
}

/// Where the comment of an item that is alone on its line goes; an error where it has one.
fn comment_place(file: &PyProject, item: &ArrayItem) -> Result<Option<haggle_spec::Span>, ()> {
    let text = file.source().text();
    let range = file.source().range(item.span);
    let line = text[range.end..].split(['\n', '\r']).next().unwrap_or_default();
    let behind = line.trim_start().trim_start_matches(',').trim_start();
    if behind.starts_with('#') {
        return Err(());
    }
    let end = range.end + line.trim_end().len();
    Ok(behind.is_empty().then(|| file.source().span(end..end)))
}

/// The files with another lower bound in every line of a name, but for what building requires. The exclusions below the bound go: they
/// say nothing any more. Comments, markers and the order of what stays are kept.
///
/// # Errors
/// An edit does not fit its file.
pub fn with_bound(
    files: &BTreeMap<String, Vec<u8>>,
    moves: impl Fn(&ProjectLine) -> bool,
    bound: &Version,
) -> Result<BTreeMap<String, Vec<u8>>, EditError> {
    let (lines, _) = project_lines(files);
    let mut changed = BTreeMap::new();
    for (path, bytes) in files {
        let own = lines.iter().filter(|line| line.path == *path && line.list != LineList::Build);
        let mut edits = Vec::new();
        for line in own.filter(|line| moves(line)) {
            let Some(text) = bytes.get(line.span.start..line.span.end) else { continue };
            let Ok(text) = std::str::from_utf8(text) else { continue };
            let after = raised(text, bound);
            if after != text {
                edits.push(Edit::new(line.span, after));
            }
        }
        if !edits.is_empty() {
            changed.insert(path.clone(), apply_edits(bytes, &edits)?);
        }
    }
    Ok(changed)
}

/// A requirement with another lower bound.
fn raised(text: &str, bound: &Version) -> String {
    let end = text.find([';', '#', ':']).unwrap_or(text.len());
    let body = text[..end].trim_end();
    let start = body.find(['<', '>', '=', '!', '~']).unwrap_or(body.len());
    let mut parts: Vec<String> = Vec::new();
    let mut is_written = false;
    for part in body[start..].split(',').filter(|part| !part.trim().is_empty()) {
        let Ok(specifier) = part.parse::<Specifier>() else {
            parts.push(part.to_owned());
            continue;
        };
        let is_below = specifier.version().is_some_and(|version| version < bound);
        match specifier.operator() {
            Operator::GreaterEqual | Operator::Greater | Operator::Compatible if !is_written => {
                is_written = true;
                parts.push(format!(">={bound}"));
            }
            Operator::NotEqual if is_below && !specifier.is_prefix() => {}
            _ => parts.push(part.to_owned()),
        }
    }
    if !is_written {
        parts.insert(0, format!(">={bound}"));
    }
    format!("{}{}{}", &body[..start], parts.join(","), &text[body.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use haggle_spec::file::Urls;

    #[track_caller]
    fn check(path: &str, before: &str, place: LinePlace<'_>, line: &str, expected: &str) {
        let files = BTreeMap::from([(path.to_owned(), before.as_bytes().to_vec())]);
        let entry = Entry::parse(line, Urls::Forbidden).expect("an entry");
        let (changed, after) = with_line(&files, place, &entry).expect("a place");
        assert_eq!((changed.as_str(), String::from_utf8(after).expect("text").as_str()), (path, expected));
    }

    #[test]
    fn a_line_goes_where_the_order_of_its_list_has_it() {
        let core = LinePlace::File("requirements.txt");
        let check =
            |before: &str, line: &str, after: &str| check("requirements.txt", before, core, line, after);
        check("a>=1\nc>=1 # MIT\n", "b>=1 # BSD", "a>=1\nb>=1 # BSD\nc>=1 # MIT\n");
        check("c>=1  # MIT\na>=1\n", "b>=1 # BSD", "c>=1  # MIT\na>=1\nb>=1  # BSD\n");
        check("a>=1\nb>=1\nc>=1\n", "a[x]>=1", "a>=1\na[x]>=1\nb>=1\nc>=1\n");
        check("", "a!=2,>=1;os_name=='nt'", "a>=1,!=2;os_name=='nt'\n");
    }

    #[test]
    fn an_extra_goes_where_the_extras_are() {
        let cfg = "[metadata]\nname = a\n";
        check(
            "setup.cfg",
            cfg,
            LinePlace::Extra("x"),
            "b>=1;os_name=='nt' # MIT",
            "[metadata]\nname = a\n\n[extras]\nx =\n    b>=1:os_name=='nt' # MIT\n",
        );
        let both = |pyproject: &str, cfg: &str| {
            BTreeMap::from([
                ("pyproject.toml".to_owned(), pyproject.as_bytes().to_vec()),
                ("setup.cfg".to_owned(), cfg.as_bytes().to_vec()),
            ])
        };
        let name = ExtraName::new("x").expect("a name");
        let project = "[project]\nname = 'a'\n";
        assert_eq!(extras_file(&both(project, cfg), &name), "pyproject.toml");
        assert_eq!(extras_file(&both(project, "[extras]\ny =\n  b\n"), &name), "setup.cfg");
        let dynamic = format!("{project}dynamic = ['optional-dependencies']\n");
        assert_eq!(extras_file(&both(&dynamic, cfg), &name), "setup.cfg");
        assert_eq!(extras_file(&both("[build-system]\nrequires = []\n", cfg), &name), "setup.cfg");
    }

    #[track_caller]
    fn check_bound(before: &str, expected: &str) {
        assert_eq!(raised(before, &"2.0".parse().expect("a version")), expected);
    }

    #[test]
    fn a_bound_moves_and_idle_exclusions_go() {
        check_bound("a>=1.0", "a>=2.0");
        check_bound("a[x]!=1.5,>=1.0,!=2.1;os_name=='nt'", "a[x]>=2.0,!=2.1;os_name=='nt'");
        check_bound("a >= 1.0 , < 3", "a >=2.0, < 3");
        check_bound("a", "a>=2.0");
        check_bound("a!=1.0:python_version<'3.9'", "a>=2.0:python_version<'3.9'");
    }
}
