//! A batch of changed pins: two files of constraints, and every file between them.

use std::fmt;

use haggle_spec::file::apply_edits;
use haggle_spec::file::requirements::{LineKind, RequirementLine, RequirementsFile};
use haggle_spec::{Edit, MarkerEnvironment, Operator, PackageName, Requirement, Version};

/// Two files of constraints and what differs between them, by name: all lines of a name change together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinBatch {
    before: RequirementsFile,
    changes: Vec<PinChange>,
}

/// A name whose pins differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinChange {
    /// The name.
    pub name: PackageName,
    /// Its pins before; none where the name is new.
    pub before: Vec<Requirement>,
    /// Its pins after; none where the name is dropped.
    pub after: Vec<Requirement>,
    /// Its lines after, as they are written, comments included.
    written: Vec<String>,
}

/// Why two files do not make a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinBatchError {
    kind: PinBatchErrorKind,
}

/// What is wrong with the files of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PinBatchErrorKind {
    /// A line that is not understood, in the file before or after.
    Line {
        /// Whether it is in the file after the changes.
        is_after: bool,
        /// The number of the line, from 1.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
    /// The files pin the same.
    NoChange,
}

impl PinBatch {
    /// What differs between two files of constraints, in the order of the names. Comments and the order of lines do not count.
    ///
    /// ```
    /// use haggle_govern::bisect::PinBatch;
    ///
    /// let batch = PinBatch::between(b"a===1\nb===1 # why\n", b"a===2\nb===2\nc===1\n")?;
    /// assert_eq!(batch.changes().len(), 3);
    /// assert_eq!(batch.file(&[1, 2]), b"a===1\nb===2\nc===1\n");
    /// # Ok::<(), haggle_govern::bisect::PinBatchError>(())
    /// ```
    ///
    /// # Errors
    /// The first line that is not understood; two files that pin the same.
    pub fn between(before: &[u8], after: &[u8]) -> Result<Self, PinBatchError> {
        let (before, after) = (read(before, false)?, read(after, true)?);
        let lines = |file: &RequirementsFile, name: &PackageName| -> Vec<RequirementLine> {
            file.requirements().filter(|line| line.requirement.name() == name).cloned().collect()
        };
        let mut names: Vec<&PackageName> =
            before.requirements().chain(after.requirements()).map(|line| line.requirement.name()).collect();
        names.sort();
        names.dedup();
        let requirements =
            |lines: &[RequirementLine]| lines.iter().map(|line| line.requirement.clone()).collect::<Vec<_>>();
        let changes: Vec<PinChange> = names
            .into_iter()
            .filter_map(|name| {
                let (old, new) = (lines(&before, name), lines(&after, name));
                let written = new.iter().map(|line| written(&after, line)).collect();
                let (old, new) = (requirements(&old), requirements(&new));
                (old != new).then(|| PinChange { name: name.clone(), before: old, after: new, written })
            })
            .collect();
        if changes.is_empty() {
            return Err(PinBatchError { kind: PinBatchErrorKind::NoChange });
        }
        Ok(Self { before, changes })
    }

    /// The changes, by name.
    pub fn changes(&self) -> &[PinChange] {
        &self.changes
    }

    /// The file before with these changes, by their numbers. Everything else of it stays as it is; lines of a new name come last.
    pub fn file(&self, changes: &[usize]) -> Vec<u8> {
        let mut edits = Vec::new();
        let mut added = Vec::new();
        for change in changes.iter().filter_map(|number| self.changes.get(*number)) {
            let mut lines = self.before.lines().iter().filter_map(|line| match &line.kind {
                LineKind::Requirement(requirement) if *requirement.requirement.name() == change.name => {
                    Some((line, requirement))
                }
                _ => None,
            });
            match lines.next() {
                Some((line, requirement)) => {
                    let end = requirement.comment.map_or(requirement.span.end, |comment| comment.end);
                    let whole = haggle_spec::Span::new(requirement.span.start, end);
                    if change.written.is_empty() {
                        edits.push(self.before.remove(line));
                    } else {
                        let newline =
                            if self.before.source().text().contains("\r\n") { "\r\n" } else { "\n" };
                        edits.push(Edit::new(whole, change.written.join(newline)));
                    }
                    edits.extend(lines.map(|(line, _)| self.before.remove(line)));
                }
                None => added.extend(change.written.iter().map(String::as_str)),
            }
        }
        let bytes = self.before.to_bytes();
        let edited = apply_edits(&bytes, &edits).unwrap_or(bytes);
        added.into_iter().fold(edited, |bytes, line| {
            let edit = RequirementsFile::parse(bytes.as_slice()).0.append(line);
            apply_edits(&bytes, &[edit]).unwrap_or(bytes)
        })
    }
}

impl PinChange {
    /// The version that pins give in an environment, if one does.
    pub fn version(pins: &[Requirement], environment: &MarkerEnvironment) -> Option<Version> {
        let counts = |pin: &&Requirement| {
            pin.marker().is_none_or(|marker| marker.evaluate(environment, &[]).unwrap_or(false))
        };
        let specifier = pins
            .iter()
            .find(counts)?
            .specifiers()
            .iter()
            .find(|specifier| matches!(specifier.operator(), Operator::Equal | Operator::Arbitrary))?;
        specifier.version().cloned().or_else(|| specifier.version_text().parse().ok())
    }

    /// The change in words: `six 1.16.0 -> 1.17.0`.
    pub fn words(&self) -> String {
        let versions = |pins: &[Requirement]| {
            let mut texts: Vec<String> = pins
                .iter()
                .flat_map(|pin| {
                    pin.specifiers().iter().map(|specifier| specifier.version_text().into_owned())
                })
                .collect();
            texts.dedup();
            texts.join(", ")
        };
        match (self.before.is_empty(), self.after.is_empty()) {
            (true, _) => format!("{} {} (new)", self.name, versions(&self.after)),
            (_, true) => format!("{} {} (dropped)", self.name, versions(&self.before)),
            _ => format!("{} {} -> {}", self.name, versions(&self.before), versions(&self.after)),
        }
    }
}

fn read(bytes: &[u8], is_after: bool) -> Result<RequirementsFile, PinBatchError> {
    let (file, diagnostics) = RequirementsFile::parse(bytes);
    match diagnostics.first() {
        None => Ok(file),
        Some(diagnostic) => {
            let line = file.source().position(diagnostic.span.start).line;
            let kind = PinBatchErrorKind::Line { is_after, line, message: diagnostic.message() };
            Err(PinBatchError { kind })
        }
    }
}

/// A line as it is written, from the requirement to the end of its comment.
fn written(file: &RequirementsFile, line: &RequirementLine) -> String {
    let end = line.comment.map_or(line.span.end, |comment| comment.end);
    file.text(haggle_spec::Span::new(line.span.start, end)).to_owned()
}

impl PinBatchError {
    /// What is wrong.
    pub fn kind(&self) -> &PinBatchErrorKind {
        &self.kind
    }
}

impl fmt::Display for PinBatchError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            PinBatchErrorKind::Line { line, message, .. } => write!(formatter, "line {line}: {message}"),
            PinBatchErrorKind::NoChange => formatter.write_str("both files pin the same versions"),
        }
    }
}

impl std::error::Error for PinBatchError {}
