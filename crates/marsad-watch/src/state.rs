//! What was seen and what is still to be done, in one SQLite file. Each step of the work is one transaction, so that a process that is
//! killed at any moment goes on where it was: an item is known from the transaction that puts it on the list of things to do, and
//! leaves that list in the one that puts its record into the outbox.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::fetch::Validators;
use crate::rejects::{Aside, written};
use crate::wait::{Moment, after};

/// Version of the tables, in SQLite's `user_version`.
const VERSION: i64 = 1;

const TABLES: &str = "
CREATE TABLE feed (
  url TEXT PRIMARY KEY,
  etag TEXT,
  modified TEXT,
  next INTEGER NOT NULL,
  failures INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE robots (origin TEXT PRIMARY KEY, fetched INTEGER NOT NULL, file BLOB) WITHOUT ROWID;
CREATE TABLE host (host TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE seen (key BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE item (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  feed TEXT NOT NULL,
  outlet TEXT NOT NULL,
  id TEXT NOT NULL,
  link TEXT,
  title TEXT NOT NULL,
  text TEXT,
  published TEXT,
  tries INTEGER NOT NULL,
  next INTEGER NOT NULL
);
CREATE TABLE aside (feed TEXT NOT NULL, link TEXT, title TEXT NOT NULL, cause TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE outbox (number INTEGER PRIMARY KEY AUTOINCREMENT, position INTEGER NOT NULL, record TEXT NOT NULL);
";

/// Why the state cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// SQLite's error.
    #[error("{}: {error}", .file.display())]
    Sqlite {
        /// The state's file.
        file: PathBuf,
        /// SQLite's error.
        #[source]
        error: rusqlite::Error,
    },
    /// Another process uses it.
    #[error("{}: another marsad watch uses it; end that one, or name another `state`", .0.display())]
    Locked(PathBuf),
    /// Another version of Marsad, or another program, made it.
    #[error("{file}: not a state file of this version ({found} instead of {VERSION}); name another `state`", file = .file.display())]
    Version {
        /// The state's file.
        file: PathBuf,
        /// The version found.
        found: i64,
    },
}

/// What is known of a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedState {
    /// For a conditional request.
    pub validators: Validators,
    /// When it may be polled next.
    pub next: Moment,
    /// Failed polls since the last good one.
    pub failures: u32,
}

/// Sixteen bytes by which an item is known.
pub type Key = [u8; 16];

/// An item on the list of things to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its number on the list.
    pub number: i64,
    /// Address of the feed that brought it.
    pub feed: String,
    /// Who publishes the feed.
    pub outlet: String,
    /// Id of its record.
    pub id: String,
    /// Address of its page.
    pub link: Option<String>,
    /// Headline; may be empty.
    pub title: String,
    /// The text; `None` if its page is to be fetched.
    pub text: Option<String>,
    /// Day of publication, `YYYY-MM-DD`.
    pub published: Option<String>,
    /// Failed tries to fetch its page.
    pub tries: u32,
    /// When it may be tried.
    pub next: Moment,
}

/// What an item has become.
#[derive(Debug)]
pub enum Outcome {
    /// A record, and further keys by which the article is known from now on.
    Coded {
        /// The record, one line of JSON without line break.
        record: String,
        /// Of its content and its last address.
        keys: Vec<Key>,
    },
    /// Nothing, for this cause.
    Aside(String),
}

/// The state's file, open and locked.
#[derive(Debug)]
pub struct State {
    file: PathBuf,
    connection: Connection,
}

type Result<T> = std::result::Result<T, StateError>;

impl State {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    /// If it cannot be opened, is in use, or is no state file of this version.
    pub fn open(file: &Path) -> Result<State> {
        let wrong = |error| wrong(file, error);
        let connection = Connection::open(file).map_err(wrong)?;
        connection.busy_timeout(Duration::ZERO).map_err(wrong)?;
        // A commit must outlive a loss of power: the record is written on its word.
        connection
            .execute_batch("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
            .map_err(wrong)?;
        let mut state = State { file: file.to_owned(), connection };
        let version: i64 = state.connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(wrong)?;
        let tables: i64 =
            state.connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(wrong)?;
        if (version, tables) == (0, 0) {
            state.change(|t| {
                t.execute_batch(TABLES)?;
                t.pragma_update(None, "user_version", VERSION)
            })?;
        } else if version != VERSION {
            return Err(StateError::Version { file: file.to_owned(), found: version });
        } else {
            // The lock is taken with the first write.
            state.change(|t| t.pragma_update(None, "user_version", VERSION))?;
        }
        Ok(state)
    }

    fn change<T>(&mut self, change: impl FnOnce(&Transaction) -> rusqlite::Result<T>) -> Result<T> {
        let run = || {
            let transaction = self.connection.transaction()?;
            let value = change(&transaction)?;
            transaction.commit()?;
            Ok(value)
        };
        run().map_err(|error| wrong(&self.file, error))
    }

    fn ask<T>(&self, ask: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        ask(&self.connection).map_err(|error| wrong(&self.file, error))
    }

    /// What is known of a feed.
    ///
    /// # Errors
    /// If SQLite fails, as for all below.
    pub fn feed(&self, url: &str) -> Result<FeedState> {
        let row = self.ask(|c| {
            c.query_row("SELECT etag, modified, next, failures FROM feed WHERE url = ?1", [url], |row| {
                Ok(FeedState {
                    validators: Validators { etag: row.get(0)?, modified: row.get(1)? },
                    next: row.get(2)?,
                    failures: row.get(3)?,
                })
            })
            .optional()
        })?;
        Ok(row.unwrap_or_default())
    }

    /// Keeps what a poll brought: the feed's new state, and those of its items of which no key is known. Both in one step, for the
    /// server will not send the items again once it is told their validators. Numbers of the new items.
    pub fn polled(&mut self, url: &str, feed: &FeedState, items: &[(Vec<Key>, Item)]) -> Result<Vec<i64>> {
        self.change(|t| {
            t.execute(
                "INSERT OR REPLACE INTO feed (url, etag, modified, next, failures) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![url, feed.validators.etag, feed.validators.modified, feed.next, feed.failures],
            )?;
            let mut numbers = Vec::new();
            for (keys, item) in items {
                let mut known = false;
                for key in keys {
                    known |= t.execute("INSERT OR IGNORE INTO seen (key) VALUES (?1)", [key])? == 0;
                }
                if !known {
                    t.execute(
                        "INSERT INTO item (feed, outlet, id, link, title, text, published, tries, next) \
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                        params![
                            item.feed,
                            item.outlet,
                            item.id,
                            item.link,
                            item.title,
                            item.text,
                            item.published,
                            item.tries,
                            item.next
                        ],
                    )?;
                    numbers.push(t.last_insert_rowid());
                }
            }
            Ok(numbers)
        })
    }

    /// Whether a key is known.
    pub fn knows(&self, key: &Key) -> Result<bool> {
        let found = self.ask(|c| c.query_row("SELECT 1 FROM seen WHERE key = ?1", [key], |_| Ok(())).optional())?;
        Ok(found.is_some())
    }

    /// Numbers of all items to do, in order of their arrival.
    pub fn items(&self) -> Result<Vec<i64>> {
        self.ask(|c| c.prepare("SELECT number FROM item ORDER BY number")?.query_map([], |row| row.get(0))?.collect())
    }

    /// An item to do; `None` if it is done.
    pub fn item(&self, number: i64) -> Result<Option<Item>> {
        self.ask(|c| {
            c.query_row(
                "SELECT feed, outlet, id, link, title, text, published, tries, next FROM item WHERE number = ?1",
                [number],
                |row| {
                    Ok(Item {
                        number,
                        feed: row.get(0)?,
                        outlet: row.get(1)?,
                        id: row.get(2)?,
                        link: row.get(3)?,
                        title: row.get(4)?,
                        text: row.get(5)?,
                        published: row.get(6)?,
                        tries: row.get(7)?,
                        next: row.get(8)?,
                    })
                },
            )
            .optional()
        })
    }

    /// Puts an item off after a failed try.
    pub fn put_off(&mut self, number: i64, tries: u32, next: Moment) -> Result<()> {
        self.change(|t| {
            t.execute("UPDATE item SET tries = ?2, next = ?3 WHERE number = ?1", params![number, tries, next])?;
            Ok(())
        })
    }

    /// Takes items off the list of things to do: records go to the outbox, for `position` of the sink; the others are noted with
    /// their cause.
    pub fn settle(&mut self, outcomes: &[(Item, Outcome)], position: u64, now: Moment) -> Result<()> {
        self.change(|t| {
            for (item, outcome) in outcomes {
                t.execute("DELETE FROM item WHERE number = ?1", [item.number])?;
                match outcome {
                    Outcome::Coded { record, keys } => {
                        t.execute(
                            "INSERT INTO outbox (position, record) VALUES (?1, ?2)",
                            params![position.cast_signed(), record],
                        )?;
                        for key in keys {
                            t.execute("INSERT OR IGNORE INTO seen (key) VALUES (?1)", [key])?;
                        }
                    }
                    Outcome::Aside(cause) => {
                        t.execute(
                            "INSERT INTO aside (feed, link, title, cause, at) VALUES (?1, ?2, ?3, ?4, ?5)",
                            params![item.feed, item.link, item.title, cause, now],
                        )?;
                    }
                }
            }
            Ok(())
        })
    }

    /// Hands over all that was ever set aside, in its order.
    pub fn asides(&self, mut each: impl FnMut(Aside)) -> Result<()> {
        self.ask(|c| {
            let mut rows = c.prepare("SELECT feed, link, title, cause, at FROM aside ORDER BY rowid")?;
            let mut rows = rows.query([])?;
            while let Some(row) = rows.next()? {
                let at = written(row.get(4)?);
                each(Aside { feed: row.get(0)?, link: row.get(1)?, title: row.get(2)?, cause: row.get(3)?, at });
            }
            Ok(())
        })
    }

    /// The batch of records that is not known to be delivered, with the sink's position for it.
    pub fn undelivered(&self) -> Result<Option<(u64, Vec<String>)>> {
        let rows: Vec<(i64, String)> = self.ask(|c| {
            c.prepare("SELECT position, record FROM outbox ORDER BY number")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })?;
        let position = rows.first().map(|(position, _)| position.cast_unsigned());
        Ok(position.map(|p| (p, rows.into_iter().map(|(_, record)| record).collect())))
    }

    /// Empties the outbox after its delivery.
    pub fn delivered(&mut self) -> Result<()> {
        self.change(|t| t.execute("DELETE FROM outbox", []).map(drop))
    }

    /// A site's robots.txt if it was fetched after `since`: `Some(None)` if the site has none.
    pub fn robots(&self, origin: &str, since: Moment) -> Result<Option<(Moment, Option<Vec<u8>>)>> {
        self.ask(|c| {
            c.query_row(
                "SELECT fetched, file FROM robots WHERE origin = ?1 AND fetched > ?2",
                params![origin, since],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()
        })
    }

    /// Keeps a site's robots.txt, or that it has none.
    pub fn keep_robots(&mut self, origin: &str, fetched: Moment, file: Option<&[u8]>) -> Result<()> {
        self.change(|t| {
            t.execute(
                "INSERT OR REPLACE INTO robots (origin, fetched, file) VALUES (?1, ?2, ?3)",
                params![origin, fetched, file],
            )
            .map(drop)
        })
    }

    /// Hosts that asked to be left alone, with the moment until when. Asks that are over, and would have been at most `longest` from
    /// now on, are forgotten.
    pub fn blocks(&mut self, now: Moment, longest: Duration) -> Result<Vec<(String, Moment)>> {
        self.change(|t| {
            t.execute("DELETE FROM host WHERE until <= ?1 OR until > ?2", params![now, after(now, longest)])?;
            t.prepare("SELECT host, until FROM host")?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        })
    }

    /// Keeps that a host asks to be left alone until a moment.
    pub fn block(&mut self, host: &str, until: Moment) -> Result<()> {
        self.change(|t| {
            t.execute("INSERT OR REPLACE INTO host (host, until) VALUES (?1, ?2)", params![host, until]).map(drop)
        })
    }
}

fn wrong(file: &Path, error: rusqlite::Error) -> StateError {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
            StateError::Locked(file.to_owned())
        }
        _ => StateError::Sqlite { file: file.to_owned(), error },
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Folder {
            let path = std::env::temp_dir().join(format!("marsad-state-{}-{name}", std::process::id()));
            let _ = std::fs::remove_dir_all(&path);
            std::fs::create_dir_all(&path).unwrap();
            Folder(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn item(id: &str) -> Item {
        Item {
            number: 0,
            feed: "https://a.example/rss".to_owned(),
            outlet: "A".to_owned(),
            id: id.to_owned(),
            link: None,
            title: String::new(),
            text: Some(id.to_owned()),
            published: None,
            tries: 0,
            next: 0,
        }
    }

    #[test]
    fn an_item_is_new_once_by_any_of_its_keys() {
        let folder = Folder::new("new");
        let mut state = State::open(&folder.0.join("s")).unwrap();
        let feed = FeedState { next: 7, failures: 0, validators: Validators::default() };
        let first = state.polled("f", &feed, &[(vec![[1; 16], [2; 16]], item("one"))]).unwrap();
        assert_eq!(first.len(), 1);
        let again = [(vec![[3; 16], [2; 16]], item("one again")), (vec![[4; 16]], item("two"))];
        assert_eq!(state.polled("f", &feed, &again).unwrap().len(), 1);
        assert!(state.knows(&[3; 16]).unwrap(), "the other keys of a known item are learnt");
        assert_eq!(state.feed("f").unwrap(), feed);
    }

    #[test]
    fn a_record_waits_in_the_outbox_across_a_restart() {
        let folder = Folder::new("outbox");
        let file = folder.0.join("s");
        let mut state = State::open(&file).unwrap();
        let items = [(vec![[1; 16]], item("one")), (vec![[2; 16]], item("two"))];
        let numbers = state.polled("f", &FeedState::default(), &items).unwrap();
        let one = state.item(numbers[0]).unwrap().unwrap();
        let coded = Outcome::Coded { record: "{}".to_owned(), keys: vec![[9; 16]] };
        state.settle(&[(one, coded)], 120, 0).unwrap();
        drop(state);
        let mut state = State::open(&file).unwrap();
        assert_eq!(state.undelivered().unwrap(), Some((120, vec!["{}".to_owned()])));
        assert_eq!(state.items().unwrap(), numbers[1..]);
        assert!(state.knows(&[9; 16]).unwrap());
        state.delivered().unwrap();
        assert_eq!(state.undelivered().unwrap(), None);
    }

    #[test]
    fn one_process_at_a_time_and_only_its_own_files() {
        let folder = Folder::new("lock");
        let file = folder.0.join("s");
        let state = State::open(&file).unwrap();
        assert!(matches!(State::open(&file), Err(StateError::Locked(_))));
        drop(state);
        assert!(State::open(&file).is_ok());
        let other = folder.0.join("other");
        Connection::open(&other).unwrap().execute_batch("CREATE TABLE mine (a)").unwrap();
        assert!(matches!(State::open(&other), Err(StateError::Version { found: 0, .. })));
        std::fs::write(folder.0.join("text"), "no database, a text that is long enough to be looked at ".repeat(20))
            .unwrap();
        assert!(matches!(State::open(&folder.0.join("text")), Err(StateError::Sqlite { .. })));
    }
}
