//! Days of publication, as people and programs write them.

use jiff::ToSpan;
use marsad_time::{Date, Precision};

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// News older or newer than this is a mistake of the data.
const YEARS: std::ops::RangeInclusive<i16> = 1850..=2150;

/// The day that `value` names, as the clock of its own time zone shows it: RFC 3339 and what resembles it, RFC 2822, seconds
/// or milliseconds since 1970 (by UTC), `20150721`, day before month in `21/07/2015` (unless only the other order is a date),
/// English and Arabic month names. `None` if it names no day.
pub fn day(value: &str) -> Option<Date> {
    let value: String = value.trim().chars().take(200).map(western).collect();
    let words: Vec<&str> = value.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let found = match words.as_slice() {
        [] => None,
        [number] if number.bytes().all(|b| b.is_ascii_digit()) => match value.starts_with('-') {
            true => None,
            false => bare(number),
        },
        _ => numeric(&value).or_else(|| english(&words)).or_else(|| arabic(&value)),
    };
    found.filter(|d| YEARS.contains(&d.year()))
}

/// The first day that a line of a page names, which may have other words before it.
pub(crate) fn within(line: &str) -> Option<Date> {
    if let Some(found) = day(line) {
        return Some(found);
    }
    let line: String = line.chars().take(200).map(western).collect();
    let starts = line.char_indices().filter(|&(at, c)| {
        c.is_ascii_digit() && !line[..at].ends_with(|b: char| b.is_ascii_digit() || "/-.".contains(b))
    });
    starts.filter_map(|(at, _)| numeric(&line[at..])).find(|d| YEARS.contains(&d.year()))
}

/// Western digits for Arabic and Persian ones.
fn western(c: char) -> char {
    let digit = match c {
        '\u{0660}'..='\u{0669}' => u32::from(c) - 0x0660,
        '\u{06F0}'..='\u{06F9}' => u32::from(c) - 0x06F0,
        _ => return c,
    };
    char::from_digit(digit, 10).unwrap_or(c)
}

/// Digits alone: a day, a day with its time, or a count since 1970.
fn bare(number: &str) -> Option<Date> {
    let count: i64 = number.parse().ok()?;
    match number.len() {
        8 | 14 => date(number.get(..4)?, number.get(4..6)?, number.get(6..8)?),
        9 | 10 => since_1970(count),
        13 => since_1970(count / 1_000),
        16 => since_1970(count / 1_000_000),
        19 => since_1970(count / 1_000_000_000),
        _ => None,
    }
}

fn since_1970(seconds: i64) -> Option<Date> {
    let days = i32::try_from(seconds.div_euclid(86_400)).ok()?;
    Date::new(1970, 1, 1).ok()?.checked_add(days.days()).ok()
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// `2015-07-21…`, `21/07/2015…` and the like: three numbers with the same sign between them, nothing but a time behind them.
fn numeric(value: &str) -> Option<Date> {
    let end = value.find(|c: char| !c.is_ascii_digit())?;
    let sign = value[end..].chars().next().filter(|c| "-/.".contains(*c))?;
    let mut parts = value.splitn(3, sign);
    let (a, b, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let c = &rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())];
    // "2015-07-211" is no date with something behind it, "21/07/2015/3" none either.
    if rest[c.len()..].starts_with(sign) && sign != '-' {
        return None;
    }
    if a.len() == 4 {
        return date(a, b, c);
    }
    date(c, b, a).or_else(|| date(c, a, b))
}

/// An English month name with a year of four digits, and a day beside the month.
fn english(words: &[&str]) -> Option<Date> {
    let (at, month) = words.iter().enumerate().find_map(|(at, w)| {
        let w = w.to_ascii_lowercase();
        let name = w.is_ascii() && w.len() >= 3 && w != "mars" && w != "mayo";
        Some((at, MONTHS.iter().position(|m| name && w.starts_with(m))? + 1))
    })?;
    let number = |w: &str, digits: std::ops::RangeInclusive<usize>| {
        digits.contains(&w.len()) && w.bytes().all(|b| b.is_ascii_digit())
    };
    let year = words.iter().find(|w| number(w, 4..=4) && w.parse().is_ok_and(|y: i16| YEARS.contains(&y)))?;
    let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| words.get(at));
    // "21st"
    let day = beside.map(|w| w.trim_end_matches(|c: char| c.is_ascii_alphabetic())).find(|w| number(w, 1..=2))?;
    date(year, &month.to_string(), day)
}

/// The first whole day that an Arabic phrase names by itself.
fn arabic(value: &str) -> Option<Date> {
    // "24 April / Nisan 2020": both names of the month.
    let one_name = match value.split_once('/') {
        Some((before, behind)) if before.trim_end().ends_with(char::is_alphabetic) => {
            let behind = behind.trim_start();
            let name = behind.find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len());
            format!("{} {}", before.trim_end(), behind[name..].trim_start())
        }
        _ => value.to_owned(),
    };
    marsad_time::spans(&one_name, None).into_iter().find_map(|span| {
        let (first, last) = span.value?;
        (span.precision == Precision::Day && first == last).then_some(first)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_many_forms() {
        let forms = [
            "2015-07-21",
            "2015-07-21 08:32:00",
            "2015-07-21T23:59:00+03:00",
            "2015-07-21T00:30:00+0300",
            "2015/7/21",
            "21/07/2015",
            "07/21/2015",
            "21.7.2015 - 10:15",
            "20150721",
            "20150721083200",
            "1437465120",
            "1437465120000",
            "Tue, 21 Jul 2015 08:32:00 +0300",
            "Tue Jul 21 08:32:00 +0000 2015",
            "July 21st, 2015",
            "08:32 21 July 2015",
            "٢٠١٥-٠٧-٢١",
            "٢١/٠٧/٢٠١٥",
            // "Tuesday 21 July 2015", with the month names of the Levant and of Egypt
            "الثلاثاء 21 تموز 2015",
            "الثلاثاء ٢١ يوليو ٢٠١٥ - 08:32",
            "الثلاثاء 21 تموز / يوليو 2015 08:32",
        ];
        for form in forms {
            assert_eq!(day(form), Date::new(2015, 7, 21).ok(), "{form}");
        }
        assert_eq!(day("03/04/2015"), Date::new(2015, 4, 3).ok(), "day before month where both are dates");
    }

    #[test]
    fn what_names_no_day() {
        // "yesterday" and "July 2015": no day without another one
        for form in
            ["", "soon", "2014-02-30", "2015", "2015-07", "99999999", "-1437465120", "1/2/3", "أمس", "يوليو 2015"]
        {
            assert_eq!(day(form), None, "{form}");
        }
    }
}
