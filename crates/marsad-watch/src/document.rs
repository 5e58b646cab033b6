//! What was fetched, read: feeds into items, pages into articles.

use marsad_coder::Article;
use marsad_ingest::Reader;
use marsad_ingest::feed::{self, Entry};
use marsad_ingest::html::{self, Page};
use url::Url;

use crate::config::{Feed, web_address};
use crate::fetch::{Failure, Want};
use crate::state::Item;
use crate::wait::Moment;

/// A document that was fetched.
pub enum Document {
    /// A feed's items.
    Feed(Vec<Entry>),
    /// An article's page.
    Page(Page),
    /// A robots.txt as it is.
    Robots(Vec<u8>),
}

/// Reads a document. `kind` is its `Content-Type`.
///
/// # Errors
/// [`Failure::Unreadable`] if it is not what was wanted.
pub fn read(want: Want, bytes: Vec<u8>, url: &Url, kind: Option<&str>) -> Result<Document, Failure> {
    let unreadable = |why: marsad_ingest::Reject| Failure::Unreadable(why.to_string());
    Ok(match want {
        Want::Feed => Document::Feed(feed::items(&bytes, Some(url.as_str())).map_err(unreadable)?.entries),
        Want::Page => {
            let page = html::article(&bytes, Some(url.as_str()), kind.and_then(charset)).map_err(unreadable)?;
            Document::Page(page)
        }
        Want::Robots => Document::Robots(bytes),
    })
}

/// The charset that a `Content-Type` declares.
fn charset(kind: &str) -> Option<&str> {
    kind.split(';').skip(1).find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']))
    })
}

/// A feed's entry as an item to do. Its page is wanted where the entry gives no more than a teaser.
pub fn item(feed: &Feed, id: String, entry: Entry, now: Moment) -> Item {
    let link = entry.url.filter(|link| web_address(link).is_ok());
    let whole = feed.full.unwrap_or(entry.full) && !entry.text.is_empty();
    Item {
        number: 0,
        feed: feed.url.to_string(),
        outlet: feed.outlet.clone(),
        id,
        text: (whole || link.is_none()).then_some(entry.text),
        link,
        title: entry.title,
        published: entry.published.map(|day| day.to_string()),
        tries: 0,
        next: now,
    }
}

/// The article of an item that has its text, read as `marsad code` would read it.
///
/// # Errors
/// Why it is none: its language, its size, or what else a reader sets aside for.
pub fn article(item: &Item) -> Result<Article, String> {
    let line = serde_json::json!({
        "id": item.id,
        "title": item.title,
        "text": item.text,
        "published": item.published,
        "outlet": item.outlet,
        "url": item.link,
    });
    let read = Reader::new(line.to_string().as_bytes(), "item.jsonl").next();
    match read.map(|item| item.result) {
        Some(Ok(article)) => Ok(article),
        Some(Err(why)) => Err(why.cause().to_owned()),
        None => Err("empty".to_owned()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn charsets_in_all_dress() {
        assert_eq!(charset("text/html; charset=windows-1256"), Some("windows-1256"));
        assert_eq!(charset("text/html;boundary=x; Charset=\"UTF-8\" "), Some("UTF-8"));
        assert_eq!(charset("text/html"), None);
    }

    #[test]
    fn pages_are_wanted_for_teasers() {
        let feed = |full| Feed {
            url: Url::parse("https://a.example/rss").unwrap(),
            outlet: "A".to_owned(),
            every: std::time::Duration::from_secs(60),
            full,
        };
        let entry = |whole, text: &str, url: Option<&str>| Entry {
            id: "1".to_owned(),
            title: String::new(),
            text: text.to_owned(),
            full: whole,
            published: None,
            url: url.map(str::to_owned),
        };
        let link = Some("https://a.example/1");
        for (full, whole, text, url, page) in [
            (None, true, "text", link, false),
            (None, false, "text", link, true),
            (None, false, "text", None, false),
            (None, false, "text", Some("javascript:void(0)"), false),
            (None, true, "", link, true),
            (Some(true), false, "text", link, false),
            (Some(false), true, "text", link, true),
        ] {
            let item = item(&feed(full), "1".to_owned(), entry(whole, text, url), 0);
            assert_eq!(item.text.is_none(), page, "{full:?} {whole} {text:?} {url:?}");
            assert!(item.text.is_some() || item.link.is_some());
        }
    }
}
