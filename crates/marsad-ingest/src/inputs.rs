//! Files, directories, globs and standard input, in a fixed order.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use crate::Reader;

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Standard,
    /// A file.
    File(PathBuf),
}

impl Input {
    /// Its name in messages and ids; `-` for standard input.
    pub fn name(&self) -> String {
        match self {
            Input::Standard => "-".into(),
            Input::File(path) => path.display().to_string(),
        }
    }

    /// Its size in bytes as it lies on the disk, if that is known.
    pub fn size(&self) -> Option<u64> {
        match self {
            Input::Standard => None,
            Input::File(path) => path.metadata().ok().filter(std::fs::Metadata::is_file).map(|m| m.len()),
        }
    }

    /// Opens it.
    ///
    /// # Errors
    /// The system's error.
    pub fn open<'a>(&self) -> io::Result<Reader<'a>> {
        match self {
            Input::Standard => Ok(Reader::new(io::stdin(), "-")),
            Input::File(path) => Reader::open(path),
        }
    }
}

/// Lists what a user named: files in the order given; directories with all that is in them, and globs, sorted by name. Hidden
/// files in directories are left out, links to directories are not followed. Only one directory's names are kept at a time, and
/// those of the directories above it.
pub struct Inputs {
    /// What is still to be listed, the next last.
    waiting: Vec<Waiting>,
}

enum Waiting {
    Named(PathBuf),
    Inside(PathBuf),
}

impl Inputs {
    /// Begins to list; `-` or nothing at all is standard input.
    pub fn new<P: AsRef<Path>>(named: &[P]) -> Inputs {
        let mut waiting: Vec<Waiting> = named.iter().map(|p| Waiting::Named(p.as_ref().to_owned())).collect();
        if waiting.is_empty() {
            waiting.push(Waiting::Named(PathBuf::from("-")));
        }
        waiting.reverse();
        Inputs { waiting }
    }

    /// Puts what is in a directory in front of all that waits.
    fn list(&mut self, directory: &Path) -> io::Result<()> {
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(directory)? {
            let entry = entry?;
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            inside.push(entry.file_name());
        }
        // The same order on every system, whatever the directory's own.
        inside.sort_by(|a, b| b.as_encoded_bytes().cmp(a.as_encoded_bytes()));
        self.waiting.extend(inside.iter().map(|name| Waiting::Inside(directory.join(name))));
        Ok(())
    }
}

impl Iterator for Inputs {
    /// A thing to read, or a name that cannot be listed with the system's error.
    type Item = Result<Input, (String, io::Error)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let waiting = self.waiting.pop()?;
            let named = matches!(waiting, Waiting::Named(_));
            let (Waiting::Named(path) | Waiting::Inside(path)) = waiting;
            if named && path.as_os_str() == OsStr::new("-") {
                return Some(Ok(Input::Standard));
            }
            let fail = |e: io::Error| Some(Err((path.display().to_string(), e)));
            // A link to a directory could lead in a circle, unless the user named it.
            let about = if named { path.metadata() } else { path.symlink_metadata() };
            match about {
                Ok(about) if about.is_dir() => match self.list(&path) {
                    Ok(()) => {}
                    Err(e) => return fail(e),
                },
                Ok(about) if about.is_symlink() && path.is_dir() => {}
                Ok(_) => return Some(Ok(Input::File(path))),
                Err(e) => {
                    let text = path.to_string_lossy();
                    if !named || !text.contains(['*', '?', '[']) {
                        return fail(e);
                    }
                    let Ok(found) = glob::glob(&text) else { return fail(e) };
                    let mut found: Vec<PathBuf> = found.filter_map(Result::ok).collect();
                    if found.is_empty() {
                        return fail(e);
                    }
                    found.sort_by(|a, b| b.as_os_str().as_encoded_bytes().cmp(a.as_os_str().as_encoded_bytes()));
                    self.waiting.extend(found.into_iter().map(Waiting::Named));
                }
            }
        }
    }
}
