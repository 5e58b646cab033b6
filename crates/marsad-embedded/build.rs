//! Compiles `lexicon/` into one blob, and keeps its text in another.

use std::path::Path;

use marsad_lexicon::{Lexicon, LexiconError, Sources};

/// The compiled lexicon; and its text without the weights, which are large and never recompiled.
fn blobs(root: &Path) -> Result<[(&'static str, Vec<u8>); 2], LexiconError> {
    let sources = Sources::read(root)?;
    let compiled = Lexicon::compile(&sources)?.to_bytes();
    Ok([("lexicon.bin", compiled), ("sources.bin", sources.without("weights/").to_bytes())])
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lexicon");
    println!("cargo::rerun-if-changed={}", root.display());
    match (blobs(&root), std::env::var_os("OUT_DIR")) {
        (Ok(blobs), Some(folder)) => {
            for (name, bytes) in blobs {
                let path = Path::new(&folder).join(name);
                if let Err(e) = std::fs::write(&path, bytes) {
                    println!("cargo::error=cannot write {}: {e}", path.display());
                }
            }
        }
        (Err(e), _) => println!("cargo::error=the lexicon does not compile: {e}"),
        (_, None) => println!("cargo::error=OUT_DIR is not set"),
    }
}
