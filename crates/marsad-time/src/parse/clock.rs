//! Times of day, parts of day, and what comes back: "every day", "weekly".

use jiff::civil::Time;

use super::{Hit, Parser, length};
use crate::lexicon::{Count, Lex, Unit};
use crate::types::{DayPart, Kind, Precision, Tense};

impl<F: Fn(usize) -> Tense> Parser<'_, '_, F> {
    /// "ten o'clock in the morning", from the word for hour.
    pub(super) fn clock(&self, i: usize) -> Option<Hit> {
        let (hour, minute, at) = self.hour_in_digits(i + 1).or_else(|| self.hour_in_words(i + 1))?;
        let (part, end) = self.part_behind(at);
        let clock = Time::new(hour_of_day(hour, part), minute, 0, 0).ok()?;
        Some(Hit { kind: Kind::Clock, clock: Some(clock), ..Hit::date(i, end, Precision::Instant, None) })
    }

    /// "the tenth in the morning": without the word for hour the part of day must stand behind it.
    pub(super) fn hour_and_part(&self, i: usize) -> Option<Hit> {
        if !self.word(i).ends_with('ه') || !matches!(self.lex(i), Lex::Ordinal(_)) {
            return None;
        }
        let (hour, minute, at) = self.hour_in_words(i)?;
        let part = adverb(self.word(at)).filter(|_| self.lex(at) != Lex::PartDay || self.weekday(at).is_none())?;
        let clock = Time::new(hour_of_day(hour, Some(part)), minute, 0, 0).ok()?;
        Some(Hit { kind: Kind::Clock, clock: Some(clock), ..Hit::date(i, at + 1, Precision::Instant, None) })
    }

    /// "10", "10:30", "10.30".
    fn hour_in_digits(&self, i: usize) -> Option<(i8, i8, usize)> {
        let (hour, minute, end) = match (self.lex(i), self.lex(i + 2)) {
            (Lex::Digits(h), Lex::Digits(m)) if self.word(i + 1) == ":" && self.glued(i + 2) => (h, m, i + 3),
            (Lex::Digits(h), _) => (h, 0, i + 1),
            (Lex::Decimal, _) => {
                let (h, m) = self.word(i).split_once('.').filter(|(_, m)| m.len() == 2)?;
                (h.parse().ok()?, m.parse().ok()?, i + 1)
            }
            _ => return None,
        };
        let minute = i8::try_from(minute).ok().filter(|m| *m < 60)?;
        Some((i8::try_from(hour).ok().filter(|h| *h < 25)? % 24, minute, end))
    }

    /// "the tenth and a half", "the third less a quarter".
    fn hour_in_words(&self, i: usize) -> Option<(i8, i8, usize)> {
        let (hour, end) = match self.lex(i) {
            _ if self.word(i) == "الواحده" => (1, i + 1),
            // The twelfth is counted with the cardinal's ten.
            Lex::Ordinal(_) => self.ordinal(i).filter(|h| h.0 <= 12)?,
            _ => return None,
        };
        let hour = i8::try_from(hour).ok()?;
        Some(match self.word(end) {
            "والنصف" => (hour, 30, end + 1),
            "والربع" => (hour, 15, end + 1),
            "والثلث" => (hour, 20, end + 1),
            "الا" => match self.word(end + 1) {
                "ربعا" | "ربع" | "الربع" => (before(hour), 45, end + 2),
                "ثلثا" | "ثلث" | "الثلث" => (before(hour), 40, end + 2),
                _ => (hour, 0, end),
            },
            _ => (hour, 0, end),
        })
    }

    /// The part of day behind an hour; its words belong to the hour if no day stands behind them.
    fn part_behind(&self, i: usize) -> (Option<DayPart>, usize) {
        if let Some(part) = adverb(self.word(i)) {
            let dated = self.lex(i) == Lex::PartDay && self.weekday(i).is_some();
            return (Some(part), i + usize::from(!dated));
        }
        match (self.lex(i), self.word(i + 1)) {
            (Lex::After, "الظهر") => return (Some(DayPart::Afternoon), i + 2),
            (Lex::Before, "الظهر") => return (Some(DayPart::Morning), i + 2),
            _ => {}
        }
        let at = i + usize::from(self.lex(i) == Lex::From);
        (day_part(self.word(at)), i)
    }

