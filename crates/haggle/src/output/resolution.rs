//! What `resolve` prints: pins the way uv prints them, the same as JSON, and why there is no solution.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use haggle_resolve::python::{
    Edge, Explanation, Pin, PinRequirements, Request, Requirer, RootRequirement, Solution, SourceLocation,
    Warning, WarningKind,
};
use haggle_spec::{MarkerEnvironment, PackageName, Version};
use serde::Serialize;

use crate::output::failure::Failure;
use crate::output::json;
use crate::output::page::Page;
use crate::output::pins_file::PinsFile;
use crate::program::COMMAND_LINE;

/// The parts of the text that can be left out.
#[derive(Debug, Clone, Copy)]
pub struct TextOptions<'a> {
    /// The command, for the header; `None` leaves the header out.
    pub command: Option<&'a str>,
    /// Whether each pin says who requires it.
    pub annotate: bool,
}

/// A requirements file: one pin per line, with who requires it below.
pub fn text(solution: &Solution, request: &Request, options: TextOptions<'_>) -> Result<String, Failure> {
    let mut file = begun(options);
    let here = std::env::current_dir().unwrap_or_default();
    for (name, pin) in &solution.pins {
        match request.artefacts.get(name) {
            Some(url) => file.direct(name, url, "")?,
            None => file.pin(name, &pin.version, "")?,
        }
        if options.annotate {
            let environment = Some(&request.environment);
            annotate(&mut file, &via(&solution.edges, request, name, environment, &here));
        }
        say_unknown(&mut file, &pin.requirements);
    }
    Ok(file.into_text())
}

/// A file that so far has the comment at its top.
pub fn begun(options: TextOptions<'_>) -> PinsFile {
    let mut file = PinsFile::default();
    if let Some(command) = options.command {
        file.comment("", "This file was written by haggle with the following command:");
        file.comment("", &format!("   {command}"));
    }
    file
}

/// The line below a pin whose requirements are not known.
pub fn say_unknown(file: &mut PinsFile, requirements: &PinRequirements) {
    if let Some(reason) = unknown_reason(requirements) {
        file.comment("    ", &format!("requirements unknown: {reason}"));
    }
}

/// Why the requirements of a pin are not known.
pub fn unknown_reason(requirements: &PinRequirements) -> Option<&str> {
    match requirements {
        PinRequirements::Unknown { reason } => Some(reason),
        PinRequirements::Known | PinRequirements::Supplied => None,
    }
}

/// Who requires a pin, as comments below it.
pub fn annotate(file: &mut PinsFile, via: &[String]) {
    match via {
        [] => {}
        [one] => file.comment("    ", &format!("via {one}")),
        many => {
            file.comment("    ", "via");
            for one in many {
                file.comment("    ", &format!("  {one}"));
            }
        }
    }
}

/// Who limits and requires a package: files first, then packages, each once. In one environment only what applies there
/// limits it.
pub fn via(
    edges: &[Edge],
    request: &Request,
    name: &PackageName,
    environment: Option<&MarkerEnvironment>,
    here: &Path,
) -> Vec<String> {
    let mut files = BTreeSet::new();
    let mut packages = BTreeSet::new();
    for (flag, lines) in [("-c", &request.constraints), ("--override", &request.overrides)] {
        for line in applicable(lines, name, environment) {
            files.insert(format!("{flag} {}", shown_path(&line.file, here)));
        }
    }
    for edge in edges.iter().filter(|edge| edge.target == *name) {
        match &edge.requirer {
            Requirer::Root(_, source) if source.file == COMMAND_LINE => {
                packages.insert(COMMAND_LINE.to_owned());
            }
            // Standard input has no name that would help anyone.
            Requirer::Root(_, source) if source.file == "-" => {}
            Requirer::Root(_, source) => {
                files.insert(format!("-r {}", shown_path(&source.file, here)));
            }
            Requirer::Package(requirer, _) if requirer != name => {
                packages.insert(requirer.to_string());
            }
            Requirer::Package(..) => {}
        }
    }
    files.into_iter().chain(packages).collect()
}

fn applicable<'a>(
    lines: &'a [RootRequirement],
    name: &'a PackageName,
    environment: Option<&'a MarkerEnvironment>,
) -> impl Iterator<Item = &'a SourceLocation> {
    let of_name = lines.iter().filter(move |line| line.requirement.name() == name);
    let applies = of_name.filter(move |line| match (line.requirement.marker(), environment) {
        (Some(marker), Some(environment)) => marker.evaluate(environment, &[]).unwrap_or(true),
        _ => true,
    });
    applies.map(|line| &line.source)
}

