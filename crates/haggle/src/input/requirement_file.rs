//! Files that hold requirements: which format a file has, and what that format says about it.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use haggle_spec::file::bindep::BindepFile;
use haggle_spec::file::constraints::Constraints;
use haggle_spec::file::denylist::Denylist;
use haggle_spec::file::global::GlobalRequirements;
use haggle_spec::file::pyproject::PyProject;
use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::file::setup_cfg::SetupCfg;
use haggle_spec::file::{MarkerSeparator, SourceText};
use haggle_spec::lint::LintedFile;
use haggle_spec::{Diagnostic, Edit};

use crate::input::file_kind;
use crate::input::reading;
use crate::output::failure::Failure;

/// The format of a file that holds requirements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum FileFormat {
    /// pip's requirements.txt
    Requirements,
    /// pip's constraints
    Constraints,
    /// A family's global list
    Global,
    /// A denylist
    Denylist,
    /// bindep.txt
    Bindep,
    /// setup.cfg
    SetupCfg,
    /// pyproject.toml
    Pyproject,
}

impl FileFormat {
    /// The format that a file's name tells, nothing where it tells none: `pyproject.toml`, `setup.cfg`, `bindep.txt`,
    /// `global-requirements.txt`, `denylist.txt`, names with `constraints` or `requirements`, and other `.txt`, `.in` and `.pip`
    /// files unless they say that they are something else.
    pub fn of(path: &Path, bytes: &[u8]) -> Option<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let is_text = [".txt", ".in", ".pip"].iter().any(|ending| name.ends_with(ending));
        let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
        match name.as_str() {
            "pyproject.toml" => Some(Self::Pyproject),
            "setup.cfg" => Some(Self::SetupCfg),
            "bindep.txt" | "other-requirements.txt" => Some(Self::Bindep),
            "global-requirements.txt" => Some(Self::Global),
            "denylist.txt" | "blacklist.txt" => Some(Self::Denylist),
            name if name.contains("constraints") && (is_text || !name.contains('.')) => {
                Some(Self::Constraints)
            }
            name if name.contains("requirements") && (is_text || !name.contains('.')) => {
                Some(Self::Requirements)
            }
            _ if is_text && folder == "requirements" => Some(Self::Requirements),
            _ if is_text && file_kind::guess(path, bytes).is_none() => Some(Self::Requirements),
            _ => None,
        }
    }
}

/// The failure of a file whose name tells no format.
fn unknown(path: &Path, bytes: &[u8]) -> Failure {
    let shown = path.display();
    let kind = file_kind::guess(path, bytes).map_or(String::new(), |kind| format!(": it is probably {kind}"));
    Failure::new(format!("`{shown}` does not have the name of a file that holds requirements{kind}"))
        .hint("if it holds some, say of which kind: `--file-format requirements`, `constraints`, `pyproject`, ... (`--help` has all)")
}

/// Whether a path is the `-` that stands for standard input.
pub fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

/// A file that was read and parsed.
pub struct ParsedFile {
    /// Its path as the user gave it.
    pub path: PathBuf,
    /// Its format.
    pub format: FileFormat,
    /// What is wrong in it.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether it is of another kind than its format: that is its one fault.
    is_other_kind: bool,
    parsed: Parsed,
}

enum Parsed {
    Requirements(RequirementsFile),
    Constraints(Constraints),
    Global(GlobalRequirements),
    Denylist(Denylist),
    Bindep(BindepFile),
    SetupCfg(SetupCfg),
    PyProject(Box<PyProject>),
}

impl ParsedFile {
    /// Reads a file, or standard input for `-`, and parses it in a format, or in the one that its name tells; what has no name is a
    /// requirements file.
    pub fn read(path: &Path, format: Option<FileFormat>) -> Result<Self, Failure> {
        let bytes = if is_standard_input(path) {
            let mut bytes = Vec::new();
            std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
        } else {
            fs::read(path)
        };
        let bytes = bytes.map_err(|error| reading::failed(path, &error))?;
        reading::said(path, bytes.len());
        // Standard input has no name, nor has what a shell gives for `<(program)`.
        let is_nameless = is_standard_input(path) || path.starts_with("/dev") || path.starts_with("/proc");
        let format = format.or_else(|| FileFormat::of(path, &bytes));
        let format = format.or(is_nameless.then_some(FileFormat::Requirements));
        Ok(Self::parse(path, format.ok_or_else(|| unknown(path, &bytes))?, bytes))
    }

