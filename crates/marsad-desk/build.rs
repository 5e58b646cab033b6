//! Takes the page's built files, the names of states, bodies and offices, and who held which office when into the library.
//!
//! The page is optional: without `desk/dist` the list is empty, and the server says how to build it.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use marsad_lexicon::Sources;

fn main() -> Result<(), Box<dyn Error>> {
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
    let lexicon = root.join("lexicon");
    for part in ["states.tsv", "bodies.tsv", "offices.tsv", "codes/offices.tsv", "people"] {
        println!("cargo:rerun-if-changed={}", lexicon.join(part).display());
    }
    let sources = Sources::read(&lexicon)?;
    fs::write(out.join("names.json"), names(&sources))?;
    Ok(fs::write(out.join("held.json"), held(&sources))?)
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

fn quoted(s: &str) -> String {
    format!("\"{}\"", s.replace('\\', "\\\\").replace('"', "\\\""))
}

fn object(all: &BTreeMap<&str, String>) -> String {
    let rows: Vec<String> = all.iter().map(|(key, value)| format!("{}:{value}", quoted(key))).collect();
    format!("{{{}}}", rows.join(","))
}

/// What codes and offices are called, as JSON: `codes` with the first English and Arabic name of each, `offices` with the first Arabic
/// phrase of each English one.
fn names(sources: &Sources) -> String {
    let mut codes: BTreeMap<&str, String> = BTreeMap::new();
    // Columns of the English name and the Arabic names.
    for (file, english, arabic) in [("states.tsv", 1, 2), ("bodies.tsv", 6, 5)] {
        for row in sources.rows(file) {
            let (code, arabic) = (row.cell(0), row.list(arabic).next().unwrap_or("").trim_end_matches('?'));
            // What many bodies share names none of them.
            if !code.is_empty() && !arabic.is_empty() && !["NSA", "IGO", "NGO"].contains(&code) {
                codes.entry(code).or_insert_with(|| format!("[{},{}]", quoted(row.cell(english)), quoted(arabic)));
            }
        }
    }
    let mut offices: BTreeMap<&str, String> = BTreeMap::new();
    for row in sources.rows("offices.tsv").filter(|row| row.cell(2) == "person") {
        offices.entry(row.cell(3)).or_insert_with(|| quoted(row.cell(0).trim_end_matches('?')));
    }
    for row in sources.rows("codes/offices.tsv") {
        offices.entry(row.cell(0)).or_insert_with(|| quoted(row.cell(1)));
    }
    format!("{{\"codes\":{},\"offices\":{}}}", object(&codes), object(&offices))
}

/// Offices with years of the people that the lexicon lists, as JSON by their English names: code, role, office, first and last year.
fn held(sources: &Sources) -> String {
    let mut people: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for row in sources.rows("people/") {
        let held = row.list(3).filter_map(|holding| {
            let [code, role, office, from, until] = holding.split(':').collect::<Vec<_>>()[..] else { return None };
            let year = |year: &str| year.parse().map_or("null".to_owned(), |year: u16| year.to_string());
            Some(format!("[{},{},{},{},{}]", quoted(code), quoted(role), quoted(office), year(from), year(until)))
        });
        people.entry(row.cell(0)).or_default().extend(held);
    }
    object(&people.into_iter().map(|(name, held)| (name, format!("[{}]", held.join(",")))).collect())
}
