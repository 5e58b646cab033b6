//! Days by their place ("the first Friday of July"), and what only [`Options`](crate::Options) beside news reads: days without
//! a month, dates in digits without a year.

use jiff::civil::Date;

use super::{DayMonth, Days, Hit, In, Parser, Picked, Year, offset};
use crate::calendar::{self, Month};
use crate::lexicon::{Count, Lex, Unit};
use crate::types::{Precision, Tense};

/// The month in which a day is counted.
#[derive(Clone, Copy, Debug)]
enum Whole {
    Named(Month, Year),
    /// Months from the reference's.
    Offset(i64),
}

/// The `n`th given weekday (0 = Sunday) of the month that begins on `first`.
fn nth(first: Date, n: u8, weekday: u8) -> Option<Date> {
    let day = calendar::add_days(calendar::weekday_after(first, weekday)?, 7 * (i64::from(n) - 1))?;
    (day <= first.last_of_month()).then_some(day)
}

impl<F: Fn(usize) -> Tense> Parser<'_, '_, F> {
    // Weekdays by their place

    /// "the first Friday of July", from "first".
    pub(super) fn nth_first(&self, i: usize) -> Option<Hit> {
        let at = i + 1 + usize::from(self.lex(i + 1) == Lex::DayOf);
        let (Lex::Weekday(w) | Lex::BareWeekday(w)) = self.lex(at) else {
            return None;
        };
        self.nth_of(i, at + 1, 1, w)
    }

    /// "the second Sunday of May"; `end` is behind the weekday.
    pub(super) fn nth_weekday(&self, first: usize, end: usize, w: u8) -> Option<Hit> {
        let Lex::Ordinal(n @ 1..=5) = self.lex(end) else {
            return None;
        };
        if let Some(hit) = self.nth_of(first, end + 1, n, w) {
            return Some(hit);
        }
        // "Friday the second of May" is a date, "Friday the twenty-second" none yet.
        let open = self.options.lone_days && self.day_month(end).is_none() && self.ordinal(end)?.1 == end + 1;
        open.then(|| self.nth_hit(first, end + 1, n, w, Whole::Offset(0)))
    }

    fn nth_of(&self, first: usize, at: usize, n: u8, w: u8) -> Option<Hit> {
        if !matches!(self.lex(at), Lex::From | Lex::In) {
            return None;
        }
        let (whole, end) = self.whole_month(at + 1)?;
        Some(self.nth_hit(first, end, n, w, whole))
    }

    fn nth_hit(&self, first: usize, end: usize, n: u8, w: u8, whole: Whole) -> Hit {
        let one = |day: Option<Date>| day.map(|d| (d, d));
        let picked = match whole {
            Whole::Offset(months) => {
                let start = self.reference.and_then(|r| calendar::add_months(r.first_of_month(), months));
                Picked { days: one(start.and_then(|s| nth(s, n, w))), needs_tense: false }
            }
            Whole::Named(month, year) => {
                let in_year = |y: i32| one(nth(calendar::month(y, month)?.0, n, w));
                self.in_years(first, end, month, year, in_year)
            }
        };
        Hit::of(first, end, Precision::Day, picked)
    }

    /// A month by name or by its side.
    fn whole_month(&self, i: usize) -> Option<(Whole, usize)> {
        const MONTH: Lex = Lex::TheUnit(Unit::Month, Count::One);
        match (self.lex(i), self.lex(i + 1)) {
            (MONTH, Lex::Side(s)) => return Some((Whole::Offset(i64::from(offset(s))), i + 2)),
            (Lex::This, MONTH) => return Some((Whole::Offset(0), i + 2)),
            _ => {}
        }
        let at = i + usize::from(self.lex(i) == Lex::Unit(Unit::Month, Count::One));
        let (month, end, _) = self.month(at)?;
        let (year, end) = self.year_after(end, month);
        Some((Whole::Named(month, year), end))
    }

    /// "next week, on Friday".
    pub(super) fn week_and_day(&self, i: usize) -> Option<Hit> {
        let (weeks, end) = self.week_named(i)?;
        let at = end + usize::from(self.lex(end) == Lex::DayOf);
        match self.lex(at) {
            Lex::Weekday(w) if !self.entry(at).conj => Some(self.day_of_week(i, at + 1, weeks, w)),
            _ => None,
        }
    }

