//! Archives, packed files and web archives.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use marsad_ingest::{Item, Reader, Reject};
use zip::write::SimpleFileOptions;

/// "the president met the minister in the capital"
const GOOD: &str = "التقى الرئيس الوزير في العاصمة";

fn line() -> Vec<u8> {
    format!("{{\"text\":\"{GOOD}\"}}\n").into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(bytes).expect("writes");
    out.finish().expect("writes")
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        out.start_file(*name, SimpleFileOptions::default()).expect("writes");
        out.write_all(bytes).expect("writes");
    }
    out.finish().expect("writes").into_inner()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        out.append_data(&mut header, name, *bytes).expect("writes");
    }
    out.into_inner().expect("writes")
}

fn read(bytes: &[u8]) -> Vec<Item> {
    Reader::new(bytes, "a").collect()
}

fn places(items: &[Item]) -> Vec<(&str, usize, bool)> {
    items.iter().map(|i| (i.file.as_str(), i.line, i.result.is_ok())).collect()
}

#[test]
fn archives_in_archives_name_the_way() {
    let two = [line(), line()].concat();
    let long = format!("{}/b.jsonl", "folder".repeat(30));
    let inner = tar(&[("x/a.txt", GOOD.as_bytes()), (&long, &two), ("empty", b"")]);
    let packed = zstd::stream::encode_all(&inner[..], 3).expect("packs");
    let picture = b"\x89PNG\r\n".as_slice();
    let outer = zip(&[
        ("in/one.jsonl", &two),
        ("__MACOSX/._x", b"x"),
        ("p.png", picture),
        ("t.tar.zst", &packed),
        ("g.gz", &gzip(&line())),
    ]);
    let got = read(&outer);
    let inner_long = format!("a!/t.tar.zst!/{long}");
    assert_eq!(
        places(&got),
        [
            ("a!/in/one.jsonl", 1, true),
            ("a!/in/one.jsonl", 2, true),
            ("a!/p.png", 1, false),
            ("a!/t.tar.zst!/x/a.txt", 1, true),
            (inner_long.as_str(), 1, true),
            (inner_long.as_str(), 2, true),
            ("a!/t.tar.zst!/empty", 1, false),
            ("a!/g.gz", 1, true),
        ]
    );
    assert!(matches!(got[2].result, Err(Reject::Binary("a picture"))));
}

/// A zip of one member that is packed by the method of that number, as if by another program.
fn zip_by(method: u16, packed: &[u8]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    out.start_file("a.jsonl", stored).expect("writes");
    out.write_all(packed).expect("writes");
    let mut bytes = out.finish().expect("writes").into_inner();
    let central = bytes.windows(4).position(|w| w == b"PK\x01\x02").expect("has a directory");
    for at in [8, central + 10] {
        bytes[at..at + 2].copy_from_slice(&method.to_le_bytes());
    }
    bytes
}

#[test]
fn members_of_a_zip_are_unpacked_or_named() {
    let packed = zstd::stream::encode_all(&line()[..], 3).expect("packs");
    let got = read(&zip_by(93, &packed));
    assert_eq!(places(&got), [("a!/a.jsonl", 1, true)], "Zstandard: {got:?}");
    let got = read(&zip_by(12, &packed));
    let [Item { result: Err(Reject::Archive(why)), .. }] = &got[..] else { panic!("{got:?}") };
    assert!(why.contains("a.jsonl") && why.contains("is not read"), "{why}");
}

#[test]
fn bombs_and_dolls_are_errors() {
    let zeros = gzip(&vec![b' '; 80 << 20]);
    assert!(
        matches!(read(&zeros)[..], [Item { result: Err(Reject::Bomb(_) | Reject::TooLarge(_)), .. }]),
        "{:?}",
        read(&zeros)
    );
    let lines: Vec<u8> = std::iter::repeat_n(line(), 2_000_000).flatten().collect();
    let packed = zstd::stream::encode_all(&lines[..], 3).expect("packs");
    let last = Reader::new(&packed[..], "a").unread().last().expect("has items").read();
    assert!(matches!(last.result, Err(Reject::Bomb(_))), "{last:?}");
    let mut doll = line();
    for _ in 0..8 {
        doll = zip(&[("doll.zip", &doll)]);
    }
    assert!(matches!(read(&doll)[..], [Item { result: Err(Reject::TooDeep("archives")), .. }]));
    let mut doll = line();
    for _ in 0..8 {
        doll = gzip(&doll);
    }
    assert!(matches!(read(&doll)[..], [Item { result: Err(Reject::TooDeep("archives")), .. }]));
}

