//! Web archives: the pages and feeds that servers answered with.

use std::io::{self, BufRead, Read};

use crate::archive::{self, Guard};
use crate::html::LARGEST_PAGE;
use crate::item::What;
use crate::reader::{Context, Entries, Source, Step, Stream};
use crate::{Reject, detect};

/// Longest head of a record or an answer, in bytes.
const LONGEST_HEAD: usize = 1 << 18;

/// The records of a web archive. Only what servers answered (`response`, `resource`) and text that was taken from it
/// (`conversion`) is looked at, and of that only pages, feeds and plain text.
pub(crate) struct Records<'a> {
    input: Option<Stream<'a>>,
    record: usize,
    /// The items of the present record's feed that are still to be given.
    entries: Option<Entries>,
}

/// What a record holds for a reader.
enum Content {
    One(What),
    Feed(Entries),
}

/// The lines of a head that count.
#[derive(Debug, Default, PartialEq, Eq)]
struct Head {
    kind: String,
    length: u64,
    url: Option<String>,
    content: String,
}

impl<'a> Records<'a> {
    pub fn new(input: Stream<'a>) -> Records<'a> {
        Records { input: Some(input), record: 0, entries: None }
    }

    /// The next record that counts; `None` at the end. `Ok(Err)` is a record that is set aside while reading goes on.
    fn step(&mut self, largest: usize) -> Result<Option<Result<Content, Reject>>, Reject> {
        let Some(input) = &mut self.input else { return Ok(None) };
        loop {
            let Some(head) = head(input)? else { return Ok(None) };
            self.record += 1;
            let mut body = input.by_ref().take(head.length);
            let wanted = matches!(head.kind.as_str(), "response" | "resource" | "conversion");
            let web = head.url.as_deref().is_some_and(|u| u.starts_with("http"));
            let mut bytes = Vec::new();
            if wanted && web {
                body.by_ref()
                    .take((LARGEST_PAGE + LONGEST_HEAD) as u64)
                    .read_to_end(&mut bytes)
                    .map_err(archive::reject)?;
            }
            let read = bytes.len() as u64;
            let rest = io::copy(&mut body, &mut io::sink()).map_err(archive::reject)?;
            if read + rest < head.length {
                return Err(Reject::Warc("the file ends inside of a record".into()));
            }
            if !wanted || !web {
                continue;
            }
            if rest > 0 {
                return Ok(Some(Err(Reject::TooLarge(LARGEST_PAGE))));
            }
            if let Some(found) = content(bytes, &head, largest).transpose() {
                return Ok(Some(found));
            }
        }
    }
}

impl<'a> Source<'a> for Records<'a> {
    fn next(&mut self, context: &mut Context<'a>) -> Step<'a> {
        loop {
            if let Some(Step::Found(_, item)) = self.entries.as_mut().map(|e| e.next(context)) {
                return Step::Found(self.record, item);
            }
            self.entries = None;
            match self.step(context.largest) {
                Ok(Some(Ok(Content::Feed(entries)))) => self.entries = Some(entries),
                Ok(Some(Ok(Content::One(what)))) => return Step::Found(self.record, what),
                Ok(Some(Err(why))) => return Step::Found(self.record, What::Reject(why)),
                Ok(None) => return Step::End,
                Err(why) => {
                    self.input = None;
                    return Step::Found(self.record + 1, What::Reject(why));
                }
            }
        }
    }
}

/// Reads the lines up to an empty one, without their breaks.
fn lines(input: &mut impl BufRead) -> Result<Vec<String>, Reject> {
    let mut lines = Vec::new();
    let mut left = LONGEST_HEAD;
    loop {
        let mut line = Vec::new();
        let n = input.by_ref().take(left as u64).read_until(b'\n', &mut line).map_err(archive::reject)?;
        left -= n;
        if line.trim_ascii().is_empty() {
            return Ok(lines);
        }
        if left == 0 {
            return Err(Reject::Warc("a head without end".into()));
        }
        lines.push(String::from_utf8_lossy(line.trim_ascii()).into_owned());
    }
}

/// The head of the next record; `None` at the end of the file.
fn head(input: &mut impl BufRead) -> Result<Option<Head>, Reject> {
    // Empty lines stand between records.
    loop {
        let buffer = input.fill_buf().map_err(archive::reject)?;
        match buffer.first() {
            None => return Ok(None),
            Some(b'\r' | b'\n') => input.consume(1),
            Some(_) => break,
        }
    }
    let lines = lines(input)?;
    let (first, fields) = lines.split_first().ok_or_else(|| Reject::Warc("a record without a head".into()))?;
    if !first.starts_with("WARC/") {
        let shown: String = first.chars().take(40).collect();
        return Err(Reject::Warc(format!("a record begins with {shown:?} instead of WARC/1.0")));
    }
    let mut head = Head::default();
    let mut length = None;
    for line in fields {
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "warc-type" => head.kind = value.to_ascii_lowercase(),
            "content-length" => length = value.parse().ok(),
            "warc-target-uri" => head.url = Some(value.trim_matches(['<', '>']).to_owned()),
            "content-type" => head.content = value.to_ascii_lowercase(),
            _ => {}
        }
    }
    head.length = length.ok_or_else(|| Reject::Warc("a record without a Content-Length".into()))?;
    Ok(Some(head))
}

