//! What a page says about itself: JSON-LD, OpenGraph, other `meta` elements, and as a last resort its visible lines.

use dom_query::Document;
use marsad_time::Date;
use serde_json::Value;
use url::Url;

use crate::dates;

/// What a page says about its article.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub title: String,
    pub published: Option<Date>,
    pub outlet: Option<String>,
    pub url: Option<String>,
    /// The text as JSON-LD repeats it.
    pub body: Option<String>,
}

/// Names of `meta` elements (`property`, `name`, `itemprop`) that hold the day of publication, the surest first.
const DAYS: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "publishdate",
    "publish-date",
    "publish_date",
    "published_time",
    "pubdate",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "cxenseparse:recs:publishtime",
    "datecreated",
    "date",
];

/// Reads what `document` says about itself; `base` is where it was found.
pub(super) fn read(document: &Document, base: Option<&Url>) -> Metadata {
    let linked = linked_data(document);
    let meta = Meta::read(document);
    let heading = heading(document);
    let outlet =
        meta.first(&["og:site_name"]).or_else(|| linked.outlet.clone()).or_else(|| meta.first(&["application-name"]));
    let url = address(document, base, &meta, &linked);
    let host = url.as_deref().and_then(|u| Url::parse(u).ok()).and_then(|u| u.host_str().map(short_host));
    let tab = clean(&document.select_single("head title").text());
    let title = title(&meta, &linked, &heading, &tab, outlet.as_deref());
    let published = linked
        .published
        .or_else(|| DAYS.iter().find_map(|name| meta.all(name).find_map(dates::day)))
        .or_else(|| visible_day(document))
        .or_else(|| url.as_deref().and_then(day_in_address));
    let outlet = outlet.or_else(|| outlet_in_tab(&tab, &title)).or(host);
    Metadata { title, published, outlet, url, body: linked.body }
}

/// `meta` elements as pairs of lower-case name and content, in order.
struct Meta(Vec<(String, String)>);

impl Meta {
    fn read(document: &Document) -> Meta {
        let mut pairs = Vec::new();
        for node in document.select("meta[content]").nodes() {
            let content = clean(&node.attr_or("content", ""));
            for key in ["property", "name", "itemprop"] {
                if let Some(name) = node.attr(key).filter(|_| !content.is_empty()) {
                    pairs.push((name.trim().to_ascii_lowercase(), content.clone()));
                }
            }
        }
        Meta(pairs)
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, content)| content.as_str())
    }

    fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.all(name).next()).map(str::to_owned)
    }
}

/// What JSON-LD says.
#[derive(Default)]
struct Linked {
    title: Option<String>,
    published: Option<Date>,
    outlet: Option<String>,
    url: Option<String>,
    body: Option<String>,
}

fn linked_data(document: &Document) -> Linked {
    let mut linked = Linked::default();
    for node in document.select(r#"script[type="application/ld+json"]"#).nodes() {
        let json = without_bare_breaks(&node.text());
        if let Ok(value) = serde_json::from_str::<Value>(json.trim().trim_end_matches(';')) {
            things(&value, 0, &mut linked);
        }
    }
    linked
}

/// JSON with line breaks inside of strings escaped: they are not allowed there, but common.
fn without_bare_breaks(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut string, mut escape) = (false, false);
    for c in json.chars() {
        match c {
            '"' if !escape => string = !string,
            '\n' if string => {
                out.push_str("\\n");
                continue;
            }
            c if c.is_control() => {
                out.push(' ');
                continue;
            }
            _ => {}
        }
        escape = c == '\\' && !escape;
        out.push(c);
    }
    out
}

/// Takes what articles among `value` say; a graph or list holds several things.
fn things(value: &Value, depth: usize, linked: &mut Linked) {
    match value {
        Value::Array(list) if depth < 4 => list.iter().for_each(|v| things(v, depth + 1, linked)),
        Value::Object(object) => {
            if let Some(graph) = object.get("@graph").filter(|_| depth < 4) {
                things(graph, depth + 1, linked);
            }
            let kind = strings(object.get("@type"));
            let article = kind.iter().any(|k| k.ends_with("Article") || k.ends_with("Posting") || *k == "Report");
            let page = kind.iter().any(|k| k.ends_with("Page"));
            let first = |old: &mut Option<String>, keys: &[&str]| {
                if old.is_none() {
                    *old = keys.iter().find_map(|k| name_of(object.get(*k)));
                }
            };
            if article {
                first(&mut linked.title, &["headline", "name"]);
                first(&mut linked.outlet, &["publisher"]);
                first(&mut linked.url, &["url"]);
                first(&mut linked.body, &["articleBody"]);
            }
            if (article || page) && linked.published.is_none() {
                let day = |key| object.get(key).and_then(Value::as_str).and_then(dates::day);
                linked.published = day("datePublished").or_else(|| day("dateCreated"));
            }
        }
        _ => {}
    }
}

fn strings(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(s)) => vec![s],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// A string, or the name of the thing that stands for it.
fn name_of(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(s) => s.as_str(),
        Value::Object(o) => o.get("name")?.as_str()?,
        Value::Array(list) => return name_of(list.first()),
        _ => return None,
    };
    // JSON-LD is often written by templates that escape for HTML.
    let text = if text.contains('&') || text.contains('<') { super::once(text).ok()? } else { text.trim().to_owned() };
    (!text.is_empty()).then_some(text)
}

