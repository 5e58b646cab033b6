//! `marsad lexicon import petrarch` on small dictionaries of this project's own, and coding with what it writes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A minister who goes into opposition, an armed group, a news agency that stands twice, a place; France, which the lexicon
/// knows; and lines that cannot be used.
const ACTORS: &str = "\
# actors of the tests
شمخار_زبلقان_ ; \"Shamkhar Zabalqan\"
+شمخار_بن_زبلقان_
\t[LBYGOV 090101-121231]
\t[LBYOPP >130101]
لواء_زبلقان_ [JORREB]
وكالة_زبلقان_ [LBYMED]
وكالة_زبلقان_ [LBYMED]
زبلقانة [LBY]
فرنسا [FRA]
قوة_زبلقان_ [QQQMIL]
مبعوث_زبلقان_ [LBYGOV 20150101-20140101]
syria [SYR]
";

/// "plain raider", with a plural that no rule gives; an agent without Arabic.
const AGENTS: &str = "\
PLAIN_RAIDER {} [~REB]زبلقي
طنبري_ {طنابرة} [~MIL]
RAIDER [~REB]
";

fn file(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).expect("a file is written");
    path
}

/// A folder that is not there yet.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if path.exists() {
        fs::remove_dir_all(&path).expect("the last run's folder goes");
    }
    path
}

fn import(files: &[&Path], out: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_marsad"))
        .args(["lexicon", "import", "petrarch"])
        .args(files)
        .arg("--out")
        .arg(out)
        .args(more)
        .output()
        .expect("the command runs")
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn rows(folder: &Path, file: &str) -> Vec<String> {
    let text = fs::read_to_string(folder.join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
    text.lines().filter(|l| !l.starts_with('#')).map(str::to_owned).collect()
}

#[test]
fn dictionaries_become_a_folder_that_codes() {
    let (actors, agents) = (file("import-actors.txt", ACTORS), file("import-agents.txt", AGENTS));
    let out = folder("import-lists");
    let output = import(&[&actors, &agents], &out, &[]);
    let said = errors(&output);
    assert!(output.status.success(), "{said}");
    let name = actors.display();
    for wanted in [
        format!("{name}:11: QQQ is no state of states.tsv"),
        format!("{name}:12: 20150101-20140101 ends before it begins"),
        format!("{name}:13: \"syria\" is no name in Arabic"),
        format!("{}:3: \"RAIDER\" is no name in Arabic", agents.display()),
        "9 entries read; 7 names imported, 2 names left out, 4 lines refused".to_owned(),
        "left out   1: the lexicon knows it with the same code".to_owned(),
        "left out   1: it stands in the dictionaries before".to_owned(),
        "refused    2: no Arabic name".to_owned(),
    ] {
        assert!(said.contains(&wanted), "{wanted} is missing in {said}");
    }
    assert_eq!(
        rows(&out, "people/petrarch.tsv"),
        ["شمخار زبلقان\tشمخار زبلقان | شمخار بن زبلقان\t\tLBY:GOV::2009:2012 | LBY:OPP::2013:"]
    );
    assert_eq!(
        rows(&out, "bodies.tsv"),
        ["NSA\tREB\tarmed\tJOR\t\tلواء زبلقان\tلواء زبلقان", "LBY\tMED\tmedia\tLBY\t\tوكالة زبلقان\tوكالة زبلقان"]
    );
    assert_eq!(rows(&out, "groups.tsv"), ["زبلقي\tREB\tNSA\tgroup\tplain raider", "طنبري\tMIL\t\tgroup"]);
    assert_eq!(rows(&out, "places/petrarch.tsv"), ["زبلقانة\tزبلقانة\tLBY\tplace"]);
    assert_eq!(rows(&out, "words/nouns-petrarch.tsv"), ["طنبري\t\tm\tطنابرة\t\t"]);

    // "Shamkhar Zabalqan condemned the Zabalqan Brigade." The article's year decides who he is.
    let explain = |published: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_marsad"))
            .args(["explain", "أدان شمخار زبلقان لواء زبلقان.", "--published", published, "--lexicon-extra"])
            .arg(&out)
            .output()
            .expect("the command runs");
        assert!(output.status.success(), "{}", errors(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    for (published, party) in [("2011-06-17", "→ LBY GOV"), ("2015-06-17", "→ LBY OPP")] {
        let shown = explain(published);
        assert!(shown.contains(party) && shown.contains("→ NSA REB"), "{party} is missing in {shown}");
    }
    let check = Command::new(env!("CARGO_BIN_EXE_marsad"))
        .args(["lexicon", "check", "--lexicon-extra"])
        .arg(&out)
        .output()
        .expect("the command runs");
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));

    let again = import(&[&actors], &out, &[]);
    assert!(!again.status.success() && errors(&again).contains("is there already"), "{}", errors(&again));
}

#[test]
fn exit_code_is_1_if_nothing_is_read_or_strict() {
    let verbs = file("import-verbs.txt", "# verbs\n&CURRENCY\n+دينار_\n");
    let output = import(&[&verbs], &folder("import-none"), &[]);
    let said = errors(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(":2: this is a dictionary of verbs or sets of synonyms; only"), "{said}");
    assert!(!Path::new(env!("CARGO_TARGET_TMPDIR")).join("import-none").exists(), "nothing is written");
    let missing = import(&[Path::new("no/such/file")], &folder("import-none"), &[]);
    assert!(missing.status.code() == Some(1) && errors(&missing).contains("no/such/file:0: the file cannot be opened"));

    let actors = file("import-strict.txt", ACTORS);
    let strict = import(&[&actors], &folder("import-strict"), &["--strict"]);
    assert_eq!(strict.status.code(), Some(1), "{}", errors(&strict));
    // What the lexicon knows is written too if it is asked for. "Barack Obama" and "Obama" are one row, the lexicon's offices first.
    let obama =
        file("import-obama.txt", "باراك_أوباما_ [FRAGOV 20090101-20100101]\nأوباما [FRAGOV 20110101-20120101]\n");
    let out = folder("import-all");
    let all = import(&[&actors, &obama], &out, &["--all"]);
    assert!(all.status.success(), "{}", errors(&all));
    assert!(rows(&out, "places/petrarch.tsv").iter().any(|r| r.contains("فرنسا\tFRA")), "France is left out");
    let people = rows(&out, "people/petrarch.tsv");
    let [row] = people.iter().filter(|r| r.starts_with("Barack Obama\t")).collect::<Vec<_>>()[..] else {
        panic!("{people:?}")
    };
    assert!(
        row.contains("\tQ76\tUSA:LEG:senator:2005:2008 | ") && row.contains("FRA:GOV::2009:2010 | FRA:GOV::2011:2012")
    );
}
