//! What one article becomes in the tables.

use marsad_record::{Actor, Event, Field};

use crate::correct::Applied;
use crate::database::{SEARCH, Table, Value};
use crate::entry::Entry;
use crate::score::score;

/// Declares the tables that are filled in bulk, in the order in which they are filled.
macro_rules! tables {
    ($($name:ident = $table:literal [$($column:literal)+];)+) => {
        $(pub const $name: Table = Table { name: $table, columns: &[$($column),+] };)+
        /// All of them.
        pub const TABLES: &[Table] = &[$($name),+, SEARCH];
    };
}

tables! {
    ARTICLES = "articles" ["id" "name" "hash" "published" "outlet" "url" "title" "text" "reprint_of" "linked"];
    RECORDS = "records" ["article" "schema" "coder" "lexicon" "body"];
    ACTORS = "actors" ["id" "ident" "name" "folded" "name_en" "code" "role" "office" "wikidata" "kind"];
    NAMINGS = "namings" ["article" "local" "n" "actor" "field" "start_char" "end_char"];
    EVENTS = "events" ["id" "article" "name" "type" "mode" "cameo" "quad" "score" "status" "background" "start_date" "end_date"
        "minutes" "place" "country" "geonames" "lat" "lon" "source_kind" "source" "deadline" "killed" "injured" "detained"
        "crowd" "amount" "at_least" "confidence" "verdict"];
    PARTIES = "parties" ["event" "side" "n" "actor" "local" "code" "role"];
    EVENT_CODES = "event_codes" ["code" "start_date" "event" "end_date" "type" "status" "country"];
    DYADS = "dyads" ["a" "b" "start_date" "event" "directed" "type" "status" "background" "quad" "score"];
    MENTIONS = "mentions" ["event" "n" "field" "start_char" "end_char" "sentence_start" "sentence_end" "rule"];
    TOPICS = "topics" ["event" "n" "label" "field" "start_char" "end_char"];
    STATEMENTS = "statements" ["article" "n" "speaker" "addressee" "anonymous" "quote" "field" "start_char" "end_char"];
    TRACKS = "tracks" ["article" "n" "name" "parties" "subject" "state" "deadline" "next"];
    HISTORY = "history" ["id" "article" "hash" "replaced" "schema" "coder" "lexicon" "body"];
}

/// Rows that wait for their tables.
pub struct Rows {
    waiting: Vec<Vec<Vec<Value>>>,
}

impl Rows {
    /// None yet.
    pub fn new() -> Rows {
        Rows { waiting: vec![Vec::new(); TABLES.len()] }
    }

    /// Adds a row. `table` is one of [`TABLES`].
    pub fn push(&mut self, table: Table, row: Vec<Value>) {
        if let Some(at) = TABLES.iter().position(|t| t.name == table.name) {
            self.waiting[at].push(row);
        }
    }

    /// Each table with its rows, which are then forgotten.
    pub fn drain(&mut self) -> impl Iterator<Item = (Table, Vec<Vec<Value>>)> + '_ {
        TABLES.iter().zip(&mut self.waiting).map(|(t, rows)| (*t, std::mem::take(rows)))
    }
}

fn field(f: Field) -> Value {
    field_name(f).into()
}

/// The field's name in records and tables.
pub fn field_name(f: Field) -> &'static str {
    match f {
        Field::Title => "title",
        Field::Text => "text",
    }
}

/// The pairs of codes of an event: first, second, whether the first acts upon the second. Between equals the lesser stands first.
/// Parties whose code cannot be told make no pair.
pub fn pairs(event: &Event, actors: &[Actor]) -> Vec<(String, String, bool)> {
    let codes = |parties: &[marsad_record::PartyRef]| -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for p in parties {
            if let Some(a) = actors.iter().find(|a| a.id == p.actor)
                && a.code != "UNK"
                && !out.contains(&a.code)
            {
                out.push(a.code.clone());
            }
        }
        out
    };
    let (mut doers, others) = (codes(&event.actors), codes(&event.recipients));
    let mut out = Vec::new();
    if event.event_type.is_symmetric() || others.is_empty() {
        doers.extend(others);
        doers.sort();
        doers.dedup();
        for (i, a) in doers.iter().enumerate() {
            out.extend(doers[i + 1..].iter().map(|b| (a.clone(), b.clone(), false)));
        }
    } else {
        for a in &doers {
            out.extend(others.iter().map(|b| (a.clone(), b.clone(), true)));
        }
    }
    out
}

