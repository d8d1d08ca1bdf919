//! Which environments are asked about: one, a range of Pythons on every platform, or a list.

use haggle_govern::data::Manifest;
use haggle_resolve::python::{Environments, Target};
use haggle_spec::{Marker, MarkerVariable, Prereleases, SpecifierSet, Version};

use super::ResolveArguments;
use crate::context::Context;
use crate::input::family::{self, Source};
use crate::input::requirement_inputs::RequirementInputs;
use crate::input::target;
use crate::output::failure::Failure;
use crate::output::resolution::Asked;

/// Which environments are asked about.
#[derive(Debug, Clone)]
pub enum Scope {
    /// One.
    One(Target),
    /// Many.
    Many(ManyEnvironments),
}

/// Environments that one answer with markers is for.
#[derive(Debug, Clone)]
pub enum ManyEnvironments {
    /// Every platform with the Pythons of a range; where there are markers, one of them holds.
    Range {
        /// The Pythons.
        range: SpecifierSet,
        /// The markers, as they are written and as they were read.
        markers: Vec<(String, Marker)>,
        /// The first Python of the range, on this machine's platform.
        first: Target,
    },
    /// These, sorted, each once; there is one at least.
    Listed(Vec<Target>),
}

impl Scope {
    /// What the options, or the manifest that they refer to, ask about.
    pub fn new(arguments: &ResolveArguments, context: &Context) -> Result<Self, Failure> {
        if arguments.manifest_targets {
            return manifest_targets(context).map(|targets| Self::Many(ManyEnvironments::Listed(targets)));
        }
        if !arguments.target.is_empty() {
            let targets = arguments.target.iter().map(|text| target_of(text)).collect::<Result<_, _>>()?;
            return Ok(Self::Many(ManyEnvironments::Listed(sorted(targets))));
        }
        let range = range(arguments)?;
        let named = range.as_ref().map(first_python).transpose()?;
        let python = named.as_deref().or(arguments.python_version.as_deref());
        let first = target::from_options(python, arguments.python_platform.as_deref())?;
        if !arguments.universal {
            return Ok(Self::One(first));
        }
        let range = match range {
            Some(range) => range,
            None => format!(">={}", first.python().as_version().public())
                .parse()
                .map_err(|_| Failure::new(format!("`{}` cannot begin a range of Pythons", first.python())))?,
        };
        let read = |text: &String| match text.parse() {
            Ok(marker) => Ok((text.clone(), marker)),
            Err(error) => Err(Failure::new(format!("`--environment {text}` is not a marker: {error}"))),
        };
        let markers = arguments.environment.iter().map(read).collect::<Result<_, _>>()?;
        Ok(Self::Many(ManyEnvironments::Range { range, markers, first }))
    }

    /// The environment, or one of many.
    pub fn first(&self) -> &Target {
        match self {
            Self::One(target) | Self::Many(ManyEnvironments::Range { first: target, .. }) => target,
            Self::Many(ManyEnvironments::Listed(targets)) => &targets[0],
        }
    }

    /// The only environment.
    pub fn only(&self) -> Option<&Target> {
        match self {
            Self::One(target) => Some(target),
            Self::Many(_) => None,
        }
    }

    /// Refuses environments that a lock file among the inputs is not for.
    pub fn check_locks(&self, inputs: &RequirementInputs) -> Result<(), Failure> {
        let targets = match self {
            Self::One(target) => std::slice::from_ref(target),
            Self::Many(ManyEnvironments::Listed(targets)) => targets,
            Self::Many(ManyEnvironments::Range { .. }) => &[],
        };
        targets
            .iter()
            .try_for_each(|target| inputs.check_locks(&target.environment(), target.python().as_version()))
    }

    /// The environments in words.
    pub fn words(&self) -> String {
        match self {
            Self::One(target) => target.to_string(),
            Self::Many(many) => many.words(),
        }
    }
}

impl ManyEnvironments {
    /// The environments, as the search takes them.
    pub fn environments(&self) -> Environments {
        match self {
            Self::Range { range, markers, .. } => {
                let markers = markers.iter().map(|(_, marker)| marker.clone()).collect();
                Environments::pythons(range.clone()).within(markers)
            }
            Self::Listed(targets) => Environments::targets(targets.iter().cloned()),
        }
    }

    /// The environments in words.
    pub fn words(&self) -> String {
        match self {
            Self::Range { range, .. } => format!("python {range}"),
            Self::Listed(targets) => targets.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        }
    }

