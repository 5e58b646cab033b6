//! The ledger as its users meet it: acts, exports that other tools read, kills, a full disk, two writers.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

/// A folder of the test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ledger-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn ledger(folder: &Path) -> Command {
    let mut c = Command::new(env!("CARGO_BIN_EXE_marsad"));
    c.args(["ledger", "--ledger"]).arg(folder.join("l.sqlite"));
    c
}

fn run(folder: &Path, args: &[&str]) -> Output {
    ledger(folder).args(args).output().expect("the command runs")
}

fn good(folder: &Path, args: &[&str]) -> String {
    let out = run(folder, args);
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("UTF-8")
}

/// "Iran's foreign minister met the American secretary in Vienna on Monday."
const TEXT: &str = "التقى وزير الخارجية الإيراني الوزير الأميركي في فيينا يوم الاثنين.";

/// A record of one event, as `marsad code --with-text` writes it.
fn record(id: &str, outlet: &str, published: &str, kind: (&str, Option<&str>, &str), status: &str) -> Value {
    let span = |start: u32, end: u32| json!({"field": "text", "start": start, "end": end});
    json!({
        "id": id, "published": published, "outlet": outlet, "url": format!("https://example.org/{id}"),
        "title": "لقاء في فيينا", "text": TEXT, "language": "ar", "schema": "0.1",
        "events": [{
            "id": format!("{id}#e1"), "type": kind.0, "mode": kind.1, "cameo": kind.2, "status": status, "background": false,
            "actors": [{"actor": "a1"}], "recipients": [{"actor": "a2"}], "others": [],
            "date": {"start": "2015-07-13", "end": "2015-07-13", "text": span(54, 65)}, "duration": null,
            "place": {"name": "فيينا", "country": "AUT", "geonames": 2761369, "lat": 48.20849, "lon": 16.37208, "text": span(48, 53)},
            "topics": [], "reported_by": null, "deadline": null,
            "magnitude": {"killed": null, "injured": null, "detained": null, "crowd": null, "amount": null},
            "confidence": 0.9,
            "mentions": [{"field": "text", "start": 0, "end": 5, "sentence": [0, 66], "rule": "consult.meet"}]
        }],
        "actors": [
            {"id": "a1", "name": "وزير الخارجية الإيراني", "name_en": "Mohammad Javad Zarif", "code": "IRN", "role": "GOV",
             "office": "foreign minister", "wikidata": "Q1282411", "kind": "person", "mentions": [span(6, 28)]},
            {"id": "a2", "name": "الأميركي", "name_en": null, "code": "USA", "role": "GOV", "office": null, "wikidata": null,
             "kind": "state", "mentions": [span(36, 44)]}
        ],
        "statements": [], "tracks": []
    })
}

/// A ledger of five records of which three tell one act.
fn small(name: &str) -> PathBuf {
    let folder = folder(name);
    let meet = ("CONSULT", Some("meet"), "040");
    let all = [
        record("a", "North Post", "2015-07-13", meet, "planned"),
        record("b", "South Post", "2015-07-14", meet, "occurred"),
        record("c", "West Post", "2015-07-14", meet, "occurred"),
        record("d", "West Post", "2015-07-14", ("AGREE", None, "057"), "occurred"),
        record("e", "West Post", "2015-07-14", ("ASSAULT", Some("heavy-weapons"), "1952"), "denied"),
    ];
    let lines: Vec<String> = all.iter().map(Value::to_string).collect();
    fs::write(folder.join("records.jsonl"), lines.join("\n")).expect("records");
    let records = folder.join("records.jsonl").display().to_string();
    let out = run(&folder, &["add", "--link", &records]);
    let told = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success() && told.contains("5 articles linked: 5 events, 3 acts"), "{told}");
    folder
}

