//! The audit: from imports and declarations to findings.

use std::collections::{BTreeMap, BTreeSet};

use haggle_scan::SourcePart;
use haggle_spec::PackageName;

use super::declared::{DeclaredList, DeclaredRequirement};
use super::distribution::AuditedDistribution;
use super::finding::{AuditCertainty, AuditEvidence, AuditFinding, AuditReport, AuditVerdict};
use super::imported::{Imported, Need, imported};
use super::local::LocalModules;
use super::source::{AuditedConfiguration, AuditedSource};
use super::usage::Provider;

/// Modules that whatever builds or runs a project brings along.
pub(super) const ALWAYS_THERE: &[&str] =
    &["setuptools", "pkg_resources", "pip", "distutils", "_distutils_hack"];

/// Distributions without code that a module of the standard library reads: the one, and the other (PEP 615).
const READ_BY: &[(&str, &str)] = &[("tzdata", "zoneinfo")];

/// What an audit looks at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AuditInputs<'a> {
    /// The Python files of the project.
    pub sources: &'a [AuditedSource],
    /// Its configurations.
    pub configurations: &'a [AuditedConfiguration],
    /// What it declares.
    pub declared: &'a [DeclaredRequirement],
    /// What is known of distributions, declared or not. Of the others the import names are guessed.
    pub known: &'a BTreeMap<PackageName, AuditedDistribution>,
}

/// Holds what a project imports against what it declares.
///
/// An import that no declared requirement provides is a finding for the part of the project that it is in, unless each such
/// import is guarded or conditional. A requirement of the product that nothing imports, or only tests do, is one as well,
/// unless a string, a configuration or an entry point may use it.
pub fn audit(inputs: &AuditInputs<'_>) -> AuditReport {
    let local = LocalModules::new(inputs.sources.iter().map(|source| source.path.as_str()));
    let imports = imported(inputs.sources, &local);
    let providers = Provider::all(inputs.declared, inputs.known);
    let met: Vec<Vec<&PackageName>> = imports
        .iter()
        .map(|import| {
            providers.values().filter(|provider| provider.meets(import)).map(|found| found.name).collect()
        })
        .collect();
    let mut findings = undeclared(inputs, &imports, &met, &providers);
    findings.extend(misplaced(inputs, &imports, &met, &providers));
    findings.sort_by_key(|finding| !finding.is_due());
    let unread = inputs.sources.iter().filter_map(|source| {
        let error = source.scan.error?;
        let line = error.position(&source.bytes).line;
        Some(AuditEvidence { path: source.path.clone(), line, what: error.to_string(), class: None })
    });
    AuditReport {
        findings,
        n_declared: inputs.declared.len(),
        n_imports: inputs.sources.iter().map(|source| source.scan.imports.len()).sum(),
        guessed: providers
            .values()
            .filter(|found| found.is_guess())
            .map(|found| found.name.clone())
            .collect(),
        unread: unread.collect(),
    }
}

