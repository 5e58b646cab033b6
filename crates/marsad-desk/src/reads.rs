//! Questions to the ledger.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use axum::extract::{Extension, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use marsad_ledger::{Asked, Ledger};
use serde::Serialize;
use serde_json::{Value, json};

use crate::accounts::User;
use crate::answer;
use crate::error::{Error, Result};
use crate::params::Params;
use crate::state::App;

/// Parameters as axum reads them.
pub type Given = Query<Vec<(String, String)>>;
type Shared = State<Arc<App>>;

/// Names of states and bodies by code, and of offices.
static NAMES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/names.json"));
/// Offices with years by English names of people: code, role, office, first and last year.
static HELD: LazyLock<BTreeMap<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/held.json"))).unwrap_or_default());
/// Figures of the coder, from the table that `cargo xtask accuracy` writes.
static ACCURACY: &str = include_str!("../../../docs/accuracy.md");
/// The API's description.
static OPENAPI: &str = include_str!("openapi.json");

/// Asks the ledger and answers in JSON.
async fn ask<T: Serialize + Send + 'static>(
    app: Arc<App>,
    headers: HeaderMap,
    work: impl FnOnce(&mut Ledger, &App) -> Result<T> + Send + 'static,
) -> Result<Response> {
    let value = app.ask(work).await?;
    answer::json(&headers, &value)
}

/// The API's description.
pub async fn openapi(headers: HeaderMap) -> Response {
    answer::tagged(&headers, "application/json", OPENAPI.as_bytes().to_vec())
}

/// Names of codes and offices.
pub async fn names(headers: HeaderMap) -> Response {
    answer::tagged(&headers, "application/json", NAMES.to_vec())
}

/// What the ledger holds and which version serves it.
pub async fn head(State(app): Shared, headers: HeaderMap) -> Result<Response> {
    ask(app, headers, |ledger, app| app.head(ledger)).await
}

/// Who asks, and the token that changes need.
pub async fn session(
    State(app): Shared,
    Extension(user): Extension<Option<User>>,
    headers: HeaderMap,
) -> Result<Response> {
    let value = match user {
        Some(u) => json!({ "name": u.name, "role": u.role, "token": u.token, "accounts": app.accounts.is_some() }),
        None => json!({ "name": null, "role": null, "token": null, "accounts": true }),
    };
    answer::json(&headers, &value)
}

/// The last row of the table of figures, by column.
fn accuracy() -> Vec<(String, String)> {
    let cells =
        |line: &str| -> Vec<String> { line.trim_matches('|').split('|').map(|c| c.trim().to_owned()).collect() };
    let rows: Vec<&str> =
        ACCURACY.lines().skip_while(|l| !l.starts_with('|')).take_while(|l| l.starts_with('|')).collect();
    match (rows.first(), rows.last()) {
        (Some(head), Some(last)) if rows.len() > 2 => cells(head).into_iter().zip(cells(last)).skip(1).collect(),
        _ => Vec::new(),
    }
}

/// How the coder does, and what it is.
pub async fn method(State(app): Shared, headers: HeaderMap) -> Result<Response> {
    ask(app, headers, |ledger, app| {
        let mut head = app.head(ledger)?;
        head["stats"] = json!(ledger.stats()?);
        head["accuracy"] = json!(accuracy());
        head["schema"] = json!(marsad_record::SCHEMA_VERSION);
        Ok(head)
    })
    .await
}

/// A page of articles.
pub async fn articles(State(app): Shared, Query(given): Given, headers: HeaderMap) -> Result<Response> {
    let p = Params(given);
    p.known(&["limit", "after"], false)?;
    let limit = p.limit()?;
    ask(app, headers, move |ledger, _| Ok(ledger.articles_page(p.one("after"), limit)?)).await
}

/// One article.
pub async fn article(State(app): Shared, Query(given): Given, headers: HeaderMap) -> Result<Response> {
    let p = Params(given);
    p.known(&["id"], false)?;
    p.needed("id")?;
    ask(app, headers, move |ledger, _| Ok(ledger.article(p.needed("id")?)?)).await
}

/// What was set aside of an article, where the ledger keeps its text.
pub async fn aside(State(app): Shared, Query(given): Given, headers: HeaderMap) -> Result<Response> {
    let p = Params(given);
    p.known(&["id"], false)?;
    p.needed("id")?;
    ask(app, headers, move |ledger, app| {
        let article = ledger.article(p.needed("id")?)?;
        let title = article.summary.title.as_deref().unwrap_or_default();
        Ok(match (&article.text, &article.record) {
            (Some(text), Some(record)) => (app.aside)(title, text, record),
            _ => Vec::new(),
        })
    })
    .await
}

/// A page of events.
pub async fn events(State(app): Shared, Query(given): Given, headers: HeaderMap) -> Result<Response> {
    let p = Params(given);
    p.known(&["limit", "after"], true)?;
    let (filter, limit) = (p.filter()?, p.limit()?);
    ask(app, headers, move |ledger, app| Ok(ledger.events_page(&filter, p.one("after"), limit, app.terms())?)).await
}

/// A page of acts.
pub async fn acts(State(app): Shared, Query(given): Given, headers: HeaderMap) -> Result<Response> {
    let p = Params(given);
    p.known(&["limit", "after"], true)?;
    let (filter, limit) = (p.filter()?, p.limit()?);
    ask(app, headers, move |ledger, app| Ok(ledger.acts_page(&filter, p.one("after"), limit, app.terms())?)).await
}