/// What tells one row of `actors` from another.
pub fn ident(a: &Actor) -> String {
    let part = |s: &Option<String>| s.clone().unwrap_or_default();
    [&a.name, &a.code, a.role.as_str(), &part(&a.name_en), &part(&a.office), &part(&a.wikidata), a.kind.as_str()]
        .join("\u{1F}")
}

/// A row of `actors`.
pub fn actor_row(id: i64, ident: String, a: &Actor, folded: &str) -> Vec<Value> {
    vec![
        id.into(),
        ident.into(),
        (&a.name).into(),
        folded.into(),
        a.name_en.as_ref().into_value(),
        (&a.code).into(),
        a.role.as_str().into(),
        a.office.as_ref().into_value(),
        a.wikidata.as_ref().into_value(),
        a.kind.as_str().into(),
    ]
}

trait IntoValue {
    fn into_value(self) -> Value;
}

impl IntoValue for Option<&String> {
    fn into_value(self) -> Value {
        self.map(String::as_str).into()
    }
}

/// The rows of the article and its record.
pub fn article(out: &mut Rows, id: i64, entry: &Entry) {
    let r = &entry.record;
    out.push(
        ARTICLES,
        vec![
            id.into(),
            (&r.id).into(),
            (&entry.hash).into(),
            r.published.as_ref().into_value(),
            r.outlet.as_ref().into_value(),
            r.url.as_ref().into_value(),
            r.title.as_ref().into_value(),
            entry.text.as_ref().into_value(),
            entry.reprint_of.as_ref().into_value(),
            // A reprint has nothing of its own to link.
            entry.reprint_of.is_some().into(),
        ],
    );
    if entry.reprint_of.is_none() {
        out.push(
            RECORDS,
            vec![
                id.into(),
                r.schema.as_ref().into(),
                entry.coder.as_ref().into_value(),
                entry.lexicon.as_ref().into_value(),
                (&entry.body).into(),
            ],
        );
    }
    out.push(SEARCH, vec![id.into(), (&entry.terms).into()]);
}

