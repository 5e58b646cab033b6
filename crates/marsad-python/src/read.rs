//! Files into a table of articles.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::{ArrayRef, Date32Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use marsad_coder::Article;
use marsad_ingest::Inputs;
use marsad_time::Date;
use pyo3::prelude::*;

use crate::error::{Ended, Reject, go_on};
use crate::table::Table;
use crate::work::CHUNK;

const EPOCH: Date = Date::constant(1970, 1, 1);

/// The articles in files and in all files of folders, for `code` and `flat`: a table of `id`, `title`, `text`, `published`, `outlet` and `url`.
#[pyfunction]
#[pyo3(signature = (*paths))]
pub fn read(py: Python<'_>, paths: Vec<PathBuf>) -> PyResult<Table> {
    py.detach(|| {
        let (mut batches, mut articles, mut rejects) = (Vec::new(), Vec::new(), Vec::new());
        let inputs = if paths.is_empty() { None } else { Some(Inputs::new(&paths)) };
        for input in inputs.into_iter().flatten() {
            let named = |name: &str, e: io::Error| io::Error::new(e.kind(), format!("{name}: {e}"));
            let input = input.map_err(|(name, e)| named(&name, e))?;
            for item in input.open().map_err(|e| named(&input.name(), e))? {
                match item.result {
                    Ok(article) => articles.push(article),
                    Err(why) => rejects.push(Reject {
                        row: None,
                        file: Some(item.file),
                        line: Some(item.line),
                        cause: why.cause(),
                        message: why.to_string(),
                    }),
                }
                if articles.len() == CHUNK {
                    go_on()?;
                    batches.push(batch(&std::mem::take(&mut articles))?);
                }
            }
        }
        let last = batch(&articles)?;
        let schema = last.schema();
        batches.push(last);
        Ok(Table::new(schema, batches, rejects))
    })
}

fn batch(articles: &[Article]) -> Result<RecordBatch, Ended> {
    let column =
        |of: fn(&Article) -> Option<&str>| Arc::new(articles.iter().map(of).collect::<StringArray>()) as ArrayRef;
    let day = |a: &Article| a.published?.since(EPOCH).ok().map(|span| span.get_days());
    let columns = [
        ("id", DataType::Utf8, column(|a| Some(&a.id))),
        ("title", DataType::Utf8, column(|a| Some(&a.title[..]).filter(|t| !t.is_empty()))),
        ("text", DataType::Utf8, column(|a| Some(&a.text))),
        ("published", DataType::Date32, Arc::new(articles.iter().map(day).collect::<Date32Array>())),
        ("outlet", DataType::Utf8, column(|a| a.outlet.as_deref())),
        ("url", DataType::Utf8, column(|a| a.url.as_deref())),
    ];
    let fields: Vec<Field> = columns.iter().map(|(name, kind, _)| Field::new(*name, kind.clone(), true)).collect();
    let arrays = columns.into_iter().map(|(_, _, array)| array).collect();
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?)
}
