//! The file of what was set aside. It is what the state says, in a form that other programs read: it is made anew at each start, and a
//! kill between the state and this file can neither lose a line nor repeat one.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;

use crate::sink::SinkError;
use crate::state::{State, StateError};
use crate::wait::Moment;

/// An item that became no record: one line of JSON.
#[derive(Debug, Serialize)]
pub struct Aside {
    /// Address of the feed that brought it.
    pub feed: String,
    /// Address of its page.
    pub link: Option<String>,
    /// Headline; may be empty.
    pub title: String,
    /// Why.
    pub cause: String,
    /// When, by RFC 3339.
    pub at: String,
}

/// A moment as people and programs write it.
pub fn written(at: Moment) -> String {
    Timestamp::from_millisecond(at).map_or_else(|_| at.to_string(), |t| t.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// The file, open behind its last line.
#[derive(Debug)]
pub struct Rejects {
    path: PathBuf,
    file: File,
}

impl Rejects {
    /// Writes the file anew from the state, and keeps it open.
    ///
    /// # Errors
    /// If the state or the file fails.
    pub fn open(path: &Path, state: &State) -> Result<Rejects, Error> {
        let mut name = path.as_os_str().to_owned();
        name.push(".part");
        let part = PathBuf::from(name);
        let wrong = |error| SinkError::Io { file: path.to_owned(), error };
        let mut out = BufWriter::new(File::create(&part).map_err(wrong)?);
        let mut failed = None;
        state.asides(|aside| {
            if failed.is_none() {
                failed = line(&aside).and_then(|line| out.write_all(&line)).err();
            }
        })?;
        let done = match failed {
            Some(e) => Err(e),
            None => out.into_inner().map_err(io::IntoInnerError::into_error),
        };
        let file = done.map_err(wrong)?;
        fs::rename(&part, path).map_err(wrong)?;
        Ok(Rejects { path: path.to_owned(), file })
    }

    /// Adds a line.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add(&mut self, aside: &Aside) -> Result<(), SinkError> {
        let written = line(aside).and_then(|line| self.file.write_all(&line));
        written.map_err(|error| SinkError::Io { file: self.path.clone(), error })
    }
}

fn line(aside: &Aside) -> io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(aside)?;
    line.push(b'\n');
    Ok(line)
}

/// Why the file cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The state fails.
    #[error(transparent)]
    State(#[from] StateError),
    /// The file fails.
    #[error(transparent)]
    File(#[from] SinkError),
}
