//! Pages of answers, the newest first, and counts over all answers: what a reader looks at before reading.

use serde::Serialize;

use crate::Ledger;
use crate::acts::ActSummary;
use crate::database::Value;
use crate::error::{Error, Result};
use crate::query::{Answer, Filter, Where};
use crate::search::Terms;

/// Some answers, and where those behind them begin.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Page<T> {
    /// The answers.
    pub items: Vec<T>,
    /// What to ask for to get those that follow; none behind the last. It names a place between answers, so that what is added
    /// meanwhile shifts nothing.
    pub next: Option<String>,
}

/// How many acts answer a question, by what they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// All.
    pub acts: i64,
    /// By PLOVER type, the most frequent first.
    pub types: Vec<(String, i64)>,
    /// By status, the most frequent first.
    pub statuses: Vec<(String, i64)>,
    /// By pair of codes (acting, acted upon), the most frequent first, at most [`PAIRS`].
    pub pairs: Vec<(String, String, i64)>,
}

/// Pairs in a [`Tally`].
pub const PAIRS: usize = 20;

/// Acts at one place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlaceCount {
    /// The place as most often written.
    pub name: String,
    /// Its country, ISO alpha-3.
    pub country: Option<String>,
    /// GeoNames id.
    pub geonames: Option<i64>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Events reported from there.
    pub events: i64,
    /// Of these, conflictive ones.
    pub conflict: i64,
}

/// A place between rows: the last row's day (empty: undated) and id.
struct Cursor {
    day: String,
    id: i64,
}

impl Cursor {
    fn parse(text: &str) -> Result<Cursor> {
        let unfit = || Error::Usage(format!("{text:?} is no place in a list; take it from the answer before"));
        let (day, id) = text.split_once('~').ok_or_else(unfit)?;
        if !day.is_empty() && day.parse::<jiff::civil::Date>().is_err() {
            return Err(unfit());
        }
        Ok(Cursor { day: day.to_owned(), id: id.parse().map_err(|_| unfit())? })
    }
}

impl Ledger {
    /// The events that answer a question, the newest first and undated ones last, at most `limit` behind `after`.
    ///
    /// # Errors
    /// As [`Self::query`], or if `after` is no [`Page::next`].
    pub fn events_page(
        &mut self,
        filter: &Filter,
        after: Option<&str>,
        limit: usize,
        terms: Terms<'_>,
    ) -> Result<Page<Answer>> {
        let w = self.conditions(filter, terms)?;
        let (ids, next) = self.newest("events e", "e", &w, after, limit)?;
        Ok(Page { items: self.answers(&ids)?, next })
    }

    /// The acts that answer a question, the newest first and undated ones last, at most `limit` behind `after`.
    ///
    /// # Errors
    /// As [`Self::acts`], or if `after` is no [`Page::next`].
    pub fn acts_page(
        &mut self,
        filter: &Filter,
        after: Option<&str>,
        limit: usize,
        terms: Terms<'_>,
    ) -> Result<Page<ActSummary>> {
        let w = self.act_conditions(filter, terms)?;
        let (ids, next) = self.newest("acts c", "c", &w, after, limit)?;
        Ok(Page { items: self.summaries(&ids)?, next })
    }

    /// Rows of a table in the order of the index on its days, so that a page needs no sorting.
    fn newest(
        &mut self,
        from: &str,
        row: &str,
        w: &Where,
        after: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<i64>, Option<String>)> {
        let after = after.map(Cursor::parse).transpose()?;
        let mut found: Vec<(i64, String)> = Vec::new();
        for dated in [true, false] {
            let mut params = w.params.clone();
            let mut param = |v: Value| {
                params.push(v);
                format!("?{}", params.len())
            };
            let place = match &after {
                Some(c) if dated && c.day.is_empty() => continue,
                Some(c) if dated => {
                    let (day, id) = (param((&c.day).into()), param(c.id.into()));
                    format!(" AND {row}.start_date <= {day} AND ({row}.start_date < {day} OR {row}.id < {id})")
                }
                Some(c) if c.day.is_empty() => format!(" AND {row}.id < {}", param(c.id.into())),
                _ => String::new(),
            };
            let (null, order) =
                if dated { ("IS NOT NULL", format!("{row}.start_date DESC, ")) } else { ("IS NULL", String::new()) };
            // One more tells whether there are any behind.
            let room = limit + 1 - found.len();
            let sql = format!(
                "SELECT {row}.id, {row}.start_date FROM {from} WHERE {row}.start_date {null}{place} AND {}
                 ORDER BY {order}{row}.id DESC LIMIT {room}",
                w.sql()
            );
            self.db.each(&sql, &params, |r| {
                found.push((r[0].int()?, r[1].text().to_owned()));
                Ok(())
            })?;
            if found.len() > limit {
                break;
            }
        }
        let next = if found.len() > limit {
            found.truncate(limit);
            found.last().map(|(id, day)| format!("{day}~{id}"))
        } else {
            None
        };
        Ok((found.into_iter().map(|f| f.0).collect(), next))
    }

