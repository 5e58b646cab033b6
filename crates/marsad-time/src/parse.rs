//! The grammar of time expressions, over the meanings of the words.

mod clock;
mod length;
mod loose;
mod named;

use std::time::Duration;

use jiff::civil::{Date, Time};
use marsad_text::{Text, TokenKind};

use crate::calendar::{self, Month};
use crate::lexicon::{self, Count, Entry, Head, Lex, Part, Side, Unit};
use crate::number;
use crate::tense;
use crate::types::{Kind, Options, Precision, Tense};

/// First and last day.
pub(crate) type Days = (Date, Date);

/// An expression found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub first: usize,
    pub end: usize,
    pub kind: Kind,
    pub value: Option<Days>,
    pub precision: Precision,
    pub length: Option<Duration>,
    pub clock: Option<Time>,
    pub approximate: bool,
    pub needs_tense: bool,
}

impl Hit {
    fn date(first: usize, end: usize, precision: Precision, value: Option<Days>) -> Hit {
        Hit {
            first,
            end,
            kind: Kind::Date,
            value,
            precision,
            length: None,
            clock: None,
            approximate: false,
            needs_tense: false,
        }
    }

    fn of(first: usize, end: usize, precision: Precision, picked: Picked) -> Hit {
        Hit { needs_tense: picked.needs_tense, ..Hit::date(first, end, precision, picked.days) }
    }
}

/// What stands at a token.
pub(crate) enum Outcome {
    Found(Hit),
    /// Words to pass over: a date that is a name.
    Skip(usize),
}

/// What the words say about the year, or about the month of a bare day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Year {
    Open,
    Given(i32),
    Side(Side),
    /// Years from the reference's.
    Offset(i32),
}

/// The month of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum In {
    Named(Month),
    /// Months from the reference's.
    Offset(i64),
}

/// A day of a month.
#[derive(Clone, Copy, Debug)]
struct DayMonth {
    end: usize,
    day: u8,
    month: In,
    year: Year,
}

#[derive(Clone, Copy, Debug, Default)]
struct Picked {
    days: Option<Days>,
    needs_tense: bool,
}

/// Candidates this many days away give way to one at most that many days away on the other side: where the caller
/// knows the tense, and where it is guessed.
const TOLD: (i64, i64) = (310, 45);
const GUESSED: (i64, i64) = (240, 75);

/// Most days named in a row with one month.
const MOST_DAYS: usize = 5;

pub(crate) struct Parser<'t, 'a, F> {
    text: &'t Text<'a>,
    lex: Vec<Entry>,
    reference: Option<Date>,
    options: Options,
    tense: F,
}

impl<'t, 'a, F: Fn(usize) -> Tense> Parser<'t, 'a, F> {
    pub(crate) fn new(text: &'t Text<'a>, reference: Option<Date>, options: Options, tense: F) -> Self {
        let lex = text
            .tokens()
            .iter()
            .map(|t| {
                let word = text.folded_of(t);
                match t.kind {
                    TokenKind::Word => {
                        let entry = lexicon::look_up(word);
                        let raw = text.raw_of(t);
                        match entry.lex {
                            // Alain, not "now".
                            Lex::Now if raw.starts_with(['آ', 'أ']) => Entry::NONE,
                            // The madda tells August from "father".
                            Lex::DoubtfulMonth(8) if raw.contains('آ') => Entry { lex: Lex::Month(8), ..entry },
                            _ => entry,
                        }
                    }
                    TokenKind::Number => {
                        let lex = match word.parse::<u16>() {
                            Ok(n) if word.len() <= 4 => Lex::Digits(n),
                            _ if word.contains('.') => Lex::Decimal,
                            _ => Lex::Other,
                        };
                        Entry { lex, cut: word.len().min(usize::from(u16::MAX)) as u16, ..Entry::NONE }
                    }
                    _ => Entry::NONE,
                }
            })
            .collect();
        Parser { text, lex, reference, options, tense }
    }

    pub(crate) fn len(&self) -> usize {
        self.lex.len()
    }

    pub(crate) fn entry(&self, i: usize) -> Entry {
        self.lex.get(i).copied().unwrap_or(Entry::NONE)
    }

    pub(crate) fn lex(&self, i: usize) -> Lex {
        self.entry(i).lex
    }

    /// The meaning of the token before `i`.
    fn before(&self, i: usize) -> Lex {
        i.checked_sub(1).map_or(Lex::Other, |j| self.lex(j))
    }

    pub(crate) fn word(&self, i: usize) -> &str {
        self.text.tokens().get(i).map_or("", |t| self.text.folded_of(t))
    }

    fn word_before(&self, i: usize) -> &str {
        i.checked_sub(1).map_or("", |j| self.word(j))
    }

    /// Bytes of the look-up key before the word of time: conjunction and preposition. One that has run together with the
    /// article stays.
    pub(crate) fn clitics(&self, i: usize) -> usize {
        let entry = self.entry(i);
        let conj = 2 * usize::from(entry.conj);
        let rest = self.word(i).get(conj..).unwrap_or("");
        conj + 2 * usize::from(entry.prep && !rest.starts_with("لل"))
    }

    /// Words at the head of a hit that the options leave out.
    pub(crate) fn lead(&self, hit: &Hit) -> usize {
        let next = self.lex(hit.first + 1);
        let left_out = match self.lex(hit.first) {
            Lex::DayOf => matches!(next, Lex::Weekday(_) | Lex::BareWeekday(_)),
            Lex::This => next == Lex::Today,
            _ => false,
        };
        usize::from(self.options.bare_days && left_out && hit.first + 1 < hit.end)
    }

    fn glued(&self, i: usize) -> bool {
        self.text.tokens().get(i).is_some_and(|t| t.glued)
    }

    /// The expression that begins at token `i`.
    pub(crate) fn parse(&self, i: usize) -> Option<Outcome> {
        let hit = match self.lex(i) {
            Lex::Other => return None,
            Lex::Digits(_) | Lex::Decimal | Lex::Ordinal(_) | Lex::DayOne | Lex::Cardinal(_) | Lex::Thousand => {
                return self.number_first(i);
            }
            Lex::First => self.anchored(i, i).or_else(|| self.day_month_hit(i)).or_else(|| self.nth_first(i)),
            Lex::Fraction(..) => self.duration(i, i),
            Lex::ThePart(parts) => self.numbered_part(i, parts),
            Lex::Feast => self.named_day(i),
            Lex::Every => self.every(i),
            Lex::Set(unit) => Some(self.set(i, i + 1, unit)),
            Lex::Yesterday | Lex::Today | Lex::Tomorrow | Lex::Now | Lex::Tonight => {
                self.anchored(i, i).or_else(|| self.named_day(i))
            }
            Lex::DayOf | Lex::PartDay | Lex::Weekday(_) | Lex::DaysOf => {
                self.weekday(i).or_else(|| self.named_day(i)).or_else(|| self.duration(i, i))
            }
            Lex::BareWeekday(_) => self.duration(i, i),
            Lex::Month(_) | Lex::DoubtfulMonth(_) | Lex::DoubtfulHijri(_) | Lex::MonthHead(_) => {
                self.month_day_hit(i).or_else(|| self.month_alone(i, i))
            }
            Lex::TheUnit(..) => self.the_unit(i, i),
            Lex::This => self.this(i),
            Lex::Unit(..) => self.unit(i),
            Lex::YearsOf => self.years_of(i, i),
            Lex::MonthsOf => self.month_range(i, i + 1, true),
            Lex::Part(_) => self.part(i),
            Lex::Before => self.ago(i),
            Lex::After => self.after(i),
            Lex::Since => self.since(i),
            Lex::Within => self.within(i),
            Lex::Between | Lex::From => self.range(i),
            Lex::In => self.bare_year(i),
            Lex::Few | Lex::Approx | Lex::For => self.duration(i, i),
            _ => None,
        };
        hit.map(Outcome::Found)
    }

