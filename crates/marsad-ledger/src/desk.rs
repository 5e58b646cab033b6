//! What the desk keeps beside corrections: notes, what was taken back, and an account of every change.

use serde::Serialize;

use crate::Ledger;
use crate::add::rebuild;
use crate::correct::By;
use crate::database::Value;
use crate::error::{Error, Result};
use crate::search::{Terms, joined};

/// A note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Its number.
    pub id: i64,
    /// On what: `article`, `act`, `actor`.
    pub kind: String,
    /// The id of what it is on.
    pub subject: String,
    /// Who wrote it.
    pub who: String,
    /// When, ISO date.
    pub made: String,
    /// The note.
    pub words: String,
}

/// A change that somebody made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Audited {
    /// Its number.
    pub id: i64,
    /// When, ISO date and time.
    pub at: String,
    /// Who.
    pub who: String,
    /// What was done: the kind of correction, `undo`, `note`, `log in`.
    pub what: String,
    /// To which event, article or account.
    pub subject: String,
    /// More, as JSON.
    pub detail: String,
}

impl Ledger {
    /// Bounds the memory that the connection keeps pages of the database in, in KiB; PostgreSQL keeps them in its own.
    ///
    /// # Errors
    /// If the database fails.
    pub fn hold(&mut self, kib: usize) -> Result<()> {
        if self.db.is_postgres() { Ok(()) } else { self.db.batch(&format!("PRAGMA cache_size = -{kib}")) }
    }

    /// Takes a correction back, so that its event is as if it had never been made.
    ///
    /// # Errors
    /// If there is no such correction, or the database fails; then nothing changes.
    pub fn retract(&mut self, correction: i64, terms: Terms<'_>) -> Result<()> {
        let actors = &mut self.actors;
        let done = self.db.write(|db| {
            let sql = "SELECT article, other_article FROM corrections WHERE id = ?1";
            let missing = || Error::Missing("correction", correction.to_string());
            let row = db.row(sql, &[correction.into()])?.ok_or_else(missing)?;
            db.execute("DELETE FROM corrections WHERE id = ?1", &[correction.into()])?;
            let folded = |name: &str| joined(std::iter::once(name), terms);
            let mut articles: Vec<&str> = row.iter().filter_map(Value::maybe_text).collect();
            articles.dedup();
            for article in articles {
                rebuild(db, actors, article, &folded)?;
            }
            Ok(())
        });
        if done.is_err() {
            self.actors.clear();
        }
        done
    }

    /// Keeps a note; its number.
    ///
    /// # Errors
    /// If `kind` is not one of those of [`Note::kind`], the note is empty, or the database fails.
    pub fn note(&mut self, kind: &str, subject: &str, by: By<'_>) -> Result<i64> {
        if !["article", "act", "actor"].contains(&kind) {
            return Err(Error::Usage(format!("{kind:?} takes no notes; write article, act or actor")));
        }
        if by.why.trim().is_empty() {
            return Err(Error::Usage("the note is empty".to_owned()));
        }
        self.db.write(|db| {
            let id = db.next_id("notes")?;
            db.execute(
                "INSERT INTO notes (id, kind, subject, who, made, words) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                &[id.into(), kind.into(), subject.into(), by.who.into(), by.made.into(), by.why.into()],
            )?;
            Ok(id)
        })
    }

    /// The notes on something, in the order in which they were written.
    ///
    /// # Errors
    /// If the database fails.
    pub fn notes(&mut self, kind: &str, subject: &str) -> Result<Vec<Note>> {
        let sql = "SELECT id, kind, subject, who, made, words FROM notes WHERE kind = ?1 AND subject = ?2 ORDER BY id";
        let rows = self.db.rows(sql, &[kind.into(), subject.into()])?;
        rows.iter()
            .map(|r| {
                let text = |i: usize| r[i].text().to_owned();
                Ok(Note {
                    id: r[0].int()?,
                    kind: text(1),
                    subject: text(2),
                    who: text(3),
                    made: text(4),
                    words: text(5),
                })
            })
            .collect()
    }

    /// Writes down who did what to what; `at` is an ISO date and time.
    ///
    /// # Errors
    /// If the database fails.
    pub fn audit(&mut self, at: &str, who: &str, what: &str, subject: &str, detail: &str) -> Result<()> {
        self.db.write(|db| {
            let id = db.next_id("audit")?;
            db.execute(
                "INSERT INTO audit (id, at, who, what, subject, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                &[id.into(), at.into(), who.into(), what.into(), subject.into(), detail.into()],
            )?;
            Ok(())
        })
    }

    /// The last changes, the newest first, at most `limit`.
    ///
    /// # Errors
    /// If the database fails.
    pub fn audited(&mut self, limit: usize) -> Result<Vec<Audited>> {
        let sql = format!("SELECT id, at, who, what, subject, detail FROM audit ORDER BY id DESC LIMIT {limit}");
        let rows = self.db.rows(&sql, &[])?;
        rows.iter()
            .map(|r| {
                let text = |i: usize| r[i].text().to_owned();
                Ok(Audited {
                    id: r[0].int()?,
                    at: text(1),
                    who: text(2),
                    what: text(3),
                    subject: text(4),
                    detail: text(5),
                })
            })
            .collect()
    }
}
