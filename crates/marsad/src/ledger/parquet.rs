//! Answers as Parquet: the columns of CSV with their types.

use std::io::Write;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

/// What a column holds. Dates stay ISO text, as in CSV.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text; empty is null.
    Text,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// `true` or `false`.
    Flag,
}

/// Rows in a batch.
const BATCH: usize = 20_000;

/// Writes rows of text cells as Parquet with typed columns.
pub struct Table<'w> {
    columns: &'static [(&'static str, Kind)],
    waiting: Vec<Vec<String>>,
    schema: Arc<Schema>,
    out: ArrowWriter<&'w mut (dyn Write + Send)>,
}

impl<'w> Table<'w> {
    /// Begins a file.
    pub fn new(columns: &'static [(&'static str, Kind)], out: &'w mut (dyn Write + Send)) -> anyhow::Result<Table<'w>> {
        let of = |kind: Kind| match kind {
            Kind::Text => DataType::Utf8,
            Kind::Whole => DataType::Int64,
            Kind::Number => DataType::Float64,
            Kind::Flag => DataType::Boolean,
        };
        let fields: Vec<Field> = columns.iter().map(|&(name, kind)| Field::new(name, of(kind), true)).collect();
        let schema = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?)).build();
        let out = ArrowWriter::try_new(out, schema.clone(), Some(properties))?;
        Ok(Table { columns, waiting: Vec::new(), schema, out })
    }

    /// Adds a row, one cell a column.
    pub fn push(&mut self, cells: Vec<String>) -> anyhow::Result<()> {
        self.waiting.push(cells);
        if self.waiting.len() == BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        let rows = std::mem::take(&mut self.waiting);
        let cells = |at: usize| rows.iter().map(move |row| row.get(at).map(String::as_str).filter(|c| !c.is_empty()));
        let arrays: Vec<ArrayRef> = self
            .columns
            .iter()
            .enumerate()
            .map(|(at, &(_, kind))| -> ArrayRef {
                match kind {
                    Kind::Text => Arc::new(cells(at).collect::<StringArray>()),
                    Kind::Whole => Arc::new(cells(at).map(|c| c?.parse().ok()).collect::<Int64Array>()),
                    Kind::Number => Arc::new(cells(at).map(|c| c?.parse().ok()).collect::<Float64Array>()),
                    Kind::Flag => Arc::new(cells(at).map(|c| c?.parse().ok()).collect::<BooleanArray>()),
                }
            })
            .collect();
        self.out.write(&RecordBatch::try_new(self.schema.clone(), arrays)?)?;
        Ok(())
    }

    /// Ends the file.
    pub fn finish(mut self) -> anyhow::Result<()> {
        self.flush()?;
        self.out.close()?;
        Ok(())
    }
}
