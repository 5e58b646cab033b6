//! Time expressions in Arabic news: dates, ranges, weeks, deadlines and durations, resolved against a reference day.
//!
//! [`find`] reads a [`Text`] once and needs no other resource. What a weekday or a date without a year means hangs on
//! the tense of its clause; a caller that knows it says so, otherwise the words nearby decide.

mod calendar;
mod lexicon;
mod parse;
mod tense;
mod types;

pub use jiff::civil::Date;
pub use types::{Kind, Precision, Tense, TimeSpan};

use marsad_text::{Text, fold_into};
use parse::{Hit, Outcome, Parser};

/// All time expressions of `text` in order; they do not overlap.
///
/// `reference` is the day of publication; without it only what names its year gets a value. `tense` tells whether the
/// clause around a token is past or future; on [`Tense::Unknown`] the nearest verb is guessed, and without one the past
/// is taken. A date without a year that would lie almost a year away on one side and a few weeks on the other is taken
/// as the near one, whatever the tense. What stands behind "since" lasts to the reference.
pub fn find(text: &Text, reference: Option<Date>, tense: impl Fn(usize) -> Tense) -> Vec<TimeSpan> {
    let parser = Parser::new(text, reference, tense);
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
    out
}

fn span<F: Fn(usize) -> Tense>(
    text: &Text,
    reference: Option<Date>,
    parser: &Parser<'_, '_, F>,
    hit: Hit,
) -> Option<TimeSpan> {
    let first = text.tokens().get(hit.first)?;
    let last = text.tokens().get(hit.end.checked_sub(1)?)?;
    let mut start = first.start;
    if parser.entry(hit.first).conj {
        // The conjunction is one letter, perhaps with marks behind it.
        start += letters(text.raw_of(first), 2);
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
        minutes: hit.minutes,
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
