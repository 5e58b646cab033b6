//! The format of a file, by its first bytes.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use crate::{Mapping, encoding, table};

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Gzip,
    Zstandard,
    Zip,
    Tar,
    Parquet,
    Warc,
    /// Text in two bytes a letter; what it holds is seen when it is turned into UTF-8.
    Utf16(&'static Encoding),
    JsonLines,
    /// One array of objects, or one object that may hold some.
    Json,
    /// A table with the separator between its columns.
    Table(u8),
    Feed,
    Html,
    Text,
    Empty,
    /// Something without text: what it is.
    Binary(&'static str),
}

/// First bytes of formats that are known not to be read, with what to say.
const BINARIES: &[(&[u8], &str)] = &[
    (b"BZh", "a bzip2 file (unpack it first)"),
    (b"\xFD7zXZ\0", "an xz file (unpack it first)"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive (unpack it first)"),
    (b"Rar!", "a RAR archive (unpack it first)"),
    (b"%PDF", "a PDF (turn it into text first)"),
    (b"\xD0\xCF\x11\xE0", "an old Office document (save it as text first)"),
    (b"\x89PNG", "a picture"),
    (b"\xFF\xD8\xFF", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a sound or picture"),
    (b"ID3", "a sound"),
    (b"\x7FELF", "a program"),
    (b"SQLite format 3", "a database (export a table as CSV first)"),
    (b"ARROW1", "an Arrow file (write it as Parquet)"),
    (b"Obj\x01", "an Avro file (write it as Parquet)"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
];

/// The format of what begins with `head`; `whole` says that nothing follows. The name counts only where the content leaves it
/// open.
pub(crate) fn kind(head: &[u8], whole: bool, name: &str, mapping: Option<&Mapping>) -> Kind {
    let magic = [
        (&b"\x1F\x8B"[..], Kind::Gzip),
        (b"\x28\xB5\x2F\xFD", Kind::Zstandard),
        (b"PK\x03\x04", Kind::Zip),
        (b"PK\x05\x06", Kind::Zip),
        (b"PAR1", Kind::Parquet),
        (b"WARC/", Kind::Warc),
    ];
    if let Some((_, kind)) = magic.iter().find(|(magic, _)| head.starts_with(magic)) {
        let office = head.get(..400).is_some_and(|h| memchr::memmem::find(h, b"[Content_Types].xml").is_some());
        return if office { Kind::Binary("an Office document (save it as text first)") } else { *kind };
    }
    if head.get(257..262) == Some(b"ustar") {
        return Kind::Tar;
    }
    if let Some((_, what)) = BINARIES.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Kind::Binary(what);
    }
    if head.starts_with(b"\xFF\xFE") {
        return Kind::Utf16(UTF_16LE);
    }
    if head.starts_with(b"\xFE\xFF") {
        return Kind::Utf16(UTF_16BE);
    }
    if let Some(encoding) = encoding::utf16(head) {
        return Kind::Utf16(encoding);
    }
    let zeros = memchr::memchr_iter(0, head).count();
    if zeros > 4 && zeros * 50 > head.len() {
        return Kind::Binary("binary data");
    }
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let named = |ends: &[&str]| ends.iter().any(|end| name.to_ascii_lowercase().ends_with(end));
    match start.first() {
        None if whole => Kind::Empty,
        Some(b'<') => markup(start).unwrap_or(Kind::Text),
        Some(b'{') => {
            if object_lines(start, whole) {
                Kind::JsonLines
            } else {
                Kind::Json
            }
        }
        Some(b'[') if matches!(start[1..].trim_ascii_start().first(), Some(b'{' | b']')) => Kind::Json,
        _ if named(&[".jsonl", ".ndjson"]) => Kind::JsonLines,
        _ => match table::separator(start, whole, mapping) {
            Some(separator) => Kind::Table(separator),
            None if named(&[".csv"]) => Kind::Table(b','),
            None if named(&[".tsv"]) => Kind::Table(b'\t'),
            None => Kind::Text,
        },
    }
}

/// Whether `bytes` begin as a feed.
pub(crate) fn is_feed(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    start.starts_with(b"<") && markup(start) == Some(Kind::Feed)
}

/// What begins with `<`.
fn markup(start: &[u8]) -> Option<Kind> {
    let begin: Vec<u8> = start.iter().take(8192).map(u8::to_ascii_lowercase).collect();
    let has = |what: &str| memchr::memmem::find(&begin, what.as_bytes());
    let roots = ["<rss", "<feed", "<rdf:rdf"].iter().filter_map(|root| has(root)).min();
    let pages = ["<html", "<head", "<body", "<!doctype html"].iter().filter_map(|page| has(page)).min();
    match (roots, pages) {
        (Some(root), page) if page.is_none_or(|page| root < page) => Some(Kind::Feed),
        (_, Some(_)) => Some(Kind::Html),
        // A piece of a page, or another kind of XML, whose text may be an article all the same.
        _ => [
            "<div", "<p>", "<p ", "<article", "<h1", "<meta", "<?xml", "<!--", "<script", "<section", "<table", "<span",
        ]
        .iter()
        .any(|tag| has(tag).is_some())
        .then_some(Kind::Html),
    }
}

/// Whether objects stand one a line: the first line is whole, or wrong in a way that no further line could mend.
fn object_lines(start: &[u8], whole: bool) -> bool {
    let end = memchr::memchr(b'\n', start);
    let line = &start[..end.unwrap_or(start.len())];
    match serde_json::from_slice::<serde::de::IgnoredAny>(line) {
        // One object alone may hold a list of articles.
        Ok(_) => end.is_some_and(|end| !start[end..].trim_ascii().is_empty()) || !holds_objects(line),
        Err(e) if e.is_eof() && end.is_some() => false,
        Err(_) => end.is_some() || whole || !holds_objects(line),
    }
}

/// Whether an object has a list of objects as one of its first values.
fn holds_objects(line: &[u8]) -> bool {
    let compact = |bytes: &[u8]| -> Vec<u8> { bytes.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect() };
    memchr::memmem::find(&compact(&line[..line.len().min(4096)]), b"\":[{").is_some()
}
