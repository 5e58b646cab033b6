//! A lexicon, and what is coded with it.

use std::collections::HashMap;
use std::path::PathBuf;

use arrow_array::RecordBatchReader;
use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_pyarrow::FromPyArrow;
use marsad_coder::Article;
use marsad_ingest::Given;
use marsad_lexicon::Lexicon;
use marsad_record::{Record as Coded, arrow};
use pyo3::exceptions::{PyKeyError, PyTypeError, PyValueError};
use pyo3::prelude::*;

use crate::error::{self, Ended, Reject};
use crate::input::{Columns, FIELDS};
use crate::link::{self, Told};
use crate::record::{Record, Records, flat};
use crate::table::Table;
use crate::times::day;
use crate::work;

/// Codes with one lexicon.
#[pyclass(frozen, module = "marsad")]
pub struct Coder {
    lexicon: Lexicon,
}

#[pymethods]
impl Coder {
    /// The built-in lexicon or the folder `lexicon`, with the folders `extra` laid over it.
    #[new]
    #[pyo3(signature = (lexicon=None, extra=Vec::new()), text_signature = "(lexicon=None, extra=())")]
    fn new(py: Python<'_>, lexicon: Option<PathBuf>, extra: Vec<PathBuf>) -> PyResult<Coder> {
        let loaded = py.detach(|| marsad_embedded::load(lexicon.as_deref(), &extra));
        Ok(Coder { lexicon: loaded.map_err(|e| error::lexicon(py, &e))? })
    }

    /// The record of one article.
    #[pyo3(signature = (text, title=None, published=None, outlet=None, id=None, url=None))]
    #[expect(clippy::too_many_arguments, reason = "the fields of an article, by name")]
    fn one(
        &self,
        py: Python<'_>,
        text: String,
        title: Option<String>,
        published: Option<String>,
        outlet: Option<String>,
        id: Option<String>,
        url: Option<String>,
    ) -> PyResult<Record> {
        let given = Given { id, title, text: Some(text), published, outlet, url };
        match py.detach(|| work::one(None, given, &self.lexicon, |_, record| record)) {
            Ok(record) => Ok(Record::new(record)),
            Err(reject) => Err(error::rejected(py, reject)),
        }
    }

    /// The records of lists by field, all as long as `text`; `None` stands for what was set aside.
    fn list(
        &self,
        py: Python<'_>,
        fields: HashMap<String, Vec<Option<String>>>,
        constants: HashMap<String, String>,
        jobs: Option<usize>,
    ) -> PyResult<(Vec<Option<Record>>, Vec<Reject>)> {
        let rows = fields.get("text").map_or(0, Vec::len);
        if let Some((field, list)) = fields.iter().find(|(_, list)| list.len() != rows) {
            return Err(PyValueError::new_err(format!("{} values of `{field}` for {rows} texts", list.len())));
        }
        let of = |field: &str, row: usize| match fields.get(field) {
            Some(list) => list[row].clone(),
            None => constants.get(field).cloned(),
        };
        let given = |row: usize| {
            let [id, title, text, published, outlet, url] = FIELDS.map(|field| of(field, row));
            Given { id, title, text, published, outlet, url }
        };
        let (mut records, mut rejects) = (Vec::with_capacity(rows), Vec::new());
        py.detach(|| {
            work::rows(
                &work::pool(jobs)?,
                &self.lexicon,
                (0, rows),
                given,
                |_, record| record,
                |chunk| {
                    records.extend(chunk.into_iter().map(|one| one.map(Record::new).map_err(|r| rejects.push(r)).ok()));
                    Ok(())
                },
            )
        })?;
        Ok((records, rejects))
    }

    /// The records of an Arrow stream.
    fn table(
        &self,
        stream: &Bound<'_, PyAny>,
        names: HashMap<String, String>,
        constants: HashMap<String, String>,
        jobs: Option<usize>,
    ) -> PyResult<Records> {
        let mut records = Vec::new();
        let take = |mut chunk| {
            records.append(&mut chunk);
            Ok(())
        };
        let rejects = self.stream(stream, &names, &constants, jobs, |_, record| record, take)?;
        Ok(Records::new(records, rejects))
    }

    /// The flat table of an Arrow stream; no record is kept beyond its chunk.
    fn flat(
        &self,
        stream: &Bound<'_, PyAny>,
        names: HashMap<String, String>,
        constants: HashMap<String, String>,
        jobs: Option<usize>,
    ) -> PyResult<Table> {
        let mut batches = Vec::new();
        let take = |records: Vec<_>| {
            batches.push(arrow::flat(&records, false)?);
            Ok(())
        };
        let rejects = self.stream(stream, &names, &constants, jobs, |_, record| record, take)?;
        Ok(Table::new(arrow::flat_schema(false).map_err(Ended::from)?, batches, rejects))
    }

