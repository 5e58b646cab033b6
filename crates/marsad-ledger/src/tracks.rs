//! Negotiations over time, and the agenda: what the acts of the ledger make together.

use std::collections::{BTreeMap, BTreeSet};

use marsad_link::{Act, Day, Days, FEWEST, SILENCE, Thread, Track, Weaver};
use marsad_record::{Field, Span};
use rustc_hash::FxHashMap;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Ledger;
use crate::acts::ActSummary;
use crate::database::{Database, MANY, Value};
use crate::error::{Error, Result};

/// A negotiation, with its acts in the order of their days.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrackSummary {
    /// The id of its first act.
    pub id: String,
    /// Names under which articles speak of it, the most frequent first.
    pub names: Vec<String>,
    /// Parties in half its acts or more, by code.
    pub parties: Vec<String>,
    /// The topic that most of its acts share, as an article words it.
    pub subject: Option<String>,
    /// `ongoing`, `stalled` or `concluded`, as of the day that was asked for.
    pub state: String,
    /// First day of its first act.
    pub from: Option<String>,
    /// Last day of its last act.
    pub to: Option<String>,
    /// The next planned meeting: id of the act.
    pub next: Option<String>,
    /// The last date set for it: first and last day.
    pub deadline: Option<[String; 2]>,
    /// Number of its acts.
    pub acts: usize,
}

/// A statement of a party in an article that tells of a negotiation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Said {
    /// The speaker's name in the article.
    pub speaker: String,
    /// The speaker's code.
    pub code: String,
    /// True for a literal quotation.
    pub quote: bool,
    /// Where it stands.
    pub span: Span,
    /// Its words, where the ledger keeps the text.
    pub words: Option<String>,
    /// The article.
    pub article: String,
    /// When it was published.
    pub published: Option<String>,
    /// By whom.
    pub outlet: Option<String>,
    /// Where the article stands.
    pub url: Option<String>,
}

/// A deadline that an act of a negotiation sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deadline {
    /// First day.
    pub start: String,
    /// Last day.
    pub end: String,
    /// The act.
    pub act: String,
}

/// All that the ledger knows of a negotiation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrackDetail {
    /// What it is.
    #[serde(flatten)]
    pub summary: TrackSummary,
    /// Its meetings, agreements, demands and refusals, in the order of their days.
    pub steps: Vec<ActSummary>,
    /// What its parties are quoted with in the articles that tell of it, by day of publication.
    pub statements: Vec<Said>,
    /// The deadlines that its acts set.
    pub deadlines: Vec<Deadline>,
}

/// An act that is planned or due, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AgendaEntry {
    /// First day for which it is planned, or of its deadline.
    pub start: String,
    /// Last day.
    pub end: String,
    /// True where the days are a deadline.
    pub deadline: bool,
    /// `due`, `occurred`, `called off`, `moved`, or `passed without report`.
    pub outcome: String,
    /// The act to which it moved.
    pub moved_to: Option<String>,
    /// The act.
    pub act: ActSummary,
}

/// An act as it is stored.
pub(crate) fn read<T: DeserializeOwned>(name: &str, body: &str) -> Result<T> {
    serde_json::from_str(body).map_err(|source| Error::Stored { what: "act", name: name.to_owned(), source })
}

/// The row of `steps` of an act.
pub(crate) fn step_row(id: i64, act: &Act, thread: &Thread) -> Vec<Value> {
    let topics: Vec<String> = thread.topics.iter().map(u64::to_string).collect();
    vec![
        thread.days.start.to_string().into(),
        id.into(),
        thread.days.end.to_string().into(),
        (&act.id).into(),
        thread.parties.join("\t").into(),
        topics.join(" ").into(),
    ]
}

/// The thread of a row of `steps`: first day, last day, parties, topics. One whose days cannot be read hangs together with none.
fn thread(row: &[Value]) -> Thread {
    let Some((start, end)) = Day::parse(row[0].text()).zip(Day::parse(row[1].text())) else {
        return Thread { days: Days::new(Day(0), Day(0)), parties: Vec::new(), topics: Vec::new() };
    };
    Thread {
        days: Days::new(start, end),
        parties: row[2].text().split('\t').filter(|p| !p.is_empty()).map(str::to_owned).collect(),
        topics: row[3].text().split(' ').filter_map(|t| t.parse().ok()).collect(),
    }
}

