//! The folder's text: files, rows, and what is wrong with them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::path::Path;

use marsad_text::fold;
use serde::{Deserialize, Serialize};

use crate::LexiconError;

/// A mistake in a lexicon file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, relative to the lexicon's folder; for a file of an extra folder with that folder.
    pub file: String,
    /// Line, from 1; 0 where the whole file is meant.
    pub line: usize,
    /// What is wrong, and what to do.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// A file of a lexicon.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct File {
    /// Its path relative to the lexicon's folder: what decides which table it belongs to.
    key: String,
    /// Its path as messages name it: the key, and for a file of an extra folder the folder before it.
    shown: String,
    text: String,
    /// 0 for the lexicon itself, then one more for each extra folder.
    layer: usize,
    /// Lines, from 1, whose rows an extra folder overrides.
    hidden: BTreeSet<usize>,
}

impl File {
    /// Its path as messages name it.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// What stands in it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// 0 for the lexicon itself, then one more for each extra folder.
    pub fn layer(&self) -> usize {
        self.layer
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.text
            .lines()
            .enumerate()
            .map(|(i, l)| (i + 1, l))
            .filter(|(line, l)| !l.trim().is_empty() && !l.starts_with('#') && !self.hidden.contains(line))
            .map(|(line, l)| Row {
                file: &self.shown,
                line,
                layer: self.layer,
                cells: l.split('\t').map(str::trim).collect(),
            })
    }
}

/// The text of all files of a lexicon: its own first, then those of each extra folder.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sources {
    files: Vec<File>,
}

/// How the files of the lexicon begin, and the columns that say what a row is about: a row of an extra folder overrides the
/// rows below that are alike in them. No columns: rows are only added.
const TABLES: &[(&str, &[usize])] = &[
    ("states.tsv", &[0]),
    ("bodies.tsv", &[6]),
    ("offices.tsv", &[0]),
    ("groups.tsv", &[0]),
    ("people/", &[0]),
    ("places/", &[0, 2]),
    ("words/verbs", &[0, 1, 2, 3]),
    ("words/nouns", &[0, 2]),
    ("words/adjectives", &[0]),
    ("words/particles", &[0]),
    ("words/names", &[0]),
    ("classes/", &[]),
    ("thesaurus/", &[]),
    ("sources.tsv", &[]),
    ("light.tsv", &[]),
    ("modals.tsv", &[]),
    ("domains.tsv", &[]),
];

/// What a row is about; `None` where it does not say.
fn key_of(row: &Row<'_>, columns: &[usize]) -> Option<Vec<String>> {
    let key: Vec<String> = columns.iter().map(|&c| fold(row.cell(c).trim_end_matches('?'))).collect();
    key.iter().any(|k| !k.is_empty()).then_some(key)
}

impl Sources {
    /// Reads every `.tsv` and `.toml` file below `root`.
    ///
    /// # Errors
    /// If the folder or a file cannot be read or is not UTF-8.
    pub fn read(root: &Path) -> Result<Sources, LexiconError> {
        let mut files = BTreeMap::new();
        walk(root, "", &mut files)?;
        let file =
            |(key, text): (String, String)| File { shown: key.clone(), key, text, layer: 0, hidden: BTreeSet::new() };
        Ok(Sources { files: files.into_iter().map(file).collect() })
    }

    /// Lays an extra folder over these files: its rows are added, and hide the rows below that are about the same. A file that
    /// is no table of the lexicon is a mistake and left out.
    ///
    /// # Errors
    /// If the folder or a file cannot be read or is not UTF-8.
    pub fn add(&mut self, folder: &Path) -> Result<Vec<Problem>, LexiconError> {
        let mut extra = Sources::read(folder)?;
        let layer = self.files.iter().map(|f| f.layer).max().unwrap_or(0) + 1;
        let mut problems = Vec::new();
        extra.files.retain_mut(|file| {
            file.layer = layer;
            file.shown = folder.join(&file.key).display().to_string();
            let known = is_table(&file.key);
            if !known {
                problems.push(Problem { file: file.shown.clone(), line: 0, what: no_table() });
            }
            known
        });
        for (prefix, columns) in TABLES {
            let keys: HashSet<_> = extra.rows(prefix).filter_map(|row| key_of(&row, columns)).collect();
            if !keys.is_empty() {
                self.hide(prefix, |row| key_of(row, columns).is_some_and(|key| keys.contains(&key)));
            }
        }
        self.files.append(&mut extra.files);
        Ok(problems)
    }

    /// Hides rows of the files whose path begins with `prefix`.
    fn hide(&mut self, prefix: &str, overridden: impl Fn(&Row<'_>) -> bool) {
        for file in self.files.iter_mut().filter(|f| f.key.starts_with(prefix)) {
            let lines: Vec<usize> = file.rows().filter(&overridden).map(|row| row.line).collect();
            file.hidden.extend(lines);
        }
    }

    /// The files but those whose path begins with `prefix`.
    pub fn without(mut self, prefix: &str) -> Sources {
        self.files.retain(|f| !f.key.starts_with(prefix));
        self
    }

    /// Whether a file, as messages name it, comes from an extra folder.
    pub fn is_extra(&self, shown: &str) -> bool {
        self.files.iter().any(|f| f.layer > 0 && f.shown == shown)
    }

    /// The file that messages name so.
    pub fn file(&self, shown: &str) -> Option<&File> {
        self.files.iter().find(|f| f.shown == shown)
    }

    /// Files whose path begins with `prefix`.
    pub fn files(&self, prefix: &str) -> impl Iterator<Item = &File> {
        self.files.iter().filter(move |f| f.key.starts_with(prefix))
    }

    /// Rows of all files whose path begins with `prefix`, without those that are overridden.
    pub fn rows<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = Row<'a>> {
        self.files(prefix).flat_map(File::rows)
    }

