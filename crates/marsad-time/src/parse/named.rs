//! Feasts and named days that have a fixed place in one of the calendars, parts of a year by their number, and the months
//! that Libya had from 1986 to 2011.

use jiff::civil::Date;

use super::{Days, Hit, Parser, Year};
use crate::calendar::{self, Month};
use crate::lexicon::{Count, Lex, Side, Unit};
use crate::types::{Precision, Tense};

/// Folded words, month, day; the longer name first where one begins another. Feasts of the Islamic calendar lie where Umm
/// al-Qura has them: sighting may move them by a day.
#[rustfmt::skip]
const DAYS: &[(&str, Month, u8)] = &[
    ("عيد الفطر", Month::Hijri(10), 1),
    ("عيد الاضحي", Month::Hijri(12), 10),
    ("وقفه عرفات", Month::Hijri(12), 9),
    ("وقفه عرفه", Month::Hijri(12), 9),
    ("يوم عرفه", Month::Hijri(12), 9),
    ("يوم عرفات", Month::Hijri(12), 9),
    ("عيد الغدير", Month::Hijri(12), 18),
    ("يوم عاشوراء", Month::Hijri(1), 10),
    ("ذكري عاشوراء", Month::Hijri(1), 10),
    ("المولد النبوي", Month::Hijri(3), 12),
    ("عيد المولد النبوي", Month::Hijri(3), 12),
    ("ذكري المولد النبوي", Month::Hijri(3), 12),
    ("ليله القدر", Month::Hijri(9), 27),
    ("راس السنه الهجريه", Month::Hijri(1), 1),
    ("عيد راس السنه الهجريه", Month::Hijri(1), 1),
    ("ليله راس السنه", Month::Gregorian(12), 31),
    ("راس السنه الميلاديه", Month::Gregorian(1), 1),
    ("راس السنه الجديده", Month::Gregorian(1), 1),
    ("عيد راس السنه", Month::Gregorian(1), 1),
    ("راس السنه", Month::Gregorian(1), 1),
    ("عيد الحب", Month::Gregorian(2), 14),
    ("يوم المراه العالمي", Month::Gregorian(3), 8),
    ("اليوم العالمي للمراه", Month::Gregorian(3), 8),
    ("عيد الام", Month::Gregorian(3), 21),
    ("عيد النوروز", Month::Gregorian(3), 21),
    ("عيد نوروز", Month::Gregorian(3), 21),
    ("يوم الارض", Month::Gregorian(3), 30),
    ("عيد العمال", Month::Gregorian(5), 1),
    ("عيد العمل", Month::Gregorian(5), 1),
    ("يوم العمال العالمي", Month::Gregorian(5), 1),
    ("اليوم العالمي لحريه الصحافه", Month::Gregorian(5), 3),
    ("يوم النكبه", Month::Gregorian(5), 15),
    ("ذكري النكبه", Month::Gregorian(5), 15),
    ("يوم النكسه", Month::Gregorian(6), 5),
    ("ذكري النكسه", Month::Gregorian(6), 5),
    ("عيد الميلاد", Month::Gregorian(12), 25),
];

/// Words of the longest name.
const LONGEST: usize = 4;

impl<F: Fn(usize) -> Tense> Parser<'_, '_, F> {
    /// A feast or named day, with its year or side.
    pub(super) fn named_day(&self, i: usize) -> Option<Hit> {
        let (month, day, end) = self.name_of_day(i)?;
        let (year, end) = match self.year_after(end, Month::Gregorian(1)) {
            (Year::Open, _) => self.year_after(end, Month::Hijri(1)),
            year => year,
        };
        let (first, later) = self.day_of_feast(i);
        let in_year = |y: i32| calendar::add_days(calendar::day(y, month, day)?, later).map(|d| (d, d));
        // A feast of the one calendar in a year of the other.
        if let Year::Given(y) = year
            && let Month::Hijri(_) = month
            && y >= 1600
        {
            let days = (y - 623..=y + 1).rev().find_map(|h| in_year(h).filter(|d| i32::from(d.0.year()) == y));
            return Some(Hit::date(first, end, Precision::Day, days));
        }
        Some(Hit::of(first, end, Precision::Day, self.in_years(first, end, month, year, in_year)))
    }

    /// "the second day of the feast", "the eve of": where the words begin, and the days behind the feast's first.
    fn day_of_feast(&self, i: usize) -> (usize, i64) {
        if self.word_before(i) == "عشيه" {
            return (i - 1, -1);
        }
        let Some(at) = i.checked_sub(2).filter(|_| self.word_before(i) == "ايام") else {
            return (i, 0);
        };
        match self.word(at) {
            "اول" => (at, 0),
            "ثاني" => (at, 1),
            "ثالث" => (at, 2),
            "رابع" => (at, 3),
            _ => (i, 0),
        }
    }

