//! The API as a browser or program meets it.
#![allow(clippy::unwrap_used)]

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use marsad_desk::{Accounts, App, Role, Setup, add_account, router};
use marsad_ledger::{Entry, Ledger, Term};
use serde_json::{Value, json};
use tower::ServiceExt;

fn words(text: &str) -> Vec<Term> {
    let mut at = 0;
    let words = text.split(' ').map(|word| {
        let start = at;
        at += word.chars().count() as u32 + 1;
        Term { key: word.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect(), start, end: at - 1 }
    });
    words.collect()
}

/// A title that would be markup, with a bidi override, and a URL that would be a script.
const TITLE: &str = "<script>alert(1)</script> \u{202E}txet \"quoted\" =1+1";

fn article(id: &str, day: &str, kind: &str) -> Value {
    json!({
        "id": id, "published": day, "outlet": "=cmd()", "url": "javascript:alert(1)", "title": TITLE,
        "text": format!("{id}: talks were held in Muscat"), "language": "ar", "schema": "0.1",
        "events": [{
            "id": format!("{id}#e1"), "type": kind, "mode": null, "cameo": "040", "status": "occurred", "background": false,
            "actors": [{"actor": "a1"}], "recipients": [{"actor": "a2"}], "others": [],
            "date": {"start": day, "end": day, "text": {"field": "text", "start": 0, "end": 3}},
            "duration": null,
            "place": {"name": "Muscat", "country": "OMN", "geonames": 287286, "lat": 23.6, "lon": 58.5,
                      "text": {"field": "text", "start": 0, "end": 3}},
            "topics": [], "reported_by": null, "deadline": null,
            "magnitude": {"killed": null, "injured": null, "detained": null, "crowd": null, "amount": null},
            "confidence": 0.8, "mentions": [{"field": "text", "start": 0, "end": 4, "sentence": [0, 20], "rule": "r"}]
        }],
        "actors": [
            {"id": "a1", "name": "Iran", "name_en": "Iran", "code": "IRN", "role": "GOV", "office": null, "wikidata": null,
             "kind": "state", "mentions": []},
            {"id": "a2", "name": "Oman", "name_en": "Oman", "code": "OMN", "role": "GOV", "office": null, "wikidata": null,
             "kind": "state", "mentions": []}
        ],
        "statements": [], "tracks": []
    })
}