    /// The flat table of an Arrow stream with the acts that its events tell.
    fn link(
        &self,
        stream: &Bound<'_, PyAny>,
        names: HashMap<String, String>,
        constants: HashMap<String, String>,
        jobs: Option<usize>,
    ) -> PyResult<Table> {
        let mut chunks = Vec::new();
        let take = |told| {
            chunks.push(told);
            Ok(())
        };
        let rejects = self.stream(stream, &names, &constants, jobs, Told::new, take)?;
        let pool = work::pool(jobs)?;
        let batches = stream.py().detach(|| pool.install(|| link::whole(chunks)))?;
        Ok(Table::new(link::schema(true)?, batches, rejects))
    }

    /// The flat table of an Arrow stream with what a cluster needs to link its events.
    fn told(
        &self,
        stream: &Bound<'_, PyAny>,
        names: HashMap<String, String>,
        constants: HashMap<String, String>,
        jobs: Option<usize>,
    ) -> PyResult<Table> {
        let mut batches = Vec::new();
        let take = |told: Vec<Told>| {
            batches.push(link::rows(&told)?);
            Ok(())
        };
        let rejects = self.stream(stream, &names, &constants, jobs, Told::new, take)?;
        Ok(Table::new(link::schema(false)?, batches, rejects))
    }

    /// What the command's `explain` prints.
    #[pyo3(signature = (text, published=None))]
    fn explain(&self, py: Python<'_>, text: &str, published: Option<&str>) -> PyResult<String> {
        let published = day("published", published)?;
        let mut out = Vec::new();
        py.detach(|| marsad_explain::explain(&mut out, text, published, &self.lexicon))?;
        Ok(String::from_utf8(out)?)
    }
}

impl Coder {
    /// What it codes with.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// Codes a stream and hands what is made of each chunk to `take`; what was set aside.
    fn stream<T: Send>(
        &self,
        stream: &Bound<'_, PyAny>,
        names: &HashMap<String, String>,
        constants: &HashMap<String, String>,
        jobs: Option<usize>,
        make: impl Fn(&Article, Coded) -> T + Sync + Send,
        mut take: impl FnMut(Vec<T>) -> Result<(), Ended> + Send,
    ) -> PyResult<Vec<Reject>> {
        let reader = RecordBatchStreamReader::from_pyarrow_bound(stream)?;
        let columns = Columns::of(&reader.schema(), names, constants).map_err(PyKeyError::new_err)?;
        if let Some(why) = columns.unreadable(&reader.schema()) {
            return Err(PyTypeError::new_err(why));
        }
        let coded = stream.py().detach(|| {
            let pool = work::pool(jobs)?;
            let (mut first, mut rejects) = (0, Vec::new());
            let mut coded = |chunk: Vec<Result<T, Reject>>| {
                take(chunk.into_iter().filter_map(|one| one.map_err(|r| rejects.push(r)).ok()).collect())
            };
            for batch in reader {
                let batch = batch?;
                let rows = columns.read(&batch)?;
                let counts = (first, batch.num_rows());
                work::rows(&pool, &self.lexicon, counts, |row| rows.given(row), &make, &mut coded)?;
                first += batch.num_rows();
            }
            Ok::<_, Ended>(rejects)
        });
        Ok(coded?)
    }
}

/// The flat table of single records.
#[pyfunction]
pub fn flat_records(records: Vec<PyRef<'_, Record>>) -> PyResult<Table> {
    let coded: Vec<_> = records.iter().map(|r| r.coded().clone()).collect();
    Ok(flat(coded.chunks(work::CHUNK), Vec::new())?)
}

/// An empty table with the columns of what the method of that name gives: `table`, `flat`, `told` or `link`.
#[pyfunction]
pub fn schema(of: &str) -> PyResult<Table> {
    let schema = match of {
        "table" => arrow::nested_schema(false).map_err(Ended::from)?,
        "flat" => arrow::flat_schema(false).map_err(Ended::from)?,
        "told" => link::schema(false)?,
        "link" => link::schema(true)?,
        _ => return Err(PyValueError::new_err(format!("{of:?} gives no table"))),
    };
    Ok(Table::new(schema, Vec::new(), Vec::new()))
}
