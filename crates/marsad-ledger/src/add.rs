//! Adding articles: idempotent, one transaction a batch.

use marsad_record::Record;
use rustc_hash::FxHashMap;

use crate::Ledger;
use crate::correct::{self, Applied};
use crate::database::{Database, Value};
use crate::entry::Entry;
use crate::error::{Error, Result};
use crate::link;
use crate::rows::{self, DYADS, EVENT_CODES, Rows};

/// Actors whose row is remembered between batches.
const REMEMBERED: usize = 400_000;

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Articles that were not there.
    pub new: usize,
    /// Articles whose record or text differed; the record before is kept in `history`.
    pub replaced: usize,
    /// Articles that were there as they are.
    pub unchanged: usize,
    /// Events that the new and replaced articles tell.
    pub events: usize,
}

impl std::ops::AddAssign for Added {
    fn add_assign(&mut self, other: Added) {
        self.new += other.new;
        self.replaced += other.replaced;
        self.unchanged += other.unchanged;
        self.events += other.events;
    }
}

/// The next free ids.
struct Next {
    article: i64,
    event: i64,
    actor: i64,
    history: i64,
}

impl Next {
    fn read(db: &mut Database) -> Result<Next> {
        Ok(Next {
            article: db.next_id("articles")?,
            event: db.next_id("events")?,
            actor: db.next_id("actors")?,
            history: db.next_id("history")?,
        })
    }
}

fn take(next: &mut i64, count: usize) -> i64 {
    let first = *next;
    *next += count as i64;
    first
}

impl Ledger {
    /// Adds a batch as one transaction: when this returns, it is on the disk. An article that is there already with the same
    /// content is left alone; one with other content is replaced, its record before is kept. `now` is the time written beside it.
    ///
    /// # Errors
    /// If the database fails; then nothing of the batch is stored.
    pub fn add(&mut self, entries: &[Entry], now: &str) -> Result<Added> {
        let actors = &mut self.actors;
        let done = self.db.write(|db| add(db, actors, entries, now));
        if done.is_err() || self.actors.len() > REMEMBERED {
            // Rows that were undone must not be remembered.
            self.actors.clear();
        }
        done
    }
}

fn add(db: &mut Database, actors: &mut FxHashMap<String, i64>, entries: &[Entry], now: &str) -> Result<Added> {
    let names: Vec<Value> = entries.iter().map(|e| (&e.record.id).into()).collect();
    let mut known: FxHashMap<String, (i64, String)> = FxHashMap::default();
    for row in db.rows_of("SELECT name, id, hash FROM articles WHERE name IN ({keys})", &names)? {
        known.insert(row[0].text().to_owned(), (row[1].int()?, row[2].text().to_owned()));
    }
    let corrections = correct::of_articles(db, &names)?;
    // The last of several of one id holds: each is compared with what is there when its turn comes.
    let mut current: FxHashMap<&str, &str> = known.iter().map(|(name, k)| (name.as_str(), k.1.as_str())).collect();
    let changed: Vec<&Entry> =
        entries.iter().filter(|e| current.insert(&e.record.id, &e.hash) != Some(e.hash.as_str())).collect();
    let mut added = Added { unchanged: entries.len() - changed.len(), ..Added::default() };
    let applied: Vec<Applied<'_>> = changed
        .iter()
        .map(|e| correct::apply(&e.record, corrections.get(&e.record.id).map_or(&[][..], Vec::as_slice)))
        .collect();
    remember(db, actors, applied.iter().map(|a| a.record.as_ref()))?;
    let mut next = Next::read(db)?;
    let mut rows = Rows::new();
    let mut told: FxHashMap<&str, i64> = FxHashMap::default();
    for (entry, applied) in changed.into_iter().zip(&applied) {
        let name = entry.record.id.as_str();
        let id = match told.get(name).copied().or_else(|| known.get(name).map(|k| k.0)) {
            Some(id) => {
                // What the same batch brought under this id must be there to be replaced.
                flush(db, &mut rows)?;
                remove(db, id, take(&mut next.history, 1), now)?;
                added.replaced += 1;
                id
            }
            None => {
                added.new += 1;
                take(&mut next.article, 1)
            }
        };
        told.insert(name, id);
        rows::article(&mut rows, id, entry);
        added.events += applied.record.events.len();
        contents(&mut rows, actors, &mut next, id, applied, &entry.names);
    }
    flush(db, &mut rows)?;
    Ok(added)
}

/// Looks up the rows of all actors of a batch at once.
fn remember<'r>(
    db: &mut Database,
    actors: &mut FxHashMap<String, i64>,
    records: impl Iterator<Item = &'r Record>,
) -> Result<()> {
    let mut missing: Vec<String> =
        records.flat_map(|r| &r.actors).map(rows::ident).filter(|i| !actors.contains_key(i)).collect();
    missing.sort_unstable();
    missing.dedup();
    let keys: Vec<Value> = missing.into_iter().map(Value::Text).collect();
    for row in db.rows_of("SELECT ident, id FROM actors WHERE ident IN ({keys})", &keys)? {
        actors.insert(row[0].text().to_owned(), row[1].int()?);
    }
    Ok(())
}

