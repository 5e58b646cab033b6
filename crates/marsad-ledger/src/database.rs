//! The two databases behind one face. All that differs between them in SQL is in this file and in the marked lines of
//! `migrations/`.

use std::io::Write;
use std::time::Duration;

use bytes::BytesMut;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{IsNull, ToSql, Type};

use crate::error::{Error, Result};

/// How long a writer waits for another one before it gives up.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Number of the advisory lock that writers to PostgreSQL take in turn: any number, as long as it stays the same.
const WRITERS: i64 = 0x6d61_7273_6164;

/// Most parameters of one statement that lists values.
pub const MANY: usize = 400;

/// A value in a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Unknown.
    Null,
    /// A whole number, or a truth value as 0 or 1.
    Int(i64),
    /// A number.
    Real(f64),
    /// Text.
    Text(String),
}

macro_rules! from {
    ($($from:ty => |$v:ident| $to:expr),+ $(,)?) => { $(impl From<$from> for Value { fn from($v: $from) -> Value { $to } })+ };
}
from! {
    i64 => |v| Value::Int(v),
    u32 => |v| Value::Int(v.into()),
    bool => |v| Value::Int(v.into()),
    f64 => |v| Value::Real(v),
    &str => |v| Value::Text(v.to_owned()),
    &String => |v| Value::Text(v.clone()),
    String => |v| Value::Text(v),
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(v: Option<T>) -> Value {
        v.map_or(Value::Null, Into::into)
    }
}

impl Value {
    /// The whole number; an error for anything else.
    pub fn int(&self) -> Result<i64> {
        match self {
            Value::Int(n) => Ok(*n),
            other => Err(Error::Column(format!("{other:?}"), "a whole number")),
        }
    }

    /// The whole number, if there is one.
    pub fn maybe_int(&self) -> Option<i64> {
        if let Value::Int(n) = self { Some(*n) } else { None }
    }

    /// The number; 0 if unknown.
    pub fn real(&self) -> f64 {
        match self {
            Value::Real(x) => *x,
            Value::Int(n) => *n as f64,
            _ => 0.0,
        }
    }

    /// The number, if there is one.
    pub fn maybe_real(&self) -> Option<f64> {
        if *self == Value::Null { None } else { Some(self.real()) }
    }

    /// The text; empty if unknown.
    pub fn text(&self) -> &str {
        if let Value::Text(s) = self { s } else { "" }
    }

    /// The text, if there is one.
    pub fn maybe_text(&self) -> Option<&str> {
        if let Value::Text(s) = self { Some(s) } else { None }
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(n) => ValueRef::Integer(*n),
            Value::Real(x) => ValueRef::Real(*x),
            Value::Text(s) => ValueRef::Text(s.as_bytes()),
        }))
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(n) if *ty == Type::INT4 => i32::try_from(*n)?.to_sql(ty, out),
            Value::Int(n) if *ty == Type::FLOAT8 => (*n as f64).to_sql(ty, out),
            Value::Int(n) => n.to_sql(ty, out),
            Value::Real(x) => x.to_sql(ty, out),
            // PostgreSQL's text cannot hold the character 0.
            Value::Text(s) if s.contains('\0') => s.replace('\0', "\u{FFFD}").to_sql(ty, out),
            Value::Text(s) => s.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

/// A table's columns, for rows that are put in together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns, in the order of the values.
    pub columns: &'static [&'static str],
}

enum Kind {
    Sqlite(Box<rusqlite::Connection>),
    Postgres(Box<postgres::Client>),
}

/// An open database.
pub struct Database {
    kind: Kind,
}

fn values(row: &rusqlite::Row<'_>, columns: usize) -> Result<Vec<Value>> {
    use rusqlite::types::ValueRef;
    (0..columns)
        .map(|i| {
            Ok(match row.get_ref(i)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(n) => Value::Int(n),
                ValueRef::Real(x) => Value::Real(x),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Value::Text(match std::str::from_utf8(bytes) {
                    Ok(text) => text.to_owned(),
                    Err(_) => String::from_utf8_lossy(bytes).into_owned(),
                }),
            })
        })
        .collect()
}

