//! Linking within the ledger, on both databases: the order of arrival does not count, people's word holds, plans meet reports.

#![allow(clippy::unwrap_used)]

#[path = "support/server.rs"]
mod server;

use marsad_ledger::{ActDetail, By, Entry, Error, Filter, Kind, Ledger, Term};
use marsad_record::{EventType, Status};
use serde_json::{Value, json};

fn terms(text: &str) -> Vec<Term> {
    let mut at = 0;
    let words = text.split(' ').map(|word| {
        let start = at;
        at += word.chars().count() as u32 + 1;
        Term { key: word.to_lowercase(), start, end: at - 1 }
    });
    words.collect()
}

/// One event as a test wants it.
#[derive(Clone)]
struct Told {
    id: String,
    published: String,
    kind: &'static str,
    status: &'static str,
    day: String,
    a: &'static str,
    b: &'static str,
    killed: Option<u32>,
    text: String,
    topic: &'static str,
}

fn told(id: &str, published: &str, kind: &'static str, day: &str, a: &'static str, b: &'static str) -> Told {
    Told {
        id: id.to_owned(),
        published: published.to_owned(),
        kind,
        status: "occurred",
        day: day.to_owned(),
        a,
        b,
        killed: None,
        text: format!("{id} says that {a} and {b} did so on {day}"),
        topic: "nuclear programme",
    }
}

impl Told {
    fn value(&self) -> Value {
        let id = &self.id;
        json!({
            "id": id, "published": self.published, "outlet": format!("Post {id}"), "url": format!("https://example.org/{id}"),
            "title": "", "text": self.text, "language": "ar", "schema": "0.1",
            "events": [{
                "id": format!("{id}#e1"), "type": self.kind, "mode": null, "cameo": "040", "status": self.status,
                "background": false, "actors": [{"actor": "a1"}], "recipients": [{"actor": "a2"}], "others": [],
                "date": {"start": self.day, "end": self.day, "text": {"field": "text", "start": 0, "end": 3}},
                "duration": null, "place": null,
                "topics": [{"label": self.topic, "text": {"field": "text", "start": 0, "end": 4}}],
                "reported_by": null, "deadline": null,
                "magnitude": {"killed": self.killed, "injured": null, "detained": null, "crowd": null, "amount": null},
                "confidence": 0.8,
                "mentions": [{"field": "text", "start": 0, "end": 4, "sentence": [0, 30], "rule": "r"}]
            }],
            "actors": [
                {"id": "a1", "name": self.a, "name_en": null, "code": self.a, "role": "GOV", "office": null, "wikidata": null,
                 "kind": "state", "mentions": []},
                {"id": "a2", "name": self.b, "name_en": null, "code": self.b, "role": "GOV", "office": null, "wikidata": null,
                 "kind": "state", "mentions": []}
            ],
            "statements": [{"speaker": "a1", "anonymous": false, "quote": true, "to": null,
                            "span": {"field": "text", "start": 0, "end": 9}}],
            "tracks": [{"name": "Vienna talks", "parties": ["IRN", "USA"], "subject": null, "state": "ongoing",
                        "deadline": null, "next": null}]
        })
    }

    fn entry(&self) -> Entry {
        Entry::from_json(&self.value().to_string(), &terms).unwrap()
    }
}

const NOW: &str = "2026-01-01T00:00:00Z";
const BY: By<'static> = By { who: "RA", made: "2026-02-01", why: "read both" };

fn acts(ledger: &mut Ledger, filter: &Filter) -> Vec<ActDetail> {
    let mut ids = Vec::new();
    ledger
        .acts(filter, None, &terms, |act| {
            ids.push(act.id);
            Ok(())
        })
        .unwrap();
    ids.iter().map(|id| ledger.act(id).unwrap()).collect()
}

/// The ids of the acts' reports.
fn sets(ledger: &mut Ledger) -> Vec<Vec<String>> {
    let ids = |act: ActDetail| act.told.into_iter().map(|r| r.event.id).collect();
    acts(ledger, &Filter::default()).into_iter().map(ids).collect()
}

