//! What day it is.

use std::time::{SystemTime, UNIX_EPOCH};

use haggle_govern::day::Day;

use crate::output::failure::Failure;

/// Today, in UTC.
pub fn today() -> Result<Day, Failure> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |duration| duration.as_secs());
    let moment = i64::try_from(seconds).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    let day = moment.and_then(|moment| Day::of_timestamp(&moment.to_string()).ok());
    day.ok_or_else(|| Failure::new("the clock shows no day").hint("name one with `--date`"))
}
