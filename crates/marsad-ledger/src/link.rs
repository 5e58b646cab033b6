//! Linking what the ledger holds: each batch of articles that await it touches the components of its candidates only, in one
//! transaction, and leaves what linking everything anew would give.

use std::collections::{BTreeMap, BTreeSet};

use marsad_link::{
    Act, Cluster, Day, Fingerprint, Model, Report, Ruling, Thread, copies, keys, link_ruled, reports, touched,
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
const BATCH: usize = 10_000;
/// Articles, or acts, whose rows are held at a time.
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
            for table in ["acts", "act_reports", "link_keys", "steps"] {
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

/// An article as linking reads it.
struct Loaded {
    article: i64,
    name: String,
    /// Each report with its row of `events`; what a person rejected has none.
    reports: Vec<(i64, Report)>,
    /// Sides of joins and splits that lie in this article: number of the correction, side, report.
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

/// Reads articles with their corrections applied, in the order of `ids`.
fn load(db: &mut Database, ids: &[i64], said: &Said) -> Result<Vec<Loaded>> {
    let mut out = Vec::with_capacity(ids.len());
    for some in ids.chunks(HELD) {
        out.append(&mut load_some(db, some, said)?);
    }
    Ok(out)
}

fn load_some(db: &mut Database, ids: &[i64], said: &Said) -> Result<Vec<Loaded>> {
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
            Ok(Loaded { article, name: name.to_owned(), reports, ruled })
        })
        .collect()
}

/// Links a batch; its articles and reports, and the acts that were made.
fn link_batch(db: &mut Database, model: &Model) -> Result<(usize, usize, usize)> {
    let rows = db.rows(&format!("SELECT id FROM articles WHERE linked = 0 ORDER BY id LIMIT {BATCH}"), &[])?;
    let batch: Vec<i64> = rows.iter().map(|r| r[0].int()).collect::<Result<_>>()?;
    let said = Said::read(db)?;
    let mut set = Set::default();
    let waiting = load(db, &batch, &said)?;
    let rows: Vec<Value> = waiting.iter().flat_map(|a| &a.reports).map(|r| r.0.into()).collect();
    let settled = rows_in(db, "SELECT event FROM act_reports WHERE event IN ({keys})", &rows)?;
    // Of an article that was put back because another of its component was, some reports may be settled.
    let fresh: Vec<Report> =
        waiting.iter().flat_map(|a| &a.reports).filter(|r| !settled.contains(&r.0)).map(|r| r.1.clone()).collect();
    let mut affected = touched_components(db, &fresh, &waiting, &said, model)?;
    let count = fresh.len();
    drop(fresh);
    for article in waiting {
        set.take(article, |event| !settled.contains(&event));
    }
    loop {
        affected.retain(|component| set.components.insert(*component));
        let more = members(db, &affected)?;
        let fetch: BTreeSet<i64> =
            more.values().copied().filter(|article| !set.articles.contains_key(article)).collect();
        for article in load(db, &fetch.into_iter().collect::<Vec<_>>(), &said)? {
            set.take(article, |event| more.contains_key(&event));
        }
        set.reports.extend(more);
        // What a person joined to one of these comes with its whole component.
        let elsewhere = joined_elsewhere(db, &set, &said)?;
        if elsewhere.is_empty() {
            break;
        }
        affected =
            rows_in(db, "SELECT component FROM act_reports WHERE event IN ({keys})", &elsewhere)?.into_iter().collect();
    }
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
    articles: FxHashMap<i64, Loaded>,
    /// Rows of `events` and the articles that hold them.
    reports: BTreeMap<i64, i64>,
    /// Components that are taken in whole.
    components: FxHashSet<i64>,
}

impl Set {
    /// Takes an article in, and those of its reports that `wanted` names.
    fn take(&mut self, article: Loaded, wanted: impl Fn(i64) -> bool) {
        let id = article.article;
        self.reports
            .extend(article.reports.iter().map(|r| r.0).filter(|&event| wanted(event)).map(|event| (event, id)));
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
        let here = |id: &String| article.reports.iter().any(|r| r.1.id == *id && set.reports.contains_key(&r.0));
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
    for article in load(db, &ids, said)? {
        for (_, number, side) in wanted.iter().filter(|w| w.0 == article.name) {
            let report = article.ruled.iter().find(|r| r.0 == *number && r.1 == *side).map(|r| &r.2);
            let event = article.reports.iter().find(|r| Some(&r.1.id) == report).map(|r| r.0);
            out.extend(event.filter(|event| !set.reports.contains_key(event)));
        }
    }
    // What awaits linking itself brings these in when its turn comes.
    let events: Vec<Value> = out.into_iter().map(Value::Int).collect();
    let linked = rows_in(db, "SELECT event FROM act_reports WHERE event IN ({keys})", &events)?;
    Ok(linked.into_iter().map(Value::Int).collect())
}

/// The components that hold a report with which one of `fresh` has a pair above the threshold. `waiting` are their articles.
fn touched_components(
    db: &mut Database,
    fresh: &[Report],
    waiting: &[Loaded],
    said: &Said,
    model: &Model,
) -> Result<Vec<i64>> {
    let wanted: BTreeSet<i64> = fresh.iter().flat_map(|report| keys(report).into_iter().map(|key| key.0)).collect();
    let wanted: Vec<Value> = wanted.into_iter().map(Value::Int).collect();
    let candidates = rows_in(db, "SELECT event FROM link_keys WHERE key IN ({keys})", &wanted)?;
    let mut candidates: Vec<i64> = candidates.into_iter().collect();
    candidates.sort_unstable();
    let events: Vec<Value> = candidates.iter().map(|&event| event.into()).collect();
    let mut of_article: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for row in db.rows_of("SELECT article, id FROM events WHERE id IN ({keys})", &events)? {
        of_article.entry(row[0].int()?).or_default().push(row[1].int()?);
    }
    let here: FxHashMap<i64, &Loaded> = waiting.iter().map(|a| (a.article, a)).collect();
    let mut hit: Vec<Value> = Vec::new();
    let articles: Vec<i64> = of_article.keys().copied().collect();
    for some in articles.chunks(HELD) {
        let fetch: Vec<i64> = some.iter().copied().filter(|article| !here.contains_key(article)).collect();
        let fetched = load(db, &fetch, said)?;
        let all = fetched.iter().chain(some.iter().filter_map(|article| here.get(article).copied()));
        let (rows, old): (Vec<i64>, Vec<Report>) = all
            .flat_map(|a| &a.reports)
            .filter(|(event, _)| candidates.binary_search(event).is_ok())
            .map(|(event, report)| (*event, report.clone()))
            .unzip();
        hit.extend(touched(fresh, &old, model).into_iter().map(|at| Value::Int(rows[at])));
    }
    Ok(rows_in(db, "SELECT component FROM act_reports WHERE event IN ({keys})", &hit)?.into_iter().collect())
}

/// Links a set and puts its acts in the place of those of its components.
fn save(db: &mut Database, set: Set, said: &Said, model: &Model) -> Result<usize> {
    let components: Vec<Value> = set.components.iter().map(|&c| c.into()).collect();
    let old = rows_in(db, "SELECT act FROM act_reports WHERE component IN ({keys})", &components)?;
    drop_acts(db, &old.into_iter().collect::<Vec<_>>())?;
    let events: Vec<Value> = set.reports.keys().map(|&event| event.into()).collect();
    let known = rows_in(db, "SELECT event FROM act_reports WHERE event IN ({keys})", &events)?;
    for some in events.chunks(crate::database::MANY) {
        let marks = crate::database::marks(1, some.len());
        db.execute(&format!("DELETE FROM act_reports WHERE event IN ({marks})"), some)?;
    }

    let mut sides: BTreeMap<i64, [Option<String>; 2]> = BTreeMap::new();
    let (mut rows, mut all): (Vec<i64>, Vec<Report>) = (Vec::new(), Vec::new());
    let mut ids: FxHashMap<String, i64> = FxHashMap::default();
    let mut articles: Vec<Loaded> = set.articles.into_values().collect();
    articles.sort_by_key(|a| a.article);
    for article in articles {
        for (number, side, report) in article.ruled {
            sides.entry(number).or_default()[side] = Some(report);
        }
        let (events, told): (Vec<i64>, Vec<Report>) =
            article.reports.into_iter().filter(|r| set.reports.contains_key(&r.0)).unzip();
        rows.extend(events);
        all.extend(told);
        ids.insert(article.name, article.article);
    }
    let together: FxHashMap<i64, bool> = said.all.iter().map(|c| (c.id, c.kind == Kind::Join)).collect();
    let rulings: Vec<Ruling> = sides
        .into_iter()
        .filter_map(|(number, [a, b])| Some(Ruling { reports: [a?, b?], together: *together.get(&number)? }))
        .collect();

    let clusters = link_ruled(&all, &rulings, model);
    let by_id: FxHashMap<&str, i64> = all.iter().zip(&rows).map(|(report, &row)| (report.id.as_str(), row)).collect();
    let told = Told { all: &all, rows: &rows, by_id: &by_id, ids: &ids, known: &known };
    let mut count = 0;
    for some in clusters.chunks(HELD) {
        count += save_some(db, some, &told)?;
    }
    Ok(count)
}

/// The reports that are linked, as their acts are saved.
struct Told<'t> {
    all: &'t [Report],
    /// Row of `events` of each.
    rows: &'t [i64],
    by_id: &'t FxHashMap<&'t str, i64>,
    /// Rows of `articles` by name.
    ids: &'t FxHashMap<String, i64>,
    /// Rows of `events` whose keys are there.
    known: &'t FxHashSet<i64>,
}

/// Puts the acts of some clusters in; how many.
fn save_some(db: &mut Database, clusters: &[Cluster], told: &Told<'_>) -> Result<usize> {
    let Told { all, rows, by_id, known, .. } = *told;
    let prints = fingerprints(db, clusters, told)?;
    let acts: Vec<(Act, &Cluster)> =
        clusters.par_iter().filter_map(|cluster| Some((pooled(cluster, all, &prints)?, cluster))).collect();
    let first_id = db.next_id("acts")?;
    let (mut act_rows, mut report_rows, mut key_rows) = (Vec::new(), Vec::new(), Vec::new());
    let mut step_rows: Vec<Vec<Value>> = Vec::new();
    let count = acts.len();
    for (id, (act, cluster)) in (first_id..).zip(acts) {
        let component = by_id.get(cluster.component.as_str()).copied().unwrap_or(0);
        for (&member, score) in cluster.members.iter().zip(&cluster.scores) {
            let event = rows[member];
            let copy = act.members.iter().any(|m| m.copy && m.report == all[member].id);
            let keys = keys(&all[member]);
            if !known.contains(&event) {
                key_rows.extend(keys.iter().map(|key| vec![key.0.into(), event.into()]));
            }
            let keys: Vec<String> = keys.iter().map(|key| key.0.to_string()).collect();
            report_rows.push(vec![
                event.into(),
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
    key_rows.sort_by_key(|row: &Vec<Value>| (row[0].maybe_int(), row[1].maybe_int()));
    db.insert(LINK_KEYS, &key_rows)?;
    Ok(count)
}

/// Fingerprints of the texts that are compared: those of articles that tell one act.
fn fingerprints(db: &mut Database, clusters: &[Cluster], told: &Told<'_>) -> Result<FxHashMap<String, Fingerprint>> {
    let several = clusters.iter().filter(|cluster| cluster.members.len() > 1);
    let articles: BTreeSet<i64> =
        several.flat_map(|c| &c.members).filter_map(|&at| told.ids.get(&told.all[at].article).copied()).collect();
    let articles: Vec<Value> = articles.into_iter().map(Value::Int).collect();
    let texts = db.rows_of("SELECT name, text FROM articles WHERE id IN ({keys})", &articles)?;
    Ok(texts.par_iter().map(|row| (row[0].text().to_owned(), Fingerprint::new(row[1].text()))).collect())
}

/// The act of a cluster. Which of its texts are copies is told among its own articles, so that no other article bears on it.
fn pooled(cluster: &Cluster, all: &[Report], prints: &FxHashMap<String, Fingerprint>) -> Option<Act> {
    if cluster.members.len() == 1 {
        return marsad_link::act(cluster, all);
    }
    let members: Vec<Report> = cluster.members.iter().map(|&at| all[at].clone()).collect();
    let published: BTreeMap<&str, Option<Day>> = members.iter().map(|r| (r.article.as_str(), r.published)).collect();
    let prints: Vec<(&str, Option<Day>, Fingerprint)> =
        published.into_iter().filter_map(|(article, day)| Some((article, day, prints.get(article)?.clone()))).collect();
    let groups: FxHashMap<String, Option<String>> =
        prints.iter().map(|p| p.0.to_owned()).zip(copies(&prints)).collect();
    let members: Vec<Report> = members
        .into_iter()
        .map(|report| Report { copy_of: groups.get(&report.article).cloned().flatten(), ..report })
        .collect();
    let cluster = Cluster { members: (0..members.len()).collect(), ..cluster.clone() };
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
