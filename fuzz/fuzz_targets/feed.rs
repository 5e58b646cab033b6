//! Any bytes as a feed: it is read or set aside.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_ingest::feed;

fuzz_target!(|bytes: &[u8]| {
    for bytes in [bytes.to_vec(), [b"<rss version=\"2.0\"><channel><item>", bytes].concat()] {
        let _ = feed::items(&bytes, Some("https://example.org/feed"));
    }
});