fn pg_values(row: &postgres::Row) -> Result<Vec<Value>> {
    let get = |i: usize, c: &postgres::Column| -> Result<Value> {
        Ok(match *c.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(i)?.into(),
            Type::INT4 => row.try_get::<_, Option<i32>>(i)?.map(i64::from).into(),
            Type::FLOAT8 => row.try_get::<_, Option<f64>>(i)?.into(),
            Type::BOOL => row.try_get::<_, Option<bool>>(i)?.into(),
            Type::TEXT | Type::VARCHAR | Type::NAME => row.try_get::<_, Option<String>>(i)?.into(),
            ref other => return Err(Error::Column(other.to_string(), "a number or text")),
        })
    };
    row.columns().iter().enumerate().map(|(i, c)| get(i, c)).collect()
}

/// Parameters are written `?1`; PostgreSQL wants `$1`. No statement of the ledger holds another question mark.
fn dollars(sql: &str) -> String {
    sql.replace('?', "$")
}

impl Database {
    /// Opens a file, or a database of PostgreSQL where `location` begins with `postgres://` or `postgresql://`.
    pub fn open(location: &str) -> Result<Database> {
        let kind = if is_url(location) {
            let mut client = postgres::Client::connect(location, postgres::NoTls)?;
            // A commit is on the disk before it is acknowledged, whatever the server's own setting.
            let wait = PATIENCE.as_millis();
            client.batch_execute(&format!("SET lock_timeout = {wait}; SET synchronous_commit = on"))?;
            Kind::Postgres(Box::new(client))
        } else {
            let db = rusqlite::Connection::open(location)?;
            db.busy_timeout(PATIENCE)?;
            // FULL: a commit is on the disk before it is acknowledged, also when the power fails.
            db.execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -200000;
                 PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 16000;",
            )?;
            db.set_prepared_statement_cache_capacity(64);
            Kind::Sqlite(Box::new(db))
        };
        Ok(Database { kind })
    }

    /// Whether it is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        matches!(self.kind, Kind::Postgres(_))
    }

    /// Runs statements without parameters.
    pub fn batch(&mut self, sql: &str) -> Result<()> {
        match &mut self.kind {
            Kind::Sqlite(db) => db.execute_batch(sql)?,
            Kind::Postgres(client) => client.batch_execute(sql)?,
        }
        Ok(())
    }

    /// Runs one statement; the rows it touched.
    pub fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64> {
        Ok(match &mut self.kind {
            Kind::Sqlite(db) => db.prepare_cached(sql)?.execute(rusqlite::params_from_iter(params))? as u64,
            Kind::Postgres(client) => {
                let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
                client.execute(&dollars(sql), &params)?
            }
        })
    }

    /// Hands each row of an answer to `each`, without holding them all.
    pub fn each(&mut self, sql: &str, params: &[Value], mut each: impl FnMut(&[Value]) -> Result<()>) -> Result<()> {
        self.owned(sql, params, |row| each(&row))
    }

    fn owned(&mut self, sql: &str, params: &[Value], mut each: impl FnMut(Vec<Value>) -> Result<()>) -> Result<()> {
        match &mut self.kind {
            Kind::Sqlite(db) => {
                let mut statement = db.prepare_cached(sql)?;
                let columns = statement.column_count();
                let mut rows = statement.query(rusqlite::params_from_iter(params))?;
                while let Some(row) = rows.next()? {
                    each(values(row, columns)?)?;
                }
            }
            Kind::Postgres(client) => {
                let mut rows = client.query_raw(&dollars(sql), params)?;
                while let Some(row) = rows.next()? {
                    each(pg_values(&row)?)?;
                }
            }
        }
        Ok(())
    }

    /// All rows of an answer.
    pub fn rows(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Vec<Value>>> {
        let mut out = Vec::new();
        self.owned(sql, params, |row| {
            out.push(row);
            Ok(())
        })?;
        Ok(out)
    }

    /// The first row of an answer.
    pub fn row(&mut self, sql: &str, params: &[Value]) -> Result<Option<Vec<Value>>> {
        Ok(self.rows(sql, params)?.into_iter().next())
    }

    /// The id behind the last one of a table. Only the one writer gives ids out.
    pub fn next_id(&mut self, table: &str) -> Result<i64> {
        let last = self.row(&format!("SELECT max(id) FROM {table}"), &[])?;
        Ok(last.and_then(|r| r[0].maybe_int()).unwrap_or(0) + 1)
    }

    /// The rows of `sql` for each of `keys`, some hundreds at a time: `{keys}` in it becomes the list.
    pub fn rows_of(&mut self, sql: &str, keys: &[Value]) -> Result<Vec<Vec<Value>>> {
        let mut out = Vec::new();
        for some in keys.chunks(MANY) {
            out.extend(self.rows(&sql.replace("{keys}", &marks(1, some.len())), some)?);
        }
        Ok(out)
    }

    /// Puts rows into a table.
    pub fn insert(&mut self, table: Table, rows: &[Vec<Value>]) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let columns = table.columns.join(", ");
        match &mut self.kind {
            Kind::Sqlite(db) => {
                let marks = marks(1, table.columns.len());
                // The terms of an article lie under its id, which this table calls rowid.
                let columns = if table == SEARCH { "rowid, terms".to_owned() } else { columns };
                let sql = format!("INSERT INTO {} ({columns}) VALUES ({marks})", table.name);
                let mut statement = db.prepare_cached(&sql)?;
                for row in rows {
                    statement.execute(rusqlite::params_from_iter(row))?;
                }
            }
            Kind::Postgres(client) => {
                if table == SEARCH {
                    // Positions beyond the type's limit are levelled; a text beyond its size is cut by `TERMS`.
                    let sql = "INSERT INTO search (article, terms) VALUES ($1, to_tsvector('simple', $2))";
                    let statement = client.prepare(sql)?;
                    for row in rows {
                        let params: Vec<&(dyn ToSql + Sync)> = row.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
                        client.execute(&statement, &params)?;
                    }
                    return Ok(());
                }
                let mut out = client.copy_in(&format!("COPY {} ({columns}) FROM STDIN", table.name))?;
                let mut line = String::new();
                for row in rows {
                    line.clear();
                    copy_line(row, &mut line);
                    out.write_all(line.as_bytes())?;
                }
                out.finish()?;
            }
        }
        Ok(())
    }

    /// Runs `work` as one transaction that no other writer interrupts. An error undoes all of it.
    pub fn write<T>(&mut self, work: impl FnOnce(&mut Database) -> Result<T>) -> Result<T> {
        match &mut self.kind {
            Kind::Sqlite(db) => db.execute_batch("BEGIN IMMEDIATE")?,
            Kind::Postgres(client) => {
                client.batch_execute("BEGIN")?;
                if let Err(e) = client.execute("SELECT pg_advisory_xact_lock($1)", &[&WRITERS]) {
                    client.batch_execute("ROLLBACK")?;
                    return Err(e.into());
                }
            }
        }
        let done = work(self).and_then(|value| self.batch("COMMIT").map(|()| value));
        if done.is_err() {
            // The first error is the one to tell; SQLite has undone all itself after some.
            let _ = self.batch("ROLLBACK");
        }
        done
    }

    /// Tables that are there.
    pub fn tables(&mut self) -> Result<Vec<String>> {
        let sql = match &self.kind {
            Kind::Sqlite(_) => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
            Kind::Postgres(_) => {
                "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()"
            }
        };
        Ok(self.rows(sql, &[])?.iter().map(|r| r[0].text().to_owned()).collect())
    }

    /// Lets the database count how its values lie, once much was added: plans depend on it.
    pub fn analyze(&mut self) -> Result<()> {
        match &mut self.kind {
            // A thousand rows of each index are enough to choose between them.
            Kind::Sqlite(db) => db.execute_batch("PRAGMA analysis_limit = 1000; PRAGMA optimize = 0x10002;")?,
            Kind::Postgres(client) => client.batch_execute("ANALYZE")?,
        }
        Ok(())
    }

    /// A migration's statements for this database: `{id}`, `{clustered}` and the parts marked `-- only …`.
    pub fn dialect(&self, sql: &str) -> String {
        let (mine, id, clustered) = match self.kind {
            Kind::Sqlite(_) => ("-- only sqlite", "INTEGER PRIMARY KEY", "WITHOUT ROWID"),
            Kind::Postgres(_) => ("-- only postgres", "BIGINT PRIMARY KEY", ""),
        };
        let mut on = true;
        let mut out = String::new();
        for line in sql.lines() {
            if line == "-- both" {
                on = true;
            } else if line.starts_with("-- only ") {
                on = line == mine;
            } else if on {
                out.push_str(line);
                out.push('\n');
            }
        }
        out.replace("{id}", id).replace("{clustered}", clustered)
    }

    /// The condition that an article's search terms match parameter `n`, and the parameter's value.
    pub fn matches(&self, words: &[Vec<String>], n: usize) -> (String, Value) {
        match self.kind {
            Kind::Sqlite(_) => {
                let phrases: Vec<String> = words.iter().map(|w| format!("\"{}\"", w.join(" "))).collect();
                (format!("IN (SELECT rowid FROM search WHERE search MATCH ?{n})"), phrases.join(" AND ").into())
            }
            Kind::Postgres(_) => {
                let phrases: Vec<String> = words
                    .iter()
                    .map(|w| w.iter().map(|t| format!("'{t}'")).collect::<Vec<_>>().join(" <-> "))
                    .map(|p| format!("({p})"))
                    .collect();
                (
                    format!("IN (SELECT article FROM search WHERE terms @@ to_tsquery('simple', ?{n}))"),
                    phrases.join(" & ").into(),
                )
            }
        }
    }
}

