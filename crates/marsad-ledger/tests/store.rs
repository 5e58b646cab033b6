//! One set of tests for both databases.

#![allow(clippy::unwrap_used)]

#[path = "support/server.rs"]
mod server;

use marsad_ledger::{Answer, Asked, By, Entry, Error, Filter, Kind, Ledger, Step, Term};
use marsad_record::{EventType, Record, Status};
use serde_json::json;

/// Words in lower case without a final s.
fn terms(text: &str) -> Vec<Term> {
    let mut out = Vec::new();
    let mut at = 0;
    for word in text.split(' ') {
        let n = word.chars().count() as u32;
        let key: String = word.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        out.push(Term { key: key.trim_end_matches('s').to_owned(), start: at, end: at + n });
        at += n + 1;
    }
    out
}

/// An article of one event between two parties on a day.
fn record(id: &str, kind: &str, day: Option<&str>, a: (&str, &str), b: (&str, &str)) -> serde_json::Value {
    json!({
        "id": id, "published": "2015-07-15", "outlet": "North Post", "url": format!("https://example.org/{id}"),
        "title": "Ministers meet", "language": "ar", "schema": "0.1",
        "events": [{
            "id": format!("{id}#e1"), "type": kind, "mode": null, "cameo": "040", "status": "occurred", "background": false,
            "actors": [{"actor": "a1"}], "recipients": [{"actor": "a2"}], "others": [],
            "date": day.map(|d| json!({"start": d, "end": d, "text": {"field": "text", "start": 0, "end": 3}})),
            "duration": null,
            "place": {"name": "Vienna", "country": "AUT", "geonames": 2761369, "lat": 48.2, "lon": 16.4,
                      "text": {"field": "text", "start": 4, "end": 10}},
            "topics": [{"label": "the deal", "text": {"field": "text", "start": 0, "end": 8}}],
            "reported_by": null, "deadline": null,
            "magnitude": {"killed": null, "injured": null, "detained": null, "crowd": null, "amount": null},
            "confidence": 0.8,
            "mentions": [{"field": "text", "start": 12, "end": 15, "sentence": [0, 30], "rule": "r"}]
        }],
        "actors": [
            {"id": "a1", "name": a.1, "name_en": null, "code": a.0, "role": "GOV", "office": null, "wikidata": "Q1", "kind": "person",
             "mentions": [{"field": "text", "start": 1, "end": 2}]},
            {"id": "a2", "name": b.1, "name_en": "Second", "code": b.0, "role": "MIL", "office": null, "wikidata": null, "kind": "body",
             "mentions": []}
        ],
        "statements": [{"speaker": "a1", "anonymous": false, "quote": false, "span": {"field": "text", "start": 0, "end": 9}, "to": null}],
        "tracks": [{"name": "Vienna talks", "parties": ["IRN", "USA"], "subject": null, "state": "ongoing", "deadline": null, "next": null}]
    })
}

fn entry(value: &serde_json::Value) -> Entry {
    Entry::from_json(&value.to_string(), &terms).unwrap()
}

const NOW: &str = "2026-01-01T00:00:00Z";
const IRAN: (&str, &str) = ("IRN", "the Iranian minister");
const USA: (&str, &str) = ("USA", "the American minister");

fn ask(ledger: &mut Ledger, filter: &Filter) -> Vec<Answer> {
    let mut out = Vec::new();
    ledger
        .query(filter, None, &terms, |a| {
            out.push(a);
            Ok(())
        })
        .unwrap();
    out
}

fn ids(ledger: &mut Ledger, filter: &Filter) -> Vec<String> {
    ask(ledger, filter).into_iter().map(|a| a.id).collect()
}

fn actors(all: &[&str]) -> Filter {
    Filter { actors: all.iter().map(|a| Asked::parse(a).unwrap()).collect(), ..Filter::default() }
}

