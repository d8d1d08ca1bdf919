//! How arguments and files of requirements are read, one line after the other, with the files that they name.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use haggle_resolve::python::{RootRequirement, SourceLocation};
use haggle_spec::file::SourceLines;
use haggle_spec::file::requirements::{
    FileOption, Line, LineKind, LocationLine, OptionKind, RequirementsFile,
};
use haggle_spec::{Diagnostic, PackageName, Requirement, Span};

use crate::input::index_settings::IndexArguments;
use crate::input::lock_file;
use crate::input::project_file::{PYPROJECT, ProjectArguments};
use crate::input::requirement_inputs::{LineHashes, NamedLocation, RequirementInputs, Role, add_names};
use crate::input::requirement_place::RequirementPlace;
use crate::input::setup_file::{self, SETUP_CFG};
use crate::output::failure::Failure;
use crate::output::page::Page;
use crate::output::snippet;
use crate::program::COMMAND_LINE;

/// Files that name each other are followed this far.
const MOST_FILES: usize = 500;

/// The files that are read, by what they add.
#[derive(Debug, Default)]
pub struct RequirementFiles<'a> {
    /// `-r`: requirement files, `pyproject.toml`, `setup.cfg`, `pylock.toml`; `-` is standard input.
    pub requirements: &'a [PathBuf],
    /// `-c`
    pub constraints: &'a [PathBuf],
    /// `--override`
    pub overrides: &'a [PathBuf],
}

/// Reads requirements from arguments, then files. URLs are asked for the way the index is.
pub fn read(
    arguments: &[String],
    files: &RequirementFiles<'_>,
    projects: &ProjectArguments,
    index: &IndexArguments,
) -> Result<RequirementInputs, Failure> {
    let mut reader = Reader::new(index);
    for text in arguments {
        reader.argument(text)?;
    }
    for path in files.requirements {
        reader.top(path, projects)?;
    }
    if let Some(option) = projects.names_extras().filter(|_| !reader.has_project) {
        return Err(Failure::new(format!("`{option}` is about a project, and no file of one is read"))
            .hint("read `-r pyproject.toml`, `-r setup.cfg` or `-r pylock.toml`, or require `name[extra]`"));
    }
    reader.add_all(projects.of_groups()?, Role::Requirements);
    for (paths, role) in [(files.constraints, Role::Constraints), (files.overrides, Role::Overrides)] {
        for path in paths {
            reader.file(path, role)?;
        }
    }
    Ok(reader.inputs)
}

/// What was read so far.
struct Reader<'a> {
    inputs: RequirementInputs,
    index: &'a IndexArguments,
    /// The files that are being read, the outermost first.
    open: Vec<(RequirementPlace, Role)>,
    seen: BTreeSet<(RequirementPlace, Role)>,
    /// Whether a file of a project, which may have extras, is among them.
    has_project: bool,
}

impl<'a> Reader<'a> {
    /// Nothing yet.
    fn new(index: &'a IndexArguments) -> Self {
        Self {
            inputs: RequirementInputs::default(),
            index,
            open: Vec::new(),
            seen: BTreeSet::new(),
            has_project: false,
        }
    }

    /// Reads an argument. `glance.in` is a name that a project can have; where it is a file as well, the file was meant.
    fn argument(&mut self, text: &str) -> Result<(), Failure> {
        let source = SourceLocation::new(COMMAND_LINE, 0);
        let (line, _) = RequirementsFile::parse(text);
        if let [Line { kind: LineKind::Location(location), .. }] = line.lines() {
            let found = located(location, source, Role::Requirements);
            self.inputs.locations.push(found);
            return Ok(());
        }
        let path = Path::new(text);
        if path.extension().is_some() && path.is_file() {
            return Err(Failure::new(format!("`{text}` is a file, and a requirement is expected here"))
                .hint(format!("to read the file, write `-r {text}`")));
        }
        let requirement = text.parse::<Requirement>().map_err(|error| {
            let diagnostic = error.to_diagnostic(0);
            let span = diagnostic.span.range();
            let is_bare_url = text.contains("://") && !text.contains('@');
            let help = is_bare_url
                .then(|| format!("a URL has the name of its distribution before it: `NAME @ {text}`"));
            Failure::rendered(snippet::error(
                COMMAND_LINE,
                text,
                Some(span),
                &diagnostic.message(),
                help.as_deref(),
            ))
        })?;
        self.inputs.requirements.push(RootRequirement::new(requirement, source));
        Ok(())
    }

