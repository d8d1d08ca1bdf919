//! The gate that a project's `pyproject.toml` passes: it says how the project is built.

use core::fmt;

use haggle_spec::file::pyproject::PyProject;

/// Why a project's `pyproject.toml` does not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PyProjectFault {
    /// There is no such file.
    MissingFile,
    /// It is not valid TOML.
    InvalidToml,
    /// It has no `build-system` table.
    MissingBuildSystem,
    /// That table has no `requires`, or an empty one.
    MissingRequires,
    /// That table has no `build-backend`.
    MissingBuildBackend,
}

impl PyProjectFault {
    /// A word for reports that programs read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MissingFile => "missing-file",
            Self::InvalidToml => "invalid-toml",
            Self::MissingBuildSystem => "missing-build-system",
            Self::MissingRequires => "missing-requires",
            Self::MissingBuildBackend => "missing-build-backend",
        }
    }
}

impl fmt::Display for PyProjectFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::MissingFile => "the project has no `pyproject.toml`",
            Self::InvalidToml => "`pyproject.toml` is not valid TOML",
            Self::MissingBuildSystem => "`pyproject.toml` has no table `build-system`",
            Self::MissingRequires => "`build-system` has no `requires`",
            Self::MissingBuildBackend => "`build-system` has no `build-backend`",
        })
    }
}

impl core::error::Error for PyProjectFault {}

/// Whether a project says how it is built: a `pyproject.toml` with `build-system.requires` and `build-system.build-backend`.
///
/// # Errors
/// The first fault found.
pub fn verify_pyproject(bytes: Option<&[u8]>) -> Result<(), PyProjectFault> {
    let (file, _) = PyProject::parse(bytes.ok_or(PyProjectFault::MissingFile)?);
    if !file.is_toml() {
        return Err(PyProjectFault::InvalidToml);
    }
    let build = file.build_system().ok_or(PyProjectFault::MissingBuildSystem)?;
    if build.requires.as_ref().is_none_or(|requires| requires.items.is_empty()) {
        return Err(PyProjectFault::MissingRequires);
    }
    build.backend.as_ref().map(drop).ok_or(PyProjectFault::MissingBuildBackend)
}
