//! Articles in the columns of an Arrow table.

use std::collections::HashMap;

use arrow_array::{Array, ArrayRef, LargeStringArray, RecordBatch, StringArray, StringViewArray, cast::AsArray};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType, Schema};
use marsad_ingest::Given;

/// An article's fields, in the order of [`Columns::at`].
pub const FIELDS: [&str; 6] = ["id", "title", "text", "published", "outlet", "url"];

/// What an article's field is taken from.
#[derive(Clone)]
enum From {
    Column(usize),
    Constant(String),
    Nothing,
}

/// Which column holds what.
pub struct Columns([From; 6]);

impl Columns {
    /// By the names given for fields, then by columns that are called like a field. `constants` hold for all rows.
    ///
    /// # Errors
    /// A name that no column has.
    pub fn of(
        schema: &Schema,
        names: &HashMap<String, String>,
        constants: &HashMap<String, String>,
    ) -> Result<Columns, String> {
        let column = |name: &str| schema.fields().iter().position(|f| f.name() == name);
        let missing = |name: &str, field: &str| {
            let all: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
            format!("no column {name:?} for the {field}; the columns are {}", all.join(", "))
        };
        let mut columns = FIELDS.map(|_| From::Nothing);
        for (slot, field) in columns.iter_mut().zip(FIELDS) {
            *slot = match (constants.get(field), names.get(field)) {
                (Some(constant), _) => From::Constant(constant.clone()),
                (None, Some(name)) => From::Column(column(name).ok_or_else(|| missing(name, field))?),
                (None, None) => column(field).map_or(From::Nothing, From::Column),
            };
        }
        if matches!(columns[2], From::Nothing) { Err(missing("text", "text")) } else { Ok(Columns(columns)) }
    }

    /// What speaks against a column that holds no values that a text could be read of.
    pub fn unreadable(&self, schema: &Schema) -> Option<String> {
        FIELDS.iter().zip(&self.0).find_map(|(field, from)| match from {
            From::Column(at) if schema.field(*at).data_type().is_nested() => {
                let column = schema.field(*at);
                let (name, kind) = (column.name(), column.data_type());
                Some(format!("the column {name:?} for the {field} holds {kind}; make it one of strings"))
            }
            _ => None,
        })
    }

    /// The articles of a batch.
    pub fn read(&self, batch: &RecordBatch) -> Result<Rows, ArrowError> {
        let mut cells = FIELDS.map(|_| Cells::Constant(None));
        for (cell, from) in cells.iter_mut().zip(&self.0) {
            *cell = match from {
                From::Column(at) => Cells::of(batch.column(*at))?,
                From::Constant(constant) => Cells::Constant(Some(constant.clone())),
                From::Nothing => Cells::Constant(None),
            };
        }
        Ok(Rows(cells))
    }
}

/// Strings as Arrow keeps them; they are not copied before the row is coded.
enum Cells {
    Small(StringArray),
    Large(LargeStringArray),
    View(StringViewArray),
    Constant(Option<String>),
}

impl Cells {
    fn of(array: &ArrayRef) -> Result<Cells, ArrowError> {
        Ok(match array.data_type() {
            DataType::Utf8 => Cells::Small(array.as_string().clone()),
            DataType::LargeUtf8 => Cells::Large(array.as_string().clone()),
            DataType::Utf8View => Cells::View(array.as_string_view().clone()),
            // Numbers as ids, days and times as days, dictionaries.
            _ => Cells::Small(cast(array, &DataType::Utf8)?.as_string().clone()),
        })
    }

    fn get(&self, row: usize) -> Option<String> {
        match self {
            Cells::Small(a) => a.is_valid(row).then(|| a.value(row).to_owned()),
            Cells::Large(a) => a.is_valid(row).then(|| a.value(row).to_owned()),
            Cells::View(a) => a.is_valid(row).then(|| a.value(row).to_owned()),
            Cells::Constant(constant) => constant.clone(),
        }
    }
}

/// The articles of a batch.
pub struct Rows([Cells; 6]);

impl Rows {
    /// The fields of one row.
    pub fn given(&self, row: usize) -> Given {
        let [id, title, text, published, outlet, url] = &self.0;
        Given {
            id: id.get(row),
            title: title.get(row),
            text: text.get(row),
            published: published.get(row),
            outlet: outlet.get(row),
            url: url.get(row),
        }
    }
}
