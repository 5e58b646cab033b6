//! Time expressions in Arabic news: dates, ranges, weeks, deadlines, durations, times of day and what comes back, resolved
//! against a reference day; and numbers.
//!
//! [`spans`] takes raw text. [`find`] reads a [`Text`] once and needs no other resource. What a weekday or a date without a
//! year means hangs on the tense of its clause; a caller that knows it says so, otherwise the words nearby decide.
//! [`find_with`] reads by [`Options`] what only a chat would call a date. [`numbers`] finds numbers in digits and words.
//!
//! ```
//! let published = "2014-09-22".parse().ok();
//! // "arrived at dawn on Saturday"
//! let found = marsad_time::spans("وصل فجر السبت", published);
//! assert_eq!(found[0].value, "2014-09-20".parse().ok().map(|day| (day, day)));
//! assert_eq!(found[0].part, Some(marsad_time::DayPart::Dawn));
//! ```

mod calendar;
mod lexicon;
mod number;
mod parse;
mod tense;
mod types;

pub use jiff::civil::{Date, Time};
pub use number::{NumberKind, NumberSpan, integer_at, numbers};
pub use types::{DayPart, Kind, Options, Precision, Tense, TimeSpan};

use marsad_text::{Text, fold_into};
use parse::{Hit, Outcome, Parser};

/// All time expressions of `text` in order; they do not overlap.
///
/// `reference` is the day of publication; without it only what names its year gets a value. `tense` tells whether the
/// clause around a token is past or future; on [`Tense::Unknown`] the nearest verb is guessed, and without one the past
/// is taken. A date without a year that would lie almost a year away on one side and a few weeks on the other is taken
/// as the near one, whatever the tense. What stands behind "since" lasts to the reference.
pub fn find(text: &Text, reference: Option<Date>, tense: impl Fn(usize) -> Tense) -> Vec<TimeSpan> {
    find_with(text, reference, Options::NEWS, tense)
}

/// As [`find`], with a choice of what is read.
pub fn find_with(
    text: &Text,
    reference: Option<Date>,
    options: Options,
    tense: impl Fn(usize) -> Tense,
) -> Vec<TimeSpan> {
    let parser = Parser::new(text, reference, options, tense);
    let mut out = Vec::new();
    let mut i = 0;
    while i < parser.len() {
        match parser.parse(i) {
            Some(Outcome::Found(hit)) => {
                i = hit.end.max(i + 1);
                if let Some(span) = span(text, reference, &parser, hit) {
                    out.push(span);
                }
            }
            Some(Outcome::Skip(end)) => i = end.max(i + 1),
            None => i += 1,
        }
    }
    hand_clocks_to_days(&mut out);
    out
}

/// All time expressions of raw text; the words themselves decide the tense.
pub fn spans(raw: &str, reference: Option<Date>) -> Vec<TimeSpan> {
    find(&Text::new(raw), reference, |_| Tense::Unknown)
}

/// Gives a day the time of day that stands directly beside it, with at most a preposition between.
fn hand_clocks_to_days(spans: &mut [TimeSpan]) {
    for i in 1..spans.len() {
        let (before, behind) = spans.split_at_mut(i);
        let (Some(a), Some(b)) = (before.last_mut(), behind.first_mut()) else { continue };
        if b.tokens.start > a.tokens.end + 1 {
            continue;
        }
        match (a.kind, b.kind) {
            (Kind::Clock, Kind::Date | Kind::Deadline) if b.precision == Precision::Day => b.clock = a.clock,
            (Kind::Date | Kind::Deadline, Kind::Clock) if a.precision == Precision::Day => a.clock = b.clock,
            _ => {}
        }
    }
}

fn span<F: Fn(usize) -> Tense>(
    text: &Text,
    reference: Option<Date>,
    parser: &Parser<'_, '_, F>,
    hit: Hit,
) -> Option<TimeSpan> {
    let hit = Hit { first: hit.first + parser.lead(&hit), ..hit };
    let first = text.tokens().get(hit.first)?;
    let last = text.tokens().get(hit.end.checked_sub(1)?)?;
    let mut start = first.start;
    let clitics = parser.clitics(hit.first);
    if clitics > 0 {
        start += letters(text.raw_of(first), clitics);
    }
    let mut end = last.end;
    let cut = usize::from(parser.entry(hit.end - 1).cut);
    if cut > 0 && cut < text.folded_of(last).len() {
        end = last.start + letters(text.raw_of(last), cut);
    }
    let mut kind = hit.kind;
    let passed = matches!((hit.value, reference), (Some((_, b)), Some(r)) if b < r);
    if kind == Kind::Date && !passed && parser.cue(hit.first).is_some() {
        kind = Kind::Deadline;
    }
    let (mut value, mut precision) = (hit.value, hit.precision);
    if let (Kind::Date, true, Some((from, _)), Some(r)) = (kind, parser.behind_since(hit.first), value, reference)
        && from < r
    {
        (value, precision) = (Some((from, r)), Precision::Range);
    }
    Some(TimeSpan {
        tokens: hit.first..hit.end,
        start,
        end,
        kind,
        value,
        precision,
        length: hit.length,
        clock: hit.clock,
        part: parser.part_of_day(&hit),
        approximate: hit.approximate,
        needs_tense: hit.needs_tense,
    })
}

/// Bytes of `raw` that make up the first `folded` bytes of its look-up key, with the marks on the last letter.
fn letters(raw: &str, folded: usize) -> u32 {
    let mut key = String::new();
    let mut bytes = [0; 4];
    for (at, c) in raw.char_indices() {
        let before = key.len();
        fold_into(c.encode_utf8(&mut bytes), &mut key);
        if key.len() > folded && key.len() > before {
            return at as u32;
        }
    }
    raw.len() as u32
}