    // Days without a month

    /// The day of a month that begins at token `i`, in digits, as an ordinal or a number in words.
    fn any_day(&self, i: usize) -> Option<(u8, usize)> {
        let worded = || match self.lex(i) {
            Lex::Cardinal(_) => self.number(i).and_then(|(n, end)| Some((u8::try_from(n).ok()?, end))),
            _ => None,
        };
        self.day_number(i).or_else(worded).filter(|d| (1..=31).contains(&d.0))
    }

    /// Nothing stands here that a number before it could count.
    fn uncounted(&self, i: usize) -> bool {
        self.text.tokens().get(i).is_none_or(|t| {
            let mark = !matches!(t.kind, marsad_text::TokenKind::Word | marsad_text::TokenKind::Number);
            mark && !matches!(self.word(i), "%" | "٪" | "/" | "+")
        })
    }

    /// "on the 15th", "put off to the 25th".
    pub(super) fn lone_day_hit(&self, i: usize) -> Option<Hit> {
        if !self.options.lone_days || self.entry(i).conj {
            return None;
        }
        let goal = self.before(i) == Lex::To || self.word(i).starts_with("لل");
        if !goal && !matches!(self.before(i), Lex::In | Lex::DayOf) {
            return None;
        }
        let (day, end) = self.any_day(i)?;
        if !self.uncounted(end) {
            return None;
        }
        Some(Hit::of(i, end, Precision::Day, self.nearest_day(i, end, day, goal)))
    }

    /// The last or next such day of a month; what one goes to lies ahead.
    fn nearest_day(&self, at: usize, end: usize, day: u8, goal: bool) -> Picked {
        let days = |months: i64| -> Option<Days> {
            let first = calendar::add_months(self.reference?.first_of_month(), months)?;
            let date = calendar::day(i32::from(first.year()), Month::Gregorian(first.month() as u8), day)?;
            Some((date, date))
        };
        let reference = self.reference;
        let past = (-3..=0).rev().filter_map(days).find(|d| reference.is_some_and(|r| d.0 <= r));
        let future = (0..=3).filter_map(days).find(|d| reference.is_some_and(|r| d.0 >= r));
        let forward = goal || self.tense_of(at, end, Tense::Past) == Tense::Future;
        Picked { days: if forward { future } else { past }, needs_tense: !goal && past != future }
    }

    /// "Friday the 15th", "Thursday, on the 21st": the nearest day of that number on that weekday.
    pub(super) fn weekday_and_day(&self, first: usize, end: usize, w: u8) -> Option<Hit> {
        if !self.options.lone_days || self.entry(end).conj {
            return None;
        }
        let led = self.lex(end) == Lex::In;
        let at = end + usize::from(led);
        if !led && !matches!(self.lex(at), Lex::Digits(_)) {
            return None;
        }
        let (day, end) = self.any_day(at)?;
        if matches!(self.lex(end), Lex::Unit(..)) || matches!(self.word(end), "%" | "/" | ":") {
            return None;
        }
        let date = self.reference.and_then(|r| {
            (-12..=12)
                .filter_map(|months| {
                    let first = calendar::add_months(r.first_of_month(), months)?;
                    calendar::day(i32::from(first.year()), Month::Gregorian(first.month() as u8), day)
                })
                .filter(|d| d.weekday().to_sunday_zero_offset() == w as i8)
                .min_by_key(|&d| calendar::days_between(r, d).abs())
        });
        Some(Hit::date(first, end, Precision::Day, date.map(|d| (d, d))))
    }

    // The month first

    /// "May 11", "May the eleventh", "September 10, 1901".
    pub(super) fn month_day(&self, i: usize) -> Option<DayMonth> {
        if !self.options.short_dates || self.entry(i).conj {
            return None;
        }
        let (month, at, _) = self.month(i)?;
        let at = at + usize::from(self.word(at) == "-" && self.glued(at));
        let (day, end) = self.day_number(at).filter(|_| !self.entry(at).conj)?;
        if matches!(self.lex(end), Lex::Unit(..)) {
            return None;
        }
        let (year, end) = self.year_after(end, month);
        Some(DayMonth { end, day, month: In::Named(month), year })
    }

