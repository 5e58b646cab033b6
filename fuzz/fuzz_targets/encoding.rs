//! Any bytes as text: what is decoded is decoded again to the same, and repairing ends. The first byte chooses what was declared.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_ingest::encoding;

const DECLARED: [Option<&str>; 6] =
    [None, Some("utf-8"), Some("windows-1256"), Some("iso-8859-6"), Some("utf-16"), Some("latin1")];

fuzz_target!(|bytes: &[u8]| {
    let Some((declared, bytes)) = bytes.split_first() else { return };
    let declared = DECLARED[usize::from(*declared) % DECLARED.len()];
    if let Ok(decoded) = encoding::decode(bytes, declared) {
        assert_eq!(encoding::decode(bytes, declared).map(|d| d.text).ok(), Some(decoded.text.clone()));
        let _ = encoding::repair(&decoded.text);
    }
});
