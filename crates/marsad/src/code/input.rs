//! The inputs in their order, cut into batches. How the batches are cut depends on the input alone, so that a resumed run cuts
//! them as the run before it did.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::SyncSender;

use marsad_coder::Article;
use marsad_ingest::{Found, Inputs, Item, Mapping, Unread};
use rayon::ThreadPool;
use rayon::prelude::*;

use super::duplicates::Duplicates;
use super::report::Aside;

/// Entries, and bytes of text, in one batch: bound the memory, whatever the input.
const BATCH: (usize, usize) = (512, 8 << 20);

/// Things found, and bytes of them, that are made into articles at a time, on all cores.
const CHUNK: (usize, usize) = (128, 8 << 20);

/// Guesses of columns that are told; a folder of tables that all differ would tell no end of them.
const GUESSES: usize = 20;

/// One thing read.
pub enum Entry {
    /// An article.
    Article(Box<Read>),
    /// What was set aside.
    Aside(Aside),
}

/// An article with what is known about its reading.
pub struct Read {
    pub article: Article,
    /// The file, and the way there inside of archives.
    pub file: String,
    pub line: usize,
    /// The encoding it was in, by its name on the web.
    pub encoding: &'static str,
    /// Whether text that had been decoded wrongly was put right.
    pub repaired: bool,
    /// The id of the article of which it is a reprint.
    pub reprint_of: Option<String>,
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
    /// Files, folders and globs in their order; `-` is standard input.
    pub named: Vec<PathBuf>,
    /// Which columns and keys hold what; guessed if not given.
    pub mapping: Option<Mapping>,
    /// Bytes of UTF-8 above which an article is set aside.
    pub largest: usize,
    /// Whether reprints are looked for.
    pub reprints: bool,
    /// Batches that a run before this one has done.
    pub done: u64,
    /// Threads that make articles of what is found. They are not those that code, which would let the reader wait for a whole batch.
    pub pool: ThreadPool,
    /// Told each guess of columns once, in words.
    pub tell: Box<dyn Fn(String) + Send>,
}

/// What is found, before it is worked on.
enum Raw {
    Found(Found),
    Aside(Aside),
}

/// Gathers entries and sends them off.
struct Cutter {
    to: SyncSender<Batch>,
    entries: Vec<Entry>,
    size: usize,
    duplicates: Option<Duplicates>,
    /// Batches yet to be read past.
    past: u64,
    bytes: u64,
}

impl Input {
    /// Reads all, front to back, and sends the batches that are not done yet. Ends early if nobody receives them.
    pub fn read(self, to: SyncSender<Batch>) {
        let mut cutter = Cutter {
            to,
            entries: Vec::new(),
            size: 0,
            duplicates: self.reprints.then(Duplicates::default),
            past: self.done,
            bytes: 0,
        };
        let guesses = RefCell::new(BTreeSet::new());
        let mut all = All { input: &self, guesses: &guesses, names: Inputs::new(&self.named), open: None, bytes: 0 };
        loop {
            let mut chunk = Vec::new();
            let mut size = 0;
            while chunk.len() < CHUNK.0
                && size < CHUNK.1
                && let Some(raw) = all.next()
            {
                if let Raw::Found(found) = &raw {
                    size += found.size();
                }
                chunk.push(raw);
            }
            if chunk.is_empty() {
                break;
            }
            cutter.bytes = all.consumed();
            let items: Vec<Result<Item, Aside>> = self.pool.install(|| chunk.into_par_iter().map(Raw::read).collect());
            if !items.into_iter().all(|item| cutter.take(item)) {
                return;
            }
        }
        if !cutter.entries.is_empty() {
            cutter.send();
        }
    }

    /// Opens an input.
    fn open<'a>(
        &'a self,
        input: &marsad_ingest::Input,
        guesses: &'a RefCell<BTreeSet<String>>,
    ) -> std::io::Result<Unread<'a>> {
        let mut reader = input.open()?.largest(self.largest).on_guess(|file, mapping, left| {
            let told = guess(mapping, left);
            let mut guesses = guesses.borrow_mut();
            if let Some(told) = told
                && guesses.len() < GUESSES
                && guesses.insert(told.clone())
            {
                (self.tell)(format!("{file}: {told}"));
            }
        });
        if let Some(mapping) = &self.mapping {
            reader = reader.mapping(mapping.clone());
        }
        Ok(reader.unread())
    }
}

/// A guess in words; `None` if there was nothing to guess.
fn guess(mapping: &Mapping, left: &[&str]) -> Option<String> {
    if mapping.is_plain() && left.is_empty() {
        return None;
    }
    let mut told = format!("columns are guessed, as if by --map '{mapping}'");
    if !left.is_empty() {
        let left: String = left.join(", ").chars().take(200).collect();
        told.push_str(&format!("; left out: {left}"));
    }
    Some(told)
}

/// What is found in all inputs, one behind the other.
struct All<'a> {
    input: &'a Input,
    guesses: &'a RefCell<BTreeSet<String>>,
    names: Inputs,
    open: Option<Unread<'a>>,
    /// Bytes of the inputs that are done.
    bytes: u64,
}

impl All<'_> {
    fn consumed(&self) -> u64 {
        self.bytes + self.open.as_ref().map_or(0, Unread::consumed)
    }
}

impl Iterator for All<'_> {
    type Item = Raw;

    fn next(&mut self) -> Option<Raw> {
        loop {
            if let Some(open) = &mut self.open {
                if let Some(found) = open.next() {
                    return Some(Raw::Found(found));
                }
                self.bytes += open.consumed();
                self.open = None;
            }
            let input = match self.names.next()? {
                Ok(input) => input,
                Err((name, e)) => return Some(unopened(name, &e)),
            };
            match self.input.open(&input, self.guesses) {
                Ok(open) => self.open = Some(open),
                Err(e) => return Some(unopened(input.name(), &e)),
            }
        }
    }
}

fn unopened(file: String, e: &std::io::Error) -> Raw {
    let message = format!("cannot be opened: {e}");
    Raw::Aside(Aside { file, line: None, id: None, cause: "cannot be opened", message })
}

impl Raw {
    fn read(self) -> Result<Item, Aside> {
        match self {
            Raw::Found(found) => Ok(found.read()),
            Raw::Aside(aside) => Err(aside),
        }
    }
}

impl Cutter {
    /// False if nobody receives any more.
    fn take(&mut self, item: Result<Item, Aside>) -> bool {
        let entry = match item {
            Ok(Item { file, line, encoding, repaired, result: Ok(article) }) => {
                self.size += article.text.len() + article.title.len();
                let reprint_of = self.duplicates.as_mut().and_then(|d| d.original_of(&article));
                Entry::Article(Box::new(Read { article, file, line, encoding, repaired, reprint_of }))
            }
            Ok(Item { file, line, result: Err(why), .. }) => {
                Entry::Aside(Aside { file, line: Some(line), id: None, cause: why.cause(), message: why.to_string() })
            }
            Err(aside) => Entry::Aside(aside),
        };
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
        self.to.send(Batch { entries, bytes: self.bytes }).is_ok()
    }
}