    /// Reads a file of requirements that an argument names, whatever its format.
    fn top(&mut self, path: &Path, projects: &ProjectArguments) -> Result<(), Failure> {
        let place = RequirementPlace::of(path)?;
        let name = place.file_name();
        self.has_project |= name == PYPROJECT || name == SETUP_CFG || lock_file::is_named(&name);
        match &place {
            RequirementPlace::File(path) if name == PYPROJECT => {
                self.add_all(projects.requirements(path)?, Role::Requirements);
                Ok(())
            }
            RequirementPlace::File(path) if name == SETUP_CFG => {
                let found = setup_file::read(path, projects)?;
                self.add_all(found.requirements, Role::Requirements);
                found.files.iter().try_for_each(|path| self.file(path, Role::Requirements))
            }
            place if lock_file::is_named(&name) => {
                let locked = lock_file::read(place, self.index, projects)?;
                self.add_all(locked.requirements, Role::Requirements);
                self.inputs.locations.extend(locked.locations);
                if let (None, Some(first)) = (&self.inputs.requires_hashes, locked.hashes.first()) {
                    self.inputs.requires_hashes = Some(first.source.clone());
                }
                self.inputs.hashes.extend(locked.hashes);
                self.inputs.warnings.extend(locked.warnings);
                self.inputs.locks.push(locked.scope);
                Ok(())
            }
            place => self.read(place, Role::Requirements),
        }
    }

    /// Reads a requirements file that an argument names.
    fn file(&mut self, path: &Path, role: Role) -> Result<(), Failure> {
        self.read(&RequirementPlace::of(path)?, role)
    }

    /// Adds lines that are read already.
    fn add_all(&mut self, lines: Vec<RootRequirement>, role: Role) {
        match role {
            Role::Requirements => self.inputs.requirements.extend(lines),
            Role::Constraints => self.inputs.constraints.extend(lines),
            Role::Overrides => self.inputs.overrides.extend(lines),
        }
    }

    /// Reads a file and those that it names. A file that was read in the same role already adds nothing more.
    fn read(&mut self, place: &RequirementPlace, role: Role) -> Result<(), Failure> {
        let key = (place.identity(), role);
        if self.open.iter().any(|(open, as_role)| (open.identity(), *as_role) == key) {
            let shown = place.shown();
            self.inputs
                .warnings
                .push(format!("{shown}: it names itself, perhaps through others, and is read once"));
            return Ok(());
        }
        if !self.seen.insert(key) {
            return Ok(());
        }
        if self.seen.len() > MOST_FILES {
            return Err(Failure::new(format!(
                "`{}` is one of more than {MOST_FILES} files that name each other",
                place.shown()
            )));
        }
        let bytes = place.read(self.index)?;
        let shown = place.shown();
        let (file, diagnostics) = RequirementsFile::parse_with(bytes, &|name| std::env::var(name).ok());
        let refused = file.lines().iter().any(|line| matches!(line.kind, LineKind::Invalid(_)));
        if refused || !file.source().invalid().is_empty() {
            return Err(Failure::rendered(rendered(&shown, &file, &diagnostics)));
        }
        let lines = file.source().lines();
        for diagnostic in &diagnostics {
            let line = u32::try_from(lines.line(diagnostic.span.start)).unwrap_or(u32::MAX);
            self.inputs.warnings.push(format!("{shown}:{line}: {}", diagnostic.message()));
        }
        self.open.push((place.clone(), role));
        for line in file.lines() {
            self.line(&shown, &file, &lines, line, role)?;
        }
        self.open.pop();
        Ok(())
    }

