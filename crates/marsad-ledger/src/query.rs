//! Questions: which events, and how many over time. Every answer carries its spans and its article's URL.

use std::collections::BTreeMap;

use marsad_record::{EventType, Field, Role, SourceKind, Span, Status};
use serde::Serialize;

use crate::Ledger;
use crate::database::{MANY, Value};
use crate::error::{Error, Result};
use crate::score::cooperative;
use crate::search::{Hit, Terms, highlights, phrases};

/// A party that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Codes that begin so: `IRN`, `IGO`.
    Code(String),
    /// A Wikidata id.
    Wikidata(String),
    /// A name, in Arabic or English, or part of one.
    Name(String),
}

/// A party with the sector it acts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Which party.
    pub who: Who,
    /// Its sector, if it matters.
    pub role: Option<Role>,
}

impl Asked {
    /// Reads `IRN`, `IRN:MIL`, `Q22316`, or a name.
    ///
    /// # Errors
    /// If the sector behind a code is unknown.
    pub fn parse(text: &str) -> Result<Asked> {
        let text = text.trim();
        let capitals = |s: &str| !s.is_empty() && s.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        if let Some(digits) = text.strip_prefix('Q')
            && !digits.is_empty()
            && digits.chars().all(|c| c.is_ascii_digit())
        {
            return Ok(Asked { who: Who::Wikidata(text.to_owned()), role: None });
        }
        let (code, role) = text.split_once(':').map_or((text, None), |(c, r)| (c, Some(r)));
        if !capitals(code) {
            return Ok(Asked { who: Who::Name(text.to_owned()), role: None });
        }
        let role = match role {
            Some(r) => Some(Role::parse(r).ok_or_else(|| {
                Error::Usage(format!("{r:?} is no sector; write one of those in record.md, such as GOV or MIL"))
            })?),
            None => None,
        };
        Ok(Asked { who: Who::Code(code.to_owned()), role })
    }
}

/// Which events are asked for; what is empty does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Parties that must all take part.
    pub actors: Vec<Asked>,
    /// Types.
    pub types: Vec<EventType>,
    /// Statuses.
    pub statuses: Vec<Status>,
    /// Kinds of source.
    pub sources: Vec<SourceKind>,
    /// Countries of the place, ISO alpha-3.
    pub countries: Vec<String>,
    /// The place as the text writes it, or part of it.
    pub place: Option<String>,
    /// First day, ISO: an event that ends before is left out.
    pub from: Option<String>,
    /// Last day, ISO: an event that begins after is left out.
    pub to: Option<String>,
    /// Name of a negotiation of the article, or part of it; or the id of a track.
    pub track: Option<String>,
    /// Words of the article.
    pub text: Option<String>,
    /// Events told as history: only those, or none of them.
    pub background: Option<bool>,
    /// Events that a person rejected, too.
    pub rejected: bool,
}

/// A party of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Party {
    /// `actor`, `recipient`, or another's part.
    pub side: String,
    /// Its name in the article.
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
}

/// An event that answers a question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// Its row, for exports within the ledger.
    #[serde(skip)]
    pub(crate) row: i64,
    /// The event's id.
    pub id: String,
    /// The act that it reports, once linked.
    pub act: Option<String>,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub event_type: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// CAMEO code.
    pub cameo: String,
    /// Quad class, 1 to 4.
    pub quad: i64,
    /// PLOVER score, from -10 (conflict) to 10.
    pub score: f64,
    /// Whether it happened.
    pub status: String,
    /// Told as history.
    pub background: bool,
    /// First day.
    pub start: Option<String>,
    /// Last day.
    pub end: Option<String>,
    /// Who takes part.
    pub parties: Vec<Party>,
    /// The place as written.
    pub place: Option<String>,
    /// The place's country.
    pub country: Option<String>,
    /// GeoNames id.
    pub geonames: Option<i64>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// On what sort of word; none: the outlet's own.
    pub source_kind: Option<String>,
    /// From 0 to 1.
    pub confidence: f64,
    /// What a person said of it.
    pub verdict: Option<String>,
    /// Where the article speaks of it, the best first.
    pub spans: Vec<Span>,
    /// The words of the best span's sentence, where the ledger keeps the text.
    pub words: Option<String>,
    /// The article.
    pub article: String,
    /// When it was published.
    pub published: Option<String>,
    /// By whom.
    pub outlet: Option<String>,
    /// Where it stands.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Killed, wounded, detained, in the crowd.
    pub counts: [Option<i64>; 4],
}