    fn number_first(&self, i: usize) -> Option<Outcome> {
        if let Some(hit) = self.numeric(i).or_else(|| self.anchored(i, i)).or_else(|| self.day_range(i, i)) {
            return Some(Outcome::Found(hit));
        }
        if let Some(dm) = self.day_month(i) {
            // "The 14 March forces": no date without a year.
            if self.before(i) == Lex::NamedAfter && dm.year == Year::Open {
                return Some(Outcome::Skip(dm.end));
            }
            let picked = self.resolve(i, dm, None);
            return Some(Outcome::Found(Hit::of(i, dm.end, Precision::Day, picked)));
        }
        let hit = self.duration(i, i).or_else(|| self.dashed_years(i)).or_else(|| self.hour_and_part(i));
        let hit = hit.or_else(|| self.short(i)).or_else(|| self.lone_day_hit(i));
        hit.map(Outcome::Found)
    }

    // Numbers

    fn number(&self, i: usize) -> Option<(u32, usize)> {
        let n = match self.lex(i) {
            Lex::Digits(n) => return Some((u32::from(n), i + 1)),
            Lex::Cardinal(n @ 100..) if n % 100 == 0 => return self.number_in_words(i).or(Some((u32::from(n), i + 1))),
            Lex::Thousand => return self.number_in_words(i),
            Lex::Cardinal(n) => u32::from(n),
            Lex::BareWeekday(0) if self.lex(i + 1) == Lex::Cardinal(10) => 1,
            _ => return None,
        };
        match self.lex(i + 1) {
            Lex::Cardinal(10) if n < 10 && !self.entry(i + 1).conj => Some((n + 10, i + 2)),
            Lex::Cardinal(tens @ 20..=90) if n < 10 && self.entry(i + 1).conj => Some((n + u32::from(tens), i + 2)),
            _ => Some((n, i + 1)),
        }
    }

    fn number_in_words(&self, i: usize) -> Option<(u32, usize)> {
        let (n, end) = number::integer_at(self.text, i)?;
        Some((u32::try_from(n).ok()?, end))
    }

    /// A year in words: "two thousand and eleven".
    fn year_in_words(&self, i: usize) -> Option<(i32, usize)> {
        if self.lex(i) != Lex::Thousand {
            return None;
        }
        let (n, end) = self.number_in_words(i)?;
        Some((i32::try_from(n).ok().filter(|y| (1000..=2100).contains(y))?, end))
    }

    fn ordinal(&self, i: usize) -> Option<(u8, usize)> {
        match self.lex(i) {
            Lex::DayOne | Lex::First => Some((1, i + 1)),
            Lex::Ordinal(n) => match self.lex(i + 1) {
                Lex::Cardinal(10) if !self.entry(i + 1).conj => Some((if n == 11 { 11 } else { n + 10 }, i + 2)),
                Lex::Cardinal(tens @ (20 | 30)) if self.entry(i + 1).conj => Some((n % 10 + tens as u8, i + 2)),
                _ if n <= 10 => Some((n, i + 1)),
                _ => None,
            },
            Lex::Cardinal(n @ (20 | 30)) if self.word(i).contains("ال") || self.word(i).starts_with("لل") => {
                Some((n as u8, i + 1))
            }
            _ => None,
        }
    }

    fn day_number(&self, i: usize) -> Option<(u8, usize)> {
        match self.lex(i) {
            Lex::Digits(d @ 1..=31) => Some((d as u8, i + 1)),
            // "twenty-one May"
            Lex::Cardinal(_) if self.options.short_dates => {
                let (n, end) = self.number(i)?;
                self.month(end).and_then(|_| Some((u8::try_from(n).ok()?, end))).or_else(|| self.ordinal(i))
            }
            _ => self.ordinal(i),
        }
        .filter(|d| (1..=31).contains(&d.0))
    }

    fn is_year(n: u16) -> bool {
        (1800..=2100).contains(&n)
    }

    // Months

    /// A month, its end, and whether its name alone may mean something else.
    fn month(&self, i: usize) -> Option<(Month, usize, bool)> {
        let (month, mut end, doubtful) = self.month_name(i)?;
        let glued_word = self.entry(end - 1).cut as usize;
        if glued_word != 0 && glued_word < self.word(end - 1).len() {
            return Some((month, end, doubtful));
        }
        // "تشرين الثاني/نوفمبر", "أيلول (سبتمبر)"
        let mark = self.word(end);
        let open = matches!(mark, "(" | "\"" | "«" | "“");
        let at = if open || matches!(mark, "/" | "-" | "–" | "\\") { end + 1 } else { end };
        if let Some((same, after, _)) = self.month_name(at)
            && same == month
        {
            end = after + usize::from(open && matches!(self.word(after), ")" | "\"" | "»" | "”"));
        }
        Some((month, end, doubtful))
    }

    fn month_name(&self, i: usize) -> Option<(Month, usize, bool)> {
        match self.lex(i) {
            Lex::Month(m) => Some((Month::Gregorian(m), i + 1, false)),
            Lex::DoubtfulMonth(m) => Some((Month::Gregorian(m), i + 1, true)),
            Lex::DoubtfulHijri(m) => Some((Month::Hijri(m), i + 1, true)),
            Lex::MonthHead(head) => self.two_word_month(i, head),
            Lex::Libyan(m) => self.libyan_month(i, m, i + 1),
            Lex::DayOne if self.word(i) == "الفاتح" => self.libyan_month(i, 9, i + 1),
            Lex::Other if self.lex(i + 1) == Lex::Libyan(1) && self.word(i) == "اي" => self.libyan_month(i, 1, i + 2),
            _ => None,
        }
    }

