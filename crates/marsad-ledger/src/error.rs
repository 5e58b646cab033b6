//! What can go wrong.

/// An error of the ledger.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SQLite's own error.
    #[error("SQLite: {0}")]
    Sqlite(rusqlite::Error),
    /// PostgreSQL's own error.
    #[error("PostgreSQL: {}", told(.0))]
    Postgres(postgres::Error),
    /// Another process has been writing for longer than [`crate::PATIENCE`].
    #[error(
        "another process is writing to the ledger; nothing of this batch was stored; try again when it has finished"
    )]
    Busy,
    /// No room left.
    #[error(
        "the disk is full ({0}); what was acknowledged is safe, nothing of this batch was stored; make room and run again"
    )]
    Full(String),
    /// The file or database holds something else.
    #[error("{0} holds no ledger but other tables; name another file or an empty database")]
    NotALedger(String),
    /// A later version wrote it.
    #[error("the ledger has schema {found}, this Marsad knows up to {known}; use the newer Marsad")]
    Newer {
        /// The ledger's version.
        found: i64,
        /// The last version known here.
        known: i64,
    },
    /// A line is no record.
    #[error("no record: {0}; write it with `marsad code`")]
    Record(serde_json::Error),
    /// What is stored as JSON does not read.
    #[error("the ledger's {what} {name} does not read: {source}")]
    Stored {
        /// What sort of thing.
        what: &'static str,
        /// Its name.
        name: String,
        /// Why.
        source: serde_json::Error,
    },
    /// A value has another type than its column should have.
    #[error("a column of the ledger holds {0} where {1} is expected")]
    Column(String, &'static str),
    /// There is no such event or act.
    #[error("there is no {0} {1:?} in the ledger; `marsad ledger query` lists them")]
    Missing(&'static str, String),
    /// A question or correction that cannot be understood.
    #[error("{0}")]
    Usage(String),
    /// The weights of linking do not read.
    #[error(transparent)]
    Weights(#[from] marsad_link::ModelError),
    /// Writing an answer failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// The server's message where there is one: the crate's own says only "db error".
fn told(e: &postgres::Error) -> String {
    match e.as_db_error() {
        Some(db) => db.message().to_owned(),
        None => {
            let cause = std::error::Error::source(e).map(|s| format!(": {s}")).unwrap_or_default();
            format!("{e}{cause}")
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(e: rusqlite::Error) -> Error {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked, DiskFull, SystemIoFailure};
        match e.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => Error::Busy,
            Some(DiskFull | SystemIoFailure) => Error::Full(e.to_string()),
            _ => Error::Sqlite(e),
        }
    }
}

impl From<postgres::Error> for Error {
    fn from(e: postgres::Error) -> Error {
        use postgres::error::SqlState;
        match e.code() {
            Some(c) if *c == SqlState::LOCK_NOT_AVAILABLE => Error::Busy,
            Some(c) if *c == SqlState::DISK_FULL => Error::Full(told(&e)),
            _ => Error::Postgres(e),
        }
    }
}

/// A result of the ledger.
pub type Result<T> = std::result::Result<T, Error>;
