//! The desk: a ledger as an HTTP API and as a page for people, from one binary.
//!
//! It binds to the loopback interface only: it knows no accounts, so whoever reaches it may correct.

mod api;
mod guard;
mod page;
mod pool;
mod question;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use marsad_ledger::Term;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::runtime::Builder;

use pool::Pool;

/// Most bytes of a request's body: a correction is small.
const LARGEST_BODY: usize = 1 << 16;

/// Gives the search terms of a text.
pub type Terms = Arc<dyn Fn(&str) -> Vec<Term> + Send + Sync>;

/// What a desk needs to know.
#[derive(Clone)]
pub struct Desk {
    /// The ledger: a SQLite file, or the URL of a PostgreSQL database.
    pub ledger: String,
    /// What a word is.
    pub terms: Terms,
    /// Versions and figures for the page that tells the method, as pairs of a name and a value.
    pub about: Vec<(String, String)>,
    /// What codes are called.
    pub names: Vec<Name>,
}

/// What a code is called.
#[derive(Clone, Debug, Serialize)]
pub struct Name {
    /// The code, such as `IRN` or `UN`.
    pub code: String,
    /// Its English name.
    pub en: String,
    /// Its Arabic name.
    pub ar: String,
}

/// Why a desk cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another machine could reach it.
    #[error(
        "{0} can be reached from other machines, and the desk has no accounts; listen on 127.0.0.1, and let others in through a tunnel"
    )]
    Open(IpAddr),
    /// The address is taken, or not this machine's.
    #[error("cannot listen on {address}: {error}; choose another with --listen")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's error.
        error: std::io::Error,
    },
    /// The ledger cannot be opened.
    #[error(transparent)]
    Ledger(#[from] marsad_ledger::Error),
    /// The system's threads or sockets fail.
    #[error("the server fails: {0}")]
    Io(#[from] std::io::Error),
}

/// What every request shares.
#[derive(Clone)]
struct Shared {
    pool: Arc<Pool>,
    terms: Terms,
    about: Arc<Vec<(String, String)>>,
    names: Arc<Vec<Name>>,
}

impl Desk {
    /// All routes.
    ///
    /// # Errors
    /// If the ledger cannot be opened.
    pub fn router(&self) -> Result<Router, Error> {
        let shared = Shared {
            pool: Arc::new(Pool::open(&self.ledger)?),
            terms: Arc::clone(&self.terms),
            about: Arc::new(self.about.clone()),
            names: Arc::new(self.names.clone()),
        };
        Ok(Router::new()
            .route("/api/about", get(api::about))
            .route("/api/names", get(api::names))
            .route("/api/acts", get(api::acts))
            .route("/api/acts/counts", get(api::counts))
            .route("/api/act", get(api::act))
            .route("/api/events", get(api::events))
            .route("/api/series", get(api::series))
            .route("/api/article", get(api::article))
            .route("/api/search", get(api::search))
            .route("/api/offices", get(api::offices))
            .route("/api/tracks", get(api::tracks))
            .route("/api/track", get(api::track))
            .route("/api/agenda", get(api::agenda))
            .route("/api/corrections", get(api::corrections))
            .route("/api/correct", post(api::correct))
            .route("/api/openapi.json", get(api::description))
            .fallback(page::file)
            .layer(DefaultBodyLimit::max(LARGEST_BODY))
            .layer(from_fn(guard::guard))
            .with_state(shared))
    }

    /// Serves until the process is asked to end; `ready` is told the address once it listens.
    ///
    /// # Errors
    /// If the address is not the loopback interface's or is taken, or the ledger cannot be opened.
    pub fn serve(&self, address: SocketAddr, ready: impl FnOnce(SocketAddr)) -> Result<(), Error> {
        if !address.ip().is_loopback() {
            return Err(Error::Open(address.ip()));
        }
        let router = self.router()?;
        let runtime = Builder::new_multi_thread().enable_io().enable_time().build()?;
        runtime.block_on(async {
            let listener = TcpListener::bind(address).await.map_err(|error| Error::Listen { address, error })?;
            ready(listener.local_addr()?);
            let ended = async {
                // Without signals the process is ended by force, which loses nothing.
                let _ = tokio::signal::ctrl_c().await;
            };
            Ok(axum::serve(listener, router).with_graceful_shutdown(ended).await?)
        })
    }
}
