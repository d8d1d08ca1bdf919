//! What day and what time it is.

use std::time::{SystemTime, UNIX_EPOCH};

use haggle_govern::day::Day;

use crate::output::failure::Failure;

/// Now, to the second.
pub fn now() -> Result<jiff::Timestamp, Failure> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |duration| duration.as_secs());
    let moment = i64::try_from(seconds).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    moment.ok_or_else(|| Failure::new("the clock shows no time of this calendar"))
}

/// Today, in UTC.
pub fn today() -> Result<Day, Failure> {
    let day = Day::of_timestamp(&now()?.to_string()).ok();
    day.ok_or_else(|| Failure::new("the clock shows no day").hint("name one with `--date`"))
}
