//! Lengths of time, and days so far from the reference.

use std::time::Duration;

use jiff::civil::Date;

use super::{Hit, Parser};
use crate::calendar;
use crate::lexicon::{Count, Lex, Side, Unit};
use crate::types::{Kind, Precision, Tense};

/// Parts that one length may have beside its first: "a year, a month and 21 days".
const PARTS: usize = 3;

/// A length of time; no number in "days".
#[derive(Clone, Copy, Debug)]
pub(super) struct Quantity {
    pub end: usize,
    pub number: Option<u32>,
    pub unit: Unit,
    /// Numbers and units of further parts.
    more: [Option<(u32, Unit)>; PARTS],
    /// All parts together.
    length: Option<Duration>,
    pub approximate: bool,
    /// A bare "hour", "month": a length only behind a word that says so.
    bare: bool,
}

impl Quantity {
    fn new(end: usize, number: Option<u32>, unit: Unit) -> Quantity {
        let length = number.and_then(|n| of(f64::from(n), unit));
        Quantity { end, number, unit, more: [None; PARTS], length, approximate: number.is_none(), bare: false }
    }

    /// All its parts together.
    pub(super) fn length(&self) -> Option<Duration> {
        self.length
    }

    /// Days and shorter units count to a day, months and years by themselves do not.
    fn smallest(&self) -> Unit {
        let rank = |u: &Unit| seconds(*u);
        self.more.iter().flatten().map(|p| p.1).chain([self.unit]).min_by_key(rank).unwrap_or(self.unit)
    }

    /// The day so far before or after another.
    fn away(&self, day: Date, number: u32, forward: bool) -> Option<Date> {
        let day = shift(day, number, self.unit, forward)?;
        self.more.iter().flatten().try_fold(day, |d, &(n, unit)| shift(d, n, unit, forward))
    }
}

/// Seconds in a unit; a month counts 30 days, a year 365.
fn seconds(unit: Unit) -> u32 {
    const DAY: u32 = 24 * 60 * 60;
    match unit {
        Unit::Second => 1,
        Unit::Minute => 60,
        Unit::Hour => 60 * 60,
        Unit::Day => DAY,
        Unit::Week => 7 * DAY,
        Unit::Month => 30 * DAY,
        Unit::Year => 365 * DAY,
    }
}

/// So many units.
pub(super) fn of(number: f64, unit: Unit) -> Option<Duration> {
    Duration::try_from_secs_f64(number * f64::from(seconds(unit))).ok()
}

/// `number` units before or after a day.
pub(super) fn shift(from: Date, number: u32, unit: Unit, forward: bool) -> Option<Date> {
    let n = i64::from(number).checked_mul(if forward { 1 } else { -1 })?;
    match unit {
        Unit::Second => Some(from),
        Unit::Minute => calendar::add_days(from, n / (24 * 60)),
        Unit::Hour => calendar::add_days(from, n / 24),
        Unit::Day => calendar::add_days(from, n),
        Unit::Week => calendar::add_days(from, n.checked_mul(7)?),
        Unit::Month => calendar::add_months(from, n),
        Unit::Year => calendar::add_months(from, n.checked_mul(12)?),
    }
}

impl<F: Fn(usize) -> Tense> Parser<'_, '_, F> {
    /// A length with the words that make it less exact, and all its parts.
    pub(super) fn quantity(&self, i: usize) -> Option<Quantity> {
        let (at, approximate) = self.approximation(i)?;
        let single = self.single(at, at == i)?;
        let q = self.with_parts(self.with_fraction(self.stressed(single)));
        Some(Quantity { approximate: q.approximate || approximate, ..q })
    }

    /// Behind "about", "more than", "nearly".
    fn approximation(&self, i: usize) -> Option<(usize, bool)> {
        let mut at = i;
        loop {
            match (self.word(at), self.lex(at)) {
                (_, Lex::Approx) => at += 1,
                ("اكثر" | "اقل" | "يقرب" | "مايقرب", _) if self.lex(at + 1) == Lex::From => at += 2,
                ("يقارب" | "ما" | "الا", _) => at += 1,
                _ => return Some((at, at > i)),
            }
            if at > i + 4 {
                return None;
            }
        }
    }

