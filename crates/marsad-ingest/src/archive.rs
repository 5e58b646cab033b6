//! gzip, Zstandard, zip and tar.

use std::cell::{Cell, RefCell};
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::{DeflateDecoder, MultiGzDecoder};
use zip::{CompressionMethod, ZipArchive};

use crate::Reject;
use crate::item::What;
use crate::reader::{Context, Source, Step, Stream};
use crate::store::{Section, Store};

/// Bytes that may be unpacked whatever their source, and how many times the source's bytes beyond them. Text packs to a tenth;
/// a page that repeats itself to a fiftieth.
const FREE: u64 = 64 << 20;
const RATIO: u64 = 400;

/// Says that too much came out.
#[derive(Debug, thiserror::Error)]
#[error("unpacks to too much")]
struct Bomb(u64);

/// The reason behind an error of reading.
pub(crate) fn reject(e: io::Error) -> Reject {
    match e.get_ref().and_then(|inner| inner.downcast_ref::<Bomb>()) {
        Some(Bomb(bytes)) => Reject::Bomb(bytes >> 20),
        None => Reject::Io(e),
    }
}

/// Unpacks, and gives an error when far more comes out than went in.
pub(crate) struct Guard<'a> {
    unpacked: Box<dyn Read + 'a>,
    taken: Rc<Cell<u64>>,
    given: u64,
}

struct Taken<R> {
    input: R,
    bytes: Rc<Cell<u64>>,
}

impl<R: Read> Read for Taken<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer)?;
        self.bytes.set(self.bytes.get() + n as u64);
        Ok(n)
    }
}

impl<'a> Guard<'a> {
    fn new(
        input: impl Read + 'a,
        unpack: impl FnOnce(BufReader<Taken<Box<dyn Read + 'a>>>) -> io::Result<Box<dyn Read + 'a>>,
    ) -> io::Result<Guard<'a>> {
        let taken = Rc::new(Cell::new(0));
        let input: Box<dyn Read + 'a> = Box::new(input);
        let input = BufReader::new(Taken { input, bytes: Rc::clone(&taken) });
        Ok(Guard { unpacked: unpack(input)?, taken, given: 0 })
    }

    /// All members of a gzip file.
    pub fn gzip(input: impl Read + 'a) -> io::Result<Guard<'a>> {
        Guard::new(input, |input| Ok(Box::new(MultiGzDecoder::new(input))))
    }

    /// All frames of a Zstandard file.
    pub fn zstandard(input: impl Read + 'a) -> io::Result<Guard<'a>> {
        Guard::new(input, |input| Ok(Box::new(zstd::stream::read::Decoder::with_buffer(input)?)))
    }

    /// A raw deflate stream, as in zip.
    pub fn deflate(input: impl Read + 'a) -> io::Result<Guard<'a>> {
        Guard::new(input, |input| Ok(Box::new(DeflateDecoder::new(input))))
    }
}

impl Read for Guard<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.unpacked.read(buffer)?;
        self.given += n as u64;
        if self.given > FREE && self.given / RATIO > self.taken.get() {
            return Err(io::Error::other(Bomb(self.given)));
        }
        Ok(n)
    }
}

/// Names of members that hold nothing for a reader.
fn is_trash(name: &str) -> bool {
    let last = name.trim_end_matches('/').rsplit('/').next().unwrap_or(name);
    name.ends_with('/') || name.starts_with("__MACOSX/") || matches!(last, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}

/// The members of a zip archive, in its own order.
pub(crate) struct Zip {
    store: Rc<Store>,
    archive: ZipArchive<Section>,
    next: usize,
    consumed: Rc<Cell<u64>>,
}

impl Zip {
    pub fn new(store: Store, consumed: &Rc<Cell<u64>>) -> Result<Zip, Reject> {
        let end = store.length()?;
        let store = Rc::new(store);
        let section = Section { store: Rc::clone(&store), at: 0, end };
        let archive = ZipArchive::new(section).map_err(|e| Reject::Archive(e.to_string()))?;
        Ok(Zip { store, archive, next: 0, consumed: Rc::clone(consumed) })
    }

    fn member<'a>(&mut self, at: usize) -> Result<Option<(String, Stream<'a>)>, Reject> {
        let broken = |e: zip::result::ZipError| Reject::Archive(format!("member {}: {e}", at + 1));
        let member = self.archive.by_index_raw(at).map_err(broken)?;
        let name = match member.name() {
            Ok(name) => name.into_owned(),
            Err(_) => String::from_utf8_lossy(member.name_raw()).into_owned(),
        };
        if member.is_dir() || is_trash(&name) {
            return Ok(None);
        }
        if member.encrypted() {
            return Err(Reject::Archive(format!("{name} is locked by a password")));
        }
        let (packed, method) = (member.compressed_size(), member.compression());
        let start = member.data_start().ok_or_else(|| Reject::Archive(format!("{name} lies nowhere")))?;
        drop(member);
        self.consumed.set(self.consumed.get() + packed);
        let section = Section { store: Rc::clone(&self.store), at: start, end: start.saturating_add(packed) };
        let unpacked: Stream<'a> = match method {
            CompressionMethod::Stored => Box::new(BufReader::new(section)),
            CompressionMethod::Deflated => Box::new(BufReader::new(Guard::deflate(section)?)),
            CompressionMethod::ZSTD => Box::new(BufReader::new(Guard::zstandard(section)?)),
            method => return Err(Reject::Archive(format!("{name} is packed by {method}, which is not read"))),
        };
        Ok(Some((name, unpacked)))
    }
}