struct Desk {
    app: Arc<App>,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn new(with_accounts: bool) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let location = folder.path().join("l.sqlite").display().to_string();
        let mut ledger = Ledger::open(&location).unwrap();
        let entries: Vec<Entry> = (1..=9)
            .map(|i| article(&format!("n{i}"), &format!("2014-11-0{i}"), if i % 2 == 0 { "CONSULT" } else { "ACCUSE" }))
            .map(|v| Entry::from_json(&v.to_string(), &words).unwrap())
            .collect();
        ledger.add(&entries, "2014-12-01T00:00:00Z").unwrap();
        ledger.link(|_| {}).unwrap();
        let accounts = with_accounts.then(|| {
            let file = folder.path().join("accounts.tsv");
            add_account(&file, "salma", Role::Editor, "a long password").unwrap();
            add_account(&file, "omar", Role::Reader, "a long password").unwrap();
            Accounts::read(&file).unwrap()
        });
        let aside = |_: &str, text: &str, record: &marsad_record::Record| {
            let span = marsad_record::Span { field: marsad_record::Field::Text, start: 0, end: text.len() as u32 };
            vec![marsad_desk::Aside {
                span,
                sentence: [0, record.events.len() as u32],
                event_type: "AID",
                why: "nobody",
            }]
        };
        let setup = Setup { ledger: location, words: Box::new(words), aside: Box::new(aside), accounts, demo: false };
        Desk { app: Arc::new(App::new(setup).unwrap()), _folder: folder }
    }

    async fn send(&self, request: Request<Body>) -> (StatusCode, axum::http::HeaderMap, Vec<u8>) {
        let mut request = request;
        let from: SocketAddr = "127.0.0.1:9".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(from));
        let response = router(self.app.clone()).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts.status, parts.headers, body.collect().await.unwrap().to_bytes().to_vec())
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        let (status, _, body) =
            self.send(Request::get(path).header("host", "localhost").body(Body::empty()).unwrap()).await;
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    async fn change(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Value) -> (StatusCode, Value) {
        let mut request = Request::builder().method(method).uri(path).header("host", "localhost");
        request = request.header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (status, _, body) = self.send(request.body(Body::from(body.to_string())).unwrap()).await;
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    async fn token(&self) -> String {
        self.get("/api/v1/session").await.1["token"].as_str().unwrap().to_owned()
    }

    /// Cookie and token of somebody who logs in.
    async fn log_in(&self, name: &str) -> (String, String) {
        let body = json!({"name": name, "password": "a long password"}).to_string();
        let request = Request::post("/api/v1/session").header("host", "desk.example.org");
        let request = request.header("content-type", "application/json").body(Body::from(body)).unwrap();
        let (status, headers, body) = self.send(request).await;
        assert_eq!(status, StatusCode::OK);
        let cookie = headers["set-cookie"].to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
        let value: Value = serde_json::from_slice(&body).unwrap();
        (cookie.split(';').next().unwrap().to_owned(), value["token"].as_str().unwrap().to_owned())
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_twin() {
    let desk = Desk::new(false);
    // By party they come from another table.
    let by_party = ["/api/v1/events?actor=IRN&", "/api/v1/acts?actor=OMN&actor=IRN&to=2014-11-09&"];
    for path in ["/api/v1/events?", "/api/v1/acts?", "/api/v1/articles?"].into_iter().chain(by_party) {
        let mut seen: Vec<String> = Vec::new();
        let mut after = String::new();
        loop {
            let (status, page) = desk.get(&format!("{path}limit=4{after}")).await;
            assert_eq!(status, StatusCode::OK, "{page}");
            seen.extend(page["items"].as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        assert_eq!(seen.len(), 9, "{path}");
        assert!(seen[0].starts_with("n9") && seen[8].starts_with("n1"), "the newest first: {seen:?}");
    }
}

#[tokio::test]
async fn what_was_set_aside_is_told() {
    let desk = Desk::new(false);
    let (status, aside) = desk.get("/api/v1/aside?id=n1").await;
    assert_eq!(status, StatusCode::OK, "{aside}");
    let length = "n1: talks were held in Muscat".len();
    let told =
        json!([{"field": "text", "start": 0, "end": length, "sentence": [0, 1], "type": "AID", "why": "nobody"}]);
    assert_eq!(aside, told);
    assert_eq!(desk.get("/api/v1/aside?id=n99").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn filters_counts_and_series_agree() {
    let desk = Desk::new(false);
    let (_, page) = desk.get("/api/v1/events?type=CONSULT&actor=IRN&from=2014-11-03").await;
    assert_eq!(page["items"].as_array().unwrap().len(), 3);
    let (_, counts) = desk.get("/api/v1/counts?from=2014-11-03").await;
    assert_eq!(counts["acts"], 7);
    let (_, series) = desk.get("/api/v1/series?actor=IRN&actor=OMN&step=month").await;
    assert_eq!(series[0]["acts"], 9);
    let (_, places) = desk.get("/api/v1/places").await;
    assert_eq!(places[0]["events"], 9);
    let (_, actor) = desk.get("/api/v1/actor?who=IRN").await;
    assert_eq!(actor["partners"][0]["met"], 4);
    assert_eq!(actor["offices"][0]["events"], 9);
    let (_, page) = desk.get("/api/v1/acts?limit=1").await;
    assert_eq!(page["items"][0]["parties"][0]["name_en"], "Iran");
    let (_, hits) = desk.get("/api/v1/search?q=talks").await;
    assert_eq!(hits.as_array().unwrap().len(), 9);
    for wrong in ["events?tpye=CONSULT", "events?after=x", "events?from=yesterday", "agenda?from=2014-01-01", "search"]
    {
        let (status, told) = desk.get(&format!("/api/v1/{wrong}")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong}");
        assert!(told["error"].is_string());
    }
    assert_eq!(desk.get("/api/v1/article?id=none").await.0, StatusCode::NOT_FOUND);
    assert_eq!(desk.get("/api/v1/nothing").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_known_is_not_sent_again_and_headers_bind_the_browser() {
    let desk = Desk::new(false);
    let ask = |tag: Option<String>| {
        let mut request = Request::get("/api/v1/article?id=n1").header("host", "127.0.0.1:8080");
        if let Some(tag) = tag {
            request = request.header("if-none-match", tag);
        }
        desk.send(request.body(Body::empty()).unwrap())
    };
    let (status, headers, body) = ask(None).await;
    assert_eq!(status, StatusCode::OK);
    let tag = headers["etag"].to_str().unwrap().to_owned();
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    // What an article says travels as JSON: nothing of it can be markup here, and nothing is changed.
    assert_eq!(headers["content-type"], "application/json");
    let value: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(value["title"], TITLE);
    let (status, _, body) = ask(Some(tag)).await;
    assert_eq!((status, body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn corrections_are_kept_seen_and_taken_back() {
    let desk = Desk::new(false);
    let token = desk.token().await;
    let own = [("x-marsad-token", token.as_str())];
    let edit = json!({"kind": "edit", "event": "n2#e1", "change": {"status": "denied"}, "why": "the ministry denies", "by": "S"});
    let (status, done) = desk.change("POST", "/api/v1/corrections", &own, edit).await;
    assert_eq!(status, StatusCode::CREATED, "{done}");
    let (_, article) = desk.get("/api/v1/article?id=n2").await;
    assert_eq!(article["record"]["events"][0]["status"], "denied");
    assert_eq!(article["told"]["n2#e1"]["verdict"], "edited");
    assert_eq!(article["corrections"][0]["who"], "S");
    let (status, told) = desk.change("DELETE", "/api/v1/corrections/last", &own, json!(null)).await;
    assert!(status == StatusCode::BAD_REQUEST && told["error"].is_string(), "{status} {told}");
    let path = format!("/api/v1/corrections/{}?by=S", done["id"]);
    assert_eq!(desk.change("DELETE", &path, &own, json!(null)).await.0, StatusCode::NO_CONTENT);
    let (_, article) = desk.get("/api/v1/article?id=n2").await;
    assert_eq!(article["record"]["events"][0]["status"], "occurred");
    assert_eq!(article["told"]["n2#e1"]["verdict"], Value::Null);
    // Both stay written down.
    let (_, audit) = desk.get("/api/v1/audit").await;
    let what: Vec<&str> = audit.as_array().unwrap().iter().map(|a| a["what"].as_str().unwrap()).collect();
    assert_eq!(what, ["undo", "edit"]);
    assert_eq!(audit[0]["who"], "S");
}

#[tokio::test]
async fn joined_acts_are_one_and_split_ones_two() {
    let desk = Desk::new(false);
    let token = desk.token().await;
    let own = [("x-marsad-token", token.as_str())];
    let join = json!({"kind": "join", "event": "n2#e1", "other": "n8#e1", "why": "one round"});
    let (status, done) = desk.change("POST", "/api/v1/corrections", &own, join).await;
    assert_eq!(status, StatusCode::CREATED, "{done}");
    let (_, act) = desk.get("/api/v1/act?id=n8%23e1").await;
    assert_eq!(act["told"].as_array().unwrap().len(), 2);
    let path = format!("/api/v1/corrections/{}", done["id"]);
    desk.change("DELETE", &path, &own, json!(null)).await;
    let (_, act) = desk.get("/api/v1/act?id=n8%23e1").await;
    assert_eq!(act["told"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn other_sites_change_nothing() {
    let desk = Desk::new(false);
    let token = desk.token().await;
    let note = json!({"kind": "article", "subject": "n1", "words": "read"});
    let post = |headers: Vec<(&'static str, String)>| {
        let note = note.clone();
        let desk = &desk;
        async move {
            let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
            desk.change("POST", "/api/v1/notes", &headers, note).await.0
        }
    };
    assert_eq!(post(vec![]).await, StatusCode::FORBIDDEN);
    assert_eq!(post(vec![("x-marsad-token", "guess".to_owned())]).await, StatusCode::FORBIDDEN);
    let cross = ("sec-fetch-site", "cross-site".to_owned());
    assert_eq!(post(vec![("x-marsad-token", token.clone()), cross]).await, StatusCode::FORBIDDEN);
    assert_eq!(post(vec![("x-marsad-token", token)]).await, StatusCode::CREATED);
    // A name that somebody pointed at this machine.
    let request = Request::get("/api/v1/session").header("host", "evil.example.org").body(Body::empty()).unwrap();
    assert_eq!(desk.send(request).await.0, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn readers_read_and_editors_edit() {
    let desk = Desk::new(true);
    assert_eq!(desk.get("/api/v1/events").await.0, StatusCode::UNAUTHORIZED);
    let (_, session) = desk.get("/api/v1/session").await;
    assert_eq!(session["name"], Value::Null);
    let confirm = json!({"kind": "confirm", "event": "n1#e1", "by": "somebody else"});
    for (name, wanted) in [("omar", StatusCode::FORBIDDEN), ("salma", StatusCode::CREATED)] {
        let (cookie, token) = desk.log_in(name).await;
        let own = [("cookie", cookie.as_str()), ("x-marsad-token", token.as_str())];
        let (status, told) = desk.change("POST", "/api/v1/corrections", &own, confirm.clone()).await;
        assert_eq!(status, wanted, "{name}: {told}");
        let (status, _) = desk.change("POST", "/api/v1/corrections", &own[..1], confirm.clone()).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{name} without a token");
        let request =
            Request::get("/api/v1/corrections").header("cookie", cookie.as_str()).body(Body::empty()).unwrap();
        let (status, _, body) = desk.send(request).await;
        assert_eq!(status, StatusCode::OK);
        if name == "salma" {
            let list: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(list[0]["who"], "salma", "the account, not what the page says");
        }
        desk.change("DELETE", "/api/v1/session", &own, json!(null)).await;
        let request = Request::get("/api/v1/events").header("cookie", cookie).body(Body::empty()).unwrap();
        assert_eq!(desk.send(request).await.0, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn bodies_are_bounded() {
    let desk = Desk::new(false);
    let token = desk.token().await;
    let own = [("x-marsad-token", token.as_str())];
    let long = json!({"kind": "article", "subject": "n1", "words": "x".repeat(9_000)});
    assert_eq!(desk.change("POST", "/api/v1/notes", &own, long).await.0, StatusCode::BAD_REQUEST);
    let huge = json!({"kind": "article", "subject": "n1", "words": "x".repeat(90_000)});
    assert_eq!(desk.change("POST", "/api/v1/notes", &own, huge).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn exports_hold_the_view() {
    let desk = Desk::new(false);
    let file = |format: &str| {
        let path = format!("/api/v1/export?type=CONSULT&format={format}");
        desk.send(Request::get(path).header("host", "localhost").body(Body::empty()).unwrap())
    };
    let (_, headers, csv) = file("csv").await;
    assert!(headers["content-disposition"].to_str().unwrap().contains("marsad.csv"));
    let csv = String::from_utf8(csv).unwrap();
    assert_eq!(csv.lines().count(), 5);
    assert!(csv.contains("\"'=cmd()\"") && !csv.contains(",=cmd()"), "no cell runs in a spreadsheet: {csv}");
    let (_, _, lines) = file("json").await;
    assert_eq!(String::from_utf8(lines).unwrap().lines().count(), 4);
    let (_, _, parquet) = file("parquet").await;
    assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
    for (of, count) in [("article=n3", 1), ("act=n3%23e1&act=n4%23e1", 2)] {
        let path = format!("/api/v1/export?{of}&format=json");
        let (_, _, lines) =
            desk.send(Request::get(path).header("host", "localhost").body(Body::empty()).unwrap()).await;
        let lines = String::from_utf8(lines).unwrap();
        assert_eq!(lines.lines().count(), count, "{lines}");
        assert!(lines.contains("\"n3#e1\""), "{lines}");
    }
    let (status, said) = desk.get("/api/v1/export?article=n3&type=AID&format=csv").await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{said}");
}

#[tokio::test]
async fn every_address_is_described() {
    let desk = Desk::new(false);
    let (_, described) = desk.get("/api/v1/openapi.json").await;
    let code = include_str!("../src/routes.rs");
    let routes: Vec<&str> = code.split(".route(\"").skip(1).filter_map(|r| r.split('"').next()).collect();
    let paths = described["paths"].as_object().unwrap();
    let mut described: Vec<&str> = paths.keys().map(String::as_str).collect();
    let mut routes = routes;
    described.sort_unstable();
    routes.sort_unstable();
    assert_eq!(described, routes);
}

/// Holds an answer against its schema: the same keys, and of each the type; `whole` holds the schemas that are referred to.
fn fits(value: &Value, schema: &Value, whole: &Value, at: &str) {
    let schema = match schema["$ref"].as_str() {
        Some(name) => &whole["components"]["schemas"][name.rsplit('/').next().unwrap()],
        None => schema,
    };
    if let Some(any) = schema["anyOf"].as_array() {
        if !value.is_null() {
            fits(value, &any[0], whole, at);
        }
        return;
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    assert!(kinds.contains(&kind), "{at}: {kind} is none of {kinds:?}");
    if let Some(closed) = schema["enum"].as_array() {
        assert!(closed.contains(value), "{at}: {value} is none of {closed:?}");
    }
    if let (Some(object), Some(fields)) = (value.as_object(), schema["properties"].as_object()) {
        let keys =
            |map: &serde_json::Map<String, Value>| map.keys().cloned().collect::<std::collections::BTreeSet<_>>();
        assert_eq!(keys(object), keys(fields), "{at}");
        object.iter().for_each(|(key, value)| fits(value, &fields[key], whole, &format!("{at}.{key}")));
    } else if let Some(object) = value.as_object() {
        let each = schema.get("additionalProperties");
        each.into_iter()
            .for_each(|s| object.iter().for_each(|(key, value)| fits(value, s, whole, &format!("{at}.{key}"))));
    }
    for (i, item) in value.as_array().into_iter().flatten().enumerate() {
        let each = schema["prefixItems"].get(i).or_else(|| schema.get("items"));
        each.into_iter().for_each(|s| fits(item, s, whole, &format!("{at}[{i}]")));
    }
}

#[tokio::test]
async fn answers_are_as_described() {
    let desk = Desk::new(false);
    let token = desk.token().await;
    let own = [("x-marsad-token", token.as_str())];
    let edit = json!({"kind": "edit", "event": "n2#e1", "change": {"status": "denied"}});
    desk.change("POST", "/api/v1/corrections", &own, edit).await;
    desk.change("POST", "/api/v1/notes", &own, json!({"kind": "act", "subject": "n1#e1", "words": "read"})).await;
    let (_, whole) = desk.get("/api/v1/openapi.json").await;
    for (path, operations) in whole["paths"].as_object().unwrap() {
        let asked = match path.as_str() {
            "/article" | "/aside" => "?id=n2",
            "/act" => "?id=n2%23e1",
            "/search" => "?q=talks",
            "/actor" => "?who=IRN",
            "/agenda" => "?from=2014-01-01&to=2015-01-01&today=2014-12-01",
            "/notes" => "?kind=act&subject=n1%23e1",
            // No negotiation is told, a file is no JSON, and a correction is not read by its number.
            "/track" | "/export" | "/corrections/{id}" => continue,
            _ => "",
        };
        let (status, answer) = desk.get(&format!("/api/v1{path}{asked}")).await;
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        fits(&answer, &operations["get"]["responses"]["200"]["content"]["application/json"]["schema"], &whole, path);
    }
}
