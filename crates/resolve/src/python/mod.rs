//! Python packages: release facts and a request in, a solution, an explanation or the missing facts out.

mod alternatives;
mod candidates;
mod choice_warnings;
mod climb;
mod explain;
mod explanation;
mod forecast;
mod installed;
mod line_repairs;
mod lower;
mod lowered_request;
mod option_repairs;
mod outcome;
mod policy_words;
mod reached;
mod request;
mod requirements;
mod requirer;
mod resolve;
mod ruled_out;
mod screen;
mod search;
#[cfg(feature = "serde")]
mod serialised;
mod shared_sets;
mod solution;
mod target;
mod universal;
mod warning;
mod why_not;

pub use alternatives::{Alternatives, AlternativesOutcome, alternatives};
pub use candidates::Policy;
pub use explanation::{
    DerivationReason, DerivationStep, DerivationTerm, Explanation, Premise, PremiseKind, Repair,
    RepairAction, RepairEdit,
};
pub use forecast::Forecast;
pub use outcome::{
    ChangedVersion, Edge, Pin, PinRequirements, ResolveOutcome, Resolved, Solution, SolutionDifference,
};
pub use request::{
    BuildPolicy, Names, PartialArtefact, PrereleasePolicy, Request, Resolution, RootRequirement,
    SourceLocation, SuppliedRelease, VersionPreference,
};
pub use requirer::Requirer;
pub use resolve::{first_choice, metadata_fact, next_choices, resolve, resolve_until, solve, solve_sharing};
pub use screen::{FileFit, PackageScreen, Screen};
pub use shared_sets::SharedSets;
pub use target::{PythonVersion, Target, TargetError, TargetErrorKind, TargetPlatform, WheelRank};
pub use universal::{
    Environments, ForkStrategy, HeldBack, IgnoredBound, SolutionPart, SolutionParts, UniversalOutcome,
    UniversalPin, UniversalSolution, resolve_environments, resolve_universal,
};
pub use warning::{Warning, WarningKind};
pub use why_not::{WhyNot, why_not};
