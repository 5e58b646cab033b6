//! The lexicon of this repository, compiled at build time and carried inside the binary.

use marsad_lexicon::{Lexicon, LexiconError, Sources};

static BLOB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin"));

static SOURCES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sources.bin"));

/// Loads the embedded lexicon; takes milliseconds.
///
/// # Errors
/// Only if the binary itself is damaged.
pub fn lexicon() -> Result<Lexicon, LexiconError> {
    Lexicon::from_bytes(BLOB)
}

/// The text that the embedded lexicon was compiled from, without its weights, for extra folders to be laid over.
///
/// # Errors
/// Only if the binary itself is damaged.
pub fn sources() -> Result<Sources, LexiconError> {
    Sources::from_bytes(SOURCES)
}
