//! Records of a watch into the ledger.

use marsad_ledger::{Entry, Error, Ledger};
use marsad_lexicon::Lexicon;
use marsad_watch::{Sink, SinkError};

use crate::ledger::{now, shown};

/// Adds records to a ledger. A batch is one transaction, and a record that is there already as it is stays alone: so a batch that is
/// delivered again leaves what one delivery leaves, wherever the first was cut off, and there is no position to keep.
pub struct LedgerSink<'a> {
    location: String,
    /// `None` after an error: the database may have been started anew in between.
    ledger: Option<Ledger>,
    lexicon: &'a Lexicon,
}

impl<'a> LedgerSink<'a> {
    /// Opens a ledger: a SQLite file, or a database of PostgreSQL by its URL.
    pub fn open(location: &str, lexicon: &'a Lexicon) -> Result<LedgerSink<'a>, SinkError> {
        let mut sink = LedgerSink { location: location.to_owned(), ledger: None, lexicon };
        match sink.opened() {
            Ok(_) => Ok(sink),
            Err(e) => Err(sink.wrong(e)),
        }
    }

    fn wrong(&self, error: Error) -> SinkError {
        SinkError::Other { output: shown(&self.location), error: Box::new(error) }
    }

    fn opened(&mut self) -> Result<&mut Ledger, Error> {
        let open = match self.ledger.take() {
            Some(open) => open,
            None => Ledger::open(&self.location)?,
        };
        Ok(self.ledger.insert(open))
    }

    fn add(&mut self, entries: &[Entry]) -> Result<(), Error> {
        let now = now();
        let added = self.opened()?.add(entries, &now);
        if added.is_err() {
            self.ledger = None;
        }
        added.map(drop)
    }
}

impl Sink for LedgerSink<'_> {
    fn position(&mut self) -> Result<u64, SinkError> {
        Ok(0)
    }

    fn deliver(&mut self, _: u64, records: &[String]) -> Result<(), SinkError> {
        let terms = |text: &str| marsad_terms::terms(self.lexicon, text);
        let entries: Result<Vec<Entry>, Error> = records.iter().map(|r| Entry::from_json(r, &terms)).collect();
        let entries = entries.map_err(|e| self.wrong(e))?;
        // Once more: a database that was started anew has closed the connection, which shows only now.
        self.add(&entries).or_else(|_| self.add(&entries)).map_err(|e| self.wrong(e))
    }
}
