//! What the sources of a project have of one distribution.

use haggle_spec::PackageName;
use serde::Serialize;

use super::finding::AuditEvidence;
use super::imported::{Imported, imported};
use super::local::LocalModules;
use super::usage::Provider;
use super::verdict::AuditInputs;

/// Where sources and configurations have to do with a distribution.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct RequirementTraces {
    /// Its imports in any part, and the objects of it that configurations name.
    pub uses: Vec<AuditEvidence>,
    /// Strings and words of configurations that name it, which may be uses.
    pub mentions: Vec<AuditEvidence>,
}

/// Looks for a distribution, declared or not. Its import names are guessed where nothing is known of it.
pub fn traces(name: &PackageName, inputs: &AuditInputs<'_>) -> RequirementTraces {
    let declared = inputs.declared.iter().find(|line| line.name == *name);
    let written = declared.map_or(name.as_str(), |line| line.written.as_str());
    let provider = Provider::of(name, written, inputs.known.get(name));
    let local = LocalModules::new(inputs.sources.iter().map(|source| source.path.as_str()));
    let imports = imported(inputs.sources, &local);
    let mut uses: Vec<AuditEvidence> =
        imports.iter().filter(|import| provider.meets(import)).map(Imported::evidence).collect();
    uses.extend(provider.configured(inputs.configurations).into_iter().map(|(_, place)| place));
    RequirementTraces { uses, mentions: provider.mentioned(inputs.sources, inputs.configurations) }
}