    /// A number and a unit, or a unit that says its number.
    fn single(&self, at: usize, first: bool) -> Option<Quantity> {
        let plain = |j: usize| !self.entry(j).conj && (j == at && first || !self.entry(j).prep);
        if self.lex(at) == Lex::Few {
            return match self.lex(at + 1) {
                Lex::Unit(unit, Count::Many) if plain(at + 1) => Some(Quantity::new(at + 2, None, unit)),
                _ => None,
            };
        }
        if let Some((n, end)) = self.number(at) {
            return self.counted(n, end).filter(|_| plain(end)).map(|unit| Quantity::new(end + 1, Some(n), unit));
        }
        if let Some(q) = self.fraction_of(at) {
            return Some(q);
        }
        match self.lex(at) {
            Lex::Unit(unit, Count::Two) if !self.entry(at).conj => Some(Quantity::new(at + 1, Some(2), unit)),
            _ if plain(at) => self.bare_unit(at),
            _ => None,
        }
    }

    /// The unit that a number counts.
    fn counted(&self, n: u32, i: usize) -> Option<Unit> {
        match self.lex(i) {
            // "5 of the year 2013"
            Lex::Unit(Unit::Year, Count::One) if matches!(self.lex(i + 1), Lex::Digits(y) if Self::is_year(y)) => None,
            Lex::Unit(unit, Count::One | Count::Many) => Some(unit),
            // Behind hundreds the counted day stands without an ending.
            Lex::DayOf
                if self.word(i) == "يوم"
                    && (self.options.lone_days || n >= 100 && n.is_multiple_of(100))
                    && !matches!(self.lex(i + 1), Lex::Weekday(_)) =>
            {
                Some(Unit::Day)
            }
            _ => None,
        }
    }

    /// A unit by itself: one, or any number.
    fn bare_unit(&self, at: usize) -> Option<Quantity> {
        let one = |unit| Some(Quantity { bare: true, ..Quantity::new(at + 1, Some(1), unit) });
        match self.lex(at) {
            Lex::Unit(Unit::Year, Count::One) if matches!(self.lex(at + 1), Lex::Digits(_)) => None,
            Lex::Unit(Unit::Month, Count::One) if self.month(at + 1).is_some() => None,
            Lex::Unit(unit, Count::One) => one(unit),
            Lex::DayOf
                if self.word(at).ends_with("يوم") && !matches!(self.lex(at + 1), Lex::Weekday(_) | Lex::Digits(_)) =>
            {
                one(Unit::Day)
            }
            Lex::Unit(unit, Count::Many) => Some(Quantity { bare: true, ..Quantity::new(at + 1, None, unit) }),
            _ => None,
        }
    }

    /// "half an hour", "3.5 years".
    fn fraction_of(&self, at: usize) -> Option<Quantity> {
        let number = match self.lex(at) {
            Lex::Decimal => self.word(at).parse::<f64>().ok()?,
            Lex::Fraction(d) if !self.entry(at).conj => 1.0 / f64::from(d),
            _ => return None,
        };
        let unit = match self.lex(at + 1) {
            Lex::Unit(unit, Count::One | Count::Many) if !self.entry(at + 1).conj => unit,
            Lex::TheUnit(Unit::Hour, Count::One) => Unit::Hour,
            _ => return None,
        };
        Some(Quantity { length: of(number, unit), ..Quantity::new(at + 2, Some(number as u32), unit) })
    }

    /// "one month", "a whole week".
    fn stressed(&self, q: Quantity) -> Quantity {
        let one = q.number == Some(1) && self.lex(q.end) == Lex::Cardinal(1);
        if (one || self.lex(q.end) == Lex::Whole) && !self.entry(q.end).conj {
            return Quantity { end: q.end + 1, bare: false, ..q };
        }
        q
    }

    /// "an hour and a half".
    fn with_fraction(&self, q: Quantity) -> Quantity {
        let at = q.end + usize::from(self.word(q.end) == "و");
        match (self.lex(at), q.length) {
            // "an hour and half of the voters"
            (Lex::Fraction(d), Some(whole))
                if (at > q.end || self.entry(at).conj) && self.free(at + 1) && seconds(q.unit) > 1 =>
            {
                let length = of(1.0 / f64::from(d), q.unit).and_then(|part| whole.checked_add(part));
                Quantity { end: at + 1, length, bare: false, ..q }
            }
            _ => q,
        }
    }

