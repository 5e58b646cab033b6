//! The inputs in their order, cut into batches. How the batches are cut depends on the input alone, so that a resumed run cuts
//! them as the run before it did.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;

use marsad_coder::Article;
use marsad_ingest::Reader;

use super::duplicates::Duplicates;
use super::report::Aside;

/// Entries, and bytes of text, in one batch: bound the memory, whatever the input.
const BATCH: (usize, usize) = (512, 8 << 20);

/// One thing read.
pub enum Entry {
    /// An article, where it stands, and the id of the article of which it is a reprint.
    Article { article: Article, file: Arc<str>, line: usize, reprint_of: Option<String> },
    /// What was set aside.
    Aside(Aside),
}

/// What is coded at a time.
pub struct Batch {
    /// In the order of the input.
    pub entries: Vec<Entry>,
    /// Bytes of all inputs read so far.
    pub bytes: u64,
}

/// How the inputs are read.
pub struct Input {
    /// Files in their order; `-` is standard input.
    pub files: Vec<PathBuf>,
    /// Bytes of UTF-8 above which an article is set aside.
    pub largest: usize,
    /// Whether reprints are looked for.
    pub reprints: bool,
    /// Batches that a run before this one has done.
    pub done: u64,
}

/// Counts the bytes read through it, for the progress bar.
struct Counted<R> {
    input: R,
    bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer)?;
        self.bytes.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Gathers entries and sends them off.
struct Cutter {
    to: SyncSender<Batch>,
    entries: Vec<Entry>,
    size: usize,
    duplicates: Option<Duplicates>,
    /// Batches yet to be read past.
    past: u64,
    bytes: Arc<AtomicU64>,
}

impl Input {
    /// Reads all, front to back, and sends the batches that are not done yet. Ends early if nobody receives them.
    pub fn read(self, to: SyncSender<Batch>) {
        let bytes = Arc::new(AtomicU64::new(0));
        let mut cutter = Cutter {
            to,
            entries: Vec::new(),
            size: 0,
            duplicates: self.reprints.then(Duplicates::default),
            past: self.done,
            bytes: Arc::clone(&bytes),
        };
        for path in &self.files {
            if !read_file(path, self.largest, &bytes, &mut cutter) {
                return;
            }
        }
        if !cutter.entries.is_empty() {
            cutter.send();
        }
    }
}

/// False if nobody receives any more.
fn read_file(path: &Path, largest: usize, bytes: &Arc<AtomicU64>, cutter: &mut Cutter) -> bool {
    let name = path.display().to_string();
    let source: Box<dyn Read> = if name == "-" {
        Box::new(io::stdin().lock())
    } else {
        match File::open(path) {
            Ok(file) => Box::new(file),
            Err(e) => {
                let message = format!("cannot be opened: {e}");
                return cutter.add(Entry::Aside(Aside {
                    file: name,
                    line: None,
                    id: None,
                    cause: "cannot be opened",
                    message,
                }));
            }
        }
    };
    let input = BufReader::with_capacity(1 << 16, Counted { input: source, bytes: Arc::clone(bytes) });
    let file: Arc<str> = name.as_str().into();
    for item in Reader::new(input, &name).largest(largest) {
        let entry = match item.result {
            Ok(article) => {
                let reprint_of = cutter.duplicates.as_mut().and_then(|d| d.original_of(&article));
                Entry::Article { article, file: Arc::clone(&file), line: item.line, reprint_of }
            }
            Err(why) => Entry::Aside(Aside {
                file: item.file,
                line: Some(item.line),
                id: None,
                cause: why.cause(),
                message: why.to_string(),
            }),
        };
        if !cutter.add(entry) {
            return false;
        }
    }
    true
}

impl Cutter {
    fn add(&mut self, entry: Entry) -> bool {
        if let Entry::Article { article, .. } = &entry {
            self.size += article.text.len() + article.title.len();
        }
        self.entries.push(entry);
        if self.entries.len() < BATCH.0 && self.size < BATCH.1 { true } else { self.send() }
    }

    fn send(&mut self) -> bool {
        self.size = 0;
        let entries = std::mem::take(&mut self.entries);
        if self.past > 0 {
            self.past -= 1;
            return true;
        }
        self.to.send(Batch { entries, bytes: self.bytes.load(Ordering::Relaxed) }).is_ok()
    }
}