/// Imports of the product, of tests and of the documentation that nothing declared there provides.
fn undeclared(
    inputs: &AuditInputs<'_>,
    imports: &[Imported<'_>],
    met: &[Vec<&PackageName>],
    providers: &BTreeMap<&PackageName, Provider<'_>>,
) -> Vec<AuditFinding> {
    let mut groups: BTreeMap<(SourcePart, &str), Vec<&Imported<'_>>> = BTreeMap::new();
    for (import, _) in imports.iter().zip(met).filter(|(_, met)| met.is_empty()) {
        let is_looked_at =
            matches!(import.part, SourcePart::Product | SourcePart::Test | SourcePart::Documentation);
        if is_looked_at && import.need > Need::Shows && !ALWAYS_THERE.contains(&import.top_level()) {
            groups.entry((import.part, import.top_level())).or_default().push(import);
        }
    }
    let guesses: Vec<&str> = providers
        .values()
        .filter(|found| found.is_guess() && !met.iter().flatten().any(|name| *name == found.name))
        .map(|found| found.written)
        .collect();
    groups
        .into_iter()
        .map(|((part, module), sites)| {
            let provider = provider_of(module, inputs.known);
            let needs = sites.iter().any(|site| site.need == Need::Needs);
            let certainty = match &provider {
                None if !guesses.is_empty() => AuditCertainty::Uncertain(format!(
                    "the import names of {} are not known",
                    listed(&guesses)
                )),
                _ => AuditCertainty::Certain,
            };
            let module = module.to_owned();
            let verdict = if needs {
                AuditVerdict::Undeclared { module, provider, part }
            } else {
                AuditVerdict::Optional { module, provider, part }
            };
            let mut sites = sites;
            sites.sort_by_key(|site| std::cmp::Reverse(site.need));
            AuditFinding { verdict, certainty, evidence: sites.iter().map(|site| site.evidence()).collect() }
        })
        .collect()
}

/// The one known distribution that provides a module.
fn provider_of(module: &str, known: &BTreeMap<PackageName, AuditedDistribution>) -> Option<PackageName> {
    let mut found = known.iter().filter(|(_, distribution)| distribution.names.provides(module));
    match (found.next(), found.next()) {
        (Some((name, _)), None) => Some(name.clone()),
        _ => None,
    }
}

/// Requirements that nothing imports, or that another part imports than the one they are declared for.
fn misplaced(
    inputs: &AuditInputs<'_>,
    imports: &[Imported<'_>],
    met: &[Vec<&PackageName>],
    providers: &BTreeMap<&PackageName, Provider<'_>>,
) -> Vec<AuditFinding> {
    let mut findings = Vec::new();
    for (name, provider) in providers {
        let sites: Vec<&Imported<'_>> =
            imports.iter().zip(met).filter(|(_, met)| met.contains(name)).map(|(import, _)| import).collect();
        let lines: Vec<&DeclaredRequirement> =
            inputs.declared.iter().filter(|line| line.name == **name).collect();
        findings.extend(needed_elsewhere(provider, &lines, &sites));
        let configured = provider.configured(inputs.configurations);
        let mut used_by: BTreeSet<SourcePart> = sites.iter().map(|site| site.part).collect();
        used_by.extend(configured.iter().map(|(part, _)| *part));
        used_by.extend(readers(name, inputs.sources));
        if used_by.contains(&SourcePart::Product) {
            continue;
        }
        // An extra may bring what others of its requirements ask for, or what tests use.
        let lines = lines.iter().filter(|line| match line.list {
            DeclaredList::Product => true,
            DeclaredList::Extra(_) => used_by.is_empty(),
            _ => false,
        });
        let lines: Vec<&DeclaredRequirement> = lines.copied().collect();
        if lines.is_empty() {
            continue;
        }
        let lists = lists(&lines);
        let name = (*name).clone();
        let verdict = if used_by.is_empty() {
            AuditVerdict::Unused { name, lists }
        } else {
            AuditVerdict::WrongPart { name, lists, used_by: used_by.into_iter().collect() }
        };
        let mentioned = provider.mentioned(inputs.sources, inputs.configurations);
        let certainty = certainty(provider, &mentioned, &lines);
        let mut evidence: Vec<AuditEvidence> = lines.iter().map(|line| declaration(line)).collect();
        evidence.extend(mentioned);
        evidence.extend(configured.into_iter().map(|(_, place)| place));
        evidence.extend(sites.iter().map(|site| site.evidence()));
        findings.push(AuditFinding { verdict, certainty, evidence });
    }
    findings
}

/// The parts that import the module which reads a distribution without code.
fn readers(name: &PackageName, sources: &[AuditedSource]) -> BTreeSet<SourcePart> {
    let Some((_, reader)) = READ_BY.iter().find(|(read, _)| name.as_str() == *read) else {
        return BTreeSet::new();
    };
    let imports_it =
        |source: &&AuditedSource| {
            source.scan.imports.iter().any(|import| {
                import.module.as_ref().is_some_and(|module| module.top_level() == Some(*reader))
            })
        };
    sources.iter().filter(imports_it).map(|source| source.part).collect()
}

/// A requirement that the product cannot do without and that is declared for other parts only.
fn needed_elsewhere(
    provider: &Provider<'_>,
    lines: &[&DeclaredRequirement],
    sites: &[&Imported<'_>],
) -> Option<AuditFinding> {
    let is_of_product = |line: &&&DeclaredRequirement| {
        matches!(line.list, DeclaredList::Product | DeclaredList::Extra(_) | DeclaredList::Group(_))
    };
    if lines.iter().any(|line| is_of_product(&line)) {
        return None;
    }
    let needing: Vec<&&Imported<'_>> =
        sites.iter().filter(|site| site.part == SourcePart::Product && site.need == Need::Needs).collect();
    let name = lines.first().filter(|_| !needing.is_empty())?.name.clone();
    let mut evidence: Vec<AuditEvidence> = lines.iter().map(|line| declaration(line)).collect();
    evidence.extend(needing.iter().map(|site| site.evidence()));
    let certainty = if provider.is_guess() {
        AuditCertainty::Uncertain(format!("the import names of `{}` are not known", provider.written))
    } else {
        AuditCertainty::Certain
    };
    let used_by = vec![SourcePart::Product];
    let verdict = AuditVerdict::WrongPart { name, lists: lists(lines), used_by };
    Some(AuditFinding { verdict, certainty, evidence })
}

/// Whether nothing else than an import may use a requirement.
fn certainty(
    provider: &Provider<'_>,
    mentioned: &[AuditEvidence],
    lines: &[&DeclaredRequirement],
) -> AuditCertainty {
    let Some(known) = provider.known else {
        return AuditCertainty::Uncertain(format!(
            "the import names of `{}` are not known",
            provider.written
        ));
    };
    let groups = known.plugin_groups();
    if let Some(place) = mentioned.first() {
        return AuditCertainty::Uncertain(format!("{}:{} {}", place.path, place.line, place.what));
    }
    if !groups.is_empty() {
        return AuditCertainty::Uncertain(format!("it plugs into {}", listed(&groups)));
    }
    if known.names.names.is_empty() {
        return AuditCertainty::Uncertain("it has no module to import".to_owned());
    }
    if lines.iter().all(|line| matches!(line.list, DeclaredList::Extra(_))) {
        return AuditCertainty::Uncertain("another requirement of the extra may ask for it".to_owned());
    }
    AuditCertainty::Certain
}

/// The lists that requirements are in, each once, in order.
fn lists(lines: &[&DeclaredRequirement]) -> Vec<DeclaredList> {
    let lists: BTreeSet<DeclaredList> = lines.iter().map(|line| line.list.clone()).collect();
    lists.into_iter().collect()
}

fn declaration(line: &DeclaredRequirement) -> AuditEvidence {
    let what = format!("declares `{}`", line.written);
    AuditEvidence { path: line.path.clone(), line: line.line, what, class: None }
}

/// At most four names, each in backticks.
fn listed(names: &[&str]) -> String {
    const MAX_NAMED: usize = 4;
    let named: Vec<String> = names.iter().take(MAX_NAMED).map(|name| format!("`{name}`")).collect();
    let rest = names.len().saturating_sub(MAX_NAMED);
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    format!("{}{more}", named.join(", "))
}
