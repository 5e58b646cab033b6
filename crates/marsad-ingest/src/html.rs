//! Pages of news sites: the article's text, title, day, outlet and address, without what stands around it.

mod blocks;
mod body;
mod guard;
mod metadata;

use dom_query::Document;
use marsad_time::Date;
use url::Url;

use crate::{LARGEST, Reject, encoding};

/// Largest page that is read, in bytes as delivered.
pub const LARGEST_PAGE: usize = 2 * LARGEST;

/// What a page says.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Page {
    /// The headline, without the outlet's name; empty if the page has none.
    pub title: String,
    /// The article, a paragraph a line.
    pub text: String,
    /// The day it was published, by the outlet's clock.
    pub published: Option<Date>,
    /// The outlet's name as the page gives it, else its host.
    pub outlet: Option<String>,
    /// The address that the page calls its own, else the one that was given.
    pub url: Option<String>,
    /// The encoding of its bytes, by its name on the web.
    pub encoding: &'static str,
    /// Whether the page's text had been decoded wrongly before it was put on the page, and was put right.
    pub repaired: bool,
}

/// Reads the article of a page. `url` is where it was found, `charset` what the server declared.
///
/// # Errors
/// [`Reject::NoArticle`] for a page that holds none, [`Reject::TooLarge`], [`Reject::TooDeep`], [`Reject::Encoding`]. Whether
/// the text is Arabic is not looked at.
pub fn article(bytes: &[u8], url: Option<&str>, charset: Option<&str>) -> Result<Page, Reject> {
    if bytes.len() > LARGEST_PAGE {
        return Err(Reject::TooLarge(LARGEST_PAGE));
    }
    let declared = charset.map(str::to_owned).or_else(|| declared(bytes));
    let decoded = encoding::decode(bytes, declared.as_deref())?;
    let right = encoding::repair(&decoded.text);
    let repaired = right.is_some();
    let html = right.unwrap_or(decoded.text);
    guard::check(&html)?;
    let document = Document::from(html);
    let base = url.and_then(|u| Url::parse(u).ok());
    let about = metadata::read(&document, base.as_ref());
    let found = body::find(document, &about);
    if found.text.is_empty() {
        return Err(Reject::NoArticle);
    }
    Ok(Page {
        title: about.title,
        text: found.text,
        published: about.published.or(found.day),
        outlet: about.outlet,
        url: about.url,
        encoding: decoded.encoding,
        repaired,
    })
}

/// The text of a piece of HTML, a paragraph a line; text without tags comes back as it is, with its entities resolved.
///
/// # Errors
/// [`Reject::TooDeep`].
pub fn plain(html: &str) -> Result<String, Reject> {
    let mut text = once(html)?;
    // Some feeds escape their HTML twice.
    if text.contains("</") || text.contains("<br") || text.contains("<p") || text.contains("&nbsp;") {
        text = once(&text)?;
    }
    Ok(text)
}

fn once(html: &str) -> Result<String, Reject> {
    guard::check(html)?;
    let fragment = Document::fragment(html);
    Ok(blocks::join(&blocks::read(&fragment.root())))
}

/// The charset that a page declares about itself in its first bytes.
pub(crate) fn declared(bytes: &[u8]) -> Option<String> {
    let head: String = bytes.iter().take(4096).map(|&b| char::from(b.to_ascii_lowercase())).collect();
    let at = head.find("charset").map(|at| at + "charset".len()).or_else(|| {
        let xml = head.starts_with("<?xml").then(|| head.find("encoding"))??;
        Some(xml + "encoding".len())
    })?;
    let value = head[at..].trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':')).unwrap_or(value.len());
    (end > 0).then(|| value[..end].to_owned())
}