    fn two_word_month(&self, i: usize, head: Head) -> Option<(Month, usize, bool)> {
        let next = self.lex(i + 1);
        if head == Head::Dhu {
            return match next {
                Lex::Dhu(m) => Some((Month::Hijri(m), i + 2, false)),
                _ => None,
            };
        }
        let which = match next {
            Lex::Ordinal(n @ (1 | 2)) => n,
            Lex::Digits(n @ (1 | 2)) => n as u8,
            Lex::First => 1,
            _ if matches!(self.word(i + 1), "الاخر" | "الاخره" | "اخر" | "ثاني" | "ثان") => 2,
            _ => return None,
        };
        // The letters ك and ت stand for a month only with the digit at them.
        if self.word(i).chars().count() == 1 && !(self.glued(i + 1) && matches!(next, Lex::Digits(_))) {
            return None;
        }
        let month = match (head, which) {
            (Head::Kanun, 1) => Month::Gregorian(12),
            (Head::Kanun, _) => Month::Gregorian(1),
            (Head::Tishrin, w) => Month::Gregorian(9 + w),
            (Head::Rabi, w) => Month::Hijri(2 + w),
            (_, w) => Month::Hijri(4 + w),
        };
        Some((month, i + 2, false))
    }

    /// What follows a month about its year.
    fn year_after(&self, i: usize, month: Month) -> (Year, usize) {
        let fits = |y: u16| match month {
            Month::Gregorian(_) => Self::is_year(y),
            Month::Hijri(_) => (1000..=1600).contains(&y),
        };
        if !self.entry(i).conj {
            match self.lex(i) {
                Lex::Side(s) => return (Year::Side(s), i + 1),
                Lex::Digits(y) if fits(y) => {
                    let mark = matches!(self.lex(i + 1), Lex::HijriMark | Lex::Christian);
                    return (Year::Given(i32::from(y)), i + 1 + usize::from(mark));
                }
                _ => {}
            }
        }
        let at = i + usize::from(self.lex(i) == Lex::From);
        match (self.lex(at), self.lex(at + 1)) {
            (Lex::Unit(Unit::Year, Count::One) | Lex::TheUnit(Unit::Year, Count::One), Lex::Digits(y)) if fits(y) => {
                let mark = matches!(self.lex(at + 2), Lex::HijriMark | Lex::Christian);
                (Year::Given(i32::from(y)), at + 2 + usize::from(mark))
            }
            (Lex::TheUnit(Unit::Year, Count::One), Lex::Side(s)) => (Year::Offset(offset(s)), at + 2),
            (Lex::This, Lex::TheUnit(Unit::Year, Count::One)) => (Year::Offset(0), at + 2),
            _ if self.options.short_dates => self.loose_year(i).unwrap_or((Year::Open, i)),
            _ => (Year::Open, i),
        }
    }

    // A day of a month

    fn day_month(&self, i: usize) -> Option<DayMonth> {
        let (day, after) = self.day_number(i)?;
        let of = after + usize::from(self.lex(after) == Lex::From);
        let month_of = self.lex(of) == Lex::Unit(Unit::Month, Count::One);
        // "7/July/2015"
        let mark = matches!(self.word(of), "/" | "-") || self.options.short_dates && self.word(of) == ".";
        let slash = of == after && mark && matches!(self.lex(i), Lex::Digits(_));
        let at = of + usize::from(month_of || slash);
        if let Some((month, end, _)) = self.month(at) {
            if self.entry(at).conj {
                return None;
            }
            let slash = slash && self.word(end) == self.word(of);
            let (year, end) = match self.year_after(end + usize::from(slash), month) {
                (Year::Open, _) => (Year::Open, end),
                year => year,
            };
            return Some(DayMonth { end, day, month: In::Named(month), year });
        }
        // "15 of the current month", "the 24th of this month"
        let offset_month =
            |end, side| DayMonth { end, day, month: In::Offset(i64::from(offset(side))), year: Year::Open };
        match (self.lex(of), self.lex(of + 1)) {
            (Lex::TheUnit(Unit::Month, Count::One), Lex::Side(s)) if of > after => Some(offset_month(of + 2, s)),
            (Lex::This, Lex::TheUnit(Unit::Month, Count::One)) if of > after => {
                Some(offset_month(of + 2, Side::Current))
            }
            // "the fifth of the current"
            (Lex::Side(s @ Side::Current), _) if of > after && !self.word(of).ends_with('ه') => {
                Some(offset_month(of + 1, s))
            }
            (Lex::Side(s), _) if matches!(self.lex(i), Lex::Digits(_)) => {
                let masculine = !self.word(of).ends_with('ه') && !self.word(of).ends_with('ن');
                let led = of > after
                    || matches!(self.before(i), Lex::In | Lex::DayOf | Lex::Weekday(_) | Lex::To | Lex::From);
                (masculine && (led || self.word(of) == "الجاري")).then(|| offset_month(of + 1, s))
            }
            _ => None,
        }
    }

    fn day_month_hit(&self, i: usize) -> Option<Hit> {
        let dm = self.day_month(i)?;
        let picked = self.resolve(i, dm, None);
        Some(Hit::of(i, dm.end, Precision::Day, picked))
    }

    /// The day on the calendar; a weekday named with it helps to find the year.
    fn resolve(&self, at: usize, dm: DayMonth, weekday: Option<u8>) -> Picked {
        let one = |date: Option<Date>| Picked { days: date.map(|d| (d, d)), needs_tense: false };
        let month = match dm.month {
            In::Named(month) => month,
            In::Offset(months) => {
                let first = self.reference.and_then(|r| calendar::add_months(r.first_of_month(), months));
                return one(
                    first.and_then(|f| calendar::day(i32::from(f.year()), Month::Gregorian(f.month() as u8), dm.day))
                );
            }
        };
        let in_year = |year: i32| calendar::day(year, month, dm.day).map(|d| (d, d));
        match dm.year {
            Year::Given(year) => one(calendar::day(year, month, dm.day)),
            Year::Offset(years) => {
                one(self.reference.and_then(|r| calendar::day(calendar::year_near(r, month) + years, month, dm.day)))
            }
            Year::Side(side) => self.pick(at, dm.end, month, Some(side), None, in_year),
            Year::Open => self.pick(at, dm.end, month, None, weekday, in_year),
        }
    }

    /// Chooses among the same days of several years.
    fn pick(
        &self,
        at: usize,
        end: usize,
        month: Month,
        side: Option<Side>,
        weekday: Option<u8>,
        in_year: impl Fn(i32) -> Option<Days>,
    ) -> Picked {
        let Some(reference) = self.reference else {
            return Picked { days: None, needs_tense: side.is_none() };
        };
        let near = calendar::year_near(reference, month);
        let years = |back: i32, on: i32| (near - back..=near + on).filter_map(&in_year);
        if let Some(side) = side {
            let days = match side {
                Side::Past => years(5, 1).take_while(|d| d.1 < reference).last(),
                Side::Future => years(1, 5).find(|d| d.0 > reference),
                Side::Current => years(1, 1)
                    .min_by_key(|d| (d.0.year() != reference.year(), calendar::days_between(reference, d.0).abs())),
            };
            return Picked { days, needs_tense: false };
        }
        if let Some(w) = weekday {
            let same = years(2, 2)
                .filter(|d| d.0.weekday().to_sunday_zero_offset() == w as i8)
                .min_by_key(|d| calendar::days_between(reference, d.0).abs());
            if let Some(days) = same {
                return Picked { days: Some(days), needs_tense: false };
            }
        }
        let past = years(5, 1).take_while(|d| d.0 <= reference).last();
        let future = years(1, 5).find(|d| d.1 >= reference);
        let days = match (self.tense_of(at, end, Tense::Past), past, future) {
            (tense, Some(p), Some(f)) => {
                let behind = calendar::days_between(p.1, reference);
                let ahead = calendar::days_between(reference, f.0);
                let told = self.is_told(at);
                let (far, near) = if told { TOLD } else { GUESSED };
                let future = match tense {
                    _ if self.options.trust_tense => tense == Tense::Future,
                    // A day far ahead is seldom named without its year.
                    Tense::Future if !told => ahead <= behind,
                    Tense::Future => !(ahead > far && behind < near),
                    _ => behind > far && ahead < near && !self.behind_since(at),
                };
                Some(if future { f } else { p })
            }
            (_, p, f) => p.or(f),
        };
        Picked { days, needs_tense: past != future }
    }

