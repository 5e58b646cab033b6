//! Where records go: straight to standard output or a device, or by way of a work folder `OUT.part` to a file or folder. In the
//! work folder files only grow, and a checkpoint says up to where they are valid; what stands behind it is cut off when a run
//! is resumed. At the end the files are put in their place by renaming.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use super::checkpoint::{Begun, Checkpoint, Identity, load, store, sync_folder};
use super::encode::{Encoder, Format};

/// Least time between two checkpoints, and how many times as long as making one takes.
const INTERVAL: (Duration, u32) = (Duration::from_millis(500), 20);

/// Where the records of a run go.
pub enum Output {
    /// As it comes; cannot be resumed.
    Straight { out: Box<dyn Write>, rejects: Option<Rejects> },
    /// By way of a work folder.
    Work(Box<Work>),
}

/// The file of what is set aside, under its temporary name.
pub struct Rejects {
    path: PathBuf,
    file: File,
    length: u64,
}

/// An unfinished output.
pub struct Work {
    encoder: Encoder,
    /// Where the output will be.
    target: PathBuf,
    /// The work folder.
    folder: PathBuf,
    /// Held as long as the run lasts.
    _lock: File,
    /// The files under `folder/data` that have been written since the last checkpoint.
    touched: BTreeSet<String>,
    /// The output, where it is one file.
    single: Option<File>,
    rejects: Option<Rejects>,
    state: Checkpoint,
    /// What is stored beside the first checkpoint.
    identity: Option<Begun>,
    next: Instant,
}

/// The name under which a file is written before it is whole.
fn temporary(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

impl Rejects {
    /// Opens the file under its temporary name and cuts it to `length` bytes.
    fn open(path: &Path, length: u64) -> anyhow::Result<Rejects> {
        let file = open_at(&temporary(path), length)?;
        Ok(Rejects { path: path.to_owned(), file, length })
    }

    fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.file.write_all(bytes).with_context(|| format!("cannot write {}", temporary(&self.path).display()))?;
        self.length += bytes.len() as u64;
        Ok(())
    }
}

/// Opens a file to write behind its first `length` bytes.
fn open_at(path: &Path, length: u64) -> anyhow::Result<File> {
    let open = || -> io::Result<File> {
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
        if file.metadata()?.len() < length {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it is shorter than its checkpoint says"));
        }
        file.set_len(length)?;
        io::Seek::seek(&mut file, io::SeekFrom::Start(length))?;
        Ok(file)
    };
    open().with_context(|| format!("cannot write {}", path.display()))
}

impl Output {
    /// Standard output, or a file that cannot be renamed away, such as a pipe.
    pub fn straight(path: Option<&Path>, rejects: Option<&Path>, header: &[u8]) -> anyhow::Result<Output> {
        let mut out: Box<dyn Write> = match path {
            Some(path) => Box::new(BufWriter::new(
                OpenOptions::new()
                    .write(true)
                    .open(path)
                    .with_context(|| format!("cannot write {}", path.display()))?,
            )),
            None => Box::new(BufWriter::new(io::stdout().lock())),
        };
        out.write_all(header)?;
        Ok(Output::Straight { out, rejects: rejects.map(|p| Rejects::open(p, 0)).transpose()? })
    }

    /// How far the run is.
    pub fn state(&self) -> Option<&Checkpoint> {
        match self {
            Output::Straight { .. } => None,
            Output::Work(work) => Some(&work.state),
        }
    }

    /// Puts the bytes of a batch behind each file, and remembers that the batch is done.
    pub fn write(
        &mut self,
        batch: &BTreeMap<String, Vec<u8>>,
        rejects: &[u8],
        counts: super::report::Summary,
    ) -> anyhow::Result<()> {
        match self {
            Output::Straight { out, rejects: file } => {
                for bytes in batch.values() {
                    out.write_all(bytes)?;
                }
                // Who reads a pipe need not wait for the next batch.
                out.flush()?;
                if let Some(file) = file {
                    file.write(rejects)?;
                }
            }
            Output::Work(work) => {
                for (file, bytes) in batch {
                    work.append(file, bytes)?;
                }
                if let Some(file) = &mut work.rejects {
                    file.write(rejects)?;
                }
                work.state.batches += 1;
                work.state.summary.add(counts);
                if Instant::now() >= work.next {
                    work.checkpoint()?;
                }
            }
        }
        Ok(())
    }

