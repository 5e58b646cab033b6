//! JSON lines, JSON files and plain text.

use marsad_ingest::{Item, Mapping, Reader, Reject};

fn read(bytes: &[u8]) -> Vec<Item> {
    Reader::new(bytes, "f").collect()
}

fn line(text: &str) -> String {
    format!("{{\"id\":\"a\",\"text\":\"{text}\"}}\n")
}

/// "the president met the minister"
const GOOD: &str = "التقى الرئيس الوزير";

#[test]
fn good_and_bad_lines_are_told_apart() {
    // "the president met the minister"
    let lines = "{\"id\":\"a\",\"text\":\"التقى الرئيس الوزير\",\"published\":\"2014-09-22\"}\nnot json\n\n{\"text\":\"\"}\n{\"text\":\"hello\"}\n{\"text\":\"التقى\",\"published\":\"soon\"}\n";
    let got = read(lines.as_bytes());
    let kinds: Vec<(usize, bool)> = got.iter().map(|i| (i.line, i.result.is_ok())).collect();
    assert_eq!(kinds, [(1, true), (2, false), (4, false), (5, false), (6, false)]);
    assert!(matches!(got[2].result, Err(Reject::Empty)));
    assert!(matches!(got[3].result, Err(Reject::NotArabic(_))));
    assert!(matches!(got[4].result, Err(Reject::Date(_))));
}

#[test]
fn plain_text_is_one_article() {
    // "the president met the minister. Then he left."
    let got = read("التقى الرئيس الوزير.\nثم غادر.".as_bytes());
    assert_eq!(got.len(), 1);
    assert!(got[0].result.as_ref().is_ok_and(|a| a.text.contains("غادر")));
}

#[test]
fn broken_utf8_is_set_aside() {
    let got = read(b"{\"text\":\"\xD8\"}\n{\"text\":\"\xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7\"}\n");
    assert!(matches!(got[0].result, Err(Reject::Encoding(_))));
    assert!(got[1].result.is_ok());
}

#[test]
fn a_line_too_long_is_read_to_its_end() {
    let lines = format!("{}{}{}", line(GOOD), line(&"كلمة ".repeat(400_000)), line(GOOD));
    let got: Vec<Item> = Reader::new(lines.as_bytes(), "f").largest(10_000).collect();
    let kinds: Vec<(usize, bool)> = got.iter().map(|i| (i.line, i.result.is_ok())).collect();
    assert_eq!(kinds, [(1, true), (2, false), (3, true)]);
    assert!(matches!(got[1].result, Err(Reject::TooLarge(10_000))));
    for words in [2_000, 20_000] {
        let plain = "كلمة ".repeat(words);
        let got: Vec<Item> = Reader::new(plain.as_bytes(), "f").largest(10_000).collect();
        assert!(matches!(got[..], [Item { result: Err(Reject::TooLarge(_)), .. }]));
    }
}

#[test]
fn what_is_no_article_says_why() {
    let cases: [(&[u8], &str); 10] = [
        (b"", "the text is empty"),
        (b" \r\n\n", "the text is empty"),
        (b"\xFF\xFE\x41\x00\x42\x00", "not Arabic"),
        (b"{\"title\":\"\xD9\x85\"}", "a title alone"),
        (b"{\"id\":1}", "name the article's body so"),
        (b"{\"text\":5}", "the text is 5, not a string; write one object a line"),
        (b"{\"text\":\"\0\"}", "control character"),
        (b"{\"text\":\"\xD9\x85\",\"published\":\"2014-02-30\"}", "\"2014-02-30\"; write it as YYYY-MM-DD"),
        (b"{\"text\":\"\xD9\x85\",\"published\":20140230}", "\"20140230\"; write it as YYYY-MM-DD"),
        (b"\0\0\0\0\0\0\0\0abc", "binary data"),
    ];
    for (bytes, wanted) in cases {
        let got = read(bytes);
        assert_eq!(got.len(), 1, "{wanted}");
        let why = got[0].result.as_ref().map_or_else(ToString::to_string, |a| format!("{a:?}"));
        assert!(why.contains(wanted), "{why} should say {wanted}");
    }
    let endless = "ب".repeat(1 << 19);
    assert!(matches!(read(line(&endless).as_bytes())[0].result, Err(Reject::EndlessWord(n)) if n == 1 << 20));
}

#[test]
fn marks_of_other_systems_are_no_text() {
    let crlf = format!("\u{FEFF}{}\r\n{}", line(GOOD).trim(), line(GOOD).trim());
    let got = read(crlf.as_bytes());
    assert!(got.len() == 2 && got.iter().all(|i| i.result.as_ref().is_ok_and(|a| a.text == GOOD)));
    let plain = read(format!("\u{FEFF}{GOOD}.\r\n{GOOD}\0.").as_bytes());
    assert!(plain[0].result.as_ref().is_ok_and(|a| a.text.starts_with('ا') && a.text.contains('\0')));
    let null = read(line(&format!("{GOOD}{}", "\\u0000".repeat(20))).as_bytes());
    assert!(matches!(null[0].result, Err(Reject::Null)), "{null:?}");
}