/// Notes that acts changed.
pub(crate) fn unweave(db: &mut Database) -> Result<()> {
    if db.row("SELECT changed FROM unwoven LIMIT 1", &[])?.is_none() {
        db.execute("INSERT INTO unwoven (changed) VALUES (1)", &[])?;
    }
    Ok(())
}

/// A negotiation while its steps are gathered: how many, and days and name of the first.
struct Gathered {
    steps: usize,
    first: (String, String, String),
}

/// Gives each act that is a step of a negotiation its track, if acts changed since this was last done. It reads all steps, three
/// times, in the order of their days, and writes only what is another track now.
pub(crate) fn weave(db: &mut Database) -> Result<()> {
    if db.row("SELECT changed FROM unwoven LIMIT 1", &[])?.is_none() {
        return Ok(());
    }
    db.write(|db| {
        let mut weaver = Weaver::default();
        let of = |columns: &str| format!("SELECT {columns} FROM steps ORDER BY start_date, act");
        db.each(&of("start_date, end_date, parties, topics"), &[], |row| {
            weaver.take(&thread(row));
            Ok(())
        })?;
        let mut all: FxHashMap<u32, Gathered> = FxHashMap::default();
        let mut at = 0;
        db.each(&of("start_date, end_date, name"), &[], |row| {
            let own = || (row[0].text().to_owned(), row[1].text().to_owned(), row[2].text().to_owned());
            let found = all.entry(weaver.root(at)).or_insert_with(|| Gathered { steps: 0, first: own() });
            found.steps += 1;
            at += 1;
            let (start, end, name) = &found.first;
            if (row[0].text(), row[1].text(), row[2].text()) < (start.as_str(), end.as_str(), name.as_str()) {
                found.first = own();
            }
            Ok(())
        })?;
        all.retain(|_, found| found.steps >= FEWEST);
        // New track, day and act of each step that moves.
        let mut moved: Vec<(Option<&str>, Value, i64)> = Vec::new();
        let mut at = 0;
        db.each(&of("start_date, act, track"), &[], |row| {
            let track = all.get(&weaver.root(at)).map(|found| found.first.2.as_str());
            at += 1;
            if track.unwrap_or("") != row[2].text() {
                moved.push((track, row[0].clone(), row[1].int()?));
            }
            Ok(())
        })?;
        moved.sort_by_key(|step| step.2);
        for (track, start, act) in &moved {
            let track = Value::from(*track);
            db.execute(
                "UPDATE steps SET track = CAST(?1 AS TEXT) WHERE start_date = ?2 AND act = ?3",
                &[track.clone(), start.clone(), (*act).into()],
            )?;
            db.execute("UPDATE acts SET track = CAST(?1 AS TEXT) WHERE id = ?2", &[track, (*act).into()])?;
        }
        db.execute("DELETE FROM unwoven", &[])?;
        Ok(())
    })
}

/// A day that a caller gives.
pub(crate) fn day(text: &str) -> Result<Day> {
    let whole = text.len() == 10;
    Day::parse(text).filter(|_| whole).ok_or_else(|| Error::Usage(format!("{text:?} is no date; write YYYY-MM-DD")))
}

impl Ledger {
    /// The negotiations of the ledger as they stand on `today` (ISO date), those with the latest acts first, at most `limit`.
    /// `name` is part of a name or subject, or the id of the track; `party` a code that takes part.
    ///
    /// # Errors
    /// If `today` is no date, or the database fails.
    pub fn tracks(
        &mut self,
        name: Option<&str>,
        party: Option<&str>,
        today: &str,
        limit: usize,
    ) -> Result<Vec<TrackSummary>> {
        let today = day(today)?;
        let rows = self.db.rows(
            "SELECT track FROM acts WHERE track IS NOT NULL GROUP BY track ORDER BY max(end_date) DESC, track",
            &[],
        )?;
        let ids: Vec<String> = rows.iter().map(|r| r[0].text().to_owned()).collect();
        let mut out = Vec::new();
        // Only acts tell what a track is about, so tracks are looked through a few at a time.
        for some in ids.chunks(MANY / 4) {
            let keys: Vec<Value> = some.iter().map(Value::from).collect();
            let mut by_track: BTreeMap<String, Vec<Act>> = BTreeMap::new();
            for row in self.db.rows_of("SELECT track, name, body FROM acts WHERE track IN ({keys})", &keys)? {
                by_track.entry(row[0].text().to_owned()).or_default().push(read(row[1].text(), row[2].text())?);
            }
            for id in some {
                let Some(acts) = by_track.get(id) else { continue };
                let summary = self.summary(id, acts, today)?;
                let named = |name: &str| {
                    summary.id == name || summary.names.iter().chain(&summary.subject).any(|n| n.contains(name))
                };
                if name.is_none_or(named) && party.is_none_or(|p| summary.parties.iter().any(|q| q == p)) {
                    out.push(summary);
                    if out.len() == limit {
                        return Ok(out);
                    }
                }
            }
        }
        Ok(out)
    }

