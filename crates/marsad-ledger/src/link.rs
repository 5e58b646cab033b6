//! Linking what the ledger holds: each batch of articles that await it touches the components of its candidates only, in one
//! transaction, and leaves what linking everything anew would give.

use std::collections::{BTreeMap, BTreeSet};

use marsad_link::{
    Act, Arrivals, Cluster, Day, Fingerprint, Model, Report, Ruling, Sketch, Thread, copies, link_ruled, reports,
};
use marsad_record::{Record, Status};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Ledger;
use crate::correct::{self, Correction, Kind};
use crate::database::{Database, Table, Value};
use crate::error::{Error, Result};
use crate::score::score;
use crate::tracks;

/// Articles that are linked in one transaction.
const BATCH: usize = 50_000;
/// Articles whose records, or reports whose acts, are held at a time.
const HELD: usize = 4_000;

const ACTS: Table = Table {
    name: "acts",
    columns: &[
        "id",
        "name",
        "type",
        "quad",
        "score",
        "status",
        "planned",
        "start_date",
        "end_date",
        "deadline_start",
        "deadline_end",
        "place",
        "country",
        "reports",
        "independent",
        "first",
        "track",
        "body",
    ],
};
const ACT_REPORTS: Table =
    Table { name: "act_reports", columns: &["event", "act", "component", "score", "copy", "keys"] };
const STEPS: Table = Table { name: "steps", columns: &["start_date", "act", "end_date", "name", "parties", "topics"] };
const LINK_KEYS: Table = Table { name: "link_keys", columns: &["key", "event"] };

/// What linking has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Linked {
    /// Articles that no longer await linking.
    pub articles: usize,
    /// Events that were joined or stand alone now.
    pub reports: usize,
    /// Acts that were made, or made anew.
    pub acts: usize,
    /// Articles that still await linking.
    pub waiting: i64,
}

impl Ledger {
    /// Joins the events of all articles that await it to acts, and acts to tracks. Each batch is one transaction, after which `each`
    /// is told what has been done so far. The result is that of linking all articles at once, whatever came when. What people have
    /// joined or split stays so.
    ///
    /// # Errors
    /// If the database fails; batches before the one that failed stay linked.
    pub fn link(&mut self, mut each: impl FnMut(&Linked)) -> Result<Linked> {
        let model = Model::builtin()?;
        let mut done = Linked { waiting: self.waiting()?, ..Linked::default() };
        while done.waiting > 0 {
            let (articles, reports, acts) = self.db.write(|db| link_batch(db, &model))?;
            done.articles += articles;
            done.reports += reports;
            done.acts += acts;
            done.waiting = self.waiting()?;
            each(&done);
        }
        tracks::weave(&mut self.db)?;
        Ok(done)
    }

    /// Undoes all linking, so that [`Self::link`] links everything anew: needed where a new version links otherwise.
    ///
    /// # Errors
    /// If the database fails; then all is as before.
    pub fn unlink(&mut self) -> Result<()> {
        self.db.write(|db| {
            for table in ["acts", "act_reports", "act_codes", "link_keys", "steps"] {
                db.execute(&format!("DELETE FROM {table}"), &[])?;
            }
            db.execute("UPDATE articles SET linked = 0 WHERE reprint_of IS NULL AND linked = 1", &[])?;
            Ok(())
        })
    }

    /// How many articles await linking: new ones, those coded anew or corrected, and those told of the same acts as these were.
    ///
    /// # Errors
    /// If the database fails.
    pub fn waiting(&mut self) -> Result<i64> {
        self.db.row("SELECT COUNT(*) FROM articles WHERE linked = 0", &[])?.map_or(Ok(0), |r| r[0].int())
    }
}

/// The id under which linking knows an event: unique among all articles also where event names are not.
pub(crate) fn report_id(article: &str, event: &str) -> String {
    let own = event.strip_prefix(article).is_some_and(|rest| rest.starts_with('#'));
    if own { event.to_owned() } else { format!("{article}#{event}") }
}

