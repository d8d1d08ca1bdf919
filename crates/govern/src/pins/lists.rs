//! The shared files that verbs edit.

use std::collections::BTreeSet;

use haggle_resolve::python::{PythonVersion, Target};
use haggle_spec::file::constraints::{ConstraintPin, Constraints};
use haggle_spec::file::global::GlobalRequirements;
use haggle_spec::file::{Entry, EntryFile, EntryLine, Urls};
use haggle_spec::{Diagnostic, PackageName};

use crate::change::FileChange;
use crate::data::{Holds, close_match};
use crate::pins::error::PinError;

/// A file: its path in the repository of the shared files, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedText {
    /// The path.
    pub path: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// The shared files as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinTexts {
    /// The global list.
    pub global: NamedText,
    /// The constraints.
    pub constraints: NamedText,
    /// Names that are never constrained.
    pub denylist: Option<NamedText>,
    /// The projects that are kept in line, one name on each line.
    pub projects: Option<NamedText>,
}

/// The shared files, parsed, with what verbs ask about the family.
#[derive(Debug, Clone)]
pub struct PinLists {
    pub(super) texts: PinTexts,
    pub(super) global: GlobalRequirements,
    pub(super) constraints: Constraints,
    pub(super) denylist: Option<EntryFile>,
    /// What is held; nothing where the family has no file that says so.
    pub holds: Option<HoldsFile>,
    /// The Pythons of the family, ascending; empty where nobody said.
    pub pythons: Vec<PythonVersion>,
    /// What the family is resolved for, where somebody said; else its Pythons on Linux.
    pub targets: Vec<Target>,
}

/// The file of holds, read.
#[derive(Debug, Clone)]
pub struct HoldsFile {
    /// Its path and bytes.
    pub text: NamedText,
    /// What it says.
    pub holds: Holds,
}

/// The name that was probably meant.
fn near(name: &PackageName, known: impl Iterator<Item = PackageName>) -> Option<PackageName> {
    let known: Vec<PackageName> = known.collect();
    let near = close_match(name.as_str(), known.iter().map(PackageName::as_str))?;
    known.iter().find(|name| name.as_str() == near).cloned()
}

/// What could not be understood, by file.
pub type ListDiagnostics = Vec<(NamedText, Vec<Diagnostic>)>;

impl PinLists {
    /// The error for a name that no constraint pins.
    pub(super) fn not_pinned(&self, name: &PackageName) -> PinError {
        let near = near(name, self.constraints.pins().map(|pin| pin.name().clone()));
        PinError::NotPinned { name: name.clone(), near }
    }

    /// The error for a name that the global list does not have.
    pub(super) fn not_listed(&self, name: &PackageName) -> PinError {
        let near = near(name, self.global.entries().filter_map(|entry| PackageName::new(&entry.name).ok()));
        PinError::NotListed { name: name.clone(), near }
    }

    /// Parses the files. A file with a line that cannot be understood is reported: a verb that overlooks a line would mislead.
    ///
    /// # Errors
    /// The files with their diagnostics.
    pub fn parse(texts: PinTexts, pythons: &[PythonVersion]) -> Result<Self, ListDiagnostics> {
        let (global, of_global) = GlobalRequirements::parse(texts.global.bytes.as_slice());
        let (constraints, of_constraints) = Constraints::parse(texts.constraints.bytes.as_slice());
        let denylist =
            texts.denylist.as_ref().map(|text| EntryFile::parse(text.bytes.as_slice(), Urls::Forbidden));
        let of_denylist = denylist.as_ref().map(|(_, found)| found.clone()).unwrap_or_default();
        let texts_with = [
            (Some(&texts.global), of_global),
            (Some(&texts.constraints), of_constraints),
            (texts.denylist.as_ref(), of_denylist),
        ];
        let refused: ListDiagnostics = texts_with
            .into_iter()
            .filter(|(_, found)| !found.is_empty())
            .filter_map(|(text, found)| Some((text?.clone(), found)))
            .collect();
        if !refused.is_empty() {
            return Err(refused);
        }
        let mut pythons = pythons.to_vec();
        pythons.sort_by_key(PythonVersion::minor);
        pythons.dedup_by_key(|python| python.minor());
        Ok(Self {
            texts,
            global,
            constraints,
            denylist: denylist.map(|(file, _)| file),
            holds: None,
            pythons,
            targets: Vec::new(),
        })
    }

    /// The global list.
    pub fn global(&self) -> &GlobalRequirements {
        &self.global
    }

    /// The constraints.
    pub fn constraints(&self) -> &Constraints {
        &self.constraints
    }

    /// The names of the denylist: nobody constrains them, so that nothing is asked of their releases.
    pub(super) fn denied(&self) -> BTreeSet<PackageName> {
        let entries = self.denylist.iter().flat_map(EntryFile::entries);
        entries.filter_map(Entry::package_name).collect()
    }

    /// Whether a name is on the denylist.
    pub(crate) fn is_denied(&self, name: &PackageName) -> bool {
        let mut entries = self.denylist.iter().flat_map(EntryFile::entries);
        entries.any(|entry| entry.package_name().as_ref() == Some(name))
    }

    /// The lists once a change has merged, which leaves them readable.
    pub(crate) fn with_files(&self, files: &[FileChange]) -> Self {
        let mut texts = self.texts.clone();
        let denylist = texts.denylist.as_mut();
        for text in [&mut texts.global, &mut texts.constraints].into_iter().chain(denylist) {
            if let Some(file) = files.iter().find(|file| file.path == text.path) {
                text.bytes.clone_from(&file.after);
            }
        }
        let (global, _) = GlobalRequirements::parse(texts.global.bytes.as_slice());
        let (constraints, _) = Constraints::parse(texts.constraints.bytes.as_slice());
        let denylist =
            texts.denylist.as_ref().map(|text| EntryFile::parse(text.bytes.as_slice(), Urls::Forbidden).0);
        Self { texts, global, constraints, denylist, ..self.clone() }
    }

    /// The bytes of the global list, of the constraints and of the denylist.
    pub(crate) fn bytes(&self) -> [&[u8]; 3] {
        let denylist = self.texts.denylist.as_ref().map(|text| text.bytes.as_slice());
        [&self.texts.global.bytes, &self.texts.constraints.bytes, denylist.unwrap_or_default()]
    }

    /// The lines of the global list for a name.
    pub(super) fn global_lines(&self, name: &PackageName) -> Vec<&EntryLine> {
        lines_of(self.global.file(), name)
    }

    /// The pins of a name, in order.
    pub(super) fn pins_of<'a>(&'a self, name: &'a PackageName) -> Vec<ConstraintPin<'a>> {
        self.constraints.pins_of(name).collect()
    }

    /// The name as the constraints write it, else as the global list does, else as it is asked for.
    pub(crate) fn written(&self, name: &PackageName) -> String {
        if let Some(pin) = self.constraints.pins_of(name).next() {
            return pin.line.requirement.name_as_written().to_owned();
        }
        let line = self.global_lines(name).into_iter().next().and_then(EntryLine::entry);
        line.map_or_else(|| name.to_string(), |entry| entry.name.clone())
    }
}

/// The lines of a file for a name.
pub(super) fn lines_of<'file>(file: &'file EntryFile, name: &PackageName) -> Vec<&'file EntryLine> {
    let is_named = |line: &&EntryLine| line.entry().and_then(Entry::package_name).as_ref() == Some(name);
    file.lines().iter().filter(is_named).collect()
}
