//! Compiles `lexicon/` into one blob.

use std::path::Path;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lexicon");
    println!("cargo::rerun-if-changed={}", root.display());
    let compiled = marsad_lexicon::Sources::read(&root).and_then(|sources| marsad_lexicon::Lexicon::compile(&sources));
    let out = std::env::var_os("OUT_DIR").map(|d| Path::new(&d).join("lexicon.bin"));
    match (compiled, out) {
        (Ok(lexicon), Some(out)) => {
            if let Err(e) = std::fs::write(&out, lexicon.to_bytes()) {
                println!("cargo::error=cannot write {}: {e}", out.display());
            }
        }
        (Err(e), _) => println!("cargo::error=the lexicon does not compile: {e}"),
        (_, None) => println!("cargo::error=OUT_DIR is not set"),
    }
}
