//! What people correct: kept beside the records, found again by article, type and span, applied whenever rows are made.

use std::borrow::Cow;

use marsad_record::{
    Actor, ActorKind, DateRange, Event, EventType, Field, Mention, PartyRef, Place, Record, Role, Span, Status,
};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};

use crate::Ledger;
use crate::add::rebuild;
use crate::database::{Database, Value};
use crate::error::{Error, Result};
use crate::rows::field_name;
use crate::search::{Terms, joined};

/// What a person says of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// It is right.
    Confirm,
    /// Fields are otherwise.
    Edit,
    /// There is no such event.
    Reject,
    /// Two events are one act.
    Join,
    /// Two events are not one act.
    Split,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 5] = [Kind::Confirm, Kind::Edit, Kind::Reject, Kind::Join, Kind::Split];

    /// Its name in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Confirm => "confirm",
            Kind::Edit => "edit",
            Kind::Reject => "reject",
            Kind::Join => "join",
            Kind::Split => "split",
        }
    }
}

/// How an event is found again after its article was coded anew: a record's event is meant if it has the type and a mention that
/// overlaps the span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Key {
    /// The article's id.
    pub article: String,
    /// The type that the coder gave it.
    #[serde(rename = "type")]
    pub event_type: String,
    /// Where its best mention stood.
    pub field: Field,
    /// First scalar value.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

impl Key {
    /// The key of an event as the coder gave it. An event without a mention has an empty span at the text's beginning.
    pub fn of(article: &str, e: &Event) -> Key {
        let (field, start, end) = e.mentions.first().map_or((Field::Text, 0, 0), |m| (m.field, m.start, m.end));
        Key { article: article.to_owned(), event_type: e.event_type.as_str().to_owned(), field, start, end }
    }

    /// Whether an event of the same article, of which the coder gave the type, is meant.
    pub fn finds(&self, event_type: &str, mentions: &[Mention]) -> bool {
        let over = |m: &Mention| m.field == self.field && m.start < self.end.max(self.start + 1) && self.start < m.end;
        self.event_type == event_type && mentions.iter().any(over)
    }
}

/// An event with its parties, as the person who corrected it saw it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// The event.
    pub event: Event,
    /// Its parties and its source.
    pub actors: Vec<Actor>,
}

/// A correction as the ledger keeps it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Correction {
    /// Its number, in the order in which corrections were made.
    pub id: i64,
    /// What is said.
    pub kind: Kind,
    /// Of which event.
    pub key: Key,
    /// The second event of a join or split.
    pub other: Option<Key>,
    /// Fields that an edit sets, and their values as they were given.
    pub change: Map<String, serde_json::Value>,
    /// What was seen.
    pub seen: Seen,
    /// Who says so.
    pub who: String,
    /// When, ISO date.
    pub made: String,
    /// Why.
    pub why: String,
}

/// Who corrects, when and why.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// Name or initials.
    pub who: &'a str,
    /// ISO date, as the person gives it.
    pub made: &'a str,
    /// The reason.
    pub why: &'a str,
}

/// A record with its corrections applied.
pub struct Applied<'r> {
    /// The record; its events are those that hold now, rejected ones included.
    pub record: Cow<'r, Record>,
    /// What people said of each event: `confirmed`, `edited`, `rejected`, `kept`.
    pub verdicts: Vec<Option<&'static str>>,
    /// The key of each event.
    pub keys: Vec<Key>,
}

impl Applied<'_> {
    /// The place of the event that a key means, in an article of that name.
    pub fn find(&self, article: &str, key: &Key) -> Option<usize> {
        let events = &self.record.events;
        let own = |at: usize| self.keys.get(at).cloned().unwrap_or_else(|| Key::of(article, &events[at]));
        let exact = (0..events.len()).find(|&at| own(at) == *key);
        exact.or_else(|| (0..events.len()).find(|&at| key.finds(&own(at).event_type, &events[at].mentions)))
    }
}

