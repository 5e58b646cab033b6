//! Answers as a table, CSV or JSON lines.

use std::io::{self, Write};

use clap::ValueEnum;
use marsad_explain::pretty::isolate;
use marsad_ledger::{Answer, Count, Hit};
use marsad_record::{Field, Span};
use serde::Serialize;

use super::parquet::Kind;

/// How answers are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For reading in a terminal.
    Table,
    /// Comma-separated values with a header.
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// Apache Parquet with the columns of csv; for lists of events and acts.
    Parquet,
}

/// A line of CSV (RFC 4180).
pub(super) fn csv(out: &mut dyn Write, cells: &[String]) -> io::Result<()> {
    for (i, cell) in cells.iter().enumerate() {
        let comma = if i > 0 { "," } else { "" };
        if cell.contains(['"', ',', '\n', '\r']) {
            write!(out, "{comma}\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            write!(out, "{comma}{cell}")?;
        }
    }
    writeln!(out)
}

pub(super) fn json<T: Serialize>(out: &mut dyn Write, value: &T) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)
}

/// Columns of events in CSV and Parquet.
const COLUMNS: &[(&str, Kind)] = &[
    ("id", Kind::Text),
    ("act", Kind::Text),
    ("type", Kind::Text),
    ("mode", Kind::Text),
    ("cameo", Kind::Text),
    ("quad", Kind::Whole),
    ("score", Kind::Number),
    ("status", Kind::Text),
    ("background", Kind::Flag),
    ("start", Kind::Text),
    ("end", Kind::Text),
    ("actors", Kind::Text),
    ("recipients", Kind::Text),
    ("place", Kind::Text),
    ("country", Kind::Text),
    ("source_kind", Kind::Text),
    ("confidence", Kind::Number),
    ("article", Kind::Text),
    ("published", Kind::Text),
    ("outlet", Kind::Text),
    ("url", Kind::Text),
    ("spans", Kind::Text),
];

/// The header of a table of columns.
pub(super) fn head(out: &mut dyn Write, columns: &[(&str, Kind)]) -> io::Result<()> {
    csv(out, &columns.iter().map(|c| c.0.to_owned()).collect::<Vec<_>>())
}

fn named(a: &Answer, side: &str, code: bool) -> String {
    let one = |p: &marsad_ledger::Party| {
        if code { format!("{}:{}", p.code, p.role) } else { format!("{} [{} {}]", isolate(&p.name), p.code, p.role) }
    };
    let all: Vec<String> = a.parties.iter().filter(|p| p.side == side).map(one).collect();
    all.join(if code { ";" } else { ", " })
}

/// Spans in one cell or line.
pub(super) fn spans(spans: &[Span], between: &str) -> String {
    spans.iter().map(ToString::to_string).collect::<Vec<_>>().join(between)
}

/// A text; empty for none.
pub(super) fn or(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}

/// Days for people.
pub(super) fn days(start: Option<&str>, end: Option<&str>) -> String {
    match (start, end) {
        (Some(start), Some(end)) if start != end => format!("{start} to {end}"),
        (Some(start), _) => start.to_owned(),
        _ => "undated".to_owned(),
    }
}

/// The cells of an event.
fn cells(a: &Answer) -> Vec<String> {
    vec![
        a.id.clone(),
        or(&a.act),
        a.event_type.clone(),
        or(&a.mode),
        a.cameo.clone(),
        a.quad.to_string(),
        a.score.to_string(),
        a.status.clone(),
        a.background.to_string(),
        or(&a.start),
        or(&a.end),
        named(a, "actor", true),
        named(a, "recipient", true),
        or(&a.place),
        or(&a.country),
        or(&a.source_kind),
        a.confidence.to_string(),
        a.article.clone(),
        or(&a.published),
        or(&a.outlet),
        or(&a.url),
        spans(&a.spans, ";"),
    ]
}

/// What `query` and `acts` list.
pub(super) trait Listed {
    /// Columns in CSV and Parquet.
    const COLUMNS: &'static [(&'static str, Kind)];

    /// One cell a column.
    fn cells(&self) -> Vec<String>;

    /// Prints one of a list.
    fn print(&self, out: &mut dyn Write, format: Format) -> io::Result<()>;
}

impl Listed for Answer {
    const COLUMNS: &'static [(&'static str, Kind)] = COLUMNS;

    fn cells(&self) -> Vec<String> {
        cells(self)
    }

    fn print(&self, out: &mut dyn Write, format: Format) -> io::Result<()> {
        answer(out, format, self)
    }
}

