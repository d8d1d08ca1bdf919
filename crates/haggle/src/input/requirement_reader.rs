//! Requirements and constraints as the commands take them: from the command line, from files, and from the files that
//! those name.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use haggle_index::WheelAddress;
use haggle_resolve::python::{BuildPolicy, Names, RootRequirement, SourceLocation};
use haggle_spec::file::SourceLines;
use haggle_spec::file::requirements::{
    FileOption, Line, LineKind, LocationLine, OptionKind, RequirementsFile,
};
use haggle_spec::{Diagnostic, PackageName, Requirement, Span};

use crate::input::place::not_a_wheel;
use crate::input::project_file::{PYPROJECT, ProjectArguments};
use crate::output::failure::Failure;
use crate::output::page::Page;
use crate::output::snippet;
use crate::program::COMMAND_LINE;

/// What requirement files and arguments ask for.
#[derive(Debug, Default)]
pub struct RequirementInputs {
    /// What has to be there.
    pub requirements: Vec<RootRequirement>,
    /// What packages are limited to.
    pub constraints: Vec<RootRequirement>,
    /// What replaces requirements.
    pub overrides: Vec<RootRequirement>,
    /// The last `--index-url` of a file.
    pub index_url: Option<String>,
    /// Whether a file has `--pre`.
    pub prereleases: bool,
    /// `--only-binary` and `--no-binary`.
    pub builds: BuildPolicy,
    /// What was passed over, for people.
    pub warnings: Vec<String>,
}

/// What a file adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Requirements,
    Constraints,
    Overrides,
}

impl RequirementInputs {
    /// Reads requirements from arguments, then files; `-` is standard input.
    pub fn read(arguments: &[String], files: &[PathBuf], constraints: &[PathBuf]) -> Result<Self, Failure> {
        Self::of_projects(arguments, files, constraints, &ProjectArguments::default())
    }

    /// The same, with extras and groups of projects.
    pub fn of_projects(
        arguments: &[String],
        files: &[PathBuf],
        constraints: &[PathBuf],
        projects: &ProjectArguments,
    ) -> Result<Self, Failure> {
        let mut reader = Reader { inputs: Self::default(), open: Vec::new(), seen: BTreeSet::new() };
        for text in arguments {
            reader.inputs.requirements.push(argument(text)?);
        }
        for path in files {
            if path.file_name().is_some_and(|name| name == PYPROJECT) {
                reader.inputs.requirements.extend(projects.requirements(path)?);
            } else {
                reader.file(path, Role::Requirements)?;
            }
        }
        reader.inputs.requirements.extend(projects.of_groups()?);
        for path in constraints {
            reader.file(path, Role::Constraints)?;
        }
        Ok(reader.inputs)
    }

    /// Refuses a requirement or a constraint that names a place: for what can only ask an index.
    pub fn refuse_places(&self) -> Result<(), Failure> {
        let mut lines = self.requirements.iter().chain(&self.constraints).chain(&self.overrides);
        match lines.find(|line| line.requirement.url().is_some()) {
            Some(line) => Err(Failure::new(format!(
                "{}: `{}` comes from a URL or a path, and here only an index is asked",
                line.source,
                line.requirement.name()
            ))),
            None => Ok(()),
        }
    }

    /// Reads files of overrides besides.
    pub fn with_overrides(self, files: &[PathBuf]) -> Result<Self, Failure> {
        let mut reader = Reader { inputs: self, open: Vec::new(), seen: BTreeSet::new() };
        for path in files {
            reader.file(path, Role::Overrides)?;
        }
        Ok(reader.inputs)
    }
}

/// `glance.in` is a name that a project can have; where it is a file as well, the file was meant.
fn argument(text: &str) -> Result<RootRequirement, Failure> {
    if let Some(address) = WheelAddress::new(text, Path::new("")).filter(|_| !text.contains(" @ ")) {
        let place = if text.contains("://") { text.to_owned() } else { address.shown() };
        if let Ok(requirement) = format!("{} @ {place}", address.name()).parse() {
            return Ok(RootRequirement::new(requirement, SourceLocation::new(COMMAND_LINE, 0)));
        }
    }
    let path = Path::new(text);
    if path.extension().is_some() && path.is_file() {
        return Err(Failure::new(format!("`{text}` is a file, and a requirement is expected here"))
            .hint(format!("to read the file, write `-r {text}`")));
    }
    if text.contains("://") && !text.contains(" @ ") || text.starts_with(['.', '/']) {
        return Err(not_a_wheel(COMMAND_LINE, text, text));
    }
    let requirement = text.parse::<Requirement>().map_err(|error| {
        let diagnostic = error.to_diagnostic(0);
        let span = diagnostic.span.range();
        Failure::rendered(snippet::error(COMMAND_LINE, text, Some(span), &diagnostic.message(), None))
    })?;
    Ok(RootRequirement::new(requirement, SourceLocation::new(COMMAND_LINE, 0)))
}