#[test]
fn acts_are_listed_and_shown() {
    let folder = small("acts");
    let acts = good(&folder, &["acts", "--actor", "IRN", "--actor", "USA", "--type", "CONSULT", "--format", "csv"]);
    let rows: Vec<&str> = acts.lines().collect();
    assert_eq!(rows.len(), 2, "{acts}");
    assert!(rows[1].starts_with("a#e1,CONSULT,meet,040,1,2.5,occurred,true,2015-07-13,2015-07-13,"), "{acts}");
    let act: Value = serde_json::from_str(&good(&folder, &["act", "c#e1", "--format", "jsonl"])).expect("JSON");
    assert_eq!((act["reports"].as_u64(), act["independent"].as_u64()), (Some(3), Some(1)), "one text in three papers");
    let shown = good(&folder, &["act", "a#e1"]);
    assert!(shown.contains("DIFFERS") && shown.contains("planned") && shown.contains("copy"), "{shown}");
    let agenda = good(&folder, &["agenda", "--from", "2015-07-01", "--to", "2015-07-31", "--today", "2015-08-01"]);
    assert!(agenda.starts_with("planned for 2015-07-13: occurred"), "{agenda}");
    let none = run(&folder, &["act", "z#e1"]);
    assert!(!none.status.success() && String::from_utf8_lossy(&none.stderr).contains("no act"));
    // An article coded anew awaits linking again, and with it those of its acts.
    let changed = record("a", "North Post", "2015-07-12", ("CONSULT", Some("meet"), "040"), "planned").to_string();
    fs::write(folder.join("a.jsonl"), changed).expect("a record");
    let out = run(&folder, &["add", &folder.join("a.jsonl").display().to_string()]);
    assert!(String::from_utf8_lossy(&out.stderr).contains("3 articles await linking"), "{out:?}");
}

#[test]
fn exports_have_their_columns() {
    let folder = small("exports");
    let export = |format: &str| good(&folder, &["export", "--quiet", "--format", format]);
    let gdelt = export("gdelt");
    let columns = |text: &str| text.lines().map(|l| l.split('\t').count()).collect::<Vec<_>>();
    assert_eq!(columns(&gdelt), [61, 61]);
    let (icews, polecat) = (export("icews"), export("polecat"));
    assert!(columns(&icews).iter().all(|&n| n == 20) && columns(&polecat).iter().all(|&n| n == 40));
    let plover = export("plover");
    for line in plover.lines() {
        let one: Value = serde_json::from_str(line).expect("JSON");
        for field in ["id", "date", "actor", "event"] {
            assert!(!one[field].is_null(), "{field}");
        }
    }
    let gold = good(&folder, &["export", "--quiet", "--format", "csv", "--of", "events"]);
    assert_eq!(gold.lines().count(), 6);
    let wide = |text: &str| text.replace('\t', " | ");
    let first = |text: &str, n: usize| text.lines().take(n).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(
        "exports",
        [wide(&gdelt), wide(&icews), wide(&polecat), first(&plover, 1), export("csv")].join("\n\n")
    );
}

/// A Python that has pandas and pyarrow: the system's, or one of a folder under the target folder.
fn python() -> Option<PathBuf> {
    let has = |python: &Path| {
        let done = Command::new(python).args(["-c", "import pandas, pyarrow"]).stderr(Stdio::null()).status();
        done.is_ok_and(|s| s.success())
    };
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/pandas");
    let program = own.join("bin/python");
    for python in [PathBuf::from("python3"), program.clone()] {
        if has(&python) {
            return Some(python);
        }
    }
    let made = Command::new("python3").args(["-m", "venv"]).arg(&own).status().is_ok_and(|s| s.success())
        && Command::new(own.join("bin/pip"))
            .args(["install", "--quiet", "pandas", "pyarrow"])
            .status()
            .is_ok_and(|s| s.success());
    (made && has(&program)).then_some(program)
}

