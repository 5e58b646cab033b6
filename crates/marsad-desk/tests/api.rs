//! The desk's API over a small ledger: questions, pages, tags, corrections, and what is refused.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use axum::response::Response;
use marsad_desk::{Desk, Name};
use marsad_ledger::{Entry, Ledger, Term};
use serde_json::{Value, json};
use tower::ServiceExt;

/// Words between blanks, as they are.
fn terms(text: &str) -> Vec<Term> {
    let mut at = 0;
    text.split(' ')
        .map(|word| {
            let start = at;
            at += word.chars().count() as u32 + 1;
            Term { key: word.to_owned(), start, end: at - 1 }
        })
        .collect()
}

/// An article of one event.
fn record(id: &str, kind: &str, day: Option<&str>, title: &str) -> String {
    let date = day.map(|d| json!({ "start": d, "end": d, "text": { "field": "text", "start": 0, "end": 1 } }));
    json!({
        "id": id, "published": day, "outlet": "Example", "url": "javascript:alert(1)", "title": title, "language": "ar", "schema": "0.1",
        "text": "التقى وزير الخارجية نظيره", // "the foreign minister met his counterpart"
        "events": [{
            "id": format!("{id}#e1"), "type": kind, "mode": null, "cameo": "040", "status": "occurred", "background": false,
            "actors": [{ "actor": "a1" }], "recipients": [{ "actor": "a2" }], "others": [], "date": date, "duration": null, "place": null,
            "topics": [], "reported_by": null, "deadline": null,
            "magnitude": { "killed": null, "injured": null, "detained": null, "crowd": null, "amount": null },
            "confidence": 0.9, "mentions": [{ "field": "text", "start": 0, "end": 5, "sentence": [0, 25], "rule": "consult.meet" }]
        }],
        "actors": [
            { "id": "a1", "name": "الوزير", "name_en": null, "code": "IRN", "role": "GOV", "office": "foreign minister", "wikidata": null,
              "kind": "person", "mentions": [{ "field": "text", "start": 6, "end": 10 }] },
            { "id": "a2", "name": "نظيره", "name_en": null, "code": "USA", "role": "GOV", "office": null, "wikidata": null,
              "kind": "person", "mentions": [{ "field": "text", "start": 20, "end": 25 }] }
        ],
        "statements": [], "tracks": []
    })
    .to_string()
}

/// A desk over three articles, with its folder.
fn desk() -> (Router, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let location = folder.path().join("l.sqlite").display().to_string();
    let mut ledger = Ledger::open(&location).unwrap();
    let entries: Vec<Entry> = [
        record("a", "CONSULT", Some("2015-07-14"), "<script>alert(1)</script>\u{202e}"),
        record("b", "ACCUSE", Some("2016-01-16"), "t"),
        record("c", "CONSULT", None, "t"),
    ]
    .iter()
    .map(|line| Entry::from_json(line, &terms).unwrap())
    .collect();
    ledger.add(&entries, "2020-01-01").unwrap();
    ledger.link(|_| ()).unwrap();
    let names = vec![Name { code: "IRN".into(), en: "Iran".into(), ar: "إيران".into() }]; // "Iran"
    let desk = Desk { ledger: location, terms: Arc::new(terms), about: vec![("marsad".into(), "0".into())], names };
    (desk.router().unwrap(), folder)
}

async fn ask(router: &Router, request: Request<Body>) -> (StatusCode, Response<()>, Vec<u8>) {
    let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    (parts.status, Response::from_parts(parts, ()), bytes)
}

fn get(uri: &str) -> Request<Body> {
    Request::get(uri).header(header::HOST, "localhost").body(Body::empty()).unwrap()
}

async fn answer(router: &Router, uri: &str) -> Value {
    let (status, _, body) = ask(router, get(uri)).await;
    assert_eq!(status, StatusCode::OK, "{uri}: {}", String::from_utf8_lossy(&body));
    serde_json::from_slice(&body).unwrap()
}

