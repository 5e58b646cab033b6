//! Changes: corrections, taking them back, notes, logging in and out. Each is written down with who made it.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{ConnectInfo, Extension, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use marsad_ledger::{By, Kind, Ledger};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::accounts::User;
use crate::error::{Error, Result};
use crate::guard::{COOKIE, session};
use crate::params::Params;
use crate::reads::Given;
use crate::state::{App, now};

/// Longest reason or note, in bytes.
const LONGEST: usize = 8_000;

/// A correction as the page sends it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correct {
    kind: String,
    event: String,
    #[serde(default)]
    other: Option<String>,
    #[serde(default)]
    change: std::collections::BTreeMap<String, String>,
    #[serde(default)]
    why: String,
    /// Who corrects, where there are no accounts.
    #[serde(default)]
    by: Option<String>,
}

/// A note as the page sends it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Write {
    kind: String,
    subject: String,
    words: String,
    #[serde(default)]
    by: Option<String>,
}

/// Who logs in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogIn {
    name: String,
    password: String,
}

fn body<T>(given: std::result::Result<Json<T>, JsonRejection>) -> Result<T> {
    given.map(|Json(value)| value).map_err(|e| match e.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::Refused(e.status(), "the request is too large: 64 KiB at most"),
        _ => Error::Request(e.body_text()),
    })
}

/// The account that changes something; without accounts the name that the page gives.
fn author(user: Option<User>, given: Option<String>) -> String {
    let named = user.and_then(|u| u.name).or(given).unwrap_or_default();
    let named: String = named.trim().chars().take(80).collect();
    if named.is_empty() { "desk".to_owned() } else { named }
}

fn short(text: &str) -> Result<()> {
    if text.len() > LONGEST { Err(Error::Request(format!("more than {LONGEST} bytes of text"))) } else { Ok(()) }
}

/// Links what the change has loosened.
fn settle(ledger: &mut Ledger) -> Result<()> {
    ledger.link(|_| {})?;
    Ok(())
}

/// Keeps a correction.
pub async fn correct(
    State(app): State<Arc<App>>,
    Extension(user): Extension<Option<User>>,
    given: std::result::Result<Json<Correct>, JsonRejection>,
) -> Result<Response> {
    let given = body(given)?;
    short(&given.why)?;
    let kind = Kind::ALL.into_iter().find(|k| k.as_str() == given.kind);
    let kind =
        kind.ok_or_else(|| Error::Request(format!("{:?}: write confirm, edit, reject, join or split", given.kind)))?;
    if matches!(kind, Kind::Join | Kind::Split) != given.other.is_some() {
        return Err(Error::Request("join and split take a second event, \"other\"; the rest take none".to_owned()));
    }
    if (kind == Kind::Edit) == given.change.is_empty() {
        return Err(Error::Request("edit takes the fields to \"change\"; the rest take none".to_owned()));
    }
    let who = author(user, given.by);
    let id = app
        .ask(move |ledger, app| {
            let at = now();
            let change: Vec<(String, String)> = given.change.into_iter().collect();
            let by = By { who: &who, made: at.get(..10).unwrap_or_default(), why: &given.why };
            let id = ledger.correct(kind, &given.event, &change, given.other.as_deref(), by, app.terms())?;
            let detail = json!({ "correction": id, "other": given.other, "change": change, "why": given.why });
            ledger.audit(&at, &who, kind.as_str(), &given.event, &detail.to_string())?;
            settle(ledger)?;
            Ok(id)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))).into_response())
}

/// Takes a correction back.
pub async fn retract(
    State(app): State<Arc<App>>,
    Extension(user): Extension<Option<User>>,
    Path(id): Path<String>,
    Query(given): Given,
) -> Result<Response> {
    let id: i64 = id.parse().map_err(|_| Error::Request(format!("{id:?} is no number of a correction")))?;
    let p = Params(given);
    p.known(&["by"], false)?;
    let who = author(user, p.one("by").map(str::to_owned));
    app.ask(move |ledger, app| {
        let kept = ledger.corrections()?.into_iter().find(|c| c.id == id);
        ledger.retract(id, app.terms())?;
        let subject = kept.as_ref().map_or_else(String::new, |c| c.seen.event.id.clone());
        let detail = kept.map_or(Value::Null, |c| json!({ "correction": id, "kind": c.kind, "change": c.change }));
        ledger.audit(&now(), &who, "undo", &subject, &detail.to_string())?;
        settle(ledger)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Keeps a note.
pub async fn note(
    State(app): State<Arc<App>>,
    Extension(user): Extension<Option<User>>,
    given: std::result::Result<Json<Write>, JsonRejection>,
) -> Result<Response> {
    let given = body(given)?;
    short(&given.words)?;
    let who = author(user, given.by);
    let id = app
        .ask(move |ledger, _| {
            let at = now();
            let by = By { who: &who, made: at.get(..10).unwrap_or_default(), why: &given.words };
            let id = ledger.note(&given.kind, &given.subject, by)?;
            ledger.audit(&at, &who, "note", &given.subject, &json!({ "note": id }).to_string())?;
            Ok(id)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))).into_response())
}

/// The cookie with a session's key; `age` 0 ends it. Behind a proxy that speaks HTTPS it is kept to HTTPS.
fn cookie(headers: &HeaderMap, key: &str, age: u32) -> String {
    let secure = headers.get("x-forwarded-proto").is_some_and(|v| v == "https");
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE}={key}; Path=/; HttpOnly; SameSite=Strict; Max-Age={age}{secure}")
}

/// Opens a session.
pub async fn log_in(
    State(app): State<Arc<App>>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    given: std::result::Result<Json<LogIn>, JsonRejection>,
) -> Result<Response> {
    let given = body(given)?;
    let (key, user) = app
        .ask(move |ledger, app| {
            let accounts = app.accounts.as_ref();
            let accounts = accounts.ok_or(Error::Refused(StatusCode::NOT_FOUND, "this desk has no accounts"))?;
            let opened = accounts.log_in(&given.name, &given.password, from.ip());
            let what = if opened.is_ok() { "log in" } else { "failed log in" };
            let name: String = given.name.chars().take(80).collect();
            // Those beyond the limit are not written down: they could fill the disk.
            if !opened.as_ref().is_err_and(|e| e.status() == StatusCode::TOO_MANY_REQUESTS) {
                ledger.audit(&now(), &name, what, "session", "null")?;
            }
            opened
        })
        .await?;
    let body = json!({ "name": user.name, "role": user.role, "token": user.token, "accounts": true });
    Ok(([(header::SET_COOKIE, cookie(&headers, &key, 12 * 3600))], Json(body)).into_response())
}

/// Ends a session.
pub async fn log_out(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    if let (Some(accounts), Some(key)) = (&app.accounts, session(&headers)) {
        accounts.log_out(key);
    }
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie(&headers, "", 0))]).into_response()
}
