//! One folder with a file of every kind, as users have them: what is read of it, what is set aside, and what is told.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use arrow_array::{ArrayRef, Date32Array, RecordBatch, StringArray};
use encoding_rs::{WINDOWS_1252, WINDOWS_1256};
use flate2::Compression;
use flate2::write::GzEncoder;
use parquet::arrow::ArrowWriter;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

/// Iran and six powers reach an agreement in Vienna; the USA and Cuba resume relations; four states cut relations with Qatar; the Gulf
/// leaders sign in al-Ula; Saudi Arabia and Iran resume relations; Syria back in the Arab League; Saudi Arabia cuts relations with Iran;
/// the climate agreement of Paris; Libyans sign in Skhirat; Yemenis agree in Sweden; the Emirates and Bahrain sign with Israel; the
/// truce of Geneva; peace of Juba; Morocco and Israel; Algeria cuts relations with Morocco; Turkey and Israel; Kuwait's mediation; France
/// and Australia; Armenia and Azerbaijan.
const TEXTS: [&str; 19] = [
    "توصلت إيران والقوى الست في فيينا يوم الثلاثاء إلى اتفاق بشأن البرنامج النووي الإيراني بعد مفاوضات استمرت نحو عامين.",
    "استأنفت الولايات المتحدة وكوبا علاقاتهما الدبلوماسية يوم الاثنين بعد قطيعة دامت أكثر من نصف قرن، ورفع العلم الكوبي فوق السفارة في واشنطن.",
    "أعلنت السعودية والإمارات والبحرين ومصر قطع علاقاتها الدبلوماسية مع قطر وإغلاق المنافذ البرية والبحرية والجوية أمامها.",
    "وقع قادة دول مجلس التعاون الخليجي بيان العلا خلال القمة التي عقدت في السعودية وحضرها أمير قطر.",
    "اتفقت السعودية وإيران على عودة السفراء بينهما وإعادة فتح البعثات خلال شهرين، وذلك بعد محادثات استضافتها بكين.",
    "قرر وزراء الخارجية العرب في القاهرة استئناف مشاركة سوريا في اجتماعات جامعة الدول العربية بعد غياب طويل.",
    "طلبت الرياض من البعثة الدبلوماسية الإيرانية مغادرة المملكة خلال ثماني وأربعين ساعة بعد اقتحام سفارتها في طهران.",
    "اعتمد ممثلو نحو مئتي دولة في باريس اتفاقا عالميا للحد من الاحتباس الحراري، وصفته الأمم المتحدة بأنه تاريخي.",
    "وقع ممثلون عن أطراف ليبية في مدينة الصخيرات المغربية اتفاقا سياسيا ينص على تشكيل حكومة وفاق وطني.",
    "توصلت الحكومة اليمنية والحوثيون في السويد إلى تفاهم لوقف القتال في مدينة الحديدة وتبادل الأسرى.",
    "وقعت أبوظبي والمنامة في البيت الأبيض اتفاقين مع إسرائيل لإقامة علاقات كاملة بحضور الرئيس الأميركي.",
    "أعلنت المبعوثة الأممية في جنيف أن طرفي النزاع في ليبيا وقعا هدنة دائمة تشمل جميع أنحاء البلاد.",
    "وقعت الحكومة السودانية وفصائل مسلحة في جوبا وثيقة سلام بحضور رئيس جنوب السودان وممثلين عن دول الجوار.",
    "أعلن الرئيس الأميركي أن المغرب وإسرائيل اتفقا على إقامة روابط رسمية بينهما وفتح مكتبي اتصال في الرباط وتل أبيب.",
    "قال وزير الخارجية الجزائري إن بلاده قررت قطع الصلات مع الرباط، متهما إياها بأعمال عدائية متكررة.",
    "أعلنت أنقرة وتل أبيب التوصل إلى تسوية تعيد السفيرين إلى العاصمتين بعد ست سنوات من حادثة السفينة مرمرة.",
    "زار أمير الكويت الدوحة والتقى نظيره القطري ضمن جهود الوساطة التي تبذلها بلاده لحل الأزمة الخليجية.",
    "استدعت باريس سفيريها في واشنطن وكانبيرا للتشاور احتجاجا على إلغاء أستراليا صفقة الغواصات الفرنسية.",
    "وقعت أرمينيا وأذربيجان برعاية موسكو بيانا ينهي المعارك في إقليم قره باغ وينشر جنودا روسا لحفظ السلام.",
];

/// Persian: "The foreign minister of Iran said on Tuesday in Vienna that the talks with the six countries would go on …"
const PERSIAN: &str = "وزیر امور خارجه ایران روز سه‌شنبه در وین گفت که گفت‌وگوها با نمایندگان شش کشور ادامه خواهد داشت و هیئت ایرانی برای رسیدن به توافق آماده است.";

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(path.join("in")).expect("a folder is made");
    path
}

