//! The desk: an HTTP API over the ledger, and a page for people who read, check, correct and cite.
//!
//! The server binds to loopback unless told otherwise; on any other address it wants accounts. Nothing that it serves refers to
//! another host. The page's files are compiled in where `desk/dist` was there at build time (`build.rs`).

mod accounts;
mod answer;
mod edits;
mod error;
mod export;
mod guard;
mod page;
mod params;
mod reads;
mod routes;
mod state;

use std::net::SocketAddr;
use std::sync::Arc;

pub use accounts::{Accounts, Role, add_account};
pub use error::{Error, Result};
pub use routes::router;
pub use state::{App, Aside, SetAside, Setup, Words};

/// Serves a ledger until the process is told to stop (Ctrl-C or SIGTERM). `ready` is given the address once requests are answered.
///
/// # Errors
/// If the address is not loopback and there are no accounts, it cannot be bound, or the ledger cannot be opened.
pub fn serve(setup: Setup, listen: SocketAddr, ready: impl FnOnce(SocketAddr)) -> Result<()> {
    if !listen.ip().is_loopback() && setup.accounts.is_none() {
        return Err(Error::Open(listen));
    }
    let app = Arc::new(App::new(setup)?);
    // The ledger is asked on the threads for blocking work; those that speak HTTP wait for the network only.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen).await.map_err(|e| Error::Bind(listen, e))?;
        ready(listener.local_addr()?);
        let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service).with_graceful_shutdown(stop()).await?;
        Ok(())
    })
}

async fn stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            return;
        }
    }
    let _ = interrupt.await;
}
