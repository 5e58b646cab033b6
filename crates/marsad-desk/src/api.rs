//! The answers. Each is JSON, carries a tag that changes when the ledger does, and gives the spans and addresses that support it.

use std::hash::Hasher;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::header::{self, HeaderMap};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use marsad_ledger::{Asked, By, Error, Kind, Ledger, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use twox_hash::XxHash3_64;

use crate::Shared;
use crate::question::Question;

/// The description of this API.
const DESCRIPTION: &str = include_str!("openapi.json");

/// Today in UTC, ISO.
fn today() -> String {
    Timestamp::now().strftime("%Y-%m-%d").to_string()
}

fn failed(error: &Error) -> Response {
    let status = match error {
        Error::Usage(_) => StatusCode::BAD_REQUEST,
        Error::Missing(..) => StatusCode::NOT_FOUND,
        Error::Busy => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    (status, Json(json!({ "error": error.to_string() }))).into_response()
}

/// Asks the ledger on a thread that may wait.
async fn blocking<T: Send + 'static>(
    shared: Shared,
    ask: impl FnOnce(&mut Ledger, &Shared) -> Result<T> + Send + 'static,
) -> std::result::Result<T, Response> {
    let asked = tokio::task::spawn_blocking(move || {
        let shared = &shared;
        shared.pool.with(|ledger| ask(ledger, shared))
    });
    match asked.await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(failed(&error)),
        Err(_) => {
            let error = "the question could not be answered; the server goes on";
            Err((StatusCode::INTERNAL_SERVER_ERROR, Json(json!({ "error": error }))).into_response())
        }
    }
}

/// What a handler of a question gets.
pub struct Asking {
    shared: Shared,
    uri: Uri,
    headers: HeaderMap,
    question: Question,
}

impl axum::extract::FromRequestParts<Shared> for Asking {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        shared: &Shared,
    ) -> std::result::Result<Asking, Self::Rejection> {
        let RawQuery(query) = RawQuery::from_request_parts(parts, shared).await?;
        Ok(Asking {
            shared: shared.clone(),
            uri: parts.uri.clone(),
            headers: parts.headers.clone(),
            question: Question::read(query.as_deref()),
        })
    }
}

