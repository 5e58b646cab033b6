//! Compiles `lexicon/` into tables and their text, and keeps what the researchers wrote in another file.

use std::path::Path;

use marsad_lexicon::{Lexicon, LexiconError, Sources};
use twox_hash::XxHash3_64;

/// The compiled lexicon's tables and text; its sources without what is never recompiled, the weights and the examples; and what
/// tells this lexicon from others.
fn files(root: &Path) -> Result<[(&'static str, Vec<u8>); 4], LexiconError> {
    let sources = Sources::read(root)?;
    let version = format!("{:016x}", XxHash3_64::oneshot(&sources.to_bytes()));
    let (tables, text) = Lexicon::compile(&sources)?.to_stored();
    Ok([
        ("lexicon.bin", tables),
        ("lexicon.txt", text.into()),
        ("sources.bin", sources.without("weights/").without("examples/").without("articles/").to_bytes()),
        ("version.txt", version.into()),
    ])
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lexicon");
    println!("cargo::rerun-if-changed={}", root.display());
    match (files(&root), std::env::var_os("OUT_DIR")) {
        (Ok(files), Some(folder)) => {
            for (name, bytes) in files {
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
