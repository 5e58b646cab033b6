//! What the desk asks of the ledger, on both databases.

#![allow(clippy::unwrap_used)]

#[path = "support/server.rs"]
mod server;

use marsad_ledger::{Asked, By, Entry, Error, Filter, Kind, Ledger, Term};
use marsad_record::{EventType, Status};
use serde_json::json;

fn terms(text: &str) -> Vec<Term> {
    let mut at = 0;
    let words = text.split(' ').map(|word| {
        let start = at;
        at += word.chars().count() as u32 + 1;
        Term { key: word.to_lowercase(), start, end: at - 1 }
    });
    words.collect()
}

const BY: By<'static> = By { who: "RA", made: "2026-02-01", why: "read both" };

/// Articles `n1` to `n12`, two on a day, the last without a date of its act.
fn filled(location: &str) -> Ledger {
    let mut ledger = Ledger::open(location).unwrap();
    let entries: Vec<Entry> = (1..=12)
        .map(|i| {
            let day = format!("2014-11-{:02}", i / 2 + 1);
            let date = json!({"start": day, "end": day, "text": {"field": "text", "start": 0, "end": 3}});
            let (kind, other) = if i % 3 == 0 { ("ASSAULT", "SAU") } else { ("CONSULT", "OMN") };
            json!({
                "id": format!("n{i}"), "published": "2014-12-01", "outlet": "Post", "url": null, "title": "t",
                "text": format!("report number {i}"), "language": "ar", "schema": "0.1",
                "events": [{
                    "id": format!("n{i}#e1"), "type": kind, "mode": null, "cameo": "040", "status": "occurred",
                    "background": false, "actors": [{"actor": "a1"}], "recipients": [{"actor": "a2"}], "others": [],
                    "date": if i == 12 { json!(null) } else { date }, "duration": null,
                    "place": {"name": format!("Place {i}"), "country": "OMN", "geonames": i, "lat": 20.0 + f64::from(i), "lon": 58.5,
                              "text": {"field": "text", "start": 0, "end": 3}},
                    "topics": [], "reported_by": null, "deadline": null,
                    "magnitude": {"killed": null, "injured": null, "detained": null, "crowd": null, "amount": null},
                    "confidence": 0.8,
                    "mentions": [{"field": "text", "start": 0, "end": 6, "sentence": [0, 15], "rule": "r"}]
                }],
                "actors": [
                    {"id": "a1", "name": "Iran", "name_en": "Iran", "code": "IRN", "role": "GOV", "office": "president",
                     "wikidata": "Q1", "kind": "state", "mentions": []},
                    {"id": "a2", "name": other, "name_en": other, "code": other, "role": "GOV", "office": null,
                     "wikidata": null, "kind": "state", "mentions": []}
                ],
                "statements": [], "tracks": []
            })
        })
        .map(|v| Entry::from_json(&v.to_string(), &terms).unwrap())
        .collect();
    ledger.add(&entries, "2026-01-01T00:00:00Z").unwrap();
    ledger.link(|_| ()).unwrap();
    ledger
}