    fn name_of_day(&self, i: usize) -> Option<(Month, u8, usize)> {
        let first = self.word(i).get(self.clitics(i)..)?;
        DAYS.iter().find_map(|&(name, month, day)| {
            let mut words = name.split(' ');
            let same = words.next() == Some(first);
            let count = 1 + words.clone().count();
            (same && count <= LONGEST && words.enumerate().all(|(k, w)| self.word(i + 1 + k) == w)).then_some((
                month,
                day,
                i + count,
            ))
        })
    }

    /// "the first quarter of 2014", "the second half of the month".
    pub(super) fn numbered_part(&self, i: usize, parts: u8) -> Option<Hit> {
        let number = match self.lex(i + 1) {
            Lex::Ordinal(n) if n <= parts => n,
            Lex::Recent => parts,
            _ => return None,
        };
        let of = i + 2;
        if self.lex(of) != Lex::From {
            return None;
        }
        if let Some((year, end)) = self.year_named(of + 1) {
            let days = year.and_then(|y| part_of_year(y, number, parts));
            let precision = if parts == 4 { Precision::Quarter } else { Precision::Range };
            return Some(Hit::date(i, end, precision, days));
        }
        self.half_of_month(i, of + 1, number).filter(|_| parts == 2)
    }

    /// A year by its number or side.
    fn year_named(&self, i: usize) -> Option<(Option<i32>, usize)> {
        const YEAR: Unit = Unit::Year;
        let given = |at: usize| match self.lex(at) {
            Lex::Digits(y) if Self::is_year(y) => Some((Some(i32::from(y)), at + 1)),
            _ => None,
        };
        match (self.lex(i), self.lex(i + 1)) {
            (Lex::Unit(YEAR, Count::One), _) => given(i + 1),
            (Lex::TheUnit(YEAR, Count::One), Lex::Side(s)) => Some((self.year_from_now(super::offset(s)), i + 2)),
            (Lex::TheUnit(YEAR, Count::One), Lex::Digits(_)) => given(i + 1),
            (Lex::TheUnit(YEAR, Count::One), _) => Some((self.year_from_now(0), i + 1)),
            (Lex::This, Lex::TheUnit(YEAR, Count::One)) => Some((self.year_from_now(0), i + 2)),
            _ => given(i),
        }
    }

    fn half_of_month(&self, first: usize, i: usize, number: u8) -> Option<Hit> {
        let half = |(a, b): Days| -> Option<Days> {
            let middle = calendar::add_days(a, 14)?;
            if number == 1 { Some((a, middle)) } else { Some((calendar::add_days(middle, 1)?, b)) }
        };
        let (whole, end) = match (self.lex(i), self.lex(i + 1)) {
            (Lex::TheUnit(Unit::Month, Count::One), Lex::Side(s)) => (self.month_from_now(s), i + 2),
            (Lex::This, Lex::TheUnit(Unit::Month, Count::One)) => (self.month_from_now(Side::Current), i + 2),
            _ => {
                let at = i + usize::from(self.lex(i) == Lex::Unit(Unit::Month, Count::One));
                let (month, end, _) = self.month(at)?;
                let (year, end) = self.year_after(end, month);
                let picked = self.in_years(first, end, month, year, |y| half(calendar::month(y, month)?));
                return Some(Hit::of(first, end, Precision::PartOfMonth, picked));
            }
        };
        Some(Hit::date(first, end, Precision::PartOfMonth, whole.and_then(half)))
    }

    fn month_from_now(&self, side: Side) -> Option<Days> {
        let first: Date = calendar::add_months(self.reference?.first_of_month(), i64::from(super::offset(side)))?;
        Some((first, first.last_of_month()))
    }

    /// A Libyan month name: all are other words too, so that it counts only beside its other name or in a full date.
    pub(super) fn libyan_month(&self, i: usize, month: u8, end: usize) -> Option<(Month, usize, bool)> {
        let same = |k: usize| matches!(self.lex(k), Lex::Month(m) | Lex::DoubtfulMonth(m) if m == month);
        let mark = |k: usize| matches!(self.word(k), "/" | "(" | "-");
        let doubled = mark(end) && same(end + 1) || i >= 2 && mark(i - 1) && same(i - 2);
        let dated = matches!(self.before(i), Lex::Digits(1..=31))
            && matches!(self.lex(end), Lex::Digits(y) if (1900..=2100).contains(&y));
        (doubled || dated).then_some((Month::Gregorian(month), end, false))
    }
}

/// The `number`th of as many equal parts.
fn part_of_year(year: i32, number: u8, parts: u8) -> Option<Days> {
    let months = 12 / parts;
    let month = |m| calendar::month(year, Month::Gregorian(m));
    Some((month(months * (number - 1) + 1)?.0, month(months * number)?.1))
}
