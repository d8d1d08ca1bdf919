//! The gate that a project's `pyproject.toml` passes: it says how the project is built.
//!
//! Source: `openstack/requirements`, `project.py` (`verify_pyproject_toml`), observed.

use core::fmt;

use haggle_spec::file::pyproject::PyProject;

use super::documents::ProjectDocuments;

/// Why a project's `pyproject.toml` does not pass.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PyProjectFault {
    /// There is no such file.
    MissingFile,
    /// It is not valid TOML.
    InvalidToml,
    /// It has no `build-system` table.
    MissingBuildSystem,
    /// That table names another backend than the family's, or none.
    WrongBackend {
        /// The backend that the family builds with.
        expected: String,
        /// The backend that is named.
        found: Option<String>,
    },
}

/// What a file that passes lacks all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PyProjectAdvice {
    /// It has no `project` table.
    MissingProject,
}

impl PyProjectFault {
    /// A word for reports that programs read.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::MissingFile => "missing-file",
            Self::InvalidToml => "invalid-toml",
            Self::MissingBuildSystem => "missing-build-system",
            Self::WrongBackend { .. } => "wrong-build-backend",
        }
    }
}

impl PyProjectAdvice {
    /// A word for reports that programs read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MissingProject => "missing-project",
        }
    }
}

impl fmt::Display for PyProjectFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingFile => formatter.write_str("the project has no `pyproject.toml`"),
            Self::InvalidToml => formatter.write_str("`pyproject.toml` is not valid TOML"),
            Self::MissingBuildSystem => formatter.write_str("`pyproject.toml` has no table `build-system`"),
            Self::WrongBackend { expected, found: None } => {
                write!(formatter, "`build-system` has no `build-backend`: expected `{expected}`")
            }
            Self::WrongBackend { expected, found: Some(found) } => {
                write!(formatter, "`build-system.build-backend` is `{found}`: expected `{expected}`")
            }
        }
    }
}

impl fmt::Display for PyProjectAdvice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::MissingProject => "`pyproject.toml` has no table `project`, which may become an error",
        })
    }
}

impl core::error::Error for PyProjectFault {}

/// Whether a project is built with the family's backend: a `pyproject.toml` whose `build-system.build-backend` is `backend`.
/// What passes may still lack something, which is given back.
///
/// # Errors
/// The first fault found.
///
/// ```
/// use haggle_govern::project::{PyProjectAdvice, verify_pyproject};
///
/// let text = b"[build-system]\nrequires = ['pbr']\nbuild-backend = 'pbr.build'\n";
/// assert_eq!(verify_pyproject(Some(text), "pbr.build"), Ok(vec![PyProjectAdvice::MissingProject]));
/// let fault = verify_pyproject(Some(text), "hatchling.build").unwrap_err();
/// assert_eq!(fault.to_string(), "`build-system.build-backend` is `pbr.build`: expected `hatchling.build`");
/// ```
pub fn verify_pyproject(bytes: Option<&[u8]>, backend: &str) -> Result<Vec<PyProjectAdvice>, PyProjectFault> {
    verified(bytes.map(PyProject::parse).as_ref().map(|(file, _)| file), backend)
}

impl ProjectDocuments<'_> {
    /// See [`verify_pyproject`].
    ///
    /// # Errors
    /// The first fault found.
    pub fn verify(&self, backend: &str) -> Result<Vec<PyProjectAdvice>, PyProjectFault> {
        verified(self.pyproject.as_ref().map(|(file, _)| file), backend)
    }
}

fn verified(file: Option<&PyProject>, backend: &str) -> Result<Vec<PyProjectAdvice>, PyProjectFault> {
    let file = file.ok_or(PyProjectFault::MissingFile)?;
    if !file.is_toml() {
        return Err(PyProjectFault::InvalidToml);
    }
    let build = file.build_system().ok_or(PyProjectFault::MissingBuildSystem)?;
    let found = build.backend.clone();
    if found.as_deref() != Some(backend) {
        return Err(PyProjectFault::WrongBackend { expected: backend.to_owned(), found });
    }
    Ok(if file.has_project() { Vec::new() } else { vec![PyProjectAdvice::MissingProject] })
}
