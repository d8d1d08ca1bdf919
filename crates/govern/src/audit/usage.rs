//! Which declared requirement each import is met by, and what else names a requirement.

use std::collections::{BTreeMap, BTreeSet};

use haggle_scan::{ConfiguredName, ConfiguredNameKind, ImportNameSource, ImportNames, SourcePart, mentions};
use haggle_spec::{PackageName, normalise_name};

use super::declared::DeclaredRequirement;
use super::distribution::AuditedDistribution;
use super::finding::AuditEvidence;
use super::imported::Imported;
use super::source::{AuditedConfiguration, AuditedSource};

/// A declared distribution with the names that it provides.
pub(super) struct Provider<'a> {
    pub name: &'a PackageName,
    pub written: &'a str,
    /// What was looked at, if anything was.
    pub known: Option<&'a AuditedDistribution>,
    names: ImportNames,
}

impl<'a> Provider<'a> {
    /// One for each distribution that is declared somewhere.
    pub(super) fn all(
        declared: &'a [DeclaredRequirement],
        known: &'a BTreeMap<PackageName, AuditedDistribution>,
    ) -> BTreeMap<&'a PackageName, Provider<'a>> {
        let of = |one: &'a DeclaredRequirement| {
            (&one.name, Self::of(&one.name, &one.written, known.get(&one.name)))
        };
        declared.iter().map(of).collect()
    }

    /// One distribution; where nothing was looked at, its names are guessed.
    pub(super) fn of(
        name: &'a PackageName,
        written: &'a str,
        known: Option<&'a AuditedDistribution>,
    ) -> Self {
        let names = known.map_or_else(|| ImportNames::guess(written), |found| found.names.clone());
        Provider { name, written, known, names }
    }

    /// Whether an import is of one of its modules, or of a namespace that it adds to.
    pub(super) fn meets(&self, imported: &Imported<'_>) -> bool {
        imported.candidates().any(|module| self.names.provides(&module))
            || self.names.namespaces.iter().any(|namespace| namespace.dotted() == imported.module)
    }

    pub(super) fn is_guess(&self) -> bool {
        self.names.source == ImportNameSource::Guess
    }

    /// The first names of its modules and those of its programs, and its own name: what a string may name it by.
    fn names_in_texts(&self) -> BTreeSet<&str> {
        let modules = self.names.names.iter().filter_map(|name| name.path.top_level());
        let programs = self.known.into_iter().flat_map(AuditedDistribution::programs);
        modules.chain(programs).chain([self.written, self.name.as_str()]).collect()
    }

    /// Where a string or a word of a configuration names it, which may be a use.
    pub(super) fn mentioned(
        &self,
        sources: &[AuditedSource],
        configurations: &[AuditedConfiguration],
    ) -> Vec<AuditEvidence> {
        let names: Vec<&str> = self.names_in_texts().into_iter().collect();
        let in_strings = sources.iter().flat_map(|source| {
            let found = mentions(&source.bytes, &names);
            let named = |name: usize| format!("a string names `{}`", names[name]);
            found.into_iter().map(move |found| evidence(&source.path, found.position.line, named(found.name)))
        });
        let in_configurations = named_in(configurations, |word| {
            let is_ours = |name: &&str| {
                word.name.strip_prefix(*name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            word.kind == ConfiguredNameKind::Word
                && (self.names.provides(&word.name) || names.iter().any(is_ours))
        });
        in_strings.chain(in_configurations.into_iter().map(|(_, place)| place)).collect()
    }

    /// Where a configuration names one of its objects (`module:attribute`) or itself (`egg:Name`): that is a use.
    pub(super) fn configured(
        &self,
        configurations: &[AuditedConfiguration],
    ) -> Vec<(SourcePart, AuditEvidence)> {
        named_in(configurations, |word| match word.kind {
            kind if kind.is_object() => self.names.provides(&word.name),
            ConfiguredNameKind::Egg => normalise_name(&word.name) == self.name.as_str(),
            _ => false,
        })
    }
}

/// The words of configurations that pass a test, with the parts of their files; lists of options are left out.
pub(super) fn named_in(
    configurations: &[AuditedConfiguration],
    is_ours: impl Fn(&ConfiguredName) -> bool,
) -> Vec<(SourcePart, AuditEvidence)> {
    let files = configurations.iter().filter(|file| !file.only_lists_options);
    let places = files.flat_map(|file| {
        let ours = file.names.iter().filter(|word| is_ours(word));
        ours.map(|word| {
            (file.part, evidence(&file.path, word.position.line, format!("names `{}`", word.name)))
        })
    });
    places.collect()
}

fn evidence(path: &str, line: usize, what: String) -> AuditEvidence {
    AuditEvidence { path: path.to_owned(), line, what, class: None }
}
