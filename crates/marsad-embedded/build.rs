//! Compiles `lexicon/` into tables and their text.

use std::path::Path;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lexicon");
    println!("cargo::rerun-if-changed={}", root.display());
    let compiled = marsad_lexicon::Sources::read(&root).and_then(|sources| marsad_lexicon::Lexicon::compile(&sources));
    match (compiled, std::env::var_os("OUT_DIR")) {
        (Ok(lexicon), Some(out)) => {
            let (tables, text) = lexicon.to_stored();
            let out = Path::new(&out);
            let written = std::fs::write(out.join("lexicon.bin"), tables)
                .and_then(|()| std::fs::write(out.join("lexicon.txt"), text));
            if let Err(e) = written {
                println!("cargo::error=cannot write into {}: {e}", out.display());
            }
        }
        (Err(e), _) => println!("cargo::error=the lexicon does not compile: {e}"),
        (_, None) => println!("cargo::error=OUT_DIR is not set"),
    }
}