    pub(super) fn month_day_hit(&self, i: usize) -> Option<Hit> {
        let dm = self.month_day(i)?;
        Some(Hit::of(i, dm.end, Precision::Day, self.resolve(i, dm, None)))
    }

    // Digits short of a part

    /// "3/29", "29-3", "3.29", "17/03/22", "10/11, 2012".
    pub(super) fn short(&self, i: usize) -> Option<Hit> {
        if !self.options.short_dates || self.entry(i).conj {
            return None;
        }
        let (a, b, end) = self.two_numbers(i)?;
        let chained = self.glued(end) && matches!(self.word(end), "/" | "-" | ".") && self.glued(end + 1);
        if chained && let Lex::Digits(c) = self.lex(end + 1) {
            return self.short_year(i, end + 2, a, b, c);
        }
        let (day, month) = day_first(a, b)?;
        let (year, end) = self.comma_year(end);
        if matches!(self.lex(end), Lex::Unit(..)) {
            return None;
        }
        let dm = DayMonth { end, day, month: In::Named(Month::Gregorian(month)), year };
        Some(Hit::of(i, end, Precision::Day, self.resolve(i, dm, None)))
    }

    fn two_numbers(&self, i: usize) -> Option<(u16, u16, usize)> {
        match (self.lex(i), self.lex(i + 2)) {
            (Lex::Digits(a), Lex::Digits(b))
                if matches!(self.word(i + 1), "/" | "-") && self.glued(i + 1) && self.glued(i + 2) =>
            {
                Some((a, b, i + 3))
            }
            (Lex::Decimal, _) => {
                let (a, b) = self.word(i).split_once('.')?;
                Some((a.parse().ok()?, b.parse().ok()?, i + 1))
            }
            _ => None,
        }
    }

    /// Two digits of a year behind day and month.
    fn short_year(&self, i: usize, end: usize, a: u16, b: u16, c: u16) -> Option<Hit> {
        if c > 99 || self.glued(end) && matches!(self.word(end), "/" | "-" | ".") && self.glued(end + 1) {
            return None;
        }
        let (day, month) = day_first(a, b)?;
        let date = calendar::day(2000 + i32::from(c), Month::Gregorian(month), day)?;
        Some(Hit::date(i, end, Precision::Day, Some((date, date))))
    }

    /// ", 2012", ", 12".
    fn comma_year(&self, i: usize) -> (Year, usize) {
        match (self.word(i), self.lex(i + 1)) {
            ("," | "،", Lex::Digits(y)) if Self::is_year(y) => (Year::Given(i32::from(y)), i + 2),
            ("," | "،", Lex::Digits(y @ ..100)) if self.word(i + 1).len() == 2 => {
                (Year::Given(2000 + i32::from(y)), i + 2)
            }
            _ => (Year::Open, i),
        }
    }

    /// A year that is set off by a comma, written in words, or long ago.
    pub(super) fn loose_year(&self, i: usize) -> Option<(Year, usize)> {
        let at = i + usize::from(matches!(self.word(i), "," | "،") || self.lex(i) == Lex::From);
        if let Some((year, end)) = self.year_in_words(at) {
            return Some((Year::Given(year), end));
        }
        match self.lex(at) {
            Lex::Digits(y @ 1000..=2100) if self.word(at).len() == 4 && self.lex(i) != Lex::From => {
                Some((Year::Given(i32::from(y)), at + 1))
            }
            _ => None,
        }
    }

    /// The same days of several years, by what the words say about the year.
    pub(super) fn in_years(
        &self,
        at: usize,
        end: usize,
        month: Month,
        year: Year,
        in_year: impl Fn(i32) -> Option<Days>,
    ) -> Picked {
        let one = |days| Picked { days, needs_tense: false };
        match year {
            Year::Given(y) => one(in_year(y)),
            Year::Offset(years) => one(self.reference.and_then(|r| in_year(calendar::year_near(r, month) + years))),
            Year::Side(side) => self.pick(at, end, month, Some(side), None, in_year),
            Year::Open => self.pick(at, end, month, None, None, in_year),
        }
    }
}

/// Day and month of two numbers, the day first where both orders are possible.
fn day_first(a: u16, b: u16) -> Option<(u8, u8)> {
    let (day, month) = if b <= 12 { (a, b) } else { (b, a) };
    ((1..=31).contains(&day) && (1..=12).contains(&month)).then_some((day as u8, month as u8))
}
