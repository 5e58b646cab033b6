//! One input, whatever it holds, as a row of items.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::rc::Rc;

use crate::archive::{self, Guard};
use crate::detect::{self, Kind};
use crate::feed::{self, LARGEST_FEED};
use crate::html::LARGEST_PAGE;
use crate::item::{Fields, Found, Item, Published, What};
use crate::store::Store;
use crate::{LARGEST, Mapping, Reject, encoding, json, parquet, table, warc};

/// Bytes from the beginning by which the format is found.
const HEAD: usize = 1 << 16;

/// Most archives and packings inside of each other.
const DEEPEST: usize = 5;

/// A stream of bytes.
pub(crate) type Stream<'a> = Box<dyn BufRead + 'a>;

/// What is called with the name of a file, its mapping, and the columns that are left out.
type Listener<'a> = Box<dyn FnMut(&str, &Mapping, &[&str]) + 'a>;

/// Something that gives articles, or members that are to be looked into.
pub(crate) trait Source<'a> {
    /// The next step.
    fn next(&mut self, context: &mut Context<'a>) -> Step<'a>;
}

/// What a source gives.
pub(crate) enum Step<'a> {
    /// An article or a reject, and its line, row or number.
    Found(usize, What),
    /// A member to look into, by its name.
    Member(String, Stream<'a>),
    /// Nothing more.
    End,
}

/// What all sources of a reader share.
pub(crate) struct Context<'a> {
    /// Largest article, in bytes.
    pub largest: usize,
    /// The mapping that was given.
    pub mapping: Option<Mapping>,
    /// Called with the name of the file and each mapping that was guessed.
    told: Option<Listener<'a>>,
    /// The file that is being read.
    file: String,
}

impl Context<'_> {
    /// Bytes of a line or record that may hold an article: letters may be written as escapes of six bytes for two.
    pub fn longest_line(&self) -> usize {
        self.largest.saturating_mul(3).saturating_add(1 << 20)
    }

    /// Tells a guess about columns or keys of these names.
    pub fn guessed(&mut self, mapping: &Mapping, names: &[String]) {
        if let Some(told) = &mut self.told {
            let left: Vec<&str> = names.iter().map(String::as_str).filter(|n| !mapping.uses(n)).collect();
            told(&self.file, mapping, &left);
        }
    }
}

struct Level<'a> {
    file: String,
    found: bool,
    encoding: Option<&'static str>,
    source: Box<dyn Source<'a> + 'a>,
}

/// Reads one input: its items one after the other.
pub struct Reader<'a> {
    unread: Unread<'a>,
}

/// The items of a [`Reader`] before what costs time is done to them: [`Found::read`] does it, on any thread.
pub struct Unread<'a> {
    start: Option<(Stream<'a>, Option<Store>)>,
    context: Context<'a>,
    name: String,
    stack: Vec<Level<'a>>,
    consumed: Rc<Cell<u64>>,
}

/// Counts what is read through it.
struct Counted<R> {
    input: R,
    bytes: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer)?;
        self.bytes.set(self.bytes.get() + n as u64);
        Ok(n)
    }
}

impl<'a> Reader<'a> {
    /// Begins to read `input`; `file` is used in messages and for ids, `-` for an input without a name.
    pub fn new(input: impl Read + 'a, file: &str) -> Reader<'a> {
        Reader::begin(input, None, file)
    }

    /// Opens a file. Zip and Parquet are read where they lie; elsewhere they are first copied to a temporary file if large.
    ///
    /// # Errors
    /// The system's error.
    pub fn open(path: &Path) -> io::Result<Reader<'a>> {
        let file = File::open(path)?;
        let seekable = file.metadata()?.is_file().then(|| file.try_clone()).transpose()?;
        Ok(Reader::begin(file, seekable.map(Store::File), &path.display().to_string()))
    }

