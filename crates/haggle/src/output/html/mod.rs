//! HTML made from data: templates of ours, and text of others that is escaped on its way in.
//!
//! The engine inside the page (`crates/engine`) is built from this folder, too, so that what a page shows first and what it shows after
//! a slider has moved come from one function. It needs nothing but the decision engine.

mod chart;
pub mod deal;
pub mod decision;
mod markup;

pub use chart::{Length, bar, signed_bar};
pub use markup::{Markup, sentence};
