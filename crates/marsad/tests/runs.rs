//! Whole runs: what is written in each format, reprints, what is set aside, and runs that are killed and resumed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

/// "The foreign minister met his American counterpart in Paris." and "Turkey condemned the attack in Aleppo."
const SENTENCES: [&str; 2] =
    ["التقى وزير الخارجية الفرنسي نظيره الأميركي في باريس.", "دانت تركيا الهجوم الذي وقع في حلب أمس."];

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a folder is made");
    path
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_marsad"));
    command.arg("code").args(args).current_dir(folder).stdin(Stdio::null());
    command
}

fn marsad(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().expect("the command runs")
}

#[track_caller]
fn succeeds(folder: &Path, args: &[&str]) -> String {
    let output = marsad(folder, args);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {said}");
    said
}

fn line(id: &str, outlet: &str, published: &str, text: &str) -> String {
    let published = if published.is_empty() { String::new() } else { format!(",\"published\":\"{published}\"") };
    format!("{{\"id\":\"{id}\",\"outlet\":\"{outlet}\",\"text\":\"{text}\"{published}}}\n")
}

/// Short articles, each with its own number, over three days; every 100th is broken.
fn corpus(articles: usize) -> String {
    let line = |i: usize| {
        if i % 100 == 99 {
            return "{\"text\": oops}\n".to_owned();
        }
        // "… decision number N"
        let text = format!("{} القرار رقم {i}.", SENTENCES[i % 2]);
        line(&format!("a{i}"), "مثال", &format!("2015-07-{}", 14 + i % 3), &text)
    };
    (0..articles).map(line).collect()
}

fn parquet(path: &Path) -> Vec<RecordBatch> {
    let file = fs::File::open(path).expect("the file is there");
    let reader =
        ParquetRecordBatchReaderBuilder::try_new(file).expect("it is Parquet").build().expect("it can be read");
    reader.map(|b| b.expect("its rows can be read")).collect()
}

fn rows(batches: &[RecordBatch]) -> usize {
    batches.iter().map(RecordBatch::num_rows).sum()
}

fn records(bytes: &[u8]) -> Vec<Value> {
    bytes.split(|&b| b == b'\n').filter(|l| !l.is_empty()).map(|l| serde_json::from_slice(l).expect("JSON")).collect()
}

/// All files below a folder with their bytes, by name.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            out.extend(files(&path));
        } else {
            out.push((path.display().to_string(), fs::read(&path).expect("a file")));
        }
    }
    out
}

#[test]
fn every_format_tells_the_same() {
    let folder = folder("formats");
    fs::write(folder.join("in.jsonl"), corpus(1_200)).expect("written");
    let run =
        |args: &[&str]| succeeds(&folder, &[args, &["--keep-duplicates", "--rejects", "r.jsonl", "in.jsonl"]].concat());
    run(&["-o", "out.jsonl", "--with-text"]);
    let all = records(&fs::read(folder.join("out.jsonl")).expect("written"));
    let events: Vec<&Value> = all.iter().flat_map(|r| r["events"].as_array().expect("a list")).collect();
    assert_eq!(all.len(), 1_188);
    assert!(events.len() >= all.len(), "{} events", events.len());
    assert!(all[0]["text"].as_str().is_some_and(|t| t.starts_with(SENTENCES[0])), "{}", all[0]);

    run(&["-o", "out.csv", "--format", "csv"]);
    let csv = fs::read_to_string(folder.join("out.csv")).expect("UTF-8");
    assert!(csv.starts_with("event_id,article_id,published,outlet,"), "{}", csv.lines().next().unwrap_or(""));
    assert_eq!(csv.lines().count(), 1 + events.len());
    let piped = marsad(&folder, &["--format", "csv", "--quiet", "--keep-duplicates", "in.jsonl"]);
    assert!(piped.stdout == csv.as_bytes(), "a pipe gets what a file gets, with the names of the columns");

    run(&["-o", "flat.parquet", "--format", "parquet", "--flat"]);
    let flat = parquet(&folder.join("flat.parquet"));
    assert_eq!(rows(&flat), events.len());
    let ids = flat[0].column_by_name("event_id").expect("event_id").as_string::<i32>().clone();
    let csv_ids: Vec<&str> = csv.lines().skip(1).filter_map(|l| l.split(',').next()).collect();
    for i in 0..ids.len() {
        assert_eq!((ids.value(i), ids.value(i)), (events[i]["id"].as_str().expect("an id"), csv_ids[i]));
    }
    let codes = flat[0].column_by_name("actor_codes").expect("actor_codes").as_list::<i32>().value(0);
    assert_eq!(codes.as_string::<i32>().value(0), "FRA");

    run(&["-o", "nested.parquet", "--format", "parquet", "--with-text"]);
    let nested = parquet(&folder.join("nested.parquet"));
    assert_eq!(rows(&nested), all.len());
    let lists = nested[0].column_by_name("events").expect("events").as_list::<i32>().clone();
    for (i, record) in all.iter().enumerate().take(lists.len()) {
        assert_eq!(lists.value(i).len(), record["events"].as_array().map_or(0, Vec::len));
    }
    let text = nested[0].column_by_name("text").expect("text").as_string::<i32>().clone();
    assert_eq!(Some(text.value(0)), all[0]["text"].as_str());

    run(&["-o", "out.jsonl.zst", "--with-text", "--compress", "zstd"]);
    let packed = fs::File::open(folder.join("out.jsonl.zst")).expect("written");
    assert!(zstd::decode_all(packed).expect("zstd") == fs::read(folder.join("out.jsonl")).expect("written"));
    assert!(!folder.join("out.jsonl.part").exists() && !folder.join("r.jsonl.part").exists());
}

