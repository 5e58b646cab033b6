//! Parquet, a row at a time.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;

use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::reader::RowIter;
use ::parquet::record::{Field, Row};
use ::parquet::schema::types::Type;

use crate::item::{Fields, Published, What};
use crate::reader::{Context, Source, Step};
use crate::store::Store;
use crate::{Mapping, Reject, table};

/// Rows from which columns are guessed.
const SAMPLE: usize = 20;

/// The rows of a Parquet file.
pub(crate) struct Rows {
    store: Option<Store>,
    rows: Option<RowIter<'static>>,
    mapping: Mapping,
    row: usize,
    consumed: Rc<Cell<u64>>,
}

impl Rows {
    pub fn new(store: Store, consumed: Rc<Cell<u64>>) -> Rows {
        Rows { store: Some(store), rows: None, mapping: Mapping::default(), row: 0, consumed }
    }

    fn begin(&mut self, store: Store, context: &mut Context<'_>) -> Result<(), Reject> {
        self.consumed.set(store.length()?);
        let reader: Box<dyn FileReader> = match store {
            Store::File(file) => Box::new(SerializedFileReader::new(file).map_err(broken)?),
            Store::Memory(bytes) => Box::new(SerializedFileReader::new(bytes).map_err(broken)?),
        };
        let schema = reader.metadata().file_metadata().schema().clone();
        let columns = schema.get_fields();
        let names: Vec<String> = columns.iter().map(|c| c.name().to_owned()).collect();
        self.mapping = match &context.mapping {
            Some(mapping) => mapping.clone(),
            None => {
                let rows = reader.get_row_iter(None).map_err(broken)?.take(SAMPLE);
                let rows: Result<Vec<Vec<String>>, Reject> = rows
                    .map(|row| {
                        let row = row.map_err(broken)?;
                        Ok(row.get_column_iter().map(|(_, cell)| plain(cell).unwrap_or_default()).collect())
                    })
                    .collect();
                let guess = Mapping::guess(&names, &rows?).ok_or_else(|| Reject::NoColumn(table::list(&names)))?;
                context.guessed(&guess, &names);
                guess
            }
        };
        let m = &self.mapping;
        let wanted: Vec<Arc<Type>> = columns
            .iter()
            .filter(|c| {
                [&m.text, &m.title, &m.published, &m.outlet, &m.url, &m.id]
                    .iter()
                    .any(|f| f.as_deref() == Some(c.name()))
            })
            .cloned()
            .collect();
        if !wanted.iter().any(|c| m.text.as_deref() == Some(c.name())) {
            return Err(Reject::NoColumn(table::list(&names)));
        }
        let projection = Type::group_type_builder(schema.name()).with_fields(wanted).build().map_err(broken)?;
        self.rows = Some(RowIter::from_file_into(reader).project(Some(projection)).map_err(broken)?);
        Ok(())
    }

    fn step(&mut self, context: &mut Context<'_>) -> Result<Option<Fields>, Reject> {
        if let Some(store) = self.store.take() {
            self.begin(store, context)?;
        }
        let Some(rows) = &mut self.rows else { return Ok(None) };
        match rows.next() {
            None => Ok(None),
            Some(Ok(row)) => Ok(Some(fields(&row, &self.mapping))),
            Some(Err(e)) => Err(broken(e)),
        }
    }
}

fn broken(e: ::parquet::errors::ParquetError) -> Reject {
    Reject::Parquet(e.to_string().chars().take(160).collect())
}

impl<'a> Source<'a> for Rows {
    fn next(&mut self, context: &mut Context<'a>) -> Step<'a> {
        self.row += 1;
        // The library checks less than it should in files that were tampered with.
        let step = catch_unwind(AssertUnwindSafe(|| self.step(context)));
        match step.unwrap_or_else(|_| Err(Reject::Parquet("the file contradicts itself".into()))) {
            Ok(Some(fields)) => Step::Found(self.row, What::Fields(fields)),
            Ok(None) => Step::End,
            Err(why) => {
                self.rows = None;
                Step::Found(self.row, What::Reject(why))
            }
        }
    }
}

fn fields(row: &Row, mapping: &Mapping) -> Fields {
    let cell = |name: &Option<String>| {
        let name = name.as_deref()?;
        row.get_column_iter().find(|(n, _)| *n == name).and_then(|(_, cell)| plain(cell))
    };
    Fields {
        id: cell(&mapping.id),
        title: cell(&mapping.title).unwrap_or_default(),
        text: cell(&mapping.text),
        published: cell(&mapping.published).map_or(Published::Unknown, Published::Told),
        outlet: cell(&mapping.outlet),
        url: cell(&mapping.url),
        encoding: "UTF-8",
        repaired: false,
    }
}

/// A cell as text. Lists of strings are paragraphs; moments become days.
fn plain(cell: &Field) -> Option<String> {
    let seconds = |moment: i64| moment.div_euclid(86_400);
    match cell {
        Field::Null => None,
        Field::Str(s) => Some(s.clone()),
        Field::Bytes(bytes) => Some(String::from_utf8_lossy(bytes.data()).into_owned()),
        Field::Date(days) => day(i64::from(*days)),
        Field::TimestampMillis(moment) => day(seconds(moment.div_euclid(1_000))),
        Field::TimestampMicros(moment) => day(seconds(moment.div_euclid(1_000_000))),
        Field::ListInternal(list) => {
            let parts: Vec<String> = list.elements().iter().filter_map(plain).collect();
            Some(parts.join("\n"))
        }
        Field::Group(_) | Field::MapInternal(_) => None,
        number => Some(number.to_string()),
    }
}

/// Days since 1970 as a date.
fn day(days: i64) -> Option<String> {
    use jiff::ToSpan;
    let days = i32::try_from(days).ok()?;
    Some(marsad_time::Date::new(1970, 1, 1).ok()?.checked_add(days.days()).ok()?.to_string())
}
