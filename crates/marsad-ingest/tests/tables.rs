//! Tables: CSV, TSV, Parquet; and lists of files.

use std::fs;
use std::sync::Arc;

use marsad_ingest::{Input, Inputs, Item, Mapping, Reader, Reject};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

/// "the president met the minister in the capital"
const GOOD: &str = "التقى الرئيس الوزير في العاصمة";

fn read(bytes: &[u8]) -> Vec<Item> {
    Reader::new(bytes, "t").collect()
}

#[test]
fn tables_are_found_by_their_content() {
    for (separator, quote) in [(",", "\""), (";", "\""), ("\t", ""), ("|", "")] {
        let row = |a: &str, b: &str, c: &str| [a, b, c].map(|c| format!("{quote}{c}{quote}")).join(separator);
        let table = format!(
            "\u{FEFF}{}\r\n{}\r\n{}\r\n{}\r\n",
            row("Headline", "Body", "Date"),
            // "news"
            row("خبر", GOOD, "21/07/2015"),
            row("خبر", GOOD, ""),
            [GOOD, "x"].join(separator),
        );
        let mut told = String::new();
        let got: Vec<Item> = Reader::new(table.as_bytes(), "t").on_guess(|_, m, _| told = m.to_string()).collect();
        assert_eq!(told, "text=Body,title=Headline,published=Date");
        let kinds: Vec<(usize, bool)> = got.iter().map(|i| (i.line, i.result.is_ok())).collect();
        assert_eq!(kinds, [(2, true), (3, true), (4, false)], "{separator:?} {got:?}");
        let article = got[0].result.as_ref().expect("is read");
        assert_eq!((article.title.as_str(), article.text.as_str()), ("خبر", GOOD));
        assert_eq!(article.published.map(|d| d.to_string()).as_deref(), Some("2015-07-21"));
        assert!(matches!(got[2].result, Err(Reject::Row(_))));
    }
}

#[test]
fn cells_of_several_lines_and_old_encodings() {
    // "He said: \"yes\", and left with the delegation on Sunday. / And the talks in the city will go on."
    let text = "قال «نعم»، وغادر مع الوفد يوم الأحد.\nوالمحادثات في المدينة ستستمر.";
    let table = format!("text,outlet\n\"{text}\",\"a, b\"\n\"{text}\",c\n");
    let old = encoding_rs::WINDOWS_1256.encode(&table).0.into_owned();
    for bytes in [table.as_bytes(), &old] {
        let got = read(bytes);
        assert_eq!(got.iter().map(|i| i.line).collect::<Vec<_>>(), [2, 4]);
        assert!(got.iter().all(|i| i.result.as_ref().is_ok_and(|a| a.text == text)), "{got:?}");
        assert_eq!(got[0].result.as_ref().ok().and_then(|a| a.outlet.as_deref()), Some("a, b"));
    }
}

#[test]
fn columns_that_users_name() {
    let table = format!("a,b\n{GOOD},x\n");
    let mapping: Mapping = "text=a,outlet=b".parse().expect("is a mapping");
    let got: Vec<Item> = Reader::new(table.as_bytes(), "t").mapping(mapping).collect();
    assert!(matches!(&got[..], [Item { result: Ok(a), .. }] if a.outlet.as_deref() == Some("x")), "{got:?}");
    let mapping: Mapping = "text=c".parse().expect("is a mapping");
    let got: Vec<Item> = Reader::new(table.as_bytes(), "t.csv").mapping(mapping).collect();
    assert!(got[0].result.as_ref().is_err_and(|e| e.to_string().contains("(a, b)")), "{got:?}");
}

#[test]
fn prose_with_commas_is_no_table() {
    // "In Cairo, the president met the minister, then left." on each of two lines
    let prose = "في القاهرة, التقى الرئيس الوزير, ثم غادر.\nفي القاهرة, التقى الرئيس الوزير, ثم غادر.\n";
    assert!(matches!(&read(prose.as_bytes())[..], [Item { result: Ok(a), .. }] if a.text == prose));
}