/// Length of the steps of a time series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Days.
    Day,
    /// Weeks from Monday.
    Week,
    /// Months.
    Month,
}

/// What happened in one step.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Count {
    /// First day of the step, ISO; empty for events without a date.
    pub from: String,
    /// Acts: linked reports of one act count once.
    pub acts: i64,
    /// Cooperative acts.
    pub cooperation: i64,
    /// Conflictive acts.
    pub conflict: i64,
    /// Sum of the scores above 0.
    pub cooperation_score: f64,
    /// Sum of the scores below 0.
    pub conflict_score: f64,
}

impl Count {
    /// Mean score of the acts.
    pub fn mean(&self) -> f64 {
        if self.acts == 0 { 0.0 } else { (self.cooperation_score + self.conflict_score) / self.acts as f64 }
    }
}

/// Conditions in SQL with their parameters.
#[derive(Default)]
pub(crate) struct Where {
    pub(crate) conditions: Vec<String>,
    pub(crate) params: Vec<Value>,
}

impl Where {
    pub(crate) fn param(&mut self, value: impl Into<Value>) -> String {
        self.params.push(value.into());
        format!("?{}", self.params.len())
    }

    pub(crate) fn any(&mut self, column: &str, values: impl Iterator<Item = String>) {
        let marks: Vec<String> = values.map(|v| self.param(v)).collect();
        if !marks.is_empty() {
            self.conditions.push(format!("{column} IN ({})", marks.join(", ")));
        }
    }

    /// The days that a question is bounded by; `start` and `end` are columns.
    pub(crate) fn days(&mut self, filter: &Filter, start: &str, end: &str) -> Result<()> {
        // An event ends no earlier than it begins, which the index on its beginning can use where the range is bounded.
        for (day, condition) in
            [(&filter.from, format!("COALESCE({end}, {start}) >=")), (&filter.to, format!("{start} <="))]
        {
            if let Some(day) = day {
                if day.parse::<jiff::civil::Date>().is_err() {
                    return Err(Error::Usage(format!("{day:?} is no date; write YYYY-MM-DD")));
                }
                let p = self.param(day);
                self.conditions.push(format!("{condition} {p}"));
            }
        }
        Ok(())
    }

    pub(crate) fn sql(&self) -> String {
        if self.conditions.is_empty() { "1 = 1".to_owned() } else { self.conditions.join(" AND ") }
    }
}

/// The code after all those that begin with `prefix`.
pub(crate) fn after(prefix: &str) -> String {
    format!("{prefix}~")
}

/// A pattern of LIKE for text that contains `part`.
fn containing(part: &str) -> String {
    format!("%{}%", part.replace(['%', '_', '\\'], ""))
}

impl Ledger {
    pub(crate) fn conditions(&mut self, filter: &Filter, terms: Terms<'_>) -> Result<Where> {
        let mut w = Where::default();
        w.any("e.type", filter.types.iter().map(|t| t.as_str().to_owned()));
        w.any("e.status", filter.statuses.iter().map(|t| t.as_str().to_owned()));
        w.any("e.country", filter.countries.iter().cloned());
        w.days(filter, "e.start_date", "e.end_date")?;
        self.report_conditions(filter, &mut w, terms)?;
        Ok(w)
    }

