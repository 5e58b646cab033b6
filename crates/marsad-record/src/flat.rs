//! The flat table: one row an event, for those who work with data frames. `docs/output.md` tells every column.
//!
//! A record that is a reprint has no events; it gets one row in which the event's columns are empty, so that the outlet is
//! credited. An article without events has no row.

use std::borrow::Cow;
use std::io;

use crate::{Actor, DateRange, Event, Record};

/// The values of one column, row by row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells<'a> {
    /// Strings.
    Text(Vec<Option<&'a str>>),
    /// Lists of strings; an entry that is not known is empty, so that lists of one side run in parallel.
    List(Vec<Vec<&'a str>>),
    /// Days, ISO 8601.
    Day(Vec<Option<&'a str>>),
    /// Counts and offsets.
    Count(Vec<Option<u32>>),
    /// Numbers with a fraction.
    Number(Vec<Option<f64>>),
    /// Yes or no.
    Flag(Vec<Option<bool>>),
}

impl Cells<'_> {
    fn cell(&self, row: usize) -> Cow<'_, str> {
        fn owned<T: ToString>(value: Option<&T>) -> Cow<'static, str> {
            value.map_or(Cow::Borrowed(""), |v| Cow::Owned(v.to_string()))
        }
        match self {
            Cells::Text(cells) | Cells::Day(cells) => Cow::Borrowed(cells[row].unwrap_or("")),
            Cells::List(cells) => Cow::Owned(cells[row].join(";")),
            Cells::Count(cells) => owned(cells[row].as_ref()),
            Cells::Number(cells) => owned(cells[row].as_ref()),
            Cells::Flag(cells) => owned(cells[row].as_ref()),
        }
    }
}

/// A row: a record, and one of its events unless it is a reprint.
#[derive(Clone, Copy)]
struct Row<'a> {
    record: &'a Record,
    event: Option<&'a Event>,
}

impl<'a> Row<'a> {
    fn actor(self, id: &str) -> Option<&'a Actor> {
        self.record.actors.iter().find(|a| a.id == id)
    }

    /// What `of` says of each party whose id is given.
    fn each<'i>(self, ids: impl Iterator<Item = &'i str>, of: impl Fn(&'a Actor) -> Option<&'a str>) -> Vec<&'a str> {
        ids.map(|id| self.actor(id).and_then(&of).unwrap_or("")).collect()
    }
}

fn code(a: &Actor) -> Option<&str> {
    Some(&a.code)
}

fn role(a: &Actor) -> Option<&str> {
    Some(a.role.as_str())
}

fn name(a: &Actor) -> Option<&str> {
    Some(&a.name)
}

fn name_en(a: &Actor) -> Option<&str> {
    a.name_en.as_deref()
}

fn office(a: &Actor) -> Option<&str> {
    a.office.as_deref()
}

