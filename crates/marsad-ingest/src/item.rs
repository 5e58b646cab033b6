//! What readers find, and how it becomes an article or a reason against it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use marsad_coder::Article;
use marsad_time::Date;

use crate::json::{self, Keys};
use crate::{Reject, dates, encoding, html, language};

/// Longest stretch without white space that still passes for text, in bytes.
const LONGEST_WORD: usize = 100_000;

/// An article, or what was set aside, with the place it came from.
#[derive(Debug)]
pub struct Item {
    /// File name as given; inside archives the way there: `news.zip!/2015/a.html`.
    pub file: String,
    /// Line, from 1; the record's or row's number in Parquet and WARC, the item's in a feed.
    pub line: usize,
    /// The encoding the text was in, by its name on the web.
    pub encoding: &'static str,
    /// Whether the text had been decoded wrongly before it came here, and was put right.
    pub repaired: bool,
    /// The article or the reason.
    pub result: Result<Article, Reject>,
}

/// Something that will become an [`Item`]: what costs time (pages, encodings, languages) is still to do, on any thread.
#[derive(Debug)]
pub struct Found {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) largest: usize,
    /// The encoding of the whole file, if it was turned into UTF-8 on the way.
    pub(crate) encoding: Option<&'static str>,
    pub(crate) what: What,
}

/// What was found.
#[derive(Debug)]
pub(crate) enum What {
    /// Fields by name.
    Fields(Fields),
    /// A page as delivered, with its address and the charset that its server declared.
    Page { bytes: Vec<u8>, url: Option<String>, charset: Option<String> },
    /// A file of plain text.
    Text(Vec<u8>),
    /// A line of JSON lines or an object of a JSON file, and how its keys are named.
    Json(Vec<u8>, Keys),
    /// Nothing.
    Reject(Reject),
}

/// An article's fields, decoded but not checked.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    pub id: Option<String>,
    pub title: String,
    pub text: Option<String>,
    pub published: Published,
    pub outlet: Option<String>,
    pub url: Option<String>,
    pub encoding: &'static str,
    /// Whether its text was already put right.
    pub repaired: bool,
}

/// A day of publication as it was found.
#[derive(Debug, Default)]
pub(crate) enum Published {
    /// Not given.
    #[default]
    Unknown,
    /// As words.
    Told(String),
    /// As a day.
    Day(Date),
}

impl Found {
    /// Bytes that it holds, about.
    pub fn size(&self) -> usize {
        match &self.what {
            What::Fields(fields) => fields.text.as_ref().map_or(0, String::len) + fields.title.len(),
            What::Page { bytes, .. } | What::Text(bytes) | What::Json(bytes, _) => bytes.len(),
            What::Reject(_) => 0,
        }
    }

    /// Reads the article. A mistake in a parser costs this one article.
    pub fn read(self) -> Item {
        let (file, line) = (self.file.clone(), self.line);
        catch_unwind(AssertUnwindSafe(|| self.work())).unwrap_or(Item {
            file,
            line,
            encoding: "UTF-8",
            repaired: false,
            result: Err(Reject::Mistake),
        })
    }

    fn work(self) -> Item {
        let Found { file, line, largest, encoding: of_file, what } = self;
        let mut encoding = "UTF-8";
        let mut repaired = false;
        let fields = match what {
            What::Fields(fields) => Ok(fields),
            What::Reject(why) => Err(why),
            What::Json(bytes, keys) => json::object(&bytes, &keys),
            What::Page { bytes, url, charset } => {
                html::article(&bytes, url.as_deref(), charset.as_deref()).map(|page| Fields {
                    id: page.url.clone(),
                    title: page.title,
                    text: Some(page.text),
                    published: page.published.map_or(Published::Unknown, Published::Day),
                    outlet: page.outlet,
                    url: page.url,
                    encoding: page.encoding,
                    repaired: page.repaired,
                })
            }
            What::Text(bytes) => encoding::decode(&bytes, None).map(|decoded| Fields {
                id: (file != "-").then(|| file.clone()),
                text: Some(decoded.text),
                encoding: decoded.encoding,
                ..Fields::default()
            }),
        };
        let result = fields.and_then(|mut fields| {
            (encoding, repaired) = (fields.encoding, fields.repaired);
            for field in [Some(&mut fields.title), fields.text.as_mut(), fields.outlet.as_mut()].into_iter().flatten() {
                if let Some(right) = encoding::repair(field) {
                    *field = right;
                    repaired = true;
                }
            }
            article(fields, largest)
        });
        Item { file, line, encoding: of_file.unwrap_or(encoding), repaired, result }
    }
}

fn article(fields: Fields, largest: usize) -> Result<Article, Reject> {
    let Fields { id, title, text, published, outlet, url, .. } = fields;
    let Some(text) = text else { return Err(Reject::NoText { title: !title.trim().is_empty() }) };
    if text.len() + title.len() > largest {
        return Err(Reject::TooLarge(largest));
    }
    if text.trim().is_empty() {
        return Err(Reject::Empty);
    }
    // Some outlets' systems leave single ones behind.
    let null = text.bytes().filter(|b| *b == 0).count();
    if null > 4 && null * 50 > text.len() {
        return Err(Reject::Null);
    }
    let published = match published {
        Published::Unknown => None,
        Published::Day(day) => Some(day),
        Published::Told(told) if told.trim().is_empty() => None,
        Published::Told(told) => {
            Some(dates::day(&told).ok_or_else(|| Reject::Date(told.trim().chars().take(40).collect()))?)
        }
    };
    let longest = text.split(char::is_whitespace).map(str::len).max().unwrap_or(0);
    if longest > LONGEST_WORD {
        return Err(Reject::EndlessWord(longest));
    }
    language::arabic(&text).map_err(Reject::NotArabic)?;
    let filled = |field: Option<String>| field.filter(|f| !f.trim().is_empty());
    let id = filled(id).unwrap_or_else(|| stable_id(&title, &text));
    Ok(Article { id, title, text, published, outlet: filled(outlet), url: filled(url) })
}

/// FNV-1a over title and text: the same content has the same id everywhere.
fn stable_id(title: &str, text: &str) -> String {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    for b in title.bytes().chain([0]).chain(text.bytes()) {
        h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    format!("m{h:016x}")
}