const READER: &str = r#"
import sys, pandas as pd
d = sys.argv[1] + "/"
g = pd.read_csv(d + "gdelt", sep="\t", header=None)
assert g.shape == (2, 61), g.shape
assert g[0].is_unique and g[1].tolist() == [20150713, 20150713] and g[26].tolist() == [40, 57], g
assert g[53].tolist() == ["AU", "AU"] and abs(g[56][0] - 48.2) < 0.1, g
i = pd.read_csv(d + "icews", sep="\t")
assert i.shape == (4, 20) and i["Source Country"].eq("Iran").all(), i
assert pd.to_datetime(i["Event Date"]).dt.year.eq(2015).all()
p = pd.read_csv(d + "polecat", sep="\t")
assert p.shape == (4, 40) and p["Actor COW"].eq(630).all() and set(p["Event Type"]) == {"AGREE", "CONSULT", "SUPPORT"}, p
j = pd.read_json(d + "plover", lines=True)
assert len(j) == 4 and j["actor"].str[0].str["code"].eq("IRN").all(), j
for of, rows in (("acts", 3), ("events", 5)):
    c, q = pd.read_csv(d + of + ".csv"), pd.read_parquet(d + of + ".parquet")
    assert len(c) == len(q) == rows and list(c.columns) == list(q.columns), (c, q)
    assert c["score"].tolist() == q["score"].tolist()
q = pd.read_parquet(d + "query.parquet")
assert len(q) == 1 and q["type"][0] == "AGREE" and not q["background"][0], q
print("read")
"#;

#[test]
fn exports_are_read_by_pandas() {
    let Some(python) = python() else {
        println!("pandas is not there and cannot be installed: what it reads is not checked");
        return;
    };
    let folder = small("pandas");
    let path = |name: &str| folder.join(name).display().to_string();
    for format in ["gdelt", "icews", "polecat", "plover"] {
        good(&folder, &["export", "--quiet", "--format", format, "--output", &path(format)]);
    }
    for of in ["acts", "events"] {
        for format in ["csv", "parquet"] {
            good(
                &folder,
                &["export", "-q", "--format", format, "--of", of, "--output", &path(&format!("{of}.{format}"))],
            );
        }
    }
    let out = run(&folder, &["query", "--type", "AGREE", "--format", "parquet"]);
    fs::write(folder.join("query.parquet"), out.stdout).expect("a file");
    let read = Command::new(python).args(["-c", READER]).arg(&folder).output().expect("Python runs");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
}

