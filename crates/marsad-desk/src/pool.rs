//! Open ledgers, each used by one request at a time.

use std::sync::{Condvar, Mutex, PoisonError};

use marsad_ledger::{Ledger, Result};

/// How many requests are answered from the ledger at a time; the others wait. More would only take turns on the same cores.
const LEDGERS: usize = 4;

/// The ledgers that no request uses.
pub struct Pool {
    idle: Mutex<Vec<Ledger>>,
    returned: Condvar,
}

impl Pool {
    /// Opens a ledger several times.
    pub fn open(location: &str) -> Result<Pool> {
        let idle = (0..LEDGERS).map(|_| Ledger::open(location)).collect::<Result<_>>()?;
        Ok(Pool { idle: Mutex::new(idle), returned: Condvar::new() })
    }

    /// Lends a ledger to `ask`, which may block. A ledger whose user panicked is not lent again until all others are gone too: its
    /// transaction was rolled back when it was dropped.
    pub fn with<T>(&self, ask: impl FnOnce(&mut Ledger) -> T) -> T {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let mut ledger = loop {
            match idle.pop() {
                Some(ledger) => break ledger,
                None => idle = self.returned.wait(idle).unwrap_or_else(PoisonError::into_inner),
            }
        };
        drop(idle);
        let out = ask(&mut ledger);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(ledger);
        self.returned.notify_one();
        out
    }
}