/// Applies an article's corrections in the order in which they were made.
pub fn apply<'r>(record: &'r Record, corrections: &[Correction]) -> Applied<'r> {
    let mut out = Applied {
        record: Cow::Borrowed(record),
        verdicts: vec![None; record.events.len()],
        keys: if corrections.is_empty() {
            Vec::new()
        } else {
            record.events.iter().map(|e| Key::of(&record.id, e)).collect()
        },
    };
    for c in corrections.iter().filter(|c| c.key.article == record.id) {
        if matches!(c.kind, Kind::Join | Kind::Split) {
            continue;
        }
        let found = (0..out.keys.len()).find(|&i| out.keys[i] == c.key).or_else(|| {
            (0..out.keys.len()).find(|&i| c.key.finds(&out.keys[i].event_type, &out.record.events[i].mentions))
        });
        let at = match found {
            Some(at) => at,
            // A later coding no longer finds what a person says is there.
            None if c.kind != Kind::Reject => keep(&mut out, c),
            None => continue,
        };
        match c.kind {
            Kind::Reject => out.verdicts[at] = Some("rejected"),
            Kind::Edit => {
                // A value that was fit when it was given stays fit.
                let _ = edit(out.record.to_mut(), at, &c.change);
                out.verdicts[at] = Some(if out.verdicts[at] == Some("kept") { "kept" } else { "edited" });
            }
            _ if out.verdicts[at] == Some("kept") || out.verdicts[at] == Some("edited") => {}
            _ => out.verdicts[at] = Some("confirmed"),
        }
    }
    out
}

/// Puts the event that a correction saw back into the record; its place in the list of events.
fn keep(out: &mut Applied<'_>, c: &Correction) -> usize {
    let record = out.record.to_mut();
    let local = |id: &str| format!("c{}.{id}", c.id);
    let mut event = c.seen.event.clone();
    event.id = format!("{}#c{}", record.id, c.id);
    for p in event.actors.iter_mut().chain(&mut event.recipients) {
        p.actor = local(&p.actor);
    }
    for o in &mut event.others {
        o.actor = local(&o.actor);
    }
    if let Some(r) = &mut event.reported_by {
        r.actor = local(&r.actor);
    }
    for a in &c.seen.actors {
        record.actors.push(Actor { id: local(&a.id), ..a.clone() });
    }
    record.events.push(event);
    out.verdicts.push(Some("kept"));
    out.keys.push(c.key.clone());
    record.events.len() - 1
}

/// Names of the fields that can be edited, for a message.
const FIELDS: &str = "type, mode, cameo, status, background, date, deadline, place, country, actors, recipients";

/// Sets fields of an event.
///
/// # Errors
/// If a field is not known or a value is not fit; what was set before stays set.
fn edit(record: &mut Record, at: usize, change: &Map<String, serde_json::Value>) -> Result<()> {
    for (name, value) in change {
        let value = value.as_str().unwrap_or("");
        let unfit = |what: &str| Error::Usage(format!("{name}={value:?}: {what}"));
        let given = (!value.is_empty()).then(|| value.to_owned());
        if matches!(name.as_str(), "actors" | "recipients") {
            let list = parties(record, value).map_err(|what| unfit(&what))?;
            let event = &mut record.events[at];
            if name == "actors" {
                event.actors = list
            } else {
                event.recipients = list
            }
            continue;
        }
        let event = &mut record.events[at];
        let span = event.mentions.first().map_or(Span { field: Field::Text, start: 0, end: 0 }, |m| Span {
            field: m.field,
            start: m.start,
            end: m.end,
        });
        match name.as_str() {
            "type" => event.event_type = EventType::parse(value).ok_or_else(|| unfit("is no PLOVER type"))?,
            "mode" => event.mode = given,
            "cameo" if value.chars().all(|c| c.is_ascii_digit()) && (2..=4).contains(&value.len()) => {
                event.cameo = value.to_owned();
            }
            "cameo" => return Err(unfit("write a CAMEO code of two to four digits")),
            "status" => event.status = Status::parse(value).ok_or_else(|| unfit("is no status"))?,
            "background" => event.background = value.parse().map_err(|_| unfit("write true or false"))?,
            "date" | "deadline" => {
                let old = if name == "date" { &mut event.date } else { &mut event.deadline };
                let text = old.as_ref().map_or(span, |d| d.text);
                *old = match given {
                    None => None,
                    Some(days) => {
                        let (start, end) = days.split_once("..").unwrap_or((&days, &days));
                        let good = |d: &str| d.parse::<jiff::civil::Date>().is_ok();
                        if !good(start) || !good(end) || end < start {
                            return Err(unfit("write YYYY-MM-DD, or YYYY-MM-DD..YYYY-MM-DD"));
                        }
                        Some(DateRange { start: start.to_owned(), end: end.to_owned(), text })
                    }
                };
            }
            "place" => {
                let country = event.place.take().and_then(|p| p.country);
                event.place =
                    given.map(|name| Place { name, country, geonames: None, lat: None, lon: None, text: span });
            }
            "country" => {
                let place = event.place.get_or_insert_with(|| Place {
                    name: String::new(),
                    country: None,
                    geonames: None,
                    lat: None,
                    lon: None,
                    text: span,
                });
                place.country = given;
            }
            _ => return Err(Error::Usage(format!("an event has no field {name:?} to edit; there are {FIELDS}"))),
        }
    }
    Ok(())
}

