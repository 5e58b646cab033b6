//! Any text: the rules of languages and days end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_ingest::{dates, language};

fuzz_target!(|text: &str| {
    let _ = language::arabic(text);
    let _ = dates::day(text);
});
