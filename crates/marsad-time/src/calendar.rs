//! Date arithmetic that yields `None` where it leaves the calendar.

use icu_calendar::cal::Hijri;
use jiff::Span;
use jiff::civil::Date;

/// A month of one of the two calendars, 1 to 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Month {
    Gregorian(u8),
    Hijri(u8),
}

pub(crate) fn add_days(date: Date, days: i64) -> Option<Date> {
    date.checked_add(Span::new().try_days(days).ok()?).ok()
}

pub(crate) fn add_months(date: Date, months: i64) -> Option<Date> {
    date.checked_add(Span::new().try_months(months).ok()?).ok()
}

/// Days from `a` to `b`.
pub(crate) fn days_between(a: Date, b: Date) -> i64 {
    b.duration_since(a).as_hours() / 24
}

/// The day `day` of a month, in the years of the month's own calendar.
pub(crate) fn day(year: i32, month: Month, day: u8) -> Option<Date> {
    match month {
        Month::Gregorian(m) => {
            Date::new(i16::try_from(year).ok()?, i8::try_from(m).ok()?, i8::try_from(day).ok()?).ok()
        }
        Month::Hijri(m) => {
            let date = icu_calendar::Date::try_new_hijri_with_calendar(year, m, day, Hijri::new_umm_al_qura()).ok()?;
            // Day 719163 of that count is 1 January 1970.
            add_days(Date::new(1970, 1, 1).ok()?, date.to_rata_die().to_i64_date().checked_sub(719_163)?)
        }
    }
}

/// First and last day of a month.
pub(crate) fn month(year: i32, month: Month) -> Option<(Date, Date)> {
    let first = day(year, month, 1)?;
    let last = match month {
        Month::Gregorian(_) => first.last_of_month(),
        Month::Hijri(12) => add_days(day(year.checked_add(1)?, Month::Hijri(1), 1)?, -1)?,
        Month::Hijri(m) => add_days(day(year, Month::Hijri(m + 1), 1)?, -1)?,
    };
    Some((first, last))
}

/// First and last day of a year.
pub(crate) fn year(year: i32) -> Option<(Date, Date)> {
    Some((day(year, Month::Gregorian(1), 1)?, day(year, Month::Gregorian(12), 31)?))
}

/// The year of the month's calendar in which `date` lies, give or take one.
pub(crate) fn year_near(date: Date, month: Month) -> i32 {
    let year = i32::from(date.year());
    match month {
        Month::Gregorian(_) => year,
        Month::Hijri(_) => (year - 622) * 33 / 32,
    }
}

/// Sunday to Saturday around `date`.
pub(crate) fn week(date: Date) -> Option<(Date, Date)> {
    let first = add_days(date, -i64::from(date.weekday().to_sunday_zero_offset()))?;
    Some((first, add_days(first, 6)?))
}

/// The last given weekday (0 = Sunday) on or before `date`.
pub(crate) fn weekday_before(date: Date, weekday: u8) -> Option<Date> {
    let back = (i64::from(date.weekday().to_sunday_zero_offset()) - i64::from(weekday)).rem_euclid(7);
    add_days(date, -back)
}

/// The first given weekday (0 = Sunday) on or after `date`.
pub(crate) fn weekday_after(date: Date, weekday: u8) -> Option<Date> {
    let on = (i64::from(weekday) - i64::from(date.weekday().to_sunday_zero_offset())).rem_euclid(7);
    add_days(date, on)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn umm_al_qura_months() {
        let d = |y, m, d| Date::new(y, m, d).unwrap();
        assert_eq!(day(1435, Month::Hijri(9), 10), Some(d(2014, 7, 7)));
        assert_eq!(month(1435, Month::Hijri(9)), Some((d(2014, 6, 28), d(2014, 7, 27))));
        assert_eq!(day(1446, Month::Hijri(1), 1), Some(d(2024, 7, 7)));
    }

    #[test]
    fn weeks_begin_on_sunday() {
        let d = |y, m, d| Date::new(y, m, d).unwrap();
        assert_eq!(week(d(2014, 9, 22)), Some((d(2014, 9, 21), d(2014, 9, 27))));
        assert_eq!(weekday_before(d(2014, 9, 22), 1), Some(d(2014, 9, 22)));
        assert_eq!(weekday_after(d(2014, 9, 22), 0), Some(d(2014, 9, 28)));
        assert_eq!(days_between(d(2014, 9, 22), d(2015, 9, 22)), 365);
    }
}