/// What a record holds, if it is for a reader: `None` for pictures, styles, scripts and data.
fn content(bytes: Vec<u8>, head: &Head, largest: usize) -> Result<Option<Content>, Reject> {
    let mut kind = head.content.clone();
    let mut body = bytes;
    if kind.starts_with("application/http") {
        let mut rest: &[u8] = &body;
        let lines = lines(&mut rest)?;
        let field = |wanted: &str| {
            let fields = lines.iter().filter_map(|l| l.split_once(':'));
            fields
                .filter(|(n, _)| n.trim().eq_ignore_ascii_case(wanted))
                .map(|(_, v)| v.trim().to_ascii_lowercase())
                .next_back()
        };
        kind = field("content-type").unwrap_or_default();
        if !is_text(&kind) {
            return Ok(None);
        }
        let status = lines.first().and_then(|l| l.split_whitespace().nth(1)).and_then(|s| s.parse().ok()).unwrap_or(0);
        if !(200..300).contains(&status) {
            return Err(Reject::Status(status));
        }
        let chunked = field("transfer-encoding").is_some_and(|v| v.contains("chunked"));
        let plain = if chunked { unchunk(rest).unwrap_or_else(|| rest.to_vec()) } else { rest.to_vec() };
        body = match field("content-encoding").as_deref() {
            // Crawlers often unpack and keep the line.
            Some(_) if plain.trim_ascii_start().starts_with(b"<") => plain,
            Some("gzip" | "x-gzip") => unpack(Guard::gzip(&plain[..])?)?,
            Some("zstd") => unpack(Guard::zstandard(&plain[..])?)?,
            Some("br") => return Err(Reject::Archive("the page is packed by brotli, which is not read".into())),
            _ => plain,
        };
    }
    if !is_text(&kind) {
        return Ok(None);
    }
    if kind.starts_with("text/plain") {
        return if body.len() > largest.saturating_mul(2) {
            Err(Reject::TooLarge(largest))
        } else {
            Ok(Some(Content::One(What::Text(body))))
        };
    }
    if is_xml(&kind) {
        // Other XML is a list of addresses, or data.
        let feed = detect::is_feed(&body);
        return feed.then(|| Entries::new(&body, head.url.as_deref()).map(Content::Feed)).transpose();
    }
    let charset = kind.split_once("charset=").map(|(_, c)| c.trim_matches(['"', '\'', ' ', ';']).to_owned());
    Ok(Some(Content::One(What::Page { bytes: body, url: head.url.clone(), charset })))
}

fn is_text(kind: &str) -> bool {
    is_xml(kind)
        || kind.starts_with("text/html")
        || kind.starts_with("application/xhtml")
        || kind.starts_with("text/plain")
}

/// Types under which servers send feeds.
fn is_xml(kind: &str) -> bool {
    ["application/rss", "application/atom", "application/rdf", "application/xml", "text/xml"]
        .iter()
        .any(|k| kind.starts_with(k))
}

fn unpack(input: impl Read) -> Result<Vec<u8>, Reject> {
    let mut bytes = Vec::new();
    input.take(LARGEST_PAGE as u64 + 1).read_to_end(&mut bytes).map_err(archive::reject)?;
    if bytes.len() > LARGEST_PAGE { Err(Reject::TooLarge(LARGEST_PAGE)) } else { Ok(bytes) }
}

/// A body that was sent in chunks; `None` if it is not in that form, as where crawlers joined them but kept the line.
fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        let end = memchr::memchr(b'\n', &rest[..rest.len().min(100)])?;
        let size = std::str::from_utf8(&rest[..end]).ok()?.trim().split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(out);
        }
        out.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size..)?;
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))?;
    }
}
