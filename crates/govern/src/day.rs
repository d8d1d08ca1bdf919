//! Days of the calendar: what files call a date.

use std::fmt::{self, Display};
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Serialize, Serializer};

/// Ages are counted in years of this many days.
const DAYS_PER_YEAR: f64 = 365.25;

/// A day of the calendar, written `YYYY-MM-DD`.
///
/// ```
/// use haggle_govern::day::Day;
///
/// let day: Day = "2026-11-22".parse()?;
/// assert_eq!(day.to_string(), "2026-11-22");
/// assert!("yesterday".parse::<Day>().is_err() && "2026-02-30".parse::<Day>().is_err());
/// # Ok::<(), haggle_govern::day::DayError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// The text is not a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayError {
    text: String,
}

impl Day {
    /// The day at the front of a time stamp (RFC 3339): `2026-11-22T15:27:42Z`.
    ///
    /// # Errors
    /// The text does not begin with a day, or something other than a time follows it.
    pub fn of_timestamp(text: &str) -> Result<Self, DayError> {
        let (day, rest) = text.split_at_checked(10).ok_or_else(|| DayError::new(text))?;
        if rest.is_empty() || rest.starts_with(['T', ' ']) { day.parse() } else { Err(DayError::new(text)) }
    }

    /// The day of a moment in UTC, by its seconds since 1970; nothing beyond the calendar.
    pub fn of_seconds(seconds: u64) -> Option<Self> {
        let moment = jiff::Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
        Some(Self(jiff::tz::Offset::UTC.to_datetime(moment).date()))
    }

    /// Its calendar year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The years from this day to a later one; 0 where the other is not later.
    pub fn years_until(self, later: Self) -> f64 {
        let days = self.0.until(later.0).map_or(0, |span| span.get_days());
        (f64::from(days) / DAYS_PER_YEAR).max(0.0)
    }
}

impl DayError {
    fn new(text: &str) -> Self {
        Self { text: text.to_owned() }
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        // Exactly the written form: the parser also accepts times behind it and years of another length.
        let date = text.parse().ok().map(Self);
        date.filter(|day| day.to_string() == text).ok_or_else(|| DayError::new(text))
    }
}

impl Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Display for DayError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` is not a day: write it like `2026-11-22`", self.text)
    }
}

impl std::error::Error for DayError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_day_is_one() {
        for (text, expected) in [
            ("2024-02-29", true),
            ("2023-02-29", false),
            ("2024-2-9", false),
            ("2024-02-29T10:00:00", false),
            ("+002024-02-29", false),
            ("20240229", false),
            (" 2024-02-29", false),
            ("", false),
        ] {
            assert_eq!(text.parse::<Day>().is_ok(), expected, "{text}");
        }
    }

    #[test]
    fn a_time_stamp_has_its_day_in_front() {
        for (text, expected) in [
            ("2026-08-08T16:32:01.565070Z", Some("2026-08-08")),
            ("2026-08-08", Some("2026-08-08")),
            ("2026-08-081", None),
            ("2026-08-0ä", None),
            ("soon", None),
        ] {
            let day = Day::of_timestamp(text).ok().map(|day| day.to_string());
            assert_eq!(day.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn an_age_is_never_negative() {
        let [early, late]: [Day; 2] = ["2020-01-01", "2021-01-01"].map(|text| text.parse().unwrap());
        assert!((early.years_until(late) - 366.0 / 365.25).abs() < 1e-12);
        assert!(late.years_until(early).abs() < 1e-12);
    }
}
