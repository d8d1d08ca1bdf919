//! The files of a project, each parsed once for whoever asks.

use std::collections::BTreeMap;

use haggle_spec::Diagnostic;
use haggle_spec::file::pyproject::PyProject;
use haggle_spec::file::setup_cfg::SetupCfg;

/// The files of a project by their paths in it, with those parsed that several questions are asked of.
#[derive(Debug)]
pub struct ProjectDocuments<'a> {
    pub(super) files: &'a BTreeMap<String, Vec<u8>>,
    pub(super) pyproject: Option<(PyProject, Vec<Diagnostic>)>,
    pub(super) setup_cfg: Option<(SetupCfg, Vec<Diagnostic>)>,
}

impl<'a> ProjectDocuments<'a> {
    /// Parses them.
    pub fn parse(files: &'a BTreeMap<String, Vec<u8>>) -> Self {
        let bytes = |path: &str| files.get(path).map(Vec::as_slice);
        Self {
            files,
            pyproject: bytes("pyproject.toml").map(PyProject::parse),
            setup_cfg: bytes("setup.cfg").map(SetupCfg::parse),
        }
    }
}