    fn begin<'b>(input: impl Read + 'b, store: Option<Store>, file: &str) -> Reader<'b> {
        let consumed = Rc::new(Cell::new(0));
        let input = Counted { input, bytes: Rc::clone(&consumed) };
        Reader {
            unread: Unread {
                start: Some((Box::new(BufReader::with_capacity(HEAD, input)), store)),
                context: Context { largest: LARGEST, mapping: None, told: None, file: file.to_owned() },
                name: file.to_owned(),
                stack: Vec::new(),
                consumed,
            },
        }
    }

    /// Sets the size in bytes of UTF-8 above which an article is set aside.
    #[must_use]
    pub fn largest(mut self, bytes: usize) -> Reader<'a> {
        self.unread.context.largest = bytes;
        self
    }

    /// Sets which columns and keys hold what; without, it is guessed.
    #[must_use]
    pub fn mapping(mut self, mapping: Mapping) -> Reader<'a> {
        self.unread.context.mapping = Some(mapping);
        self
    }

    /// Calls `told` with the file's name, the mapping, and the columns that are left out each time a mapping is guessed, before the
    /// first article of that file.
    #[must_use]
    pub fn on_guess(mut self, told: impl FnMut(&str, &Mapping, &[&str]) + 'a) -> Reader<'a> {
        self.unread.context.told = Some(Box::new(told));
        self
    }

    /// The same items before they are worked on.
    #[must_use]
    pub fn unread(self) -> Unread<'a> {
        self.unread
    }

    /// Bytes of the input consumed so far, as they lie in the file.
    pub fn consumed(&self) -> u64 {
        self.unread.consumed()
    }
}

impl Iterator for Reader<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        self.unread.next().map(Found::read)
    }
}

impl<'a> Unread<'a> {
    /// Bytes of the input consumed so far, as they lie in the file.
    pub fn consumed(&self) -> u64 {
        self.consumed.get()
    }

    fn found(&self, file: String, line: usize, encoding: Option<&'static str>, what: What) -> Found {
        Found { file, line: line.max(1), largest: self.context.largest, encoding, what }
    }

    /// Finds the format of a stream and begins to read it; gives the reason if it cannot.
    fn enter(&mut self, file: String, stream: Stream<'a>, store: Option<Store>) -> Option<Found> {
        let deep = self.stack.len();
        // A mistake in a parser must cost no more than the file that shows it.
        let source = catch_unwind(AssertUnwindSafe(|| self.source(&file, stream, store, deep)));
        match source.unwrap_or(Err(Reject::Mistake)) {
            Ok((source, encoding)) => {
                self.context.file.clone_from(&file);
                self.stack.push(Level { file, found: false, encoding, source });
                None
            }
            Err(why) => Some(self.found(file, 1, None, What::Reject(why))),
        }
    }

    fn source(
        &mut self,
        file: &str,
        mut stream: Stream<'a>,
        mut store: Option<Store>,
        mut deep: usize,
    ) -> Result<(Box<dyn Source<'a> + 'a>, Option<&'static str>), Reject> {
        let mut recoded = None;
        loop {
            let mut head = Vec::new();
            stream.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(archive::reject)?;
            let whole = head.len() < HEAD;
            let kind = detect::kind(&head, whole, file, self.context.mapping.as_ref());
            if matches!(kind, Kind::Gzip | Kind::Zstandard | Kind::Zip | Kind::Tar) && deep >= DEEPEST {
                return Err(Reject::TooDeep("archives"));
            }
            let all: Stream<'a> = Box::new(Cursor::new(head).chain(stream));
            let context = &self.context;
            let source: Box<dyn Source<'a> + 'a> = match kind {
                Kind::Gzip | Kind::Zstandard => {
                    let guard = if kind == Kind::Gzip { Guard::gzip(all) } else { Guard::zstandard(all) };
                    stream = Box::new(BufReader::with_capacity(HEAD, guard.map_err(archive::reject)?));
                    store = None;
                    deep += 1;
                    continue;
                }
                Kind::Zip => Box::new(archive::Zip::new(store.map_or_else(|| Store::fill(all), Ok)?, &self.consumed)?),
                Kind::Tar => Box::new(archive::Tar::new(all)),
                Kind::Parquet => {
                    Box::new(parquet::Rows::new(store.map_or_else(|| Store::fill(all), Ok)?, Rc::clone(&self.consumed)))
                }
                Kind::Warc => Box::new(warc::Records::new(all)),
                Kind::Utf16(encoding) => {
                    stream = Box::new(BufReader::new(encoding::Transcoded::new(all, encoding)));
                    recoded = Some(encoding.name());
                    store = None;
                    continue;
                }
                Kind::JsonLines => Box::new(json::Lines::new(all)),
                Kind::Json => Box::new(json::Document::new(all)),
                Kind::Table(separator) => Box::new(table::Rows::new(all, separator, context.longest_line())),
                Kind::Feed => match read_all(all, LARGEST_FEED)? {
                    Some(bytes) => Box::new(Entries::new(&bytes, None)?),
                    None => return Err(Reject::TooLarge(LARGEST_FEED)),
                },
                Kind::Html => match read_all(all, LARGEST_PAGE)? {
                    Some(bytes) => single(What::Page { bytes, url: None, charset: None }),
                    None => return Err(Reject::TooLarge(LARGEST_PAGE)),
                },
                // Arabic has at most two bytes a letter in any encoding, as in UTF-8; ASCII has two in UTF-16.
                Kind::Text => match read_all(all, context.largest.saturating_mul(2))? {
                    Some(bytes) => single(What::Text(bytes)),
                    None => return Err(Reject::TooLarge(context.largest)),
                },
                Kind::Empty => return Err(Reject::Empty),
                Kind::Binary(what) => return Err(Reject::Binary(what)),
            };
            return Ok((source, recoded));
        }
    }
}

