//! `--lexicon-extra`: a researcher's own lists beside the shipped lexicon.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

/// "The Dawn of the Plain Brigade attacked the Jordanian army on Monday."
const ARMED: &str = "هاجم لواء فجر السهوب الجيش الأردني يوم الاثنين.";
/// "Shamkhar Zabalqan met the French foreign minister in Paris."
const MET: &str = "التقى شمخار زبلقان وزير الخارجية الفرنسي في باريس.";

fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    for (file, text) in files {
        let path = root.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
        fs::write(path, text).expect("a file is written");
    }
    root
}

fn marsad(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_marsad")).args(args).output().expect("the command runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Code and role of each party of the record that a sentence becomes.
fn parties(sentence: &str, published: &str, extra: &[&Path]) -> Vec<(String, String)> {
    static ARTICLES: AtomicUsize = AtomicUsize::new(0);
    let n = ARTICLES.fetch_add(1, Ordering::Relaxed);
    let article = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("extra-article-{n}.jsonl"));
    let json = serde_json::json!({ "id": "a", "text": sentence, "published": published });
    fs::write(&article, format!("{json}\n")).expect("the article is written");
    let mut args = vec!["code", "--quiet", article.to_str().expect("a path")];
    for folder in extra {
        args.extend(["--lexicon-extra", folder.to_str().expect("a path")]);
    }
    let output = marsad(&args);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one record");
    let field = |a: &serde_json::Value, name: &str| a[name].as_str().unwrap_or("").to_owned();
    record["actors"]
        .as_array()
        .map(|actors| actors.iter().map(|a| (field(a, "code"), field(a, "role"))).collect())
        .unwrap_or_default()
}

fn has(parties: &[(String, String)], code: &str, role: &str) -> bool {
    parties.iter().any(|(c, r)| c == code && r == role)
}

#[test]
fn a_body_and_a_person_of_an_extra_folder_are_coded() {
    let lists = folder(
        "extra-lists",
        &[
            ("bodies.tsv", "# a comment\nNSA\tREB\tarmed\tJOR\t\tلواء فجر السهوب\tDawn of the Plain Brigade\n"),
            (
                "people/mine.tsv",
                "Shamkhar Zabalqan\tشمخار زبلقان\t\tLBY:GOV:oil minister:2009:2012 | LBY:OPP:party leader:2013:2016\n",
            ),
        ],
    );
    assert!(!has(&parties(ARMED, "2015-06-17", &[]), "NSA", "REB"), "the shipped lexicon knows it already");
    assert!(has(&parties(ARMED, "2015-06-17", &[&lists]), "NSA", "REB"));
    // The office is the one of the article's year.
    assert!(!parties(MET, "2011-06-17", &[]).iter().any(|p| p.0 == "LBY"));
    assert!(has(&parties(MET, "2011-06-17", &[&lists]), "LBY", "GOV"));
    assert!(has(&parties(MET, "2015-06-17", &[&lists]), "LBY", "OPP"));
    // A second folder overrides the first, as it would override the lexicon.
    let over = folder("extra-over", &[("people/x.tsv", "Shamkhar Zabalqan\tشمخار زبلقان\t\tTUN:LEG:deputy::\n")]);
    assert!(has(&parties(MET, "2015-06-17", &[&lists, &over]), "TUN", "LEG"));
}

#[test]
fn rows_override_the_shipped_ones_and_years_choose_a_body() {
    // "The Hamas movement" under another English name: the shipped row gives its name up. "The Front of the Plain" is a
    // Moroccan party until 2012, an armed group from 2013 on.
    let lists = folder(
        "extra-override",
        &[(
            "bodies.tsv",
            "PSE\tGOV\tother\tPSE\t\tحركة حماس\tThe movement\n\
             MAR\tPTY\tparty\tMAR\t\tجبهة السهوب\tFront of the Plain\t\t\t2012\n\
             NSA\tREB\tarmed\tMAR\t\tجبهة السهوب\tFront of the Plain\t\t2013\t\n",
        )],
    );
    // "The Hamas movement condemned the attack on France." "The Front of the Plain condemned France."
    let hamas = "أدانت حركة حماس الحكومة الفرنسية.";
    assert!(has(&parties(hamas, "2015-06-17", &[]), "HAMAS", "REB"));
    assert!(has(&parties(hamas, "2015-06-17", &[&lists]), "PSE", "GOV"));
    let front = "أدانت جبهة السهوب الحكومة الفرنسية.";
    assert!(has(&parties(front, "2011-06-17", &[&lists]), "MAR", "PTY"));
    assert!(has(&parties(front, "2014-06-17", &[&lists]), "NSA", "REB"));
}