    /// No word stands here that a part before it could be part of.
    fn free(&self, i: usize) -> bool {
        !self.word(i).starts_with("ال") && !matches!(self.lex(i), Lex::Unit(..) | Lex::TheUnit(..))
    }

    /// "a year and a month and 21 days".
    fn with_parts(&self, mut q: Quantity) -> Quantity {
        for slot in 0..PARTS {
            let Some((part, n)) = self.further(&q) else {
                break;
            };
            q.length = q.length.zip(part.length).and_then(|(a, b)| a.checked_add(b));
            q.more[slot] = Some((n, part.unit));
            (q.end, q.bare) = (part.end, false);
        }
        q
    }

    /// A further part: of another unit, and behind و or with its number.
    fn further(&self, q: &Quantity) -> Option<(Quantity, u32)> {
        q.number?;
        let apart = matches!(self.word(q.end), "و" | "," | "،");
        let at = q.end + usize::from(apart);
        let joined = self.word(q.end) == "و" || self.entry(at).conj;
        let part = if self.entry(at).conj { self.joined_unit(at)? } else { self.stressed(self.single(at, false)?) };
        let n = part.number?;
        let fresh = part.unit != q.unit && q.more.iter().flatten().all(|p| p.1 != part.unit);
        let told = joined || !part.bare && seconds(part.unit) < seconds(q.unit) && self.number(at).is_some();
        (fresh && told).then_some((part, n))
    }

    /// A part with و at its first word.
    fn joined_unit(&self, at: usize) -> Option<Quantity> {
        let part = match self.lex(at) {
            Lex::Unit(unit, Count::Two) => Quantity::new(at + 1, Some(2), unit),
            Lex::Unit(unit, Count::One)
                if self.month(at + 1).is_none() && !matches!(self.lex(at + 1), Lex::Digits(_)) =>
            {
                Quantity { bare: true, ..Quantity::new(at + 1, Some(1), unit) }
            }
            Lex::Cardinal(_) => {
                let (n, end) = self.number(at)?;
                Quantity::new(end + 1, Some(n), self.counted(n, end).filter(|_| !self.entry(end).conj)?)
            }
            _ => return None,
        };
        Some(self.stressed(part))
    }

    fn vague(&self, first: usize, end: usize) -> Hit {
        Hit { kind: Kind::Vague, approximate: true, ..Hit::date(first, end, Precision::Vague, None) }
    }

    fn length(&self, first: usize, q: Quantity) -> Hit {
        let kind = if q.number.is_some() { Kind::Duration } else { Kind::Vague };
        Hit { kind, length: q.length, approximate: q.approximate, ..Hit::date(first, q.end, Precision::Vague, None) }
    }

    /// A length of time by itself.
    pub(super) fn duration(&self, first: usize, i: usize) -> Option<Hit> {
        let behind_for = self.lex(i) == Lex::For;
        if behind_for && let Some(hit) = self.throughout(i) {
            return Some(hit);
        }
        let q = self.quantity(i + usize::from(behind_for))?;
        if let Some(end) = self.behind_now(q.end)
            && !q.bare
        {
            let forward = self.tense_of(first, end, Tense::Future) != Tense::Past;
            return Some(Hit { needs_tense: true, ..self.point(first, Quantity { end, ..q }, forward) });
        }
        if q.bare && !behind_for && (self.lex(i) != Lex::Approx || q.number.is_none()) {
            return None;
        }
        // "the 48 hours past"
        if let Lex::Side(side @ (Side::Past | Side::Future)) = self.lex(q.end)
            && !self.entry(q.end).conj
        {
            return Some(self.stretch(first, q.end + 1, q.number, q.unit, side));
        }
        Some(self.length(first + usize::from(behind_for), q))
    }

    /// "throughout the week", where no word tells which week.
    fn throughout(&self, i: usize) -> Option<Hit> {
        let Lex::TheUnit(unit, Count::One) = self.lex(i + 1) else {
            return None;
        };
        let open = !matches!(self.lex(i + 2), Lex::Side(_) | Lex::Digits(_) | Lex::Before | Lex::Ordinal(_));
        open.then(|| self.length(i + 1, Quantity::new(i + 2, Some(1), unit)))
    }

    /// Behind "from now".
    fn behind_now(&self, end: usize) -> Option<usize> {
        (self.lex(end) == Lex::From && self.lex(end + 1) == Lex::Now).then_some(end + 2)
    }