    /// The tense of the words around.
    fn guess(&self, at: usize, end: usize) -> Tense {
        tense::guess(self.text, &self.lex, at, end)
    }

    /// The tense around an expression, and what is taken where nothing tells.
    fn tense_of(&self, at: usize, end: usize, default: Tense) -> Tense {
        match self.cue(at) {
            Some(Cue::Due) => return Tense::Future,
            cue => {
                let told = (self.tense)(at);
                if told != Tense::Unknown {
                    return told;
                }
                if cue.is_some() {
                    return Tense::Future;
                }
            }
        }
        if self.behind_since(at) || self.before(at) == Lex::After && self.lex(at) != Lex::PartDay {
            return Tense::Past;
        }
        match self.guess(at, end) {
            Tense::Unknown => default,
            guess => guess,
        }
    }

    /// The caller or a word for a time limit decides the tense.
    fn is_told(&self, at: usize) -> bool {
        self.cue(at) == Some(Cue::Due) || (self.tense)(at) != Tense::Unknown
    }

    /// "Since" or "after" stands before the expression.
    pub(crate) fn behind_since(&self, at: usize) -> bool {
        match self.before(at) {
            Lex::Since => true,
            Lex::In => at.checked_sub(2).is_some_and(|i| self.lex(i) == Lex::Since),
            Lex::DayOf | Lex::PartDay => at.checked_sub(1).is_some_and(|i| self.behind_since(i)),
            _ => false,
        }
    }

    /// A word before the expression that makes it a time limit.
    pub(crate) fn cue(&self, at: usize) -> Option<Cue> {
        for back in 1..=3 {
            let i = at.checked_sub(back)?;
            match self.lex(i) {
                Lex::Due => return Some(Cue::Due),
                Lex::Before | Lex::Until if back == 1 || self.filler(i + 1, at) => {
                    return Some(Cue::Limit);
                }
                _ => {}
            }
            if self.text.tokens().get(i).is_some_and(|t| t.kind == TokenKind::Punctuation) {
                return None;
            }
        }
        None
    }

    /// Only words such as "the day of", "end of" stand between.
    fn filler(&self, from: usize, to: usize) -> bool {
        (from..to).all(|i| {
            matches!(
                self.lex(i),
                Lex::DayOf | Lex::PartDay | Lex::Part(_) | Lex::Due | Lex::Unit(Unit::Month, Count::One)
            ) || matches!(self.word(i), "تاريخ")
        })
    }

    // Dates in digits

    fn numeric(&self, i: usize) -> Option<Hit> {
        let (Lex::Digits(a), Lex::Digits(b), Lex::Digits(c)) = (self.lex(i), self.lex(i + 2), self.lex(i + 4)) else {
            return None;
        };
        let mark = self.word(i + 1);
        if !matches!(mark, "/" | "-" | "–" | "\\" | ".") || self.word(i + 3) != mark {
            return None;
        }
        if mark == "." && !(i + 1..i + 5).all(|j| self.glued(j)) {
            return None;
        }
        // A longer chain of numbers is no date.
        if self.word(i + 5) == mark && self.glued(i + 5) && matches!(self.lex(i + 6), Lex::Digits(_)) {
            return None;
        }
        let date = numeric_date(a, b, c)?;
        Some(Hit::date(i, i + 5, Precision::Day, Some((date, date))))
    }

    // Ranges of days

    /// "between 3 and 5 October", "from Sunday to Tuesday", "between 2003 and 2011".
    fn range(&self, i: usize) -> Option<Hit> {
        let at = i + 1;
        if self.lex(at) == Lex::YearsOf {
            return self.years_of(i, at);
        }
        let between = self.lex(i) == Lex::Between;
        if let Some((a, end)) = self.plain_year(at)
            && let Some((b, end)) = self.joint(end, between).and_then(|join| self.plain_year(join))
        {
            return Some(Hit::date(i, end, Precision::Range, span_of_years(a, b)));
        }
        if let Some(hit) = self.month_range(i, at, between) {
            return Some(hit);
        }
        if let Lex::Weekday(a) = self.lex(at) {
            let (b, end) = match (self.lex(at + 1), self.lex(at + 2)) {
                (Lex::Weekday(b), _) if self.entry(at + 1).conj && self.lex(i) == Lex::Between => (b, at + 2),
                (Lex::To | Lex::Until, Lex::Weekday(b)) if self.lex(i) == Lex::From => (b, at + 3),
                _ => return None,
            };
            return Some(self.weekdays(i, end, a, b));
        }
        self.day_range(i, at)
    }

    /// A year in digits, with or without the word for year.
    fn plain_year(&self, i: usize) -> Option<(u16, usize)> {
        let word = matches!(self.lex(i), Lex::Unit(Unit::Year, Count::One) | Lex::TheUnit(Unit::Year, Count::One));
        let at = i + usize::from(word);
        match self.lex(at) {
            Lex::Digits(y) if Self::is_year(y) => Some((y, at + 1)),
            _ => None,
        }
    }

    /// "2010-2013".
    fn dashed_years(&self, i: usize) -> Option<Hit> {
        let dash = matches!(self.word(i + 1), "-" | "–") && self.glued(i + 1) && self.glued(i + 2);
        let (Lex::Digits(a), Lex::Digits(b), true) = (self.lex(i), self.lex(i + 2), dash) else {
            return None;
        };
        // A third number makes it something else.
        let chained = self.glued(i + 3) && self.word(i + 3) == self.word(i + 1);
        let years = Self::is_year(a) && Self::is_year(b) && a < b && !chained;
        years.then(|| Hit::date(i, i + 3, Precision::Range, span_of_years(a, b)))
    }

