//! The time of day.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970; a clock before that is 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |duration| duration.as_secs())
}
