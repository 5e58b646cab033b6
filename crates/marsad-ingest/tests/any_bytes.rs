//! Inputs of every kind, broken at random places: reading ends, in time, without a panic, and something comes of each.

use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use marsad_ingest::{Reader, html};

/// "The president met the minister in the capital on Monday, and said that the talks with the delegation will go on."
const TEXT: &str = "التقى الرئيس الوزير في العاصمة يوم الاثنين، وقال إن المحادثات مع الوفد ستستمر.";

/// Numbers that look random and are the same each time (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

fn kinds() -> Vec<Vec<u8>> {
    let line = format!("{{\"text\":\"{TEXT}\",\"date\":\"2015-07-21\"}}\n");
    let page = format!(
        "<html><head><title>خبر - صحيفة</title><script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"articleBody\":\"{TEXT}\"}}</script></head><body><table><tr><td><h1>خبر</h1><p><b>{TEXT}</b></p><p>{TEXT}<a href=x>اقرأ</a></p></table></body></html>"
    );
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>ص</title><item><title>خبر</title><description><![CDATA[<p>{TEXT}</p>]]></description><pubDate>Tue, 21 Jul 2015 08:00:00 +0300</pubDate></item></channel></rss>"
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in [("a.jsonl", &line), ("b.html", &page)] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("writes");
        zip.write_all(bytes.as_bytes()).expect("writes");
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, name, bytes.as_bytes()).expect("writes");
    }
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
    let record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
        http.len()
    );
    let tar = tar.into_inner().expect("writes");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&tar).expect("writes");
    vec![
        line.repeat(3).into_bytes(),
        format!("[{line},{line}]").into_bytes(),
        format!("{{\"data\":[{line},{line}]}}").into_bytes(),
        format!("title,text,date\nخبر,\"{TEXT}\",2015-07-21\nخبر,{TEXT},\n").into_bytes(),
        line.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        encoding_rs::WINDOWS_1256.encode(TEXT).0.into_owned(),
        page.into_bytes(),
        feed.into_bytes(),
        record.repeat(2).into_bytes(),
        zip.finish().expect("writes").into_inner(),
        zstd::stream::encode_all(&tar[..], 1).expect("packs"),
        gzip.finish().expect("writes"),
        tar,
    ]
}

#[test]
fn broken_inputs_of_every_kind_end() {
    let mut numbers = Numbers(88_172_645_463_325_252);
    for kind in kinds() {
        for _ in 0..100 {
            let mut bytes = kind.clone();
            for _ in 0..=numbers.below(6) {
                let at = numbers.below(bytes.len());
                match numbers.below(5) {
                    0 => bytes.truncate(at.max(1)),
                    1 => bytes[at] = numbers.below(256) as u8,
                    2 => bytes[at] ^= 1 << numbers.below(8),
                    3 => {
                        let end = (at + numbers.below(200)).min(bytes.len());
                        let part = bytes[at..end].to_vec();
                        let to = numbers.below(bytes.len());
                        bytes.splice(to..to, part);
                    }
                    _ => {
                        let end = (at + numbers.below(50)).min(bytes.len() - 1).max(at);
                        bytes.drain(at..end);
                    }
                }
            }
            let began = Instant::now();
            let items = Reader::new(&bytes[..], "a").largest(1 << 16).count();
            assert!(items > 0 || kind.starts_with(b"WARC") || kind.starts_with(b"["), "nothing came of {bytes:?}");
            assert!(began.elapsed() < Duration::from_secs(20), "{:?} for {bytes:?}", began.elapsed());
        }
    }
}

#[test]
fn pages_made_to_be_slow_end_in_time() {
    let paragraph = format!("<p>{TEXT}</p>");
    let cases = [
        ("paragraphs", paragraph.repeat(10_000)),
        ("breaks", format!("{TEXT}<br>").repeat(10_000)),
        ("nesting", format!("{}{paragraph}{}", "<div>".repeat(400), "</div>".repeat(400)).repeat(100)),
        ("nesting around each other", format!("{}{}", "<div>x".repeat(500), paragraph.repeat(2_000))),
        ("links", format!("<a href=/x>{TEXT}</a> ").repeat(10_000)),
        ("bold", format!("<b>{TEXT} ").repeat(500)),
        ("tables", format!("<table><tr><td>{TEXT}").repeat(150)),
        ("spans", "<span>كلمة </span>".repeat(50_000)),
        ("empty elements", "<div></div>".repeat(100_000)),
        ("images", "<img src=a.jpg>".repeat(50_000)),
        ("lists", format!("<ul>{}</ul>", format!("<li>{TEXT}").repeat(10_000))),
        ("headings", format!("<h2>{TEXT}</h2>").repeat(10_000)),
        ("classes", format!("<div class=comment-{}>{TEXT}</div>", "share-").repeat(10_000)),
        ("shares in shares", format!("{}{paragraph}", "<div class=share>").repeat(450)),
        ("all in shares", format!("{}{}", "<div class=share>".repeat(450), paragraph.repeat(20_000))),
        ("much, less deep", format!("{}{}", "<div>".repeat(60), paragraph.repeat(10_000))),
        ("deep and wide", format!("{}{}", "<div>".repeat(500), "<i>كلمة</i> ".repeat(90_000))),
        ("lists in lists", format!("<ul><li>{TEXT}").repeat(250)),
        ("quotations in quotations", format!("<blockquote><p>{TEXT}").repeat(250)),
        ("opened brackets", "<".repeat(150_000)),
        ("entities", "&amp".repeat(150_000)),
        ("more entities", format!("<p>{}", "&amp".repeat(1_500_000))),
        ("entities in an attribute", format!("<p>{TEXT}<a href='{}'>{TEXT}</a>", "&amp;".repeat(1_000_000))),
        ("comments", "<!--".repeat(150_000)),
        ("noscript", "<noscript><img src=a></noscript>".repeat(50_000)),
        ("titles", format!("<h1>{TEXT}</h1><title>{TEXT}</title>").repeat(10_000)),
        ("data", format!("<script type=\"application/ld+json\">{}", "[".repeat(500_000))),
    ];
    let mut slow = Vec::new();
    for (name, page) in cases {
        let began = Instant::now();
        let _ = html::article(page.as_bytes(), None, None);
        println!("{name}: {} bytes in {:?}", page.len(), began.elapsed());
        if began.elapsed() > Duration::from_secs(20) {
            slow.push(name);
        }
    }
    assert!(slow.is_empty(), "{slow:?}");
}
