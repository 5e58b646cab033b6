//! Questions to a ledger.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_json::ReaderBuilder;
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};
use marsad_ledger::{Asked, Error, Filter, Step, is_url};
use marsad_record::{EventType, SourceKind, Status};
use pyo3::exceptions::{PyFileNotFoundError, PyOSError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use serde::Serialize;

use crate::coder::Coder;
use crate::error::Ended;
use crate::table::Table;
use crate::work::CHUNK;

pyo3::create_exception!(
    marsad,
    LedgerError,
    PyRuntimeError,
    "A ledger that cannot be opened, or whose database fails."
);

fn failed(e: Error) -> PyErr {
    match e {
        Error::Usage(_) => PyValueError::new_err(e.to_string()),
        Error::Io(e) => PyOSError::new_err(e.to_string()),
        _ => LedgerError::new_err(e.to_string()),
    }
}

/// An open ledger.
#[pyclass(frozen, module = "marsad")]
pub struct Ledger {
    ledger: Mutex<marsad_ledger::Ledger>,
    /// Tells what a word is.
    coder: Py<Coder>,
}

/// Which events are asked for, as the command's options.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Question {
    actor: Vec<String>,
    r#type: Vec<String>,
    status: Vec<String>,
    source: Vec<String>,
    country: Vec<String>,
    place: Option<String>,
    since: Option<String>,
    until: Option<String>,
    track: Option<String>,
    text: Option<String>,
    background: Option<bool>,
    rejected: bool,
}

/// Values of a closed set by their names.
fn known<T>(what: &str, names: &[String], find: fn(&str) -> Option<T>, all: &[&str]) -> PyResult<Vec<T>> {
    let one = |name: &String| {
        find(name)
            .ok_or_else(|| PyValueError::new_err(format!("{name:?} is no {what}; write one of {}", all.join(", "))))
    };
    names.iter().map(one).collect()
}

macro_rules! known {
    ($what:literal, $names:expr, $set:ident) => {
        known($what, $names, $set::parse, &$set::ALL.iter().map(|value| value.as_str()).collect::<Vec<_>>())
    };
}

impl Question {
    fn filter(self) -> PyResult<Filter> {
        Ok(Filter {
            actors: self.actor.iter().map(|a| Asked::parse(a)).collect::<Result<_, _>>().map_err(failed)?,
            types: known!("type", &self.r#type, EventType)?,
            statuses: known!("status", &self.status, Status)?,
            sources: known!("kind of source", &self.source, SourceKind)?,
            countries: self.country,
            place: self.place,
            from: self.since,
            to: self.until,
            track: self.track,
            text: self.text,
            background: self.background,
            rejected: self.rejected,
        })
    }
}

#[pymethods]
impl Ledger {
    #[new]
    fn new(py: Python<'_>, location: String, coder: Py<Coder>) -> PyResult<Ledger> {
        // A question to a misspelt name should not leave an empty ledger behind.
        if !is_url(&location) && !Path::new(&location).exists() {
            return Err(PyFileNotFoundError::new_err(format!(
                "there is no ledger {location:?}; `marsad ledger --ledger FILE add` makes one"
            )));
        }
        let ledger = py.detach(|| marsad_ledger::Ledger::open(&location)).map_err(failed)?;
        Ok(Ledger { ledger: Mutex::new(ledger), coder })
    }

    #[pyo3(signature = (question, limit=None))]
    fn query(&self, py: Python<'_>, question: Question, limit: Option<usize>) -> PyResult<Table> {
        let filter = question.filter()?;
        let found = self.ask(py, |ledger, terms| gathered(|each| ledger.query(&filter, limit, terms, each)))?;
        table(events(), &found)
    }

    /// How many articles were linked.
    fn link(&self, py: Python<'_>) -> PyResult<usize> {
        Ok(self.ask(py, |ledger, _| ledger.link(|_| ()))?.articles)
    }

    #[pyo3(signature = (question, limit=None))]
    fn acts(&self, py: Python<'_>, question: Question, limit: Option<usize>) -> PyResult<Table> {
        let filter = question.filter()?;
        let found = self.ask(py, |ledger, terms| gathered(|each| ledger.acts(&filter, limit, terms, each)))?;
        table(acts(), &found)
    }

    /// The act as JSON.
    fn act(&self, py: Python<'_>, id: &str) -> PyResult<String> {
        let act = self.ask(py, |ledger, _| ledger.act(id))?;
        serde_json::to_string(&act).map_err(|e| LedgerError::new_err(e.to_string()))
    }

    fn series(&self, py: Python<'_>, question: Question, step: &str) -> PyResult<Table> {
        let step = match step {
            "day" => Step::Day,
            "week" => Step::Week,
            "month" => Step::Month,
            _ => return Err(PyValueError::new_err(format!("{step:?} is no step; write one of day, week, month"))),
        };
        let filter = question.filter()?;
        table(counts(), &self.ask(py, |ledger, terms| ledger.series(&filter, step, terms))?)
    }