/// A path as the user knows it: relative to the working folder where both lie in one folder that is not the root.
fn shown_path(path: &str, here: &Path) -> String {
    let absolute = Path::new(path);
    if !absolute.is_absolute() {
        return path.strip_prefix("./").unwrap_or(path).to_owned();
    }
    let target = without_dots(absolute);
    let (target_parts, here_parts): (Vec<_>, Vec<_>) =
        (target.components().collect(), here.components().collect());
    let n_shared = target_parts.iter().zip(&here_parts).take_while(|(one, other)| one == other).count();
    // The root is shared by all.
    if n_shared < 2 {
        return target.display().to_string();
    }
    let up = here_parts[n_shared..].iter().map(|_| Component::ParentDir);
    let relative: PathBuf = up.chain(target_parts[n_shared..].iter().copied()).collect();
    relative.display().to_string()
}

fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// What the JSON form says; `schema` changes with its meaning.
#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    solved: bool,
    /// Whether the requirements of every pin are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    complete: Option<bool>,
    python_version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    python_platform: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pins: Option<Vec<PinDocument>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    warnings: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<ExplanationDocument>,
}

#[derive(Serialize)]
struct PinDocument {
    name: String,
    version: String,
    /// Where the package comes from, if not from the index.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extras: Vec<String>,
    requirements_known: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    via: Vec<ViaDocument>,
}

