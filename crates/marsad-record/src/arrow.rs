//! The record in Arrow: [`nested`], one row an article with lists of structs as in JSON, and [`flat`], one row an event.
//!
//! Both have a fixed schema. Days are `Date32`, offsets and counts `UInt32`; every column may be null.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, ListArray, RecordBatch, StringArray, StructArray, UInt32Array,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, Field, Schema, SchemaRef};
use jiff::civil::Date;

use crate::flat::{Cells, columns};
use crate::{DateRange, Event, Record, Span};

/// A column's or a struct's fields with their names.
type Columns = Vec<(&'static str, ArrayRef)>;

/// The schema of [`flat`].
///
/// # Errors
/// None that these columns cause.
pub fn flat_schema(with_text: bool) -> Result<SchemaRef, ArrowError> {
    Ok(flat(&[], with_text)?.schema())
}

/// The schema of [`nested`].
///
/// # Errors
/// None that these columns cause.
pub fn nested_schema(with_text: bool) -> Result<SchemaRef, ArrowError> {
    Ok(nested(&[], with_text)?.schema())
}

/// One row an event, see [`crate::flat`]; lists are lists of strings.
///
/// # Errors
/// If a batch becomes larger than Arrow's offsets of 32 bits can address.
pub fn flat(records: &[Record], with_text: bool) -> Result<RecordBatch, ArrowError> {
    let columns = columns(records, with_text).into_iter().map(|(name, cells)| {
        let array = match cells {
            Cells::Text(cells) => text(cells),
            Cells::List(cells) => texts(cells.iter().map(|c| c.iter().copied()))?,
            Cells::Day(cells) => days(cells),
            Cells::Count(cells) => Arc::new(UInt32Array::from(cells)) as ArrayRef,
            Cells::Number(cells) => Arc::new(Float64Array::from(cells)),
            Cells::Flag(cells) => Arc::new(BooleanArray::from(cells)),
        };
        Ok((name, array))
    });
    batch(columns.collect::<Result<_, ArrowError>>()?)
}

/// One row an article, as in JSON: `events`, `actors`, `statements` and `tracks` are lists of structs.
///
/// # Errors
/// If a batch becomes larger than Arrow's offsets of 32 bits can address.
pub fn nested(records: &[Record], with_text: bool) -> Result<RecordBatch, ArrowError> {
    let of = |f: fn(&Record) -> Option<&str>| text(records.iter().map(f));
    let mut columns: Columns = vec![
        ("id", of(|r| Some(&r.id))),
        ("published", days(records.iter().map(|r| r.published.as_deref()))),
        ("outlet", of(|r| r.outlet.as_deref())),
        ("url", of(|r| r.url.as_deref())),
        ("title", of(|r| r.title.as_deref())),
        ("reprint_of", of(|r| r.reprint_of.as_deref())),
        ("language", of(|r| Some(&*r.language))),
        ("schema", of(|r| Some(&*r.schema))),
        ("events", list(records.iter().map(|r| &r.events[..]), events)?),
        ("actors", list(records.iter().map(|r| &r.actors[..]), actors)?),
        ("statements", list(records.iter().map(|r| &r.statements[..]), statements)?),
        ("tracks", list(records.iter().map(|r| &r.tracks[..]), tracks)?),
    ];
    if with_text {
        columns.push(("text", of(|r| r.text.as_deref())));
    }
    batch(columns)
}

fn events(events: &[&Event]) -> Result<Columns, ArrowError> {
    let magnitude = |f: fn(&Event) -> Option<u32>| counts(events.iter().map(|e| f(e)));
    let party = |parties: fn(&Event) -> &[crate::PartyRef]| {
        list(events.iter().map(|e| parties(e)), |p| Ok(vec![("actor", text(p.iter().map(|p| Some(&p.actor[..]))))]))
    };
    let place = |f: fn(&crate::Place) -> Option<&str>| text(events.iter().map(|e| e.place.as_ref().and_then(f)));
    let degrees = |f: fn(&crate::Place) -> Option<f64>| {
        Arc::new(events.iter().map(|e| e.place.as_ref().and_then(f)).collect::<Float64Array>()) as ArrayRef
    };
    Ok(vec![
        ("id", text(events.iter().map(|e| Some(&e.id[..])))),
        ("type", text(events.iter().map(|e| Some(e.event_type.as_str())))),
        ("mode", text(events.iter().map(|e| e.mode.as_deref()))),
        ("cameo", text(events.iter().map(|e| Some(&e.cameo[..])))),
        ("status", text(events.iter().map(|e| Some(e.status.as_str())))),
        ("background", flags(events.iter().map(|e| Some(e.background)))),
        ("actors", party(|e| &e.actors)?),
        ("recipients", party(|e| &e.recipients)?),
        (
            "others",
            list(events.iter().map(|e| &e.others[..]), |o| {
                Ok(vec![
                    ("actor", text(o.iter().map(|o| Some(&o.actor[..])))),
                    ("part", text(o.iter().map(|o| Some(o.part.as_str())))),
                ])
            })?,
        ),
        ("date", range(events.iter().map(|e| e.date.as_ref()).collect())?),
        (
            "duration",
            optional(
                events.iter().map(|e| e.duration.is_some()),
                vec![
                    ("minutes", counts(events.iter().map(|e| e.duration.map(|d| d.minutes)))),
                    ("approximate", flags(events.iter().map(|e| e.duration.map(|d| d.approximate)))),
                ],
            )?,
        ),
        (
            "place",
            optional(
                events.iter().map(|e| e.place.is_some()),
                vec![
                    ("name", place(|p| Some(&p.name))),
                    ("country", place(|p| p.country.as_deref())),
                    ("geonames", counts(events.iter().map(|e| e.place.as_ref().and_then(|p| p.geonames)))),
                    ("lat", degrees(|p| p.lat)),
                    ("lon", degrees(|p| p.lon)),
                    ("text", span(events.iter().map(|e| e.place.as_ref().map(|p| p.text)).collect())?),
                ],
            )?,
        ),
        (
            "topics",
            list(events.iter().map(|e| &e.topics[..]), |t| {
                Ok(vec![
                    ("label", text(t.iter().map(|t| Some(&t.label[..])))),
                    ("text", span(t.iter().map(|t| Some(t.text)).collect())?),
                ])
            })?,
        ),
        (
            "reported_by",
            optional(
                events.iter().map(|e| e.reported_by.is_some()),
                vec![
                    ("actor", text(events.iter().map(|e| e.reported_by.as_ref().map(|r| &r.actor[..])))),
                    ("kind", text(events.iter().map(|e| e.reported_by.as_ref().map(|r| r.kind.as_str())))),
                ],
            )?,
        ),
        ("deadline", range(events.iter().map(|e| e.deadline.as_ref()).collect())?),
        (
            "magnitude",
            structure(vec![
                ("killed", magnitude(|e| e.magnitude.killed)),
                ("injured", magnitude(|e| e.magnitude.injured)),
                ("detained", magnitude(|e| e.magnitude.detained)),
                ("crowd", magnitude(|e| e.magnitude.crowd)),
                ("amount", text(events.iter().map(|e| e.magnitude.amount.as_deref()))),
                ("at_least", flags(events.iter().map(|e| Some(e.magnitude.at_least)))),
            ])?,
        ),
        ("confidence", Arc::new(events.iter().map(|e| Some(e.confidence)).collect::<Float64Array>()) as ArrayRef),
        (
            "mentions",
            list(events.iter().map(|e| &e.mentions[..]), |m| {
                Ok(vec![
                    ("field", text(m.iter().map(|m| Some(m.field.as_str())))),
                    ("start", counts(m.iter().map(|m| Some(m.start)))),
                    ("end", counts(m.iter().map(|m| Some(m.end)))),
                    ("sentence_start", counts(m.iter().map(|m| Some(m.sentence[0])))),
                    ("sentence_end", counts(m.iter().map(|m| Some(m.sentence[1])))),
                    ("rule", text(m.iter().map(|m| Some(&m.rule[..])))),
                ])
            })?,
        ),
    ])
}

fn actors(actors: &[&crate::Actor]) -> Result<Columns, ArrowError> {
    Ok(vec![
        ("id", text(actors.iter().map(|a| Some(&a.id[..])))),
        ("name", text(actors.iter().map(|a| Some(&a.name[..])))),
        ("name_en", text(actors.iter().map(|a| a.name_en.as_deref()))),
        ("code", text(actors.iter().map(|a| Some(&a.code[..])))),
        ("role", text(actors.iter().map(|a| Some(a.role.as_str())))),
        ("office", text(actors.iter().map(|a| a.office.as_deref()))),
        ("wikidata", text(actors.iter().map(|a| a.wikidata.as_deref()))),
        ("kind", text(actors.iter().map(|a| Some(a.kind.as_str())))),
        (
            "mentions",
            list(actors.iter().map(|a| &a.mentions[..]), |m| {
                span_columns(&m.iter().map(|m| Some(**m)).collect::<Vec<_>>())
            })?,
        ),
    ])
}

fn statements(statements: &[&crate::Statement]) -> Result<Columns, ArrowError> {
    Ok(vec![
        ("speaker", text(statements.iter().map(|s| Some(&s.speaker[..])))),
        ("anonymous", flags(statements.iter().map(|s| Some(s.anonymous)))),
        ("quote", flags(statements.iter().map(|s| Some(s.quote)))),
        ("span", span(statements.iter().map(|s| Some(s.span)).collect())?),
        ("to", text(statements.iter().map(|s| s.to.as_deref()))),
    ])
}

fn tracks(tracks: &[&crate::Track]) -> Result<Columns, ArrowError> {
    Ok(vec![
        ("name", text(tracks.iter().map(|t| Some(&t.name[..])))),
        ("text", span(tracks.iter().map(|t| t.text).collect())?),
        ("parties", texts(tracks.iter().map(|t| t.parties.iter().map(|p| &p[..])))?),
        ("mediators", texts(tracks.iter().map(|t| t.mediators.iter().map(|p| &p[..])))?),
        ("subject", text(tracks.iter().map(|t| t.subject.as_deref()))),
        ("state", text(tracks.iter().map(|t| Some(t.state.as_str())))),
        ("venue", text(tracks.iter().map(|t| t.venue.as_deref()))),
        ("deadline", days(tracks.iter().map(|t| t.deadline.as_deref()))),
        ("next", text(tracks.iter().map(|t| t.next.as_deref()))),
        ("events", texts(tracks.iter().map(|t| t.events.iter().map(|e| &e[..])))?),
    ])
}

fn text<'a>(cells: impl IntoIterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(cells.into_iter().collect::<StringArray>())
}