    /// Parses the bytes of a file.
    pub fn parse(path: &Path, format: FileFormat, bytes: Vec<u8>) -> Self {
        fn with<T>(
            wrap: fn(T) -> Parsed,
            (file, diagnostics): (T, Vec<Diagnostic>),
        ) -> (Parsed, Vec<Diagnostic>) {
            (wrap(file), diagnostics)
        }
        let (parsed, diagnostics) = match format {
            FileFormat::Requirements => {
                // As pip does: a variable without a value is reported, and an edit never touches the others.
                let variables = |name: &str| std::env::var(name).ok();
                with(Parsed::Requirements, RequirementsFile::parse_with(bytes, &variables))
            }
            FileFormat::Constraints => with(Parsed::Constraints, Constraints::parse(bytes)),
            FileFormat::Global => with(Parsed::Global, GlobalRequirements::parse(bytes)),
            FileFormat::Denylist => with(Parsed::Denylist, Denylist::parse(bytes)),
            FileFormat::Bindep => with(Parsed::Bindep, BindepFile::parse(bytes)),
            FileFormat::SetupCfg => with(Parsed::SetupCfg, SetupCfg::parse(bytes)),
            FileFormat::Pyproject => {
                let (file, diagnostics) = PyProject::parse(bytes);
                (Parsed::PyProject(Box::new(file)), diagnostics)
            }
        };
        let fault = match &parsed {
            Parsed::Requirements(file) => file_kind::one_fault(file),
            Parsed::Constraints(file) => file_kind::one_fault(file.file()),
            _ => None,
        };
        let is_other_kind = fault.is_some();
        let diagnostics = fault.map_or(diagnostics, |fault| vec![fault]);
        Self { path: path.to_owned(), format, diagnostics, is_other_kind, parsed }
    }

    /// The file's text and bytes.
    pub fn source(&self) -> &SourceText {
        match &self.parsed {
            Parsed::Requirements(file) => file.source(),
            Parsed::Constraints(file) => file.file().source(),
            Parsed::Global(file) => file.file().source(),
            Parsed::Denylist(file) => file.file().source(),
            Parsed::Bindep(file) => file.source(),
            Parsed::SetupCfg(file) => file.source(),
            Parsed::PyProject(file) => file.source(),
        }
    }

    /// The file for the linter's rules; of bindep.txt and of a denylist they say nothing. `is_shared` says that the constraints are a
    /// family's.
    pub fn linted(&self, is_shared: bool) -> Option<LintedFile<'_>> {
        if self.is_other_kind {
            return None;
        }
        Some(match &self.parsed {
            Parsed::Requirements(file) => LintedFile::Requirements(file),
            Parsed::Constraints(file) if is_shared => LintedFile::SharedConstraints(file),
            Parsed::Constraints(file) => LintedFile::Constraints(file),
            Parsed::Global(file) => LintedFile::Global(file),
            Parsed::SetupCfg(file) => LintedFile::SetupCfg(file),
            Parsed::PyProject(file) => LintedFile::PyProject(file),
            Parsed::Denylist(_) | Parsed::Bindep(_) => return None,
        })
    }

    /// The `setup.cfg` beside a `pyproject.toml`, if there is one that can be read.
    pub fn setup_cfg_beside(&self) -> Option<SetupCfg> {
        if self.format != FileFormat::Pyproject || is_standard_input(&self.path) {
            return None;
        }
        let bytes = fs::read(self.path.with_file_name("setup.cfg")).ok()?;
        Some(SetupCfg::parse(bytes).0)
    }

    /// The edits that bring the file into normal form, with this before its markers: by default what most of them have.
    pub fn format_edits(&self, separator: Option<MarkerSeparator>) -> Vec<Edit> {
        macro_rules! edits {
            ($file:expr) => {
                separator.map_or_else(|| $file.format(), |separator| $file.format_with(separator))
            };
        }
        match &self.parsed {
            Parsed::Requirements(file) => edits!(file),
            Parsed::Constraints(file) => edits!(file.file()),
            Parsed::Global(file) => edits!(file.file()),
            Parsed::Denylist(file) => edits!(file.file()),
            Parsed::Bindep(file) => file.format(),
            Parsed::SetupCfg(file) => edits!(file),
            Parsed::PyProject(file) => edits!(file),
        }
    }
}
