//! A decision in words: the one source of them, for the terminal and for records.
//!
//! [`Words`] makes sentences of the parts of a decision: lowercase, without a full stop, with every number that they rest on. They
//! name facts, criteria and vetoes by their labels and options by their ids, set plainly or for Markdown.
//!
//! ```
//! # use haggle_tradeoff::{
//! #     Alternative, Cell, Criterion, CriterionKind, Direction, Draft, Elicitation, GroupRule, Interval, Measure, Options, Problem, Scale,
//! #     Stakeholder, decide,
//! # };
//! # let option = |id: &str| Alternative { id: id.into(), label: id.into(), status_quo: false };
//! # let cell = |id: &str, value| Cell { criterion: "cost".into(), alternative: id.into(), measure: Measure::fixed(value, "made up") };
//! # let kind = CriterionKind::Leaf(Scale::linear("points", Direction::Max, Interval::UNIT));
//! # let draft = Draft {
//! #     title: "two options".into(),
//! #     facts: Vec::new(),
//! #     criteria: vec![Criterion { id: "cost".into(), label: "what it costs".into(), parent: None, kind }],
//! #     alternatives: vec![option("extra"), option("core")],
//! #     cells: vec![cell("extra", 0.75), cell("core", 0.5)],
//! #     vetoes: Vec::new(),
//! #     stakeholders: vec![Stakeholder { id: "all".into(), name: "all".into(), power: 1.0, weights: Elicitation::Unstated }],
//! #     disagreement: None,
//! #     rule: GroupRule::default(),
//! #     illustrative: false,
//! # };
//! use haggle_tradeoff::words::Words;
//!
//! let problem = Problem::new(draft)?;
//! let decision = decide(&problem, &Options::default());
//! let words = Words::plain(problem.draft(), &decision);
//! assert_eq!(words.outcome(), "extra is recommended: it is 25 points ahead of the next");
//! # Ok::<(), haggle_tradeoff::ProblemError>(())
//! ```

mod change;
mod consequence;
mod deal;
mod haggling;
mod method;
mod model;
mod numbers;
mod outcome;
mod point;
mod setting;
mod share;

pub use deal::{blocked_move, deal_move, deal_summary, deal_terms, deals_beside, family_deal};
#[cfg(feature = "record")]
pub(crate) use numbers::short;
pub use numbers::{percent, verdict};
pub use setting::{Words, is_hidden};
#[cfg(feature = "record")]
pub(crate) use setting::{code, markdown_text, one_line};
pub use share::{measurement, share_basis};
