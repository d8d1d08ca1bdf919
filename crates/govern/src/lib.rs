#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

#[cfg(doc)]
#[doc = include_str!("../docs/compare.md")]
pub mod compare {}
#[cfg(doc)]
#[doc = include_str!("../docs/design.md")]
pub mod design {}

pub mod audit;
pub mod bisect;
pub mod change;
pub mod check;
pub mod constraints;
pub mod data;
pub mod day;
pub mod decision;
pub mod doctor;
pub mod elicit;
pub mod evaluation;
pub mod external;
pub mod family;
pub mod forecast;
pub mod history;

pub mod known;
pub mod licence;
pub mod moved;
pub mod objection;
pub mod pins;
pub mod project;
pub mod proposal;
pub mod retire;
pub mod ruling;
pub mod sync;
