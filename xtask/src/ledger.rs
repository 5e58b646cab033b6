//! `cargo xtask ledger [--count N] [--check] [--keep]`: makes N (1,000,000) records of the demo corpus, varied, adds them to a SQLite
//! ledger, asks it, and links its last day of 50,000. With `--check` a figure that misses its bar is a failure; with `--keep` the ledger
//! stays, for the desk's load test.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use anyhow::{Context, ensure};
use jiff::civil::{Date, date};

use crate::speed::{figures_met, wait};

/// Records of the last day.
const DAY: usize = 50_000;
/// Days over which the others lie.
const DAYS: usize = 3_650;
/// The first of them.
const FIRST: Date = date(2010, 1, 1);
/// Times that a question is asked; the middle one counts.
const ASKED: usize = 5;

/// Measures and prints.
pub fn run(root: &Path, args: &[String]) -> anyhow::Result<ExitCode> {
    let binary = crate::binary(root)?;
    let count: usize = match args.iter().position(|a| a == "--count").and_then(|at| args.get(at + 1)) {
        Some(n) => n.parse().context("--count wants a number")?,
        None => 1_000_000,
    };
    ensure!(count > DAY, "--count must be above {DAY}, the records of the last day");
    let folder = root.join("target/ledger-bench");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let ledger = folder.join("ledger.sqlite");
    let templates = templates(root, &binary)?;
    let command = |args: &[&str]| {
        let mut c = Command::new(&binary);
        c.arg("ledger").arg("--ledger").arg(&ledger).args(args).stdout(Stdio::null()).stderr(Stdio::null());
        c
    };
    let mut peak = 0;
    let add = |from: usize, to: usize, on: Option<usize>| -> anyhow::Result<(f64, u64)> {
        let start = Instant::now();
        let mut child = command(&["add", "--quiet", "-"]).stdin(Stdio::piped()).spawn()?;
        let input = child.stdin.take().context("no input")?;
        let held = std::thread::scope(|scope| {
            scope.spawn(|| write_records(input, &templates, from, to, on));
            wait(&mut child)
        })?;
        Ok((start.elapsed().as_secs_f64(), held))
    };
    let (seconds, held) = add(0, count - DAY, None)?;
    peak = held.max(peak);
    let rate = (count - DAY) as f64 / seconds;
    println!("{} records added in {seconds:.0} s", count - DAY);
    let timed = |args: &[&str]| -> anyhow::Result<(f64, u64)> {
        let start = Instant::now();
        let held = wait(&mut command(args).spawn()?)?;
        Ok((start.elapsed().as_secs_f64(), held))
    };
    let (seconds, held) = timed(&["link", "--quiet"])?;
    peak = held.max(peak);
    println!("{} records linked in {seconds:.0} s", count - DAY);
    let (seconds, held) = add(count - DAY, count, Some(DAYS))?;
    peak = held.max(peak);
    println!("{DAY} records of one day added in {seconds:.1} s ({:.0} a second)", DAY as f64 / seconds);
    let (day, held) = timed(&["link", "--quiet"])?;
    peak = held.max(peak);
    let mut middle = |args: &[&str]| -> anyhow::Result<f64> {
        let mut all = Vec::new();
        for _ in 0..ASKED {
            let (seconds, held) = timed(args)?;
            peak = held.max(peak);
            all.push(seconds * 1e3);
        }
        all.sort_by(f64::total_cmp);
        Ok(all[ASKED / 2])
    };
    let pair = middle(&["query", "--actor", "USA", "--actor", "RUS", "--series", "month"])?;
    // "the foreign minister", "the nuclear agreement"
    let words = middle(&["search", "وزير الخارجية"])?.max(middle(&["search", "\"الاتفاق النووي\""])?);
    let size = fs::metadata(&ledger)?.len();
    let figures = [
        ("records added a second", rate, 5_000.0, true),
        ("ms for a pair's time series by month, the whole command", pair, 100.0, false),
        ("ms for a full-text search, the whole command", words, 200.0, false),
        ("s to link one day's 50,000 records", day, 60.0, false),
        ("MB of memory at most", peak as f64 / 1e3, 1_000.0, false),
    ];
    println!("{count} records, {:.2} GB:", size as f64 / 1e9);
    let met = figures_met(&figures);
    if args.iter().any(|a| a == "--keep") {
        println!("kept: {}", ledger.display());
    } else {
        fs::remove_dir_all(&folder)?;
    }
    Ok(if met || !args.iter().any(|a| a == "--check") { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Letters that stand for each other in the words of other rounds.
const LETTERS: &str = "بتثجحخدذرزسشصضطظعغفقكلمنهوي";

/// A word as another round has it: half of the words are others in each, so that what is told there is not told in these words.
fn turned(word: &str, round: u64) -> String {
    let hash = word.bytes().fold(round, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3));
    if hash >> 40 & 1 == 0 {
        return word.to_owned();
    }
    let letters: Vec<char> = LETTERS.chars().collect();
    let turn = |c: char| letters.iter().position(|&l| l == c).map(|at| letters[(at + round as usize) % letters.len()]);
    word.chars().map(|c| turn(c).unwrap_or(c)).collect()
}

/// A piece of a record's line.
enum Part {
    /// As it is.
    Text(String),
    /// The article's id.
    Id,
    /// A day, counted from the day of publication.
    Day(i32),
    /// A country, by its place among all.
    Country(usize),
    /// A GeoNames id.
    Place(u64),
    /// An Arabic word of five letters or more.
    Word(String),
}

/// The records of the demo corpus, taken apart where they are varied, and the codes of all countries.
struct Templates {
    records: Vec<Vec<Part>>,
    countries: Vec<String>,
}

fn templates(root: &Path, binary: &Path) -> anyhow::Result<Templates> {
    let table = fs::read_to_string(root.join("lexicon/codes/countries.tsv"))?;
    let countries: Vec<String> =
        table.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split('\t').next()).map(str::to_owned).collect();
    let out = root.join("target/ledger-bench/records.jsonl");
    crate::code_corpus(root, binary, &out)?;
    let records =
        fs::read_to_string(out)?.lines().map(|line| take_apart(line, &countries)).collect::<anyhow::Result<_>>()?;
    Ok(Templates { records, countries })
}

fn take_apart(line: &str, countries: &[String]) -> anyhow::Result<Vec<Part>> {
    let record: serde_json::Value = serde_json::from_str(line)?;
    let id = record["id"].as_str().context("a record without an id")?;
    let published: Date = record["published"].as_str().context("a record without a day")?.parse()?;
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let word = |n: usize| rest.get(1..n).filter(|_| c == '"');
        let day = word(11).filter(|_| rest.as_bytes().get(11) == Some(&b'"')).and_then(|w| w.parse::<Date>().ok());
        // A sector may be spelled as a country is.
        let named = text.ends_with("\"code\":") || text.ends_with("\"country\":");
        let code = word(4).filter(|_| named && rest.as_bytes().get(4) == Some(&b'"'));
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let letters = |c: &char| LETTERS.contains(*c);
        let word_letters = rest.chars().take_while(letters).count();
        let inside = text.chars().next_back().is_some_and(|before| letters(&before));
        let part = if digits > 0 && text.ends_with("\"geonames\":") {
            Some((0, digits, Part::Place(rest[..digits].parse()?)))
        } else if word_letters >= 5 && !inside {
            let word: String = rest.chars().take(word_letters).collect();
            Some((0, word.len(), Part::Word(word)))
        } else if rest.starts_with(id) {
            Some((0, id.len(), Part::Id))
        } else if let Some(day) = day {
            Some((1, 10, Part::Day(day.since(published)?.get_days())))
        } else {
            code.and_then(|w| countries.iter().position(|k| k == w)).map(|at| (1, 3, Part::Country(at)))
        };
        match part {
            Some((before, length, part)) => {
                text.push_str(&rest[..before]);
                parts.push(Part::Text(std::mem::take(&mut text)));
                parts.push(part);
                rest = &rest[before + length..];
            }
            None => {
                text.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    parts.push(Part::Text(text));
    Ok(parts)
}

/// Writes the records `from..to`. Each round of the corpus plays among other countries and on another day, or all on one.
fn write_records(
    out: impl Write,
    templates: &Templates,
    from: usize,
    to: usize,
    on: Option<usize>,
) -> anyhow::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, out);
    for n in from..to {
        let round = (n / templates.records.len()) as u64;
        let mixed = (round + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let turn = (mixed >> 40) as usize;
        let day = on.unwrap_or((mixed >> 8) as usize % DAYS);
        let published = FIRST.checked_add(jiff::Span::new().days(day as i64))?;
        for part in &templates.records[n % templates.records.len()] {
            match part {
                Part::Text(text) => out.write_all(text.as_bytes())?,
                Part::Id => write!(out, "bench-{n}")?,
                Part::Day(offset) => write!(out, "{}", published.saturating_add(jiff::Span::new().days(*offset)))?,
                Part::Place(id) => write!(out, "{}", id + round)?,
                Part::Word(word) => out.write_all(turned(word, round).as_bytes())?,
                Part::Country(at) => {
                    out.write_all(templates.countries[(at + turn) % templates.countries.len()].as_bytes())?;
                }
            }
        }
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}