/// The wheel that a line names, as a requirement of its project.
fn wheel_of(location: &LocationLine) -> Option<Requirement> {
    let address = WheelAddress::new(&location.location, Path::new("")).filter(|_| !location.editable)?;
    let place = if location.location.contains("://") { location.location.clone() } else { address.shown() };
    let requirement = format!("{} @ {place}", address.name()).parse::<Requirement>().ok()?;
    Some(requirement.with_extras(location.extras.iter().cloned()).with_marker(location.marker.clone()))
}

struct Reader {
    inputs: RequirementInputs,
    /// The files that are being read, the outermost first.
    open: Vec<PathBuf>,
    seen: BTreeSet<(PathBuf, Role)>,
}

impl Reader {
    /// Reads a file and those that it names. A file that was read in the same role already adds nothing more.
    fn file(&mut self, path: &Path, role: Role) -> Result<(), Failure> {
        if let Some(url) = path.to_str().filter(|text| text.contains("://")) {
            return Err(Failure::new(format!("`{url}` is not on this machine, and only files are read"))
                .hint(format!("download it first, such as with `curl -LO {url}`")));
        }
        let identity = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        if !self.seen.insert((identity, role)) {
            return Ok(());
        }
        let bytes = read_bytes(path)?;
        let shown = path.display().to_string();
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
        self.open.push(path.to_path_buf());
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
                self.options_of_line(shown, file, &requirement.options);
                self.add(RootRequirement::new(requirement.requirement.clone(), source), role);
                Ok(())
            }
            LineKind::Location(location) => {
                self.options_of_line(shown, file, &location.options);
                let Some(requirement) = wheel_of(location) else {
                    return Err(Failure::rendered(error_at(
                        shown,
                        file,
                        location.span,
                        "of URLs and paths only wheels are supported, and no editables: nothing is cloned or built",
                        Some(
                            "build a wheel and name it, or name the project, with the versions that will do",
                        ),
                    )));
                };
                let source = place(location.span);
                self.add(RootRequirement::new(requirement, source), role);
                Ok(())
            }
            LineKind::Options(options) => {
                options.options.iter().try_for_each(|option| self.option(shown, file, option, role))
            }
            LineKind::Blank | LineKind::Comment(_) | LineKind::Invalid(_) => Ok(()),
        }
    }

    fn add(&mut self, root: RootRequirement, role: Role) {
        match role {
            Role::Requirements => self.inputs.requirements.push(root),
            Role::Constraints => self.inputs.constraints.push(root),
            Role::Overrides => self.inputs.overrides.push(root),
        }
    }

    /// Says once for each file and kind that options of requirements are for who installs.
    fn options_of_line(&mut self, shown: &str, file: &RequirementsFile, options: &[FileOption]) {
        for option in options {
            let name = option.kind.as_str();
            let what = if matches!(option.kind, OptionKind::Hash) {
                "is not checked and not written: nothing is downloaded for good here"
            } else {
                "has no effect here: nothing is built"
            };
            let rest = format!("`{name}` {what}");
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
            OptionKind::IndexUrl => self.inputs.index_url = Some(value),
            OptionKind::Pre => self.inputs.prereleases = true,
            OptionKind::OnlyBinary | OptionKind::NoBinary => {
                let builds = &mut self.inputs.builds;
                let is_wheels_only = matches!(option.kind, OptionKind::OnlyBinary);
                let names = if is_wheels_only { &mut builds.only_binary } else { &mut builds.no_binary };
                add_names(names, &value).map_err(|wrong| {
                    let message = format!("`{wrong}` is not the name of a package");
                    Failure::rendered(error_at(shown, file, option.span, &message, None))
                })?;
            }
            OptionKind::ExtraIndexUrl
            | OptionKind::FindLinks
            | OptionKind::NoIndex
            | OptionKind::Editable => {
                return Err(Failure::rendered(error_at(
                    shown,
                    file,
                    option.span,
                    &format!(
                        "`{}` is not supported: one index is asked, and nothing else",
                        option.kind.as_str()
                    ),
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
        let failed = |message: String| Failure::rendered(error_at(shown, file, option.span, &message, None));
        if value.contains("://") {
            return Err(failed(format!("`{value}` is not on this machine, and only files are read")));
        }
        let folder = self.open.last().and_then(|path| path.parent()).unwrap_or(Path::new(""));
        let path = folder.join(value);
        if !path.is_file() {
            return Err(failed(format!("there is no file `{}`", path.display())));
        }
        self.file(&path, role)
    }
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        return match std::io::stdin().read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            Err(error) => Err(Failure::io("read", Path::new("standard input"), &error)),
        };
    }
    std::fs::read(path).map_err(|error| Failure::io("read", path, &error))
}

/// pip's values: `:all:` for every name, `:none:` to begin anew, else names between commas. What is none is the error.
pub fn add_names<'v>(names: &mut Names, value: &'v str) -> Result<(), &'v str> {
    for part in value.split(',').map(str::trim) {
        match part {
            ":all:" => *names = Names::All,
            ":none:" => *names = Names::None,
            name => {
                let name = PackageName::new(name).map_err(|_| name)?;
                match names {
                    Names::All => {}
                    Names::None => *names = Names::Some([name].into()),
                    Names::Some(some) => {
                        some.insert(name);
                    }
                }
            }
        }
    }
    Ok(())
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