#[test]
fn a_name_in_jsonl_is_believed() {
    let got: Vec<Item> = Reader::new(&b"oops\n{\"text\":\"\"}\n"[..], "f.jsonl").collect();
    assert!(matches!(got[..], [Item { result: Err(Reject::Json(_)), .. }, Item { line: 2, .. }]));
}

#[test]
fn other_names_of_keys_are_guessed_or_given() {
    // "news", "agency"
    let object =
        format!("{{\"headline\":\"خبر\",\"body\":\"{GOOD}\",\"date\":1411344000,\"source\":{{\"name\":\"وكالة\"}}}}\n");
    let mut told = Vec::new();
    let got: Vec<Item> =
        Reader::new(object.as_bytes(), "f").on_guess(|file, m, _| told.push(format!("{file}: {m}"))).collect();
    let article = got[0].result.as_ref().expect("is read");
    assert_eq!((article.title.as_str(), article.text.as_str()), ("خبر", GOOD));
    assert_eq!(article.published.map(|d| d.to_string()).as_deref(), Some("2014-09-22"));
    assert_eq!(article.outlet.as_deref(), Some("وكالة"));
    assert_eq!(told, ["f: text=body,title=headline,published=date,outlet=source"]);
    let inner = format!("{{\"a\":{{\"b\":[\"{GOOD}\",\"{GOOD}\"]}}}}\n{{\"a\":{{}}}}\n");
    let mapping: Mapping = "text=a.b".parse().expect("is a mapping");
    let got: Vec<Item> = Reader::new(inner.as_bytes(), "f").mapping(mapping).collect();
    assert!(got[0].result.as_ref().is_ok_and(|a| a.text == format!("{GOOD}\n{GOOD}")), "{got:?}");
    assert!(matches!(got[1].result, Err(Reject::NoText { title: false })));
}

#[test]
fn files_of_one_list_are_cut_into_their_objects() {
    let object = |n: usize| format!("{{\"id\":{n},\"text\":\"{GOOD}\",\"tags\":[{{\"a\":\"]\\\"\"}}]}}");
    let array = format!("[\n{},\n{}\n,7]", object(1), object(2));
    let got = read(array.as_bytes());
    let ids: Vec<(usize, Option<&str>)> =
        got.iter().map(|i| (i.line, i.result.as_ref().ok().map(|a| a.id.as_str()))).collect();
    assert_eq!(ids, [(2, Some("1")), (3, Some("2")), (4, None)]);
    let pretty = format!("{{\n\"meta\": {{\"n\": 2}},\n\"data\": {{\"articles\": [{}, {}]}}\n}}", object(1), object(2));
    for file in [pretty.clone(), pretty.replace('\n', "")] {
        let got = read(file.as_bytes());
        assert!(got.len() == 2 && got.iter().all(|i| i.result.is_ok()), "{got:?}");
    }
    let one = format!("{{\n \"title\": \"خبر\",\n \"tags\": [{{\"a\":1}}],\n \"text\": \"{GOOD}\"\n}}");
    let got = read(one.as_bytes());
    assert!(got.len() == 1 && got[0].result.is_ok(), "{got:?}");
    // A file larger than an article may be is cut without keeping it.
    let large = format!("{{\"articles\":[{}]}}", vec![object(1); 40_000].join(","));
    let got: Vec<Item> = Reader::new(large.as_bytes(), "f").largest(100_000).collect();
    assert!(got.len() == 40_000 && got.iter().all(|i| i.result.is_ok()), "{} {:?}", got.len(), got.first());
    assert!(matches!(read(format!("[{}", object(1)).as_bytes())[1].result, Err(Reject::Json(_))));
    let deep = read("[".repeat(100_000).replacen('[', "[{\"a\":", 1).as_bytes());
    assert!(matches!(deep[..], [Item { result: Err(Reject::TooDeep(_)), .. }]), "{deep:?}");
}

#[test]
fn encodings_are_found_in_every_form() {
    // "The minister of foreign affairs said on Sunday that the talks with the delegation will go on in Cairo."
    let text = "قال وزير الخارجية يوم الأحد إن المحادثات مع الوفد ستستمر في القاهرة";
    let lines = format!("{}{}", line(text), line(text));
    let cp1256 = encoding_rs::WINDOWS_1256.encode(&lines).0.into_owned();
    let utf16: Vec<u8> = lines.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked: Vec<u8> = [vec![0xFE, 0xFF], lines.encode_utf16().flat_map(u16::to_be_bytes).collect()].concat();
    for (bytes, encoding) in [(cp1256, "windows-1256"), (utf16, "UTF-16LE"), (marked, "UTF-16BE")] {
        let got = read(&bytes);
        assert_eq!(got.len(), 2);
        let right = |i: &Item| i.result.as_ref().is_ok_and(|a| a.text == text) && i.encoding == encoding;
        assert!(got.iter().all(right), "{got:?}");
    }
    let mojibake = encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned();
    let got = read(line(&mojibake).as_bytes());
    assert!(got[0].repaired && got[0].result.as_ref().is_ok_and(|a| a.text == text), "{got:?}");
}