/// One event.
fn answer(out: &mut dyn Write, format: Format, a: &Answer) -> io::Result<()> {
    match format {
        Format::Jsonl => json(out, a),
        Format::Csv | Format::Parquet => csv(out, &cells(a)),
        Format::Table => {
            let day = days(a.start.as_deref(), a.end.as_deref());
            let mode = a.mode.as_deref().map(|m| format!(" ({m})")).unwrap_or_default();
            let verdict = a.verdict.as_deref().map(|v| format!(", {v}")).unwrap_or_default();
            writeln!(out, "{day}  {}{mode} {}{verdict}  {}", a.event_type, a.status, isolate(&a.id))?;
            writeln!(out, "  {} → {}", named(a, "actor", false), named(a, "recipient", false))?;
            if let Some(place) = &a.place {
                writeln!(out, "  at {} {}", isolate(place), or(&a.country))?;
            }
            if let Some(words) = &a.words {
                writeln!(out, "  {}", isolate(words))?;
            }
            let outlet = a.outlet.as_deref().map(isolate).unwrap_or_default();
            writeln!(out, "  {outlet} {} {} {}", or(&a.published), or(&a.url), spans(&a.spans, " "))?;
            writeln!(out)
        }
    }
}

/// A time series.
pub fn series(out: &mut dyn Write, format: Format, counts: &[Count]) -> io::Result<()> {
    let columns = ["from", "acts", "cooperation", "conflict", "cooperation_score", "conflict_score", "mean"];
    let cells = |c: &Count| {
        [
            c.from.clone(),
            c.acts.to_string(),
            c.cooperation.to_string(),
            c.conflict.to_string(),
            format!("{:.1}", c.cooperation_score),
            format!("{:.1}", c.conflict_score),
            format!("{:.2}", c.mean()),
        ]
    };
    match format {
        Format::Jsonl => counts.iter().try_for_each(|c| json(out, c)),
        Format::Csv | Format::Parquet => {
            csv(out, &columns.map(str::to_owned))?;
            counts.iter().try_for_each(|c| csv(out, &cells(c)))
        }
        Format::Table => {
            let line = |out: &mut dyn Write, c: &[String; 7]| {
                let [from, acts, coop, conf, plus, minus, mean] = c;
                writeln!(out, "{from:10} {acts:>7} {coop:>11} {conf:>8} {plus:>17} {minus:>14} {mean:>6}")
            };
            line(out, &columns.map(str::to_owned))?;
            counts.iter().try_for_each(|c| {
                let mut cells = cells(c);
                if cells[0].is_empty() {
                    cells[0] = "undated".to_owned();
                }
                line(out, &cells)
            })
        }
    }
}

/// Scalar values shown on either side of a hit.
const AROUND: u32 = 60;

/// Articles that were found.
pub fn hits(out: &mut dyn Write, format: Format, hits: &[Hit]) -> io::Result<()> {
    if format == Format::Csv {
        csv(out, &["article", "published", "outlet", "url", "title", "spans"].map(str::to_owned))?;
    }
    for h in hits {
        match format {
            Format::Jsonl => json(out, h)?,
            Format::Csv | Format::Parquet => {
                let cells = [
                    h.article.clone(),
                    or(&h.published),
                    or(&h.outlet),
                    or(&h.url),
                    or(&h.title),
                    spans(&h.spans, ";"),
                ];
                csv(out, &cells)?;
            }
            Format::Table => {
                writeln!(
                    out,
                    "{}  {} {} {}",
                    isolate(&h.article),
                    or(&h.published),
                    isolate(&or(&h.outlet)),
                    or(&h.url)
                )?;
                if let Some(first) = h.spans.first() {
                    let title = first.field == Field::Title;
                    let whole = if title { or(&h.title) } else { or(&h.text) };
                    let from = first.start.saturating_sub(AROUND);
                    let until = first.start + 2 * AROUND;
                    let mut shown = String::new();
                    for (i, c) in whole.chars().enumerate().skip(from as usize) {
                        let i = i as u32;
                        if i >= until {
                            break;
                        }
                        let here = |at: u32| h.spans.iter().any(|s| s.field == first.field && at == s.start);
                        let ends = |at: u32| h.spans.iter().any(|s| s.field == first.field && at == s.end);
                        if ends(i) {
                            shown.push('】');
                        }
                        if here(i) {
                            shown.push('【');
                        }
                        shown.push(c);
                    }
                    writeln!(out, "  {}", isolate(&shown))?;
                }
                writeln!(out, "  {}", spans(&h.spans, " "))?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn csv_quotes_what_would_break_a_line() {
        let mut out = Vec::new();
        csv(&mut out, &["a,b".to_owned(), "say \"c\"\n".to_owned(), "d".to_owned()]).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\"a,b\",\"say \"\"c\"\"\n\",d\n");
    }
}
