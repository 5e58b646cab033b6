//! `cargo xtask times [--speed]`: runs the time and number specs of Recognizers-Text in `../shared/external/time`, prints the share
//! of rows right and each row that differs by its number with a cause, and writes nothing. With `--speed` it measures the time
//! library alone over the newspaper articles.
//!
//! A row is right if exactly the spans it wants are found and, where the suite tests values, each has the value wanted: for
//! dates in both readings, with the tense told to be future and past.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context;
use marsad_text::Text;
use marsad_time::{Date, Kind, Options, Tense, TimeSpan, find, find_with, numbers};
use serde_json::Value;

/// Rows that differ for a reason known, by suite, cause and row number counted from 1.
const CAUSES: &[(&str, &str, &[usize])] = &[
    ("DateExtractor", "their convention: the last day is yesterday", &[49, 50]),
    ("DateExtractor", "their convention: the preposition belongs to the day", &[67, 69, 72]),
    ("DateExtractor", "wrong row: year and day in reverse", &[106]),
    ("DateExtractor", "wrong row: part of a newspaper's name", &[118]),
    ("DateParser", "their convention: the year stands first", &[10]),
    ("DateParser", "their convention: the month stands first", &[21, 22]),
    ("DateParser", "news reading: the weekday tells the year", &[25]),
    ("DateParser", "their convention: weeks begin on Monday", &[42, 45, 46]),
    ("DateParser", "their convention: the last day is yesterday", &[47, 48]),
    ("DateParser", "wrong row: no Arabic for today", &[55]),
    ("DateParser", "their convention: months ago is one day", &[59, 88]),
    ("DateParser", "their convention: a few is three", &[60, 61]),
    ("DateParser", "their convention: this month, whatever the tense", &[63, 64, 69]),
    ("DateParser", "wrong row: from now, but back", &[91, 93]),
    ("DurationParser", "wrong row: the counted noun with the article", &[5]),
    ("DurationParser", "news reading: all day is a date", &[16]),
    ("NumberModel", "wrong row: value", &[17, 45, 54, 65, 67, 239, 243]),
    ("NumberModel", "news reading: five, not a fifth", &[213]),
    ("NumberModel", "wrong row: limits or text not of the input", &[132, 133, 134, 135, 240, 245, 263, 264]),
    ("NumberModel", "wrong row: no Arabic", &[73, 241, 248]),
    ("NumberModel", "wrong row: digits in the order of the page", &[39, 125, 126, 127]),
    ("NumberModel", "news reading: a price, not an eighth", &[91, 115, 190]),
    ("NumberModel", "not read", &[216, 222, 250]),
];

/// What a row of a suite asks.
type Check = fn(&Value) -> Verdict;

/// How a row came out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Right,
    Missed,
    Span,
    Value,
    Extra,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Verdict::Right => "right",
            Verdict::Missed => "missed",
            Verdict::Span => "other limits",
            Verdict::Value => "other value",
            Verdict::Extra => "found where nothing is wanted",
        }
    }
}

/// Suites with the least share of rows that are to be right.
const SUITES: [(&str, f64, Check); 4] = [
    ("DateExtractor", 85.0, date_spans),
    ("DateParser", 75.0, date_values),
    ("DurationParser", 75.0, durations),
    ("NumberModel", 80.0, number_values),
];

/// Runs all suites.
pub fn run(root: &Path, args: &[String]) -> anyhow::Result<ExitCode> {
    if args.iter().any(|a| a == "--speed") {
        return speed(root);
    }
    let folder = root.join("../shared/external/time");
    if !folder.is_dir() {
        println!("../shared/external/time is absent: no specs to run");
        return Ok(ExitCode::SUCCESS);
    }
    for (name, bar, check) in SUITES {
        let path = folder.join(format!("{name}.json"));
        let Ok(text) = fs::read_to_string(&path) else {
            println!("{name}: {} is absent", path.display());
            continue;
        };
        let rows: Vec<Value> = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
        report(name, bar, &rows.iter().map(check).collect::<Vec<_>>());
    }
    Ok(ExitCode::SUCCESS)
}

fn report(name: &str, bar: f64, verdicts: &[Verdict]) {
    let right = verdicts.iter().filter(|&&v| v == Verdict::Right).count();
    let share = 100.0 * right as f64 / verdicts.len().max(1) as f64;
    let missed = if share < bar { ": MISSED" } else { "" };
    println!("{name}: {right} of {} rows, {share:.1} % (bar: {bar} %){missed}", verdicts.len());
    let mut causes: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (row, verdict) in verdicts.iter().enumerate().filter(|(_, v)| **v != Verdict::Right) {
        let known = CAUSES.iter().find(|(suite, _, rows)| *suite == name && rows.contains(&(row + 1)));
        let cause = known.map_or_else(|| verdict.word().to_owned(), |(_, cause, _)| (*cause).to_owned());
        causes.entry(cause).or_default().push(row + 1);
    }
    for (cause, rows) in causes {
        println!("  {cause}: {}", rows.iter().map(usize::to_string).collect::<Vec<_>>().join(" "));
    }
}

fn input(row: &Value) -> &str {
    row["Input"].as_str().unwrap_or("")
}

fn results(row: &Value) -> &[Value] {
    row["Results"].as_array().map_or(&[], Vec::as_slice)
}

