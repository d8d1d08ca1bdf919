//! Numbers: intervals, elementary functions with the same bits everywhere, streams of draws, sums by weights.

mod beta;
mod counts;
mod direction;
mod elementary;
mod interpolate;
mod interval;
mod order;
mod stream;
mod weighted;
mod wilson;

pub(crate) use beta::Beta;
pub(crate) use counts::{index_to_f64, to_f64};
pub use direction::Direction;
pub(crate) use direction::signed;
pub(crate) use elementary::{exp, ln, normal_density, normal_distribution, power};
pub(crate) use interpolate::{extrapolate, interpolate};
pub use interval::{Interval, IntervalError, IntervalErrorKind};
pub(crate) use order::{sort_by, sort_numbers};
pub(crate) use stream::{Forks, Spread, Stream, Streams};
pub(crate) use weighted::{additive, without};
pub use wilson::{wilson_interval, wilson_interval_at};