#[test]
fn corrections_become_gold_that_the_scorer_reads() {
    let folder = small("gold");
    let by = ["--by", "RA", "--on", "2026-02-01", "--why", "read it"];
    let correct = |args: &[&str]| good(&folder, &[&["correct"], args, &by[..]].concat());
    correct(&["confirm", "b#e1"]);
    correct(&["edit", "d#e1", "--set", "status=planned", "--set", "date=2015-07-20"]);
    correct(&["reject", "e#e1"]);
    let gold = good(&folder, &["export", "--quiet", "--format", "gold"]);
    let docs: Vec<Value> = gold.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    assert_eq!(docs.iter().filter_map(|d| d["id"].as_str()).collect::<Vec<_>>(), ["b", "d", "e"]);
    assert_eq!(
        (docs[1]["events"][0]["status"].as_str(), docs[1]["events"][0]["date"]["start"].as_str()),
        (Some("planned"), Some("2015-07-20"))
    );
    assert_eq!((docs[0]["events"][0]["optional"].as_bool(), docs[2]["negative"].as_bool()), (Some(false), Some(true)));
    assert_eq!(docs[0]["sentences"], json!([[0, TEXT.chars().count()]]));
    let scorer = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/tools/score.py");
    if !scorer.exists() {
        println!("../shared is absent: the scorer is not run on the gold");
        return;
    }
    fs::write(folder.join("gold.jsonl"), gold).expect("a file");
    let out = Command::new("python3")
        .arg(scorer)
        .arg(folder.join("gold.jsonl"))
        .arg(folder.join("records.jsonl"))
        .arg("--json")
        .output()
        .expect("the scorer runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let score: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    // Both events that hold are found, one of them with another status; the rejected one is a false alarm.
    assert_eq!(
        (score["documents"].as_u64(), score["records"]["r"].as_f64(), score["status"]["accuracy"].as_f64()),
        (Some(3), Some(1.0), Some(0.5))
    );
    assert!(score["records"]["p"].as_f64().is_some_and(|p| (p - 2.0 / 3.0).abs() < 1e-9));
}

/// Records enough for several batches.
fn many(folder: &Path, count: usize) -> String {
    let path = folder.join("many.jsonl");
    let mut out = std::io::BufWriter::new(fs::File::create(&path).expect("a file"));
    for n in 0..count {
        let id = format!("n{n}");
        writeln!(out, "{}", record(&id, "Post", "2015-07-14", ("CONSULT", Some("meet"), "040"), "occurred"))
            .expect("written");
    }
    out.flush().expect("written");
    path.display().to_string()
}

/// What `stats` counts under a name.
fn count(folder: &Path, name: &str) -> usize {
    let stats = good(folder, &["stats"]);
    let line = stats.lines().find(|l| l.trim_start().split_once(' ').is_some_and(|(_, n)| n == name));
    line.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// The number of articles that a run said it had stored.
fn acknowledged(stderr: &[u8]) -> usize {
    let text = String::from_utf8_lossy(stderr);
    let lines = text.lines().filter_map(|l| l.split_once(" articles stored")?.0.parse().ok());
    lines.max().unwrap_or(0)
}

#[test]
fn killed_runs_lose_nothing_and_store_nothing_twice() {
    const COUNT: usize = 9_000;
    let folder = folder("kill");
    let records = many(&folder, COUNT);
    let mut most = 0;
    for round in 0..3 {
        let mut child =
            ledger(&folder).args(["add", &records]).stderr(Stdio::piped()).spawn().expect("the command starts");
        std::thread::sleep(Duration::from_millis(600 + 500 * round));
        // The system's kill -9.
        child.kill().expect("killed");
        let out = child.wait_with_output().expect("ended");
        most = most.max(acknowledged(&out.stderr));
        assert!(count(&folder, "articles") >= most, "round {round}");
    }
    good(&folder, &["add", "--quiet", &records]);
    assert_eq!((count(&folder, "articles"), count(&folder, "events")), (COUNT, COUNT));
}

#[test]
fn two_writers_both_finish() {
    let folder = folder("two");
    let records = many(&folder, 5_000);
    good(&folder, &["stats"]);
    let start = || ledger(&folder).args(["add", "--quiet", &records]).spawn().expect("the command starts");
    let mut both = [start(), start()];
    for child in &mut both {
        assert!(child.wait().expect("ended").success());
    }
    assert_eq!((count(&folder, "articles"), count(&folder, "events")), (5_000, 5_000));
}

#[test]
fn a_full_disk_is_told_and_harms_nothing() {
    let folder = folder("full");
    let records = many(&folder, 9_000);
    // A file may not grow beyond 8 MB here: what a write to a full disk meets.
    let limited = "trap '' XFSZ; ulimit -f 16384; exec \"$0\" \"$@\"";
    let out = Command::new("bash")
        .args(["-c", limited, env!("CARGO_BIN_EXE_marsad"), "ledger", "--ledger"])
        .arg(folder.join("l.sqlite"))
        .args(["add", &records])
        .output()
        .expect("the command runs");
    let told = String::from_utf8_lossy(&out.stderr);
    assert!(!out.status.success() && told.contains("the disk is full"), "{told}");
    assert!(count(&folder, "articles") >= acknowledged(&out.stderr));
    good(&folder, &["add", "--quiet", &records]);
    assert_eq!((count(&folder, "articles"), count(&folder, "events")), (9_000, 9_000));
}
