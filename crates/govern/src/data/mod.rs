//! The family's files, read: manifest, feature catalogue, adoption data and stakeholders' values.
//!
//! Each file is TOML with a `schema` number. Reading gives a value, or all errors of the file ([`InputErrors`]), each of which points
//! into the text; the text itself stays with the caller, who renders the errors. What a file may leave out and a decision rests on is
//! a [`Known`](crate::known::Known): left out means that nobody has looked, and an empty list that there is nothing.

mod adoption;
mod catalogue;
mod error;
mod formula;
mod holds;
mod identifier;
mod levels;
mod licences;
mod lint;
mod manifest;
mod messages;
mod osv;
mod placement;
mod process;
mod reader;
mod review;
mod template;
mod text_edit;
mod values;

pub use adoption::{AdoptionEntry, AdoptionEvidence, AdoptionKind, AdoptionPrior};
pub use catalogue::{
    Advisories, Catalogue, ClosedRequirement, Deprecation, Feature, ImportSite, Kind, OutsideUser,
    PlacedRequirement, PlatformLimits, Removal, RunSite, SideConditionEntry, WrittenRequirement,
};
pub use error::{InputError, InputErrorKind, InputErrors, close_match};
pub use formula::{CriterionMeasure, Formula, FormulaError, FormulaProduct};
pub use holds::{Hold, HoldClaim, HoldRefutation, HoldTest, Holds};
pub use identifier::{Identifier, IdentifierError, IdentifierErrorKind, ProjectName, RequirementId};
pub use licences::Licences;
pub use lint::LintManifest;
pub use manifest::{
    DataFiles, EnvironmentEntry, FamilyEntry, ListedProjects, Manifest, ProjectEntry, RequirementsEntry,
};
pub(crate) use messages::ANSWERS;
pub use messages::{MessageForm, MessageKind, Messages};
pub use osv::{AdvisoryError, AdvisoryList};
pub use placement::{Placement, PlacementChoice, PlacementChoiceError};
pub use process::{Process, Waivers};
pub use review::{Review, ReviewKind};
pub(crate) use template::{Filling, LONGEST_SUBJECT, one_line, read_at_start};
pub use template::{MessageTemplate, TemplateError, TemplateField};
pub use text_edit::toml_string;
pub use values::{CriterionEntry, ElicitationMethod, Elicited, RuleSettings, StakeholderEntry, Values};

/// The manifest of a family with as little in it as one can have, for tests.
#[cfg(test)]
pub(crate) const SMALL_FAMILY: &str = "schema = 1\n[family]\nname = 'f'\ntitle = 'F'\nas-of = '2026-01-01'\n\
    [requirements]\nproject = 'o/lists'\nbranch = 'main'\npath = '.'\nconstraints = 'c.txt'\n\
    [[project]]\nname = 'o/app'\ndistribution = 'app'\nbranch = 'main'\npath = 'app'\nrequirements = 'r.txt'\n\
    [[environment]]\nid = 'e'\npython = '3.12'\nplatform = 'linux'\n";
