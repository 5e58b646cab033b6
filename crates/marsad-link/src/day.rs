//! Days, and ranges of them.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day(pub i32);

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

impl Day {
    /// Reads the first ten characters of an ISO 8601 date or time; `None` where they are none.
    pub fn parse(text: &str) -> Option<Day> {
        let date: Date = text.get(..10)?.parse().ok()?;
        date.since(EPOCH).ok().map(|span| Day(span.get_days()))
    }
}

impl fmt::Display for Day {
    /// ISO 8601; a day outside the years -9999 to 9999 prints its count.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Span::new().try_days(self.0).and_then(|span| EPOCH.checked_add(span)) {
            Ok(date) => date.fmt(f),
            Err(_) => self.0.fmt(f),
        }
    }
}

/// A range of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Days {
    /// First day.
    pub start: Day,
    /// Last day, not before `start`.
    pub end: Day,
}

impl Days {
    /// The range between two days, whichever comes first.
    pub fn new(a: Day, b: Day) -> Days {
        Days { start: a.min(b), end: a.max(b) }
    }

    /// Number of days in it.
    pub fn len(self) -> i32 {
        self.end.0 - self.start.0 + 1
    }

    /// Never: a range holds a day at least.
    pub fn is_empty(self) -> bool {
        false
    }

    /// Days that lie between the two ranges: 0 where they overlap, 1 where one follows the other at once.
    pub fn gap(self, other: Days) -> i32 {
        (other.start.0.saturating_sub(self.end.0)).max(self.start.0.saturating_sub(other.end.0)).max(0)
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.start == self.end { self.start.fmt(f) } else { write!(f, "{}/{}", self.start, self.end) }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_iso_days() {
        let day = Day::parse("2015-07-14T09:00:00Z").unwrap();
        assert_eq!(day.to_string(), "2015-07-14");
        assert_eq!(Day::parse("1970-01-01"), Some(Day(0)));
        assert_eq!(Day::parse("1969-12-31"), Some(Day(-1)));
        assert_eq!(Day::parse("14/07/2015"), None);
        assert_eq!(Day::parse(""), None);
        assert_eq!(Day(i32::MAX).to_string(), i32::MAX.to_string());
    }

    #[test]
    fn the_gap_is_counted_from_either_side() {
        let (a, b) = (Days::new(Day(1), Day(3)), Days::new(Day(5), Day(5)));
        assert_eq!((a.gap(b), b.gap(a), a.gap(a)), (2, 2, 0));
    }
}