    /// Puts everything in its place.
    pub fn finish(self) -> anyhow::Result<()> {
        match self {
            Output::Straight { mut out, rejects } => {
                out.flush()?;
                if let Some(rejects) = rejects {
                    rejects.file.sync_all()?;
                    place(&temporary(&rejects.path), &rejects.path)?;
                }
                Ok(())
            }
            Output::Work(work) => work.finish(),
        }
    }
}

/// Renames, unless that was done before.
fn place(from: &Path, to: &Path) -> anyhow::Result<()> {
    if from.exists() {
        fs::rename(from, to).with_context(|| format!("cannot rename {} to {}", from.display(), to.display()))?;
        sync_folder(to)?;
    }
    Ok(())
}

impl Work {
    /// Begins an output at `target`, or goes on with an unfinished one. `identity` is `None` if the run can never be resumed.
    /// `None` if there is nothing left to do.
    pub fn open(
        target: &Path,
        rejects: Option<&Path>,
        encoder: Encoder,
        mut identity: Option<Begun>,
        resume: bool,
    ) -> anyhow::Result<Option<Work>> {
        // A link keeps pointing to the output.
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        let folder = temporary(&target);
        let fresh = !folder.exists();
        if resume && target.exists() && ["data", "checkpoint"].iter().all(|f| !folder.join(f).exists()) {
            return Ok(None);
        }
        if fresh {
            fs::create_dir(&folder).with_context(|| format!("cannot write {}", folder.display()))?;
        } else if !folder.join("lock").exists() && folder.read_dir().is_ok_and(|mut d| d.next().is_some()) {
            bail!("{} is not an unfinished output of marsad; move it away or name another output", folder.display());
        }
        let lock = File::create(folder.join("lock")).with_context(|| format!("cannot write {}", folder.display()))?;
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => {
                bail!("another run is writing {}; wait for it or name another output", target.display())
            }
            // A file system without locks is no reason not to write.
            Err(TryLockError::Error(_)) | Ok(()) => {}
        }
        let mut state = Checkpoint::default();
        let mut known = false;
        if resume && let Some(before) = load::<Checkpoint>(&folder.join("checkpoint"))? {
            let same = load::<Identity>(&folder.join("run"))?
                .context("the unfinished run does not say what it read; start anew without --resume")?;
            identity
                .take()
                .context("standard input cannot be read again; start anew without --resume")?
                .identity()?
                .expect(&same)?;
            (state, known) = (before, true);
        } else if !fresh && !resume && folder.join("checkpoint").exists() {
            eprintln!(
                "{} held an unfinished run, which is left; --resume would have gone on with it",
                folder.display()
            );
        }
        if encoder.partition.is_some() && !state.complete && target.exists() {
            bail!("{} exists; remove it or name another folder", target.display());
        }
        if !known {
            for old in ["checkpoint", "run"] {
                if folder.join(old).exists() {
                    fs::remove_file(folder.join(old))?;
                }
            }
        }
        let mut work = Work {
            encoder,
            target,
            folder,
            _lock: lock,
            touched: BTreeSet::new(),
            single: None,
            rejects: None,
            state,
            identity,
            next: Instant::now() + INTERVAL.0,
        };
        if !work.state.complete {
            work.cut()?;
            work.rejects = rejects.map(|p| Rejects::open(p, work.state.rejects)).transpose()?;
        } else if let Some(path) = rejects {
            place(&temporary(path), path)?;
        }
        Ok(Some(work))
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn path(&self, file: &str) -> PathBuf {
        // Where the output is one file, it has no name of its own below the folder.
        if file.is_empty() { self.data().join("records") } else { self.data().join(file) }
    }

