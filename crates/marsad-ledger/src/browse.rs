//! What a person leafs through: pages of acts, the newest first, counts beside them, and one article with its record.

use marsad_record::Record;
use serde::Serialize;

use crate::Ledger;
use crate::acts::ActSummary;
use crate::correct;
use crate::database::Value;
use crate::error::{Error, Result};
use crate::query::{Asked, Filter, Where};
use crate::search::Terms;

/// Where a page of acts ends: the next one begins behind it. Acts stand by their first day, the latest first, those without a day
/// at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// First day of the page's last act; none if it has none.
    day: Option<String>,
    /// Its row.
    row: i64,
}

impl Cursor {
    /// Reads what [`Cursor::to_string`](ToString) wrote.
    ///
    /// # Errors
    /// If it is something else.
    pub fn parse(text: &str) -> Result<Cursor> {
        let wrong = || Error::Usage(format!("{text:?} ends no page; take `next` of the page before"));
        let (day, row) = text.split_once('~').ok_or_else(wrong)?;
        let dated = day.parse::<jiff::civil::Date>().is_ok();
        if !dated && !day.is_empty() {
            return Err(wrong());
        }
        Ok(Cursor { day: dated.then(|| day.to_owned()), row: row.parse().map_err(|_| wrong())? })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}~{}", self.day.as_deref().unwrap_or(""), self.row)
    }
}

/// How many acts there are of a sort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// A type, or two codes joined by `|`.
    pub of: String,
    /// How many acts.
    pub acts: i64,
}

/// An office that articles give a party, with the years of the events in which it takes part under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Office {
    /// The party's name in some article.
    pub name: String,
    /// Its English name, where known.
    pub name_en: Option<String>,
    /// Its code.
    pub code: String,
    /// The English office.
    pub office: Option<String>,
    /// First day of the earliest event.
    pub from: Option<String>,
    /// First day of the latest.
    pub to: Option<String>,
    /// How many events.
    pub events: i64,
}

/// An article with all that the ledger has of it.
#[derive(Clone, Debug, Serialize)]
pub struct ArticleDetail {
    /// The record as people corrected it; its title and its `text`, where the ledger keeps it, are those that the spans point into.
    pub record: Record,
    /// What people said of each event of the record: `confirmed`, `edited`, `rejected`, `kept`.
    pub verdicts: Vec<Option<&'static str>>,
    /// Articles that reprint it: id and outlet.
    pub reprints: Vec<(String, Option<String>)>,
    /// Version of the coder that made the record, where known.
    pub coder: Option<String>,
    /// Version of its lexicon, where known.
    pub lexicon: Option<String>,
}