fn counts(cells: impl IntoIterator<Item = Option<u32>>) -> ArrayRef {
    Arc::new(cells.into_iter().collect::<UInt32Array>())
}

fn flags(cells: impl IntoIterator<Item = Option<bool>>) -> ArrayRef {
    Arc::new(cells.into_iter().collect::<BooleanArray>())
}

/// Days since 1970-01-01; what is no date is null.
fn days<'a>(cells: impl IntoIterator<Item = Option<&'a str>>) -> ArrayRef {
    let epoch = Date::constant(1970, 1, 1);
    let day = |text: &str| {
        let date: Date = text.parse().ok()?;
        date.since(epoch).ok().map(|span| span.get_days())
    };
    Arc::new(cells.into_iter().map(|cell| cell.and_then(day)).collect::<Date32Array>())
}

fn range(ranges: Vec<Option<&DateRange>>) -> Result<ArrayRef, ArrowError> {
    optional(
        ranges.iter().map(Option::is_some),
        vec![
            ("start", days(ranges.iter().map(|r| r.map(|r| &r.start[..])))),
            ("end", days(ranges.iter().map(|r| r.map(|r| &r.end[..])))),
            ("text", span(ranges.iter().map(|r| r.map(|r| r.text)).collect())?),
        ],
    )
}