/// An article as linking reads it, with its corrections applied.
struct Read<'r> {
    article: i64,
    name: &'r str,
    text: &'r str,
    /// Each report with its row of `events`; what a person rejected has none.
    reports: Vec<(i64, Report)>,
    /// Sides of joins and splits that lie in this article: number of the correction, side, report.
    ruled: Vec<(i64, usize, String)>,
}

/// What is held of an article while it is linked.
struct Sketched {
    article: i64,
    name: String,
    /// Each report with its row of `events`.
    events: Vec<(i64, Sketch)>,
    ruled: Vec<(i64, usize, String)>,
}

/// The joins and splits among corrections.
struct Said {
    all: Vec<Correction>,
    /// Places in `all` and sides by article.
    by_article: FxHashMap<String, Vec<(usize, usize)>>,
}

impl Said {
    fn read(db: &mut Database) -> Result<Said> {
        let all = correct::joins_and_splits(db)?;
        let mut by_article: FxHashMap<String, Vec<(usize, usize)>> = FxHashMap::default();
        for (at, c) in all.iter().enumerate() {
            for (side, key) in [Some(&c.key), c.other.as_ref()].into_iter().enumerate() {
                if let Some(key) = key {
                    by_article.entry(key.article.clone()).or_default().push((at, side));
                }
            }
        }
        Ok(Said { all, by_article })
    }
}

