//! CSV, TSV and tables with other separators.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use csv::{ByteRecord, ReaderBuilder};

use crate::item::{Fields, Published, What};
use crate::reader::{Context, Source, Step, Stream};
use crate::{Mapping, Reject, archive, encoding};

/// Separators in the order in which they are tried.
const SEPARATORS: [u8; 4] = [b'\t', b',', b';', b'|'];

/// Rows by which a table is told from text, and columns are guessed.
const SAMPLE: usize = 20;

/// Longest name of a column, in characters.
const LONGEST_NAME: usize = 60;

/// Finds the separator of a table that begins with `head`, or that it is none: a header with a name that is known or given for
/// the text, or rows of one width of which one column is Arabic text.
pub(crate) fn separator(head: &[u8], whole: bool, mapping: Option<&Mapping>) -> Option<u8> {
    SEPARATORS.into_iter().find(|&separator| {
        let rows = sample(head, whole, separator);
        let Some((names, rows)) = rows.split_first() else { return false };
        let plain =
            |n: &String| !n.trim().is_empty() && n.chars().count() <= LONGEST_NAME && !n.trim_end().ends_with('.');
        if names.len() < 2 || !names.iter().all(plain) || rows.is_empty() {
            return false;
        }
        let even = rows.iter().filter(|r| r.len() == names.len()).count();
        match mapping {
            Some(given) => given.text.as_ref().is_some_and(|text| names.contains(text)),
            // A few broken rows do not make prose of a table that names its columns.
            None if Mapping::named(names).text.is_some() => even * 2 > rows.len(),
            None => even == rows.len() && Mapping::guess(names, rows).is_some(),
        }
    })
}

/// The first rows as text, the header first; without the last one if it may be cut off.
fn sample(head: &[u8], whole: bool, separator: u8) -> Vec<Vec<String>> {
    let first = memchr::memchr(b'\n', head).unwrap_or(head.len());
    if memchr::memchr(separator, &head[..first]).is_none() {
        return Vec::new();
    }
    let mut reader = builder(separator, quoted(head, separator)).from_reader(head);
    let mut rows = Vec::new();
    let mut record = ByteRecord::new();
    while rows.len() <= SAMPLE && reader.read_byte_record(&mut record).unwrap_or(false) {
        let Ok((cells, _)) = decode(&record) else { continue };
        rows.push(cells);
    }
    if !whole && rows.len() <= SAMPLE {
        rows.pop();
    }
    rows
}

fn builder(separator: u8, quoting: bool) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(separator).quoting(quoting).flexible(true).has_headers(false);
    builder
}

/// Whether quotation marks around cells are part of the format. In tables with tabs they mostly are part of a headline.
fn quoted(head: &[u8], separator: u8) -> bool {
    if separator != b'\t' {
        return true;
    }
    let cells = head.split(|b| matches!(b, b'\t' | b'\n' | b'\r')).take(2_000);
    let mut opened = cells.filter(|c| c.len() > 1 && c.starts_with(b"\"")).peekable();
    opened.peek().is_some() && opened.all(|c| c.ends_with(b"\""))
}

/// A row's cells as text, in one encoding, with its name.
fn decode(record: &ByteRecord) -> Result<(Vec<String>, &'static str), Reject> {
    let utf8: Option<Vec<String>> =
        record.iter().map(|cell| std::str::from_utf8(cell).ok().map(str::to_owned)).collect();
    if let Some(cells) = utf8 {
        return Ok((cells, "UTF-8"));
    }
    // The longest cell tells most; all are in the encoding of the whole row.
    let joined = record.iter().collect::<Vec<_>>().join(&b'\n');
    let decoded = encoding::decode(&joined, None)?;
    let encoding = encoding_rs::Encoding::for_label(decoded.encoding.as_bytes()).unwrap_or(encoding_rs::UTF_8);
    let cells = record.iter().map(|cell| encoding.decode_without_bom_handling(cell).0.into_owned());
    Ok((cells.collect(), decoded.encoding))
}

/// Gives an error when more is read than a row may have: a quotation mark that is never closed would swallow the whole file.
struct Meter<'a> {
    input: Stream<'a>,
    left: Rc<Cell<usize>>,
}

impl Read for Meter<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left.get() == 0 {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "a row without end"));
        }
        let most = buffer.len().min(self.left.get());
        let n = self.input.read(&mut buffer[..most])?;
        self.left.set(self.left.get() - n);
        Ok(n)
    }
}

/// The rows of a table.
pub(crate) struct Rows<'a> {
    input: Option<(Stream<'a>, u8)>,
    reader: Option<csv::Reader<Meter<'a>>>,
    left: Rc<Cell<usize>>,
    longest: usize,
    columns: usize,
    /// Lines by which the library is behind: it sees a row of a file from Windows begin at the end of the row before.
    behind: usize,
    /// Column of each field.
    at: Columns,
    /// Rows that were read to guess from.
    waiting: std::collections::VecDeque<ByteRecord>,
}