    fn search(&self, py: Python<'_>, words: &str, limit: usize) -> PyResult<Table> {
        table(hits(), &self.ask(py, |ledger, terms| ledger.search(words, limit, terms))?)
    }
}

impl Ledger {
    fn ask<T: Send>(
        &self,
        py: Python<'_>,
        question: impl FnOnce(&mut marsad_ledger::Ledger, marsad_ledger::Terms<'_>) -> marsad_ledger::Result<T> + Send,
    ) -> PyResult<T> {
        let lexicon = self.coder.get().lexicon();
        let answer = py.detach(|| {
            let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
            question(&mut ledger, &|text: &str| marsad_terms::terms(lexicon, text))
        });
        answer.map_err(failed)
    }
}

/// All that `ask` hands over.
fn gathered<T>(
    ask: impl FnOnce(&mut dyn FnMut(T) -> marsad_ledger::Result<()>) -> marsad_ledger::Result<()>,
) -> marsad_ledger::Result<Vec<T>> {
    let mut found = Vec::new();
    ask(&mut |one| {
        found.push(one);
        Ok(())
    })?;
    Ok(found)
}

fn fields(named: &[(&str, DataType)]) -> Fields {
    named.iter().map(|(name, kind)| Field::new(*name, kind.clone(), true)).collect()
}

fn list(kind: DataType) -> DataType {
    DataType::List(Arc::new(Field::new("item", kind, true)))
}

fn spans() -> DataType {
    use DataType::{Struct, UInt32, Utf8};
    list(Struct(fields(&[("field", Utf8), ("start", UInt32), ("end", UInt32)])))
}

/// Columns of [`marsad_ledger::Answer`], with the names of the command's JSON lines.
fn events() -> Fields {
    use DataType::{Boolean, Date32, Float64, Int64, Struct, Utf8};
    let party = ["side", "name", "name_en", "code", "role", "office", "wikidata"].map(|name| (name, Utf8));
    fields(&[
        ("id", Utf8),
        ("act", Utf8),
        ("type", Utf8),
        ("mode", Utf8),
        ("cameo", Utf8),
        ("quad", Int64),
        ("score", Float64),
        ("status", Utf8),
        ("background", Boolean),
        ("start", Date32),
        ("end", Date32),
        ("parties", list(Struct(fields(&party)))),
        ("place", Utf8),
        ("country", Utf8),
        ("geonames", Int64),
        ("lat", Float64),
        ("lon", Float64),
        ("source_kind", Utf8),
        ("confidence", Float64),
        ("verdict", Utf8),
        ("spans", spans()),
        ("words", Utf8),
        ("article", Utf8),
        ("published", Date32),
        ("outlet", Utf8),
        ("url", Utf8),
        ("title", Utf8),
        ("counts", list(Int64)),
    ])
}

/// Columns of [`marsad_ledger::ActSummary`], with the names of the command's JSON lines.
fn acts() -> Fields {
    use DataType::{Boolean, Date32, Float64, Int64, Struct, Utf8};
    let party = ["side", "name", "code", "role", "office", "wikidata"].map(|name| (name, Utf8));
    let first = [("event", Utf8), ("article", Utf8), ("published", Date32), ("outlet", Utf8), ("url", Utf8)];
    fields(&[
        ("id", Utf8),
        ("type", Utf8),
        ("mode", Utf8),
        ("cameo", Utf8),
        ("quad", Int64),
        ("score", Float64),
        ("status", Utf8),
        ("planned", Boolean),
        ("start", Date32),
        ("end", Date32),
        ("deadline", list(Date32)),
        ("parties", list(Struct(fields(&party)))),
        ("place", Utf8),
        ("country", Utf8),
        ("geonames", Int64),
        ("lat", Float64),
        ("lon", Float64),
        ("reports", Int64),
        ("independent", Int64),
        ("first", Struct(fields(&first))),
        ("confidence", Float64),
        ("track", Utf8),
    ])
}

fn counts() -> Fields {
    use DataType::{Float64, Int64, Utf8};
    fields(&[
        ("from", Utf8),
        ("acts", Int64),
        ("cooperation", Int64),
        ("conflict", Int64),
        ("cooperation_score", Float64),
        ("conflict_score", Float64),
    ])
}

fn hits() -> Fields {
    use DataType::{Date32, Utf8};
    fields(&[
        ("article", Utf8),
        ("published", Date32),
        ("outlet", Utf8),
        ("url", Utf8),
        ("title", Utf8),
        ("text", Utf8),
        ("spans", spans()),
    ])
}

fn table<T: Serialize>(fields: Fields, rows: &[T]) -> PyResult<Table> {
    let schema: SchemaRef = Arc::new(Schema::new(fields));
    let made = || {
        let mut decoder = ReaderBuilder::new(Arc::clone(&schema)).with_batch_size(CHUNK).build_decoder()?;
        let mut batches = Vec::new();
        for chunk in rows.chunks(CHUNK) {
            decoder.serialize(chunk)?;
            batches.extend(decoder.flush()?);
        }
        Ok::<_, Ended>(batches)
    };
    Ok(Table::new(Arc::clone(&schema), made()?, Vec::new()))
}