/// Reads articles, and makes of each what is held of it, in the order of `ids`.
fn read<T: Send>(db: &mut Database, ids: &[i64], said: &Said, make: impl Fn(Read<'_>) -> T + Sync) -> Result<Vec<T>> {
    let mut out = Vec::with_capacity(ids.len());
    for some in ids.chunks(HELD) {
        out.append(&mut read_some(db, some, said, &make)?);
    }
    Ok(out)
}

fn sketched(db: &mut Database, ids: &[i64], said: &Said) -> Result<Vec<Sketched>> {
    read(db, ids, said, |article| Sketched {
        article: article.article,
        name: article.name.to_owned(),
        events: article.reports.iter().map(|(event, report)| (*event, Sketch::new(report))).collect(),
        ruled: article.ruled,
    })
}

fn read_some<T: Send>(
    db: &mut Database,
    ids: &[i64],
    said: &Said,
    make: &(impl Fn(Read<'_>) -> T + Sync),
) -> Result<Vec<T>> {
    let wanted: Vec<Value> = ids.iter().map(|&id| id.into()).collect();
    let mut rows: FxHashMap<i64, Vec<Value>> = FxHashMap::default();
    let sql = "SELECT a.id, a.name, a.title, a.text, r.body FROM articles a JOIN records r ON r.article = a.id
               WHERE a.id IN ({keys})";
    for row in db.rows_of(sql, &wanted)? {
        rows.insert(row[0].int()?, row);
    }
    let mut events: FxHashMap<i64, Vec<i64>> = FxHashMap::default();
    for row in db.rows_of("SELECT article, id FROM events WHERE article IN ({keys}) ORDER BY id", &wanted)? {
        events.entry(row[0].int()?).or_default().push(row[1].int()?);
    }
    let names: Vec<Value> = rows.values().map(|row| row[1].clone()).collect();
    let corrections = correct::of_articles(db, &names)?;
    let none = Vec::new();
    ids.par_iter()
        .filter_map(|id| rows.get(id).map(|row| (*id, row)))
        .map(|(article, row)| {
            let (name, title, text) = (row[1].text(), row[2].text(), row[3].text());
            let stored = |source| Error::Stored { what: "record", name: name.to_owned(), source };
            let record = Record::from_json(row[4].text()).map_err(stored)?;
            let applied = correct::apply(&record, corrections.get(name).map_or(&[][..], Vec::as_slice));
            let mut told = reports(&applied.record, title, text, None);
            for report in &mut told {
                report.id = report_id(name, &report.id);
            }
            let sides = said.by_article.get(name).unwrap_or(&none);
            let ruled = sides.iter().filter_map(|&(at, side)| {
                let c = &said.all[at];
                let key = if side == 0 { &c.key } else { c.other.as_ref()? };
                applied.find(name, key).map(|event| (c.id, side, told[event].id.clone()))
            });
            let ruled = ruled.collect();
            let rows = events.get(&article).map_or(&[][..], Vec::as_slice);
            let reports = rows
                .iter()
                .copied()
                .zip(told)
                .zip(&applied.verdicts)
                .filter(|(_, verdict)| **verdict != Some("rejected"))
                .map(|(report, _)| report)
                .collect();
            Ok(make(Read { article, name, text, reports, ruled }))
        })
        .collect()
}

/// Links a batch; its articles and reports, and the acts that were made.
fn link_batch(db: &mut Database, model: &Model) -> Result<(usize, usize, usize)> {
    let rows = db.rows(&format!("SELECT id FROM articles WHERE linked = 0 ORDER BY id LIMIT {BATCH}"), &[])?;
    let batch: Vec<i64> = rows.iter().map(|r| r[0].int()).collect::<Result<_>>()?;
    let said = Said::read(db)?;
    let waiting = sketched(db, &batch, &said)?;
    let rows: Vec<Value> = waiting.iter().flat_map(|a| &a.events).map(|e| e.0.into()).collect();
    let settled = rows_in(db, "SELECT event FROM act_reports WHERE event IN ({keys})", &rows)?;
    // Of an article that was put back because another of its component was, some reports may be settled.
    let fresh: Vec<&Sketch> =
        waiting.iter().flat_map(|a| &a.events).filter(|e| !settled.contains(&e.0)).map(|e| &e.1).collect();
    let count = fresh.len();
    let (mut affected, mut near) = touched_components(db, &fresh, &waiting, &said, model)?;
    let mut set = Set::default();
    for article in waiting {
        set.take(article, |event| !settled.contains(&event));
    }
    loop {
        affected.retain(|component| set.components.insert(*component));
        let more = members(db, &affected)?;
        let wanted: BTreeSet<i64> =
            more.values().copied().filter(|article| !set.articles.contains_key(article)).collect();
        let (here, away): (Vec<i64>, Vec<i64>) = wanted.into_iter().partition(|article| near.contains_key(article));
        let fetched = sketched(db, &away, &said)?;
        for article in here.iter().filter_map(|article| near.remove(article)).chain(fetched) {
            set.take(article, |event| more.contains_key(&event));
        }
        set.events.extend(more);
        // What a person joined to one of these comes with its whole component.
        let elsewhere = joined_elsewhere(db, &set, &said)?;
        if elsewhere.is_empty() {
            break;
        }
        affected =
            rows_in(db, "SELECT component FROM act_reports WHERE event IN ({keys})", &elsewhere)?.into_iter().collect();
    }
    drop(near);
    let acts = save(db, set, &said, model)?;
    for some in batch.chunks(crate::database::MANY) {
        let ids: Vec<Value> = some.iter().map(|&id| id.into()).collect();
        let marks = crate::database::marks(1, ids.len());
        db.execute(&format!("UPDATE articles SET linked = 1 WHERE id IN ({marks})"), &ids)?;
    }
    Ok((batch.len(), count, acts))
}

/// The whole numbers that a statement gives for some keys.
fn rows_in(db: &mut Database, sql: &str, keys: &[Value]) -> Result<FxHashSet<i64>> {
    db.rows_of(sql, keys)?.iter().map(|r| r[0].int()).collect()
}

/// Reports that are linked together, with the articles that hold them.
#[derive(Default)]
struct Set {
    articles: FxHashMap<i64, Sketched>,
    /// Rows of `events` and the articles that hold them.
    events: BTreeMap<i64, i64>,
    /// Components that are taken in whole.
    components: FxHashSet<i64>,
}

impl Set {
    /// Takes an article in, and those of its reports that `wanted` names.
    fn take(&mut self, article: Sketched, wanted: impl Fn(i64) -> bool) {
        let id = article.article;
        self.events.extend(article.events.iter().map(|e| e.0).filter(|&event| wanted(event)).map(|event| (event, id)));
        self.articles.insert(id, article);
    }
}

/// Events of components, each with its article.
fn members(db: &mut Database, components: &[i64]) -> Result<BTreeMap<i64, i64>> {
    let keys: Vec<Value> = components.iter().map(|&c| c.into()).collect();
    let sql = "SELECT e.id, e.article FROM act_reports r JOIN events e ON e.id = r.event WHERE r.component IN ({keys})";
    db.rows_of(sql, &keys)?.iter().map(|r| Ok((r[0].int()?, r[1].int()?))).collect()
}

/// Linked events outside a set that people have joined to events within it.
fn joined_elsewhere(db: &mut Database, set: &Set, said: &Said) -> Result<Vec<Value>> {
    if said.all.is_empty() {
        return Ok(Vec::new());
    }
    let by_id: FxHashMap<i64, &Correction> = said.all.iter().map(|c| (c.id, c)).collect();
    let mut wanted: BTreeSet<(String, i64, usize)> = BTreeSet::new();
    for article in set.articles.values() {
        let here = |id: &String| article.events.iter().any(|e| e.1.id == *id && set.events.contains_key(&e.0));
        for (number, side, report) in &article.ruled {
            let Some(c) = by_id.get(number).filter(|c| c.kind == Kind::Join) else { continue };
            let other = if *side == 0 { c.other.as_ref() } else { Some(&c.key) };
            if let Some(other) = other.filter(|_| here(report)) {
                wanted.insert((other.article.clone(), *number, 1 - side));
            }
        }
    }
    let names: Vec<Value> = wanted.iter().map(|w| (&w.0).into()).collect();
    let ids: Vec<i64> = rows_in(db, "SELECT id FROM articles WHERE name IN ({keys})", &names)?.into_iter().collect();
    let mut out: BTreeSet<i64> = BTreeSet::new();
    for article in sketched(db, &ids, said)? {
        for (_, number, side) in wanted.iter().filter(|w| w.0 == article.name) {
            let report = article.ruled.iter().find(|r| r.0 == *number && r.1 == *side).map(|r| &r.2);
            let event = article.events.iter().find(|e| Some(&e.1.id) == report).map(|e| e.0);
            out.extend(event.filter(|event| !set.events.contains_key(event)));
        }
    }
    // What awaits linking itself brings these in when its turn comes.
    let events: Vec<Value> = out.into_iter().map(Value::Int).collect();
    let linked = rows_in(db, "SELECT event FROM act_reports WHERE event IN ({keys})", &events)?;
    Ok(linked.into_iter().map(Value::Int).collect())
}

/// The components that hold a report with which one of `fresh` has a pair above the threshold, and the articles of those reports
/// that do not wait themselves. `waiting` are the articles of `fresh`.
fn touched_components(
    db: &mut Database,
    fresh: &[&Sketch],
    waiting: &[Sketched],
    said: &Said,
    model: &Model,
) -> Result<(Vec<i64>, FxHashMap<i64, Sketched>)> {
    let wanted: BTreeSet<i64> = fresh.iter().flat_map(|sketch| sketch.keys.iter().map(|key| key.0)).collect();
    let wanted: Vec<Value> = wanted.into_iter().map(Value::Int).collect();
    let candidates = rows_in(db, "SELECT event FROM link_keys WHERE key IN ({keys})", &wanted)?;
    let events: BTreeSet<i64> = candidates.iter().copied().collect();
    let events: Vec<Value> = events.into_iter().map(Value::Int).collect();
    let articles: BTreeSet<i64> =
        rows_in(db, "SELECT article FROM events WHERE id IN ({keys})", &events)?.into_iter().collect();
    let arrivals = Arrivals::new(fresh, model);
    let touched = |article: &Sketched| -> Vec<i64> {
        let old = article.events.iter().filter(|e| candidates.contains(&e.0));
        old.filter(|e| arrivals.touch(&e.1)).map(|e| e.0).collect()
    };
    let mut hit: Vec<i64> = waiting.par_iter().flat_map_iter(touched).collect();
    let here: FxHashSet<i64> = waiting.iter().map(|a| a.article).collect();
    let elsewhere: Vec<i64> = articles.into_iter().filter(|article| !here.contains(article)).collect();
    let mut near = FxHashMap::default();
    for some in elsewhere.chunks(HELD) {
        let fetched = sketched(db, some, said)?;
        let touched: Vec<Vec<i64>> = fetched.par_iter().map(touched).collect();
        for (article, touched) in fetched.into_iter().zip(touched).filter(|(_, touched)| !touched.is_empty()) {
            hit.extend(touched);
            near.insert(article.article, article);
        }
    }
    let hit: Vec<Value> = hit.into_iter().map(Value::Int).collect();
    Ok((rows_in(db, "SELECT component FROM act_reports WHERE event IN ({keys})", &hit)?.into_iter().collect(), near))
}

/// A report that is linked.
struct Linking {
    /// Rows of `events` and `articles`.
    event: i64,
    article: i64,
    /// Whether its keys are stored.
    known: bool,
}

/// Links a set and puts its acts in the place of those of its components.
fn save(db: &mut Database, set: Set, said: &Said, model: &Model) -> Result<usize> {
    let components: Vec<Value> = set.components.iter().map(|&c| c.into()).collect();
    let old = rows_in(db, "SELECT act FROM act_reports WHERE component IN ({keys})", &components)?;
    drop_acts(db, &old.into_iter().collect::<Vec<_>>())?;
    let events: Vec<Value> = set.events.keys().map(|&event| event.into()).collect();
    let known = rows_in(db, "SELECT event FROM act_reports WHERE event IN ({keys})", &events)?;
    for some in events.chunks(crate::database::MANY) {
        let marks = crate::database::marks(1, some.len());
        db.execute(&format!("DELETE FROM act_reports WHERE event IN ({marks})"), some)?;
    }

    let mut sides: BTreeMap<i64, [Option<String>; 2]> = BTreeMap::new();
    let (mut rows, mut sketches): (Vec<Linking>, Vec<Sketch>) = (Vec::new(), Vec::new());
    let mut articles: Vec<Sketched> = set.articles.into_values().collect();
    articles.sort_by_key(|a| a.article);
    for Sketched { article, events, ruled, .. } in articles {
        for (number, side, report) in ruled {
            sides.entry(number).or_default()[side] = Some(report);
        }
        for (event, sketch) in events.into_iter().filter(|e| set.events.contains_key(&e.0)) {
            rows.push(Linking { event, article, known: known.contains(&event) });
            sketches.push(sketch);
        }
    }
    let together: FxHashMap<i64, bool> = said.all.iter().map(|c| (c.id, c.kind == Kind::Join)).collect();
    let rulings: Vec<Ruling> = sides
        .into_iter()
        .filter_map(|(number, [a, b])| Some(Ruling { reports: [a?, b?], together: *together.get(&number)? }))
        .collect();

    let clusters = link_ruled(&sketches, &rulings, model);
    let by_id: FxHashMap<&str, i64> =
        sketches.iter().zip(&rows).map(|(sketch, row)| (sketch.id.as_str(), row.event)).collect();
    let mut acts = 0;
    let mut rest = &clusters[..];
    while !rest.is_empty() {
        let mut held = 0;
        let fits = |cluster: &&Cluster| {
            held += cluster.members.len();
            held <= HELD
        };
        let (some, others) = rest.split_at(rest.iter().take_while(fits).count().max(1));
        acts += save_some(db, some, &sketches, &rows, &by_id, said)?;
        rest = others;
    }
    Ok(acts)
}

/// Puts the acts of some clusters in; how many. Of each report there are a sketch and a row; `by_id` holds the rows of `events` by the
/// reports' ids.
fn save_some(
    db: &mut Database,
    clusters: &[Cluster],
    sketches: &[Sketch],
    rows: &[Linking],
    by_id: &FxHashMap<&str, i64>,
    said: &Said,
) -> Result<usize> {
    let articles: BTreeSet<i64> = clusters.iter().flat_map(|c| &c.members).map(|&at| rows[at].article).collect();
    // Only the texts of articles that tell one act are compared.
    let several = clusters.iter().filter(|cluster| cluster.members.len() > 1);
    let compared: FxHashSet<i64> = several.flat_map(|c| &c.members).map(|&at| rows[at].article).collect();
    let read = read(db, &articles.into_iter().collect::<Vec<_>>(), said, |article| {
        let print = compared.contains(&article.article).then(|| Fingerprint::new(article.text));
        (article.name.to_owned(), print, article.reports)
    })?;
    let mut reports: FxHashMap<i64, Report> = FxHashMap::default();
    let mut prints: FxHashMap<String, Fingerprint> = FxHashMap::default();
    for (name, print, told) in read {
        reports.extend(told);
        prints.extend(print.map(|print| (name, print)));
    }
    let acts: Vec<(Act, &Cluster)> = clusters
        .par_iter()
        .filter_map(|cluster| {
            let members = cluster.members.iter().map(|&at| reports.get(&rows[at].event).cloned());
            Some((pooled(cluster, members.collect::<Option<Vec<_>>>()?, &prints)?, cluster))
        })
        .collect();
    let first_id = db.next_id("acts")?;
    let (mut act_rows, mut report_rows, mut key_rows) = (Vec::new(), Vec::new(), Vec::new());
    let mut step_rows: Vec<Vec<Value>> = Vec::new();
    let count = acts.len();
    for (id, (act, cluster)) in (first_id..).zip(acts) {
        let component = by_id.get(cluster.component.as_str()).copied().unwrap_or(0);
        let copies: FxHashSet<&str> = act.members.iter().filter(|m| m.copy).map(|m| m.report.as_str()).collect();
        for (&member, score) in cluster.members.iter().zip(&cluster.scores) {
            let (Linking { event, known, .. }, sketch) = (&rows[member], &sketches[member]);
            let copy = copies.contains(sketch.id.as_str());
            if !known {
                key_rows.extend(sketch.keys.iter().map(|key| vec![key.0.into(), (*event).into()]));
            }
            let keys: Vec<String> = sketch.keys.iter().map(|key| key.0.to_string()).collect();
            report_rows.push(vec![
                (*event).into(),
                id.into(),
                component.into(),
                (*score).into(),
                copy.into(),
                keys.join(" ").into(),
            ]);
        }
        let first = by_id.get(act.id.as_str()).copied().unwrap_or(0);
        act_rows.push(act_row(id, &act, first)?);
        step_rows.extend(Thread::new(&act).map(|thread| tracks::step_row(id, &act, &thread)));
    }
    db.insert(STEPS, &step_rows)?;
    db.insert(ACTS, &act_rows)?;
    db.insert(ACT_REPORTS, &report_rows)?;
    let sql = "INSERT INTO act_codes (code, start_date, act, end_date, type, status, country)
               SELECT DISTINCT p.code, COALESCE(c.start_date, ''), c.id, NULLIF(c.end_date, c.start_date), c.type, c.status, c.country
               FROM acts c JOIN act_reports r ON r.act = c.id JOIN parties p ON p.event = r.event
               WHERE c.id >= ?1 AND c.id < ?2 ORDER BY 1, 2, 3";
    db.execute(sql, &[first_id.into(), (first_id + count as i64).into()])?;
    key_rows.sort_by_key(|row: &Vec<Value>| (row[0].maybe_int(), row[1].maybe_int()));
    db.insert(LINK_KEYS, &key_rows)?;
    Ok(count)
}

/// The act of a cluster whose reports are `members`. Which of its texts are copies is told among its own articles, so that no other
/// article bears on it.
fn pooled(cluster: &Cluster, members: Vec<Report>, prints: &FxHashMap<String, Fingerprint>) -> Option<Act> {
    let cluster = Cluster { members: (0..members.len()).collect(), ..cluster.clone() };
    if members.len() == 1 {
        return marsad_link::act(&cluster, &members);
    }
    let published: BTreeMap<&str, Option<Day>> = members.iter().map(|r| (r.article.as_str(), r.published)).collect();
    let prints: Vec<(&str, Option<Day>, Fingerprint)> =
        published.into_iter().filter_map(|(article, day)| Some((article, day, prints.get(article)?.clone()))).collect();
    let groups: FxHashMap<String, Option<String>> =
        prints.iter().map(|p| p.0.to_owned()).zip(copies(&prints)).collect();
    let members: Vec<Report> = members
        .into_iter()
        .map(|report| Report { copy_of: groups.get(&report.article).cloned().flatten(), ..report })
        .collect();
    marsad_link::act(&cluster, &members)
}

fn act_row(id: i64, act: &Act, first: i64) -> Result<Vec<Value>> {
    let body =
        serde_json::to_string(act).map_err(|source| Error::Stored { what: "act", name: act.id.clone(), source })?;
    let (quad, points) = score(act.event_type, act.mode.as_deref());
    let day = |day: Option<Day>| -> Value { day.map(|day| day.to_string()).into() };
    Ok(vec![
        id.into(),
        (&act.id).into(),
        act.event_type.as_str().into(),
        quad.into(),
        points.into(),
        act.status.as_str().into(),
        act.history.iter().any(|step| step.status == Status::Planned).into(),
        day(act.date.map(|d| d.start)),
        day(act.date.map(|d| d.end)),
        day(act.deadline.map(|d| d.start)),
        day(act.deadline.map(|d| d.end)),
        act.place.as_ref().map(|p| p.name.as_str()).into(),
        act.place.as_ref().and_then(|p| p.country.as_deref()).into(),
        (act.members.len() as i64).into(),
        (act.independent as i64).into(),
        first.into(),
        Value::Null,
        body.into(),
    ])
}

/// Takes acts out, and notes that tracks await another look.
pub(crate) fn drop_acts(db: &mut Database, acts: &[i64]) -> Result<()> {
    let keys: Vec<Value> = acts.iter().map(|&act| act.into()).collect();
    for row in db.rows_of("SELECT start_date, id FROM acts WHERE id IN ({keys}) AND start_date IS NOT NULL", &keys)? {
        db.execute("DELETE FROM steps WHERE start_date = ?1 AND act = ?2", &row)?;
    }
    let codes =
        "SELECT DISTINCT p.code, COALESCE(c.start_date, ''), c.id FROM acts c JOIN act_reports r ON r.act = c.id
                 JOIN parties p ON p.event = r.event WHERE c.id IN ({keys})";
    for row in db.rows_of(codes, &keys)? {
        db.execute("DELETE FROM act_codes WHERE code = ?1 AND start_date = ?2 AND act = ?3", &row)?;
    }
    for some in keys.chunks(crate::database::MANY) {
        let marks = crate::database::marks(1, some.len());
        db.execute(&format!("DELETE FROM acts WHERE id IN ({marks})"), some)?;
    }
    tracks::unweave(db)
}

/// Takes an article out of what is linked: it and all articles of the components that held its events await linking again.
pub(crate) fn forget(db: &mut Database, article: i64) -> Result<()> {
    let sql = "SELECT DISTINCT r.component FROM act_reports r JOIN events e ON e.id = r.event WHERE e.article = ?1";
    let components: Vec<Value> = db.rows(sql, &[article.into()])?.into_iter().filter_map(|mut r| r.pop()).collect();
    let reports = db.rows_of("SELECT event, act, keys FROM act_reports WHERE component IN ({keys})", &components)?;
    let acts: BTreeSet<i64> = reports.iter().map(|r| r[1].int()).collect::<Result<_>>()?;
    drop_acts(db, &acts.into_iter().collect::<Vec<_>>())?;
    for report in &reports {
        for key in report[2].text().split(' ').filter_map(|key| key.parse::<i64>().ok()) {
            db.execute("DELETE FROM link_keys WHERE key = ?1 AND event = ?2", &[key.into(), report[0].clone()])?;
        }
    }
    let events: Vec<Value> = reports.into_iter().map(|mut r| r.swap_remove(0)).collect();
    for some in events.chunks(crate::database::MANY) {
        let marks = crate::database::marks(1, some.len());
        db.execute(
            &format!("UPDATE articles SET linked = 0 WHERE id IN (SELECT article FROM events WHERE id IN ({marks}))"),
            some,
        )?;
        db.execute(&format!("DELETE FROM act_reports WHERE event IN ({marks})"), some)?;
    }
    Ok(())
}
