//! What the sources of a project say of the requirements in the catalogue.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use haggle_scan::{ImportNames, SourcePart, program_mentions};
use haggle_spec::PackageName;
use serde::Serialize;

use super::declared::DeclaredList;
use super::imported::{Imported, imported};
use super::loaded::loaded;
use super::local::LocalModules;
use super::usage::{Provider, named_in};
use super::verdict::{ALWAYS_THERE, AuditInputs};
use crate::data::{
    Catalogue, ImportSite, Kind, PlacedRequirement, Placement, ProjectName, RequirementId, RunSite,
};

/// Where the code uses a requirement of the catalogue, read from the sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequirementUses {
    /// The requirement.
    pub requirement: RequirementId,
    /// Where the product imports it, in the order of the files.
    pub imports: Vec<ImportSite>,
    /// Where the product runs it.
    pub runs: Vec<RunSite>,
}

/// Something that the catalogue says and the sources do not, or the other way round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CatalogueDoubt {
    /// The last use of a requirement is said to be gone.
    StillUsed {
        /// Where it is used.
        site: String,
    },
    /// An import is said to be guarded; its file is loaded whenever the project is, and has no guard.
    NotGuarded {
        /// The import.
        site: String,
    },
    /// Nothing imports or runs it.
    NothingUsesIt,
    /// It is said to be in a list that does not have it.
    NotDeclared {
        /// Where it is said to be.
        placement: Placement,
    },
    /// A module is imported that neither the catalogue nor the list of what is always installed has.
    NotInCatalogue {
        /// Its first name.
        module: String,
        /// Where, the imports without a guard first.
        sites: Vec<ImportSite>,
    },
}

/// What the sources of a project say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CatalogueReading {
    /// The uses of each requirement of the project, in the order of the catalogue.
    pub uses: Vec<RequirementUses>,
    /// What does not agree: the requirement, where there is one, and what is the matter with it.
    pub doubts: Vec<(Option<RequirementId>, CatalogueDoubt)>,
}

/// Reads where a project uses the requirements that the catalogue has of it. `label` names the sources: `glance 33.0.0`.
///
/// An import counts as guarded where its code shows it: a `try`, a function, a loader that copes. That a file without any of these is
/// loaded only where an operator asks for it, people say; the claim is kept unless the file is loaded whenever the project is.
/// Which modules a requirement has: what its distribution provides, or its name suggests, and those that the catalogue names.
pub fn read_uses(
    catalogue: &Catalogue,
    project: &ProjectName,
    label: &str,
    inputs: &AuditInputs<'_>,
) -> CatalogueReading {
    let local = LocalModules::new(inputs.sources.iter().map(|source| source.path.as_str()));
    let imports = imported(inputs.sources, &local);
    let reader = Reader {
        label,
        inputs,
        imports: imports.iter().filter(|import| import.part == SourcePart::Product).collect(),
        loaded: loaded(inputs.sources, inputs.configurations),
    };
    let mut reading = CatalogueReading::default();
    let mut known = BTreeSet::new();
    for requirement in catalogue.requirements.iter().filter(|one| one.project == *project) {
        let names = names(requirement, inputs);
        let doubt = |doubt| (Some(requirement.id.clone()), doubt);
        let (imports, refuted) = reader.imports_of(requirement, &names, &mut known);
        let uses =
            RequirementUses { requirement: requirement.id.clone(), imports, runs: reader.runs(requirement) };
        reading.doubts.extend(refuted.into_iter().map(|site| doubt(CatalogueDoubt::NotGuarded { site })));
        let sites = uses.imports.iter().map(|one| &one.site).chain(uses.runs.iter().map(|one| &one.site));
        match sites.into_iter().next() {
            Some(site) if requirement.removed.is_some() => {
                reading.doubts.push(doubt(CatalogueDoubt::StillUsed { site: site.clone() }));
                continue;
            }
            None if requirement.removed.is_none() && requirement.kind != Kind::Service => {
                reading.doubts.push(doubt(CatalogueDoubt::NothingUsesIt));
            }
            _ => {}
        }
        if !reader.is_declared(requirement) {
            reading.doubts.push(doubt(CatalogueDoubt::NotDeclared { placement: requirement.placement }));
        }
        reading.uses.push(uses);
    }
    reading.doubts.extend(reader.others(&known).map(|doubt| (None, doubt)));
    reading
}