    /// "from January to March 2013", "the months of July and August"; `at` is the first month.
    fn month_range(&self, first: usize, at: usize, between: bool) -> Option<Hit> {
        const MONTH: Lex = Lex::Unit(Unit::Month, Count::One);
        let (from, end, _) = self.month(at + usize::from(self.lex(at) == MONTH))?;
        let (from_year, end) = self.year_after(end, from);
        let join = self.joint(end, between)?;
        let (to, end, _) = self.month(join + usize::from(self.lex(join) == MONTH)).filter(|m| m.0 != from)?;
        let (year, end) = self.year_after(end, to);
        let last = self.in_years(first, end, to, year, |y| calendar::month(y, to));
        let days = last.days.and_then(|(_, b)| {
            let start = match from_year {
                Year::Given(y) => calendar::month(y, from)?.0,
                _ => {
                    let near = calendar::year_near(b, from);
                    (near - 2..=near + 1)
                        .filter_map(|y| Some(calendar::month(y, from)?.0))
                        .take_while(|&d| d <= b)
                        .last()?
                }
            };
            (start <= b).then_some((start, b))
        });
        Some(Hit::of(first, end, Precision::Range, Picked { days, ..last }))
    }

    /// Where the second member of a range begins.
    fn joint(&self, i: usize, between: bool) -> Option<usize> {
        match self.word(i) {
            "و" if between => Some(i + 1),
            _ if !between && matches!(self.lex(i), Lex::To | Lex::Until) => Some(i + 1),
            _ if between && self.entry(i).conj => Some(i),
            _ => None,
        }
    }

    /// The last of a row of days, which has the month: "24, 25 and 26 September".
    fn last_day(&self, i: usize) -> Option<DayMonth> {
        let mut at = i;
        for _ in 0..MOST_DAYS {
            if let Some(dm) = self.day_month(at) {
                return Some(dm);
            }
            let (_, after) = self.day_number(at)?;
            at = match self.word(after) {
                "و" | "وال" | "،" | "," => after + 1,
                _ if self.entry(after).conj && self.ordinal(after).is_some() => after,
                _ => return None,
            };
        }
        None
    }

    /// Two days of a month; `first` is the token of "between" or "from", or `at`.
    fn day_range(&self, first: usize, at: usize) -> Option<Hit> {
        let (day, after) = self.day_number(at)?;
        let full = self.day_month(at).filter(|_| first != at);
        let end = full.map_or(after, |dm| dm.end);
        let to = match (self.word(end), self.lex(end)) {
            ("و" | "وال", _) if first == at || self.lex(first) == Lex::Between => end + 1,
            ("-" | "–" | "/", _) if full.is_none() && first == at => end + 1,
            (_, Lex::To | Lex::Until) if first == at || self.lex(first) == Lex::From => end + 1,
            _ if self.entry(end).conj && self.ordinal(end).is_some() => end,
            _ => return None,
        };
        let last = self.last_day(to)?;
        // "٥/آذار" is a day and its month.
        if full.is_none() && day >= last.day {
            return None;
        }
        let picked = self.resolve(first, last, None);
        let value = picked.days.and_then(|(_, b)| {
            let a = match full {
                None => Some(calendar::add_days(b, i64::from(day) - i64::from(last.day))?),
                Some(DayMonth { month: In::Named(m), year: Year::Open, .. }) => {
                    let year = calendar::year_near(b, m);
                    (year - 2..=year + 1).filter_map(|y| calendar::day(y, m, day)).take_while(|&d| d <= b).last()
                }
                Some(dm) => self.resolve(first, dm, None).days.map(|d| d.0),
            }?;
            (a <= b).then_some((a, b))
        });
        Some(Hit::of(first, last.end, Precision::Range, Picked { days: value, ..picked }))
    }

    // Yesterday, today, tomorrow

    /// `first` is where the expression begins, at a part of the day before `i`.
    fn anchored(&self, first: usize, i: usize) -> Option<Hit> {
        let (days, mut end) = match (self.lex(i), self.lex(i + 1)) {
            (Lex::First, Lex::Yesterday) => (-2, i + 2),
            (Lex::First | Lex::Ordinal(1), Lex::From) if self.lex(i + 2) == Lex::Yesterday => (-2, i + 3),
            (Lex::First | Lex::Ordinal(1), _) => return None,
            (Lex::Before, Lex::Yesterday) => (-2, i + 2),
            (Lex::Before, Lex::DayOf) if self.lex(i + 2) == Lex::Yesterday => (-2, i + 3),
            (Lex::Today, Lex::Side(Side::Past)) => (-1, i + 2),
            (Lex::Today, Lex::Side(Side::Future)) => (1, i + 2),
            (Lex::Today, _) if self.options.lone_days && self.word(i + 1) == "التالي" => (1, i + 2),
            (Lex::After, Lex::Tomorrow) => (2, i + 2),
            (Lex::Yesterday, Lex::Ordinal(1)) => (-2, i + 2),
            (Lex::Yesterday, _) => (-1, i + 1),
            (Lex::Tonight, Lex::Side(Side::Past)) => (-1, i + 2),
            (Lex::Tonight, Lex::Before) if self.lex(i + 2) == Lex::Side(Side::Past) => (-2, i + 3),
            (Lex::Tonight, _) => (0, i + 1),
            (Lex::Now, _) => {
                // "until now" is no day
                return match self.before(i) {
                    Lex::Until => None,
                    _ => Some(Hit::date(first, i + 1, Precision::Day, self.reference.map(|r| (r, r)))),
                };
            }
            (Lex::Tomorrow, next) => {
                let plain = self.word(i).ends_with("غدا");
                if !plain && first == i && !matches!(next, Lex::Weekday(_)) {
                    return None;
                }
                (1, i + 1)
            }
            (Lex::Today, next) => {
                let other = matches!(next, Lex::Ordinal(_) | Lex::Recent | Lex::Cardinal(_))
                    || matches!(
                        self.word(i + 1),
                        "نفسه"
                            | "ذاته"
                            | "التالي"
                            | "العالمي"
                            | "الوطني"
                            | "الدولي"
                            | "الدراسي"
                            | "الذي"
                            | "الاسود"
                    )
                    || matches!(self.word_before(i), "ذلك" | "تلك" | "روسيا" | "المصري" | "اخبار" | "عكاظ")
                    || matches!(self.before(i), Lex::NamedAfter)
                    || (self.before(i) == Lex::Until && !matches!(next, Lex::Weekday(_)))
                    || (self.entry(i).prep && self.word(i).starts_with("لل") && !matches!(next, Lex::Weekday(_)));
                if other {
                    return None;
                }
                (0, i + 1)
            }
            _ => return None,
        };
        let mut day = self.reference.and_then(|r| calendar::add_days(r, days));
        // "yesterday Sunday", "today (Thursday)"
        let open = self.word(end) == "(";
        let at = end + usize::from(open);
        if let Lex::Weekday(w) = self.lex(at)
            && !self.entry(at).conj
            && (!open || self.word(at + 1) == ")")
        {
            end = at + 1 + usize::from(open);
            // The paper may come out a day later; then the weekday decides.
            day = day.and_then(|d| {
                let before = calendar::weekday_before(d, w)?;
                let after = calendar::weekday_after(d, w)?;
                Some(if before < d && calendar::days_between(d, after) == 1 { after } else { before })
            });
            let dated = end + usize::from(matches!(self.word(end), "،" | "(") || self.lex(end) == Lex::Matching);
            if let Some(dm) = self.day_month(dated) {
                let picked = self.resolve(first, dm, Some(w));
                let closed = usize::from(self.word(end) == "(" && self.word(dm.end) == ")");
                return Some(Hit { needs_tense: false, ..Hit::of(first, dm.end + closed, Precision::Day, picked) });
            }
        } else if days == 0
            && let Some(dm) = self.day_month(end)
            && self.lex(i) == Lex::Today
        {
            return Some(Hit::of(first, dm.end, Precision::Day, self.resolve(first, dm, None)));
        }
        Some(Hit::date(first, end, Precision::Day, day.map(|d| (d, d))))
    }