impl<'a> Source<'a> for Zip {
    fn next(&mut self, _: &mut Context<'a>) -> Step<'a> {
        while self.next < self.archive.len() {
            let at = self.next;
            self.next += 1;
            match self.member(at) {
                Ok(Some((name, stream))) => return Step::Member(name, stream),
                Ok(None) => {}
                Err(why) => return Step::Found(at + 1, What::Reject(why)),
            }
        }
        Step::End
    }
}

/// A tar archive's stream, shared by the archive and the member that is being read.
struct Tape<'a> {
    input: Stream<'a>,
    /// Bytes of the present member that are not read yet, and of the padding behind it.
    left: u64,
    padding: u64,
}

impl Tape<'_> {
    /// Goes to the next header.
    fn skip(&mut self) -> io::Result<()> {
        let rest = std::mem::take(&mut self.left) + std::mem::take(&mut self.padding);
        let skipped = io::copy(&mut self.input.by_ref().take(rest), &mut io::sink())?;
        if skipped < rest { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    fn begin(&mut self, size: u64) {
        self.left = size;
        self.padding = size.wrapping_neg() % 512;
    }

    /// A small member as text: a long name or what `pax` adds.
    fn note(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let most = self.left.min(1 << 20);
        self.input.by_ref().take(most).read_to_end(&mut bytes)?;
        self.left -= bytes.len() as u64;
        self.skip()?;
        Ok(bytes)
    }
}

struct TapeMember<'a>(Rc<RefCell<Tape<'a>>>);

impl Read for TapeMember<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut tape = self.0.borrow_mut();
        let most = usize::try_from(tape.left).unwrap_or(usize::MAX).min(buffer.len());
        let n = tape.input.read(&mut buffer[..most])?;
        tape.left -= n as u64;
        Ok(n)
    }
}

/// The members of a tar archive, in its order.
pub(crate) struct Tar<'a> {
    tape: Rc<RefCell<Tape<'a>>>,
    count: usize,
    done: bool,
}

impl<'a> Tar<'a> {
    pub fn new(input: Stream<'a>) -> Tar<'a> {
        Tar { tape: Rc::new(RefCell::new(Tape { input, left: 0, padding: 0 })), count: 0, done: false }
    }

    /// The next regular file: its name. `None` at the end.
    fn header(&mut self) -> Result<Option<String>, Reject> {
        let mut tape = self.tape.borrow_mut();
        let mut long_name: Option<String> = None;
        let mut long_size: Option<u64> = None;
        tape.skip().map_err(reject)?;
        loop {
            let mut block = [0_u8; 512];
            let mut filled = 0;
            while filled < 512 {
                match tape.input.read(&mut block[filled..]).map_err(reject)? {
                    0 => break,
                    n => filled += n,
                }
            }
            // Two blocks of zeros end a tape; many lack them.
            if filled == 0 || block.iter().all(|b| *b == 0) {
                return Ok(None);
            }
            if filled < 512 {
                return Err(Reject::Archive("the archive ends inside of a header".into()));
            }
            let header = tar::Header::from_byte_slice(&block);
            let sum: u32 =
                block.iter().enumerate().map(|(i, b)| u32::from(if (148..156).contains(&i) { b' ' } else { *b })).sum();
            let broken = |e: io::Error| Reject::Archive(format!("a header of tar: {e}"));
            if header.cksum().map_err(broken)? != sum {
                return Err(Reject::Archive(
                    "a header of tar has a wrong sum; the rest of the archive is left out".into(),
                ));
            }
            let size = long_size.take().map_or_else(|| header.entry_size(), Ok).map_err(broken)?;
            tape.begin(size);
            self.count += 1;
            let kind = header.entry_type();
            if kind.is_gnu_longname() {
                let note = tape.note().map_err(reject)?;
                let end = note.iter().position(|b| *b == 0).unwrap_or(note.len());
                long_name = Some(String::from_utf8_lossy(&note[..end]).into_owned());
                continue;
            }
            if kind.is_pax_local_extensions() {
                let note = tape.note().map_err(reject)?;
                for extension in tar::PaxExtensions::new(&note).flatten() {
                    match extension.key() {
                        Ok("path") => long_name = Some(String::from_utf8_lossy(extension.value_bytes()).into_owned()),
                        Ok("size") => long_size = extension.value().ok().and_then(|v| v.parse().ok()),
                        _ => {}
                    }
                }
                continue;
            }
            let name = long_name.take().unwrap_or_else(|| String::from_utf8_lossy(&header.path_bytes()).into_owned());
            if kind.is_file() && !is_trash(&name) {
                return Ok(Some(name));
            }
            tape.skip().map_err(reject)?;
        }
    }
}

impl<'a> Source<'a> for Tar<'a> {
    fn next(&mut self, _: &mut Context<'a>) -> Step<'a> {
        if self.done {
            return Step::End;
        }
        match self.header() {
            Ok(Some(name)) => Step::Member(name, Box::new(BufReader::new(TapeMember(Rc::clone(&self.tape))))),
            Ok(None) => {
                self.done = true;
                Step::End
            }
            Err(why) => {
                self.done = true;
                Step::Found(self.count + 1, What::Reject(why))
            }
        }
    }
}