struct Reader<'a> {
    label: &'a str,
    inputs: &'a AuditInputs<'a>,
    imports: Vec<&'a Imported<'a>>,
    loaded: HashSet<&'a str>,
}

/// The modules of a requirement.
fn names(requirement: &PlacedRequirement, inputs: &AuditInputs<'_>) -> ImportNames {
    let name = requirement.requirement.as_ref().map(|written| written.requirement().name());
    let known = name.and_then(|name| inputs.known.get(name));
    let guess = || ImportNames::guess(name.map_or(requirement.id.as_str(), PackageName::as_str));
    known.map_or_else(guess, |known| known.names.clone())
}

fn top_level(module: &str) -> &str {
    module.split('.').next().unwrap_or(module)
}

impl Reader<'_> {
    /// Where the product imports a requirement, and the sites whose guard the sources refute.
    fn imports_of(
        &self,
        requirement: &PlacedRequirement,
        names: &ImportNames,
        known: &mut BTreeSet<String>,
    ) -> (Vec<ImportSite>, Vec<String>) {
        if requirement.kind != Kind::Python {
            return (Vec::new(), Vec::new());
        }
        let said = requirement.imports.value().map(Vec::as_slice).unwrap_or_default();
        let is_its = |import: &Imported<'_>| {
            import.candidates().any(|module| names.provides(&module))
                || said.iter().any(|site| top_level(&site.module) == import.top_level())
        };
        let (mut sites, mut refuted) = (Vec::new(), Vec::new());
        let mut kept: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for import in self.imports.iter().filter(|import| is_its(import)) {
            known.insert(import.top_level().to_owned());
            let same_file = |site: &&ImportSite| {
                top_level(&site.module) == import.top_level()
                    && site.site.rsplit_once(':').is_some_and(|(path, _)| path == import.path())
            };
            let nth = kept.entry((import.path(), import.top_level())).or_default();
            let before = said.iter().filter(same_file).nth(*nth);
            *nth += 1;
            let site = format!("{}:{}", import.path(), import.line());
            let claim = said.iter().filter(same_file).find(|site| site.guarded);
            let (guarded, reason) = match import.guard() {
                Some(reason) => (true, reason.to_owned()),
                None if claim.is_some() && self.loaded.contains(import.path()) => {
                    refuted.push(site.clone());
                    (false, String::new())
                }
                None => {
                    (claim.is_some(), claim.map(|site| note(&site.evidence)).unwrap_or_default().to_owned())
                }
            };
            let kept = before.filter(|before| before.guarded == guarded).map(|before| note(&before.evidence));
            let note = kept.filter(|note| !note.is_empty()).unwrap_or(&reason);
            sites.push(self.site(import.module, site, guarded, note));
        }
        for (_, place) in
            named_in(self.inputs.configurations, |word| word.kind.is_object() && names.provides(&word.name))
        {
            let site = format!("{}:{}", place.path, place.line);
            let same_file =
                |one: &&ImportSite| one.site.rsplit_once(':').is_some_and(|(path, _)| path == place.path);
            let before = said.iter().find(same_file);
            let module = names.names.iter().find(|name| place.what.contains(name.path.dotted()));
            let module = before.map(|one| one.module.as_str()).or(module.map(|name| name.path.dotted()));
            let note = before
                .map(|before| note(&before.evidence))
                .filter(|note| !note.is_empty())
                .unwrap_or("an entry point");
            sites.push(self.site(module.unwrap_or_default(), site, true, note));
        }
        (sites, refuted)
    }

    fn site(&self, module: &str, site: String, guarded: bool, note: &str) -> ImportSite {
        ImportSite { module: module.to_owned(), site, guarded, evidence: self.evidence(note) }
    }

    fn evidence(&self, note: &str) -> String {
        if note.is_empty() { self.label.to_owned() } else { format!("{}: {note}", self.label) }
    }

    /// Where the product runs one of the requirement's programs: those that the catalogue names, else the one of its name.
    fn runs(&self, requirement: &PlacedRequirement) -> Vec<RunSite> {
        let said = requirement.runs.value().map(Vec::as_slice).unwrap_or_default();
        let mut programs: BTreeSet<&str> = said.iter().map(|site| site.program.as_str()).collect();
        if programs.is_empty() && requirement.kind == Kind::Program {
            programs.insert(requirement.id.as_str());
        }
        let programs: Vec<&str> = programs.into_iter().collect();
        let product = self.inputs.sources.iter().filter(|source| source.part == SourcePart::Product);
        let mut sites = Vec::new();
        for source in product {
            let mut kept: BTreeMap<&str, usize> = BTreeMap::new();
            for found in program_mentions(&source.bytes, &programs) {
                let program = programs[found.name];
                let same_file = |site: &&RunSite| {
                    let path = site.site.rsplit_once(':').map(|(path, _)| path);
                    site.program == program && path == Some(source.path.as_str())
                };
                let nth = kept.entry(program).or_default();
                let before = said.iter().filter(same_file).nth(*nth);
                *nth += 1;
                let note = before.map(|before| note(&before.evidence)).unwrap_or_default();
                let site = format!("{}:{}", source.path, found.position.line);
                sites.push(RunSite { program: program.to_owned(), site, evidence: self.evidence(note) });
            }
        }
        sites
    }

    /// Whether the list that the catalogue says a distribution is in has it.
    fn is_declared(&self, requirement: &PlacedRequirement) -> bool {
        let list = match (requirement.placement, &requirement.extra) {
            (Placement::Core, _) => DeclaredList::Product,
            (Placement::Extra, Some(extra)) => DeclaredList::Extra(extra.clone()),
            _ => return true,
        };
        let Some(written) = requirement.requirement.as_ref().filter(|_| requirement.kind == Kind::Python)
        else {
            return true;
        };
        let name = written.requirement().name();
        self.inputs.declared.iter().any(|line| line.name == *name && line.list == list)
    }

    /// Modules that neither the catalogue nor what is always installed accounts for.
    fn others(&self, known: &BTreeSet<String>) -> impl Iterator<Item = CatalogueDoubt> {
        let providers = Provider::all(self.inputs.declared, self.inputs.known);
        let is_always = |name: &PackageName| {
            self.inputs.declared.iter().any(|line| line.name == *name && line.list == DeclaredList::Product)
        };
        let mut others: BTreeMap<&str, Vec<ImportSite>> = BTreeMap::new();
        for import in &self.imports {
            let module = import.top_level();
            let is_met = || providers.values().any(|found| is_always(found.name) && found.meets(import));
            if known.contains(module) || ALWAYS_THERE.contains(&module) || is_met() {
                continue;
            }
            let guard = import.guard();
            let site = format!("{}:{}", import.path(), import.line());
            let site = self.site(import.module, site, guard.is_some(), guard.unwrap_or_default());
            others.entry(module).or_default().push(site);
        }
        others.into_iter().map(|(module, mut sites)| {
            sites.sort_by_key(|site| site.guarded);
            CatalogueDoubt::NotInCatalogue { module: module.to_owned(), sites }
        })
    }
}

/// What the evidence of a site says behind the sources that it names.
fn note(evidence: &str) -> &str {
    evidence.split_once(": ").map_or("", |(_, note)| note)
}
