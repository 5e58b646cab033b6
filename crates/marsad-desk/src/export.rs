//! The events of a view as a file: CSV, JSON lines or Parquet.

use std::fmt::Write as _;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use marsad_ledger::Answer;
use parquet::arrow::ArrowWriter;

use crate::answer;
use crate::error::{Error, Result};
use crate::params::Params;
use crate::reads::Given;
use crate::state::App;

/// Most events in a file: they are held in memory.
const MOST: usize = 50_000;

/// The values of a column, one an event.
enum Cells {
    Text(Vec<Option<String>>),
    Int(Vec<Option<i64>>),
    Real(Vec<Option<f64>>),
    Truth(Vec<bool>),
}

fn parties(a: &Answer, side: &str, names: bool) -> Option<String> {
    let one = |p: &marsad_ledger::Party| if names { p.name.clone() } else { format!("{}:{}", p.code, p.role) };
    let all: Vec<String> = a.parties.iter().filter(|p| p.side == side).map(one).collect();
    (!all.is_empty()).then(|| all.join(";"))
}

fn spans(a: &Answer) -> String {
    a.spans.iter().map(ToString::to_string).collect::<Vec<_>>().join(";")
}

fn columns(events: &[Answer]) -> Vec<(&'static str, Cells)> {
    let text = |f: &dyn Fn(&Answer) -> Option<String>| Cells::Text(events.iter().map(f).collect());
    let int = |f: &dyn Fn(&Answer) -> Option<i64>| Cells::Int(events.iter().map(f).collect());
    let real = |f: &dyn Fn(&Answer) -> Option<f64>| Cells::Real(events.iter().map(f).collect());
    vec![
        ("id", text(&|a| Some(a.id.clone()))),
        ("act", text(&|a| a.act.clone())),
        ("type", text(&|a| Some(a.event_type.clone()))),
        ("mode", text(&|a| a.mode.clone())),
        ("cameo", text(&|a| Some(a.cameo.clone()))),
        ("quad", int(&|a| Some(a.quad))),
        ("score", real(&|a| Some(a.score))),
        ("status", text(&|a| Some(a.status.clone()))),
        ("background", Cells::Truth(events.iter().map(|a| a.background).collect())),
        ("start", text(&|a| a.start.clone())),
        ("end", text(&|a| a.end.clone())),
        ("actors", text(&|a| parties(a, "actor", false))),
        ("actor_names", text(&|a| parties(a, "actor", true))),
        ("recipients", text(&|a| parties(a, "recipient", false))),
        ("recipient_names", text(&|a| parties(a, "recipient", true))),
        ("place", text(&|a| a.place.clone())),
        ("country", text(&|a| a.country.clone())),
        ("lat", real(&|a| a.lat)),
        ("lon", real(&|a| a.lon)),
        ("killed", int(&|a| a.counts[0])),
        ("injured", int(&|a| a.counts[1])),
        ("detained", int(&|a| a.counts[2])),
        ("crowd", int(&|a| a.counts[3])),
        ("source_kind", text(&|a| a.source_kind.clone())),
        ("confidence", real(&|a| Some(a.confidence))),
        ("verdict", text(&|a| a.verdict.clone())),
        ("article", text(&|a| Some(a.article.clone()))),
        ("published", text(&|a| a.published.clone())),
        ("outlet", text(&|a| a.outlet.clone())),
        ("url", text(&|a| a.url.clone())),
        ("words", text(&|a| a.words.clone())),
        ("spans", text(&|a| Some(spans(a)))),
    ]
}

/// A cell of CSV (RFC 4180). A spreadsheet would run text that begins like a formula, so such text gets an apostrophe in front.
fn quote(text: &str, out: &mut String) {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula || text.contains(['"', ',', '\n', '\r']) {
        out.push('"');
        if formula {
            out.push('\'');
        }
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

fn csv(columns: &[(&str, Cells)], rows: usize) -> Vec<u8> {
    let names: Vec<&str> = columns.iter().map(|c| c.0).collect();
    let mut out = names.join(",");
    out.push_str("\r\n");
    for row in 0..rows {
        for (i, (_, cells)) in columns.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            // Writing to a string cannot fail.
            match cells {
                Cells::Text(all) => quote(all[row].as_deref().unwrap_or(""), &mut out),
                Cells::Int(all) => _ = all[row].map(|n| write!(out, "{n}")),
                Cells::Real(all) => _ = all[row].map(|n| write!(out, "{n}")),
                Cells::Truth(all) => _ = write!(out, "{}", all[row]),
            }
        }
        out.push_str("\r\n");
    }
    out.into_bytes()
}

fn parquet(columns: Vec<(&'static str, Cells)>) -> Result<Vec<u8>> {
    let arrays = columns.into_iter().map(|(name, cells)| -> (&str, ArrayRef, bool) {
        match cells {
            Cells::Text(all) => (name, Arc::new(StringArray::from(all)), true),
            Cells::Int(all) => (name, Arc::new(Int64Array::from(all)), true),
            Cells::Real(all) => (name, Arc::new(Float64Array::from(all)), true),
            Cells::Truth(all) => (name, Arc::new(BooleanArray::from(all)), true),
        }
    });
    let batch = RecordBatch::try_from_iter_with_nullable(arrays)?;
    let mut out = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut out, batch.schema(), None)?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(out)
}

/// Answers with a file of the events that a filter lets through, of an article, or of acts.
pub async fn export(State(app): State<Arc<App>>, Query(given): Given, headers: HeaderMap) -> Result<Response> {
    let p = Params(given);
    // An article or acts are a view of their own, which no filter narrows.
    let one = p.one("article").is_some() || p.one("act").is_some();
    p.known(&["format", "article", "act"], !one)?;
    let filter = p.filter()?;
    let format = match p.needed("format")? {
        "csv" => ("text/csv; charset=utf-8", "csv"),
        "json" => ("application/x-ndjson", "jsonl"),
        "parquet" => ("application/vnd.apache.parquet", "parquet"),
        other => return Err(Error::Request(format!("format={other:?}: write csv, json or parquet"))),
    };
    let body = app
        .ask(move |ledger, app| {
            let mut events = Vec::new();
            if let Some(article) = p.one("article") {
                events = ledger.article_events(article)?;
            }
            for (_, act) in p.0.iter().filter(|(name, _)| name == "act") {
                events.extend(ledger.act(act)?.told.into_iter().map(|report| report.event));
            }
            if !one {
                ledger.query(&filter, Some(MOST + 1), app.terms(), |answer| {
                    events.push(answer);
                    Ok(())
                })?;
            }
            if events.len() > MOST {
                return Err(Error::Request(format!(
                    "more than {MOST} events: narrow the view, or use `marsad ledger query --format csv`"
                )));
            }
            match format.1 {
                "csv" => Ok(csv(&columns(&events), events.len())),
                "parquet" => parquet(columns(&events)),
                _ => {
                    let mut out = Vec::new();
                    for event in &events {
                        serde_json::to_writer(&mut out, event)?;
                        out.push(b'\n');
                    }
                    Ok(out)
                }
            }
        })
        .await?;
    let mut response = answer::tagged(&headers, format.0, body);
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"marsad.{}\"", format.1)) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn cells_neither_break_lines_nor_run() {
        let cell = |text: &str| {
            let mut out = String::new();
            quote(text, &mut out);
            out
        };
        assert_eq!(cell("a,b \"c\""), "\"a,b \"\"c\"\"\"");
        assert_eq!(cell("=HYPERLINK(1)"), "\"'=HYPERLINK(1)\"");
        assert_eq!(cell("plain"), "plain");
    }
}
