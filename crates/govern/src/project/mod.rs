//! A project's tree: what it says that it requires, file by file.
//!
//! Source: `openstack/requirements`, `project.py`, observed.

mod documents;
mod lines;
mod placing;
mod removal;
mod verify;

use std::collections::BTreeMap;

use haggle_spec::Diagnostic;
use haggle_spec::file::SourceText;
use haggle_spec::file::pyproject::{GroupError, PyProject};
use haggle_spec::file::setup_cfg::SetupCfg;

pub use documents::ProjectDocuments;
pub use lines::{LineList, ProjectDiagnostic, ProjectLine, project_lines};
pub use placing::{LinePlace, PlacingError, with_bound, with_line};
pub use removal::without_lines;
pub use verify::{PyProjectAdvice, PyProjectFault, verify_pyproject};

/// The files that list what a project requires, beside `pyproject.toml` and `setup.cfg`.
pub const REQUIREMENT_FILES: [&str; 9] = [
    "requirements.txt",
    "test-requirements.txt",
    "doc/requirements.txt",
    "tools/pip-requires",
    "tools/test-requires",
    "requirements-py2.txt",
    "requirements-py3.txt",
    "test-requirements-py2.txt",
    "test-requirements-py3.txt",
];

/// What a project requires: lines as they are written, by the path of their file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Project {
    /// What it always requires, and what its tests and documentation do. Comments behind a line are kept, lines with only a
    /// comment are not.
    pub requirements: BTreeMap<String, Vec<String>>,
    /// Extras, of `setup.cfg` (`[extras]`) and of `pyproject.toml`.
    pub extras: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// Dependency groups of `pyproject.toml`, with what they include.
    pub dependency_groups: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// Why a project cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProjectError {
    /// A file does not follow the grammar of its format: what is wrong first.
    Malformed {
        /// The file's path in the project.
        path: String,
        /// What is wrong.
        diagnostic: Box<Diagnostic>,
    },
    /// A dependency group that includes itself, or one that is not there.
    Group(GroupError),
}

impl core::fmt::Display for ProjectError {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Malformed { path, diagnostic } => write!(formatter, "`{path}`: {diagnostic}"),
            Self::Group(error) => error.fmt(formatter),
        }
    }
}

impl core::error::Error for ProjectError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Malformed { .. } => None,
            Self::Group(error) => Some(error),
        }
    }
}

impl Project {
    /// Reads a project's files, by their paths in it. Other files than those that list requirements are not looked at.
    ///
    /// # Errors
    /// `pyproject.toml` or `setup.cfg` is malformed. Lines that are not requirements are left out: who reads them says so.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use haggle_govern::project::Project;
    ///
    /// let files = BTreeMap::from([("requirements.txt".to_owned(), b"# c\nsix>=1  # MIT\n".to_vec())]);
    /// let project = Project::read(&files).unwrap();
    /// assert_eq!(project.requirements["requirements.txt"], ["six>=1  # MIT"]);
    /// ```
    pub fn read(files: &BTreeMap<String, Vec<u8>>) -> Result<Self, ProjectError> {
        Self::of(&ProjectDocuments::parse(files))
    }

    /// The same of files that are parsed.
    ///
    /// # Errors
    /// As for [`Project::read`].
    pub fn of(documents: &ProjectDocuments<'_>) -> Result<Self, ProjectError> {
        let mut project = Self::default();
        if let Some((file, diagnostics)) = &documents.pyproject {
            if let Some(first) = diagnostics.first().filter(|_| !file.is_toml()) {
                return Err(malformed("pyproject.toml", first.clone()));
            }
            if file.has_project() {
                let lines = file.dependencies().map(|array| texts(&array.items)).unwrap_or_default();
                project.requirements.insert("pyproject.toml".to_owned(), lines);
            }
            if let Some(extras) = pyproject_extras(file) {
                project.extras.insert("pyproject.toml".to_owned(), extras);
            }
            if let Some(groups) = pyproject_groups(file).map_err(ProjectError::Group)? {
                project.dependency_groups.insert("pyproject.toml".to_owned(), groups);
            }
        }
        for path in REQUIREMENT_FILES {
            if let Some(bytes) = documents.files.get(path) {
                project.requirements.insert(path.to_owned(), requirement_lines(bytes));
            }
        }
        if let Some((file, diagnostics)) = &documents.setup_cfg
            && let Some(extras) = extras_of(file, diagnostics)?
        {
            project.extras.insert("setup.cfg".to_owned(), extras);
        }
        Ok(project)
    }
}

