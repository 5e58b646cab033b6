//! `marsad lexicon check` on the shipped lexicon, and on a copy with one mistake of each kind.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn check(folder: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_marsad"))
        .args(["lexicon", "check"])
        .args(more)
        .arg(folder)
        .output()
        .expect("the command runs")
}

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lexicon")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder is made");
    for entry in fs::read_dir(from).expect("the lexicon is there") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else if path.extension().is_some_and(|e| e == "tsv" || e == "toml") {
            fs::copy(&path, &target).expect("a file is copied");
        }
    }
}

fn append(folder: &Path, file: &str, text: &str) {
    let path = folder.join(file);
    let old = fs::read_to_string(&path).expect("the file is there");
    fs::write(&path, format!("{}\n{text}\n", old.trim_end())).expect("the file is written");
}

#[test]
fn the_shipped_lexicon_has_no_mistake() {
    let output = check(&shipped(), &["--at-least", "0.6"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains(" 0 mistakes"), "{said}");
}

#[test]
fn mistakes_are_found() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lexicon-with-mistakes");
    copy(&shipped(), &folder);
    // "he wrote" again; a place in no state; a body of no role; a known name for another party; a person of no known code.
    let verbs = fs::read_to_string(folder.join("words/verbs.tsv")).expect("the verbs are there");
    let verb = verbs.lines().find(|l| !l.starts_with('#') && !l.trim().is_empty()).expect("a verb").to_owned();
    append(&folder, "words/verbs.tsv", &verb);
    append(&folder, "places/own.tsv", "مدينة التجربة\tTest City\tXQX\tcity\t\t\t\t\t");
    append(&folder, "bodies.tsv", "UN\tNOROLE\tigo\t\t\tهيئة التجربة\tTest body\t");
    append(&folder, "bodies.tsv", "EU\tIGO\tigo\t\t\tفرنسا\tTest name\t");
    append(&folder, "people/leaders.tsv", "Test Person\tشخص التجربة\t\tQQQ:GOV:president:2000:2001");
    append(
        &folder,
        "frames/accuse.toml",
        r#"
[[frame]]
id = "accuse.test"
cameo = "2199"
verbs = ["تجربب"]
when = { object = ["@no_such_class", "%no_such_kind"] }
[[frame.examples]]
text = "اتهمت فرنسا إيران"
expect = "-"

[[frame]]
id = "accuse.test"
cameo = "112"
verbs = ["اتهم"]
"#,
    );
    append(
        &folder,
        "frames/request.toml",
        r#"
[[frame]]
id = "request.clash"
cameo = "100"
phrases = ["عبارة التجربة المحضة"]
[[frame.examples]]
text = "دعت فرنسا إيران إلى الحوار"
expect = "-"
"#,
    );
    append(&folder, "conflicts.tsv", "FRA\tQZZ\twar\t\t\tnobody\nFRA\tDEU\tquarrel\t\t\tnothing\n");
    append(
        &folder,
        "frames/reject.toml",
        r#"
[[frame]]
id = "reject.clash"
cameo = "120"
phrases = ["عبارة التجربة المحضة"]
[[frame.examples]]
text = "رفضت فرنسا الاقتراح"
expect = "-"
"#,
    );
    let output = check(&folder, &[]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    for wanted in [
        "words/verbs.tsv:",
        "too; leave one out",
        "unknown state \"XQX\"",
        "unknown role \"NOROLE\"",
        "فرنسا means FRA at states.tsv:",
        "unknown code \"QQQ\"",
        "conflicts.tsv:",
        "unknown code \"QZZ\"",
        "unknown kind \"quarrel\"; write war or rivalry",
        "\"2199\" is no CAMEO code",
        "the verb تجربب is not in words/verbs.tsv",
        "the class @no_such_class is in no file of classes/",
        "%no_such_kind is no kind of party",
        "the id accuse.test stands twice",
        "accuse.test: no example reaches it",
        "the phrase عبارة التجربة المحضة under the same conditions is also reject.clash (REJECT)",
    ] {
        assert!(said.contains(wanted), "{wanted} is missing in {said}");
    }
    let line = |what: &str| said.lines().find(|l| l.contains(what)).unwrap_or("").to_owned();
    assert!(line("2199").starts_with("frames/accuse.toml:") && !line("2199").contains(":0:"), "{}", line("2199"));
}
