//! Tables as Python sees them.

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_schema::SchemaRef;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::error::Reject;

/// A table in Arrow's memory, for pandas, polars, pyarrow, DuckDB and others without a copy. `rejects` is what was set aside.
#[pyclass(frozen, module = "marsad")]
pub struct Table {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
    #[pyo3(get)]
    rejects: Vec<Reject>,
}

impl Table {
    /// Batches of one schema.
    pub fn new(schema: SchemaRef, batches: Vec<RecordBatch>, rejects: Vec<Reject>) -> Table {
        Table { schema, batches, rejects }
    }
}

#[pymethods]
impl Table {
    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    #[getter]
    fn column_names(&self) -> Vec<&str> {
        self.schema.fields().iter().map(|f| f.name().as_str()).collect()
    }

    /// A data frame of pandas.
    fn to_pandas<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        to_pandas(slf.as_any())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The protocol lets a producer offer its own schema.
        let _ = requested_schema;
        let batches = self.batches.clone().into_iter().map(Ok);
        capsule(py, Box::new(RecordBatchIterator::new(batches, self.schema.clone())))
    }

    fn __repr__(&self) -> String {
        format!(
            "Table({} rows, {} columns, rejects={})",
            self.__len__(),
            self.schema.fields().len(),
            self.rejects.len()
        )
    }
}

/// A stream for Arrow's PyCapsule interface.
pub fn capsule(py: Python<'_>, stream: Box<dyn RecordBatchReader + Send>) -> PyResult<Bound<'_, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(stream), c"arrow_array_stream")
}

/// Before version 3 pandas has no door of its own for Arrow streams.
pub fn to_pandas<'py>(stream: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    stream.py().import("pyarrow")?.call_method1("table", (stream,))?.call_method0("to_pandas")
}
