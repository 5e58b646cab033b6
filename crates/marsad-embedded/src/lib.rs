//! The lexicon of this repository, compiled at build time and carried inside the binary.

use marsad_lexicon::{Lexicon, LexiconError};

static BLOB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin"));

/// Loads the embedded lexicon; takes milliseconds.
///
/// # Errors
/// Only if the binary itself is damaged.
pub fn lexicon() -> Result<Lexicon, LexiconError> {
    Lexicon::from_bytes(BLOB)
}
