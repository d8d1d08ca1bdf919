//! What a project declares, held against what its sources import.
//!
//! Every finding has its places. A finding is certain only where nothing that it rests on was guessed: an import name that was
//! derived from the name of a distribution makes it uncertain, as does a string or a configuration that names the module.

mod catalogued;
mod declared;
mod distribution;
mod finding;
mod imported;
mod loaded;
mod local;
mod repair;
mod source;
mod traces;
mod usage;
mod verdict;

pub use catalogued::{CatalogueDoubt, CatalogueReading, RequirementUses, read_uses};
pub use declared::{DeclaredList, DeclaredRequirement, declared_requirements};
pub use distribution::AuditedDistribution;
pub use finding::{AuditCertainty, AuditEvidence, AuditFinding, AuditReport, AuditVerdict};
pub use repair::repaired_files;
pub use source::{AuditedConfiguration, AuditedSource};
pub use traces::{RequirementTraces, traces};
pub use verdict::{AuditInputs, audit};