    /// Behind the quantity stands what it is counted from.
    fn counted_from(&self, end: usize) -> bool {
        self.lex(end) == Lex::From && self.lex(end + 1) != Lex::Now || self.word(end) == "علي"
    }

    pub(super) fn ago(&self, i: usize) -> Option<Hit> {
        if self.lex(i + 1) == Lex::Yesterday || self.lex(i + 1) == Lex::DayOf && self.lex(i + 2) == Lex::Yesterday {
            return self.anchored(i, i);
        }
        if matches!(self.word(i + 1), "قليل" | "لحظات") {
            return Some(Hit {
                approximate: true,
                ..Hit::date(i, i + 2, Precision::Day, self.reference.map(|r| (r, r)))
            });
        }
        let q = self.quantity(i + 1)?;
        if self.counted_from(q.end) {
            return Some(self.length(i, q));
        }
        Some(self.point(i, q, false))
    }

    /// A day so many units away from the reference.
    fn point(&self, first: usize, q: Quantity, forward: bool) -> Hit {
        let few = matches!(self.word(q.end), "قليله" | "معدوده" | "عده");
        let end = q.end + usize::from(few);
        let end = self.behind_now(end).unwrap_or(end);
        let unit = q.smallest();
        let short = matches!(unit, Unit::Hour | Unit::Minute | Unit::Second);
        let number = match q.number {
            Some(n) => n,
            None if short => 0,
            None => return self.vague(first, end),
        };
        let day = self.reference.and_then(|r| q.away(r, number, forward));
        let (precision, days) = match unit {
            Unit::Month => (Precision::Month, day.map(|d| (d.first_of_month(), d.last_of_month()))),
            Unit::Year => (Precision::Year, day.and_then(|d| calendar::year(i32::from(d.year())))),
            _ => (Precision::Day, day.map(|d| (d, d))),
        };
        let approximate = q.approximate || matches!(unit, Unit::Week | Unit::Month | Unit::Year);
        Hit { approximate, length: q.length, ..Hit::date(first, end, precision, days) }
    }

    pub(super) fn after(&self, i: usize) -> Option<Hit> {
        if self.lex(i + 1) == Lex::PartDay {
            return self.weekday(i + 1).filter(|hit| hit.first == i + 1).map(|hit| Hit { first: i, ..hit });
        }
        if self.lex(i + 1) == Lex::Tomorrow {
            return self.anchored(i, i);
        }
        let q = self.quantity(i + 1)?;
        if self.behind_now(q.end).is_some() {
            return Some(self.point(i, q, true));
        }
        if self.counted_from(q.end) || (self.tense)(i) == Tense::Past {
            return Some(self.length(i, q));
        }
        if self.guess(i, q.end) == Tense::Past && (self.tense)(i) == Tense::Unknown {
            return Some(self.length(i, q));
        }
        Some(self.point(i, q, true))
    }

    pub(super) fn since(&self, i: usize) -> Option<Hit> {
        if let Some(hit) = self.bare_year(i) {
            return Some(hit);
        }
        let q = self.quantity(i + 1)?;
        match (q.number, q.smallest()) {
            _ if self.behind_now(q.end).is_some() => Some(self.point(i, q, false)),
            (None, Unit::Hour | Unit::Minute | Unit::Second) => Some(self.point(i, q, false)),
            (None, _) => Some(self.vague(i, q.end)),
            (_, Unit::Month | Unit::Year) => Some(self.length(i, q)),
            _ => Some(self.point(i, q, false)),
        }
    }

    pub(super) fn within(&self, i: usize) -> Option<Hit> {
        let q = self.quantity(i + 1)?;
        if let Lex::Side(side @ (Side::Past | Side::Future)) = self.lex(q.end) {
            return Some(self.stretch(i, q.end + 1, q.number, q.unit, side));
        }
        let forward = self.tense_of(i, q.end, Tense::Future) != Tense::Past;
        let side = if forward { Side::Future } else { Side::Past };
        let hit = self.stretch(i, q.end, q.number, q.unit, side);
        let kind = match hit.kind {
            Kind::Date if forward => Kind::Deadline,
            kind => kind,
        };
        Some(Hit { kind, needs_tense: kind != Kind::Vague, ..hit })
    }
}
