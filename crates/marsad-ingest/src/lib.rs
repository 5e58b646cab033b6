//! Reads plain text and JSON lines into [`Article`]s. What cannot be read is set aside with its reason, line by line, and
//! reading goes on behind it.

mod given;

pub use given::Given;

use std::io::{self, BufRead, Read};

use marsad_coder::Article;
use serde::Deserialize;

/// Largest article that is coded unless [`Reader::largest`] says otherwise, in bytes of UTF-8. The longest newspaper articles have
/// about a hundredth of it; what is larger is a dump of many.
pub const LARGEST: usize = 8 << 20;

/// Longest stretch without white space that still passes for text, in bytes.
const LONGEST_WORD: usize = 100_000;

/// Why a line or file gives no article.
#[derive(Debug, thiserror::Error)]
pub enum Reject {
    /// The bytes are not UTF-8; the first wrong byte of the line or file, from 0.
    #[error("not valid UTF-8 at byte {0}; convert the file to UTF-8 (iconv -f windows-1256 -t utf-8)")]
    Encoding(usize),
    /// The file begins with a byte order mark of UTF-16.
    #[error("the file is UTF-16; convert it to UTF-8 (iconv -f utf-16 -t utf-8)")]
    Utf16,
    /// The line is not a JSON object with the known fields.
    #[error("not a JSON object with a `text`: {0}; write one object a line")]
    Json(String),
    /// The object has no `text`.
    #[error("there is no `text`; {}", if *.title { "a title alone is not coded" } else { "name the article's body so" })]
    NoText {
        /// Whether it has a title.
        title: bool,
    },
    /// There is no text.
    #[error("the text is empty; leave the article out")]
    Empty,
    /// The text holds (almost) no Arabic.
    #[error("the text is not Arabic; Marsad reads Arabic only")]
    NotArabic,
    /// The text is larger than the bytes given.
    #[error("the text is larger than {} MB; split it into articles, or raise --largest", .0 >> 20)]
    TooLarge(usize),
    /// A stretch without white space, in bytes, that no text has.
    #[error("a word of {0} bytes without a space; this is no text")]
    EndlessWord(usize),
    /// The publication date is no date.
    #[error("`published` is {0:?}; write it as YYYY-MM-DD")]
    Date(String),
    /// The system's error.
    #[error("cannot be read: {0}; the rest of the file is left out")]
    Io(#[from] io::Error),
}

impl Reject {
    /// The reason without what differs from line to line: what a summary counts by.
    pub fn cause(&self) -> &'static str {
        match self {
            Reject::Encoding(_) | Reject::Utf16 => "not UTF-8",
            Reject::Json(_) => "not a JSON object",
            Reject::NoText { .. } => "without a text",
            Reject::Empty => "empty",
            Reject::NotArabic => "not Arabic",
            Reject::TooLarge(_) => "too large",
            Reject::EndlessWord(_) => "a word without end",
            Reject::Date(_) => "no date in `published`",
            Reject::Io(_) => "cannot be read",
        }
    }
}

/// An article, or what was set aside, with the line it came from (from 1).
#[derive(Debug)]
pub struct Item {
    /// File name as given.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// The article or the reason.
    pub result: Result<Article, Reject>,
}

#[derive(Deserialize)]
struct Line {
    id: Option<serde_json::Value>,
    title: Option<String>,
    text: Option<String>,
    published: Option<String>,
    outlet: Option<String>,
    url: Option<String>,
}

/// Reads one file. A name in `.jsonl` or `.ndjson`, or a first visible character `{`, means JSON lines; anything else is one plain
/// article.
pub struct Reader<R> {
    input: R,
    file: String,
    line: usize,
    json: Option<bool>,
    largest: usize,
    found: bool,
    done: bool,
}

impl<R: BufRead> Reader<R> {
    /// Begins to read `input`; `file` is used in messages and for ids.
    pub fn new(input: R, file: &str) -> Reader<R> {
        let named = [".jsonl", ".ndjson"].iter().any(|end| file.to_ascii_lowercase().ends_with(end));
        Reader {
            input,
            file: file.to_owned(),
            line: 0,
            json: named.then_some(true),
            largest: LARGEST,
            found: false,
            done: false,
        }
    }

    /// Sets the size in bytes above which an article is set aside.
    #[must_use]
    pub fn largest(mut self, bytes: usize) -> Reader<R> {
        self.largest = bytes;
        self
    }

    fn item(&mut self, result: Result<Article, Reject>) -> Item {
        self.found = true;
        Item { file: self.file.clone(), line: self.line.max(1), result }
    }

    /// Bytes of a line that may hold an article: letters may be written as escapes of six bytes for two.
    fn longest_line(&self) -> usize {
        self.largest.saturating_mul(3).saturating_add(1 << 20)
    }

    fn last(&mut self, result: Result<Article, Reject>) -> Option<Item> {
        self.done = true;
        Some(self.item(result))
    }
}