fn marsad(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_marsad"));
    command.arg("code").args(args).current_dir(folder).stdin(Stdio::null()).output().expect("the command runs")
}

#[track_caller]
fn succeeds(folder: &Path, args: &[&str]) -> String {
    let output = marsad(folder, args);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {said}");
    said
}

#[track_caller]
fn fails(folder: &Path, args: &[&str], wanted: &str) {
    let output = marsad(folder, args);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains(wanted), "{args:?}: {said}");
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("is written");
    text.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect()
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

fn tar_zst(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_size(bytes.len() as u64);
    tar.append_data(&mut header, name, bytes).expect("writes");
    zstd::encode_all(&tar.into_inner().expect("writes")[..], 3).expect("packs")
}

/// A page with menus and a notice around the article: "latest news", "sport", "read also: …", "all rights reserved".
fn page(title: &str, text: &str) -> String {
    format!(
        "<!doctype html><html><head><title>{title} - صحيفة المثال</title>\
         <meta property='article:published_time' content='2015-12-17T18:00:00+01:00'></head><body>\
         <nav><ul><li><a href=/>آخر الأخبار</a></li><li><a href=/s>رياضة</a></li></ul></nav>\
         <article><h1>{title}</h1><p>{text}</p><p>اقرأ أيضا: <a href=/1>خبر آخر من الأرشيف</a></p></article>\
         <footer>جميع الحقوق محفوظة</footer></body></html>"
    )
}

fn feed(link: &str, text: &str) -> String {
    format!(
        "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel><title>وكالة المثال</title><item><title>خبر</title>\
         <link>{link}</link><description>{text}</description><pubDate>Thu, 13 Dec 2018 16:00:00 +0000</pubDate></item></channel></rss>"
    )
}

fn warc(records: &[(&str, &str, &str, &str)]) -> Vec<u8> {
    let records = records.iter().flat_map(|(url, status, kind, body)| {
        let http = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{body}");
        let head = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
            http.len()
        );
        // CC-NEWS packs each record by itself.
        gzip(format!("{head}{http}\r\n\r\n").as_bytes())
    });
    records.collect()
}

/// Columns that name what they hold; days as days.
fn parquet(text: &str) -> Vec<u8> {
    let columns: [(&str, ArrayRef); 3] = [
        ("Headline", Arc::new(StringArray::from(vec!["اتفاق باريس"]))), // "agreement of Paris"
        ("Content", Arc::new(StringArray::from(vec![text]))),
        ("date", Arc::new(Date32Array::from(vec![16_781]))),
    ];
    let batch = RecordBatch::try_from_iter(columns).expect("a batch");
    let mut bytes = Vec::new();
    let mut out = ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("writes");
    out.write(&batch).expect("writes");
    out.close().expect("writes");
    bytes
}

/// Writes a file of each kind; the name of each begins with the number of its (first) text.
fn fill(folder: &Path) {
    let put = |name: &str, bytes: &[u8]| fs::write(folder.join("in").join(name), bytes).expect("is written");
    let t = TEXTS;
    put("00.txt", t[0].as_bytes());
    let object = |at: usize, date: &str| json!({"headline": "خبر", "body": t[at], "date": date}); // "news"
    let list = json!({"data": {"articles": [object(1, "2015-07-20"), object(2, "5 يونيو 2017")]}});
    put("01.json", list.to_string().as_bytes());
    let line = |id: &str, outlet: &str, text: &str| json!({"id": id, "outlet": outlet, "published": "2021-01-05", "text": text});
    let (own, other) = (line("own", "الأولى", t[3]), line("copy", "الثانية", t[3])); // "the first", "the second"
    put("03.jsonl", format!("{own}\n{{\"text\": oops}}\n{}\n", line("next", "الأولى", t[4])).as_bytes());
    // No name says anything: the contents do.
    put(
        "05.csv",
        format!("nr,kopf,wann,inhalt,ort\n7,الجامعة وسوريا اليوم,2023-05-07,\"{}\",القاهرة\n8,x\n", t[5]).as_bytes(),
    );
    put("06.tsv", format!("Publish Date\tTitle\tArticle Text\tAuthor\n03/01/2016\tخبر\t{}\tكاتب\n", t[6]).as_bytes());
    put("07.parquet", &parquet(t[7]));
    put("08.html", page("اتفاق الصخيرات", t[8]).as_bytes()); // "the agreement of Skhirat"
    put("09.xml", feed("https://example.org/9", t[9]).as_bytes());
    let atom = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>ص</title><entry><id>tag:10</id><title>خبر</title>\
         <content type='html'>&lt;p&gt;{}&lt;/p&gt;</content><updated>2020-09-15T17:00:00Z</updated></entry></feed>",
        t[10]
    );
    put("10.xml", atom.as_bytes());
    let (found, rss) = (page("هدنة جنيف", t[11]), feed("/12", t[12])); // "the truce of Geneva"
    put(
        "11.warc.gz",
        &warc(&[
            ("https://example.org/11", "200 OK", "text/html", &found),
            ("https://example.org/rss/", "200 OK", "application/rss+xml", &rss),
            ("https://example.org/gone", "404 Not Found", "text/html", &found),
            ("https://example.org/sitemap.xml", "200 OK", "text/xml", "<?xml version='1.0'?><urlset></urlset>"),
        ]),
    );
    put("13.zip", &zip(&[("2020/a.html", page("المغرب وإسرائيل", t[13]).as_bytes()), ("2020/b.png", b"\x89PNG\r\n")])); // "Morocco and Israel"
    put("14.tar.zst", &tar_zst("dump/a.jsonl", line("tar", "الأولى", t[14]).to_string().as_bytes()));
    put("15.gz", &gzip(t[15].as_bytes()));
    put("16.txt", &WINDOWS_1256.encode(t[16]).0);
    put("17.txt", &t[17].encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    put("18.txt", WINDOWS_1252.decode_without_bom_handling(t[18].as_bytes()).0.as_bytes());
    put("90.txt", PERSIAN.as_bytes());
    put("91.jsonl", other.to_string().as_bytes());
    put("92.txt", b"");
    put(".hidden.txt", t[0].as_bytes());
    fs::create_dir(folder.join("in/93")).expect("is made");
    put("93/null.bin", &[0; 2_000]);
}

