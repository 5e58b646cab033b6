//! Which address leads where.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{delete, get};

use crate::state::App;
use crate::{edits, export, guard, page, reads};

/// Largest body of a request, in bytes.
const LARGEST: usize = 64 << 10;

/// The API under `/api/v1` (described in `openapi.json`) and the page.
pub fn router(app: Arc<App>) -> Router {
    let api = Router::new()
        .route("/openapi.json", get(reads::openapi))
        .route("/session", get(reads::session).post(edits::log_in).delete(edits::log_out))
        .route("/head", get(reads::head))
        .route("/method", get(reads::method))
        .route("/names", get(reads::names))
        .route("/articles", get(reads::articles))
        .route("/article", get(reads::article))
        .route("/aside", get(reads::aside))
        .route("/events", get(reads::events))
        .route("/acts", get(reads::acts))
        .route("/act", get(reads::act))
        .route("/counts", get(reads::counts))
        .route("/series", get(reads::series))
        .route("/places", get(reads::places))
        .route("/search", get(reads::search))
        .route("/actor", get(reads::actor))
        .route("/tracks", get(reads::tracks))
        .route("/track", get(reads::track))
        .route("/agenda", get(reads::agenda))
        .route("/export", get(export::export))
        .route("/corrections", get(reads::corrections).post(edits::correct))
        .route("/corrections/{id}", delete(edits::retract))
        .route("/notes", get(reads::notes).post(edits::note))
        .route("/audit", get(reads::audit));
    Router::new()
        .nest("/api/v1", api)
        .fallback(get(page::file))
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(from_fn_with_state(app.clone(), guard::guard))
        .with_state(app)
}