/// The rows of what an article tells. `ids` are the rows of `actors` for `record.actors`, `first` the id of the first event.
pub fn contents(out: &mut Rows, article: i64, applied: &Applied<'_>, ids: &[i64], first: i64) {
    let record = applied.record.as_ref();
    let find = |local: &str| record.actors.iter().position(|a| a.id == local);
    let id_of = |local: &str| find(local).and_then(|i| ids.get(i)).copied();
    for (a, &id) in record.actors.iter().zip(ids) {
        // A party that a person put in has no place in the text.
        if a.mentions.is_empty() {
            let nowhere = [Value::Null, Value::Null, Value::Null];
            let row: Vec<Value> =
                [article.into(), (&a.id).into(), 0_i64.into(), id.into()].into_iter().chain(nowhere).collect();
            out.push(NAMINGS, row);
        }
        for (n, m) in a.mentions.iter().enumerate() {
            let (n, start, end) = (n as i64, m.start.into(), m.end.into());
            out.push(NAMINGS, vec![article.into(), (&a.id).into(), n.into(), id.into(), field(m.field), start, end]);
        }
    }
    for (i, (event, verdict)) in record.events.iter().zip(&applied.verdicts).enumerate() {
        let id = first + i as i64;
        event_rows(out, id, article, event, *verdict, event.reported_by.as_ref().and_then(|r| id_of(&r.actor)));
        let parties = event.actors.iter().map(|p| ("actor", &p.actor));
        let parties = parties.chain(event.recipients.iter().map(|p| ("recipient", &p.actor)));
        let parties = parties.chain(event.others.iter().map(|o| (o.part.as_str(), &o.actor)));
        let mut codes: Vec<&str> = Vec::new();
        for (n, (side, local)) in parties.enumerate() {
            if let (Some(at), Some(actor)) = (find(local), id_of(local)) {
                let a = &record.actors[at];
                codes.push(&a.code);
                out.push(
                    PARTIES,
                    vec![
                        id.into(),
                        side.into(),
                        (n as i64).into(),
                        actor.into(),
                        local.into(),
                        (&a.code).into(),
                        a.role.as_str().into(),
                    ],
                );
            }
        }
        codes.sort_unstable();
        codes.dedup();
        let day = event.date.as_ref().map_or("", |d| &d.start);
        for code in codes {
            let end = event.date.as_ref().map(|d| &d.end).filter(|&end| end != day);
            let country = event.place.as_ref().and_then(|p| p.country.as_ref());
            let (kind, status) = (event.event_type.as_str().into(), event.status.as_str().into());
            let row = vec![code.into(), day.into(), id.into(), end.into_value(), kind, status, country.into_value()];
            out.push(EVENT_CODES, row);
        }
        // What a person has rejected takes part in no count.
        if *verdict != Some("rejected") {
            let (quad, score) = score(event.event_type, event.mode.as_deref());
            for (a, b, directed) in pairs(event, &record.actors) {
                out.push(
                    DYADS,
                    vec![
                        a.into(),
                        b.into(),
                        day.into(),
                        id.into(),
                        directed.into(),
                        event.event_type.as_str().into(),
                        event.status.as_str().into(),
                        event.background.into(),
                        quad.into(),
                        score.into(),
                    ],
                );
            }
        }
    }
    for (n, s) in record.statements.iter().enumerate() {
        out.push(
            STATEMENTS,
            vec![
                article.into(),
                (n as i64).into(),
                id_of(&s.speaker).into(),
                s.to.as_deref().and_then(id_of).into(),
                s.anonymous.into(),
                s.quote.into(),
                field(s.span.field),
                s.span.start.into(),
                s.span.end.into(),
            ],
        );
    }
    for (n, t) in record.tracks.iter().enumerate() {
        out.push(
            TRACKS,
            vec![
                article.into(),
                (n as i64).into(),
                (&t.name).into(),
                t.parties.join(";").into(),
                t.subject.as_ref().into_value(),
                t.state.as_str().into(),
                t.deadline.as_ref().into_value(),
                t.next.as_ref().into_value(),
            ],
        );
    }
}

fn event_rows(out: &mut Rows, id: i64, article: i64, e: &Event, verdict: Option<&'static str>, source: Option<i64>) {
    let (quad, score) = score(e.event_type, e.mode.as_deref());
    let place = e.place.as_ref();
    let m = &e.magnitude;
    out.push(
        EVENTS,
        vec![
            id.into(),
            article.into(),
            (&e.id).into(),
            e.event_type.as_str().into(),
            e.mode.as_ref().into_value(),
            (&e.cameo).into(),
            quad.into(),
            score.into(),
            e.status.as_str().into(),
            e.background.into(),
            e.date.as_ref().map(|d| &d.start).into_value(),
            e.date.as_ref().map(|d| &d.end).into_value(),
            e.duration.map(|d| d.minutes).into(),
            place.map(|p| &p.name).into_value(),
            place.and_then(|p| p.country.as_ref()).into_value(),
            place.and_then(|p| p.geonames).into(),
            place.and_then(|p| p.lat).into(),
            place.and_then(|p| p.lon).into(),
            e.reported_by.as_ref().map(|r| r.kind.as_str()).into(),
            source.into(),
            e.deadline.as_ref().map(|d| &d.end).into_value(),
            m.killed.into(),
            m.injured.into(),
            m.detained.into(),
            m.crowd.into(),
            m.amount.as_ref().into_value(),
            m.at_least.into(),
            e.confidence.into(),
            verdict.into(),
        ],
    );
    for (n, m) in e.mentions.iter().enumerate() {
        out.push(
            MENTIONS,
            vec![
                id.into(),
                (n as i64).into(),
                field(m.field),
                m.start.into(),
                m.end.into(),
                m.sentence[0].into(),
                m.sentence[1].into(),
                (&m.rule).into(),
            ],
        );
    }
    for (n, t) in e.topics.iter().enumerate() {
        let (field, start, end) = (field(t.text.field), t.text.start.into(), t.text.end.into());
        out.push(TOPICS, vec![id.into(), (n as i64).into(), (&t.label).into(), field, start, end]);
    }
}
