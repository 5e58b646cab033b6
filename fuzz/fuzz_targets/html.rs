//! Any bytes as a page: it is read or set aside, in bounded time, and the text holds no tag.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_ingest::html;

/// Tags and texts that the input may name by one byte (from 128 on), so that pages are met.
const PIECES: &[&str] = &[
    "<html>", "<head>", "<body>", "<div class=article>", "</div>", "<p>", "</p>", "<h1>", "</h1>", "<a href=x>", "</a>", "<b>",
    "</b>", "<table>", "<tr>", "<td>", "</table>", "<ul>", "<li>", "<form>", "<select>", "<svg>", "</svg>", "<math>", "<br>",
    "<script type=\"application/ld+json\">", "{\"@type\":\"NewsArticle\",\"datePublished\":\"2015-07-21\",\"articleBody\":\"",
    "\"}", "</script>", "<meta property=\"og:title\" content=\"", "\">", "<time datetime=2015-07-21>", "<template>", "</template>",
    "<!--", "-->", "<i id=", "<font>", "<title>", "</title>", "&nbsp;", "&#", "<link rel=canonical href=", "<img src=",
    "<figure>", "<noscript>", "<aside>", "<span>", "</span>", "<frameset>", "<plaintext>", "<![CDATA[", "]]>", "<textarea>",
    // "The foreign minister arrived in the capital and met the president, who said that the talks will go on.", "read also"
    "وصل وزير الخارجية إلى العاصمة والتقى الرئيس الذي قال إن المحادثات ستستمر خلال الأيام المقبلة.", "اقرأ أيضا", "، ",
];

fuzz_target!(|bytes: &[u8]| {
    let mut page = Vec::new();
    for &b in bytes {
        match PIECES.get(usize::from(b).wrapping_sub(128)) {
            Some(piece) => page.extend_from_slice(piece.as_bytes()),
            None => page.push(b),
        }
    }
    for page in [&page, bytes] {
        if let Ok(page) = html::article(page, Some("https://example.org/2015/7/21/a"), None) {
            assert!(!page.text.trim().is_empty());
        }
        let _ = html::plain(&String::from_utf8_lossy(page));
    }
});