#[test]
fn words_and_frames_of_an_extra_folder_are_read() {
    // A verb that no dictionary has: "to frobnicate"; its example is "France frobnicated Iran".
    let lists = folder(
        "extra-frame",
        &[
            ("words/verbs-mine.tsv", "زَلْفَطَ\tزلفط\tQ1\t\t\tt\tto frobnicate\n"),
            (
                "frames/mine.toml",
                "type = \"ACCUSE\"\n[[frame]]\nid = \"accuse.mine\"\ncameo = \"111\"\nverbs = [\"زلفط\"]\n\
                 [[frame.examples]]\ntext = \"زلفطت فرنسا إيران\"\nexpect = \"ACCUSE occurred FRA > IRN\"\n",
            ),
        ],
    );
    let sentence = "زلفطت فرنسا إيران.";
    let extra = ["--lexicon-extra", lists.to_str().expect("a path")];
    let explained = marsad(&[&["explain", sentence][..], &extra].concat());
    let shown = text(&explained.stdout);
    assert!(shown.contains("kept ACCUSE accuse.mine"), "{shown}{}", text(&explained.stderr));
}

#[test]
fn mistakes_are_told_by_file_and_line() {
    let lists = folder(
        "extra-mistakes",
        &[
            // "Brigade of the Plain"
            ("bodies.tsv", "# mine\nNSA\tREB\tarmed\tJOR\t\tلواء السهوب\tBrigade\nNSA REB armed JOR لواء\n"),
            ("places/own.tsv", "زبلقانة\tZabalqana\tQQQ\tcity\n"),
            ("people/mine.tsv", "A\tزبلقان شمخار\t\tJOR:GOV:minister:2014:2012\nB\tشمخار\t\tQQQ:GOV:x:20x4:\n"),
        ],
    );
    let at = |file: &str, line: usize| format!("{}:{line}: ", lists.join(file).display());
    let extra = lists.to_str().expect("a path");
    let wanted = [
        (at("bodies.tsv", 3), "columns are separated by tabs"),
        (at("places/own.tsv", 1), "unknown code \"QQQ\""),
        (at("people/mine.tsv", 1), "end before they begin; exchange them"),
        (at("people/mine.tsv", 2), "\"20x4\" is no year; write four digits"),
    ];
    for output in
        [marsad(&["explain", MET, "--lexicon-extra", extra]), marsad(&["lexicon", "check", "--lexicon-extra", extra])]
    {
        assert_eq!(output.status.code(), Some(1));
        let said = text(&output.stdout) + &text(&output.stderr);
        for (place, what) in &wanted {
            let line = said.lines().find(|l| l.starts_with(place)).unwrap_or_else(|| panic!("{place}{said}"));
            assert!(line.contains(what), "{line} should say {what}");
        }
    }
    let misnamed = folder("extra-misnamed", &[("body.tsv", "NSA\tREB\n")]);
    let output = marsad(&["explain", MET, "--lexicon-extra", misnamed.to_str().expect("a path")]);
    let said = text(&output.stderr);
    assert!(!output.status.success() && said.contains("body.tsv:0: an extra folder has no such file"), "{said}");
    let output = marsad(&["explain", MET, "--lexicon-extra", "no/such/folder"]);
    assert!(text(&output.stderr).contains("cannot read no/such/folder"), "{}", text(&output.stderr));
}