fn adding_is_idempotent_and_keeps_history(location: &str) {
    let mut ledger = Ledger::open(location).unwrap();
    let first = record("a", "CONSULT", Some("2015-07-14"), IRAN, USA);
    let second = record("b", "ACCUSE", Some("2015-07-15"), USA, IRAN);
    let added = ledger.add(&[entry(&first), entry(&second)], NOW).unwrap();
    assert_eq!((added.new, added.replaced, added.unchanged, added.events), (2, 0, 0, 2));
    let again = ledger.add(&[entry(&first), entry(&second)], NOW).unwrap();
    assert_eq!((again.new, again.replaced, again.unchanged), (0, 0, 2));
    // Coded anew: another type, and the same article twice in a batch.
    let changed = record("a", "AGREE", Some("2015-07-14"), IRAN, USA);
    let twice = ledger
        .add(&[entry(&changed), entry(&changed), entry(&record("c", "AID", None, USA, IRAN)), entry(&first)], NOW)
        .unwrap();
    assert_eq!((twice.new, twice.replaced, twice.unchanged), (1, 2, 1));
    let stats = ledger.stats().unwrap();
    let count = |name: &str| stats.iter().find(|s| s.0 == name).map_or(0, |s| s.1);
    assert_eq!((count("articles"), count("events"), count("records replaced")), (3, 3, 2));
    assert_eq!((count("CONSULT"), count("AGREE"), count("actors"), count("tracks")), (1, 0, 4, 3));
    drop(ledger);
    // Opened again, it is as it was.
    let mut ledger = Ledger::open(location).unwrap();
    assert_eq!(ledger.stats().unwrap(), stats);
    let reprint = json!({"id": "d", "outlet": "South Post", "reprint_of": "a", "events": []});
    assert_eq!(ledger.add(&[entry(&reprint)], NOW).unwrap().new, 1);
    assert!(ledger.stats().unwrap().contains(&("reprints".to_owned(), 1)));
}

fn questions_find_events(location: &str) {
    let mut ledger = Ledger::open(location).unwrap();
    let mut planned = record("p", "CONSULT", Some("2015-08-03"), ("IGOARL", "the League"), USA);
    planned["events"][0]["status"] = json!("planned");
    planned["events"][0]["reported_by"] = json!({"actor": "a1", "kind": "anonymous"});
    planned["text"] = json!("The ministers of the league will meet.");
    let all = [
        record("a", "CONSULT", Some("2015-07-14"), IRAN, USA),
        record("b", "ACCUSE", Some("2015-07-15"), USA, IRAN),
        record("c", "AID", None, USA, IRAN),
        planned,
    ];
    ledger.add(&all.iter().map(entry).collect::<Vec<_>>(), NOW).unwrap();
    ledger.settle().unwrap();
    let none = Filter::default();
    assert_eq!(ids(&mut ledger, &none), ["c#e1", "a#e1", "b#e1", "p#e1"]);
    assert_eq!(ids(&mut ledger, &actors(&["IRN"])), ["c#e1", "a#e1", "b#e1"]);
    assert_eq!(ids(&mut ledger, &actors(&["IGO"])), ["p#e1"]);
    assert_eq!(ids(&mut ledger, &actors(&["IRN:MIL", "USA:GOV"])), ["c#e1", "b#e1"]);
    assert_eq!(ids(&mut ledger, &actors(&["american minister", "IRN:GOV"])), ["a#e1"]);
    assert_eq!(ids(&mut ledger, &actors(&["Second"])).len(), 4);
    assert_eq!(ids(&mut ledger, &actors(&["Q1"])).len(), 4);
    assert_eq!(
        ids(&mut ledger, &Filter { types: vec![EventType::Aid, EventType::Accuse], ..none.clone() }),
        ["c#e1", "b#e1"]
    );
    assert_eq!(ids(&mut ledger, &Filter { statuses: vec![Status::Planned], ..none.clone() }), ["p#e1"]);
    assert_eq!(
        ids(&mut ledger, &Filter { sources: vec![marsad_record::SourceKind::Anonymous], ..none.clone() }),
        ["p#e1"]
    );
    assert_eq!(ids(&mut ledger, &Filter { countries: vec!["FRA".to_owned()], ..none.clone() }).len(), 0);
    assert_eq!(ids(&mut ledger, &Filter { place: Some("Vien".to_owned()), ..none.clone() }).len(), 4);
    assert_eq!(ids(&mut ledger, &Filter { track: Some("Vienna".to_owned()), ..none.clone() }).len(), 4);
    let range = Filter { from: Some("2015-07-15".to_owned()), to: Some("2015-07-31".to_owned()), ..none.clone() };
    assert_eq!(ids(&mut ledger, &range), ["b#e1"]);
    assert_eq!(ids(&mut ledger, &Filter { text: Some("leagues minister".to_owned()), ..none.clone() }), ["p#e1"]);
    let wrong = Filter { from: Some("July".to_owned()), ..none };
    assert!(matches!(ledger.query(&wrong, None, &terms, |_| Ok(())), Err(Error::Usage(w)) if w.contains("July")));
    // An answer carries what supports it.
    let a = &ask(&mut ledger, &actors(&["IGO"]))[0];
    assert_eq!(a.url.as_deref(), Some("https://example.org/p"));
    assert_eq!((a.spans[0].start, a.spans[0].end), (12, 15));
    assert_eq!(a.words.as_deref(), Some("The ministers of the league wi"));
    assert_eq!(
        a.parties.iter().map(|p| (p.side.as_str(), p.code.as_str())).collect::<Vec<_>>(),
        [("actor", "IGOARL"), ("recipient", "USA")]
    );
}