    /// The conditions that bear on a single report also where acts are asked for.
    pub(crate) fn report_conditions(&mut self, filter: &Filter, w: &mut Where, terms: Terms<'_>) -> Result<()> {
        for asked in &filter.actors {
            let condition = self.takes_part(asked, w, terms)?;
            w.conditions.push(condition);
        }
        w.any("e.source_kind", filter.sources.iter().map(|t| t.as_str().to_owned()));
        if let Some(place) = &filter.place {
            let p = w.param(containing(place));
            w.conditions.push(format!("e.place LIKE {p}"));
        }
        if let Some(track) = &filter.track {
            let (p, id) = (w.param(containing(track)), w.param(track));
            w.conditions.push(format!(
                "(e.article IN (SELECT article FROM tracks WHERE name LIKE {p} OR subject LIKE {p})
                  OR e.id IN (SELECT x.event FROM act_reports x JOIN acts y ON y.id = x.act WHERE y.track = {id}))"
            ));
        }
        if let Some(text) = &filter.text {
            let asked = phrases(text, terms);
            if asked.is_empty() {
                return Err(Error::Usage(format!("{text:?} holds no word to search for")));
            }
            let (condition, value) = self.db.matches(&asked, w.params.len() + 1);
            w.params.push(value);
            w.conditions.push(format!("e.article {condition}"));
        }
        if let Some(background) = filter.background {
            let p = w.param(background);
            w.conditions.push(format!("e.background = {p}"));
        }
        if !filter.rejected {
            w.conditions.push("(e.verdict IS NULL OR e.verdict <> 'rejected')".to_owned());
        }
        Ok(())
    }

    /// The condition that a party takes part in the event.
    fn takes_part(&mut self, asked: &Asked, w: &mut Where, terms: Terms<'_>) -> Result<String> {
        Ok(format!("e.id IN (SELECT event FROM parties WHERE {})", party_condition(asked, w, terms)?))
    }
}

/// The condition that a row of `parties` is the party.
pub(crate) fn party_condition(asked: &Asked, w: &mut Where, terms: Terms<'_>) -> Result<String> {
    let which = match &asked.who {
        Who::Code(code) => {
            let (from, to) = (w.param(code), w.param(after(code)));
            format!("code >= {from} AND code < {to}")
        }
        Who::Wikidata(id) => {
            let p = w.param(id);
            format!("actor IN (SELECT id FROM actors WHERE wikidata = {p})")
        }
        Who::Name(name) => {
            let keys: Vec<String> = terms(name).into_iter().map(|t| t.key).filter(|k| !k.is_empty()).collect();
            if keys.is_empty() {
                return Err(Error::Usage(format!("{name:?} is no name")));
            }
            let folded = w.param(format!("% {} %", keys.join(" ")));
            let english = w.param(containing(&name.to_lowercase()));
            format!(
                "actor IN (SELECT id FROM actors WHERE (' ' || folded || ' ') LIKE {folded} OR lower(name_en) LIKE {english})"
            )
        }
    };
    let role = match asked.role {
        Some(role) => format!(" AND role = {}", w.param(role.as_str())),
        None => String::new(),
    };
    Ok(format!("{which}{role}"))
}

impl Ledger {
    /// Hands the events that answer a question to `each`, by date and id, at most `limit` of them.
    ///
    /// # Errors
    /// If the question cannot be understood, the database fails, or `each` does.
    pub fn query(
        &mut self,
        filter: &Filter,
        limit: Option<usize>,
        terms: Terms<'_>,
        mut each: impl FnMut(Answer) -> Result<()>,
    ) -> Result<()> {
        let w = self.conditions(filter, terms)?;
        let limit = limit.map_or(String::new(), |n| format!(" LIMIT {n}"));
        let sql = format!(
            "SELECT e.id FROM events e JOIN articles a ON a.id = e.article WHERE {}
             ORDER BY COALESCE(e.start_date, ''), a.name, e.name{limit}",
            w.sql()
        );
        let mut ids = Vec::new();
        self.db.each(&sql, &w.params, |row| {
            ids.push(row[0].int()?);
            Ok(())
        })?;
        for some in ids.chunks(MANY) {
            for answer in self.answers(some)? {
                each(answer)?;
            }
        }
        Ok(())
    }

