//! Why something gives no article.

use std::io;

/// Why a line, file, page or item gives no article.
#[derive(Debug, thiserror::Error)]
pub enum Reject {
    /// The bytes are in no known encoding; the first byte, from 0, that is not UTF-8.
    #[error("not valid UTF-8 at byte {0}, and no other encoding gives Arabic; convert it to UTF-8")]
    Encoding(usize),
    /// The line is not a JSON object with the known fields.
    #[error("not a JSON object with a `text`: {0}; write one object a line")]
    Json(String),
    /// A row of a table has no place in its columns.
    #[error("not a row of the table: {0}; quote fields that hold the separator or line breaks")]
    Row(String),
    /// A Parquet file is broken or of a kind that is not read.
    #[error("cannot be read as Parquet: {0}; write the file anew (one column a field, text as strings)")]
    Parquet(String),
    /// No column or key holds the text.
    #[error("no column or key looks like the text ({0}); name it: --map text=NAME,title=NAME,published=NAME")]
    NoColumn(String),
    /// The object has no `text`.
    #[error("there is no `text`; {}", if *.title { "a title alone is not coded" } else { "name the article's body so" })]
    NoText {
        /// Whether it has a title.
        title: bool,
    },
    /// There is no text.
    #[error("the text is empty; leave the article out")]
    Empty,
    /// A page without an article in it.
    #[error("no article is found on the page; it is a list of links, a script that loads the text, or an error page")]
    NoArticle,
    /// The feed is not what RSS or Atom ask for.
    #[error("cannot be read as RSS or Atom: {0}; check the address of the feed")]
    Feed(String),
    /// The text is in another language; its English name where that is known.
    #[error("the text is {}; Marsad reads Arabic only", .0.unwrap_or("not Arabic"))]
    NotArabic(Option<&'static str>),
    /// The text is larger than the bytes given.
    #[error("the text is larger than {} MB; split it into articles, or raise --largest", .0 >> 20)]
    TooLarge(usize),
    /// A stretch without white space, in bytes, that no text has.
    #[error("a word of {0} bytes without a space; this is no text")]
    EndlessWord(usize),
    /// There are many characters of the value 0.
    #[error("the text is full of null characters; write it anew without them")]
    Null,
    /// Something holds itself too often: what it is.
    #[error("{0} nested deeper than any that is made in good faith; unpack or flatten it")]
    TooDeep(&'static str),
    /// Packed data that unpacks to far more than it should; bytes unpacked.
    #[error("unpacks to more than {0} MB; this is a bomb, or unpack it yourself")]
    Bomb(u64),
    /// The publication date is no date.
    #[error("`published` is {0:?}; write it as YYYY-MM-DD")]
    Date(String),
    /// An archive's member, or the archive, is broken or of a kind that is not read.
    #[error("cannot be unpacked: {0}; pack it anew")]
    Archive(String),
    /// A record of a web archive is broken.
    #[error("not a WARC record: {0}; the rest of the file is left out")]
    Warc(String),
    /// A page of a web archive that its server did not deliver, by its status.
    #[error("the server answered with status {0}; there is no page to read")]
    Status(u16),
    /// A file that holds no text: what it seems to be.
    #[error("this is {0}, which holds no article text that Marsad can read")]
    Binary(&'static str),
    /// A parser failed where it should have given an error.
    #[error("this meets a mistake in Marsad; please report it")]
    Mistake,
    /// The system's error.
    #[error("cannot be read: {0}; the rest of the file is left out")]
    Io(#[from] io::Error),
}

impl Reject {
    /// The reason without what differs from line to line: what a summary counts by.
    pub fn cause(&self) -> &'static str {
        match self {
            Reject::Encoding(_) => "in no known encoding",
            Reject::Json(_) => "not a JSON object",
            Reject::Row(_) => "not a row",
            Reject::Parquet(_) => "not readable Parquet",
            Reject::NoColumn(_) => "no column for the text",
            Reject::NoText { .. } => "without a text",
            Reject::Empty => "empty",
            Reject::NoArticle => "a page without an article",
            Reject::Feed(_) => "not a feed",
            Reject::NotArabic(_) => "not Arabic",
            Reject::TooLarge(_) => "too large",
            Reject::EndlessWord(_) => "a word without end",
            Reject::Null => "null characters",
            Reject::TooDeep(_) => "nested too deep",
            Reject::Bomb(_) => "unpacks to too much",
            Reject::Date(_) => "no date in `published`",
            Reject::Archive(_) => "cannot be unpacked",
            Reject::Warc(_) => "not a WARC record",
            Reject::Status(_) => "a page that was not delivered",
            Reject::Binary(_) => "not text",
            Reject::Mistake => "a mistake in Marsad",
            Reject::Io(_) => "cannot be read",
        }
    }
}
