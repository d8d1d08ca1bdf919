//! What an examination of this machine found, for people and for programs.

use haggle_govern::doctor::{
    FeatureHealth, FeatureState, Machine, Remedy, RequirementHealth, RequirementState,
};
use haggle_spec::MarkerVariable;
use serde::Serialize;

use super::command_line::quoted;
use super::page::Page;

/// The answer for programs.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    schema: u32,
    /// Names of the machine's distribution, nearest first.
    distributions: &'a [String],
    python: Option<&'a str>,
    features: &'a [FeatureHealth],
}

impl<'a> Document<'a> {
    /// Of what was found.
    pub fn of(features: &'a [FeatureHealth], machine: &'a Machine) -> Self {
        let python = machine.python.value().map(|python| python.program.as_str());
        Self { schema: 1, distributions: &machine.distributions, python, features }
    }
}

/// One paragraph per feature; what is missing comes with the way to set it up.
pub fn page(features: &[FeatureHealth], machine: &Machine) -> Page {
    let mut page = Page::new();
    page.line(about(machine));
    for health in features {
        page.paragraph(format_args!("{} ({}): {}", health.title, health.feature, word(health.state)));
        for requirement in &health.requirements {
            of_requirement(&mut page, requirement, machine);
        }
        if health.state == FeatureState::Ready && !health.config.is_empty() {
            page.line("  It is switched on by:");
            health.config.iter().for_each(|option| page.line(format_args!("    {option}")));
        }
        if let Some(address) = &health.documentation {
            page.line(format_args!("  Page: {address}"));
        }
    }
    if features.len() > 1 {
        let n_ready = features.iter().filter(|health| health.state == FeatureState::Ready).count();
        page.paragraph(format_args!("{n_ready} of {} features are ready", features.len()));
    }
    page
}

fn about(machine: &Machine) -> String {
    let system = machine.distributions.first().map_or("a system without os-release", String::as_str);
    match machine.python.value() {
        Some(python) => {
            let version = python.environment.value(MarkerVariable::PythonFullVersion).unwrap_or_default();
            let managed = if python.is_externally_managed { ", which the system manages" } else { "" };
            format!("This machine: {system}, Python {version} ({}{managed})", python.program)
        }
        None => format!("This machine: {system}; {}", machine.python.because().unwrap_or_default()),
    }
}

fn word(state: FeatureState) -> &'static str {
    match state {
        FeatureState::Ready => "ready",
        FeatureState::Unknown => "not known",
        FeatureState::NotReady => "not ready",
        FeatureState::Impossible => "not possible here",
    }
}

fn of_requirement(page: &mut Page, health: &RequirementHealth, machine: &Machine) {
    page.line(format_args!("  {}: {}", health.requirement, sentence(&health.state)));
    let is_lacking = health.state.of_feature() >= FeatureState::NotReady;
    if let Some(behaviour) = health.missing_behaviour.as_ref().filter(|_| is_lacking) {
        page.filled("    ", behaviour, 100);
    }
    for (number, remedy) in health.remedies.iter().enumerate() {
        let word = if number == 0 { "set it up" } else { "or" };
        page.line(format_args!("    {word}: {}", way(remedy, machine)));
    }
}

fn sentence(state: &RequirementState) -> String {
    match state {
        RequirementState::Present { version: Some(version) } => format!("{version} is installed"),
        RequirementState::Present { version: None } => "installed".to_owned(),
        RequirementState::OtherVersion { version, wanted } => {
            format!("{version} is installed, and {wanted} is needed")
        }
        RequirementState::Missing => "missing".to_owned(),
        RequirementState::NotNeeded { because } => format!("not needed: {because}"),
        RequirementState::Impossible { because } => format!("does not work here: {because}"),
        RequirementState::Elsewhere => "a service, which is not looked for".to_owned(),
        RequirementState::Unknown { because } => format!("not known: {because}"),
        _ => "in a state that this version has no words for".to_owned(),
    }
}

fn way(remedy: &Remedy, machine: &Machine) -> String {
    let words = |words: &[&str], more: &[String]| {
        let words = words.iter().map(|word| (*word).to_owned());
        quoted(&words.chain(more.iter().cloned()).collect::<Vec<_>>())
    };
    match remedy {
        Remedy::Packages { manager: Some(manager), packages } => words(manager.command(), packages),
        Remedy::Packages { manager: None, packages } => {
            format!("install the package {}", packages.join(", "))
        }
        Remedy::Distribution { line } => {
            let python = machine.python.value().map_or("python3", |python| python.program.as_str());
            words(&[python, "-m", "pip", "install"], std::slice::from_ref(line))
        }
        Remedy::Page { address } => format!("see {address}"),
        _ => "in a way that this version has no words for".to_owned(),
    }
}
