//! What all requests share: the ledger's connections, the language's words, and accounts.

use std::sync::{Mutex, PoisonError};

use marsad_ledger::{Ledger, Term, Terms};
use marsad_record::{Record, Span};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::accounts::Accounts;
use crate::error::{Error, Result};

/// What a word is: the ledger knows no language.
pub type Words = Box<dyn Fn(&str) -> Vec<Term> + Send + Sync>;

/// An act that words of an article might tell and that is not on record.
#[derive(Clone, Debug, Serialize)]
pub struct Aside {
    /// The words.
    #[serde(flatten)]
    pub span: Span,
    /// First and last scalar value of their sentence.
    pub sentence: [u32; 2],
    /// The PLOVER type that they might tell.
    #[serde(rename = "type")]
    pub event_type: &'static str,
    /// Why it is not on record: a word of a closed set, `openapi.json` lists it.
    pub why: &'static str,
}

/// What was set aside of an article's title and text when its record was made.
pub type SetAside = Box<dyn Fn(&str, &str, &Record) -> Vec<Aside> + Send + Sync>;

/// What the desk is made of.
pub struct Setup {
    /// The ledger: a SQLite file or the URL of a PostgreSQL database.
    pub ledger: String,
    /// What a word is.
    pub words: Words,
    /// What was set aside of an article: the desk cannot read one.
    pub aside: SetAside,
    /// Who may read and edit; none: everybody who reaches the address.
    pub accounts: Option<Accounts>,
    /// Whether the ledger is the one of the shipped examples.
    pub demo: bool,
}

/// Connections to the ledger, each with its memory.
const CONNECTIONS: usize = 4;
/// Memory for pages of all connections, in KiB.
const MEMORY: usize = 192 << 10;

/// What all requests share.
pub struct App {
    location: String,
    words: Words,
    pub(crate) aside: SetAside,
    pub(crate) accounts: Option<Accounts>,
    demo: bool,
    idle: Mutex<Vec<Ledger>>,
    turns: Semaphore,
    /// A secret of this process that a page must repeat to change anything where there are no accounts.
    pub(crate) token: String,
}

impl App {
    /// Opens the ledger.
    ///
    /// # Errors
    /// If it cannot be opened, or the system gives no random bytes.
    pub fn new(setup: Setup) -> Result<App> {
        let app = App {
            location: setup.ledger,
            words: setup.words,
            aside: setup.aside,
            accounts: setup.accounts,
            demo: setup.demo,
            idle: Mutex::new(Vec::new()),
            turns: Semaphore::new(CONNECTIONS),
            token: crate::accounts::secret()?,
        };
        let first = app.open()?;
        lock(&app.idle).push(first);
        Ok(app)
    }

    fn open(&self) -> Result<Ledger> {
        let mut ledger = Ledger::open(&self.location)?;
        ledger.hold(MEMORY / CONNECTIONS)?;
        Ok(ledger)
    }

    /// What a word is, as the ledger takes it.
    pub(crate) fn terms(&self) -> Terms<'_> {
        &*self.words
    }

    /// Asks the ledger on a thread of its own; requests that find all connections taken wait.
    pub(crate) async fn ask<T: Send + 'static>(
        self: std::sync::Arc<Self>,
        work: impl FnOnce(&mut Ledger, &App) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let app = self.clone();
        let _turn = self.turns.acquire().await.map_err(|_| Error::CutOff)?;
        tokio::task::spawn_blocking(move || {
            let taken = lock(&app.idle).pop();
            let mut ledger = match taken {
                Some(ledger) => ledger,
                None => app.open()?,
            };
            let done = work(&mut ledger, &app);
            // After an error of the database the connection may be closed: the next request opens one.
            if !done.as_ref().is_err_and(|e| e.status().is_server_error()) {
                lock(&app.idle).push(ledger);
            }
            done
        })
        .await
        .map_err(|_| Error::CutOff)?
    }

    /// What a page must know before it shows anything.
    pub(crate) fn head(&self, ledger: &mut Ledger) -> Result<Value> {
        Ok(json!({
            "version": env!("CARGO_PKG_VERSION"),
            "demo": self.demo,
            "accounts": self.accounts.is_some(),
            "latest": ledger.latest()?,
        }))
    }
}

/// A lock whose holder panicked still guards whole values here: each is replaced in one step.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Now, as ISO date and time.
pub(crate) fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
