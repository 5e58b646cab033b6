//! One article with all that it tells, and lists of articles.

use std::collections::BTreeMap;

use marsad_record::Record;
use serde::Serialize;

use crate::Ledger;
use crate::correct::{Correction, apply, of_articles};
use crate::database::MANY;
use crate::error::{Error, Result};
use crate::page::Page;
use crate::query::Answer;

/// An article in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ArticleSummary {
    /// Its id.
    pub id: String,
    /// ISO date.
    pub published: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where it stands.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// The article that it reprints.
    pub reprint_of: Option<String>,
}

/// What became of an event of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Told {
    /// What a person said of it: `confirmed`, `edited`, `rejected`, `kept`.
    pub verdict: Option<String>,
    /// The act that it reports, once linked.
    pub act: Option<String>,
}

/// An article with its record.
#[derive(Clone, Debug, Serialize)]
pub struct ArticleDetail {
    /// What it is.
    #[serde(flatten)]
    pub summary: ArticleSummary,
    /// Its body, where the ledger keeps it.
    pub text: Option<String>,
    /// The version of the coder that read it.
    pub coder: Option<String>,
    /// The record with corrections applied; none of a reprint.
    pub record: Option<Record>,
    /// What became of each event, by its id.
    pub told: BTreeMap<String, Told>,
    /// What people corrected, in the order in which they did.
    pub corrections: Vec<Correction>,
    /// Articles that reprint it.
    pub reprints: Vec<ArticleSummary>,
}

const COLUMNS: &str = "name, published, outlet, url, title, reprint_of";

fn summary(row: &[crate::database::Value]) -> ArticleSummary {
    let text = |i: usize| row[i].maybe_text().map(str::to_owned);
    ArticleSummary {
        id: row[0].text().to_owned(),
        published: text(1),
        outlet: text(2),
        url: text(3),
        title: text(4),
        reprint_of: text(5),
    }
}

impl Ledger {
    /// The articles, those added last first, at most `limit` behind `after`.
    ///
    /// # Errors
    /// If `after` is no [`Page::next`] of such a list, or the database fails.
    pub fn articles_page(&mut self, after: Option<&str>, limit: usize) -> Result<Page<ArticleSummary>> {
        let before = match after {
            None => i64::MAX,
            Some(text) => text
                .parse()
                .map_err(|_| Error::Usage(format!("{text:?} is no place in a list; take it from the answer before")))?,
        };
        let sql = format!("SELECT {COLUMNS}, id FROM articles WHERE id < ?1 ORDER BY id DESC LIMIT {}", limit + 1);
        let mut rows = self.db.rows(&sql, &[before.into()])?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).and_then(|r| r[6].maybe_int()).map(|id| id.to_string());
        Ok(Page { items: rows.iter().map(|r| summary(r)).collect(), next })
    }

    /// The events of an article, as answers have them.
    ///
    /// # Errors
    /// If there is no such article, or the database fails.
    pub fn article_events(&mut self, id: &str) -> Result<Vec<Answer>> {
        let row = self.db.row("SELECT id FROM articles WHERE name = ?1", &[id.into()])?;
        let row = row.ok_or_else(|| Error::Missing("article", id.to_owned()))?;
        let rows = self.db.rows("SELECT id FROM events WHERE article = ?1 ORDER BY id", &row)?;
        let events: Vec<i64> = rows.iter().map(|r| r[0].int()).collect::<Result<_>>()?;
        let mut out = Vec::new();
        for some in events.chunks(MANY) {
            out.extend(self.answers(some)?);
        }
        Ok(out)
    }

    /// An article with its record as corrected.
    ///
    /// # Errors
    /// If there is no such article, or the database fails.
    pub fn article(&mut self, id: &str) -> Result<ArticleDetail> {
        let sql = format!(
            "SELECT {COLUMNS}, text, r.coder, r.body, a.id FROM articles a LEFT JOIN records r ON r.article = a.id WHERE name = ?1"
        );
        let row = self.db.row(&sql, &[id.into()])?.ok_or_else(|| Error::Missing("article", id.to_owned()))?;
        let corrections = of_articles(&mut self.db, &[id.into()])?.remove(id).unwrap_or_default();
        let stored = |source| Error::Stored { what: "record", name: id.to_owned(), source };
        let record = row[8].maybe_text().map(Record::from_json).transpose().map_err(stored)?;
        let mut told: BTreeMap<String, Told> = BTreeMap::new();
        let record = record.map(|record| {
            let applied = apply(&record, &corrections);
            for (event, verdict) in applied.record.events.iter().zip(&applied.verdicts) {
                told.insert(event.id.clone(), Told { verdict: verdict.map(str::to_owned), act: None });
            }
            applied.record.into_owned()
        });
        let sql = "SELECT e.name, c.name FROM events e JOIN act_reports r ON r.event = e.id JOIN acts c ON c.id = r.act
                   WHERE e.article = ?1";
        for r in self.db.rows(sql, &[row[9].clone()])? {
            told.entry(r[0].text().to_owned()).or_default().act = Some(r[1].text().to_owned());
        }
        let sql = format!("SELECT {COLUMNS} FROM articles WHERE reprint_of = ?1 ORDER BY name");
        let reprints = self.db.rows(&sql, &[id.into()])?.iter().map(|r| summary(r)).collect();
        Ok(ArticleDetail {
            summary: summary(&row),
            text: row[6].maybe_text().map(str::to_owned),
            coder: row[7].maybe_text().map(str::to_owned),
            record,
            told,
            corrections,
            reprints,
        })
    }
}