#[test]
fn a_mark_that_is_never_closed_does_not_swallow_the_memory() {
    let table = format!("text,outlet\n\"{GOOD}\",a\n\"{}", "ب ".repeat(1_000_000));
    let got: Vec<Item> = Reader::new(table.as_bytes(), "t").largest(10_000).collect();
    assert!(got.iter().any(|i| matches!(i.result, Err(Reject::Row(_)))), "{got:?}");
}

fn parquet(rows: usize) -> Vec<u8> {
    let schema = parse_message_type(
        "message m { required binary body (UTF8); required binary headline (UTF8); required int64 date (TIMESTAMP_MILLIS); }",
    )
    .expect("is a schema");
    let mut out = Vec::new();
    let properties = Arc::new(WriterProperties::builder().build());
    let mut file = SerializedFileWriter::new(&mut out, Arc::new(schema), properties).expect("writes");
    for _ in 0..2 {
        let mut group = file.next_row_group().expect("writes");
        for text in [GOOD, "خبر"] {
            let mut column = group.next_column().expect("writes").expect("is there");
            let cells = vec![ByteArray::from(text); rows];
            column.typed::<ByteArrayType>().write_batch(&cells, None, None).expect("writes");
            column.close().expect("writes");
        }
        let mut column = group.next_column().expect("writes").expect("is there");
        column.typed::<Int64Type>().write_batch(&vec![1_437_465_120_000; rows], None, None).expect("writes");
        column.close().expect("writes");
        group.close().expect("writes");
    }
    file.close().expect("writes");
    out
}

#[test]
fn parquet_is_read_by_rows() {
    let file = parquet(3);
    let mut told = String::new();
    let got: Vec<Item> = Reader::new(&file[..], "t").on_guess(|_, m, _| told = m.to_string()).collect();
    assert_eq!(told, "text=body,title=headline,published=date");
    assert_eq!(got.iter().map(|i| i.line).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    for item in &got {
        let article = item.result.as_ref().expect("is read");
        assert_eq!((article.text.as_str(), article.title.as_str()), (GOOD, "خبر"));
        assert_eq!(article.published.map(|d| d.to_string()).as_deref(), Some("2015-07-21"));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("without-a-name");
    fs::write(&path, &file).expect("writes");
    assert_eq!(Reader::open(&path).expect("opens").filter(|i| i.result.is_ok()).count(), 6);
    for at in (4..file.len()).step_by(7) {
        let mut broken = file.clone();
        broken[at] ^= 0x55;
        assert!(Reader::new(&broken[..], "t").count() > 0);
    }
    assert!(matches!(read(&file[..file.len() / 2])[..], [Item { result: Err(Reject::Parquet(_)), .. }]));
}

#[test]
fn files_come_in_a_fixed_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    fs::create_dir_all(root.join("b/c")).expect("a folder");
    for name in ["z.txt", "a.txt", "b/2.txt", "b/c/3.txt", "b/1.txt", ".hidden"] {
        fs::write(root.join(name), GOOD).expect("writes");
    }
    let names = |named: &[std::path::PathBuf]| -> Vec<String> {
        let short = |i: Result<Input, (String, std::io::Error)>| match i {
            Ok(input) => input.name().replace(&format!("{}/", root.display()), ""),
            Err((name, _)) => format!("not {}", name.replace(&format!("{}/", root.display()), "")),
        };
        Inputs::new(named).map(short).collect()
    };
    assert_eq!(names(&[root.to_owned()]), ["a.txt", "b/1.txt", "b/2.txt", "b/c/3.txt", "z.txt"]);
    assert_eq!(
        names(&[root.join("z.txt"), root.join("b/*.txt"), root.join("no*")]),
        ["z.txt", "b/1.txt", "b/2.txt", "not no*"]
    );
    assert_eq!(names(&[]), ["-"]);
    let read = Inputs::new(&[root]).flatten().flat_map(|i| i.open().expect("opens"));
    assert_eq!(read.filter(|i| i.result.is_ok()).count(), 5);
}