/// One act with all its reports.
pub async fn act(State(app): Shared, Query(given): Given, headers: HeaderMap) -> Result<Response> {
    let p = Params(given);
    p.known(&["id"], false)?;
    ask(app, headers, move |ledger, _| Ok(ledger.act(p.needed("id")?)?)).await
}

/// Counts of acts by type, status and pair.
pub async fn counts(State(app): Shared, Query(given): Given, headers: HeaderMap) -> Result<Response> {
    let p = Params(given);
    p.known(&[], true)?;
    let filter = p.filter()?;
    ask(app, headers, move |ledger, app| Ok(ledger.tally(&filter, app.terms())?)).await
}

/// Acts over time.
pub async fn series(State(app): Shared, Query(given): Given, headers: HeaderMap) -> Result<Response> {
    let p = Params(given);
    p.known(&["step"], true)?;
    let (filter, step) = (p.filter()?, p.step()?);
    ask(app, headers, move |ledger, app| Ok(ledger.series(&filter, step, app.terms())?)).await
}

/// Events by place.
pub async fn places(State(app): Shared, Query(given): Given, headers: HeaderMap) -> Result<Response> {
    let p = Params(given);
    p.known(&["limit"], true)?;
    let (filter, limit) = (p.filter()?, p.limit()?);
    ask(app, headers, move |ledger, app| Ok(ledger.places(&filter, limit, app.terms())?)).await
}

/// Articles by their words.
pub async fn search(State(app): Shared, Query(given): Given, headers: HeaderMap) -> Result<Response> {
    let p = Params(given);
    p.known(&["q", "limit"], false)?;
    let limit = p.limit()?;
    ask(app, headers, move |ledger, app| Ok(ledger.search(p.needed("q")?, limit, app.terms())?)).await
}

/// A party.
pub async fn actor(State(app): Shared, Query(given): Given, headers: HeaderMap) -> Result<Response> {
    let p = Params(given);
    p.known(&["who"], false)?;
    let who = Asked::parse(p.needed("who")?)?;
    ask(app, headers, move |ledger, app| {
        let profile = ledger.profile(&who, app.terms())?;
        let people = profile.offices.iter().filter(|o| o.kind == "person").filter_map(|o| o.name_en.as_deref());
        let held: BTreeMap<&str, &Value> =
            people.filter_map(|name| HELD.get_key_value(name)).map(|(name, held)| (name.as_str(), held)).collect();
        let mut answer = serde_json::to_value(&profile)?;
        answer["held"] = json!(held);
        Ok(answer)
    })
    .await
}

/// The day as of which plans and tracks are judged.
fn today(p: &Params) -> String {
    p.one("today").map_or_else(|| crate::state::now().chars().take(10).collect(), str::to_owned)
}

/// Negotiations.
pub async fn tracks(State(app): Shared, Query(given): Given, headers: HeaderMap) -> Result<Response> {
    let p = Params(given);
    p.known(&["name", "party", "today", "limit"], false)?;
    let limit = p.limit()?;
    ask(app, headers, move |ledger, _| Ok(ledger.tracks(p.one("name"), p.one("party"), &today(&p), limit)?)).await
}

/// One negotiation.
pub async fn track(State(app): Shared, Query(given): Given, headers: HeaderMap) -> Result<Response> {
    let p = Params(given);
    p.known(&["id", "today"], false)?;
    ask(app, headers, move |ledger, _| Ok(ledger.track(p.needed("id")?, &today(&p))?)).await
}

/// What is planned or due.
pub async fn agenda(State(app): Shared, Query(given): Given, headers: HeaderMap) -> Result<Response> {
    let p = Params(given);
    p.known(&["from", "to", "today"], false)?;
    ask(app, headers, move |ledger, _| Ok(ledger.agenda(p.needed("from")?, p.needed("to")?, &today(&p))?)).await
}

/// Corrections, all or of an article.
pub async fn corrections(State(app): Shared, headers: HeaderMap) -> Result<Response> {
    ask(app, headers, |ledger, _| Ok(ledger.corrections()?)).await
}

/// Notes on something.
pub async fn notes(State(app): Shared, Query(given): Given, headers: HeaderMap) -> Result<Response> {
    let p = Params(given);
    p.known(&["kind", "subject"], false)?;
    ask(app, headers, move |ledger, _| Ok(ledger.notes(p.needed("kind")?, p.needed("subject")?)?)).await
}

/// Who changed what.
pub async fn audit(State(app): Shared, Query(given): Given, headers: HeaderMap) -> Result<Response> {
    let p = Params(given);
    p.known(&["limit"], false)?;
    let limit = p.limit()?;
    ask(app, headers, move |ledger, _| Ok::<_, Error>(json!(ledger.audited(limit)?) as Value)).await
}

#[cfg(test)]
mod tests {
    use super::accuracy;

    #[test]
    fn figures_of_the_last_run_are_found() {
        let figures = accuracy();
        let mentions = figures.iter().find(|(name, _)| name == "mentions");
        let value = mentions.and_then(|(_, v)| v.parse::<f64>().ok());
        assert!(value.is_some_and(|v| v > 0.5 && v < 1.0), "{figures:?}");
    }
}
