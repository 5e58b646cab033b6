//! What a run tells at its end, and what it set aside.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

/// Counts of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Articles coded.
    pub coded: u64,
    /// Articles that are reprints of one that was coded.
    pub reprints: u64,
    /// Events by type.
    pub events: BTreeMap<String, u64>,
    /// Articles that were in another encoding than UTF-8, by its name on the web.
    pub encodings: BTreeMap<String, u64>,
    /// Articles whose text had been decoded wrongly before it was read, and was put right.
    pub repaired: u64,
    /// Articles, lines and files set aside by cause.
    pub aside: BTreeMap<String, u64>,
}

impl Summary {
    /// Adds the counts of a part of the run.
    pub fn add(&mut self, other: Summary) {
        self.coded += other.coded;
        self.reprints += other.reprints;
        self.repaired += other.repaired;
        for (sum, counts) in
            [(&mut self.events, other.events), (&mut self.encodings, other.encodings), (&mut self.aside, other.aside)]
        {
            for (what, n) in counts {
                *sum.entry(what).or_default() += n;
            }
        }
    }

    /// How many were set aside.
    pub fn set_aside(&self) -> u64 {
        self.aside.values().sum()
    }

    /// Tells the counts.
    pub fn tell(&self, out: &mut impl Write) -> io::Result<()> {
        let events: u64 = self.events.values().sum();
        writeln!(
            out,
            "{} read: {} articles coded, {events} events, {} reprints, {} set aside",
            self.coded + self.reprints + self.set_aside(),
            self.coded,
            self.reprints,
            self.set_aside()
        )?;
        let mut types: Vec<_> = self.events.iter().collect();
        types.sort_by_key(|(t, n)| (std::cmp::Reverse(**n), *t));
        for (t, n) in types {
            writeln!(out, "  {t:10} {n}")?;
        }
        for (encoding, n) in &self.encodings {
            writeln!(out, "  decoded    {n}: from {encoding}")?;
        }
        if self.repaired > 0 {
            writeln!(out, "  repaired   {}: text that had been decoded wrongly", self.repaired)?;
        }
        for (why, n) in &self.aside {
            writeln!(out, "  set aside  {n}: {why}")?;
        }
        Ok(())
    }
}

/// Something that gave no record: a line of the file of `--rejects`.
#[derive(Clone, Debug, Serialize)]
pub struct Aside {
    /// File as named.
    pub file: String,
    /// Line from 1; none where the file cannot be opened.
    pub line: Option<usize>,
    /// The article's id, if it got so far.
    pub id: Option<String>,
    /// What the summary counts it under.
    pub cause: &'static str,
    /// What is wrong and what to do about it.
    pub message: String,
}

impl std::fmt::Display for Aside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}; set aside", self.file, self.message),
            None => write!(f, "{}: {}; set aside", self.file, self.message),
        }
    }
}