/// The columns of the flat table over `records`, in their order; the bodies of the articles last, `with_text`.
pub fn columns<'a>(records: &'a [Record], with_text: bool) -> Vec<(&'static str, Cells<'a>)> {
    let mut rows: Vec<Row<'a>> = Vec::new();
    for record in records {
        rows.extend(record.events.iter().map(|e| Row { record, event: Some(e) }));
        if record.reprint_of.is_some() && record.events.is_empty() {
            rows.push(Row { record, event: None });
        }
    }
    let rows = &rows;
    type Of<'a, T> = fn(Row<'a>, &'a Event) -> Option<T>;
    fn of<'a, T>(rows: &[Row<'a>], f: Of<'a, T>) -> Vec<Option<T>> {
        rows.iter().map(|r| r.event.and_then(|e| f(*r, e))).collect()
    }
    let article = |f: fn(&'a Record) -> Option<&'a str>| Cells::Text(rows.iter().map(|r| f(r.record)).collect());
    let text = |f: Of<'a, _>| Cells::Text(of(rows, f));
    let count = |f: Of<'a, _>| Cells::Count(of(rows, f));
    let number = |f: Of<'a, _>| Cells::Number(of(rows, f));
    let flag = |f: Of<'a, _>| Cells::Flag(of(rows, f));
    let day = |f: Of<'a, _>| Cells::Day(of(rows, f));
    fn list<'a>(rows: &[Row<'a>], f: impl Fn(Row<'a>, &'a Event) -> Vec<&'a str>) -> Cells<'a> {
        Cells::List(rows.iter().map(|r| r.event.map(|e| f(*r, e)).unwrap_or_default()).collect())
    }
    type Name = fn(&Actor) -> Option<&str>;
    let actors = |f: Name| list(rows, move |r, e| r.each(e.actors.iter().map(|p| &p.actor[..]), f));
    let recipients = |f: Name| list(rows, move |r, e| r.each(e.recipients.iter().map(|p| &p.actor[..]), f));
    let others = |f: Name| list(rows, move |r, e| r.each(e.others.iter().map(|p| &p.actor[..]), f));
    fn source<'a>(r: Row<'a>, e: &Event) -> Option<&'a Actor> {
        e.reported_by.as_ref().and_then(|s| r.actor(&s.actor))
    }
    fn start(d: &Option<DateRange>) -> Option<&str> {
        d.as_ref().map(|d| &d.start[..])
    }
    fn end(d: &Option<DateRange>) -> Option<&str> {
        d.as_ref().map(|d| &d.end[..])
    }
    let mut columns = vec![
        ("event_id", text(|_, e| Some(&e.id[..]))),
        ("article_id", article(|r| Some(&r.id))),
        ("published", Cells::Day(rows.iter().map(|r| r.record.published.as_deref()).collect())),
        ("outlet", article(|r| r.outlet.as_deref())),
        ("url", article(|r| r.url.as_deref())),
        ("title", article(|r| r.title.as_deref())),
        ("reprint_of", article(|r| r.reprint_of.as_deref())),
        ("type", text(|_, e| Some(e.event_type.as_str()))),
        ("mode", text(|_, e| e.mode.as_deref())),
        ("cameo", text(|_, e| Some(&e.cameo[..]))),
        ("status", text(|_, e| Some(e.status.as_str()))),
        ("background", flag(|_, e| Some(e.background))),
        ("actor_codes", actors(code)),
        ("actor_roles", actors(role)),
        ("actor_names", actors(name)),
        ("actor_names_en", actors(name_en)),
        ("actor_offices", actors(office)),
        ("recipient_codes", recipients(code)),
        ("recipient_roles", recipients(role)),
        ("recipient_names", recipients(name)),
        ("recipient_names_en", recipients(name_en)),
        ("recipient_offices", recipients(office)),
        ("other_codes", others(code)),
        ("other_roles", others(role)),
        ("other_names", others(name)),
        ("other_parts", list(rows, |_, e| e.others.iter().map(|o| o.part.as_str()).collect())),
        ("date_start", day(|_, e| start(&e.date))),
        ("date_end", day(|_, e| end(&e.date))),
        ("duration_minutes", count(|_, e| e.duration.map(|d| d.minutes))),
        ("duration_approximate", flag(|_, e| e.duration.map(|d| d.approximate))),
        ("place", text(|_, e| e.place.as_ref().map(|p| &p.name[..]))),
        ("place_country", text(|_, e| e.place.as_ref().and_then(|p| p.country.as_deref()))),
        ("place_geonames", count(|_, e| e.place.as_ref().and_then(|p| p.geonames))),
        ("place_lat", number(|_, e| e.place.as_ref().and_then(|p| p.lat))),
        ("place_lon", number(|_, e| e.place.as_ref().and_then(|p| p.lon))),
        ("topics", list(rows, |_, e| e.topics.iter().map(|t| &t.label[..]).collect())),
        ("source_kind", text(|_, e| e.reported_by.as_ref().map(|s| s.kind.as_str()))),
        ("source_code", text(|r, e| source(r, e).and_then(code))),
        ("source_role", text(|r, e| source(r, e).and_then(role))),
        ("source_name", text(|r, e| source(r, e).and_then(name))),
        ("deadline_start", day(|_, e| start(&e.deadline))),
        ("deadline_end", day(|_, e| end(&e.deadline))),
        ("killed", count(|_, e| e.magnitude.killed)),
        ("injured", count(|_, e| e.magnitude.injured)),
        ("detained", count(|_, e| e.magnitude.detained)),
        ("crowd", count(|_, e| e.magnitude.crowd)),
        ("amount", text(|_, e| e.magnitude.amount.as_deref())),
        ("at_least", flag(|_, e| Some(e.magnitude.at_least))),
        ("confidence", number(|_, e| Some(e.confidence))),
        ("mentions", count(|_, e| u32::try_from(e.mentions.len()).ok())),
        ("field", text(|_, e| e.mentions.first().map(|m| m.field.as_str()))),
        ("start", count(|_, e| e.mentions.first().map(|m| m.start))),
        ("end", count(|_, e| e.mentions.first().map(|m| m.end))),
        ("sentence_start", count(|_, e| e.mentions.first().map(|m| m.sentence[0]))),
        ("sentence_end", count(|_, e| e.mentions.first().map(|m| m.sentence[1]))),
        ("rule", text(|_, e| e.mentions.first().map(|m| &m.rule[..]))),
    ];
    if with_text {
        columns.push(("text", article(|r| r.text.as_deref())));
    }
    columns
}