    /// Counts the acts that answer a question by type, status and pair.
    ///
    /// # Errors
    /// As [`Self::acts`].
    pub fn tally(&mut self, filter: &Filter, terms: Terms<'_>) -> Result<Tally> {
        let w = self.act_conditions(filter, terms)?;
        let mut out = Tally::default();
        // Grouped by type first, SQLite would read all acts in the order of the index on types.
        let sql = format!("SELECT c.type, c.status, COUNT(*) FROM acts c WHERE {} GROUP BY c.status, c.type", w.sql());
        for r in self.db.rows(&sql, &w.params)? {
            let n = r[2].int()?;
            out.acts += n;
            count(&mut out.types, r[0].text(), n);
            count(&mut out.statuses, r[1].text(), n);
        }
        for list in [&mut out.types, &mut out.statuses] {
            list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        }
        let sql = format!(
            "SELECT p.code, q.code, COUNT(DISTINCT c.id) AS n FROM acts c JOIN parties p ON p.event = c.first AND p.side = 'actor'
             JOIN parties q ON q.event = c.first AND q.side = 'recipient' AND q.code <> p.code
             WHERE {} GROUP BY p.code, q.code ORDER BY n DESC, p.code, q.code LIMIT {PAIRS}",
            w.sql()
        );
        for r in self.db.rows(&sql, &w.params)? {
            out.pairs.push((r[0].text().to_owned(), r[1].text().to_owned(), r[2].int()?));
        }
        Ok(out)
    }

    /// The places of the events that answer a question, those of most events first, at most `limit`. Places without coordinates
    /// are left out.
    ///
    /// # Errors
    /// As [`Self::query`].
    pub fn places(&mut self, filter: &Filter, limit: usize, terms: Terms<'_>) -> Result<Vec<PlaceCount>> {
        let w = self.conditions(filter, terms)?;
        let sql = format!(
            "SELECT MIN(e.place), e.country, e.geonames, e.lat, e.lon, COUNT(*) AS n,
             CAST(SUM(CASE WHEN e.quad > 2 THEN 1 ELSE 0 END) AS BIGINT)
             FROM events e WHERE e.lat IS NOT NULL AND e.lon IS NOT NULL AND {}
             GROUP BY e.country, e.geonames, e.lat, e.lon ORDER BY n DESC, e.lat, e.lon LIMIT {limit}",
            w.sql()
        );
        let rows = self.db.rows(&sql, &w.params)?;
        rows.iter()
            .map(|r| {
                Ok(PlaceCount {
                    name: r[0].text().to_owned(),
                    country: r[1].maybe_text().map(str::to_owned),
                    geonames: r[2].maybe_int(),
                    lat: r[3].real(),
                    lon: r[4].real(),
                    events: r[5].int()?,
                    conflict: r[6].int()?,
                })
            })
            .collect()
    }

    /// The last day of publication in the ledger, ISO: what "today" is for a ledger that nobody adds to any more.
    ///
    /// # Errors
    /// If the database fails.
    pub fn latest(&mut self) -> Result<Option<String>> {
        let row = self.db.row("SELECT MAX(published) FROM articles", &[])?;
        Ok(row.and_then(|r| r[0].maybe_text().map(|d| d.chars().take(10).collect())))
    }
}

fn count(list: &mut Vec<(String, i64)>, name: &str, n: i64) {
    match list.iter_mut().find(|l| l.0 == name) {
        Some(found) => found.1 += n,
        None => list.push((name.to_owned(), n)),
    }
}
