//! The lexicon of this repository, compiled at build time and carried inside the binary.

mod load;

pub use load::{LoadError, compile, load, whole};

use marsad_lexicon::{Lexicon, LexiconError, Sources};

static TABLES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin"));
/// Apart from the tables, so that the compiler sees to it that it is UTF-8 and no start has to.
static TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/lexicon.txt"));

static SOURCES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sources.bin"));

/// Which lexicon is embedded: a hash of its files, 16 hexadecimal digits.
pub const VERSION: &str = include_str!(concat!(env!("OUT_DIR"), "/version.txt"));

/// Opens the embedded lexicon; takes milliseconds.
///
/// # Errors
/// Only if the binary itself is damaged.
pub fn lexicon() -> Result<Lexicon, LexiconError> {
    Lexicon::from_stored(TABLES, TEXT)
}

/// The text that the embedded lexicon was compiled from, without its weights, for extra folders to be laid over.
///
/// # Errors
/// Only if the binary itself is damaged.
pub fn sources() -> Result<Sources, LexiconError> {
    Sources::from_bytes(SOURCES)
}