/// The first heading of the highest kind that is longer than a logo's.
fn heading(document: &Document) -> Option<String> {
    let texts = |selector: &str| {
        let found = document.select(selector);
        let texts: Vec<String> = found.nodes().iter().map(|n| clean(&n.text())).collect();
        texts.into_iter().find(|t| t.chars().count() >= 12 && t.chars().count() <= 300 && !t.starts_with('©'))
    };
    texts(r#"h1[itemprop~="headline"], h1[class*="title"], h1[class*="headline"]"#).or_else(|| texts("h1"))
}

fn title(meta: &Meta, linked: &Linked, heading: &Option<String>, tab: &str, outlet: Option<&str>) -> String {
    let told: Vec<String> =
        [linked.title.clone(), meta.first(&["og:title"]), meta.first(&["twitter:title"]), Some(tab.to_owned())]
            .into_iter()
            .flatten()
            .filter(|t| !t.is_empty())
            .collect();
    // The heading on the page is what readers see; what else is told must agree with it.
    if let Some(heading) = heading
        && (told.is_empty() || told.iter().any(|t| alike(t, heading)))
    {
        return heading.clone();
    }
    told.first().map(|t| without_outlet(t, outlet)).unwrap_or_default()
}

/// Whether two titles share most words of the shorter.
fn alike(a: &str, b: &str) -> bool {
    let words = |s: &str| -> Vec<String> {
        let split = s.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        split.take(100).map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    let shared = b.iter().filter(|w| a.contains(w)).count();
    shared * 3 >= a.len().min(b.len()) * 2 && shared > 1
}

/// A title without the outlet's name before or behind it.
fn without_outlet(title: &str, outlet: Option<&str>) -> String {
    const SIGNS: [&str; 7] = [" | ", " - ", " – ", " — ", " :: ", " » ", " • "];
    let cuts = SIGNS.iter().flat_map(|sign| title.match_indices(sign));
    for (at, sign) in cuts {
        let (head, tail) = (title[..at].trim(), title[at + sign.len()..].trim());
        if outlet.is_some_and(|o| tail.starts_with(o) || o.starts_with(tail) && !tail.is_empty()) {
            return head.to_owned();
        }
        if outlet == Some(head) {
            return tail.to_owned();
        }
    }
    // Unknown names: a bar or dash with few words behind it ends most titles of pages.
    let last = SIGNS.iter().filter_map(|sign| Some((title.rfind(sign)?, sign.len()))).max();
    match last {
        Some((at, length)) => {
            let (head, tail) = (title[..at].trim(), title[at + length..].trim());
            let words = |s: &str| s.split_whitespace().count();
            if words(tail) <= 4 && words(head) >= 3 { head.to_owned() } else { title.to_owned() }
        }
        None => title.to_owned(),
    }
}

/// What stands behind the title on the browser's tab.
fn outlet_in_tab(tab: &str, title: &str) -> Option<String> {
    let rest = tab.strip_prefix(title).filter(|_| !title.is_empty())?;
    let name = rest.trim().strip_prefix(['|', '-', '–', '—', '»', '•'])?.trim();
    (1..=5).contains(&name.split_whitespace().count()).then(|| name.to_owned())
}

fn address(document: &Document, base: Option<&Url>, meta: &Meta, linked: &Linked) -> Option<String> {
    let canonical = document.select_single(r#"link[rel~="canonical"]"#).attr("href").map(|h| h.to_string());
    let candidates = [canonical, meta.first(&["og:url"]), linked.url.clone()];
    let absolute = |told: String| -> Option<String> {
        let told = told.trim();
        let url = match Url::parse(told) {
            Ok(url) => url,
            Err(_) => base?.join(told).ok().filter(|_| !told.is_empty())?,
        };
        matches!(url.scheme(), "http" | "https").then(|| url.to_string())
    };
    candidates.into_iter().flatten().find_map(absolute).or_else(|| base.map(Url::to_string))
}

/// A host without what stands before every second one.
fn short_host(host: &str) -> String {
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

/// The first day on the page in an element that is made or named for it.
fn visible_day(document: &Document) -> Option<Date> {
    for node in document
        .select("time[datetime], [itemprop='datePublished'], [property='dc:date'], [property='datePublished']")
        .nodes()
    {
        let told = node.attr("datetime").or_else(|| node.attr("content"));
        if let Some(day) = told.and_then(|t| dates::day(&t)) {
            return Some(day);
        }
    }
    let named = document.select(
        "time, [class*='date'], [class*='Date'], [class*='time'], [class*='Time'], [class*='publish'], [id*='date'], [id*='Date'], [class*='meta']",
    );
    let short = |text: String| (text.chars().count() < 120).then_some(text);
    named.nodes().iter().take(400).filter_map(|n| short(clean(&n.text()))).find_map(|t| dates::within(&t))
}

/// A day in an address: `/2015/07/21/`.
fn day_in_address(url: &str) -> Option<Date> {
    // Sections stand between them too: `/2015/world/7/21/`.
    let parts: Vec<&str> = url.split('/').filter(|p| (1..=4).contains(&p.len()) && p.parse::<u16>().is_ok()).collect();
    parts.windows(3).find_map(|w| match w {
        [y, m, d] if y.len() == 4 && (1..=2).contains(&m.len()) && (1..=2).contains(&d.len()) => {
            dates::day(&format!("{y}-{m}-{d}"))
        }
        _ => None,
    })
}

/// Text with single spaces.
fn clean(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