fn series_count_and_score(location: &str) {
    let mut ledger = Ledger::open(location).unwrap();
    let all = [
        record("a", "CONSULT", Some("2015-07-12"), IRAN, USA),
        record("b", "ACCUSE", Some("2015-07-13"), USA, IRAN),
        record("c", "AID", None, USA, IRAN),
        record("d", "AID", Some("2015-08-02"), USA, IRAN),
        record("e", "ASSAULT", Some("2015-08-02"), ("ISR", "x"), IRAN),
    ];
    ledger.add(&all.iter().map(entry).collect::<Vec<_>>(), NOW).unwrap();
    let pair = actors(&["IRN", "USA"]);
    let months = ledger.series(&pair, Step::Month, &terms).unwrap();
    let seen: Vec<_> = months.iter().map(|c| (c.from.as_str(), c.acts, c.cooperation, c.conflict)).collect();
    assert_eq!(seen, [("", 1, 1, 0), ("2015-07-01", 2, 1, 1), ("2015-08-01", 1, 1, 0)]);
    assert_eq!((months[1].cooperation_score, months[1].conflict_score, months[1].mean()), (2.5, -3.0, -0.25));
    let weeks = ledger.series(&pair, Step::Week, &terms).unwrap();
    assert_eq!(
        weeks.iter().map(|c| c.from.as_str()).collect::<Vec<_>>(),
        ["", "2015-07-06", "2015-07-13", "2015-07-27"]
    );
    // The table of pairs and the table of events agree.
    let slow = Filter { place: Some("Vienna".to_owned()), ..pair };
    assert_eq!(ledger.series(&slow, Step::Month, &terms).unwrap(), months);
    assert_eq!(ledger.series(&actors(&["IRN"]), Step::Month, &terms).unwrap()[2].conflict_score, -9.0);
}

fn words_are_found_and_shown(location: &str) {
    let mut ledger = Ledger::open(location).unwrap();
    let mut a = record("a", "CONSULT", None, IRAN, USA);
    a["text"] = json!("é The foreign ministers met; a minister left.");
    let mut b = record("b", "CONSULT", None, IRAN, USA);
    b["text"] = json!("The minister is foreign.");
    ledger.add(&[entry(&a), entry(&b)], NOW).unwrap();
    let found = ledger.search("foreign minister", 10, &terms).unwrap();
    assert_eq!(found.iter().map(|h| h.article.as_str()).collect::<Vec<_>>(), ["b", "a"]);
    let found = ledger.search("\"foreign minister\"", 10, &terms).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].spans.iter().map(|s| (s.start, s.end)).collect::<Vec<_>>(), [(6, 23)]);
    // Replaced, the old words are gone.
    a["text"] = json!("Nothing else.");
    ledger.add(&[entry(&a)], NOW).unwrap();
    assert!(ledger.search("foreign minister", 10, &terms).unwrap().iter().all(|h| h.article == "b"));
    assert!(matches!(ledger.search("…", 10, &terms), Err(Error::Usage(_))));
}

