//! Takes the page's built files and the names of states and bodies into the library.
//!
//! The page is optional: without `desk/dist` the list is empty, and the server says how to build it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../..");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let dist = root.join("desk/dist");
    println!("cargo:rerun-if-changed=build.rs");
    // A folder that is not there yet is watched by the one that will hold it.
    let watched = if dist.is_dir() { dist.clone() } else { root.join("desk") };
    println!("cargo:rerun-if-changed={}", watched.display());
    let mut files = Vec::new();
    if dist.is_dir() {
        walk(&dist, &mut files)?;
    }
    files.sort();
    let mut code = String::from("/// The page's files by path.\npub static FILES: &[(&str, &[u8])] = &[\n");
    for file in &files {
        let name = file.strip_prefix(&dist).unwrap_or(file).display().to_string();
        // Writing to a string cannot fail.
        let _ = writeln!(code, "    ({name:?}, include_bytes!({:?})),", file.canonicalize()?.display().to_string());
    }
    code.push_str("];\n");
    fs::write(out.join("files.rs"), code)?;
    names(&root.join("lexicon"), &out.join("names.json"))
}

fn walk(folder: &Path, out: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, out)?;
        } else if path.extension().is_none_or(|e| e != "woff") {
            // Every browser that the page is built for takes the smaller WOFF2 beside it.
            out.push(path);
        }
    }
    Ok(())
}

/// The first English and Arabic name of each code, as JSON: `{"IRN": ["Iran", "إيران"]}`.
fn names(lexicon: &Path, to: &Path) -> io::Result<()> {
    let mut names: BTreeMap<String, [String; 2]> = BTreeMap::new();
    // Columns of the code, the English name and the Arabic names.
    for (file, english, arabic) in [("states.tsv", 1, 2), ("bodies.tsv", 6, 5)] {
        let path = lexicon.join(file);
        println!("cargo:rerun-if-changed={}", path.display());
        for line in fs::read_to_string(path)?.lines().filter(|l| !l.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let (Some(code), Some(english), Some(arabic)) = (cells.first(), cells.get(english), cells.get(arabic))
            else {
                continue;
            };
            let arabic = arabic.split(" | ").next().unwrap_or("").trim_end_matches('?');
            // What many bodies share names none of them.
            if code.is_empty() || arabic.is_empty() || ["NSA", "IGO", "NGO"].contains(code) {
                continue;
            }
            names.entry((*code).to_owned()).or_insert_with(|| [(*english).to_owned(), arabic.to_owned()]);
        }
    }
    let quoted = |s: &str| format!("\"{}\"", s.replace('\\', "\\\\").replace('"', "\\\""));
    let rows: Vec<String> =
        names.iter().map(|(code, [e, a])| format!("{}:[{},{}]", quoted(code), quoted(e), quoted(a))).collect();
    fs::write(to, format!("{{{}}}", rows.join(",")))
}
