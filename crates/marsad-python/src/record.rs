//! Records as Python sees them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow_array::{RecordBatchIterator, RecordBatchReader};
use marsad_record::{Record as Coded, arrow};
use pyo3::exceptions::{PyIndexError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyCapsule, PyDict, PyList, PySlice};

use crate::error::{Ended, Reject};
use crate::table::{Table, capsule, to_pandas};
use crate::work::CHUNK;

fn json(record: &Coded) -> PyResult<String> {
    record.to_json().map_err(|e| PyValueError::new_err(e.to_string()))
}

/// What one article puts on record. Offsets count characters as Python does: `text[m["start"]:m["end"]]`.
#[pyclass(frozen, module = "marsad")]
pub struct Record {
    of: Arc<Vec<Coded>>,
    at: usize,
    dict: PyOnceLock<Py<PyDict>>,
}

impl Record {
    /// A record by itself.
    pub fn new(record: Coded) -> Record {
        Record { of: Arc::new(vec![record]), at: 0, dict: PyOnceLock::new() }
    }

    /// The record itself.
    pub fn coded(&self) -> &Coded {
        &self.of[self.at]
    }

    fn item<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        let dict = self.dict.get_or_try_init(py, || self.to_dict(py).map(Bound::unbind))?;
        dict.bind(py).as_any().get_item(name)
    }
}

#[pymethods]
impl Record {
    #[getter]
    fn id(&self) -> &str {
        &self.coded().id
    }

    #[getter]
    fn published(&self) -> Option<&str> {
        self.coded().published.as_deref()
    }

    #[getter]
    fn outlet(&self) -> Option<&str> {
        self.coded().outlet.as_deref()
    }

    #[getter]
    fn url(&self) -> Option<&str> {
        self.coded().url.as_deref()
    }

    #[getter]
    fn title(&self) -> Option<&str> {
        self.coded().title.as_deref()
    }

    #[getter]
    fn language(&self) -> &str {
        &self.coded().language
    }

    #[getter]
    fn schema(&self) -> &str {
        &self.coded().schema
    }

    #[getter]
    fn events<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.item(py, "events")
    }

    #[getter]
    fn actors<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.item(py, "actors")
    }

    #[getter]
    fn statements<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.item(py, "statements")
    }

    #[getter]
    fn tracks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.item(py, "tracks")
    }

    /// The line that the command writes, without the line break.
    fn to_json(&self) -> PyResult<String> {
        json(self.coded())
    }

    /// What `to_json` says, as a new dict.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        Ok(py.import("json")?.call_method1("loads", (self.to_json()?,))?.cast_into()?)
    }

    fn __eq__(&self, other: &Record) -> bool {
        self.coded() == other.coded()
    }

    fn __repr__(&self) -> String {
        let record = self.coded();
        format!(
            "Record(id={:?}, published={:?}, events={})",
            record.id,
            record.published.as_deref().unwrap_or(""),
            record.events.len()
        )
    }
}

/// The records of a column or table, in its order, without what was set aside (`rejects`). An Arrow stream of one row an article.
#[pyclass(frozen, sequence, module = "marsad")]
pub struct Records {
    records: Arc<Vec<Coded>>,
    #[pyo3(get)]
    rejects: Vec<Reject>,
}

impl Records {
    /// Records and what was set aside.
    pub fn new(records: Vec<Coded>, rejects: Vec<Reject>) -> Records {
        Records { records: Arc::new(records), rejects }
    }

    fn at(&self, at: usize) -> Record {
        Record { of: Arc::clone(&self.records), at, dict: PyOnceLock::new() }
    }
}

#[pymethods]
impl Records {
    fn __len__(&self) -> usize {
        self.records.len()
    }

    /// The record at a place, or the list of those in a slice.
    fn __getitem__<'py>(&self, py: Python<'py>, at: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let len = self.records.len();
        if let Ok(slice) = at.cast::<PySlice>() {
            let places = slice.indices(isize::try_from(len)?)?;
            let at = (0..places.slicelength).map(|step| places.start + places.step * step.cast_signed());
            let records = at.map(|at| self.at(at.cast_unsigned()));
            return Ok(PyList::new(py, records.collect::<Vec<_>>())?.into_any());
        }
        let at: isize = at.extract()?;
        let from_end = if at < 0 { len.checked_add_signed(at) } else { usize::try_from(at).ok() };
        match from_end.filter(|&at| at < len) {
            Some(at) => Ok(Bound::new(py, self.at(at))?.into_any()),
            None => Err(PyIndexError::new_err(format!("no record {at} among {len}"))),
        }
    }

    fn __iter__(&self) -> Each {
        Each { records: Arc::clone(&self.records), at: AtomicUsize::new(0) }
    }

    /// The lines that the command writes, each with its line break.
    fn to_jsonl(&self) -> PyResult<String> {
        let lines = self.records.iter().map(|r| json(r).map(|line| line + "\n"));
        lines.collect()
    }

    /// One row an event.
    fn flat(&self, py: Python<'_>) -> PyResult<Table> {
        py.detach(|| flat(self.records.chunks(CHUNK), self.rejects.clone())).map_err(PyErr::from)
    }

    /// One row an article, as a data frame of pandas.
    fn to_pandas<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        to_pandas(slf.as_any())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let records = Arc::clone(&self.records);
        let schema = arrow::nested_schema(false).map_err(Ended::from)?;
        // Made as they are read: a table of all would stand in memory beside the records.
        let batches = (0..records.len()).step_by(CHUNK).map(move |from| {
            let to = records.len().min(from + CHUNK);
            arrow::nested(&records[from..to], false)
        });
        let stream: Box<dyn RecordBatchReader + Send> = Box::new(RecordBatchIterator::new(batches, schema));
        capsule(py, stream)
    }

    fn __repr__(&self) -> String {
        format!("Records({}, rejects={})", self.records.len(), self.rejects.len())
    }
}

/// The records one after the other.
#[pyclass(frozen, module = "marsad")]
pub struct Each {
    records: Arc<Vec<Coded>>,
    at: AtomicUsize,
}

#[pymethods]
impl Each {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&self) -> Option<Record> {
        let at = self.at.fetch_add(1, Ordering::Relaxed);
        (at < self.records.len()).then(|| Record { of: Arc::clone(&self.records), at, dict: PyOnceLock::new() })
    }
}

/// The flat table of records, a batch a chunk.
pub fn flat<'a>(chunks: impl Iterator<Item = &'a [Coded]>, rejects: Vec<Reject>) -> Result<Table, Ended> {
    let batches = chunks.map(|chunk| arrow::flat(chunk, false)).collect::<Result<_, _>>()?;
    Ok(Table::new(arrow::flat_schema(false)?, batches, rejects))
}