#[test]
fn a_folder_with_everything_is_read_in_one_run() {
    let folder = folder("reading-all");
    fill(&folder);
    let said = succeeds(&folder, &["in", "-o", "out.jsonl", "--rejects", "rejects.jsonl", "--with-text"]);
    let records = lines(&folder.join("out.jsonl"));
    let (reprints, coded): (Vec<&Value>, Vec<&Value>) = records.iter().partition(|r| r["reprint_of"].is_string());
    let texts: Vec<&str> = coded.iter().map(|r| r["text"].as_str().expect("a text")).collect();
    assert_eq!(texts, TEXTS, "each text as it was written, in the order of the files");
    let credited: Vec<_> = reprints.iter().map(|r| (&r["id"], &r["outlet"], &r["reprint_of"])).collect();
    assert_eq!(credited, [(&json!("copy"), &json!("الثانية"), &json!("own"))]); // "the second"

    let published: Vec<&str> = coded.iter().map(|r| r["published"].as_str().unwrap_or("")).collect();
    let wanted = [
        "",
        "2015-07-20",
        "2017-06-05",
        "2021-01-05",
        "2021-01-05",
        "2023-05-07",
        "2016-01-03",
        "2015-12-12",
        "2015-12-17",
        "2018-12-13",
        "2020-09-15",
        "2015-12-17",
        "2018-12-13",
        "2015-12-17",
        "2021-01-05",
        "",
        "",
        "",
        "",
    ];
    assert_eq!(published, wanted);
    assert_eq!((&coded[8]["title"], &coded[8]["outlet"]), (&json!("اتفاق الصخيرات"), &json!("صحيفة المثال")));
    assert_eq!(coded[12]["url"], "https://example.org/12", "against the address of the feed");

    let mut aside: Vec<(String, u64, String)> = lines(&folder.join("rejects.jsonl"))
        .iter()
        .map(|r| {
            let text = |key: &str| r[key].as_str().expect("text").to_owned();
            assert!(text("message").len() > 10);
            (text("file"), r["line"].as_u64().expect("a line"), text("cause"))
        })
        .collect();
    aside.sort();
    let wanted = [
        ("in/03.jsonl", 2, "not a JSON object"),
        ("in/05.csv", 3, "not a row"),
        ("in/11.warc.gz", 3, "a page that was not delivered"),
        ("in/13.zip!/2020/b.png", 1, "not text"),
        ("in/90.txt", 1, "not Arabic"),
        ("in/92.txt", 1, "empty"),
        ("in/93/null.bin", 1, "not text"),
    ];
    assert_eq!(aside, wanted.map(|(file, line, cause)| (file.to_owned(), line, cause.to_owned())));

    for wanted in [
        "27 read: 19 articles coded",
        "1 reprints, 7 set aside",
        "decoded    1: from UTF-16LE",
        "decoded    1: from windows-1256",
        "repaired   1: text",
        "set aside  2: not text",
        "in/01.json: columns are guessed, as if by --map 'text=body,title=headline,published=date'",
        "in/05.csv: columns are guessed, as if by --map 'text=inhalt,title=kopf,published=wann'; left out: nr, ort",
        "in/06.tsv: columns are guessed, as if by --map 'text=Article Text,title=Title,published=Publish Date'; left out: Author",
        "in/07.parquet: columns are guessed, as if by --map 'text=Content,title=Headline,published=date'",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }

    succeeds(&folder, &["in", "-o", "one.jsonl", "--with-text", "--jobs", "1", "--quiet"]);
    assert_eq!(
        fs::read(folder.join("one.jsonl")).ok(),
        fs::read(folder.join("out.jsonl")).ok(),
        "on one core as on all"
    );
}

