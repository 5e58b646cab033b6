//! Any bytes behind the first bytes of each format: it ends, in bounded memory.
#![no_main]

mod caught;

use libfuzzer_sys::fuzz_target;
use marsad_ingest::{Reader, Reject};

const BEGINNINGS: [&[u8]; 12] = [
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.b/\r\nContent-Type: application/http\r\nContent-Length: ",
    b"PK\x03\x04",
    b"PAR1",
    b"\x28\xB5\x2F\xFD",
    b"\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\x03",
    b"[{\"text\":\"",
    b"{\"a\":[{\"text\":\"",
    b"title,text,date\n",
    b"title\ttext\tdate\n",
    b"<rss><channel><item><description>",
    b"\xFF\xFE",
    b"<html><body><p>",
];

fuzz_target!(|bytes: &[u8]| {
    caught::instead_of_the_end();
    let Some((begin, bytes)) = bytes.split_first() else { return };
    let bytes = [BEGINNINGS[usize::from(*begin) % BEGINNINGS.len()], bytes].concat();
    let mut items = 0;
    for item in Reader::new(&bytes[..], "fuzz").largest(1 << 16) {
        items += 1;
        assert!(!matches!(item.result, Err(Reject::Mistake)), "a parser fails");
    }
    assert!(items > 0 || bytes.starts_with(b"WARC") || bytes.starts_with(b"["), "an input without an item");
});
