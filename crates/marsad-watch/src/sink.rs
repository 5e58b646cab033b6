//! Where records go.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Why records cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    /// The system's error.
    #[error("{}: {error}; what is not written yet is kept in the state file", .file.display())]
    Io {
        /// The output.
        file: PathBuf,
        /// The system's error.
        #[source]
        error: io::Error,
    },
    /// An output of another kind fails.
    #[error("{output}: {error}; what is not written yet is kept in the state file")]
    Other {
        /// The output, as messages may show it.
        output: String,
        /// Its error.
        #[source]
        error: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Another process writes to it.
    #[error("{}: another marsad watch writes to it; end that one, or name another `output`", .0.display())]
    Locked(PathBuf),
    /// It ends in half a line that is not ours.
    #[error("{}: does not end with a line break; add one, or name another `output`", .0.display())]
    HalfLine(PathBuf),
}

/// Takes records, each exactly once as long as it keeps this promise: a batch that is delivered again, after a crash in the middle
/// of its first delivery, leaves what one delivery would have left.
pub trait Sink {
    /// Where the next batch begins: kept beside the batch before it is delivered, and given back with it. What the number means is
    /// the sink's own affair.
    ///
    /// # Errors
    /// If the sink cannot take records.
    fn position(&mut self) -> Result<u64, SinkError>;

    /// Takes a batch of records (JSON, each on one line, without line break). When it returns, they outlive a loss of power.
    ///
    /// # Errors
    /// If the sink cannot take them; the batch will be delivered again at the next start.
    fn deliver(&mut self, position: u64, records: &[String]) -> Result<(), SinkError>;
}

/// A file of JSON lines. Only what this sink wrote itself is ever cut off it; lines that others appended are left alone.
#[derive(Debug)]
pub struct FileSink {
    path: PathBuf,
    file: File,
}

impl FileSink {
    /// Opens the file, or makes it, and locks it against other processes of ours.
    ///
    /// # Errors
    /// If it cannot be opened or is locked.
    pub fn open(path: &Path) -> Result<FileSink, SinkError> {
        let wrong = |error| SinkError::Io { file: path.to_owned(), error };
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(wrong)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(SinkError::Locked(path.to_owned())),
            Err(TryLockError::Error(error)) => return Err(wrong(error)),
        }
        sync_folder(path).map_err(wrong)?;
        Ok(FileSink { path: path.to_owned(), file })
    }

    fn wrong(&self) -> impl Fn(io::Error) -> SinkError + use<> {
        let file = self.path.clone();
        move |error| SinkError::Io { file: file.clone(), error }
    }

    /// Where a batch that may have been begun at `position` is to be written: there if the file holds nothing behind it but a
    /// beginning of the batch, else (the file was changed in between) at its end.
    fn place(&mut self, position: u64, batch: &[u8]) -> io::Result<u64> {
        let length = self.file.metadata()?.len();
        if length <= position {
            return Ok(length);
        }
        let behind = length - position;
        if behind > batch.len() as u64 {
            return Ok(length);
        }
        let mut tail = Vec::new();
        self.file.seek(SeekFrom::Start(position))?;
        (&self.file).take(behind).read_to_end(&mut tail)?;
        Ok(if batch.starts_with(&tail) { position } else { length })
    }
}

impl Sink for FileSink {
    fn position(&mut self) -> Result<u64, SinkError> {
        let wrong = self.wrong();
        let length = self.file.metadata().map_err(&wrong)?.len();
        if length > 0 {
            let mut last = [0];
            self.file.seek(SeekFrom::Start(length - 1)).map_err(&wrong)?;
            self.file.read_exact(&mut last).map_err(&wrong)?;
            if last != [b'\n'] {
                return Err(SinkError::HalfLine(self.path.clone()));
            }
        }
        Ok(length)
    }

    fn deliver(&mut self, position: u64, records: &[String]) -> Result<(), SinkError> {
        let wrong = self.wrong();
        let batch = records.iter().flat_map(|r| [r.as_str(), "\n"]).collect::<String>();
        let at = self.place(position, batch.as_bytes()).map_err(&wrong)?;
        self.file.set_len(at).map_err(&wrong)?;
        self.file.seek(SeekFrom::Start(at)).map_err(&wrong)?;
        self.file.write_all(batch.as_bytes()).map_err(&wrong)?;
        self.file.sync_data().map_err(&wrong)
    }
}

/// Makes a new file's name outlive a loss of power.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    struct Temporary(PathBuf);

    impl Temporary {
        fn new(name: &str) -> Temporary {
            let path = std::env::temp_dir().join(format!("marsad-sink-{}-{name}", std::process::id()));
            let _ = std::fs::remove_file(&path);
            Temporary(path)
        }
    }

    impl Drop for Temporary {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    #[test]
    fn a_batch_cut_off_anywhere_is_whole_when_delivered_again() {
        let file = Temporary::new("cut");
        let batch = ["{\"id\":\"second\"}".to_owned(), "{\"id\":\"third\"}".to_owned()];
        let whole = "{\"id\":\"first\"}\n{\"id\":\"second\"}\n{\"id\":\"third\"}\n";
        for length in 15..=whole.len() {
            std::fs::write(&file.0, &whole[..length]).unwrap();
            let mut sink = FileSink::open(&file.0).unwrap();
            sink.deliver(15, &batch).unwrap();
            assert_eq!(std::fs::read_to_string(&file.0).unwrap(), whole, "cut at {length}");
        }
    }

    #[test]
    fn what_others_wrote_is_left_alone() {
        let file = Temporary::new("others");
        for (there, position) in
            [("other\n", 0), ("", 40), ("{\"id\":\"b\"}\nother line\n", 11), ("{\"id\":\"a\"}\nmore\n", 0)]
        {
            std::fs::write(&file.0, there).unwrap();
            FileSink::open(&file.0).unwrap().deliver(position, &["{\"id\":\"a\"}".to_owned()]).unwrap();
            assert_eq!(std::fs::read_to_string(&file.0).unwrap(), format!("{there}{{\"id\":\"a\"}}\n"));
        }
    }

    #[test]
    fn half_lines_and_other_writers_are_refused() {
        let file = Temporary::new("half");
        std::fs::write(&file.0, "{\"id\"").unwrap();
        let mut sink = FileSink::open(&file.0).unwrap();
        assert!(matches!(sink.position(), Err(SinkError::HalfLine(_))));
        assert!(matches!(FileSink::open(&file.0), Err(SinkError::Locked(_))));
    }
}