#[test]
fn archives_that_are_cut_give_what_is_whole() {
    let two = [line(), line()].concat();
    let tape = tar(&[("a.jsonl", &two), ("b.jsonl", &two)]);
    let got = read(&tape[..512 + 100]);
    assert!(got.last().is_some_and(|i| i.result.is_err()), "{got:?}");
    let archive = zip(&[("a.jsonl", &two)]);
    assert!(matches!(read(&archive[..archive.len() - 30])[..], [Item { result: Err(Reject::Archive(_)), .. }]));
    let packed = gzip(&[two.clone(), b"{\"text\":\"".to_vec()].concat());
    let got = read(&packed[..packed.len() - 9]);
    assert!(got.last().is_some_and(|i| matches!(i.result, Err(Reject::Io(_) | Reject::Json(_)))), "{got:?}");
}

/// A page with an article in words of this test: "The prime minister said on Monday that the government will …".
fn page(charset: &str) -> String {
    let paragraph = "<p>قال رئيس الوزراء يوم الاثنين إن الحكومة ستعرض الاتفاق على البرلمان خلال الأسبوع المقبل، مؤكدا أن المحادثات مع الوفد كانت مفيدة.</p>";
    format!(
        "<html><head><meta charset={charset}><title>الحكومة تعرض الاتفاق على البرلمان</title></head><body><h1>الحكومة تعرض الاتفاق على البرلمان</h1>{}</body></html>",
        paragraph.repeat(3)
    )
}

/// A feed whose links are told from its own address on.
fn feed() -> String {
    let item = |n: usize| {
        format!(
            "<item><guid>i{n}</guid><title>خبر</title><link>../news/{n}</link><description>{GOOD}</description></item>"
        ) // "news"
    };
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>ص</title>{}{}</channel></rss>",
        item(1),
        item(2)
    )
}

fn record(kind: &str, url: &str, content: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Type: {content}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body, b"\r\n\r\n"].concat()
}

#[test]
fn web_archives_give_their_pages() {
    let http = |head: &str, body: &[u8]| [b"HTTP/1.1 ", head.as_bytes(), b"\r\n\r\n", body].concat();
    let windows = encoding_rs::WINDOWS_1256.encode(&page("utf-8")).0.into_owned();
    let utf8 = page("windows-1256").into_bytes();
    let chunked = format!("{:x}\r\n", utf8.len()).into_bytes();
    let chunked = [&chunked[..], &utf8, b"\r\n0\r\n\r\n"].concat();
    let answer = "application/http; msgtype=response";
    let records = [
        record("warcinfo", "", "application/warc-fields", b"software: x"),
        record("request", "http://a.example/1", "application/http", b"GET / HTTP/1.1\r\n\r\n"),
        record(
            "response",
            "http://a.example/1",
            answer,
            &http("200 OK\r\nContent-Type: text/html; charset=utf-8", &windows),
        ),
        record("response", "http://a.example/p", answer, &http("200 OK\r\nContent-Type: image/png", b"\x89PNG")),
        record(
            "response",
            "http://a.example/2",
            answer,
            &http("200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked", &chunked),
        ),
        record(
            "response",
            "http://a.example/3",
            answer,
            &http("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", &gzip(&utf8)),
        ),
        record(
            "response",
            "http://a.example/feed/",
            answer,
            &http("200 OK\r\nContent-Type: application/rss+xml; charset=utf-8", feed().as_bytes()),
        ),
        record(
            "response",
            "http://a.example/map",
            answer,
            &http("200 OK\r\nContent-Type: text/xml", b"<urlset></urlset>"),
        ),
        record("response", "http://a.example/4", answer, &http("404 Not Found\r\nContent-Type: text/html", &utf8)),
    ];
    let plain = records.concat();
    // CC-NEWS packs each record by itself.
    let packed: Vec<u8> = records.iter().flat_map(|r| gzip(r)).collect();
    for file in [plain.clone(), packed] {
        let got = read(&file);
        let wanted = [("a", 3, true), ("a", 5, true), ("a", 6, true), ("a", 7, true), ("a", 7, true), ("a", 9, false)];
        assert_eq!(places(&got), wanted, "{got:?}");
        let mut articles: Vec<_> = got.iter().filter_map(|i| i.result.as_ref().ok()).collect();
        let items: Vec<_> = articles.drain(3..).map(|a| (a.id.as_str(), a.url.as_deref(), a.text.as_str())).collect();
        let url = |path: &str| format!("http://a.example/{path}");
        assert_eq!(items, [("i1", Some(&*url("news/1")), GOOD), ("i2", Some(&*url("news/2")), GOOD)]);
        // "The government lays the agreement before parliament"
        assert!(articles.iter().all(|a| a.title == "الحكومة تعرض الاتفاق على البرلمان" && a.text.lines().count() == 3));
        assert_eq!(articles[0].url.as_deref(), Some("http://a.example/1"));
        assert_eq!(got[0].encoding, "windows-1256");
        assert!(matches!(got[5].result, Err(Reject::Status(404))));
    }
    let cut = read(&plain[..plain.len() - 100]);
    assert!(matches!(cut.last(), Some(Item { result: Err(Reject::Warc(_)), .. })), "{cut:?}");
}