fn pages_hold_everything_once(ledger: &mut Ledger) {
    let all = Filter::default();
    for limit in [1, 5, 12, 50] {
        let mut seen = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let page = ledger.events_page(&all, after.as_deref(), limit, &terms).unwrap();
            seen.extend(page.items.into_iter().map(|e| e.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let wanted: Vec<String> = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 12].map(|i| format!("n{i}#e1")).into();
        assert_eq!(seen, wanted, "the newest first, undated ones last, {limit} on a page");
    }
    let attacks = Filter { types: vec![EventType::Assault], ..Filter::default() };
    let page = ledger.acts_page(&attacks, None, 3, &terms).unwrap();
    assert_eq!(page.items.len(), 3);
    let rest = ledger.acts_page(&attacks, page.next.as_deref(), 3, &terms).unwrap();
    assert_eq!((rest.items.len(), rest.items[0].start.as_deref(), rest.next), (1, None, None));
    assert!(matches!(ledger.events_page(&all, Some("2014-11-01"), 3, &terms), Err(Error::Usage(_))));
    let articles = ledger.articles_page(None, 10).unwrap();
    assert_eq!(articles.items[0].id, "n12");
    assert_eq!(ledger.articles_page(articles.next.as_deref(), 10).unwrap().items.len(), 2);
    assert_eq!(ledger.latest().unwrap().as_deref(), Some("2014-12-01"));
}

fn counts_are_those_of_the_list(ledger: &mut Ledger) {
    let tally = ledger.tally(&Filter::default(), &terms).unwrap();
    let listed = ledger.acts_page(&Filter::default(), None, 100, &terms).unwrap().items.len();
    assert_eq!(tally.acts, listed as i64);
    assert_eq!(tally.types.iter().map(|t| t.1).sum::<i64>(), tally.acts);
    assert_eq!(tally.pairs.iter().map(|p| p.2).sum::<i64>(), tally.acts);
    assert_eq!(tally.pairs[0].0, "IRN");
    let places = ledger.places(&Filter::default(), 100, &terms).unwrap();
    assert_eq!(places.len(), 12);
    assert_eq!(places.iter().map(|p| p.conflict).sum::<i64>(), 4);
    let profile = ledger.profile(&Asked::parse("IRN").unwrap(), &terms).unwrap();
    assert_eq!((profile.offices.len(), profile.offices[0].events), (1, 12));
    assert_eq!(profile.offices[0].from.as_deref(), Some("2014-11-01"));
    let dealt: Vec<(&str, i64, i64)> = profile.partners.iter().map(|p| (p.code.as_str(), p.met, p.fought)).collect();
    assert_eq!(dealt, [("OMN", 8, 0), ("SAU", 0, 4)]);
}

fn a_correction_taken_back_leaves_nothing_but_the_account(ledger: &mut Ledger) {
    let before = serde_json::to_string(&ledger.article("n2").unwrap()).unwrap();
    let change = [("status".to_owned(), "denied".to_owned()), ("recipients".to_owned(), "KWT:GOV".to_owned())];
    let id = ledger.correct(Kind::Edit, "n2#e1", &change, None, BY, &terms).unwrap();
    ledger.link(|_| ()).unwrap();
    let article = ledger.article("n2").unwrap();
    assert_eq!(article.told["n2#e1"].verdict.as_deref(), Some("edited"));
    assert_eq!(article.record.as_ref().unwrap().events[0].status.as_str(), "denied");
    ledger.retract(id, &terms).unwrap();
    ledger.link(|_| ()).unwrap();
    assert_eq!(serde_json::to_string(&ledger.article("n2").unwrap()).unwrap(), before);
    assert!(matches!(ledger.retract(id, &terms), Err(Error::Missing("correction", _))));
    ledger.audit("2026-02-01T10:00:00Z", "RA", "edit", "n2#e1", "{}").unwrap();
    ledger.audit("2026-02-01T10:01:00Z", "RA", "undo", "n2#e1", "{}").unwrap();
    let account = ledger.audited(10).unwrap();
    assert_eq!(account.iter().map(|a| (a.id, a.what.as_str())).collect::<Vec<_>>(), [(2, "undo"), (1, "edit")]);
    ledger.note("act", "n2#e1", BY).unwrap();
    assert_eq!(ledger.notes("act", "n2#e1").unwrap()[0].words, "read both");
    assert!(ledger.notes("article", "n2#e1").unwrap().is_empty());
    assert!(ledger.note("outlet", "x", BY).is_err());
    assert!(ledger.note("act", "x", By { why: " ", ..BY }).is_err());
}

/// Pages by party come from tables of their own; the same questions without pages do not.
fn pages_by_party_hold_what_whole_answers_hold(ledger: &mut Ledger) -> usize {
    let actors = |names: &[&str]| -> Vec<Asked> { names.iter().map(|n| Asked::parse(n).unwrap()).collect() };
    let mut found = 0;
    for names in [&["IRN"][..], &["OMN"], &["OM"], &["IRN", "SAU"], &["SAU", "OMN"], &["KWT"], &["IRN:GOV"], &["XXX"]] {
        for (types, statuses, from, to) in [
            (vec![], vec![], None, None),
            (vec![EventType::Consult], vec![], Some("2014-11-03"), None),
            (vec![], vec![Status::Occurred], None, Some("2014-11-04")),
            (vec![], vec![Status::Denied], Some("2014-11-02"), Some("2014-11-03")),
        ] {
            let day = |d: Option<&str>| d.map(str::to_owned);
            let filter =
                Filter { actors: actors(names), types, statuses, from: day(from), to: day(to), ..Filter::default() };
            let mut events = Vec::new();
            ledger
                .query(&filter, None, &terms, |e| {
                    events.push(e.id);
                    Ok(())
                })
                .unwrap();
            let mut acts = Vec::new();
            ledger
                .acts(&filter, None, &terms, |a| {
                    acts.push(a.id);
                    Ok(())
                })
                .unwrap();
            let (mut paged, mut after) = (Vec::new(), None);
            loop {
                let page = ledger.events_page(&filter, after.as_deref(), 2, &terms).unwrap();
                paged.extend(page.items.into_iter().map(|e| (e.start.unwrap_or_default(), e.id)));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert!(paged.windows(2).all(|w| w[0].0 >= w[1].0), "the newest first: {paged:?}");
            let mut paged: Vec<String> = paged.into_iter().map(|p| p.1).collect();
            let mut act_page: Vec<String> =
                ledger.acts_page(&filter, None, 50, &terms).unwrap().items.into_iter().map(|a| a.id).collect();
            for list in [&mut events, &mut acts, &mut paged, &mut act_page] {
                list.sort();
            }
            assert_eq!(paged, events, "{filter:?}");
            assert_eq!(act_page, acts, "{filter:?}");
            found += events.len() + acts.len();
        }
    }
    found
}

fn pages_by_party_follow_corrections(ledger: &mut Ledger) {
    let before = pages_by_party_hold_what_whole_answers_hold(ledger);
    assert!(before > 100, "{before}");
    let edit = [
        ("date".to_owned(), "2014-12-03..2014-12-05".to_owned()),
        ("status".to_owned(), "denied".to_owned()),
        ("recipients".to_owned(), "KWT:GOV".to_owned()),
    ];
    let made = [
        ledger.correct(Kind::Edit, "n3#e1", &edit, None, BY, &terms).unwrap(),
        ledger.correct(Kind::Reject, "n4#e1", &[], None, BY, &terms).unwrap(),
        ledger.correct(Kind::Join, "n6#e1", &[], Some("n7#e1"), BY, &terms).unwrap(),
    ];
    ledger.link(|_| ()).unwrap();
    assert_ne!(pages_by_party_hold_what_whole_answers_hold(ledger), before);
    for correction in made {
        ledger.retract(correction, &terms).unwrap();
    }
    ledger.link(|_| ()).unwrap();
    assert_eq!(pages_by_party_hold_what_whole_answers_hold(ledger), before);
    ledger.unlink().unwrap();
    ledger.link(|_| ()).unwrap();
    assert_eq!(pages_by_party_hold_what_whole_answers_hold(ledger), before);
}

fn all(location: &str) {
    let mut ledger = filled(location);
    pages_hold_everything_once(&mut ledger);
    counts_are_those_of_the_list(&mut ledger);
    pages_by_party_follow_corrections(&mut ledger);
    a_correction_taken_back_leaves_nothing_but_the_account(&mut ledger);
}

#[test]
fn a_ledger_of_version_3_is_brought_up_to_date() {
    let folder = std::env::temp_dir().join(format!("marsad-desk-migrated-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let location = folder.join("ledger.sqlite").display().to_string();
    let before = pages_by_party_hold_what_whole_answers_hold(&mut filled(&location));
    let back = "DROP TABLE event_codes; DROP TABLE act_codes; DELETE FROM ledger_version WHERE version > 3";
    rusqlite::Connection::open(&location).unwrap().execute_batch(back).unwrap();
    let after = pages_by_party_hold_what_whole_answers_hold(&mut Ledger::open(&location).unwrap());
    assert_eq!(after, before);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_desk_on_sqlite() {
    let folder = std::env::temp_dir().join(format!("marsad-desk-test-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    all(&folder.join("ledger.sqlite").display().to_string());
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_desk_on_postgres() {
    if let Some(server) = server::Server::start("desk") {
        all(&server.database("desk"));
    }
}
