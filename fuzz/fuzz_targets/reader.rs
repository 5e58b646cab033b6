//! Any bytes through the reader, whatever they seem to be: it ends, lines in a file are counted upwards, and nothing comes without
//! a text or a reason. The first byte chooses the file's name. Files of every kind to begin with are those that the test
//! `crates/marsad/tests/reading.rs` leaves in `target/tmp/reading-all/in`.
#![no_main]

mod caught;

use libfuzzer_sys::fuzz_target;
use marsad_ingest::{Reader, Reject};

const NAMES: [&str; 4] = ["fuzz.jsonl", "fuzz.txt", "fuzz.csv", "-"];

fuzz_target!(|bytes: &[u8]| {
    caught::instead_of_the_end();
    let Some((name, bytes)) = bytes.split_first() else { return };
    let mut last = (String::new(), 0);
    let mut items = 0;
    for item in Reader::new(bytes, NAMES[usize::from(name % 4)]).largest(1 << 12) {
        assert!(item.file != last.0 || item.line >= last.1, "{} after {last:?}", item.line);
        last = (item.file, item.line);
        items += 1;
        match item.result {
            Ok(article) => assert!(!article.text.trim().is_empty() && !article.id.is_empty()),
            Err(Reject::Mistake) => panic!("a parser fails"),
            Err(why) => assert!(!why.to_string().is_empty() && !why.cause().is_empty()),
        }
    }
    assert!(items > 0 || bytes.len() > 20, "an input without an item");
});