/// The rows of an article's contents. All its actors that are stored are in `actors`; `names` are the search terms of their names.
fn contents(
    out: &mut Rows,
    actors: &mut FxHashMap<String, i64>,
    next: &mut Next,
    article: i64,
    applied: &Applied<'_>,
    names: &[String],
) {
    let mut ids = Vec::with_capacity(applied.record.actors.len());
    for (i, a) in applied.record.actors.iter().enumerate() {
        let ident = rows::ident(a);
        let id = actors.get(&ident).copied().unwrap_or_else(|| {
            let id = take(&mut next.actor, 1);
            let folded = names.get(i).map_or("", String::as_str);
            out.push(rows::ACTORS, rows::actor_row(id, ident.clone(), a, folded));
            actors.insert(ident, id);
            id
        });
        ids.push(id);
    }
    rows::contents(out, article, applied, &ids, take(&mut next.event, applied.record.events.len()));
}

fn flush(db: &mut Database, rows: &mut Rows) -> Result<()> {
    for (table, mut rows) in rows.drain() {
        if [DYADS, EVENT_CODES].contains(&table) {
            // In the order of their key, neighbours fall on the same page.
            rows.sort_by(|x, y| (x[0].text(), x[1].text(), x[2].text()).cmp(&(y[0].text(), y[1].text(), y[2].text())));
        }
        db.insert(table, &rows)?;
    }
    Ok(())
}

/// Takes an article's rows out, all but its corrections; its record goes into `history` under that id and time.
fn remove(db: &mut Database, article: i64, history: i64, now: &str) -> Result<()> {
    let id = [Value::Int(article)];
    db.execute(
        "INSERT INTO history (id, article, hash, replaced, schema, coder, lexicon, body)
         SELECT CAST(?2 AS BIGINT), a.name, a.hash, CAST(?3 AS TEXT), r.schema, r.coder, r.lexicon, r.body
         FROM records r JOIN articles a ON a.id = r.article WHERE a.id = ?1",
        &[article.into(), history.into(), now.into()],
    )?;
    remove_contents(db, article)?;
    for sql in ["DELETE FROM records WHERE article = ?1", "DELETE FROM articles WHERE id = ?1"] {
        db.execute(sql, &id)?;
    }
    let key = if db.is_postgres() { "article" } else { "rowid" };
    db.execute(&format!("DELETE FROM search WHERE {key} = ?1"), &id)?;
    Ok(())
}

/// Takes out what an article tells.
fn remove_contents(db: &mut Database, article: i64) -> Result<()> {
    link::forget(db, article)?;
    let id = [Value::Int(article)];
    // By their whole key, the only way to find them quickly.
    let pairs = db.rows(
        "SELECT DISTINCT e.id, e.start_date, p.code, q.code FROM events e JOIN parties p ON p.event = e.id
         JOIN parties q ON q.event = e.id WHERE e.article = ?1",
        &id,
    )?;
    for pair in pairs {
        let [event, date, a, b] = &pair[..] else { continue };
        let key = [a.clone(), b.clone(), date.text().into(), event.clone()];
        db.execute("DELETE FROM dyads WHERE a = ?1 AND b = ?2 AND start_date = ?3 AND event = ?4", &key)?;
        // Each party makes a pair with itself.
        let key = [a.clone(), date.text().into(), event.clone()];
        db.execute("DELETE FROM event_codes WHERE code = ?1 AND start_date = ?2 AND event = ?3", &key)?;
    }
    for table in ["parties", "mentions", "topics"] {
        db.execute(&format!("DELETE FROM {table} WHERE event IN (SELECT id FROM events WHERE article = ?1)"), &id)?;
    }
    for table in ["events", "namings", "statements", "tracks"] {
        db.execute(&format!("DELETE FROM {table} WHERE article = ?1"), &id)?;
    }
    Ok(())
}

/// Makes an article's contents anew from its stored record and its corrections. `folded` gives the search terms of a name.
pub(crate) fn rebuild(
    db: &mut Database,
    actors: &mut FxHashMap<String, i64>,
    name: &str,
    folded: &dyn Fn(&str) -> String,
) -> Result<()> {
    let row = db
        .row(
            "SELECT a.id, r.body FROM articles a JOIN records r ON r.article = a.id WHERE a.name = ?1",
            &[name.into()],
        )?
        .ok_or_else(|| Error::Missing("article", name.to_owned()))?;
    let article = row[0].int()?;
    let stored = |source| Error::Stored { what: "record", name: name.to_owned(), source };
    let record = Record::from_json(row[1].text()).map_err(stored)?;
    let corrections = correct::of_articles(db, &[name.into()])?.remove(name).unwrap_or_default();
    let applied = correct::apply(&record, &corrections);
    remember(db, actors, std::iter::once(applied.record.as_ref()))?;
    remove_contents(db, article)?;
    let names: Vec<String> = applied.record.actors.iter().map(|a| folded(&a.name)).collect();
    let mut next = Next::read(db)?;
    let mut rows = Rows::new();
    contents(&mut rows, actors, &mut next, article, &applied, &names);
    flush(db, &mut rows)?;
    db.execute("UPDATE articles SET linked = 0 WHERE id = ?1", &[article.into()])?;
    Ok(())
}
