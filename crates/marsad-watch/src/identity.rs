//! By what an item, a page or an article is known again.

use std::collections::BTreeMap;

use marsad_ingest::feed::Entry;
use ring::digest::{SHA256, digest};
use url::Url;

use crate::state::Key;

/// Parts of a query that say where a reader comes from, not what the page is.
const TRACKING: &[&str] = &["fbclid", "gclid", "mc_cid", "mc_eid"];

/// Keys of the items of one feed document, item by item, the one that names it best first. A name that the feed gives to several
/// addresses names none of them.
pub fn keys(feed: &str, entries: &[Entry]) -> Vec<Vec<Key>> {
    let mut links: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    let mut shared = std::collections::BTreeSet::new();
    for entry in entries {
        let link = entry.url.as_deref();
        if *links.entry(&entry.id).or_insert(link) != link {
            shared.insert(entry.id.as_str());
        }
    }
    entries
        .iter()
        .map(|entry| {
            // An item without address and title may be given another name at each reading.
            let bare = entry.url.is_none() && entry.title.is_empty();
            let name = (!bare && !shared.contains(entry.id.as_str())).then(|| key(&["name", feed, &entry.id]));
            let link = entry.url.as_deref().map(address);
            let neither = (name.is_none() && link.is_none()).then(|| content(feed, &entry.title, &entry.text));
            name.into_iter().chain(link).chain(neither).collect()
        })
        .collect()
}

/// The key of a page's address: without fragment, and without what says only where the reader comes from.
pub fn address(link: &str) -> Key {
    let Ok(mut url) = Url::parse(link) else { return key(&["address", link]) };
    url.set_fragment(None);
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !name.starts_with("utm_") && !TRACKING.contains(&name.as_ref()))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    url.set_query(None);
    if !kept.is_empty() {
        url.query_pairs_mut().extend_pairs(kept);
    }
    // The same page under http and https is one page.
    let bare = url.as_str().split_once(':').map_or(url.as_str(), |(_, bare)| bare);
    key(&["address", bare])
}

/// The key of an article's content; white space does not count. The same words from another outlet are another article.
pub fn content(outlet: &str, title: &str, text: &str) -> Key {
    let plain = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
    key(&["content", outlet, &plain(title), &plain(text)])
}

/// The id of the record of what a key names.
pub fn id(key: &Key) -> String {
    key.iter().take(8).fold("w".to_owned(), |id, byte| format!("{id}{byte:02x}"))
}

fn key(parts: &[&str]) -> Key {
    let hash = digest(&SHA256, parts.join("\0").as_bytes());
    let mut key = [0; 16];
    for (to, from) in key.iter_mut().zip(hash.as_ref()) {
        *to = *from;
    }
    key
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn entry(id: &str, url: Option<&str>, text: &str) -> Entry {
        Entry {
            id: id.to_owned(),
            title: String::new(),
            text: text.to_owned(),
            full: true,
            published: None,
            url: url.map(str::to_owned),
        }
    }

    #[test]
    fn a_name_for_several_addresses_names_none() {
        let entries = [
            entry("1", Some("https://a.example/x"), ""),
            entry("1", Some("https://a.example/y"), ""),
            entry("2", Some("https://a.example/z"), ""),
            entry("2", Some("https://a.example/z"), ""),
        ];
        let got = keys("f", &entries);
        assert_eq!(got[0], [address("https://a.example/x")]);
        assert_eq!(got[1], [address("https://a.example/y")]);
        assert!(got[2].len() == 2 && got[2] == got[3]);
        let bare = keys("f", &[entry("1", None, "one"), entry("2", None, "one"), entry("2", None, "two")]);
        assert!(bare[0] == bare[1] && bare[1] != bare[2], "without address and title the text tells");
    }

    #[test]
    fn a_page_is_one_under_all_its_addresses() {
        let page = address("https://a.example/news?id=5");
        for same in [
            "http://a.example/news?id=5",
            "https://A.example/news?id=5#comments",
            "https://a.example/news?utm_source=rss&id=5&fbclid=x",
        ] {
            assert_eq!(address(same), page, "{same}");
        }
        for other in ["https://a.example/news?id=6", "https://a.example/News?id=5", "https://a.example/news"] {
            assert_ne!(address(other), page, "{other}");
        }
    }

    #[test]
    fn white_space_is_no_content() {
        assert_eq!(content("A", "t", "a  b\n"), content("A", "t", "a b"));
        assert_ne!(content("A", "t", "a b"), content("B", "t", "a b"));
    }
}
