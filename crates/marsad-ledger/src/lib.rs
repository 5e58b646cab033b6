//! The ledger: keeps records in a SQLite file or a PostgreSQL database, answers questions, takes corrections, exports.
//!
//! One schema (`migrations/`) and one set of queries serve both databases; what differs is in `database.rs`. The ledger knows no
//! language: [`Terms`] tells it what a word is. It asks no clock: whoever adds says what time it is.

mod acts;
mod add;
mod article;
pub mod codes;
mod correct;
mod database;
mod desk;
mod entry;
mod error;
mod export;
mod link;
mod page;
mod profile;
mod query;
mod rows;
mod schema;
mod score;
mod search;
mod table;
mod tracks;

use rustc_hash::FxHashMap;

pub use acts::{ActDetail, ActParty, ActReport, ActSummary, FieldValue, FieldView, First, StatusChange};
pub use add::Added;
pub use article::{ArticleDetail, ArticleSummary, Told};
pub use correct::{By, Correction, Key, Kind, Seen};
pub use database::{PATIENCE, is_url};
pub use desk::{Audited, Note};
pub use entry::Entry;
pub use error::{Error, Result};
pub use export::{Exported, Form};
pub use link::Linked;
pub use page::{Page, PlaceCount, Tally};
pub use profile::{Office, Partner, Profile};
pub use query::{Answer, Asked, Count, Filter, Party, Step, Who};
pub use schema::VERSION;
pub use score::{cooperative, score};
pub use search::{Hit, Term, Terms};
pub use tracks::{AgendaEntry, Deadline, Said, TrackDetail, TrackSummary};

use database::Database;

/// An open ledger.
pub struct Ledger {
    db: Database,
    /// Rows of `actors` by what tells them apart.
    actors: FxHashMap<String, i64>,
}

impl Ledger {
    /// Opens a ledger, and makes it where there is none: a file, or a database of PostgreSQL by its URL
    /// (`postgres://user@host/name`). A ledger of an older version is brought up to date first.
    ///
    /// # Errors
    /// If it cannot be opened, holds something else, or was written by a newer version.
    pub fn open(location: &str) -> Result<Ledger> {
        let mut db = Database::open(location)?;
        schema::migrate(&mut db, location)?;
        Ok(Ledger { db, actors: FxHashMap::default() })
    }

    /// Lets the database prepare for questions after much was added.
    ///
    /// # Errors
    /// If the database fails.
    pub fn settle(&mut self) -> Result<()> {
        self.db.analyze()
    }
}