/// A list of parties: ids of the record's actors (`a1`), or `CODE:ROLE` or `CODE:ROLE:name` for others, separated by commas.
fn parties(record: &mut Record, list: &str) -> std::result::Result<Vec<PartyRef>, String> {
    let mut out = Vec::new();
    for item in list.split(',').map(str::trim).filter(|i| !i.is_empty()) {
        if record.actors.iter().any(|a| a.id == item) {
            out.push(PartyRef { actor: item.to_owned() });
            continue;
        }
        let mut parts = item.splitn(3, ':');
        let code = parts.next().unwrap_or("");
        let upper = !code.is_empty() && code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        let Some(role) = parts.next().and_then(Role::parse).filter(|_| upper) else {
            return Err(format!("{item:?} is neither an actor of the record nor CODE:ROLE or CODE:ROLE:name"));
        };
        let name = parts.next().unwrap_or(code).to_owned();
        let same = |a: &&Actor| a.code == code && a.role == role && a.name == name;
        let id = match record.actors.iter().find(same) {
            Some(a) => a.id.clone(),
            None => {
                let id = format!("p{}", record.actors.len() + 1);
                record.actors.push(Actor {
                    id: id.clone(),
                    name,
                    name_en: None,
                    code: code.to_owned(),
                    role,
                    office: None,
                    wikidata: None,
                    kind: ActorKind::Body,
                    mentions: Vec::new(),
                });
                id
            }
        };
        out.push(PartyRef { actor: id });
    }
    Ok(out)
}

const COLUMNS: &str =
    "id, kind, article, type, field, start_char, end_char, other_article, other_type, other_field, other_start,
    other_end, change, event, who, made, why";

fn read(row: &[Value]) -> Result<Correction> {
    let name = || row[0].maybe_int().unwrap_or(0).to_string();
    let stored = |source| Error::Stored { what: "correction", name: name(), source };
    let field = |v: &Value| if v.text() == "title" { Field::Title } else { Field::Text };
    let number = |v: &Value| u32::try_from(v.maybe_int().unwrap_or(0)).unwrap_or(0);
    let key = |i: usize| Key {
        article: row[i].text().to_owned(),
        event_type: row[i + 1].text().to_owned(),
        field: field(&row[i + 2]),
        start: number(&row[i + 3]),
        end: number(&row[i + 4]),
    };
    let kind = Kind::ALL.into_iter().find(|k| k.as_str() == row[1].text());
    Ok(Correction {
        id: row[0].int()?,
        kind: kind.ok_or_else(|| Error::Column(row[1].text().to_owned(), "a kind of correction"))?,
        key: key(2),
        other: (row[7] != Value::Null).then(|| key(7)),
        change: serde_json::from_str(row[12].text()).map_err(stored)?,
        seen: serde_json::from_str(row[13].text()).map_err(stored)?,
        who: row[14].text().to_owned(),
        made: row[15].text().to_owned(),
        why: row[16].text().to_owned(),
    })
}

/// The corrections of some articles, by article.
pub(crate) fn of_articles(db: &mut Database, names: &[Value]) -> Result<FxHashMap<String, Vec<Correction>>> {
    let mut out: FxHashMap<String, Vec<Correction>> = FxHashMap::default();
    if db.row("SELECT id FROM corrections LIMIT 1", &[])?.is_none() {
        return Ok(out);
    }
    let sql = format!("SELECT {COLUMNS} FROM corrections WHERE article IN ({{keys}}) ORDER BY id");
    for row in db.rows_of(&sql, names)? {
        let c = read(&row)?;
        out.entry(c.key.article.clone()).or_default().push(c);
    }
    Ok(out)
}

/// All joins and splits, in the order in which they were made.
pub(crate) fn joins_and_splits(db: &mut Database) -> Result<Vec<Correction>> {
    let sql = format!("SELECT {COLUMNS} FROM corrections WHERE kind IN ('join', 'split') ORDER BY id");
    db.rows(&sql, &[])?.iter().map(|row| read(row)).collect()
}

/// The article and record of an event that is named by its id.
fn owner(db: &mut Database, event: &str) -> Result<(String, Record)> {
    let sql = "SELECT a.name, r.body FROM events e JOIN articles a ON a.id = e.article
               JOIN records r ON r.article = a.id WHERE a.name = ?1 AND e.name = ?2";
    let missing = || Error::Missing("event", event.to_owned());
    let (article, _) = event.rsplit_once('#').ok_or_else(missing)?;
    let row = db.row(sql, &[article.into(), event.into()])?.ok_or_else(missing)?;
    let name = row[0].text().to_owned();
    let record = Record::from_json(row[1].text());
    let record = record.map_err(|source| Error::Stored { what: "record", name: name.clone(), source })?;
    Ok((name, record))
}

