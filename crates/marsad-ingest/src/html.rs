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
pub const LARGEST_PAGE: usize = LARGEST;

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
    guard::weigh(&document)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    /// "The Sudanese foreign minister arrived in Cairo on Tuesday on an official visit that lasts two days, and met his Egyptian
    /// counterpart." / "Both ministers discussed the file of the dam, and agreed to go on with the talks next month in Khartoum." /
    /// "The minister said that his country wants a binding agreement before the rains."
    const PARAGRAPHS: [&str; 3] = [
        "وصل وزير الخارجية السوداني إلى القاهرة يوم الثلاثاء في زيارة رسمية تستغرق يومين، والتقى نظيره المصري.",
        "وبحث الوزيران ملف السد، واتفقا على مواصلة المحادثات الشهر المقبل في الخرطوم.",
        "وقال الوزير إن بلاده تريد اتفاقا ملزما قبل موسم الأمطار.",
    ];

    /// "Egypt and Sudan agree to go on with the talks about the dam"
    const TITLE: &str = "مصر والسودان تتفقان على مواصلة محادثات السد";

    fn read(head: &str, body: &str) -> Page {
        let page = format!("<!doctype html><html dir=rtl><head>{head}</head><body>{body}</body></html>");
        article(page.as_bytes(), Some("https://www.example.com/news/2021/6/9/story"), None).expect("is an article")
    }

    fn paragraphs() -> String {
        PARAGRAPHS.map(|p| format!("<p>{p}</p>")).join("\n")
    }

    #[test]
    fn what_stands_around_an_article_goes() {
        let links: String =
            (0..12).map(|i| format!("<li><a href=/{i}>خبر آخر عن السد وما قيل فيه رقم {i}</a></li>")).collect();
        let body = format!(
            "<nav><ul>{links}</ul></nav><div id=wrap><div class=story><h1>{TITLE}</h1><span class=date>9 يونيو 2021 - 14:05</span>\
             <div class='share-buttons'>شارك الخبر</div><figure><img src=a.jpg><figcaption>الوزيران في القاهرة (أرشيف)</figcaption></figure>\
             <div class=body><p>القاهرة - وكالات</p><p>{}</p><p><strong>اقرأ أيضا: </strong><a href=/x>ماذا قالت إثيوبيا عن الملء الثاني</a></p>\
             <p>{}</p><div class=related><h3>أخبار ذات صلة</h3><ul>{links}</ul></div><p>{}</p></div>\
             <p>جميع الحقوق محفوظة للموقع ولا يجوز النشر من دون إذن مكتوب من الإدارة</p></div>\
             <div class=comments><h3>التعليقات</h3><p>هذا كلام قارئ كتب رأيه الطويل في الموضوع ولم يقل شيئا يفيد أحدا من القراء.</p></div></div>\
             <footer>من نحن | اتصل بنا</footer>",
            PARAGRAPHS[0], PARAGRAPHS[1], PARAGRAPHS[2]
        );
        let page = read(&format!("<title>{TITLE} | صحيفة المثال</title>"), &body);
        assert_eq!(page.text.lines().collect::<Vec<_>>(), PARAGRAPHS);
        assert_eq!(page.title, TITLE);
        assert_eq!(page.outlet.as_deref(), Some("صحيفة المثال"));
        assert_eq!(page.published.map(|d| d.to_string()).as_deref(), Some("2021-06-09"));
        assert_eq!(page.url.as_deref(), Some("https://www.example.com/news/2021/6/9/story"));
    }

    #[test]
    fn paragraphs_by_line_breaks_in_one_form_of_the_whole_page() {
        let body = format!(
            "<form action=/><div><h1>{TITLE}</h1><div class=txt>{}</div></div><input type=text></form>",
            PARAGRAPHS.join("<br><br>\n")
        );
        let page = read("", &body);
        assert_eq!(page.text.lines().collect::<Vec<_>>(), PARAGRAPHS);
        assert_eq!(page.published.map(|d| d.to_string()).as_deref(), Some("2021-06-09"), "from the address");
        assert_eq!(page.outlet.as_deref(), Some("example.com"));
    }

    #[test]
    fn what_the_page_says_about_itself() {
        let data = format!(
            r#"<script type="application/ld+json">{{"@context":"https://schema.org","@graph":[{{"@type":"WebPage"}},
            {{"@type":["NewsArticle"],"headline":"{TITLE}","datePublished":"2021-06-08T23:30:00+02:00","publisher":{{"@type":"Organization","name":"وكالة المثال"}},
            "articleBody":"{}"}}]}}</script><link rel=canonical href="/a/7"><title>x</title>"#,
            PARAGRAPHS.join("\n")
        );
        let page = read(&data, "<div id=app></div><script>load()</script>");
        assert_eq!(page.text.lines().collect::<Vec<_>>(), PARAGRAPHS);
        assert_eq!((page.title.as_str(), page.outlet.as_deref()), (TITLE, Some("وكالة المثال")));
        assert_eq!(page.published.map(|d| d.to_string()).as_deref(), Some("2021-06-08"), "by its own clock");
        assert_eq!(page.url.as_deref(), Some("https://www.example.com/a/7"));
        let meta = format!(
            "<meta property=og:title content='{TITLE} - صحيفة المثال'><meta property=og:site_name content='صحيفة المثال'>\
             <meta property='article:published_time' content='٢٠٢١-٠٦-٠٧T١٠:٠٠:٠٠+٠٣:٠٠'>"
        );
        let page = read(&meta, &format!("<div>{}</div>", paragraphs()));
        assert_eq!((page.title.as_str(), page.outlet.as_deref()), (TITLE, Some("صحيفة المثال")));
        assert_eq!(page.published.map(|d| d.to_string()).as_deref(), Some("2021-06-07"));
    }

    #[test]
    fn pages_without_an_article() {
        let links: String = (0..40)
            .map(|i| format!("<li><a href=/{i}>خبر عن السد وما قيل فيه رقم {i} في القاهرة أمس</a></li>"))
            .collect();
        for body in [format!("<ul>{links}</ul>"), "<div id=app></div>".into(), String::new(), "<p>غير موجود</p>".into()]
        {
            let page = format!("<html><body>{body}</body></html>");
            assert!(matches!(article(page.as_bytes(), None, None), Err(Reject::NoArticle)), "{body}");
        }
        let deep = "<div>".repeat(5_000);
        assert!(matches!(article(deep.as_bytes(), None, None), Err(Reject::TooDeep(_))));
    }

    #[test]
    fn pieces_of_html_as_text() {
        let cases = [
            ("<p>قال &quot;نعم&quot;&nbsp;أمس</p><p>ثم<br/>غادر<script>x()</script></p>", "قال \"نعم\" أمس\nثم\nغادر"),
            ("&lt;p&gt;قال &amp;quot;نعم&amp;quot;&lt;/p&gt;", "قال \"نعم\""),
            ("نص بلا وسوم", "نص بلا وسوم"),
            ("سعر < 5 و > 3", "سعر < 5 و > 3"),
        ];
        for (html, wanted) in cases {
            assert_eq!(plain(html).expect("is read"), wanted);
        }
    }
}