/// The line of column names of the CSV form.
///
/// # Errors
/// Only those of writing to memory.
pub fn csv_header(with_text: bool) -> io::Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(columns(&[], with_text).iter().map(|(name, _)| *name))?;
    out.into_inner().map_err(|e| e.into_error())
}

/// The rows of `records` as CSV (RFC 4180, UTF-8, lists joined by `;`), without the line of column names.
///
/// # Errors
/// Only those of writing to memory.
pub fn csv(records: &[Record], with_text: bool) -> io::Result<Vec<u8>> {
    let columns = columns(records, with_text);
    let rows = match columns.first() {
        Some((_, Cells::Text(cells))) => cells.len(),
        _ => 0,
    };
    let mut out = csv::Writer::from_writer(Vec::new());
    for row in 0..rows {
        for (_, cells) in &columns {
            out.write_field(&*cells.cell(row))?;
        }
        out.write_record(None::<&[u8]>)?;
    }
    out.into_inner().map_err(|e| e.into_error())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{record, reprint};

    #[test]
    fn a_row_an_event_and_one_a_reprint() {
        let rows = String::from_utf8(csv(&[record(), reprint()], true).expect("valid")).expect("valid");
        let header = String::from_utf8(csv_header(true).expect("valid")).expect("valid");
        let table = header + &rows;
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let names = reader.headers().expect("valid").clone();
        let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a row")).collect();
        let cell = |row: usize, name: &str| {
            rows[row].get(names.iter().position(|n| n == name).expect("valid")).expect("valid")
        };
        assert_eq!(rows.len(), 2);
        let wanted = [
            ("event_id", "a#e1"),
            ("published", "2015-07-14"),
            ("title", "عنوان، \"مقتبس\"\nوسطر"),
            ("actor_codes", "FRA;UNK"),
            // The second is not known by an English name.
            ("actor_names_en", "Laurent Fabius;"),
            ("background", "false"),
            ("killed", "3"),
            ("place", ""),
            ("mentions", "2"),
            ("sentence_end", "40"),
            ("confidence", "0.5"),
            ("text", "نص"),
        ];
        for (name, value) in wanted {
            assert_eq!(cell(0, name), value, "{name}");
        }
        assert_eq!(
            (cell(1, "article_id"), cell(1, "reprint_of"), cell(1, "event_id"), cell(1, "type")),
            ("b", "a", "", "")
        );
    }
}