fn post(body: &Value) -> Request<Body> {
    Request::post("/api/correct")
        .header(header::HOST, "localhost")
        .header(header::CONTENT_TYPE, "application/json")
        .header("x-marsad-desk", "1")
        .body(Body::from(body.to_string()))
        .unwrap()
}

fn run<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(test)
}

#[test]
fn acts_come_the_latest_first_page_by_page() {
    run(async {
        let (router, _folder) = desk();
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let page = answer(&router, &format!("/api/acts?limit=1&after={after}")).await;
            seen.extend(page["acts"].as_array().unwrap().iter().map(|a| a["id"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(next) => after = next.to_owned(),
                None => break,
            }
        }
        assert_eq!(seen, ["b#e1", "a#e1", "c#e1"]);
        let counts = answer(&router, "/api/acts/counts?actor=IRN").await;
        assert_eq!(counts["types"], json!([{ "of": "CONSULT", "acts": 2 }, { "of": "ACCUSE", "acts": 1 }]));
        assert_eq!(counts["pairs"], json!([{ "of": "IRN|USA", "acts": 3 }]));
        let some = answer(&router, "/api/acts?type=CONSULT&from=2015-01-01").await;
        assert_eq!(some["acts"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn every_question_is_answered_and_described() {
    run(async {
        let (router, _folder) = desk();
        let description = answer(&router, "/api/openapi.json").await;
        let asked = [
            "/api/about",
            "/api/names",
            "/api/acts?limit=5",
            "/api/acts/counts",
            "/api/act?id=a%23e1",
            "/api/events?actor=IRN&actor=USA",
            "/api/series?actor=IRN&step=day",
            "/api/article?id=a",
            "/api/search?q=%D8%A7%D9%84%D8%AA%D9%82%D9%89",
            "/api/offices?actor=IRN",
            "/api/tracks",
            "/api/agenda?from=2015-01-01&to=2015-12-31&today=2015-06-01",
            "/api/corrections",
            "/api/openapi.json",
        ];
        for uri in asked {
            answer(&router, uri).await;
            let path = uri.split('?').next().unwrap();
            assert!(description["paths"][path]["get"].is_object(), "{path} is not described");
        }
        // A track needs three acts.
        assert_eq!(description["paths"].as_object().unwrap().len(), asked.len() + 2);
        let offices = answer(&router, "/api/offices?actor=IRN").await;
        assert_eq!(offices["offices"][0]["office"], "foreign minister");
        assert_eq!(offices["offices"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn an_answer_that_still_holds_is_not_sent_again() {
    run(async {
        let (router, _folder) = desk();
        let (_, first, _) = ask(&router, get("/api/acts")).await;
        let tag = first.headers()[header::ETAG].clone();
        let again = || {
            let mut request = get("/api/acts");
            request.headers_mut().insert(header::IF_NONE_MATCH, tag.clone());
            request
        };
        assert_eq!(ask(&router, again()).await.0, StatusCode::NOT_MODIFIED);
        let (status, ..) = ask(&router, post(&json!({ "kind": "confirm", "event": "a#e1", "who": "n" }))).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(ask(&router, again()).await.0, StatusCode::OK);
    });
}

#[test]
fn corrections_are_applied_and_signed() {
    run(async {
        let (router, _folder) = desk();
        let reject = json!({ "kind": "reject", "event": "a#e1", "who": "n", "why": "no such meeting" });
        assert_eq!(ask(&router, post(&reject)).await.0, StatusCode::OK);
        let article = answer(&router, "/api/article?id=a").await;
        assert_eq!(article["verdicts"], json!(["rejected"]));
        assert_eq!(answer(&router, "/api/acts").await["acts"].as_array().unwrap().len(), 2);
        let edit = json!({ "kind": "edit", "event": "b#e1", "who": "n", "set": { "status": "denied" } });
        assert_eq!(ask(&router, post(&edit)).await.0, StatusCode::OK);
        assert_eq!(answer(&router, "/api/act?id=b%23e1").await["status"], "denied");
        assert_eq!(answer(&router, "/api/corrections").await["corrections"].as_array().unwrap().len(), 2);
        for wrong in [
            json!({ "kind": "praise", "event": "b#e1", "who": "n" }),
            json!({ "kind": "confirm", "event": "b#e1", "who": " " }),
            json!({ "kind": "join", "event": "b#e1", "who": "n" }),
            json!({ "kind": "edit", "event": "b#e1", "who": "n", "set": { "status": "maybe" } }),
            json!({ "kind": "confirm", "event": "b#e1", "who": "n", "more": 1 }),
        ] {
            let (status, _, body) = ask(&router, post(&wrong)).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong}");
            assert!(serde_json::from_slice::<Value>(&body).unwrap()["error"].is_string());
        }
        let missing = json!({ "kind": "confirm", "event": "x#e1", "who": "n" });
        assert_eq!(ask(&router, post(&missing)).await.0, StatusCode::NOT_FOUND);
    });
}

#[test]
fn what_is_asked_wrongly_is_told() {
    run(async {
        let (router, _folder) = desk();
        for (uri, wanted) in [
            ("/api/acts?type=WAR", StatusCode::BAD_REQUEST),
            ("/api/acts?limit=0", StatusCode::BAD_REQUEST),
            ("/api/acts?after=yesterday", StatusCode::BAD_REQUEST),
            ("/api/acts?from=yesterday", StatusCode::BAD_REQUEST),
            ("/api/act", StatusCode::BAD_REQUEST),
            ("/api/act?id=nothing", StatusCode::NOT_FOUND),
            ("/api/article?id=nothing", StatusCode::NOT_FOUND),
            ("/api/nothing", StatusCode::NOT_FOUND),
        ] {
            assert_eq!(ask(&router, get(uri)).await.0, wanted, "{uri}");
        }
        let mut large = post(&json!({ "kind": "confirm", "event": "x".repeat(1 << 17), "who": "n" }));
        *large.method_mut() = Method::POST;
        assert_eq!(ask(&router, large).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    });
}

#[test]
fn other_sites_get_nothing_and_answers_run_nothing() {
    run(async {
        let (router, _folder) = desk();
        let foreign = Request::get("/api/acts").header(header::HOST, "evil.example").body(Body::empty()).unwrap();
        assert_eq!(ask(&router, foreign).await.0, StatusCode::FORBIDDEN);
        let form = Request::post("/api/correct")
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, "text/plain")
            .body(Body::from("{}"))
            .unwrap();
        assert_eq!(ask(&router, form).await.0, StatusCode::FORBIDDEN);
        let (_, response, body) = ask(&router, get("/api/article?id=a")).await;
        // The hostile headline stays text: the browser is told that this is JSON and nothing else.
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
        assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert!(String::from_utf8_lossy(&body).contains("<script>"));
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self';") && !policy.contains("unsafe"), "{policy}");
    });
}

#[test]
fn every_view_is_the_page() {
    run(async {
        let (router, _folder) = desk();
        for uri in ["/", "/article?id=a", "/no-such-view"] {
            let (status, response, body) = ask(&router, get(uri)).await;
            assert_eq!(
                (status, &response.headers()[header::CONTENT_TYPE]),
                (StatusCode::OK, &"text/html; charset=utf-8".parse().unwrap())
            );
            assert!(String::from_utf8_lossy(&body).contains("Marsad"));
        }
        assert_eq!(ask(&router, get("/assets/none.js")).await.0, StatusCode::NOT_FOUND);
    });
}

#[test]
fn other_machines_are_not_served() {
    let desk = Desk { ledger: ":memory:".into(), terms: Arc::new(terms), about: vec![], names: vec![] };
    let error = desk.serve("0.0.0.0:0".parse().unwrap(), |_| panic!("it listens")).unwrap_err();
    assert!(error.to_string().contains("no accounts"), "{error}");
}