/// All that linking made, as text.
fn everything(ledger: &mut Ledger) -> String {
    let acts = acts(ledger, &Filter::default());
    let tracks = ledger.tracks(None, None, "2015-12-31", 1000).unwrap();
    serde_json::to_string_pretty(&(acts, tracks)).unwrap()
}

fn add(ledger: &mut Ledger, all: &[Told]) {
    ledger.add(&all.iter().map(Told::entry).collect::<Vec<_>>(), NOW).unwrap();
}

fn a_plan_meets_its_report(location: &str) {
    let mut ledger = Ledger::open(location).unwrap();
    let plan = Told { status: "planned", ..told("a", "2015-07-09", "CONSULT", "2015-07-13", "USA", "IRN") };
    add(&mut ledger, &[plan, told("x", "2015-07-14", "ACCUSE", "2015-07-13", "EGY", "TUR")]);
    assert_eq!(ledger.waiting().unwrap(), 2);
    let linked = ledger.link(|_| ()).unwrap();
    assert_eq!((linked.articles, linked.reports, linked.acts, linked.waiting), (2, 2, 2, 0));
    let due = ledger.agenda("2015-07-10", "2015-07-20", "2015-07-12").unwrap();
    assert_eq!((due.len(), due[0].outcome.as_str(), due[0].act.id.as_str()), (1, "due", "a#e1"));
    assert_eq!(ledger.agenda("2015-07-10", "2015-07-20", "2015-07-30").unwrap()[0].outcome, "passed without report");

    // The agency's text, its copy under another name, and a reprint that is kept as no more than that.
    let wire = Told {
        killed: Some(2),
        text: "the two ministers met on Monday in the old town to speak of the sanctions and of the inspectors"
            .to_owned(),
        ..told("b", "2015-07-14", "CONSULT", "2015-07-13", "IRN", "USA")
    };
    let copy = Told { id: "c".to_owned(), ..wire.clone() };
    let other = Told { killed: Some(3), ..told("d", "2015-07-15", "CONSULT", "2015-07-13", "USA", "IRN") };
    add(&mut ledger, &[wire, copy, other]);
    let reprint = json!({"id": "e", "outlet": "South Post", "reprint_of": "b", "events": []});
    ledger.add(&[Entry::from_json(&reprint.to_string(), &terms).unwrap()], NOW).unwrap();
    let linked = ledger.link(|_| ()).unwrap();
    assert_eq!((linked.articles, linked.reports, linked.acts), (3, 3, 1));
    // Any report's id finds the act.
    let act = ledger.act("d#e1").unwrap();
    assert_eq!((act.summary.id.as_str(), act.summary.reports, act.summary.independent), ("a#e1", 4, 3));
    assert_eq!((act.summary.status.as_str(), act.summary.planned), ("occurred", true));
    assert_eq!(act.history.iter().map(|h| h.status.as_str()).collect::<Vec<_>>(), ["planned", "occurred"]);
    assert_eq!(
        act.told.iter().map(|r| (r.event.id.as_str(), r.copy)).collect::<Vec<_>>(),
        [("a#e1", false), ("b#e1", false), ("c#e1", true), ("d#e1", false)]
    );
    assert_eq!(act.told[1].reprints, [("e".to_owned(), Some("South Post".to_owned()))]);
    assert_eq!(act.told[1].event.act.as_deref(), Some("a#e1"));
    let killed = act.fields.iter().find(|f| f.field == "killed").unwrap();
    assert!(killed.differs);
    assert_eq!(
        killed.values.iter().map(|v| (v.value.as_str(), v.independent)).collect::<Vec<_>>(),
        [("2", 1), ("3", 1)]
    );
    assert_eq!(act.best("date").map(|d| (d.value.as_str(), d.independent)), Some(("2015-07-13", 3)));
    let first = act.summary.first.unwrap();
    assert_eq!((first.article.as_str(), first.published.as_deref()), ("a", Some("2015-07-09")));
    assert_eq!(ledger.agenda("2015-07-10", "2015-07-20", "2015-07-30").unwrap()[0].outcome, "occurred");

    let of = |ledger: &mut Ledger, filter: Filter| -> Vec<String> {
        acts(ledger, &filter).into_iter().map(|a| a.summary.id).collect()
    };
    let asked = |codes: &[&str]| codes.iter().map(|c| marsad_ledger::Asked::parse(c).unwrap()).collect();
    assert_eq!(of(&mut ledger, Filter { actors: asked(&["IRN", "USA"]), ..Filter::default() }), ["a#e1"]);
    assert_eq!(of(&mut ledger, Filter { types: vec![EventType::Accuse], ..Filter::default() }), ["x#e1"]);
    assert_eq!(of(&mut ledger, Filter { statuses: vec![Status::Planned], ..Filter::default() }), [""; 0]);
    assert_eq!(of(&mut ledger, Filter { text: Some("sanctions".to_owned()), ..Filter::default() }), ["a#e1"]);
    assert_eq!(of(&mut ledger, Filter { to: Some("2015-07-12".to_owned()), ..Filter::default() }), [""; 0]);
    assert!(matches!(ledger.act("nothing"), Err(Error::Missing("act", _))));
}