    /// The part of day that a hit names.
    pub(crate) fn part_of_day(&self, hit: &Hit) -> Option<DayPart> {
        let named = |i: usize| match self.lex(i) {
            Lex::PartDay if self.before(i) == Lex::After && self.word(i) == "ظهر" => Some(DayPart::Afternoon),
            Lex::PartDay => day_part(self.word(i)),
            Lex::Tonight => Some(DayPart::Night),
            _ if hit.kind == Kind::Clock && self.word(i) == "الظهر" => self.part_behind(i - 1).0,
            Lex::Other if hit.kind == Kind::Clock => adverb(self.word(i)),
            _ => None,
        };
        (hit.first..hit.end).find_map(named).or_else(|| adverb(self.word(hit.end)))
    }

    // What comes back

    /// "every day", "every three days", "every Friday".
    pub(super) fn every(&self, i: usize) -> Option<Hit> {
        let led = self.lex(i + 1) == Lex::DayOf;
        let at = i + 1 + usize::from(led);
        match self.lex(at) {
            Lex::Weekday(_) if led => return Some(self.set(i, at + 1, Unit::Week)),
            // Without "day" the word for Sunday means "anyone".
            Lex::BareWeekday(w) if led || w > 0 => return Some(self.set(i, at + 1, Unit::Week)),
            _ => {}
        }
        let q = self.quantity(i + 1).filter(|q| q.number.is_some() && q.end > i + 1)?;
        let several = !matches!(self.lex(i + 1), Lex::Unit(_, Count::Many));
        let hit = Hit::date(i, q.end, precision(q.unit), None);
        several.then_some(Hit { kind: Kind::Set, length: q.length(), ..hit })
    }

    /// "daily", "weekly".
    pub(super) fn set(&self, first: usize, end: usize, unit: Unit) -> Hit {
        let by_day = if end > first + 1 { Precision::Day } else { precision(unit) };
        Hit { kind: Kind::Set, length: length::of(1.0, unit), ..Hit::date(first, end, by_day, None) }
    }
}

fn precision(unit: Unit) -> Precision {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour => Precision::Instant,
        Unit::Day => Precision::Day,
        Unit::Week => Precision::Week,
        Unit::Month => Precision::Month,
        Unit::Year => Precision::Year,
    }
}

/// The hour before, on a face of twelve.
fn before(hour: i8) -> i8 {
    if hour == 1 { 12 } else { hour - 1 }
}

/// The hour of a day of 24. "Night" runs from six to five.
fn hour_of_day(hour: i8, part: Option<DayPart>) -> i8 {
    let later = match part {
        Some(DayPart::Noon) => hour < 11,
        Some(DayPart::Afternoon | DayPart::Evening) => hour < 12,
        Some(DayPart::Night) => (6..12).contains(&hour),
        _ => false,
    };
    match part {
        Some(DayPart::Dawn | DayPart::Morning | DayPart::Night) if hour == 12 => 0,
        _ if later => hour + 12,
        _ => hour,
    }
}

/// A word that says of a day or an hour in which part it lies: "in the morning".
fn adverb(word: &str) -> Option<DayPart> {
    match word {
        "مساء" => Some(DayPart::Evening),
        _ => word.strip_suffix('ا').and_then(day_part),
    }
}

fn day_part(word: &str) -> Option<DayPart> {
    match word.trim_start_matches('و') {
        "فجر" => Some(DayPart::Dawn),
        "صباح" | "صبيحه" | "ضحي" => Some(DayPart::Morning),
        "ظهر" => Some(DayPart::Noon),
        "عصر" => Some(DayPart::Afternoon),
        "مساء" | "امسيه" => Some(DayPart::Evening),
        "ليل" | "ليله" => Some(DayPart::Night),
        _ => None,
    }
}