/// The table of search terms.
pub const SEARCH: Table = Table { name: "search", columns: &["article", "terms"] };

/// Whether a location names a server rather than a file.
pub fn is_url(location: &str) -> bool {
    location.starts_with("postgres://") || location.starts_with("postgresql://")
}

/// `?first, …`: as many marks as values.
pub fn marks(first: usize, count: usize) -> String {
    (first..first + count).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ")
}

/// A row in the text form of COPY.
fn copy_line(row: &[Value], out: &mut String) {
    use std::fmt::Write as _;
    for (i, value) in row.iter().enumerate() {
        if i > 0 {
            out.push('\t');
        }
        match value {
            Value::Null => out.push_str("\\N"),
            // Writing to a string cannot fail.
            Value::Int(n) => _ = write!(out, "{n}"),
            Value::Real(x) => _ = write!(out, "{x}"),
            Value::Text(s) => {
                for c in s.chars() {
                    match c {
                        '\\' => out.push_str("\\\\"),
                        '\n' => out.push_str("\\n"),
                        '\r' => out.push_str("\\r"),
                        '\t' => out.push_str("\\t"),
                        '\0' => out.push('\u{FFFD}'),
                        _ => out.push(c),
                    }
                }
            }
        }
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copy_lines_escape_what_would_end_a_value() {
        let mut line = String::new();
        copy_line(&["a\tb\\\nc".into(), Value::Null, 5_i64.into(), 0.1.into()], &mut line);
        assert_eq!(line, "a\\tb\\\\\\nc\t\\N\t5\t0.1\n");
    }
}
