//! The article among all that stands on a page.

use dom_query::Document;
use dom_smoothie::{Config, Readability};
use marsad_text::fold_into;
use marsad_time::Date;

use super::blocks::{self, Block};
use super::metadata::Metadata;
use crate::dates;

/// Elements that are never part of an article.
const AROUND: &str = "nav, footer, aside, figcaption, menu, dialog, script, style, noscript, template, iframe, select, textarea, button, svg";

/// Elements named for what stands around articles, unless paragraphs stand in them.
const NAMED: &str = "[class*='related'], [class*='comment'], [id*='comment'], [class*='share'], [class*='social'], \
    [class*='breadcrumb'], [class*='newsletter'], [class*='read-also'], [class*='readalso'], [class*='caption']";

/// Bytes of text in such elements that are looked at: inside of each other, hundreds deep, they would be read hundreds of times.
const READ: usize = 32 << 20;

/// Fewest letters of an article, and of the text in JSON-LD that counts as one.
const SHORTEST: usize = 60;

/// Beginnings of lines that lead to other articles, in folded spelling: what follows them as links goes too.
const ELSEWHERE: &[&str] = &[
    "اقرا ايضا",      // "read also"
    "اقرا المزيد",    // "read more"
    "اقرا كذلك",      // "read also"
    "اقرا/ي ايضا",    // "read also"
    "شاهد ايضا",      // "see also"
    "شاهد المزيد",    // "see more"
    "انظر ايضا",      // "see also"
    "طالع ايضا",      // "read also"
    "مواضيع ذات صله", // "related topics"
    "موضوعات ذات صله",
    "اخبار ذات صله",
    "مقالات ذات صله",
    "اخبار متعلقه",
    "موضوعات متعلقه",
    "مواضيع متعلقه",
    "قد يعجبك",    // "you may like"
    "قد يهمك",     // "may concern you"
    "الاكثر قراءه", // "most read"
];

/// Beginnings of lines of buttons, tags and credits, in folded spelling.
const BUTTONS: &[&str] = &[
    "شارك",   // "share"
    "مشاركه", // "sharing"
    "انشر",   // "post"
    "تابعنا", // "follow us"
    "تابعونا",
    "تابعوا",
    "الكلمات الدلاليه", // "tags"
    "الكلمات الداله",
    "كلمات دلاليه",
    "كلمات مفتاحيه", // "keywords"
    "الوسوم",        // "tags"
    "وسوم",
    "تاجز",
    "التعليقات",   // "comments"
    "اترك تعليق",  // "leave a comment"
    "اضافه تعليق", // "add a comment"
    "اضف تعليق",
    "انسخ الرابط", // "copy the link"
    "نسخ الرابط",
    "طباعه",       // "print"
    "اشترك",       // "subscribe"
    "حمل تطبيق",   // "get the app"
    "تم نشره",     // "published"
    "تاريخ النشر", // "date of publication"
    "اخر تحديث",   // "last update"
    "الموضوع:",    // "topic:"
    "©",
    "share on",
    "read more",
    "the post ",
];

/// What outlets say behind their articles, in folded spelling.
const NOTICES: &[&str] = &[
    "ارشادات الاستخدام", // "terms of use"
    "شروط الاستخدام",
    "سياسه الخصوصيه", // "privacy policy"
    "لا تعبر عن راي",  // "do not express the view of"
    "لا تعبر بالضروره",
    "الحقوق محفوظه",         // "rights reserved"
    "عنوان بريدك الالكتروني", // "your e-mail address"
    "الحقول الالزاميه",       // "mandatory fields"
    "النشره البريديه",       // "newsletter"
    "appeared first on",
];

/// What was found.
pub(super) struct Body {
    /// The article's paragraphs, a line each; empty if there is none.
    pub text: String,
    /// The day that a line before the article names.
    pub day: Option<Date>,
}