fn span_columns(spans: &[Option<Span>]) -> Result<Columns, ArrowError> {
    Ok(vec![
        ("field", text(spans.iter().map(|s| s.map(|s| s.field.as_str())))),
        ("start", counts(spans.iter().map(|s| s.map(|s| s.start)))),
        ("end", counts(spans.iter().map(|s| s.map(|s| s.end)))),
    ])
}

fn span(spans: Vec<Option<Span>>) -> Result<ArrayRef, ArrowError> {
    optional(spans.iter().map(Option::is_some), span_columns(&spans)?)
}

fn field(name: &str, array: &ArrayRef) -> Field {
    Field::new(name, array.data_type().clone(), true)
}

fn structure(columns: Columns) -> Result<ArrayRef, ArrowError> {
    structure_where(None, columns)
}

/// A struct that is null where `known` is false.
fn optional(known: impl Iterator<Item = bool>, columns: Columns) -> Result<ArrayRef, ArrowError> {
    structure_where(Some(known.collect()), columns)
}

fn structure_where(known: Option<NullBuffer>, columns: Columns) -> Result<ArrayRef, ArrowError> {
    let (names, arrays): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    let fields: Vec<Field> = names.iter().zip(&arrays).map(|(name, array)| field(name, array)).collect();
    Ok(Arc::new(StructArray::try_new(fields.into(), arrays, known)?))
}