    fn line(
        &mut self,
        shown: &str,
        file: &RequirementsFile,
        lines: &SourceLines<'_>,
        line: &Line,
        role: Role,
    ) -> Result<(), Failure> {
        let place = |span: Span| {
            SourceLocation::new(shown, u32::try_from(lines.line(span.start)).unwrap_or(u32::MAX))
        };
        match &line.kind {
            LineKind::Requirement(requirement) => {
                let source = place(requirement.span);
                if let Some(url) = requirement.requirement.url() {
                    self.refuse_local(shown, file, requirement.span, url)?;
                }
                let name = requirement.requirement.name().clone();
                self.options_of_line(shown, file, &requirement.options);
                self.hashes_of_line(&name, &requirement.options, &source);
                let root = RootRequirement::new(requirement.requirement.clone(), source);
                self.add_all(vec![root], role);
                Ok(())
            }
            LineKind::Location(location) => {
                let source = place(location.span);
                self.options_of_line(shown, file, &location.options);
                self.refuse_local(shown, file, location.span, &location.location)?;
                let found = located(location, source, role);
                if !found.hashes.is_empty() && self.inputs.requires_hashes.is_none() {
                    self.inputs.requires_hashes = Some(found.source.clone());
                }
                self.inputs.locations.push(found);
                Ok(())
            }
            LineKind::Options(options) => {
                options.options.iter().try_for_each(|option| self.option(shown, file, option, role))
            }
            LineKind::Blank | LineKind::Comment(_) | LineKind::Invalid(_) => Ok(()),
        }
    }

    /// Refuses a place on this machine where the file is not on it.
    fn refuse_local(
        &self,
        shown: &str,
        file: &RequirementsFile,
        span: Span,
        location: &str,
    ) -> Result<(), Failure> {
        let is_remote = matches!(self.open.last(), Some((RequirementPlace::Remote(_), _)));
        let is_local = !location.contains("://") || location.starts_with("file:");
        if !(is_remote && is_local) {
            return Ok(());
        }
        let message = "a file from the network may not name what is on this machine";
        Err(Failure::rendered(error_at(shown, file, span, message, None)))
    }

    fn hashes_of_line(&mut self, name: &PackageName, options: &[FileOption], source: &SourceLocation) {
        let hashes = hashes(options);
        if hashes.is_empty() {
            return;
        }
        self.inputs.requires_hashes.get_or_insert_with(|| source.clone());
        self.inputs.hashes.push(LineHashes { name: name.clone(), hashes, source: source.clone() });
    }

    /// Says once for each file and kind that options of requirements are for who installs.
    fn options_of_line(&mut self, shown: &str, file: &RequirementsFile, options: &[FileOption]) {
        for option in options.iter().filter(|option| !matches!(option.kind, OptionKind::Hash)) {
            let name = option.kind.as_str();
            let rest = format!("`{name}` has no effect here and is not written: nothing is built");
            let is_said =
                |warning: &String| warning.starts_with(&format!("{shown}:")) && warning.ends_with(&rest);
            if !self.inputs.warnings.iter().any(is_said) {
                let line = line_number(file, option.span);
                self.inputs.warnings.push(format!("{shown}:{line}: {rest}"));
            }
        }
    }

