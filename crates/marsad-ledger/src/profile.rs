//! A party: under which names and offices articles know it, and with whom it dealt.

use serde::Serialize;

use crate::Ledger;
use crate::error::Result;
use crate::query::{Asked, Where, party_condition};
use crate::search::Terms;

/// A name with an office under which articles know a party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Office {
    /// The name as written.
    pub name: String,
    /// English name, where known.
    pub name_en: Option<String>,
    /// Its code.
    pub code: String,
    /// Its sector.
    pub role: String,
    /// English office.
    pub office: Option<String>,
    /// Wikidata id.
    pub wikidata: Option<String>,
    /// `person`, `body` and so on.
    pub kind: String,
    /// Events in which it takes part so.
    pub events: i64,
    /// The first day of the first of them.
    pub from: Option<String>,
    /// The first day of the last.
    pub to: Option<String>,
}

/// With whom a party dealt, and how.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Partner {
    /// The other's code.
    pub code: String,
    /// Events by quad class: verbal and material cooperation, verbal and material conflict.
    pub quads: [i64; 4],
    /// Of these, meetings (CONSULT).
    pub met: i64,
    /// Of these, attacks (ASSAULT).
    pub fought: i64,
    /// Of these, support and aid.
    pub backed: i64,
}

/// A party in a ledger.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Profile {
    /// Names and offices, those of most events first, at most 60.
    pub offices: Vec<Office>,
    /// Others, those of most events first, at most 40.
    pub partners: Vec<Partner>,
}

impl Ledger {
    /// What the ledger knows of a party. Rejected events and those told as history do not count.
    ///
    /// # Errors
    /// If `who` is no name, or the database fails.
    pub fn profile(&mut self, who: &Asked, terms: Terms<'_>) -> Result<Profile> {
        let mut w = Where::default();
        let own = party_condition(who, &mut w, terms)?;
        let fit = "(e.verdict IS NULL OR e.verdict <> 'rejected') AND e.background = 0";
        let sql = format!(
            "SELECT x.name, x.name_en, x.code, x.role, x.office, x.wikidata, x.kind, n, since, until FROM
             (SELECT p.actor AS who, COUNT(DISTINCT e.id) AS n, MIN(e.start_date) AS since, MAX(e.start_date) AS until
              FROM (SELECT event, actor FROM parties WHERE {own}) p JOIN events e ON e.id = p.event WHERE {fit}
              GROUP BY p.actor ORDER BY n DESC, p.actor LIMIT 60) AS counted
             JOIN actors x ON x.id = who ORDER BY n DESC, who"
        );
        let mut offices = Vec::new();
        for r in self.db.rows(&sql, &w.params)? {
            let text = |i: usize| r[i].maybe_text().map(str::to_owned);
            offices.push(Office {
                name: r[0].text().to_owned(),
                name_en: text(1),
                code: r[2].text().to_owned(),
                role: r[3].text().to_owned(),
                office: text(4),
                wikidata: text(5),
                kind: r[6].text().to_owned(),
                events: r[7].int()?,
                from: text(8),
                to: text(9),
            });
        }
        let codes: Vec<&str> = offices.iter().map(|o| o.code.as_str()).collect();
        let sql = format!(
            "SELECT q.code, e.quad, e.type, COUNT(DISTINCT e.id) FROM (SELECT event, side FROM parties WHERE {own}) p
             JOIN events e ON e.id = p.event JOIN parties q ON q.event = e.id AND q.side <> p.side
             AND q.side IN ('actor', 'recipient') WHERE {fit} AND p.side IN ('actor', 'recipient')
             GROUP BY q.code, e.quad, e.type"
        );
        let mut partners: Vec<Partner> = Vec::new();
        for r in self.db.rows(&sql, &w.params)? {
            let code = r[0].text();
            if codes.first() == Some(&code) {
                continue;
            }
            let at = partners.iter().position(|p| p.code == code).unwrap_or_else(|| {
                partners.push(Partner { code: code.to_owned(), quads: [0; 4], met: 0, fought: 0, backed: 0 });
                partners.len() - 1
            });
            let n = r[3].int()?;
            if let Some(quad) = usize::try_from(r[1].int()? - 1).ok().and_then(|q| partners[at].quads.get_mut(q)) {
                *quad += n;
            }
            match r[2].text() {
                "CONSULT" => partners[at].met += n,
                "ASSAULT" => partners[at].fought += n,
                "SUPPORT" | "AID" => partners[at].backed += n,
                _ => {}
            }
        }
        partners
            .sort_by(|a, b| b.quads.iter().sum::<i64>().cmp(&a.quads.iter().sum()).then_with(|| a.code.cmp(&b.code)));
        partners.truncate(40);
        Ok(Profile { offices, partners })
    }
}
