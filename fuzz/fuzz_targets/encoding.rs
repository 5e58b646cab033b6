//! Any bytes as text: what is decoded is decoded again to the same, and repairing ends.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_ingest::encoding;

fuzz_target!(|input: (Option<String>, Vec<u8>)| {
    let (declared, bytes) = input;
    if let Ok(decoded) = encoding::decode(&bytes, declared.as_deref()) {
        assert_eq!(encoding::decode(&bytes, declared.as_deref()).map(|d| d.text).ok(), Some(decoded.text.clone()));
        let _ = encoding::repair(&decoded.text);
    }
});
