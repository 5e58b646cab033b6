//! Reads plain text and JSON lines into [`Article`]s. What cannot be read is set aside with its reason, line by line.

use std::io::{BufRead, Read};

use marsad_coder::Article;
use serde::Deserialize;

/// Largest article that is coded, in bytes of UTF-8.
pub const LARGEST: usize = 64 << 20;

/// Why a line or file gives no article.
#[derive(Debug, thiserror::Error)]
pub enum Reject {
    /// The bytes are not UTF-8.
    #[error("not valid UTF-8 at byte {0}; convert the file to UTF-8")]
    Encoding(usize),
    /// The line is not a JSON object with the known fields.
    #[error("not a JSON object with a `text`: {0}")]
    Json(String),
    /// There is no text.
    #[error("the text is empty")]
    Empty,
    /// The text holds (almost) no Arabic.
    #[error("the text is not Arabic")]
    NotArabic,
    /// The text is larger than [`LARGEST`].
    #[error("the text is larger than {} MB; split it into articles", LARGEST >> 20)]
    TooLarge,
    /// The publication date is no date.
    #[error("`published` is {0:?}; write it as YYYY-MM-DD")]
    Date(String),
    /// The system's error.
    #[error("cannot be read: {0}")]
    Io(#[from] std::io::Error),
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
    #[serde(default)]
    title: Option<String>,
    text: String,
    #[serde(default)]
    published: Option<String>,
    #[serde(default)]
    outlet: Option<String>,
    #[serde(default)]
    url: Option<String>,
}

/// Reads one file. The first visible character decides: `{` means JSON lines, anything else one plain article.
pub struct Reader<R> {
    input: R,
    file: String,
    line: usize,
    json: Option<bool>,
    done: bool,
}

impl<R: BufRead> Reader<R> {
    /// Begins to read `input`; `file` is used in messages and for ids.
    pub fn new(input: R, file: &str) -> Reader<R> {
        Reader { input, file: file.to_owned(), line: 0, json: None, done: false }
    }

    fn item(&self, result: Result<Article, Reject>) -> Item {
        Item { file: self.file.clone(), line: self.line.max(1), result }
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if self.done {
                return None;
            }
            let mut bytes = Vec::new();
            let limit = 2 * LARGEST as u64;
            let read = if self.json == Some(false) {
                Ok(0)
            } else {
                self.input.by_ref().take(limit).read_until(b'\n', &mut bytes)
            };
            match read {
                Err(e) => {
                    self.done = true;
                    return Some(self.item(Err(Reject::Io(e))));
                }
                Ok(0) => return None,
                Ok(_) => self.line += 1,
            }
            if self.json.is_none() {
                let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
                match start.iter().find(|b| !b.is_ascii_whitespace()) {
                    None => continue,
                    Some(b'{') => self.json = Some(true),
                    Some(_) => {
                        self.done = true;
                        if let Err(e) = self.input.by_ref().take(limit).read_to_end(&mut bytes) {
                            return Some(self.item(Err(Reject::Io(e))));
                        }
                        return Some(self.item(plain(bytes, &self.file)));
                    }
                }
            }
            if bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            return Some(self.item(json(&bytes)));
        }
    }
}

fn plain(bytes: Vec<u8>, file: &str) -> Result<Article, Reject> {
    let text = String::from_utf8(bytes).map_err(|e| Reject::Encoding(e.utf8_error().valid_up_to()))?;
    let text = text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text);
    check(Article { id: if file == "-" { stable_id("", &text) } else { file.to_owned() }, text, ..Article::default() })
}

fn json(bytes: &[u8]) -> Result<Article, Reject> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|e| Reject::Encoding(e.valid_up_to()))?;
    let line: Line = serde_json::from_str(text).map_err(|e| Reject::Json(e.to_string()))?;
    let published = match line.published.as_deref().map(str::trim).filter(|p| !p.is_empty()) {
        // A time of day behind the date does not matter here.
        Some(p) => Some(p.get(..10).unwrap_or(p).parse().map_err(|_| Reject::Date(p.to_owned()))?),
        None => None,
    };
    let title = line.title.unwrap_or_default();
    let id = match line.id {
        Some(serde_json::Value::String(s)) if !s.is_empty() => s,
        Some(serde_json::Value::Number(n)) => n.to_string(),
        _ => stable_id(&title, &line.text),
    };
    check(Article { id, title, text: line.text, published, outlet: line.outlet, url: line.url })
}

fn check(article: Article) -> Result<Article, Reject> {
    if article.text.len() > LARGEST {
        return Err(Reject::TooLarge);
    }
    if article.text.trim().is_empty() {
        return Err(Reject::Empty);
    }
    let (mut arabic, mut letters) = (0_usize, 0_usize);
    for c in article.text.chars().take(20_000).filter(|c| c.is_alphabetic()) {
        letters += 1;
        arabic += usize::from(matches!(c, '\u{0600}'..='\u{06FF}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}'));
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
        Reader::new(bytes, "f.jsonl").collect()
    }

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
}
