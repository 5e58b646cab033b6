//! What Python sees of what goes wrong.

use arrow_schema::ArrowError;
use marsad_embedded::LoadError;
use marsad_lexicon::{LexiconError as Why, Problem};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;

pyo3::create_exception!(
    marsad,
    Rejected,
    PyValueError,
    "A text that cannot be coded. `rejects` tells what was wrong, and where."
);
pyo3::create_exception!(
    marsad,
    LexiconError,
    PyValueError,
    "A lexicon that cannot be used. `problems` holds its mistakes: file, line (from 1) and what is wrong."
);

/// Something that gave no record.
#[pyclass(frozen, get_all, skip_from_py_object, module = "marsad")]
#[derive(Clone, Debug)]
pub struct Reject {
    /// Row of the column, table or list, from 0.
    pub row: Option<usize>,
    /// The file.
    pub file: Option<String>,
    /// Line in the file, from 1.
    pub line: Option<usize>,
    /// The reason without what differs from row to row.
    pub cause: &'static str,
    /// What is wrong and what to do about it.
    pub message: String,
}

#[pymethods]
impl Reject {
    fn __str__(&self) -> String {
        match (&self.file, self.line, self.row) {
            (Some(file), Some(line), _) => format!("{file}:{line}: {}", self.message),
            (Some(file), None, _) => format!("{file}: {}", self.message),
            (None, _, Some(row)) => format!("row {row}: {}", self.message),
            (None, _, None) => self.message.clone(),
        }
    }

    fn __repr__(&self) -> String {
        format!("Reject({:?})", self.__str__())
    }
}

/// The exception for one text that cannot be coded.
pub fn rejected(py: Python<'_>, reject: Reject) -> PyErr {
    let e = Rejected::new_err(reject.__str__());
    match e.value(py).setattr("rejects", vec![reject]) {
        Ok(()) => e,
        Err(e) => e,
    }
}

/// The exception for a lexicon.
pub fn lexicon(py: Python<'_>, why: &LoadError) -> PyErr {
    let problems: Vec<&Problem> = match why {
        LoadError::Extra(problems) => problems.iter().collect(),
        LoadError::Compile { why: Why::Problem(problem), .. } => vec![problem],
        _ => Vec::new(),
    };
    let problems: Vec<_> = problems.into_iter().map(|p| (&p.file, p.line, &p.what)).collect();
    let e = LexiconError::new_err(why.to_string());
    match e.value(py).setattr("problems", problems) {
        Ok(()) => e,
        Err(e) => e,
    }
}

/// What may end the coding of many.
#[derive(Debug)]
pub enum Ended {
    /// Arrow data that cannot be read or made.
    Arrow(ArrowError),
    /// The threads cannot be started.
    Threads(String),
    /// What Python says: a signal.
    Python(PyErr),
}

impl From<ArrowError> for Ended {
    fn from(e: ArrowError) -> Ended {
        Ended::Arrow(e)
    }
}

impl From<Ended> for PyErr {
    fn from(e: Ended) -> PyErr {
        match e {
            Ended::Arrow(e) => PyValueError::new_err(e.to_string()),
            Ended::Threads(e) => PyRuntimeError::new_err(format!("the threads cannot be started: {e}")),
            Ended::Python(e) => e,
        }
    }
}

/// Whether the user wants an end (Ctrl-C); asked between chunks.
pub fn go_on() -> Result<(), Ended> {
    Python::attach(|py| py.check_signals()).map_err(Ended::Python)
}