fn list_of(lengths: impl IntoIterator<Item = usize>, items: ArrayRef) -> Result<ArrayRef, ArrowError> {
    let offsets = OffsetBuffer::from_lengths(lengths);
    let item = Arc::new(Field::new_list_field(items.data_type().clone(), true));
    Ok(Arc::new(ListArray::try_new(item, offsets, items, None)?))
}

/// A list of structs: `columns` makes the fields of all items of all rows.
fn list<'a, T: 'a>(
    rows: impl Iterator<Item = &'a [T]> + Clone,
    columns: impl Fn(&[&'a T]) -> Result<Columns, ArrowError>,
) -> Result<ArrayRef, ArrowError> {
    let items: Vec<&T> = rows.clone().flatten().collect();
    list_of(rows.map(<[T]>::len), structure(columns(&items)?)?)
}

fn texts<'a, I: Iterator<Item = &'a str> + Clone>(
    rows: impl Iterator<Item = I> + Clone,
) -> Result<ArrayRef, ArrowError> {
    let items: StringArray = rows.clone().flatten().map(Some).collect();
    list_of(rows.map(Iterator::count), Arc::new(items))
}

fn batch(columns: Columns) -> Result<RecordBatch, ArrowError> {
    let fields: Vec<Field> = columns.iter().map(|(name, array)| field(name, array)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns.into_iter().map(|(_, array)| array).collect())
}

#[cfg(test)]
mod tests {
    use arrow_array::Array;
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Date32Type, UInt32Type};

    use super::*;
    use crate::testing::{record, reprint};

    #[test]
    fn nested_keeps_what_json_holds() {
        let batch = nested(&[record(), reprint()], true).expect("valid");
        assert_eq!(batch.num_rows(), 2);
        assert_eq!(batch.schema(), nested_schema(true).expect("valid"));
        let column = |name: &str| batch.column_by_name(name).expect("valid");
        // 2015-07-14 is day 16,630 since 1970.
        assert_eq!(column("published").as_primitive::<Date32Type>().value(0), 16_630);
        assert_eq!(column("reprint_of").as_string::<i32>().value(1), "a");
        let events = column("events").as_list::<i32>();
        assert_eq!((events.value_length(0), events.value_length(1)), (1, 0));
        let event = events.value(0);
        let event = event.as_struct();
        let of = |name: &str| event.column_by_name(name).expect("valid");
        assert_eq!(of("actors").as_list::<i32>().value_length(0), 2);
        assert!(of("place").is_null(0) && of("deadline").is_null(0) && !of("date").is_null(0));
        let mentions = of("mentions").as_list::<i32>().value(0);
        let ends =
            mentions.as_struct().column_by_name("sentence_end").expect("valid").as_primitive::<UInt32Type>().clone();
        assert_eq!(ends.values(), &[40, 90]);
    }

    #[test]
    fn flat_has_the_columns_of_the_csv_form() {
        let batch = flat(&[record(), reprint()], false).expect("valid");
        assert_eq!(batch.schema(), flat_schema(false).expect("valid"));
        let names: Vec<String> = batch.schema().fields().iter().map(|f| f.name().clone()).collect();
        assert_eq!(
            names.join(",") + "\n",
            String::from_utf8(crate::flat::csv_header(false).expect("valid")).expect("valid")
        );
        let codes = batch.column_by_name("actor_codes").expect("valid").as_list::<i32>();
        assert_eq!((codes.value_length(0), codes.value_length(1)), (2, 0));
        assert!(batch.column_by_name("type").expect("valid").is_null(1));
    }
}
