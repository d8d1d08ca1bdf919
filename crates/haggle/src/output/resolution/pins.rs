//! Pins as a requirements file, the way uv prints them.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use haggle_resolve::python::{
    Edge, PinRequirements, Request, Requirer, RootRequirement, Solution, SourceLocation, UniversalSolution,
};
use haggle_spec::{MarkerEnvironment, PackageName, Version};

use crate::output::failure::Failure;
use crate::output::pinned_files::PinnedFiles;
use crate::output::pins_file::{PinsFile, WrittenPlace};
use crate::program::COMMAND_LINE;

/// What the text holds besides the pins.
#[derive(Debug, Clone, Copy)]
pub struct TextOptions<'a> {
    /// The command, for the header; `None` leaves the header out.
    pub command: Option<&'a str>,
    /// How each pin says who requires it; `None` leaves it out.
    pub annotation: Option<AnnotationStyle>,
    /// Packages whose pins are left out.
    pub omitted: &'a [PackageName],
    /// The index, for a line that names it.
    pub index_lines: &'a [(&'static str, String)],
    /// What is known of the files of pins.
    pub files: &'a PinnedFiles,
}

/// How a pin says who requires it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnnotationStyle {
    /// On the line of the pin.
    Line,
    /// On lines of their own.
    Split,
}

/// A requirements file: one pin per line, with who requires it below.
pub fn text(solution: &Solution, request: &Request, options: TextOptions<'_>) -> Result<String, Failure> {
    let mut file = begun(options)?;
    let here = std::env::current_dir().unwrap_or_default();
    for (name, pin) in solution.pins.iter().filter(|(name, _)| !options.omitted.contains(name)) {
        add(&mut file, options, pin.url.as_deref(), (name, &pin.version, ""))?;
        if let Some(style) = options.annotation {
            let environment = Some(&request.environment);
            annotate(&mut file, style, &via(&solution.edges, request, name, environment, &here));
        }
        say_unknown(&mut file, &pin.requirements);
    }
    say_omitted(&mut file, options, solution.pins.keys());
    Ok(file.into_text())
}

/// A requirements file that any installer of a platform reads: one pin per line, with its marker.
pub fn text_universal(
    solution: &UniversalSolution,
    request: &Request,
    options: TextOptions<'_>,
) -> Result<String, Failure> {
    let mut file = begun(options)?;
    let here = std::env::current_dir().unwrap_or_default();
    for pin in solution.pins().iter().filter(|pin| !options.omitted.contains(&pin.name)) {
        add(&mut file, options, pin.url.as_deref(), (&pin.name, &pin.version, &pin.marker))?;
        if let Some(style) = options.annotation {
            annotate(&mut file, style, &via(solution.edges(), request, &pin.name, None, &here));
        }
        say_unknown(&mut file, &pin.requirements);
    }
    say_omitted(&mut file, options, solution.pins().iter().map(|pin| &pin.name));
    Ok(file.into_text())
}

/// The line of a pin, for where a marker holds.
fn add(
    file: &mut PinsFile,
    options: TextOptions<'_>,
    url: Option<&str>,
    (name, version, marker): (&PackageName, &Version, &str),
) -> Result<(), Failure> {
    let hashes = options.files.hashes(name, version);
    match (options.files.place(name), url) {
        (Some(place), _) => file.direct(name, &place, marker, hashes),
        (None, Some(url)) => file.direct(name, &WrittenPlace::Url(url), marker, hashes),
        (None, None) => file.pin(name, version, marker, hashes),
    }
}

/// The comment at the end of a file that leaves packages out, as uv has it.
fn say_omitted<'a>(
    file: &mut PinsFile,
    options: TextOptions<'_>,
    pinned: impl Iterator<Item = &'a PackageName>,
) {
    let omitted: BTreeSet<&PackageName> = pinned.filter(|name| options.omitted.contains(name)).collect();
    if !omitted.is_empty() {
        file.comment("", "The following packages were excluded from the output:");
    }
    for name in omitted {
        file.comment("", name.as_str());
    }
}

/// A file that so far has the comment at its top.
fn begun(options: TextOptions<'_>) -> Result<PinsFile, Failure> {
    let mut file = PinsFile::default();
    if let Some(command) = options.command {
        file.comment("", "This file was written by haggle with the following command:");
        file.comment("", &format!("   {command}"));
    }
    file.index_lines(options.index_lines)?;
    Ok(file)
}

/// The line below a pin whose requirements are not known.
fn say_unknown(file: &mut PinsFile, requirements: &PinRequirements) {
    if let Some(reason) = requirements.unknown_reason() {
        file.comment("    ", &format!("requirements unknown: {reason}"));
    }
}

/// Who requires a pin, as comments below it.
fn annotate(file: &mut PinsFile, style: AnnotationStyle, via: &[String]) {
    match via {
        [] => {}
        some if style == AnnotationStyle::Line => file.comment_beside(&format!("via {}", some.join(", "))),
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
fn via(
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
            Requirer::Root { source, .. } if source.file == COMMAND_LINE => {
                packages.insert(COMMAND_LINE.to_owned());
            }
            // Standard input has no name that would help anyone.
            Requirer::Root { source, .. } if source.file == "-" => {}
            Requirer::Root { source, .. } => {
                files.insert(format!("-r {}", shown_path(&source.file, here)));
            }
            Requirer::Package { name: requirer, .. } if requirer != name => {
                packages.insert(requirer.to_string());
            }
            Requirer::Package { .. } => {}
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
pub fn shown_path(path: &str, here: &Path) -> String {
    // A URL is not a path of this machine.
    if path.contains("://") {
        return path.to_owned();
    }
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