    /// The files as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// Reads what [`Sources::to_bytes`] wrote.
    ///
    /// # Errors
    /// If the bytes are no such files.
    pub fn from_bytes(bytes: &[u8]) -> Result<Sources, LexiconError> {
        postcard::from_bytes(bytes).map_err(|e| LexiconError::Damaged(e.to_string()))
    }
}

fn is_table(key: &str) -> bool {
    let table = TABLES.iter().any(|(prefix, _)| key.starts_with(prefix)) && key.ends_with(".tsv");
    table || ["frames/", "examples/", "articles/"].iter().any(|f| key.starts_with(f)) && key.ends_with(".toml")
}

fn no_table() -> String {
    let names: Vec<String> = TABLES
        .iter()
        .map(|(prefix, _)| match prefix.ends_with(".tsv") {
            true => (*prefix).to_owned(),
            false => format!("{prefix}*.tsv"),
        })
        .collect();
    format!(
        "an extra folder has no such file; name it one of {}, frames/*.toml, examples/*.toml, articles/*.toml",
        names.join(", ")
    )
}

fn walk(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) -> Result<(), LexiconError> {
    let fail = |source| LexiconError::Io { path: folder.display().to_string(), source };
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let Some(name) = path.file_name().and_then(|n| n.to_str()) else { continue };
        let key = format!("{prefix}{name}");
        if path.is_dir() {
            walk(&path, &format!("{key}/"), files)?;
        } else if name.ends_with(".tsv") || name.ends_with(".toml") {
            let text = std::fs::read_to_string(&path)
                .map_err(|source| LexiconError::Io { path: path.display().to_string(), source })?;
            // What other programs write may begin with a byte order mark.
            files.insert(key, text.trim_start_matches('\u{FEFF}').to_owned());
        }
    }
    Ok(())
}

/// One row of a table.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// The file it stands in.
    pub file: &'a str,
    /// Its line, from 1.
    pub line: usize,
    /// 0 for the lexicon itself, then one more for each extra folder.
    pub layer: usize,
    cells: Vec<&'a str>,
}

impl<'a> Row<'a> {
    /// A cell; empty where the row ends before it.
    pub fn cell(&self, i: usize) -> &'a str {
        self.cells.get(i).copied().unwrap_or("")
    }

    /// A cell's list.
    pub fn list(&self, i: usize) -> impl Iterator<Item = &'a str> {
        self.cell(i).split('|').map(str::trim).filter(|s| !s.is_empty())
    }

    /// A mistake in this row.
    pub fn problem(&self, what: impl Into<String>) -> Problem {
        Problem { file: self.file.to_owned(), line: self.line, what: what.into() }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A folder with these files.
    pub(crate) fn folder(name: &str, files: &[(&str, &str)]) -> std::path::PathBuf {
        let root = std::env::temp_dir().join(format!("marsad-table-{}-{name}", std::process::id()));
        for (file, text) in files {
            let path = root.join(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
            std::fs::write(path, text).expect("a file is written");
        }
        root
    }

    fn cells<'a>(sources: &'a Sources, prefix: &'a str, column: usize) -> Vec<&'a str> {
        sources.rows(prefix).map(|row| row.cell(column)).collect()
    }

    #[test]
    fn an_extra_row_hides_the_row_it_is_about() {
        // "minister", "official"
        let base = folder("base", &[("groups.tsv", "# phrase\nوزير\tGOV\nمسؤول\tGOV\n")]);
        // The spelling without hamza is the same phrase.
        let extra = folder("extra", &[("groups.tsv", "\u{FEFF}مسوول\tOPP\n"), ("people/mine.tsv", "One\tزيد")]);
        let mut sources = Sources::read(&base).expect("the folder is there");
        assert_eq!(sources.add(&extra).expect("the folder is there"), []);
        assert_eq!(cells(&sources, "groups.tsv", 1), ["GOV", "OPP"]);
        assert_eq!(cells(&sources, "people/", 0), ["One"]);
        let row = sources.rows("groups.tsv").last().expect("a row");
        assert_eq!((row.file, row.line, row.layer), (extra.join("groups.tsv").to_str().expect("a path"), 1, 1));
        assert!(sources.is_extra(row.file) && !sources.is_extra("groups.tsv"));
        let stored = Sources::from_bytes(&sources.to_bytes()).expect("the bytes are whole");
        assert_eq!(cells(&stored, "groups.tsv", 1), ["GOV", "OPP"]);
    }

    #[test]
    fn a_file_of_another_name_is_told() {
        let extra = folder("misnamed", &[("body.tsv", "x"), ("weights/event.tsv", "x"), ("bodies.tsv", "NSA")]);
        let mut sources = Sources::default();
        let said = sources.add(&extra).expect("the folder is there");
        let files: Vec<&str> = said.iter().map(|p| p.file.rsplit('/').next().unwrap_or("")).collect();
        assert_eq!(files, ["body.tsv", "event.tsv"]);
        assert!(said[0].what.contains("bodies.tsv") && said[0].what.contains("people/*.tsv"), "{}", said[0].what);
    }
}