impl Ledger {
    /// Keeps a correction of an event and applies it at once. `change` are the fields that an edit sets; `other` is the second event
    /// of a join or split. The number of the correction.
    ///
    /// # Errors
    /// If there is no such event, a field or value is not fit, or the database fails; then nothing is kept.
    pub fn correct(
        &mut self,
        kind: Kind,
        event: &str,
        change: &[(String, String)],
        other: Option<&str>,
        by: By<'_>,
        terms: Terms<'_>,
    ) -> Result<i64> {
        if by.made.parse::<jiff::civil::Date>().is_err() {
            return Err(Error::Usage(format!("{:?} is no date; write YYYY-MM-DD", by.made)));
        }
        let actors = &mut self.actors;
        let done = self.db.write(|db| {
            let (article, record) = owner(db, event)?;
            let before = of_articles(db, &[(&article).into()])?.remove(&article).unwrap_or_default();
            let mut applied = apply(&record, &before);
            if applied.keys.is_empty() {
                applied.keys = record.events.iter().map(|e| Key::of(&article, e)).collect();
            }
            let at = applied.record.events.iter().position(|e| e.id == event);
            let at = at.ok_or_else(|| Error::Missing("event", event.to_owned()))?;
            let key = applied.keys[at].clone();
            let seen = seen(&applied.record, at);
            let change: Map<String, serde_json::Value> =
                change.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
            edit(applied.record.to_mut(), at, &change)?;
            let other = match other {
                Some(other) => {
                    let (article, record) = owner(db, other)?;
                    let corrections = of_articles(db, &[(&article).into()])?.remove(&article).unwrap_or_default();
                    let applied = apply(&record, &corrections);
                    let at = applied.record.events.iter().position(|e| e.id == other);
                    let at = at.ok_or_else(|| Error::Missing("event", other.to_owned()))?;
                    Some(applied.keys.get(at).cloned().unwrap_or_else(|| Key::of(&article, &record.events[at])))
                }
                None => None,
            };
            let id = db.next_id("corrections")?;
            let json = |v: serde_json::Result<String>| {
                v.map_err(|source| Error::Stored { what: "event", name: event.to_owned(), source })
            };
            let mut row: Vec<Value> = vec![id.into(), kind.as_str().into()];
            row.extend(key_values(Some(&key)));
            row.extend(key_values(other.as_ref()));
            row.push(json(serde_json::to_string(&change))?.into());
            row.push(json(serde_json::to_string(&seen))?.into());
            row.extend([by.who.into(), by.made.into(), by.why.into()]);
            let marks = crate::database::marks(1, row.len());
            db.execute(&format!("INSERT INTO corrections ({COLUMNS}) VALUES ({marks})"), &row)?;
            let folded = |name: &str| joined(std::iter::once(name), terms);
            rebuild(db, actors, &article, &folded)?;
            if let Some(other) = other.filter(|o| o.article != article) {
                rebuild(db, actors, &other.article, &folded)?;
            }
            Ok(id)
        });
        if done.is_err() {
            self.actors.clear();
        }
        done
    }

    /// All corrections, in the order in which they were made.
    ///
    /// # Errors
    /// If the database fails.
    pub fn corrections(&mut self) -> Result<Vec<Correction>> {
        let rows = self.db.rows(&format!("SELECT {COLUMNS} FROM corrections ORDER BY id"), &[])?;
        rows.iter().map(|r| read(r)).collect()
    }
}

fn key_values(key: Option<&Key>) -> [Value; 5] {
    match key {
        Some(k) => {
            [(&k.article).into(), (&k.event_type).into(), field_name(k.field).into(), k.start.into(), k.end.into()]
        }
        None => [Value::Null, Value::Null, Value::Null, Value::Null, Value::Null],
    }
}

/// An event of a record with its parties.
fn seen(record: &Record, at: usize) -> Seen {
    let event = record.events[at].clone();
    let named = |id: &str| {
        let parties = event.actors.iter().chain(&event.recipients).map(|p| &p.actor);
        let others = event.others.iter().map(|o| &o.actor);
        parties.chain(others).chain(event.reported_by.as_ref().map(|r| &r.actor)).any(|a| a == id)
    };
    let actors = record.actors.iter().filter(|a| named(&a.id)).cloned().collect();
    Seen { event, actors }
}