    // Weekdays

    fn weekday(&self, i: usize) -> Option<Hit> {
        let mut at = i;
        while matches!(self.lex(at), Lex::DayOf | Lex::PartDay | Lex::DaysOf) && at < i + 4 {
            at += 1;
        }
        let led = at > i;
        match self.lex(at) {
            Lex::Weekday(w) => self.weekday_at(i, at, w),
            Lex::BareWeekday(w) if self.before(at) == Lex::DayOf => self.weekday_at(i, at, w),
            Lex::Yesterday | Lex::Today | Lex::Tomorrow | Lex::Now | Lex::First | Lex::After | Lex::Tonight if led => {
                self.anchored(i, at)
            }
            Lex::Ordinal(1) if led && self.lex(at + 1) == Lex::From && self.lex(at + 2) == Lex::Yesterday => {
                self.anchored(i, at)
            }
            Lex::Digits(_) | Lex::Ordinal(_) | Lex::DayOne if led => {
                let hit = self.numeric(at).or_else(|| self.day_range(at, at)).or_else(|| self.day_month_hit(at));
                hit.or_else(|| self.slashed(at)).or_else(|| Some(Hit { first: i, ..self.lone_day_hit(at)? }))
            }
            _ => None,
        }
    }

    /// "the day 7/3": day and month in digits behind the word for day.
    fn slashed(&self, i: usize) -> Option<Hit> {
        let (Lex::Digits(d @ 1..=31), Lex::Digits(m @ 1..=12)) = (self.lex(i), self.lex(i + 2)) else {
            return None;
        };
        let led = match self.before(i) {
            Lex::DayOf => true,
            // Behind a weekday a dash may part goals.
            Lex::Weekday(_) => self.word(i + 1) == "/",
            _ => false,
        };
        if !led || !matches!(self.word(i + 1), "/" | "-") || !self.glued(i + 2) {
            return None;
        }
        let month = Month::Gregorian(m as u8);
        let (year, end) = self.year_after(i + 3, month);
        let dm = DayMonth { end, day: d as u8, month: In::Named(month), year };
        Some(Hit::of(i, end, Precision::Day, self.resolve(i, dm, None)))
    }

    fn weekday_at(&self, first: usize, at: usize, w: u8) -> Option<Hit> {
        // "the Friday preacher"
        if first == at && matches!(self.word_before(at), "خطيب" | "امام" | "الواحد") {
            return None;
        }
        let mut end = at + 1;
        // A second day: "Wednesday and Thursday", "the night of Saturday to Sunday".
        let second = match (self.lex(end), self.lex(end + 1)) {
            (Lex::Weekday(b), _) if !self.entry(end).conj && (w + 1) % 7 == b => Some((b, end + 1)),
            (Lex::Weekday(b), _) if self.entry(end).conj && (self.before(at) == Lex::DaysOf || (w + 1) % 7 == b) => {
                Some((b, end + 1))
            }
            (_, Lex::Weekday(b)) if matches!(self.word(end), "/" | "-" | "–") && (w + 1) % 7 == b => {
                Some((b, end + 2))
            }
            _ => None,
        };
        if let Some((b, end)) = second {
            return Some(self.weekdays(first, end, w, b));
        }
        // "Sunday of next week"
        if let Some((weeks, end)) = self.week_named(end + usize::from(self.lex(end) == Lex::From)) {
            return Some(self.day_of_week(first, end, weeks, w));
        }
        if let Some(hit) = self.nth_weekday(first, end, w) {
            return Some(hit);
        }
        let side = self.side(end);
        if side.is_some() {
            end += 1;
        }
        let dated = end + usize::from(matches!(self.word(end), "،" | "," | "(") || self.lex(end) == Lex::Matching);
        if let Some(hit) = self.numeric(dated) {
            return Some(Hit { first, ..hit });
        }
        if let Some(dm) = self.day_month(dated).or_else(|| self.month_day(dated)) {
            let picked = self.resolve(first, dm, side.is_none().then_some(w));
            let closed = usize::from(self.word(end) == "(" && self.word(dm.end) == ")");
            return Some(Hit::of(first, dm.end + closed, Precision::Day, picked));
        }
        if let Some(hit) = self.slashed(end).or_else(|| self.weekday_and_day(first, end, w)) {
            let hit = Hit { first, ..hit };
            return Some(hit);
        }
        let picked = self.pick_weekday(first, end, w, side);
        Some(Hit::of(first, end, Precision::Day, picked))
    }

    /// "this week", "next week": weeks from the reference's.
    fn week_named(&self, i: usize) -> Option<(i32, usize)> {
        const WEEK: Lex = Lex::TheUnit(Unit::Week, Count::One);
        match (self.lex(i), self.lex(i + 1)) {
            (WEEK, Lex::Side(s)) if !self.entry(i).conj => Some((offset(s), i + 2)),
            (Lex::This, WEEK) => Some((0, i + 2)),
            _ => None,
        }
    }

    fn day_of_week(&self, first: usize, end: usize, weeks: i32, w: u8) -> Hit {
        let day = self.week(weeks).and_then(|week| calendar::add_days(week.0, i64::from(w)));
        Hit::date(first, end, Precision::Day, day.map(|d| (d, d)))
    }

    fn side(&self, i: usize) -> Option<Side> {
        match self.lex(i) {
            Lex::Side(s) if !self.entry(i).conj => Some(s),
            _ => None,
        }
    }

    fn pick_weekday(&self, at: usize, end: usize, w: u8, side: Option<Side>) -> Picked {
        let Some(r) = self.reference else {
            return Picked { days: None, needs_tense: side.is_none() };
        };
        let past = calendar::weekday_before(r, w);
        let future = calendar::weekday_after(r, w);
        let day = match side {
            Some(Side::Past) => calendar::add_days(r, -1).and_then(|d| calendar::weekday_before(d, w)),
            Some(Side::Future) => calendar::add_days(r, 1).and_then(|d| calendar::weekday_after(d, w)),
            Some(Side::Current) => calendar::week(r).and_then(|week| calendar::add_days(week.0, i64::from(w))),
            None => match self.tense_of(at, end, Tense::Past) {
                Tense::Future => future,
                _ => past,
            },
        };
        Picked { days: day.map(|d| (d, d)), needs_tense: side.is_none() && past != future }
    }

