//! What can go wrong.

use std::net::SocketAddr;

use axum::http::StatusCode;

/// An error of the desk.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Anybody could read and edit.
    #[error(
        "{0} can be reached from other machines, so the desk wants accounts: make one with `marsad serve --add-account NAME --role editor --accounts FILE` and serve with --accounts FILE, or listen on 127.0.0.1"
    )]
    Open(SocketAddr),
    /// The address cannot be had.
    #[error("cannot listen on {0}: {1}; name another with --listen")]
    Bind(SocketAddr, std::io::Error),
    /// The file of accounts is wrong.
    #[error(
        "{file}:{line}: {what}; write NAME, ROLE (reader or editor) and the hash between tabs, or use --add-account"
    )]
    Account {
        /// The file.
        file: String,
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// The file of accounts cannot be read or written.
    #[error("{0}: {1}")]
    File(String, std::io::Error),
    /// A password that is too easy to guess.
    #[error("{0}")]
    Password(String),
    /// A name for an account that does not do.
    #[error("{0:?} cannot name an account: write letters, digits, dots and dashes")]
    Name(String),
    /// Hashing failed.
    #[error("the password cannot be hashed: {0}")]
    Hash(argon2::password_hash::Error),
    /// The operating system gives no random bytes.
    #[error("no random bytes: {0}")]
    Random(getrandom::Error),
    /// The ledger's own error.
    #[error(transparent)]
    Ledger(#[from] marsad_ledger::Error),
    /// A request that cannot be understood.
    #[error("{0}")]
    Request(String),
    /// A request that is not allowed.
    #[error("{1}")]
    Refused(StatusCode, &'static str),
    /// An answer cannot be written as Parquet.
    #[error("Parquet: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// As above.
    #[error("Arrow: {0}")]
    Arrow(#[from] arrow_schema::ArrowError),
    /// An answer cannot be written as JSON.
    #[error("JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// Work was cut off.
    #[error("the request was cut off")]
    CutOff,
    /// The operating system's own error.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl Error {
    /// What it is for HTTP.
    pub fn status(&self) -> StatusCode {
        use marsad_ledger::Error as Ledger;
        match self {
            Error::Request(_) | Error::Ledger(Ledger::Usage(_)) => StatusCode::BAD_REQUEST,
            Error::Ledger(Ledger::Missing(..)) => StatusCode::NOT_FOUND,
            Error::Ledger(Ledger::Busy) => StatusCode::SERVICE_UNAVAILABLE,
            Error::Refused(status, _) => *status,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// A result of the desk.
pub type Result<T> = std::result::Result<T, Error>;