/// Columns by their number.
#[derive(Default, Clone, Copy)]
struct Columns {
    text: usize,
    title: Option<usize>,
    published: Option<usize>,
    outlet: Option<usize>,
    url: Option<usize>,
    id: Option<usize>,
}

impl<'a> Rows<'a> {
    pub fn new(input: Stream<'a>, separator: u8, longest: usize) -> Rows<'a> {
        Rows {
            input: Some((input, separator)),
            reader: None,
            left: Rc::new(Cell::new(longest)),
            longest,
            columns: 0,
            behind: 0,
            at: Columns::default(),
            waiting: std::collections::VecDeque::new(),
        }
    }

    fn record(&mut self) -> Result<Option<ByteRecord>, Reject> {
        if let Some(record) = self.waiting.pop_front() {
            return Ok(Some(record));
        }
        self.read()
    }

    fn read(&mut self) -> Result<Option<ByteRecord>, Reject> {
        let Some(reader) = &mut self.reader else { return Ok(None) };
        self.left.set(self.longest);
        let mut record = ByteRecord::new();
        match reader.read_byte_record(&mut record) {
            Ok(true) => Ok(Some(record)),
            Ok(false) => Ok(None),
            Err(e) => {
                self.reader = None;
                Err(match e.into_kind() {
                    csv::ErrorKind::Io(e) if e.kind() == io::ErrorKind::FileTooLarge => Reject::Row(
                        "a row without end (a quotation mark that is not closed?), the rest of the file is left out"
                            .into(),
                    ),
                    csv::ErrorKind::Io(e) => archive::reject(e),
                    other => Reject::Row(format!("{other:?}")),
                })
            }
        }
    }

    /// Reads the header and finds the columns.
    fn begin(&mut self, mut input: Stream<'a>, separator: u8, context: &mut Context<'a>) -> Result<(), Reject> {
        let head = input.fill_buf().map_err(archive::reject)?;
        let quoting = quoted(head, separator);
        let end = memchr::memchr(b'\n', head).unwrap_or(0);
        self.behind = usize::from(head[..end].ends_with(b"\r"));
        let mark = if head.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        input.consume(mark);
        self.reader = Some(builder(separator, quoting).from_reader(Meter { input, left: Rc::clone(&self.left) }));
        let Some(header) = self.read()? else { return Ok(()) };
        let (names, _) = decode(&header)?;
        let names: Vec<String> = names.iter().map(|n| n.trim().to_owned()).collect();
        self.columns = names.len();
        let mapping = match &context.mapping {
            Some(mapping) => mapping.clone(),
            None => {
                while self.waiting.len() < SAMPLE
                    && let Some(row) = self.read()?
                {
                    self.waiting.push_back(row);
                }
                let even = self.waiting.iter().filter(|r| r.len() == names.len());
                let rows: Vec<Vec<String>> = even.filter_map(|r| decode(r).ok()).map(|(cells, _)| cells).collect();
                let guess = Mapping::guess(&names, &rows).ok_or_else(|| Reject::NoColumn(list(&names)))?;
                context.guessed(&guess, &names);
                guess
            }
        };
        let at = |name: &Option<String>| name.as_ref().and_then(|name| names.iter().position(|n| n == name));
        self.at = Columns {
            text: at(&mapping.text).ok_or_else(|| Reject::NoColumn(list(&names)))?,
            title: at(&mapping.title),
            published: at(&mapping.published),
            outlet: at(&mapping.outlet),
            url: at(&mapping.url),
            id: at(&mapping.id),
        };
        Ok(())
    }
}

/// Names for a message.
pub(crate) fn list(names: &[String]) -> String {
    names.join(", ").chars().take(200).collect()
}

impl<'a> Source<'a> for Rows<'a> {
    fn next(&mut self, context: &mut Context<'a>) -> Step<'a> {
        if let Some((input, separator)) = self.input.take()
            && let Err(why) = self.begin(input, separator, context)
        {
            self.reader = None;
            self.waiting.clear();
            return Step::Found(1, What::Reject(why));
        }
        match self.record() {
            Ok(None) => Step::End,
            Err(why) => Step::Found(1, What::Reject(why)),
            Ok(Some(record)) => {
                let line = record.position().map_or(1, |p| p.line() as usize) + self.behind;
                Step::Found(line, row(&record, self.columns, self.at).map_or_else(What::Reject, What::Fields))
            }
        }
    }
}

fn row(record: &ByteRecord, columns: usize, at: Columns) -> Result<Fields, Reject> {
    if record.len() != columns {
        return Err(Reject::Row(format!("{} cells where the header has {columns}", record.len())));
    }
    let (mut cells, encoding) = decode(record)?;
    let mut cell = |at: Option<usize>| at.and_then(|at| cells.get_mut(at)).map(std::mem::take);
    Ok(Fields {
        id: cell(at.id),
        title: cell(at.title).unwrap_or_default(),
        text: cell(Some(at.text)),
        published: cell(at.published).map_or(Published::Unknown, Published::Told),
        outlet: cell(at.outlet),
        url: cell(at.url),
        encoding,
        repaired: false,
    })
}
