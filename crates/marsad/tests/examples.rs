//! What the shipped example articles become, as a person would sum it up. Accept a change with
//! `INSTA_UPDATE=always cargo test -p marsad --test examples` and read the difference in `snapshots/` before committing it.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn summary(record: &Value) -> String {
    let text = |v: &Value| v.as_str().unwrap_or("-").to_owned();
    let codes = |list: &Value| {
        let ids = list.as_array().into_iter().flatten().map(|p| &p["actor"]);
        let actor = |id: &Value| record["actors"].as_array().into_iter().flatten().find(|a| a["id"] == *id);
        let mut codes: Vec<String> = ids.filter_map(actor).map(|a| text(&a["code"])).collect();
        codes.sort();
        codes.join("+")
    };
    let mut out = String::new();
    for e in record["events"].as_array().into_iter().flatten() {
        let trigger = &e["mentions"][0];
        let (start, end) = (trigger["start"].as_u64().unwrap_or(0), trigger["end"].as_u64().unwrap_or(0));
        let _ = write!(
            out,
            "{} {} {} > {}",
            text(&e["type"]),
            text(&e["status"]),
            codes(&e["actors"]),
            codes(&e["recipients"])
        );
        if let (Some(a), Some(b)) = (e["date"]["start"].as_str(), e["date"]["end"].as_str()) {
            let _ = write!(out, ", {a}");
            if a != b {
                let _ = write!(out, " to {b}");
            }
        }
        if let Some(country) = e["place"]["country"].as_str() {
            let _ = write!(out, ", in {country}");
        }
        if let Some(kind) = e["reported_by"]["kind"].as_str() {
            let _ = write!(out, ", told by {kind}");
        }
        let _ = writeln!(out, " ({} {start}-{end})", text(&trigger["field"]));
    }
    out
}

#[test]
fn example_articles() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/articles.jsonl");
    let output = Command::new(env!("CARGO_BIN_EXE_marsad"))
        .args(["code", "--quiet", "--strict"])
        .arg(path)
        .output()
        .expect("the command runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let records: Vec<Value> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|l| serde_json::from_str(l).expect("a record is JSON"))
        .collect();
    assert!(records.len() >= 12, "{} examples", records.len());
    for region in ["levant", "gulf", "egypt", "maghreb"] {
        let of_region = records.iter().filter(|r| r["id"].as_str().is_some_and(|id| id.contains(region)));
        assert!(of_region.count() >= 3, "{region}");
    }
    for record in &records {
        let id = record["id"].as_str().unwrap_or("none");
        insta::assert_snapshot!(id, summary(record));
    }
}