fn what_moves_and_what_is_due_is_told(location: &str) {
    let mut ledger = Ledger::open(location).unwrap();
    let plan = Told { status: "planned", ..told("a", "2015-07-08", "CONSULT", "2015-07-13", "USA", "IRN") };
    let off = Told { status: "denied", ..told("b", "2015-07-12", "CONSULT", "2015-07-13", "USA", "IRN") };
    let later = Told { status: "planned", ..told("c", "2015-07-14", "CONSULT", "2015-07-27", "USA", "IRN") };
    let mut deal = told("d", "2015-07-05", "AGREE", "2015-07-04", "FRA", "RUS").value();
    deal["events"][0]["deadline"] =
        json!({"start": "2015-07-20", "end": "2015-07-20", "text": {"field": "text", "start": 0, "end": 3}});
    add(&mut ledger, &[plan, off, later]);
    ledger.add(&[Entry::from_json(&deal.to_string(), &terms).unwrap()], NOW).unwrap();
    ledger.link(|_| ()).unwrap();
    let agenda = ledger.agenda("2015-07-10", "2015-07-31", "2015-07-15").unwrap();
    let seen: Vec<(&str, &str, bool, Option<&str>)> =
        agenda.iter().map(|e| (e.start.as_str(), e.outcome.as_str(), e.deadline, e.moved_to.as_deref())).collect();
    assert_eq!(
        seen,
        [
            ("2015-07-13", "moved", false, Some("c#e1")),
            ("2015-07-20", "occurred", true, None),
            ("2015-07-27", "due", false, None)
        ]
    );
    assert!(matches!(ledger.agenda("July", "2015-07-31", "2015-07-15"), Err(Error::Usage(_))));
}

