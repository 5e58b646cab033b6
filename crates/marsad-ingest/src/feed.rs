//! RSS and Atom.

use chrono::DateTime;
use marsad_time::Date;
use url::Url;

use crate::{Reject, dates, encoding, html};

/// Largest feed that is read, in bytes as delivered.
pub const LARGEST_FEED: usize = 64 << 20;

/// Characters from which a text without a full stop at a teaser's place counts as the whole article.
const WHOLE: usize = 600;

/// Deepest nesting of a feed's elements.
const DEEPEST: usize = 256;

/// A feed.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its title; empty if it has none.
    pub title: String,
    /// Its items, in their order.
    pub entries: Vec<Entry>,
    /// The encoding of its bytes, by its name on the web.
    pub encoding: &'static str,
    /// Whether its text had been decoded wrongly before, and was put right.
    pub repaired: bool,
}

/// One item of a feed.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What the feed calls it (`guid`, `id`), else its link or a hash of it.
    pub id: String,
    /// Its headline.
    pub title: String,
    /// Its text without tags, a paragraph a line; may be empty.
    pub text: String,
    /// Whether `text` is the article rather than its first lines: the feed gives content beside a summary, or it is long.
    pub full: bool,
    /// The day, by the outlet's clock.
    pub published: Option<Date>,
    /// The address of the article's page, made absolute.
    pub url: Option<String>,
}

/// Reads a feed; `base_url` is where it was found, against which relative links are resolved.
///
/// # Errors
/// [`Reject::Feed`], [`Reject::TooLarge`], [`Reject::TooDeep`], [`Reject::Encoding`]. An item whose text is broken does not
/// spoil the others: it comes with its title alone.
pub fn items(bytes: &[u8], base_url: Option<&str>) -> Result<Feed, Reject> {
    if bytes.len() > LARGEST_FEED {
        return Err(Reject::TooLarge(LARGEST_FEED));
    }
    let decoded = encoding::decode(bytes, html::declared(bytes).as_deref())?;
    let right = encoding::repair(&decoded.text);
    let repaired = right.is_some();
    let text = right.unwrap_or(decoded.text);
    let xml = without_declaration(&text);
    too_deep(xml)?;
    let parser = feed_rs::parser::Builder::new()
        .base_uri(base_url)
        .timestamp_parser(|told| {
            // The library keeps moments; what counts here is the day on the outlet's own clock.
            let day = dates::day(told)?;
            let days = day.since(jiff::civil::Date::new(1970, 1, 1).ok()?).ok()?.get_days();
            DateTime::from_timestamp(i64::from(days) * 86_400, 0)
        })
        .build();
    let feed = parser.parse(xml.as_bytes()).map_err(|e| Reject::Feed(short(&e.to_string())))?;
    let base = base_url.and_then(|u| Url::parse(u).ok());
    let entries = feed.entries.into_iter().map(|e| entry(e, base.as_ref())).collect();
    Ok(Feed {
        title: feed.title.map(|t| t.content.trim().to_owned()).unwrap_or_default(),
        entries,
        encoding: decoded.encoding,
        repaired,
    })
}

fn entry(entry: feed_rs::model::Entry, base: Option<&Url>) -> Entry {
    let plain = |told: &str| html::plain(told).unwrap_or_default();
    let title = entry.title.map(|t| plain(&t.content).replace('\n', " ")).unwrap_or_default();
    let content = entry.content.and_then(|c| c.body).map(|b| plain(&b)).unwrap_or_default();
    let summary = entry.summary.map(|s| plain(&s.content)).unwrap_or_default();
    let given = !content.is_empty() && content.len() > summary.len();
    let mut text = if given { content } else { summary };
    if let Some(cut) = text.rfind("\nThe post ").filter(|at| text[*at..].contains(" appeared first on ")) {
        text.truncate(cut);
    }
    let cut = ["…", "...", "[…]", "[...]", "[&#8230;]"].iter().any(|end| text.trim_end().ends_with(end));
    let full = !cut && (given && text.chars().count() > 200 || text.chars().count() >= WHOLE);
    let link = entry.links.iter().find(|l| l.rel.as_deref().is_none_or(|r| r == "alternate")).or(entry.links.first());
    let url = link.and_then(|l| match Url::parse(l.href.trim()) {
        Ok(url) => Some(url.to_string()),
        Err(_) => Some(base?.join(l.href.trim()).ok()?.to_string()),
    });
    let moment = entry.published.or(entry.updated);
    let published = moment.and_then(|m| dates::day(&m.timestamp().to_string()));
    Entry { id: entry.id, title, text, full, published, url }
}