/// Answers a question, unless the asker still holds the answer.
async fn answer<T: Serialize + Send + 'static>(
    asking: Asking,
    ask: impl FnOnce(&mut Ledger, &Question, &Shared) -> Result<T> + Send + 'static,
) -> Response {
    let Asking { shared, uri, headers, question } = asking;
    let held = headers.get(header::IF_NONE_MATCH).and_then(|t| t.to_str().ok()).map(str::to_owned);
    let done = blocking(shared, move |ledger, shared| {
        let mut hash = XxHash3_64::new();
        // What is due depends on the day.
        for part in [uri.to_string(), ledger.stamp()?, today(), env!("CARGO_PKG_VERSION").to_owned()] {
            hash.write(part.as_bytes());
            hash.write(&[0xFF]);
        }
        let tag = format!("\"{:016x}\"", hash.finish());
        let body = if held.as_deref() == Some(&tag) { None } else { Some(ask(ledger, &question, shared)?) };
        Ok((tag, body))
    });
    match done.await {
        Ok((tag, Some(body))) => {
            ([(header::ETAG, tag), (header::CACHE_CONTROL, "no-cache".into())], Json(body)).into_response()
        }
        Ok((tag, None)) => (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response(),
        Err(response) => response,
    }
}

/// `GET /api/about`: what the ledger holds, and versions.
pub async fn about(asking: Asking) -> Response {
    answer(asking, |ledger, _, shared| {
        let holds: Map<String, Value> = ledger.stats()?.into_iter().map(|(name, n)| (name, n.into())).collect();
        let about: Map<String, Value> = shared.about.iter().map(|(k, v)| (k.clone(), v.as_str().into())).collect();
        Ok(json!({ "holds": holds, "about": about, "today": today() }))
    })
    .await
}

/// `GET /api/names`: what codes are called.
pub async fn names(asking: Asking) -> Response {
    answer(asking, |_, _, shared| Ok(json!({ "names": *shared.names }))).await
}

/// `GET /api/acts`: a page of acts, the latest first.
pub async fn acts(asking: Asking) -> Response {
    answer(asking, |ledger, q, shared| {
        let (acts, next) = ledger.acts_page(&q.filter()?, q.after()?.as_ref(), q.limit()?, &*shared.terms)?;
        Ok(json!({ "acts": acts, "next": next.map(|c| c.to_string()) }))
    })
    .await
}

/// `GET /api/acts/counts`: how many acts of each type, and of which pairs.
pub async fn counts(asking: Asking) -> Response {
    answer(asking, |ledger, q, shared| {
        let filter = q.filter()?;
        let types = ledger.types_of(&filter, &*shared.terms)?;
        let pairs = ledger.pairs_of(&filter, 12, &*shared.terms)?;
        Ok(json!({ "types": types, "pairs": pairs }))
    })
    .await
}

/// `GET /api/act?id=`: an act with all its reports.
pub async fn act(asking: Asking) -> Response {
    answer(asking, |ledger, q, _| ledger.act(q.need("id")?)).await
}

/// `GET /api/events`: events as single articles tell them, by date.
pub async fn events(asking: Asking) -> Response {
    answer(asking, |ledger, q, shared| {
        let mut events = Vec::new();
        ledger.query(&q.filter()?, Some(q.limit()?), &*shared.terms, |event| {
            events.push(event);
            Ok(())
        })?;
        Ok(json!({ "events": events }))
    })
    .await
}

/// `GET /api/series`: acts over time.
pub async fn series(asking: Asking) -> Response {
    answer(asking, |ledger, q, shared| Ok(json!({ "steps": ledger.series(&q.filter()?, q.step()?, &*shared.terms)? })))
        .await
}

/// `GET /api/article?id=`: an article with its record.
pub async fn article(asking: Asking) -> Response {
    answer(asking, |ledger, q, _| ledger.article(q.need("id")?)).await
}

/// `GET /api/search?q=`: articles by their words.
pub async fn search(asking: Asking) -> Response {
    answer(asking, |ledger, q, shared| Ok(json!({ "hits": ledger.search(q.need("q")?, q.limit()?, &*shared.terms)? })))
        .await
}

/// `GET /api/offices?actor=`: names and offices of a party, with their years.
pub async fn offices(asking: Asking) -> Response {
    answer(asking, |ledger, q, shared| {
        let asked = Asked::parse(q.need("actor")?)?;
        Ok(json!({ "offices": ledger.offices(&asked, q.limit()?, &*shared.terms)? }))
    })
    .await
}

/// `GET /api/tracks`: negotiations.
pub async fn tracks(asking: Asking) -> Response {
    answer(asking, |ledger, q, _| {
        let today = q.one("today").map_or_else(today, str::to_owned);
        Ok(json!({ "tracks": ledger.tracks(q.one("name"), q.one("party"), &today, q.limit()?)? }))
    })
    .await
}

/// `GET /api/track?id=`: a negotiation with its acts, statements and deadlines.
pub async fn track(asking: Asking) -> Response {
    answer(asking, |ledger, q, _| {
        let today = q.one("today").map_or_else(today, str::to_owned);
        ledger.track(q.need("id")?, &today)
    })
    .await
}

/// `GET /api/agenda?from=&to=`: what is planned or due, and what became of it.
pub async fn agenda(asking: Asking) -> Response {
    answer(asking, |ledger, q, _| {
        let today = q.one("today").map_or_else(today, str::to_owned);
        Ok(json!({ "agenda": ledger.agenda(q.need("from")?, q.need("to")?, &today)?, "today": today }))
    })
    .await
}

/// `GET /api/corrections`: who corrected what, when and why.
pub async fn corrections(asking: Asking) -> Response {
    answer(asking, |ledger, _, _| Ok(json!({ "corrections": ledger.corrections()? }))).await
}

/// `GET /api/openapi.json`.
pub async fn description() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DESCRIPTION).into_response()
}

/// A correction as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    kind: String,
    event: String,
    other: Option<String>,
    #[serde(default)]
    set: std::collections::BTreeMap<String, String>,
    who: String,
    #[serde(default)]
    why: String,
}

/// `POST /api/correct`: keeps a correction, and links anew what it bears on.
pub async fn correct(State(shared): State<Shared>, body: Bytes) -> Response {
    let sent: Sent = match serde_json::from_slice(&body) {
        Ok(sent) => sent,
        Err(e) => return failed(&Error::Usage(format!("the correction does not read: {e}"))),
    };
    let done = blocking(shared, move |ledger, shared| {
        let kind = match sent.kind.as_str() {
            "confirm" => Kind::Confirm,
            "edit" => Kind::Edit,
            "reject" => Kind::Reject,
            "join" => Kind::Join,
            "split" => Kind::Split,
            other => {
                return Err(Error::Usage(format!(
                    "{other:?} is no correction; write confirm, edit, reject, join or split"
                )));
            }
        };
        if sent.who.trim().is_empty() {
            return Err(Error::Usage("who corrects? give a name or initials".to_owned()));
        }
        if matches!(kind, Kind::Join | Kind::Split) != sent.other.is_some() {
            return Err(Error::Usage("a join or split names a second event as `other`; nothing else does".to_owned()));
        }
        let change: Vec<(String, String)> = sent.set.into_iter().collect();
        let made = today();
        let by = By { who: sent.who.trim(), made: &made, why: &sent.why };
        let id = ledger.correct(kind, &sent.event, &change, sent.other.as_deref(), by, &*shared.terms)?;
        ledger.link(|_| ())?;
        Ok(json!({ "id": id }))
    });
    match done.await {
        Ok(answer) => Json(answer).into_response(),
        Err(response) => response,
    }
}
