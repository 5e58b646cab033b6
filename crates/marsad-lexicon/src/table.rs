//! The folder's text: files, rows, and what is wrong with them.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use crate::LexiconError;

/// A mistake in a lexicon file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, relative to the lexicon's folder.
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

/// The text of all files of a lexicon, by path relative to its folder.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: BTreeMap<String, String>,
}

impl Sources {
    /// Reads every `.tsv` and `.toml` file below `root`.
    ///
    /// # Errors
    /// If the folder or a file cannot be read or is not UTF-8.
    pub fn read(root: &Path) -> Result<Sources, LexiconError> {
        let mut sources = Sources::default();
        sources.walk(root, "")?;
        Ok(sources)
    }

    fn walk(&mut self, folder: &Path, prefix: &str) -> Result<(), LexiconError> {
        let fail = |source| LexiconError::Io { path: folder.display().to_string(), source };
        for entry in std::fs::read_dir(folder).map_err(fail)? {
            let path = entry.map_err(fail)?.path();
            let Some(name) = path.file_name().and_then(|n| n.to_str()) else { continue };
            let key = format!("{prefix}{name}");
            if path.is_dir() {
                self.walk(&path, &format!("{key}/"))?;
            } else if name.ends_with(".tsv") || name.ends_with(".toml") {
                let text = std::fs::read_to_string(&path)
                    .map_err(|source| LexiconError::Io { path: path.display().to_string(), source })?;
                self.files.insert(key, text);
            }
        }
        Ok(())
    }

    /// Lays another folder's files over these: rows are added, and a file of the same name is appended to.
    pub fn extend(&mut self, extra: Sources) {
        for (name, text) in extra.files {
            let file = self.files.entry(name).or_default();
            if !file.is_empty() && !file.ends_with('\n') {
                file.push('\n');
            }
            file.push_str(&text);
        }
    }

    /// Files whose path begins with `prefix`.
    pub fn files<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files.iter().filter(move |(k, _)| k.starts_with(prefix)).map(|(k, v)| (k.as_str(), v.as_str()))
    }

    /// Rows of all files whose path begins with `prefix`.
    pub fn rows<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = Row<'a>> {
        self.files(prefix).flat_map(|(file, text)| {
            text.lines()
                .enumerate()
                .filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'))
                .map(move |(i, l)| Row { file, line: i + 1, cells: l.split('\t').map(str::trim).collect() })
        })
    }
}

/// One row of a table.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// The file it stands in.
    pub file: &'a str,
    /// Its line, from 1.
    pub line: usize,
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