/// Reads a line with its line break into `bytes`. Of a line longer than `limit` no more is kept, but all of it is read. The
/// length of the whole line; 0 at the end.
fn read_line(input: &mut impl BufRead, limit: usize, bytes: &mut Vec<u8>) -> io::Result<usize> {
    let mut whole = input.by_ref().take(limit as u64).read_until(b'\n', bytes)?;
    if whole < limit || bytes.last() == Some(&b'\n') {
        return Ok(whole);
    }
    loop {
        let buffer = match input.fill_buf() {
            Ok(buffer) => buffer,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        let (step, last) = match buffer.iter().position(|&b| b == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        input.consume(step);
        whole += step;
        if last {
            return Ok(whole);
        }
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while !self.done {
            let limit = self.longest_line();
            let mut bytes = Vec::new();
            match read_line(&mut self.input, limit, &mut bytes) {
                Err(e) => return self.last(Err(Reject::Io(e))),
                Ok(0) => {
                    self.done = true;
                    // A file with nothing in it is counted too.
                    return (!self.found).then(|| self.item(Err(Reject::Empty)));
                }
                Ok(n) => {
                    self.line += 1;
                    if n > limit {
                        let too_large = Err(Reject::TooLarge(self.largest));
                        return if self.json == Some(true) || bytes.trim_ascii_start().starts_with(b"{") {
                            self.json = Some(true);
                            Some(self.item(too_large))
                        } else {
                            self.last(too_large)
                        };
                    }
                }
            }
            if self.line == 1 && (bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF")) {
                return self.last(Err(Reject::Utf16));
            }
            let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes).trim_ascii();
            match (self.json, start.first()) {
                (_, None) => continue,
                (None, Some(b'{')) => self.json = Some(true),
                (None, Some(_)) => {
                    let more = (self.largest as u64).saturating_add(1);
                    if let Err(e) = self.input.by_ref().take(more).read_to_end(&mut bytes) {
                        return self.last(Err(Reject::Io(e)));
                    }
                    let article = plain(bytes, &self.file, self.largest);
                    return self.last(article);
                }
                (Some(_), Some(_)) => {}
            }
            let article = json(start, self.largest);
            return Some(self.item(article));
        }
        None
    }
}

fn plain(bytes: Vec<u8>, file: &str, largest: usize) -> Result<Article, Reject> {
    if bytes.len() > largest {
        return Err(Reject::TooLarge(largest));
    }
    let text = String::from_utf8(bytes).map_err(|e| Reject::Encoding(e.utf8_error().valid_up_to()))?;
    let text = text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text);
    let id = if file == "-" { stable_id("", &text) } else { file.to_owned() };
    check(Article { id, text, ..Article::default() }, largest)
}

fn json(bytes: &[u8], largest: usize) -> Result<Article, Reject> {
    let text = std::str::from_utf8(bytes).map_err(|e| Reject::Encoding(e.valid_up_to()))?;
    let line: Line = serde_json::from_str(text).map_err(|e| {
        // Its own line number is always 1 and would be taken for the file's.
        let message = e.to_string();
        let what = message.split(" at line ").next().unwrap_or(&message);
        Reject::Json(format!("{what} at column {}", e.column()))
    })?;
    let id = match line.id {
        Some(serde_json::Value::String(s)) => Some(s),
        Some(serde_json::Value::Number(n)) => Some(n.to_string()),
        _ => None,
    };
    let Line { title, text, published, outlet, url, .. } = line;
    Given { id, title, text, published, outlet, url }.article(largest)
}

fn check(article: Article, largest: usize) -> Result<Article, Reject> {
    if article.text.len() + article.title.len() > largest {
        return Err(Reject::TooLarge(largest));
    }
    if article.text.trim().is_empty() {
        return Err(Reject::Empty);
    }
    let longest = article.text.split(char::is_whitespace).map(str::len).max().unwrap_or(0);
    if longest > LONGEST_WORD {
        return Err(Reject::EndlessWord(longest));
    }
    let (mut arabic, mut letters) = (0_usize, 0_usize);
    for c in article.text.chars().take(20_000) {
        let plain = matches!(c, '\u{0621}'..='\u{064A}');
        if plain || !c.is_ascii() && c.is_alphabetic() || c.is_ascii_alphabetic() {
            letters += 1;
            let block = matches!(c, '\u{0600}'..='\u{06FF}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}');
            arabic += usize::from(plain || block);
        }
    }
    if arabic * 3 < letters || arabic == 0 {
        return Err(Reject::NotArabic);
    }
    Ok(article)
}

