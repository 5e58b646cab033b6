//! What a time expression is.

use std::ops::Range;
use std::time::Duration;

use jiff::civil::{Date, Time};

/// How fine the words of an expression are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// A time of day.
    Instant,
    /// One day.
    Day,
    /// Days with a stated first and last.
    Range,
    /// A week, Sunday to Saturday.
    Week,
    /// A whole month.
    Month,
    /// Early, mid or late in a month.
    PartOfMonth,
    /// A quarter: early or late in a year.
    Quarter,
    /// A whole year.
    Year,
    /// Days without a number ("days ago").
    Vague,
}

/// What sort of time expression it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A point or range on the calendar.
    Date,
    /// A length of time: "about an hour", "for 34 years".
    Duration,
    /// A date by which something is due: "before 24 November", "within 48 hours".
    Deadline,
    /// A time that no calendar shows: "days ago".
    Vague,
    /// A time of day by itself: "at ten o'clock".
    Clock,
    /// What comes back: "every Friday", "daily". Its length is from one time to the next.
    Set,
}

/// Part of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayPart {
    /// Before sunrise.
    Dawn,
    /// Up to noon.
    Morning,
    /// About noon.
    Noon,
    /// From noon to the evening.
    Afternoon,
    /// About sunset and after.
    Evening,
    /// The night; what is called by a day is the night before or behind it.
    Night,
}

/// A time expression and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeSpan {
    /// Indexes of its tokens.
    pub tokens: Range<usize>,
    /// First byte in the raw text.
    pub start: u32,
    /// One past the last byte; inside the last token where a word is glued to it.
    pub end: u32,
    /// What sort it is.
    pub kind: Kind,
    /// First and last day, both included; `None` where the text or a missing reference leaves it open.
    pub value: Option<(Date, Date)>,
    /// How fine the words are.
    pub precision: Precision,
    /// Length of a duration; a month counts 30 days, a year 365.
    pub length: Option<Duration>,
    /// Time of day, told in the expression or directly beside it.
    pub clock: Option<Time>,
    /// Part of the day, told in the expression or directly behind it.
    pub part: Option<DayPart>,
    /// True after "about", "nearly", "more than".
    pub approximate: bool,
    /// True if past and future give different days and the words of the expression do not decide between them.
    pub needs_tense: bool,
}

impl TimeSpan {
    /// Whole minutes of its length.
    pub fn minutes(&self) -> Option<u32> {
        u32::try_from(self.length?.as_secs() / 60).ok()
    }
}

/// What is read beside the dates that news writes out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// A day without its month ("on the 15th", "Friday the 15th") and a day by its place ("the second Saturday", "the next day").
    pub lone_days: bool,
    /// Dates in digits that are short of a part or have the month first ("3/29", "29-3", "17/03/22", "May 2").
    pub short_dates: bool,
    /// Spans begin at the weekday: the words "the day of" and "this" before it are left out.
    pub bare_days: bool,
    /// The tense decides the year even where the day lies almost a year away; else the near day is taken.
    pub trust_tense: bool,
}

impl Options {
    /// What a news reader takes for a date: a score, a share or a count beside a month is none.
    pub const NEWS: Options = Options { lone_days: false, short_dates: false, bare_days: false, trust_tense: false };
    /// What a partner in a chat takes for a date.
    pub const CHAT: Options = Options { lone_days: true, short_dates: true, bare_days: true, trust_tense: true };
}

/// When a clause's act takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tense {
    /// It happened.
    Past,
    /// It is to happen.
    Future,
    /// Nothing tells.
    Unknown,
}