    /// The Pythons of a lock file for them.
    pub fn requires_python(&self) -> String {
        match self {
            Self::Range { range, .. } => range.to_string(),
            Self::Listed(targets) => {
                let first = targets.iter().map(|target| target.python().as_version()).min();
                first.map(|python| format!(">={python}")).unwrap_or_default()
            }
        }
    }

    /// The environments of a lock file for them, as markers.
    pub fn lock_environments(&self) -> Vec<String> {
        let mut markers: Vec<String> = match self {
            Self::Range { markers, .. } => markers.iter().map(|(text, _)| text.clone()).collect(),
            Self::Listed(targets) => targets.iter().map(marker_of).collect(),
        };
        markers.sort();
        markers.dedup();
        markers
    }

    /// What was asked, for JSON.
    pub fn asked(&self) -> Asked {
        match self {
            Self::Range { range, .. } => {
                Asked::Universal { universal: true, requires_python: range.to_string() }
            }
            Self::Listed(targets) => {
                Asked::Listed { universal: true, targets: targets.iter().map(ToString::to_string).collect() }
            }
        }
    }
}

/// The marker of an environment: its Python's minor version and its system.
pub fn marker_of(target: &Target) -> String {
    let environment = target.environment();
    let value = |variable| environment.value(variable).unwrap_or_default().to_owned();
    format!(
        "python_version == \"{}\" and sys_platform == \"{}\"",
        value(MarkerVariable::PythonVersion),
        value(MarkerVariable::SysPlatform)
    )
}

fn sorted(mut targets: Vec<Target>) -> Vec<Target> {
    targets.sort();
    targets.dedup();
    targets
}

/// `3.12 on linux`, or as targets print, `python 3.12.0 on linux`.
fn target_of(text: &str) -> Result<Target, Failure> {
    let prefix = if text.starts_with("python ") { "" } else { "python " };
    format!("{prefix}{text}").parse().map_err(|error| {
        Failure::new(format!("`--target {text}` is not a target: {error}"))
            .hint("write it like `3.12 on linux`")
    })
}

/// The environments that the family's manifest lists.
fn manifest_targets(context: &Context) -> Result<Vec<Target>, Failure> {
    let (source, name) = Source::locate_own(context)?.ok_or_else(|| {
        Failure::new("there is no manifest whose environments could be taken")
            .hint("name one with `--manifest`, or name the environments with `--target '3.12 on linux'`")
    })?;
    let manifest = family::read(&source, &name, Manifest::read)?;
    let targets: Vec<Target> = manifest.environments.iter().map(|entry| entry.target.clone()).collect();
    if targets.is_empty() {
        return Err(Failure::new(format!("`{name}` lists no environment")));
    }
    Ok(sorted(targets))
}

/// The range of Pythons that `--python-version` gives instead of the first of them.
fn range(arguments: &ResolveArguments) -> Result<Option<SpecifierSet>, Failure> {
    let text = arguments.python_version.as_deref().unwrap_or_default();
    if !arguments.universal || !text.trim_start().starts_with(['<', '>', '=', '!', '~']) {
        return Ok(None);
    }
    let range = text.parse().map_err(|error| {
        Failure::new(format!("`--python-version {text}` is not a range: {error}"))
            .hint("write it like `>=3.10,<3.13`")
    })?;
    Ok(Some(range))
}

/// The first Python of the range that is a minor version, or that the range names.
fn first_python(range: &SpecifierSet) -> Result<String, Failure> {
    let minors = (0..100).map(|minor| format!("3.{minor}"));
    let named = range.iter().map(|specifier| specifier.version_text().into_owned());
    let mut known: Vec<Version> = minors.chain(named).filter_map(|text| text.parse().ok()).collect();
    known.sort();
    let first = known.into_iter().find(|python| range.contains(python, Prereleases::Allow));
    first
        .map(|python| python.to_string())
        .ok_or_else(|| Failure::new(format!("`--python-version {range}` has no Python 3")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_named_with_and_without_the_word_python() {
        for (text, expected) in [
            ("3.12 on linux", Some("python 3.12.0 on linux")),
            ("python 3.11.4 on windows", Some("python 3.11.4 on windows")),
            ("3.12", None),
            ("linux", None),
        ] {
            assert_eq!(target_of(text).ok().map(|target| target.to_string()).as_deref(), expected, "{text}");
        }
    }
}