/// The lines of a requirements file that are not blank and not only a comment, trimmed.
fn requirement_lines(bytes: &[u8]) -> Vec<String> {
    let source = SourceText::new(bytes);
    let lines =
        source.text().lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}

fn malformed(path: &str, diagnostic: Diagnostic) -> ProjectError {
    ProjectError::Malformed { path: path.to_owned(), diagnostic: Box::new(diagnostic) }
}

/// The extras of `pyproject.toml`: nothing without a `project` table, none at all without their own.
pub fn pyproject_extras(file: &PyProject) -> Option<BTreeMap<String, Vec<String>>> {
    file.has_project().then(|| {
        file.extras()
            .unwrap_or_default()
            .iter()
            .map(|(name, array)| (name.clone(), texts(&array.items)))
            .collect()
    })
}

/// The dependency groups of `pyproject.toml`, each with what it includes, depth first; nothing without their table.
///
/// # Errors
/// A group that includes itself or one that is not there, a name that is there twice.
pub fn pyproject_groups(file: &PyProject) -> Result<Option<BTreeMap<String, Vec<String>>>, GroupError> {
    let Some(groups) = file.groups() else { return Ok(None) };
    let resolve = |name: &str| -> Result<Vec<String>, GroupError> {
        Ok(groups.resolve(name)?.into_iter().map(|item| item.text.clone()).collect())
    };
    groups
        .iter()
        .map(|group| Ok((group.name.clone(), resolve(&group.name)?)))
        .collect::<Result<_, _>>()
        .map(Some)
}

/// The extras of `setup.cfg`'s `[extras]`, names in lower case as `configparser` has them, comments behind lines kept;
/// nothing without that section.
///
/// # Errors
/// The file is not INI: a section or an option that is there twice, a line that belongs to nothing.
pub fn setup_cfg_extras(bytes: &[u8]) -> Result<Option<BTreeMap<String, Vec<String>>>, ProjectError> {
    let (file, diagnostics) = SetupCfg::parse(bytes);
    extras_of(&file, &diagnostics)
}

fn extras_of(
    file: &SetupCfg,
    diagnostics: &[Diagnostic],
) -> Result<Option<BTreeMap<String, Vec<String>>>, ProjectError> {
    if let Some(wrong) = diagnostics.iter().find(|one| is_structural(one)) {
        return Err(malformed("setup.cfg", wrong.clone()));
    }
    let Some(extras) = file.pbr_extras() else { return Ok(None) };
    let line = |item: &haggle_spec::file::setup_cfg::ListItem| {
        let mut span = item.span;
        span.end = item.comment.map_or(span.end, |comment| comment.end);
        file.text(span).to_owned()
    };
    Ok(Some(
        extras.map(|(name, list)| (name.to_lowercase(), list.items.iter().map(line).collect())).collect(),
    ))
}

/// Whether a diagnostic of `setup.cfg` is about the file rather than about a requirement in it.
fn is_structural(diagnostic: &Diagnostic) -> bool {
    use haggle_spec::DiagnosticKind;
    use haggle_spec::file::FileErrorKind;

    matches!(
        diagnostic.kind,
        DiagnosticKind::File(FileErrorKind::InvalidIni { .. } | FileErrorKind::Duplicate { .. })
    )
}

fn texts(items: &[haggle_spec::file::pyproject::ArrayItem]) -> Vec<String> {
    items.iter().map(|item| item.text.clone()).collect()
}
