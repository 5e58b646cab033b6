//! What a time expression is.

use std::ops::Range;

use jiff::civil::Date;

/// How fine the words of an expression are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
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
    /// Length of a duration.
    pub minutes: Option<u32>,
    /// True after "about", "nearly", "more than".
    pub approximate: bool,
    /// True if past and future give different days and the words of the expression do not decide between them.
    pub needs_tense: bool,
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