    /// The events of some rows, in their order.
    pub(crate) fn answers(&mut self, ids: &[i64]) -> Result<Vec<Answer>> {
        let keys: Vec<Value> = ids.iter().map(|&id| id.into()).collect();
        let mut found: BTreeMap<i64, (Answer, Option<String>, Option<String>)> = BTreeMap::new();
        let sql = "SELECT e.id, e.name, e.type, e.mode, e.cameo, e.quad, e.score, e.status, e.background, e.start_date, e.end_date,
             e.place, e.country, e.geonames, e.lat, e.lon, e.source_kind, e.confidence, e.verdict, e.killed, e.injured, e.detained,
             e.crowd, a.name, a.published, a.outlet, a.url, a.title, a.text, c.name
             FROM events e JOIN articles a ON a.id = e.article LEFT JOIN act_reports r ON r.event = e.id
             LEFT JOIN acts c ON c.id = r.act WHERE e.id IN ({keys})";
        for r in self.db.rows_of(sql, &keys)? {
            let text = |i: usize| r[i].maybe_text().map(str::to_owned);
            let answer = Answer {
                row: r[0].int()?,
                id: r[1].text().to_owned(),
                event_type: r[2].text().to_owned(),
                mode: text(3),
                cameo: r[4].text().to_owned(),
                quad: r[5].int()?,
                score: r[6].real(),
                status: r[7].text().to_owned(),
                background: r[8].int()? == 1,
                start: text(9),
                end: text(10),
                parties: Vec::new(),
                place: text(11),
                country: text(12),
                geonames: r[13].maybe_int(),
                lat: r[14].maybe_real(),
                lon: r[15].maybe_real(),
                source_kind: text(16),
                confidence: r[17].real(),
                verdict: text(18),
                counts: [r[19].maybe_int(), r[20].maybe_int(), r[21].maybe_int(), r[22].maybe_int()],
                article: r[23].text().to_owned(),
                published: text(24),
                outlet: text(25),
                url: text(26),
                title: text(27),
                act: text(29),
                spans: Vec::new(),
                words: None,
            };
            found.insert(answer.row, (answer, text(27), text(28)));
        }
        let sql = "SELECT p.event, p.side, x.name, x.name_en, x.code, x.role, x.office, x.wikidata
             FROM parties p JOIN actors x ON x.id = p.actor WHERE p.event IN ({keys}) ORDER BY p.event, p.n";
        for r in self.db.rows_of(sql, &keys)? {
            let text = |i: usize| r[i].maybe_text().map(str::to_owned);
            if let Some((answer, ..)) = found.get_mut(&r[0].int()?) {
                answer.parties.push(Party {
                    side: r[1].text().to_owned(),
                    name: r[2].text().to_owned(),
                    name_en: text(3),
                    code: r[4].text().to_owned(),
                    role: r[5].text().to_owned(),
                    office: text(6),
                    wikidata: text(7),
                });
            }
        }
        let sql = "SELECT event, field, start_char, end_char, sentence_start, sentence_end FROM mentions
             WHERE event IN ({keys}) ORDER BY event, n";
        for r in self.db.rows_of(sql, &keys)? {
            let Some((answer, title, text)) = found.get_mut(&r[0].int()?) else { continue };
            let number = |i: usize| u32::try_from(r[i].maybe_int().unwrap_or(0)).unwrap_or(0);
            let field = if r[1].text() == "title" { Field::Title } else { Field::Text };
            if answer.spans.is_empty() {
                let whole = if field == Field::Title { title } else { text };
                let (from, to) = (number(4) as usize, number(5) as usize);
                answer.words = whole.as_deref().map(|w| w.chars().skip(from).take(to.saturating_sub(from)).collect());
            }
            answer.spans.push(Span { field, start: number(2), end: number(3) });
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).map(|f| f.0).collect())
    }

    /// How many acts answer a question in each step of time, and how they score. What was planned, possible or denied, or is told
    /// as history, counts only where the question asks for it.
    ///
    /// # Errors
    /// As [`Self::query`].
    pub fn series(&mut self, filter: &Filter, step: Step, terms: Terms<'_>) -> Result<Vec<Count>> {
        let mut filter = filter.clone();
        if filter.statuses.is_empty() {
            filter.statuses = vec![Status::Occurred, Status::Ongoing];
        }
        filter.background.get_or_insert(false);
        let mut pair = None;
        if let [Asked { who: Who::Code(a), role: None }, Asked { who: Who::Code(b), role: None }] = &filter.actors[..] {
            pair = Some((a.clone(), b.clone()));
        }
        let (from, w) = match pair {
            Some((a, b)) if only_pair(&filter) => {
                let mut w = Where::default();
                let [a0, a1] = [w.param(&a), w.param(after(&a))];
                let [b0, b1] = [w.param(&b), w.param(after(&b))];
                w.conditions.push(format!(
                    "(e.a >= {a0} AND e.a < {a1} AND e.b >= {b0} AND e.b < {b1} OR e.a >= {b0} AND e.a < {b1} AND e.b >= {a0} AND e.b < {a1})"
                ));
                w.any("e.type", filter.types.iter().map(|t| t.as_str().to_owned()));
                w.any("e.status", filter.statuses.iter().map(|t| t.as_str().to_owned()));
                let p = w.param(filter.background);
                w.conditions.push(format!("e.background = {p}"));
                for (day, sign) in [(&filter.from, ">="), (&filter.to, "<=")] {
                    if let Some(day) = day {
                        let p = w.param(day);
                        w.conditions.push(format!("e.start_date {sign} {p}"));
                    }
                }
                ("dyads e LEFT JOIN act_reports r ON r.event = e.event", w)
            }
            _ => ("events e LEFT JOIN act_reports r ON r.event = e.id", self.conditions(&filter, terms)?),
        };
        let id = if from.starts_with("dyads") { "e.event" } else { "e.id" };
        // Reports of one act may differ in date and type; the first by row stands for it.
        let sql = format!(
            "SELECT day, quad, COUNT(*), CAST(SUM(score) AS DOUBLE PRECISION) FROM
             (SELECT MIN(COALESCE(e.start_date, '')) AS day, MIN(e.quad) AS quad, MIN(e.score) AS score
              FROM {from} WHERE {} GROUP BY COALESCE(r.act, -{id})) AS whole GROUP BY day, quad ORDER BY day, quad",
            w.sql()
        );
        let mut out: BTreeMap<String, Count> = BTreeMap::new();
        self.db.each(&sql, &w.params, |row| {
            let from = begin(row[0].text(), step);
            let count = out.entry(from.clone()).or_insert_with(|| Count { from, ..Count::default() });
            let (quad, n, score) = (row[1].int()?, row[2].int()?, row[3].real());
            count.acts += n;
            if cooperative(quad) {
                count.cooperation += n;
                count.cooperation_score += score;
            } else {
                count.conflict += n;
                count.conflict_score += score;
            }
            Ok(())
        })?;
        Ok(out.into_values().collect())
    }

    /// The articles that hold all words of a question, those added last first. Words in quotation marks belong together.
    ///
    /// # Errors
    /// If the question holds no word, or the database fails.
    pub fn search(&mut self, question: &str, limit: usize, terms: Terms<'_>) -> Result<Vec<Hit>> {
        let asked = phrases(question, terms);
        if asked.is_empty() {
            return Err(Error::Usage(format!("{question:?} holds no word to search for")));
        }
        let (condition, value) = self.db.matches(&asked, 1);
        let ids = if self.db.is_postgres() {
            format!("SELECT id FROM articles WHERE id {condition} ORDER BY id DESC LIMIT {limit}")
        } else {
            // Asked alone, the index gives the last rows without walking through all.
            format!("SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid DESC LIMIT {limit}")
        };
        let ids: Vec<Value> = self.db.rows(&ids, &[value])?.into_iter().filter_map(|mut r| r.pop()).collect();
        let mut rows = self
            .db
            .rows_of("SELECT id, name, published, outlet, url, title, text FROM articles WHERE id IN ({keys})", &ids)?;
        rows.sort_by_key(|r| -r[0].maybe_int().unwrap_or(0));
        let hit = |r: Vec<Value>| {
            let text = |i: usize| r[i].maybe_text().map(str::to_owned);
            let mut spans = highlights(r[5].text(), Field::Title, &asked, terms);
            spans.extend(highlights(r[6].text(), Field::Text, &asked, terms));
            Hit {
                article: r[1].text().to_owned(),
                published: text(2),
                outlet: text(3),
                url: text(4),
                title: text(5),
                text: text(6),
                spans,
            }
        };
        Ok(rows.into_iter().map(hit).collect())
    }

    /// What the ledger holds: name and number of each sort of thing.
    ///
    /// # Errors
    /// If the database fails.
    pub fn stats(&mut self) -> Result<Vec<(String, i64)>> {
        let mut out = Vec::new();
        let counts = [
            ("articles", "SELECT COUNT(*) FROM articles WHERE reprint_of IS NULL"),
            ("reprints", "SELECT COUNT(*) FROM articles WHERE reprint_of IS NOT NULL"),
            ("records replaced", "SELECT COUNT(*) FROM history"),
            ("events", "SELECT COUNT(*) FROM events"),
            ("events rejected", "SELECT COUNT(*) FROM events WHERE verdict = 'rejected'"),
            ("actors", "SELECT COUNT(*) FROM actors"),
            ("statements", "SELECT COUNT(*) FROM statements"),
            ("tracks", "SELECT COUNT(*) FROM tracks"),
            ("acts", "SELECT COUNT(*) FROM acts"),
            ("acts with several reports", "SELECT COUNT(*) FROM acts WHERE reports > 1"),
            ("tracks over time", "SELECT COUNT(DISTINCT track) FROM acts"),
            ("articles that await linking", "SELECT COUNT(*) FROM articles WHERE linked = 0"),
            ("corrections", "SELECT COUNT(*) FROM corrections"),
        ];
        for (name, sql) in counts {
            let n = self.db.row(sql, &[])?.map_or(Ok(0), |r| r[0].int())?;
            out.push((name.to_owned(), n));
        }
        for row in self.db.rows("SELECT type, COUNT(*) FROM events GROUP BY type ORDER BY type", &[])? {
            out.push((row[0].text().to_owned(), row[1].int()?));
        }
        Ok(out)
    }
}

