//! The model of a decision: facts, criteria, alternatives, vetoes and stakeholders, from a draft to a problem that was checked.

mod check;
mod compared;
mod consistency;
mod criterion;
mod draft;
mod error;
mod fact;
mod leaf;
mod measure;
mod nominal;
mod problem;
mod scale;
mod share;
mod side_condition;
mod stakeholder;
mod veto;
mod weigher;
mod weighers;

pub use consistency::Consistency;
pub use criterion::{Alternative, Criterion, CriterionKind};
pub use draft::{Disagreement, Draft, GroupRule};
pub use error::{ProblemError, ProblemPart};
pub use fact::{Fact, Quantity};
pub(crate) use leaf::{DisagreementPoint, Leaf};
pub use measure::{Cell, Measure};
pub(crate) use nominal::Nominal;
pub use problem::Problem;
pub use scale::{Beyond, Scale, ValueFunction};
pub use share::{AdoptionClass, ShareEvidence, classify_share};
pub use side_condition::SideCondition;
pub use stakeholder::{Elicitation, Stakeholder, SwingWeight};
pub use veto::{Veto, VetoVerdict, Waiver};
pub(crate) use weigher::Weigher;
