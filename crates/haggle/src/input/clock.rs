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

/// The time that a recording is given: that of `SOURCE_DATE_EPOCH` where it is set, so that the same facts give the same bytes.
pub fn recording_time() -> Result<jiff::Timestamp, Failure> {
    let Some(text) = std::env::var_os("SOURCE_DATE_EPOCH").filter(|text| !text.is_empty()) else {
        return now();
    };
    let seconds = text.to_str().and_then(|text| text.parse().ok());
    seconds.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok()).ok_or_else(|| {
        Failure::new(format!("`SOURCE_DATE_EPOCH={}` is not a number of seconds since 1970", text.display()))
    })
}

/// Today, in UTC.
pub fn today() -> Result<Day, Failure> {
    let day = Day::of_timestamp(&now()?.to_string()).ok();
    day.ok_or_else(|| Failure::new("the clock shows no day").hint("name one with `--date`"))
}