    /// From one weekday to another, both in the past or both to come.
    fn weekdays(&self, first: usize, end: usize, a: u8, b: u8) -> Hit {
        let side = self.side(end);
        let end = end + usize::from(side.is_some());
        let length = (i64::from(b) - i64::from(a)).rem_euclid(7);
        let last = self.pick_weekday(first, end, b, side);
        let start = self.pick_weekday(first, end, a, side);
        let future = match side {
            Some(s) => s == Side::Future,
            None => self.tense_of(first, end, Tense::Past) == Tense::Future,
        };
        let days = if future {
            start.days.and_then(|(d, _)| Some((d, calendar::add_days(d, length)?)))
        } else {
            last.days.and_then(|(d, _)| Some((calendar::add_days(d, -length)?, d)))
        };
        Hit::of(first, end, Precision::Range, Picked { days, needs_tense: start.needs_tense || last.needs_tense })
    }

    // Months and their parts

    /// A month without a day; `first` is the token of "month of" or `i`.
    fn month_alone(&self, first: usize, i: usize) -> Option<Hit> {
        let (month, end, doubtful) = self.month(i)?;
        let (year, end) = self.year_after(end, month);
        let named = first != i;
        let entry = self.entry(i);
        let led = match self.before(first) {
            Lex::In | Lex::Since | Lex::Within => true,
            Lex::Before | Lex::Until | Lex::Due | Lex::To => !doubtful,
            Lex::NamedAfter => false,
            _ => entry.prep && !doubtful,
        };
        if !named && !led && year == Year::Open {
            return None;
        }
        Some(self.month_hit(first, end, month, year, None))
    }

    fn month_hit(&self, first: usize, end: usize, month: Month, year: Year, part: Option<Part>) -> Hit {
        let precision = if part.is_some() { Precision::PartOfMonth } else { Precision::Month };
        let in_year = |y: i32| part_of_month(calendar::month(y, month)?, part);
        Hit::of(first, end, precision, self.in_years(first, end, month, year, in_year))
    }

    fn part(&self, i: usize) -> Option<Hit> {
        let Lex::Part(part) = self.lex(i) else {
            return None;
        };
        let at = i + 1;
        let this = usize::from(self.lex(at) == Lex::This);
        match self.lex(at + this) {
            Lex::TheUnit(Unit::Month, Count::One) => {
                let side = self.side(at + this + 1);
                let months = i64::from(side.map_or(0, offset));
                let days = self
                    .reference
                    .and_then(|r| calendar::add_months(r.first_of_month(), months))
                    .and_then(|f| part_of_month((f, f.last_of_month()), Some(part)));
                Some(Hit::date(i, at + this + 1 + usize::from(side.is_some()), Precision::PartOfMonth, days))
            }
            Lex::TheUnit(Unit::Week, Count::One) => {
                let side = self.side(at + this + 1);
                let days = self.week(side.map_or(0, offset));
                Some(Hit::date(i, at + this + 1 + usize::from(side.is_some()), Precision::Week, days))
            }
            Lex::TheUnit(Unit::Year, Count::One) | Lex::Unit(Unit::Year, Count::One) => {
                let (year, end) = match self.lex(at + this + 1) {
                    Lex::Digits(y) if Self::is_year(y) => (Some(i32::from(y)), at + this + 2),
                    Lex::Side(s) => (self.year_from_now(offset(s)), at + this + 2),
                    _ if matches!(self.lex(at + this), Lex::TheUnit(..)) => (self.year_from_now(0), at + this + 1),
                    _ => return None,
                };
                Some(Hit::date(i, end, Precision::Quarter, year.and_then(|y| part_of_year(y, part))))
            }
            Lex::Digits(y) if this == 0 && Self::is_year(y) => {
                Some(Hit::date(i, at + 1, Precision::Quarter, part_of_year(i32::from(y), part)))
            }
            Lex::PartDay if part == Part::Mid => {
                // "the middle of Saturday night"
                let hit = self.weekday(at)?;
                (hit.first == at).then_some(Hit { first: i, ..hit })
            }
            _ => {
                let named = at + usize::from(self.lex(at) == Lex::Unit(Unit::Month, Count::One));
                let (month, end, _) = self.month(named)?;
                let (year, end) = self.year_after(end, month);
                Some(self.month_hit(i, end, month, year, Some(part)))
            }
        }
    }

    fn year_from_now(&self, years: i32) -> Option<i32> {
        self.reference.map(|r| i32::from(r.year()) + years)
    }

    fn week(&self, weeks: i32) -> Option<Days> {
        calendar::week(calendar::add_days(self.reference?, 7 * i64::from(weeks))?)
    }

    // Weeks, months and years by name

    fn this(&self, i: usize) -> Option<Hit> {
        if let Some(hit) = self.week_and_day(i) {
            return Some(hit);
        }
        match self.lex(i + 1) {
            Lex::DayOf if self.options.lone_days => {
                let (Lex::Weekday(w) | Lex::BareWeekday(w)) = self.lex(i + 2) else {
                    return None;
                };
                Some(self.day_of_week(i, i + 3, 0, w))
            }
            Lex::TheUnit(unit @ (Unit::Week | Unit::Month | Unit::Year), Count::One) => {
                Some(self.whole(i, i + 2, unit, 0))
            }
            Lex::Today => self.anchored(i, i + 1),
            Lex::Tonight => self.anchored(i, i + 1),
            _ => None,
        }
    }

    fn whole(&self, first: usize, end: usize, unit: Unit, offset: i32) -> Hit {
        let (precision, days) = match unit {
            Unit::Week => (Precision::Week, self.week(offset)),
            Unit::Month => {
                let first = self.reference.and_then(|r| calendar::add_months(r.first_of_month(), i64::from(offset)));
                (Precision::Month, first.map(|f| (f, f.last_of_month())))
            }
            _ => (Precision::Year, self.year_from_now(offset).and_then(calendar::year)),
        };
        Hit::date(first, end, precision, days)
    }

    fn the_unit(&self, first: usize, i: usize) -> Option<Hit> {
        let Lex::TheUnit(unit, count) = self.lex(i) else {
            return None;
        };
        if unit == Unit::Hour && count == Count::One {
            return self.clock(i).map(|hit| Hit { first, ..hit });
        }
        if count == Count::One {
            if let Some(hit) = self.week_and_day(i) {
                return Some(hit);
            }
            return match self.lex(i + 1) {
                Lex::Side(s) if !self.entry(i + 1).conj => Some(self.whole(first, i + 2, unit, offset(s))),
                Lex::Before if self.lex(i + 2) == Lex::Side(Side::Past) => Some(self.whole(first, i + 3, unit, -2)),
                Lex::Digits(_) if unit == Unit::Year => self.year_at(first, i + 1),
                _ => None,
            };
        }
        if count == Count::Two
            && unit == Unit::Year
            && let Some(hit) = self.years_of(first, i)
        {
            return Some(hit);
        }
        // "the last three days", "the coming hours"
        let next = i + 1 + usize::from(self.word(i + 1) == "ال");
        let (number, mut at) = match (count, self.number(next)) {
            (Count::Two, _) => (Some(2), i + 1),
            (_, Some((n, end))) => (Some(n), end),
            _ => (None, i + 1),
        };
        if matches!(self.word(at), "القليله" | "القليلين" | "المعدوده") {
            at += 1;
        }
        let side = match self.lex(at) {
            Lex::Side(s) if !self.entry(at).conj => s,
            Lex::Recent => Side::Past,
            _ => return None,
        };
        Some(self.stretch(first, at + 1, number, unit, side))
    }

