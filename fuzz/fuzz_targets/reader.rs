//! Any bytes through the reader: it ends, and lines are counted upwards.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_ingest::Reader;

fuzz_target!(|input: (bool, Vec<u8>)| {
    let (lines, bytes) = input;
    let name = if lines { "fuzz.jsonl" } else { "fuzz.txt" };
    let mut last = 0;
    let mut items = 0;
    for item in Reader::new(&bytes[..], name).largest(1 << 12) {
        assert!(item.line >= last && item.line <= bytes.iter().filter(|&&b| b == b'\n').count() + 1);
        last = item.line;
        items += 1;
        match item.result {
            Ok(article) => assert!(!article.text.trim().is_empty() && !article.id.is_empty()),
            Err(why) => assert!(!why.to_string().is_empty() && !why.cause().is_empty()),
        }
    }
    assert!(items > 0);
});