    fn summary(&mut self, id: &str, acts: &[Act], today: Day) -> Result<TrackSummary> {
        let track: Track = marsad_link::tracks(acts, today)
            .into_iter()
            .next()
            .ok_or_else(|| Error::Missing("track", id.to_owned()))?;
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        let sql =
            "SELECT t.name, COUNT(*) FROM acts c JOIN act_reports r ON r.act = c.id JOIN events e ON e.id = r.event
                   JOIN tracks t ON t.article = e.article WHERE c.track = ?1 GROUP BY t.name";
        for row in self.db.rows(sql, &[id.into()])? {
            names.insert(row[0].text().to_owned(), usize::try_from(row[1].int()?).unwrap_or(0));
        }
        let mut names: Vec<(String, usize)> = names.into_iter().collect();
        names.sort_by_key(|n| std::cmp::Reverse(n.1));
        let days: Vec<Days> = acts.iter().filter_map(|act| act.date).collect();
        Ok(TrackSummary {
            id: id.to_owned(),
            names: names.into_iter().map(|n| n.0).collect(),
            parties: track.parties,
            subject: track.subject,
            state: track.state.as_str().to_owned(),
            from: days.iter().map(|d| d.start).min().map(|d| d.to_string()),
            to: days.iter().map(|d| d.end).max().map(|d| d.to_string()),
            next: track.next,
            deadline: track.deadline.map(|d| [d.start.to_string(), d.end.to_string()]),
            acts: acts.len(),
        })
    }

    /// A negotiation with its acts, the statements of its parties and its deadlines, as it stands on `today` (ISO date). `id` is
    /// the track's, or that of any act of it.
    ///
    /// # Errors
    /// If there is no such track, `today` is no date, or the database fails.
    pub fn track(&mut self, id: &str, today: &str) -> Result<TrackDetail> {
        let today = day(today)?;
        let missing = || Error::Missing("track", id.to_owned());
        let sql = "SELECT track FROM acts WHERE (track = ?1 OR name = ?1) AND track IS NOT NULL LIMIT 1";
        let row = self.db.row(sql, &[id.into()])?.ok_or_else(missing)?;
        let id = row[0].text().to_owned();
        let rows = self.db.rows(
            "SELECT id, name, body FROM acts WHERE track = ?1 ORDER BY start_date, end_date, name",
            &[(&id).into()],
        )?;
        let ids: Vec<i64> = rows.iter().map(|r| r[0].int()).collect::<Result<_>>()?;
        let acts: Vec<Act> = rows.iter().map(|r| read(r[1].text(), r[2].text())).collect::<Result<_>>()?;
        let summary = self.summary(&id, &acts, today)?;
        let steps = self.summaries(&ids)?;
        let deadlines = acts.iter().filter_map(|act| {
            let days = act.deadline?;
            Some(Deadline { start: days.start.to_string(), end: days.end.to_string(), act: act.id.clone() })
        });
        let deadlines = deadlines.collect();
        let statements = self.statements(&id, &summary.parties)?;
        Ok(TrackDetail { summary, steps, statements, deadlines })
    }