impl Ledger {
    /// A page of the acts that answer a question, and where it ends if more follow.
    ///
    /// # Errors
    /// If the question cannot be understood, or the database fails.
    pub fn acts_page(
        &mut self,
        filter: &Filter,
        after: Option<&Cursor>,
        limit: usize,
        terms: Terms<'_>,
    ) -> Result<(Vec<ActSummary>, Option<Cursor>)> {
        let mut rows: Vec<(i64, Option<String>)> = Vec::new();
        // Two questions, each of which an index answers in order.
        if after.is_none_or(|c| c.day.is_some()) {
            let mut w = self.act_conditions(filter, terms)?;
            w.conditions.push("c.start_date IS NOT NULL".to_owned());
            if let Some((day, row)) = after.and_then(|c| Some((c.day.as_ref()?, c.row))) {
                let (day, row) = (w.param(day), w.param(row));
                w.conditions.push(format!("c.start_date <= {day} AND NOT (c.start_date = {day} AND c.id >= {row})"));
            }
            self.act_rows(&w, "c.start_date DESC, c.id DESC", limit + 1, &mut rows)?;
        }
        if rows.len() <= limit && filter.from.is_none() && filter.to.is_none() {
            let mut w = self.act_conditions(filter, terms)?;
            w.conditions.push("c.start_date IS NULL".to_owned());
            if let Some(row) = after.filter(|c| c.day.is_none()).map(|c| c.row) {
                let row = w.param(row);
                w.conditions.push(format!("c.id < {row}"));
            }
            let left = limit + 1 - rows.len();
            self.act_rows(&w, "c.id DESC", left, &mut rows)?;
        }
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|(row, day)| Cursor { day: day.clone(), row: *row });
        let ids: Vec<i64> = rows.into_iter().map(|r| r.0).collect();
        let mut acts = Vec::with_capacity(ids.len());
        for some in ids.chunks(crate::database::MANY) {
            acts.extend(self.summaries(some)?);
        }
        Ok((acts, next))
    }

    fn act_rows(&mut self, w: &Where, order: &str, limit: usize, out: &mut Vec<(i64, Option<String>)>) -> Result<()> {
        let sql = format!("SELECT c.id, c.start_date FROM acts c WHERE {} ORDER BY {order} LIMIT {limit}", w.sql());
        self.db.each(&sql, &w.params, |row| {
            out.push((row[0].int()?, row[1].maybe_text().map(str::to_owned)));
            Ok(())
        })
    }

    /// How many acts of each type answer a question, the most frequent first.
    ///
    /// # Errors
    /// As [`Self::acts_page`].
    pub fn types_of(&mut self, filter: &Filter, terms: Terms<'_>) -> Result<Vec<Tally>> {
        let w = self.act_conditions(filter, terms)?;
        let sql = format!(
            "SELECT c.type, COUNT(*) FROM acts c WHERE {} GROUP BY c.type ORDER BY COUNT(*) DESC, c.type",
            w.sql()
        );
        self.tallies(&sql, &w.params)
    }

    /// The pairs of codes that take part in most of the acts that answer a question, at most `limit` of them.
    ///
    /// # Errors
    /// As [`Self::acts_page`].
    pub fn pairs_of(&mut self, filter: &Filter, limit: usize, terms: Terms<'_>) -> Result<Vec<Tally>> {
        let w = self.act_conditions(filter, terms)?;
        let sql = format!(
            "SELECT CASE WHEN d.a < d.b THEN d.a || '|' || d.b ELSE d.b || '|' || d.a END AS pair, COUNT(DISTINCT c.id)
             FROM acts c JOIN act_reports r ON r.act = c.id JOIN dyads d ON d.event = r.event
             WHERE d.a <> d.b AND d.a <> 'UNK' AND d.b <> 'UNK' AND {}
             GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {limit}",
            w.sql()
        );
        self.tallies(&sql, &w.params)
    }

    fn tallies(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Tally>> {
        self.db.rows(sql, params)?.iter().map(|r| Ok(Tally { of: r[0].text().to_owned(), acts: r[1].int()? })).collect()
    }

    /// Names and offices that articles give a party, those with most events first, at most `limit` of them.
    ///
    /// # Errors
    /// If the party cannot be understood, or the database fails.
    pub fn offices(&mut self, asked: &Asked, limit: usize, terms: Terms<'_>) -> Result<Vec<Office>> {
        let mut w = Where::default();
        let (which, role) = self.party_conditions(asked, &mut w, terms)?;
        let sql = format!(
            "SELECT x.name, x.name_en, x.code, x.office, MIN(e.start_date), MAX(e.start_date), COUNT(DISTINCT e.id)
             FROM parties p JOIN actors x ON x.id = p.actor JOIN events e ON e.id = p.event
             WHERE {which}{role} GROUP BY x.name, x.name_en, x.code, x.office
             ORDER BY COUNT(DISTINCT e.id) DESC, x.name, x.code, x.office LIMIT {limit}"
        );
        let text = |v: &Value| v.maybe_text().map(str::to_owned);
        self.db
            .rows(&sql, &w.params)?
            .iter()
            .map(|r| {
                Ok(Office {
                    name: r[0].text().to_owned(),
                    name_en: text(&r[1]),
                    code: r[2].text().to_owned(),
                    office: text(&r[3]),
                    from: text(&r[4]),
                    to: text(&r[5]),
                    events: r[6].int()?,
                })
            })
            .collect()
    }

    /// An article by its id. A reprint gives the article that it reprints.
    ///
    /// # Errors
    /// If there is no such article, or the database fails.
    pub fn article(&mut self, id: &str) -> Result<ArticleDetail> {
        let sql = "SELECT a.name, a.text, r.body, r.coder, r.lexicon FROM articles a JOIN records r ON r.article = a.id
                   WHERE a.name = ?1 OR a.name = (SELECT reprint_of FROM articles WHERE name = ?1) LIMIT 1";
        let row = self.db.row(sql, &[id.into()])?.ok_or_else(|| Error::Missing("article", id.to_owned()))?;
        let name = row[0].text().to_owned();
        let stored = |source| Error::Stored { what: "record", name: name.clone(), source };
        let record = Record::from_json(row[2].text()).map_err(stored)?;
        let corrections = correct::of_articles(&mut self.db, &[(&name).into()])?;
        let applied = correct::apply(&record, corrections.get(&name).map_or(&[][..], Vec::as_slice));
        let verdicts = applied.verdicts.clone();
        let mut record = applied.record.into_owned();
        let text = |v: &Value| v.maybe_text().map(str::to_owned);
        record.text = text(&row[1]);
        let sql = "SELECT name, outlet FROM articles WHERE reprint_of = ?1 ORDER BY name";
        let reprints = self.db.rows(sql, &[(&name).into()])?;
        let reprints = reprints.iter().map(|r| (r[0].text().to_owned(), text(&r[1]))).collect();
        Ok(ArticleDetail { record, verdicts, reprints, coder: text(&row[3]), lexicon: text(&row[4]) })
    }

    /// A number that changes whenever something is added, corrected or linked: whoever keeps an answer asks it whether the answer
    /// still holds.
    ///
    /// # Errors
    /// If the database fails.
    pub fn stamp(&mut self) -> Result<String> {
        let sql = "SELECT COALESCE((SELECT max(id) FROM articles), 0), COALESCE((SELECT max(id) FROM history), 0),
                   COALESCE((SELECT max(id) FROM corrections), 0), COALESCE((SELECT max(id) FROM acts), 0),
                   COALESCE((SELECT max(event) FROM act_reports), 0)";
        let row = self.db.row(sql, &[])?.unwrap_or_default();
        Ok(row.iter().map(|v| v.maybe_int().unwrap_or(0).to_string()).collect::<Vec<_>>().join("."))
    }
}