/// Finds the article on a page about which `about` is known.
pub(super) fn find(document: Document, about: &Metadata) -> Body {
    document.select(AROUND).remove();
    let mut left = READ;
    for node in document.select(NAMED).nodes() {
        let blocks = blocks::read(node);
        let paragraphs = blocks.iter().filter(|b| b.is_sentence() && b.linked == 0 && b.words() > 12).count();
        if paragraphs < 3 {
            node.remove_from_parent();
        }
        let read = blocks.iter().map(|b| b.text.len()).sum::<usize>() + 1;
        if read > left {
            break;
        }
        left -= read;
    }
    let config = Config { disable_json_ld: true, char_threshold: 250, ..Config::default() };
    let found = Readability::with_document(document, None, Some(config)).and_then(|mut reader| reader.parse());
    let read = found.map(|article| blocks::read(&Document::fragment(article.content).root())).unwrap_or_default();
    let (mut kept, day) = trim(read, &about.title);
    if let Some(told) = about.body.as_deref().map(|told| trim(lines(told), &about.title).0)
        && letters(&told) > letters(&kept) * 3 / 2
    {
        kept = told;
    }
    if letters(&kept) < SHORTEST || kept.iter().map(|b| b.linked).sum::<usize>() * 2 > letters(&kept) {
        kept.clear();
    }
    Body { text: blocks::join(&kept), day }
}

/// Lines of plain text as blocks.
fn lines(text: &str) -> Vec<Block> {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|text| !text.is_empty()).map(|text| Block { text, ..Block::default() }).collect()
}

fn letters(blocks: &[Block]) -> usize {
    blocks.iter().map(|b| b.text.chars().filter(|c| c.is_alphanumeric()).count()).sum()
}

fn folded(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    // The beginning and the end suffice for what is looked for.
    fold_into(text, &mut key);
    key.make_ascii_lowercase();
    key
}

/// Takes away what is not the article's own text; and the day that one of the first lines told.
fn trim(blocks: Vec<Block>, title: &str) -> (Vec<Block>, Option<Date>) {
    let title = folded(title);
    let mut kept: Vec<Block> = Vec::new();
    let (mut day, mut elsewhere, mut begun) = (None, false, false);
    for block in blocks {
        let key = folded(&block.text);
        let starts = |list: &[&str]| {
            list.iter().any(|lead| key.trim_start_matches([' ', '-', '*', ':', '|', '»', '•']).starts_with(lead))
        };
        let links = block.linked * 5 > letters(std::slice::from_ref(&block)) * 3;
        if elsewhere && (links || !block.is_sentence()) {
            continue;
        }
        elsewhere = block.words() <= 8 && starts(ELSEWHERE);
        let led_on = block.words() <= 30 && starts(ELSEWHERE);
        let button = block.words() <= 14 && starts(BUTTONS) && !block.text.ends_with('.');
        let headline = key == title && !key.is_empty();
        let dated = !begun && block.words() <= 14 && !block.text.ends_with('.');
        let told = if dated && day.is_none() { dates::within(&block.text) } else { None };
        day = day.or(told);
        let bare = links && !(block.is_sentence() && block.text.ends_with(['.', '!', '؟', '"', '»']));
        if led_on || button || headline || told.is_some() || bare || key.trim().is_empty() {
            continue;
        }
        // Sections, names and places stand before the first sentence.
        if !begun && !block.is_sentence() {
            continue;
        }
        begun = true;
        kept.push(block);
    }
    // A list of tags, counters or buttons ends the article, when more stands before it than behind.
    let short = |b: &Block| b.words() <= 3 && b.text.chars().count() < 25;
    if let Some(end) = kept.windows(4).position(|w| w.iter().all(short))
        && letters(&kept[..end]) > letters(&kept[end..])
    {
        kept.truncate(end);
    }
    while let Some(last) = kept.last() {
        let key = folded(&last.text);
        if last.is_sentence() && !NOTICES.iter().any(|n| key.contains(n)) {
            break;
        }
        kept.pop();
    }
    (kept, day)
}