/// All of a stream, or `None` if it has more than `largest` bytes.
fn read_all(stream: Stream<'_>, largest: usize) -> Result<Option<Vec<u8>>, Reject> {
    let mut bytes = Vec::new();
    stream.take(largest as u64 + 1).read_to_end(&mut bytes).map_err(archive::reject)?;
    Ok((bytes.len() <= largest).then_some(bytes))
}

impl Iterator for Unread<'_> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        if let Some((stream, store)) = self.start.take()
            && let Some(found) = self.enter(self.name.clone(), stream, store)
        {
            return Some(found);
        }
        loop {
            let level = self.stack.last_mut()?;
            let step = catch_unwind(AssertUnwindSafe(|| level.source.next(&mut self.context)));
            let Ok(step) = step else {
                let file = self.stack.pop().map(|l| l.file).unwrap_or_default();
                return Some(self.found(file, 1, None, What::Reject(Reject::Mistake)));
            };
            match step {
                Step::Found(line, what) => {
                    level.found = true;
                    let (file, encoding) = (level.file.clone(), level.encoding);
                    return Some(self.found(file, line, encoding, what));
                }
                Step::Member(name, stream) => {
                    level.found = true;
                    let file = format!("{}!/{name}", level.file);
                    if let Some(found) = self.enter(file, stream, None) {
                        return Some(found);
                    }
                }
                Step::End => {
                    let found = level.found;
                    let file = self.stack.pop().map(|l| l.file).unwrap_or_default();
                    if let Some(above) = self.stack.last() {
                        self.context.file.clone_from(&above.file);
                    }
                    if !found {
                        // A file with nothing in it is counted too.
                        return Some(self.found(file, 1, None, What::Reject(Reject::Empty)));
                    }
                }
            }
        }
    }
}

/// A source of one item.
struct Single(Option<What>);

fn single<'a>(what: What) -> Box<dyn Source<'a> + 'a> {
    Box::new(Single(Some(what)))
}

impl<'a> Source<'a> for Single {
    fn next(&mut self, _: &mut Context<'a>) -> Step<'a> {
        self.0.take().map_or(Step::End, |what| Step::Found(1, what))
    }
}

/// The items of a feed.
pub(crate) struct Entries {
    outlet: Option<String>,
    encoding: &'static str,
    repaired: bool,
    entries: std::iter::Enumerate<std::vec::IntoIter<feed::Entry>>,
}

impl Entries {
    /// Reads a feed that was found at `url`.
    pub fn new(bytes: &[u8], url: Option<&str>) -> Result<Entries, Reject> {
        let feed = feed::items(bytes, url)?;
        let outlet = Some(feed.title).filter(|t| !t.is_empty());
        Ok(Entries {
            outlet,
            encoding: feed.encoding,
            repaired: feed.repaired,
            entries: feed.entries.into_iter().enumerate(),
        })
    }
}

impl<'a> Source<'a> for Entries {
    fn next(&mut self, _: &mut Context<'a>) -> Step<'a> {
        let Some((at, entry)) = self.entries.next() else { return Step::End };
        let fields = Fields {
            id: Some(entry.id),
            title: entry.title,
            text: Some(entry.text),
            published: entry.published.map_or(Published::Unknown, Published::Day),
            outlet: self.outlet.clone(),
            url: entry.url,
            encoding: self.encoding,
            repaired: self.repaired,
        };
        Step::Found(at + 1, What::Fields(fields))
    }
}
