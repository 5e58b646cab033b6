//! Pages of answers, the newest first, and counts over all answers: what a reader looks at before reading.

use serde::Serialize;

use crate::Ledger;
use crate::acts::ActSummary;
use crate::database::Value;
use crate::error::{Error, Result};
use crate::query::{Answer, Filter, Where, Who, after};
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

/// A table of codes with days, and its column of what they take part in.
struct Codes {
    table: &'static str,
    key: &'static str,
}

const EVENT_CODES: Codes = Codes { table: "event_codes", key: "event" };
const ACT_CODES: Codes = Codes { table: "act_codes", key: "act" };

/// Rows that have a day and a number: where they come from, both columns, and the conditions that there is a day, and that there is none.
struct Rows {
    from: String,
    day: String,
    id: String,
    dated: [String; 2],
}

impl Rows {
    fn of(from: &str, row: &str) -> Rows {
        Rows {
            from: from.to_owned(),
            day: format!("{row}.start_date"),
            id: format!("{row}.id"),
            dated: ["IS NOT NULL", "IS NULL"].map(|null| format!("{row}.start_date {null}")),
        }
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
        let (rows, w) = match self.walk(filter, &EVENT_CODES)? {
            Some(walk) => walk,
            None => (Rows::of("events e", "e"), self.conditions(filter, terms)?),
        };
        let (ids, next) = self.newest(&rows, &w, after, limit)?;
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
        let (rows, w) = match self.walk(filter, &ACT_CODES)? {
            Some(walk) => walk,
            None => (Rows::of("acts c", "c"), self.act_conditions(filter, terms)?),
        };
        let (ids, next) = self.newest(&rows, &w, after, limit)?;
        Ok(Page { items: self.summaries(&ids)?, next })
    }

    /// The one code in a ledger that begins so; none if there are several, or none at all.
    fn only_code(&mut self, codes: &Codes, begin: &str) -> Result<Option<String>> {
        let mut from = ">=";
        let mut found = begin.to_owned();
        for _ in 0..2 {
            let sql = format!("SELECT MIN(code) FROM {} WHERE code {from} ?1 AND code < ?2", codes.table);
            let row = self.db.row(&sql, &[(&found).into(), after(begin).into()])?;
            match row.and_then(|r| r[0].maybe_text().map(str::to_owned)) {
                Some(_) if from == ">" => return Ok(None),
                Some(code) => found = code,
                None => return Ok((from == ">").then_some(found)),
            }
            from = ">";
        }
        Ok(None)
    }

    /// A question about parties that the table of their codes answers, in its order; none if more is asked than it holds.
    fn walk(&mut self, filter: &Filter, codes: &Codes) -> Result<Option<(Rows, Where)>> {
        let more = !filter.sources.is_empty()
            || filter.place.is_some()
            || filter.track.is_some()
            || filter.text.is_some()
            || filter.background.is_some();
        if more || filter.actors.is_empty() {
            return Ok(None);
        }
        let mut w = Where::default();
        let (mut from, key) = (String::new(), codes.key);
        let mut joined = Vec::new();
        for (n, asked) in filter.actors.iter().enumerate() {
            let (Who::Code(begin), None) = (&asked.who, asked.role) else { return Ok(None) };
            let Some(code) = self.only_code(codes, begin)? else { return Ok(None) };
            let p = w.param(code);
            let Codes { table, .. } = codes;
            // The order of joins is this one, which no counting of values would tell SQLite.
            if n == 0 {
                from = format!("{table} k");
                w.conditions.push(format!("k.code = {p}"));
            } else {
                from.push_str(&format!(" CROSS JOIN {table} k{n}"));
                let same = format!("k{n}.start_date = k.start_date AND k{n}.{key} = k.{key}");
                w.conditions.push(format!("k{n}.code = {p} AND {same}"));
            }
            joined.push(format!("EXISTS (SELECT 1 FROM parties x WHERE x.event = r.event AND x.code = {p})"));
        }
        w.any("k.type", filter.types.iter().map(|t| t.as_str().to_owned()));
        w.any("k.status", filter.statuses.iter().map(|t| t.as_str().to_owned()));
        w.any("k.country", filter.countries.iter().cloned());
        w.days(filter, "k.start_date", "k.end_date")?;
        if filter.from.is_some() || filter.to.is_some() {
            w.conditions.push("k.start_date > ''".to_owned());
        }
        if key == ACT_CODES.key && joined.len() > 1 {
            // One report must name all of them.
            let all = joined.join(" AND ");
            w.conditions.push(format!("EXISTS (SELECT 1 FROM act_reports r WHERE r.act = k.act AND {all})"));
        }
        if key == EVENT_CODES.key && !filter.rejected {
            from.push_str(" CROSS JOIN events e");
            w.conditions.push("e.id = k.event AND (e.verdict IS NULL OR e.verdict <> 'rejected')".to_owned());
        }
        let rows = Rows {
            from,
            day: "k.start_date".to_owned(),
            id: format!("k.{key}"),
            dated: ["k.start_date > ''", "k.start_date = ''"].map(str::to_owned),
        };
        Ok(Some((rows, w)))
    }

    /// Rows in the order of the index on their days, so that a page needs no sorting.
    fn newest(
        &mut self,
        rows: &Rows,
        w: &Where,
        after: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<i64>, Option<String>)> {
        let after = after.map(Cursor::parse).transpose()?;
        let mut found: Vec<(i64, String)> = Vec::new();
        let Rows { from, day: column, id: number, .. } = rows;
        for (condition, dated) in rows.dated.iter().zip([true, false]) {
            let mut params = w.params.clone();
            let mut param = |v: Value| {
                params.push(v);
                format!("?{}", params.len())
            };
            let place = match &after {
                Some(c) if dated && c.day.is_empty() => continue,
                Some(c) if dated => {
                    let (day, id) = (param((&c.day).into()), param(c.id.into()));
                    format!(" AND {column} <= {day} AND ({column} < {day} OR {number} < {id})")
                }
                Some(c) if c.day.is_empty() => format!(" AND {number} < {}", param(c.id.into())),
                _ => String::new(),
            };
            let order = if dated { format!("{column} DESC, ") } else { String::new() };
            // One more tells whether there are any behind.
            let room = limit + 1 - found.len();
            let sql = format!(
                "SELECT {number}, {column} FROM {from} WHERE {condition}{place} AND {}
                 ORDER BY {order}{number} DESC LIMIT {room}",
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