/// Who has a requirement: a package, or a line of a file.
#[derive(Serialize)]
pub struct ViaDocument {
    requirement: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    package: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extra: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

#[derive(Serialize)]
struct ExplanationDocument {
    conflict: Vec<PremiseDocument>,
    because: Vec<String>,
    repairs: Vec<Vec<EditDocument>>,
}

#[derive(Serialize)]
struct PremiseDocument {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

#[derive(Serialize)]
struct EditDocument {
    file: String,
    line: u32,
    before: String,
    after: Option<String>,
}

/// The solution as JSON.
pub fn json(
    solution: &Solution,
    request: &Request,
    python_version: &str,
    python_platform: &str,
) -> Result<String, Failure> {
    let document = |(name, pin)| PinDocument {
        url: request.artefacts.get(name).cloned(),
        ..pin_document(solution, name, pin)
    };
    let pins = solution.pins.iter().map(document).collect();
    json::text(&Document {
        schema: 1,
        solved: true,
        complete: Some(solution.complete()),
        python_version,
        python_platform: Some(python_platform),
        pins: Some(pins),
        warnings: Some(solution.warnings.iter().map(warning).collect()),
        explanation: None,
    })
}

/// The explanation as JSON.
pub fn json_explanation(
    explanation: &Explanation,
    python_version: &str,
    python_platform: Option<&str>,
) -> Result<String, Failure> {
    json::text(&Document {
        schema: 1,
        solved: false,
        complete: None,
        python_version,
        python_platform,
        pins: None,
        warnings: None,
        explanation: Some(explanation_document(explanation)),
    })
}

/// The explanation as a value.
pub fn explanation_value(explanation: &Explanation) -> serde_json::Value {
    serde_json::to_value(explanation_document(explanation)).unwrap_or_default()
}

fn explanation_document(explanation: &Explanation) -> ExplanationDocument {
    let premise = |text: &str, source: Option<&SourceLocation>| PremiseDocument {
        text: text.to_owned(),
        file: source.map(|source| source.file.clone()),
        line: source.map(|source| source.line),
    };
    let conflict =
        explanation.conflict.iter().map(|line| premise(&line.text, line.source.as_ref())).collect();
    let repairs = explanation.repairs.iter().map(|repair| {
        let edits = repair.edits.iter().map(|edit| EditDocument {
            file: edit.source.file.clone(),
            line: edit.source.line,
            before: edit.before.clone(),
            after: edit.after.clone(),
        });
        edits.collect()
    });
    ExplanationDocument { conflict, because: explanation.because.clone(), repairs: repairs.collect() }
}

fn pin_document(solution: &Solution, name: &PackageName, pin: &Pin) -> PinDocument {
    let reason = unknown_reason(&pin.requirements).map(str::to_owned);
    let via = solution.edges.iter().filter(|edge| edge.target == *name).map(via_document);
    PinDocument {
        name: name.to_string(),
        version: pin.version.to_string(),
        url: None,
        extras: pin.extras.iter().map(ToString::to_string).collect(),
        requirements_known: reason.is_none(),
        reason,
        via: via.collect(),
    }
}

/// Who requires, for programs.
pub fn via_document(edge: &Edge) -> ViaDocument {
    let (package, extra, source) = match &edge.requirer {
        Requirer::Root(_, source) => (None, None, Some(source)),
        Requirer::Package(package, extra) => (Some(package.to_string()), extra.as_ref(), None),
    };
    ViaDocument {
        requirement: edge.requirement.to_string(),
        package,
        extra: extra.map(ToString::to_string),
        file: source.map(|source| source.file.clone()),
        line: source.map(|source| source.line),
    }
}

/// Why there is no solution, and what would give one, for people; `title` begins the first line.
pub fn explanation(title: &str, explanation: &Explanation) -> Page {
    let mut page = Page::of(format_args!("{title}: these cannot hold together:"));
    // A line that both asks for a package and bounds its version is two premises.
    let mut seen = BTreeSet::new();
    for premise in &explanation.conflict {
        let place = premise.source.as_ref().map(|source| format!(" ({source})")).unwrap_or_default();
        let shown = format!("  {}{place}", premise.text);
        if seen.insert(shown.clone()) {
            page.line(shown);
        }
    }
    if !explanation.is_minimal {
        page.line("  (perhaps without some of these: it took too long to find out)");
    }
    if !explanation.because.is_empty() {
        page.line("because:");
        for reason in &explanation.because {
            page.line(format_args!("  {reason}"));
        }
    }
    if !explanation.repairs.is_empty() {
        page.line("any one of these would give a solution:");
    }
    for repair in &explanation.repairs {
        let edits = repair.edits.iter().map(|edit| match &edit.after {
            Some(after) if edit.before.is_empty() => after.clone(),
            Some(after) => format!("{}: `{}` becomes `{after}`", edit.source, edit.before),
            None => format!("{}: `{}` goes", edit.source, edit.before),
        });
        page.line(format_args!("  {}{}", edits.collect::<Vec<_>>().join(", and "), repair.doubt()));
    }
    if explanation.repairs.first().is_some_and(|first| first.edits.len() == 1)
        && explanation.repairs_are_complete
    {
        page.line("no other change of a single line would");
    }
    page
}

/// A few versions, and how many more.
fn listed(versions: &[Version]) -> String {
    const SHOWN: usize = 4;
    let mut texts: Vec<String> = versions.iter().rev().take(SHOWN).map(ToString::to_string).collect();
    if versions.len() > SHOWN {
        texts.push(format!("{} more", versions.len() - SHOWN));
    }
    texts.join(", ")
}

/// What was read generously, for people.
pub fn warning(warning: &Warning) -> String {
    let requirement = &warning.requirement;
    let name = requirement.name();
    match &warning.kind {
        WarningKind::MarkerWithoutValue(reason) => {
            format!("the marker of `{requirement}` has no value here and was taken to hold: {reason}")
        }
        WarningKind::DirectUrl => {
            format!("the URL of `{requirement}` was not followed: any version was taken")
        }
        WarningKind::NoSuchExtra(extra) => format!("`{}` has no extra `{extra}`", requirement.name()),
        WarningKind::Yanked(reason) if reason.is_empty() => format!("`{requirement}` was yanked"),
        WarningKind::Yanked(reason) => format!("`{requirement}` was yanked: {reason}"),
        WarningKind::OddMetadata(note) => format!("the metadata of `{requirement}`: {note}"),
        WarningKind::PassedOver { version, reason } => format!(
            "{name} {version} was passed over for `{requirement}`, because its requirements are unknown: {reason}; to take it, require `{name}=={version}`"
        ),
        WarningKind::NothingKnownFits(others) => format!(
            "`{requirement}` is taken although its requirements are unknown: those of {} conflict with others",
            listed(others)
        ),
        WarningKind::UnknownDate(versions) => format!(
            "the index gives no upload time for {name} {}, so that `--exclude-newer` rules them out",
            listed(versions)
        ),
        other => format!("`{requirement}`: {other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_as_the_user_knows_them() {
        for (path, expected) in [
            ("sub/a.in", "sub/a.in"),
            ("./a.in", "a.in"),
            ("../a.in", "../a.in"),
            ("/home/me/project/a.in", "a.in"),
            ("/home/me/project/sub/../a.in", "a.in"),
            ("/home/me/other/a.in", "../other/a.in"),
            ("/srv/a.in", "/srv/a.in"),
        ] {
            assert_eq!(shown_path(path, Path::new("/home/me/project")), expected, "{path}");
        }
    }
}