/// The text behind an XML declaration: it may name an encoding that the text, once decoded, no longer has.
fn without_declaration(text: &str) -> &str {
    let text = text.trim_start();
    match text.strip_prefix("<?xml").and_then(|t| t.split_once("?>")) {
        Some((_, rest)) => rest.trim_start(),
        None => text,
    }
}

/// Refuses elements in elements in elements.
fn too_deep(xml: &str) -> Result<(), Reject> {
    let mut depth = 0_usize;
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(cdata) = rest.strip_prefix("![CDATA[") {
            rest = cdata.find("]]>").map_or("", |end| &cdata[end..]);
        } else if rest.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if rest.starts_with(|c: char| c.is_alphabetic()) {
            let end = rest.find('>').unwrap_or(rest.len());
            if !rest[..end].ends_with('/') {
                depth += 1;
            }
            if depth > DEEPEST {
                return Err(Reject::TooDeep("the feed has elements"));
            }
        }
    }
    Ok(())
}

/// The beginning of a message.
fn short(message: &str) -> String {
    message.chars().take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "The president received the ambassador on Monday in the palace, and discussed with him the relations of both countries."
    const TEXT: &str = "استقبل الرئيس السفير يوم الاثنين في القصر، وبحث معه علاقات البلدين.";

    fn one(feed: &str) -> Entry {
        let feed = items(feed.as_bytes(), Some("https://example.com/rss/")).expect("is a feed");
        feed.entries.into_iter().next().expect("has an item")
    }

    #[test]
    fn content_comes_before_a_summary() {
        let long = format!("<p>{}</p>", TEXT.repeat(5));
        let entry = one(&format!(
            "<?xml version='1.0' encoding='windows-1256'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>ص</title>\
             <item><title>الرئيس &amp;amp; السفير</title><link>../news/1</link><guid isPermaLink='false'>g1</guid><description>{TEXT} …</description>\
             <content:encoded><![CDATA[{long}<p>The post <a>x</a> appeared first on <a>y</a>.</p>]]></content:encoded>\
             <pubDate>Tue, 21 Jul 2015 00:30:00 +0300</pubDate></item></channel></rss>"
        ));
        assert_eq!((entry.id.as_str(), entry.title.as_str()), ("g1", "الرئيس & السفير"));
        assert_eq!(entry.text, TEXT.repeat(5));
        assert!(entry.full);
        assert_eq!(entry.url.as_deref(), Some("https://example.com/news/1"));
        assert_eq!(entry.published.map(|d| d.to_string()).as_deref(), Some("2015-07-21"), "by the outlet's clock");
    }

    #[test]
    fn atom_and_teasers() {
        let entry = one(&format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>ص</title><entry><id>tag:1</id><title type='html'>&lt;b&gt;خبر&lt;/b&gt;</title>\
             <link rel='enclosure' href='a.mp3'/><link rel='alternate' href='https://example.com/2'/><summary type='html'>{TEXT} [...]</summary>\
             <updated>2015-07-21T10:00:00Z</updated></entry></feed>"
        ));
        assert_eq!((entry.id.as_str(), entry.title.as_str(), entry.full), ("tag:1", "خبر", false));
        assert_eq!(entry.url.as_deref(), Some("https://example.com/2"));
        assert_eq!(entry.published.map(|d| d.to_string()).as_deref(), Some("2015-07-21"));
    }

    #[test]
    fn what_is_no_feed() {
        assert!(matches!(items(b"<rss><channel>", None), Err(Reject::Feed(_))));
        assert!(matches!(items("<html><body>خبر</body></html>".as_bytes(), None), Err(Reject::Feed(_))));
        let deep = format!("<rss><channel><item>{}", "<a>".repeat(100_000));
        assert!(matches!(items(deep.as_bytes(), None), Err(Reject::TooDeep(_))));
    }
}