/// FNV-1a over title and text: the same content has the same id everywhere.
fn stable_id(title: &str, text: &str) -> String {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    for b in title.bytes().chain([0]).chain(text.bytes()) {
        h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    format!("m{h:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<Item> {
        Reader::new(bytes, "f").collect()
    }

    fn line(text: &str) -> String {
        format!("{{\"id\":\"a\",\"text\":\"{text}\"}}\n")
    }

    /// "the president met the minister"
    const GOOD: &str = "التقى الرئيس الوزير";

    #[test]
    fn good_and_bad_lines_are_told_apart() {
        // "the president met the minister"
        let lines = "{\"id\":\"a\",\"text\":\"التقى الرئيس الوزير\",\"published\":\"2014-09-22\"}\nnot json\n\n{\"text\":\"\"}\n{\"text\":\"hello\"}\n{\"text\":\"التقى\",\"published\":\"soon\"}\n";
        let got = read(lines.as_bytes());
        let kinds: Vec<(usize, bool)> = got.iter().map(|i| (i.line, i.result.is_ok())).collect();
        assert_eq!(kinds, [(1, true), (2, false), (4, false), (5, false), (6, false)]);
        assert!(matches!(got[2].result, Err(Reject::Empty)));
        assert!(matches!(got[3].result, Err(Reject::NotArabic)));
        assert!(matches!(got[4].result, Err(Reject::Date(_))));
    }

    #[test]
    fn plain_text_is_one_article() {
        // "the president met the minister. Then he left."
        let got = read("التقى الرئيس الوزير.\nثم غادر.".as_bytes());
        assert_eq!(got.len(), 1);
        assert!(got[0].result.as_ref().is_ok_and(|a| a.text.contains("غادر")));
    }

    #[test]
    fn broken_utf8_is_set_aside() {
        let got = read(b"{\"text\":\"\xD8\"}\n{\"text\":\"\xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7\"}\n");
        assert!(matches!(got[0].result, Err(Reject::Encoding(_))));
        assert!(got[1].result.is_ok());
    }

    #[test]
    fn a_line_too_long_is_read_to_its_end() {
        let lines = format!("{}{}{}", line(GOOD), line(&"كلمة ".repeat(400_000)), line(GOOD));
        let got: Vec<Item> = Reader::new(lines.as_bytes(), "f").largest(10_000).collect();
        let kinds: Vec<(usize, bool)> = got.iter().map(|i| (i.line, i.result.is_ok())).collect();
        assert_eq!(kinds, [(1, true), (2, false), (3, true)]);
        assert!(matches!(got[1].result, Err(Reject::TooLarge(10_000))));
        let plain = "كلمة ".repeat(2_000);
        let got: Vec<Item> = Reader::new(plain.as_bytes(), "f").largest(10_000).collect();
        assert!(matches!(got[..], [Item { result: Err(Reject::TooLarge(_)), .. }]));
    }

    #[test]
    fn what_is_no_article_says_why() {
        let cases: [(&[u8], &str); 9] = [
            (b"", "the text is empty"),
            (b" \r\n\n", "the text is empty"),
            (b"\xFF\xFE\x27\x06", "UTF-16"),
            (b"{\"title\":\"\xD9\x85\"}", "a title alone"),
            (b"{\"id\":1}", "name the article's body so"),
            (b"{\"text\":5}", "expected a string at column 9; write one object a line"),
            (b"{\"text\":\"\0\"}", "control character"),
            (b"{\"text\":\"\xD9\x85\",\"published\":\"2014-02-30\"}", "\"2014-02-30\"; write it as YYYY-MM-DD"),
            (b"{\"text\":\"\xD9\x85\",\"published\":20140230}", "expected a string"),
        ];
        for (bytes, wanted) in cases {
            let got = read(bytes);
            assert_eq!(got.len(), 1, "{wanted}");
            let why = got[0].result.as_ref().map_or_else(ToString::to_string, |a| format!("{a:?}"));
            assert!(why.contains(wanted), "{why} should say {wanted}");
        }
        let endless = "ب".repeat(1 << 19);
        assert!(matches!(read(line(&endless).as_bytes())[0].result, Err(Reject::EndlessWord(n)) if n == 1 << 20));
    }

    #[test]
    fn marks_of_other_systems_are_no_text() {
        let crlf = format!("\u{FEFF}{}\r\n{}", line(GOOD).trim(), line(GOOD).trim());
        let got = read(crlf.as_bytes());
        assert!(got.len() == 2 && got.iter().all(|i| i.result.as_ref().is_ok_and(|a| a.text == GOOD)));
        let plain = read(format!("\u{FEFF}{GOOD}.\r\n{GOOD}\0.").as_bytes());
        assert!(plain[0].result.as_ref().is_ok_and(|a| a.text.starts_with('ا') && a.text.contains('\0')));
    }

    #[test]
    fn a_name_in_jsonl_is_believed() {
        let got: Vec<Item> = Reader::new(&b"oops\n{\"text\":\"\"}\n"[..], "f.jsonl").collect();
        assert!(matches!(got[..], [Item { result: Err(Reject::Json(_)), .. }, Item { line: 2, .. }]));
    }
}