fn tracks_run_through_articles(location: &str) {
    let mut ledger = Ledger::open(location).unwrap();
    let rounds = ["2015-04-02", "2015-05-12", "2015-06-20"];
    let all: Vec<Told> = rounds.iter().map(|day| told(&format!("r{day}"), day, "CONSULT", day, "USA", "IRN")).collect();
    add(&mut ledger, &all[..2]);
    ledger.link(|_| ()).unwrap();
    assert!(ledger.tracks(None, None, "2015-07-01", 10).unwrap().is_empty());
    add(&mut ledger, &all[2..]);
    ledger.link(|_| ()).unwrap();
    let tracks = ledger.tracks(None, Some("IRN"), "2015-07-01", 10).unwrap();
    assert_eq!((tracks.len(), tracks[0].acts, tracks[0].state.as_str()), (1, 3, "ongoing"));
    assert_eq!(tracks[0].names, ["Vienna talks"]);
    assert_eq!(ledger.tracks(None, None, "2016-07-01", 10).unwrap()[0].state, "stalled");
    assert!(ledger.tracks(Some("Geneva"), None, "2015-07-01", 10).unwrap().is_empty());
    let track = ledger.track("r2015-06-20#e1", "2015-07-01").unwrap();
    assert_eq!(track.steps.iter().filter_map(|s| s.start.as_deref()).collect::<Vec<_>>(), rounds);
    assert_eq!(track.statements.len(), 3);
    assert_eq!(track.statements[0].words.as_deref(), Some("r2015-04-"));
    let on_it = Filter { track: Some(track.summary.id.clone()), ..Filter::default() };
    assert_eq!(acts(&mut ledger, &on_it).len(), 3);
    // The deal concludes it; a round that a person rejects is no longer part of it.
    add(&mut ledger, &[told("deal", "2015-07-14", "AGREE", "2015-07-14", "IRN", "USA")]);
    ledger.correct(Kind::Reject, "r2015-05-12#e1", &[], None, BY, &terms).unwrap();
    ledger.link(|_| ()).unwrap();
    assert!(
        ledger.tracks(None, None, "2015-07-20", 10).unwrap().is_empty(),
        "two rounds of 79 days between, and the deal"
    );
    add(&mut ledger, &[told("late", "2015-05-30", "REQUEST", "2015-05-30", "USA", "IRN")]);
    ledger.link(|_| ()).unwrap();
    let tracks = ledger.tracks(None, None, "2015-07-20", 10).unwrap();
    assert_eq!((tracks[0].acts, tracks[0].state.as_str()), (4, "concluded"));
}

fn what_people_join_and_split_stays_so(location: &str) {
    let mut ledger = Ledger::open(location).unwrap();
    let all = [
        told("a", "2015-07-14", "CONSULT", "2015-07-13", "USA", "IRN"),
        told("b", "2015-07-14", "CONSULT", "2015-07-13", "IRN", "USA"),
        told("c", "2015-09-01", "CONSULT", "2015-08-31", "EGY", "FRA"),
    ];
    add(&mut ledger, &all);
    ledger.link(|_| ()).unwrap();
    assert_eq!(sets(&mut ledger), [vec!["a#e1", "b#e1"], vec!["c#e1"]]);
    ledger.correct(Kind::Split, "a#e1", &[], Some("b#e1"), BY, &terms).unwrap();
    assert_eq!(ledger.waiting().unwrap(), 2);
    ledger.link(|_| ()).unwrap();
    assert_eq!(sets(&mut ledger), [["a#e1"], ["b#e1"], ["c#e1"]]);
    ledger.correct(Kind::Join, "c#e1", &[], Some("b#e1"), BY, &terms).unwrap();
    ledger.link(|_| ()).unwrap();
    let joined = vec![vec!["a#e1".to_owned()], vec!["b#e1".to_owned(), "c#e1".to_owned()]];
    assert_eq!(sets(&mut ledger), joined);
    // Coded anew, and with a report that goes with b: still so.
    let again = Told { text: "another text of the same".to_owned(), ..all[1].clone() };
    add(&mut ledger, &[again]);
    ledger.link(|_| ()).unwrap();
    assert_eq!(sets(&mut ledger), joined);
    ledger.unlink().unwrap();
    assert_eq!(ledger.waiting().unwrap(), 3);
    ledger.link(|_| ()).unwrap();
    assert_eq!(sets(&mut ledger), joined);
    // The later word holds.
    ledger.correct(Kind::Join, "a#e1", &[], Some("b#e1"), BY, &terms).unwrap();
    ledger.link(|_| ()).unwrap();
    assert_eq!(sets(&mut ledger), [["a#e1", "b#e1", "c#e1"]]);
    ledger.correct(Kind::Reject, "c#e1", &[], None, BY, &terms).unwrap();
    ledger.link(|_| ()).unwrap();
    assert_eq!(sets(&mut ledger), [["a#e1", "b#e1"]]);
}