    /// Days up to or from the reference.
    fn stretch(&self, first: usize, end: usize, number: Option<u32>, unit: Unit, side: Side) -> Hit {
        let whole_days = unit == Unit::Day
            && number.is_some_and(|n| n > 0)
            && matches!(self.before(end), Lex::Side(_) | Lex::Recent);
        let forward = side == Side::Future;
        let vague = number.is_none() && !matches!(unit, Unit::Hour | Unit::Minute | Unit::Second);
        if vague {
            return Hit { kind: Kind::Vague, ..Hit::date(first, end, Precision::Vague, None) };
        }
        let days = self.reference.and_then(|r| {
            let other = length::shift(r, number.unwrap_or(0), unit, forward)?;
            // "the last two days" end yesterday.
            let r = if whole_days { calendar::add_days(r, if forward { 1 } else { -1 })? } else { r };
            Some(if forward { (r, other) } else { (other, r) })
        });
        let length = number.and_then(|n| length::of(f64::from(n), unit));
        Hit { length, approximate: number.is_none(), ..Hit::date(first, end, Precision::Range, days) }
    }

    fn unit(&self, i: usize) -> Option<Hit> {
        match (self.lex(i), self.lex(i + 1)) {
            (Lex::Unit(Unit::Year, Count::One), Lex::Digits(_)) => self.year_at(i, i + 1),
            (Lex::Unit(Unit::Year, Count::One), Lex::Thousand) => {
                let (year, end) = self.year_in_words(i + 1)?;
                Some(Hit::date(i, end, Precision::Year, calendar::year(year)))
            }
            (Lex::Unit(Unit::Month, Count::One), _) => self.month_alone(i, i + 1).or_else(|| self.duration(i, i)),
            _ => self.duration(i, i),
        }
    }

    fn year_at(&self, first: usize, at: usize) -> Option<Hit> {
        let Lex::Digits(y) = self.lex(at) else {
            return None;
        };
        let mark = self.lex(at + 1);
        let end = at + 1 + usize::from(matches!(mark, Lex::HijriMark | Lex::Christian));
        if Self::is_year(y) && mark != Lex::HijriMark {
            return Some(Hit::date(first, end, Precision::Year, calendar::year(i32::from(y))));
        }
        if (1300..=1500).contains(&y) && mark != Lex::Christian {
            let y = i32::from(y);
            let days =
                calendar::month(y, Month::Hijri(1)).zip(calendar::month(y, Month::Hijri(12))).map(|(a, b)| (a.0, b.1));
            return Some(Hit::date(first, end, Precision::Year, days));
        }
        None
    }

    /// "the years 2012 and 2013".
    fn years_of(&self, first: usize, i: usize) -> Option<Hit> {
        let Lex::Digits(a) = self.lex(i + 1) else {
            return None;
        };
        if !Self::is_year(a) {
            return None;
        }
        let joined =
            self.word(i + 2) == "و" || matches!(self.lex(i + 2), Lex::To) || matches!(self.word(i + 2), "-" | "–");
        match self.lex(i + 3) {
            Lex::Digits(b) if joined && Self::is_year(b) => {
                Some(Hit::date(first, i + 4, Precision::Range, span_of_years(a, b)))
            }
            _ => Some(Hit::date(first, i + 2, Precision::Year, calendar::year(i32::from(a)))),
        }
    }

    /// A year in digits behind "in", where no counted noun follows.
    fn bare_year(&self, i: usize) -> Option<Hit> {
        let Lex::Digits(y) = self.lex(i + 1) else {
            return None;
        };
        if !Self::is_year(y)
            || self.word(i + 1).len() != 4
            || self.day_month(i + 1).is_some()
            || self.numeric(i + 1).is_some()
        {
            return None;
        }
        let free = match self.text.tokens().get(i + 2) {
            None => true,
            Some(t) if t.kind == TokenKind::Punctuation => !matches!(self.word(i + 2), "/" | "-" | "%" | "٪"),
            Some(_) => {
                matches!(
                    self.lex(i + 2),
                    Lex::In
                        | Lex::From
                        | Lex::To
                        | Lex::Until
                        | Lex::Between
                        | Lex::After
                        | Lex::Before
                        | Lex::Did
                        | Lex::Christian
                ) || matches!(
                    self.word(i + 2),
                    "علي"
                        | "عن"
                        | "مع"
                        | "ان"
                        | "بعدما"
                        | "عندما"
                        | "حيث"
                        | "لكن"
                        | "و"
                        | "ثم"
                        | "او"
                        | "التي"
                        | "الذي"
                )
            }
        };
        free.then(|| Hit::date(i + 1, i + 2, Precision::Year, calendar::year(i32::from(y))))
    }
}

/// Why an expression is a time limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cue {
    /// A word for a time limit.
    Due,
    /// "Before" or "until".
    Limit,
}

fn offset(side: Side) -> i32 {
    match side {
        Side::Past => -1,
        Side::Current => 0,
        Side::Future => 1,
    }
}

/// Day first, unless a year of four digits stands first.
fn numeric_date(a: u16, b: u16, c: u16) -> Option<Date> {
    let (year, month, day) = match (a, c) {
        (1000.., _) => (a, b, c),
        (_, 1000..) if b > 12 => (c, a, b),
        (_, 1000..) => (c, b, a),
        _ => return None,
    };
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    // A year of the Hijri calendar.
    if (1300..=1500).contains(&year) {
        return (1..=12).contains(&month).then(|| calendar::day(i32::from(year), Month::Hijri(month), day))?;
    }
    calendar::day(i32::from(year), Month::Gregorian(month), day)
}

fn part_of_month(month: Days, part: Option<Part>) -> Option<Days> {
    let day = |n| calendar::add_days(month.0, n);
    match part {
        None => Some(month),
        Some(Part::Early) => Some((month.0, day(9)?)),
        Some(Part::Mid) => Some((day(10)?, day(19)?)),
        Some(Part::Late) => Some((day(20)?, month.1)),
    }
}

/// Early and late in a year are its first and last quarter; the middle is the two between.
fn part_of_year(year: i32, part: Part) -> Option<Days> {
    let (from, to) = match part {
        Part::Early => (1, 3),
        Part::Mid => (4, 9),
        Part::Late => (10, 12),
    };
    Some((calendar::month(year, Month::Gregorian(from))?.0, calendar::month(year, Month::Gregorian(to))?.1))
}

fn span_of_years(a: u16, b: u16) -> Option<Days> {
    let (first, last) = (calendar::year(i32::from(a))?.0, calendar::year(i32::from(b))?.1);
    (first <= last).then_some((first, last))
}