#[test]
fn columns_are_what_the_user_says() {
    let folder = folder("reading-map");
    let table = format!("text,lang,body,day\n{},ar,{},20150714\n", TEXTS[1], TEXTS[0]);
    fs::write(folder.join("in/a.csv"), &table).expect("is written");
    fs::write(folder.join("in/b.csv"), table.replace("text,", "t,")).expect("is written");
    let said = succeeds(&folder, &["in/*.csv", "-o", "out.jsonl", "--with-text", "--map", "text=body,published=day"]);
    let records = lines(&folder.join("out.jsonl"));
    assert_eq!((&records[0]["text"], &records[0]["published"]), (&json!(TEXTS[0]), &json!("2015-07-14")));
    assert_eq!(records[1]["reprint_of"], records[0]["id"]);
    assert!(!said.contains("guessed"), "{said}");
    fails(&folder, &["in", "--map", "body"], "text=body,published=date");
    fails(&folder, &["in", "--map", "text=no such"], "no column");
    fails(&folder, &["in", "-o", "in/out.jsonl"], "would be read as a part of in");
    fails(&folder, &["in/a.csv", "-o", "in/a.csv"], "would be read as a part of in/a.csv");
    fails(&folder, &["no.txt"], "no.txt: cannot be opened");
}

#[test]
fn what_never_ends_is_an_error() {
    let folder = folder("reading-endless");
    let put = |name: &str, bytes: &[u8]| fs::write(folder.join("in").join(name), bytes).expect("is written");
    let json = json!({"text": TEXTS[0]}).to_string();
    let line = format!("{{\"text\":\"{}\"}}\n", "كلام ".repeat(1 << 20)); // "words"
    put("a-line.jsonl", format!("{line}{json}\n").as_bytes());
    put("b-word.txt", "ك".repeat(200_000).as_bytes());
    put("c-deep.json", format!("[{{\"text\":{}", "[".repeat(1 << 20)).as_bytes());
    put("d-deep.html", format!("<html><body>{}", "<div>".repeat(1 << 20)).as_bytes());
    put("e-deep.xml", format!("<rss><channel><item>{}", "<a>".repeat(1 << 20)).as_bytes());
    let bomb = [b"[", json.as_bytes(), &vec![b' '; 80 << 20], b"]"].concat();
    put("f-bomb.gz", &gzip(&bomb));
    put("g-bomb.zip", &zip(&[("a.json", &bomb)]));
    put("h-null.txt", &[TEXTS[1].as_bytes(), &[0; 200], TEXTS[1].as_bytes()].concat());
    put("h-null.jsonl", format!("{{\"text\":\"{}{}\"}}\n", TEXTS[1], "\\u0000".repeat(50)).as_bytes());
    put("i-quote.csv", format!("text,date\n\"{}", format!("{},2015-07-14\n", TEXTS[2]).repeat(60_000)).as_bytes());
    let mut doll = json.clone().into_bytes();
    for _ in 0..7 {
        doll = zip(&[("doll.zip", &doll)]);
    }
    put("j-doll.zip", &doll);
    let said = succeeds(&folder, &["in", "-o", "out.jsonl", "--rejects", "rejects.jsonl", "--largest", "1"]);
    let causes: Vec<(String, String)> = lines(&folder.join("rejects.jsonl"))
        .iter()
        .map(|r| {
            let file = r["file"].as_str().expect("a file");
            (file[3..4].to_owned(), r["cause"].as_str().expect("a cause").to_owned())
        })
        .collect();
    let wanted = [
        ("a", "too large"),
        ("b", "a word without end"),
        ("c", "nested too deep"),
        ("d", "nested too deep"),
        ("e", "nested too deep"),
        ("f", "unpacks to too much"),
        ("g", "unpacks to too much"),
        ("h", "null characters"),
        ("h", "not text"),
        ("i", "not a row"),
        ("j", "nested too deep"),
    ];
    assert_eq!(causes, wanted.map(|(file, cause)| (file.to_owned(), cause.to_owned())), "{said}");
    // What stands behind the endless line, and before that which makes the bombs.
    assert_eq!(lines(&folder.join("out.jsonl")).len(), 3, "{said}");
}