/// Limits of a wanted span in scalar values.
fn limits(result: &Value) -> (usize, usize) {
    let number = |key: &str| result[key].as_u64().map(|n| n as usize);
    let start = number("Start").unwrap_or(0);
    let end = number("End").map_or_else(|| start + number("Length").unwrap_or(0), |end| end + 1);
    (start, end)
}

/// The day against which a row is read; where it names none any will do.
fn reference(row: &Value) -> Option<Date> {
    row["Context"]["ReferenceDateTime"].as_str().unwrap_or("2016-11-07").get(..10)?.parse().ok()
}

fn spans(row: &Value, tense: Tense) -> (Text<'_>, Vec<TimeSpan>) {
    let text = Text::new(input(row));
    let found = find_with(&text, reference(row), Options::CHAT, |_| tense);
    (text, found)
}

fn chars(text: &Text<'_>, start: u32, end: u32) -> (usize, usize) {
    let span = text.char_span(start..end);
    (span.start as usize, span.end as usize)
}

fn is_date(span: &TimeSpan) -> bool {
    matches!(span.kind, Kind::Date | Kind::Deadline | Kind::Vague)
}

fn same_spans(found: &[(usize, usize)], wanted: &[(usize, usize)]) -> Verdict {
    match (found, wanted) {
        _ if found == wanted => Verdict::Right,
        (_, []) => Verdict::Extra,
        ([], _) => Verdict::Missed,
        _ => Verdict::Span,
    }
}

fn date_spans(row: &Value) -> Verdict {
    let (text, found) = spans(row, Tense::Unknown);
    let found: Vec<_> = found.iter().filter(|s| is_date(s)).map(|s| chars(&text, s.start, s.end)).collect();
    same_spans(&found, &results(row).iter().map(limits).collect::<Vec<_>>())
}

/// The span that shares a character with the wanted one.
fn meeting<'s>(text: &Text<'_>, found: &'s [TimeSpan], wanted: &Value) -> Option<&'s TimeSpan> {
    let (from, to) = limits(wanted);
    found.iter().find(|s| {
        let (a, b) = chars(text, s.start, s.end);
        a < to && from < b
    })
}

/// Whether a value wanted in each of the two readings is the one given.
fn date_values(row: &Value) -> Verdict {
    for (tense, key) in [(Tense::Future, "FutureResolution"), (Tense::Past, "PastResolution")] {
        let (text, found) = spans(row, tense);
        for wanted in results(row) {
            let Some(span) = meeting(&text, &found, wanted) else { return Verdict::Missed };
            let value = wanted["Value"][key]["date"].as_str().unwrap_or("");
            // The first day of the calendar stands for a day that does not exist.
            let day: Option<Date> = value.parse().ok().filter(|_| value != "0001-01-01");
            if span.value != day.map(|d| (d, d)) {
                return Verdict::Value;
            }
        }
    }
    Verdict::Right
}

fn durations(row: &Value) -> Verdict {
    let (text, found) = spans(row, Tense::Unknown);
    for wanted in results(row) {
        let Some(span) = meeting(&text, &found, wanted) else { return Verdict::Missed };
        let seconds: Option<f64> =
            wanted["Value"]["FutureResolution"]["duration"].as_str().and_then(|s| s.parse().ok());
        if span.length.map(|l| l.as_secs_f64()) != seconds {
            return Verdict::Value;
        }
    }
    Verdict::Right
}

fn number_values(row: &Value) -> Verdict {
    let text = Text::new(input(row));
    // These specs take digits with letters at them for no numbers.
    let found: Vec<_> = numbers(&text).into_iter().filter(|n| !n.glued).collect();
    let limits: Vec<_> = results(row).iter().map(limits).collect();
    let verdict = same_spans(&found.iter().map(|n| chars(&text, n.start, n.end)).collect::<Vec<_>>(), &limits);
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs());
    let wanted = results(row).iter().map(|r| r["Resolution"]["value"].as_str().and_then(|v| v.parse::<f64>().ok()));
    let values = found.iter().zip(wanted).all(|(n, w)| w.is_some_and(|w| close(n.value, w)));
    if verdict == Verdict::Right && !values { Verdict::Value } else { verdict }
}

/// Least megabytes of UTF-8 a second, and runs of which the best counts.
const SPEED: (f64, usize) = (20.0, 7);

/// The finding of times in texts that are cut into words already.
fn speed(root: &Path) -> anyhow::Result<ExitCode> {
    let articles = crate::speed::articles(root)?;
    let rows = fs::read_to_string(articles)?;
    let bodies: Vec<String> = rows
        .lines()
        .filter_map(|l| serde_json::from_str::<Value>(l).ok()?["text"].as_str().map(str::to_owned))
        .collect();
    let texts: Vec<Text<'_>> = bodies.iter().map(|b| Text::new(b)).collect();
    let reference = Date::new(2015, 7, 23).ok();
    let bytes: usize = bodies.iter().map(String::len).sum();
    let (mut best, mut count) = (f64::INFINITY, 0);
    for _ in 0..SPEED.1 {
        let start = Instant::now();
        count = texts.iter().map(|t| find(t, reference, |_| Tense::Unknown).len()).sum();
        best = best.min(start.elapsed().as_secs_f64());
    }
    let rate = bytes as f64 / 1e6 / best;
    let missed = if rate < SPEED.0 { ": MISSED" } else { "" };
    println!(
        "{count} times in {:.1} MB: {rate:.1} MB a second (bar: at least {}){missed}",
        bytes as f64 / 1e6,
        SPEED.0
    );
    Ok(ExitCode::SUCCESS)
}