    /// Makes the files what the checkpoint says.
    fn cut(&mut self) -> anyhow::Result<()> {
        let whole = self.folder.join("whole");
        if whole.is_dir() {
            fs::remove_dir_all(&whole)?;
        }
        let data = self.data();
        if self.state.batches == 0 && data.exists() {
            fs::remove_dir_all(&data)?;
        }
        fs::create_dir_all(&data).with_context(|| format!("cannot write {}", data.display()))?;
        for folder in fs::read_dir(&data)? {
            let folder = folder?;
            if folder.file_type()?.is_dir() {
                for file in fs::read_dir(folder.path())? {
                    let path = file?.path();
                    let name = path.strip_prefix(&data)?.to_string_lossy().replace('\\', "/");
                    if !self.state.lengths.contains_key(&name) {
                        fs::remove_file(&path)?;
                    }
                }
                // Only goes if it is empty.
                let _ = fs::remove_dir(folder.path());
            }
        }
        for (file, &length) in &self.state.lengths {
            open_at(&self.path(file), length)?;
        }
        if self.encoder.partition.is_none() && self.state.batches == 0 {
            self.append("", &[])?;
        }
        Ok(())
    }

    fn append(&mut self, file: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let length = self.state.lengths.get(file).copied();
        let path = self.path(file);
        if length.is_none()
            && let Some(folder) = path.parent()
        {
            fs::create_dir_all(folder).with_context(|| format!("cannot write {}", folder.display()))?;
        }
        let mut opened = match self.single.take() {
            Some(open) => open,
            None => open_at(&path, length.unwrap_or(0))?,
        };
        let header = if length.is_none() { self.encoder.header()? } else { Vec::new() };
        for part in [&header[..], bytes] {
            opened.write_all(part).with_context(|| format!("cannot write {}", path.display()))?;
        }
        let length = length.unwrap_or(0) + (header.len() + bytes.len()) as u64;
        self.state.lengths.insert(file.to_owned(), length);
        self.touched.insert(file.to_owned());
        if file.is_empty() {
            self.single = Some(opened);
        }
        Ok(())
    }

    /// Makes all that is written so far last, then says so.
    fn checkpoint(&mut self) -> anyhow::Result<()> {
        let start = Instant::now();
        if let Some(rejects) = &self.rejects {
            rejects.file.sync_data()?;
            self.state.rejects = rejects.length;
        }
        for file in std::mem::take(&mut self.touched) {
            let path = self.path(&file);
            File::open(&path)
                .and_then(|f| f.sync_data())
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        if let Some(begun) = self.identity.take() {
            store(&self.folder.join("run"), &begun.identity()?)?;
        }
        if self.resumable() {
            store(&self.folder.join("checkpoint"), &self.state)?;
        }
        let took = start.elapsed();
        self.next = Instant::now() + INTERVAL.0.max(took * INTERVAL.1);
        Ok(())
    }

    fn resumable(&self) -> bool {
        self.folder.join("run").exists()
    }

    /// Makes the output whole, says so, and puts it in its place.
    fn finish(mut self) -> anyhow::Result<()> {
        let whole = self.folder.join("whole");
        if !self.state.complete {
            self.checkpoint()?;
            if self.encoder.format == Format::Parquet {
                fs::create_dir_all(&whole)?;
                for file in self.state.lengths.keys() {
                    let to = if file.is_empty() { whole.join("records") } else { whole.join(file) };
                    if let Some(folder) = to.parent() {
                        fs::create_dir_all(folder)?;
                    }
                    self.encoder.parquet(&self.path(file), &to)?;
                }
            }
            self.state.complete = true;
            if self.resumable() {
                store(&self.folder.join("checkpoint"), &self.state)?;
            }
        }
        let made = if self.encoder.format == Format::Parquet { whole } else { self.data() };
        let from = if self.encoder.partition.is_some() { made } else { made.join("records") };
        place(&from, &self.target)?;
        if let Some(rejects) = &self.rejects {
            place(&temporary(&rejects.path), &rejects.path)?;
        }
        // The checkpoint goes behind the data: without it, and with data, the run would be made once more.
        for folder in ["data", "whole"].map(|f| self.folder.join(f)).iter().filter(|f| f.exists()) {
            fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
        }
        for file in ["checkpoint", "run"].map(|f| self.folder.join(f)).iter().filter(|f| f.exists()) {
            fs::remove_file(file).with_context(|| format!("cannot remove {}", file.display()))?;
        }
        fs::remove_dir_all(&self.folder).with_context(|| format!("cannot remove {}", self.folder.display()))
    }
}