/// Whether the table of pairs alone can answer.
fn only_pair(f: &Filter) -> bool {
    f.sources.is_empty()
        && f.countries.is_empty()
        && f.place.is_none()
        && f.track.is_none()
        && f.text.is_none()
        && !f.rejected
}

/// First day of the step that holds a day; empty for none.
fn begin(day: &str, step: Step) -> String {
    let Ok(date) = day.parse::<jiff::civil::Date>() else { return String::new() };
    match step {
        Step::Day => date.to_string(),
        Step::Month => date.first_of_month().to_string(),
        Step::Week => {
            let back = i64::from(date.weekday().to_monday_zero_offset());
            date.saturating_sub(jiff::Span::new().days(back)).to_string()
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn steps_begin_on_their_first_day() {
        assert_eq!(begin("2015-07-14", Step::Day), "2015-07-14");
        assert_eq!(begin("2015-07-14", Step::Week), "2015-07-13");
        assert_eq!(begin("2015-07-12", Step::Week), "2015-07-06");
        assert_eq!(begin("1914-06-28", Step::Month), "1914-06-01");
        assert_eq!(begin("", Step::Week), "");
    }

    #[test]
    fn parties_are_asked_for_in_four_ways() {
        let who = |text| Asked::parse(text).unwrap();
        assert_eq!(who("IRN").who, Who::Code("IRN".to_owned()));
        assert_eq!(who("IRN:MIL").role, Some(Role::Mil));
        assert_eq!(who("Q22316").who, Who::Wikidata("Q22316".to_owned()));
        assert_eq!(who("Angela Merkel").who, Who::Name("Angela Merkel".to_owned()));
        assert!(Asked::parse("IRN:XYZ").is_err_and(|e| e.to_string().contains("XYZ")));
    }
}