/// Numbers from a seed (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((x ^ (x >> 31)) % n as u64) as usize
    }
}

/// Articles that look alike: few parties, few days.
fn many(random: &mut Random, count: usize) -> Vec<Told> {
    let codes = ["USA", "IRN", "FRA"];
    (0..count)
        .map(|n| {
            let a = random.below(3);
            let b = (a + 1 + random.below(2)) % 3;
            let day = format!("2015-07-{:02}", 10 + random.below(9));
            let kind = ["CONSULT", "AGREE", "REQUEST"][random.below(3)];
            Told {
                killed: (random.below(3) == 0).then(|| 20 * random.below(3) as u32),
                status: ["occurred", "planned", "denied"][random.below(3)],
                ..told(&format!("m{n:03}"), &day, kind, &day, codes[a], codes[b])
            }
        })
        .collect()
}

fn whatever_comes_when_all_is_as_if_linked_at_once(location: &str) {
    let mut random = Random(7);
    let mut all = many(&mut random, 60);
    let mut ledger = Ledger::open(location).unwrap();
    for round in 0..12 {
        let from = round * 5;
        add(&mut ledger, &all[from..from + 5]);
        match round % 4 {
            // An article coded anew.
            1 => {
                let at = random.below(from + 5);
                all[at].day = format!("2015-07-{:02}", 10 + random.below(9));
                add(&mut ledger, &all[at..=at]);
            }
            // A person's word on two that are there.
            2 | 3 => {
                let (a, b) = (random.below(from + 5), random.below(from + 5));
                if a != b {
                    let kind = if round % 4 == 2 { Kind::Join } else { Kind::Split };
                    let (a, b) = (format!("{}#e1", all[a].id), format!("{}#e1", all[b].id));
                    ledger.correct(kind, &a, &[], Some(&b), BY, &terms).unwrap();
                }
            }
            _ => {}
        }
        // Not after each: several additions and corrections are then linked together.
        if round % 3 != 0 {
            ledger.link(|_| ()).unwrap();
        }
    }
    ledger.link(|_| ()).unwrap();
    let grown = everything(&mut ledger);
    assert!(grown.contains("\"track\": \"m"), "the acts make tracks");
    ledger.unlink().unwrap();
    ledger.link(|_| ()).unwrap();
    assert_eq!(grown, everything(&mut ledger));
}

/// A check by name, which is given an empty ledger's location.
type Check = (&'static str, fn(&str));

const CHECKS: &[Check] = &[
    ("plan", a_plan_meets_its_report),
    ("agenda", what_moves_and_what_is_due_is_told),
    ("tracks", tracks_run_through_articles),
    ("people", what_people_join_and_split_stays_so),
    ("arrival", whatever_comes_when_all_is_as_if_linked_at_once),
];

#[test]
fn sqlite() {
    for (name, check) in CHECKS {
        println!("{name}");
        check(":memory:");
    }
}

#[test]
fn postgres() {
    let Some(server) = server::Server::start("acts") else { return };
    for (name, check) in CHECKS {
        println!("{name}");
        check(&server.database(name));
    }
}

#[test]
fn the_order_of_arrival_does_not_count() {
    for seed in 0..6 {
        let mut random = Random(seed);
        let mut all = many(&mut random, 40);
        let mut results = Vec::new();
        for _ in 0..3 {
            for at in (1..all.len()).rev() {
                all.swap(at, random.below(at + 1));
            }
            let mut ledger = Ledger::open(":memory:").unwrap();
            for some in all.chunks(1 + random.below(20)) {
                add(&mut ledger, some);
                ledger.link(|_| ()).unwrap();
            }
            results.push(everything(&mut ledger));
        }
        assert!(results.windows(2).all(|w| w[0] == w[1]), "seed {seed}");
    }
}