    fn option(
        &mut self,
        shown: &str,
        file: &RequirementsFile,
        option: &FileOption,
        role: Role,
    ) -> Result<(), Failure> {
        let value = option.value.clone().unwrap_or_default();
        match option.kind {
            OptionKind::Requirement => return self.named(shown, file, option, &value, role),
            OptionKind::Constraint => return self.named(shown, file, option, &value, Role::Constraints),
            OptionKind::IndexUrl => self.inputs.index.index_url = Some(value),
            OptionKind::ExtraIndexUrl => self.inputs.index.extra_index_urls.push(value),
            OptionKind::FindLinks => self.inputs.index.find_links.push(beside(shown, value)),
            OptionKind::NoIndex => self.inputs.index.no_index = true,
            OptionKind::Pre => self.inputs.prereleases = true,
            OptionKind::AllReleases if value == ":all:" => self.inputs.prereleases = true,
            OptionKind::RequireHashes => {
                let source = SourceLocation::new(shown, line_number(file, option.span));
                self.inputs.requires_hashes.get_or_insert(source);
            }
            OptionKind::OnlyBinary | OptionKind::NoBinary => {
                let builds = &mut self.inputs.builds;
                let is_wheels_only = matches!(option.kind, OptionKind::OnlyBinary);
                let names = if is_wheels_only { &mut builds.only_binary } else { &mut builds.no_binary };
                add_names(names, &value).map_err(|wrong| {
                    let message = format!("`{wrong}` is not the name of a package");
                    Failure::rendered(error_at(shown, file, option.span, &message, None))
                })?;
            }
            OptionKind::Editable => {
                return Err(Failure::rendered(error_at(
                    shown,
                    file,
                    option.span,
                    &format!("`{}` is not supported here", option.kind.as_str()),
                    None,
                )));
            }
            other => {
                let line = line_number(file, option.span);
                self.inputs.warnings.push(format!("{shown}:{line}: `{}` has no effect here", other.as_str()));
            }
        }
        Ok(())
    }

    /// A file that a file names: relative to it, unless it is a URL.
    fn named(
        &mut self,
        shown: &str,
        file: &RequirementsFile,
        option: &FileOption,
        value: &str,
        role: Role,
    ) -> Result<(), Failure> {
        let place = match self.open.last() {
            Some((open, _)) => open.named(value),
            None => RequirementPlace::of(Path::new(value)),
        };
        let place = place.map_err(|failure| {
            Failure::rendered(error_at(shown, file, option.span, &failure.to_string(), None))
        })?;
        self.read(&place, role)
    }
}

/// A path as pip reads it: beside the file where it is there, else from the working folder.
fn beside(file: &str, value: String) -> String {
    let Some(folder) = Path::new(file).parent() else { return value };
    let path = folder.join(&value);
    if path.exists() { path.display().to_string() } else { value }
}

/// The hashes of a line, as `sha256:...` in lower case.
fn hashes(options: &[FileOption]) -> Vec<String> {
    let of_kind = options.iter().filter(|option| matches!(option.kind, OptionKind::Hash));
    of_kind.filter_map(|option| option.value.as_ref()).map(|value| value.to_ascii_lowercase()).collect()
}

fn located(location: &LocationLine, source: SourceLocation, role: Role) -> NamedLocation {
    NamedLocation {
        location: location.location.clone(),
        extras: location.extras.clone(),
        marker: location.marker.clone(),
        editable: location.editable,
        role,
        source,
        hashes: hashes(&location.options),
    }
}

fn rendered(shown: &str, file: &RequirementsFile, diagnostics: &[Diagnostic]) -> Page {
    let mut page = Page::new();
    for diagnostic in diagnostics {
        if !page.is_empty() {
            page.blank();
        }
        let help =
            diagnostic.suggestion.as_ref().map(|edit| format!("perhaps `{}`", edit.replacement.trim()));
        page.append(error_at(shown, file, diagnostic.span, &diagnostic.message(), help.as_deref()));
    }
    page
}

/// An error at a span of the file's bytes.
fn error_at(shown: &str, file: &RequirementsFile, span: Span, message: &str, help: Option<&str>) -> Page {
    snippet::error(shown, file.source().text(), Some(file.source().range(span)), message, help)
}

/// The line of a span's start, from 1.
fn line_number(file: &RequirementsFile, span: Span) -> u32 {
    u32::try_from(file.source().position(span.start).line).unwrap_or(u32::MAX)
}