fn corrections_survive_another_coding(location: &str) {
    let mut ledger = Ledger::open(location).unwrap();
    let by = By { who: "RA", made: "2026-02-01", why: "read the report" };
    let first = record("a", "CONSULT", Some("2015-07-14"), IRAN, USA);
    ledger.add(&[entry(&first), entry(&record("b", "ACCUSE", Some("2015-07-15"), USA, IRAN))], NOW).unwrap();
    let set = |k: &str, v: &str| (k.to_owned(), v.to_owned());
    let change =
        [set("status", "planned"), set("date", "2015-07-16"), set("recipients", "FRA:GOV:the French minister")];
    ledger.correct(Kind::Edit, "a#e1", &change, None, by, &terms).unwrap();
    ledger.correct(Kind::Reject, "b#e1", &[], None, by, &terms).unwrap();
    let check = |ledger: &mut Ledger, verdict: &str, id: &str| {
        let all = ask(ledger, &Filter::default());
        assert_eq!(all.iter().map(|a| a.id.as_str()).collect::<Vec<_>>(), [id]);
        assert_eq!((all[0].status.as_str(), all[0].start.as_deref()), ("planned", Some("2015-07-16")));
        assert_eq!(all[0].verdict.as_deref(), Some(verdict));
        assert_eq!(all[0].parties[1].name, "the French minister");
        assert!(ledger.series(&actors(&["USA", "IRN"]), Step::Day, &terms).unwrap().is_empty());
    };
    check(&mut ledger, "edited", "a#e1");
    // A later coding moves the id and the span a little.
    let mut again = first.clone();
    again["events"][0]["id"] = json!("a#e7");
    again["events"][0]["mentions"][0]["end"] = json!(14);
    ledger.add(&[entry(&again)], NOW).unwrap();
    check(&mut ledger, "edited", "a#e7");
    // A still later one does not find the event at all: what the person said stays.
    again["events"] = json!([]);
    ledger.add(&[entry(&again)], NOW).unwrap();
    check(&mut ledger, "kept", "a#c1");
    // The record as coded is untouched by corrections, and unfit ones change nothing.
    let unfit = [set("status", "maybe")];
    assert!(
        ledger.correct(Kind::Edit, "b#e1", &unfit, None, by, &terms).is_err_and(|e| e.to_string().contains("maybe"))
    );
    assert!(matches!(ledger.correct(Kind::Confirm, "b#e9", &[], None, by, &terms), Err(Error::Missing("event", _))));
    let kept = ledger.corrections().unwrap();
    assert_eq!(
        kept.iter().map(|c| (c.kind, c.who.as_str(), c.why.as_str())).collect::<Vec<_>>(),
        [(Kind::Edit, "RA", "read the report"), (Kind::Reject, "RA", "read the report")]
    );
}

fn two_writers_take_turns(location: &str) {
    Ledger::open(location).unwrap();
    std::thread::scope(|scope| {
        for writer in 0..2 {
            scope.spawn(move || {
                let mut ledger = Ledger::open(location).unwrap();
                for i in 0..20 {
                    let both = record(&format!("both-{i}"), "CONSULT", None, IRAN, USA);
                    let own = record(&format!("{writer}-{i}"), "CONSULT", None, IRAN, USA);
                    ledger.add(&[entry(&both), entry(&own)], NOW).unwrap();
                }
            });
        }
    });
    let stats = Ledger::open(location).unwrap().stats().unwrap();
    assert!(stats.contains(&("articles".to_owned(), 60)) && stats.contains(&("actors".to_owned(), 2)), "{stats:?}");
}

/// A check by name, which is given an empty ledger's location.
type Check = (&'static str, fn(&str));

const CHECKS: &[Check] = &[
    ("adding", adding_is_idempotent_and_keeps_history),
    ("questions", questions_find_events),
    ("series", series_count_and_score),
    ("words", words_are_found_and_shown),
    ("corrections", corrections_survive_another_coding),
    ("writers", two_writers_take_turns),
];

fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("marsad-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn sqlite() {
    let folder = folder("store");
    for (name, check) in CHECKS {
        println!("{name}");
        check(&folder.join(name).display().to_string());
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn postgres() {
    let Some(server) = server::Server::start("store") else { return };
    for (name, check) in CHECKS {
        println!("{name}");
        check(&server.database(name));
    }
}

#[test]
fn other_files_are_refused() {
    let folder = folder("other");
    let file = folder.join("other.sqlite");
    let path = file.display().to_string();
    rusqlite::Connection::open(&file).unwrap().execute_batch("CREATE TABLE mine (a)").unwrap();
    assert!(matches!(Ledger::open(&path), Err(Error::NotALedger(_))));
    std::fs::write(&file, "not a database, but text that is long enough to be read as a header of one").unwrap();
    assert!(matches!(Ledger::open(&path), Err(Error::Sqlite(_))));
    std::fs::remove_file(&file).unwrap();
    drop(Ledger::open(&path).unwrap());
    rusqlite::Connection::open(&file).unwrap().execute_batch("INSERT INTO ledger_version VALUES (99, 'x')").unwrap();
    assert!(matches!(Ledger::open(&path), Err(Error::Newer { found: 99, .. })));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn lines_that_are_no_records_say_so() {
    for line in ["", "[]", "{\"id\": \"a\"}", "{\"reprint_of\": \"a\"}"] {
        assert!(matches!(Entry::from_json(line, &terms), Err(Error::Record(_))), "{line}");
    }
    let line = record("a", "AID", None, IRAN, USA).to_string();
    assert_eq!(Entry::from_json(&line, &terms).unwrap().record, Record::from_json(&line).unwrap());
}