#[test]
fn an_output_without_articles_is_whole_too() {
    let folder = folder("empty");
    fs::write(folder.join("in.jsonl"), "{\"text\":\"none of it Arabic\"}\n").expect("written");
    for (out, format) in [("o.csv", "csv"), ("o.parquet", "parquet"), ("o.jsonl", "jsonl")] {
        let output = marsad(&folder, &["-o", out, "--format", format, "in.jsonl"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(1) && said.contains("0 articles coded"), "{said}");
    }
    assert_eq!(fs::read_to_string(folder.join("o.csv")).expect("written").lines().count(), 1);
    assert_eq!(rows(&parquet(&folder.join("o.parquet"))), 0);
    assert!(fs::read(folder.join("o.jsonl")).expect("written").is_empty());
}

#[test]
fn an_output_is_split_by_day() {
    let folder = folder("split");
    // the last without a date
    let input = corpus(30) + &line("undated", "مثال", "", SENTENCES[0]);
    fs::write(folder.join("in.jsonl"), input).expect("written");
    for (format, file) in [("jsonl", "part.jsonl"), ("parquet", "part.parquet"), ("csv", "part.csv")] {
        succeeds(&folder, &["-o", format, "--format", format, "--partition", "date", "in.jsonl"]);
        let parts = files(&folder.join(format));
        assert_eq!(parts.len(), 4, "{format}");
        for day in ["published=2015-07-14", "published=2015-07-16", "published=__HIVE_DEFAULT_PARTITION__"] {
            assert!(folder.join(format).join(day).join(file).exists(), "{format} {day}");
        }
    }
    let day = records(&fs::read(folder.join("jsonl/published=2015-07-15/part.jsonl")).expect("written"));
    assert_eq!(day.len(), 10);
    assert!(day.iter().all(|r| r["published"] == "2015-07-15"));
    assert_eq!(rows(&parquet(&folder.join("parquet/published=2015-07-15/part.parquet"))), 10);
    let again = marsad(&folder, &["-o", "jsonl", "--partition", "date", "in.jsonl"]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("jsonl exists; remove it or name another folder"));
}

#[test]
fn reprints_are_credited_and_not_coded_again() {
    let folder = folder("reprints");
    // "The foreign minister met his counterpart; they discussed the efforts to reach a truce and the delivery of aid to the
    // besieged towns, and agreed to go on consulting before the meeting of the group of states in the coming days."
    let text = "التقى وزير الخارجية الفرنسي نظيره الأميركي في باريس أمس وبحثا الجهود المبذولة للتوصل إلى هدنة وإيصال المساعدات إلى \
        البلدات المحاصرة واتفقا على مواصلة التشاور قبل اجتماع مجموعة الدول المعنية خلال الأيام المقبلة في العاصمة السويسرية.";
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let input = line("first", "أ", "2015-07-14", &text)
        + &line("other", "ب", "2015-07-14", SENTENCES[1])
        + &line("again", "ج", "2015-07-15", &text.replace("الأميركي", "الامريكي"));
    fs::write(folder.join("in.jsonl"), input).expect("written");
    let said = succeeds(&folder, &["-o", "out.jsonl", "in.jsonl"]);
    assert!(said.starts_with("3 read: 2 articles coded, ") && said.contains(", 1 reprints, 0 set aside"), "{said}");
    let all = records(&fs::read(folder.join("out.jsonl")).expect("written"));
    assert_eq!(
        (&all[2]["id"], &all[2]["outlet"], &all[2]["reprint_of"]),
        (&"again".into(), &"ج".into(), &"first".into())
    );
    assert_eq!(all[2]["events"], Value::Array(Vec::new()));
    assert!(all[0].get("reprint_of").is_none());
    succeeds(&folder, &["-o", "out.csv", "--format", "csv", "in.jsonl"]);
    let csv = fs::read_to_string(folder.join("out.csv")).expect("written");
    assert!(csv.lines().last().is_some_and(|l| l.starts_with(",again,2015-07-15,ج,,,first,,")), "{csv}");
    succeeds(&folder, &["-o", "all.jsonl", "--keep-duplicates", "in.jsonl"]);
    let all = records(&fs::read(folder.join("all.jsonl")).expect("written"));
    assert!(all[2].get("reprint_of").is_none() && !all[2]["events"].as_array().is_none_or(Vec::is_empty));
}

#[test]
fn what_is_set_aside_is_written_with_its_reason() {
    let folder = folder("rejects");
    fs::write(folder.join("in.jsonl"), "{\"text\": oops}\n".to_owned() + &line("a", "أ", "2015-07-14", SENTENCES[0]))
        .expect("written");
    let said = succeeds(&folder, &["--rejects", "r.jsonl", "-o", "o.jsonl", "in.jsonl", "missing.jsonl"]);
    assert!(said.contains("2 set aside") && !said.contains("in.jsonl:1:"), "{said}");
    let rejects = records(&fs::read(folder.join("r.jsonl")).expect("written"));
    assert_eq!(
        (&rejects[0]["file"], &rejects[0]["line"], &rejects[0]["cause"]),
        (&"in.jsonl".into(), &1.into(), &"not a JSON object".into())
    );
    assert!(rejects[0]["message"].as_str().is_some_and(|m| m.contains("write one object a line")));
    assert_eq!((&rejects[1]["file"], &rejects[1]["line"]), (&"missing.jsonl".into(), &Value::Null));
}

#[test]
fn options_that_cannot_go_together_are_told() {
    let folder = folder("options");
    for (args, wanted) in [
        (&["--format", "parquet"][..], "name a file with --output"),
        (&["--flat", "-o", "x"], "--flat goes with --format parquet"),
        (&["--compress", "zstd", "--format", "parquet", "-o", "x"], "Parquet is compressed inside"),
        (&["-o", "."], "is a folder; name a file, or split"),
        (&["--resume", "-o", "/dev/null"], "cannot take Parquet, nor be resumed"),
    ] {
        let output = marsad(&folder, args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(wanted), "{args:?}: {said}");
    }
}

/// Starts a run and kills it after `life`, unless it is done by then. Whether it was done.
fn killed(folder: &Path, args: &[&str], life: Duration) -> bool {
    let mut child = command(folder, args).stderr(Stdio::null()).spawn().expect("the command starts");
    let end = Instant::now() + life;
    loop {
        if let Some(status) = child.try_wait().expect("a child") {
            assert!(status.success(), "{args:?}");
            return true;
        }
        if Instant::now() >= end {
            child.kill().expect("it can be killed");
            child.wait().expect("it ends");
            return false;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_run_killed_at_any_moment_goes_on_where_it_was() {
    let folder = folder("killed");
    fs::write(folder.join("in.jsonl"), corpus(4_000)).expect("written");
    let formats: [&[&str]; 3] = [
        &["-o", "OUT.jsonl", "--rejects", "OUT.r"],
        &["-o", "OUT.parquet", "--format", "parquet", "--rejects", "OUT.r"],
        &["-o", "OUT.days", "--format", "csv", "--compress", "zstd", "--partition", "date", "--rejects", "OUT.r"],
    ];
    // The moments differ from run to run of this test, and a failure tells them.
    let mut seed =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock").as_nanos() as u64;
    for format in formats {
        let named = |to: &str| -> Vec<String> {
            format.iter().map(|a| a.replace("OUT", to)).chain(["--keep-duplicates".into(), "in.jsonl".into()]).collect()
        };
        let whole = named("whole");
        let whole: Vec<&str> = whole.iter().map(String::as_str).collect();
        let start = Instant::now();
        let told = succeeds(&folder, &whole);
        let took = start.elapsed();
        let broken = named("broken");
        let mut broken: Vec<&str> = broken.iter().map(String::as_str).collect();
        let mut moments = Vec::new();
        for _ in 0..3 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            moments.push(took.mul_f64(0.1 + 0.9 * (seed >> 40) as f64 / (1_u64 << 24) as f64));
            if killed(&folder, &broken, moments[moments.len() - 1]) {
                break;
            }
            if broken[0] != "--resume" {
                broken.insert(0, "--resume");
            }
        }
        let said = succeeds(&folder, &[&["--resume"], &broken[usize::from(broken[0] == "--resume")..]].concat());
        assert!(said == told || said.starts_with("nothing is unfinished"), "{moments:?}: {said}");
        let contents = |what: &str| -> Vec<Vec<u8>> {
            let file = folder.join(format[1].replace("OUT", what));
            let mut all = if file.is_dir() {
                files(&file).into_iter().map(|f| f.1).collect()
            } else {
                vec![fs::read(file).expect("written")]
            };
            all.push(fs::read(folder.join(format!("{what}.r"))).expect("written"));
            all
        };
        assert!(contents("whole") == contents("broken"), "{format:?} killed after {moments:?}");
        assert!(!folder.join(format[1].replace("OUT", "broken") + ".part").exists());
    }
}

#[test]
fn another_run_is_not_resumed() {
    let folder = folder("another");
    fs::write(folder.join("in.jsonl"), corpus(20_000)).expect("written");
    let args = ["-o", "out.jsonl", "--keep-duplicates", "in.jsonl"];
    let mut child = command(&folder, &args).stderr(Stdio::null()).spawn().expect("the command starts");
    while !folder.join("out.jsonl.part/checkpoint").exists() {
        assert!(child.try_wait().expect("a child").is_none(), "it ended before its first checkpoint");
        std::thread::sleep(Duration::from_millis(5));
    }
    let second = marsad(&folder, &args);
    assert!(String::from_utf8_lossy(&second.stderr).contains("another run is writing"));
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    let refused = |args: &[&str], wanted: &str| {
        let output = marsad(&folder, &[&["--resume"], args].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(wanted), "{args:?}: {said}");
    };
    refused(&["-o", "out.jsonl", "in.jsonl"], "had another --keep-duplicates (\"true\", now \"false\")");
    refused(&["-o", "out.jsonl", "--keep-duplicates", "in.jsonl", "more.jsonl"], "had 1 input files, now there are 2");
    refused(&[&["--map", "text=body"], &args[..]].concat(), "had another --map (\"\", now \"text=body\")");
    refused(&["-o", "out.jsonl", "--keep-duplicates"], "standard input cannot be read again");
    fs::write(folder.join("in.jsonl"), corpus(10)).expect("written");
    refused(&args, "in.jsonl has changed since the unfinished run read it");
    assert!(folder.join("out.jsonl.part/checkpoint").exists(), "what is unfinished is kept");
    let said = succeeds(&folder, &args);
    assert!(said.contains("held an unfinished run") && said.contains("10 articles coded"), "{said}");
}