    fn statements(&mut self, track: &str, parties: &[String]) -> Result<Vec<Said>> {
        let sql = "SELECT x.name, x.code, s.quote, s.field, s.start_char, s.end_char, a.name, a.published, a.outlet, a.url,
                   a.title, a.text FROM statements s JOIN actors x ON x.id = s.speaker JOIN articles a ON a.id = s.article
                   WHERE s.article IN (SELECT e.article FROM acts c JOIN act_reports r ON r.act = c.id
                                       JOIN events e ON e.id = r.event WHERE c.track = ?1)
                   ORDER BY COALESCE(a.published, ''), a.name, s.n";
        let mut out = Vec::new();
        for r in self.db.rows(sql, &[track.into()])? {
            if !parties.iter().any(|p| p == r[1].text()) {
                continue;
            }
            let text = |i: usize| r[i].maybe_text().map(str::to_owned);
            let number = |i: usize| u32::try_from(r[i].maybe_int().unwrap_or(0)).unwrap_or(0);
            let field = if r[3].text() == "title" { Field::Title } else { Field::Text };
            let (start, end) = (number(4), number(5));
            let whole = if field == Field::Title { r[10].maybe_text() } else { r[11].maybe_text() };
            let cut = |w: &str| w.chars().skip(start as usize).take(end.saturating_sub(start) as usize).collect();
            out.push(Said {
                speaker: r[0].text().to_owned(),
                code: r[1].text().to_owned(),
                quote: r[2].int()? == 1,
                span: Span { field, start, end },
                words: whole.map(cut),
                article: r[6].text().to_owned(),
                published: text(7),
                outlet: text(8),
                url: text(9),
            });
        }
        Ok(out)
    }

    /// What was or is planned, or due, between two days (ISO dates, both included), and what became of it by `today`: by its days.
    ///
    /// # Errors
    /// If a date is none, or the database fails.
    pub fn agenda(&mut self, from: &str, to: &str, today: &str) -> Result<Vec<AgendaEntry>> {
        let (span, today) = (Days::new(day(from)?, day(to)?), day(today)?);
        let between = [span.start.to_string().into(), span.end.to_string().into()];
        let condition = "(planned = 1 AND start_date <= ?2 AND end_date >= ?1)
            OR (deadline_start IS NOT NULL AND deadline_start <= ?2 AND deadline_end >= ?1)";
        let mut rows = self
            .db
            .rows(&format!("SELECT id, name, type, status, end_date, body FROM acts WHERE {condition}"), &between)?;
        // To where one that was called off may have moved.
        let off: Vec<[Value; 2]> =
            rows.iter().filter(|r| r[3].text() == "denied").map(|r| [r[2].clone(), r[4].clone()]).collect();
        for [kind, end] in off {
            let Some(last) = Day::parse(end.text()) else { continue };
            let until = Day(last.0 + SILENCE).to_string();
            let sql = "SELECT id, name, type, status, end_date, body FROM acts WHERE type = ?1 AND start_date > ?2 AND start_date <= ?3";
            rows.extend(self.db.rows(sql, &[kind, end, until.into()])?);
        }
        let mut all: BTreeMap<i64, Act> = BTreeMap::new();
        for r in &rows {
            all.insert(r[0].int()?, read(r[1].text(), r[5].text())?);
        }
        let (ids, acts): (Vec<i64>, Vec<Act>) = all.into_iter().unzip();
        let items = marsad_link::agenda(&acts, span, today);
        let row_of: FxHashMap<&str, i64> = acts.iter().zip(&ids).map(|(act, &id)| (act.id.as_str(), id)).collect();
        let wanted: BTreeSet<i64> = items.iter().filter_map(|item| row_of.get(item.act.as_str()).copied()).collect();
        let shown = self.summaries(&wanted.into_iter().collect::<Vec<_>>())?;
        let shown: FxHashMap<&str, &ActSummary> = shown.iter().map(|act| (act.id.as_str(), act)).collect();
        let entries = items.into_iter().filter_map(|item| {
            use marsad_link::Outcome::{CalledOff, Due, Moved, Occurred, PassedWithoutReport};
            let (outcome, moved_to) = match item.outcome {
                Due => ("due", None),
                Occurred => ("occurred", None),
                CalledOff => ("called off", None),
                Moved { to } => ("moved", Some(to)),
                PassedWithoutReport => ("passed without report", None),
            };
            Some(AgendaEntry {
                start: item.days.start.to_string(),
                end: item.days.end.to_string(),
                deadline: item.deadline,
                outcome: outcome.to_owned(),
                moved_to,
                act: (*shown.get(item.act.as_str())?).clone(),
            })
        });
        Ok(entries.collect())
    }
}
